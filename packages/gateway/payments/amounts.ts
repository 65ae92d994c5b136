// Amounts of orders: exact whole numbers of a currency's smallest unit, from and to nano-dollars at a rate.

import { ceilDivide, MILLION, MoneyError, NANO, parseMultiplier, parseUsd } from '../ledger/money.ts';

/** Currencies without a smaller unit, and those with a thousandth; every other has a hundredth (ISO 4217, Stripe). */
const WHOLE = new Set('bif clp djf gnf jpy kmf krw mga pyg rwf ugx vnd vuv xaf xof xpf'.split(' '));
const THOUSANDTHS = new Set('bhd jod kwd omr tnd'.split(' '));

/** Decimals of a currency. */
export function decimalsOf(currency: string): number {
  return WHOLE.has(currency) ? 0 : THOUSANDTHS.has(currency) ? 3 : 2;
}

/** The smallest unit that is due for a credit in nano-dollars, rounded up. `rate`: units of the currency for one USD. */
export function dueFor(credit: bigint, rate: string, currency: string): bigint {
  const scaled = credit * parseMultiplier(rate, 'a rate') * 10n ** BigInt(decimalsOf(currency));
  return ceilDivide(scaled, NANO * MILLION);
}

/** An amount of a currency as a plain decimal with all its places: `10.00`. */
export function decimalText(amount: bigint, currency: string): string {
  const decimals = decimalsOf(currency);
  if (decimals === 0) return String(amount);
  const digits = String(amount).padStart(decimals + 1, '0');
  return `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}

/** The smallest units of a plain decimal; undefined for what is no amount of the currency (`1e1`, `-10`, `NaN`, `9.999`). */
export function smallestUnits(text: string, currency: string): bigint | undefined {
  const match = /^(\d{1,12})(?:\.(\d{1,9}))?$/.exec(text.trim());
  if (match === null) return undefined;
  const decimals = decimalsOf(currency);
  const [, whole = '', fraction = ''] = match;
  const kept = fraction.replace(/0+$/, '');
  return kept.length > decimals ? undefined : BigInt(whole + kept.padEnd(decimals, '0'));
}

/** An amount that is offered, and what comes on top of it, in nano-dollars. */
export interface Offer {
  readonly amount: bigint;
  readonly bonus: bigint;
}

/** Reads the table of offers: `5, 10, 50+2.5`. @throws MoneyError with what to write instead. */
export function readOffers(text: string): readonly Offer[] {
  const offers = text
    .split(',')
    .map(part => part.trim())
    .filter(part => part !== '')
    .map(part => {
      const [amount = '', bonus = '0', ...more] = part.split('+');
      const offer = { amount: parseUsd(amount, 'an amount'), bonus: parseUsd(bonus, 'a bonus') };
      if (more.length > 0 || offer.amount === 0n) throw new MoneyError(`${part} must be an amount, or amount+bonus`);
      return offer;
    });
  return offers.toSorted((left, right) => (left.amount < right.amount ? -1 : 1));
}

/** What comes on top of an amount: the bonus of the largest offer that it reaches. */
export function bonusFor(amount: bigint, offers: readonly Offer[]): bigint {
  return offers.findLast(offer => offer.amount <= amount)?.bonus ?? 0n;
}
