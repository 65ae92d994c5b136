// OpenAI's old billing shape, by which clients show a balance (gateway-api §4.1); it speaks of the calling key.

import { Failure } from '@turnpike/protocols/failures';
import type { Exchange, Route } from '../http/exchange.ts';
import { purseState, usdNumber } from './purse-state.ts';
import { reading } from './reading.ts';
import type { Services } from './services.ts';

const DAY = 24 * 3600 * 1000;

/** Milliseconds of a date `YYYY-MM-DD` in UTC, or undefined where none was given. */
function dateOf(exchange: Exchange, name: string): number | undefined {
  const text = exchange.query.get(name);
  if (text === null || text === '') return undefined;
  // Older clients write no zero before a single digit.
  const [, year, month, day] = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(text)?.map(Number) ?? [];
  const time = Date.UTC(year ?? Number.NaN, (month ?? Number.NaN) - 1, day);
  if (Number.isNaN(time))
    throw new Failure('invalid_request', `${name} must be a date such as 2026-11-30.`, { param: name });
  return time;
}

async function subscription(services: Services, exchange: Exchange): Promise<void> {
  const owner = await services.identities.owner(exchange);
  const state = await purseState(services, owner);
  const limit = usdNumber(state.used + state.remaining);
  const expires = owner.key.expiresAt === null ? 0 : Math.floor(owner.key.expiresAt / 1000);
  exchange.json(200, {
    object: 'billing_subscription',
    has_payment_method: true,
    soft_limit_usd: limit,
    hard_limit_usd: limit,
    system_hard_limit_usd: limit,
    access_until: expires,
  });
}

async function usage(services: Services, exchange: Exchange): Promise<void> {
  const owner = await services.identities.owner(exchange);
  const from = dateOf(exchange, 'start_date');
  const until = dateOf(exchange, 'end_date');
  // The end date counts whole, and clients send tomorrow's date or today's.
  const query = {
    keyId: owner.key.id,
    ...(from === undefined ? {} : { from }),
    ...(until === undefined ? {} : { to: until + DAY }),
  };
  const spent = await reading(services, () => services.store.records.spent(query));
  // Hundredths of a dollar: remaining = limit − usage / 100.
  exchange.json(200, { object: 'list', total_usage: Number((spent + 5n) / 10n) / 1e6 });
}

async function creditGrants(services: Services, exchange: Exchange): Promise<void> {
  const state = await purseState(services, await services.identities.owner(exchange));
  exchange.json(200, {
    object: 'credit_summary',
    total_granted: usdNumber(state.used + state.remaining),
    total_used: usdNumber(state.used),
    total_available: usdNumber(state.remaining),
    expires_at: null,
  });
}

/** The billing routes; without `/v1` they are reached by the front's leniency. */
export function billingRoutes(services: Services): Route[] {
  const route = (name: string, answer: (services: Services, exchange: Exchange) => Promise<void>): Route => ({
    method: 'GET',
    pattern: `/v1/dashboard/billing/${name}`,
    family: 'openai-chat',
    handle: exchange => answer(services, exchange),
  });
  return [route('subscription', subscription), route('usage', usage), route('credit_grants', creditGrants)];
}
