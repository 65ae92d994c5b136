// Accounts as operators see them, and who may touch whom.

import { Failure } from '@turnpike/protocols/failures';
import { Type, type Static } from 'typebox';
import type { Caller } from '../../identity/callers.ts';
import { allows } from '../../identity/roles.ts';
import { BoundFields } from '../../limits/bounds.ts';
import type { FoundAccount } from '../../store/account-search.ts';
import { ROLES, type Role } from '../../store/people.ts';
import type { AccountRow } from '../../store/store.ts';
import type { Services } from '../services.ts';
import { Id, Time, Usd, usd } from './schemas.ts';

export const RoleField = Type.Unsafe<Role>({ enum: [...ROLES] });

export const AccountView = Type.Object({
  id: Id,
  name: Type.String(),
  display_name: Type.String(),
  email: Type.String(),
  role: RoleField,
  group: Type.String(),
  enabled: Type.Boolean(),
  declared: Type.Boolean({ description: 'Declared in the configuration file, so read-only here.' }),
  balance: Usd,
  spent: Usd,
  created_at: Time,
  seen_at: Type.Union([Time, Type.Null()]),
});

export const AccountDetail = Type.Object({
  ...AccountView.properties,
  time_zone: Type.String(),
  overdraft: Usd,
  granted: Usd,
  reserved: Usd,
  limits: BoundFields,
  has_password: Type.Boolean(),
  second_factor: Type.Boolean(),
  sessions: Type.Integer(),
  passkeys: Type.Integer(),
  identities: Type.Array(Type.Object({ provider: Type.String(), label: Type.String() })),
  organisations: Type.Array(Type.Object({ id: Id, name: Type.String(), role: Type.String() })),
});

export function accountView({ account, ...found }: FoundAccount): Static<typeof AccountView> {
  return {
    id: account.id,
    name: account.name,
    display_name: found.displayName,
    email: found.email,
    role: account.role,
    group: account.group,
    enabled: account.enabled,
    declared: account.declared,
    balance: usd(found.balance),
    spent: usd(found.spent),
    created_at: account.createdAt,
    seen_at: found.seenAt === 0 ? null : found.seenAt,
  };
}

/** @throws Failure `not_found` */
export async function accountOf(services: Services, id: number): Promise<AccountRow> {
  const account = await services.store.accounts.byId(id);
  if (account === undefined) throw new Failure('not_found', 'There is no such account.');
  return account;
}

/** Everything that operators may know of an account. */
export async function accountDetail(services: Services, account: AccountRow): Promise<Static<typeof AccountDetail>> {
  const { store } = services;
  const { id } = account;
  const [profile, purse, sessions, factor, passkeys, identities, places] = await Promise.all([
    store.profiles.of(id),
    store.ledger.purse(`account:${id}`),
    store.sessions.ofAccount(id),
    store.signIns.secondFactor(id),
    store.signIns.passkeysOf(id),
    store.signIns.identitiesOf(id),
    store.organisations.placesOf(id),
  ]);
  const organisations = await Promise.all(
    places.map(async place => {
      const organisation = await store.organisations.byId(place.organisationId);
      return { id: place.organisationId, name: organisation?.name ?? '', role: place.role };
    }),
  );
  const seenAt = Math.max(0, ...sessions.map(session => session.seenAt));
  const { email, displayName } = profile;
  const found = { account, email, displayName, seenAt, balance: purse?.balance ?? 0n, spent: purse?.spent ?? 0n };
  return {
    ...accountView(found),
    time_zone: account.timeZone,
    overdraft: usd(purse?.overdraft ?? 0n),
    granted: usd(purse?.granted ?? 0n),
    reserved: usd(purse?.leased ?? 0n),
    limits: account.limits,
    has_password: account.passwordHash !== '',
    second_factor: factor?.confirmed === true,
    sessions: sessions.length,
    passkeys: passkeys.length,
    identities: identities.map(({ provider, label }) => ({ provider, label })),
    organisations,
  };
}

/** Owners, and whoever is to become one, are changed by owners alone; and nobody but them touches their ways in. */
export function checkMayTouch(caller: Caller, account: AccountRow | undefined, role?: Role): void {
  const beyond = account?.role === 'owner' || role === 'owner';
  if (beyond && !allows(caller.account.role, 'owners.write'))
    throw new Failure('AUTH_INSUFFICIENT_PRIVILEGE', 'Only an owner may do this to an owner.');
}

/** The file has the last word about what it declares. */
export function checkNotDeclared(account: AccountRow): void {
  if (account.declared)
    throw new Failure('declared_in_file', 'This account is declared in the configuration file. Change it there.');
}

/** @throws Failure naming the field, for a group that is not there. */
export function checkGroup(services: Services, group: string): void {
  if (services.world().groupsOf(group).length === 0)
    throw new Failure('invalid_request', `group: there is no group ${group}.`, { param: 'group' });
}
