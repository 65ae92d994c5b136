// Specifies how amounts are shown: to the digit that matters, and never through a float.

import { describe, expect, it } from 'vitest';
import { formatMoney } from './format.ts';

describe('an amount', () => {
  it.each([
    ['0', '$0.00'],
    ['12', '$12.00'],
    ['1234567.891234567', '$1,234,567.89'],
    ['0.5', '$0.5000'],
    ['0.0123', '$0.0123'],
    ['0.004', '$0.0040'],
    ['0.000012345', '$0.000012'],
    ['0.000000001', '$0.000000001'],
    ['-3.999', '−$4.00'],
    ['0.99999', '$1.0000'],
  ])('of %s is shown as %s', (exact, shown) => {
    expect(formatMoney(exact)).toBe(shown);
  });
});
