// Waits between connections to a PostgreSQL that is away.

import { expect, it } from 'vitest';
import { reconnectDelay } from './store.ts';

it('asks for a database that is away in ever longer pauses, and at least once a second', () => {
  const longest = Array.from({ length: 200 }, (_, failures) =>
    Math.max(...Array.from({ length: 50 }, () => reconnectDelay(failures))),
  );
  expect(longest[0]).toBeLessThanOrEqual(0.05);
  expect(Math.max(...longest)).toBeLessThanOrEqual(1);
  expect(reconnectDelay(1_000_000)).toBeGreaterThanOrEqual(0.5);
});
