// The walk of one request: identify, read, authorize, hold, plan, call, tap, settle. The only place that knows the order.

import { Failure } from '@turnpike/protocols/failures';
import type { Exchange } from '../http/exchange.ts';
import { authorizeModel } from '../identity/authorize.ts';
import { inGroup, multiplierFor } from '../identity/groups.ts';
import type { Principal } from '../identity/principal.ts';
import type { Hold } from '../ledger/ledger.ts';
import type { Permit } from '../limits/limiter.ts';
import { worstCase } from '../ledger/price.ts';
import { plan, type Nobody } from '../routing/plan.ts';
import type { World } from '../world.ts';
import type { Call } from './call.ts';
import { refuse } from './admission-refusal.ts';
import { Attempts } from './attempts.ts';
import { ClientStream } from './client-stream.ts';
import { candidatesFor, type Candidates } from './candidates.ts';
import { estimate } from './estimate.ts';
import { refuseForeignState } from './foreign-state.ts';
import { rulesOf } from './judgement.ts';
import { Lanes } from './lanes.ts';
import { endPermit, withinLimits } from './limits.ts';
import { failureRecord, recordOf, type CallState } from './record.ts';
import { routeOf } from './route.ts';
import type { RelayServices } from './services.ts';
import { NO_STATE, pinOf, rememberState } from './statefulness.ts';
import type { Walk } from './walk.ts';

/** Takes one generating call from its client to an upstream and back, and settles it exactly once. */
export async function relay(services: RelayServices, exchange: Exchange, read: (body: Buffer) => Call): Promise<void> {
  const identified = services.identify(exchange);
  const caller = identified instanceof Promise ? await identified : identified;
  const call = read(await exchange.body({ text: true }));
  const world = services.world();
  const principal = inGroup(caller, world, call.model);
  const sheet = authorizeModel(principal, call.model, world);
  refuseForeignState(world, principal, call);
  const pin = call.state === undefined ? NO_STATE : await pinOf(services.pins, call, principal);
  const candidates = candidatesFor(world, principal, call, pin.channel);
  const multiplier = multiplierFor(world, principal.account.group, principal.group);
  const worst = worstCase(estimate(call, world.model(call.model), world.settings.holdOutputTokens), sheet, multiplier, {
    serviceTier: call.serviceTier,
  });
  const limited = withinLimits(services, exchange, world, principal, call, worst);
  const permit = limited instanceof Promise ? await limited : limited;
  const purses = principal.coverage.at(call.model, principal.group, Date.now());
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
    call,
    snapshot: { sheet, multiplier, world },
    attempts: [],
    channel: undefined,
    credential: undefined,
    upstreamModel: call.model,
    spoken: call.protocol,
    firstByteMs: 0,
  };
  await attempts(services, exchange, world, state, hold, permit, candidates, pin.credential);
}

/** Tries candidates in order until one delivers; a call that nobody delivered costs nothing. */
async function attempts(
  services: RelayServices,
  exchange: Exchange,
  world: World,
  state: CallState,
  hold: Hold,
  permit: Permit,
  candidates: Candidates,
  credential: string | undefined,
): Promise<void> {
  const { call, principal } = state;
  const { keepaliveSeconds, keepaliveWhole } = world.settings;
  const stream = new ClientStream(exchange, call, keepaliveSeconds * 1000, keepaliveWhole);
  const walk: Walk = {
    services,
    exchange,
    world,
    state,
    lanes: new Lanes(services, exchange, call, world, principal, candidates),
    stream,
    rules: rulesOf(world.settings),
    settle: (facts, ending, status) => {
      const record = recordOf(state, facts, ending, status, elapsed(exchange));
      services.ledger.settle(hold, record);
      endPermit(permit, record);
      rememberState(services.pins, state, facts.id);
      services.observe(exchange, record);
      return record;
    },
  };
  const { inquiry, view } = routeOf(services, exchange, world, principal, call, candidates, credential);
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
