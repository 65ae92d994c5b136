// What operators do about payments: ask the provider, settle by hand, credit what was parked, send money back.

import { Failure } from '@turnpike/protocols/failures';
import { Type } from 'typebox';
import { decimalText, smallestUnits } from '../../payments/amounts.ts';
import type { OrderRow } from '../../store/order-rows.ts';
import type { Services } from '../services.ts';
import { operation, type Operation } from './operation.ts';
import { checkNow, OrderParams } from './orders.ts';
import { Detail, detailOf, orderOf, paymentOf } from './payment-detail.ts';
import { amountOf, strict, Usd, usd } from './schemas.ts';

const PAYMENTS = 'Payments';
/** Orders that one reconciliation asks after, and how many at once. */
const MOST_CHECKED = 200;
const AT_ONCE = 5;
const DAY_MS = 86_400_000;

/** Asks after all of them, a few at a time. */
async function reconcile(services: Services, rows: readonly OrderRow[]) {
  const sums = { checked: 0, credited: 0, failed: 0 };
  const waiting = [...rows];
  const worker = async (): Promise<void> => {
    for (let row = waiting.pop(); row !== undefined; row = waiting.pop()) {
      try {
        const after = await services.payments.check(row);
        if (row.paidAt === null && after.paidAt !== null) sums.credited += 1;
        sums.checked += 1;
      } catch {
        sums.failed += 1;
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return sums;
}

export const paymentActs: readonly Operation[] = [
  operation({
    method: 'POST',
    path: '/payments/reconciliation',
    id: 'reconcileOrders',
    tag: PAYMENTS,
    summary:
      '«Paid there, open here»: asks every provider about all orders of two days that are not paid, and credits what was.',
    who: 'money.write',
    answer: Type.Object({ checked: Type.Integer(), credited: Type.Integer(), failed: Type.Integer() }),
    async handle(_caller, _input, { services, change }) {
      const query = { from: Date.now() - 2 * DAY_MS, limit: MOST_CHECKED };
      const rows = (await services.store.orders.list(query)).filter(row => row.paidAt === null);
      const sums = await reconcile(services, rows);
      await change('payments.reconcile', 'orders', undefined, sums);
      return sums;
    },
  }),
  operation({
    method: 'POST',
    path: '/payments/orders/{id}/check',
    id: 'checkAnyOrder',
    tag: PAYMENTS,
    summary: 'Asks the provider about an order and books what it says.',
    who: 'money.write',
    params: OrderParams,
    answer: Detail,
    async handle(_caller, { params }, { services, change }) {
      const before = await orderOf(services, params.id);
      const after = await checkNow(services, before);
      if (after.state !== before.state)
        await change('order.check', `order:${after.id}`, { state: before.state }, { state: after.state });
      return detailOf(services, after);
    },
  }),
  operation({
    method: 'POST',
    path: '/payments/orders/{id}/settlement',
    id: 'settleOrder',
    tag: PAYMENTS,
    summary:
      'Credits an order whose payment the operator has seen with his own eyes, where the provider cannot be asked.',
    who: 'money.write',
    proof: true,
    params: OrderParams,
    body: strict({
      txn: Type.String({ minLength: 1, maxLength: 100, description: 'The provider’s number of the payment.' }),
      note: Type.String({ minLength: 1, maxLength: 300 }),
    }),
    answer: Detail,
    async handle(_caller, { params, body }, { services, change }) {
      const row = await orderOf(services, params.id);
      if (row.paidAt !== null) throw new Failure('conflict', 'This order is paid already.');
      const { id: orderId, gateway, currency, method, credit, bonus, due: amount } = row;
      const receipt = { orderId, gateway, txn: body.txn, amount, currency, method, credit, bonus, problem: '' };
      if (!(await services.store.orders.receive(receipt)))
        throw new Failure('conflict', 'txn: a payment with this number is booked already.', { param: 'txn' });
      await change('order.settle', `order:${orderId}`, { state: row.state }, { ...body, credit: usd(credit + bonus) });
      return detailOf(services, await orderOf(services, orderId));
    },
  }),
  operation({
    method: 'POST',
    path: '/payments/orders/{id}/credit',
    id: 'creditParkedPayment',
    tag: PAYMENTS,
    summary: 'Credits a parked payment: in proportion to what was asked for, or the amount that is given.',
    who: 'money.write',
    proof: true,
    params: OrderParams,
    body: strict({ payment: Type.String({ maxLength: 200 }), amount: Type.Optional(Usd) }),
    answer: Detail,
    async handle(caller, { params, body }, { services, change }) {
      const row = await orderOf(services, params.id);
      const payment = await paymentOf(services, row, body.payment);
      const worth = services.payments.worthOf(row, payment);
      const amount = body.amount === undefined ? worth : amountOf(body.amount, 'amount');
      if (amount <= 0n) throw new Failure('invalid_request', 'amount: say how much to credit.', { param: 'amount' });
      if (!(await services.store.orders.creditParked(payment.id, amount, caller.account.name)))
        throw new Failure('conflict', 'This payment is not parked any more.');
      await change('order.credit', `order:${row.id}`, undefined, { payment: payment.id, credit: usd(amount) });
      return detailOf(services, await orderOf(services, row.id));
    },
  }),
  operation({
    method: 'POST',
    path: '/payments/orders/{id}/refund',
    id: 'refundPayment',
    tag: PAYMENTS,
    summary: 'Sends money of a payment back to who paid it; its credit is taken back in proportion.',
    who: 'money.write',
    proof: true,
    params: OrderParams,
    body: strict({
      payment: Type.String({ maxLength: 200 }),
      amount: Type.Optional(
        Type.String({ maxLength: 20, description: 'A decimal of the currency; all that is left.' }),
      ),
      note: Type.String({ minLength: 1, maxLength: 300 }),
    }),
    answer: Detail,
    async handle(caller, { params, body }, { services, change }) {
      const row = await orderOf(services, params.id);
      const payment = await paymentOf(services, row, body.payment);
      const left = payment.amount - payment.refunded;
      const amount = body.amount === undefined ? left : smallestUnits(body.amount, payment.currency);
      if (amount === undefined || amount <= 0n || amount > left)
        throw new Failure(
          'invalid_request',
          `amount: must be from the smallest amount to ${decimalText(left, payment.currency)} ${payment.currency}.`,
          { param: 'amount' },
        );
      await services.payments.refund(payment, amount, caller.account.name, body.note);
      const back = decimalText(amount, payment.currency);
      await change('order.refund', `order:${row.id}`, undefined, {
        payment: payment.id,
        amount: back,
        note: body.note,
      });
      return detailOf(services, await orderOf(services, row.id));
    },
  }),
];
