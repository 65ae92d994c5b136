// What of a channel's address and credential is the same for every request: worked out once for each world.

import { Failure, type Protocol } from '@turnpike/protocols/failures';
import type { Header, ProviderKind } from '../providers/provider.ts';
import { providerKind } from '../providers/registry.ts';
import type { Channel, Credential } from '../world.ts';

/** The fixed part of the requests to a channel. */
export interface Road {
  readonly kind: ProviderKind;
  readonly origin: string;
  /** The path of the base URL, without a final slash. */
  readonly prefix: string;
}

const roads = new WeakMap<Channel, Road>();
const headers = new WeakMap<Credential, Map<Protocol, readonly Header[]>>();

/** The road to a channel. @throws Failure when its provider is unknown. */
export function roadTo(channel: Channel): Road {
  let road = roads.get(channel);
  if (road === undefined) {
    const kind = providerKind(channel.provider);
    if (kind === undefined) throw new Failure('internal_error', `The channel ${channel.name} has an unknown provider.`);
    const base = new URL(channel.baseUrl);
    road = { kind, origin: base.origin, prefix: base.pathname.replace(/\/$/, '') };
    roads.set(channel, road);
  }
  return road;
}

/** The headers that carry a credential in a protocol. */
export function credentialHeaders(kind: ProviderKind, credential: Credential, protocol: Protocol): readonly Header[] {
  let known = headers.get(credential);
  if (known === undefined) {
    known = new Map();
    headers.set(credential, known);
  }
  let made = known.get(protocol);
  if (made === undefined) {
    made = kind.authorize(protocol, credential.secret);
    known.set(protocol, made);
  }
  return made;
}
