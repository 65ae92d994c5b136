// Makes a task: its price, its row and its hold, all before the first byte to an upstream.

import { Failure } from '@turnpike/protocols/failures';
import type { Principal } from '../identity/principal.ts';
import { Refusal } from '../ledger/ledger.ts';
import type { TaskRow } from '../store/task-rows.ts';
import type { Channel, World } from '../world.ts';
import { refusedAddress } from './addresses.ts';
import { bring, SUBMIT_LEASE_MS, type Candidates } from './bringing.ts';
import type { Dialect } from './dialect.ts';
import type { Driver, Submitted } from './driver.ts';
import { leanBody, leanVideo } from './lean.ts';
import { limited } from './limits.ts';
import type { Order } from './order.ts';
import { sheetText } from './price-text.ts';
import { chargeFor, chooseModel, noCharge, type Priced } from './pricing.ts';
import { driverFor } from './registry.ts';
import { detailText, isFinal, readTask, type Task } from './task.ts';
import type { Work } from './work.ts';
import { freshDetail } from './work.ts';

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
  const charge = chargeIn(order, priced);
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
    return bring(work, created.task, order, candidates, world, after, caller.gone);
  });
}

function chargeIn({ free, terms, measure }: Order, priced: Priced): Task['charge'] {
  if (terms !== undefined) return { ...noCharge(priced.multiplier), amount: terms.most };
  return free === true ? noCharge(priced.multiplier) : chargeFor(priced, measure);
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
    settle: order.measure.tokens === undefined && order.terms === undefined ? 'fixed' : 'usage',
    sheet: sheetText(order.terms?.sheet ?? priced.sheet),
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
