// Brings a job to an upstream: candidate after candidate, and in line where all of them are full and let calls wait.

import { Failure } from '@turnpike/protocols/failures';
import type { Full, Place } from '../limits/channel-limits.ts';
import { upstreamOf } from '../routing/mapping.ts';
import type { Candidate, Verdict } from '../routing/plan.ts';
import type { Channel, World } from '../world.ts';
import { attemptsFor, placeFor, reportOf, subjectOf } from './candidates.ts';
import { clientMedia } from './client-media.ts';
import { Refused } from './dialect.ts';
import { LinkFault, type Driver, type Link, type Submitted } from './driver.ts';
import { linkTo } from './link.ts';
import type { Order } from './order.ts';
import { driverNamed } from './registry.ts';
import { readTask, type Task } from './task.ts';
import type { Work } from './work.ts';

/** How long a node has a task to itself while it submits it, milliseconds: longer than any submission takes. */
export const SUBMIT_LEASE_MS = 180_000;

/** Who may be asked for a job, and by which driver. */
export interface Candidates {
  readonly channels: readonly Channel[];
  readonly credential: string | undefined;
  driver(channel: Channel): Driver | undefined;
}

/** What happens to a task that an upstream took. */
type After = (task: Task, submitted: Extract<Submitted, { kind: 'accepted' }>) => Promise<Task>;

/** A candidate that is full and may be waited for. */
interface Line {
  readonly candidate: Candidate;
  readonly driver: Driver;
  wait(): Promise<Place | Full>;
}

/**
 * Tries candidates until one takes the job. Only what surely started no job is tried elsewhere. `gone`: whether the
 * client has left; nobody waits in line for one that has.
 */
export async function bring(
  work: Work,
  fresh: Task,
  order: Order,
  candidates: Candidates,
  world: World,
  after: After,
  gone: () => boolean,
): Promise<Task> {
  let task = fresh;
  let last: Submitted | undefined;
  let full: Full | undefined;
  let line: Line | undefined;
  const { services } = work;
  const sending = placeFor(task, gone);
  const attempt = async (candidate: Candidate, driver: Driver, place: Place): Promise<Task | undefined> => {
    ({ task, last } = await attemptAt(work, world, task, order, { candidate, driver, place }));
    if (last.kind === 'accepted') return after(task, last);
    return last.kind === 'exists' ? existing(work, task, last.upstreamId, after) : undefined;
  };
  const steps = attemptsFor(services, world, task.model, candidates.channels, candidates.credential);
  for (let step = steps.next(undefined); step.done !== true; step = steps.next(verdictOn(last, full))) {
    const candidate = step.value;
    const driver = candidates.driver(candidate.channel);
    if (driver === undefined) continue;
    const place = await services.channelLimits.take(candidate, sending);
    full = 'fullUntil' in place ? place : undefined;
    if ('fullUntil' in place) {
      const { wait } = place;
      if (wait !== undefined) line ??= { candidate, driver, wait };
      continue;
    }
    const taken = await attempt(candidate, driver, place);
    if (taken !== undefined) return taken;
  }
  if (line === undefined || !verdictOn(last, undefined).next) return refuse(work, task, last);
  const turn = await inLine(work, task, line);
  task = turn.task;
  const taken = turn.place === undefined ? undefined : await attempt(line.candidate, line.driver, turn.place);
  return taken ?? refuse(work, task, last);
}

/** Waits for a place; meanwhile the task stays this node's own. No place when the wait was in vain. */
async function inLine(work: Work, task: Task, line: Line): Promise<{ task: Task; place: Place | undefined }> {
  let now = task;
  let renewing = Promise.resolve();
  const renew = async (): Promise<void> => {
    const deadlineAt = Date.now() + SUBMIT_LEASE_MS;
    now = (await work.change(now, { deadlineAt }, SUBMIT_LEASE_MS, true)) ?? now;
  };
  const timer = setInterval(() => {
    renewing = renewing.then(renew);
  }, SUBMIT_LEASE_MS / 3);
  try {
    const place = await line.wait();
    await renewing;
    return { task: now, place: 'fullUntil' in place ? undefined : place };
  } finally {
    clearInterval(timer);
  }
}

/** Asks one candidate, which has a place for it. */
async function attemptAt(
  work: Work,
  world: World,
  task: Task,
  order: Order,
  { candidate, driver, place }: { candidate: Candidate; driver: Driver; place: Place },
): Promise<{ task: Task; last: Submitted }> {
  const begun = await work.change(task, beginning(task, candidate, driver), SUBMIT_LEASE_MS, true);
  if (begun === undefined) {
    place.done(0);
    throw unknownOutcome();
  }
  const started = performance.now();
  const running = work.services.health.begin(subjectOf(candidate, task.model));
  let last: Submitted | undefined;
  try {
    last = await submitTo(work, begun, order, candidate, driver);
  } finally {
    place.done(0, last?.kind === 'accepted' ? Number(task.held) : 0);
  }
  running.finish(reportOf(last, world));
  const attempts = [...begun.attempts, attemptOf(candidate, last, performance.now() - started)];
  return { task: { ...begun, attempts }, last };
}

/** Only what surely started no job goes on to the next candidate. */
function verdictOn(submitted: Submitted | undefined, full: Full | undefined): Verdict {
  const next = submitted === undefined || (submitted.kind === 'refused' && submitted.retry);
  return { next, again: false, whole: false, fullUntil: full?.fullUntil, waits: full?.wait !== undefined };
}

function beginning(task: Task, { channel, credential }: Candidate, driver: Driver): Partial<Task> {
  return {
    state: 'submitting',
    channel: channel.id,
    channelName: channel.name,
    credential: credential.id,
    driver: driver.name,
    upstreamModel: upstreamOf(channel, task.model),
    sandbox: channel.provider === 'sandbox',
    attempts: task.attempts,
  };
}

/** Times that a job is looked for whose submission was not answered, and the usual pause before each, milliseconds. */
const SEARCHES = 3;
const SEARCH_PAUSE_MS = 1_000;

/** Submits; a job that may be there without our knowing is looked for where its platform lets us. */
async function submitTo(
  work: Work,
  task: Task,
  order: Order,
  { channel, credential }: Candidate,
  driver: Driver,
): Promise<Submitted> {
  const way = linkTo(work.services, channel, credential, work.callbackUrl(task));
  const link: Link = { ...way, media: source => clientMedia(work.services, source) };
  const submitted = await tell(driver, order, task, link);
  if (submitted.kind !== 'unknown' || driver.recover === undefined) return submitted;
  const pause = (SEARCH_PAUSE_MS * work.services.world().settings.taskPacePercent) / 100;
  for (let search = 0; search < SEARCHES; search += 1) {
    await new Promise(resolve => setTimeout(resolve, pause));
    const upstreamId = await driver.recover(task, link).catch(() => undefined);
    if (upstreamId !== undefined) return { kind: 'accepted', upstreamId };
  }
  return submitted;
}

async function tell(driver: Driver, order: Order, task: Task, link: Link): Promise<Submitted> {
  try {
    return await driver.submit(order, task.upstreamModel, link, task);
  } catch (error) {
    if (error instanceof Failure) {
      // The driver could not put this into the platform's words: nothing was sent.
      const told = { code: error.code, message: error.message, class: 'user' as const };
      return { kind: 'refused', status: error.status, error: told, retry: false };
    }
    if (!(error instanceof LinkFault)) throw error;
    if (!error.sure) return { kind: 'unknown', status: 0, message: error.message };
    const told = { code: error.code, message: error.message, class: 'upstream' as const };
    return { kind: 'refused', status: 502, error: told, retry: true };
  }
}

function attemptOf(
  { channel, credential }: Candidate,
  submitted: Submitted,
  milliseconds: number,
): Task['attempts'][number] {
  const status = submitted.kind === 'accepted' || submitted.kind === 'exists' ? 200 : submitted.status;
  return {
    channel: channel.id,
    channelName: channel.name,
    credential: credential.id,
    status,
    milliseconds: Math.round(milliseconds),
    outcome: submitted.kind === 'accepted' ? 'ok' : submitted.kind,
  };
}

/** The upstream has this job already: the owner's own task of it stands, and this one was never needed. */
async function existing(work: Work, task: Task, upstreamId: string, after: After): Promise<Task> {
  const rows = await work.services.store.byUpstream(task.channel, [upstreamId]);
  const own = rows.find(row => row.accountId === task.accountId && row.visible);
  if (own === undefined) return after(task, { kind: 'accepted', upstreamId });
  const error = { code: 'exists', message: `the same as ${own.publicId}`, class: 'user' as const };
  await work.end(task, 'cancelled', error);
  return readTask(own);
}

async function refuse(work: Work, task: Task, last: Submitted | undefined): Promise<never> {
  if (last === undefined || last.kind === 'accepted' || last.kind === 'exists') {
    const message = 'No channel can take this job now. Try again later.';
    await work.end(task, 'failed', { code: 'no_available_channel', message, class: 'upstream' });
    throw new Failure('no_available_channel', message, { retryAfter: 5 });
  }
  if (last.kind === 'unknown') {
    const error = { code: 'submit_outcome_unknown', message: last.message, class: 'lost' as const };
    await work.end(task, 'failed', error);
    throw unknownOutcome();
  }
  await work.end(task, 'failed', last.error);
  throw new Refused({
    kind: 'refused',
    status: last.status,
    error: last.error,
    raw: last.raw,
    rawWire: driverNamed(task.driver)?.wire ?? '',
    retryAfter: last.retryAfter,
  });
}

function unknownOutcome(): Failure {
  return new Failure(
    'bad_response',
    'The provider did not answer whether it took this job. Nothing is charged; look at the provider before you try again.',
  );
}
