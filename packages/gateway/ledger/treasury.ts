// The node's allowances: grants admissions from memory, asks the store for more, gives back what lies idle.

import { type Admission, canTake, end, leaveQueues, NodeHold, take } from './admission.ts';
import { Allowance } from './allowance.ts';
import { Gate } from './gate.ts';
import { Hearing } from './hearing.ts';
import { type Hold, Refusal } from './ledger.ts';
import type { LedgerStore, Store } from '../store/store.ts';
import { Wants } from './wants.ts';

/** How many times the amount in need is asked for, where the purse has plenty: rarely at first, more under load. */
const AHEAD_LEAST = 8n;
const AHEAD_MOST = 512n;

/** A purse that is asked for again within this time is under load, milliseconds. */
const OFTEN_MS = 1_000;

/** How long an admission waits for money of a purse that has none left but what calls under way give back, milliseconds. */
const SCARCE_MS = 500;

/** The part of a lease's time after which a node that could not renew it stops using its allowances. */
const USABLE = 0.75;

/** What a treasury needs, times in milliseconds. */
export interface TreasuryOptions {
  readonly store: LedgerStore;
  readonly listen: Store['listen'];
  readonly node: string;
  readonly leaseMs: number;
  readonly idleMs: number;
  readonly storeTimeoutMs: number;
}

/** Whether a part of an allowance is free and nobody here is about to use it. */
function isIdle({ free, waiting, asking }: Allowance): boolean {
  return free > 0n && waiting.length === 0 && !asking;
}

const lower = (a: bigint, b: bigint): bigint => (a < b ? a : b);
const higher = (a: bigint, b: bigint): bigint => (a > b ? a : b);

/** Counts of what a treasury did. */
export interface TreasuryCounts {
  insufficient: number;
  unavailable: number;
  /** Times that the store was asked for an allowance. */
  leases: number;
  storeFailures: number;
}

export class Treasury {
  readonly counts: TreasuryCounts = { insufficient: 0, unavailable: 0, leases: 0, storeFailures: 0 };
  /** Operations on allowances in the store pass it together; `resync` passes it alone. */
  readonly gate = new Gate();
  readonly #options: TreasuryOptions;
  readonly #allowances = new Map<string, Allowance>();
  readonly #wants: Wants;
  readonly #hearing: Hearing;
  #renewedAt = Number.NEGATIVE_INFINITY;
  #renewedClock = 0;
  #renewal: Promise<boolean> | undefined;
  /** An operation failed, so that the store may have booked what memory does not know. */
  #uncertain = false;

  constructor(options: TreasuryOptions) {
    this.#options = options;
    this.#wants = new Wants(options.node, purse => this.#yield(this.#allowances.get(purse)));
    this.#hearing = new Hearing(options.listen, text => this.#wants.hear(text));
  }

  /** Every allowance that the node has. */
  get allowances(): Iterable<Allowance> {
    return this.#allowances.values();
  }

  /** The hold at once, or when every purse can give it. Rejects or throws a `Refusal`. */
  hold(id: string, purses: readonly string[], amount: bigint): Hold | Promise<Hold> {
    const allowances = purses.map(purse => this.#of(purse));
    return this.#more(new NodeHold(id, purses, allowances, 0n), amount);
  }

  /** Adds to an open hold, with the same answers. */
  raise(hold: NodeHold, amount: bigint): Hold | Promise<Hold> {
    return amount <= hold.amount ? hold : this.#more(hold, amount - hold.amount);
  }

  #more(hold: NodeHold, amount: bigint): Hold | Promise<Hold> {
    if (canTake(hold, amount) && (amount === 0n || this.#usable())) {
      this.#give(hold, amount);
      return hold;
    }
    const { promise, resolve, reject } = Promise.withResolvers<Hold>();
    const timer = setTimeout(() => this.#late(admission), this.#options.storeTimeoutMs);
    const admission: Admission = { hold, amount, timer, since: performance.now(), resolve, reject };
    for (const { waiting } of hold.allowances) waiting.push(admission);
    this.#examine(hold.allowances);
    return promise;
  }

  /** A hold ended: its money is free again but for `cost`, which is on the way into the store. */
  end(hold: NodeHold, cost: bigint, charged?: readonly Allowance[]): void {
    end(hold, cost, charged);
    this.#examine(hold.allowances);
    for (const allowance of hold.allowances) if (this.#wants.isWanted(allowance.purse)) this.#yield(allowance);
  }

  /** Gives back at once what is free of a purse that another node wants. */
  #yield(allowance: Allowance | undefined): void {
    if (allowance === undefined || allowance.yielding || !isIdle(allowance)) return;
    allowance.yielding = true;
    void this.#giveBack(allowance, true).finally(() => {
      allowance.yielding = false;
    });
  }

  #give(hold: NodeHold, amount: bigint): void {
    take(hold, amount);
    for (const allowance of hold.allowances) {
      if (allowance.free < amount && !allowance.asking && !allowance.dry) void this.#ask(allowance, amount, 0n);
    }
  }

  #of(purse: string): Allowance {
    let allowance = this.#allowances.get(purse);
    if (allowance === undefined) this.#allowances.set(purse, (allowance = new Allowance(purse)));
    return allowance;
  }

  /** Grants who stands first everywhere and can be paid; asks the store for the first who cannot. */
  #examine(allowances: Iterable<Allowance>): void {
    const queue = [...allowances];
    for (let allowance = queue.pop(); allowance !== undefined; allowance = queue.pop()) {
      const [first] = allowance.waiting;
      if (first === undefined) continue;
      if (!this.#usable()) {
        void this.#renewThenExamine();
        return;
      }
      const { hold, amount } = first;
      if (hold.allowances.some(other => other.waiting[0] !== first)) continue;
      const short = hold.allowances.filter(other => other.free < amount);
      for (const other of short) this.#askFor(other, amount);
      if (short.length > 0) continue;
      leaveQueues(first);
      if (hold.open) {
        this.#give(hold, amount);
        first.resolve(hold);
      } else {
        first.reject(new Refusal(allowance.purse, 'unavailable'));
      }
      queue.push(...hold.allowances);
    }
  }

  #askFor(allowance: Allowance, amount: bigint): void {
    if (allowance.asking) return;
    let all = -allowance.free;
    for (const admission of allowance.waiting) all += admission.amount;
    void this.#ask(allowance, amount - allowance.free, all);
  }

  /** Waited for too long: for money where the store said that there is none, else for the store. */
  #late(admission: Admission): void {
    const { hold, amount, since } = admission;
    const short = hold.allowances.find(({ free, refused }) => free < amount && refused > since);
    if (short === undefined) this.#refuse([admission], hold.purses[0] ?? '', 'unavailable');
    else this.#refuse([admission], short.purse, 'insufficient');
  }

  async #ask(allowance: Allowance, need: bigint, wish: bigint): Promise<void> {
    allowance.asking = true;
    this.counts.leases += 1;
    try {
      if (this.#uncertain) await this.resync();
      let granted = await this.gate.together(() => this.#lease(allowance, need, wish));
      if (granted === 0n && allowance.waiting.length > 0) granted = await this.#askOthers(allowance, need);
      allowance.asking = false;
      if (granted === 0n) {
        const now = performance.now();
        allowance.refused = now;
        // Money that comes and goes with the calls under way is not waited for without end.
        const unpayable = allowance.waiting.filter(
          ({ amount, since }) =>
            amount - allowance.free >= need || (amount > allowance.free && now - since > SCARCE_MS),
        );
        this.#refuse(unpayable, allowance.purse, 'insufficient');
      }
    } catch {
      this.failed();
      allowance.asking = false;
      this.#refuse([...allowance.waiting], allowance.purse, 'unavailable');
    }
    this.#examine([allowance]);
    // Another node's want may have been heard while this one was asking for itself.
    if (this.#wants.isWanted(allowance.purse)) this.#yield(allowance);
  }

  /** Has other nodes give back what they do not use; 0n when that does not do. */
  #askOthers(allowance: Allowance, need: bigint): Promise<bigint> {
    const { store, node } = this.#options;
    const { purse } = allowance;
    return this.#wants.ask(
      purse,
      () => store.want(node, purse, need),
      () => this.gate.together(() => this.#lease(allowance, need, need)),
    );
  }

  async #lease(allowance: Allowance, need: bigint, wish: bigint): Promise<bigint> {
    const now = performance.now();
    const often = now - allowance.asked < OFTEN_MS;
    allowance.ahead = often ? lower(allowance.ahead * 2n, AHEAD_MOST) : AHEAD_LEAST;
    allowance.asked = now;
    const { store, node } = this.#options;
    const granted = await store.lease(node, allowance.purse, need, higher(allowance.ahead * need, wish));
    allowance.leased += granted;
    allowance.dry = granted === 0n;
    return granted;
  }

  #refuse(admissions: readonly Admission[], purse: string, cause: 'insufficient' | 'unavailable'): void {
    const freed = new Set<Allowance>();
    for (const admission of admissions) {
      leaveQueues(admission);
      for (const allowance of admission.hold.allowances) freed.add(allowance);
      this.counts[cause] += 1;
      admission.reject(new Refusal(purse, cause));
    }
    if (freed.size > 0) this.#examine(freed);
  }

  /** An operation in the store failed, so that it is not known whether it happened. */
  failed(): void {
    this.counts.storeFailures += 1;
    this.#uncertain = true;
  }

  /** Settlements were not all new: what is free of these purses is given back before the store is asked again. */
  doubt(allowances: Iterable<Allowance>): void {
    this.#uncertain = true;
    for (const allowance of allowances) allowance.suspect = true;
  }

  /** Makes the node known to the store. Rejects when the store is out of reach. */
  async start(): Promise<void> {
    const { store, node, leaseMs } = this.#options;
    const [started, clock] = [performance.now(), Date.now()];
    await store.heartbeat(node, leaseMs);
    await this.#hearing.begin();
    this.#renewedAt = started;
    this.#renewedClock = clock;
  }

  /** Hears no more. */
  stop(): void {
    this.#hearing.stop();
  }

  /** Whether the lease of this node is surely still its own: by both clocks, since either may stand still or jump. */
  #usable(): boolean {
    const limit = this.#options.leaseMs * USABLE;
    return performance.now() - this.#renewedAt < limit && Math.abs(Date.now() - this.#renewedClock) < limit;
  }

  async #renewThenExamine(): Promise<void> {
    const renewed = await this.renew();
    for (const allowance of this.#allowances.values()) {
      if (allowance.waiting.length === 0) continue;
      if (renewed && this.#usable()) this.#examine([allowance]);
      else this.#refuse([...allowance.waiting], allowance.purse, 'unavailable');
    }
  }

  /** Tells the store that this node lives, and compares what it may spend; false when the store is out of reach. */
  renew(): Promise<boolean> {
    this.#renewal ??= this.#renewOnce().finally(() => {
      this.#renewal = undefined;
    });
    return this.#renewal;
  }

  async #renewOnce(): Promise<boolean> {
    const { store, node, leaseMs } = this.#options;
    const [started, clock] = [performance.now(), Date.now()];
    try {
      await store.heartbeat(node, leaseMs);
      await this.resync();
      this.#hearing.found();
      this.#renewedAt = started;
      this.#renewedClock = clock;
      return true;
    } catch {
      this.failed();
      this.#hearing.lose();
      return false;
    }
  }

  /** Makes the mirror what the store has booked. Rejects when the store is out of reach. */
  async resync(): Promise<void> {
    const { store, node } = this.#options;
    await this.gate.alone(async () => {
      const booked = new Map<string, bigint>();
      for (const { purse, amount } of await store.leases(node)) booked.set(purse, amount);
      for (const allowance of this.#allowances.values()) allowance.leased = booked.get(allowance.purse) ?? 0n;
      for (const [purse, amount] of booked) this.#of(purse).leased = amount;
      for (const allowance of this.#allowances.values()) {
        if (allowance.suspect && allowance.free > 0n) await this.#return(allowance);
        allowance.suspect = false;
      }
      this.#uncertain = false;
    });
  }

  /** Gives back what has lain idle, and forgets purses that nothing is left of. */
  async sweep(): Promise<void> {
    const now = performance.now();
    for (const allowance of this.#allowances.values()) {
      if (allowance.empty) this.#allowances.delete(allowance.purse);
      const idle = now - allowance.used >= this.#options.idleMs;
      if (idle && isIdle(allowance)) await this.#giveBack(allowance, false);
      if (idle) allowance.dry = false;
    }
  }

  /** Gives back what is free of these purses now. Rejects when the store is out of reach. */
  async yield(purses: readonly string[]): Promise<void> {
    for (const purse of purses) {
      const allowance = this.#allowances.get(purse);
      if (allowance === undefined || allowance.free <= 0n) continue;
      await this.gate.together(async () => {
        if (allowance.free > 0n) await this.#return(allowance);
      });
    }
  }

  async #giveBack(allowance: Allowance, tell: boolean): Promise<void> {
    await this.gate.together(async () => {
      try {
        if (allowance.free > 0n) await this.#return(allowance, tell);
      } catch {
        this.failed();
      }
    });
  }

  async #return(allowance: Allowance, tell = false): Promise<void> {
    const amount = allowance.free;
    allowance.leased -= amount;
    await this.#options.store.giveBack(this.#options.node, allowance.purse, amount, tell);
  }
}
