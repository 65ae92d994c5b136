// A second channel takes over unseen while nothing was delivered; with no other channel, nothing is held back.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call, pause } from './support/client.ts';
import { FAMILIES } from './support/families.ts';
import { Gateway, keyOf } from './support/gateway.ts';
import { Upstream } from './support/upstream.ts';

const KEY = keyOf('failover');
let first: Upstream;
let second: Upstream;
let gateway: Gateway;

beforeAll(async () => {
  first = await Upstream.start(async (_request, reply) => reply.end());
  second = await Upstream.start(async (_request, reply) => reply.end());
  const models = (prefix: string): string[] => FAMILIES.map(family => `${prefix}-${family.name}`);
  const channels = FAMILIES.flatMap(family => [
    {
      name: `a-${family.name}`,
      upstream: first,
      priority: 2,
      models: [`both-${family.name}`, `only-${family.name}`],
      speaks: [family.name],
    },
    { name: `b-${family.name}`, upstream: second, priority: 1, models: [`both-${family.name}`], speaks: [family.name] },
  ]);
  gateway = await Gateway.start({
    channels: channels.map(({ name, upstream, priority, models: served, speaks }) => ({
      name,
      provider: 'compatible',
      base_url: upstream.url,
      speaks,
      keys: ['upstream-key'],
      models: served,
      priority,
    })),
    prices: [...models('both'), ...models('only')].map(model => ({ model, input: '1', output: '1' })),
    users: [{ name: 'bob', balance: '100', keys: [{ name: 'dev', key: KEY }] }],
  });
}, 60_000);
afterAll(async () => {
  await gateway.dispose();
  await Promise.all([first.stop(), second.stop()]);
});

describe.each(FAMILIES)('a $name stream', family => {
  const ask = (model: string, onPiece?: () => void): ReturnType<typeof call> =>
    call(gateway.url + family.path(model, true), {
      headers: family.headers(KEY),
      body: family.body(model, true),
      ...(onPiece === undefined ? {} : { onPiece }),
    });

  it('goes to the next channel when the first refuses, breaks, or ends before any output', async () => {
    second.script = async (_request, reply) => {
      reply.open(200, { 'content-type': 'text/event-stream' });
      for (const event of family.events('m')) reply.write(event);
      reply.end();
    };
    const faults: (typeof first.script)[] = [
      async (_request, reply) => {
        reply.open(503, { 'content-type': 'application/json' });
        reply.write('{"error":{"message":"busy"}}');
        reply.end();
      },
      async (_request, reply) => reply.cut(),
      async (_request, reply) => {
        reply.open(200, { 'content-type': 'text/event-stream' });
        reply.write(': waiting\n\n');
        await pause(20);
        reply.cut();
      },
    ];
    // Chat clients that did not ask for the usage do not get its event.
    const shown = family.events('m').filter(event => !event.includes('"choices":[]'));
    for (const fault of faults) {
      first.script = fault;
      const answer = await ask(`both-${family.name}`);
      expect(answer.status).toBe(200);
      expect(answer.text).toBe(shown.join(''));
    }
  });

  it('shows its very first event at once when there is no other channel', async () => {
    const seen = Promise.withResolvers<boolean>();
    let wasSeen = false;
    first.script = async (_request, reply) => {
      reply.open(200, { 'content-type': 'text/event-stream' });
      const [opening = '', ...rest] = family.events('m');
      reply.write(opening);
      // The rest goes on only when the client has the first, or never will have it.
      wasSeen = await Promise.race([seen.promise, pause(10_000).then(() => false)]);
      for (const event of rest) reply.write(event);
      reply.end();
    };
    await ask(`only-${family.name}`, () => seen.resolve(true));
    expect(wasSeen).toBe(true);
  });

  it('of an upstream that answers in one piece is a stream all the same, once it has the answer', async () => {
    first.script = async (_request, reply) => reply.json(200, family.answer('m'));
    const answer = await ask(`only-${family.name}`);
    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toMatch(/^text\/event-stream/);
    expect(answer.text).toMatch(/^(?:event: \w|data: \{)/);
    expect(answer.text).toMatch(family.terminal);
    expect(answer.text).toContain('Hi there');
  });
});
