// Who pays for the calls of a key, and which budgets they count against.

import {
  accountPurse,
  Coverage,
  keyPurse,
  memberPurse,
  organisationPurse,
  type Budget,
  type BudgetOwner,
  type OwnedBudget,
} from '../ledger/budgets.ts';
import type { KeyOwner } from '../store/store.ts';

/** The purse that pays for a key's calls. */
export function payerPurse({ account, key }: Pick<KeyOwner, 'account' | 'key'>): string {
  return key.organisationId === null ? accountPurse(account.id) : organisationPurse(key.organisationId);
}

/** The budgets of the key, then those of its organisation and of its owner's place there. */
export function budgetsOf({ key, account, organisation, member }: KeyOwner): readonly OwnedBudget[] {
  const owned = (owner: BudgetOwner, zone: string, budgets: readonly Budget[]): OwnedBudget[] =>
    budgets.map(budget => ({ owner, zone, budget }));
  const own = owned(keyPurse(key.id), account.timeZone, key.budgets);
  if (organisation === undefined) return own;
  const { id, timeZone, budgets } = organisation;
  return [
    ...own,
    ...owned(organisationPurse(id), timeZone, budgets),
    ...owned(memberPurse(id, account.id), timeZone, member?.budgets ?? []),
  ];
}

/** The purses of a key's calls: who pays, the key's budget in all, then every other budget. */
export function coverageOf(owner: KeyOwner): Coverage {
  const payer = payerPurse(owner);
  const fixed = owner.key.budget === null ? [payer] : [payer, keyPurse(owner.key.id)];
  return new Coverage(fixed, budgetsOf(owner));
}
