// Channels as an operator lives with them: breakers and their timeline, why a channel was chosen, switches, live changes.

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { at, call, eventually, jsonOf, pause } from './support/client.ts';
import type { Answer } from './support/client.ts';
import { answerInKind, FAMILIES } from './support/families.ts';
import { Gateway, keyOf } from './support/gateway.ts';
import type { ChannelDraft, ConfigDraft } from './support/gateway.ts';
import { usedBy } from './support/money.ts';
import { Upstream } from './support/upstream.ts';
import type { Script } from './support/upstream.ts';

const KEY = keyOf('user');
const ADMIN = keyOf('admin');
const AUTO = keyOf('auto');
const [chat] = FAMILIES;
if (chat === undefined) throw new Error('no family');

let first: Upstream;
let second: Upstream;
let gateway: Gateway;

const fine: Script = (request, reply) => answerInKind(request, reply);
const refuse =
  (status: number, headers: Record<string, string> = {}): Script =>
  (_request, reply) =>
    reply.json(status, { error: { message: `it is ${status}`, type: 't', param: null, code: null } }, headers);

function channelOf(name: string, upstream: Upstream, changes: Partial<ChannelDraft> = {}): ChannelDraft {
  return {
    name,
    provider: 'compatible',
    base_url: `${upstream.url}/${name}`,
    keys: [`secret-${name}`],
    models: ['breaks', 'cools', 'denied', 'both', 'held', 'live', 'gone'],
    ...changes,
  };
}

const configuration = (): ConfigDraft => ({
  groups: [
    { name: 'default', multiplier: '1' },
    { name: 'vip', multiplier: '2' },
  ],
  channels: [
    channelOf('one', first, { priority: 2 }),
    channelOf('two', second, { priority: 1 }),
    channelOf('vips', second, { models: ['rare'], groups: ['vip'] }),
  ],
  prices: ['breaks', 'cools', 'denied', 'both', 'held', 'live', 'gone', 'rare', 'fresh'].map(model => ({
    model,
    input: '1',
    output: '1',
  })),
  users: [
    {
      name: 'bob',
      balance: '100',
      keys: [
        { name: 'dev', key: KEY },
        { name: 'auto', key: AUTO, group: 'default,vip' },
      ],
    },
    { name: 'root', role: 'admin', balance: '100', keys: [{ name: 'root', key: ADMIN }] },
  ],
  settings: { breaker_min_failures: 3, breaker_open_seconds: 1, cooldown_seconds: 1, credential_off_seconds: 2 },
});

beforeAll(async () => {
  first = await Upstream.start(fine);
  second = await Upstream.start(fine);
  gateway = await Gateway.start(configuration());
}, 60_000);
afterAll(async () => {
  await gateway.dispose();
  await Promise.all([first.stop(), second.stop()]);
});
beforeEach(() => {
  first.script = fine;
  second.script = fine;
  first.requests.length = 0;
  second.requests.length = 0;
});

const ask = (model: string, key = KEY): Promise<Answer> =>
  call(gateway.url + chat.path(model, false), { headers: chat.headers(key), body: chat.body(model, false) });

async function explain(id: string, key = ADMIN): Promise<unknown> {
  return eventually(async () => {
    const answer = await call(`${gateway.url}/v1/generation?id=${id}`, { headers: { authorization: `Bearer ${key}` } });
    expect(answer.status).toBe(200);
    return jsonOf(answer);
  });
}

describe('a channel that fails', () => {
  it('is passed over after a few failures, tried by one real request after its rest, and back when that answers', async () => {
    first.script = refuse(500);
    for (let time = 0; time < 8; time += 1) expect((await ask('breaks')).status).toBe(200);
    expect(first.requests.length).toBe(3);
    await pause(1100);
    expect((await ask('breaks')).status).toBe(200);
    expect(first.requests.length).toBe(4);
    expect((await ask('breaks')).status).toBe(200);
    expect(first.requests.length).toBe(4);
    first.script = fine;
    await pause(2100);
    for (let time = 0; time < 3; time += 1) expect((await ask('breaks')).status).toBe(200);
    expect(first.requests.length).toBe(7);
  });

  it('is passed over for another model no more than it failed there', async () => {
    expect((await ask('both')).status).toBe(200);
    expect(first.requests.length).toBe(1);
  });

  it('that asks for peace is left alone for as long as it asks', async () => {
    first.script = refuse(429, { 'retry-after': '2' });
    for (let time = 0; time < 3; time += 1) expect((await ask('cools')).status).toBe(200);
    expect(first.requests.length).toBe(1);
    first.script = fine;
    await pause(1200);
    await ask('cools');
    expect(first.requests.length).toBe(1);
    await pause(1000);
    await ask('cools');
    expect(first.requests.length).toBe(2);
  });

  it('with a refused key is off for every model, the operator is told, and it comes back by itself', async () => {
    first.script = refuse(401);
    expect((await ask('denied')).status).toBe(200);
    expect((await ask('both')).status).toBe(200);
    expect(first.requests.length).toBe(1);
    expect(gateway.output).toMatch(/channel one, key \w+ is refused and switched off until .* \(status 401\)/);
    expect(gateway.output).not.toContain('secret-one');
    first.script = fine;
    await pause(2100);
    expect((await ask('both')).status).toBe(200);
    expect(first.requests.length).toBe(2);
  });

  it('has a timeline, and a request says why it went where it did', async () => {
    const { output, code } = await gateway.command('channel', 'timeline', 'one');
    expect(code).toBe(0);
    expect(output).toMatch(/one +\w+ +breaks +open +\S+ +3 of 3 calls failed, the last by status 500/);
    expect(output).toMatch(/one +\w+ +breaks +closed/);
    expect(output).toMatch(/one +\w+ +cools +cooling +\S+ +status 429/);
    expect(output).toMatch(/one +\w+ +all +off +\S+ +status 401/);
    first.script = refuse(503);
    const { id } = await ask('both');
    const data = at(await explain(id), 'data');
    expect(at(data, 'charge.attempts.0')).toMatchObject({
      channel: 'one',
      status: 503,
      outcome: 'refused',
      why: 'priority 2',
    });
    expect(at(data, 'charge.attempts.1')).toMatchObject({ channel: 'two', outcome: 'complete', why: 'priority 1' });
    expect(JSON.stringify(await explain(id, KEY))).not.toMatch(/"why"|"channel"/);
    const told = await gateway.command('channel', 'why', id);
    expect(told.output).toMatch(/1 +one +\w+ +503 +refused .*priority 2/);
    expect(told.output).toMatch(/2 +two +\w+ +200 +complete .*priority 1/);
  });
});

describe('a channel switched off by hand', () => {
  it(
    'is not used on the running node within two seconds, until a hand switches it on',
    { timeout: 60_000 },
    async () => {
      expect((await gateway.command('channel', 'off', 'one', 'maintenance')).output).toContain('channel one is off');
      await pause(2000);
      first.requests.length = 0;
      const { id } = await ask('held');
      expect(first.requests.length).toBe(0);
      expect(JSON.stringify(await explain(id))).toContain('passed over: one: held, by hand: maintenance');
      expect((await gateway.command('channel', 'list')).output).toMatch(/one +compatible +enabled +off by hand/);
      await gateway.stop();
      await gateway.start();
      await ask('held');
      expect(first.requests.length).toBe(0);
      await gateway.command('channel', 'on', 'one');
      await pause(2000);
      await ask('held');
      expect(first.requests.length).toBe(1);
    },
  );
});

describe('a key', () => {
  it('of an administrator may pin a channel, and no other', async () => {
    const ids = new Map(
      [...(await gateway.command('channel', 'list')).output.matchAll(/^(\d+) +(\w+) /gm)].map(([, id, name]) => [
        name,
        id,
      ]),
    );
    expect((await ask('both', `${ADMIN}-${ids.get('two') ?? ''}`)).status).toBe(200);
    expect([first.requests.length, second.requests.length]).toEqual([0, 1]);
    expect((await ask('both', `${KEY}-${ids.get('two') ?? ''}`)).status).toBe(403);
    // A pinned channel is not left for another.
    second.script = refuse(503);
    expect((await ask('both', `${ADMIN}-${ids.get('two') ?? ''}`)).status).toBe(503);
    expect(first.requests.length).toBe(0);
  });

  it('with several groups is served by the first that has the model, at its price', async () => {
    expect((await ask('rare')).status).toBe(503);
    const before = await usedBy(gateway.url, AUTO);
    expect((await ask('rare', AUTO)).status).toBe(200);
    await eventually(async () => expect(await usedBy(gateway.url, AUTO)).toBe(before + 2 * 18));
  });
});

describe('a change of the file', () => {
  it(
    'is in force within two seconds, and a request on a channel that is gone is not lost',
    { timeout: 60_000 },
    async () => {
      let begun = (): void => undefined;
      const started = new Promise<void>(resolve => {
        begun = resolve;
      });
      first.script = async (request, reply) => {
        reply.open(200, { 'content-type': 'text/event-stream' });
        const events = chat.events('m');
        for (const event of events.slice(0, 2)) reply.write(event);
        begun();
        await pause(3000);
        for (const event of events.slice(2)) reply.write(event);
        reply.end();
      };
      const running = call(gateway.url + chat.path('gone', true), {
        headers: chat.headers(KEY),
        body: chat.body('gone', true),
      });
      await started;
      const changed = configuration();
      gateway.configure({ ...changed, channels: [channelOf('three', second, { models: ['fresh', 'gone'] })] });
      const since = performance.now();
      await eventually(async () => expect((await ask('fresh')).status).toBe(200), 5000);
      expect(performance.now() - since).toBeLessThan(2000);
      expect((await ask('both')).status).toBe(404);
      const answer = await running;
      expect(answer.text).toContain('[DONE]');
      expect(answer.text).toContain('" there"');
    },
  );

  it('with a mistake in it changes nothing, and says what is wrong', async () => {
    gateway.configure({ ...configuration(), channels: [channelOf('three', second, { provider: 'nonsense' })] });
    await eventually(async () => expect(gateway.output).toContain('the one before still is'), 5000);
    expect((await ask('fresh')).status).toBe(200);
  });
});
