// What a node looks after: given out when due and once at a time, newer copies win, many are asked after more rarely.

import { expect, it } from 'vitest';
import type { Task } from './task.ts';
import { Watch } from './watch.ts';

const taskOf = (id: string, version = 1, driver = 'kling'): Task =>
  ({ id, version, driver, nextPollAt: 60_000 }) as unknown as Task;

it('gives a task out when it is due, and not again before it came back', () => {
  const watch = new Watch();
  watch.take(taskOf('a'));
  expect(watch.due(1_000).map(({ id }) => id)).toEqual(['a']);
  expect(watch.due(1_000)).toEqual([]);
  watch.again(taskOf('a', 2), 1_000, 6_000);
  expect(watch.due(5_000)).toEqual([]);
  expect(watch.due(6_000)).toMatchObject([{ id: 'a', version: 2 }]);
  watch.drop('a');
  watch.again(taskOf('a', 3), 7_000, 7_000);
  expect(watch.due(9_000)).toEqual([]);
});

it('keeps the newer copy of a task that was claimed anew while it was asked after', () => {
  const watch = new Watch();
  watch.take(taskOf('a', 1));
  watch.due(0);
  watch.take(taskOf('a', 3));
  watch.again(taskOf('a', 2), 0, 60_000);
  expect(watch.due(1)).toMatchObject([{ version: 3 }]);
});

it('asks after thousands of tasks more rarely, counting those that go together as one', () => {
  const watch = new Watch();
  for (let index = 0; index < 5_000; index += 1) watch.take(taskOf(`single${index}`));
  expect(watch.spacing).toBe(10_000);
  for (let index = 0; index < 5_000; index += 1) watch.take(taskOf(`many${index}`, 1, 'midjourney'));
  expect(watch.spacing).toBeCloseTo(10_100, 3);
  for (const id of watch.ids()) watch.drop(id);
  expect(watch.spacing).toBeCloseTo(0, 6);
});

it('looks for a client that asks when the last look was long ago, and wakes elsewhere once in a while', () => {
  const watch = new Watch();
  watch.take(taskOf('here'));
  watch.due(0);
  watch.again(taskOf('here'), 0, 60_000);
  expect(watch.nudge(taskOf('here'), 4_000)).toBe(false);
  expect(watch.due(4_000)).toEqual([]);
  expect(watch.nudge(taskOf('here'), 6_000)).toBe(false);
  expect(watch.due(6_000)).toHaveLength(1);
  expect(watch.nudge(taskOf('elsewhere'), 6_000)).toBe(true);
  expect(watch.nudge(taskOf('elsewhere'), 8_000)).toBe(false);
  expect(watch.nudge(taskOf('elsewhere'), 12_000)).toBe(true);
  expect(watch.nudge(taskOf('soon'), 56_000)).toBe(false);
});
