// Makes price sheets: from the operator's `prices:` entries and from the catalog's rows.

import type { PriceSheet, TokenRates, UnitCondition, UnitRates } from './price.ts';
import { pixelConditions } from './conditions.ts';
import { formatMultiplier, formatRate, MoneyError, parseMultiplier, parseRate } from './money.ts';

type TokenMeter = keyof TokenRates;
type UnitMeter = keyof UnitRates;

/** The token fields of an operator's price (design §8), USD per million tokens. */
const TOKEN_FIELDS: Readonly<Record<string, TokenMeter>> = {
  input: 'input',
  output: 'output',
  cache_read: 'cacheRead',
  cache_read_audio: 'cacheReadAudio',
  cache_read_image: 'cacheReadImage',
  cache_write: 'cacheWrite5m',
  cache_write_1h: 'cacheWrite1h',
  audio_input: 'audioIn',
  audio_output: 'audioOut',
  image_input: 'imageIn',
  image_output: 'imageOut',
};

/** The unit fields of an operator's price with what a unit is divided into: USD each, but characters per million. */
const UNIT_FIELDS: Readonly<Record<string, readonly [UnitMeter, bigint]>> = {
  call: ['calls', 1n],
  image: ['images', 1n],
  second: ['seconds', 1n],
  minute: ['seconds', 60n],
  page: ['pages', 1n],
  search: ['searches', 1n],
  characters: ['characters', 1n],
};

/** Every field that a price entry may have, besides `model`. */
export const PRICE_FIELDS: readonly string[] = [
  ...Object.keys(TOKEN_FIELDS),
  ...Object.keys(UNIT_FIELDS),
  'tiers',
  'factors',
];
/** Every field that a tier may have. */
export const TIER_FIELDS: readonly string[] = ['above', ...Object.keys(TOKEN_FIELDS)];

/** A price as written by the operator, its shape already checked. */
export interface PriceEntry {
  readonly rates: Readonly<Record<string, string>>;
  readonly tiers: readonly { readonly above: number; readonly rates: Readonly<Record<string, string>> }[];
  readonly factors: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

function tokenRates(rates: Readonly<Record<string, string>>): TokenRates {
  const result: Partial<Record<TokenMeter, bigint>> = {};
  for (const [field, value] of Object.entries(rates)) {
    const meter = TOKEN_FIELDS[field];
    if (meter !== undefined) result[meter] = parseRate(value, field);
  }
  return result;
}

function unitRates(rates: Readonly<Record<string, string>>): UnitRates {
  const result: Partial<Record<UnitMeter, bigint>> = {};
  for (const [field, value] of Object.entries(rates)) {
    const unit = UNIT_FIELDS[field];
    if (unit === undefined) continue;
    const [meter, divisor] = unit;
    const rate = parseRate(value, field);
    if (rate % divisor !== 0n)
      throw new MoneyError(`${field} cannot be divided exactly into seconds: ${formatRate(rate)} USD a minute`);
    result[meter] = rate / divisor;
  }
  return result;
}

/** Makes the sheet of an operator's entry. @throws MoneyError naming the field. */
export function sheetOf(entry: PriceEntry): PriceSheet {
  const token = tokenRates(entry.rates);
  const unit = unitRates(entry.rates);
  const tiers = entry.tiers.map(tier => ({ above: tier.above, token: tokenRates(tier.rates) }));
  const factors = new Map(
    Object.entries(entry.factors).map(([attribute, values]) => [
      attribute,
      new Map(
        Object.entries(values).map(([value, factor]) => [
          value,
          parseMultiplier(factor, `factors.${attribute}.${value}`),
        ]),
      ),
    ]),
  );
  return sheet('operator', token, unit, tiers, new Map(), factors);
}

/** The field of an operator's price that a meter is set by, and what a unit of it is multiplied with. */
const METER_FIELDS: ReadonlyMap<string, string> = new Map([
  ...Object.entries(TOKEN_FIELDS).map(([field, meter]) => [meter, field] as const),
  ...Object.entries(UNIT_FIELDS)
    .filter(([, [, divisor]]) => divisor === 1n)
    .map(([field, [meter]]) => [meter, field] as const),
]);

/** Rates by the fields of an operator's price; meters that none of them sets are left out. */
export function fieldsOfRates(rates: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(rates).flatMap(([meter, rate]) => {
      const field = METER_FIELDS.get(meter);
      return field === undefined ? [] : [[field, rate]];
    }),
  );
}

/** A sheet as an operator would write it. What he cannot write is left out: service tiers, conditions, storage. */
export function entryOf({ token, unit, tiers, factors }: PriceSheet): PriceEntry {
  const written = (rates: Readonly<Record<string, bigint | undefined>>): Record<string, string> =>
    fieldsOfRates(
      Object.fromEntries(
        Object.entries(rates).flatMap(([meter, rate]) => (rate === undefined ? [] : [[meter, formatRate(rate)]])),
      ),
    );
  return {
    rates: written({ ...token, ...unit }),
    tiers: tiers.map(tier => ({ above: tier.above, rates: written({ ...tier.token }) })),
    factors: Object.fromEntries(
      [...factors].map(([attribute, values]) => [
        attribute,
        Object.fromEntries([...values].map(([value, factor]) => [value, formatMultiplier(factor)])),
      ]),
    ),
  };
}

function sheet(
  source: PriceSheet['source'],
  token: TokenRates,
  unit: UnitRates,
  tiers: PriceSheet['tiers'],
  modes: PriceSheet['modes'],
  factors: PriceSheet['factors'],
): PriceSheet {
  const ordered = [...tiers].sort((left, right) => left.above - right.above);
  const rates = [token, unit, ...tiers.map(tier => tier.token)].flatMap(table => Object.values(table));
  return { source, token, unit, tiers: ordered, modes, factors, free: rates.every(rate => rate === 0n) };
}

/** The catalog's names of token rates that have a meter of their own. */
const CATALOG_TOKENS: Readonly<Record<string, TokenMeter>> = {
  input: 'input',
  output: 'output',
  cache_read: 'cacheRead',
  cache_read_audio: 'cacheReadAudio',
  cache_read_image: 'cacheReadImage',
  cache_write: 'cacheWrite5m',
  cache_write_1h: 'cacheWrite1h',
  output_reasoning: 'reasoning',
  input_audio: 'audioIn',
  output_audio: 'audioOut',
  input_image: 'imageIn',
  output_image: 'imageOut',
};

/** The catalog's units that are metered as they stand. Others (megapixels, predictions) belong to their own APIs. */
const CATALOG_UNITS: Readonly<Record<string, UnitMeter>> = {
  image: 'images',
  output_second: 'seconds',
  input_second: 'seconds',
  '1M_characters': 'characters',
  query: 'calls',
  request: 'calls',
  prediction: 'calls',
  video: 'calls',
  page: 'pages',
};

/** The priced part of a catalog row. */
export interface CatalogPrice {
  readonly provider?: string;
  readonly id?: string;
  readonly kind?: string;
  readonly token?: Readonly<Record<string, string>>;
  readonly tiers?: readonly { readonly over: number; readonly token: Readonly<Record<string, string>> }[];
  readonly modes?: Readonly<Record<string, Pick<CatalogPrice, 'token' | 'tiers'>>>;
  readonly unit?: readonly {
    readonly per: string;
    readonly usd: string;
    readonly when?: Readonly<Record<string, unknown>>;
  }[];
  readonly out?: readonly string[];
  readonly tool_fees?: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
}

function catalogTokens(rates: Readonly<Record<string, string>> | undefined): TokenRates {
  const result: Partial<Record<TokenMeter, bigint>> = {};
  for (const [name, value] of Object.entries(rates ?? {})) {
    const meter = CATALOG_TOKENS[name];
    if (meter !== undefined) result[meter] = parseRate(value);
  }
  return result;
}

/** What Google takes for a million tokens that it keeps for an hour (gemini-native-media.md §7). */
function storageOf(row: CatalogPrice, rates: TokenRates): { storage?: bigint } {
  const keeps = row.provider === 'google' && row.kind === 'chat' && rates.cacheRead !== undefined;
  return keeps ? { storage: parseRate(/pro/.test(row.id ?? '') ? '4.5' : '1') } : {};
}

function catalogTiers(tiers: CatalogPrice['tiers']): PriceSheet['tiers'] {
  return (tiers ?? []).map(tier => ({ above: tier.over, token: catalogTokens(tier.token) }));
}

/** Search fees by provider where the catalog's row names none, USD each (web-search.md §6); the first that fits. */
const SEARCH_FEES: readonly (readonly [provider: string, model: RegExp, usd: string])[] = [
  ['openai', /^gpt-4(o|\.1)/, '0.025'],
  ['openai', /^(gpt-[5-9]|o\d)/, '0.01'],
  ['anthropic', /^claude/, '0.01'],
  ['google', /^gemini-[12]/, '0.035'],
  ['google', /^gemini/, '0.014'],
];

function usualSearchFee({ provider, id, kind }: CatalogPrice): string | undefined {
  if (kind !== 'chat') return undefined;
  return SEARCH_FEES.find(([sells, model]) => sells === provider && model.test(id ?? ''))?.[2];
}

/** The rates that hold under conditions: a row's, and those of pixels by the resolution that is made. */
function catalogConditions(row: CatalogPrice): readonly UnitCondition[] {
  return (row.unit ?? []).flatMap(({ per, usd, when }) => {
    if (per === 'megapixel_1e6' && when === undefined && row.out?.includes('video') === true)
      return pixelConditions(usd);
    const meter = CATALOG_UNITS[per];
    if (meter === undefined || when === undefined) return [];
    const words = Object.entries(when).map(([name, value]) => [name, String(value)] as const);
    return [{ meter, rate: parseRate(usd), when: Object.fromEntries(words) }];
  });
}

/** A picture sold by its pixels is of about 1080p at makers that let nobody choose: an assumption (luma.md names no sizes). */
const PICTURE_PIXELS = 1920n * 1080n;

function catalogUnits(row: CatalogPrice): UnitRates {
  const result: Partial<Record<UnitMeter, bigint>> = {};
  for (const { per, usd, when } of row.unit ?? []) {
    if (per === 'megapixel_1e6' && when === undefined && row.kind === 'image' && row.provider === 'luma')
      result.images = (parseRate(usd) * PICTURE_PIXELS) / 1_000_000n;
    const meter = CATALOG_UNITS[per];
    // A voice that is paid by its tokens of sound has the same price told by the second, too.
    if (per === 'input_second' && row.kind === 'realtime' && row.token?.['input_audio'] !== undefined) continue;
    // Rows with conditions belong to the media that know their conditions; the default row is the plain price.
    if (meter !== undefined && when === undefined) result[meter] = parseRate(usd);
  }
  const search = row.tool_fees?.['web_search'];
  // Where a fee depends on the context size, the middle one is the default size of the providers.
  const fee = (typeof search === 'object' ? search['medium'] : search) ?? usualSearchFee(row);
  if (fee !== undefined) result.searches = parseRate(fee);
  return result;
}

/** The sheet of a catalog row; undefined when the row has no price at all. */
export function sheetFromCatalog(row: CatalogPrice): PriceSheet | undefined {
  const token = catalogTokens(row.token);
  const unit = catalogUnits(row);
  const { searches: _fee, ...priced } = unit;
  // Moderation is free at its providers, and has no row of prices (moderations.md).
  if (row.kind === 'moderation' && Object.keys(token).length === 0)
    return sheet('catalog', { input: 0n }, {}, [], new Map(), new Map());
  const conditions = catalogConditions(row);
  if (Object.keys(token).length === 0 && Object.keys(priced).length === 0 && conditions.length === 0) return undefined;
  const modes = new Map(
    Object.entries(row.modes ?? {}).map(([name, mode]) => [
      name,
      { token: catalogTokens(mode.token), tiers: catalogTiers(mode.tiers) },
    ]),
  );
  const made = {
    ...sheet('catalog', token, unit, catalogTiers(row.tiers), modes, new Map()),
    ...storageOf(row, token),
  };
  return conditions.length === 0
    ? made
    : { ...made, conditions, free: made.free && conditions.every(({ rate }) => rate === 0n) };
}
