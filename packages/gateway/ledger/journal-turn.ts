// One write for all settlements of a turn of the loop: the answers that wait for them leave when it is done.

import type { Journal } from './journal.ts';

/** Gathers what waits for the journal until the turn ends, which is before the loop waits for anything new. */
export class JournalTurn {
  readonly #journal: Pick<Journal, 'write'>;
  readonly #written: () => void;
  #waiting: (() => void)[] = [];
  readonly #atEnd = (): void => this.end();

  /** `written` is told after each write. */
  constructor(journal: Pick<Journal, 'write'>, written: () => void) {
    this.#journal = journal;
    this.#written = written;
  }

  /** Calls `then`, which does not throw, when all lines that were noted so far are written. */
  join(then: () => void): void {
    if (this.#waiting.push(then) === 1) setImmediate(this.#atEnd);
  }

  /** Writes now. */
  write(): void {
    this.#journal.write();
    this.#written();
  }

  /** Writes now, and lets go on what waited for it. */
  end(): void {
    this.write();
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const then of waiting) then();
  }

  /** Nothing is written any more, and nobody goes on. */
  abandon(): void {
    this.#waiting = [];
  }
}
