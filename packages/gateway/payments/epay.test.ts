// The Epay protocol: signatures by the published vectors, whatever the order and case, and notifications that are no payment.

import { describe, expect, it } from 'vitest';
import { epay, epaySign, epayVerified } from './epay.ts';
import type { EpayGateway } from './gateway.ts';

const GATEWAY: EpayGateway = {
  name: 'china',
  provider: 'epay',
  enabled: true,
  label: '',
  currency: 'cny',
  rate: '7.2',
  tolerance: 0n,
  methods: ['alipay'],
  baseUrl: 'https://pay.example.com',
  pid: '1001',
  key: '0123456789abcdef0123456789abcdef',
  sign: 'plain',
};
const ORDER = {
  pid: '1001',
  type: 'alipay',
  out_trade_no: '20260101120000001',
  notify_url: 'https://gw.example.com/pay/epay/notify',
  return_url: 'https://gw.example.com/wallet',
  name: '充值 10 元',
  money: '10.00',
  param: '',
  device: 'pc',
};
const CALLBACK = {
  pid: '1001',
  trade_no: '2026010112000099999',
  out_trade_no: '20260101120000001',
  type: 'alipay',
  name: '充值 10 元',
  money: '10.00',
  trade_status: 'TRADE_SUCCESS',
};

const hear = (parameters: Record<string, string>) =>
  epay.hear(GATEWAY, { query: new URLSearchParams(parameters), body: Buffer.alloc(0), header: () => '' }, async () => ({
    fault: 'unasked',
  }));
const signed = (parameters: Record<string, string>) => ({
  ...parameters,
  sign: epaySign(Object.entries(parameters), GATEWAY),
  sign_type: 'MD5',
});

describe('an Epay signature', () => {
  it('is that of the published vectors, in both ways of adding the key', () => {
    expect(epaySign(Object.entries(ORDER), GATEWAY)).toBe('f4c6c86b931ce820e589e1f8c312feff');
    expect(epaySign(Object.entries(ORDER), { ...GATEWAY, sign: 'amp_key' })).toBe('0f243c47087d9ffbbbf9fdbac7314a37');
    expect(epaySign(Object.entries(CALLBACK), GATEWAY)).toBe('6b225e579658b8e7fbf535929495035f');
    const third = { devicev: '', device: 'devicev', money: 'moneyv' };
    expect(epaySign(Object.entries(third), { key: '1234567', sign: 'plain' })).toBe('3854cc9f022e0fb821bd2e002260245d');
  });

  it('holds for parameters in any order and for letters of either case, and for no other sum', () => {
    const parameters = signed(CALLBACK);
    const turned = new URLSearchParams(Object.entries(parameters).toReversed());
    expect(epayVerified(turned, GATEWAY)).toBe(true);
    turned.set('sign', parameters.sign.toUpperCase());
    expect(epayVerified(turned, GATEWAY)).toBe(true);
    turned.set('money', '100.00');
    expect(epayVerified(turned, GATEWAY)).toBe(false);
  });

  it('does not hold where a parameter stands twice', () => {
    const parameters = new URLSearchParams(signed(CALLBACK));
    parameters.append('money', '10.00');
    expect(epayVerified(parameters, GATEWAY)).toBe(false);
  });
});

describe('an Epay notification', () => {
  it('is a payment with its exact amount', async () => {
    const heard = await hear(signed(CALLBACK));
    expect(heard.reports).toEqual([
      {
        kind: 'paid',
        orderId: CALLBACK.out_trade_no,
        txn: CALLBACK.trade_no,
        amount: 1000n,
        currency: 'cny',
        method: 'alipay',
      },
    ]);
  });

  it.each([
    ['10.01', 1001n],
    ['9.99', 999n],
    ['10', 1000n],
    ['10.0', 1000n],
    ['1e1', 0n],
    ['-10', 0n],
    ['NaN', 0n],
    ['10.001', 0n],
  ])('reads the sum %s as %s', async (money, amount) => {
    expect((await hear(signed({ ...CALLBACK, money }))).reports[0]).toMatchObject({ amount });
  });

  it('of another merchant, or of another state, is none', async () => {
    expect((await hear(signed({ ...CALLBACK, pid: '1002' }))).reports).toEqual([]);
    expect((await hear(signed({ ...CALLBACK, trade_status: 'WAIT_BUYER_PAY' }))).reports).toEqual([]);
  });

  it('that is not signed is refused', async () => {
    await expect(hear(CALLBACK)).rejects.toThrow('signature');
    await expect(hear({ ...signed(CALLBACK), extra: 'x' })).rejects.toThrow('signature');
  });
});

describe('a look at an order', () => {
  const look = (text: string) =>
    epay.look(GATEWAY, { id: 'T1', currency: 'cny' } as Parameters<typeof epay.look>[1], async () => ({
      status: 200,
      text,
    }));

  it('reads numbers and texts, flat and in data', async () => {
    for (const answer of [
      { code: 1, trade_no: '9', out_trade_no: 'T1', money: '10.00', status: 1 },
      { code: '1', trade_no: '9', money: '10.00', status: '1' },
      { code: 1, data: { trade_no: '9', money: '10.00', trade_status: 'TRADE_SUCCESS' } },
    ])
      expect(await look(JSON.stringify(answer))).toMatchObject([{ kind: 'paid', txn: '9', amount: 1000n }]);
    expect(await look('{"code":1,"trade_no":"9","money":"10.00","status":0}')).toEqual([]);
    expect(await look('{"code":-1,"msg":"no such order"}')).toEqual([]);
  });

  it('says so when the address answers a page', async () => {
    await expect(look('<!doctype html><title>Welcome</title>')).rejects.toThrow('base_url is probably wrong');
  });
});
