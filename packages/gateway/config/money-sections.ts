// The sections of the file about money: groups, budgets, organisations and what channels cost.

import { PERIODS, isTimeZone } from '../ledger/periods.ts';
import { isSameLimit, type Budget } from '../ledger/budgets.ts';
import { parseMultiplier, parseUsd } from '../ledger/money.ts';
import type { DeclaredGroup, DeclaredMember, DeclaredOrganisation } from './config.ts';
import { required, texts } from './fields.ts';
import type { YamlNode } from './yaml-node.ts';

const GROUP_FIELDS = ['name', 'multiplier', 'description', 'special', 'pick'];
const BUDGET_FIELDS = ['amount', 'per', 'model', 'group'];
const ORGANISATION_FIELDS = ['name', 'balance', 'overdraft', 'time_zone', 'enabled', 'budgets', 'members'];
const MEMBER_FIELDS = ['user', 'role', 'budgets'];

/** Words that may not be the name of a group: they choose among groups. */
const RESERVED = ['auto', '*'];

/** Reads a price group. */
export function readGroup(node: YamlNode): DeclaredGroup | undefined {
  const fields = node.fields(GROUP_FIELDS);
  const name = required(node, fields, 'name');
  if (name !== undefined && RESERVED.includes(name)) fields.get('name')?.fault(`may not be ${JSON.stringify(name)}`);
  const factor = (field: YamlNode | undefined): bigint | undefined =>
    field?.value('a decimal such as "0.8"', text => parseMultiplier(text));
  const special = (fields.get('special')?.entries() ?? []).flatMap(([group, field]) => {
    const read = factor(field);
    return read === undefined ? [] : [[group, read] as const];
  });
  if (name === undefined) return undefined;
  return {
    name,
    multiplier: factor(fields.get('multiplier')) ?? 1_000_000n,
    special: new Map(special),
    pick: texts(fields.get('pick')) ?? [],
    description: fields.get('description')?.text() ?? '',
  };
}

/** Reads a time zone; UTC where none is written. */
export function readTimeZone(field: YamlNode | undefined): string {
  const zone = field?.text();
  if (zone === undefined || isTimeZone(zone)) return zone ?? 'UTC';
  field?.fault(`must be a time zone of the IANA list such as Europe/Berlin, not ${JSON.stringify(zone)}`);
  return 'UTC';
}

/** Reads a list of budgets; no two may limit the same thing. */
export function readBudgets(field: YamlNode | undefined): readonly Budget[] {
  const budgets: Budget[] = [];
  for (const item of field?.items() ?? []) {
    const budget = readBudget(item);
    if (budget === undefined) continue;
    if (budgets.some(other => isSameLimit(other, budget))) item.fault('limits the same as one above');
    else budgets.push(budget);
  }
  return budgets;
}

function readBudget(item: YamlNode): Budget | undefined {
  const fields = item.fields(BUDGET_FIELDS);
  if (!fields.has('amount')) item.fault('lacks the field "amount"');
  const amount = fields.get('amount')?.value('an amount in USD such as "5"', text => parseUsd(text));
  const period = fields.get('per')?.word([...PERIODS, 'total'] as const) ?? 'total';
  const model = fields.get('model')?.text();
  const group = fields.get('group')?.text();
  if (model !== undefined && group !== undefined) item.fault('has a model and a group; write two budgets');
  const name = model ?? group ?? '';
  if ((model ?? group) === '') item.fault('names nothing that it is for');
  if (amount === undefined) return undefined;
  return { period, scope: model !== undefined ? 'model' : group !== undefined ? 'group' : 'all', name, amount };
}

/** Reads an organisation with its members. */
export function readOrganisation(node: YamlNode): DeclaredOrganisation | undefined {
  const fields = node.fields(ORGANISATION_FIELDS);
  const name = required(node, fields, 'name');
  const members: DeclaredMember[] = [];
  for (const item of fields.get('members')?.items() ?? []) {
    const member = readMember(item);
    if (members.some(({ user }) => user === member?.user)) item.fault(`lists ${JSON.stringify(member?.user)} twice`);
    else if (member !== undefined) members.push(member);
  }
  const amount = (field: string): bigint | undefined =>
    fields.get(field)?.value('an amount in USD such as "100"', text => parseUsd(text));
  const timeZone = readTimeZone(fields.get('time_zone'));
  if (name === undefined) return undefined;
  return {
    name,
    balance: amount('balance'),
    overdraft: amount('overdraft') ?? 0n,
    timeZone,
    enabled: fields.get('enabled')?.switch() ?? true,
    budgets: readBudgets(fields.get('budgets')),
    members,
  };
}

function readMember(item: YamlNode): DeclaredMember | undefined {
  const fields = item.fields(MEMBER_FIELDS);
  const user = required(item, fields, 'user');
  const role = fields.get('role')?.word(['owner', 'member'] as const) ?? 'member';
  const budgets = readBudgets(fields.get('budgets'));
  return user === undefined ? undefined : { user, role, budgets };
}
