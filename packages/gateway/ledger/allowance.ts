// What this node may spend of one purse without asking: a mirror of its lease in the store, in nano-dollars.

import type { Admission } from './admission.ts';

/** The allowance of one purse. `leased` is what the store has booked; the rest says where it is. */
export class Allowance {
  readonly purse: string;
  /** Mirror of the node's lease in the store. */
  leased = 0n;
  /** Held by calls under way. */
  held = 0n;
  /** Charged by settlements that are in the journal and not yet in the store. */
  pending = 0n;
  /** Holds on it that are open, also those of nothing. */
  holds = 0;
  /** Admissions that wait for money, first come first served. */
  readonly waiting: Admission[] = [];
  /** A settlement of it was not new: the lease may be worth more than the purse, and is taken anew before it is used. */
  suspect = false;
  /** Whether the store is being asked for more. */
  asking = false;
  /** Whether what is free of it is being given back because another node wants it. */
  yielding = false;
  /** How many times the amount in need is asked for; grows while it is asked for often. */
  ahead = 8n;
  /** When the store was last asked, milliseconds of the monotonic clock. */
  asked = Number.NEGATIVE_INFINITY;
  /** When the store last said that there is nothing more, milliseconds of the monotonic clock. */
  refused = Number.NEGATIVE_INFINITY;
  /** When it was last spent from, milliseconds of the monotonic clock. */
  used = performance.now();
  /** Whether the store had nothing more when it was last asked ahead of need. */
  dry = false;

  constructor(purse: string) {
    this.purse = purse;
  }

  /** What can be held now; negative after calls that cost more than they held. */
  get free(): bigint {
    return this.leased - this.held - this.pending;
  }

  /** A settlement of `amount` went into the store, which took it off the lease as far as that went. */
  booked(amount: bigint): void {
    this.pending -= amount;
    this.leased = this.leased < amount ? 0n : this.leased - amount;
  }

  /** Whether nothing at all is left of it, so that it can be forgotten. */
  get empty(): boolean {
    return this.leased === 0n && this.holds === 0 && this.pending === 0n && this.waiting.length === 0 && !this.asking;
  }
}
