// The stored form of a price: what it is now, and what it will be from which time on.

import { Type, type Static } from 'typebox';
import { Compile } from 'typebox/compile';
import { sheetOf, type PriceEntry } from '../ledger/price-sheet.ts';
import type { PriceSheet } from '../ledger/price.ts';
import type { DocumentRow } from '../store/store.ts';
import type { DeclaredPrice } from './config.ts';

const Rates = Type.Record(Type.String(), Type.String());
const FIELDS = {
  rates: Rates,
  tiers: Type.Array(Type.Object({ above: Type.Number(), rates: Rates })),
  factors: Type.Record(Type.String(), Rates),
};
export const PriceFields = Type.Object(FIELDS);
const PriceDocument = Type.Object({
  ...FIELDS,
  /** Milliseconds since the epoch, from when on each holds, ascending. */
  next: Type.Optional(Type.Array(Type.Object({ from: Type.Number(), ...FIELDS }))),
});
const check = Compile(PriceDocument);

/** A price that holds from a time on, milliseconds since the epoch. */
export interface DatedPrice extends PriceEntry {
  readonly from: number;
}

/** A price with what it will be. */
export interface PricePlan {
  /** The operator's price without a date; undefined where he has none. */
  readonly base: PriceEntry | undefined;
  /** Ascending by their times. */
  readonly next: readonly DatedPrice[];
}

const NONE: PriceEntry = { rates: {}, tiers: [], factors: {} };

/** A price in its stored form. */
export function priceBody({ rates, tiers, factors }: PriceEntry): Static<typeof PriceFields> {
  const kept = tiers.map(tier => ({ above: tier.above, rates: { ...tier.rates } }));
  const values = Object.entries(factors).map(([attribute, each]) => [attribute, { ...each }] as const);
  return { rates: { ...rates }, tiers: kept, factors: Object.fromEntries(values) };
}

/** The document of a declared price. */
export function priceDocument({ model, ...entry }: DeclaredPrice): Omit<DocumentRow, 'id' | 'declared'> {
  return planDocument(model, { base: entry, next: [] });
}

/** The document of a price with what it will be. */
export function planDocument(model: string, { base, next }: PricePlan): Omit<DocumentRow, 'id' | 'declared'> {
  const dated = next.map(({ from, ...entry }) => ({ from, ...priceBody(entry) }));
  const body: Static<typeof PriceDocument> = {
    ...priceBody(base ?? NONE),
    ...(dated.length === 0 ? {} : { next: dated.sort((left, right) => left.from - right.from) }),
  };
  return { kind: 'price', name: model, body: JSON.stringify(body) };
}

/** The price of a document with what it will be. @throws Error when it is malformed */
export function readPlan(row: DocumentRow): PricePlan {
  const { next = [], ...base } = check.Parse(JSON.parse(row.body));
  // What sets no price at all is none: it would be free otherwise.
  const isNone = Object.keys(base.rates).length === 0 && base.tiers.length === 0;
  return { base: isNone ? undefined : base, next };
}

/** A price as the file writes it, without its model. */
export function entryWords({ rates, tiers, factors }: PriceEntry): Readonly<Record<string, unknown>> {
  return {
    ...rates,
    ...(tiers.length === 0 ? {} : { tiers: tiers.map(tier => ({ above: tier.above, ...tier.rates })) }),
    ...(Object.keys(factors).length === 0 ? {} : { factors }),
  };
}

/** What of a plan holds at a time, milliseconds since the epoch. */
export function priceAt({ base, next }: PricePlan, now: number): PriceEntry | undefined {
  return next.findLast(({ from }) => from <= now) ?? base;
}

/** The price of a document at a time; undefined while it sets none. @throws Error when it is malformed */
export function readPriceDocument(row: DocumentRow, now: number): PriceSheet | undefined {
  const entry = priceAt(readPlan(row), now);
  return entry === undefined ? undefined : sheetOf(entry);
}

/** When prices change by themselves next, after a time; undefined for never. */
export function nextChange(rows: readonly DocumentRow[], now: number): number | undefined {
  const times = rows.filter(row => row.kind === 'price' && row.body.includes('"next"')).flatMap(timesOf);
  const later = times.filter(time => time > now);
  return later.length === 0 ? undefined : Math.min(...later);
}

function timesOf(row: DocumentRow): number[] {
  try {
    return readPlan(row).next.map(({ from }) => from);
  } catch {
    // It is left out of the world too, which tells the operator.
    return [];
  }
}
