// The text of a settlement gives back the record that went in, whatever is in it.

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { METERS, usageOf } from '@turnpike/protocols/conversation/usage';
import { sampleRecord } from '../../../test/databases.ts';
import { decodeRecord, decodeSettlement, encodeSettlement, LARGEST_AMOUNT } from './settlement-text.ts';

const word = fc.string({ unit: 'grapheme' }).filter(text => !text.includes('\0'));
const whole = fc.nat({ max: 2 ** 40 });

const record = fc
  .record({
    id: word,
    at: whole,
    model: word,
    channelName: word,
    error: word,
    upstreamId: word,
    amount: fc.bigInt({ min: 0n, max: LARGEST_AMOUNT }),
    status: fc.integer({ min: 0, max: 599 }),
    cancelled: fc.boolean(),
    meters: fc.dictionary(fc.constantFrom(...METERS), whole),
    upstreamCost: fc.option(fc.bigInt({ min: 0n, max: 2n ** 60n }), { nil: undefined }),
    rate: word,
  })
  // oxlint-disable-next-line oxc/no-map-spread -- each sample is an object of its own
  .map(({ meters, upstreamCost, rate, ...fields }) => ({
    ...sampleRecord(fields.id, fields),
    usage: { ...usageOf(meters), ...(upstreamCost === undefined ? {} : { upstreamCost }) },
    charge: {
      amount: fields.amount,
      lines: [{ meter: 'call' as const, quantity: 1, rate, per: 1 as const }],
      multiplier: rate,
    },
  }));

describe('the text of a settlement', () => {
  it('is one line, and gives back the record and its purses', () => {
    fc.assert(
      fc.property(record, fc.array(word), (call, purses) => {
        const text = encodeSettlement(call, purses);
        expect(text).not.toMatch(/[\n\r]/);
        const { head, detail } = decodeSettlement(text);
        expect(head.purses).toEqual(purses);
        expect(decodeRecord(head, detail)).toEqual(call);
      }),
    );
  });

  it('sums the tokens for the columns that are summed: none twice, none lost', () => {
    const usage = usageOf({
      input: 1,
      cacheWrite5m: 10,
      cacheWrite1h: 100,
      audioIn: 1_000,
      imageIn: 10_000,
      cacheRead: 7,
      output: 2,
      reasoning: 1,
      audioOut: 20,
      imageOut: 200,
    });
    const { head } = decodeSettlement(encodeSettlement(sampleRecord('r', { usage }), []));
    expect([head.inputTokens, head.cachedTokens, head.outputTokens]).toEqual([11_111, 7, 222]);
  });

  it.each(['', '[]', '[1]\t{}', '["a"', '{"a":1}\t{}', 'null\t{}'])('refuses %j', text => {
    expect(() => decodeSettlement(text)).toThrow();
  });

  it('refuses an amount that is negative or too large for a database', () => {
    const negative = encodeSettlement(sampleRecord('r', { amount: -1n }), []);
    const large = encodeSettlement(sampleRecord('r', { amount: LARGEST_AMOUNT + 1n }), []);
    expect(() => decodeSettlement(negative)).toThrow(RangeError);
    expect(() => decodeSettlement(large)).toThrow(RangeError);
  });
});
