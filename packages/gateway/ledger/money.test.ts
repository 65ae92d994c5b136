// Specification of money: exact in, exact out, and nothing that is not a plain decimal.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ceilDivide,
  formatMultiplier,
  formatRate,
  formatUsd,
  parseMultiplier,
  parseRate,
  parseSignedUsd,
  parseUsd,
} from './money.ts';

describe('money', () => {
  it('reads back what it writes, to the last digit', () => {
    const nano = fc.bigInt({ min: 0n, max: 999_999_999_999_999_999n });
    fc.assert(fc.property(nano, amount => void expect(parseUsd(formatUsd(amount))).toBe(amount)));
    fc.assert(fc.property(nano, amount => void expect(parseSignedUsd(formatUsd(-amount))).toBe(-amount)));
    fc.assert(fc.property(nano, rate => void expect(parseRate(formatRate(rate))).toBe(rate)));
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 999_999_999_999_999n }), factor => {
        expect(parseMultiplier(formatMultiplier(factor))).toBe(factor);
      }),
    );
  });

  it('reads decimals as people write them', () => {
    expect(parseUsd('100')).toBe(100_000_000_000n);
    expect(parseUsd('0.000000001')).toBe(1n);
    expect(parseUsd(' 1.50 ')).toBe(1_500_000_000n);
    expect(parseUsd(20)).toBe(20_000_000_000n);
    expect(formatUsd(1_500_000_000n)).toBe('1.5');
    expect(formatUsd(0n)).toBe('0');
  });

  it.each(['', '-1', '+1', '1e3', '.5', '1.', 'NaN', 'Infinity', '1,000', '0x10', '1.0000000001', '9999999999', '１'])(
    'refuses %j',
    text => {
      expect(() => parseUsd(text)).toThrow();
    },
  );

  it('divides upwards', () => {
    expect([ceilDivide(0n, 5n), ceilDivide(1n, 5n), ceilDivide(5n, 5n), ceilDivide(6n, 5n)]).toEqual([0n, 1n, 1n, 2n]);
  });
});
