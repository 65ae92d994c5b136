// Whether a node hears the others: begun at its start, and anew where the store was away.

import { setTimeout as pause } from 'node:timers/promises';
import type { Store } from '../store/store.ts';

/** How long a start waits until it hears, milliseconds. */
const PATIENCE_MS = 2_000;

/** One listener of the store's signals. Without it idle allowances come back later, that is all. */
export class Hearing {
  readonly #listen: Store['listen'];
  readonly #heard: (signal: string) => void;
  #stop: (() => void) | undefined;
  #beginning: Promise<void> | undefined;
  #lost = false;

  constructor(listen: Store['listen'], heard: (signal: string) => void) {
    this.#listen = listen;
    this.#heard = heard;
  }

  /** Begins, or begins anew. Never rejects, and takes no longer than a start can wait. */
  async begin(): Promise<void> {
    this.#beginning ??= this.#begin().finally(() => {
      this.#beginning = undefined;
    });
    await Promise.race([this.#beginning, pause(PATIENCE_MS, undefined, { ref: false })]);
  }

  async #begin(): Promise<void> {
    try {
      const stop = await this.#listen(this.#heard);
      this.#stop?.();
      this.#stop = stop;
      this.#lost = false;
    } catch {
      this.lose();
    }
  }

  /** The store was away: signals may no longer come. */
  lose(): void {
    this.#lost = true;
  }

  /** The store is there: begins anew where it was away. */
  found(): void {
    if (this.#lost) void this.begin();
  }

  stop(): void {
    this.#stop?.();
  }
}
