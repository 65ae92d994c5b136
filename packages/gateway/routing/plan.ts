// Which channel and credential a call tries, in order: priority first, then chance by weight; never the same one twice.

import type { Channel, Credential } from '../world.ts';

/** One candidate to try. */
export interface Candidate {
  readonly channel: Channel;
  readonly credential: Credential;
}

/** A channel without credentials (a local upstream) is called without one. */
const NO_CREDENTIAL: Credential = { id: 'none', secret: '' };

/**
 * Yields candidates until none is left. Pure but for `random` (0 inclusive to 1 exclusive).
 * `pinned` is the id of the only credential that may be used, where state binds the call to it.
 * Each try is a channel and one of its credentials; all channels of one priority come before those of the next.
 * Within one priority, channels of a lower `rank` come before those of a higher.
 */
export function plan(
  channels: readonly Channel[],
  limit: number,
  pinned?: string,
  random: () => number = Math.random,
  rank: (channel: Channel) => number = () => 0,
): IterableIterator<Candidate> {
  const [only] = channels;
  if (only !== undefined && channels.length === 1 && only.credentials.length < 2) {
    const credential = only.credentials[0] ?? NO_CREDENTIAL;
    const allowed = limit > 0 && (pinned === undefined || pinned === credential.id);
    return (allowed ? [{ channel: only, credential }] : []).values();
  }
  return inTurn(channels, limit, pinned, random, rank);
}

function* inTurn(
  channels: readonly Channel[],
  limit: number,
  pinned: string | undefined,
  random: () => number,
  rank: (channel: Channel) => number,
): Generator<Candidate> {
  let left = limit;
  for (const channel of inOrder(channels, random, rank)) {
    for (const credential of credentialsOf(channel, pinned, random)) {
      if (left === 0) return;
      left -= 1;
      yield { channel, credential };
    }
  }
}

/** A channel's credentials in random order, or the pinned one alone. */
function credentialsOf(channel: Channel, pinned: string | undefined, random: () => number): readonly Credential[] {
  if (channel.credentials.length === 0) return [NO_CREDENTIAL];
  if (pinned === undefined) return shuffled(channel.credentials, random);
  return channel.credentials.filter(credential => credential.id === pinned);
}

/** Highest priority first; within one, lowest rank first, then by chance in proportion to the weights. */
function* inOrder(
  channels: readonly Channel[],
  random: () => number,
  rank: (channel: Channel) => number,
): Generator<Channel> {
  if (channels.length === 1) {
    yield* channels;
    return;
  }
  const priorities = [...new Set(channels.map(channel => channel.priority))].sort((left, right) => right - left);
  for (const priority of priorities) {
    const equals = channels.filter(channel => channel.priority === priority);
    for (const level of [...new Set(equals.map(rank))].sort((left, right) => left - right)) {
      const pool = equals.filter(channel => rank(channel) === level);
      while (pool.length > 0) {
        const [picked] = pool.splice(pick(pool, random), 1);
        if (picked !== undefined) yield picked;
      }
    }
  }
}

/** The index of a channel drawn by weight; a weight of zero is drawn only when all are zero. */
function pick(pool: readonly Channel[], random: () => number): number {
  const total = pool.reduce((sum, channel) => sum + channel.weight, 0);
  if (total === 0) return Math.floor(random() * pool.length);
  let point = random() * total;
  for (const [index, channel] of pool.entries()) {
    point -= channel.weight;
    if (point < 0) return index;
  }
  return pool.length - 1;
}

function shuffled<Item>(items: readonly Item[], random: () => number): readonly Item[] {
  if (items.length === 1) return items;
  const pool = [...items];
  const result: Item[] = [];
  while (pool.length > 0) result.push(...pool.splice(Math.floor(random() * pool.length), 1));
  return result;
}
