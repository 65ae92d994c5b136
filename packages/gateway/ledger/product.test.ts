// A product of decimals is exact, whatever the numbers are.

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { product } from './product.ts';

describe('the product of decimals', () => {
  it.each([
    [[2, 0.075], '0.15'],
    [[2, 0.075, 4], '0.6'],
    [[2, 1.1, 1.1], '2.42'],
    [['1.2', '0.000001'], '0.0000012'],
    [[1e-7, 2], '0.0000002'],
    [[1e21, 0.5], '500000000000000000000'],
    [[0.1, 0.2], '0.02'],
    [[0, 5], '0'],
    [['0.0000000000005'], '0.000000000001'],
    [['0.00000000000049'], '0'],
  ])('of %j is %s', (factors, result) => {
    expect(product(...factors)).toBe(result);
  });

  it('is that of the integers behind them', () => {
    const decimal = fc.tuple(fc.nat({ max: 10 ** 9 }), fc.integer({ min: 0, max: 6 }));
    fc.assert(
      fc.property(decimal, decimal, ([a, p], [b, q]) => {
        const write = (digits: number, places: number): string => {
          const text = String(digits).padStart(places + 1, '0');
          return places === 0 ? text : `${text.slice(0, -places)}.${text.slice(-places)}`;
        };
        const [whole = '0', fraction = ''] = product(write(a, p), write(b, q)).split('.');
        expect(BigInt(whole + fraction.padEnd(12, '0'))).toBe(BigInt(a) * BigInt(b) * 10n ** BigInt(12 - p - q));
      }),
    );
  });

  it.each(['', 'x', '-1', '1.', 'NaN'])('of %j is none', text => {
    expect(() => product(text)).toThrow(RangeError);
  });
});
