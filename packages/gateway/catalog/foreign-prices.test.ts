// Prices of other gateways become ours: ratios by their own arithmetic, lists of another Turnpike as they are.

import { describe, expect, it } from 'vitest';
import { marked, readForeignPrices, type Reading } from './foreign-prices.ts';

const reading: Reading = { isPicture: model => model === 'dall-e-3' };
const read = (value: unknown, how: Partial<Reading> = {}) =>
  readForeignPrices(JSON.stringify(value), { ...reading, ...how });

const PRICING = {
  success: true,
  data: [
    {
      model_name: 'gpt-4o-mini',
      quota_type: 0,
      model_ratio: 0.075,
      model_price: 0,
      completion_ratio: 4,
      cache_ratio: 0.5,
    },
    { model_name: 'claude-x', quota_type: 0, model_ratio: 1.5, completion_ratio: 5, cache_ratio: 0.1 },
    { model_name: 'dall-e-3', quota_type: 1, model_ratio: 0, model_price: 0.04, completion_ratio: 0 },
    { model_name: 'mj', quota_type: 1, model_price: 0.05 },
    { model_name: 'expression', quota_type: 0, model_ratio: 1, billing_mode: 'tiered_expr' },
  ],
  group_ratio: { default: 1, cheap: 0.5 },
};

describe('prices of another gateway', () => {
  it('are read from /api/pricing', () => {
    expect(read(PRICING)).toEqual([
      {
        model: 'gpt-4o-mini',
        entry: { rates: { input: '0.15', output: '0.6', cache_read: '0.075' }, tiers: [], factors: {} },
      },
      {
        model: 'claude-x',
        entry: {
          rates: { input: '3', output: '15', cache_read: '0.3', cache_write: '3.75', cache_write_1h: '6' },
          tiers: [],
          factors: {},
        },
      },
      { model: 'dall-e-3', entry: { rates: { image: '0.04' }, tiers: [], factors: {} } },
      { model: 'mj', entry: { rates: { call: '0.05' }, tiers: [], factors: {} } },
      { model: 'expression', why: 'its price there is an expression: write it by hand' },
    ]);
  });

  it('are those of a group there, and of its own count to the dollar', () => {
    expect(read(PRICING, { group: 'cheap' })[0]).toMatchObject({ entry: { rates: { input: '0.075', output: '0.3' } } });
    expect(read(PRICING, { quotaPerUnit: 1_000_000 })[0]).toMatchObject({ entry: { rates: { input: '0.075' } } });
    expect(read(PRICING, { group: 'none' })[0]).toMatchObject({ why: 'the group none has no factor there' });
  });

  it('are read from tables of ratios, where the price of a call wins and a missing output is no price', () => {
    const tables = {
      model_ratio: { a: 1, b: 2, c: 3 },
      completion_ratio: { a: 3 },
      cache_ratio: { a: 0.25 },
      create_cache_ratio: {},
      model_price: { c: 0.1 },
    };
    const expected = [
      { model: 'c', entry: { rates: { call: '0.1' }, tiers: [], factors: {} } },
      { model: 'a', entry: { rates: { input: '2', output: '6', cache_read: '0.5' }, tiers: [], factors: {} } },
      { model: 'b', why: expect.stringContaining('/api/pricing') as unknown },
    ];
    expect(read({ success: true, data: tables })).toEqual(expected);
    const options = [
      { key: 'ModelRatio', value: JSON.stringify(tables.model_ratio) },
      { key: 'CompletionRatio', value: JSON.stringify({ a: 99 }) },
      { key: 'CompletionRatioMeta', value: JSON.stringify({ a: { ratio: 3, locked: true } }) },
      { key: 'CacheRatio', value: JSON.stringify(tables.cache_ratio) },
      { key: 'ModelPrice', value: JSON.stringify(tables.model_price) },
    ];
    expect(read({ success: true, data: options })).toEqual(expected);
  });

  it('are read from another Turnpike as they stand', () => {
    const items = [
      {
        id: 'm',
        price: {
          source: 'operator',
          token: { input: '1', cacheRead: '0.1', cacheWrite5m: '1.25', reasoning: '9' },
          unit: { searches: '0.01' },
          tiers: [{ above: 1000, token: { input: '2' } }],
          factors: { mode: { pro: '2' } },
        },
      },
    ];
    expect(read({ groups: [], items })).toEqual([
      {
        model: 'm',
        entry: {
          rates: { input: '1', cache_read: '0.1', cache_write: '1.25', search: '0.01' },
          tiers: [{ above: 1000, rates: { input: '2' } }],
          factors: { mode: { pro: '2' } },
        },
      },
    ]);
  });

  it('are marked up exactly', () => {
    const entry = { rates: { input: '0.15' }, tiers: [{ above: 5, rates: { input: '0.3' } }], factors: {} };
    expect(marked(entry, '1.1')).toEqual({
      rates: { input: '0.165' },
      tiers: [{ above: 5, rates: { input: '0.33' } }],
      factors: {},
    });
    expect(() => marked(entry, 'much')).toThrow('markup');
  });

  it.each(['no json', '{}', '[]', '{"data":[]}', '{"success":false,"message":"no"}'])('are not in %s', text => {
    expect(() => readForeignPrices(text, reading)).toThrow('This is no');
  });
});
