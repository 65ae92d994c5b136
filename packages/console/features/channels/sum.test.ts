// Sums of amounts are exact, below zero too.

import { expect, it } from 'vitest';
import { sumOf } from './sum.ts';

it.each([
  [[], '0'],
  [['0.1', '0.2'], '0.3'],
  [['1.5', '-2'], '-0.5'],
  [['0.000000001', '999999999.999999999'], '1000000000'],
  [['-0.000000001', '0'], '-0.000000001'],
])('the sum of %j is %s', (amounts, sum) => {
  expect(sumOf(amounts)).toBe(sum);
});
