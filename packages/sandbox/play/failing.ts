// Failures on demand: always, or only the first time that a request is seen.

import type { Performance } from './scene.ts';

const failed = new Map<string, number>();
const MAX_REMEMBERED = 10_000;

/** Whether this request must fail now. */
export function failing({ markers, seed }: Pick<Performance, 'markers' | 'seed'>): boolean {
  if (markers.error === undefined) return false;
  if (markers.failOnce === undefined) return true;
  if (failed.size > MAX_REMEMBERED) failed.clear();
  const times = failed.get(seed) ?? 0;
  failed.set(seed, times + 1);
  return times < markers.failOnce;
}
