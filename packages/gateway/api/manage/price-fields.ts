// A price in the management API: the fields of the file, what it will be, and what a model costs at each channel.

import { Failure } from '@turnpike/protocols/failures';
import { Type, type Static } from 'typebox';
import { entryWords, planDocument, readPlan, type PricePlan } from '../../config/price-document.ts';
import { readPrice } from '../../config/sections.ts';
import { readAs } from '../../config/words.ts';
import { formatMultiplier, MILLION } from '../../ledger/money.ts';
import { entryOf, PRICE_FIELDS, TIER_FIELDS, type PriceEntry } from '../../ledger/price-sheet.ts';
import { upstreamOf } from '../../routing/mapping.ts';
import type { DocumentRow } from '../../store/store.ts';
import type { Channel, World } from '../../world.ts';
import type { Services } from '../services.ts';
import { PriceView, viewPrice } from './models.ts';
import { Time, Usd, usd } from './schemas.ts';

const Rate = Type.String({ maxLength: 30, pattern: '^\\d{1,9}(\\.\\d{1,12})?$', examples: ['0.25'] });
const rates = (fields: readonly string[]) => Object.fromEntries(fields.map(field => [field, Type.Optional(Rate)]));
const PLAIN = PRICE_FIELDS.filter(field => field !== 'tiers' && field !== 'factors');

/** The fields of a price as the file has them: USD per million tokens or characters, USD each for the rest. */
export const PriceWords = Type.Object(
  {
    ...rates(PLAIN),
    tiers: Type.Optional(
      Type.Array(
        Type.Object(
          { ...rates(TIER_FIELDS), above: Type.Integer({ minimum: 0, description: 'Tokens of the prompt.' }) },
          { additionalProperties: false },
        ),
        { maxItems: 20 },
      ),
    ),
    factors: Type.Optional(Type.Record(Type.String(), Type.Record(Type.String(), Rate))),
  },
  { additionalProperties: false },
);

export const ModelName = Type.String({ minLength: 1, maxLength: 256, pattern: '^[^\\u0000-\\u0020\\u007f]+$' });

/** Words as they are shown: the reader has checked what is stored. */
export function wordsOfEntry(entry: PriceEntry): Static<typeof PriceWords> {
  return entryWords(entry);
}

/** The price of words. @throws Failure naming the field at fault */
export function readEntry(model: string, words: Readonly<Record<string, unknown>>): PriceEntry {
  const { model: _model, ...entry } = readAs('price', { ...words, model }, readPrice);
  return entry;
}

export const CostView = Type.Object({
  channel_id: Type.Integer(),
  channel: Type.String(),
  source: Type.Unsafe<'channel' | 'list' | 'unknown'>({ enum: ['channel', 'list', 'unknown'] }),
  factor: Type.String({ description: 'Of the list price.' }),
  price: Type.Union([PriceView, Type.Null()]),
});

/** What a model costs the operator at a channel. */
export function costAt(world: World, channel: Channel, model: string): Static<typeof CostView> {
  const upstream = upstreamOf(channel, model);
  const agreed = channel.costs?.get(upstream) ?? channel.costs?.get(model);
  const list = (world.model(upstream) ?? world.model(model))?.price;
  const factor = BigInt(Math.round((channel.options?.cost ?? 1) * Number(MILLION)));
  const price = agreed ?? list;
  return {
    channel_id: channel.id,
    channel: channel.name,
    source: agreed !== undefined ? 'channel' : list !== undefined ? 'list' : 'unknown',
    factor: agreed !== undefined ? '1' : formatMultiplier(factor),
    price: price === undefined ? null : viewPrice(price),
  };
}

const Sold = Type.Object({
  group: Type.String(),
  calls: Type.Integer(),
  amount: Type.String(),
  cost: Type.String(),
  margin: Type.String(),
});

export const PriceRow = Type.Object({
  model: Type.String(),
  title: Type.String(),
  provider: Type.String(),
  kind: Type.String(),
  groups: Type.Array(Type.String(), { description: 'Groups in which a channel serves it.' }),
  list: Type.Union([PriceView, Type.Null()], { description: 'The catalog’s price.' }),
  sale: Type.Union([PriceView, Type.Null()], { description: 'The price in force; null where nobody can call it.' }),
  written: Type.Union([PriceWords, Type.Null()], { description: 'The operator’s own price without a date.' }),
  current: Type.Union([PriceWords, Type.Null()], { description: 'The price in force, in the fields of the file.' }),
  next: Type.Array(Type.Object({ from: Time, price: PriceWords }), { description: 'What it will be, or came to be.' }),
  declared: Type.Boolean({ description: 'Declared in the configuration file, so read-only here.' }),
  place: Type.Union([Type.String(), Type.Null()]),
  costs: Type.Array(CostView),
  sold: Type.Array(Sold, { description: 'Of the last 30 days, by group.' }),
  earned: Usd,
});

/** What was sold of models in groups. */
export interface SoldRow {
  readonly model?: string;
  readonly group?: string;
  readonly calls: number;
  readonly amount: bigint;
  readonly cost: bigint;
}

/** The row of a model; `document` is the operator's price, `sold` only its own rows. */
export function priceRow(
  services: Services,
  model: string,
  document: DocumentRow | undefined,
  sold: readonly SoldRow[],
): Static<typeof PriceRow> {
  const world = services.world();
  const known = world.model(model);
  const sale = world.price(model);
  const groups = [...world.groups.keys()].filter(group => world.candidates(model, group).length > 0);
  const channels = new Map(groups.flatMap(group => world.candidates(model, group).map(one => [one.id, one] as const)));
  const plan = document === undefined ? undefined : readPlan(document);
  const declared = document?.declared ?? false;
  return {
    model,
    title: known?.title ?? model,
    provider: known?.provider ?? '',
    kind: known?.kind ?? 'chat',
    groups,
    list: known?.price === undefined ? null : viewPrice(known.price),
    sale: sale === undefined ? null : viewPrice(sale),
    written: plan?.base === undefined ? null : wordsOfEntry(plan.base),
    current: sale === undefined ? null : wordsOfEntry(entryOf(sale)),
    next: plan?.next.map(({ from, ...entry }) => ({ from, price: wordsOfEntry(entry) })) ?? [],
    declared,
    place: declared ? (services.places().get(`prices ${model}`) ?? null) : null,
    costs: [...channels.values()].filter(({ id }) => id !== 0).map(channel => costAt(world, channel, model)),
    sold: sold.map(({ group = '', calls, amount, cost }) => ({
      group,
      calls,
      amount: usd(amount),
      cost: usd(cost),
      margin: usd(amount - cost),
    })),
    earned: usd(sold.reduce((sum, { amount, cost }) => sum + amount - cost, 0n)),
  };
}

/** The document of a changed plan; undefined where nothing is left of it. */
export function documentOfPlan(model: string, plan: PricePlan): Omit<DocumentRow, 'id'> | undefined {
  if (plan.base === undefined && plan.next.length === 0) return undefined;
  return { ...planDocument(model, plan), declared: false };
}

/** @throws Failure where the file declares the price */
export function checkPriceNotDeclared(services: Services, row: DocumentRow | undefined): void {
  if (row?.declared !== true) return;
  const place = services.places().get(`prices ${row.name}`) ?? 'the configuration file';
  throw new Failure('declared_in_file', `The price of ${row.name} is declared at ${place}. Change it there.`, {
    param: 'model',
  });
}
