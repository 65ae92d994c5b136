// Prices as other gateways publish them, read into ours: ratios of the new-api family, and another Turnpike's list.

import type { PriceEntry } from '../ledger/price-sheet.ts';
import { fieldsOfRates } from '../ledger/price-sheet.ts';
import { MoneyError, parseMultiplier } from '../ledger/money.ts';
import { product } from '../ledger/product.ts';

/** A price that was found, or why there is none. */
export type Found =
  { readonly model: string; readonly entry: PriceEntry } | { readonly model: string; readonly why: string };

/** How a list is read. */
export interface Reading {
  /** What the source counts to a dollar; a ratio of 1 is a million of them divided by it (import-new-api.md §6). */
  readonly quotaPerUnit?: number;
  /** The group of the source whose factor is part of the price. */
  readonly group?: string;
  /** Whether a price for a call is one for each picture: the family multiplies it by their number. */
  isPicture(model: string): boolean;
}

type Json = Readonly<Record<string, unknown>>;

const USUAL_QUOTA = 500_000;
/** Anthropic's models are the ones that charge for writing a cache: unset, the family takes a quarter more. */
const USUAL_CACHE_WRITE = 1.25;
/** An hour's cache against five minutes' (import-new-api.md §6). */
const HOUR_BY_FIVE_MINUTES = 1.6;

/** The prices of a text that another gateway publishes. @throws MoneyError saying what the text is not */
export function readForeignPrices(text: string, reading: Reading): Found[] {
  const value = parse(text);
  const turnpike = rowsOf(value, 'items');
  if (turnpike !== undefined) return turnpike.map(row => ofTurnpike(row));
  const rows = rowsOf(value, 'data');
  if (rows?.some(row => 'model_name' in row) === true) return rows.map(row => ofPricing(row, value, reading));
  const options = rows ?? (Array.isArray(value) ? value.filter(isRecord) : undefined);
  if (options?.some(row => 'key' in row) === true) return ofRatios(tablesOfOptions(options), reading);
  const tables = isRecord(value) && isRecord(value['data']) ? value['data'] : value;
  if (isRecord(tables) && TABLES.some(names => names.some(name => isRecord(tables[name]))))
    return ofRatios(new Map(TABLES.map(names => [names[0], tableOf(tables, names)])), reading);
  throw new MoneyError('This is no list of prices: /api/pricing, /api/ratio_config, /api/option or /manage/v1/models.');
}

/** Each under its name at /api/ratio_config and among the options. */
const TABLES = [
  ['model_ratio', 'ModelRatio'],
  ['completion_ratio', 'CompletionRatio'],
  ['cache_ratio', 'CacheRatio'],
  ['create_cache_ratio', 'CreateCacheRatio'],
  ['model_price', 'ModelPrice'],
  ['image_ratio', 'ImageRatio'],
  ['audio_ratio', 'AudioRatio'],
  ['audio_completion_ratio', 'AudioCompletionRatio'],
  ['completion_ratio_meta', 'CompletionRatioMeta'],
] as const;
type Table = (typeof TABLES)[number][0];

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new MoneyError('This is no JSON.');
  }
}

function rowsOf(value: unknown, name: string): Json[] | undefined {
  const rows = isRecord(value) ? value[name] : undefined;
  return Array.isArray(rows) && rows.every(isRecord) ? rows : undefined;
}

/** A row of another Turnpike: rates by their meters. */
function ofTurnpike(row: Json): Found {
  const model = String(row['id'] ?? '');
  const price = row['price'];
  if (!isRecord(price)) return { model, why: 'it has no price there' };
  const texts = (table: unknown): Record<string, string> =>
    isRecord(table) ? Object.fromEntries(Object.entries(table).map(([name, rate]) => [name, String(rate)])) : {};
  const rates = fieldsOfRates({ ...texts(price['token']), ...texts(price['unit']) });
  if (Object.keys(rates).length === 0) return { model, why: 'it has no price that could be written here' };
  const tiers = Array.isArray(price['tiers']) ? price['tiers'].filter(isRecord) : [];
  const factors = isRecord(price['factors']) ? price['factors'] : {};
  return {
    model,
    entry: {
      rates,
      tiers: tiers.map(tier => ({ above: Number(tier['above']), rates: fieldsOfRates(texts(tier['token'])) })),
      factors: Object.fromEntries(Object.entries(factors).map(([name, values]) => [name, texts(values)])),
    },
  };
}

/** A row of /api/pricing, whose ratios are the effective ones. */
function ofPricing(row: Json, list: unknown, reading: Reading): Found {
  const model = String(row['model_name']);
  if (row['billing_mode'] === 'tiered_expr' || typeof row['billing_expr'] === 'string')
    return { model, why: 'its price there is an expression: write it by hand' };
  const groups = isRecord(list) && isRecord(list['group_ratio']) ? list['group_ratio'] : {};
  const factor = reading.group === undefined ? 1 : groups[reading.group];
  if (typeof factor !== 'number') return { model, why: `the group ${reading.group ?? ''} has no factor there` };
  const number = (name: string): number | undefined => numberOf(row[name]);
  if (Number(row['quota_type']) === 1) return perCall(model, number('model_price'), factor, reading);
  return perToken(
    model,
    {
      model_ratio: number('model_ratio'),
      completion_ratio: number('completion_ratio'),
      cache_ratio: number('cache_ratio'),
      create_cache_ratio: number('create_cache_ratio'),
      image_ratio: number('image_ratio'),
      audio_ratio: number('audio_ratio'),
      audio_completion_ratio: number('audio_completion_ratio'),
    },
    factor,
    reading,
  );
}

/** The tables of ratios; where both are there, the price for a call counts (import-new-api.md §6). */
function ofRatios(tables: ReadonlyMap<Table, Json>, reading: Reading): Found[] {
  const at = (table: Table, model: string): number | undefined => numberOf(tables.get(table)?.[model]);
  const models = new Set(
    (['model_price', 'model_ratio'] as const).flatMap(name => Object.keys(tables.get(name) ?? {})),
  );
  return [...models].map(model => {
    const price = at('model_price', model);
    if (price !== undefined) return perCall(model, price, 1, reading);
    const meta = tables.get('completion_ratio_meta')?.[model];
    const completion = (isRecord(meta) ? numberOf(meta['ratio']) : undefined) ?? at('completion_ratio', model);
    if (completion === undefined)
      return { model, why: 'its output ratio is not in the list: take /api/pricing, which has the one in force' };
    return perToken(
      model,
      {
        model_ratio: at('model_ratio', model),
        completion_ratio: completion,
        cache_ratio: at('cache_ratio', model),
        create_cache_ratio: at('create_cache_ratio', model),
        image_ratio: at('image_ratio', model),
        audio_ratio: at('audio_ratio', model),
        audio_completion_ratio: at('audio_completion_ratio', model),
      },
      1,
      reading,
    );
  });
}

function tablesOfOptions(options: readonly Json[]): ReadonlyMap<Table, Json> {
  return new Map(
    TABLES.flatMap(([name, key]) => {
      const text = options.find(option => option['key'] === key)?.['value'];
      const table = typeof text === 'string' && text !== '' ? parse(text) : undefined;
      return isRecord(table) ? [[name, table] as const] : [];
    }),
  );
}

function tableOf(tables: Json, names: readonly string[]): Json {
  return names.map(name => tables[name]).find(isRecord) ?? {};
}

function perCall(model: string, price: number | undefined, factor: number, reading: Reading): Found {
  if (price === undefined || price < 0) return { model, why: 'it has no price there' };
  const field = reading.isPicture(model) ? 'image' : 'call';
  return { model, entry: { rates: { [field]: product(price, factor) }, tiers: [], factors: {} } };
}

type Ratios = Readonly<Partial<Record<Table, number | undefined>>>;

function perToken(model: string, ratios: Ratios, factor: number, reading: Reading): Found {
  const { model_ratio: ratio, completion_ratio: completion = 1, cache_ratio: cache } = ratios;
  if (ratio === undefined || ratio < 0) return { model, why: 'it has no price there' };
  const base = [1_000_000 / (reading.quotaPerUnit ?? USUAL_QUOTA), ratio, factor];
  const written = ratios.create_cache_ratio ?? (/claude/i.test(model) ? USUAL_CACHE_WRITE : undefined);
  const { image_ratio: image, audio_ratio: audio, audio_completion_ratio: spoken } = ratios;
  // A ratio of 0 stands for «not set» where the family writes its rows.
  const rates: Record<string, string> = {
    input: product(...base),
    output: product(...base, completion),
    ...(isSet(cache) ? { cache_read: product(...base, cache) } : {}),
    ...(isSet(written)
      ? {
          cache_write: product(...base, written),
          cache_write_1h: product(...base, written, HOUR_BY_FIVE_MINUTES),
        }
      : {}),
    ...(isSet(image) ? { image_input: product(...base, image) } : {}),
    ...(isSet(audio) ? { audio_input: product(...base, audio) } : {}),
    ...(isSet(audio) && isSet(spoken) ? { audio_output: product(...base, audio, spoken) } : {}),
  };
  return { model, entry: { rates, tiers: [], factors: {} } };
}

function isSet(ratio: number | undefined): ratio is number {
  return ratio !== undefined && ratio > 0;
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A price times a factor such as "1.2". @throws MoneyError */
export function marked({ rates, tiers, factors }: PriceEntry, factor: string): PriceEntry {
  parseMultiplier(factor, 'markup');
  const all = (table: Readonly<Record<string, string>>): Record<string, string> =>
    Object.fromEntries(Object.entries(table).map(([field, rate]) => [field, product(rate, factor)]));
  return { rates: all(rates), tiers: tiers.map(tier => ({ above: tier.above, rates: all(tier.rates) })), factors };
}
