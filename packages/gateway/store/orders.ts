// The aggregate of orders: made, moved on, searched, and asked after when their time has come.

import { Conditions } from './conditions.ts';
import type { Driver, Row } from './driver.ts';
import { OPEN_STATES, ORDER_STATES, type OrderRow, type OrderStore, type PaymentEventRow } from './order-rows.ts';
import { integer, money, only, optionalInteger, text } from './rows.ts';

export const ORDER_FIELDS = `id, account_id, gateway, provider, method, currency, due, credit, bonus, rate, state, problem,
  reference, url, created_at, expires_at, paid_at, next_poll_at, polls, polled_at`;
const EVENT_FIELDS = 'id, gateway, at, order_id, kind, outcome, sealed';

const OPEN = `state IN (${OPEN_STATES.map(state => `'${state}'`).join(', ')})`;

export function readOrder(row: Row): OrderRow {
  const state = text(row, 'state');
  return {
    id: text(row, 'id'),
    accountId: integer(row, 'account_id'),
    gateway: text(row, 'gateway'),
    provider: text(row, 'provider'),
    method: text(row, 'method'),
    currency: text(row, 'currency'),
    due: money(row, 'due'),
    credit: money(row, 'credit'),
    bonus: money(row, 'bonus'),
    rate: text(row, 'rate'),
    state: ORDER_STATES.find(known => known === state) ?? 'failed',
    problem: text(row, 'problem'),
    reference: text(row, 'reference'),
    url: text(row, 'url'),
    createdAt: integer(row, 'created_at'),
    expiresAt: integer(row, 'expires_at'),
    paidAt: optionalInteger(row, 'paid_at'),
    nextPollAt: optionalInteger(row, 'next_poll_at'),
    polls: integer(row, 'polls'),
    polledAt: integer(row, 'polled_at'),
  };
}

function readEvent(row: Row): PaymentEventRow {
  return {
    id: text(row, 'id'),
    gateway: text(row, 'gateway'),
    at: integer(row, 'at'),
    orderId: text(row, 'order_id'),
    kind: text(row, 'kind'),
    outcome: text(row, 'outcome'),
    sealed: text(row, 'sealed'),
  };
}

async function claimPolls(transaction: Driver, leaseMs: number, limit: number): Promise<OrderRow[]> {
  const { now, skipLocked } = transaction.dialect;
  const due = await transaction.all(
    `SELECT id FROM orders WHERE next_poll_at <= ${now} ORDER BY next_poll_at LIMIT ?${skipLocked}`,
    [limit],
  );
  if (due.length === 0) return [];
  const rows = await transaction.all(
    `UPDATE orders SET next_poll_at = ${now} + ? WHERE id IN (${due.map(() => '?').join(', ')})
     RETURNING ${ORDER_FIELDS}`,
    [leaseMs, ...due.map(row => text(row, 'id'))],
  );
  return rows.map(row => readOrder(row));
}

/** Making, moving and asking after orders, over any database. */
export function orderRows(
  driver: Driver,
): Pick<
  OrderStore,
  | 'make'
  | 'begun'
  | 'byId'
  | 'list'
  | 'countOpen'
  | 'move'
  | 'claimPolls'
  | 'polled'
  | 'noteEvent'
  | 'eventsOf'
  | 'strays'
> {
  const { now } = driver.dialect;
  return {
    async make(draft) {
      const rows = await driver.all(
        `INSERT INTO orders (id, account_id, gateway, provider, method, currency, due, credit, bonus, rate, state,
           problem, reference, url, created_at, expires_at, next_poll_at, polls, polled_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'created', '', '', '', ?, ?, ?, 0, 0) RETURNING ${ORDER_FIELDS}`,
        [
          draft.id,
          draft.accountId,
          draft.gateway,
          draft.provider,
          draft.method,
          draft.currency,
          draft.due,
          draft.credit,
          draft.bonus,
          draft.rate,
          draft.createdAt,
          draft.expiresAt,
          draft.nextPollAt,
        ],
      );
      return readOrder(only(rows));
    },
    async begun(id, reference, url) {
      // Its payment may have been told before the call that made it came back.
      await driver.run(
        `UPDATE orders SET reference = ?, url = ?, state = CASE WHEN state = 'created' THEN 'pending' ELSE state END
         WHERE id = ?`,
        [reference, url, id],
      );
    },
    async byId(id) {
      const [row] = await driver.all(`SELECT ${ORDER_FIELDS} FROM orders WHERE id = ?`, [id]);
      return row === undefined ? undefined : readOrder(row);
    },
    async list({ open, problems, id, ...query }) {
      const conditions = new Conditions()
        .when(query.accountId, 'account_id = ?')
        .when(query.state, 'state = ?')
        .when(query.gateway, 'gateway = ?')
        .when(query.from, 'created_at >= ?')
        .when(query.to, 'created_at < ?')
        .when(query.before, 'id < ?');
      if (open === true) conditions.add(OPEN);
      if (problems === true) conditions.add(`problem <> ''`);
      if (id !== undefined)
        conditions.add('(id = ? OR reference = ? OR id IN (SELECT order_id FROM payments WHERE txn = ?))', id, id, id);
      const sql = `SELECT ${ORDER_FIELDS} FROM orders${conditions.sql} ORDER BY id DESC LIMIT ?`;
      return (await driver.all(sql, [...conditions.parameters, query.limit])).map(row => readOrder(row));
    },
    async countOpen(accountId) {
      const sql = `SELECT COUNT(*) AS count FROM orders WHERE account_id = ? AND ${OPEN}`;
      return integer(only(await driver.all(sql, [accountId])), 'count');
    },
    async move(id, from, to, problem) {
      const places = from.map(() => '?').join(', ');
      const sql = `UPDATE orders SET state = ?, problem = COALESCE(?, problem) WHERE id = ? AND state IN (${places})`;
      return (await driver.run(sql, [to, problem ?? null, id, ...from])) > 0;
    },
    claimPolls: (leaseMs, limit) => driver.transaction(transaction => claimPolls(transaction, leaseMs, limit)),
    async polled(id, nextInMs) {
      const next = nextInMs === undefined ? 'NULL' : `${now} + ${Math.trunc(nextInMs)}`;
      const sql = `UPDATE orders SET next_poll_at = ${next}, polls = polls + 1, polled_at = ${now} WHERE id = ?`;
      await driver.run(sql, [id]);
    },
    async noteEvent({ id, gateway, orderId, kind, outcome, sealed }) {
      await driver.run(
        `INSERT INTO payment_events (${EVENT_FIELDS}) VALUES (?, ?, ${now}, ?, ?, ?, ?)
         ON CONFLICT (id) DO UPDATE SET order_id = excluded.order_id, outcome = excluded.outcome`,
        [id, gateway, orderId, kind, outcome, sealed],
      );
    },
    async eventsOf(orderId) {
      const sql = `SELECT ${EVENT_FIELDS} FROM payment_events WHERE order_id = ? ORDER BY at`;
      return (await driver.all(sql, [orderId])).map(row => readEvent(row));
    },
    async strays(limit) {
      const sql = `SELECT ${EVENT_FIELDS} FROM payment_events WHERE order_id = '' ORDER BY at DESC LIMIT ?`;
      return (await driver.all(sql, [limit])).map(row => readEvent(row));
    },
  };
}
