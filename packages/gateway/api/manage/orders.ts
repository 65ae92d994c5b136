// Topping up: what is offered, and the caller's own orders from the first click to the credit.

import { Failure } from '@turnpike/protocols/failures';
import { Type } from 'typebox';
import type { Caller } from '../../identity/callers.ts';
import { decimalText, dueFor } from '../../payments/amounts.ts';
import { ProviderFault } from '../../payments/gateway.ts';
import type { OrderRow } from '../../store/order-rows.ts';
import type { Services } from '../services.ts';
import { baseOf } from './base.ts';
import { operation, type Operation } from './operation.ts';
import { Order, orderView } from './order-view.ts';
import { amountOf, PageQuery, pageOf, strict, Usd, usd } from './schemas.ts';

const WALLET = 'Wallet';
/** How soon an order may be asked after again, milliseconds: everybody can press the button. */
const PAUSE_MS = 3_000;

export const OrderParams = Type.Object({ id: Type.String({ pattern: '^[A-Za-z0-9]{1,40}$' }) });

async function own(services: Services, caller: Caller, id: string): Promise<OrderRow> {
  const order = await services.store.orders.byId(id);
  if (order === undefined || order.accountId !== caller.account.id)
    throw new Failure('not_found', 'There is no such order.');
  return order;
}

/** Asks the provider now, unless that was just done. */
export async function checkNow(services: Services, order: OrderRow): Promise<OrderRow> {
  if (Date.now() - order.polledAt < PAUSE_MS) return order;
  try {
    return await services.payments.check(order);
  } catch (error) {
    if (error instanceof ProviderFault) throw new Failure('bad_response', `${error.message}.`);
    throw error;
  }
}

export const orderOperations: readonly Operation[] = [
  operation({
    method: 'GET',
    path: '/wallet/top-up',
    id: 'getTopUp',
    tag: WALLET,
    summary: 'Tells the ways to pay, the amounts offered, and what an amount costs in each way.',
    who: 'account',
    query: Type.Object({ amount: Type.Optional(Usd) }),
    answer: Type.Object({
      minimum: Usd,
      maximum: Usd,
      offers: Type.Array(Type.Object({ amount: Usd, bonus: Usd })),
      methods: Type.Array(
        Type.Object({
          gateway: Type.String(),
          method: Type.String(),
          provider: Type.String(),
          label: Type.String(),
          currency: Type.String(),
          rate: Type.String(),
          due: Type.Optional(Type.String({ description: 'What the asked amount costs, a decimal of the currency.' })),
        }),
      ),
    }),
    async handle(_caller, { query }, { services }) {
      const { minimum, maximum, offers } = services.payments.bounds();
      const amount = query.amount === undefined ? undefined : amountOf(query.amount, 'amount');
      const methods = services.world().payments.flatMap(gateway =>
        !gateway.enabled
          ? []
          : gateway.methods.map(method => ({
              gateway: gateway.name,
              method,
              provider: gateway.provider,
              label: gateway.label,
              currency: gateway.currency,
              rate: gateway.rate,
              ...(amount === undefined
                ? {}
                : { due: decimalText(dueFor(amount, gateway.rate, gateway.currency), gateway.currency) }),
            })),
      );
      return {
        minimum: usd(minimum),
        maximum: usd(maximum),
        offers: offers.map(offer => ({ amount: usd(offer.amount), bonus: usd(offer.bonus) })),
        methods,
      };
    },
  }),
  operation({
    method: 'POST',
    path: '/orders',
    id: 'createOrder',
    tag: WALLET,
    summary: 'Makes an order for credit and answers where it is paid.',
    who: 'account',
    status: 201,
    body: strict({
      amount: Usd,
      gateway: Type.String({ maxLength: 40 }),
      method: Type.Optional(Type.String({ maxLength: 40 })),
    }),
    answer: Order,
    async handle(caller, { body }, { services, exchange, change }) {
      const wish = { amount: amountOf(body.amount, 'amount'), gateway: body.gateway, method: body.method ?? '' };
      const order = await services.payments.open(caller.account.id, wish, baseOf(services, exchange, 'Payments'));
      await change('order.create', `order:${order.id}`, undefined, { gateway: order.gateway, amount: body.amount });
      return orderView(order);
    },
  }),
  operation({
    method: 'GET',
    path: '/orders',
    id: 'listOrders',
    tag: WALLET,
    summary: 'Lists the caller’s orders, newest first.',
    who: 'account',
    query: Type.Object(PageQuery),
    answer: pageOf(Order),
    async handle(caller, { query }, { services }) {
      const limit = query.limit ?? 50;
      const rows = await services.store.orders.list({
        accountId: caller.account.id,
        limit: limit + 1,
        ...(query.cursor === undefined ? {} : { before: query.cursor }),
      });
      const last = rows.length > limit ? rows[limit - 1] : undefined;
      return { items: rows.slice(0, limit).map(orderView), ...(last === undefined ? {} : { next: last.id }) };
    },
  }),
  operation({
    method: 'GET',
    path: '/orders/{id}',
    id: 'getOrder',
    tag: WALLET,
    summary: 'Tells how far one of the caller’s orders is.',
    who: 'account',
    params: OrderParams,
    answer: Order,
    handle: async (caller, { params }, { services }) => orderView(await own(services, caller, params.id)),
  }),
  operation({
    method: 'POST',
    path: '/orders/{id}/check',
    id: 'checkOrder',
    tag: WALLET,
    summary: '«I have paid»: asks the provider about an order at once, instead of at the next look.',
    who: 'account',
    params: OrderParams,
    answer: Order,
    async handle(caller, { params }, { services }) {
      return orderView(await checkNow(services, await own(services, caller, params.id)));
    },
  }),
  operation({
    method: 'POST',
    path: '/orders/{id}/cancellation',
    id: 'cancelOrder',
    tag: WALLET,
    summary: 'Takes an order back that nobody has paid. Money that arrives for it all the same is credited.',
    who: 'account',
    params: OrderParams,
    answer: Order,
    async handle(caller, { params }, { services, change }) {
      const order = await own(services, caller, params.id);
      if (!(await services.payments.cancel(order)))
        throw new Failure('conflict', 'This order is paid or closed already.');
      await change('order.cancel', `order:${order.id}`, { state: order.state }, { state: 'cancelled' });
      return orderView(await own(services, caller, params.id));
    },
  }),
];
