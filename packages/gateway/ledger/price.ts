// What a usage costs: a pure, exact function of the usage, a price sheet snapshotted at admission, and a multiplier.

import { promptTokens, type Meter, type Usage } from '@turnpike/protocols/conversation/usage';
import type { Charge, ChargeLine } from './charge.ts';
import { ceilDivide, formatMultiplier, formatRate, MILLION, NANO, parseRate, PICO } from './money.ts';

/** Token meters and their rates, in pico-dollars per million tokens. Absent ones fall back as `rateOf` says. */
export interface TokenRates {
  readonly input?: bigint;
  readonly output?: bigint;
  readonly cacheRead?: bigint;
  readonly cacheReadAudio?: bigint;
  readonly cacheReadImage?: bigint;
  readonly cacheWrite5m?: bigint;
  readonly cacheWrite1h?: bigint;
  readonly reasoning?: bigint;
  readonly audioIn?: bigint;
  readonly audioOut?: bigint;
  readonly imageIn?: bigint;
  readonly imageOut?: bigint;
}

/** Rates in pico-dollars for things that are not tokens: per call, image, second, search, and per million characters. */
export interface UnitRates {
  readonly calls?: bigint;
  readonly images?: bigint;
  readonly seconds?: bigint;
  readonly searches?: bigint;
  readonly characters?: bigint;
  readonly pages?: bigint;
}

/** A rate that holds when every attribute has its value. */
export interface UnitCondition {
  readonly meter: keyof UnitRates;
  /** Pico-dollars. */
  readonly rate: bigint;
  readonly when: Readonly<Record<string, string>>;
}

/** A price list of one model, immutable. */
export interface PriceSheet {
  readonly source: 'operator' | 'catalog';
  readonly token: TokenRates;
  readonly unit: UnitRates;
  /** Ascending by `above` (prompt tokens): rates that replace the base for the whole request. */
  readonly tiers: readonly { readonly above: number; readonly token: TokenRates }[];
  /** Rates of a service tier (`flex`, `priority`, `batch`); a meter it lacks falls back to the base. */
  readonly modes: ReadonlyMap<string, { readonly token: TokenRates; readonly tiers: PriceSheet['tiers'] }>;
  /** Factors in millionths by a request's attribute and its value: `resolution` → `1080p` → 1.5. */
  readonly factors: ReadonlyMap<string, ReadonlyMap<string, bigint>>;
  /** Rates of units that hold for requests with certain attributes (`conditions.ts`). */
  readonly conditions?: readonly UnitCondition[];
  /** Pico-dollars for a million tokens that the provider keeps for an hour, where it takes that apart. */
  readonly storage?: bigint;
  /** True when every rate is zero: the operator gives the model away. */
  readonly free: boolean;
}

/** What of the request chooses among the rates. */
export interface PriceContext {
  readonly serviceTier?: string | undefined;
  /** Tokens of a content that a provider keeps: they choose the tier, and each of their hours costs the storage rate. */
  readonly keptTokens?: number;
  /** The length of the prompts that chooses the tier, where a usage is that of many. */
  readonly tierTokens?: number;
  /** Attributes that factors look at, e.g. `{ resolution: '1080p' }`. */
  readonly attributes?: Readonly<Record<string, string>>;
}

/** The most a request can use, from its estimate. */
export interface WorstUsage {
  readonly promptTokens: number;
  readonly maxOutputTokens: number;
  readonly n: number;
  readonly searches: number;
  readonly images: number;
}

/** The token meters in the order of a bill. */
const TOKEN_METERS = [
  'input',
  'cacheRead',
  'cacheReadAudio',
  'cacheReadImage',
  'cacheWrite5m',
  'cacheWrite1h',
  'audioIn',
  'imageIn',
  'output',
  'audioOut',
  'imageOut',
] as const satisfies readonly (keyof TokenRates & keyof Usage)[];
const UNIT_METERS = [
  'calls',
  'images',
  'seconds',
  'searches',
  'characters',
] as const satisfies readonly (keyof UnitRates & keyof Usage)[];

/** Where a token rate that a sheet lacks comes from. Nothing that was used is ever free by omission. */
const FALLBACKS: Readonly<Record<keyof TokenRates, readonly (readonly [keyof TokenRates, bigint])[]>> = {
  input: [],
  output: [],
  cacheRead: [['input', 1n]],
  cacheReadAudio: [
    ['cacheRead', 1n],
    ['audioIn', 1n],
    ['input', 1n],
  ],
  cacheReadImage: [
    ['cacheRead', 1n],
    ['imageIn', 1n],
    ['input', 1n],
  ],
  cacheWrite5m: [['input', 1n]],
  // Anthropic's published rule: an hour's cache costs twice the input rate.
  cacheWrite1h: [['input', 2n]],
  reasoning: [['output', 1n]],
  audioIn: [['input', 1n]],
  audioOut: [['output', 1n]],
  imageIn: [['input', 1n]],
  imageOut: [['output', 1n]],
};

/** Thousandths, so that seconds may have three decimals; then per million, then pico. */
const QUANTITY_SCALE = 1000n;
const NANO_SCALE = (QUANTITY_SCALE * MILLION * MILLION * PICO) / NANO;

function rateOf(rates: TokenRates, meter: keyof TokenRates): bigint {
  const own = rates[meter];
  if (own !== undefined) return own;
  for (const [other, factor] of FALLBACKS[meter]) {
    const rate = rates[other];
    if (rate === undefined) continue;
    // A sheet that prices no long cache writes apart, and the short ones at the input rate, sells no cache writes.
    if (meter === 'cacheWrite1h' && rates.cacheWrite5m === undefined) return rate;
    return rate * factor;
  }
  return 0n;
}

/** The token rates in force for a prompt of this length, and the tier they belong to. */
function ratesFor(
  sheet: PriceSheet,
  prompt: number,
  context: PriceContext,
): { rates: TokenRates; tier: number | undefined } {
  const mode = context.serviceTier === undefined ? undefined : sheet.modes.get(context.serviceTier);
  const base = tiered(sheet.token, sheet.tiers, prompt);
  if (mode === undefined) return base;
  const chosen = tiered(mode.token, mode.tiers, prompt);
  return { rates: { ...base.rates, ...chosen.rates }, tier: chosen.tier ?? base.tier };
}

function tiered(
  base: TokenRates,
  tiers: PriceSheet['tiers'],
  prompt: number,
): { rates: TokenRates; tier: number | undefined } {
  const tier = tiers.findLast(({ above }) => prompt > above);
  return { rates: tier === undefined ? base : { ...base, ...tier.token }, tier: tier?.above };
}

function factorOf(sheet: PriceSheet, attributes: Readonly<Record<string, string>>): bigint {
  let factor = MILLION;
  for (const [attribute, values] of sheet.factors) {
    const value = attributes[attribute];
    const found = value === undefined ? undefined : values.get(value);
    if (found !== undefined) factor = (factor * found) / MILLION;
  }
  return factor;
}

/** USD of one line, exact and before the multiplier. */
export function lineAmount(line: ChargeLine): string {
  const scaled = BigInt(Math.round(line.quantity * 1000)) * parseRate(line.rate);
  const decimals = line.per === 1 ? 15 : 21;
  const digits = scaled.toString().padStart(decimals + 1, '0');
  const fraction = digits.slice(-decimals).replace(/0+$/, '');
  return digits.slice(0, -decimals) + (fraction === '' ? '' : `.${fraction}`);
}

/** One rate of a sheet as a bill needs it: fallbacks resolved, its decimal written. */
interface Rate {
  readonly meter: Exclude<Meter, 'reasoning'> | 'reasoning';
  readonly rate: bigint;
  readonly text: string;
  readonly per: 1 | 1000000;
}

/** A sheet's rates for one tier and service tier, worked out once. */
interface RateCard {
  readonly rates: readonly Rate[];
  readonly reasoningApart: boolean;
  readonly tier: number | undefined;
}

const cards = new WeakMap<PriceSheet, Map<string, RateCard>>();

function cardOf(sheet: PriceSheet, prompt: number, context: PriceContext): RateCard {
  const tier = sheet.tiers.length === 0 ? 0 : tierIndex(sheet.tiers, prompt);
  const mode = context.serviceTier === undefined ? undefined : sheet.modes.get(context.serviceTier);
  const key =
    mode === undefined ? String(tier) : `${tier}/${tierIndex(mode.tiers, prompt)}/${context.serviceTier ?? ''}`;
  const name = context.keptTokens === undefined ? key : `${key}/kept`;
  let known = cards.get(sheet);
  if (known === undefined) {
    known = new Map();
    cards.set(sheet, known);
  }
  let card = known.get(name);
  if (card === undefined) {
    card = makeCard(sheet, prompt, context);
    known.set(name, card);
  }
  return card;
}

function tierIndex(tiers: PriceSheet['tiers'], prompt: number): number {
  return tiers.findLastIndex(({ above }) => prompt > above) + 1;
}

function makeCard(sheet: PriceSheet, prompt: number, context: PriceContext): RateCard {
  const { rates, tier } = ratesFor(sheet, prompt, context);
  const made: Rate[] = [];
  const add = (meter: Rate['meter'], rate: bigint, per: Rate['per']): void => {
    if (rate > 0n) made.push({ meter, rate, text: formatRate(rate), per });
  };
  const kept = context.keptTokens === undefined ? undefined : sheet.storage;
  for (const meter of TOKEN_METERS)
    add(meter, meter === 'cacheWrite1h' && kept !== undefined ? kept : rateOf(rates, meter), 1000000);
  const reasoningApart = rates.reasoning !== undefined;
  if (reasoningApart) add('reasoning', rateOf(rates, 'reasoning'), 1000000);
  for (const meter of UNIT_METERS) add(meter, sheet.unit[meter] ?? 0n, meter === 'characters' ? 1000000 : 1);
  return { rates: made, reasoningApart, tier };
}

/** How much of a meter is billed: a price per call counts at least one, and output leaves out what is billed apart. */
function quantityOf(usage: Usage, meter: Rate['meter'], reasoningApart: boolean): number {
  if (meter === 'calls') return Math.max(usage.calls, 1);
  return meter === 'output' && reasoningApart ? usage.output - usage.reasoning : usage[meter];
}

/**
 * Prices a usage. Exact until one rounding up to a nano-dollar at the very end.
 * `multiplier` is the group's, in millionths. A price per call counts at least one call.
 */
export function price(usage: Usage, sheet: PriceSheet, multiplier: bigint, context: PriceContext = {}): Charge {
  const card = cardOf(sheet, context.keptTokens ?? context.tierTokens ?? promptTokens(usage), context);
  const lines: ChargeLine[] = [];
  let sum = 0n;
  for (const { meter, rate, text, per } of card.rates) {
    const quantity = quantityOf(usage, meter, card.reasoningApart);
    if (quantity <= 0) continue;
    lines.push({ meter, quantity, rate: text, per });
    const scaled = BigInt(Math.round(quantity * 1000)) * rate;
    sum += per === 1 ? scaled * MILLION : scaled;
  }
  const factor = factorFor(sheet, multiplier, context);
  return {
    amount: ceilDivide(sum * factor, NANO_SCALE),
    lines,
    multiplier: formatMultiplier(factor),
    ...(card.tier === undefined ? {} : { tier: card.tier }),
  };
}

/** The group's multiplier times the factors of the request's attributes, in millionths. */
function factorFor(sheet: PriceSheet, multiplier: bigint, context: PriceContext): bigint {
  if (sheet.factors.size === 0 || context.attributes === undefined) return multiplier;
  return (multiplier * factorOf(sheet, context.attributes)) / MILLION;
}

const INPUT_METERS: ReadonlySet<string> = new Set([
  'input',
  'cacheRead',
  'cacheReadAudio',
  'cacheReadImage',
  'cacheWrite5m',
  'cacheWrite1h',
  'audioIn',
  'imageIn',
]);
const OUTPUT_METERS: ReadonlySet<string> = new Set(['output', 'reasoning', 'audioOut', 'imageOut']);
const worst = new WeakMap<RateCard, { readonly input: bigint; readonly output: bigint }>();

/** The dearest rates of a card on either side. */
function dearest(card: RateCard): { readonly input: bigint; readonly output: bigint } {
  let found = worst.get(card);
  if (found === undefined) {
    const most = (meters: ReadonlySet<string>): bigint =>
      card.rates.reduce((top, { meter, rate }) => (meters.has(meter) && rate > top ? rate : top), 0n);
    found = { input: most(INPUT_METERS), output: most(OUTPUT_METERS) };
    worst.set(card, found);
  }
  return found;
}

/** The dearest rates of every tier that a prompt of at most this length may fall into: a shorter one may be dearer. */
function dearestUpTo(
  sheet: PriceSheet,
  prompt: number,
  context: PriceContext,
): { readonly input: bigint; readonly output: bigint } {
  let most = dearest(cardOf(sheet, prompt, context));
  const mode = context.serviceTier === undefined ? undefined : sheet.modes.get(context.serviceTier);
  const tiers = mode === undefined ? sheet.tiers : [...sheet.tiers, ...mode.tiers];
  for (const { above } of tiers) {
    // At the end of a tier stands the tier below it.
    if (above >= prompt) continue;
    const { input, output } = dearest(cardOf(sheet, above, context));
    most = { input: input > most.input ? input : most.input, output: output > most.output ? output : most.output };
  }
  return most;
}

/**
 * Nano-dollars that a call can cost at most, given its estimate: every prompt token at the dearest input rate of any
 * tier that the prompt may reach, every output token at the dearest output rate, all units, rounded up.
 */
export function worstCase(
  estimated: WorstUsage,
  sheet: PriceSheet,
  multiplier: bigint,
  context: PriceContext = {},
): bigint {
  const { input, output } = dearestUpTo(sheet, estimated.promptTokens, context);
  const tokens =
    BigInt(estimated.promptTokens) * input + BigInt(estimated.maxOutputTokens) * BigInt(estimated.n) * output;
  const units =
    (sheet.unit.calls ?? 0n) +
    BigInt(estimated.searches) * (sheet.unit.searches ?? 0n) +
    BigInt(estimated.images) * (sheet.unit.images ?? 0n);
  return ceilDivide((tokens + units * MILLION) * QUANTITY_SCALE * factorFor(sheet, multiplier, context), NANO_SCALE);
}
