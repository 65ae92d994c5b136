// What calls under way hold of windows beyond what they will have used: whoever it keeps out may find room at any moment.

import { fitting, type Charge, type Taken } from './counters.ts';

/** Meters of which a call holds the most that it may use, until it is over. */
const HELD: ReadonlySet<string> = new Set(['tokens', 'money']);

interface Metered {
  readonly charge: Charge;
  readonly meter: string;
}

/** The holds of one node, by their counter. */
export class OpenHolds {
  /** What is held of each counter. */
  private readonly open = new Map<string, number>();

  /** A call has taken charges; answers what ends its holds, once, with the counters that may have room then. */
  taken(charges: readonly Metered[]): () => readonly string[] {
    const held = charges.filter(isHeld).map(({ charge }) => charge);
    for (const { counter, amount } of held) this.add(counter, amount);
    return () => {
      for (const { counter, amount } of held) this.add(counter, -amount);
      return held.map(({ counter }) => counter);
    };
  }

  /**
   * A refusal as it really stands: where it would have fitted beside what is used up for good, the room is only held by
   * calls under way, and nobody knows how long.
   */
  told(taken: Taken): Taken {
    if (taken.ok) return taken;
    const { charge, counts } = taken;
    const held = this.open.get(charge.counter) ?? 0;
    const left = counts.find(count => count.charge === charge)?.left ?? 0;
    return held > 0 && fitting(charge) <= left + held ? { ...taken, wait: 0 } : taken;
  }

  private add(counter: string, amount: number): void {
    const held = (this.open.get(counter) ?? 0) + amount;
    if (held > 0) this.open.set(counter, held);
    else this.open.delete(counter);
  }
}

function isHeld({ charge, meter }: Metered): boolean {
  return charge.window > 0 && HELD.has(meter);
}
