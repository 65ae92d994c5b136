// A practice Stripe: checkout sessions with their page, webhook endpoints with signed events, refunds and disputes.

import { createHmac, randomBytes } from 'node:crypto';
import { Refused, sendJson, type Visit } from '../exchange.ts';
import { deliver } from './conduct.ts';
import { sendElsewhere, showPage } from './page.ts';

type Json = Record<string, unknown>;

interface Session {
  readonly id: string;
  readonly key: string;
  readonly currency: string;
  readonly metadata: Json;
  readonly intentMetadata: Json;
  readonly reference: string | null;
  readonly successUrl: string;
  readonly cancelUrl: string;
  readonly created: number;
  readonly expiresAt: number;
  readonly due: number;
  /** What is charged: less with a promotion code. */
  total: number;
  status: 'open' | 'complete' | 'expired';
  paid: boolean;
  intent: string | null;
  refunds: Json[];
}

interface Endpoint {
  readonly key: string;
  readonly url: string;
  readonly secret: string;
  readonly events: readonly string[];
}

const sessions = new Map<string, Session>();
const endpoints = new Map<string, Endpoint>();
const events: { readonly key: string; readonly event: Json }[] = [];
/** Answers by key and idempotency key, with the body that they were for. */
const answered = new Map<string, { readonly body: string; readonly answer: Json }>();

export function forgetStripe(): void {
  for (const memory of [sessions, endpoints, answered]) memory.clear();
  events.length = 0;
}

const seconds = (): number => Math.floor(Date.now() / 1000);
const newId = (prefix: string): string => `${prefix}_${randomBytes(12).toString('hex')}`;

function fault(status: number, message: string, more: Json = {}): Refused {
  const type = status === 401 ? 'authentication_error' : 'invalid_request_error';
  return new Refused(status, { error: { type, message, ...more } });
}

function keyOf(visit: Visit): string {
  const key = /^Bearer (sk_test_\w+)$/.exec(visit.request.headers.authorization ?? '')?.[1];
  if (key === undefined) throw fault(401, 'Invalid API Key provided. Use one that begins with sk_test_.');
  return key;
}

/** A form with bracket names as the API reads it; an unknown parameter is refused. */
function formOf(visit: Visit, known: readonly RegExp[]): Map<string, string> {
  const form = new Map(new URLSearchParams(visit.body));
  for (const name of form.keys())
    if (!known.some(pattern => pattern.test(name)))
      throw fault(400, `Received unknown parameter: ${name}`, { code: 'parameter_unknown', param: name });
  return form;
}

function needed(form: ReadonlyMap<string, string>, name: string): string {
  const value = form.get(name);
  if (value === undefined || value === '')
    throw fault(400, `Missing required param: ${name}.`, { code: 'parameter_missing', param: name });
  return value;
}

function wholeNumber(text: string, name: string): number {
  if (!/^\d{1,8}$/.test(text) || Number(text) === 0)
    throw fault(400, `Invalid integer: ${text}`, { code: 'parameter_invalid_integer', param: name });
  return Number(text);
}

const bracketed = (form: ReadonlyMap<string, string>, start: string): Json =>
  Object.fromEntries(
    [...form].flatMap(([name, value]) =>
      name.startsWith(`${start}[`) ? [[name.slice(start.length + 1, -1), value]] : [],
    ),
  );

/** Answers the same request with the same answer; another body under one key is an error. */
function idempotent(visit: Visit, key: string, make: () => Json): void {
  const said = visit.request.headers['idempotency-key'];
  if (typeof said !== 'string') {
    sendJson(visit, 200, make());
    return;
  }
  const before = answered.get(`${key} ${said}`);
  if (before !== undefined && before.body !== visit.body)
    throw new Refused(400, {
      error: {
        type: 'idempotency_error',
        message: 'Keys for idempotent requests can only be used with the same parameters.',
      },
    });
  const answer = before?.answer ?? make();
  answered.set(`${key} ${said}`, { body: visit.body, answer });
  sendJson(visit, 200, answer);
}

const SESSION_FIELDS = [
  /^(mode|client_reference_id|success_url|cancel_url|expires_at|customer_email|customer|customer_creation)$/,
  /^metadata\[\w+\]$/,
  /^payment_intent_data\[metadata\]\[\w+\]$/,
  /^line_items\[0\]\[(quantity|price_data\]\[(currency|unit_amount|product_data\]\[name))\]$/,
];

function makeSession(visit: Visit, key: string): Json {
  const form = formOf(visit, SESSION_FIELDS);
  if (needed(form, 'mode') !== 'payment') throw fault(400, 'The sandbox knows mode=payment alone.', { param: 'mode' });
  const amount = wholeNumber(needed(form, 'line_items[0][price_data][unit_amount]'), 'unit_amount');
  const quantity = wholeNumber(needed(form, 'line_items[0][quantity]'), 'quantity');
  const currency = needed(form, 'line_items[0][price_data][currency]');
  needed(form, 'line_items[0][price_data][product_data][name]');
  if (!/^[a-z]{3}$/.test(currency)) throw fault(400, `Invalid currency: ${currency}`, { param: 'currency' });
  const expiresAt = Number(form.get('expires_at') ?? seconds() + 86_400);
  if (expiresAt < seconds() + 1_800 || expiresAt > seconds() + 86_400)
    throw fault(400, 'The `expires_at` timestamp must be from 30 minutes to 24 hours from now.', {
      param: 'expires_at',
    });
  const session: Session = {
    id: newId('cs_test'),
    key,
    currency,
    metadata: bracketed(form, 'metadata'),
    intentMetadata: bracketed(form, 'payment_intent_data[metadata]'),
    reference: form.get('client_reference_id') ?? null,
    successUrl: needed(form, 'success_url'),
    cancelUrl: form.get('cancel_url') ?? '',
    created: seconds(),
    expiresAt,
    due: amount * quantity,
    total: amount * quantity,
    status: 'open',
    paid: false,
    intent: null,
    refunds: [],
  };
  sessions.set(session.id, session);
  return sessionObject(session, visit);
}

function sessionObject(session: Session, visit?: Visit): Json {
  const host = visit?.request.headers.host ?? '';
  return {
    id: session.id,
    object: 'checkout.session',
    url: session.status === 'open' ? `http://${host}/c/pay/${session.id}` : null,
    status: session.status,
    payment_status: session.paid ? 'paid' : 'unpaid',
    amount_total: session.total,
    amount_subtotal: session.due,
    currency: session.currency,
    client_reference_id: session.reference,
    metadata: session.metadata,
    payment_intent: session.intent,
    customer: null,
    created: session.created,
    expires_at: session.expiresAt,
    livemode: false,
    mode: 'payment',
  };
}

function chargeObject(session: Session): Json {
  const back = session.refunds.reduce((sum, refund) => sum + Number(refund['amount']), 0);
  return {
    id: `ch_${session.intent?.slice(3) ?? ''}`,
    object: 'charge',
    amount: session.total,
    amount_refunded: back,
    refunded: back === session.total,
    currency: session.currency,
    payment_intent: session.intent,
    metadata: session.intentMetadata,
    livemode: false,
  };
}

/** Tells every endpoint of the account that wants to know. */
function emit(key: string, type: string, object: Json): void {
  const event = {
    id: newId('evt'),
    object: 'event',
    api_version: '2026-10-28.endive',
    created: seconds(),
    livemode: false,
    type,
    data: { object },
    request: { id: null, idempotency_key: null },
  };
  events.unshift({ key, event });
  const body = JSON.stringify(event);
  for (const endpoint of endpoints.values()) {
    if (endpoint.key !== key || !endpoint.events.some(wanted => wanted === '*' || wanted === type)) continue;
    deliver(async () => {
      const time = seconds();
      const signature = createHmac('sha256', endpoint.secret).update(`${time}.${body}`).digest('hex');
      const answer = await fetch(endpoint.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'stripe-signature': `t=${time},v1=${signature},v0=00` },
        body,
      });
      await answer.arrayBuffer();
      return answer.ok;
    });
  }
}

function found(visit: Visit, id: string, key?: string): Session {
  const session = sessions.get(id);
  if (session === undefined || (key !== undefined && session.key !== key))
    throw fault(404, `No such checkout.session: ${id}`, { code: 'resource_missing', param: 'session' });
  return session;
}

/** The page where a session is paid. `amount` in the form charges another sum, as a promotion code does. */
function serveCheckout(visit: Visit, id: string): void {
  const session = found(visit, id);
  if (visit.request.method === 'GET') {
    showPage(visit, {
      title: 'Practice checkout',
      sum: `${session.total} ${session.currency} (smallest units)`,
      action: `/c/pay/${session.id}`,
      fields: {},
      acts: [
        ['pay', 'Pay'],
        ['later', 'Pay by bank debit'],
        ['cancel', 'Cancel'],
      ],
    });
    return;
  }
  const form = new URLSearchParams(visit.body);
  const act = form.get('act');
  if (session.status === 'open' && (act === 'pay' || act === 'later')) {
    session.total = Number(form.get('amount') ?? session.total);
    session.status = 'complete';
    session.intent = newId('pi');
    session.paid = act === 'pay';
    emit(session.key, 'checkout.session.completed', sessionObject(session));
  } else if (act === 'arrived' || act === 'bounced') {
    // A bank debit ends days later.
    session.paid = act === 'arrived';
    const type = `checkout.session.async_payment_${session.paid ? 'succeeded' : 'failed'}`;
    emit(session.key, type, sessionObject(session));
  }
  sendElsewhere(visit, act === 'cancel' ? session.cancelUrl : session.successUrl.replace('{CHECKOUT_SESSION_ID}', id));
}

function makeRefund(visit: Visit, key: string): Json {
  const form = formOf(visit, [/^(payment_intent|amount|reason)$/, /^metadata\[\w+\]$/]);
  const intent = needed(form, 'payment_intent');
  const session = [...sessions.values()].find(one => one.key === key && one.intent === intent);
  if (session?.paid !== true) throw fault(404, `No such payment_intent: '${intent}'`, { code: 'resource_missing' });
  const back = session.refunds.reduce((sum, refund) => sum + Number(refund['amount']), 0);
  const amount = form.has('amount') ? wholeNumber(needed(form, 'amount'), 'amount') : session.total - back;
  if (amount > session.total - back)
    throw fault(400, 'Refund amount is greater than unrefunded amount on charge.', { param: 'amount' });
  const refund: Json = {
    id: newId('re'),
    object: 'refund',
    amount,
    currency: session.currency,
    payment_intent: intent,
    charge: chargeObject(session)['id'],
    status: 'succeeded',
    metadata: bracketed(form, 'metadata'),
    created: seconds(),
  };
  session.refunds.push(refund);
  emit(key, 'refund.created', refund);
  emit(key, 'charge.refunded', chargeObject(session));
  return refund;
}

/** Opens or closes a dispute, as a bank does. */
export function serveDispute(visit: Visit): void {
  const said: Json = JSON.parse(visit.body);
  const session = [...sessions.values()].find(one => one.intent === said['payment_intent']);
  if (session === undefined) throw fault(404, 'No such payment_intent');
  const status = String(said['status'] ?? 'needs_response');
  const closed = status === 'won' || status === 'lost';
  const dispute = {
    id: `dp_${session.intent?.slice(3) ?? ''}`,
    object: 'dispute',
    amount: session.total,
    currency: session.currency,
    payment_intent: session.intent,
    status,
    metadata: {},
  };
  emit(session.key, closed ? 'charge.dispute.closed' : 'charge.dispute.created', dispute);
  sendJson(visit, 200, dispute);
}

const listOf = (data: readonly Json[]): Json => ({ object: 'list', has_more: false, data });

type Handler = (visit: Visit, match: RegExpExecArray) => void;

export const STRIPE_ROUTES: readonly (readonly [method: string, pattern: RegExp, handler: Handler])[] = [
  [
    'POST',
    /^\/v1\/checkout\/sessions$/,
    visit => {
      const key = keyOf(visit);
      idempotent(visit, key, () => makeSession(visit, key));
    },
  ],
  [
    'GET',
    /^\/v1\/checkout\/sessions\/(\w+)$/,
    (visit, [, id = '']) => sendJson(visit, 200, sessionObject(found(visit, id, keyOf(visit)), visit)),
  ],
  [
    'POST',
    /^\/v1\/checkout\/sessions\/(\w+)\/expire$/,
    (visit, [, id = '']) => {
      const session = found(visit, id, keyOf(visit));
      if (session.status !== 'open')
        throw fault(400, 'Only Checkout Sessions with a status in ["open"] can be expired.');
      session.status = 'expired';
      emit(session.key, 'checkout.session.expired', sessionObject(session));
      sendJson(visit, 200, sessionObject(session, visit));
    },
  ],
  [
    'POST',
    /^\/v1\/refunds$/,
    visit => {
      const key = keyOf(visit);
      idempotent(visit, key, () => makeRefund(visit, key));
    },
  ],
  [
    'GET',
    /^\/v1\/refunds$/,
    visit => {
      const key = keyOf(visit);
      const intent = visit.query.get('payment_intent');
      const all = [...sessions.values()].filter(one => one.key === key && (intent === null || one.intent === intent));
      sendJson(visit, 200, listOf(all.flatMap(one => one.refunds)));
    },
  ],
  [
    'GET',
    /^\/v1\/events$/,
    visit => {
      const key = keyOf(visit);
      sendJson(visit, 200, listOf(events.filter(one => one.key === key).map(one => one.event)));
    },
  ],
  [
    'POST',
    /^\/v1\/webhook_endpoints$/,
    visit => {
      const key = keyOf(visit);
      const form = new URLSearchParams(visit.body);
      const wanted = [...form].flatMap(([name, value]) => (name.startsWith('enabled_events[') ? [value] : []));
      // A secret of one's own choice, where a gateway must know it before it has an address.
      const endpoint = {
        key,
        url: form.get('url') ?? '',
        secret: form.get('metadata[secret]') ?? `whsec_${newId('s')}`,
        events: wanted,
      };
      const id = newId('we');
      endpoints.set(id, endpoint);
      sendJson(visit, 200, {
        id,
        object: 'webhook_endpoint',
        url: endpoint.url,
        secret: endpoint.secret,
        livemode: false,
      });
    },
  ],
  ['GET', /^\/c\/pay\/(\w+)$/, (visit, [, id = '']) => serveCheckout(visit, id)],
  ['POST', /^\/c\/pay\/(\w+)$/, (visit, [, id = '']) => serveCheckout(visit, id)],
];
