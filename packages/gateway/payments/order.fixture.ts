// An order for tests of providers: everything of it that a test does not care about.

import type { OrderRow } from '../store/order-rows.ts';

export function newOrder(wish: Partial<OrderRow>): OrderRow {
  return {
    id: 'T1',
    accountId: 1,
    gateway: 'china',
    provider: 'epay',
    method: '',
    currency: 'cny',
    due: 0n,
    credit: 0n,
    bonus: 0n,
    rate: '7.2',
    state: 'pending',
    problem: '',
    reference: '',
    url: '',
    createdAt: 0,
    expiresAt: 0,
    paidAt: null,
    nextPollAt: null,
    polls: 0,
    polledAt: 0,
    ...wish,
  };
}
