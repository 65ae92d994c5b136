// One client's desk: what a dialect can have done for it, always within what the client owns.

import { Failure } from '@turnpike/protocols/failures';
import { Refusal } from '../ledger/ledger.ts';
import type { Candidate } from '../routing/plan.ts';
import { accept } from './advance.ts';
import { bytesOf } from './copying.ts';
import type { Desk } from './dialect.ts';
import { direct, throughLink } from './direct.ts';
import { directStream } from './direct-stream.ts';
import type { UpstreamCall, UpstreamReply } from './driver.ts';
import { linkTo } from './link.ts';
import { checkMedia } from './media-urls.ts';
import type { Order, Parent } from './order.ts';
import { chargeFor, chooseModel, noCharge } from './pricing.ts';
import { driverNamed } from './registry.ts';
import { bring } from './bringing.ts';
import { submitOrder, type Caller } from './submission.ts';
import { isFinal, isPolled, readTask, type Task } from './task.ts';
import type { Work } from './work.ts';

/** Pauses at which a task on another node is read again while somebody waits for it, milliseconds. */
const LOOK_MS = 1_000;
const RESUME_LEASE_MS = 180_000;
/** Times that a task which changes under our hands is ended anew. */
const END_TRIES = 10;

/** Makes the desk of one client. */
export function deskFor(work: Work, caller: Caller): Desk {
  const { store } = work.services;
  const accountId = caller.principal.account.id;
  const findMany = async (publicIds: readonly string[]): Promise<readonly Task[]> => {
    if (publicIds.length === 0) return [];
    const found = new Map((await reading(store.find(accountId, publicIds))).map(row => [row.publicId, readTask(row)]));
    const tasks = publicIds
      .flatMap(id => found.get(id) ?? [])
      .filter(task => caller.dialect.alone !== true || task.dialect === caller.dialect.name);
    wakeStale(work, tasks);
    return tasks;
  };
  return {
    accountId,
    dialectName: caller.dialect.name,
    origin: caller.origin,
    links: work.services.links,
    checkMedia: (name, value) => checkMedia(name, value, work.services.world().settings.fetchPrivateAddresses),
    submit: order => submitOrder(work, caller, order, (task, submitted) => accept(work, task, submitted)),
    find: async publicId => (await findMany([publicId]))[0],
    findMany,
    async list(query) {
      const { rows, next } = await reading(store.list({ ...query, accountId }));
      return { tasks: rows.map(readTask), next };
    },
    async byReference(reference) {
      const row = await reading(store.byReference(accountId, reference));
      return row === undefined ? undefined : readTask(row);
    },
    madeBy: reference => madeBy(work, caller, reference),
    remaining: () => {
      const [payer = ''] = caller.principal.coverage.at('', caller.principal.group, Date.now());
      return reading(work.services.remaining(payer));
    },
    cancel: task => cancelTask(work, task),
    remove: task => removeTask(work, task),
    resume: (task, order) => resume(work, caller, task, order),
    wait: (task, milliseconds) => waitFor(work, task, milliseconds),
    follow: (task, pauseMs) => follow(work, task, pauseMs),
    hookSecret: () => work.hookSecret(accountId),
    bytesOf: (task, index, most) => bytesOf(work.services, task, index, most),
    consult: (task, call) => consult(work, task, call),
    direct: (order, call, made) => direct(work, caller, order, call, made),
    directStream: (order, call, reader) => directStream(work, caller, order, call, reader),
  };
}

/** Where a thing of this owner's was made: by a task, or at once. */
async function madeBy(work: Work, { principal, dialect }: Caller, reference: string): Promise<Parent | undefined> {
  const { store, pins } = work.services;
  const row = await reading(store.byReference(principal.account.id, reference));
  if (row !== undefined)
    return { id: row.id, channel: row.channel, credential: row.credential, upstreamId: row.upstreamId };
  const pin = await reading(pins.get(`made:${dialect.name}`, reference));
  if (pin?.accountId !== principal.account.id) return undefined;
  return { id: '', channel: pin.channel, credential: pin.credential, upstreamId: '' };
}

/** A store that is away is a 503, never a missing task. */
export async function reading<T>(read: Promise<T>): Promise<T> {
  try {
    return await read;
  } catch (error) {
    throw new Failure('store_unavailable', 'The store is out of reach. Try again in a moment.', {
      retryAfter: 2,
      cause: error,
    });
  }
}

/** A client that asks is told what is known; the next answer will be fresher. */
function wakeStale(work: Work, tasks: readonly Task[]): void {
  const now = Date.now();
  const stale = tasks.filter(task => isPolled(task) && work.watch.nudge(task, now));
  if (stale.length > 0) work.services.store.wake(stale.map(({ id }) => id)).catch(() => undefined);
}

async function waitFor(work: Work, first: Task, milliseconds: number): Promise<Task> {
  const end = Date.now() + milliseconds;
  let task = first;
  while (!isFinal(task.state) && Date.now() < end) {
    await work.changes.next(task.id, Math.min(LOOK_MS, end - Date.now()));
    task = (await reading(Promise.resolve(work.read(task.id)))) ?? task;
  }
  return task;
}

/** The task now, at every change, and after every silence, until it has ended. */
async function* follow(work: Work, first: Task, pauseMs: number): AsyncIterable<Task> {
  let task = first;
  yield task;
  let told = Date.now();
  while (!isFinal(task.state)) {
    await work.changes.next(task.id, Math.min(LOOK_MS, pauseMs));
    const { version } = task;
    task = (await reading(Promise.resolve(work.read(task.id)))) ?? task;
    if (task.version === version && Date.now() - told < pauseMs) continue;
    told = Date.now();
    yield task;
  }
}

/** The channel and credential that made a task. @throws Failure when they are no longer there. */
function placeOf(work: Work, task: Task): Candidate {
  const channel = work.services.world().channels.find(({ id, enabled }) => id === task.channel && enabled);
  const credential =
    channel?.credentials.find(({ id }) => id === task.credential) ??
    (channel?.credentials.length === 0 ? { id: 'none', secret: '' } : undefined);
  if (channel === undefined || credential === undefined) {
    throw new Failure('no_available_channel', 'The channel that made this task is not in service.', { retryAfter: 60 });
  }
  return { channel, credential };
}

/** Hides a task that has ended from its owner; what it made is removed. */
export async function removeTask({ services }: Work, task: Task): Promise<void> {
  for (const { stored } of task.assets) if (stored !== undefined) await services.assets.remove(stored.key);
  await services.store.amend(task.id, task.version, { visible: false, expiresAt: null });
}

/** Calls a task off, where its provider can; answers it as it is then. @throws Failure */
export async function cancelTask(work: Work, task: Task): Promise<Task> {
  if (isFinal(task.state)) return task;
  const driver = driverNamed(task.driver);
  const { channel, credential } = placeOf(work, task);
  const link = linkTo(work.services, channel, credential);
  if (task.state === 'waiting_input') return work.end(task, 'cancelled');
  if (driver?.cancel === undefined || task.upstreamId === '') {
    throw new Failure('invalid_request', 'This task cannot be called off any more: its provider has no way to do it.');
  }
  const free = await throughLink(() => driver.cancel?.(task, link) ?? Promise.resolve(false));
  let now = (await work.read(task.id)) ?? task;
  // The poller may change it meanwhile: what the provider called off is over, whoever is first.
  for (let tries = free ? END_TRIES : 0; tries > 0 && !isFinal(now.state); tries -= 1)
    now = await work.end(now, 'cancelled', { code: 'cancelled', message: 'Called off by its owner.', class: 'user' });
  if (!isFinal(now.state)) await work.wake(task.id);
  return now;
}

function consult(work: Work, task: Task, call: UpstreamCall): Promise<UpstreamReply> {
  const { channel, credential } = placeOf(work, task);
  const link = linkTo(work.services, channel, credential);
  return throughLink(() => link.send(driverNamed(task.driver)?.prepare(call, link) ?? call));
}

/** A task that waited for its owner goes on, with the money for the step that it takes now. */
async function resume(work: Work, caller: Caller, task: Task, order: Order): Promise<Task> {
  const world = work.services.world();
  const priced = chooseModel(order.models, caller.principal, world);
  const charge = order.free === true ? noCharge(priced.multiplier) : chargeFor(priced, order.measure);
  const { channel, credential } = placeOf(work, task);
  const next: Task = {
    ...task,
    state: 'submitting',
    model: priced.model,
    charge,
    memo: { ...task.memo, ...order.memo },
    held: charge.amount,
    deadlineAt: Date.now() + RESUME_LEASE_MS,
  };
  const hold = { purses: task.purses, held: charge.amount };
  const change = { state: next.state, model: next.model, deadlineAt: next.deadlineAt };
  const { store, node } = work.services;
  const resumed = await reading(store.resume(task.id, task.version, change, hold, node, RESUME_LEASE_MS));
  if (typeof resumed === 'object') throw new Refusal(resumed.refused, 'insufficient');
  if (!resumed) throw new Failure('invalid_request', 'This task does not wait for input any more.');
  const place = { channels: [channel], credential: credential.id, driver: () => driverNamed(task.driver) };
  return bring(
    work,
    { ...next, version: task.version + 1 },
    order,
    place,
    world,
    (now, submitted) => accept(work, now, submitted),
    caller.gone,
  );
}
