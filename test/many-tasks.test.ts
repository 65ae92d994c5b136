// Tasks under way are asked after on their schedule, for a small part of a core (the whole show: shows/many-tasks.ts).

import { expect, it } from 'vitest';
import { watchManyTasks } from './shows/many-tasks.ts';

it('hundreds of tasks of ten platforms cost a few hundredths of a core, and none is forgotten', async () => {
  const { windows } = await watchManyTasks(300, 2, 3_000);
  const [, steady] = windows;
  expect(steady?.share).toBeLessThan(0.1);
  expect(steady?.polls).toBeGreaterThan(50);
  // By then a task is asked after every three seconds or so, whatever else the machine does.
  expect(steady?.longestGap).toBeLessThan(8);
}, 60_000);
