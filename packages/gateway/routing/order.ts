// The order among healthy candidates: groups, priorities, then affinity or a policy; all of it worked out from its inputs.

import type { Channel, Credential } from '../world.ts';

/** One candidate to try. */
export interface Candidate {
  readonly channel: Channel;
  readonly credential: Credential;
}

/** How to choose among candidates of one priority. */
export type Policy = 'weighted' | 'least_latency' | 'least_cost' | 'least_busy';

/** What decides the order. */
export interface Ordering {
  readonly policy: Policy;
  /** Calls with the same text go to the same candidate while it is healthy. */
  readonly affinity?: string | undefined;
  /** The caller's groups, in order; channels of an earlier one come first. Left out when there is one. */
  readonly groups?: readonly string[] | undefined;
  /** Within one priority, channels of a lower rank come before those of a higher. */
  rank?(channel: Channel): number;
  /** 0 inclusive to 1 exclusive. */
  random(): number;
  /** A number that grows by one each time a channel's credentials take turns. */
  turn(channel: Channel): number;
  /** Milliseconds to the first output on average (0 while unknown), calls under way, and calls so far. */
  load(candidate: Candidate): { readonly latency: number; readonly busy: number; readonly used: number };
}

interface Ordered {
  readonly candidate: Candidate;
  readonly why: string;
}

/** A share of calls that does not follow the policy, so that what has become fast or free is found again. */
const EXPLORED = 0.05;
/** Times closer than this factor count as equal: who is a little faster must not take everything. */
const CLOSE = 1.2;

/** Orders the candidates. */
export function ordered(candidates: readonly Candidate[], ordering: Ordering): Ordered[] {
  if (candidates.length < 2) return candidates.map(candidate => ({ candidate, why: 'the only one that is healthy' }));
  const classes = new Map<string, Candidate[]>();
  for (const candidate of candidates) {
    const place = placeOf(candidate.channel, ordering).join(' ');
    const same = classes.get(place);
    if (same === undefined) classes.set(place, [candidate]);
    else same.push(candidate);
  }
  const ranks = [...classes.values()].sort((left, right) => compare(left[0], right[0], ordering));
  return ranks.flatMap(same => {
    const where = `priority ${same[0]?.channel.priority ?? 0}`;
    if (same.length === 1) return same.map(candidate => ({ candidate, why: where }));
    const how = ordering.affinity === undefined ? ordering.policy : 'affinity of its prompt';
    const why = `${where}, ${how} among ${same.length}`;
    return arranged(same, ordering).map(candidate => ({ candidate, why }));
  });
}

/** Where a channel's class stands: its group, then its priority, then its rank. */
function placeOf(channel: Channel, { groups, rank }: Ordering): readonly [number, number, number] {
  const group = groups?.findIndex(name => channel.groups.has(name)) ?? 0;
  return [group, -channel.priority, rank?.(channel) ?? 0];
}

function compare(left: Candidate | undefined, right: Candidate | undefined, ordering: Ordering): number {
  if (left === undefined || right === undefined) return 0;
  const [one, other] = [placeOf(left.channel, ordering), placeOf(right.channel, ordering)];
  return one[0] - other[0] || one[1] - other[1] || one[2] - other[2];
}

/** Candidates of one class in the order to try. */
function arranged(same: readonly Candidate[], ordering: Ordering): Candidate[] {
  const { affinity, policy } = ordering;
  if (affinity !== undefined) return byAffinity(same, affinity);
  if (policy === 'weighted' || ordering.random() < EXPLORED) return byWeight(same, ordering);
  // Drawn by weight first, so that equals share; sorting keeps their order.
  const drawn = byWeight(same, ordering);
  const scores = new Map(drawn.map(candidate => [candidate, scoreOf(candidate, ordering)]));
  return drawn.sort((left, right) => (scores.get(left) ?? 0) - (scores.get(right) ?? 0));
}

/** The smaller the better. */
function scoreOf(candidate: Candidate, ordering: Ordering): number {
  const { channel, credential } = candidate;
  const load = ordering.load(candidate);
  switch (ordering.policy) {
    case 'least_latency':
      return load.latency === 0 ? -1 : Math.ceil(Math.log(load.latency) / Math.log(CLOSE));
    case 'least_cost':
      return credential.cost ?? channel.options?.cost ?? 1;
    default:
      return load.busy / Math.max(channel.weight, 0.001);
  }
}

/** Channels drawn by weight one after another, each with its credentials in their own order. */
function byWeight(same: readonly Candidate[], ordering: Ordering): Candidate[] {
  const credentials = new Map<Channel, Candidate[]>();
  for (const candidate of same) {
    const own = credentials.get(candidate.channel);
    if (own === undefined) credentials.set(candidate.channel, [candidate]);
    else own.push(candidate);
  }
  const pool = [...credentials.keys()];
  const result: Candidate[] = [];
  while (pool.length > 0) {
    const [channel] = pool.splice(pick(pool, ordering), 1);
    if (channel !== undefined) result.push(...inTurn(channel, credentials.get(channel) ?? [], ordering));
  }
  return result;
}

/** The index of a channel drawn by weight; a weight of zero is drawn only when all are zero. */
function pick(pool: readonly Channel[], { random }: Ordering): number {
  if (pool.length === 1) return 0;
  const total = pool.reduce((sum, channel) => sum + channel.weight, 0);
  if (total === 0) return Math.floor(random() * pool.length);
  let point = random() * total;
  for (const [index, channel] of pool.entries()) {
    point -= channel.weight;
    if (point < 0) return index;
  }
  return pool.length - 1;
}

/** The credentials of a channel in the order that the operator chose. */
function inTurn(channel: Channel, own: readonly Candidate[], ordering: Ordering): readonly Candidate[] {
  if (own.length < 2) return own;
  switch (channel.options?.keyOrder) {
    case 'round_robin': {
      const first = ordering.turn(channel) % own.length;
      return [...own.slice(first), ...own.slice(0, first)];
    }
    case 'least_used':
      return [...own].sort((left, right) => {
        const [one, other] = [ordering.load(left), ordering.load(right)];
        return one.busy - other.busy || one.used - other.used;
      });
    default:
      return shuffled(own, ordering);
  }
}

function shuffled<Item>(items: readonly Item[], { random }: Ordering): readonly Item[] {
  const pool = [...items];
  const result: Item[] = [];
  while (pool.length > 0) result.push(...pool.splice(Math.floor(random() * pool.length), 1));
  return result;
}

/**
 * By weighted rendezvous hashing: every node and every restart puts the same prompt at the same candidate, each
 * candidate gets prompts in proportion to its weight, and one that comes or goes moves no prompt of the others.
 */
function byAffinity(same: readonly Candidate[], affinity: string): Candidate[] {
  const shares = new Map<Channel, number>();
  for (const { channel } of same) shares.set(channel, (shares.get(channel) ?? 0) + 1);
  const scores = new Map(
    same.map(candidate => {
      const weight = candidate.channel.weight / (shares.get(candidate.channel) ?? 1);
      return [candidate, weight / -Math.log(chance(affinity, candidate.channel, candidate.credential))];
    }),
  );
  return [...same].sort((left, right) => (scores.get(right) ?? 0) - (scores.get(left) ?? 0));
}

/** A number between 0 and 1, both exclusive, that the texts alone decide. */
function chance(affinity: string, channel: Channel, credential: Credential): number {
  let hash = 0x811c9dc5;
  for (const text of [affinity, '/', String(channel.id), '/', credential.id]) {
    for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  }
  // FNV leaves the high bits of short texts alike; this mixes them.
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (((hash ^ (hash >>> 16)) >>> 0) + 0.5) / 2 ** 32;
}
