// The engine of one node: looks after the tasks that are due, delivers news, removes what is past its time.

import type { Channel, Credential } from '../world.ts';
import { advance, copyLater, lookIn, save, WATCH_LEASE_MS } from './advance.ts';
import type { Driver, Polled } from './driver.ts';
import { LinkFault } from './driver.ts';
import { deliverHooks } from './hooks.ts';
import { linkTo } from './link.ts';
import { driverNamed } from './registry.ts';
import type { TaskServices } from './services.ts';
import { isFinal, isPolled, readTask, type Task } from './task.ts';
import { Work } from './work.ts';

const POLL_TIMEOUT_MS = 60_000;
/** Tasks claimed at once, and questions to upstreams under way at once. */
const CLAIM = 500;
const MOST_CALLS = 64;
/** Pauses between looks at what is due, at the usual pace and at any, milliseconds. */
const TICK_MS = 500;
const LEAST_TICK_MS = 25;
/** How long one round waits for its questions before the next begins, milliseconds. */
const SLOW_MS = 5_000;
const HOOK_TICK_MS = 1_000;
const SWEEP_MS = 60_000;
const FREE_MS = 5_000;
/** How often the leases of what this node looks after are renewed, milliseconds. */
const KEEP_MS = 45_000;
/** Pause before a task is looked at again that something of ours failed with, milliseconds. */
const FAULT_MS = 5_000;
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
  private readonly running = new Set<Promise<unknown>>();
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
      this.loop(TICK_MS, () => this.tick(), true),
      this.loop(HOOK_TICK_MS, () => deliverHooks(this.services), true),
      this.loop(SWEEP_MS, () => this.sweep()),
      this.loop(FREE_MS, () => this.services.store.free(undefined)),
      this.loop(KEEP_MS, () => this.keep()),
    );
  }

  /** Begins nothing new, and resolves when what runs has ended; what this node looked after is free for the others. */
  async close(): Promise<void> {
    this.stop.abort();
    await Promise.all(this.loops);
    await Promise.all(this.running);
    const { store, node } = this.services;
    await store.keep(node, this.work.watch.ids(), 0).catch(() => []);
  }

  /** Runs `work` again and again: at once while there is plenty, else after a pause; `paced`: shorter where polls are. */
  private async loop(pause: number, work: () => Promise<number>, paced = false): Promise<void> {
    const { signal } = this.stop;
    while (!signal.aborted) {
      const pace = paced ? Math.min(this.services.world().settings.taskPacePercent / 100, 1) : 1;
      let wait = Math.max(pause * pace, LEAST_TICK_MS);
      try {
        if ((await work()) >= CLAIM) wait = 0;
      } catch (error) {
        wait = Math.max(pause, AWAY_MS);
        if (!signal.aborted) this.services.warn(`the tasks could not be looked after: ${String(error)}`);
      }
      if (wait > 0) await pauseFor(wait, signal);
    }
  }

  /** Looks at what is due now. Answers how many tasks were claimed. */
  async tick(): Promise<number> {
    const { store, node } = this.services;
    const rows = await store.claim(node, WATCH_LEASE_MS, CLAIM);
    const claimed = rows.map(readTask);
    for (const task of claimed) if (isPolled(task)) this.work.watch.take(task);
    const due = this.work.watch.due(Date.now());
    const rest = claimed.filter(task => !isPolled(task));
    const looks = [
      ...this.group(due).flatMap(group => chunks(group).map(part => this.limited(() => this.poll(part)))),
      ...rest.map(task => this.limited(() => this.attend(task))),
      ...this.orphans(due),
    ];
    await this.patiently(Promise.all(looks));
    return rows.length;
  }

  /** Waits for looks, but not for long: a slow upstream must not hold up those at the others. */
  private async patiently(looks: Promise<unknown>): Promise<void> {
    const over = new AbortController();
    const running = looks.finally(() => {
      over.abort();
      this.running.delete(running);
    });
    this.running.add(running);
    await Promise.race([running, pauseFor(SLOW_MS, over.signal)]);
  }

  /** At most so many questions at once. A fault of one task must not stop the others. */
  private async limited(work: () => Promise<void>): Promise<void> {
    while (this.calls >= MOST_CALLS) await new Promise<void>(resolve => this.free.push(resolve));
    this.calls += 1;
    try {
      await work();
    } catch (error) {
      this.report(error);
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
    return tasks
      .filter(task => this.placeOf(task) === undefined)
      .map(task =>
        this.limited(async () => {
          this.work.watch.drop(task.id);
          if ((await advance(this.work, task, 'silent')) !== 'same') return;
          const inMs = Math.min(60_000, Math.max(task.deadlineAt - Date.now(), 1_000));
          await this.services.store.reschedule([{ id: task.id, version: task.version, inMs }]);
        }),
      );
  }

  private async poll({ driver, channel, credential, tasks }: Group): Promise<void> {
    const link = linkTo(this.services, channel, credential);
    const timed = {
      ...link,
      send: (call: Parameters<typeof link.send>[0]) => link.send({ timeoutMs: POLL_TIMEOUT_MS, ...call }),
    };
    let polled: ReadonlyMap<string, Polled> = new Map();
    try {
      polled = await driver.poll(tasks, timed);
    } catch (error) {
      // A question that was not answered tells nothing of the job.
      if (!(error instanceof LinkFault)) this.report(error);
    }
    await Promise.all(tasks.map(task => this.look(task, polled.get(task.id) ?? 'silent')));
  }

  /** What was learnt of one task, and when it is looked at next. */
  private async look(task: Task, polled: Polled): Promise<void> {
    const { watch } = this.work;
    try {
      const looked = await advance(this.work, task, polled);
      const now = Date.now();
      if (looked === 'same') watch.again(task, now, now + lookIn(this.work, task, now));
      else if (typeof looked === 'object') watch.again(looked.task, now, now + looked.inMs);
      else watch.drop(task.id);
      // Somebody else changed it: it is read anew, by whoever has it now.
      if (looked === 'lost') await this.services.store.wake([task.id]);
    } catch (error) {
      const now = Date.now();
      watch.again(task, now, now + FAULT_MS);
      this.report(error);
    }
  }

  private report(error: unknown): void {
    this.services.warn(`a task could not be looked after: ${error instanceof Error ? error.stack : String(error)}`);
  }

  /** Renews the leases of what this node looks after; what it has no longer, it forgets. */
  private async keep(): Promise<number> {
    const { store, node } = this.services;
    const ids = this.work.watch.ids();
    const kept = new Set(await store.keep(node, ids, WATCH_LEASE_MS));
    for (const id of ids) if (!kept.has(id)) this.work.watch.drop(id);
    return 0;
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
    const link = place === undefined ? undefined : linkTo(this.services, place.channel, place.credential);
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
