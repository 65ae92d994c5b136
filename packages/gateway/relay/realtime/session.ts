// The walk of a realtime session: identify, authorize, limits, hold, plan, connect, accept, carry, settle.

import { Failure } from '@turnpike/protocols/failures';
import type { WebSocket } from 'ws';
import type { Exchange } from '../../http/exchange.ts';
import type { Accept } from '../../http/upgrade.ts';
import { authorizeModel } from '../../identity/authorize.ts';
import { inGroup } from '../../identity/groups.ts';
import { upstreamOf } from '../../routing/mapping.ts';
import { plan, type Step } from '../../routing/plan.ts';
import { rulesOf } from '../judgement.ts';
import { termsIn, type Bargain } from '../holding.ts';
import { withinLimits } from '../limits.ts';
import type { CallState } from '../record.ts';
import { routeOf } from '../route.ts';
import type { RelayServices } from '../services.ts';
import { SessionBooks } from './books.ts';
import { Bridge } from './bridge.ts';
import { connect, RefusedUpgrade } from './connect.ts';
import { RealtimeErrand } from './realtime-errand.ts';

/** Opens a session and carries it to its end. Before it is accepted every failure is plain HTTP. @throws Failure */
export async function realtime(services: RelayServices, exchange: Exchange, accept: Accept): Promise<void> {
  const caller = await services.identify(exchange);
  const errand = new RealtimeErrand(modelOf(exchange));
  const world = services.world();
  const sheet = authorizeModel(caller, errand.model, world);
  const destinations = errand.destinations(services, inGroup(caller, world, errand.model), world);
  const bargain: Bargain = { caller, errand, world, sheet, at: Date.now() };
  const { principal, multiplier, purses, worst } = termsIn(bargain, inGroup(caller, world, errand.model).group);
  const permit = await withinLimits(services, exchange, world, principal, errand, worst);
  const state: CallState = {
    id: exchange.id,
    at: bargain.at,
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
  const books = new SessionBooks(services, exchange, state, purses, worst);
  try {
    await books.reserve();
    const beta = isBeta(exchange);
    const { inquiry, view } = routeOf(services, exchange, world, caller, errand, destinations);
    const upstream = await firstOpen(services, state, plan(inquiry, view), beta);
    const client = await accept(offersRealtime(exchange) ? 'realtime' : undefined).catch((error: unknown) => {
      upstream.close();
      throw error;
    });
    const { model } = errand;
    const parts = { client, upstream, books, model, upstreamModel: state.upstreamModel, beta, requestId: exchange.id };
    const bridge = new Bridge(parts);
    upstream.resume();
    await bridge.closed;
  } finally {
    books.close('', 1000);
    permit.end(books.tokens, Number(books.amount));
  }
}

function modelOf(exchange: Exchange): string {
  const model = exchange.query.get('model') ?? exchange.query.get('deployment') ?? '';
  if (model === '' || model.length > 256) {
    throw new Failure('invalid_request', 'Name the model in the address: /v1/realtime?model=gpt-realtime.', {
      param: 'model',
    });
  }
  return model;
}

function protocolsOf(exchange: Exchange): readonly string[] {
  return (exchange.request.headers['sec-websocket-protocol'] ?? '').split(',').map(name => name.trim());
}

const offersRealtime = (exchange: Exchange): boolean => protocolsOf(exchange).includes('realtime');

/** The beta is told by a header, or by browsers among the subprotocols. */
function isBeta(exchange: Exchange): boolean {
  const header = exchange.request.headers['openai-beta'];
  const told = typeof header === 'string' ? header : (header?.join(',') ?? '');
  return told.includes('realtime=v1') || protocolsOf(exchange).includes('openai-beta.realtime-v1');
}

/** Connects to the candidates in order until one opens. @throws Failure when none does */
async function firstOpen(
  services: RelayServices,
  state: CallState,
  steps: ReturnType<typeof plan>,
  beta: boolean,
): Promise<WebSocket> {
  const { world } = state.snapshot;
  const rules = rulesOf(world.settings);
  let failure = new Failure('no_available_channel', 'No channel can serve this model now. Try again later.', {
    retryAfter: 5,
  });
  for (let step = steps.next(undefined); step.done !== true;) {
    const tried = await attempt(services, state, step.value, beta);
    if (!(tried instanceof RefusedUpgrade)) return tried;
    failure = tried.failure;
    const rule = tried.status === 0 ? rules.ofTrouble('connect') : rules.ofStatus(tried.status);
    step = steps.next({ next: rule.next, again: false, whole: true });
  }
  throw failure;
}

async function attempt(
  services: RelayServices,
  state: CallState,
  step: Step,
  beta: boolean,
): Promise<WebSocket | RefusedUpgrade> {
  const { channel, credential, why } = step;
  const upstreamModel = upstreamOf(channel, state.errand.model);
  const subject = { channel: channel.id, channelName: channel.name, credential: credential.id, model: upstreamModel };
  const running = services.health.begin(subject);
  const begun = performance.now();
  const note = (status: number, outcome: string): void => {
    const milliseconds = Math.round(performance.now() - begun);
    const { id, name: channelName } = channel;
    state.attempts.push({ channel: id, channelName, credential: credential.id, status, milliseconds, outcome, why });
  };
  try {
    const socket = await connect(step, state.errand.model, beta);
    running.finish({ effect: 'ok', reason: '', retryAfter: undefined, latency: performance.now() - begun });
    note(101, 'complete');
    Object.assign(state, { channel, credential, upstreamModel });
    return socket;
  } catch (error) {
    if (!(error instanceof RefusedUpgrade)) throw error;
    const rules = rulesOf(state.snapshot.world.settings);
    const { effect } = error.status === 0 ? rules.ofTrouble('connect') : rules.ofStatus(error.status);
    running.finish({ effect, reason: error.failure.code, retryAfter: undefined, latency: undefined });
    note(error.status, error.failure.code);
    return error;
  }
}
