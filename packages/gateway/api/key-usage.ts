// A key asks about itself in the new-api family's shapes (gateway-api §4.2 and §4.3): also when expired or exhausted.

import { Failure } from '@turnpike/protocols/failures';
import type { Exchange, Route } from '../http/exchange.ts';
import type { CallRecord } from '../ledger/charge.ts';
import { explain } from '../ledger/explain.ts';
import { readCursor } from '../store/cursor.ts';
import { quotaOf as quota } from './legacy/envelope.ts';
import { callRow } from './legacy/log-rows.ts';
import { purseState } from './purse-state.ts';
import { reading } from './reading.ts';
import type { Services } from './services.ts';

const MAX_LOGS = 1000;

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

/** A row of the log, with the charge explained. */
function logRow(record: CallRecord, username: string): Record<string, unknown> {
  return callRow(record, { operator: false, username }, { charge: explain(record, 'owner') });
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
  exchange.json(200, {
    success: true,
    message: '',
    data: rows.map(row => logRow(row, owner.account.name)),
    ...(next === undefined ? {} : { next }),
  });
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
