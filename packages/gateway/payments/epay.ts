// The Epay protocol, version 1 (易支付): MD5 over sorted parameters, decimal yuan, and a key that must never be logged.

import { createHash, timingSafeEqual } from 'node:crypto';
import type { OrderRow } from '../store/order-rows.ts';
import { decimalText, smallestUnits } from './amounts.ts';
import {
  type Ask,
  type EpayGateway,
  Forged,
  type Notification,
  type Provider,
  ProviderFault,
  type Report,
} from './gateway.ts';

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

/** What is signed of parameters: empty ones, `sign` and `sign_type` left out, sorted by bytes, values as they are. */
export function epayText(parameters: Iterable<readonly [string, string]>): string {
  const pairs = [...parameters]
    .filter(([name, value]) => value !== '' && name !== 'sign' && name !== 'sign_type')
    .sort(([left], [right]) => Buffer.compare(Buffer.from(left), Buffer.from(right)));
  return pairs.map(([name, value]) => `${name}=${value}`).join('&');
}

/** The signature over parameters. */
export function epaySign(parameters: Iterable<readonly [string, string]>, gateway: Pick<EpayGateway, 'key' | 'sign'>) {
  const text = epayText(parameters);
  const end = gateway.sign === 'amp_key' ? `&key=${gateway.key}` : gateway.key;
  return createHash('md5')
    .update(text + end)
    .digest('hex');
}

/** Whether every name occurs once: one that occurs twice has two meanings, signed as one, read as the other. */
export function isOnce(parameters: URLSearchParams): boolean {
  const names = [...parameters.keys()];
  return new Set(names).size === names.length;
}

/** Whether parameters carry the right signature, in whatever case of its letters. */
export function epayVerified(parameters: URLSearchParams, gateway: Pick<EpayGateway, 'key' | 'sign'>): boolean {
  const said = Buffer.from((parameters.get('sign') ?? '').toLowerCase());
  const right = Buffer.from(epaySign(parameters, gateway));
  if (!isOnce(parameters)) return false;
  return said.length === right.length && timingSafeEqual(said, right);
}

function submitUrl(gateway: EpayGateway, order: OrderRow, notifyUrl: string, returnUrl: string): string {
  const parameters = new URLSearchParams({
    pid: gateway.pid,
    ...(order.method === '' ? {} : { type: order.method }),
    out_trade_no: order.id,
    notify_url: notifyUrl,
    return_url: returnUrl,
    // Plain words: some clones refuse orders for certain goods by their names.
    name: `Order ${order.id.slice(-8)}`,
    money: decimalText(order.due, order.currency),
  });
  parameters.set('sign', epaySign(parameters, gateway));
  parameters.set('sign_type', 'MD5');
  return `${gateway.baseUrl}/submit.php?${parameters.toString()}`;
}

/** A JSON answer. Its type is often said to be HTML; a wrong base address answers a real page. */
async function askJson(ask: Ask, request: Parameters<Ask>[0], gateway: EpayGateway): Promise<Record<string, unknown>> {
  const answer = await ask(request);
  if ('fault' in answer) throw new ProviderFault(`${gateway.name} cannot be reached: ${answer.fault}`, false);
  let value: unknown;
  try {
    value = JSON.parse(answer.text.replace(/^\uFEFF/, ''));
  } catch {
    const page = /^\s*</.test(answer.text);
    throw new ProviderFault(
      `${gateway.name} answered ${answer.status} and no JSON${page ? ' but a page: its base_url is probably wrong' : ''}`,
      false,
    );
  }
  if (typeof value !== 'object' || value === null) throw new ProviderFault(`${gateway.name} answered no object`, false);
  return { ...value };
}

/** A field of an answer as text: clones write numbers or texts, and some put everything into `data`. */
export function fieldOf(answer: Record<string, unknown>, name: string): string {
  const inner = answer['data'];
  const nested: unknown = typeof inner === 'object' && inner !== null ? Reflect.get(inner, name) : undefined;
  const value = answer[name] ?? nested;
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

async function look(gateway: EpayGateway, order: OrderRow, ask: Ask): Promise<readonly Report[]> {
  const query = new URLSearchParams({ act: 'order', pid: gateway.pid, key: gateway.key, out_trade_no: order.id });
  const request = { method: 'GET' as const, url: `${gateway.baseUrl}/api.php?${query.toString()}`, headers: {} };
  const answer = await askJson(ask, request, gateway);
  // Anything but 1 is an order that it does not know: often the payer never opened the page.
  if (fieldOf(answer, 'code') !== '1') return [];
  const number = fieldOf(answer, 'out_trade_no');
  const pid = fieldOf(answer, 'pid');
  if ((number !== '' && number !== order.id) || (pid !== '' && pid !== gateway.pid)) return [];
  return paidReport(answer, order.id, gateway.currency);
}

/** What an answer about an order says of its payment, in both versions of the protocol. */
export function paidReport(answer: Record<string, unknown>, orderId: string, currency: string): readonly Report[] {
  const status = fieldOf(answer, 'status');
  const paid = status === '' ? fieldOf(answer, 'trade_status') === 'TRADE_SUCCESS' : status === '1';
  const amount = smallestUnits(fieldOf(answer, 'money'), currency);
  const txn = fieldOf(answer, 'trade_no');
  if (txn === '' || amount === undefined || amount === 0n) return [];
  const payment: Report = { kind: 'paid', orderId, txn, amount, currency, method: fieldOf(answer, 'type') };
  if (paid) return [payment];
  if (status !== '2') return [];
  const refund = { txn, orderId, refundId: `${txn}:panel`, ours: '', amount: undefined };
  return [payment, { kind: 'refund', ...refund, state: 'done' }];
}

/** The parameters of a notification, in its body or its address, and what it is known by. */
export function formOf({ query, body }: Notification) {
  const parameters = body.length > 0 ? new URLSearchParams(body.toString('utf8')) : query;
  const eventId = createHash('sha256').update(parameters.toString()).digest('hex');
  return { parameters, heard: { eventId, kind: parameters.get('trade_status') ?? '' } };
}

export const epay: Provider<EpayGateway> = {
  answers: { taken: 'success', refused: 'fail' },
  async begin(gateway, order, { notifyUrl, returnUrl }) {
    return { url: submitUrl(gateway, order, notifyUrl, returnUrl), reference: '' };
  },
  async hear(gateway, notification) {
    const { parameters, heard } = formOf(notification);
    if (!epayVerified(parameters, gateway)) throw new Forged('the signature is wrong');
    const said = (name: string): string => parameters.get(name) ?? '';
    const status = said('trade_status');
    // Another merchant's notification may verify where a platform has one key for all.
    if (said('pid') !== gateway.pid) return { ...heard, kind: `${status}, of another merchant`, reports: [] };
    const amount = smallestUnits(said('money'), gateway.currency);
    if (status !== 'TRADE_SUCCESS' || said('trade_no') === '') return { ...heard, reports: [] };
    const report: Report = {
      kind: 'paid',
      orderId: said('out_trade_no'),
      txn: said('trade_no'),
      // What is no amount is none: the order is parked with whatever the provider says when it is asked.
      amount: amount ?? 0n,
      currency: gateway.currency,
      method: said('type'),
    };
    return { ...heard, reports: [report] };
  },
  look,
  // Nothing can be closed here: a late payment is credited.
  async close() {},
  async refund(gateway, order, { txn, amount }, ask) {
    const body = new URLSearchParams({
      pid: gateway.pid,
      key: gateway.key,
      trade_no: txn,
      out_trade_no: order.id,
      money: decimalText(amount, order.currency),
    });
    const request = {
      method: 'POST' as const,
      url: `${gateway.baseUrl}/api.php?act=refund`,
      headers: FORM,
      body: body.toString(),
    };
    const answer = await askJson(ask, request, gateway);
    if (fieldOf(answer, 'code') !== '1')
      throw new ProviderFault(`${gateway.name} refused the refund: ${fieldOf(answer, 'msg') || 'without a reason'}`);
    return { outsideId: '', state: 'done' };
  },
};
