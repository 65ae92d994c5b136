// The kept answers of a node: their store, and how often one was given.

import type { AnswerStore } from './answer-store.ts';

/** What the relay and the metrics share of kept answers. */
export class Answers {
  readonly store: AnswerStore;
  hits = 0;
  misses = 0;
  private epoch = 0;

  constructor(store: AnswerStore) {
    this.store = store;
  }

  counted(isHit: boolean): void {
    if (isHit) this.hits += 1;
    else this.misses += 1;
  }

  /** Told of each new world: answers of an older epoch are not asked for any more. */
  enter(epoch: number): void {
    if (epoch !== this.epoch) this.store.forget();
    this.epoch = epoch;
  }
}
