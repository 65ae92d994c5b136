// Channels as the operator's list shows them: how each stands, how its last day went, what it earned.

import { Type, type Static } from 'typebox';
import { readChannelDocument } from '../../config/documents.ts';
import { providerKind } from '../../providers/registry.ts';
import { stillResting } from '../../routing/share.ts';
import type { HealthRow } from '../../store/health.ts';
import { QUARTER_MS, type QuarterRow } from '../../store/quarters.ts';
import type { DocumentRow } from '../../store/store.ts';
import type { UsageRow } from '../../store/usage.ts';
import type { Channel, World } from '../../world.ts';
import { reading } from '../reading.ts';
import type { Services } from '../services.ts';
import { Id, Time, Usd, usd } from './schemas.ts';

const DAY_MS = 24 * 3600 * 1000;
/** Blocks of a day. */
const BLOCKS = DAY_MS / QUARTER_MS;
/** For how long a part whose time is over is told of while no request has tried it, milliseconds. */
const DUE_MS = 3600 * 1000;
/** Models without a price that are told by name. */
const TOLD = 20;

/** A part of a channel that takes no calls now, and why. */
export const RestView = Type.Object({
  at: Time,
  credential: Type.String({ description: 'Empty where every credential is meant.' }),
  model: Type.String({ description: 'Empty where every model is meant.' }),
  event: Type.Unsafe<HealthRow['event']>({ enum: ['open', 'cooling', 'suspended', 'off', 'held', 'closed'] }),
  reason: Type.String(),
  until: Type.Integer({ description: 'When a real request tries again; 0 for never by itself.' }),
  trips: Type.Integer(),
});

/** A part that rests, as a list of what rests now shows it. */
const Resting = Type.Intersect([
  RestView,
  Type.Object({ due: Type.Boolean({ description: 'Its time is over: the next real request tries it.' }) }),
]);

const Count = Type.Integer({ minimum: 0 });

export const ChannelRow = Type.Object({
  id: Id,
  name: Type.String(),
  provider: Type.String(),
  title: Type.String({ description: 'Its provider’s name.' }),
  address: Type.String(),
  declared: Type.Boolean({ description: 'Declared in the configuration file, so read-only here.' }),
  place: Type.Union([Type.String(), Type.Null()], { description: 'File and line, where it is declared.' }),
  fault: Type.Union([Type.String(), Type.Null()], { description: 'Why it is not in force, where it cannot be read.' }),
  enabled: Type.Boolean(),
  drained: Type.Boolean({ description: 'Held by hand: it takes no new calls.' }),
  rests: Type.Array(Resting),
  priority: Type.Integer(),
  weight: Type.Integer(),
  groups: Type.Array(Type.String()),
  tag: Type.String(),
  beside: Type.Array(Id, {
    description: 'Channels in force of the same priority that share a group and a model with it.',
  }),
  speaks: Type.Array(Type.String()),
  keys: Count,
  models: Count,
  all_models: Type.Boolean(),
  unpriced: Type.Array(Type.String(), { description: 'Models of it that nobody can call, since they have no price.' }),
  under_way: Type.Integer({ description: 'Calls under way now, on this node.' }),
  day: Type.Object({
    from: Time,
    tries: Type.Array(Count, { description: 'By quarters of an hour.' }),
    failed: Type.Array(Count),
    mean_ms: Count,
    calls: Count,
    amount: Usd,
    cost: Usd,
    margin: Usd,
  }),
});

/** Everything that the rows are made of, read once for all. */
interface Facts {
  readonly world: World;
  readonly services: Services;
  readonly now: number;
  readonly rests: readonly HealthRow[];
  readonly quarters: readonly QuarterRow[];
  readonly sums: readonly UsageRow[];
}

/** The rows of these channels. @throws Failure while the store is away */
export async function channelRows(
  services: Services,
  rows: readonly DocumentRow[],
): Promise<Static<typeof ChannelRow>[]> {
  const now = Date.now();
  const from = firstBlock(now);
  const { health, records } = services.store;
  const facts = await reading(services, async () => ({
    services,
    world: services.world(),
    now,
    rests: stillResting(await health.latest(), now - DUE_MS),
    quarters: await health.quarters(from),
    sums: await records.usage({ from: now - DAY_MS, to: now, step: 'total', by: ['channel'], limit: 10_000 }),
  }));
  return rows.map(row => channelRow(row, facts));
}

/** When the oldest block of a day that ends now begins. */
function firstBlock(now: number): number {
  return (Math.floor(now / QUARTER_MS) - BLOCKS + 1) * QUARTER_MS;
}

/** The channels that share calls with one by their weights. */
function besideOf(channel: Channel, id: number, world: World): number[] {
  return world.channels
    .filter(
      other =>
        other.id !== id &&
        other.priority === channel.priority &&
        [...other.groups].some(group => channel.groups.has(group)) &&
        meet(channel, other),
    )
    .map(other => other.id);
}

/** Kinds that sell other makers' models too: all of theirs is everything. */
const SELLS_ALL: ReadonlySet<string> = new Set(['relay', 'compatible', 'custom', 'openrouter']);

/** Whether two channels may serve one model; a pattern may meet anything. */
function meet(one: Channel, other: Channel): boolean {
  const [mine, others] = [one.models, other.models];
  if ([mine, others].some(({ patterns = [] }) => patterns.length > 0)) return true;
  const alike = one.provider === other.provider || SELLS_ALL.has(one.provider) || SELLS_ALL.has(other.provider);
  if ((mine.all || others.all) && alike) return true;
  return [...mine.named.keys()].some(name => others.named.has(name));
}

function channelRow(row: DocumentRow, facts: Facts): Static<typeof ChannelRow> {
  const { services, now } = facts;
  const read = readOrFault(row, services);
  const channel = 'fault' in read ? undefined : read;
  const kind = providerKind(channel?.provider ?? '');
  const rests = facts.rests.filter(one => one.channel === row.id);
  return {
    id: row.id,
    name: row.name,
    provider: channel?.provider ?? '',
    title: kind?.title ?? channel?.provider ?? '',
    address: channel?.baseUrl ?? '',
    declared: row.declared,
    place: row.declared ? (services.places().get(`channels ${row.name}`) ?? null) : null,
    fault: 'fault' in read ? read.fault : null,
    enabled: channel?.enabled ?? false,
    drained: rests.some(rest => rest.event === 'held' && rest.credential === ''),
    rests: rests.map(rest => ({ ...restView(rest), due: rest.until !== 0 && rest.until <= now })),
    priority: channel?.priority ?? 0,
    weight: channel?.weight ?? 0,
    groups: [...(channel?.groups ?? [])],
    tag: channel?.options?.tag ?? '',
    beside: channel === undefined ? [] : besideOf(channel, row.id, facts.world),
    speaks: [...(channel?.speaks ?? [])],
    keys: channel?.credentials.length ?? 0,
    models: channel?.models.named.size ?? 0,
    all_models: channel?.models.all ?? false,
    unpriced: channel === undefined ? [] : unpricedOf(channel, facts.world),
    under_way: services.health.underWay(row.id),
    day: dayOf(row.id, facts, firstBlock(now)),
  };
}

function readOrFault(row: DocumentRow, { seal }: Services): Channel | { readonly fault: string } {
  try {
    return readChannelDocument(row, seal);
  } catch (error) {
    return { fault: error instanceof Error ? error.message : String(error) };
  }
}

function restView({ at, credential, model, event, reason, until, trips }: HealthRow): Static<typeof RestView> {
  return { at, credential, model, event, reason, until, trips };
}

function unpricedOf(channel: Channel, world: World): string[] {
  const names = [...channel.models.named.keys()];
  return names.filter(name => world.price(name) === undefined).slice(0, TOLD);
}

function dayOf(channel: number, { quarters, sums }: Facts, from: number): Static<typeof ChannelRow>['day'] {
  const tries = Array.from({ length: BLOCKS }, () => 0);
  const failed = Array.from({ length: BLOCKS }, () => 0);
  let milliseconds = 0;
  for (const quarter of quarters) {
    const block = Math.round((quarter.at - from) / QUARTER_MS);
    if (quarter.channel !== channel || block < 0 || block >= BLOCKS) continue;
    tries[block] = quarter.tries;
    failed[block] = quarter.failed;
    milliseconds += quarter.milliseconds;
  }
  const all = tries.reduce((sum, count) => sum + count, 0);
  const money = sums.find(row => row.channel === channel);
  const [amount, cost] = [money?.amount ?? 0n, money?.cost ?? 0n];
  return {
    from,
    tries,
    failed,
    mean_ms: all === 0 ? 0 : Math.round(milliseconds / all),
    calls: money?.calls ?? 0,
    amount: usd(amount),
    cost: usd(cost),
    margin: usd(amount - cost),
  };
}
