// Margins and short prices as they are read.

import { describe, expect, it } from 'vitest';
import { brief, briefOfWords, costsOf, marginOf } from './figures.ts';
import type { Price } from './queries.ts';

const shown = (input: string, output: string) => ({
  source: 'catalog' as const,
  token: { input, output },
  unit: {},
  tiers: [],
  factors: {},
});
const cost = (channel: string, factor: string) => ({
  channel_id: 1,
  channel,
  source: 'list' as const,
  factor,
  price: shown('2', '8'),
});
const row: Price = {
  model: 'm',
  title: 'm',
  provider: '',
  kind: 'chat',
  groups: ['default'],
  list: shown('2', '8'),
  sale: shown('3', '12'),
  written: null,
  current: null,
  next: [],
  declared: false,
  place: null,
  costs: [cost('a', '1'), cost('b', '0.5')],
  sold: [],
  earned: '0',
};

describe('a price in few characters', () => {
  it('is in and out for tokens, and the unit for the rest', () => {
    expect(brief({ input: '2.5', output: '10' }, {})).toBe('2.5 / 10');
    expect(brief({ input: '2.5', output: '10' }, {}, '0.8')).toBe('2 / 8');
    expect(brief({}, { searches: '0.01', images: '0.04' })).toBe('0.04 / image');
    expect(briefOfWords({ call: '0.05', search: '0.01' })).toBe('0.05 / call');
    expect(briefOfWords(null)).toBe('');
  });
});

describe('the margin', () => {
  it('is what is left at the dearest channel, in the group', () => {
    expect(marginOf(row, '1')).toBeCloseTo(100 / 3);
    expect(marginOf(row, '0.5')).toBeCloseTo(-100 / 3);
    expect(costsOf(row)).toBe('1 / 4 … 2 / 8');
  });

  it('is unknown where the cost is, where nobody serves it, and where it is free', () => {
    expect(marginOf({ ...row, costs: [] }, '1')).toBeUndefined();
    expect(marginOf({ ...row, groups: [] }, '1')).toBeUndefined();
    expect(marginOf({ ...row, sale: shown('0', '0') }, '1')).toBeUndefined();
  });
});
