// What calls under way hold of windows beyond what they will have used: whoever it keeps out may find room at any moment.

import type { Charge, Taken } from './counters.ts';

/** Meters of which a call holds the most that it may use, until it is over. */
const HELD: ReadonlySet<string> = new Set(['tokens', 'money']);

interface Metered {
  readonly charge: Charge;
  readonly meter: string;
}

/** The holds of one node, by their counter. */
export class OpenHolds {
  private readonly open = new Map<string, number>();

  /** A call has taken charges; answers what ends its holds, once, with the counters that may have room then. */
  taken(charges: readonly Metered[]): () => readonly string[] {
    const counters = charges.filter(isHeld).map(({ charge }) => charge.counter);
    if (counters.length === 0) return () => counters;
    for (const counter of counters) this.open.set(counter, (this.open.get(counter) ?? 0) + 1);
    return () => {
      for (const counter of counters) {
        const left = (this.open.get(counter) ?? 1) - 1;
        if (left === 0) this.open.delete(counter);
        else this.open.set(counter, left);
      }
      return counters;
    };
  }

  /** A refusal as it is while calls are under way that hold more than they will use: nobody knows how long it stands. */
  told(taken: Taken): Taken {
    return taken.ok || !this.open.has(taken.charge.counter) ? taken : { ...taken, wait: 0 };
  }
}

function isHeld({ charge, meter }: Metered): boolean {
  return charge.window > 0 && HELD.has(meter);
}
