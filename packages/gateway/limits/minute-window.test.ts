// Specification of the window of a minute, against a plain list of what was added.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MinuteWindow } from './minute-window.ts';

const PART = 2_000;

describe('a window of a minute', () => {
  it('has room until its limit is reached, and says when it will have again', () => {
    const window = new MinuteWindow();
    expect(window.room(1_000_000, 2)).toBe(0);
    window.add(1_000_000, 1);
    window.add(1_010_000, 1);
    expect(window.room(1_020_000, 3)).toBe(0);
    const until = window.room(1_020_000, 2);
    expect(until).toBeGreaterThanOrEqual(1_060_000);
    expect(until).toBeLessThanOrEqual(1_060_000 + PART);
    expect(window.room(until, 2)).toBe(0);
  });

  it('never lets more than its limit into any minute, and forgets what is older than a minute and a part', () => {
    const steps = fc.array(
      fc.record({ wait: fc.integer({ min: 0, max: 50_000 }), amount: fc.integer({ min: 1, max: 5 }) }),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(steps, fc.integer({ min: 1, max: 20 }), (added, limit) => {
        const window = new MinuteWindow();
        const taken: { at: number; amount: number }[] = [];
        let now = 5_000_000;
        for (const { wait, amount } of added) {
          now += wait;
          const within = (span: number): number =>
            taken.filter(({ at }) => at > now - span).reduce((sum, one) => sum + one.amount, 0);
          const room = window.room(now, limit);
          if (room === 0) {
            expect(within(60_000 - PART)).toBeLessThan(limit);
            window.add(now, amount);
            taken.push({ at: now, amount });
          } else {
            expect(within(60_000 + PART)).toBeGreaterThanOrEqual(limit);
            // From then on time goes on.
            now = room;
            expect(window.room(now, limit)).toBe(0);
          }
        }
      }),
    );
  });
});
