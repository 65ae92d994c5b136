// A session before its upstream is open: authorized, within its limits, its first hold taken, its candidates in order.

import type { Exchange } from '../../http/exchange.ts';
import { authorizeModel } from '../../identity/authorize.ts';
import { groupOf, inGroup } from '../../identity/groups.ts';
import type { Principal } from '../../identity/principal.ts';
import { plan, type Steps } from '../../routing/plan.ts';
import type { Channel } from '../../world.ts';
import { termsIn, type Bargain, type Terms } from '../holding.ts';
import { withinLimits } from '../limits.ts';
import { begun, type CallState } from '../record.ts';
import { routeOf } from '../route.ts';
import type { RelayServices } from '../services.ts';
import { SessionBooks } from './books.ts';
import type { LiveErrand, LiveProtocol } from './live-errand.ts';

/** A session that may begin. */
export interface Admitted {
  readonly state: CallState;
  readonly books: SessionBooks;
  readonly steps: Steps;
  /** Whether its model is paid for by the second. */
  readonly bySeconds: boolean;
  /** On what terms a channel serves it. */
  termsOf(channel: Channel): Terms;
  /** Gives back what was taken for it, with why it did not begin, if it did not; once. */
  end(error: unknown): void;
}

/** Admits a session. @throws Failure in the order in which a call is refused */
export async function admitSession(
  services: RelayServices,
  exchange: Exchange,
  caller: Principal,
  protocol: LiveProtocol,
  errand: LiveErrand,
): Promise<Admitted> {
  const world = services.world();
  const sheet = authorizeModel(caller, errand.model, world);
  const grouped = inGroup(caller, world, errand.model);
  const destinations = errand.destinations(services, grouped, world);
  const bargain: Bargain = { caller, errand, world, sheet, at: Date.now() };
  const terms = termsIn(bargain, grouped.group);
  const permit = await withinLimits(services, exchange, world, terms.principal, errand, terms.worst);
  const state = begun(exchange.id, bargain.at, errand, terms.principal, {
    sheet,
    multiplier: terms.multiplier,
    world,
  });
  const books = new SessionBooks({ services, exchange, state, protocol, errand, purses: terms.purses });
  const end = (error: unknown): void => {
    if (error === undefined) books.close('', 1000, undefined);
    else books.fail(error);
    permit.end(books.tokens, Number(books.amount));
  };
  try {
    await books.reserve();
    const { inquiry, view } = routeOf(services, exchange, world, caller, errand, destinations);
    return {
      state,
      books,
      steps: plan(inquiry, view),
      bySeconds: (sheet.unit.seconds ?? 0n) > 0n,
      termsOf: channel => termsIn(bargain, groupOf(caller, world, channel)),
      end,
    };
  } catch (error) {
    end(error);
    throw error;
  }
}
