// The channels a call may go to: serving its model for the caller's group, speaking its protocol, holding its state.

import { Failure } from '@turnpike/protocols/failures';
import type { Principal } from '../identity/principal.ts';
import type { Channel, World } from '../world.ts';
import type { Call } from './call.ts';

/** At least one channel. `pinned` is the only channel allowed, where state binds the call. @throws Failure */
export function candidatesFor(
  world: World,
  principal: Principal,
  call: Call,
  pinned: number | undefined,
): readonly Channel[] {
  const wanted = pinned ?? principal.pinnedChannel;
  const key = `${call.protocol} ${principal.group} ${call.model}`;
  const known = wanted === undefined ? knownFor(world).get(key) : undefined;
  if (known !== undefined) return known;
  const serving = world.candidates(call.model, principal.group);
  const channels = serving.filter(
    channel => channel.speaks.includes(call.protocol) && (wanted === undefined || channel.id === wanted),
  );
  if (channels.length > 0) {
    if (wanted === undefined) remember(world, key, channels);
    return channels;
  }
  if (serving.length > 0 && wanted === undefined) {
    const spoken = [...new Set(serving.flatMap(channel => channel.speaks))].join(', ');
    throw new Failure('invalid_request', `The model ${call.model} is served here over ${spoken} only.`, {
      param: 'model',
    });
  }
  throw new Failure('no_available_channel', `No channel can serve ${call.model} now. Try again later.`, {
    retryAfter: 5,
  });
}

/** Candidates found before, as long as their world lasts. */
const found = new WeakMap<World, Map<string, readonly Channel[]>>();
/** Combinations that are remembered; model names come from clients, but only served ones get here. */
const MAX_REMEMBERED = 10_000;

function knownFor(world: World): Map<string, readonly Channel[]> {
  let known = found.get(world);
  if (known === undefined) {
    known = new Map();
    found.set(world, known);
  }
  return known;
}

function remember(world: World, key: string, channels: readonly Channel[]): void {
  const known = knownFor(world);
  if (known.size < MAX_REMEMBERED) known.set(key, channels);
}
