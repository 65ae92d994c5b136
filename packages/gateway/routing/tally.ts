// What is counted of one candidate: successes and failures of a rolling window, its speed, and its calls under way.

/** Parts of the window that are dropped one after another. */
const PARTS = 10;
/** How much the latest call weighs in the average of times. */
const NEWEST = 0.2;

/** The tally of one candidate. */
export class Tally {
  /** Calls under way. */
  busy = 0;
  /** Calls so far. */
  used = 0;
  /** Milliseconds to the first output, the latest counting most; 0 while none is known. */
  latency = 0;
  /** Failures since the last success. */
  streak = 0;
  private readonly good = new Uint32Array(PARTS);
  private readonly bad = new Uint32Array(PARTS);
  /** The number of the latest part, counted from the epoch. */
  private latest = 0;

  /** A call took this long to its first output. */
  took(milliseconds: number): void {
    const before = this.latency;
    this.latency = before === 0 ? Math.max(milliseconds, 1) : before + (milliseconds - before) * NEWEST;
  }

  succeeded(now: number, window: number): void {
    this.streak = 0;
    const part = this.turn(now, window);
    this.good[part] = (this.good[part] ?? 0) + 1;
  }

  failed(now: number, window: number): void {
    this.streak += 1;
    const part = this.turn(now, window);
    this.bad[part] = (this.bad[part] ?? 0) + 1;
  }

  /** Successes and failures of the last `window` milliseconds. */
  counts(now: number, window: number): { good: number; bad: number } {
    this.turn(now, window);
    return { good: sum(this.good), bad: sum(this.bad) };
  }

  /** Forgets successes and failures: a breaker that has closed begins anew. */
  forget(): void {
    this.streak = 0;
    this.good.fill(0);
    this.bad.fill(0);
  }

  /** Empties the parts that are over; answers the one of now. */
  private turn(now: number, window: number): number {
    const current = Math.floor((now * PARTS) / window);
    if (current !== this.latest) {
      const passed = Math.min(Math.abs(current - this.latest), PARTS);
      for (let step = 0; step < passed; step += 1) {
        const part = (((current - step) % PARTS) + PARTS) % PARTS;
        this.good[part] = 0;
        this.bad[part] = 0;
      }
      this.latest = current;
    }
    return current % PARTS;
  }
}

function sum(values: Uint32Array): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
