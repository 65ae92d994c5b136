// Applies what is new of a task: forward only, assets copied before the end, the end exactly once.

import { copyAssets } from './copying.ts';
import type { News, Polled, Submitted } from './driver.ts';
import { driverNamed } from './registry.ts';
import { detailText, isFinal, isPolled, mayBecome, type Task, type TaskError } from './task.ts';
import type { Work } from './work.ts';

/** How long a node has a task to itself while it copies its assets, milliseconds. */
const SAVE_LEASE_MS = 600_000;
/** A copy that fails is tried so many times, with so much pause, before the upstream's own link has to do. */
const COPY_TRIES = 5;
const COPY_PAUSE_MS = 10_000;
/** How long the end of a task waits for the copies of what it made, and how long one process goes on alone. */
const SAVING_MS = 3_000;
const COPY_LEASE_MS = 900_000;
/** An upstream that does not know a job so many times in a row, over so long, has lost it. Milliseconds. */
const MISSES = 3;
const MISSED_MS = 60_000;
/** How long a success without an address may last, milliseconds. */
const EMPTY_MS = 120_000;
/** How long a step waits for its owner before it is given up, milliseconds. */
const INPUT_MS = 30 * 60_000;

/** What came of a look: nothing new, news with the time until the next look, an end, or another who was first. */
export type Looked = 'same' | 'ended' | 'lost' | { readonly task: Task; readonly inMs: number };

/** How long a node has a task to itself that it looks after, milliseconds: twice what a question to an upstream may take. */
export const WATCH_LEASE_MS = 120_000;

/** Milliseconds until the next look, a little apart for each so that they do not come at once. */
export function lookIn(work: Work, task: Task, now: number): number {
  const pace = work.services.world().settings.taskPacePercent / 100;
  const usual = (driverNamed(task.driver)?.interval(now - task.createdAt) ?? 60_000) * pace;
  const interval = Math.max(usual, work.watch.spacing);
  return Math.max(Math.min(interval * (0.9 + Math.random() * 0.2), task.deadlineAt - now), 50);
}

/** A submission was accepted: the client may be told, and the job is looked after from now on. */
export async function accept(
  work: Work,
  task: Task,
  submitted: Extract<Submitted, { kind: 'accepted' }>,
): Promise<Task> {
  const now = Date.now();
  const driver = driverNamed(task.driver);
  const state = submitted.state ?? 'queued';
  const waits = state === 'waiting_input';
  const deadlineAt = now + (waits ? INPUT_MS : (driver?.deadlineMs(task) ?? 3_600_000));
  const known: Partial<Task> = {
    ...learnt(task, submitted),
    state: isFinal(state) ? 'running' : state,
    upstreamId: submitted.upstreamId,
    visible: true,
    deadlineAt,
    startedAt: state === 'queued' || waits ? 0 : now,
  };
  const inMs = waits ? INPUT_MS : isFinal(state) ? SAVE_LEASE_MS : lookIn(work, { ...task, deadlineAt }, now);
  await remember(work, task, submitted);
  const accepted = await work.change(task, known, inMs, isFinal(state));
  if (accepted === undefined) return (await work.read(task.id)) ?? task;
  return isFinal(state) ? conclude(work, accepted, submitted) : accepted;
}

/** What changes in a task with news, beside its state. */
function learnt(task: Task, news: Partial<News>): Partial<Task> {
  return {
    ...(news.raw === undefined ? {} : { raw: news.raw, rawWire: driverNamed(task.driver)?.wire ?? '' }),
    ...(news.assets === undefined ? {} : { assets: news.assets }),
    ...(news.used === undefined ? {} : { used: news.used }),
    ...(news.notes === undefined ? {} : { notes: { ...task.notes, ...news.notes } }),
    ...(news.progress === undefined ? {} : { progress: Math.max(task.progress, Math.min(news.progress, 99)) }),
  };
}

async function remember(work: Work, task: Task, news: Partial<News>): Promise<void> {
  if (news.references !== undefined && news.references.length > 0)
    await work.services.store.addReferences(task.id, task.accountId, news.references);
}

/** The news of one poll. */
export async function advance(work: Work, task: Task, polled: Polled): Promise<Looked> {
  const now = Date.now();
  if (polled === 'missing') return missed(work, task, now);
  if (polled !== 'silent' && polled.empty === true) return advance(work, task, patient(task, polled, now));
  const overdue = now >= task.deadlineAt;
  if (polled === 'silent' || !mayBecome(task.state, polled.state)) {
    if (!overdue) return 'same';
    await expire(work, task);
    return 'ended';
  }
  if (isFinal(polled.state)) {
    await remember(work, task, polled);
    const after = await conclude(work, { ...task, ...learnt(task, polled) }, polled);
    return isPolled(after) ? 'lost' : 'ended';
  }
  if (overdue) {
    await expire(work, task);
    return 'ended';
  }
  if (isSame(task, polled)) return 'same';
  await remember(work, task, polled);
  const started = task.startedAt === 0 && polled.state === 'running' ? now : task.startedAt;
  const next: Partial<Task> = { ...learnt(task, polled), state: polled.state, startedAt: started, missed: 0 };
  return goOn(work, task, { ...next, polls: task.polls + 1 }, lookIn(work, task, now));
}

/** Notes what is new of a task that this node goes on to look after. */
async function goOn(work: Work, task: Task, next: Partial<Task>, inMs: number): Promise<Looked> {
  const changed = await work.change(task, next, WATCH_LEASE_MS, true);
  return changed === undefined ? 'lost' : { task: changed, inMs };
}

/** A success without an address is waited for a while: at some platforms it comes a moment later. */
function patient(task: Task, { empty: _empty, ...news }: News, now: number): News {
  const since = Number(task.notes['emptySince'] ?? now);
  if (now - since < EMPTY_MS) return { ...news, notes: { ...news.notes, emptySince: since } };
  const message = 'The provider says that it is done and shows no result.';
  return { ...news, state: 'failed', error: { code: 'no_result', message, class: 'upstream' } };
}

/** Nothing that anybody is shown has changed. */
function isSame(task: Task, news: News): boolean {
  const progress = news.progress ?? task.progress;
  if (task.state !== news.state || progress > task.progress || task.missed > 0) return false;
  if (!isSameAnswer({ ...task.notes, ...news.notes }, task.notes)) return false;
  return news.raw === undefined || isSameAnswer(news.raw, task.raw ?? {});
}

/** Fields that say when an answer was written, and nothing of the job. */
const STAMP = /^(?:updated?_?at|update_?time|modify_?time|status_update_time|request_id|time_elapsed|timestamp)$/i;

function isSameAnswer(one: object, other: object): boolean {
  if (JSON.stringify(one) === JSON.stringify(other)) return true;
  const unstamped = (name: string, value: unknown): unknown => (STAMP.test(name) ? undefined : value);
  return JSON.stringify(one, unstamped) === JSON.stringify(other, unstamped);
}

function expire(work: Work, task: Task): Promise<Task> {
  const message =
    task.state === 'waiting_input' ? 'The next step was not taken in time.' : 'The provider did not finish in time.';
  return work.end(task, 'expired', { code: 'timeout', message, class: 'timeout' });
}

async function missed(work: Work, task: Task, now: number): Promise<Looked> {
  const since = task.missed === 0 ? now : task.missedSince;
  if (task.missed + 1 >= MISSES && now - since >= MISSED_MS) {
    await work.end(task, 'failed', {
      code: 'task_lost',
      message: 'The provider no longer knows this job.',
      class: 'lost',
    });
    return 'ended';
  }
  const inMs = Math.min(lookIn(work, task, now), MISSED_MS / MISSES);
  return goOn(work, task, { missed: task.missed + 1, missedSince: since }, inMs);
}

/** The end as the upstream told it. A success is kept as `saving` until its assets are copied. */
export async function conclude(work: Work, task: Task, news: Partial<News>): Promise<Task> {
  const state = news.state ?? 'failed';
  if (state === 'cancelled' || state === 'expired') return work.end(task, state, news.error);
  if (state !== 'succeeded') return work.end(task, 'failed', news.error ?? NO_REASON);
  if (task.assets.every(asset => asset.upstreamUrl === '')) return work.end(task, 'succeeded');
  const startedAt = task.startedAt === 0 ? Date.now() : task.startedAt;
  const saving = await work.change(task, { state: 'saving', progress: 99, startedAt }, SAVE_LEASE_MS, true);
  return saving === undefined ? ((await work.read(task.id)) ?? task) : save(work, saving);
}

const NO_REASON: TaskError = { code: 'upstream_failed', message: 'The provider gave no reason.', class: 'upstream' };

/**
 * Copies the assets of a task that has them all, and ends it; also after another node was interrupted at it. What takes
 * long, or does not come, is copied after the end: meanwhile it passes through us.
 */
export async function save(work: Work, task: Task): Promise<Task> {
  const copying = copyAssets(work, task);
  const late = new Promise<'late'>(resolve => setTimeout(() => resolve('late'), SAVING_MS).unref());
  const copied = await Promise.race([copying, late]);
  if (copied !== 'late')
    return work.end(
      { ...task, assets: copied.assets },
      'succeeded',
      undefined,
      copied.whole ? undefined : COPY_PAUSE_MS,
    );
  const ended = await work.end(task, 'succeeded', undefined, COPY_LEASE_MS);
  copying
    .then(({ assets, whole }) => keepCopies(work, ended, assets, whole))
    .catch((error: unknown) => work.services.warn(`copies of task ${task.publicId} were not noted: ${String(error)}`));
  return ended;
}

/** Goes on with copies that were not made before the end. */
export async function copyLater(work: Work, task: Task): Promise<void> {
  const { assets, whole } = await copyAssets(work, task);
  await keepCopies(work, task, assets, whole);
}

/** Notes the copies of a task that has ended; those that failed are tried again, a few times. */
async function keepCopies(work: Work, task: Task, assets: Task['assets'], whole: boolean): Promise<void> {
  const { store, world } = work.services;
  const days = world().settings.assetKeepDays;
  const tries = task.copies + 1;
  const expiresAt =
    assets.some(({ stored }) => stored !== undefined) && days > 0 ? task.finishedAt + days * 86_400_000 : null;
  const again = whole || tries >= COPY_TRIES ? undefined : COPY_PAUSE_MS * 4 ** task.copies;
  await store.amend(
    task.id,
    task.version,
    { detail: detailText({ ...task, assets, copies: tries }), expiresAt },
    again,
  );
}
