// The ledger as the relay sees it: admit before the first upstream byte, settle or release exactly once after.

import type { CallRecord } from './charge.ts';

/** A hold over several purses at once. Ends in exactly one `settle` or `release`. */
export interface Hold {
  /** The request id: settlement is idempotent by it. */
  readonly id: string;
  readonly purses: readonly string[];
  /** Nano-dollars held on each purse. */
  readonly amount: bigint;
}

/** Why admission was refused: the purse that could not pay, or a store out of reach. */
export class Refusal extends Error {
  readonly purse: string;
  readonly kind: 'insufficient' | 'unavailable';

  constructor(purse: string, cause: 'insufficient' | 'unavailable') {
    super(`${purse}: ${cause}`);
    this.name = 'Refusal';
    this.purse = purse;
    this.kind = cause;
  }
}

export interface Ledger {
  /**
   * Takes one atomic hold of `amount` nano-dollars on every purse, or throws a `Refusal` and holds nothing.
   * Answers synchronously (a plain Hold) while the node's allowance covers it, else after asking the store.
   */
  admit(id: string, purses: readonly string[], amount: bigint): Hold | Promise<Hold>;
  /** Raises a hold (a dearer fallback). Same answers as `admit`; on refusal the old hold stands. */
  raise(hold: Hold, amount: bigint): Hold | Promise<Hold>;
  /**
   * Makes a hold be of these purses, with `amount` on each: a fallback on other terms. Answers the hold that stands from
   * then on; on refusal the old one stands.
   */
  cover(hold: Hold, purses: readonly string[], amount: bigint): Hold | Promise<Hold>;
  /**
   * Replaces the hold by `record.amount`, on its purses or on those of the terms on which the call was served in the end.
   * The journal line is written when this returns; where `written` is given, which must not throw, it is written and
   * then called at the end of this turn of the loop, together with the others of the turn. Idempotent by hold id.
   */
  settle(hold: Hold, record: CallRecord, purses?: readonly string[], written?: () => void): void;
  /** Gives the hold back and writes the record of a call that cost nothing (`record.amount` is 0n). */
  release(hold: Hold, record: CallRecord): void;
  /** Resolves when everything journaled so far is in the store (reads after it are exact). */
  flush(): Promise<void>;
  /** Stops the timers, flushes, gives allowances back. */
  close(): Promise<void>;
}
