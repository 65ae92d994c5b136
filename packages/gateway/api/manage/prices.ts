// Prices: what each model costs, sells for and earns; changed now or from a date on.

import { Failure } from '@turnpike/protocols/failures';
import { Type } from 'typebox';
import { readPlan, type PricePlan } from '../../config/price-document.ts';
import { formatMultiplier } from '../../ledger/money.ts';
import type { DocumentRow } from '../../store/store.ts';
import { reading } from '../reading.ts';
import type { Services } from '../services.ts';
import { operation, type Operation } from './operation.ts';
import {
  checkPriceNotDeclared,
  documentOfPlan,
  ModelName,
  priceRow,
  PriceRow,
  PriceWords,
  readEntry,
  type SoldRow,
  wordsOfEntry,
} from './price-fields.ts';
import { strict, Time } from './schemas.ts';

const PRICES = 'Prices';
const DAY_MS = 24 * 3600 * 1000;
const SOLD_DAYS = 30;
/** Dated prices that one model may have. */
const MAX_NEXT = 20;

/** The operator's prices, by their models. */
export async function priceDocuments(services: Services): Promise<ReadonlyMap<string, DocumentRow>> {
  const rows = await reading(services, () => services.store.documents.all());
  return new Map(rows.filter(row => row.kind === 'price').map(row => [row.name, row]));
}

/** What was sold of the last days, by the models. */
async function soldByModel(services: Services): Promise<ReadonlyMap<string, readonly SoldRow[]>> {
  const now = Date.now();
  const rows = await reading(services, () =>
    services.store.records.usage({
      from: now - SOLD_DAYS * DAY_MS,
      to: now,
      step: 'total',
      by: ['model', 'group'],
      limit: 20_000,
    }),
  );
  return Map.groupBy(rows, row => row.model ?? '');
}

/** The models that are sold, or priced, or both; with `all` every one that the catalog knows and somebody serves. */
function modelsOf(services: Services, documents: ReadonlyMap<string, DocumentRow>, all: boolean): string[] {
  const world = services.world();
  const names = new Set(documents.keys());
  const real = world.channels.filter(({ id }) => id !== 0);
  for (const channel of real) for (const name of channel.models.named.keys()) names.add(name);
  for (const group of world.groups.keys()) {
    for (const model of world.modelsOf(group)) {
      if (all || (real.length > 0 && world.candidates(model, group).some(({ id }) => id !== 0))) names.add(model);
    }
  }
  return [...names].sort();
}

const PLAN_LOG = ({ base, next }: PricePlan) => ({
  price: base === undefined ? null : wordsOfEntry(base),
  next: next.map(({ from, ...entry }) => ({ from, price: wordsOfEntry(entry) })),
});
const NOTHING: PricePlan = { base: undefined, next: [] };

/** Writes a plan, and has it in force. */
async function write(services: Services, model: string, plan: PricePlan): Promise<void> {
  const document = documentOfPlan(model, plan);
  if (document === undefined) await services.store.documents.remove('price', model);
  else await services.store.documents.put(document);
  await services.refresh();
}

async function rowOf(services: Services, model: string) {
  const document = (await priceDocuments(services)).get(model);
  return priceRow(services, model, document, (await soldByModel(services)).get(model) ?? []);
}

export const priceOperations: readonly Operation[] = [
  operation({
    method: 'GET',
    path: '/prices',
    id: 'listPrices',
    tag: PRICES,
    summary: 'Lists what each model costs at each channel, sells for, and earned in the last 30 days by group.',
    who: 'prices.read',
    query: Type.Object({
      all: Type.Optional(Type.Boolean({ default: false, description: 'Also what only the practice upstream serves.' })),
    }),
    answer: Type.Object({
      groups: Type.Array(Type.Object({ name: Type.String(), multiplier: Type.String() })),
      items: Type.Array(PriceRow),
    }),
    async handle(_caller, { query }, { services }) {
      const documents = await priceDocuments(services);
      const sold = await soldByModel(services);
      const models = modelsOf(services, documents, query.all === true);
      return {
        groups: [...services.world().groups.values()].map(({ name, multiplier }) => ({
          name,
          multiplier: formatMultiplier(multiplier),
        })),
        items: models.map(model => priceRow(services, model, documents.get(model), sold.get(model) ?? [])),
      };
    },
  }),
  operation({
    method: 'PUT',
    path: '/prices',
    id: 'putPrice',
    tag: PRICES,
    summary: 'Sets the price of a model, now or from a date on; calls that run keep the price that they began with.',
    who: 'prices.write',
    body: strict({
      model: ModelName,
      price: PriceWords,
      from: Type.Optional(
        Type.Union([Time, Type.Null()], { description: 'In force from then on; null or absent: now.' }),
      ),
    }),
    answer: PriceRow,
    async handle(_caller, { body }, { services, change }) {
      const { model, price } = body;
      const from = body.from ?? undefined;
      const before = (await priceDocuments(services)).get(model);
      checkPriceNotDeclared(services, before);
      const entry = readEntry(model, price);
      const plan = before === undefined ? NOTHING : readPlan(before);
      if (from !== undefined && from <= Date.now())
        throw new Failure('invalid_request', 'from: must lie ahead; leave it out for now.', { param: 'from' });
      const others = plan.next.filter(one => one.from !== from);
      if (from !== undefined && others.length >= MAX_NEXT)
        throw new Failure('conflict', `A model has at most ${MAX_NEXT} dated prices. Remove one first.`);
      // A price that is set now takes the place of those whose time has come already.
      const ahead = others.filter(one => one.from > Date.now());
      const after =
        from === undefined ? { base: entry, next: ahead } : { base: plan.base, next: [...others, { from, ...entry }] };
      await write(services, model, after);
      await change('price.change', `price:${model}`, PLAN_LOG(plan), PLAN_LOG(after));
      return rowOf(services, model);
    },
  }),
  operation({
    method: 'DELETE',
    path: '/prices',
    id: 'removePrice',
    tag: PRICES,
    summary: 'Takes the operator’s price of a model away, so that the catalog’s holds; or one of its dated prices.',
    who: 'prices.write',
    query: Type.Object({
      model: ModelName,
      from: Type.Optional(Type.Integer({ minimum: 0, description: 'The date of the one to remove.' })),
    }),
    async handle(_caller, { query }, { services, change }) {
      const { model, from } = query;
      const before = (await priceDocuments(services)).get(model);
      if (before === undefined) throw new Failure('not_found', 'There is no such price.');
      checkPriceNotDeclared(services, before);
      const plan = readPlan(before);
      if (from !== undefined && !plan.next.some(one => one.from === from))
        throw new Failure('not_found', 'There is no such dated price.', { param: 'from' });
      const after =
        from === undefined ? NOTHING : { base: plan.base, next: plan.next.filter(one => one.from !== from) };
      await write(services, model, after);
      await change('price.remove', `price:${model}`, PLAN_LOG(plan), PLAN_LOG(after));
    },
  }),
];
