// The site of the new-api family for its administrators: options, groups, the catalogue of models and of their makers.

import { Failure } from '@turnpike/protocols/failures';
import type { Route } from '../../http/exchange.ts';
import { type Caller, checkPermission } from '../../identity/callers.ts';
import { allows } from '../../identity/roles.ts';
import { formatMultiplier } from '../../ledger/money.ts';
import { isRecord, record } from '../../relay/json.ts';
import type { World } from '../../world.ts';
import { groupOperations } from '../manage/groups.ts';
import type { Services } from '../services.ts';
import { act, operationIn } from './act.ts';
import { cut, idOf, ownRoute, permittedRoute, textField, type Visit } from './envelope.ts';
import { ratiosOf } from './public.ts';

const PUT_GROUP = operationIn(groupOperations, 'putGroup');
const LIST_GROUPS = operationIn(groupOperations, 'listGroups');

const served = (world: World): readonly string[] =>
  [...new Set([...world.groups.keys()].flatMap(group => world.modelsOf(group)))].sort();

/** What the family keeps as options, from what is in force here. */
function optionsOf(world: World): { readonly key: string; readonly value: string }[] {
  const { settings } = world;
  const tables: Record<string, Record<string, number>> = {
    ModelRatio: {},
    CompletionRatio: {},
    CacheRatio: {},
    ModelPrice: {},
  };
  const put = (table: string, model: string, value: number): void => {
    (tables[table] ??= {})[model] = value;
  };
  for (const model of served(world)) {
    const sheet = world.price(model);
    if (sheet === undefined) continue;
    const ratios = ratiosOf(sheet);
    if (ratios.quota_type === 1) put('ModelPrice', model, ratios.model_price);
    else {
      put('ModelRatio', model, ratios.model_ratio);
      put('CompletionRatio', model, ratios.completion_ratio);
      put('CacheRatio', model, ratios.cache_ratio);
    }
  }
  const groups = [...world.groups.values()];
  const values: Record<string, string> = {
    SystemName: settings.siteName,
    ServerAddress: settings.publicUrl,
    QuotaPerUnit: '500000',
    DisplayInCurrencyEnabled: 'true',
    USDExchangeRate: '1',
    RegisterEnabled: String(settings.registration !== 'off'),
    PasswordLoginEnabled: 'true',
    GroupRatio: JSON.stringify(
      Object.fromEntries(groups.map(group => [group.name, Number(formatMultiplier(group.multiplier))])),
    ),
    UserUsableGroups: JSON.stringify(
      Object.fromEntries(groups.map(group => [group.name, group.description === '' ? group.name : group.description])),
    ),
    ...Object.fromEntries(Object.entries(tables).map(([name, table]) => [name, JSON.stringify(table)])),
  };
  return Object.entries(values).map(([key, value]) => ({ key, value }));
}

/** The factors of groups are changed here; prices and settings have places of their own, with their history. */
async function setOption(visit: Visit): Promise<unknown> {
  const fields = await visit.body();
  const key = textField(fields, 'key') ?? '';
  const value = fields['value'];
  const known = optionsOf(visit.services.world()).find(option => option.key === key);
  if (known === undefined) throw new Failure('invalid_request', `key: there is no option ${key}.`, { param: 'key' });
  if (known.value === (typeof value === 'string' ? value : String(value))) return;
  if (key !== 'GroupRatio')
    throw new Failure('invalid_request', `${key} is changed in the console, or in the configuration file.`, {
      param: 'key',
    });
  await setFactors(visit, typeof value === 'string' ? value : JSON.stringify(value));
}

async function setFactors(visit: Visit, value: string): Promise<void> {
  let wanted: unknown;
  try {
    wanted = JSON.parse(value);
  } catch {
    wanted = undefined;
  }
  if (!isRecord(wanted) || !Object.values(wanted).every(factor => typeof factor === 'number'))
    throw new Failure('invalid_request', 'value must be a JSON object of numbers.', { param: 'value' });
  const groups = await act(visit, LIST_GROUPS);
  const before = new Map(
    (Array.isArray(groups['items']) ? groups['items'] : []).map(item => [record(item)['name'], record(item)]),
  );
  for (const [name, factor] of Object.entries(wanted)) {
    const { special, pick, description, multiplier } = before.get(name) ?? {};
    if (Number(multiplier) === factor) continue;
    const body = {
      multiplier: String(factor),
      special: special ?? {},
      pick: pick ?? [],
      description: description ?? '',
    };
    await act(visit, PUT_GROUP, { params: { name }, body });
  }
}

const makersOf = (world: World): readonly string[] =>
  [...new Set(served(world).map(name => world.model(name)?.provider ?? 'other'))].sort();

/** A model's number is its place in the list of all: the same until what is served changes. */
function modelRows(world: World): readonly Record<string, unknown>[] {
  const makers = makersOf(world);
  return served(world).map((name, index) => ({
    id: index + 1,
    model_name: name,
    description: world.model(name)?.title ?? '',
    tags: '',
    icon: '',
    endpoints: '',
    vendor_id: makers.indexOf(world.model(name)?.provider ?? 'other') + 1,
    status: 1,
    sync_official: 0,
    name_rule: 0,
    enable_groups: [...world.groups.keys()].filter(group => world.candidates(name, group).length > 0),
    bound_channels: world.channels
      .filter(channel => [...world.groups.keys()].some(group => world.candidates(name, group).includes(channel)))
      .map(({ name: label }) => ({ name: label })),
  }));
}

const makerRows = (world: World): readonly Record<string, unknown>[] =>
  makersOf(world).map((name, index) => ({ id: index + 1, name, description: '', icon: name, status: 1 }));

/** Rows whose name has the words of the query in it, and of one maker where it names him. */
function searched({ exchange }: Visit, rows: readonly Record<string, unknown>[], name: string): unknown {
  const keyword = exchange.query.get('keyword')?.trim().toLowerCase() ?? '';
  const vendor = exchange.query.get('vendor')?.trim() ?? '';
  const found = rows.filter(
    row => String(row[name]).toLowerCase().includes(keyword) && (vendor === '' || String(row['vendor_id']) === vendor),
  );
  return cut(exchange, found, row => row);
}

/** The row of the number that the path names. @throws Failure `not_found` */
function rowOf({ exchange }: Visit, rows: readonly Record<string, unknown>[]): Record<string, unknown> {
  const row = rows.find(one => one['id'] === idOf(exchange));
  if (row === undefined) throw new Failure('not_found', 'There is no such object.');
  return row;
}

/** Operators see the catalogue; whoever else asks, the models that he can call, by the family's number of a provider. */
async function models(visit: Visit, caller: Caller): Promise<unknown> {
  const world = visit.services.world();
  if (!allows(caller.account.role, 'prices.read')) return { 1: world.modelsOf(caller.account.group) };
  checkPermission(caller, 'prices.read');
  return searched(visit, modelRows(world), 'model_name');
}

const FIXED =
  'The catalogue comes with the gateway: what is served is written at channels, what it costs at prices, and there alone.';

/** The routes of the site. */
export function legacySiteRoutes(services: Services): Route[] {
  const prices = (pattern: string, handle: (visit: Visit) => Promise<unknown>): Route =>
    permittedRoute(services, 'GET', pattern, 'prices.read', handle);
  return [
    permittedRoute(services, 'GET', '/api/option', 'settings.read', async () => optionsOf(services.world())),
    permittedRoute(services, 'PUT', '/api/option', 'settings.write', setOption),
    permittedRoute(services, 'GET', '/api/group', 'prices.read', async () => [...services.world().groups.keys()]),
    ownRoute(services, 'GET', '/api/models', models),
    prices('/api/models/search', async visit => searched(visit, modelRows(services.world()), 'model_name')),
    // What channels serve and the catalogue does not know, as far as it has no price: nobody can call it.
    prices('/api/models/missing', async () => {
      const world = services.world();
      const named = new Set(world.channels.flatMap(channel => [...channel.models.named.keys()]));
      return [...named].filter(name => world.price(name) === undefined && !name.includes('*')).sort();
    }),
    prices('/api/models/{id}', async visit => rowOf(visit, modelRows(services.world()))),
    prices('/api/vendors', async visit => searched(visit, makerRows(services.world()), 'name')),
    prices('/api/vendors/search', async visit => searched(visit, makerRows(services.world()), 'name')),
    prices('/api/vendors/{id}', async visit => rowOf(visit, makerRows(services.world()))),
    prices('/api/prefill_group', async () => []),
    ...(['/api/models', '/api/vendors'] as const).flatMap(pattern =>
      (['POST', 'PUT', 'DELETE'] as const).map(method =>
        permittedRoute(
          services,
          method,
          method === 'DELETE' ? `${pattern}/{id}` : pattern,
          'prices.write',
          async () => {
            throw new Failure('invalid_request', FIXED);
          },
        ),
      ),
    ),
  ];
}
