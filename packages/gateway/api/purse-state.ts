// What a key can still spend, exact at this moment: the least of what its payer has and what its budgets leave.

import { budgetsOf, payerPurse } from '../identity/coverage.ts';
import type { Owner } from '../identity/identify.ts';
import { budgetPurse, keyPurse } from '../ledger/budgets.ts';
import { spanAt } from '../ledger/periods.ts';
import { reading } from './reading.ts';
import type { Services } from './services.ts';

/** Nano-dollars. */
export interface PurseState {
  /** What the key has spent in all. */
  readonly used: bigint;
  /** What it can still spend: the least of its payer's balance and of every budget on all of its calls. */
  readonly remaining: bigint;
  readonly budgeted: boolean;
}

/** Reads the state after everything that was charged so far is in the store. */
export function purseState(services: Services, owner: Owner): Promise<PurseState> {
  return reading(services, () => stateOf(services, owner));
}

async function stateOf({ store }: Services, owner: Owner): Promise<PurseState> {
  const now = Date.now();
  const purses = await Promise.all([payerPurse(owner), keyPurse(owner.key.id)].map(id => store.ledger.purse(id)));
  const [payer, key] = purses;
  const limits = [(payer?.balance ?? 0n) + (payer?.overdraft ?? 0n)];
  if (owner.key.budget !== null) limits.push(key?.balance ?? 0n);
  for (const { owner: whose, zone, budget } of budgetsOf(owner)) {
    if (budget.scope !== 'all') continue;
    const stamp = budget.period === 'total' ? '' : spanAt(budget.period, zone, now).stamp;
    const purse = await store.ledger.purse(budgetPurse(whose, budget, stamp));
    // A purse of which nobody has asked yet is whole.
    limits.push(purse === undefined || purse.granted === 0n ? budget.amount + (purse?.balance ?? 0n) : purse.balance);
  }
  const remaining = limits.reduce((least, limit) => (limit < least ? limit : least));
  return { used: key?.spent ?? 0n, remaining: positive(remaining), budgeted: limits.length > 1 };
}

function positive(amount: bigint): bigint {
  return amount > 0n ? amount : 0n;
}

/** USD as a JSON number of at most six decimals, rounded to nearest, for the shapes that have numbers. */
export function usdNumber(nano: bigint): number {
  const micro = (nano + (nano < 0n ? -500n : 500n)) / 1000n;
  return Number(micro) / 1e6;
}
