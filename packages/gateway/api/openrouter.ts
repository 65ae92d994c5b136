// A key asks about itself and its account in OpenRouter's shapes: `/v1/key` and `/v1/credits` (openrouter.md §3).

import type { Exchange, Route } from '../http/exchange.ts';
import { payerPurse } from '../identity/coverage.ts';
import { isOperator } from '../identity/roles.ts';
import { keyPurse } from '../ledger/budgets.ts';
import { spanAt } from '../ledger/periods.ts';
import { usdNumber } from './purse-state.ts';
import { reading } from './reading.ts';
import type { Services } from './services.ts';

/** Words of OpenRouter for when a limit is whole again. */
const RESETS = { total: null, day: 'daily', week: 'weekly', month: 'monthly' } as const;

async function key(services: Services, exchange: Exchange): Promise<void> {
  const owner = await services.identities.owner(exchange);
  const now = Date.now();
  const { records, ledger } = services.store;
  const spentSince = (from: number): Promise<bigint> => records.spent({ keyId: owner.key.id, from });
  const since = (period: 'day' | 'week' | 'month'): Promise<bigint> => spentSince(spanAt(period, 'UTC', now).from);
  const [purse, day, week, month] = await reading(services, () =>
    Promise.all([ledger.purse(keyPurse(owner.key.id)), since('day'), since('week'), since('month')]),
  );
  const used = purse?.spent ?? 0n;
  const total = owner.key.budget;
  const periodic = owner.key.budgets.find(budget => budget.scope === 'all');
  const limit = total ?? periodic?.amount ?? null;
  const spent = { total: used, day, week, month }[total === null ? (periodic?.period ?? 'total') : 'total'];
  exchange.json(200, {
    data: {
      label: owner.key.hint,
      name: owner.key.name,
      limit: limit === null ? null : usdNumber(limit),
      limit_remaining: limit === null ? null : usdNumber(limit > spent ? limit - spent : 0n),
      limit_reset: total === null && periodic !== undefined ? RESETS[periodic.period] : null,
      usage: usdNumber(used),
      usage_daily: usdNumber(day),
      usage_weekly: usdNumber(week),
      usage_monthly: usdNumber(month),
      byok_usage: 0,
      byok_usage_daily: 0,
      byok_usage_weekly: 0,
      byok_usage_monthly: 0,
      include_byok_in_limit: false,
      is_free_tier: false,
      is_management_key: isOperator(owner.account.role),
      is_provisioning_key: false,
      creator_user_id: String(owner.account.id),
      organization_id: owner.organisation === undefined ? null : String(owner.organisation.id),
      workspace_id: null,
      allowed_data_regions: [],
      free_model_daily_requests: { limit: 0, remaining: 0, used: 0 },
      expires_at: owner.key.expiresAt === null ? null : new Date(owner.key.expiresAt).toISOString(),
      rate_limit: { requests: -1, interval: '10s', note: 'This field is deprecated and safe to ignore.' },
    },
  });
}

/** What who pays for the key was given in all, and has spent. */
async function credits(services: Services, exchange: Exchange): Promise<void> {
  const owner = await services.identities.owner(exchange);
  const purse = await reading(services, () => services.store.ledger.purse(payerPurse(owner)));
  const spent = purse?.spent ?? 0n;
  const total = spent + (purse?.balance ?? 0n);
  exchange.json(200, { data: { total_credits: usdNumber(total), total_usage: usdNumber(spent) } });
}

/** The routes, under `/api/v1` too by the front's leniency. */
export function openrouterRoutes(services: Services): Route[] {
  const route = (pattern: string, answer: typeof key): Route => ({
    method: 'GET',
    pattern,
    family: 'openai-chat',
    handle: exchange => answer(services, exchange),
  });
  return [route('/v1/key', key), route('/v1/auth/key', key), route('/v1/credits', credits)];
}
