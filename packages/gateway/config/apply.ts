// Applies the declaration to the store, idempotently: a second start with the same file changes nothing.

import type { Seal } from '../identity/seal.ts';
import { bareKey, hashKey, hintOf } from '../identity/keys.ts';
import { hashPassword, verifyPassword } from '../identity/passwords.ts';
import type { AccountRow, KeyRow, Store } from '../store/store.ts';
import { applyOrganisations } from './apply-organisations.ts';
import { identityDocument } from './identity-section.ts';
import { MAIL, mailDocument } from './mail-section.ts';
import { paymentDocument } from './payment-document.ts';
import { ConfigError, type Config, type DeclaredKey, type DeclaredUser } from './config.ts';
import { channelDocument, groupDocument, limitDocument, routeDocument } from './documents.ts';
import { priceDocument } from './price-document.ts';

/** How many accounts are looked at together. */
const PAGE = 500;

/** Makes the store hold what the configuration declares. What it declared before and no longer does goes out of force. */
export async function applyConfig(store: Store, config: Config, seal: Seal, revealKeys: boolean): Promise<void> {
  await declareDocuments(store, config, seal);
  for (const user of config.users) await declareUser(store, user);
  // Keys come last: an organisation must be there before it pays for one.
  await applyOrganisations(store, config.organisations);
  for (const user of config.users) await declareKeys(store, user, seal, revealKeys);
  await retireUsers(store, new Set(config.users.map(user => user.name)));
}

async function declareDocuments(store: Store, config: Config, seal: Seal): Promise<void> {
  const before = new Map((await store.documents.all()).map(row => [`${row.kind} ${row.name}`, row]));
  await store.documents.declare([
    ...config.groups.map(group => groupDocument(group)),
    ...config.prices.map(price => priceDocument(price)),
    ...config.channels.map(channel => channelDocument(channel, seal, before.get(`channel ${channel.name}`))),
    ...config.routes.map(route => routeDocument(route)),
    ...config.limits.map(limit => limitDocument(limit)),
    ...config.payments.map(gateway => paymentDocument(gateway, seal, before.get(`payment ${gateway.name}`))),
    ...config.signIn.map(provider => identityDocument(provider, seal, before.get(`identity ${provider.name}`))),
    ...(config.mail === undefined ? [] : [mailDocument(config.mail, seal, before.get(`mail ${MAIL}`))]),
  ]);
}

async function declareUser(store: Store, user: DeclaredUser): Promise<void> {
  const before = await store.accounts.byName(user.name);
  const wanted = {
    name: user.name,
    role: user.role,
    passwordHash: await passwordOf(user, before),
    group: user.group,
    enabled: user.enabled,
    declared: true,
    timeZone: user.timeZone,
    limits: user.limits,
  };
  const account = before !== undefined && isSame(before, wanted) ? before : await store.accounts.put(wanted);
  if (user.balance !== undefined && user.balance > 0n) {
    await store.ledger.post({
      id: `grant:config:${user.name}`,
      kind: 'grant',
      purse: `account:${account.id}`,
      amount: user.balance,
      note: 'initial balance of the configuration',
      author: 'configuration',
    });
  }
  await store.ledger.setOverdraft(`account:${account.id}`, user.overdraft);
}

function isSame(row: AccountRow, wanted: Omit<AccountRow, 'id' | 'createdAt'>): boolean {
  return (
    row.role === wanted.role &&
    row.passwordHash === wanted.passwordHash &&
    row.group === wanted.group &&
    row.enabled === wanted.enabled &&
    row.timeZone === wanted.timeZone &&
    text(row.limits) === text(wanted.limits) &&
    row.declared
  );
}

/** The stored hash while it still fits the declared password: a new salt each start would look like a change. */
async function passwordOf(user: DeclaredUser, before: AccountRow | undefined): Promise<string> {
  if (user.password === undefined || user.password === '') return before?.passwordHash ?? '';
  if (before !== undefined && (await verifyPassword(user.password, before.passwordHash))) return before.passwordHash;
  return hashPassword(user.password);
}

async function declareKeys(store: Store, user: DeclaredUser, seal: Seal, revealKeys: boolean): Promise<void> {
  const account = await store.accounts.byName(user.name);
  if (account === undefined) return;
  const before = new Map((await store.keys.ofAccount(account.id)).map(row => [row.hash, row]));
  for (const key of user.keys) {
    const row = before.get(hashKey(key.key));
    const sealed = revealKeys ? row?.sealed || seal.seal(bareKey(key.key)) : '';
    const payer = key.organisation === null ? undefined : await store.organisations.byName(key.organisation);
    const wanted = keyDraft(account.id, key, sealed, payer?.id ?? null);
    if (row !== undefined && row.organisationId !== wanted.organisationId) {
      throw new ConfigError([`the key ${key.name} of ${user.name} was paid by another; declare a new key for it`]);
    }
    if (row === undefined || !isSameKey(row, wanted)) await store.keys.put(wanted);
  }
  const wanted = new Set(user.keys.map(key => hashKey(key.key)));
  for (const row of before.values()) {
    if (row.declared && row.enabled && !wanted.has(row.hash)) await store.keys.setEnabled(row.id, false);
  }
}

function keyDraft(
  accountId: number,
  key: DeclaredKey,
  sealed: string,
  organisationId: number | null,
): Omit<KeyRow, 'id' | 'createdAt'> {
  const { key: secret, organisation: _organisation, ...rest } = key;
  return { ...rest, accountId, organisationId, hash: hashKey(secret), sealed, hint: hintOf(secret), declared: true };
}

function isSameKey(row: KeyRow, wanted: Omit<KeyRow, 'id' | 'createdAt'>): boolean {
  const { id: _id, createdAt: _createdAt, ...rest } = row;
  return Object.entries(wanted).every(
    ([name, value]) => text(value) === text(Object.entries(rest).find(([field]) => field === name)?.[1]),
  );
}

function text(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => (typeof part === 'bigint' ? String(part) : part)) ?? '';
}

/** Users that the file no longer declares may not sign in or spend. */
async function retireUsers(store: Store, declared: ReadonlySet<string>): Promise<void> {
  let after = 0;
  for (;;) {
    const page = await store.accounts.list(after, PAGE);
    for (const account of page) {
      if (!account.declared || !account.enabled || declared.has(account.name)) continue;
      const { id: _id, createdAt: _createdAt, ...draft } = account;
      await store.accounts.put({ ...draft, enabled: false });
    }
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return;
    after = last.id;
  }
}
