// The operators' side of payments: every order, what providers told, and the gateways themselves.

import { Type } from 'typebox';
import { ORDER_STATES, type OrderState } from '../../store/order-rows.ts';
import type { Services } from '../services.ts';
import { sendCsv } from './csv.ts';
import { operation, type Operation } from './operation.ts';
import { OrderParams } from './orders.ts';
import { OperatorOrder } from './order-view.ts';
import { paymentActs } from './payment-acts.ts';
import { Detail, detailOf, orderOf, views } from './payment-detail.ts';
import { PageQuery, pageOf, Time } from './schemas.ts';

const PAYMENTS = 'Payments';

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
    handle: async (_caller, { params }, { services }) => detailOf(services, await orderOf(services, params.id)),
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

export const paymentOperations: readonly Operation[] = [...reads, ...paymentActs];
