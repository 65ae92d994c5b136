// Counters in the memory of one process: exact for one node.

import { type Charge, type Count, type Counters, fitting, type Taken } from './counters.ts';
import { SlidingWindow } from './sliding-window.ts';

/** How often counters that hold nothing are forgotten, milliseconds. */
const SWEEP_MS = 60_000;

interface Running {
  readonly ids: Set<string>;
}

/** The counters of one process. `now` is a clock in milliseconds that never goes back. */
export class MemoryCounters implements Counters {
  private readonly windows = new Map<string, { readonly window: number; readonly counter: SlidingWindow }>();
  private readonly running = new Map<string, Running>();
  private readonly now: () => number;
  private readonly timer: NodeJS.Timeout;

  constructor(now: () => number = () => performance.now()) {
    this.now = now;
    this.timer = setInterval(() => this.sweep(), SWEEP_MS).unref();
  }

  take(id: string, charges: readonly Charge[]): Taken {
    const now = this.now();
    for (const charge of charges) {
      const wait = this.waitFor(charge, now);
      if (wait !== undefined) return { ok: false, charge, wait, counts: charges.map(one => this.count(one, now)) };
    }
    for (const charge of charges) {
      if (charge.window === 0) this.runningOf(charge).ids.add(id);
      else this.windowOf(charge).add(now, charge.amount);
    }
    return { ok: true, counts: charges.map(charge => this.count(charge, now)) };
  }

  adjust(charges: readonly Charge[]): void {
    const now = this.now();
    for (const charge of charges) if (charge.window > 0) this.windowOf(charge).add(now, charge.amount);
  }

  end(id: string, charges: readonly Charge[]): void {
    for (const charge of charges) if (charge.window === 0) this.running.get(charge.counter)?.ids.delete(id);
  }

  async close(): Promise<void> {
    clearInterval(this.timer);
  }

  /** Milliseconds until a charge fits; undefined when it fits now. */
  private waitFor(charge: Charge, now: number): number | undefined {
    if (charge.window === 0) return this.runningOf(charge).ids.size < charge.limit ? undefined : 0;
    const counter = this.windowOf(charge);
    const beyond = counter.sum(now) + fitting(charge) - charge.limit;
    return beyond <= 0 ? undefined : Math.max(counter.untilLeft(now, beyond), 1);
  }

  private count(charge: Charge, now: number): Count {
    if (charge.window === 0)
      return { charge, left: Math.max(0, charge.limit - this.runningOf(charge).ids.size), reset: 0 };
    const counter = this.windowOf(charge);
    const held = counter.sum(now);
    return { charge, left: Math.max(0, charge.limit - held), reset: held === 0 ? 0 : counter.untilLeft(now, held) };
  }

  private windowOf({ counter, window }: Charge): SlidingWindow {
    let known = this.windows.get(counter);
    if (known === undefined || known.window !== window) {
      known = { window, counter: new SlidingWindow(window) };
      this.windows.set(counter, known);
    }
    return known.counter;
  }

  private runningOf({ counter }: Charge): Running {
    let known = this.running.get(counter);
    if (known === undefined) this.running.set(counter, (known = { ids: new Set() }));
    return known;
  }

  private sweep(): void {
    const now = this.now();
    for (const [name, { counter }] of this.windows) if (counter.sum(now) === 0) this.windows.delete(name);
    for (const [name, { ids }] of this.running) if (ids.size === 0) this.running.delete(name);
  }
}
