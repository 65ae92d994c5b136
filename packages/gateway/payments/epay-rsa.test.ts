// Epay version 2: what is signed by the platform's key and lately counts, nothing else; answers are verified as written.

import { generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { newOrder } from './order.fixture.ts';
import { epayRsa, rsaPrivateKey, rsaPublicKey, rsaVerified } from './epay-rsa.ts';
import { epayText } from './epay.ts';
import { type Ask, type EpayRsaGateway, Forged } from './gateway.ts';

const ours = generateKeyPairSync('rsa', { modulusLength: 2048 });
const platform = generateKeyPairSync('rsa', { modulusLength: 2048 });
const bare = (pem: string): string => pem.replace(/-----[^-]+-----|\s/g, '');
const GATEWAY: EpayRsaGateway = {
  name: 'china',
  provider: 'epay_rsa',
  enabled: true,
  label: '',
  currency: 'cny',
  rate: '7.2',
  tolerance: 0n,
  methods: ['alipay'],
  baseUrl: 'https://pay.example.com',
  pid: '1001',
  privateKey: bare(ours.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()),
  platformKey: bare(platform.publicKey.export({ type: 'spki', format: 'pem' }).toString()),
};
const NOW = Math.floor(Date.now() / 1000);
const unasked: Ask = async () => ({ fault: 'unasked' });

/** Parameters as the platform sends them. */
function told(parameters: Record<string, string>, key = platform.privateKey): URLSearchParams {
  const all = new URLSearchParams({ timestamp: String(NOW), ...parameters });
  all.set('sign', sign('sha256', Buffer.from(epayText(all)), key).toString('base64'));
  all.set('sign_type', 'RSA');
  return all;
}
const PAID = {
  pid: '1001',
  trade_no: '2026',
  out_trade_no: 'T1',
  type: 'alipay',
  money: '10.00',
  trade_status: 'TRADE_SUCCESS',
};
const hear = (query: URLSearchParams) =>
  epayRsa.hear(GATEWAY, { query, body: Buffer.alloc(0), header: () => '' }, unasked);

describe('keys', () => {
  it('are read as PEM and bare, in both of their forms, and nothing else is', () => {
    for (const type of ['pkcs8', 'pkcs1'] as const) {
      const pem = ours.privateKey.export({ type, format: 'pem' }).toString();
      expect(rsaPrivateKey(pem).equals(ours.privateKey)).toBe(true);
      expect(rsaPrivateKey(bare(pem)).equals(ours.privateKey)).toBe(true);
    }
    for (const type of ['spki', 'pkcs1'] as const)
      expect(rsaPublicKey(bare(ours.publicKey.export({ type, format: 'pem' }).toString())).equals(ours.publicKey)).toBe(
        true,
      );
    expect(() => rsaPrivateKey('no key')).toThrow('RSA');
    const curve = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    expect(() => rsaPrivateKey(curve.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString())).toThrow('RSA');
  });
});

describe('a notification', () => {
  it('of the platform is a payment; by another key, changed, old or twice named it is forged', async () => {
    expect((await hear(told(PAID))).reports).toMatchObject([
      { kind: 'paid', orderId: 'T1', txn: '2026', amount: 1000n },
    ]);
    const changed = told(PAID);
    changed.set('money', '99.00');
    const twice = told(PAID);
    twice.append('money', '10.00');
    for (const wrong of [
      told(PAID, ours.privateKey),
      changed,
      twice,
      told({ ...PAID, timestamp: String(NOW - 400) }),
      new URLSearchParams(PAID),
    ])
      await expect(hear(wrong)).rejects.toBeInstanceOf(Forged);
  });

  it('of another merchant on the same platform is no payment', async () => {
    expect((await hear(told({ ...PAID, pid: '1002' }))).reports).toEqual([]);
  });
});

describe('an order', () => {
  const order = newOrder({ id: 'T1', due: 1000n, currency: 'cny', method: 'alipay' });

  it('is paid at an address that we have signed', async () => {
    const { url } = await epayRsa.begin(
      GATEWAY,
      order,
      { notifyUrl: 'https://g/n', returnUrl: 'https://g/r' },
      unasked,
    );
    const { pathname, searchParams } = new URL(url);
    expect(pathname).toBe('/api/pay/submit');
    expect(Object.fromEntries(searchParams)).toMatchObject({ pid: '1001', money: '10.00', sign_type: 'RSA' });
    const { publicKey } = ours;
    const key = publicKey.export({ type: 'spki', format: 'pem' }).toString();
    expect(rsaVerified(searchParams, { platformKey: key })).toBe(true);
  });

  it('is looked up, and an answer is verified as it is written', async () => {
    const fields = { code: '0', pid: '1001', out_trade_no: 'T1', trade_no: '2026', status: '1', money: '10.00' };
    const parameters = told(fields);
    // Numbers that are numbers in the JSON, with the zeros that are signed.
    const text = JSON.stringify(Object.fromEntries(parameters))
      .replace('"10.00"', '10.00')
      .replace('"code":"0"', '"code":0')
      .replace('"status":"1"', '"status":1');
    const look = (answer: string) => epayRsa.look(GATEWAY, order, async () => ({ status: 200, text: answer }));
    expect(await look(text)).toMatchObject([{ kind: 'paid', amount: 1000n }]);
    await expect(look(text.replace('10.00', '10.0'))).rejects.toThrow('signature');
    await expect(look('<html>')).rejects.toThrow('page');
    expect(await look('{"code":-1,"msg":"no such order"}')).toEqual([]);
  });

  it('is given back once by its number, and done only when the platform says so', async () => {
    const asked: string[] = [];
    const ask: Ask = async ({ url, body }) => {
      asked.push(`${new URL(url).pathname} ${new URLSearchParams(body).get('out_refund_no')}`);
      const done = url.endsWith('refundquery') ? { status: '1' } : { refund_no: 'R1' };
      return { status: 200, text: JSON.stringify(Object.fromEntries(told({ code: '0', ...done }))) };
    };
    const refund = { id: 'refund-7', txn: '2026', amount: 500n };
    expect(await epayRsa.refund(GATEWAY, order, refund, ask)).toEqual({ outsideId: 'R1', state: 'done' });
    expect(asked).toEqual(['/api/pay/refund refund-7', '/api/pay/refundquery refund-7']);
  });
});
