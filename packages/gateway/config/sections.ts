// The sections of the file: each reader takes one node and gives one declared thing, or notes what is wrong with it.

import type { Protocol } from '@turnpike/protocols/failures';
import { isAddressRule } from '../identity/addresses.ts';
import { isKey } from '../identity/keys.ts';
import { parseMultiplier, parseRate, parseUsd } from '../ledger/money.ts';
import { PRICE_FIELDS, sheetOf, TIER_FIELDS } from '../ledger/price-sheet.ts';
import type { ProviderKind } from '../providers/provider.ts';
import { maySpeak, ownRoots, providerKind, providerNames } from '../providers/registry.ts';
import { ROLES } from '../store/people.ts';
import type {
  DeclaredChannel,
  DeclaredGroup,
  DeclaredKey,
  DeclaredModel,
  DeclaredPrice,
  DeclaredUser,
} from './config.ts';
import { isOption, OPTIONS, readOption } from './options.ts';
import type { WrittenSettings } from './settings.ts';
import { meant, type YamlNode } from './yaml-node.ts';

const PROTOCOLS: readonly Protocol[] = ['openai-chat', 'openai-responses', 'anthropic-messages', 'gemini-generate'];
const CHANNEL_FIELDS = [
  'name',
  'provider',
  'base_url',
  'speaks',
  'keys',
  'models',
  'groups',
  'priority',
  'weight',
  'enabled',
];
const USER_FIELDS = ['name', 'role', 'password', 'balance', 'overdraft', 'group', 'enabled', 'keys'];
const KEY_FIELDS = ['name', 'key', 'budget', 'models', 'addresses', 'group', 'expires', 'enabled'];
const MAX_NAME = 100;

type Fields = ReadonlyMap<string, YamlNode>;

/** A field that must be there. */
function required(node: YamlNode, fields: Fields, name: string): string | undefined {
  const field = fields.get(name);
  if (field === undefined) node.fault(`lacks the field "${name}"`);
  const text = field?.text();
  if (text === '' || (text !== undefined && text.length > MAX_NAME && name === 'name')) {
    field?.fault(`must be 1 to ${MAX_NAME} characters`);
    return undefined;
  }
  return text;
}

function texts(node: YamlNode | undefined): readonly string[] | undefined {
  return node?.items().flatMap(item => item.text() ?? []);
}

/** Reads a price group. */
export function readGroup(node: YamlNode): DeclaredGroup | undefined {
  const fields = node.fields(['name', 'multiplier', 'description']);
  const name = required(node, fields, 'name');
  const multiplier =
    fields.get('multiplier')?.value('a decimal such as "0.8"', text => parseMultiplier(text)) ?? 1_000_000n;
  return name === undefined ? undefined : { name, multiplier };
}

/** Reads a channel. */
export function readChannel(node: YamlNode): DeclaredChannel | undefined {
  const fields = node.fields(CHANNEL_FIELDS);
  const name = required(node, fields, 'name');
  const provider = required(node, fields, 'provider');
  const kind = provider === undefined ? undefined : providerKind(provider);
  if (provider !== undefined && kind === undefined) {
    fields
      .get('provider')
      ?.fault(
        `must be one of ${providerNames().join(', ')}, not ${JSON.stringify(provider)}${meant(provider, providerNames())}`,
      );
  }
  const models = readModels(node, fields.get('models'));
  if (name === undefined || kind === undefined) return undefined;
  return {
    name,
    provider: kind.name,
    baseUrl: readBaseUrl(node, fields.get('base_url'), kind),
    speaks: readSpeaks(fields.get('speaks'), kind),
    keys: (texts(fields.get('keys')) ?? []).filter(key => key !== ''),
    models: models.named,
    allModels: models.all,
    groups: texts(fields.get('groups')) ?? ['default'],
    priority: fields.get('priority')?.integer(-1_000_000, 1_000_000) ?? 0,
    weight: fields.get('weight')?.integer(0, 1_000_000) ?? 1,
    enabled: fields.get('enabled')?.switch() ?? true,
  };
}

/** A base URL without the version that the kind adds itself: with it is understood too. */
function readBaseUrl(node: YamlNode, field: YamlNode | undefined, kind: ProviderKind): string {
  if (field === undefined) {
    if (kind.defaultBaseUrl === '')
      node.fault(`lacks the field "base_url": the provider ${kind.name} has no address of its own`);
    return kind.defaultBaseUrl;
  }
  const url = field.value('a URL such as https://api.example.com', text => new URL(text));
  if (url === undefined) return '';
  if (!/^https?:$/.test(url.protocol)) field.fault('must begin with http:// or https://');
  if (url.username !== '' || url.search !== '' || url.hash !== '')
    field.fault('must have no user name, query or fragment');
  let path = url.pathname.replace(/\/+$/, '');
  const root = [...ownRoots(kind)].sort((left, right) => right.length - left.length).find(end => path.endsWith(end));
  if (root !== undefined) path = path.slice(0, -root.length);
  return url.origin + path;
}

function readSpeaks(field: YamlNode | undefined, kind: ProviderKind): readonly Protocol[] {
  if (field === undefined) return kind.speaks;
  return field.items().flatMap(item => {
    const protocol = item.word(PROTOCOLS);
    if (protocol !== undefined && !maySpeak(kind, protocol)) item.fault(`is not spoken by the provider ${kind.name}`);
    return protocol ?? [];
  });
}

/** `"*"`, or a list whose items are names, `"*"`, or `{ name, upstream }`. */
function readModels(
  node: YamlNode,
  field: YamlNode | undefined,
): { readonly named: readonly DeclaredModel[]; readonly all: boolean } {
  if (field === undefined) {
    node.fault('lacks the field "models": a list of names, or "*" for all that the catalog knows');
    return { named: [], all: false };
  }
  if (field.isScalar && field.text() === '*') return { named: [], all: true };
  const named = new Map<string, DeclaredModel>();
  let all = false;
  for (const item of field.items()) {
    const model = readModel(item);
    if (model?.name === '*') all = true;
    else if (model !== undefined && named.has(model.name)) item.fault(`is listed twice: ${JSON.stringify(model.name)}`);
    else if (model !== undefined) named.set(model.name, model);
  }
  return { named: [...named.values()], all };
}

function readModel(item: YamlNode): DeclaredModel | undefined {
  if (!item.isMap) {
    const name = item.text('a model name');
    return name === undefined ? undefined : { name, upstream: name };
  }
  const fields = item.fields(['name', 'upstream']);
  const name = required(item, fields, 'name');
  return name === undefined ? undefined : { name, upstream: fields.get('upstream')?.text() ?? name };
}

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
  if (key === undefined) return undefined;
  return {
    name: fields.get('name')?.text() ?? 'key',
    key,
    budget: fields.get('budget')?.value('an amount in USD such as "20"', text => parseUsd(text)) ?? null,
    models: texts(fields.get('models')) ?? null,
    addresses: addresses ?? null,
    group: fields.get('group')?.text() ?? null,
    expiresAt: fields.get('expires')?.value('a date such as 2027-01-31T00:00:00Z', readDate) ?? null,
    enabled: fields.get('enabled')?.switch() ?? true,
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
    keys,
  };
}

/** Reads the settings. */
export function readSettings(node: YamlNode): WrittenSettings {
  const written: Record<string, number | boolean | string> = {};
  for (const [name, field] of node.fields(Object.keys(OPTIONS))) {
    const text = field.text();
    if (text === undefined || !isOption(name)) continue;
    const read = readOption(name, text);
    if ('fault' in read) field.fault(`is wrong: ${read.fault}`);
    else written[name] = read.value;
  }
  return written;
}
