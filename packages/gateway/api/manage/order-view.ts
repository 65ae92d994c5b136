// An order as the management API shows it: to whoever pays it, and to operators with what arrived for it.

import { Type, type Static } from 'typebox';
import { decimalText } from '../../payments/amounts.ts';
import { type OrderRow, type PaymentRow } from '../../store/order-rows.ts';
import { Time, Usd, usd } from './schemas.ts';

export const Order = Type.Object({
  id: Type.String(),
  gateway: Type.String(),
  method: Type.String({ description: 'Such as alipay or wxpay; empty where the provider’s page asks.' }),
  state: Type.String({
    description:
      'created, pending, processing, credited, paid_mismatch, expired, failed, cancelled, refund_pending, partly_refunded, refunded, disputed, charged_back.',
  }),
  currency: Type.String(),
  due: Type.String({ description: 'What is asked for, a decimal of the currency.' }),
  credit: Usd,
  bonus: Usd,
  rate: Type.String({ description: 'Units of the currency for one USD.' }),
  url: Type.String({ description: 'Where it is paid, while it can be; else empty.' }),
  created_at: Time,
  expires_at: Time,
  paid_at: Type.Union([Time, Type.Null()]),
});

export const Payment = Type.Object({
  id: Type.String(),
  txn: Type.String({ description: 'The provider’s own number.' }),
  amount: Type.String(),
  currency: Type.String(),
  method: Type.String(),
  state: Type.String({ description: 'credited, parked, disputed, lost.' }),
  credited: Usd,
  refunded: Type.String(),
  taken_back: Usd,
  worth: Type.Optional(Usd),
  at: Time,
});

export const OperatorOrder = Type.Object({
  ...Order.properties,
  account: Type.Object({ id: Type.Integer(), name: Type.String() }),
  problem: Type.String({ description: 'Why an operator should look, or empty.' }),
  reference: Type.String(),
  polls: Type.Integer(),
  polled_at: Time,
  next_poll_at: Type.Union([Time, Type.Null()]),
});

/** An order for its own account. */
export function orderView(row: OrderRow): Static<typeof Order> {
  const payable = row.state === 'created' || row.state === 'pending';
  return {
    id: row.id,
    gateway: row.gateway,
    method: row.method,
    state: row.state,
    currency: row.currency,
    due: decimalText(row.due, row.currency),
    credit: usd(row.credit),
    bonus: usd(row.bonus),
    rate: row.rate,
    url: payable ? row.url : '',
    created_at: row.createdAt,
    expires_at: row.expiresAt,
    paid_at: row.paidAt,
  };
}

/** An order for operators. */
export function operatorView(row: OrderRow, name: string): Static<typeof OperatorOrder> {
  return {
    ...orderView(row),
    account: { id: row.accountId, name },
    problem: row.problem,
    reference: row.reference,
    polls: row.polls,
    polled_at: row.polledAt,
    next_poll_at: row.nextPollAt,
  };
}

export function paymentView(row: PaymentRow): Static<typeof Payment> {
  return {
    id: row.id,
    txn: row.txn,
    amount: decimalText(row.amount, row.currency),
    currency: row.currency,
    method: row.method,
    state: row.state,
    credited: usd(row.credited),
    refunded: decimalText(row.refunded, row.currency),
    taken_back: usd(row.takenBack),
    at: row.at,
  };
}
