// What of a channel's address and credential is the same for every request: worked out once for each world.

import { Failure, type Protocol } from '@turnpike/protocols/failures';
import type { Details, Operation } from '../providers/outer.ts';
import type { Header, ProviderKind } from '../providers/provider.ts';
import { providerKind } from '../providers/registry.ts';
import type { Candidate } from '../routing/plan.ts';
import type { Channel, Credential } from '../world.ts';

/** The fixed part of the requests to a channel. */
export interface Road {
  readonly kind: ProviderKind;
  readonly origin: string;
  /** The path of the base URL, without a final slash. */
  readonly prefix: string;
  readonly details: Details;
  /** Whether requests leave as they are written, and answers mean what they say. */
  readonly isPlain: boolean;
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
    const isPlain =
      kind.dress === undefined && kind.undress === undefined && kind.failures.length === 0 && !kind.hidesFailures;
    const details = channel.options?.details ?? {};
    road = { kind, origin: base.origin, prefix: base.pathname.replace(/\/$/, ''), details, isPlain };
    roads.set(channel, road);
  }
  return road;
}

/** The headers that carry a credential in a protocol. */
export function credentialHeaders(channel: Channel, credential: Credential, protocol: Protocol): readonly Header[] {
  const { kind, details } = roadTo(channel);
  let known = headers.get(credential);
  if (known === undefined) {
    known = new Map();
    headers.set(credential, known);
  }
  let made = known.get(protocol);
  if (made === undefined) {
    made = authorized(kind, protocol, credential.secret, details);
    known.set(protocol, made);
  }
  return made;
}

/** A secret that cannot be read carries nothing here: it is told when the request is dressed. */
function authorized(kind: ProviderKind, protocol: Protocol, secret: string, details: Details): readonly Header[] {
  try {
    return kind.authorize(protocol, secret, details);
  } catch {
    return [];
  }
}

/** Where a candidate takes an operation; `search` is the client's query with its question mark, or empty. */
export function addressOf(
  { channel }: Pick<Candidate, 'channel'>,
  operation: Operation,
  search: string,
): { readonly origin: string; readonly path: string; readonly operation: Operation } {
  const { kind, origin, prefix, details } = roadTo(channel);
  const own = kind.path(operation, details);
  const path = prefix + (isVersioned(prefix) ? withoutVersion(kind, operation, own) : own);
  return { origin, path: path + (path.includes('?') ? search.replace(/^\?/, '&') : search), operation };
}

/** Whether an address ends in a version that is not one of its kind: those were taken off when it was read. */
function isVersioned(prefix: string): boolean {
  return /\/v\d+$/.test(prefix);
}

/** The path behind an address that has its own version already, such as that of a plan: `…/api/coding/paas/v4`. */
function withoutVersion(kind: ProviderKind, { protocol }: Operation, path: string): string {
  const root = kind.roots[protocol] ?? '';
  const isOpenai = protocol === 'openai-chat' || protocol === 'openai-responses';
  return isOpenai && /\/v\d+$/.test(root) && path.startsWith(root) ? path.slice(root.length) : path;
}

/** A path behind the base URL of a road, for what is asked beside the four protocols. */
export function pathBehind({ kind, prefix }: Road, path: string): string {
  const root = kind.roots['openai-chat'] ?? '';
  const isTwice = isVersioned(prefix) && /\/v\d+$/.test(root) && path.startsWith(`${root}/`);
  return prefix + (isTwice ? path.slice(root.length) : path);
}
