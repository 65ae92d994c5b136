// Random histories of several nodes with crashes at any step: afterwards the books are right to the nano-dollar.

import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { customer, engines, sampleKey, sampleRecord, type TestDatabase } from '../../../test/databases.ts';
import { coverageOf } from '../identity/coverage.ts';
import type { Store } from '../store/store.ts';
import type { Budget } from './budgets.ts';
import type { Hold } from './ledger.ts';
import { openLedger, type RunningLedger } from './node-ledger.ts';

const BALANCE = 1_000n;
const BUDGET = 600n;

type Step =
  | { readonly do: 'admit'; readonly node: number; readonly payer: number; readonly amount: bigint }
  | {
      readonly do: 'settle';
      readonly node: number;
      readonly pick: number;
      readonly share: number;
      readonly twice: boolean;
    }
  | { readonly do: 'release'; readonly node: number; readonly pick: number }
  | { readonly do: 'raise'; readonly node: number; readonly pick: number; readonly amount: bigint }
  | { readonly do: 'grant'; readonly payer: number; readonly amount: bigint }
  | { readonly do: 'flush' | 'crash' | 'restart' | 'idle'; readonly node: number };

const nodes = fc.nat({ max: 2 });
const payers = fc.nat({ max: 2 });
const picks = fc.nat({ max: 50 });
const amounts = fc.bigInt({ min: 0n, max: 300n });

const steps: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant('admit' as const), node: nodes, payer: payers, amount: amounts }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('settle' as const),
      node: nodes,
      pick: picks,
      share: fc.nat({ max: 100 }),
      twice: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('release' as const), node: nodes, pick: picks }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('raise' as const), node: nodes, pick: picks, amount: amounts }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('grant' as const), payer: payers, amount: amounts }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constantFrom('flush' as const, 'crash' as const, 'restart' as const, 'idle' as const),
      node: nodes,
    }),
  },
);

interface Payer {
  readonly accountId: number;
  readonly keyId: number;
  readonly organisationId: number;
  /** Who pays first, then what limits it, each with the most that it lets pass. */
  readonly purses: readonly string[];
  readonly limits: readonly bigint[];
  granted: bigint;
  charged: bigint;
}

/** How many nodes a history has: all that one node is told, three are told each its part of. */
type Nodes = 1 | 3;

/** One history: what the world did, beside a plain sum of what was settled. */
class History {
  readonly #store: Store;
  readonly #folder: string;
  readonly #payers: Payer[] = [];
  readonly #nodes: RunningLedger[] = [];
  readonly #holds: { hold: Hold; payer: Payer }[][] = [[], [], []];
  readonly #size: Nodes;
  #count = 0;

  constructor(store: Store, folder: string, size: Nodes) {
    this.#size = size;
    this.#store = store;
    this.#folder = folder;
  }

  async begin(): Promise<void> {
    for (const budget of [null, BUDGET]) {
      const { account, key, purses } = await customer(this.#store, BALANCE, budget);
      const limits = budget === null ? [] : [budget];
      const owned = { accountId: account.id, keyId: key.id, organisationId: 0, purses, limits };
      this.#payers.push({ ...owned, granted: BALANCE, charged: 0n });
    }
    this.#payers.push(await this.#organisation());
    for (let index = 0; index < this.#size; index += 1) this.#nodes[index] = await this.#open(index);
  }

  /** An organisation with a monthly budget, whose member has one a day, whose key has one for a model. */
  async #organisation(): Promise<Payer> {
    const { account } = await customer(this.#store, 1n);
    const budget = (period: Budget['period'], amount: bigint): Budget => ({ period, scope: 'all', name: '', amount });
    const ofModel: Budget = { period: 'total', scope: 'model', name: 'fast', amount: 500n };
    const [month, day] = [budget('month', 800n), budget('day', 700n)];
    const draft = { name: `org of ${account.id}`, timeZone: 'Asia/Tokyo', enabled: true, declared: false };
    const { id } = await this.#store.organisations.put({ ...draft, budgets: [month] });
    const place = { organisationId: id, accountId: account.id, role: 'member', declared: false } as const;
    await this.#store.organisations.putMember({ ...place, budgets: [day] });
    const hash = `key of org ${id} for ${account.id}`;
    const key = await this.#store.keys.put(sampleKey(account.id, hash, { organisationId: id, budgets: [ofModel] }));
    const grant = { kind: 'grant', purse: `org:${id}`, amount: BALANCE, note: '', author: '' } as const;
    await this.#store.ledger.post({ id: `grant org ${id}`, ...grant });
    const owner = await this.#store.keys.byHash(hash);
    if (owner === undefined) throw new Error('the key is gone');
    const purses = coverageOf(owner).at('fast', 'default', Date.now());
    const owned = { accountId: account.id, keyId: key.id, organisationId: id, purses };
    return { ...owned, limits: [500n, 800n, 700n], granted: BALANCE, charged: 0n };
  }

  #open(index: number): Promise<RunningLedger> {
    const journalFolder = `${this.#folder}/${index}`;
    return openLedger({ store: this.#store, journalFolder, flushMs: 1, batch: 3, idleMs: 2, rotateBytes: 2_000 });
  }

  /** Does one step; steps on different nodes are not waited for before the next. */
  async run(step: Step): Promise<void> {
    if (step.do === 'grant') return this.#grant(step.payer, step.amount);
    const place = step.node % this.#size;
    const ledger = this.#nodes[place];
    const holds = this.#holds[place];
    if (ledger === undefined || holds === undefined) throw new Error('no such node');
    switch (step.do) {
      case 'admit':
        return this.#admit(ledger, holds, step);
      case 'flush':
        return ledger.flush();
      case 'idle':
        await new Promise(resolve => setTimeout(resolve, 4));
        return undefined;
      case 'crash':
      case 'restart':
        await (step.do === 'crash' ? ledger.abandon() : ledger.close());
        this.#holds[place] = [];
        this.#nodes[place] = await this.#open(place);
        return undefined;
      default:
        return this.#end(ledger, holds, step);
    }
  }

  async #admit(
    ledger: RunningLedger,
    holds: { hold: Hold; payer: Payer }[],
    step: Step & { do: 'admit' },
  ): Promise<void> {
    const payer = this.#payers[step.payer];
    if (payer === undefined) throw new Error('no such payer');
    this.#count += 1;
    try {
      const hold = await ledger.admit(`${payer.accountId}-${this.#count}`, payer.purses, step.amount);
      holds.push({ hold, payer });
    } catch (error) {
      expect(error).toMatchObject({ name: 'Refusal' });
    }
  }

  async #end(
    ledger: RunningLedger,
    holds: { hold: Hold; payer: Payer }[],
    step: Step & { do: 'settle' | 'release' | 'raise' },
  ): Promise<void> {
    const place = holds.length === 0 ? -1 : step.pick % holds.length;
    const found = holds[place];
    if (found === undefined) return;
    const { hold, payer } = found;
    const record = (cost: bigint) =>
      sampleRecord(hold.id, {
        accountId: payer.accountId,
        keyId: payer.keyId,
        organisationId: payer.organisationId,
        amount: cost,
        cost: cost / 2n,
      });
    if (step.do === 'raise') {
      await Promise.resolve(ledger.raise(hold, step.amount)).catch(error =>
        expect(error).toMatchObject({ name: 'Refusal' }),
      );
      return;
    }
    holds.splice(place, 1);
    if (step.do === 'release') {
      ledger.release(hold, record(0n));
      return;
    }
    const cost = (hold.amount * BigInt(step.share)) / 100n;
    ledger.settle(hold, record(cost));
    if (step.twice) ledger.settle(hold, record(cost + 1n));
    payer.charged += cost;
  }

  async #grant(index: number, value: bigint): Promise<void> {
    const payer = this.#payers[index];
    if (payer === undefined) return;
    this.#count += 1;
    const id = `grant-${payer.accountId}-${this.#count}`;
    await this.#store.ledger.post({
      id,
      kind: 'grant',
      purse: payer.purses[0] ?? '',
      amount: value,
      note: '',
      author: '',
    });
    payer.granted += value;
  }

  /** No purse is ever promised beyond what it has. */
  async checkNow(): Promise<void> {
    for (const { purses } of this.#payers) {
      for (const id of purses) {
        const purse = await this.#store.ledger.purse(id);
        // A budget that nobody asked of yet has no purse.
        if (purse === undefined) continue;
        expect(purse.balance).toBeGreaterThanOrEqual(0n);
        expect(purse.leased).toBeLessThanOrEqual(purse.balance);
      }
    }
    expect(await this.#store.ledger.reconcile()).toEqual([]);
  }

  async finish(): Promise<void> {
    for (const ledger of this.#nodes) await ledger.close();
    await this.checkNow();
    for (const { purses, limits, granted, charged } of this.#payers) {
      const [payer = '', ...budgets] = purses;
      expect(await this.#store.ledger.purse(payer)).toMatchObject({
        balance: granted - charged,
        spent: charged,
        leased: 0n,
      });
      for (const [index, budget] of budgets.entries()) {
        const purse = await this.#store.ledger.purse(budget);
        // A call that held nothing may have charged a budget that was never filled; it cannot, with holds of their cost.
        if (purse !== undefined) expect(purse).toMatchObject({ spent: charged, leased: 0n });
        expect(charged).toBeLessThanOrEqual(limits[index] ?? -1n);
      }
    }
  }
}

describe.each(await engines())('histories on $name', engine => {
  let database: TestDatabase;
  let store: Store;
  beforeAll(async () => {
    database = await engine.make();
    store = await database.open();
  });
  afterAll(() => database.dispose());

  it.each<Nodes>([1, 3])(
    'of %d nodes with crashes end with exactly what was settled, and never overdraw',
    { timeout: 120_000 },
    async size => {
      let run = 0;
      await fc.assert(
        fc.asyncProperty(fc.array(steps, { minLength: 5, maxLength: 60 }), async taken => {
          run += 1;
          const history = new History(store, `${database.folder}/run-${size}-${run}`, size);
          await history.begin();
          for (const [index, each] of taken.entries()) {
            await history.run(each);
            if (index % 10 === 9) await history.checkNow();
          }
          await history.finish();
        }),
        { numRuns: size === 1 ? 10 : 25 },
      );
    },
  );

  it('of three nodes spend one small balance at once, to the end and not beyond', { timeout: 60_000 }, async () => {
    const { account, purses } = await customer(store, 1_000_000_000n);
    const [purse = ''] = purses;
    // Each node has connections of its own; SQLite has one writer, which they share.
    const stores = engine.name === 'SQLite' ? [store] : await Promise.all([0, 1, 2].map(() => database.open()));
    const ledgers = await Promise.all(
      [0, 1, 2].map(index =>
        openLedger({ store: stores[index] ?? store, journalFolder: `${database.folder}/small-${index}`, flushMs: 5 }),
      ),
    );
    let served = 0;
    const spent = new AbortController();
    async function client(index: number): Promise<void> {
      const ledger = ledgers[index % 3];
      if (ledger === undefined) return;
      for (; !spent.signal.aborted;) {
        try {
          const hold = await ledger.admit(`small-${index}`, purses, 10_000_000n);
          await new Promise(resolve => setTimeout(resolve, 3));
          ledger.settle(hold, sampleRecord(hold.id, { accountId: account.id, keyId: 0, amount: 4_000_000n }));
          served += 1;
          return;
        } catch (error) {
          expect(error).toMatchObject({ kind: 'insufficient' });
          await new Promise(resolve => setTimeout(resolve, 100));
        }
      }
    }
    let lowest = 1_000_000_000n;
    const watch = setInterval(() => {
      void store.ledger.purse(purse).then(row => {
        if (row === undefined) return undefined;
        if (row.balance - row.leased < lowest) lowest = row.balance - row.leased;
        if (row.balance < 10_000_000n) spent.abort();
        return undefined;
      });
    }, 10);
    const started = performance.now();
    await Promise.all(Array.from({ length: 2_000 }, (_, index) => client(index)));
    const elapsed = performance.now() - started;
    clearInterval(watch);
    for (const ledger of ledgers) await ledger.close();
    // A call is admitted while 0.01 is there, and costs 0.004: 1 = 248 × 0.004 + 0.008, and 0.008 pays for no more.
    expect(served).toBe(248);
    expect(lowest).toBeGreaterThanOrEqual(0n);
    expect(await store.ledger.purse(purse)).toMatchObject({ balance: 8_000_000n, leased: 0n });
    expect(await store.ledger.reconcile()).toEqual([]);
    // Without a word to each other the nodes would sit on their last cents for as long as idle money is kept.
    expect(elapsed).toBeLessThan(4_500);
  });

  it('of three nodes find the last cent wherever it lies, long before a lease ends', { timeout: 60_000 }, async () => {
    const { account, purses } = await customer(store, 30n);
    const stores = engine.name === 'SQLite' ? [store] : await Promise.all([0, 1, 2].map(() => database.open()));
    const ledgers = await Promise.all(
      [0, 1, 2].map(index =>
        openLedger({ store: stores[index] ?? store, journalFolder: `${database.folder}/cent-${index}`, flushMs: 5 }),
      ),
    );
    for (const [index, ledger] of ledgers.entries()) {
      const hold = await ledger.admit(`cent-${index}`, purses, 10n);
      ledger.settle(hold, sampleRecord(hold.id, { accountId: account.id, keyId: 0, amount: 1n }));
      await ledger.flush();
    }
    // Nine lie on each node: together they pay for a call of 27, which no node could alone.
    const started = performance.now();
    const [first] = ledgers;
    const hold = await first?.admit('cent-all', purses, 27n);
    expect(hold).toMatchObject({ amount: 27n });
    expect(performance.now() - started).toBeLessThan(10_000);
    const second = ledgers[1]?.admit('cent-more', purses, 1n);
    await expect(second).rejects.toMatchObject({ kind: 'insufficient' });
    for (const ledger of ledgers) await ledger.close();
  });
});
