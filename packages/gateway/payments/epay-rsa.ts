// The Epay protocol, version 2: the same parameters signed with RSA keys, ours and the platform's, and a time in each.

import { constants, createPrivateKey, createPublicKey, sign, verify, type KeyObject } from 'node:crypto';
import type { OrderRow } from '../store/order-rows.ts';
import { decimalText, smallestUnits } from './amounts.ts';
import { epayText, fieldOf, formOf, isOnce, paidReport } from './epay.ts';
import { type Ask, type EpayRsaGateway, Forged, type Provider, ProviderFault, type Report } from './gateway.ts';

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
/** How far the time of what is signed may be from ours, seconds. */
const TOLERANCE_SECONDS = 300;

/** A key as platforms show it: PEM, or the bare base64 of it in either of the two usual forms. @throws Error */
function keyOf(text: string, kinds: readonly string[], read: (pem: string) => KeyObject): KeyObject {
  const trimmed = text.trim();
  if (trimmed.startsWith('-----BEGIN ')) return read(trimmed);
  const lines = trimmed.replace(/\s+/g, '').match(/.{1,64}/g) ?? [];
  for (const kind of kinds) {
    try {
      return read(`-----BEGIN ${kind}-----\n${lines.join('\n')}\n-----END ${kind}-----\n`);
    } catch {
      // Perhaps it is in the other form.
    }
  }
  throw new Error('this is no RSA key');
}

/** @throws Error for what is no RSA key */
export function rsaPrivateKey(text: string): KeyObject {
  const key = keyOf(text, ['PRIVATE KEY', 'RSA PRIVATE KEY'], pem => createPrivateKey(pem));
  if (key.asymmetricKeyType !== 'rsa') throw new Error('this is no RSA key');
  return key;
}

/** @throws Error for what is no RSA key */
export function rsaPublicKey(text: string): KeyObject {
  const key = keyOf(text, ['PUBLIC KEY', 'RSA PUBLIC KEY'], pem => createPublicKey(pem));
  if (key.asymmetricKeyType !== 'rsa') throw new Error('this is no RSA key');
  return key;
}

const PADDING = { padding: constants.RSA_PKCS1_PADDING } as const;
const now = (): number => Math.floor(Date.now() / 1000);

/** Parameters with their time and our signature. */
function signed(gateway: EpayRsaGateway, parameters: Readonly<Record<string, string>>): URLSearchParams {
  const all = new URLSearchParams({ pid: gateway.pid, ...parameters, timestamp: String(now()) });
  const key = { key: rsaPrivateKey(gateway.privateKey), ...PADDING };
  all.set('sign', sign('sha256', Buffer.from(epayText(all)), key).toString('base64'));
  all.set('sign_type', 'RSA');
  return all;
}

/** Whether the platform has signed these parameters, lately. */
export function rsaVerified(parameters: URLSearchParams, gateway: Pick<EpayRsaGateway, 'platformKey'>): boolean {
  const time = parameters.get('timestamp') ?? '';
  if (!isOnce(parameters) || !/^\d{1,12}$/.test(time) || Math.abs(Number(time) - now()) > TOLERANCE_SECONDS)
    return false;
  const signature = Buffer.from(parameters.get('sign') ?? '', 'base64');
  const key = { key: rsaPublicKey(gateway.platformKey), ...PADDING };
  return verify('sha256', Buffer.from(epayText(parameters)), key, signature);
}

// Part of the language since 2025, and not yet in its published types.
interface SourceJson {
  parse(text: string, reviver: (key: string, value: unknown, context?: { source?: string }) => unknown): unknown;
}
const SOURCE_JSON: SourceJson = JSON;

/** The plain fields of an answer as they are written: `10.00` is signed as it stands, and is not 10. */
function writtenFields(text: string): URLSearchParams {
  const value = SOURCE_JSON.parse(text.replace(/^\uFEFF/, ''), (_key, one, context) =>
    typeof one === 'number' ? (context?.source ?? String(one)) : one,
  );
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  const fields = new URLSearchParams();
  for (const [name, one] of entries) if (typeof one === 'string') fields.append(name, one);
  return fields;
}

/** Asks the platform. What it answers without its signature is nobody's word. @throws ProviderFault */
async function askSigned(
  gateway: EpayRsaGateway,
  path: string,
  parameters: Readonly<Record<string, string>>,
  ask: Ask,
): Promise<Record<string, unknown>> {
  const body = signed(gateway, parameters).toString();
  const answer = await ask({ method: 'POST', url: gateway.baseUrl + path, headers: FORM, body });
  if ('fault' in answer) throw new ProviderFault(`${gateway.name} cannot be reached: ${answer.fault}`, false);
  let fields: URLSearchParams;
  try {
    fields = writtenFields(answer.text);
  } catch {
    const page = /^\s*</.test(answer.text) ? ' but a page: its base_url is probably wrong' : '';
    throw new ProviderFault(`${gateway.name} answered ${answer.status} and no JSON${page}`, false);
  }
  const said = Object.fromEntries(fields);
  // A refusal need not be signed: it moves no money.
  if (said['code'] === '0' && !rsaVerified(fields, gateway))
    throw new ProviderFault(`${gateway.name} answered without its signature: platform_key is probably wrong`, false);
  return said;
}

async function look(gateway: EpayRsaGateway, order: OrderRow, ask: Ask): Promise<readonly Report[]> {
  const answer = await askSigned(gateway, '/api/pay/query', { out_trade_no: order.id }, ask);
  if (answer['code'] !== '0') return [];
  const number = fieldOf(answer, 'out_trade_no');
  const pid = fieldOf(answer, 'pid');
  if ((number !== '' && number !== order.id) || (pid !== '' && pid !== gateway.pid)) return [];
  return paidReport(answer, order.id, gateway.currency);
}

export const epayRsa: Provider<EpayRsaGateway> = {
  answers: { taken: 'success', refused: 'fail' },
  async begin(gateway, order, { notifyUrl, returnUrl }) {
    const parameters = signed(gateway, {
      ...(order.method === '' ? {} : { type: order.method }),
      out_trade_no: order.id,
      notify_url: notifyUrl,
      return_url: returnUrl,
      name: `Order ${order.id.slice(-8)}`,
      money: decimalText(order.due, order.currency),
    });
    return { url: `${gateway.baseUrl}/api/pay/submit?${parameters.toString()}`, reference: '' };
  },
  async hear(gateway, notification) {
    const { parameters, heard } = formOf(notification);
    if (!rsaVerified(parameters, gateway)) throw new Forged('the signature is wrong, or too old');
    const said = (name: string): string => parameters.get(name) ?? '';
    const status = said('trade_status');
    // The platform signs for all of its merchants with one key.
    if (said('pid') !== gateway.pid) return { ...heard, kind: `${status}, of another merchant`, reports: [] };
    if (status !== 'TRADE_SUCCESS' || said('trade_no') === '') return { ...heard, reports: [] };
    const report: Report = {
      kind: 'paid',
      orderId: said('out_trade_no'),
      txn: said('trade_no'),
      amount: smallestUnits(said('money'), gateway.currency) ?? 0n,
      currency: gateway.currency,
      method: said('type'),
    };
    return { ...heard, reports: [report] };
  },
  look,
  async close(gateway, order, ask) {
    await askSigned(gateway, '/api/pay/close', { out_trade_no: order.id }, ask);
  },
  async refund(gateway, order, { id, txn, amount }, ask) {
    const money = decimalText(amount, order.currency);
    // The number makes it the same refund, however often it is asked for.
    const wish = { trade_no: txn, out_trade_no: order.id, money, out_refund_no: id };
    const answer = await askSigned(gateway, '/api/pay/refund', wish, ask);
    if (answer['code'] !== '0')
      throw new ProviderFault(`${gateway.name} refused the refund: ${fieldOf(answer, 'msg') || 'without a reason'}`);
    const outsideId = fieldOf(answer, 'refund_no');
    // Taken is not done yet: whether the money went is asked apart.
    const found = await askSigned(gateway, '/api/pay/refundquery', { out_refund_no: id }, ask);
    return { outsideId, state: fieldOf(found, 'status') === '1' ? 'done' : 'pending' };
  },
};
