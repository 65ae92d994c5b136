// Specifies prices with a multiplier: to the last digit.

import { expect, it } from 'vitest';
import { times } from './price.ts';

it.each([
  ['0.15', '1', '0.15'],
  ['0.15', '0.8', '0.12'],
  ['3', '1.5', '4.5'],
  ['0.000001', '0.333333', '0.000000333333'],
  ['100', '0', '0'],
])('%s times %s is %s', (rate, multiplier, product) => {
  expect(times(rate, multiplier)).toBe(product);
});
