// Specifies the sliding window against a list of everything that was ever added.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PARTS } from './counters.ts';
import { SlidingWindow } from './sliding-window.ts';

const WINDOW = 60_000;

describe('a sliding window', () => {
  it('holds what was added within it, to one part in sixty', () => {
    const step = fc.record({ pause: fc.integer({ min: 0, max: 30_000 }), amount: fc.integer({ min: 0, max: 100 }) });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e9 }), fc.array(step, { maxLength: 60 }), (start, steps) => {
        const window = new SlidingWindow(WINDOW);
        const added: { at: number; amount: number }[] = [];
        let now = start;
        for (const { pause, amount } of steps) {
          now += pause;
          window.add(now, amount);
          added.push({ at: now, amount });
          const within = (span: number): number =>
            added.filter(one => one.at > now - span).reduce((sum, one) => sum + one.amount, 0);
          const held = window.sum(now);
          expect(held).toBeGreaterThanOrEqual(within(WINDOW - WINDOW / PARTS));
          expect(held).toBeLessThanOrEqual(within(WINDOW + 1));
        }
      }),
    );
  });

  it('gives back what was taken too much, and never holds less than nothing', () => {
    const window = new SlidingWindow(WINDOW);
    window.add(0, 10);
    window.add(5_000, 20);
    window.add(6_000, -25);
    expect(window.sum(6_000)).toBe(5);
    window.add(6_000, -50);
    expect(window.sum(6_000)).toBe(0);
    window.add(6_000, 7);
    expect(window.sum(6_000)).toBe(7);
  });

  it('says when enough will have left', () => {
    const window = new SlidingWindow(WINDOW);
    window.add(500, 3);
    window.add(10_500, 4);
    expect(window.untilLeft(20_000, 1)).toBe(40_000);
    expect(window.untilLeft(20_000, 4)).toBe(50_000);
    expect(window.sum(60_000)).toBe(4);
    expect(window.sum(70_000)).toBe(0);
  });
});
