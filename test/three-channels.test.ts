// One channel dies, one is at its limit, one is slow: hardly a client notices, and all three come back by themselves.

import { expect, it } from 'vitest';
import { threeChannels } from './shows/three-channels.ts';

const SECONDS = 20;
const RATE = 50;

it('failure is a normal day', { timeout: 90_000 }, async () => {
  const seen = await threeChannels(SECONDS, RATE);
  expect(seen.firstErrors).toEqual([]);
  expect(seen.calls).toBe(SECONDS * RATE);
  expect(seen.errors / seen.calls).toBeLessThan(0.001);
  // The dead one gets a few failures until its breaker opens, and then only tries; the limited one is left alone.
  expect(seen.whileIll.dead).toBeLessThan(10 + seen.whileIllSeconds);
  expect(seen.whileIll.limited).toBeLessThan(seen.whileIllSeconds);
  expect(seen.whileIll.slow).toBeGreaterThan(seen.whileIllSeconds * RATE * 0.8);
  const all = Object.values(seen.afterwards);
  const fair = all.reduce((sum, count) => sum + count, 0) / 3;
  for (const count of all) expect(count).toBeGreaterThan(fair * 0.5);
});
