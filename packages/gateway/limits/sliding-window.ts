// A sum over the last part of time, kept in sixty slots: what is older leaves slot by slot.

import { PARTS } from './counters.ts';

/** One window. Times are milliseconds of one clock that never goes back. */
export class SlidingWindow {
  private readonly slots = new Float64Array(PARTS);
  private readonly width: number;
  /** The number of the newest slot. */
  private newest = 0;
  private total = 0;

  constructor(window: number) {
    this.width = window / PARTS;
  }

  /** What the window holds at a time. */
  sum(now: number): number {
    this.advance(now);
    return this.total;
  }

  /** Adds to the window; what is taken away never makes it negative. */
  add(now: number, amount: number): void {
    this.advance(now);
    const slot = this.newest % PARTS;
    if (amount >= 0) {
      this.slots[slot] = (this.slots[slot] ?? 0) + amount;
      this.total += amount;
      return;
    }
    // What was taken too much may have been counted in an earlier slot: newest first, until it is given back.
    let rest = Math.min(-amount, this.total);
    for (let age = 0; age < PARTS && rest > 0; age += 1) {
      const index = (this.newest - age + PARTS * 2) % PARTS;
      const given = Math.min(this.slots[index] ?? 0, rest);
      this.slots[index] = (this.slots[index] ?? 0) - given;
      this.total -= given;
      rest -= given;
    }
  }

  /** Milliseconds until at least `amount` has left the window. */
  untilLeft(now: number, amount: number): number {
    this.advance(now);
    let left = 0;
    for (let age = PARTS - 1; age >= 0; age -= 1) {
      left += this.slots[(this.newest - age + PARTS) % PARTS] ?? 0;
      if (left >= amount) return (this.newest - age + PARTS) * this.width - now;
    }
    return this.width * PARTS;
  }

  private advance(now: number): void {
    const current = Math.floor(now / this.width);
    const passed = Math.min(current - this.newest, PARTS);
    for (let step = 1; step <= passed; step += 1) {
      const index = (this.newest + step) % PARTS;
      this.total -= this.slots[index] ?? 0;
      this.slots[index] = 0;
    }
    if (passed >= PARTS) this.total = 0;
    this.newest = Math.max(this.newest, current);
  }
}
