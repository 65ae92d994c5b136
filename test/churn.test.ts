// Clients that leave and upstreams that fail leave nothing behind: no sockets, no holds, no memory.

import { expect, it } from 'vitest';
import { churn } from './shows/churn.ts';

const DURATION_MS = 12_000;
/** Calls that are left early: on a slow machine they take longer. */
const LEFT = 50;
/** Sockets at rest: the listener, what is kept alive to the upstreams for half a minute, and pipes of the process. */
const MOST_AT_REST = 120;

it('a while of churn leaves sockets and memory flat, and the ledger sound', { timeout: 180_000 }, async () => {
  const { samples, socketsAtRest, openHolds, reconcile, calls, left } = await churn(DURATION_MS, 1000, undefined, LEFT);
  expect(left).toBeGreaterThanOrEqual(LEFT);
  expect(calls).toBeGreaterThan(left);
  expect(openHolds).toBe(0);
  expect(reconcile).toMatch(/^0 /);
  expect(socketsAtRest).toBeLessThan(MOST_AT_REST);
  const half = samples.slice(Math.floor(samples.length / 2));
  const [middle, end] = [half[0], half.at(-1)];
  if (middle === undefined || end === undefined) throw new Error('no samples');
  // What calls leave for the collector comes and goes; a leak of what they hold would be hundreds of megabytes.
  expect(end.megabytes - middle.megabytes).toBeLessThan(150);
  expect(end.sockets - middle.sockets).toBeLessThan(60);
});
