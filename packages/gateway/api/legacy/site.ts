// The site of the new-api family for its administrators: options, groups, the catalogue of models and of their makers.

import { Failure } from '@turnpike/protocols/failures';
import type { Route } from '../../http/exchange.ts';
import { formatMultiplier } from '../../ledger/money.ts';
import { isRecord, record } from '../../relay/json.ts';
import type { World } from '../../world.ts';
import { groupOperations } from '../manage/groups.ts';
import type { Services } from '../services.ts';
import { act, operationIn } from './act.ts';
import { cut, permittedRoute, textField, type Visit } from './envelope.ts';
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

function catalogue({ services, exchange }: Visit): unknown {
  const world = services.world();
  const keyword = exchange.query.get('keyword')?.trim().toLowerCase() ?? '';
  const makers = makersOf(world);
  const names = served(world).filter(name => name.toLowerCase().includes(keyword));
  return cut(
    exchange,
    names.map((name, index) => ({ name, index })),
    ({ name, index }) => ({
      id: index + 1,
      model_name: name,
      description: world.model(name)?.title ?? '',
      vendor_id: makers.indexOf(world.model(name)?.provider ?? 'other') + 1,
      status: 1,
      sync_official: 0,
      name_rule: 0,
      enable_groups: [...world.groups.keys()].filter(group => world.candidates(name, group).length > 0),
    }),
  );
}

/** The routes of the site. */
export function legacySiteRoutes(services: Services): Route[] {
  return [
    permittedRoute(services, 'GET', '/api/option', 'settings.read', async () => optionsOf(services.world())),
    permittedRoute(services, 'PUT', '/api/option', 'settings.write', setOption),
    permittedRoute(services, 'GET', '/api/group', 'prices.read', async () => [...services.world().groups.keys()]),
    permittedRoute(services, 'GET', '/api/models', 'prices.read', async visit => catalogue(visit)),
    permittedRoute(services, 'GET', '/api/models/search', 'prices.read', async visit => catalogue(visit)),
    permittedRoute(services, 'GET', '/api/vendors', 'prices.read', async ({ exchange }) =>
      cut(
        exchange,
        makersOf(services.world()).map((name, index) => ({ id: index + 1, name, icon: name, status: 1 })),
        vendor => vendor,
      ),
    ),
  ];
}
