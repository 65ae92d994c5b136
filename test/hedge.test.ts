// A rival for a silent upstream: the first to have something for the client answers it, and only one is charged.

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { at, call, eventually, pause } from './support/client.ts';
import type { Answer } from './support/client.ts';
import { answerInKind, FAMILIES } from './support/families.ts';
import type { FamilyCase } from './support/families.ts';
import { Gateway, keyOf } from './support/gateway.ts';
import { generation, usedBy } from './support/money.ts';
import { Upstream } from './support/upstream.ts';
import type { Script } from './support/upstream.ts';

const KEY = keyOf('hedge');
const ADMIN = keyOf('hedgeadmin');
const HEDGE_MS = 150;
let first: Upstream;
let second: Upstream;
let gateway: Gateway;

beforeAll(async () => {
  first = await Upstream.start(answerInKind);
  second = await Upstream.start(answerInKind);
  const speaks = FAMILIES.map(family => family.name);
  const channel = (name: string, upstream: Upstream, priority: number) => ({
    name,
    provider: 'compatible',
    base_url: upstream.url,
    speaks,
    keys: ['k'],
    models: ['m'],
    priority,
  });
  gateway = await Gateway.start({
    channels: [channel('one', first, 2), channel('two', second, 1)],
    prices: [{ model: 'm', input: '1', output: '1' }],
    users: [
      { name: 'bob', balance: '100', keys: [{ name: 'dev', key: KEY }] },
      { name: 'root', role: 'admin', balance: '1', keys: [{ name: 'root', key: ADMIN }] },
    ],
    settings: { hedge_ms: HEDGE_MS, breaker_min_failures: 1000, read_on_seconds: 1 },
  });
}, 60_000);
afterAll(async () => {
  await gateway.dispose();
  await Promise.all([first.stop(), second.stop()]);
});
beforeEach(() => {
  first.script = answerInKind;
  second.script = answerInKind;
  first.requests.length = 0;
  second.requests.length = 0;
});

const slowly =
  (milliseconds: number, then: Script = answerInKind): Script =>
  async (request, reply) => {
    await pause(milliseconds);
    if (!reply.gone()) await then(request, reply);
  };
const refuse: Script = (_request, reply) => reply.json(503, { error: { message: 'busy' } });

const ask = (family: FamilyCase, streamed: boolean, signal?: AbortSignal): Promise<Answer> =>
  call(gateway.url + family.path('m', streamed), {
    headers: family.headers(KEY),
    body: family.body('m', streamed),
    ...(signal === undefined ? {} : { signal }),
  });

async function attemptsOf(id: string): Promise<unknown> {
  await generation(gateway.url, KEY, id);
  const explained = await generation(gateway.url, ADMIN, id);
  return at(explained.value, 'charge.attempts');
}

describe.each(FAMILIES.flatMap(family => [true, false].map(streamed => ({ family, streamed, name: family.name }))))(
  '$name, streamed: $streamed',
  ({ family, streamed }) => {
    it('a fast upstream has no rival', async () => {
      expect((await ask(family, streamed)).status).toBe(200);
      expect([first.requests.length, second.requests.length]).toEqual([1, 0]);
    });

    it('a silent one loses to its rival, is let go, and costs nothing', async () => {
      let gone = false;
      first.script = async (_request, reply) => {
        // Signs of life that are no output do not help it.
        if (streamed) {
          reply.open(200, { 'content-type': 'text/event-stream' });
          reply.write(': thinking\n\n');
        }
        for (let time = 0; time < 500 && !reply.gone(); time += 1) await pause(20);
        gone = reply.gone();
      };
      const before = await usedBy(gateway.url, KEY);
      const began = performance.now();
      const answer = await ask(family, streamed);
      expect(performance.now() - began).toBeLessThan(8_000);
      expect(answer.text).toContain(' there');
      expect(answer.text).not.toContain('thinking');
      await eventually(async () => expect(gone).toBe(true));
      await eventually(async () => expect(await usedBy(gateway.url, KEY)).toBe(before + 18));
      expect(await attemptsOf(answer.id)).toMatchObject([
        { channel: 'one', outcome: 'slower' },
        { channel: 'two', outcome: 'complete' },
      ]);
    });

    it('that is merely slow may still win over a rival that fails', async () => {
      first.script = slowly(HEDGE_MS + 150);
      second.script = refuse;
      const answer = await ask(family, streamed);
      expect([answer.status, answer.text.includes(' there')]).toEqual([200, true]);
      expect([first.requests.length, second.requests.length]).toEqual([1, 1]);
    });
  },
);

describe('a client that leaves while two are asked', () => {
  it('is charged at most once', async () => {
    const [chat] = FAMILIES;
    if (chat === undefined) throw new Error('no family');
    first.script = slowly(600);
    second.script = slowly(600);
    const before = await usedBy(gateway.url, KEY);
    await ask(chat, true, AbortSignal.timeout(HEDGE_MS + 150)).catch(() => undefined);
    await pause(1500);
    expect((await usedBy(gateway.url, KEY)) - before).toBeLessThanOrEqual(18);
    const { code } = await gateway.command('reconcile');
    expect(code).toBe(0);
  });
});
