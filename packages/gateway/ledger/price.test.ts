// Specification of pricing: hand-checked bills, and laws that hold for every usage and every price.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { promptTokens, usageOf, type Usage } from '@turnpike/protocols/conversation/usage';
import { loadCatalog } from '../catalog/catalog.ts';
import { formatUsd, MILLION } from './money.ts';
import { lineAmount, price, worstCase, type PriceSheet } from './price.ts';
import { sheetOf } from './price-sheet.ts';

const sheet = (rates: Record<string, string>, more: Partial<Parameters<typeof sheetOf>[0]> = {}): PriceSheet =>
  sheetOf({ rates, tiers: [], factors: {}, ...more });

function listPrice(model: string): PriceSheet {
  const found = loadCatalog().find(model)?.price;
  if (found === undefined) throw new Error(`${model} has no price`);
  return found;
}

const bill = (usage: Partial<Usage>, of: PriceSheet, multiplier = MILLION): string =>
  formatUsd(price(usageOf(usage), of, multiplier).amount);

describe('bills checked by hand', () => {
  it('Anthropic cache: reads at a tenth, five minutes at 1.25, an hour at twice the input rate', () => {
    // Claude Sonnet 4.5: 3 / 15 / 0.3 / 3.75 / 6 USD a million.
    // 1000×3 + 2000×0.3 + 400×3.75 + 100×6 + 50×15 = 3000 + 600 + 1500 + 600 + 750 = 6450 millionths.
    expect(
      bill(
        { input: 1000, cacheRead: 2000, cacheWrite5m: 400, cacheWrite1h: 100, output: 50 },
        listPrice('claude-sonnet-4-5'),
      ),
    ).toBe('0.00645');
  });

  it('OpenAI cached tokens at half the input rate', () => {
    // gpt-4o-mini: 0.15 / 0.075 / 0.6. 680×0.15 + 320×0.075 + 92×0.6 = 102 + 24 + 55.2 = 181.2 millionths.
    expect(bill({ input: 680, cacheRead: 320, output: 92, reasoning: 48 }, listPrice('gpt-4o-mini'))).toBe('0.0001812');
  });

  it('audio and image tokens at their own rates, and at the text rates where there are none', () => {
    const rates = {
      input: '2',
      output: '8',
      audio_input: '40',
      audio_output: '80',
      image_input: '5',
      image_output: '30',
    };
    // 100×2 + 10×40 + 20×5 + 10×8 + 5×80 + 3×30 = 200 + 400 + 100 + 80 + 400 + 90 = 1270 millionths.
    const usage = { input: 100, audioIn: 10, imageIn: 20, output: 10, audioOut: 5, imageOut: 3 };
    expect(bill(usage, sheet(rates))).toBe('0.00127');
    // 130×2 + 18×8 = 404.
    expect(bill(usage, sheet({ input: '2', output: '8' }))).toBe('0.000404');
  });

  it('Gemini above 200 000 tokens: the dearer tier for the whole request, cache included in the length', () => {
    // gemini-2.5-pro: 1.25 / 10 / 0.125; above: 2.5 / 15 / 0.25.
    expect(bill({ input: 200_000, output: 10 }, listPrice('gemini-2.5-pro'))).toBe('0.2501');
    // 1000×2.5 + 200 000×0.25 + 10×15 = 2500 + 50 000 + 150 = 52 650 millionths.
    expect(bill({ input: 1000, cacheRead: 200_000, output: 10 }, listPrice('gemini-2.5-pro'))).toBe('0.05265');
  });

  it('thinking is output', () => {
    expect(bill({ output: 100, reasoning: 90 }, sheet({ input: '1', output: '10' }))).toBe('0.001');
  });

  it('web searches cost their fee each', () => {
    // claude-opus-4-6: 5 / 25, search 0.01. 10×5 + 10×25 = 300 millionths, and two searches.
    expect(bill({ input: 10, output: 10, searches: 2 }, listPrice('claude-opus-4-6'))).toBe('0.0203');
  });

  it('a price per call counts one call, a minute sixty seconds, characters by the million', () => {
    expect(bill({}, sheet({ call: '0.05' }))).toBe('0.05');
    expect(bill({ seconds: 1.5 }, sheet({ minute: '0.006' }))).toBe('0.00015');
    expect(bill({ characters: 1000 }, sheet({ characters: '15' }))).toBe('0.015');
    expect(bill({ images: 3 }, sheet({ image: '0.04' }))).toBe('0.12');
  });

  it('factors multiply, by the attributes of the request', () => {
    const priced = sheet({ second: '0.1' }, { factors: { resolution: { '1080p': '1.5' }, mode: { pro: '2' } } });
    const charge = price(usageOf({ seconds: 10 }), priced, 800_000n, {
      attributes: { resolution: '1080p', mode: 'pro' },
    });
    // 10 × 0.1 × 0.8 × 1.5 × 2 = 2.4
    expect(formatUsd(charge.amount)).toBe('2.4');
  });

  it('a service tier has its own rates, and the base for what it lacks', () => {
    const charge = price(usageOf({ input: 1000, output: 100 }), listPrice('gpt-5.1'), MILLION, { serviceTier: 'flex' });
    // Flex: 0.625 / 5. 1000×0.625 + 100×5 = 1125 millionths.
    expect(formatUsd(charge.amount)).toBe('0.001125');
  });

  it('rounds up once, at the very end', () => {
    // 1 token at 0.0001 USD a million is 0.0000000001 USD: a tenth of a nano-dollar.
    expect(bill({ input: 1, output: 1 }, sheet({ input: '0.0001', output: '0.0001' }))).toBe('0.000000001');
    expect(bill({ input: 10 }, sheet({ input: '0.0001' }))).toBe('0.000000001');
    expect(bill({ input: 11 }, sheet({ input: '0.0001' }))).toBe('0.000000002');
  });
});

const count = fc.nat(1_000_000);
const usages = fc
  .record({
    input: count,
    cacheRead: count,
    cacheWrite5m: count,
    cacheWrite1h: count,
    output: count,
    audioIn: count,
    audioOut: count,
    imageIn: count,
    imageOut: count,
    searches: fc.nat(5),
    images: fc.nat(5),
  })
  .map(meters => usageOf(meters));
const rate = fc.nat(100_000_000).map(units => (units / 1e6).toFixed(6));
const sheets = fc
  .record(
    {
      input: rate,
      output: rate,
      cache_read: rate,
      cache_write: rate,
      audio_input: rate,
      image_output: rate,
      search: rate,
      call: rate,
    },
    { requiredKeys: ['input', 'output'] },
  )
  .map(rates => sheet(rates, { tiers: [{ above: 200_000, rates: { input: '7', output: '11' } }] }));
const multipliers = fc.bigInt({ min: 0n, max: 5_000_000n });

describe('laws of pricing', () => {
  it('the lines explain the amount: their sum times the multiplier, less than a nano-dollar apart', () => {
    fc.assert(
      fc.property(usages, sheets, multipliers, (usage, of, multiplier) => {
        const charge = price(usage, of, multiplier);
        const exact = charge.lines.reduce((sum, line) => sum + atto(lineAmount(line)), 0n) * multiplier;
        const amount = charge.amount * 10n ** 12n * MILLION;
        expect(amount >= exact && amount - exact < 10n ** 12n * MILLION).toBe(true);
      }),
    );
  });

  it('more usage never costs less', () => {
    fc.assert(
      fc.property(usages, usages, sheets, multipliers, (less, more, of, multiplier) => {
        const sum = usageOf(
          Object.fromEntries(
            Object.entries(less).map(([meter, amount]) => [
              meter,
              Number(amount) + Number(Object.entries(more).find(([name]) => name === meter)?.[1] ?? 0),
            ]),
          ),
        );
        // A longer prompt may fall into a tier with other rates: compare within one.
        fc.pre(promptTokens(less) > 200_000 === promptTokens(sum) > 200_000);
        expect(price(sum, of, multiplier).amount >= price(less, of, multiplier).amount).toBe(true);
      }),
    );
  });

  it('the worst case is never below the price of what was estimated', () => {
    fc.assert(
      fc.property(usages, sheets, multipliers, fc.integer({ min: 1, max: 4 }), (usage, of, multiplier, n) => {
        const worst = {
          promptTokens: promptTokens(usage),
          maxOutputTokens: Math.ceil((usage.output + usage.audioOut + usage.imageOut) / n),
          n,
          searches: usage.searches,
          images: usage.images,
        };
        expect(worstCase(worst, of, multiplier) >= price(usage, of, multiplier).amount).toBe(true);
      }),
    );
  });

  it('the worst case of a prompt is never below the price of a shorter one, also where more is cheaper', () => {
    const falling = sheet(
      { input: '9', output: '9' },
      {
        tiers: [
          { above: 1_000, rates: { input: '3', output: '2' } },
          { above: 5_000, rates: { input: '1', output: '1' } },
        ],
      },
    );
    fc.assert(
      fc.property(fc.nat({ max: 9_000 }), fc.nat({ max: 9_000 }), fc.nat({ max: 500 }), (input, more, output) => {
        const worst = { promptTokens: input + more, maxOutputTokens: output, n: 1, searches: 0, images: 0 };
        const cost = price(usageOf({ input, output }), falling, MILLION).amount;
        expect(worstCase(worst, falling, MILLION) >= cost).toBe(true);
      }),
    );
  });

  it('a price of zero is free, whatever is used', () => {
    const free = sheet({ input: '0', output: '0' });
    expect(free.free).toBe(true);
    fc.assert(fc.property(usages, usage => void expect(price(usage, free, MILLION).amount).toBe(0n)));
  });
});

/** A decimal as an integer of 10⁻²¹. */
function atto(decimal: string): bigint {
  const [whole = '0', fraction = ''] = decimal.split('.');
  return BigInt(whole + fraction.padEnd(21, '0'));
}
