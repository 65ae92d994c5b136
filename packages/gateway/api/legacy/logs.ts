// The usage log of the new-api family: rows, their sums, and hourly data for charts.

import { promptTokens, METERS } from '@turnpike/protocols/conversation/usage';
import { Failure } from '@turnpike/protocols/failures';
import type { Exchange, Route } from '../../http/exchange.ts';
import type { Caller } from '../../identity/callers.ts';
import type { CallRecord } from '../../ledger/charge.ts';
import type { RecordQuery } from '../../store/store.ts';
import { namesOf } from '../manage/account-names.ts';
import { reading } from '../reading.ts';
import type { Services } from '../services.ts';
import { ownRoute, pageOf, permittedRoute, quotaOf } from './envelope.ts';

const MONTH_MS = 31 * 24 * 3600 * 1000;
/** Rows that a page by number may lie behind: the log is paged by cursor, a far page is walked to. */
const FARTHEST = 10_000;

const seconds = (exchange: Exchange, name: string): number | undefined => {
  const text = exchange.query.get(name);
  return text !== null && /^\d{1,12}$/.test(text) && text !== '0' ? Number(text) * 1000 : undefined;
};

/** A row of the log; `other` is JSON in a string. */
export function logRow(record: CallRecord, index: number, operator: boolean, username = ''): Record<string, unknown> {
  const { usage } = record;
  const prompt = promptTokens(usage);
  return {
    id: index + 1,
    user_id: record.accountId,
    created_at: Math.floor(record.at / 1000),
    type: record.error === '' ? 2 : 5,
    content: record.error,
    username,
    token_name: record.keyName,
    token_id: record.keyId,
    model_name: record.model,
    quota: quotaOf(record.amount),
    prompt_tokens: prompt,
    completion_tokens: usage.output + usage.audioOut + usage.imageOut,
    use_time: Math.round(record.totalMs / 1000),
    is_stream: record.streamed,
    channel: operator ? record.channel : 0,
    channel_name: operator ? record.channelName : '',
    group: record.group,
    ip: '',
    request_id: record.id,
    other: JSON.stringify({
      group_ratio: Number(record.charge.multiplier),
      cache_tokens: usage.cacheRead,
      model_price: -1,
      frt: record.firstByteMs,
      reason: record.reason,
      usd: String(record.amount),
      meters: Object.fromEntries(METERS.filter(meter => usage[meter] > 0).map(meter => [meter, usage[meter]])),
    }),
  };
}

/** The filters of a request. `accountId` undefined: everybody's, for operators. */
async function queryOf(
  services: Services,
  exchange: Exchange,
  accountId: number | undefined,
): Promise<Omit<RecordQuery, 'limit'> | undefined> {
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
  const type = exchange.query.get('type') ?? '0';
  // Top-ups, refunds and sign-ins are not calls; they stand in the statement.
  if (!['0', '', '2', '5'].includes(type)) return undefined;
  const [model, group, id] = [name('model_name'), name('group'), name('request_id')];
  return {
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
}

async function logPage(services: Services, exchange: Exchange, accountId: number | undefined): Promise<unknown> {
  const { page, size } = pageOf(exchange);
  const wanted = await queryOf(services, exchange, accountId);
  const first = (page - 1) * size;
  if (first > FARTHEST)
    throw new Failure('invalid_request', 'This page is too far. Narrow the time down instead.', { param: 'p' });
  if (wanted === undefined) return { page, page_size: size, total: 0, items: [] };
  const found: CallRecord[] = [];
  let before: string | undefined;
  // One row more than is shown tells whether there is another page.
  while (found.length <= first + size) {
    const cursor = before === undefined ? {} : { before };
    const limit = Math.min(first + size + 1 - found.length, 500);
    const { rows, next } = await reading(services, () => services.store.records.list({ ...wanted, ...cursor, limit }));
    found.push(...rows);
    before = next;
    if (next === undefined) break;
  }
  const shown = found.slice(first, first + size);
  const names = await namesOf(
    services,
    shown.map(record => record.accountId),
  );
  const items = shown.map((record, index) =>
    logRow(record, first + index, accountId === undefined, names.get(record.accountId)),
  );
  // The total is not counted: it is at least what was seen.
  return { page, page_size: size, total: found.length, items };
}

async function sumsOf(services: Services, exchange: Exchange, accountId: number | undefined): Promise<unknown> {
  const now = Date.now();
  const wanted = await queryOf(services, exchange, accountId);
  if (wanted === undefined) return { quota: 0, rpm: 0, tpm: 0 };
  const { model, group, keyId, channel } = wanted;
  const filter = {
    ...(wanted.accountId === undefined ? {} : { accountId: wanted.accountId }),
    ...(channel === undefined ? {} : { channel }),
    ...(model === undefined ? {} : { model }),
    ...(group === undefined ? {} : { group }),
    ...(keyId === undefined ? {} : { keyId }),
  };
  const [sums, lately] = await Promise.all([
    reading(services, () =>
      services.store.records.usage({
        ...filter,
        from: wanted.from ?? 0,
        to: wanted.to ?? now + 3_600_000,
        step: 'total',
      }),
    ),
    services.store.records.list({ ...filter, from: now - 60_000, limit: 500 }),
  ]);
  const tokens = lately.rows.reduce((sum, { usage }) => sum + usage.input + usage.cacheRead + usage.output, 0);
  return { quota: quotaOf(sums[0]?.amount ?? 0n), rpm: lately.rows.length, tpm: tokens };
}

async function hourly(services: Services, exchange: Exchange, accountId: number | undefined): Promise<unknown> {
  const to = seconds(exchange, 'end_timestamp') ?? Date.now();
  const from = seconds(exchange, 'start_timestamp') ?? to - 7 * 24 * 3_600_000;
  if (to - from > MONTH_MS) throw new Failure('invalid_request', 'The span is a month at most.');
  const rows = await reading(services, () =>
    services.store.records.usage({
      ...(accountId === undefined ? {} : { accountId }),
      from,
      to,
      step: 'hour',
      by: ['model'],
      limit: 20_000,
    }),
  );
  return rows.map(row => ({
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
    own('/api/log/self/stat', sumsOf),
    own('/api/data/self', hourly),
    all('/api/log', logPage),
    all('/api/log/stat', sumsOf),
    all('/api/data', hourly),
  ];
}
