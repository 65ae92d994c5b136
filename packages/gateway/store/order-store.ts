// The aggregate of orders with their payments, whole.

import type { Driver } from './driver.ts';
import type { OrderStore } from './order-rows.ts';
import { orderRows } from './orders.ts';
import {
  creditParked,
  dispute,
  PAYMENT_FIELDS,
  readPayment,
  readRefund,
  receive,
  REFUND_FIELDS,
  refund,
} from './payments.ts';

/** Orders and payments over any database. */
export function orderStore(driver: Driver): OrderStore {
  return {
    ...orderRows(driver),
    receive: receipt => driver.transaction(transaction => receive(transaction, receipt)),
    creditParked: (paymentId, credit, author) =>
      driver.transaction(transaction => creditParked(transaction, paymentId, credit, author)),
    refund: draft => driver.transaction(transaction => refund(transaction, draft)),
    dispute: (paymentId, disputeId, outcome) =>
      driver.transaction(transaction => dispute(transaction, paymentId, disputeId, outcome)),
    async payment(id) {
      const [row] = await driver.all(`SELECT ${PAYMENT_FIELDS} FROM payments WHERE id = ?`, [id]);
      return row === undefined ? undefined : readPayment(row);
    },
    async paymentByTxn(gateway, txn) {
      const [row] = await driver.all(`SELECT ${PAYMENT_FIELDS} FROM payments WHERE gateway = ? AND txn = ?`, [
        gateway,
        txn,
      ]);
      return row === undefined ? undefined : readPayment(row);
    },
    async paymentsOf(orderIds) {
      if (orderIds.length === 0) return [];
      const places = orderIds.map(() => '?').join(', ');
      const sql = `SELECT ${PAYMENT_FIELDS} FROM payments WHERE order_id IN (${places}) ORDER BY at`;
      return (await driver.all(sql, orderIds)).map(row => readPayment(row));
    },
    async refundsOf(paymentId) {
      const sql = `SELECT ${REFUND_FIELDS} FROM payment_refunds WHERE payment_id = ? ORDER BY at`;
      return (await driver.all(sql, [paymentId])).map(row => readRefund(row));
    },
  };
}
