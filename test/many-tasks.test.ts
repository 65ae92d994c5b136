// Tasks under way are asked after on their schedule, for a small part of a core (the whole show: shows/many-tasks.ts).

import { expect, it } from 'vitest';
import { watchManyTasks } from './shows/many-tasks.ts';

it('hundreds of tasks of ten platforms cost a few hundredths of a core, and none is forgotten', async () => {
  const { windows } = await watchManyTasks(300, 2, 2_500);
  const [, { share = 1, polls = 0, longestGap = Infinity } = {}] = windows;
  // Five thousand tasks make some 500 questions a second: a tenth of a core is 0.2 ms of it for each, here with room
  // for machines five times as slow.
  expect(share / polls).toBeLessThan(0.001);
  // Each is asked after every three seconds or so; a machine with other things to do is allowed to be late.
  expect(longestGap).toBeLessThan(20);
}, 60_000);
