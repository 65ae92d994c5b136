// Makes a task and brings it to an upstream: row and hold before the first byte, then candidate after candidate.

import { Failure } from '@turnpike/protocols/failures';
import type { Principal } from '../identity/principal.ts';
import { Refusal } from '../ledger/ledger.ts';
import { upstreamOf } from '../routing/mapping.ts';
import type { Candidate, Verdict } from '../routing/plan.ts';
import type { TaskRow } from '../store/task-rows.ts';
import type { Channel, World } from '../world.ts';
import { refusedAddress } from './addresses.ts';
import { attemptsFor, placeFor, reportOf, subjectOf } from './candidates.ts';
import { clientMedia } from './client-media.ts';
import { Refused, type Dialect } from './dialect.ts';
import { LinkFault, type Driver, type Link, type Submitted } from './driver.ts';
import { leanBody, leanVideo } from './lean.ts';
import { limited } from './limits.ts';
import { linkTo } from './link.ts';
import type { Order } from './order.ts';
import { sheetText } from './price-text.ts';
import { chargeFor, chooseModel, noCharge, type Priced } from './pricing.ts';
import { driverFor } from './registry.ts';
import { detailText, isFinal, readTask, type Task } from './task.ts';
import type { Work } from './work.ts';
import { freshDetail } from './work.ts';

/** How long a node has a task to itself while it submits it, milliseconds: longer than any submission takes. */
const SUBMIT_LEASE_MS = 180_000;

/** Who wants a task made, in which API. */
export interface Caller {
  readonly principal: Principal;
  readonly dialect: Dialect;
  readonly origin: string;
  /** Our request id: the task's own. */
  readonly requestId: string;
  /** Where it was asked for, so that its owner can ask again; left out where no path of its own took it. */
  readonly path?: string | undefined;
  /** The client's own name for this submission: the same name twice makes one task. */
  readonly idempotencyKey?: string | undefined;
  /** Whether the client has left. */
  gone(): boolean;
}

interface Candidates {
  readonly channels: readonly Channel[];
  readonly credential: string | undefined;
  driver(channel: Channel): Driver | undefined;
}

/** Makes a task. @throws Failure; `Refused` when the upstream would not have it. */
export async function submitOrder(
  work: Work,
  caller: Caller,
  order: Order,
  after: (task: Task, submitted: Extract<Submitted, { kind: 'accepted' }>) => Promise<Task>,
): Promise<Task> {
  const world = work.services.world();
  checkHook(order, world);
  const priced = chooseModel(order.models, caller.principal, world);
  const charge = order.free === true ? noCharge(priced.multiplier) : chargeFor(priced, order.measure);
  const candidates = candidatesFor(world, caller, order, priced);
  const draft = draftOf(caller, order, priced, charge);
  return limited(work, caller, priced, charge.amount, async () => {
    const created = await create(
      work,
      draft,
      caller.dialect.newId,
      order.idempotencyKey ?? caller.idempotencyKey ?? '',
    );
    if ('existing' in created) return standing(created.existing);
    return bring(work, created.task, order, candidates, world, after);
  });
}

/** A client's address is called from here: it must be one that anybody may call. */
function checkHook({ hook }: Order, world: World): void {
  const refused =
    hook === undefined || hook === '' ? undefined : refusedAddress(hook, world.settings.fetchPrivateAddresses);
  if (refused !== undefined)
    throw new Failure('invalid_request', `The address for callbacks ${refused}.`, { param: 'callback_url' });
}

/** Channels that serve the model and whose driver can make this; a follow-up's parent says which one. */
function candidatesFor(
  world: World,
  { principal, dialect }: Caller,
  order: Order,
  { model, group }: Priced,
): Candidates {
  const { parent } = order;
  const driver = (channel: Channel): Driver | undefined => driverFor(channel.provider, order, dialect.name);
  const serving =
    parent === undefined
      ? world.candidates(model, group)
      : world.channels.filter(({ id, enabled }) => id === parent.channel && enabled);
  const wanted = principal.pinnedChannel;
  const allowed = wanted === undefined ? serving : serving.filter(({ id }) => id === wanted);
  const channels = allowed.filter(channel => driver(channel) !== undefined);
  if (channels.length > 0) return { channels, credential: parent?.credential, driver };
  if (parent !== undefined) {
    throw new Failure('no_available_channel', 'The channel that made the task to be followed up is not in service.', {
      retryAfter: 60,
    });
  }
  if (allowed.length > 0) {
    throw new Failure('invalid_request', `The model ${model} cannot be asked for this here. Choose another model.`, {
      param: 'model',
    });
  }
  throw new Failure('no_available_channel', `No channel can serve ${model} now. Try again later.`, { retryAfter: 5 });
}

function draftOf(
  { principal, dialect, origin, requestId, path = '' }: Caller,
  order: Order,
  priced: Priced,
  charge: Task['charge'],
): Task {
  const now = Date.now();
  return {
    id: requestId,
    publicId: dialect.newId(),
    dialect: dialect.name,
    driver: '',
    verb: order.verb,
    model: priced.model,
    accountId: principal.account.id,
    keyId: principal.key.id,
    channel: 0,
    credential: '',
    upstreamId: '',
    parentId: order.parent?.id ?? '',
    state: 'accepted',
    version: 1,
    progress: 0,
    visible: false,
    createdAt: now,
    startedAt: 0,
    finishedAt: 0,
    deadlineAt: now + SUBMIT_LEASE_MS,
    nextPollAt: now + SUBMIT_LEASE_MS,
    polls: 0,
    expiresAt: null,
    held: charge.amount,
    ...freshDetail({
      keyName: principal.key.name,
      group: priced.group,
      purses: principal.coverage.at(priced.model, priced.group, now),
      body: leanBody(order.body),
      charge,
      multiplier: priced.multiplier.toString(),
    }),
    organisationId: principal.organisation?.id ?? 0,
    video: order.video === undefined ? undefined : leanVideo(order.video),
    memo: order.memo ?? {},
    settle: order.measure.tokens === undefined ? 'fixed' : 'usage',
    sheet: sheetText(priced.sheet),
    attributes: order.measure.attributes ?? {},
    hook: order.hook ?? '',
    origin,
    path,
  };
}

/** Some APIs' ids are short: of two of one moment the later takes another, at most so many times. */
const ID_TRIES = 20;

/** Writes the row with its hold. What this node has of the purses and does not use is given back when they are short. */
async function create(
  work: Work,
  draft: Task,
  newId: () => string,
  key: string,
): Promise<{ readonly task: Task } | { readonly existing: Task }> {
  const { store, ledger, node } = work.services;
  let task = draft;
  const attempt = async (): ReturnType<typeof store.create> => {
    for (let tries = 1; ; tries += 1) {
      const row: TaskRow = { ...rowOf(task), detail: detailText(task) };
      const created = await store.create(row, task.purses, node, SUBMIT_LEASE_MS, key).catch(unavailable);
      if (created !== 'taken' || tries === ID_TRIES) return created;
      task = { ...task, publicId: newId() };
    }
  };
  let created = await attempt();
  if (typeof created === 'object' && 'refused' in created) {
    await ledger.yield(task.purses).catch(unavailable);
    created = await attempt();
  }
  if (created === 'created') return { task };
  if (created === 'taken') throw new Failure('internal_error', 'No id was free for this task. Try again.');
  if ('existing' in created) return { existing: readTask(created.existing) };
  throw new Refusal(created.refused, 'insufficient');
}

/** The task that a submission made before; where it came to nothing, that is said again. */
function standing(task: Task): Task {
  if (task.visible || !isFinal(task.state)) return task;
  throw new Failure(
    'invalid_request',
    task.error?.message ?? 'This submission was refused before. Send it under a new key.',
  );
}

function unavailable(error: unknown): never {
  throw new Failure('store_unavailable', 'The store is out of reach. Try again in a moment.', {
    retryAfter: 2,
    cause: error,
  });
}

function rowOf(task: Task): Omit<TaskRow, 'detail'> {
  const { id, publicId, dialect, driver, verb, model, accountId, keyId, channel, credential, upstreamId } = task;
  const { parentId, state, version, progress, visible, createdAt, startedAt, finishedAt, deadlineAt } = task;
  const { nextPollAt, polls, expiresAt, held } = task;
  return {
    id,
    publicId,
    dialect,
    driver,
    verb,
    model,
    accountId,
    keyId,
    channel,
    credential,
    upstreamId,
    parentId,
    state,
    version,
    progress,
    visible,
    createdAt,
    startedAt,
    finishedAt,
    deadlineAt,
    nextPollAt,
    polls,
    expiresAt,
    held,
  };
}

/** Tries candidates until one takes the job. Only what surely started no job is tried elsewhere. */
export async function bring(
  work: Work,
  fresh: Task,
  order: Order,
  candidates: Pick<Candidates, 'channels' | 'credential' | 'driver'>,
  world: World,
  after: (task: Task, submitted: Extract<Submitted, { kind: 'accepted' }>) => Promise<Task>,
): Promise<Task> {
  let task = fresh;
  let last: Submitted | undefined;
  let full: number | undefined;
  const { services } = work;
  const steps = attemptsFor(services, world, task.model, candidates.channels, candidates.credential);
  for (let step = steps.next(undefined); step.done !== true; step = steps.next(verdictOn(last, full))) {
    const driver = candidates.driver(step.value.channel);
    if (driver === undefined) continue;
    const place = await services.channelLimits.take(step.value, placeFor(task));
    full = 'fullUntil' in place ? place.fullUntil : undefined;
    if ('fullUntil' in place) continue;
    const begun = await work.change(task, beginning(task, step.value, driver), SUBMIT_LEASE_MS, true);
    if (begun === undefined) place.done(0);
    if (begun === undefined) throw unknownOutcome();
    const started = performance.now();
    const running = services.health.begin(subjectOf(step.value, task.model));
    try {
      last = await submitTo(work, begun, order, step.value, driver);
    } finally {
      place.done(0, last?.kind === 'accepted' ? Number(task.held) : 0);
    }
    running.finish(reportOf(last, world));
    task = { ...begun, attempts: [...begun.attempts, attemptOf(step.value, last, performance.now() - started)] };
    if (last.kind === 'accepted') return after(task, last);
    if (last.kind === 'exists') return existing(work, task, last.upstreamId, after);
  }
  return refuse(work, task, last);
}

/** Only what surely started no job goes on to the next candidate. */
function verdictOn(submitted: Submitted | undefined, fullUntil: number | undefined): Verdict {
  const next = submitted === undefined || (submitted.kind === 'refused' && submitted.retry);
  return { next, again: false, whole: false, fullUntil };
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

/** Times that a job is looked for whose submission was not answered, and the pause before each, milliseconds. */
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
  const way = linkTo(work.services.dispatcherOf(channel), channel, credential, work.callbackUrl(task));
  const link: Link = { ...way, media: source => clientMedia(work.services, source) };
  const submitted = await tell(driver, order, task, link);
  if (submitted.kind !== 'unknown' || driver.recover === undefined) return submitted;
  for (let search = 0; search < SEARCHES; search += 1) {
    await new Promise(resolve => setTimeout(resolve, SEARCH_PAUSE_MS));
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
async function existing(
  work: Work,
  task: Task,
  upstreamId: string,
  after: (task: Task, submitted: Extract<Submitted, { kind: 'accepted' }>) => Promise<Task>,
): Promise<Task> {
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
    rawWire: task.driver,
    retryAfter: last.retryAfter,
  });
}

function unknownOutcome(): Failure {
  return new Failure(
    'bad_response',
    'The provider did not answer whether it took this job. Nothing is charged; look at the provider before you try again.',
  );
}
