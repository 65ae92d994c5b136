// Nodes of a cluster that are killed under load: every whole answer is charged once, nothing else beyond what was cut.

import { expect, it } from 'vitest';
import { killedNodes } from './shows/killed-nodes.ts';

it('three nodes killed at random for eight seconds owe and lose nothing', { timeout: 120_000 }, async context => {
  const bill = await killedNodes(8, 80);
  if (bill === undefined) return context.skip();
  expect(bill.kills).toBeGreaterThan(3);
  expect(bill.whole).toBeGreaterThan(100);
  expect(bill.wrong).toEqual([]);
  expect(bill.unexplained).toBe(0);
  expect(bill.spent).toBe(bill.charged);
  expect(bill.leased).toBe(0);
  expect(bill.reconcile).toBe('0 differences');
});
