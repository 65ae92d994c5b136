// The walk of one request: identify, read, authorize, hold, plan, call, tap, settle. The only place that knows the order.

import { Failure } from '@turnpike/protocols/failures';
import type { Exchange } from '../http/exchange.ts';
import { authorizeModel } from '../identity/authorize.ts';
import { inGroup, multiplierFor } from '../identity/groups.ts';
import type { Principal } from '../identity/principal.ts';
import type { Hold } from '../ledger/ledger.ts';
import type { Permit } from '../limits/limiter.ts';
import { plan, type Nobody } from '../routing/plan.ts';
import type { World } from '../world.ts';
import { refuse } from './admission-refusal.ts';
import { Attempts } from './attempts.ts';
import { ClientStream } from './client-stream.ts';
import type { Destinations, Errand } from './errand.ts';
import { rulesOf } from './judgement.ts';
import { endPermit, withinLimits } from './limits.ts';
import { failureRecord, recordOf, type CallState } from './record.ts';
import { routeOf } from './route.ts';
import type { RelayServices } from './services.ts';
import type { Walk } from './walk.ts';

/** Reads what a client wants done, once it is known who asks. @throws Failure for what is malformed */
export type Read = (exchange: Exchange) => Promise<Errand>;

/** Takes one errand from its client to an upstream and back, and settles it exactly once. */
export async function relay(services: RelayServices, exchange: Exchange, read: Read): Promise<void> {
  const identified = services.identify(exchange);
  const caller = identified instanceof Promise ? await identified : identified;
  const errand = await read(exchange);
  const world = services.world();
  const principal = inGroup(caller, world, errand.model);
  const sheet = authorizeModel(principal, errand.model, world);
  const found = errand.destinations(services, principal, world);
  const destinations = found instanceof Promise ? await found : found;
  const multiplier = multiplierFor(world, principal.account.group, principal.group);
  const worst = errand.worst(world, sheet, multiplier);
  const limited = withinLimits(services, exchange, world, principal, errand, worst);
  const permit = limited instanceof Promise ? await limited : limited;
  const purses = principal.coverage.at(errand.model, principal.group, Date.now());
  let hold: Hold;
  try {
    const admitted = admit(services, exchange, principal, purses, worst);
    hold = admitted instanceof Promise ? await admitted : admitted;
  } catch (error) {
    permit.end(0, 0);
    throw error;
  }
  const state: CallState = {
    id: exchange.id,
    at: Date.now(),
    principal,
    errand,
    snapshot: { sheet, multiplier, world },
    attempts: [],
    channel: undefined,
    credential: undefined,
    upstreamModel: errand.model,
    spoken: errand.api,
    firstByteMs: 0,
  };
  await attempts(services, exchange, world, state, hold, permit, destinations);
}

/** Tries candidates in order until one delivers; a call that nobody delivered costs nothing. */
async function attempts(
  services: RelayServices,
  exchange: Exchange,
  world: World,
  state: CallState,
  hold: Hold,
  permit: Permit,
  destinations: Destinations,
): Promise<void> {
  const { errand, principal } = state;
  const { keepaliveSeconds, keepaliveWhole } = world.settings;
  const stream = new ClientStream(exchange, errand, keepaliveSeconds * 1000, keepaliveWhole);
  const walk: Walk = {
    services,
    exchange,
    world,
    state,
    lanes: errand.lanes({ services, exchange, world, principal, destinations }),
    stream,
    rules: rulesOf(world.settings),
    settle: (facts, ending, status) => {
      const record = recordOf(state, facts, ending, status, elapsed(exchange));
      services.ledger.settle(hold, record);
      endPermit(permit, record);
      errand.settled(services, state, facts);
      services.observe(exchange, record);
      return record;
    },
  };
  const { inquiry, view } = routeOf(services, exchange, world, principal, errand, destinations);
  const result = await new Attempts(walk, plan(inquiry, view)).run();
  if (result.kind !== 'delivered') {
    const failure = result.kind === 'failed' ? result.trial.failure : failureOf(result.nobody);
    const status = result.kind === 'failed' ? result.trial.clientStatus : failure.status;
    const record = failureRecord(state, failure.code, status, elapsed(exchange));
    services.ledger.release(hold, record);
    endPermit(permit, record);
    services.observe(exchange, record);
    if (result.kind === 'failed') result.trial.answerFailure();
    else exchange.fail(failure);
  }
  stream.close();
}

/** Why nobody could be tried, in words for the client. */
function failureOf({ until, full }: Nobody): Failure {
  const retryAfter = until === undefined ? 5 : Math.max((until - Date.now()) / 1000, 1);
  return full
    ? new Failure('rate_limit_exceeded', 'Every channel of this model is at its limit. Try again later.', {
        retryAfter,
      })
    : new Failure('no_available_channel', 'No channel can serve this model now. Try again later.', { retryAfter });
}

/** Takes the hold, and turns a refusal into the words of gateway-api §8.2. */
function admit(
  services: RelayServices,
  exchange: Exchange,
  principal: Principal,
  purses: readonly string[],
  worst: bigint,
): Hold | Promise<Hold> {
  try {
    const admitted = services.ledger.admit(exchange.id, purses, worst);
    return admitted instanceof Promise
      ? admitted.catch((error: unknown) => refuse(services, principal, error))
      : admitted;
  } catch (error) {
    return refuse(services, principal, error);
  }
}

function elapsed(exchange: Exchange): number {
  return Math.round(performance.now() - exchange.startedAt);
}
