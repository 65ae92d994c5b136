// Brings settlements from the journal into the store: in batches, in order, again and again until the store took them.

import type { Allowance } from './allowance.ts';
import type { Book } from './booking.ts';
import type { Journal } from './journal.ts';
import type { Treasury } from './treasury.ts';

/** A settlement that is in the journal and not yet in the store. */
interface Entry {
  readonly text: string;
  readonly number: number;
  readonly allowances: readonly Allowance[];
  readonly amount: bigint;
}

interface Flush {
  readonly number: number;
  resolve(): void;
  reject(error: unknown): void;
}

/** Settings of a flusher: how long a line waits at most for company (milliseconds), and how many lines go at once. */
export interface FlusherOptions {
  readonly book: Book;
  readonly journal: Journal;
  readonly treasury: Treasury;
  readonly flushMs: number;
  readonly batch: number;
  readonly journalSync: boolean;
}

/** The first and the longest pause after a failure, milliseconds. */
const PAUSE_LEAST = 100;
const PAUSE_MOST = 5_000;

export class Flusher {
  readonly #options: FlusherOptions;
  #queue: Entry[] = [];
  #flushes: Flush[] = [];
  #timer: NodeJS.Timeout | undefined;
  #run: Promise<void> | undefined;
  #pause = 0;
  #stopped = false;

  constructor(options: FlusherOptions) {
    this.#options = options;
  }

  /** Settlements that are not yet in the store. */
  get waiting(): number {
    return this.#queue.length;
  }

  /** Notes a settlement in the journal and queues it. It is safe when the journal has written what was noted. */
  add(text: string, allowances: readonly Allowance[], amount: bigint): void {
    const { journal, batch, flushMs } = this.#options;
    this.#queue.push({ text, number: journal.note(text), allowances, amount });
    if (this.#pause > 0 || this.#stopped) return;
    if (this.#queue.length === batch && this.#run === undefined) this.#start();
    else this.#timer ??= setTimeout(() => this.#start(), flushMs);
  }

  /** Resolves when everything added so far is in the store; rejects when the store does not take it now. */
  flush(): Promise<void> {
    const last = this.#queue.at(-1);
    if (last === undefined) return Promise.resolve();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#flushes.push({ number: last.number, resolve, reject });
    this.#start();
    return promise;
  }

  /** Starts no more batches, and resolves when the one under way has ended. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#run;
  }

  #start(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#run ??= this.#drain().finally(() => {
      this.#run = undefined;
      this.#next();
    });
  }

  /** After a run: at once for a flush that came meanwhile, else after the usual time, or the pause of a failure. */
  #next(): void {
    if (this.#stopped || this.#queue.length === 0) return;
    if (this.#flushes.length > 0 && this.#pause === 0) this.#start();
    else this.#timer ??= setTimeout(() => this.#start(), this.#pause || this.#options.flushMs);
  }

  /** Books full batches, and a part of one while somebody waits for it or it is the first of this run. */
  async #drain(): Promise<void> {
    const { batch, journal } = this.#options;
    journal.write();
    if (journal.failing) journal.retry();
    try {
      do {
        const entries = this.#queue.slice(0, batch);
        await this.#options.treasury.gate.together(() => this.#book(entries));
        this.#pause = 0;
        this.#answer(entries.at(-1)?.number ?? 0);
      } while (!this.#stopped && (this.#queue.length >= batch || (this.#flushes.length > 0 && this.#queue.length > 0)));
    } catch (error) {
      this.#options.treasury.failed();
      this.#pause = Math.min(Math.max(this.#pause * 2, PAUSE_LEAST), PAUSE_MOST);
      for (const flush of this.#flushes.splice(0)) flush.reject(error);
    }
  }

  async #book(entries: readonly Entry[]): Promise<void> {
    const { book, journal, treasury, journalSync } = this.#options;
    if (journalSync) await journal.sync();
    const fresh = await book(entries.map(entry => entry.text));
    this.#queue.splice(0, entries.length);
    for (const { allowances, amount } of entries) for (const allowance of allowances) allowance.booked(amount);
    // Not all new: an earlier try went through after all, or another node settled the same id.
    if (fresh !== entries.length) treasury.doubt(entries.flatMap(entry => entry.allowances));
    const last = entries.at(-1);
    if (last !== undefined) journal.booked(last.number);
  }

  #answer(number: number): void {
    const done = this.#flushes.filter(flush => flush.number <= number);
    this.#flushes = this.#flushes.filter(flush => flush.number > number);
    for (const flush of done) flush.resolve();
  }
}
