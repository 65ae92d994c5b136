// What a node's ledger promises: holds that never overdraw, one settlement each, and nothing lost when the store is away.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { customer, engines, sampleKey, sampleRecord, type TestDatabase } from '../../../test/databases.ts';
import type { Store } from '../store/store.ts';
import type { CallRecord } from './charge.ts';
import type { Hold } from './ledger.ts';
import { type LedgerOptions, openLedger, type RunningLedger } from './node-ledger.ts';

describe.each(await engines())('a ledger on $name', engine => {
  let database: TestDatabase;
  let store: Store;
  let ledger: RunningLedger;
  const started: RunningLedger[] = [];

  async function start(options: Partial<LedgerOptions> = {}): Promise<RunningLedger> {
    const made = await openLedger({ store, journalFolder: `${database.folder}/node`, ...options });
    started.push(made);
    return made;
  }

  beforeEach(async () => {
    database = await engine.make();
    store = await database.open();
    ledger = await start();
  });
  afterEach(async () => {
    for (const made of started.splice(0)) await made.close();
    await database.dispose();
  });

  const record = (hold: Hold, amount: bigint, changes: Partial<CallRecord> = {}) => {
    const [account, key] = hold.purses.map(purse => Number(purse.split(':')[1]));
    return sampleRecord(hold.id, { accountId: account ?? 0, keyId: key ?? 0, amount, ...changes });
  };
  const purse = async (id: string) => {
    await ledger.flush();
    return store.ledger.purse(id);
  };

  it('charges what a call cost and frees the rest of its hold', async () => {
    const { purses } = await customer(store, 1_000n, 800n);
    const hold = await ledger.admit('r1', purses, 500n);
    ledger.settle(hold, record(hold, 120n));
    expect(await purse(purses[0] ?? '')).toMatchObject({ balance: 880n, spent: 120n });
    expect(await purse(purses[1] ?? '')).toMatchObject({ balance: 680n, spent: 120n });
    expect(await ledger.admit('r2', purses, 680n)).toMatchObject({ id: 'r2', amount: 680n });
    expect(await store.ledger.reconcile()).toEqual([]);
  });

  it('answers at once while its allowance covers a hold', async () => {
    const { purses } = await customer(store, 1_000_000n);
    const first = ledger.admit('r1', purses, 10n);
    expect(first).toBeInstanceOf(Promise);
    await first;
    expect(ledger.admit('r2', purses, 10n)).not.toBeInstanceOf(Promise);
  });

  it('admits exactly what a balance pays for when 200 ask at once, in the order they came', async () => {
    const { purses } = await customer(store, 7n * 100n + 99n);
    const asked = Array.from({ length: 200 }, async (_, index) => ledger.admit(`r${index}`, purses, 100n));
    const answers = await Promise.allSettled(asked);
    expect(answers.map(answer => answer.status)).toEqual([
      ...Array<string>(7).fill('fulfilled'),
      ...Array<string>(193).fill('rejected'),
    ]);
    for (const answer of answers) {
      if (answer.status === 'rejected') {
        expect(answer.reason).toMatchObject({ name: 'Refusal', purse: purses[0], kind: 'insufficient' });
      }
    }
    expect(ledger.figures()).toMatchObject({ openHolds: 7, insufficient: 193 });
  });

  it('spends a balance to the last call that it pays for, as holds return', async () => {
    const { purses } = await customer(store, 1_000n);
    let admitted = 0;
    for (let index = 0; index < 300; index += 1) {
      const hold = await Promise.resolve(ledger.admit(`r${index}`, purses, 100n)).catch(() => undefined);
      if (hold === undefined) break;
      admitted += 1;
      ledger.settle(hold, record(hold, 9n));
    }
    expect(admitted).toBe(101);
    expect(await purse(purses[0] ?? '')).toMatchObject({ balance: 91n });
  });

  it('holds on all purses or on none, and names the one that could not pay', async () => {
    const { purses } = await customer(store, 1_000n, 50n);
    await expect(ledger.admit('r1', purses, 60n)).rejects.toMatchObject({ purse: purses[1], kind: 'insufficient' });
    expect(await ledger.admit('r2', purses.slice(0, 1), 1_000n)).toMatchObject({ amount: 1_000n });
  });

  it('lets a small call pass after a large one was refused', async () => {
    const { purses } = await customer(store, 100n);
    const large = Promise.resolve(ledger.admit('large', purses, 101n));
    const small = Promise.resolve(ledger.admit('small', purses, 100n));
    await expect(large).rejects.toMatchObject({ kind: 'insufficient' });
    expect(await small).toMatchObject({ amount: 100n });
  });

  it('refuses a purse that is not there', async () => {
    await expect(ledger.admit('r1', ['account:404'], 1n)).rejects.toMatchObject({ kind: 'insufficient' });
  });

  it('admits a call that costs nothing without any money', async () => {
    const hold = await ledger.admit('r1', ['account:404'], 0n);
    ledger.release(hold, sampleRecord('r1', { accountId: 404, amount: 0n }));
    await ledger.flush();
    expect(await store.records.find(404, 'r1')).toMatchObject({ amount: 0n });
  });

  it('honours an overdraft to the last nano-dollar', async () => {
    const { purses } = await customer(store, 10n);
    await store.ledger.setOverdraft(purses[0] ?? '', 90n);
    await expect(ledger.admit('r1', purses, 101n)).rejects.toMatchObject({ kind: 'insufficient' });
    const hold = await ledger.admit('r2', purses, 100n);
    ledger.settle(hold, record(hold, 100n));
    expect(await purse(purses[0] ?? '')).toMatchObject({ balance: -90n });
  });

  it('finds money that was granted after a refusal', async () => {
    const { account, purses } = await customer(store, 10n);
    await expect(ledger.admit('r1', purses, 20n)).rejects.toThrow();
    const grant = { kind: 'grant', purse: `account:${account.id}`, amount: 10n, note: '', author: '' } as const;
    await store.ledger.post({ id: 'more', ...grant });
    expect(await ledger.admit('r2', purses, 20n)).toMatchObject({ amount: 20n });
  });

  it('raises a hold, or leaves it as it was', async () => {
    const { purses } = await customer(store, 100n);
    const hold = await ledger.admit('r1', purses, 40n);
    await expect(ledger.raise(hold, 101n)).rejects.toMatchObject({ kind: 'insufficient' });
    expect(hold.amount).toBe(40n);
    expect((await ledger.raise(hold, 100n)).amount).toBe(100n);
    expect((await ledger.raise(hold, 10n)).amount).toBe(100n);
    ledger.settle(hold, record(hold, 100n));
    expect(await purse(purses[0] ?? '')).toMatchObject({ balance: 0n });
  });

  it('moves a hold to other purses and another amount, or leaves it as it was', async () => {
    const { purses, key } = await customer(store, 100n, 60n);
    const [account = ''] = purses;
    const hold = await ledger.admit('r1', [account], 20n);
    const budget = `key:${key.id}`;
    await expect(Promise.resolve(ledger.cover(hold, [account, budget], 61n))).rejects.toMatchObject({
      purse: budget,
      kind: 'insufficient',
    });
    const other = await ledger.cover(hold, [account, budget], 55n);
    expect(other).toMatchObject({ id: 'r1', amount: 55n, purses: [account, budget] });
    expect(await ledger.cover(other, [budget, account], 60n)).toMatchObject({ amount: 60n });
    await expect(ledger.admit('r2', [account], 41n)).rejects.toMatchObject({ kind: 'insufficient' });
    expect(ledger.figures().openHolds).toBe(1);
    ledger.settle(other, record(other, 50n));
    await ledger.flush();
    expect(await purse(account)).toMatchObject({ balance: 50n });
    expect(await purse(budget)).toMatchObject({ balance: 10n });
    expect(await store.ledger.reconcile()).toEqual([]);
  });

  it('charges the purses alone on whose terms the call was served in the end', async () => {
    const { account, purses, key } = await customer(store, 100n);
    const [payer = ''] = purses;
    const budget = (name: string) => ({ period: 'total', scope: 'group', name, amount: 50n }) as const;
    await store.keys.put(sampleKey(account.id, key.hash, { budgets: [budget('a'), budget('b')] }));
    const [a, b] = ['a', 'b'].map(name => `key:${key.id}:total:group:${name}`);
    const hold = await ledger.cover(await ledger.admit('r1', [payer, a ?? ''], 20n), [payer, b ?? ''], 20n);
    const served = sampleRecord('r1', { accountId: account.id, keyId: key.id, amount: 9n });
    ledger.settle(hold, served, [payer, b ?? '']);
    await ledger.flush();
    expect(await purse(a ?? '')).toMatchObject({ balance: 50n, spent: 0n });
    expect(await purse(b ?? '')).toMatchObject({ balance: 41n, spent: 9n });
    expect(await ledger.admit('r2', [payer, a ?? ''], 50n)).toMatchObject({ amount: 50n });
    expect(await store.ledger.reconcile()).toEqual([]);
  });

  it('settles a hold once: what comes second is counted and ignored', async () => {
    const { purses } = await customer(store, 1_000n);
    const hold = await ledger.admit('r1', purses, 100n);
    ledger.settle(hold, record(hold, 30n));
    ledger.settle(hold, record(hold, 60n));
    ledger.release(hold, record(hold, 0n));
    expect(ledger.figures()).toMatchObject({ settled: 1, released: 0, settledTwice: 2, openHolds: 0 });
    expect(await purse(purses[0] ?? '')).toMatchObject({ balance: 970n });
    await expect(async () => ledger.raise(hold, 200n)).rejects.toThrow(/ended/);
  });

  it('releases a hold whole, with a record of the call', async () => {
    const { account, purses } = await customer(store, 100n);
    const hold = await ledger.admit('r1', purses, 100n);
    expect(() => ledger.release(hold, record(hold, 5n))).toThrow(/settle it/);
    ledger.release(hold, record(hold, 0n, { status: 502, reason: 'upstream_error_before_output' }));
    expect(await ledger.admit('r2', purses, 100n)).toMatchObject({ amount: 100n });
    await ledger.flush();
    expect(await store.records.find(account.id, 'r1')).toMatchObject({ amount: 0n, status: 502 });
  });

  it('charges all that a call cost beyond its hold, and covers it before it admits the next', async () => {
    const { purses } = await customer(store, 100n);
    const hold = await ledger.admit('r1', purses, 10n);
    ledger.settle(hold, record(hold, 95n));
    await expect(ledger.admit('r2', purses, 6n)).rejects.toMatchObject({ kind: 'insufficient' });
    expect(await ledger.admit('r3', purses, 5n)).toMatchObject({ amount: 5n });
    expect(ledger.figures()).toMatchObject({ beyondHold: 1, beyondHoldAmount: 85n });
    expect(await purse(purses[0] ?? '')).toMatchObject({ balance: 5n });
    expect(await store.ledger.reconcile()).toEqual([]);
  });

  it('finds what is left after a call that cost far more than its allowance', async () => {
    const { purses } = await customer(store, 1_000n);
    const hold = await ledger.admit('r1', purses, 1n);
    ledger.settle(hold, record(hold, 900n));
    await ledger.flush();
    expect(await ledger.admit('r2', purses, 100n)).toMatchObject({ amount: 100n });
  });

  it('lets nobody overtake a call that waits', async () => {
    const { purses } = await customer(store, 1_000n);
    const first = await ledger.admit('r1', purses, 10n);
    ledger.release(first, record(first, 0n));
    const order: string[] = [];
    const note = (hold: Hold) => order.push(hold.id);
    const large = Promise.resolve(ledger.admit('large', purses, 900n)).then(note);
    const small = ledger.admit('small', purses, 10n);
    expect(small).toBeInstanceOf(Promise);
    await Promise.all([large, Promise.resolve(small).then(note)]);
    expect(order).toEqual(['large', 'small']);
  });

  it('charges a call that held nothing to the purse as it is then', async () => {
    await ledger.close();
    ledger = await start({ idleMs: 5 });
    const { purses } = await customer(store, 100n);
    const free = await ledger.admit('r1', purses, 0n);
    await new Promise(resolve => setTimeout(resolve, 30));
    const whole = await ledger.admit('r2', purses, 100n);
    ledger.settle(free, record(free, 60n));
    ledger.release(whole, record(whole, 0n));
    await ledger.flush();
    await expect(ledger.admit('r3', purses, 41n)).rejects.toMatchObject({ kind: 'insufficient' });
    expect(await ledger.admit('r4', purses, 40n)).toMatchObject({ amount: 40n });
  });

  it('can spend the whole rest, and no more, after another node settled the same call', async () => {
    await ledger.close();
    ledger = await start({ leaseMs: 400 });
    const { purses } = await customer(store, 100n);
    const hold = await ledger.admit('r1', purses, 100n);
    await store.ledger.settle('another', [record(hold, 30n)]);
    ledger.settle(hold, record(hold, 30n));
    expect(await purse(purses[0] ?? '')).toMatchObject({ balance: 70n });
    // Through a renewal of the lease, when the node compares its memory with the store.
    await new Promise(resolve => setTimeout(resolve, 250));
    await expect(ledger.admit('r3', purses, 71n)).rejects.toMatchObject({ kind: 'insufficient' });
    expect(await ledger.admit('r2', purses, 70n)).toMatchObject({ amount: 70n });
    expect(await store.ledger.reconcile()).toEqual([]);
  });

  it('refuses amounts that cannot be, and records of other calls', async () => {
    const { purses } = await customer(store, 100n);
    expect(() => ledger.admit('r1', purses, -1n)).toThrow(RangeError);
    expect(() => ledger.admit('r1', purses, 2n ** 70n)).toThrow(RangeError);
    const hold = await ledger.admit('r1', purses, 10n);
    expect(() => ledger.settle(hold, record(hold, -1n))).toThrow(RangeError);
    expect(() => ledger.settle(hold, { ...record(hold, 1n), id: 'other' })).toThrow(RangeError);
    ledger.settle(hold, record(hold, 1n));
    expect(ledger.figures().settled).toBe(1);
  });

  it('gives back what lies idle', async () => {
    await ledger.close();
    ledger = await start({ idleMs: 20 });
    const { purses } = await customer(store, 1_000n);
    const hold = await ledger.admit('r1', purses, 100n);
    ledger.settle(hold, record(hold, 10n));
    await expect.poll(async () => (await store.ledger.purse(purses[0] ?? ''))?.leased).toBe(0n);
    expect(await ledger.admit('r2', purses, 990n)).toMatchObject({ amount: 990n });
  });

  it('gives everything back when it is closed, and books what is left', async () => {
    const { purses } = await customer(store, 1_000n);
    const hold = await ledger.admit('r1', purses, 100n);
    ledger.settle(hold, record(hold, 10n));
    await ledger.close();
    expect(await store.ledger.purse(purses[0] ?? '')).toMatchObject({ balance: 990n, leased: 0n });
    expect(() => ledger.admit('r2', purses, 1n)).toThrow(/unavailable/);
  });

  it('books what a process that was killed left in its journal, and frees what it held', async () => {
    const { purses } = await customer(store, 1_000n);
    const settled = await ledger.admit('r1', purses, 100n);
    await ledger.admit('r2', purses, 200n);
    ledger.settle(settled, record(settled, 30n));
    await ledger.abandon();
    ledger = await start();
    expect(ledger.figures().replayed).toEqual({ lines: 1, torn: 0, damaged: 0 });
    expect(await store.ledger.purse(purses[0] ?? '')).toMatchObject({ balance: 970n, leased: 0n });
    expect(await ledger.admit('r3', purses, 970n)).toMatchObject({ amount: 970n });
  });
});
