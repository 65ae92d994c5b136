// What a node does for the ledger beside its calls: keeps the usage log to its age, and proves the books from time to time.

import type { Discrepancy, Store } from '../store/store.ts';
import type { Settings } from '../config/settings.ts';

/** What the last proof found. */
export interface Proof {
  /** Milliseconds since the epoch when it ended; 0 before the first. */
  readonly at: number;
  readonly milliseconds: number;
  readonly differences: number;
  /** The first of them. */
  readonly found: readonly Discrepancy[];
}

/** What upkeep needs. */
export interface UpkeepOptions {
  readonly store: Pick<Store, 'retention' | 'notices'>;
  readonly settings: () => Pick<Settings, 'logRetentionDays' | 'detailRetentionDays' | 'reconcileHours'>;
  /** Checks the whole ledger on a connection of its own: it may take minutes. */
  readonly reconcile: () => Promise<Discrepancy[]>;
  readonly warn: (message: string) => void;
}

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** How long notices are kept: their readers have the console's list, operators the log of changes. */
const NOTICE_DAYS = 90;
/** How often the log's age is looked at, and whether a proof is due, milliseconds. */
const LOOK_MS = 600_000;
/** Between two steps others have the database. */
const PAUSE_MS = 20;
/** Differences that are told one by one, and kept to be shown. */
const TOLD = 10;
const KEPT = 100;

export class Upkeep {
  readonly #options: UpkeepOptions;
  readonly #started = Date.now();
  #timer: NodeJS.Timeout | undefined;
  #run: Promise<void> | undefined;
  #proof: Proof = { at: 0, milliseconds: 0, differences: 0, found: [] };
  #proving: Promise<void> | undefined;
  #closed = false;

  constructor(options: UpkeepOptions) {
    this.#options = options;
  }

  get proof(): Proof {
    return this.#proof;
  }

  /** Whether a proof is under way. */
  get proving(): boolean {
    return this.#proving !== undefined;
  }

  /** Makes what the next weeks need, and goes on in the background. */
  async start(): Promise<void> {
    await this.keepLog();
    this.#timer = setInterval(() => void this.look(), LOOK_MS).unref();
  }

  /** One look at what is due. Never rejects. */
  look(): Promise<void> {
    this.#run ??= this.#look().finally(() => {
      this.#run = undefined;
    });
    return this.#run;
  }

  async #look(): Promise<void> {
    await this.keepLog();
    await this.forgetNotices();
    const hours = this.#options.settings().reconcileHours;
    const last = this.#proof.at === 0 ? this.#started : this.#proof.at;
    if (!this.#closed && hours > 0 && Date.now() - last >= hours * HOUR_MS) await this.prove();
  }

  /** Makes parts of the log ahead, and takes out what is too old. */
  async keepLog(): Promise<void> {
    const { store, settings, warn } = this.#options;
    const { logRetentionDays, detailRetentionDays } = settings();
    const before = (days: number): number | undefined => (days === 0 ? undefined : Date.now() - days * DAY_MS);
    try {
      for (let more = true; more && !this.#closed;) {
        const query = {
          now: Date.now(),
          callsBefore: before(logRetentionDays),
          detailsBefore: before(detailRetentionDays),
        };
        more = (await store.retention.step(query)).more;
        if (more) await new Promise(resolve => setTimeout(resolve, PAUSE_MS));
      }
    } catch (error) {
      warn(`the usage log could not be kept to its age, and is next time: ${String(error)}`);
    }
  }

  /** Forgets notices that everybody was told of long ago. */
  async forgetNotices(): Promise<void> {
    const { store, warn } = this.#options;
    try {
      while (!this.#closed && (await store.notices.prune(Date.now() - NOTICE_DAYS * DAY_MS)) > 0)
        await new Promise(resolve => setTimeout(resolve, PAUSE_MS));
    } catch (error) {
      warn(`old notices could not be forgotten, and are next time: ${String(error)}`);
    }
  }

  /** Proves the whole ledger, and tells what is wrong; one at a time. Never rejects. */
  prove(): Promise<void> {
    this.#proving ??= this.#prove().finally(() => {
      this.#proving = undefined;
    });
    return this.#proving;
  }

  async #prove(): Promise<void> {
    const { reconcile, warn } = this.#options;
    const started = performance.now();
    try {
      const found = await reconcile();
      const milliseconds = performance.now() - started;
      this.#proof = { at: Date.now(), milliseconds, differences: found.length, found: found.slice(0, KEPT) };
      for (const { subject, rule, expected, found: is } of found.slice(0, TOLD))
        warn(`THE LEDGER IS WRONG: ${subject}: ${rule}: expected ${expected}, found ${is}`);
      if (found.length > 0) warn(`${found.length} differences in the ledger; turnpike reconcile lists them all`);
    } catch (error) {
      warn(`the ledger could not be checked: ${String(error)}`);
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#timer);
    await this.#run;
    await this.#proving;
  }
}
