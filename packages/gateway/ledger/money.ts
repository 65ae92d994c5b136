// Money: integer nano-dollars, and the exact reading and writing of decimal amounts, rates and multipliers.

/** Nano-dollars in one dollar. */
export const NANO = 1_000_000_000n;
/** Millionths in a multiplier of one. */
export const MILLION = 1_000_000n;
/** Pico-dollars in one dollar: the unit of rates. */
export const PICO = 1_000_000_000_000n;

/** Digits before the point that an amount may have: more is a mistake, and would not fit the store's 64 bits. */
const WHOLE_DIGITS = 9;

/** A decimal that cannot be money; the message says what to write instead. */
export class MoneyError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'MoneyError';
  }
}

/** Reads a plain decimal into an integer of `decimals` places. @throws MoneyError */
function parseDecimal(source: string | number, decimals: number, what: string, signed = false): bigint {
  const text = typeof source === 'number' ? String(source) : source.trim();
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text);
  if (match === null)
    throw new MoneyError(`${what} must be a plain decimal such as "0.25", not ${JSON.stringify(text)}`);
  const [, sign = '', whole = '', fraction = ''] = match;
  if (sign !== '' && !signed) throw new MoneyError(`${what} must not be negative`);
  const kept = fraction.replace(/0+$/, '');
  if (kept.length > decimals) throw new MoneyError(`${what} has more than ${decimals} decimals`);
  if (whole.replace(/^0+/, '').length > WHOLE_DIGITS) throw new MoneyError(`${what} is too large`);
  const value = BigInt(whole + kept.padEnd(decimals, '0'));
  return sign === '' ? value : -value;
}

/** Writes an integer of `decimals` places as a plain decimal without trailing zeros. */
function formatDecimal(value: bigint, decimals: number): string {
  const sign = value < 0n ? '-' : '';
  const digits = (value < 0n ? -value : value).toString().padStart(decimals + 1, '0');
  const point = digits.length - decimals;
  let end = digits.length;
  while (end > point && digits[end - 1] === '0') end -= 1;
  return `${sign}${digits.slice(0, point)}${end === point ? '' : `.${digits.slice(point, end)}`}`;
}

/** Nano-dollars of a decimal amount in USD. @throws MoneyError for signs, exponents, and more than nine decimals. */
export function parseUsd(source: string | number, what = 'an amount'): bigint {
  return parseDecimal(source, 9, what);
}

/** Nano-dollars of a decimal amount that may be negative (an adjustment). @throws MoneyError */
export function parseSignedUsd(source: string | number, what = 'an amount'): bigint {
  return parseDecimal(source, 9, what, true);
}

/** Nano-dollars as a decimal in USD: 1500000000n is "1.5". */
export function formatUsd(nano: bigint): string {
  return formatDecimal(nano, 9);
}

/** Millionths of a multiplier such as "0.8". @throws MoneyError */
export function parseMultiplier(source: string | number, what = 'a multiplier'): bigint {
  return parseDecimal(source, 6, what);
}

/** A multiplier in millionths as a decimal. */
export function formatMultiplier(millionths: bigint): string {
  if (millionths === MILLION) return '1';
  return formatDecimal(millionths, 6);
}

/** Pico-dollars of a rate in USD (per million tokens or per unit). @throws MoneyError */
export function parseRate(source: string | number, what = 'a price'): bigint {
  return parseDecimal(source, 12, what);
}

/** A rate in pico-dollars as a decimal in USD. */
export function formatRate(pico: bigint): string {
  return formatDecimal(pico, 12);
}

/** Division of non-negative integers, rounded up. */
export function ceilDivide(value: bigint, by: bigint): bigint {
  return (value + by - 1n) / by;
}
