// Which channel and credential a call tries, in order: told how each attempt went, it says which is next, and why.

import type { Channel, Credential } from '../world.ts';
import { type Candidate, ordered, type Ordering } from './order.ts';
export type { Candidate } from './order.ts';
import type { Standing } from './health.ts';

/** One attempt of the plan. */
export interface Step extends Candidate {
  /** No other candidate is left, so nothing needs to be held back for one. */
  readonly last: boolean;
  /** The only candidate, once more: after a pause. */
  readonly again: boolean;
  /** Why this one: for the operator. */
  readonly why: string;
  /** Who was passed over, and why; on the first step alone. */
  readonly passed: readonly string[];
}

/** How an attempt went, as far as the plan must know. */
export interface Verdict {
  readonly next: boolean;
  readonly again: boolean;
  /** The failure is of the whole channel: its other credentials would fail alike, and go behind other channels. */
  readonly whole: boolean;
  /** It was not tried: its own limits have no room before then (milliseconds since the epoch). */
  readonly fullUntil?: number | undefined;
  /** It may be waited for: what rests is not tried in its place. */
  readonly waits?: boolean;
}

/** What is asked of a plan. */
export interface Inquiry extends Ordering {
  /** At least one attempt is made of those that there are. */
  readonly channels: readonly Channel[];
  /** How many attempts at most. */
  readonly limit: number;
  /** The only credential that may be used, where state binds the call to it. */
  readonly pinned?: string | undefined;
  /** Whether nothing is tried when everything rests. */
  readonly failFast?: boolean;
}

/** What the plan looks at: health. */
export interface View {
  standing(candidate: Candidate): Standing;
}

/** A channel without credentials (a local upstream) is called without one. */
export const NO_CREDENTIAL: Credential = { id: 'none', secret: '' };

/** Why no attempt can be made at all. */
export interface Nobody {
  /** Milliseconds since the epoch when someone may be tried, or undefined when nobody knows. */
  readonly until: number | undefined;
  /** Everyone who could serve is at the limit that the operator set. */
  readonly full: boolean;
}

/**
 * Yields attempts until one need not be followed by another, or none is left. Pure but for what `view` and the chance of
 * the inquiry answer. Each `next` takes the verdict on the attempt before. Never yields a candidate twice, unless it is
 * the only one and the verdict allows. Returns why, when there was nobody to begin with.
 */
export function plan(inquiry: Inquiry, view: View): Steps {
  const only = soleOf(inquiry);
  if (only !== undefined && view.standing(only).state === 'ready') return new Sole(only, inquiry.limit);
  return walk(inquiry, view);
}

/** The attempts of a plan, one after another. */
export interface Steps {
  next(verdict: Verdict | undefined): IteratorResult<Step, Nobody | undefined>;
}

/** The commonest case, without the machinery of the others: one channel with one key, and it is well. */
class Sole implements Steps {
  private readonly candidate: Candidate;
  private readonly limit: number;
  private tries = 0;

  constructor(candidate: Candidate, limit: number) {
    this.candidate = candidate;
    this.limit = limit;
  }

  next(verdict: Verdict | undefined): IteratorResult<Step, Nobody | undefined> {
    const again = this.tries > 0;
    const until = verdict?.fullUntil;
    if (until !== undefined && this.tries === 1) return { done: true, value: { until, full: true } };
    // Once more is enough.
    const most = Math.min(this.limit, 2);
    if (this.tries >= most || (again && verdict?.again !== true)) return { done: true, value: undefined };
    this.tries += 1;
    const { channel, credential } = this.candidate;
    const why = again ? ONCE_MORE : 'the only candidate';
    return { done: false, value: { channel, credential, last: true, again, why, passed: NOBODY } };
  }
}

const ONCE_MORE = 'the only candidate, once more';
const NOBODY: readonly string[] = [];

/** The candidate of an inquiry that has no other. */
function soleOf({ channels, pinned }: Inquiry): Candidate | undefined {
  const [channel] = channels;
  if (channel === undefined || channels.length > 1 || channel.credentials.length > 1) return undefined;
  const credential = channel.credentials[0] ?? NO_CREDENTIAL;
  return pinned === undefined || pinned === credential.id ? { channel, credential } : undefined;
}

function* walk(inquiry: Inquiry, view: View): Generator<Step, Nobody | undefined, Verdict | undefined> {
  const lists = sorted(candidatesOf(inquiry), inquiry, view);
  let { queue, passed, until } = lists;
  let full = false;
  let waits = false;
  /** Those behind the queue: open breakers when all others have failed, everything that rests when nobody could be tried. */
  let behind = queue.length > 0 ? lists.resort : [];
  let tried = 0;
  for (;;) {
    const isOut = queue.length === 0 && behind.length === 0 && tried === 0;
    if (isOut && !waits && inquiry.failFast !== true) behind = lists.takeResting();
    const taken: Placed | undefined = queue.shift() ?? (waits && tried === 0 ? undefined : behind.shift());
    if (taken === undefined) return tried === 0 ? { until, full } : undefined;
    const left = inquiry.limit - tried - 1;
    const last = (queue.length === 0 && behind.length === 0) || left === 0;
    const { channel, credential, why } = taken;
    const step: Step = { channel, credential, last, again: false, why, passed };
    const verdict: Verdict | undefined = yield step;
    if (verdict === undefined) return undefined;
    if (verdict.fullUntil !== undefined) {
      // Nothing was sent: it counts as passed over.
      passed = [...passed, `${nameOf(taken)}: at its limit`];
      until = Math.min(until ?? verdict.fullUntil, verdict.fullUntil);
      full = true;
      waits ||= verdict.waits === true;
      continue;
    }
    tried += 1;
    passed = [];
    if (verdict.again && tried === 1 && last && left > 0) {
      yield { ...step, passed, again: true, why: ONCE_MORE };
      return undefined;
    }
    if (!verdict.next || left === 0) return undefined;
    if (verdict.whole) queue = behindOthers(queue, taken.channel);
  }
}

/** A candidate in its place, with the reason. */
interface Placed extends Candidate {
  readonly why: string;
}

interface Lists {
  /** Those to try, in order. */
  readonly queue: Placed[];
  /** Those with an open breaker, for when everybody else has failed. */
  readonly resort: Placed[];
  readonly passed: readonly string[];
  readonly until: number | undefined;
  /** Those that rest, the one that is due first before others: for when there is nobody else. Once. */
  takeResting(): Placed[];
}

function candidatesOf({ channels, pinned }: Inquiry): Candidate[] {
  const all: Candidate[] = [];
  for (const channel of channels) {
    if (channel.credentials.length === 0) all.push({ channel, credential: NO_CREDENTIAL });
    for (const credential of channel.credentials) {
      if (pinned === undefined || pinned === credential.id) all.push({ channel, credential });
    }
  }
  return all;
}

function sorted(all: readonly Candidate[], inquiry: Inquiry, view: View): Lists {
  const fit: Candidate[] = [];
  const due = new Set<Candidate>();
  const resting: (Placed & { until: number; rest: Standing['rest'] })[] = [];
  const passed: string[] = [];
  let until: number | undefined;
  for (const candidate of all) {
    const standing = view.standing(candidate);
    if (standing.state === 'due') due.add(candidate);
    if (standing.state !== 'resting') {
      fit.push(candidate);
      continue;
    }
    const { rest, reason } = standing;
    passed.push(`${nameOf(candidate)}: ${rest ?? ''}, ${reason}`);
    if (standing.until > 0) until = Math.min(until ?? standing.until, standing.until);
    const why = `last resort while it is ${rest ?? ''}`;
    if (rest !== 'held') resting.push({ ...candidate, until: standing.until, rest, why });
  }
  const queue = ordered(fit, inquiry).map(({ candidate, why }) => ({
    ...candidate,
    why: due.has(candidate) ? `${why}, tried after its rest` : why,
  }));
  resting.sort((left, right) => left.until - right.until);
  const resort = resting.filter(({ rest }) => rest === 'open');
  return { queue, resort, passed, until, takeResting: () => resting.splice(0) };
}

/** Moves what is left of a channel behind the others of the same priority. */
function behindOthers(queue: readonly Placed[], failed: Channel): Placed[] {
  const same = (one: Placed): boolean => one.channel.priority === failed.priority;
  const front = queue.findIndex(one => !same(one));
  const tier = front === -1 ? [...queue] : queue.slice(0, front);
  const rest = front === -1 ? [] : queue.slice(front);
  return [...tier.filter(one => one.channel !== failed), ...tier.filter(one => one.channel === failed), ...rest];
}

function nameOf({ channel, credential }: Candidate): string {
  return channel.credentials.length < 2 ? channel.name : `${channel.name}/${credential.id}`;
}
