// A relay key in the management API: its fields, how they are read, and how a row is shown.

import { Failure } from '@turnpike/protocols/failures';
import { Type, type Static } from 'typebox';
import { isAddressRule } from '../../identity/addresses.ts';
import type { Budget } from '../../ledger/budgets.ts';
import { BoundFields } from '../../limits/bounds.ts';
import { mayPick } from '../../identity/groups.ts';
import type { AccountRow, KeyDraft, KeyRow } from '../../store/store.ts';
import type { World } from '../../world.ts';
import { amountOf, Id, Name, strict, Time, Usd, usd } from './schemas.ts';

const MAX_LIST = 500;

export const BudgetField = strict({
  period: Type.Unsafe<Budget['period']>({ enum: ['total', 'day', 'week', 'month'] }),
  scope: Type.Unsafe<Budget['scope']>({ enum: ['all', 'model', 'group'] }),
  name: Type.String({ maxLength: 256, description: 'The model or group; empty where everything is counted.' }),
  amount: Usd,
});

const Texts = (description: string) =>
  Type.Union([Type.Array(Type.String({ minLength: 1, maxLength: 256 }), { maxItems: MAX_LIST }), Type.Null()], {
    description,
  });

/** What can be chosen of a key. */
const CHOICE = {
  name: Name,
  enabled: Type.Boolean(),
  expires_at: Type.Union([Time, Type.Null()]),
  models: Texts('Models that may be called; null means all.'),
  addresses: Texts('IP addresses and CIDR ranges it may be used from; null means all.'),
  group: Type.Union([Type.String({ minLength: 1, maxLength: 100 }), Type.Null()], {
    description: 'The group whose channels and prices apply; null means the account’s.',
  }),
  budget: Type.Union([Usd, Type.Null()], { description: 'What it may spend in all; null means without limit.' }),
  budgets: Type.Array(BudgetField, { maxItems: 20 }),
  limits: BoundFields,
  cache: Type.Boolean({
    description: 'Whether kept answers are given and kept without asking, where the gateway keeps any.',
  }),
};

/** The body of a change: what is left out stays as it is. */
export const KeyChange = strict({
  name: Type.Optional(CHOICE.name),
  enabled: Type.Optional(CHOICE.enabled),
  expires_at: Type.Optional(CHOICE.expires_at),
  models: Type.Optional(CHOICE.models),
  addresses: Type.Optional(CHOICE.addresses),
  group: Type.Optional(CHOICE.group),
  budget: Type.Optional(CHOICE.budget),
  budgets: Type.Optional(CHOICE.budgets),
  limits: Type.Optional(CHOICE.limits),
  cache: Type.Optional(CHOICE.cache),
});

export const KeyView = Type.Object({
  id: Id,
  ...CHOICE,
  hint: Type.String({ description: 'First and last characters.' }),
  revealable: Type.Boolean({ description: 'Whether its owner can see it again.' }),
  declared: Type.Boolean({ description: 'Declared in the configuration file, so read-only here.' }),
  organisation_id: Type.Union([Id, Type.Null()]),
  spent: Usd,
  created_at: Time,
});

type Change = Static<typeof KeyChange>;

/** A change as the store takes it. @throws Failure naming the field that is wrong */
export function readChange(change: Change, world: World, account: AccountRow): Partial<KeyDraft> {
  const wrong = change.addresses?.find(rule => !isAddressRule(rule));
  if (wrong !== undefined) throw fault('addresses', `${wrong} is no address or CIDR range`);
  const { group } = change;
  if (group != null && !mayPick(world, account.group, group))
    throw fault('group', 'there is no such group, or you may not use it');
  return {
    ...(change.name === undefined ? {} : { name: change.name }),
    ...(change.enabled === undefined ? {} : { enabled: change.enabled }),
    ...(change.expires_at === undefined ? {} : { expiresAt: change.expires_at }),
    ...(change.models === undefined ? {} : { models: change.models }),
    ...(change.addresses === undefined ? {} : { addresses: change.addresses }),
    ...(group === undefined ? {} : { group }),
    ...(change.budget === undefined
      ? {}
      : { budget: change.budget === null ? null : amountOf(change.budget, 'budget') }),
    ...(change.limits === undefined ? {} : { limits: change.limits }),
    ...(change.cache === undefined ? {} : { caches: change.cache }),
    ...(change.budgets === undefined ? {} : { budgets: change.budgets.map(readBudget) }),
  };
}

function readBudget(budget: Static<typeof BudgetField>, index: number): Budget {
  const at = `budgets.${index}`;
  if (budget.scope === 'all' && budget.name !== '') throw fault(`${at}.name`, 'must be empty where all is counted');
  if (budget.scope !== 'all' && budget.name === '') throw fault(`${at}.name`, `must name the ${budget.scope}`);
  const { period, scope, name } = budget;
  return { period, scope, name, amount: amountOf(budget.amount, `${at}.amount`) };
}

function fault(param: string, message: string): Failure {
  return new Failure('invalid_request', `${param}: ${message}.`, { param });
}

/** A key as its owner sees it. `spent` is in nano-dollars. */
export function viewKey(row: KeyRow, spent: bigint): Static<typeof KeyView> {
  return {
    id: row.id,
    name: row.name,
    enabled: row.enabled,
    expires_at: row.expiresAt,
    models: row.models === null ? null : [...row.models],
    addresses: row.addresses === null ? null : [...row.addresses],
    group: row.group,
    budget: row.budget === null ? null : usd(row.budget),
    budgets: row.budgets.map(({ period, scope, name, amount }) => ({ period, scope, name, amount: usd(amount) })),
    limits: row.limits,
    cache: row.caches,
    hint: `sk-${row.hint}`,
    revealable: row.sealed !== '',
    declared: row.declared,
    organisation_id: row.organisationId,
    spent: usd(spent),
    created_at: row.createdAt,
  };
}
