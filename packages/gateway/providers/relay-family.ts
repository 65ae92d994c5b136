// What all gateways of the new-api family have in common: their balance, and their words for failures.

import { amountOf, objectOf, rounded, type BalanceCall } from './account-calls.ts';
import type { FailureRow } from './failing.ts';

/** A limit of this size stands for none. */
const UNLIMITED = 100_000_000;

/** The limit of the key less what it has used; the unit is the one that the other gateway shows, dollars for most. */
export const RELAY_BALANCE: BalanceCall = {
  paths: ['/v1/dashboard/billing/subscription', '/v1/dashboard/billing/usage'],
  read: ([subscription, usage]) => {
    const limit = Number(amountOf(objectOf(subscription)['hard_limit_usd']));
    if (limit >= UNLIMITED) return [{ amount: undefined, currency: 'USD', note: 'this key has no limit' }];
    const used = Number(amountOf(objectOf(usage)['total_usage'])) / 100;
    return [{ amount: rounded(limit - used), currency: 'USD', note: `of ${rounded(limit)}` }];
  },
};

/** Its money is gone, or it has nobody for the model: neither says so by its status. */
export const RELAY_FAILURES: readonly FailureRow[] = [
  { code: /^(?:insufficient_user_quota|pre_consume_token_quota_failed|token_quota_exhausted)$/, means: 402 },
  { status: [403], words: /额度(?:不足|已用尽)/, means: 402 },
  { status: [503, 404], code: /^(?:model_not_found|no_available_channel)$/, means: 404 },
  { status: [503], words: /no available channel|无可用渠道/i, means: 404 },
];
