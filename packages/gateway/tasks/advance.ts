// Applies what is new of a task: forward only, assets copied before the end, the end exactly once.

import { copyAssets } from './copying.ts';
import type { News, Polled, Submitted } from './driver.ts';
import { driverNamed } from './registry.ts';
import { detailText, isFinal, mayBecome, type Task, type TaskError } from './task.ts';
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
/** How long a step waits for its owner before it is given up, milliseconds. */
const INPUT_MS = 30 * 60_000;

/** Milliseconds until the next look, a little apart for each so that they do not come at once. */
function lookIn(work: Work, task: Task, now: number): number {
  const pace = work.services.world().settings.taskPacePercent / 100;
  const interval = (driverNamed(task.driver)?.interval(now - task.createdAt) ?? 60_000) * pace;
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

/** The news of one poll. True when the task was changed and needs no rescheduling. */
export async function advance(work: Work, task: Task, polled: Polled): Promise<boolean> {
  const now = Date.now();
  if (polled === 'missing') return missed(work, task, now);
  const overdue = now >= task.deadlineAt;
  if (polled === 'silent' || !mayBecome(task.state, polled.state)) {
    if (!overdue) return false;
    await expire(work, task);
    return true;
  }
  if (isFinal(polled.state)) {
    await remember(work, task, polled);
    await conclude(work, { ...task, ...learnt(task, polled) }, polled);
    return true;
  }
  if (overdue) {
    await expire(work, task);
    return true;
  }
  if (isSame(task, polled)) return false;
  await remember(work, task, polled);
  const started = task.startedAt === 0 && polled.state === 'running' ? now : task.startedAt;
  const next: Partial<Task> = { ...learnt(task, polled), state: polled.state, startedAt: started, missed: 0 };
  const inMs = lookIn(work, task, now);
  await work.change(task, { ...next, polls: task.polls + 1 }, inMs, false);
  return true;
}

/** Nothing that anybody is shown has changed. */
function isSame(task: Task, news: News): boolean {
  const progress = news.progress ?? task.progress;
  if (task.state !== news.state || progress > task.progress || task.missed > 0) return false;
  return news.raw === undefined || JSON.stringify(news.raw) === JSON.stringify(task.raw ?? {});
}

/** Milliseconds until a task that did not change is looked at again. */
export function nextLook(work: Work, task: Task): number {
  return lookIn(work, task, Date.now());
}

function expire(work: Work, task: Task): Promise<Task> {
  const message =
    task.state === 'waiting_input' ? 'The next step was not taken in time.' : 'The provider did not finish in time.';
  return work.end(task, 'expired', { code: 'timeout', message, class: 'timeout' });
}

async function missed(work: Work, task: Task, now: number): Promise<boolean> {
  const since = task.missed === 0 ? now : task.missedSince;
  if (task.missed + 1 >= MISSES && now - since >= MISSED_MS) {
    await work.end(task, 'failed', {
      code: 'task_lost',
      message: 'The provider no longer knows this job.',
      class: 'lost',
    });
    return true;
  }
  const inMs = Math.min(lookIn(work, task, now), MISSED_MS / MISSES);
  await work.change(task, { missed: task.missed + 1, missedSince: since }, inMs, false);
  return true;
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
