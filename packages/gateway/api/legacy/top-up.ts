// Paying in the new-api family: what is offered, what an amount costs, an order, and the orders so far.

import { Failure } from '@turnpike/protocols/failures';
import type { Route } from '../../http/exchange.ts';
import { formatUsd, parseUsd } from '../../ledger/money.ts';
import { decimalText, dueFor } from '../../payments/amounts.ts';
import type { PaymentGateway } from '../../payments/gateway.ts';
import type { OrderRow, OrderState } from '../../store/order-rows.ts';
import { baseOf } from '../manage/base.ts';
import { orderOperations } from '../manage/orders.ts';
import type { Services } from '../services.ts';
import { act, operationIn } from './act.ts';
import { cut, ownRoute, pageOf, permittedRoute, type Visit } from './envelope.ts';
import { numberOf } from './log-rows.ts';

const CREATE = operationIn(orderOperations, 'createOrder');
/** Rows that a page by number may lie behind. */
const FARTHEST = 10_000;
const NAMES: Readonly<Record<string, string>> = { alipay: '支付宝', wxpay: '微信', qqpay: 'QQ 钱包', bank: '银行卡' };

const STATES: Partial<Record<OrderState, string>> = {
  created: 'pending',
  pending: 'pending',
  processing: 'pending',
  paid_mismatch: 'pending',
  expired: 'expired',
  failed: 'failed',
  cancelled: 'failed',
};

function orderRow(order: OrderRow): Record<string, unknown> {
  return {
    id: numberOf(order.createdAt, order.id),
    user_id: order.accountId,
    amount: Number(formatUsd(order.credit)),
    money: Number(decimalText(order.due, order.currency)),
    trade_no: order.id,
    payment_method: order.method || order.provider,
    payment_provider: order.provider,
    create_time: Math.floor(order.createdAt / 1000),
    complete_time: order.paidAt === null ? 0 : Math.floor(order.paidAt / 1000),
    // Whatever was credited was paid, also where it went back later.
    status: STATES[order.state] ?? 'success',
  };
}

async function ordersOf({ services, exchange }: Visit, accountId: number | undefined): Promise<unknown> {
  const { page, size } = pageOf(exchange);
  if (page * size > FARTHEST) throw new Failure('invalid_request', 'This page is too far.', { param: 'p' });
  const id = exchange.query.get('keyword')?.trim() ?? '';
  const rows = await services.store.orders.list({
    ...(accountId === undefined ? {} : { accountId }),
    ...(id === '' ? {} : { id }),
    limit: FARTHEST,
  });
  return cut(exchange, rows, orderRow);
}

/** The gateway that takes a method; Stripe's own where that is asked for. @throws Failure */
function gatewayFor(services: Services, method: string): PaymentGateway {
  const found = services
    .world()
    .payments.find(
      one => one.enabled && (method === 'stripe' ? one.provider === 'stripe' : one.methods.includes(method)),
    );
  if (found === undefined)
    throw new Failure('invalid_request', `payment_method: ${method} is not offered.`, { param: 'payment_method' });
  return found;
}

/** The amount of a body: whole or broken US dollars. @throws Failure */
function amountIn(fields: Readonly<Record<string, unknown>>): bigint {
  const { amount } = fields;
  try {
    if (typeof amount === 'number' || typeof amount === 'string') return parseUsd(String(amount));
  } catch {
    // Told below.
  }
  throw new Failure('invalid_request', 'amount must be a number of US dollars.', { param: 'amount' });
}

async function priceOf({ services, exchange, body }: Visit, stripe: boolean): Promise<void> {
  const fields = await body();
  const amount = amountIn(fields);
  const { minimum, maximum } = services.payments.bounds();
  if (amount < minimum || amount > maximum)
    throw new Failure('invalid_request', `amount must be ${formatUsd(minimum)} to ${formatUsd(maximum)} USD.`);
  const offered = services.world().payments.filter(one => one.enabled);
  const gateway = offered.find(one => (one.provider === 'stripe') === stripe) ?? offered[0];
  if (gateway === undefined) throw new Failure('invalid_request', 'There is no way to pay here yet.');
  const data = decimalText(dueFor(amount, gateway.rate, gateway.currency), gateway.currency);
  // The family's console reads the word, its scripts the switch.
  exchange.json(200, { success: true, message: 'success', data });
}

async function pay(visit: Visit, stripe: boolean): Promise<void> {
  const { services, exchange } = visit;
  const fields = await visit.body();
  const method = stripe ? 'stripe' : String(fields['payment_method'] ?? '');
  const gateway = gatewayFor(services, method);
  baseOf(services, exchange, 'Payments');
  const order = await act(visit, CREATE, {
    body: { amount: formatUsd(amountIn(fields)), gateway: gateway.name, method: stripe ? '' : method },
  });
  const url = String(order['url']);
  if (stripe) {
    exchange.json(200, { success: true, message: 'success', data: { pay_link: url, order_id: order['id'] } });
    return;
  }
  // The family's console posts these fields to the address.
  const { origin, pathname, searchParams } = new URL(url);
  const data = Object.fromEntries(searchParams);
  exchange.json(200, { success: true, message: 'success', data, url: origin + pathname, order_id: order['id'] });
}

function info(services: Services): Record<string, unknown> {
  const { minimum, offers } = services.payments.bounds();
  const offered = services.world().payments.filter(one => one.enabled);
  const least = Math.ceil(Number(formatUsd(minimum)));
  const methods = offered.flatMap(one =>
    one.provider === 'stripe'
      ? [{ name: one.label || 'Stripe', type: 'stripe', color: '', min_topup: String(least) }]
      : one.methods.map(type => ({ name: NAMES[type] ?? type, type, color: '', min_topup: String(least) })),
  );
  return {
    enable_online_topup: offered.some(one => one.provider !== 'stripe'),
    enable_stripe_topup: offered.some(one => one.provider === 'stripe'),
    enable_creem_topup: false,
    pay_methods: methods,
    min_topup: least,
    stripe_min_topup: least,
    amount_options: offers.map(offer => Number(formatUsd(offer.amount))),
    discount: {},
  };
}

/** The routes of paying. */
export function legacyTopUpRoutes(services: Services): Route[] {
  const own = (method: Route['method'], pattern: string, handle: Parameters<typeof ownRoute>[3]): Route =>
    ownRoute(services, method, pattern, handle);
  return [
    own('GET', '/api/user/topup/info', async () => info(services)),
    own('GET', '/api/user/topup/self', (visit, { account }) => ordersOf(visit, account.id)),
    permittedRoute(services, 'GET', '/api/user/topup', 'money.read', visit => ordersOf(visit, undefined)),
    own('POST', '/api/user/amount', visit => priceOf(visit, false)),
    own('POST', '/api/user/stripe/amount', visit => priceOf(visit, true)),
    own('POST', '/api/user/pay', visit => pay(visit, false)),
    own('POST', '/api/user/stripe/pay', visit => pay(visit, true)),
  ];
}
