// Which channel and credential a job goes to: as any call's, by priority, health and the operator's limits.

import type { ChannelLimits, Sending } from '../limits/channel-limits.ts';
import type { Health, Report, Subject } from '../routing/health.ts';
import { upstreamOf } from '../routing/mapping.ts';
import { plan, type Candidate, type Steps } from '../routing/plan.ts';
import { judgeStatus, rulesOf } from '../relay/judgement.ts';
import type { Channel, World } from '../world.ts';
import type { Submitted } from './driver.ts';
import type { Task } from './task.ts';

/** What the choice looks at. */
export interface Routing {
  readonly health: Health;
  readonly channelLimits: ChannelLimits;
  readonly turns: { next(channel: number): number };
}

/** The attempts for a job of this model, in order; each `next` takes the verdict on the one before. */
export function attemptsFor(
  { health, turns }: Routing,
  world: World,
  model: string,
  channels: readonly Channel[],
  pinned: string | undefined,
): Steps {
  const inquiry = {
    channels,
    limit: world.settings.retryAttempts + 1,
    pinned,
    failFast: world.settings.breakerFailFast,
    policy: world.settings.routingPolicy,
    random: Math.random,
    turn: (channel: Channel) => turns.next(channel.id),
    load: (candidate: Candidate) => health.tally(subjectOf(candidate, model)),
  };
  const view = {
    standing: (candidate: Candidate) => health.standing(subjectOf(candidate, model)),
  };
  return plan(inquiry, view);
}

/** A job takes its place while it is submitted; what it may cost counts from then on. */
export function placeFor({ id, keyId, held }: Pick<Task, 'id' | 'keyId' | 'held'>, gone: () => boolean): Sending {
  return { id, tokens: 0, money: Number(held), owner: String(keyId), gone };
}

/** Who is judged by how an attempt goes. */
export function subjectOf({ channel, credential }: Candidate, model: string): Subject {
  return {
    channel: channel.id,
    channelName: channel.name,
    credential: credential.id,
    model: upstreamOf(channel, model),
  };
}

/** What an attempt says of its candidate's health, by the operator's rules. */
export function reportOf(submitted: Submitted, world: World): Report {
  if (submitted.kind === 'accepted' || submitted.kind === 'exists') return { effect: 'ok', reason: '' };
  if (submitted.kind === 'refused' && (submitted.error.class === 'user' || submitted.error.class === 'content'))
    return { effect: 'ok', reason: '' };
  const rules = rulesOf(world.settings);
  const after = submitted.kind === 'refused' ? submitted.retryAfter : undefined;
  const peace = after === undefined ? {} : { retryAfter: after * 1000 };
  if (submitted.status === 0) return { effect: rules.ofTrouble('reset').effect, reason: 'reset', ...peace };
  const said = submitted.kind === 'refused' ? submitted.error : { code: '', message: submitted.message };
  const words = JSON.stringify({ error: { code: said.code, message: said.message } });
  const { rule, reason } = judgeStatus(submitted.status, words, rules);
  return { effect: rule.effect, reason, ...peace };
}
