// Relay keys of the new-api family («tokens»): listed, made, changed, shown in full, removed.

import { Failure } from '@turnpike/protocols/failures';
import type { Route } from '../../http/exchange.ts';
import { isAddressRule } from '../../identity/addresses.ts';
import type { Caller } from '../../identity/callers.ts';
import { mayPick } from '../../identity/groups.ts';
import { issueKey, revealKey } from '../../identity/issue-key.ts';
import { keyPurse } from '../../ledger/budgets.ts';
import type { KeyDraft, KeyRow } from '../../store/store.ts';
import { reading } from '../reading.ts';
import type { Services } from '../services.ts';
import { cut, idOf, nanoOf, ownRoute, quotaOf, textField } from './envelope.ts';

const MAX_KEYS = 1000;
const MAX_BATCH = 100;

type Fields = Readonly<Record<string, unknown>>;
type Chosen = Pick<KeyDraft, 'name' | 'expiresAt' | 'budget' | 'models' | 'addresses' | 'group'>;

/** 1 enabled, 2 disabled, 3 expired, 4 exhausted. */
function statusOf(row: KeyRow, left: bigint): number {
  if (!row.enabled) return 2;
  if (row.expiresAt !== null && row.expiresAt <= Date.now()) return 3;
  return row.budget !== null && left <= 0n ? 4 : 1;
}

async function show(services: Services, row: KeyRow): Promise<Record<string, unknown>> {
  const purse = await reading(services, () => services.store.ledger.purse(keyPurse(row.id)));
  const left = row.budget === null ? 0n : (purse?.balance ?? 0n);
  const { accountId, id: keyId } = row;
  const [latest] =
    (purse?.spent ?? 0n) === 0n ? [] : (await services.store.records.list({ accountId, keyId, limit: 1 })).rows;
  return {
    id: row.id,
    user_id: row.accountId,
    key: row.hint,
    status: statusOf(row, left),
    name: row.name,
    created_time: Math.floor(row.createdAt / 1000),
    accessed_time: Math.floor((latest?.at ?? row.createdAt) / 1000),
    expired_time: row.expiresAt === null ? -1 : Math.floor(row.expiresAt / 1000),
    remain_quota: quotaOf(left > 0n ? left : 0n),
    used_quota: quotaOf(purse?.spent ?? 0n),
    unlimited_quota: row.budget === null,
    model_limits_enabled: row.models !== null,
    model_limits: (row.models ?? []).join(','),
    allow_ips: (row.addresses ?? []).join('\n'),
    group: row.group ?? '',
    cross_group_retry: false,
    auto_groups: null,
  };
}

/** The caller's key. A foreign and an unknown one look the same. @throws Failure */
async function ownKey(services: Services, caller: Caller, id: number): Promise<KeyRow> {
  const row = await services.store.keys.byId(id);
  if (row === undefined || row.accountId !== caller.account.id) throw new Failure('not_found', 'There is no such key.');
  return row;
}

const list = (text: string): readonly string[] =>
  text
    .split(/[\n,]/)
    .map(part => part.trim())
    .filter(part => part !== '');

/** What a body chooses of a key; `before` for what it leaves out. @throws Failure naming the field */
function readChoice(services: Services, caller: Caller, fields: Fields, before: Chosen): Chosen {
  const name = textField(fields, 'name')?.trim() ?? before.name;
  if (name === '' || name.length > 50)
    throw new Failure('invalid_request', 'name must be 1 to 50 characters.', { param: 'name' });
  const expired = fields['expired_time'];
  const addresses = textField(fields, 'allow_ips');
  const wrong = addresses === undefined ? undefined : list(addresses).find(rule => !isAddressRule(rule));
  if (wrong !== undefined)
    throw new Failure('invalid_request', `allow_ips: ${wrong} is no address.`, { param: 'allow_ips' });
  const group = textField(fields, 'group');
  if (group !== undefined && group !== '' && !mayPick(services.world(), caller.account.group, list(group).join(',')))
    throw new Failure('invalid_request', 'group: there is no such group, or you may not use it.', { param: 'group' });
  const models = textField(fields, 'model_limits');
  return {
    name,
    expiresAt: typeof expired !== 'number' ? before.expiresAt : expired <= 0 ? null : expired * 1000,
    budget: budgetIn(fields, before.budget),
    models: modelsIn(fields['model_limits_enabled'], models, before.models),
    addresses: addresses === undefined ? before.addresses : orNull(list(addresses)),
    group: group === undefined ? before.group : orderedGroups(group),
  };
}

/** A group, or several in order by comma, without blanks; empty is the account's own. */
function orderedGroups(group: string): string | null {
  const names = list(group);
  return names.length === 0 ? null : names.join(',');
}

const orNull = (items: readonly string[]): readonly string[] | null => (items.length === 0 ? null : items);

function modelsIn(enabled: unknown, models: string | undefined, before: KeyDraft['models']): KeyDraft['models'] {
  if (enabled === false) return null;
  return models === undefined ? before : orNull(list(models));
}

function budgetIn(fields: Fields, before: bigint | null): bigint | null {
  if (fields['unlimited_quota'] === true) return null;
  const remain = fields['remain_quota'];
  if (remain === undefined || remain === null) return before;
  return nanoOf(remain, 'remain_quota');
}

const NEW: Chosen = { name: '', expiresAt: null, budget: 0n, models: null, addresses: null, group: null };

/** Changes a key. What is asked for is what shall be left: the budget in all is that and what was spent. */
async function change(services: Services, caller: Caller, fields: Fields, onlyStatus: boolean): Promise<unknown> {
  const { store } = services;
  const row = await ownKey(services, caller, typeof fields['id'] === 'number' ? fields['id'] : -1);
  if (row.declared)
    throw new Failure('declared_in_file', 'This key is declared in the configuration file. Change it there.');
  const { status } = fields;
  const enabled = status === 1 ? true : status === 2 ? false : row.enabled;
  const { id: _id, createdAt: _createdAt, ...draft } = row;
  if (onlyStatus) return show(services, await store.keys.put({ ...draft, enabled }));
  const purse = await reading(services, () => store.ledger.purse(keyPurse(row.id)));
  const spent = purse?.spent ?? 0n;
  const chosen = readChoice(services, caller, fields, row);
  const isNewBudget = typeof fields['remain_quota'] === 'number' && chosen.budget !== null;
  const budget = isNewBudget ? (chosen.budget ?? 0n) + spent : chosen.budget;
  return show(services, await store.keys.put({ ...draft, ...chosen, budget, enabled }));
}

/** The key without its `sk-`. @throws Failure where no copy was kept */
function fullKey(services: Services, row: KeyRow): string {
  const secret = revealKey(row, services.seal);
  if (secret === undefined) throw new Failure('not_found', 'No copy of this key was kept.');
  return secret.slice(3);
}

function idsIn(fields: Fields): readonly number[] {
  const { ids } = fields;
  if (!Array.isArray(ids) || ids.length > MAX_BATCH || !ids.every(id => typeof id === 'number'))
    throw new Failure('invalid_request', `ids must be at most ${MAX_BATCH} numbers.`, { param: 'ids' });
  return ids;
}

/** The routes of keys. */
export function legacyTokenRoutes(services: Services): Route[] {
  const { store } = services;
  const own = (method: Route['method'], pattern: string, handle: Parameters<typeof ownRoute>[3]): Route =>
    ownRoute(services, method, pattern, handle);
  const rows = async (caller: Caller): Promise<readonly KeyRow[]> =>
    (await reading(services, () => store.keys.ofAccount(caller.account.id))).toReversed();
  const shown = async (page: { items: readonly KeyRow[] }) => ({
    ...page,
    items: await Promise.all(page.items.map(row => show(services, row))),
  });
  const remove = async (caller: Caller, id: number): Promise<void> => {
    const row = await ownKey(services, caller, id);
    if (row.declared)
      throw new Failure('declared_in_file', 'This key is declared in the configuration file. Change it there.');
    await store.keys.remove(row.id);
  };
  return [
    own('GET', '/api/token', async ({ exchange }, caller) => shown(cut(exchange, await rows(caller), row => row))),
    own('GET', '/api/token/search', async ({ exchange }, caller) => {
      const keyword = (exchange.query.get('keyword') ?? '').toLowerCase();
      const token = (exchange.query.get('token') ?? '').replace(/^sk-/, '');
      const found = (await rows(caller)).filter(
        row => row.name.toLowerCase().includes(keyword) && (token === '' || row.hint.startsWith(token.slice(0, 4))),
      );
      return shown(cut(exchange, found, row => row));
    }),
    own('GET', '/api/token/{id}', async ({ exchange }, caller) =>
      show(services, await ownKey(services, caller, idOf(exchange))),
    ),
    own('POST', '/api/token/{id}/key', async ({ exchange }, caller) => ({
      key: fullKey(services, await ownKey(services, caller, idOf(exchange))),
    })),
    own('POST', '/api/token/batch/keys', async ({ body }, caller) => {
      const keys: Record<string, string> = {};
      for (const id of idsIn(await body())) keys[String(id)] = fullKey(services, await ownKey(services, caller, id));
      return keys;
    }),
    own('POST', '/api/token', async ({ body }, caller) => {
      if ((await store.keys.ofAccount(caller.account.id)).length >= MAX_KEYS)
        throw new Failure('conflict', `An account has at most ${MAX_KEYS} keys.`);
      const fields = await body();
      const chosen = readChoice(services, caller, fields, NEW);
      const seal = services.world().settings.revealKeys ? services.seal : undefined;
      const { secret, row } = await issueKey(store, seal, { ...chosen, accountId: caller.account.id });
      return { ...(await show(services, row)), key: secret };
    }),
    own('PUT', '/api/token', async ({ exchange, body }, caller) => {
      const only = exchange.query.get('status_only');
      return change(services, caller, await body(), only !== null && only !== '' && only !== '0');
    }),
    own('DELETE', '/api/token/{id}', async ({ exchange }, caller) => remove(caller, idOf(exchange))),
    own('POST', '/api/token/batch', async ({ body }, caller) => {
      const ids = idsIn(await body());
      for (const id of ids) await remove(caller, id);
      return ids.length;
    }),
  ];
}
