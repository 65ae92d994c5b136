// Calls that cost nothing: tokens counted by the provider, and what it stores of earlier responses.

import { Failure } from '@turnpike/protocols/failures';
import type { Exchange } from '../http/exchange.ts';
import { authorizeModel } from '../identity/authorize.ts';
import type { Principal } from '../identity/principal.ts';
import { upstreamOf } from '../routing/mapping.ts';
import type { Operation } from '../providers/outer.ts';
import { NO_CREDENTIAL, plan, type Candidate } from '../routing/plan.ts';
import type { Channel, World } from '../world.ts';
import type { Timeouts, UpstreamRequest } from './attempt.ts';
import type { Call } from './call.ts';
import type { Answer } from './collect.ts';
import { inquire } from './dispatch.ts';
import { refuseForeignState } from './foreign-state.ts';
import { clientHeaders, upstreamHeaders } from './headers.ts';
import { buildRequest } from './identity-lane.ts';
import { answerLocally } from './local-count.ts';
import { pass } from './pass.ts';
import { addressOf, credentialHeaders } from './road.ts';
import { rulesOf } from './judgement.ts';
import { answerRefusal } from './refusal.ts';
import { routeOf } from './route.ts';
import { ModelErrand } from './model-errand.ts';
import type { RelayServices } from './services.ts';
import { speaksOf } from './speaks.ts';

/** Whether an upstream has no call to count tokens: a 404 that speaks of the model means the model. */
function hasNoCount({ status, body }: Answer): boolean {
  return status === 405 || status === 501 || (status === 404 && !/model/i.test(body.toString('utf8')));
}

/** Whether an upstream could not count, and the client is not to blame: a count always has an answer (users, 17). */
function isUnable(answer: Answer | Failure): boolean {
  if (answer instanceof Failure) return true;
  return answer.status >= 500 || TROUBLED.has(answer.status) || hasNoCount(answer);
}

const TROUBLED = new Set([401, 402, 403, 408, 429]);

/**
 * Has the tokens of a request counted by the upstream, or estimates them where it cannot; free of charge, and possible
 * with an empty balance.
 */
export async function relayCount(
  services: RelayServices,
  exchange: Exchange,
  read: (body: Buffer) => Call,
): Promise<void> {
  const principal = await services.identify(exchange);
  const call = read(await exchange.body({ text: true }));
  const world = services.world();
  authorizeModel(principal, call.model, world);
  refuseForeignState(world, principal, call);
  if (isForeign(world, principal, call)) {
    answerLocally(exchange, call);
    return;
  }
  const errand = new ModelErrand(call);
  const destinations = await errand.destinations(services, principal, world);
  let answer: Answer | Failure = new Failure('no_available_channel', 'No channel can count tokens for this model now.');
  const { inquiry, view } = routeOf(services, exchange, world, principal, errand, destinations);
  const rules = rulesOf(world.settings);
  const steps = plan(inquiry, view);
  for (let step = steps.next(undefined); step.done !== true;) {
    const { channel } = step.value;
    const request = buildRequest(exchange, call, step.value, upstreamOf(channel, call.model));
    answer = await inquire(services, step.value, request, timeouts(world));
    const judged = answer instanceof Failure ? rules.ofTrouble('reset') : rules.ofStatus(answer.status);
    const isWell = !(answer instanceof Failure) && answer.status < 300;
    step = steps.next(isWell ? undefined : { ...judged, again: false, whole: true });
  }
  if (isUnable(answer)) answerLocally(exchange, call);
  else deliver(exchange, answer);
}

/** Whether the model is served, but by nobody who speaks the client's protocol. */
function isForeign(world: World, principal: Principal, call: Call): boolean {
  const serving = world.candidates(call.model, principal.group);
  const speaks = (channel: Channel): boolean =>
    speaksOf(channel, upstreamOf(channel, call.model)).includes(call.protocol);
  return serving.length > 0 && !serving.some(speaks);
}

/** Passes a call about a stored response to the channel and credential that made it. */
export async function relayStored(services: RelayServices, exchange: Exchange): Promise<void> {
  const principal = await services.identify(exchange);
  const id = exchange.params['id'] ?? '';
  const pin = await services.pins.find('response', id, principal.account.id);
  if (pin === undefined) throw new Failure('not_found', `Response with id '${id}' not found.`, { param: 'id' });
  const world = services.world();
  const { request, candidate } = await storedRequest(exchange, world, principal, pin);
  if (exchange.query.get('stream') === 'true') {
    await pass(services, candidate, exchange, request, timeouts(world));
    return;
  }
  const answer = await inquire(services, candidate, request, timeouts(world));
  if (exchange.method === 'DELETE' && !(answer instanceof Failure) && answer.status < 300)
    services.pins.forget('response', id);
  deliver(exchange, answer);
}

async function storedRequest(
  exchange: Exchange,
  world: World,
  principal: Principal,
  pin: { channel: number; credential: string },
): Promise<{ request: UpstreamRequest; candidate: Candidate }> {
  const mine = world.groupsOf(principal.group);
  const channel = world.channels.find(({ id, groups }) => id === pin.channel && mine.some(group => groups.has(group)));
  const credential = channel?.credentials.find(({ id }) => id === pin.credential);
  if (channel === undefined || (credential === undefined && channel.credentials.length > 0)) {
    throw new Failure('no_available_channel', 'The channel that holds this response is not in service.', {
      retryAfter: 30,
    });
  }
  const body = exchange.method === 'POST' ? await exchange.body({ text: true }) : undefined;
  const stored = exchange.path.replace(/^.*\/responses\//, '');
  const protocol = 'openai-responses';
  const operation: Operation = { protocol, action: { stored }, model: '', streamed: false, version: 'v1' };
  const candidate = { channel, credential: credential ?? NO_CREDENTIAL };
  const request: UpstreamRequest = {
    ...addressOf(candidate, operation, exchange.search),
    method: exchange.method === 'DELETE' ? 'DELETE' : exchange.method === 'POST' ? 'POST' : 'GET',
    headers: upstreamHeaders(
      exchange.request.headers,
      credentialHeaders(channel, candidate.credential, protocol),
      body === undefined ? undefined : body.length,
    ),
    body: body === undefined ? undefined : [body],
  };
  return { request, candidate };
}

function deliver(exchange: Exchange, answer: Answer | Failure): void {
  if (answer instanceof Failure) exchange.fail(answer);
  else if (answer.status >= 300) answerRefusal(exchange, answer);
  else {
    exchange.head(answer.status, [...clientHeaders(answer.headers), 'content-length', String(answer.body.length)]);
    exchange.response.end(answer.body);
  }
}

function timeouts(world: World): Timeouts {
  const { firstByteTimeoutSeconds, idleTimeoutSeconds } = world.settings;
  return { firstByte: firstByteTimeoutSeconds * 1000, idle: idleTimeoutSeconds * 1000 };
}
