// The sections of the file: each reader takes one node and gives one declared thing, or notes what is wrong with it.

import { isAddressRule } from '../identity/addresses.ts';
import { isKey } from '../identity/keys.ts';
import type { Budget } from '../ledger/budgets.ts';
import { parseMultiplier, parseRate, parseUsd } from '../ledger/money.ts';
import { PRICE_FIELDS, sheetOf, TIER_FIELDS } from '../ledger/price-sheet.ts';
import { ROLES } from '../store/people.ts';
import type { DeclaredKey, DeclaredPrice, DeclaredUser } from './config.ts';
import { required, texts, type Fields } from './fields.ts';
import { readBounds } from './limit-section.ts';
import { readBudgets, readTimeZone } from './money-sections.ts';
import { isOption, OPTIONS, readOption } from './options.ts';
import type { WrittenSettings } from './settings.ts';
import type { YamlNode } from './yaml-node.ts';

const USER_FIELDS = [
  'name',
  'role',
  'password',
  'balance',
  'overdraft',
  'group',
  'enabled',
  'time_zone',
  'limits',
  'keys',
];
/** The fields of a key; one at the top level has `user` too. */
export const KEY_FIELDS: readonly string[] = [
  'name',
  'key',
  'budget',
  'budgets',
  'organisation',
  'models',
  'addresses',
  'group',
  'expires',
  'enabled',
  'limits',
  'cache',
];

/** Reads a price. */
export function readPrice(node: YamlNode): DeclaredPrice | undefined {
  const fields = node.fields(['model', ...PRICE_FIELDS]);
  const model = required(node, fields, 'model');
  const rates = readRates(fields, ['model', 'tiers', 'factors']);
  const tiers = (fields.get('tiers')?.items() ?? []).flatMap(item => {
    const tier = item.fields(TIER_FIELDS);
    const above = tier.get('above')?.integer(0, 1_000_000_000);
    if (!tier.has('above')) item.fault('lacks the field "above": the prompt length in tokens from which it holds');
    return above === undefined ? [] : [{ above, rates: readRates(tier, ['above']) }];
  });
  const factors = readFactors(fields.get('factors'));
  if ([...fields.keys()].every(name => name === 'model'))
    node.fault(`sets no price; known are ${PRICE_FIELDS.join(', ')}`);
  if (model === undefined) return undefined;
  const price = { model, rates, tiers, factors };
  try {
    sheetOf(price);
  } catch (error) {
    node.fault(`is wrong: ${error instanceof Error ? error.message : String(error)}`);
  }
  return price;
}

function readRates(fields: Fields, except: readonly string[]): Readonly<Record<string, string>> {
  const rates: Record<string, string> = {};
  for (const [name, field] of fields) {
    if (except.includes(name)) continue;
    const text = field.value('a price in USD such as "0.25"', value => {
      parseRate(value, 'a price');
      return value;
    });
    if (text !== undefined) rates[name] = text;
  }
  return rates;
}

function readFactors(field: YamlNode | undefined): Readonly<Record<string, Readonly<Record<string, string>>>> {
  if (field === undefined) return {};
  return Object.fromEntries(
    field.entries().map(([attribute, values]) => [
      attribute,
      Object.fromEntries(
        values.entries().flatMap(([value, factor]) => {
          const text = factor.value('a factor such as "1.5"', written => {
            parseMultiplier(written, 'a factor');
            return written;
          });
          return text === undefined ? [] : [[value, text]];
        }),
      ),
    ]),
  );
}

/** Reads a key; `extra` are further fields that the place allows (`user` at the top level). */
export function readKey(node: YamlNode, extra: readonly string[] = []): DeclaredKey | undefined {
  const fields = node.fields([...KEY_FIELDS, ...extra]);
  const key = required(node, fields, 'key');
  if (key !== undefined && !isKey(key))
    fields.get('key')?.fault('must be "sk-" and at least 20 letters and digits (48 are usual)');
  const addresses = texts(fields.get('addresses'));
  for (const address of addresses ?? []) {
    if (!isAddressRule(address))
      fields.get('addresses')?.fault(`holds ${JSON.stringify(address)}, which is no address or CIDR range`);
  }
  const budgets = readBudgets(fields.get('budgets'));
  const isWhole = ({ period, scope }: Budget): boolean => period === 'total' && scope === 'all';
  if (budgets.some(isWhole) && fields.has('budget'))
    fields.get('budgets')?.fault('has a total beside the field budget');
  if (key === undefined) return undefined;
  return {
    name: fields.get('name')?.text() ?? 'key',
    key,
    budget:
      fields.get('budget')?.value('an amount in USD such as "20"', text => parseUsd(text)) ??
      budgets.find(isWhole)?.amount ??
      null,
    budgets: budgets.filter(budget => !isWhole(budget)),
    organisation: fields.get('organisation')?.text() ?? null,
    models: texts(fields.get('models')) ?? null,
    addresses: addresses ?? null,
    group: fields.get('group')?.text() ?? null,
    expiresAt: fields.get('expires')?.value('a date such as 2027-01-31T00:00:00Z', readDate) ?? null,
    enabled: fields.get('enabled')?.switch() ?? true,
    limits: readBounds(fields.get('limits')) ?? {},
    caches: fields.get('cache')?.switch() ?? false,
  };
}

function readDate(text: string): number {
  const time = Date.parse(text);
  if (Number.isNaN(time)) throw new Error('write a date such as 2027-01-31T00:00:00Z');
  return time;
}

/** Reads a user with the keys that stand below it. */
export function readUser(node: YamlNode): DeclaredUser | undefined {
  const fields = node.fields(USER_FIELDS);
  const name = required(node, fields, 'name');
  const keys = (fields.get('keys')?.items() ?? []).flatMap(item => readKey(item) ?? []);
  if (name === undefined) return undefined;
  return {
    name,
    role: fields.get('role')?.word(ROLES) ?? 'user',
    password: fields.get('password')?.text(),
    balance: fields.get('balance')?.value('an amount in USD such as "100"', text => parseUsd(text)),
    overdraft: fields.get('overdraft')?.value('an amount in USD such as "0"', text => parseUsd(text)) ?? 0n,
    group: fields.get('group')?.text() ?? 'default',
    enabled: fields.get('enabled')?.switch() ?? true,
    timeZone: readTimeZone(fields.get('time_zone')),
    limits: readBounds(fields.get('limits')) ?? {},
    keys,
  };
}

/** A setting that is a table may be written as a map: its text form has `name=value` for each row. */
function pairsOf(field: YamlNode): string {
  return field
    .entries()
    .map(([name, value]) => `${name}=${value.text() ?? ''}`)
    .join('; ');
}

/** Reads the settings. */
export function readSettings(node: YamlNode): WrittenSettings {
  const written: Record<string, number | boolean | string> = {};
  for (const [name, field] of node.fields(Object.keys(OPTIONS))) {
    const text = field.isMap ? pairsOf(field) : field.text();
    if (text === undefined || !isOption(name)) continue;
    const read = readOption(name, text);
    if ('fault' in read) field.fault(`is wrong: ${read.fault}`);
    else written[name] = read.value;
  }
  return written;
}
