// One node's hands on its tasks: every change through the store's comparison, told to who waits, ended exactly once.

import { upstreamCost, type UpstreamCost } from '../relay/cost.ts';
import type { TaskChange, TaskStore } from '../store/task-rows.ts';
import { Changes } from './changes.ts';
import { ended, endingOf, hookOf, type FinalState } from './ending.ts';
import { usageOfCharge } from './pricing.ts';
import { dialectNamed } from './registry.ts';
import type { TaskServices } from './services.ts';
import { detailText, readTask, type Task, type TaskDetail, type TaskError } from './task.ts';
import { Watch } from './watch.ts';

/** Times that a store which is away is asked again, and the pause between, milliseconds. */
const TRIES = 6;
const PAUSE_MS = 400;

/** Runs `work` again while the store is away, a few times. Rejects with the last error. */
export async function insisting<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      if (tries >= TRIES) throw error;
      await new Promise(resolve => setTimeout(resolve, PAUSE_MS * tries));
    }
  }
}

interface Writing {
  readonly change: Parameters<TaskStore['changeAll']>[0][number];
  resolve(made: boolean): void;
  reject(error: unknown): void;
}

/** Changes of tasks. */
export class Work {
  readonly services: TaskServices;
  readonly changes = new Changes();
  readonly watch = new Watch();
  private waiting: Writing[] = [];

  constructor(services: TaskServices) {
    this.services = services;
  }

  /** The secret that news to this account is signed with: stable, and of no use elsewhere. */
  hookSecret(accountId: number): string {
    return `whsec_${Buffer.from(this.services.seal.mac(`hook:${accountId}`)).toString('base64')}`;
  }

  /** Where an upstream may say that there is news of a task; undefined while this gateway has no public address. */
  callbackUrl(task: Task): string | undefined {
    const { publicUrl } = this.services.world().settings;
    if (publicUrl === '') return undefined;
    return `${publicUrl}/v1/tasks/callbacks/${task.id}.${this.services.seal.mac(`callback:${task.id}`)}`;
  }

  /**
   * Makes a task what `next` says, if it is still what `task` says; the new one, or undefined when somebody else was
   * first. `keep`: this node goes on with it for `inMs`; else it is looked at again then by whoever is free.
   */
  async change(task: Task, next: Partial<Task>, inMs: number, keep: boolean): Promise<Task | undefined> {
    const changed: Task = { ...task, ...next, version: task.version + 1 };
    const change: TaskChange = { ...columnsOf(changed), detail: detailText(changed) };
    const { node } = this.services;
    const look = keep ? { inMs, keepFor: node } : { inMs };
    if (!(await insisting(() => this.write({ id: task.id, version: task.version, change, next: look }))))
      return undefined;
    await this.tellClient(task, changed);
    this.changes.tell(task.id);
    return changed;
  }

  /** Changes of one moment are one transaction: a commit is what they cost most. */
  private write(change: Parameters<TaskStore['changeAll']>[0][number]): Promise<boolean> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ change, resolve, reject });
      if (this.waiting.length === 1) setImmediate(() => this.writeAll());
    });
  }

  private writeAll(): void {
    const writings = this.waiting;
    this.waiting = [];
    this.services.store.changeAll(writings.map(({ change }) => change)).then(
      made => writings.forEach(({ resolve }, index) => resolve(made[index] ?? false)),
      (error: unknown) => writings.forEach(({ reject }) => reject(error)),
    );
  }

  /** Has a task looked at now, wherever it is looked after. */
  async wake(id: string): Promise<void> {
    if (!this.watch.wake(id)) await this.services.store.wake([id]);
  }

  /** Some APIs tell their clients of every step; those of others are told of the end alone, with the end itself. */
  private async tellClient(before: Task, after: Task): Promise<void> {
    const chatty = dialectNamed(after.dialect)?.chatty;
    if (chatty === undefined || (before.state === after.state && before.progress === after.progress)) return;
    if (chatty === 'begun' && (after.state !== 'running' || before.state === 'running')) return;
    const hook = hookOf(after, this.hookSecret(after.accountId), this.services.links);
    if (hook !== undefined) await this.services.store.addHook(hook).catch(() => undefined);
  }

  /** Ends a task: once, whoever else tries. The ended task, or what it was ended as by another. */
  async end(task: Task, state: FinalState, error?: TaskError, copyInMs?: number): Promise<Task> {
    const { store, warn, world, settled } = this.services;
    const final = ended(task, state, error, Date.now());
    const keptMs = world().settings.assetKeepDays * 86_400_000;
    const { record, ...ending } = endingOf(
      final,
      keptMs,
      this.hookSecret(task.accountId),
      this.services.links,
      this.costOf(final),
    );
    const done = await insisting(() => store.finish(task.id, task.version, { ...ending, copyInMs }));
    this.watch.drop(task.id);
    if (done) {
      settled(record);
      if (error?.class === 'lost')
        warn(`task ${task.publicId} at channel ${task.channelName} is lost: ${error.message}`);
    }
    this.changes.tell(task.id);
    return done ? { ...final, version: task.version + 1 } : ((await this.read(task.id)) ?? final);
  }

  /** What the upstream asks for a task: nothing for one that failed. */
  private costOf(task: Task): UpstreamCost {
    const world = this.services.world();
    const channel = world.channels.find(({ id }) => id === task.channel);
    if (task.state !== 'succeeded' || channel === undefined) return { cost: 0n, costSource: 'unknown' };
    const credential = channel.credentials.find(({ id }) => id === task.credential);
    const { attributes, model, upstreamModel } = task;
    const usage = usageOfCharge(task.charge, task.used);
    // What was added up from many answers has no tier of its own.
    const context = task.used?.bill === undefined ? {} : { serviceTier: 'batch', tierTokens: 0 };
    return upstreamCost(world, { channel, credential, model, upstreamModel }, usage, { attributes, ...context });
  }

  /** The task as it is now. */
  async read(id: string): Promise<Task | undefined> {
    const row = await this.services.store.byId(id);
    return row === undefined ? undefined : readTask(row);
  }
}

function columnsOf(task: Task): Omit<TaskChange, 'detail'> {
  const { state, progress, visible, channel, credential, driver, upstreamId } = task;
  const { startedAt, finishedAt, deadlineAt, polls, model } = task;
  return {
    state,
    progress,
    visible,
    channel,
    credential,
    driver,
    upstreamId,
    startedAt,
    finishedAt,
    deadlineAt,
    polls,
    model,
  };
}

/** The detail of a new task before anything happened. */
export function freshDetail(
  parts: Pick<TaskDetail, 'keyName' | 'group' | 'purses' | 'body' | 'charge' | 'multiplier'>,
): TaskDetail {
  return {
    ...parts,
    organisationId: 0,
    channelName: '',
    upstreamModel: '',
    video: undefined,
    memo: {},
    notes: {},
    raw: undefined,
    rawWire: '',
    assets: [],
    error: undefined,
    settle: 'fixed',
    sheet: '',
    attributes: {},
    hook: '',
    origin: '',
    path: '',
    attempts: [],
    sandbox: false,
    missed: 0,
    missedSince: 0,
    copies: 0,
    used: undefined,
  };
}
