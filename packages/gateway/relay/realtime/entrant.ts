// Who opens a session: a key, or a pass that was issued on one.

import type { Exchange } from '../../http/exchange.ts';
import type { PassApi, PassTerms } from '../../identity/passes.ts';
import type { Principal } from '../../identity/principal.ts';
import type { RelayServices } from '../services.ts';

/** Whoever opens a session. */
export interface Entrant {
  readonly caller: Principal;
  /** What the pass says, where there is one. */
  readonly terms: PassTerms | undefined;
  /** Uses the pass for a new session. @throws Failure when its uses are over */
  use(): Promise<void>;
}

/** The caller of a session. @throws Failure when nobody is known */
export async function entrantOf(services: RelayServices, exchange: Exchange, api: PassApi): Promise<Entrant> {
  const pass = services.passes.shownBy(exchange);
  if (pass === undefined)
    return { caller: await services.identify(exchange), terms: undefined, use: () => Promise.resolve() };
  const terms = await services.passes.look(pass, api);
  const caller = await services.identifyHash(terms.keyHash, exchange);
  return { caller, terms, use: () => services.passes.use(pass, terms) };
}

/** How long a session may last, milliseconds: as the settings say, and no longer than its pass. */
export function longestMs(services: RelayServices, { terms }: Entrant): number {
  const { sessionMaxMinutes } = services.world().settings;
  return Math.min(sessionMaxMinutes * 60_000, (terms?.expiresAt ?? Infinity) - Date.now());
}
