// A refusal says how long to wait: the window's time where it is used up, and soon where calls under way only hold it.

import { expect, it } from 'vitest';
import type { Charge } from './counters.ts';
import { MemoryCounters } from './memory-counters.ts';
import { OpenHolds } from './open-holds.ts';

it('is soon while others hold what they may not use, and not when it is used', async () => {
  const counters = new MemoryCounters(() => 1_000_000);
  const holds = new OpenHolds();
  const charge = (amount: number): Charge => ({ counter: 'money', window: 60_000, limit: 100, amount });
  counters.take('a', [charge(80)]);
  const end = holds.taken([{ charge: charge(80), meter: 'money' }]);
  expect(holds.told(counters.take('b', [charge(50)]))).toMatchObject({ ok: false, wait: 0 });
  counters.adjust([charge(-10)]);
  expect(end()).toEqual(['money']);
  const used = holds.told(counters.take('b', [charge(50)]));
  expect(used.ok ? 0 : used.wait).toBeGreaterThan(0);
  // Another that holds little makes no room of what is used.
  counters.take('c', [charge(5)]);
  holds.taken([{ charge: charge(5), meter: 'money' }]);
  const still = holds.told(counters.take('b', [charge(50)]));
  expect(still.ok ? 0 : still.wait).toBeGreaterThan(0);
  await counters.close();
});
