// How news moves a task: stamps are no news, a success without an address is waited for, and not for ever.

import { describe, expect, it } from 'vitest';
import { settingsOf } from '../config/settings.ts';
import { advance } from './advance.ts';
import type { News } from './driver.ts';
import type { Task } from './task.ts';
import { Watch } from './watch.ts';
import type { Work } from './work.ts';

interface Noted {
  readonly changes: Partial<Task>[];
  readonly ends: string[];
}

function workOf(): { readonly work: Work; readonly noted: Noted } {
  const noted: Noted = { changes: [], ends: [] };
  const work = {
    services: { world: () => ({ settings: settingsOf({}) }), store: {} },
    watch: new Watch(),
    change: (task: Task, next: Partial<Task>) => {
      noted.changes.push(next);
      return Promise.resolve({ ...task, ...next, version: task.version + 1 });
    },
    end: (task: Task, state: Task['state'], error?: Task['error']) => {
      noted.ends.push(`${state} ${error?.code ?? ''}`);
      return Promise.resolve({ ...task, state });
    },
  };
  return { work: work as unknown as Work, noted };
}

const taskOf = (changes: Partial<Task> = {}): Task =>
  ({
    id: 'a',
    version: 3,
    state: 'running',
    driver: 'kling',
    progress: 10,
    notes: {},
    raw: undefined,
    startedAt: 1,
    createdAt: Date.now() - 60_000,
    deadlineAt: Date.now() + 60_000,
    missed: 0,
    ...changes,
  }) as unknown as Task;

async function look(task: Task, news: News) {
  const { work, noted } = workOf();
  return { looked: await advance(work, task, news), noted };
}

describe('news of a task', () => {
  it('is none when only the time stamps of the answer differ', async () => {
    const task = taskOf({ raw: { status: 'processing', updated_at: 1, data: { request_id: 'x' } } });
    const raw = { status: 'processing', updated_at: 2, data: { request_id: 'y' } };
    expect((await look(task, { state: 'running', raw })).looked).toBe('same');
    expect((await look(task, { state: 'running', raw: { ...raw, preview: 'p' } })).looked).toMatchObject({
      task: { version: 4 },
    });
    expect((await look(task, { state: 'running', notes: { throttled: true } })).looked).toMatchObject({
      task: { notes: { throttled: true } },
    });
  });

  it('of a success without an address is waited for two minutes, and then it has failed', async () => {
    const first = await look(taskOf(), { state: 'running', empty: true });
    expect(first.noted.changes).toMatchObject([{ state: 'running', notes: { emptySince: expect.any(Number) } }]);
    const waiting = taskOf({ notes: { emptySince: Date.now() - 60_000 } });
    expect((await look(waiting, { state: 'running', empty: true })).looked).toBe('same');
    const over = taskOf({ notes: { emptySince: Date.now() - 121_000 } });
    const last = await look(over, { state: 'running', empty: true });
    expect([last.looked, last.noted.ends]).toEqual(['ended', ['failed no_result']]);
  });
});
