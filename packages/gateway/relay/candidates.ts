// The channels a call may go to: serving its model for the caller's group, holding its state, and in which protocol.

import { Failure, type Protocol } from '@turnpike/protocols/failures';
import type { Principal } from '../identity/principal.ts';
import { upstreamOf } from '../routing/mapping.ts';
import type { Channel, World } from '../world.ts';
import type { Call } from './call.ts';
import { isBound } from './foreign-state.ts';
import { drawsInChat } from './media/chat-order.ts';
import { asksInForeignWords } from './search-words.ts';
import { spokenTo } from './spoken.ts';

/** The channels of a call, each with the protocol that it is asked in. */
export type Candidates = ReadonlyMap<Channel, Protocol>;

/** At least one channel. `pinned` is the only channel allowed, where state binds the call. @throws Failure */
export function candidatesFor(world: World, principal: Principal, call: Call, pinned: number | undefined): Candidates {
  const wanted = pinned ?? principal.pinnedChannel;
  // What pins a call, and what is no answer, is not remembered: neither is common.
  const plain = wanted === undefined && call.operation === 'generate' && !isBound(call);
  // Which protocol a channel is asked in depends on whether, and in whose words, a search is asked for.
  const search = call.searches === 0 ? '' : asksInForeignWords(call) ? 'foreign' : 'own';
  const key = `${call.protocol} ${search} ${principal.group} ${call.model}`;
  const known = plain ? knownFor(world).get(key) : undefined;
  if (known !== undefined) return known;
  const serving = world.candidates(call.model, principal.group);
  const model = world.model(call.model);
  const candidates = new Map<Channel, Protocol>();
  for (const channel of serving) {
    if (wanted !== undefined && channel.id !== wanted) continue;
    const upstream = upstreamOf(channel, call.model);
    // Whoever draws need not chat: the conversation is read for what is to be drawn.
    const draws = drawsInChat(world, call, channel, upstream);
    const protocol = draws ? call.protocol : spokenTo(channel, call, upstream, model);
    // Bytes that go as they came cannot be put into another protocol.
    const bound = channel.options?.passThrough === true && protocol !== call.protocol;
    if (protocol !== undefined && !bound) candidates.set(channel, protocol);
  }
  if (candidates.size > 0) {
    if (plain) remember(world, key, candidates);
    return candidates;
  }
  if (serving.length > 0 && wanted === undefined) throw onlyElsewhere(call, serving);
  throw new Failure('no_available_channel', `No channel can serve ${call.model} now. Try again later.`, {
    retryAfter: 5,
  });
}

/** The model is there, but not for what this call asks: it can be answered in the client's own protocol only. */
function onlyElsewhere(call: Call, serving: readonly Channel[]): Failure {
  const spoken = [...new Set(serving.flatMap(channel => channel.speaks))].join(', ');
  const served = `The model ${call.model} is served here over ${spoken} only`;
  if (call.operation === 'compact') {
    return new Failure('invalid_request', `${served}, which cannot compact a conversation. Send the whole of it.`, {
      param: 'model',
    });
  }
  return new Failure('invalid_request', `${served}.`, { param: 'model' });
}

/** Candidates found before, as long as their world lasts. */
const found = new WeakMap<World, Map<string, Candidates>>();
/** Combinations that are remembered; model names come from clients, but only served ones get here. */
const MAX_REMEMBERED = 10_000;

function knownFor(world: World): Map<string, Candidates> {
  let known = found.get(world);
  if (known === undefined) {
    known = new Map();
    found.set(world, known);
  }
  return known;
}

function remember(world: World, key: string, candidates: Candidates): void {
  const known = knownFor(world);
  if (known.size < MAX_REMEMBERED) known.set(key, candidates);
}
