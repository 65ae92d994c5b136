// The operators' side of payments: every order, what arrived for it, and what is to be done where the two differ.

import { Failure } from '@turnpike/protocols/failures';
import { Type, type Static } from 'typebox';
import { decimalText, smallestUnits } from '../../payments/amounts.ts';
import { ORDER_STATES, type OrderRow, type OrderState, type PaymentRow } from '../../store/order-rows.ts';
import type { Services } from '../services.ts';
import { namesOf } from './account-names.ts';
import { sendCsv } from './csv.ts';
import { operation, type Operation } from './operation.ts';
import { checkNow, OrderParams } from './orders.ts';
import { OperatorOrder, operatorView, Payment, paymentView } from './order-view.ts';
import { amountOf, PageQuery, pageOf, strict, Time, Usd, usd } from './schemas.ts';

const PAYMENTS = 'Payments';
/** Orders that one reconciliation asks after, and how many at once. */
const MOST_CHECKED = 200;
const AT_ONCE = 5;
const DAY_MS = 86_400_000;

const Filters = {
  q: Type.Optional(Type.String({ maxLength: 100, description: 'Our number, the provider’s, or an account’s name.' })),
  state: Type.Optional(Type.Unsafe<OrderState>({ enum: [...ORDER_STATES] })),
  gateway: Type.Optional(Type.String({ maxLength: 40 })),
  only: Type.Optional(Type.Union([Type.Literal('open'), Type.Literal('problems')])),
  from: Type.Optional(Time),
  to: Type.Optional(Time),
};

type FilterValues = Partial<Record<'q' | 'gateway' | 'only', string>> & {
  state?: OrderState;
  from?: number;
  to?: number;
};

async function find(services: Services, filters: FilterValues, before: string | undefined, limit: number) {
  const { q, only, state, gateway, from, to } = filters;
  const account = q === undefined || q === '' ? undefined : await services.store.accounts.byName(q);
  return services.store.orders.list({
    limit,
    ...(account === undefined ? (q === undefined || q === '' ? {} : { id: q }) : { accountId: account.id }),
    ...(only === 'open' ? { open: true } : only === 'problems' ? { problems: true } : {}),
    ...(state === undefined ? {} : { state }),
    ...(gateway === undefined ? {} : { gateway }),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(before === undefined ? {} : { before }),
  });
}

async function views(services: Services, rows: readonly OrderRow[]): Promise<Static<typeof OperatorOrder>[]> {
  const names = await namesOf(
    services,
    rows.map(row => row.accountId),
  );
  return rows.map(row => operatorView(row, names.get(row.accountId) ?? ''));
}

async function order(services: Services, id: string): Promise<OrderRow> {
  const found = await services.store.orders.byId(id);
  if (found === undefined) throw new Failure('not_found', 'There is no such order.');
  return found;
}

async function paymentOf(services: Services, row: OrderRow, id: string): Promise<PaymentRow> {
  const payment = await services.store.orders.payment(id);
  if (payment === undefined || payment.orderId !== row.id)
    throw new Failure('not_found', 'payment: there is no such payment of this order.', { param: 'payment' });
  return payment;
}

const Detail = Type.Object({
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

async function detailOf(services: Services, row: OrderRow): Promise<Static<typeof Detail>> {
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

const CSV_HEAD = [
  'order',
  'account_id',
  'account',
  'gateway',
  'method',
  'state',
  'problem',
  'currency',
  'due',
  'credit_usd',
  'bonus_usd',
  'rate',
  'reference',
  'created_at',
  'paid_at',
];

const reads: readonly Operation[] = [
  operation({
    method: 'GET',
    path: '/payments/orders',
    id: 'searchOrders',
    tag: PAYMENTS,
    summary: 'Searches every order, newest first.',
    who: 'money.read',
    query: Type.Object({ ...Filters, ...PageQuery }),
    answer: pageOf(OperatorOrder),
    async handle(_caller, { query: { cursor, limit = 50, ...filters } }, { services }) {
      const rows = await find(services, filters, cursor, limit + 1);
      const last = rows.length > limit ? rows[limit - 1] : undefined;
      return { items: await views(services, rows.slice(0, limit)), ...(last === undefined ? {} : { next: last.id }) };
    },
  }),
  operation({
    method: 'GET',
    path: '/payments/orders.csv',
    id: 'exportOrders',
    tag: PAYMENTS,
    summary: 'Gives every order that fits the filters as CSV.',
    who: 'money.read',
    query: Type.Object(Filters),
    async handle(_caller, { query }, { services, exchange }) {
      let before: string | undefined;
      await sendCsv(exchange, 'orders', CSV_HEAD, async () => {
        const rows = await find(services, query, before, 500);
        before = rows.at(-1)?.id;
        return (await views(services, rows)).map(row => [
          row.id,
          row.account.id,
          row.account.name,
          row.gateway,
          row.method,
          row.state,
          row.problem,
          row.currency,
          row.due,
          row.credit,
          row.bonus,
          row.rate,
          row.reference,
          new Date(row.created_at).toISOString(),
          row.paid_at === null ? '' : new Date(row.paid_at).toISOString(),
        ]);
      });
    },
  }),
  operation({
    method: 'GET',
    path: '/payments/orders/{id}',
    id: 'getOrderInFull',
    tag: PAYMENTS,
    summary: 'Tells an order with its payments, refunds and what its provider told.',
    who: 'money.read',
    params: OrderParams,
    answer: Detail,
    handle: async (_caller, { params }, { services }) => detailOf(services, await order(services, params.id)),
  }),
  operation({
    method: 'GET',
    path: '/payments/strays',
    id: 'listStrayEvents',
    tag: PAYMENTS,
    summary: 'Lists verified news of providers about no order of ours: «paid there, unknown here».',
    who: 'money.read',
    answer: Type.Object({
      items: Type.Array(
        Type.Object({
          id: Type.String(),
          gateway: Type.String(),
          kind: Type.String(),
          outcome: Type.String(),
          text: Type.String({ description: 'What came in, as it came.' }),
          at: Time,
        }),
      ),
    }),
    async handle(_caller, _input, { services }) {
      const rows = await services.store.orders.strays(100);
      const items = rows
        .filter(row => row.outcome.includes('of '))
        .map(({ sealed, orderId: _orderId, ...row }) => ({ ...row, text: services.seal.open(sealed) }));
      return { items };
    },
  }),
];

const gateways: readonly Operation[] = [
  operation({
    method: 'GET',
    path: '/payments/gateways',
    id: 'listPaymentGateways',
    tag: PAYMENTS,
    summary: 'Lists the payment gateways, without their secrets, and the address that each provider must be told.',
    who: 'money.read',
    answer: Type.Object({
      items: Type.Array(
        Type.Object({
          name: Type.String(),
          provider: Type.String(),
          enabled: Type.Boolean(),
          currency: Type.String(),
          rate: Type.String(),
          methods: Type.Array(Type.String()),
          notify_url: Type.String({ description: 'Empty while public_url is not set.' }),
        }),
      ),
    }),
    async handle(_caller, _input, { services }) {
      const { payments, settings } = services.world();
      const items = payments.map(({ name, provider, enabled, currency, rate, methods }) => ({
        name,
        provider,
        enabled,
        currency,
        rate,
        methods: [...methods],
        notify_url: settings.publicUrl === '' ? '' : `${settings.publicUrl}/pay/${name}/notify`,
      }));
      return { items };
    },
  }),
];

const acts: readonly Operation[] = [
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
      const before = await order(services, params.id);
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
      const row = await order(services, params.id);
      if (row.paidAt !== null) throw new Failure('conflict', 'This order is paid already.');
      const { id: orderId, gateway, currency, method, credit, bonus, due: amount } = row;
      const receipt = { orderId, gateway, txn: body.txn, amount, currency, method, credit, bonus, problem: '' };
      if (!(await services.store.orders.receive(receipt)))
        throw new Failure('conflict', 'txn: a payment with this number is booked already.', { param: 'txn' });
      await change('order.settle', `order:${orderId}`, { state: row.state }, { ...body, credit: usd(credit + bonus) });
      return detailOf(services, await order(services, orderId));
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
      const row = await order(services, params.id);
      const payment = await paymentOf(services, row, body.payment);
      const worth = services.payments.worthOf(row, payment);
      const amount = body.amount === undefined ? worth : amountOf(body.amount, 'amount');
      if (amount <= 0n) throw new Failure('invalid_request', 'amount: say how much to credit.', { param: 'amount' });
      if (!(await services.store.orders.creditParked(payment.id, amount, caller.account.name)))
        throw new Failure('conflict', 'This payment is not parked any more.');
      await change('order.credit', `order:${row.id}`, undefined, { payment: payment.id, credit: usd(amount) });
      return detailOf(services, await order(services, row.id));
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
      const row = await order(services, params.id);
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
      return detailOf(services, await order(services, row.id));
    },
  }),
];

export const paymentOperations: readonly Operation[] = [...reads, ...gateways, ...acts];
