// The ledger of one node: holds in memory on allowances, settlements in the journal, and from there in the store.

import { setTimeout as pause } from 'node:timers/promises';
import type { Store } from '../store/store.ts';
import { NodeHold } from './admission.ts';
import { bookingFor } from './booking.ts';
import type { CallRecord } from './charge.ts';
import { Flusher } from './flusher.ts';
import { Journal } from './journal.ts';
import { JournalTurn } from './journal-turn.ts';
import type { JournalDisk } from './journal-disk.ts';
import { type Hold, type Ledger, Refusal } from './ledger.ts';
import { type NodeFolder, takeFolder } from './node-folder.ts';
import { replay } from './replay.ts';
import { encodeSettlement, LARGEST_AMOUNT } from './settlement-text.ts';
import { Treasury } from './treasury.ts';

/** Settings of a node's ledger; times are in milliseconds. */
export interface LedgerOptions {
  readonly store: Store;
  /** A folder of this node alone: its journal, its id and its lock. */
  readonly journalFolder: string;
  /** The node's id; without one, the id that the folder keeps. */
  readonly node?: string;
  /** How long the store keeps the allowances of a node that it does not hear of. Default two minutes. */
  readonly leaseMs?: number;
  /** How long a settlement waits at most for company on its way into the store. Default 50. */
  readonly flushMs?: number;
  /** How many settlements go into the store at once. Default 500. */
  readonly batch?: number;
  /** After how long an unused allowance is given back. Default 5 000. */
  readonly idleMs?: number;
  /** How long an admission waits for the store before it is refused as unavailable. Default 5 000. */
  readonly storeTimeoutMs?: number;
  /** Whether the journal is made safe from a loss of power with each batch. Default no: from `kill -9` it always is. */
  readonly journalSync?: boolean;
  /** How large a journal file grows, bytes. */
  readonly rotateBytes?: number;
  /** What the journal writes on; the real disk by default. */
  readonly disk?: JournalDisk;
  /** Told what an operator should know: torn or damaged lines, settlements that the store refused, a full disk. */
  readonly warn?: (message: string) => void;
}

/** Figures of a node's ledger since its start. */
export interface LedgerFigures {
  /** Holds that are open, and the age of the oldest in milliseconds. */
  readonly openHolds: number;
  readonly oldestHoldMs: number;
  /** Settlements in the journal and not in the store, and the journal's bytes. */
  readonly unbooked: number;
  readonly journalBytes: number;
  readonly journalFailing: boolean;
  readonly settled: number;
  readonly released: number;
  /** Calls that were settled or released a second time; ignored. */
  readonly settledTwice: number;
  /** Calls that cost more than their hold, and by how many nano-dollars in all. */
  readonly beyondHold: number;
  readonly beyondHoldAmount: bigint;
  /** Admissions refused. */
  readonly insufficient: number;
  readonly unavailable: number;
  /** Times that the store was asked for an allowance, and times that it failed at anything. */
  readonly leases: number;
  readonly storeFailures: number;
  /** Settlements that the store can never take, put aside in `rejected.log`. */
  readonly rejected: number;
  /** What was found in the journal at the start. */
  readonly replayed: { readonly lines: number; readonly torn: number; readonly damaged: number };
}

/** A ledger with its figures, and a way to end like a process that was killed. */
export interface RunningLedger extends Ledger {
  readonly node: string;
  figures(): LedgerFigures;
  /** Gives back what this node has of these purses and does not hold. Rejects when the store is out of reach. */
  yield(purses: readonly string[]): Promise<void>;
  /** Drops everything in memory and writes nothing, as `kill -9` would; for tests of what comes after. */
  abandon(): Promise<void>;
}

/** More settlements than this on their way into the store, and no new call is admitted. */
const MOST_UNBOOKED = 200_000;

/** How long a store that is away is waited for when a node is abandoned, milliseconds. */
const ABANDON_MS = 500;

/** How often idle allowances are looked for, milliseconds. */
const SWEEP_MS = 1_000;

class NodeLedger implements RunningLedger {
  readonly node: string;
  readonly #folder: NodeFolder;
  readonly #store: Store;
  readonly #journal: Journal;
  readonly #turn: JournalTurn;
  readonly #treasury: Treasury;
  readonly #flusher: Flusher;
  readonly #open = new Set<NodeHold>();
  readonly #timers: NodeJS.Timeout[];
  readonly #counts = { settled: 0, released: 0, settledTwice: 0, beyondHold: 0, beyondHoldAmount: 0n, rejected: 0 };
  readonly #replayed: LedgerFigures['replayed'];
  readonly #warn: (message: string) => void;
  #closed = false;
  #failing = false;

  constructor(parts: LedgerParts) {
    const { options, folder, treasury, replayed } = parts;
    this.node = folder.id;
    this.#folder = folder;
    this.#store = options.store;
    this.#treasury = treasury;
    this.#replayed = replayed;
    this.#warn = parts.warn;
    this.#journal = new Journal(folder.path, { disk: options.disk, rotateBytes: options.rotateBytes });
    this.#turn = new JournalTurn(this.#journal, () => this.#journalChanged());
    this.#flusher = new Flusher({
      book: bookingFor(options.store.ledger, folder.id, folder.path, (_text, error) => {
        this.#counts.rejected += 1;
        this.#warn(`a settlement that the store cannot take was put aside in rejected.log: ${error.message}`);
      }),
      journal: this.#journal,
      treasury,
      flushMs: options.flushMs ?? 50,
      batch: options.batch ?? 500,
      journalSync: options.journalSync ?? false,
    });
    this.#timers = [
      setInterval(() => void treasury.renew(), parts.leaseMs / 4).unref(),
      setInterval(() => void treasury.sweep(), Math.min(SWEEP_MS, options.idleMs ?? SWEEP_MS)).unref(),
    ];
  }

  admit(id: string, purses: readonly string[], amount: bigint): Hold | Promise<Hold> {
    this.#checkAmount(amount);
    this.#checkOpen(purses);
    const hold = this.#treasury.hold(id, purses, amount);
    if (!(hold instanceof Promise)) return this.#opened(hold);
    return hold.then(granted => this.#opened(granted));
  }

  raise(hold: Hold, amount: bigint): Hold | Promise<Hold> {
    this.#checkAmount(amount);
    this.#checkOpen(hold.purses);
    const own = this.#own(hold);
    if (!own.open) throw new Error(`hold ${hold.id} has ended and cannot be raised`);
    return this.#treasury.raise(own, amount);
  }

  cover(hold: Hold, purses: readonly string[], amount: bigint): Hold | Promise<Hold> {
    const own = this.#own(hold);
    if (isSameSet(own.purses, purses)) return this.raise(own, amount);
    this.#checkAmount(amount);
    this.#checkOpen(own.purses);
    if (!own.open) throw new Error(`hold ${hold.id} has ended and covers nothing more`);
    // Both stand until the other one is granted: the call is never without a hold.
    const other = this.#treasury.hold(own.id, purses, amount);
    return other instanceof Promise ? other.then(granted => this.#replace(own, granted)) : this.#replace(own, other);
  }

  #replace(own: NodeHold, other: Hold): Hold {
    this.#open.delete(own);
    this.#treasury.end(own, 0n);
    return this.#opened(other);
  }

  settle(hold: Hold, record: CallRecord, purses?: readonly string[], written?: () => void): void {
    this.#end(hold, record, 'settled', purses);
    if (written === undefined) this.#turn.write();
    else this.#turn.join(written);
  }

  release(hold: Hold, record: CallRecord): void {
    if (record.amount !== 0n) throw new RangeError(`call ${record.id} costs something: settle it`);
    this.#end(hold, record, 'released');
    this.#turn.write();
  }

  #end(hold: Hold, record: CallRecord, how: 'settled' | 'released', purses = hold.purses): void {
    const own = this.#own(hold);
    this.#checkAmount(record.amount);
    if (record.id !== own.id) throw new RangeError(`the record of call ${record.id} does not settle hold ${own.id}`);
    if (!own.open) {
      this.#counts.settledTwice += 1;
      return;
    }
    const isWhole = isSameSet(purses, own.purses);
    const charged = isWhole ? own.allowances : own.allowances.filter(({ purse }) => purses.includes(purse));
    const text = encodeSettlement(record, isWhole ? own.purses : purses);
    this.#counts[how] += 1;
    if (record.amount > own.amount) {
      this.#counts.beyondHold += 1;
      this.#counts.beyondHoldAmount += record.amount - own.amount;
    }
    this.#open.delete(own);
    this.#flusher.add(text, charged, record.amount);
    this.#treasury.end(own, record.amount, charged);
  }

  /** Gives back what this node has of these purses and does not hold, for what takes its money from the store. */
  yield(purses: readonly string[]): Promise<void> {
    return this.#treasury.yield(purses);
  }

  flush(): Promise<void> {
    return this.#flusher.flush();
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    for (const timer of this.#timers) clearInterval(timer);
    this.#treasury.stop();
    try {
      this.#turn.end();
      await this.#flusher.flush();
      await this.#flusher.stop();
      await this.#treasury.gate.alone(() => this.#store.ledger.dropLeases(this.node));
    } catch (error) {
      this.#warn(`the journal stays until the next start, the store did not take it: ${String(error)}`);
    } finally {
      await this.#flusher.stop();
      this.#journal.close();
      this.#folder.release();
    }
  }

  async abandon(): Promise<void> {
    this.#closed = true;
    for (const timer of this.#timers) clearInterval(timer);
    this.#treasury.stop();
    this.#turn.abandon();
    await this.#flusher.stop();
    // What was asked of the store before a crash may be done by it; a while later it no longer is.
    await Promise.race([this.#treasury.gate.alone(async () => undefined), pause(ABANDON_MS)]);
    this.#journal.abandon();
    this.#folder.release();
  }

  figures(): LedgerFigures {
    const [oldest] = this.#open;
    return {
      ...this.#counts,
      ...this.#treasury.counts,
      openHolds: this.#open.size,
      oldestHoldMs: oldest === undefined ? 0 : performance.now() - oldest.since,
      unbooked: this.#flusher.waiting,
      journalBytes: this.#journal.bytes,
      journalFailing: this.#journal.failing,
      replayed: this.#replayed,
    };
  }

  #opened(hold: Hold): Hold {
    this.#open.add(this.#own(hold));
    return hold;
  }

  #own(hold: Hold): NodeHold {
    if (hold instanceof NodeHold) return hold;
    throw new TypeError(`hold ${hold.id} is not of this ledger`);
  }

  #checkAmount(amount: bigint): void {
    if (amount < 0n || amount > LARGEST_AMOUNT)
      throw new RangeError(`${amount} nano-dollars cannot be held or charged`);
  }

  /** Promises nothing that could not be journaled. */
  #checkOpen(purses: readonly string[]): void {
    if (this.#journal.failing) {
      this.#journal.retry();
      this.#journalChanged();
    }
    if (!this.#closed && !this.#journal.failing && this.#flusher.waiting < MOST_UNBOOKED) return;
    this.#treasury.counts.unavailable += 1;
    throw new Refusal(purses[0] ?? '', 'unavailable');
  }

  #journalChanged(): void {
    if (this.#journal.failing === this.#failing) return;
    this.#failing = this.#journal.failing;
    this.#warn(
      this.#failing
        ? 'the journal cannot be written (is the disk full?): new calls are refused until it can'
        : 'the journal can be written again',
    );
  }
}

function isSameSet(one: readonly string[], other: readonly string[]): boolean {
  return one === other || (one.length === other.length && one.every(purse => other.includes(purse)));
}

interface LedgerParts {
  readonly options: LedgerOptions;
  readonly folder: NodeFolder;
  readonly treasury: Treasury;
  readonly replayed: LedgerFigures['replayed'];
  readonly leaseMs: number;
  readonly warn: (message: string) => void;
}

/** Books what an earlier process of this node left in its journal, then gives back what it held. */
async function recover(options: LedgerOptions, folder: NodeFolder, warn: (message: string) => void) {
  const { ledger } = options.store;
  const book = bookingFor(ledger, folder.id, folder.path, (_text, error) =>
    warn(`a settlement that the store cannot take was put aside in rejected.log: ${error.message}`),
  );
  const replayed = await replay(folder.path, options.batch ?? 500, async texts => {
    await book(texts);
  });
  await ledger.dropLeases(folder.id);
  if (replayed.torn > 0)
    warn(`${replayed.torn} torn line at the end of the journal: that settlement had not been answered`);
  if (replayed.damaged > 0) warn(`${replayed.damaged} damaged lines of the journal were put aside in damaged.log`);
  return replayed;
}

/**
 * Opens the ledger of this node: takes its folder, books what its journal still holds, and gives back what it had.
 * Rejects with `FolderInUse` when another process has the folder, or with the store's error when it is out of reach.
 */
export async function openLedger(options: LedgerOptions): Promise<RunningLedger> {
  const warn = options.warn ?? (() => undefined);
  const leaseMs = options.leaseMs ?? 120_000;
  const folder = takeFolder(options.journalFolder, options.node);
  try {
    const replayed = await recover(options, folder, warn);
    const treasury = new Treasury({
      store: options.store.ledger,
      listen: listener => options.store.listen(listener),
      node: folder.id,
      leaseMs,
      idleMs: options.idleMs ?? 5_000,
      storeTimeoutMs: options.storeTimeoutMs ?? 5_000,
    });
    await treasury.start();
    return new NodeLedger({ options, folder, treasury, replayed, leaseMs, warn });
  } catch (error) {
    folder.release();
    throw error;
  }
}
