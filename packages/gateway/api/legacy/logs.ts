// The usage log of the new-api family: rows, their sums, and hourly data for charts.

import { Failure } from '@turnpike/protocols/failures';
import type { Exchange, Route } from '../../http/exchange.ts';
import type { Caller } from '../../identity/callers.ts';
import type { CallRecord } from '../../ledger/charge.ts';
import { accountPurse } from '../../ledger/budgets.ts';
import type { RecordQuery } from '../../store/store.ts';
import type { TransferRow } from '../../store/transfers.ts';
import { namesOf } from '../manage/account-names.ts';
import { reading } from '../reading.ts';
import type { Services } from '../services.ts';
import { ownRoute, pageOf, permittedRoute, quotaOf } from './envelope.ts';
import { callRow, TRANSFER_TYPES, transferRow } from './log-rows.ts';

const MONTH_MS = 31 * 24 * 3600 * 1000;
/** Rows that a page by number may lie behind: the log is paged by cursor, a far page is walked to. */
const FARTHEST = 10_000;
/** So many rows are counted one by one where the sums by hours cannot tell. */
const COUNTED = 500;
/** The family's types that are calls here, and those that are movements of money. */
const CALLS_ONLY: ReadonlySet<string> = new Set(['2', '5']);
const TRANSFERS_ONLY: ReadonlySet<string> = new Set(['1', '3', '4', '6', '7']);

const seconds = (exchange: Exchange, name: string): number | undefined => {
  const text = exchange.query.get(name);
  return text !== null && /^\d{1,12}$/.test(text) && text !== '0' ? Number(text) * 1000 : undefined;
};

/** The filters of a request. `accountId` undefined: everybody's, for operators. */
async function queryOf(
  services: Services,
  exchange: Exchange,
  accountId: number | undefined,
): Promise<{ readonly type: string; readonly query: Omit<RecordQuery, 'limit'> } | undefined> {
  const [from, to] = [seconds(exchange, 'start_timestamp'), seconds(exchange, 'end_timestamp')];
  const name = (field: string): string | undefined => exchange.query.get(field)?.trim() || undefined;
  const everybody = accountId === undefined;
  const username = everybody ? name('username') : undefined;
  const owner = username === undefined ? undefined : await services.store.accounts.byName(username);
  if (username !== undefined && owner === undefined) return undefined;
  const channel = everybody ? Number(name('channel') ?? '0') : 0;
  const tokenName = name('token_name');
  let keyId: number | undefined;
  if (tokenName !== undefined && accountId !== undefined) {
    keyId = (await services.store.keys.ofAccount(accountId)).find(key => key.name === tokenName)?.id;
    if (keyId === undefined) return undefined;
  }
  const type = exchange.query.get('type') || '0';
  if (!/^[0-7]$/.test(type)) return undefined;
  const [model, group, id] = [name('model_name'), name('group'), name('request_id')];
  const query = {
    ...(everybody ? {} : { accountId }),
    ...(owner === undefined ? {} : { accountId: owner.id }),
    ...(Number.isSafeInteger(channel) && channel > 0 ? { channel } : {}),
    ...(keyId === undefined ? {} : { keyId }),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(model === undefined ? {} : { model }),
    ...(group === undefined ? {} : { group }),
    ...(id === undefined ? {} : { id }),
    ...(type === '2' ? { status: { until: 400 } } : type === '5' ? { status: { from: 400 } } : {}),
  };
  return { type, query };
}

/** The calls that a page and those before it need, newest first; one more than that tells of another page. */
async function callsOf(services: Services, wanted: Omit<RecordQuery, 'limit'>, most: number): Promise<CallRecord[]> {
  const found: CallRecord[] = [];
  let before: string | undefined;
  while (found.length < most) {
    const cursor = before === undefined ? {} : { before };
    const limit = Math.min(most - found.length, 500);
    const { rows, next } = await reading(services, () => services.store.records.list({ ...wanted, ...cursor, limit }));
    found.push(...rows);
    before = next;
    if (next === undefined) break;
  }
  return found;
}

/**
 * How many calls there are: out of the sums by hours, exactly where no time is named, and where the hours that a time
 * cuts hold few of them. The log itself is never counted.
 */
async function countOf(services: Services, wanted: Omit<RecordQuery, 'limit'>, seen: number, most: number) {
  if (seen < most || wanted.id !== undefined) return seen;
  const { from, to, status, id: _id, reason: _reason, error: _error, ...filter } = wanted;
  const span = { from: from ?? 0, to: to ?? Date.now() + 3_600_000 };
  const [sums] = await services.store.records.usage({ ...filter, ...span, step: 'total' });
  const { calls = 0, failed = 0 } = sums ?? {};
  const count = status === undefined ? calls : status.from === undefined ? calls - failed : failed;
  if ((from === undefined && to === undefined) || count > COUNTED) return Math.max(count, seen);
  return (await callsOf(services, wanted, COUNTED)).length;
}

/** What moved an account's money beside calls, of one of the family's types or of all. */
async function transfersOf(
  services: Services,
  accountId: number,
  wanted: Pick<RecordQuery, 'from' | 'to'>,
  type: string,
): Promise<readonly TransferRow[]> {
  const { from, to } = wanted;
  const { rows } = await services.store.ledger.transfers({
    purse: accountPurse(accountId),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    limit: COUNTED,
  });
  return rows.filter(row => type === '0' || String(TRANSFER_TYPES[row.kind]) === type);
}

async function logPage(services: Services, exchange: Exchange, own: number | undefined): Promise<unknown> {
  const { page, size } = pageOf(exchange);
  const wanted = await queryOf(services, exchange, own);
  const first = (page - 1) * size;
  if (first > FARTHEST)
    throw new Failure('invalid_request', 'This page is too far. Narrow the time down instead.', { param: 'p' });
  if (wanted === undefined) return { page, page_size: size, total: 0, items: [] };
  const { type, query } = wanted;
  const calls = TRANSFERS_ONLY.has(type) ? [] : await callsOf(services, query, first + size + 1);
  const { accountId, from: _from, to: _to, ...narrow } = query;
  // Money that was put in belongs to an account, not to a model or a key.
  const isWhole = accountId !== undefined && !CALLS_ONLY.has(type) && Object.keys(narrow).length === 0;
  const transfers = isWhole ? await transfersOf(services, accountId, query, type) : [];
  const total = (await countOf(services, query, calls.length, first + size + 1)) + transfers.length;
  const names = await namesOf(services, [
    ...calls.slice(0, first + size).map(record => record.accountId),
    ...(accountId === undefined ? [] : [accountId]),
  ]);
  const nameOf = (id: number): string => names.get(id) ?? '';
  const rows = [
    ...calls.map(record => ({
      at: record.at,
      show: () => callRow(record, { operator: own === undefined, username: nameOf(record.accountId) }),
    })),
    ...transfers.map(row => ({
      at: row.at,
      show: () => transferRow(row, accountId ?? 0, nameOf(accountId ?? 0)),
    })),
  ].toSorted((left, right) => right.at - left.at);
  return { page, page_size: size, total, items: rows.slice(first, first + size).map(row => row.show()) };
}

async function sumsOf(services: Services, exchange: Exchange, accountId: number | undefined): Promise<unknown> {
  const now = Date.now();
  const wanted = await queryOf(services, exchange, accountId);
  if (wanted === undefined || TRANSFERS_ONLY.has(wanted.type)) return { quota: 0, rpm: 0, tpm: 0 };
  const { model, group, keyId, channel, accountId: owner, from, to } = wanted.query;
  const filter = {
    ...(owner === undefined ? {} : { accountId: owner }),
    ...(channel === undefined ? {} : { channel }),
    ...(model === undefined ? {} : { model }),
    ...(group === undefined ? {} : { group }),
    ...(keyId === undefined ? {} : { keyId }),
  };
  const [sums, lately] = await Promise.all([
    reading(services, () =>
      services.store.records.usage({
        ...filter,
        from: from ?? 0,
        to: to ?? now + 3_600_000,
        step: 'total',
      }),
    ),
    services.store.records.list({ ...filter, from: now - 60_000, limit: 500 }),
  ]);
  const tokens = lately.rows.reduce((sum, { usage }) => sum + usage.input + usage.cacheRead + usage.output, 0);
  return { quota: quotaOf(sums[0]?.amount ?? 0n), rpm: lately.rows.length, tpm: tokens };
}

/** Sums by hours: of each model, or of each account for operators. */
async function hourly(
  services: Services,
  exchange: Exchange,
  accountId: number | undefined,
  by: 'model' | 'account' = 'model',
): Promise<unknown> {
  const to = seconds(exchange, 'end_timestamp') ?? Date.now();
  const from = seconds(exchange, 'start_timestamp') ?? to - 7 * 24 * 3_600_000;
  if (to - from > MONTH_MS) throw new Failure('invalid_request', 'The span is a month at most.');
  const username = accountId === undefined ? exchange.query.get('username')?.trim() || undefined : undefined;
  const named = username === undefined ? undefined : await services.store.accounts.byName(username);
  if (username !== undefined && named === undefined) return [];
  const owner = accountId ?? named?.id;
  const rows = await reading(services, () =>
    services.store.records.usage({
      ...(owner === undefined ? {} : { accountId: owner }),
      from,
      to,
      step: 'hour',
      by: [by],
      limit: 20_000,
    }),
  );
  const names = await namesOf(services, [...new Set([owner ?? 0, ...rows.map(row => row.accountId ?? 0)])]);
  return rows.map((row, index) => ({
    id: index + 1,
    user_id: row.accountId ?? owner ?? 0,
    username: names.get(row.accountId ?? owner ?? 0) ?? '',
    model_name: row.model ?? '',
    created_at: Math.floor((row.at ?? 0) / 1000),
    count: row.calls,
    quota: quotaOf(row.amount),
    token_used: row.inputTokens + row.outputTokens,
  }));
}

type Part = (services: Services, exchange: Exchange, accountId: number | undefined) => Promise<unknown>;

/** The routes of the log: an account's own, and everybody's for operators. */
export function legacyLogRoutes(services: Services): Route[] {
  const own = (pattern: string, part: Part): Route =>
    ownRoute(services, 'GET', pattern, ({ exchange }, caller: Caller) => part(services, exchange, caller.account.id));
  const all = (pattern: string, part: Part): Route =>
    permittedRoute(services, 'GET', pattern, 'usage.read', ({ exchange }) => part(services, exchange, undefined));
  return [
    own('/api/log/self', logPage),
    own('/api/log/self/search', logPage),
    own('/api/log/self/stat', sumsOf),
    own('/api/data/self', hourly),
    all('/api/log', logPage),
    all('/api/log/search', logPage),
    all('/api/log/stat', sumsOf),
    all('/api/data', hourly),
    all('/api/data/users', (its, exchange) => hourly(its, exchange, undefined, 'account')),
  ];
}
