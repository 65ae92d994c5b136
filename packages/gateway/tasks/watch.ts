// The tasks that one node looks after: kept in memory with when each is asked after next, so that a question that
// brings no news costs the store nothing.

import { driverNamed } from './registry.ts';
import type { Task } from './task.ts';

/** Questions to upstreams that a node asks each second at most: with more tasks, each is asked after more rarely. */
const MOST_QUESTIONS = 500;
/** A driver that asks after so many at once needs one question for them all. */
const MANY = 50;
/** A client that asks has its task looked at again when that was longer ago than this, milliseconds. */
const STALE_MS = 5_000;
/** Tasks elsewhere that were woken lately and are remembered, so that they are not woken at each request. */
const MOST_WOKEN = 5_000;

interface Watched {
  task: Task;
  /** When it is asked after next, and was last, milliseconds since the epoch. */
  dueAt: number;
  lookedAt: number;
  /** A question about it is under way. */
  busy: boolean;
}

/** What a node looks after. */
export class Watch {
  private readonly watched = new Map<string, Watched>();
  private readonly woken = new Map<string, number>();
  /** Questions that asking once after everything takes. */
  private questions = 0;

  get size(): number {
    return this.watched.size;
  }

  /** Milliseconds between two looks at a task at least, by how much there is to ask. */
  get spacing(): number {
    return (this.questions / MOST_QUESTIONS) * 1000;
  }

  ids(): readonly string[] {
    return [...this.watched.keys()];
  }

  /** Takes a task that this node has claimed, to be looked at at once. A copy that was kept before is older. */
  take(task: Task): void {
    const known = this.watched.get(task.id);
    if (known === undefined) {
      this.watched.set(task.id, { task, dueAt: 0, lookedAt: 0, busy: false });
      this.questions += share(task);
    } else {
      known.task = task;
      known.dueAt = 0;
    }
  }

  /** The tasks whose time has come; they are not given out again before `again` or `drop`. */
  due(now: number): readonly Task[] {
    const due: Task[] = [];
    for (const each of this.watched.values()) {
      if (each.busy || each.dueAt > now) continue;
      each.busy = true;
      due.push(each.task);
    }
    return due;
  }

  /** A task that was looked at goes on, as it is now; it is looked at again at `dueAt`. */
  again(task: Task, now: number, dueAt: number): void {
    const known = this.watched.get(task.id);
    if (known === undefined) return;
    known.busy = false;
    known.lookedAt = now;
    // Claimed anew meanwhile: the newer copy stays, and is due.
    if (known.task.version > task.version) return;
    known.task = task;
    known.dueAt = dueAt;
  }

  /** Looks after a task no longer. */
  drop(id: string): void {
    const known = this.watched.get(id);
    if (known === undefined) return;
    this.watched.delete(id);
    this.questions -= share(known.task);
  }

  /** Whether a task is here; then it is looked at now. */
  wake(id: string): boolean {
    const known = this.watched.get(id);
    if (known !== undefined) known.dueAt = 0;
    return known !== undefined;
  }

  /** Its client asks after a task: it is looked at now, unless that was done a moment ago. Whether it is elsewhere. */
  nudge(task: Task, now: number): boolean {
    const known = this.watched.get(task.id);
    if (known !== undefined) {
      if (now - known.lookedAt > STALE_MS) known.dueAt = Math.min(known.dueAt, now);
      return false;
    }
    if ((task.nextPollAt ?? 0) <= now + STALE_MS || now - (this.woken.get(task.id) ?? 0) < STALE_MS) return false;
    if (this.woken.size >= MOST_WOKEN) this.woken.clear();
    this.woken.set(task.id, now);
    return true;
  }
}

/** What of a question a task takes. */
function share(task: Task): number {
  const batch = driverNamed(task.driver)?.batch ?? 1;
  return batch >= MANY ? 1 / batch : 1;
}
