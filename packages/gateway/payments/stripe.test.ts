// Stripe's signature by its vector, its age, and its change of secrets; and amounts of every kind of currency.

import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bonusFor, decimalText, dueFor, readOffers, smallestUnits } from './amounts.ts';
import { stripeVerified } from './stripe.ts';

const SECRET = 'whsec_test_secret_0123456789';
const BODY = Buffer.from('{"id":"evt_1Test","object":"event","type":"checkout.session.completed"}');
const TIME = 1767225600;
const HEADER = `t=${TIME},v1=2c12864fd4aae60580bc58f02fdc9748a42ea511476da52bc08de44e3c0a9d39`;

describe('a Stripe signature', () => {
  it('is that of the official library', () => {
    expect(stripeVerified(HEADER, BODY, [SECRET], TIME * 1000)).toBe(true);
    expect(stripeVerified(`${HEADER},v0=00`, BODY, ['whsec_old', SECRET], TIME * 1000)).toBe(true);
  });

  it('is no good for another body, secret, or time', () => {
    const changed = Buffer.from(BODY);
    changed[10] = 0x20;
    expect(stripeVerified(HEADER, changed, [SECRET], TIME * 1000)).toBe(false);
    expect(stripeVerified(HEADER, BODY, ['whsec_other'], TIME * 1000)).toBe(false);
    expect(stripeVerified(HEADER, BODY, [SECRET], (TIME + 301) * 1000)).toBe(false);
    expect(stripeVerified(HEADER, BODY, [SECRET], (TIME - 301) * 1000)).toBe(false);
    expect(stripeVerified(HEADER, BODY, [SECRET], (TIME + 299) * 1000)).toBe(true);
    for (const header of ['', 't=1', 'v1=00', `t=x,v1=00`, HEADER.replace('v1', 'v0')])
      expect(stripeVerified(header, BODY, [SECRET], TIME * 1000)).toBe(false);
  });

  it('may be one of two while a secret is changed', () => {
    const other = createHmac('sha256', 'whsec_new').update(`${TIME}.`).update(BODY).digest('hex');
    expect(stripeVerified(`t=${TIME},v1=${other},${HEADER.slice(13)}`, BODY, [SECRET], TIME * 1000)).toBe(true);
  });
});

describe('an amount', () => {
  it('is due in the smallest unit of its currency, rounded up', () => {
    expect(dueFor(10_000_000_000n, '1', 'usd')).toBe(1000n);
    expect(dueFor(10_000_000_000n, '7.2', 'cny')).toBe(7200n);
    expect(dueFor(19_990_000_000n, '7.1234', 'cny')).toBe(14240n);
    expect(dueFor(1n, '1', 'usd')).toBe(1n);
    expect(dueFor(10_000_000_000n, '151.5', 'jpy')).toBe(1515n);
    expect(dueFor(1_000_000_000n, '0.3071', 'kwd')).toBe(308n);
  });

  it('is written and read without loss in every currency', () => {
    fc.assert(
      fc.property(fc.bigInt(0n, 10n ** 12n - 1n), fc.constantFrom('usd', 'jpy', 'kwd'), (amount, currency) => {
        expect(smallestUnits(decimalText(amount, currency), currency)).toBe(amount);
      }),
    );
  });

  it('brings the bonus of the largest offer that it reaches', () => {
    const offers = readOffers('100+8, 10, 50+2.5');
    expect(offers.map(offer => offer.amount)).toEqual([10n, 50n, 100n].map(usd => usd * 1_000_000_000n));
    expect([9n, 10n, 50n, 99n, 100n, 500n].map(usd => bonusFor(usd * 1_000_000_000n, offers))).toEqual(
      [0, 0, 2.5, 2.5, 8, 8].map(usd => BigInt(usd * 1e9)),
    );
    expect(() => readOffers('10+1+1')).toThrow('must be an amount');
  });
});
