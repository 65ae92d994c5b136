// One dollar on three nodes of a cluster: no overdraft at any instant, and no cent that nobody can spend.

import { expect, it } from 'vitest';
import { lastCent } from './shows/last-cent.ts';

it('two thousand requests at once spend a dollar to the end and not beyond', { timeout: 120_000 }, async context => {
  const result = await lastCent(2_000);
  if (result === undefined) return context.skip();
  // A call is admitted while 0.01 is there, and costs 0.004: 1 = 248 × 0.004 + 0.008, and 0.008 pays for no more.
  expect(result.served).toBe(248);
  expect(result.balance).toBe(8_000_000n);
  expect(result.lowest).toBeGreaterThanOrEqual(0n);
  expect(result.looks).toBeGreaterThan(10);
  expect(result.leased).toBe(0n);
  expect(result.reconcile).toBe('0 differences');
});
