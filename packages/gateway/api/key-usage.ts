// A key asks about itself in the new-api family's shapes (gateway-api §4.2 and §4.3): also when expired or exhausted.

import { promptTokens } from '@turnpike/protocols/conversation/usage';
import { Failure } from '@turnpike/protocols/failures';
import type { Exchange, Route } from '../http/exchange.ts';
import type { CallRecord } from '../ledger/charge.ts';
import { explain } from '../ledger/explain.ts';
import { readCursor } from '../store/cursor.ts';
import { purseState } from './purse-state.ts';
import { reading } from './reading.ts';
import type { Services } from './services.ts';

/** Nano-dollars in one quota unit (500 000 units are one dollar). */
const NANO_PER_QUOTA = 2_000n;
const MAX_LOGS = 1000;

/** Quota units of an amount, rounded to nearest: charges are finer than the unit. */
function quota(nano: bigint): number {
  return Number((nano + NANO_PER_QUOTA / 2n) / NANO_PER_QUOTA);
}

async function tokenUsage(services: Services, exchange: Exchange): Promise<void> {
  const owner = await services.identities.owner(exchange);
  const { key } = owner;
  const state = await purseState(services, owner);
  const available = quota(state.remaining);
  const used = quota(state.used);
  exchange.json(200, {
    code: true,
    message: 'ok',
    data: {
      object: 'token_usage',
      name: key.name,
      total_granted: available + used,
      total_used: used,
      total_available: available,
      unlimited_quota: !state.budgeted,
      model_limits: Object.fromEntries((key.models ?? []).map(model => [model, true])),
      model_limits_enabled: key.models !== null,
      expires_at: key.expiresAt === null ? 0 : Math.floor(key.expiresAt / 1000),
    },
  });
}

/** A row of the usage log in the family's shape: `other` is JSON in a string. */
function logRow(record: CallRecord, index: number): Record<string, unknown> {
  const { usage } = record;
  const prompt = promptTokens(usage);
  return {
    id: index + 1,
    created_at: Math.floor(record.at / 1000),
    type: record.error === '' ? 2 : 5,
    content: record.error,
    token_name: record.keyName,
    token_id: record.keyId,
    model_name: record.model,
    quota: quota(record.amount),
    prompt_tokens: prompt,
    completion_tokens: usage.output + usage.audioOut + usage.imageOut,
    use_time: Math.round(record.totalMs / 1000),
    is_stream: record.streamed,
    channel: 0,
    channel_name: '',
    group: record.group,
    ip: '',
    request_id: record.id,
    other: JSON.stringify({
      group_ratio: Number(record.charge.multiplier),
      cache_tokens: usage.cacheRead,
      frt: record.firstByteMs,
      reason: record.reason,
      charge: explain(record, 'owner'),
    }),
  };
}

async function tokenLog(services: Services, exchange: Exchange): Promise<void> {
  const owner = await services.identities.owner(exchange);
  const seconds = (name: string): number | undefined => {
    const text = exchange.query.get(name);
    return text !== null && /^\d{1,12}$/.test(text) ? Number(text) * 1000 : undefined;
  };
  const from = seconds('start_timestamp');
  const to = seconds('end_timestamp');
  const before = exchange.query.get('before');
  if (before !== null && readCursor(before) === undefined)
    throw new Failure('invalid_request', 'before must be what an earlier page gave as next.', { param: 'before' });
  const size = exchange.query.get('page_size');
  const query = {
    accountId: owner.account.id,
    keyId: owner.key.id,
    limit: size !== null && /^\d{1,4}$/.test(size) ? Math.min(Math.max(Number(size), 1), MAX_LOGS) : MAX_LOGS,
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(before === null ? {} : { before }),
  };
  const { rows, next } = await reading(services, () => services.store.records.list(query));
  exchange.json(200, { success: true, message: '', data: rows.map(logRow), ...(next === undefined ? {} : { next }) });
}

/** The self-service routes of a key. */
export function keyUsageRoutes(services: Services): Route[] {
  return [
    {
      method: 'GET',
      pattern: '/api/usage/token',
      family: 'management',
      handle: exchange => tokenUsage(services, exchange),
    },
    {
      method: 'GET',
      pattern: '/api/log/token',
      family: 'management',
      handle: exchange => tokenLog(services, exchange),
    },
  ];
}
