// What the practice upstream has served: tests compare it with what was charged.

import type { PlayedUsage } from './play/scene.ts';

/** Totals of one model. */
interface Served {
  answers: number;
  broken: number;
  meters: Record<string, number>;
}

const served = new Map<string, Served>();

/** Notes an answer: whole, or broken off on the way. */
export function note(model: string, usage: PlayedUsage, whole: boolean): void {
  const row = served.get(model) ?? { answers: 0, broken: 0, meters: {} };
  served.set(model, row);
  if (!whole) {
    row.broken += 1;
    return;
  }
  row.answers += 1;
  for (const [meter, amount] of Object.entries(usage)) row.meters[meter] = (row.meters[meter] ?? 0) + Number(amount);
}

/** Everything so far. */
export function tally(): Record<string, Served> {
  return Object.fromEntries(served);
}

/** Forgets everything. */
export function resetTally(): void {
  served.clear();
}
