// Prices taken over from the catalog or another gateway: first the difference, then what was chosen of it.

import { Failure } from '@turnpike/protocols/failures';
import { Type, type Static } from 'typebox';
import { loadCatalog } from '../../catalog/catalog.ts';
import { marked, readForeignPrices, type Found, type Reading } from '../../catalog/foreign-prices.ts';
import { readPlan } from '../../config/price-document.ts';
import { FetchFault } from '../../http/guarded-fetch.ts';
import { MoneyError } from '../../ledger/money.ts';
import { entryOf, type PriceEntry } from '../../ledger/price-sheet.ts';
import type { DocumentRow } from '../../store/store.ts';
import type { Services } from '../services.ts';
import { operation, type Operation } from './operation.ts';
import {
  checkPriceNotDeclared,
  documentOfPlan,
  ModelName,
  PriceWords,
  readEntry,
  wordsOfEntry,
} from './price-fields.ts';
import { priceDocuments } from './prices.ts';
import { strict } from './schemas.ts';

const PRICES = 'Prices';
const MAX_ROWS = 5_000;
const MAX_TEXT = 8_000_000;

const SOURCES = ['catalog', 'gateway', 'text'] as const;
const STATES = ['new', 'changed', 'same', 'declared'] as const;

const DifferenceRow = Type.Object({
  model: Type.String(),
  state: Type.Unsafe<(typeof STATES)[number]>({ enum: [...STATES] }),
  served: Type.Boolean({ description: 'Whether a channel serves it now.' }),
  before: Type.Union([PriceWords, Type.Null()], {
    description: 'What holds now, the catalog’s where there is no other.',
  }),
  after: PriceWords,
});

const Wanted = strict({
  source: Type.Unsafe<(typeof SOURCES)[number]>({ enum: [...SOURCES] }),
  url: Type.Optional(
    Type.String({ maxLength: 500, description: 'Of a gateway of the new-api family, or a Turnpike.' }),
  ),
  text: Type.Optional(Type.String({ maxLength: MAX_TEXT, description: 'What such a gateway answers.' })),
  group: Type.Optional(
    Type.String({ maxLength: 100, description: 'The group there whose factor is part of the price.' }),
  ),
  quota_per_unit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000_000 })),
  markup: Type.Optional(Type.String({ maxLength: 20, description: 'A factor on every price, such as "1.2".' })),
});

function wrong(param: string, message: string): Failure {
  return new Failure('invalid_request', `${param}: ${message}.`, { param });
}

/** What stands at an address of another gateway, or why it cannot be had. */
async function fetched(services: Services, url: string): Promise<string | FetchFault> {
  try {
    return (await services.media.get(url)).bytes.toString('utf8');
  } catch (error) {
    if (error instanceof FetchFault) return error;
    throw error;
  }
}

/** The lists that gateways publish, the fuller one first. */
const LISTS = ['/manage/v1/models', '/api/pricing', '/api/ratio_config'];

async function pricesAt(services: Services, address: string, how: Reading): Promise<Found[]> {
  const url = URL.parse(address);
  if (url === null || url.origin === 'null') throw wrong('url', 'must be an address such as https://api.example.com');
  // The address of a list itself is understood too.
  const path = url.pathname.replace(/\/+$/, '');
  const named = LISTS.find(list => path.endsWith(list));
  const base = url.origin + (named === undefined ? path : path.slice(0, -named.length));
  let fault = 'it publishes no prices';
  const quota = how.quotaPerUnit ?? (await quotaAt(services, base));
  for (const list of named === undefined ? LISTS : [named]) {
    const text = await fetched(services, base + list);
    if (text instanceof FetchFault) {
      fault = text.message;
      continue;
    }
    try {
      return readForeignPrices(text, { ...how, ...(quota === undefined ? {} : { quotaPerUnit: quota }) });
    } catch (error) {
      if (!(error instanceof MoneyError)) throw error;
    }
  }
  throw wrong('url', `cannot be read: ${fault}`);
}

/** What a gateway of the new-api family counts to a dollar, where it says so. */
async function quotaAt(services: Services, base: string): Promise<number | undefined> {
  const text = await fetched(services, `${base}/api/status`);
  const said = text instanceof FetchFault ? undefined : /"quota_per_unit":\s*(\d+)/.exec(text)?.[1];
  return said === undefined || said === '0' ? undefined : Number(said);
}

/** The catalog's prices of what channels serve. */
function pricesOfCatalog(services: Services): Found[] {
  const world = services.world();
  const served = new Set([...world.groups.keys()].flatMap(group => world.modelsOf(group)));
  return [...served].sort().flatMap(model => {
    const sheet = world.model(model)?.price;
    return sheet === undefined ? [] : [{ model, entry: entryOf(sheet) }];
  });
}

async function found(services: Services, wanted: Static<typeof Wanted>): Promise<Found[]> {
  const catalog = loadCatalog();
  const how: Reading = {
    isPicture: model => catalog.find(model)?.kind === 'image',
    ...(wanted.group === undefined || wanted.group === '' ? {} : { group: wanted.group }),
    ...(wanted.quota_per_unit === undefined ? {} : { quotaPerUnit: wanted.quota_per_unit }),
  };
  switch (wanted.source) {
    case 'catalog':
      return pricesOfCatalog(services);
    case 'gateway':
      return pricesAt(services, wanted.url ?? '', how);
    case 'text':
      try {
        return readForeignPrices(wanted.text ?? '', how);
      } catch (error) {
        if (error instanceof MoneyError) throw wrong('text', error.message.replace(/\.$/, ''));
        throw error;
      }
  }
}

function same(left: PriceEntry | undefined, right: PriceEntry): boolean {
  const text = (entry: PriceEntry): string => {
    const sorted = (table: Readonly<Record<string, unknown>>): unknown =>
      Object.entries(table).sort(([a], [b]) => (a < b ? -1 : 1));
    return JSON.stringify([
      sorted(entry.rates),
      entry.tiers.map(tier => [tier.above, sorted(tier.rates)]),
      sorted(entry.factors),
    ]);
  };
  return left !== undefined && text(left) === text(right);
}

function difference(
  services: Services,
  model: string,
  after: PriceEntry,
  document: DocumentRow | undefined,
): Static<typeof DifferenceRow> {
  const world = services.world();
  const sheet = world.price(model);
  const before = sheet === undefined ? undefined : entryOf(sheet);
  const state = same(before, after) ? 'same' : before === undefined ? 'new' : 'changed';
  return {
    model,
    state: document?.declared === true && state !== 'same' ? 'declared' : state,
    served: world.knows(model),
    before: before === undefined ? null : wordsOfEntry(before),
    after: wordsOfEntry(after),
  };
}

export const priceImports: readonly Operation[] = [
  operation({
    method: 'POST',
    path: '/price-differences',
    id: 'comparePrices',
    tag: PRICES,
    summary: 'Compares the prices in force with those of the catalog or of another gateway; changes nothing.',
    who: 'prices.write',
    body: Wanted,
    answer: Type.Object({
      items: Type.Array(DifferenceRow),
      skipped: Type.Array(Type.Object({ model: Type.String(), why: Type.String() })),
    }),
    async handle(_caller, { body }, { services }) {
      const documents = await priceDocuments(services);
      const markup = body.markup === undefined || body.markup === '' ? '1' : body.markup;
      const items: Static<typeof DifferenceRow>[] = [];
      const skipped: { model: string; why: string }[] = [];
      for (const one of (await found(services, body)).slice(0, MAX_ROWS)) {
        if ('why' in one) skipped.push(one);
        else items.push(difference(services, one.model, mark(one.entry, markup), documents.get(one.model)));
      }
      return { items, skipped };
    },
  }),
  operation({
    method: 'POST',
    path: '/price-imports',
    id: 'importPrices',
    tag: PRICES,
    summary: 'Sets the prices that were chosen from a difference: all of them, or none where one is wrong.',
    who: 'prices.write',
    body: strict({
      items: Type.Array(strict({ model: ModelName, price: PriceWords }), { minItems: 1, maxItems: MAX_ROWS }),
    }),
    answer: Type.Object({ changed: Type.Integer() }),
    async handle(_caller, { body }, { services, change }) {
      const documents = await priceDocuments(services);
      const rows = body.items.map(({ model, price }) => {
        const before = documents.get(model);
        checkPriceNotDeclared(services, before);
        const plan = before === undefined ? { base: undefined, next: [] } : readPlan(before);
        const next = plan.next.filter(({ from }) => from > Date.now());
        return { model, plan, base: readEntry(model, price), next };
      });
      const drafts = rows.flatMap(({ model, base, next }) => documentOfPlan(model, { base, next }) ?? []);
      await services.store.documents.putAll(drafts);
      await services.refresh();
      const log = (entry: PriceEntry | undefined) => (entry === undefined ? null : wordsOfEntry(entry));
      await change(
        'price.import',
        'prices',
        Object.fromEntries(rows.map(({ model, plan }) => [model, log(plan.base)])),
        Object.fromEntries(rows.map(({ model, base }) => [model, log(base)])),
      );
      return { changed: rows.length };
    },
  }),
];

function mark(entry: PriceEntry, markup: string): PriceEntry {
  if (markup === '1') return entry;
  try {
    return marked(entry, markup);
  } catch (error) {
    if (error instanceof MoneyError) throw wrong('markup', error.message.replace(/^markup /, ''));
    throw error;
  }
}
