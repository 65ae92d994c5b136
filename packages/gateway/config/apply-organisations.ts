// Applies the declared organisations: their money, their budgets, and who is a member.

import type { Store } from '../store/store.ts';
import type { DeclaredOrganisation } from './config.ts';

/** How many organisations are looked at together. */
const PAGE = 500;

/** Makes the organisations what the file declares; those that it declared before and no longer does go out of force. */
export async function applyOrganisations(store: Store, declared: readonly DeclaredOrganisation[]): Promise<void> {
  for (const organisation of declared) await declareOrganisation(store, organisation);
  const names = new Set(declared.map(({ name }) => name));
  for (let after = 0; ;) {
    const page = await store.organisations.list(after, PAGE);
    for (const { id: _id, createdAt: _createdAt, ...draft } of page) {
      if (draft.declared && draft.enabled && !names.has(draft.name))
        await store.organisations.put({ ...draft, enabled: false });
    }
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return;
    after = last.id;
  }
}

async function declareOrganisation(store: Store, declared: DeclaredOrganisation): Promise<void> {
  const { name, timeZone, budgets, enabled } = declared;
  const { id } = await store.organisations.put({ name, timeZone, budgets, enabled, declared: true });
  if (declared.balance !== undefined && declared.balance > 0n) {
    await store.ledger.post({
      id: `grant:config:org:${name}`,
      kind: 'grant',
      purse: `org:${id}`,
      amount: declared.balance,
      note: 'initial balance of the configuration',
      author: 'configuration',
    });
  }
  await store.ledger.setOverdraft(`org:${id}`, declared.overdraft);
  const members = new Set<number>();
  for (const member of declared.members) {
    const account = await store.accounts.byName(member.user);
    if (account === undefined) continue;
    members.add(account.id);
    const { role, budgets: own } = member;
    await store.organisations.putMember({
      organisationId: id,
      accountId: account.id,
      role,
      budgets: own,
      declared: true,
    });
  }
  for (const member of await store.organisations.members(id)) {
    if (member.declared && !members.has(member.accountId)) await store.organisations.removeMember(id, member.accountId);
  }
}
