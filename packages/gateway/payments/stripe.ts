// Stripe Checkout over its plain API: sessions, signed events, refunds and disputes.

import { createHmac, timingSafeEqual } from 'node:crypto';
import type { OrderRow } from '../store/order-rows.ts';
import { type Ask, Forged, type Provider, ProviderFault, type Report, type StripeGateway } from './gateway.ts';

/** Pinned: another version may say things otherwise. */
const VERSION = '2026-10-28.endive';
const TOLERANCE_SECONDS = 300;

type Fields = Readonly<Record<string, unknown>>;

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
/** An id, whether it stands alone or in the whole object. */
const idOf = (value: unknown): string => textOf(value) || textOf(fieldsOf(value)['id']);
const amountOf = (value: unknown): bigint | undefined =>
  typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? BigInt(value) : undefined;

/** Whether a body was signed with one of the secrets within the last five minutes. */
export function stripeVerified(header: string, body: Buffer, secrets: readonly string[], nowMs = Date.now()): boolean {
  const parts = header.split(',').map(part => part.trim().split('='));
  const time = parts.find(([name]) => name === 't')?.[1] ?? '';
  if (!/^\d{1,12}$/.test(time) || Math.abs(nowMs / 1000 - Number(time)) > TOLERANCE_SECONDS) return false;
  const said = parts.filter(([name]) => name === 'v1').map(([, value = '']) => Buffer.from(value));
  return secrets.some(secret => {
    const right = createHmac('sha256', secret).update(`${time}.`).update(body).digest('hex');
    return said.some(one => one.length === right.length && timingSafeEqual(one, Buffer.from(right)));
  });
}

async function call(
  gateway: StripeGateway,
  ask: Ask,
  method: 'GET' | 'POST',
  path: string,
  form?: Readonly<Record<string, string>>,
  idempotencyKey?: string,
): Promise<Fields> {
  const answer = await ask({
    method,
    url: `${gateway.baseUrl}${path}`,
    headers: {
      authorization: `Bearer ${gateway.secretKey}`,
      'stripe-version': VERSION,
      ...(form === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
      ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
    },
    ...(form === undefined ? {} : { body: new URLSearchParams(form).toString() }),
  });
  if ('fault' in answer) throw new ProviderFault(`Stripe cannot be reached: ${answer.fault}`, false);
  let value: Fields;
  try {
    value = fieldsOf(JSON.parse(answer.text));
  } catch {
    throw new ProviderFault(`Stripe answered ${answer.status} and no JSON; is base_url right?`, false);
  }
  if (answer.status >= 200 && answer.status < 300) return value;
  const message = textOf(fieldsOf(value['error'])['message']) || `status ${answer.status}`;
  const certain = answer.status < 500 && answer.status !== 409 && answer.status !== 429;
  throw new ProviderFault(`Stripe refused: ${message}`, certain);
}

/** What a session says of its order. */
function sessionReports(session: Fields): readonly Report[] {
  const orderId = textOf(session['client_reference_id']) || textOf(fieldsOf(session['metadata'])['order_id']);
  const paid = session['payment_status'];
  if (session['status'] === 'expired') return [{ kind: 'expired', orderId }];
  if (paid === 'paid' || paid === 'no_payment_required') {
    const amount = amountOf(session['amount_total']) ?? 0n;
    // The session stands for a payment that has no number of its own.
    const txn = idOf(session['payment_intent']) || textOf(session['id']);
    return [{ kind: 'paid', orderId, txn, amount, currency: textOf(session['currency']), method: 'stripe' }];
  }
  return session['status'] === 'complete' ? [{ kind: 'processing', orderId }] : [];
}

const REFUND_STATES: Readonly<Record<string, 'pending' | 'done' | 'failed'>> = {
  succeeded: 'done',
  pending: 'pending',
  requires_action: 'pending',
  failed: 'failed',
  canceled: 'failed',
};

function refundReports(refund: Fields): readonly Report[] {
  const state = REFUND_STATES[textOf(refund['status'])];
  const amount = amountOf(refund['amount']);
  const txn = idOf(refund['payment_intent']);
  if (state === undefined || amount === undefined || txn === '') return [];
  const metadata = fieldsOf(refund['metadata']);
  const ours = textOf(metadata['refund_id']);
  const refundId = textOf(refund['id']);
  return [{ kind: 'refund', txn, orderId: textOf(metadata['order_id']), refundId, ours, amount, state }];
}

function disputeReports(type: string, dispute: Fields): readonly Report[] {
  const status = textOf(dispute['status']);
  // A warning takes no money yet.
  if (status.startsWith('warning_') && type !== 'charge.dispute.closed') return [];
  const base = {
    kind: 'dispute' as const,
    txn: idOf(dispute['payment_intent']),
    orderId: textOf(fieldsOf(dispute['metadata'])['order_id']),
    disputeId: textOf(dispute['id']),
  };
  if (type !== 'charge.dispute.closed' && type !== 'charge.dispute.funds_reinstated')
    return [{ ...base, outcome: 'open' }];
  return [{ ...base, outcome: status === 'lost' ? 'lost' : 'won' }];
}

async function eventReports(
  gateway: StripeGateway,
  type: string,
  object: Fields,
  ask: Ask,
): Promise<readonly Report[]> {
  const orderId = textOf(object['client_reference_id']);
  if (type === 'checkout.session.async_payment_failed') return [{ kind: 'failed', orderId }];
  if (type.startsWith('checkout.session.')) return sessionReports(object);
  if (type.startsWith('refund.')) return refundReports(object);
  if (type.startsWith('charge.dispute.')) return disputeReports(type, object);
  if (type !== 'charge.refunded') return [];
  // The charge has a running total alone: the refunds themselves are asked for.
  const path = `/v1/refunds?limit=100&payment_intent=${encodeURIComponent(idOf(object['payment_intent']))}`;
  const list = (await call(gateway, ask, 'GET', path))['data'];
  return Array.isArray(list) ? list.flatMap(refund => refundReports(fieldsOf(refund))) : [];
}

function sessionForm(order: OrderRow, returnUrl: string): Readonly<Record<string, string>> {
  const thirtyMinutes = Math.ceil(Date.now() / 1000) + 31 * 60;
  return {
    mode: 'payment',
    client_reference_id: order.id,
    'metadata[order_id]': order.id,
    'payment_intent_data[metadata][order_id]': order.id,
    'line_items[0][quantity]': '1',
    'line_items[0][price_data][currency]': order.currency,
    'line_items[0][price_data][unit_amount]': String(order.due),
    'line_items[0][price_data][product_data][name]': 'Account credit',
    success_url: returnUrl,
    cancel_url: returnUrl,
    // Half an hour is the least that Stripe takes, a day the most.
    expires_at: String(Math.min(Math.max(Math.floor(order.expiresAt / 1000), thirtyMinutes), thirtyMinutes + 82_000)),
  };
}

/** Whether a key is of live mode: events of the other mode are not ours. */
export const isLive = (secretKey: string): boolean => /^(?:sk|rk)_live_/.test(secretKey);

export const stripe: Provider<StripeGateway> = {
  answers: { taken: '{"received":true}', refused: '{"received":false}' },
  async begin(gateway, order, { returnUrl }, ask) {
    const form = sessionForm(order, returnUrl);
    const session = await call(gateway, ask, 'POST', '/v1/checkout/sessions', form, `order-${order.id}`);
    const [url, reference] = [textOf(session['url']), textOf(session['id'])];
    if (url === '' || reference === '') throw new ProviderFault('Stripe made a session without an address', false);
    return { url, reference };
  },
  async hear(gateway, { body, header }, ask) {
    if (!stripeVerified(header('stripe-signature'), body, gateway.webhookSecrets)) throw new Forged('wrong signature');
    const event = fieldsOf(JSON.parse(body.toString('utf8')));
    const [eventId, kind] = [textOf(event['id']), textOf(event['type'])];
    if (event['livemode'] !== isLive(gateway.secretKey)) return { eventId, kind: `${kind}, other mode`, reports: [] };
    const object = fieldsOf(fieldsOf(event['data'])['object']);
    return { eventId, kind, reports: await eventReports(gateway, kind, object, ask) };
  },
  async look(gateway, order, ask) {
    if (order.reference === '') return [];
    const session = await call(gateway, ask, 'GET', `/v1/checkout/sessions/${encodeURIComponent(order.reference)}`);
    const reports = sessionReports(session);
    const intent = idOf(session['payment_intent']);
    if (order.paidAt === null || intent === '') return reports;
    const list = (await call(gateway, ask, 'GET', `/v1/refunds?limit=100&payment_intent=${intent}`))['data'];
    return [...reports, ...(Array.isArray(list) ? list.flatMap(one => refundReports(fieldsOf(one))) : [])];
  },
  async close(gateway, order, ask) {
    if (order.reference === '') return;
    await call(gateway, ask, 'POST', `/v1/checkout/sessions/${encodeURIComponent(order.reference)}/expire`, {});
  },
  async refund(gateway, order, { id, txn, amount }, ask) {
    const form = {
      payment_intent: txn,
      amount: String(amount),
      reason: 'requested_by_customer',
      'metadata[refund_id]': id,
      'metadata[order_id]': order.id,
    };
    const refund = await call(gateway, ask, 'POST', '/v1/refunds', form, id);
    const state = REFUND_STATES[textOf(refund['status'])];
    if (state === undefined || state === 'failed') throw new ProviderFault('Stripe could not make the refund');
    return { outsideId: textOf(refund['id']), state };
  },
};
