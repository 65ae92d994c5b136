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
  const serving = world.candidates(call.model, principal.group);
  const channels = serving.filter(
    channel => channel.speaks.includes(call.protocol) && (wanted === undefined || channel.id === wanted),
  );
  if (channels.length > 0) return channels;
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
