// All that operators see of an order: its payments with their refunds, and what its provider told.

import { Failure } from '@turnpike/protocols/failures';
import { Type, type Static } from 'typebox';
import { decimalText } from '../../payments/amounts.ts';
import type { OrderRow, PaymentRow } from '../../store/order-rows.ts';
import type { Services } from '../services.ts';
import { namesOf } from './account-names.ts';
import { OperatorOrder, operatorView, Payment, paymentView } from './order-view.ts';
import { Time, usd } from './schemas.ts';

/** Orders with the names of their accounts. */
export async function views(services: Services, rows: readonly OrderRow[]): Promise<Static<typeof OperatorOrder>[]> {
  const names = await namesOf(
    services,
    rows.map(row => row.accountId),
  );
  return rows.map(row => operatorView(row, names.get(row.accountId) ?? ''));
}

/** @throws Failure `not_found` */
export async function orderOf(services: Services, id: string): Promise<OrderRow> {
  const found = await services.store.orders.byId(id);
  if (found === undefined) throw new Failure('not_found', 'There is no such order.');
  return found;
}

/** @throws Failure `not_found` */
export async function paymentOf(services: Services, row: OrderRow, id: string): Promise<PaymentRow> {
  const payment = await services.store.orders.payment(id);
  if (payment === undefined || payment.orderId !== row.id)
    throw new Failure('not_found', 'payment: there is no such payment of this order.', { param: 'payment' });
  return payment;
}

export const Detail = Type.Object({
  order: OperatorOrder,
  payments: Type.Array(
    Type.Object({
      ...Payment.properties,
      refunds: Type.Array(
        Type.Object({
          id: Type.String(),
          amount: Type.String(),
          state: Type.String(),
          author: Type.String(),
          note: Type.String(),
          at: Time,
        }),
      ),
    }),
  ),
  events: Type.Array(Type.Object({ id: Type.String(), kind: Type.String(), outcome: Type.String(), at: Time })),
});

/** All that is known of an order. */
export async function detailOf(services: Services, row: OrderRow): Promise<Static<typeof Detail>> {
  const { orders } = services.store;
  const [payments, events, [view]] = await Promise.all([
    orders.paymentsOf([row.id]),
    orders.eventsOf(row.id),
    views(services, [row]),
  ]);
  return {
    order: view ?? operatorView(row, ''),
    payments: await Promise.all(
      payments.map(async payment => ({
        ...paymentView(payment),
        ...(payment.state === 'parked' ? { worth: usd(services.payments.worthOf(row, payment)) } : {}),
        refunds: (await orders.refundsOf(payment.id)).map(({ id, amount, state, author, note, at }) => ({
          id,
          amount: decimalText(amount, payment.currency),
          state,
          author,
          note,
          at,
        })),
      })),
    ),
    events: events.map(({ id, kind, outcome, at }) => ({ id, kind, outcome, at })),
  };
}
