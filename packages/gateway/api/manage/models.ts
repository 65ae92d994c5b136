// The models that can be called, with what they can do and what they cost, for a group; also without signing in.

import { Failure } from '@turnpike/protocols/failures';
import { Type, type Static } from 'typebox';
import type { Caller } from '../../identity/callers.ts';
import { mayPick, multiplierFor } from '../../identity/groups.ts';
import { formatMultiplier, formatRate } from '../../ledger/money.ts';
import type { PriceSheet } from '../../ledger/price.ts';
import type { World } from '../../world.ts';
import { lastDay } from './model-day.ts';
import { openOperation, type Operation } from './operation.ts';
import { Time } from './schemas.ts';

const MODELS = 'Models';
const DEFAULT_GROUP = 'default';

const Rates = Type.Unsafe<Record<string, string>>({
  type: 'object',
  additionalProperties: { type: 'string' },
  description: 'USD: per million of tokens and characters, each for all else.',
});

/** A price as it is shown, before the group's multiplier. */
export const PriceView = Type.Object({
  source: Type.Unsafe<'operator' | 'catalog'>({ enum: ['operator', 'catalog'] }),
  token: Rates,
  unit: Rates,
  tiers: Type.Array(Type.Object({ above: Type.Integer(), token: Rates })),
  factors: Type.Unsafe<Record<string, Record<string, string>>>({ type: 'object' }),
});

const ModelView = Type.Object({
  id: Type.String(),
  title: Type.String(),
  provider: Type.String(),
  kind: Type.String(),
  context: Type.Union([Type.Integer(), Type.Null()]),
  max_output: Type.Union([Type.Integer(), Type.Null()]),
  released: Type.Union([Type.Integer(), Type.Null()]),
  abilities: Type.Array(Type.String()),
  inputs: Type.Array(Type.String()),
  outputs: Type.Array(Type.String()),
  protocols: Type.Array(Type.String()),
  groups: Type.Array(Type.String()),
  price: PriceView,
});

const GroupView = Type.Object({
  name: Type.String(),
  description: Type.String(),
  multiplier: Type.String(),
});

function rates(table: Readonly<Record<string, bigint | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(table).flatMap(([name, rate]) => (rate === undefined ? [] : [[name, formatRate(rate)]])),
  );
}

/** A price sheet as it is shown. */
export function viewPrice(sheet: PriceSheet): Static<typeof PriceView> {
  const factors = [...sheet.factors].map(([name, values]) => {
    const shown = [...values].map(([value, factor]) => [value, formatMultiplier(factor)] as const);
    return [name, Object.fromEntries(shown)] as const;
  });
  return {
    source: sheet.source,
    token: rates({ ...sheet.token }),
    unit: rates({ ...sheet.unit }),
    tiers: sheet.tiers.map(tier => ({ above: tier.above, token: rates({ ...tier.token }) })),
    factors: Object.fromEntries(factors),
  };
}

function viewModel(world: World, id: string, groups: readonly string[]): Static<typeof ModelView> | undefined {
  const sheet = world.price(id);
  if (sheet === undefined) return undefined;
  const known = world.model(id);
  const channels = groups.map(group => ({ group, serving: world.candidates(id, group) }));
  const speaks = channels.flatMap(({ serving }) => serving.flatMap(channel => channel.speaks));
  return {
    id,
    title: known?.title ?? id,
    provider: known?.provider ?? '',
    kind: known?.kind ?? 'chat',
    context: known?.context ?? null,
    max_output: known?.maxOutput ?? null,
    released: known === undefined || known.created === 0 ? null : known.created * 1000,
    abilities: [...(known?.capabilities ?? [])],
    inputs: [...(known?.inputs ?? ['text'])],
    outputs: [...(known?.outputs ?? ['text'])],
    protocols: [...new Set(speaks)],
    groups: channels.filter(({ serving }) => serving.length > 0).map(({ group }) => group),
    price: viewPrice(sheet),
  };
}

/** The groups that a caller may use: his own first; a visitor sees those that everybody may pick. */
function groupsOf(world: World, caller: Caller | undefined): readonly string[] {
  const own = caller?.account.group ?? DEFAULT_GROUP;
  const others = [...world.groups.keys()].filter(group => group !== own && mayPick(world, own, group));
  return [own, ...others].filter(group => world.groups.has(group));
}

function groupViews(world: World, caller: Caller | undefined, names: readonly string[]): Static<typeof GroupView>[] {
  const own = caller?.account.group ?? DEFAULT_GROUP;
  return names.map(name => ({
    name,
    description: world.groups.get(name)?.description ?? '',
    multiplier: formatMultiplier(multiplierFor(world, own, name)),
  }));
}

const Hour = Type.Object({
  at: Time,
  served: Type.Union([Type.Number({ minimum: 0, maximum: 1 }), Type.Null()], {
    description: 'The share of calls that were served, faults of the callers’ own aside; null without a call.',
  }),
  mean_ms: Type.Union([Type.Integer(), Type.Null()]),
});

export const modelOperations: readonly Operation[] = [
  openOperation({
    method: 'GET',
    path: '/model',
    id: 'getModel',
    tag: MODELS,
    summary: 'Shows one model, and how its last day went by hours: what share of calls was served, and how fast.',
    query: Type.Object({ id: Type.String({ minLength: 1, maxLength: 256 }) }),
    answer: Type.Object({ groups: Type.Array(GroupView), model: ModelView, hours: Type.Array(Hour) }),
    async handle(caller, { query }, { services }) {
      const world = services.world();
      const usable = groupsOf(world, caller);
      const served = usable.some(group => world.candidates(query.id, group).length > 0);
      const model = served ? viewModel(world, query.id, usable) : undefined;
      if (model === undefined) throw new Failure('not_found', 'There is no such model, or none that you may call.');
      return { groups: groupViews(world, caller, usable), model, hours: [...(await lastDay(services, query.id))] };
    },
  }),
  openOperation({
    method: 'GET',
    path: '/models',
    id: 'listModels',
    tag: MODELS,
    summary: 'Lists the models that can be called, with abilities and prices, and the groups with their multipliers.',
    query: Type.Object({ group: Type.Optional(Type.String({ maxLength: 100 })) }),
    answer: Type.Object({ groups: Type.Array(GroupView), items: Type.Array(ModelView) }),
    async handle(caller, { query }, { services }) {
      const world = services.world();
      const usable = groupsOf(world, caller);
      if (query.group !== undefined && !usable.includes(query.group))
        throw new Failure('not_found', 'There is no such group, or you may not use it.', { param: 'group' });
      const groups = query.group === undefined ? usable : [query.group];
      const names = new Set(groups.flatMap(group => world.modelsOf(group)));
      return {
        groups: groupViews(world, caller, usable),
        items: [...names].sort().flatMap(id => viewModel(world, id, groups) ?? []),
      };
    },
  }),
];
