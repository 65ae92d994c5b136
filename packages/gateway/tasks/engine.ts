// The engine of one node: looks after the tasks that are due, delivers news, removes what is past its time.

import type { Channel, Credential } from '../world.ts';
import { advance, copyLater, nextLook, save } from './advance.ts';
import type { Driver, Polled } from './driver.ts';
import { LinkFault } from './driver.ts';
import { deliverHooks } from './hooks.ts';
import { linkTo } from './link.ts';
import { driverNamed } from './registry.ts';
import type { TaskServices } from './services.ts';
import { isFinal, readTask, type Task } from './task.ts';
import { Work } from './work.ts';

/** How long a claimed task is this node's alone, milliseconds: twice what a question to an upstream may take. */
const CLAIM_MS = 120_000;
const POLL_TIMEOUT_MS = 60_000;
/** Tasks claimed at once, and questions to upstreams under way at once. */
const CLAIM = 500;
const MOST_CALLS = 64;
/** Pauses between looks at what is due, milliseconds. */
const TICK_MS = 500;
const HOOK_TICK_MS = 1_000;
const SWEEP_MS = 60_000;
const FREE_MS = 5_000;
/** Pause after the store was away, milliseconds. */
const AWAY_MS = 2_000;

interface Group {
  readonly driver: Driver;
  readonly channel: Channel;
  readonly credential: Credential;
  readonly tasks: Task[];
}

/** One node's engine. */
export class TaskEngine {
  readonly work: Work;
  private readonly services: TaskServices;
  private readonly loops: Promise<void>[] = [];
  private readonly stop = new AbortController();
  private calls = 0;
  private readonly free: (() => void)[] = [];

  constructor(services: TaskServices) {
    this.services = services;
    this.work = new Work(services);
  }

  /** Begins to look after tasks: first those that an earlier process of this node was interrupted at. */
  async start(): Promise<void> {
    await this.services.store.free(this.services.node).catch(() => 0);
    this.loops.push(
      this.loop(TICK_MS, () => this.tick()),
      this.loop(HOOK_TICK_MS, () => deliverHooks(this.services)),
      this.loop(SWEEP_MS, () => this.sweep()),
      this.loop(FREE_MS, () => this.services.store.free(undefined)),
    );
  }

  /** Begins nothing new, and resolves when what runs has ended. */
  async close(): Promise<void> {
    this.stop.abort();
    await Promise.all(this.loops);
  }

  /** Runs `work` again and again: at once while there is plenty, else after a pause. */
  private async loop(pause: number, work: () => Promise<number>): Promise<void> {
    const { signal } = this.stop;
    while (!signal.aborted) {
      let wait = pause;
      try {
        if ((await work()) >= CLAIM) wait = 0;
      } catch (error) {
        wait = Math.max(pause, AWAY_MS);
        if (!signal.aborted) this.services.warn(`the tasks could not be looked after: ${String(error)}`);
      }
      if (wait > 0) await pauseFor(wait, signal);
    }
  }

  /** Looks at what is due now. Answers how many tasks that were. */
  async tick(): Promise<number> {
    const rows = await this.services.store.claim(this.services.node, CLAIM_MS, CLAIM);
    const tasks = rows.map(readTask);
    const groups = this.group(tasks.filter(task => isPolled(task)));
    const rest = tasks.filter(task => !isPolled(task));
    await Promise.all([
      ...groups.flatMap(group => chunks(group).map(part => this.limited(() => this.poll(part)))),
      ...rest.map(task => this.limited(() => this.attend(task))),
      ...this.orphans(tasks.filter(task => isPolled(task))),
    ]);
    return rows.length;
  }

  /** At most so many questions at once. A fault of one task must not stop the others. */
  private async limited(work: () => Promise<void>): Promise<void> {
    while (this.calls >= MOST_CALLS) await new Promise<void>(resolve => this.free.push(resolve));
    this.calls += 1;
    try {
      await work();
    } catch (error) {
      this.services.warn(`a task could not be looked after: ${error instanceof Error ? error.stack : String(error)}`);
    } finally {
      this.calls -= 1;
      this.free.shift()?.();
    }
  }

  /** By driver, channel and credential: a task's questions go only where it was made. */
  private group(tasks: readonly Task[]): Group[] {
    const groups = new Map<string, Group>();
    for (const task of tasks) {
      const place = this.placeOf(task);
      if (place === undefined) continue;
      const key = `${task.driver} ${task.channel} ${task.credential}`;
      const group = groups.get(key) ?? { ...place, tasks: [] };
      group.tasks.push(task);
      groups.set(key, group);
    }
    return [...groups.values()];
  }

  /** Where a task was made, if that is still configured (switched off is configured: what runs there is finished). */
  private placeOf(task: Task): Omit<Group, 'tasks'> | undefined {
    const driver = driverNamed(task.driver);
    const channel = this.services.world().channels.find(({ id }) => id === task.channel);
    const credential =
      channel?.credentials.find(({ id }) => id === task.credential) ??
      (channel?.credentials.length === 0 ? { id: 'none', secret: '' } : undefined);
    if (driver === undefined || channel === undefined || credential === undefined) return undefined;
    return { driver, channel, credential };
  }

  /** Tasks whose channel or credential is gone wait for it until their deadline. */
  private orphans(tasks: readonly Task[]): Promise<void>[] {
    const now = Date.now();
    return tasks
      .filter(task => this.placeOf(task) === undefined)
      .map(task =>
        this.limited(async () => {
          if (!(await advance(this.work, task, 'silent')))
            await this.reschedule([task], Math.min(60_000, Math.max(task.deadlineAt - now, 1_000)));
        }),
      );
  }

  private async poll({ driver, channel, credential, tasks }: Group): Promise<void> {
    const link = linkTo(this.services.dispatcherOf(channel), channel, credential);
    const timed = {
      ...link,
      send: (call: Parameters<typeof link.send>[0]) => link.send({ timeoutMs: POLL_TIMEOUT_MS, ...call }),
    };
    let polled: ReadonlyMap<string, Polled> = new Map();
    try {
      polled = await driver.poll(tasks, timed);
    } catch (error) {
      // A question that was not answered tells nothing of the job.
      if (!(error instanceof LinkFault)) throw error;
    }
    const unchanged: Task[] = [];
    for (const task of tasks) {
      if (!(await advance(this.work, task, polled.get(task.id) ?? 'silent'))) unchanged.push(task);
    }
    await this.reschedule(unchanged);
  }

  private async reschedule(tasks: readonly Task[], inMs?: number): Promise<void> {
    if (tasks.length === 0) return;
    await this.services.store.reschedule(
      tasks.map(task => ({ id: task.id, version: task.version, inMs: inMs ?? nextLook(this.work, task) })),
    );
  }

  /** A task that was left in the middle of a step by a node that is gone, or whose time to be continued is over. */
  private async attend(task: Task): Promise<void> {
    if (isFinal(task.state)) await copyLater(this.work, task);
    else if (task.state === 'saving') await save(this.work, task);
    else if (task.state === 'waiting_input') await advance(this.work, task, 'silent');
    else if (task.state === 'accepted') {
      const message = 'The gateway stopped before this job was submitted. Nothing is charged; try again.';
      await this.work.end(task, 'failed', { code: 'not_submitted', message, class: 'upstream' });
    } else await this.recover(task);
  }

  /** A submission that nobody knows the outcome of: found at the upstream where that can be, else given up. */
  private async recover(task: Task): Promise<void> {
    const place = this.placeOf(task);
    const link =
      place === undefined
        ? undefined
        : linkTo(this.services.dispatcherOf(place.channel), place.channel, place.credential);
    const upstreamId = link === undefined ? undefined : await place?.driver.recover?.(task, link);
    if (upstreamId === undefined) {
      const message = 'The gateway stopped while this job was submitted; whether the provider took it is not known.';
      await this.work.end(task, 'failed', { code: 'submit_outcome_unknown', message, class: 'lost' });
      return;
    }
    const deadlineAt = Date.now() + (place?.driver.deadlineMs(task) ?? 3_600_000);
    await this.work.change(task, { state: 'queued', upstreamId, visible: true, deadlineAt }, 0, false);
  }

  /** Tasks under way on all nodes, as they were counted last. */
  openTasks = 0;

  /** Removes copies that are past their time, forgets tasks that are long past theirs. Answers how many there were. */
  private async sweep(): Promise<number> {
    const { taskKeepDays } = this.services.world().settings;
    const forgotten = await this.services.store.forget(taskKeepDays * 86_400_000, CLAIM);
    this.openTasks = (await this.services.store.open()).reduce((sum, { count }) => sum + count, 0);
    const rows = await this.services.store.outdated(CLAIM);
    for (const row of rows) {
      const task = readTask(row);
      for (const { stored } of task.assets) if (stored !== undefined) await this.services.assets.remove(stored.key);
      await this.services.store.amend(task.id, task.version, { expiresAt: null });
    }
    return Math.max(rows.length, forgotten);
  }
}

function isPolled(task: Task): boolean {
  return task.state === 'queued' || task.state === 'running';
}

function chunks(group: Group): Group[] {
  const parts: Group[] = [];
  for (let start = 0; start < group.tasks.length; start += group.driver.batch)
    parts.push({ ...group, tasks: group.tasks.slice(start, start + group.driver.batch) });
  return parts;
}

function pauseFor(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener('abort', done, { once: true });
  });
}
