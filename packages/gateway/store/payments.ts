// Payments booked: money that arrived, went back or is disputed; each with its transfers and notice in one transaction.

import type { Driver, Row } from './driver.ts';
import { formatUsd } from '../ledger/money.ts';
import { oweNotice } from './notices.ts';
import { readOrder, ORDER_FIELDS } from './orders.ts';
import type { OrderRow, OrderState, PaymentRow, Receipt, RefundRow } from './order-rows.ts';
import { postTransfer } from './purses.ts';
import { integer, money, only, text } from './rows.ts';

export const PAYMENT_FIELDS =
  'id, order_id, gateway, txn, amount, currency, method, state, credited, refunded, taken_back, at';
export const REFUND_FIELDS = 'id, payment_id, outside_id, amount, state, author, note, at';

const PAYMENT_STATES: readonly PaymentRow['state'][] = ['credited', 'parked', 'disputed', 'lost'];
const REFUND_STATES: readonly RefundRow['state'][] = ['pending', 'done', 'failed'];

export function readPayment(row: Row): PaymentRow {
  const state = text(row, 'state');
  return {
    id: text(row, 'id'),
    orderId: text(row, 'order_id'),
    gateway: text(row, 'gateway'),
    txn: text(row, 'txn'),
    amount: money(row, 'amount'),
    currency: text(row, 'currency'),
    method: text(row, 'method'),
    state: PAYMENT_STATES.find(known => known === state) ?? 'parked',
    credited: money(row, 'credited'),
    refunded: money(row, 'refunded'),
    takenBack: money(row, 'taken_back'),
    at: integer(row, 'at'),
  };
}

export function readRefund(row: Row): RefundRow {
  const state = text(row, 'state');
  return {
    id: text(row, 'id'),
    paymentId: text(row, 'payment_id'),
    outsideId: text(row, 'outside_id'),
    amount: money(row, 'amount'),
    state: REFUND_STATES.find(known => known === state) ?? 'pending',
    author: text(row, 'author'),
    note: text(row, 'note'),
    at: integer(row, 'at'),
  };
}

const purseOf = (order: OrderRow): string => `account:${order.accountId}`;

async function lockOrder(transaction: Driver, id: string): Promise<OrderRow> {
  const sql = `SELECT ${ORDER_FIELDS} FROM orders WHERE id = ?${transaction.dialect.forUpdate}`;
  return readOrder(only(await transaction.all(sql, [id])));
}

async function lockPayment(transaction: Driver, id: string): Promise<PaymentRow | undefined> {
  const sql = `SELECT ${PAYMENT_FIELDS} FROM payments WHERE id = ?${transaction.dialect.forUpdate}`;
  const [row] = await transaction.all(sql, [id]);
  return row === undefined ? undefined : readPayment(row);
}

/** Puts a payment's money into the balance; the bonus is a grant beside it, so that the books tell them apart. */
async function credit(transaction: Driver, order: OrderRow, paymentId: string, amounts: readonly [bigint, bigint]) {
  const [paid, bonus] = amounts;
  const base = { purse: purseOf(order), note: order.id, author: order.gateway };
  await postTransfer(transaction, { ...base, id: `payment:${paymentId}`, kind: 'payment', amount: paid });
  await postTransfer(transaction, { ...base, id: `bonus:${paymentId}`, kind: 'grant', amount: bonus });
  await oweNotice(transaction, {
    id: `payment.credited:${paymentId}`,
    type: 'payment.credited',
    accountId: order.accountId,
    values: { order: order.id, amount: formatUsd(paid + bonus) },
  });
}

async function trouble(transaction: Driver, order: OrderRow, what: string, problem: string): Promise<void> {
  await oweNotice(transaction, {
    id: `payment.trouble:${what}`,
    type: 'payment.trouble',
    accountId: 0,
    values: { order: order.id, gateway: order.gateway, problem },
  });
}

/** Books a payment once; see `OrderStore.receive`. */
export async function receive(transaction: Driver, receipt: Receipt): Promise<boolean> {
  const order = await lockOrder(transaction, receipt.orderId);
  const { now } = transaction.dialect;
  const id = `${receipt.gateway}:${receipt.txn}`;
  const parked = receipt.problem !== '';
  const credited = receipt.credit + receipt.bonus;
  const fresh = await transaction.run(
    `INSERT INTO payments (id, order_id, gateway, txn, amount, currency, method, state, credited, refunded, taken_back, at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, ${now}) ON CONFLICT (id) DO NOTHING`,
    [
      id,
      order.id,
      receipt.gateway,
      receipt.txn,
      receipt.amount,
      receipt.currency,
      receipt.method,
      parked ? 'parked' : 'credited',
      credited,
    ],
  );
  if (fresh === 0) return false;
  const again = order.paidAt !== null;
  if (!parked) await credit(transaction, order, id, [receipt.credit, receipt.bonus]);
  // Money for an order that was paid is credited too, and an operator is told: it may have to go back.
  const problem = parked ? receipt.problem : again ? 'paid_twice' : order.problem;
  const state: OrderState = parked ? (again ? order.state : 'paid_mismatch') : 'credited';
  await transaction.run(`UPDATE orders SET state = ?, problem = ?, paid_at = COALESCE(paid_at, ${now}) WHERE id = ?`, [
    state,
    problem,
    order.id,
  ]);
  if (parked || again) await trouble(transaction, order, id, problem);
  return true;
}

/** Credits what was parked; see `OrderStore.creditParked`. */
export async function creditParked(
  transaction: Driver,
  paymentId: string,
  amount: bigint,
  author: string,
): Promise<boolean> {
  const payment = await lockPayment(transaction, paymentId);
  if (payment?.state !== 'parked' || payment.refunded > 0n || amount <= 0n) return false;
  const order = await lockOrder(transaction, payment.orderId);
  await credit(transaction, { ...order, gateway: author }, payment.id, [amount, 0n]);
  await transaction.run(`UPDATE payments SET state = 'credited', credited = ? WHERE id = ?`, [amount, payment.id]);
  await transaction.run(`UPDATE orders SET state = 'credited', problem = '' WHERE id = ?`, [order.id]);
  return true;
}

/** What of a payment's credit is gone once `refunded` of its amount is: in proportion, rounded up, all of it at the end. */
function shareOf(payment: PaymentRow, refunded: bigint): bigint {
  return (payment.credited * refunded + payment.amount - 1n) / payment.amount;
}

/** Notes a refund and moves the credit along; see `OrderStore.refund`. */
export async function refund(transaction: Driver, draft: Omit<RefundRow, 'at'>): Promise<boolean> {
  const payment = await lockPayment(transaction, draft.paymentId);
  if (payment === undefined) return false;
  const order = await lockOrder(transaction, payment.orderId);
  const [found] = await transaction.all(`SELECT ${REFUND_FIELDS} FROM payment_refunds WHERE id = ?`, [draft.id]);
  const before = found === undefined ? undefined : readRefund(found);
  if (before?.state === draft.state) return false;
  const counted = before !== undefined && before.state !== 'failed' ? before.amount : 0n;
  const counts = draft.state === 'failed' ? 0n : draft.amount;
  const refunded = payment.refunded - counted + counts;
  if (refunded > payment.amount) return false;
  await transaction.run(
    `INSERT INTO payment_refunds (${REFUND_FIELDS}) VALUES (?, ?, ?, ?, ?, ?, ?, ${transaction.dialect.now})
     ON CONFLICT (id) DO UPDATE SET state = excluded.state, outside_id = CASE WHEN excluded.outside_id = '' THEN
       payment_refunds.outside_id ELSE excluded.outside_id END`,
    [draft.id, payment.id, draft.outsideId, draft.amount, draft.state, draft.author, draft.note],
  );
  const takenBack = shareOf(payment, refunded);
  const disputed = payment.state === 'disputed' || payment.state === 'lost';
  if (!disputed) {
    await postTransfer(transaction, {
      // Each step has its own number: a refund may fail after it was under way.
      id: `payment-refund:${draft.id}:${before?.state ?? ''}>${draft.state}`,
      kind: 'payment',
      purse: purseOf(order),
      amount: payment.takenBack - takenBack,
      note: order.id,
      author: draft.author,
    });
  }
  await transaction.run('UPDATE payments SET refunded = ?, taken_back = ? WHERE id = ?', [
    refunded,
    takenBack,
    payment.id,
  ]);
  const whole = refunded === payment.amount;
  const settled: OrderState = whole ? 'refunded' : refunded > 0n ? 'partly_refunded' : stateOf(payment);
  const state: OrderState = draft.state === 'pending' ? 'refund_pending' : settled;
  const problem = draft.state === 'failed' ? 'refund_failed' : whole && payment.state === 'parked' ? '' : order.problem;
  await transaction.run('UPDATE orders SET state = ?, problem = ? WHERE id = ?', [state, problem, order.id]);
  if (draft.state === 'failed') await trouble(transaction, order, `${draft.id}:failed`, problem);
  return true;
}

const stateOf = (payment: PaymentRow): OrderState => (payment.state === 'parked' ? 'paid_mismatch' : 'credited');

/** Takes a disputed credit out, or puts it back; see `OrderStore.dispute`. */
export async function dispute(
  transaction: Driver,
  paymentId: string,
  disputeId: string,
  outcome: 'open' | 'won' | 'lost',
): Promise<boolean> {
  const payment = await lockPayment(transaction, paymentId);
  if (payment === undefined) return false;
  const order = await lockOrder(transaction, payment.orderId);
  const left = payment.credited - payment.takenBack;
  const base = { kind: 'payment' as const, purse: purseOf(order), note: order.id, author: order.gateway };
  const move = async (state: PaymentRow['state'], orderState: OrderState, problem: string): Promise<true> => {
    await transaction.run('UPDATE payments SET state = ? WHERE id = ?', [state, payment.id]);
    await transaction.run('UPDATE orders SET state = ?, problem = ? WHERE id = ?', [orderState, problem, order.id]);
    await trouble(transaction, order, `${disputeId}:${outcome}`, `dispute_${outcome}`);
    return true;
  };
  if (outcome === 'won') {
    if (payment.state !== 'disputed') return false;
    await postTransfer(transaction, { ...base, id: `payment-dispute:${disputeId}:won`, amount: left });
    return move('credited', 'credited', '');
  }
  if (payment.state === 'credited') {
    const id = `payment-dispute:${disputeId}`;
    // A dispute that was won once is over: its news may come late.
    if (!(await postTransfer(transaction, { ...base, id, amount: -left })) && left > 0n) return false;
    return outcome === 'open' ? move('disputed', 'disputed', 'disputed') : move('lost', 'charged_back', 'charged_back');
  }
  if (payment.state !== 'disputed' || outcome === 'open') return false;
  return move('lost', 'charged_back', 'charged_back');
}
