// The protocols in which a channel serves one model: clouds have each model in one of their own.

import type { Protocol } from '@turnpike/protocols/failures';
import { providerKind } from '../providers/registry.ts';
import type { Channel } from '../world.ts';

/** The protocols in which a channel is spoken to of a model, by its upstream name. */
export function speaksOf(channel: Channel, upstream: string): readonly Protocol[] {
  const narrowed = providerKind(channel.provider)?.speaksWith?.(upstream);
  return narrowed === undefined ? channel.speaks : channel.speaks.filter(protocol => narrowed.includes(protocol));
}
