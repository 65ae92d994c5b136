// What nodes want of each other: a nearly empty purse is lent in pieces, and idle ones must come back at once.

import { readSignal } from '../store/signals.ts';

/** How long a node waits for what others may give back, milliseconds. */
const WAIT_MS = 250;

/** For how long what becomes free is given back after somebody wanted it, milliseconds. */
const WANTED_MS = 1_000;

/** Purses remembered; a node serves far fewer that are nearly empty. */
const MOST = 10_000;

/** The wants of one node and of the others. Times are of the monotonic clock. */
export class Wants {
  readonly #node: string;
  readonly #wanted: (purse: string) => void;
  readonly #until = new Map<string, number>();
  readonly #barren = new Map<string, number>();
  readonly #waiting = new Map<string, (() => void)[]>();

  /** `wanted` is called when another node wants of a purse. */
  constructor(node: string, wanted: (purse: string) => void) {
    this.#node = node;
    this.#wanted = wanted;
  }

  /** Hears a signal of the store. */
  hear(text: string): void {
    const signal = readSignal(text);
    if (signal === undefined || signal.node === this.#node) return;
    if (signal.about === 'returned') {
      for (const wake of this.#waiting.get(signal.purse) ?? []) wake();
      return;
    }
    if (this.#until.size >= MOST) this.#until.clear();
    this.#until.set(signal.purse, performance.now() + WANTED_MS);
    this.#wanted(signal.purse);
  }

  /** Whether another node wanted of a purse a moment ago. */
  isWanted(purse: string): boolean {
    if (this.#until.size === 0) return false;
    const until = this.#until.get(purse);
    if (until === undefined) return false;
    if (until > performance.now()) return true;
    this.#until.delete(purse);
    return false;
  }

  /**
   * Has `want` tell the others, and calls `lease` each time that something came back, until it answers an amount or the
   * time is over. A purse of which nothing came back is not asked for again at once.
   */
  async ask(purse: string, want: () => Promise<boolean>, lease: () => Promise<bigint>): Promise<bigint> {
    const started = performance.now();
    if ((this.#barren.get(purse) ?? 0) > started) return 0n;
    this.#barren.delete(purse);
    let wake: () => void = () => undefined;
    const waker = (): void => wake();
    this.#waiting.set(purse, [...(this.#waiting.get(purse) ?? []), waker]);
    try {
      let returned = Promise.withResolvers<boolean>();
      wake = () => returned.resolve(true);
      if (!(await want())) return 0n;
      for (let left = WAIT_MS; left > 0; left = started + WAIT_MS - performance.now()) {
        const late = setTimeout(() => returned.resolve(false), left);
        const came = await returned.promise;
        clearTimeout(late);
        returned = Promise.withResolvers<boolean>();
        const granted = came ? await lease() : 0n;
        if (granted > 0n || !came) return granted > 0n ? granted : this.#giveUp(purse);
      }
      return this.#giveUp(purse);
    } finally {
      const others = (this.#waiting.get(purse) ?? []).filter(other => other !== waker);
      if (others.length === 0) this.#waiting.delete(purse);
      else this.#waiting.set(purse, others);
    }
  }

  #giveUp(purse: string): bigint {
    if (this.#barren.size >= MOST) this.#barren.clear();
    this.#barren.set(purse, performance.now() + WAIT_MS);
    return 0n;
  }
}
