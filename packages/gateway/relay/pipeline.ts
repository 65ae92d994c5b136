// The walk of one request: identify, read, authorize, hold, plan, call, tap, settle. The only place that knows the order.

import { Failure } from '@turnpike/protocols/failures';
import type { Exchange } from '../http/exchange.ts';
import { authorizeModel } from '../identity/authorize.ts';
import { inGroup } from '../identity/groups.ts';
import type { Principal } from '../identity/principal.ts';
import type { CallRecord } from '../ledger/charge.ts';
import type { Hold } from '../ledger/ledger.ts';
import type { Permit } from '../limits/limiter.ts';
import { plan, type Nobody } from '../routing/plan.ts';
import { giveKept } from './answers/give-kept.ts';
import { Keeping, type Found } from './answers/keeping.ts';
import { Attempts, type Result } from './attempts.ts';
import { ClientStream } from './client-stream.ts';
import type { Destinations, Errand } from './errand.ts';
import { admit, Holding, termsIn, type Bargain, type Terms } from './holding.ts';
import { rulesOf } from './judgement.ts';
import { endPermit, withinLimits } from './limits.ts';
import { begun, failureRecord, keptRecord, recordOf, type CallState } from './record.ts';
import { routeOf } from './route.ts';
import type { RelayServices } from './services.ts';
import type { Walk } from './walk.ts';

/** Reads what a client wants done, once it is known who asks. @throws Failure for what is malformed */
export type Read = (exchange: Exchange) => Promise<Errand>;

/** Takes one errand from its client to an upstream and back, and settles it exactly once. */
export async function relay(services: RelayServices, exchange: Exchange, read: Read): Promise<void> {
  const identified = services.identify(exchange);
  const caller = identified instanceof Promise ? await identified : identified;
  await carryOut(services, exchange, caller, await read(exchange));
}

/** The same for an errand that was read, of a caller who is known. */
export async function carryOut(
  services: RelayServices,
  exchange: Exchange,
  caller: Principal,
  errand: Errand,
): Promise<void> {
  try {
    await undertake(services, exchange, caller, errand);
  } finally {
    errand.release?.();
  }
}

/** Authorizes, holds and calls. */
async function undertake(
  services: RelayServices,
  exchange: Exchange,
  caller: Principal,
  errand: Errand,
): Promise<void> {
  const world = services.world();
  const list = authorizeModel(caller, errand.model, world);
  const sheet = errand.priced?.(list) ?? list;
  const found = errand.destinations(services, caller, world);
  const destinations = found instanceof Promise ? await found : found;
  const bargain: Bargain = { caller, errand, world, sheet, at: Date.now() };
  const terms = termsIn(bargain, inGroup(caller, world, errand.model).group);
  const { principal, multiplier, worst } = terms;
  const limited = withinLimits(services, exchange, world, principal, errand, worst);
  const permit = limited instanceof Promise ? await limited : limited;
  const keeping = Keeping.of({ services, exchange, world, principal, errand, destinations });
  const kept = keeping === undefined ? undefined : await keeping.find();
  const state = begun(exchange.id, bargain.at, errand, principal, { sheet, multiplier, world });
  if (kept !== undefined) {
    await again(services, exchange, state, kept, bargain, terms, permit);
    return;
  }
  const hold = held(services, exchange, terms, permit);
  const holding = new Holding(services, bargain, hold instanceof Promise ? await hold : hold, terms);
  await attempts(services, exchange, caller, state, holding, permit, destinations, keeping);
}

/** Takes the hold of a call, whose permit ends with a refusal. */
function held(services: RelayServices, exchange: Exchange, terms: Terms, permit: Permit): Hold | Promise<Hold> {
  const refused = (error: unknown): never => {
    permit.end(0, 0);
    throw error;
  };
  try {
    const admitted = admit(services, exchange.id, terms);
    return admitted instanceof Promise ? admitted.catch(refused) : admitted;
  } catch (error) {
    return refused(error);
  }
}

/** Gives an answer that was kept for an equal request: it is charged at its own price, and nobody is asked. */
async function again(
  services: RelayServices,
  exchange: Exchange,
  state: CallState,
  found: Found,
  bargain: Bargain,
  terms: Terms,
  permit: Permit,
): Promise<void> {
  const record = keptRecord(state, found.kept, bargain.world.settings.responseCachePercent, elapsed(exchange));
  const own = { ...terms, worst: record.amount };
  const holding = new Holding(services, bargain, await held(services, exchange, own, permit), own);
  holding.settle(record);
  endPermit(permit, record);
  services.observe(exchange, record);
  giveKept(exchange, state.errand, found, record);
}

/** Tries candidates in order until one delivers; a call that nobody delivered costs nothing. */
async function attempts(
  services: RelayServices,
  exchange: Exchange,
  caller: Principal,
  state: CallState,
  holding: Holding,
  permit: Permit,
  destinations: Destinations,
  keeping: Keeping | undefined,
): Promise<void> {
  const { errand } = state;
  const { world } = state.snapshot;
  const { keepaliveSeconds, keepaliveWhole } = world.settings;
  const stream = new ClientStream(exchange, errand, keepaliveSeconds * 1000, keepaliveWhole, keeping?.recorder);
  let settled: CallRecord | undefined;
  const walk: Walk = {
    services,
    exchange,
    world,
    state,
    lanes: errand.lanes({ services, exchange, world, principal: caller, destinations }),
    stream,
    holding,
    rules: rulesOf(world.settings),
    settle: (facts, ending, status, written) => {
      const record = recordOf(state, facts, ending, status, elapsed(exchange));
      holding.settle(record, written);
      endPermit(permit, record);
      errand.settled(services, state, facts);
      services.observe(exchange, record);
      settled = record;
      return record;
    },
  };
  const give = (code: string, status: number): void => {
    const record = failureRecord(state, code, status, elapsed(exchange));
    holding.release(record);
    endPermit(permit, record);
    services.observe(exchange, record);
  };
  let result: Result;
  try {
    const { inquiry, view } = routeOf(services, exchange, world, caller, errand, destinations);
    result = await new Attempts(walk, plan(inquiry, view)).run();
  } catch (error) {
    // A mistake of ours: nothing stays held for it.
    give('internal_error', 500);
    stream.close();
    throw error;
  }
  if (result.kind === 'gone') give('client_gone', CLIENT_GONE);
  else if (result.kind !== 'delivered') {
    const failure = result.kind === 'failed' ? result.trial.failure : failureOf(result.nobody);
    const status = result.kind === 'failed' ? result.trial.clientStatus : failure.status;
    give(failure.code, status);
    if (result.kind === 'failed') result.trial.answerFailure();
    else exchange.fail(failure);
  }
  if (result.kind === 'delivered' && settled !== undefined) keeping?.keep(settled, state.channel);
  stream.close();
}

/** The status by which servers note a client that has left (nginx's); nobody is given it. */
const CLIENT_GONE = 499;

/** Why nobody could be tried, in words for the client. */
function failureOf({ until, full }: Nobody): Failure {
  const retryAfter = until === undefined ? 5 : Math.max((until - Date.now()) / 1000, 1);
  return full
    ? new Failure('rate_limit_exceeded', 'Every channel of this model is at its limit. Try again later.', {
        retryAfter,
      })
    : new Failure('no_available_channel', 'No channel can serve this model now. Try again later.', { retryAfter });
}

function elapsed(exchange: Exchange): number {
  return Math.round(performance.now() - exchange.startedAt);
}
