// The caller's usage: the log of calls with the explained charge of each, and sums for charts.

import { cachedTokens, promptTokens, METERS } from '@turnpike/protocols/conversation/usage';
import { Failure } from '@turnpike/protocols/failures';
import { Type, type Static } from 'typebox';
import type { CallRecord } from '../../ledger/charge.ts';
import { explain } from '../../ledger/explain.ts';
import { readCursor } from '../../store/cursor.ts';
import type { RecordQuery } from '../../store/store.ts';
import type { UsageRow } from '../../store/usage.ts';
import { reading } from '../reading.ts';
import { operation, type Operation } from './operation.ts';
import { Id, PageQuery, pageOf, Time, Usd, usd } from './schemas.ts';

const USAGE = 'Usage';
const DAY_MS = 24 * 3600 * 1000;

/** One call in the list. */
export const CallView = Type.Object({
  id: Type.String(),
  at: Time,
  key_id: Type.Integer(),
  key_name: Type.String(),
  model: Type.String(),
  group: Type.String(),
  protocol: Type.String(),
  status: Type.Integer(),
  reason: Type.String(),
  error: Type.String(),
  streamed: Type.Boolean(),
  first_byte_ms: Type.Integer(),
  total_ms: Type.Integer(),
  input_tokens: Type.Integer(),
  cached_tokens: Type.Integer(),
  output_tokens: Type.Integer(),
  amount: Usd,
  sandbox: Type.Boolean(),
});

/** A call as the list shows it. */
export function viewCall(record: CallRecord): Static<typeof CallView> {
  const { usage } = record;
  const cached = cachedTokens(usage);
  const input = promptTokens(usage);
  return {
    id: record.id,
    at: record.at,
    key_id: record.keyId,
    key_name: record.keyName,
    model: record.model,
    group: record.group,
    protocol: record.protocol,
    status: record.status,
    reason: record.reason,
    error: record.error,
    streamed: record.streamed,
    first_byte_ms: record.firstByteMs,
    total_ms: record.totalMs,
    input_tokens: input,
    cached_tokens: cached,
    output_tokens: usage.output + usage.audioOut + usage.imageOut,
    amount: usd(record.amount),
    sandbox: record.sandbox,
  };
}

const Count = Type.Number({ minimum: 0 });

/** The explained charge. */
export const ChargeView = Type.Object({
  amount: Usd,
  currency: Type.Literal('USD'),
  reason: Type.String(),
  estimated: Type.Boolean(),
  multiplier: Type.String(),
  group: Type.String(),
  tier: Type.Union([Type.Integer(), Type.Null()]),
  organisation: Type.Union([Type.Integer(), Type.Null()]),
  usage: Type.Object(Object.fromEntries(METERS.map(meter => [meter, Count]))),
  lines: Type.Array(
    Type.Object({
      meter: Type.String(),
      quantity: Count,
      rate: Type.String({ description: 'USD for `per` units.' }),
      per: Type.Integer(),
      amount: Type.String(),
    }),
  ),
  attempts: Type.Array(
    Type.Object({
      status: Type.Integer(),
      milliseconds: Type.Integer(),
      outcome: Type.String(),
      channel: Type.Optional(Type.String()),
      credential: Type.Optional(Type.String()),
      why: Type.Optional(
        Type.String({ description: 'Why this channel, and who was passed over; for administrators.' }),
      ),
    }),
  ),
  upstream: Type.Optional(
    Type.Object({
      channel: Type.String(),
      model: Type.String(),
      cost: Usd,
      source: Type.String(),
      margin: Type.String(),
    }),
  ),
});

/** What the log may be searched by. */
export const LOG_FILTERS = {
  from: Type.Optional(Time),
  to: Type.Optional(Time),
  key_id: Type.Optional(Id),
  model: Type.Optional(Type.String({ maxLength: 256 })),
  group: Type.Optional(Type.String({ maxLength: 100 })),
  reason: Type.Optional(Type.String({ maxLength: 40 })),
  outcome: Type.Optional(Type.Unsafe<'ok' | 'failed'>({ enum: ['ok', 'failed'] })),
  id: Type.Optional(Type.String({ maxLength: 200, description: 'Our request id, or the answer’s own.' })),
};
const LogQuery = Type.Object({ ...LOG_FILTERS, ...PageQuery });

/** A query of the log as the store takes it. @throws Failure for a cursor that is none of ours */
export function readLogQuery(query: Static<typeof LogQuery>): RecordQuery {
  const { cursor, limit = 50, key_id: keyId, outcome, ...rest } = query;
  if (cursor !== undefined && readCursor(cursor) === undefined)
    throw new Failure('invalid_request', 'cursor: must be what an earlier page gave as next.', { param: 'cursor' });
  return {
    ...rest,
    ...(keyId === undefined ? {} : { keyId }),
    ...(outcome === undefined ? {} : { status: outcome === 'ok' ? { until: 400 } : { from: 400 } }),
    ...(cursor === undefined ? {} : { before: cursor }),
    limit,
  };
}

export const STEPS = ['hour', 'day', 'total'] as const;

/** What sums are asked by. */
export const SumQuery = {
  from: Time,
  to: Time,
  step: Type.Unsafe<(typeof STEPS)[number]>({ enum: [...STEPS] }),
  offset: Type.Optional(
    Type.Integer({ minimum: -14, maximum: 14, description: 'Hours that a day begins before midnight UTC.' }),
  ),
};

export const SumView = Type.Object({
  at: Type.Optional(Time),
  model: Type.Optional(Type.String()),
  key_id: Type.Optional(Type.Integer()),
  calls: Type.Integer(),
  failed: Type.Integer(),
  amount: Usd,
  input_tokens: Type.Integer(),
  cached_tokens: Type.Integer(),
  output_tokens: Type.Integer(),
  mean_ms: Type.Integer(),
});

/** Sums as they are shown. */
export function viewSums(row: UsageRow): Static<typeof SumView> {
  return {
    ...(row.at === undefined ? {} : { at: row.at }),
    ...(row.model === undefined ? {} : { model: row.model }),
    ...(row.keyId === undefined ? {} : { key_id: row.keyId }),
    calls: row.calls,
    failed: row.failed,
    amount: usd(row.amount),
    input_tokens: row.inputTokens,
    cached_tokens: row.cachedTokens,
    output_tokens: row.outputTokens,
    mean_ms: row.calls === 0 ? 0 : Math.round(row.milliseconds / row.calls),
  };
}

/** Refuses spans that nobody can read, and that the store would have to add up for long. */
export function checkSpan(from: number, to: number, step: string): void {
  const days = step === 'hour' ? 32 : 800;
  if (to <= from) throw new Failure('invalid_request', 'to: must be after from.', { param: 'to' });
  if (to - from > days * DAY_MS)
    throw new Failure('invalid_request', `to: at most ${days} days after from, by the ${step}.`, { param: 'to' });
}

export const usageOperations: readonly Operation[] = [
  operation({
    method: 'GET',
    path: '/usage',
    id: 'listUsage',
    tag: USAGE,
    summary: 'Lists the caller’s calls, newest first; every filter that is given must match.',
    who: 'account',
    query: LogQuery,
    answer: pageOf(CallView),
    async handle(caller, { query }, { services }) {
      const wanted = { ...readLogQuery(query), accountId: caller.account.id };
      const { rows, next } = await reading(services, () => services.store.records.list(wanted));
      return { items: rows.map(viewCall), ...(next === undefined ? {} : { next }) };
    },
  }),
  operation({
    method: 'GET',
    path: '/usage/sums',
    id: 'sumUsage',
    tag: USAGE,
    summary: 'Adds up the caller’s calls by hours or days, and by model or key.',
    who: 'account',
    query: Type.Object({
      ...SumQuery,
      by: Type.Optional(Type.Unsafe<'model' | 'key'>({ enum: ['model', 'key'] })),
      key_id: Type.Optional(Id),
      model: Type.Optional(Type.String({ maxLength: 256 })),
    }),
    answer: Type.Object({ items: Type.Array(SumView) }),
    async handle(caller, { query }, { services }) {
      const { from, to, step, offset, by, key_id: keyId, model } = query;
      checkSpan(from, to, step);
      const rows = await reading(services, () =>
        services.store.records.usage({
          accountId: caller.account.id,
          from,
          to,
          step,
          ...(offset === undefined ? {} : { offset }),
          ...(by === undefined ? {} : { by: [by] }),
          ...(keyId === undefined ? {} : { keyId }),
          ...(model === undefined ? {} : { model }),
          limit: 5_000,
        }),
      );
      return { items: rows.map(viewSums) };
    },
  }),
  operation({
    method: 'GET',
    path: '/usage/{id}',
    id: 'getUsage',
    tag: USAGE,
    summary: 'Shows one call: its meters, every line of its charge, and every attempt.',
    who: 'account',
    params: Type.Object({ id: Type.String({ maxLength: 200 }) }),
    answer: Type.Object({ call: CallView, charge: ChargeView, upstream_id: Type.String() }),
    async handle(caller, { params }, { services }) {
      const find = () => services.store.records.find(caller.account.id, params.id);
      const record = await reading(services, find);
      if (record === undefined) throw new Failure('not_found', 'There is no such call.');
      const charge = explain(record, 'owner');
      return {
        call: viewCall(record),
        charge: { ...charge, lines: [...charge.lines], attempts: [...charge.attempts] } as Static<typeof ChargeView>,
        upstream_id: record.upstreamId,
      };
    },
  }),
];
