// What counters must do, in memory and in Redis: all or nothing, together over nodes, and whole again after a fault.

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { REDIS, startRedis, type TestRedis } from '../../../test/redis.ts';
import type { Charge, Counters } from './counters.ts';
import { MemoryCounters } from './memory-counters.ts';
import { RedisCounters } from './redis-counters.ts';

let redis: TestRedis | undefined;
beforeAll(async () => {
  if (REDIS === undefined) console.warn('no Redis is installed: the counters of many nodes are not tested');
  else redis = await startRedis();
});
afterAll(() => redis?.stop());

let run = 0;
const charge = (counter: string, limit: number, amount = 1, window = 600_000): Charge => ({
  counter: `${run}:${counter}`,
  window,
  limit,
  amount,
});

const kinds = [
  { name: 'in memory', open: async (): Promise<Counters> => new MemoryCounters() },
  ...(REDIS === undefined
    ? []
    : [{ name: 'in Redis', open: (): Promise<Counters> => RedisCounters.open(redis?.url ?? '', () => undefined) }]),
];

describe.each(kinds)('counters $name', ({ open }) => {
  let counters: Counters;
  beforeEach(async () => {
    run += 1;
    counters = await open();
  });
  afterEach(() => counters.close());

  it('let pass what the window holds, then say how long to wait', async () => {
    // Long enough that no machine is so slow that it passes meanwhile.
    for (let count = 2; count >= 0; count -= 1) {
      const taken = await counters.take('a', [charge('r', 3, 1, 600_000)]);
      expect(taken).toMatchObject({ ok: true, counts: [{ left: count }] });
    }
    const refused = await counters.take('a', [charge('r', 3, 1, 600_000)]);
    expect(refused.ok).toBe(false);
    const wait = refused.ok ? 0 : refused.wait;
    expect(wait).toBeGreaterThan(0);
    expect(wait).toBeLessThanOrEqual(610_000);
    await counters.take('a', [charge('soon', 1, 1, 300)]);
    await expect
      .poll(async () => (await counters.take('a', [charge('soon', 1, 1, 300)])).ok, { timeout: 20_000 })
      .toBe(true);
  });

  it('take every charge or none', async () => {
    await counters.take('a', [charge('full', 1)]);
    const refused = await counters.take('b', [charge('roomy', 10), charge('full', 1)]);
    expect(refused).toMatchObject({ ok: false, charge: { limit: 1 } });
    expect(await counters.take('c', [charge('roomy', 10)])).toMatchObject({ counts: [{ left: 9 }] });
  });

  it('let one pass that alone is larger than the limit, when the window is empty', async () => {
    expect((await counters.take('a', [charge('tokens', 100, 5_000)])).ok).toBe(true);
    expect((await counters.take('b', [charge('tokens', 100, 1)])).ok).toBe(false);
  });

  it('are corrected both ways', async () => {
    await counters.take('a', [charge('tokens', 100, 80)]);
    counters.adjust([charge('tokens', 100, -70)]);
    await expect.poll(async () => (await counters.take('b', [charge('tokens', 100, 0)])).counts[0]?.left).toBe(90);
    counters.adjust([charge('tokens', 100, 200)]);
    await expect.poll(async () => (await counters.take('b', [charge('tokens', 100, 1)])).ok).toBe(false);
  });

  it('count what is under way until it ends', async () => {
    const slots = [charge('busy', 2, 1, 0)];
    expect((await counters.take('a', slots)).ok).toBe(true);
    expect((await counters.take('b', slots)).ok).toBe(true);
    expect((await counters.take('c', slots)).ok).toBe(false);
    counters.end('a', slots);
    await expect.poll(async () => (await counters.take('c', slots)).ok).toBe(true);
  });
});

describe.runIf(REDIS !== undefined)('three nodes', () => {
  it('together let pass exactly the limit, however they race', async () => {
    run += 1;
    const nodes = await Promise.all([1, 2, 3].map(() => RedisCounters.open(redis?.url ?? '', () => undefined)));
    const wishes = Array.from({ length: 900 }, (_, index) =>
      nodes[index % 3]?.take(`call ${index}`, [charge('shared', 300, 1, 60_000)]),
    );
    const passed = (await Promise.all(wishes)).filter(taken => taken?.ok === true);
    expect(passed).toHaveLength(300);
    await Promise.all(nodes.map(node => node.close()));
  });

  it('each count by themselves while Redis is away, and say so once', async () => {
    const own = await startRedis();
    const said: string[] = [];
    const node = await RedisCounters.open(own.url, message => said.push(message));
    await own.stop();
    run += 1;
    expect((await node.take('a', [charge('alone', 1, 1, 60_000)])).ok).toBe(true);
    expect((await node.take('b', [charge('alone', 1, 1, 60_000)])).ok).toBe(false);
    expect(said).toHaveLength(1);
    const back = await startRedis(own.port);
    await expect
      .poll(async () => (await node.take('c', [charge('again', 100)])).ok && said.length, { timeout: 10_000 })
      .toBe(2);
    await node.close();
    await back.stop();
  }, 20_000);
});
