// What a key can still spend, exact at this moment: its account, and its own budget where it has one.

import type { Owner } from '../identity/identify.ts';
import { reading } from './reading.ts';
import type { Services } from './services.ts';

/** Nano-dollars. */
export interface PurseState {
  /** What the key has spent in all. */
  readonly used: bigint;
  /** What it can still spend: the smaller of its budget and its account's balance. */
  readonly remaining: bigint;
  readonly budgeted: boolean;
}

/** Reads the state after everything that was charged so far is in the store. */
export function purseState(services: Services, owner: Owner): Promise<PurseState> {
  return reading(services, () => stateOf(services, owner));
}

async function stateOf(services: Services, owner: Owner): Promise<PurseState> {
  const account = await services.store.ledger.purse(`account:${owner.account.id}`);
  const used = await services.store.records.spent({ keyId: owner.key.id });
  const balance = (account?.balance ?? 0n) + (account?.overdraft ?? 0n);
  if (owner.key.budget === null) return { used, remaining: positive(balance), budgeted: false };
  const budget = (await services.store.ledger.purse(`key:${owner.key.id}`))?.balance ?? 0n;
  return { used, remaining: positive(budget < balance ? budget : balance), budgeted: true };
}

function positive(amount: bigint): bigint {
  return amount > 0n ? amount : 0n;
}

/** USD as a JSON number of at most six decimals, rounded to nearest, for the shapes that have numbers. */
export function usdNumber(nano: bigint): number {
  const micro = (nano + (nano < 0n ? -500n : 500n)) / 1000n;
  return Number(micro) / 1e6;
}
