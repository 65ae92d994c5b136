// Tries the candidates of a session in order until one opens; each attempt is noted in the health of its candidate.

import { Failure } from '@turnpike/protocols/failures';
import type { Full } from '../../limits/channel-limits.ts';
import { upstreamOf } from '../../routing/mapping.ts';
import type { Step } from '../../routing/plan.ts';
import { judgeStatus, rulesOf, type Judgement } from '../judgement.ts';
import type { RelayServices } from '../services.ts';
import type { Admitted } from './admission.ts';
import { RefusedSocket, type Opened } from './open-socket.ts';

/** An upstream of a session that is open. */
export interface Upstream<Found extends Opened> {
  readonly opened: Found;
  readonly step: Step;
  /** Gives its place in the channel's limits back, with the tokens that were used; once. */
  leave(tokens: number, money: number): void;
}

/** Connects to the candidates in order until one opens. @throws Failure, or RefusedSocket of the last one, when none does */
export async function firstOpen<Found extends Opened>(
  services: RelayServices,
  admitted: Admitted,
  open: (step: Step) => Promise<Found>,
): Promise<Upstream<Found>> {
  const { steps } = admitted;
  let last: Failure | RefusedSocket = nobody();
  for (let step = steps.next(undefined); step.done !== true;) {
    const tried = await attempt(services, admitted, step.value, open);
    if ('fullUntil' in tried) {
      step = steps.next({ next: true, again: false, whole: false, fullUntil: tried.fullUntil });
      continue;
    }
    if (!(tried instanceof RefusedSocket)) return tried;
    last = tried;
    const { rule, whole } = judgement(services, tried);
    step = steps.next({ next: rule.next, again: false, whole });
  }
  throw last;
}

function nobody(): Failure {
  const message = 'No channel can serve this model now. Try again later.';
  return new Failure('no_available_channel', message, { retryAfter: 5 });
}

function judgement(services: RelayServices, { status, words }: RefusedSocket): Judgement {
  const rules = rulesOf(services.world().settings);
  if (status !== 0) return judgeStatus(status, words, rules);
  return { rule: rules.ofTrouble('connect'), reason: 'connect', whole: true, retryAfter: undefined };
}

async function attempt<Found extends Opened>(
  services: RelayServices,
  { state, books, termsOf }: Admitted,
  step: Step,
  open: (step: Step) => Promise<Found>,
): Promise<Upstream<Found> | RefusedSocket | Full> {
  const { channel, credential, why } = step;
  const place = await services.channelLimits.take(step, {
    id: state.id,
    tokens: state.errand.likelyTokens,
    money: Number(termsOf(channel).worst),
    owner: String(state.principal.key.id),
    gone: () => false,
  });
  if ('fullUntil' in place) return place;
  const upstreamModel = upstreamOf(channel, state.errand.model);
  const subject = { channel: channel.id, channelName: channel.name, credential: credential.id, model: upstreamModel };
  await books.move(termsOf(channel));
  const running = services.health.begin(subject);
  const begun = performance.now();
  const note = (status: number, outcome: string): void => {
    const milliseconds = Math.round(performance.now() - begun);
    const { id, name: channelName } = channel;
    state.attempts.push({ channel: id, channelName, credential: credential.id, status, milliseconds, outcome, why });
  };
  try {
    const opened = await open(step);
    running.finish({ effect: 'ok', reason: '', retryAfter: undefined, latency: performance.now() - begun });
    note(101, 'complete');
    Object.assign(state, { channel, credential, upstreamModel });
    return { opened, step, leave: (tokens, money) => place.done(tokens, money) };
  } catch (error) {
    place.done(0);
    if (!(error instanceof RefusedSocket)) throw error;
    const { rule, reason, retryAfter } = judgement(services, error);
    running.finish({ effect: rule.effect, reason, retryAfter, latency: undefined });
    note(error.status, error.failure.code);
    return error;
  }
}
