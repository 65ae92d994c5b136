// Holds and the admissions that wait to become one.

import type { Allowance } from './allowance.ts';
import type { Hold, Refusal } from './ledger.ts';

/** A hold of this node. */
export class NodeHold implements Hold {
  readonly id: string;
  readonly purses: readonly string[];
  readonly allowances: readonly Allowance[];
  /** When it was taken, milliseconds of the monotonic clock. */
  readonly since = performance.now();
  amount: bigint;
  /** Whether it was granted and has neither been settled nor released. */
  open = true;
  granted = false;

  constructor(id: string, purses: readonly string[], allowances: readonly Allowance[], amount: bigint) {
    this.id = id;
    this.purses = purses;
    this.allowances = allowances;
    this.amount = amount;
  }
}

/** A wish for a hold, or for more on one, that waits until every purse can give it. */
export interface Admission {
  readonly hold: NodeHold;
  /** What is to be added to the hold, nano-dollars. */
  readonly amount: bigint;
  /** Ends the wait when the store does not answer. */
  readonly timer: NodeJS.Timeout;
  /** Since when it waits, milliseconds of the monotonic clock. */
  readonly since: number;
  resolve(hold: Hold): void;
  reject(refusal: Refusal): void;
}

/** Puts `amount` on a hold: on all of its purses, which must be able to. */
export function take(hold: NodeHold, amount: bigint): void {
  const now = performance.now();
  for (const allowance of hold.allowances) {
    allowance.held += amount;
    allowance.used = now;
    if (!hold.granted) allowance.holds += 1;
  }
  hold.amount += amount;
  hold.granted = true;
}

/** Ends a hold: `cost` is spent of the `charged` allowances and on its way into the store, the rest is free again. */
export function end(hold: NodeHold, cost: bigint, charged: readonly Allowance[] = hold.allowances): void {
  hold.open = false;
  for (const allowance of charged) allowance.pending += cost;
  for (const allowance of hold.allowances) {
    allowance.held -= hold.amount;
    allowance.holds -= 1;
  }
}

/** Whether every purse of a hold can give `amount` now, with nobody waiting before. A hold of nothing needs nothing. */
export function canTake(hold: NodeHold, amount: bigint): boolean {
  if (amount === 0n) return true;
  for (const allowance of hold.allowances) {
    if (allowance.waiting.length > 0 || allowance.free < amount) return false;
  }
  return true;
}

/** Takes an admission out of every queue it stands in. */
export function leaveQueues(admission: Admission): void {
  clearTimeout(admission.timer);
  for (const { waiting } of admission.hold.allowances) {
    const place = waiting.indexOf(admission);
    if (place >= 0) waiting.splice(place, 1);
  }
}
