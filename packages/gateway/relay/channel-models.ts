// Compares the models that an upstream lists with those that a channel serves: what is new, what stays, what is gone.

import type { ListedModel } from '../providers/account-calls.ts';
import { servesByPattern } from '../routing/mapping.ts';
import type { Channel } from '../world.ts';

/** Names at the upstream, each list sorted. */
export interface ModelChanges {
  /** Listed, and not served yet. */
  readonly added: readonly string[];
  readonly kept: readonly string[];
  /** Served under their own names, and not listed any more. Mapped ones are the operator's own business. */
  readonly gone: readonly string[];
}

/** What has changed between a channel and its upstream's list. */
export function compareModels(channel: Channel, listed: readonly ListedModel[]): ModelChanges {
  const ids = new Set(listed.map(({ id }) => id));
  const named = [...channel.models.named.values()];
  const served = new Set(named.map(({ upstream }) => upstream));
  const isServed = (id: string): boolean => served.has(id) || servesByPattern(channel, id);
  const gone = named.filter(({ name, upstream }) => name === upstream && !ids.has(upstream)).map(({ name }) => name);
  return {
    added: [...ids].filter(id => !isServed(id)).sort(),
    kept: [...ids].filter(isServed).sort(),
    gone: gone.sort(),
  };
}
