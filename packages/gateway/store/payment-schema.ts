// The schema of payments: orders, what was paid for them, what went back, what providers told; and the news that is owed.

import type { Migration } from './migration.ts';

/**
 * An order is what somebody wants to pay; a payment is money that arrived for one, found by the provider's own number of
 * it. A payment is written once and credited once, in one transaction with its transfers. `next_poll_at` says when the
 * provider is asked again. A notice is news that is owed, written with what it tells of; its id tells repeats apart.
 */
export const payments: Migration = {
  id: 15,
  name: 'orders, payments, refunds, what providers told, and notices',
  statements: ({ integer: int, clustered }) => [
    `CREATE TABLE orders (
      id TEXT PRIMARY KEY, account_id ${int} NOT NULL REFERENCES accounts (id), gateway TEXT NOT NULL,
      provider TEXT NOT NULL, method TEXT NOT NULL, currency TEXT NOT NULL, due ${int} NOT NULL CHECK (due > 0),
      credit ${int} NOT NULL CHECK (credit > 0), bonus ${int} NOT NULL CHECK (bonus >= 0), rate TEXT NOT NULL,
      state TEXT NOT NULL, problem TEXT NOT NULL, reference TEXT NOT NULL, url TEXT NOT NULL,
      created_at ${int} NOT NULL, expires_at ${int} NOT NULL, paid_at ${int}, next_poll_at ${int},
      polls ${int} NOT NULL, polled_at ${int} NOT NULL) ${clustered}`,
    `CREATE INDEX orders_by_account ON orders (account_id, id)`,
    `CREATE INDEX orders_due ON orders (next_poll_at) WHERE next_poll_at IS NOT NULL`,
    `CREATE INDEX orders_by_reference ON orders (reference) WHERE reference <> ''`,
    `CREATE INDEX orders_by_state ON orders (state, id)`,
    `CREATE INDEX orders_with_problems ON orders (id) WHERE problem <> ''`,
    `CREATE TABLE payments (
      id TEXT PRIMARY KEY, order_id TEXT NOT NULL REFERENCES orders (id), gateway TEXT NOT NULL, txn TEXT NOT NULL,
      amount ${int} NOT NULL CHECK (amount > 0), currency TEXT NOT NULL, method TEXT NOT NULL, state TEXT NOT NULL,
      credited ${int} NOT NULL, refunded ${int} NOT NULL, taken_back ${int} NOT NULL, at ${int} NOT NULL) ${clustered}`,
    `CREATE INDEX payments_by_order ON payments (order_id)`,
    `CREATE INDEX payments_by_txn ON payments (txn)`,
    `CREATE TABLE payment_refunds (
      id TEXT PRIMARY KEY, payment_id TEXT NOT NULL REFERENCES payments (id), outside_id TEXT NOT NULL,
      amount ${int} NOT NULL CHECK (amount > 0), state TEXT NOT NULL, author TEXT NOT NULL, note TEXT NOT NULL,
      at ${int} NOT NULL) ${clustered}`,
    `CREATE INDEX payment_refunds_by_payment ON payment_refunds (payment_id)`,
    `CREATE TABLE payment_events (
      id TEXT PRIMARY KEY, gateway TEXT NOT NULL, at ${int} NOT NULL, order_id TEXT NOT NULL, kind TEXT NOT NULL,
      outcome TEXT NOT NULL, sealed TEXT NOT NULL) ${clustered}`,
    `CREATE INDEX payment_events_by_order ON payment_events (order_id) WHERE order_id <> ''`,
    `CREATE INDEX payment_events_stray ON payment_events (at) WHERE order_id = ''`,
    `CREATE TABLE notices (
      id TEXT PRIMARY KEY, type TEXT NOT NULL, account_id ${int} NOT NULL, body TEXT NOT NULL, at ${int} NOT NULL,
      spread ${int} NOT NULL) ${clustered}`,
    `CREATE INDEX notices_waiting ON notices (at) WHERE spread = 0`,
    `CREATE INDEX notices_by_account ON notices (account_id, at)`,
  ],
};
