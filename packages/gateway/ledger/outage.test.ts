// What a ledger does when what it stands on fails: the store, the disk, the clock, the process.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { customer, engines, sampleRecord, type TestDatabase } from '../../../test/databases.ts';
import type { LedgerStore, Store } from '../store/store.ts';
import { DISK, type JournalDisk } from './journal-disk.ts';
import type { Reason } from './charge.ts';
import type { Hold } from './ledger.ts';
import { type LedgerOptions, openLedger, type RunningLedger } from './node-ledger.ts';

/** A store whose ledger can be out of reach: before an operation, or after it when only the answer is lost. */
class FailingStore {
  away: 'no' | 'before' | 'after' | 'hangs' = 'no';
  readonly store: Store;

  constructor(real: Store) {
    this.store = { ...real, ledger: new Proxy(real.ledger, { get: (target, name) => this.#method(target, name) }) };
  }

  #method(target: LedgerStore, name: string | symbol): unknown {
    const method: unknown = Reflect.get(target, name);
    if (typeof method !== 'function') return method;
    return async (...args: unknown[]) => {
      const { away } = this;
      if (away === 'hangs') return new Promise(() => undefined);
      if (away === 'before') throw new Error('connection refused');
      const answer: unknown = await Reflect.apply(method, target, args);
      if (away === 'after') throw new Error('connection lost');
      return answer;
    };
  }
}

describe.each(await engines())('a ledger on $name', engine => {
  let database: TestDatabase;
  let real: Store;
  let failing: FailingStore;
  const started: RunningLedger[] = [];

  async function start(options: Partial<LedgerOptions> = {}): Promise<RunningLedger> {
    const folder = `${database.folder}/${options.node ?? 'node'}`;
    const made = await openLedger({ store: failing.store, journalFolder: folder, flushMs: 5, ...options });
    started.push(made);
    return made;
  }

  beforeEach(async () => {
    database = await engine.make();
    real = await database.open();
    failing = new FailingStore(real);
  });
  afterEach(async () => {
    vi.useRealTimers();
    failing.away = 'no';
    for (const made of started.splice(0)) await made.close();
    await database.dispose();
  });

  const settle = (ledger: RunningLedger, hold: Hold, amount: bigint) => {
    const accountId = Number(hold.purses[0]?.split(':')[1]);
    ledger.settle(hold, sampleRecord(hold.id, { accountId, keyId: 0, amount }));
  };

  describe('while the store is away', () => {
    it('goes on within its allowance, refuses as unavailable beyond it, and books all when it is back', async () => {
      const ledger = await start();
      const { purses } = await customer(real, 1_000n);
      settle(ledger, await ledger.admit('r0', purses, 100n), 10n);
      await ledger.flush();
      failing.away = 'before';
      settle(ledger, await ledger.admit('r1', purses, 20n), 20n);
      settle(ledger, await ledger.admit('r2', purses, 20n), 20n);
      await expect(ledger.admit('r3', purses, 900n)).rejects.toMatchObject({ kind: 'unavailable' });
      await expect(ledger.flush()).rejects.toThrow('connection refused');
      failing.away = 'no';
      await expect.poll(() => ledger.figures().unbooked, { timeout: 5_000 }).toBe(0);
      expect(await real.ledger.purse(purses[0] ?? '')).toMatchObject({ balance: 950n });
      expect(await ledger.admit('r4', purses, 950n)).toMatchObject({ amount: 950n });
      expect(await real.ledger.reconcile()).toEqual([]);
    });

    it('refuses as unavailable when it does not even answer', async () => {
      const ledger = await start({ storeTimeoutMs: 30 });
      const { purses } = await customer(real, 1_000n);
      failing.away = 'hangs';
      await expect(ledger.admit('r1', purses, 100n)).rejects.toMatchObject({ kind: 'unavailable' });
      await expect(ledger.admit('r2', purses, 100n)).rejects.toMatchObject({ kind: 'unavailable' });
      await started.pop()?.abandon();
    });

    it('keeps its journal when it is closed, for the next start', async () => {
      const ledger = await start();
      const { purses } = await customer(real, 1_000n);
      const hold = await ledger.admit('r1', purses, 100n);
      failing.away = 'before';
      settle(ledger, hold, 40n);
      await ledger.close();
      failing.away = 'no';
      const next = await start();
      expect(next.figures().replayed.lines).toBe(1);
      expect(await real.ledger.purse(purses[0] ?? '')).toMatchObject({ balance: 960n, leased: 0n });
    });
  });

  it('loses no money to answers that were lost', async () => {
    const ledger = await start({ idleMs: 10 });
    const { purses } = await customer(real, 1_000n);
    const [purse = ''] = purses;
    settle(ledger, await ledger.admit('r0', purses, 10n), 1n);
    failing.away = 'after';
    await expect(ledger.admit('r1', purses, 700n)).rejects.toMatchObject({ kind: 'unavailable' });
    await expect(ledger.flush()).rejects.toThrow('connection lost');
    failing.away = 'no';
    await ledger.flush();
    const hold = await ledger.admit('r2', purses, 999n);
    settle(ledger, hold, 999n);
    await ledger.flush();
    expect(await real.ledger.purse(purse)).toMatchObject({ balance: 0n, leased: 0n });
    expect(await real.ledger.reconcile()).toEqual([]);
  });

  it('finds an allowance again whose grant was never answered', async () => {
    const ledger = await start();
    const { purses } = await customer(real, 1_000n);
    failing.away = 'after';
    await expect(ledger.admit('r1', purses, 700n)).rejects.toMatchObject({ kind: 'unavailable' });
    failing.away = 'no';
    expect(await ledger.admit('r2', purses, 1_000n)).toMatchObject({ amount: 1_000n });
  });

  it('refuses new calls while the disk is full, finishes the old ones, and loses nothing', async () => {
    let full = false;
    const disk: JournalDisk = {
      ...DISK,
      write(file, bytes) {
        if (!full) return DISK.write(file, bytes);
        return DISK.write(file, bytes.subarray(0, 10));
      },
    };
    const warnings: string[] = [];
    const ledger = await start({ disk, warn: message => warnings.push(message) });
    const { account, purses } = await customer(real, 1_000n);
    const holds = [await ledger.admit('r1', purses, 10n), await ledger.admit('r2', purses, 10n)];
    failing.away = 'before';
    full = true;
    for (const hold of holds) settle(ledger, hold, 5n);
    expect(ledger.figures().journalFailing).toBe(true);
    expect(() => ledger.admit('r3', purses, 1n)).toThrow(/unavailable/);
    expect(() => ledger.admit('r4', purses, 0n)).toThrow(/unavailable/);
    full = false;
    const hold = await ledger.admit('r5', purses, 10n);
    settle(ledger, hold, 7n);
    expect(warnings.join()).toMatch(/cannot be written.*can be written again/);
    await started.pop()?.abandon();
    failing.away = 'no';
    const next = await start();
    expect(next.figures().replayed).toEqual({ lines: 3, torn: 0, damaged: 0 });
    expect(await real.ledger.purse(`account:${account.id}`)).toMatchObject({ balance: 983n });
  });

  it('lets answers go on only when the settlements of their turn are written, all in one write', async () => {
    const writes: number[] = [];
    const disk: JournalDisk = {
      ...DISK,
      write(file, bytes) {
        writes.push(bytes.length);
        return DISK.write(file, bytes);
      },
    };
    const ledger = await start({ disk });
    const { account, purses } = await customer(real, 1_000n);
    const holds = await Promise.all(['r1', 'r2', 'r3'].map(async id => ledger.admit(id, purses, 10n)));
    failing.away = 'before';
    const written: string[] = [];
    await new Promise<void>(resolve => {
      for (const hold of holds) {
        const record = sampleRecord(hold.id, { accountId: account.id, keyId: 0, amount: 5n });
        ledger.settle(hold, record, undefined, () => {
          written.push(hold.id);
          if (written.length === 3) resolve();
        });
      }
      expect([writes, written]).toEqual([[], []]);
    });
    expect(writes).toHaveLength(1);
    await started.pop()?.abandon();
    failing.away = 'no';
    expect((await start()).figures().replayed.lines).toBe(3);
    expect(await real.ledger.purse(`account:${account.id}`)).toMatchObject({ balance: 985n });
  });

  it('puts a settlement aside that the store can never take, and books the others', async () => {
    const warnings: string[] = [];
    const ledger = await start({ warn: message => warnings.push(message) });
    const { purses } = await customer(real, 1_000n);
    const holds = [];
    for (const id of ['r1', 'r2', 'r3']) holds.push(await ledger.admit(id, purses, 10n));
    const [first, second, third] = holds;
    if (first === undefined || second === undefined || third === undefined) throw new Error('no holds');
    settle(ledger, first, 1n);
    ledger.settle(second, { ...sampleRecord('r2', { amount: 1n }), reason: '"' as Reason });
    settle(ledger, third, 1n);
    await ledger.flush();
    expect(ledger.figures()).toMatchObject({ rejected: 1, unbooked: 0 });
    expect(warnings.join()).toMatch(/rejected\.log/);
    expect(await real.ledger.purse(purses[0] ?? '')).toMatchObject({ balance: 998n });
  });

  it('stops using allowances that others may have taken back, and goes on when it has asked', async () => {
    const { purses } = await customer(real, 1_000n);
    const away = await start({ node: 'away', leaseMs: 400 });
    settle(away, await away.admit('r1', purses, 100n), 1n);
    await away.flush();
    failing.away = 'before';
    await new Promise(resolve => setTimeout(resolve, 450));
    await expect(away.admit('r2', purses, 1n)).rejects.toMatchObject({ kind: 'unavailable' });
    const other = await openLedger({ store: real, journalFolder: `${database.folder}/other` });
    started.push(other);
    expect(await other.admit('r3', purses, 999n)).toMatchObject({ amount: 999n });
    failing.away = 'no';
    await expect(away.admit('r4', purses, 1n)).rejects.toMatchObject({ kind: 'insufficient' });
    expect(await real.ledger.reconcile()).toEqual([]);
  });

  it('asks the store first after its clock jumped', async () => {
    const ledger = await start();
    const { purses } = await customer(real, 1_000n);
    settle(ledger, await ledger.admit('r1', purses, 10n), 1n);
    for (const jump of [-3_600_000, 3_600_000]) {
      vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + jump });
      const admitted = ledger.admit(`r${jump}`, purses, 10n);
      expect(admitted).toBeInstanceOf(Promise);
      settle(ledger, await admitted, 1n);
    }
    await ledger.flush();
    expect(await real.ledger.purse(purses[0] ?? '')).toMatchObject({ balance: 997n });
  });

  it('charges exactly what was settled when its process is killed at any moment', { timeout: 30_000 }, async () => {
    const { account, purses } = await customer(real, 10n ** 12n);
    const folder = `${database.folder}/killed`;
    const program = fileURLToPath(new URL('./killed.fixture.ts', import.meta.url));
    const said = `${database.folder}/said`;
    const output = openSync(said, 'a');
    for (let run = 0; run < 4; run += 1) {
      const child = spawn(process.execPath, [program, database.url, folder, String(account.id), String(run)], {
        stdio: ['ignore', output, 'inherit'],
      });
      const closed = once(child, 'close');
      const before = statSync(said).size;
      await expect
        .poll(() => statSync(said).size - before, { timeout: 30_000, interval: 3 })
        .toBeGreaterThan(2_000 + run * 3_000);
      child.kill('SIGKILL');
      expect(await closed).toEqual([null, 'SIGKILL']);
    }
    closeSync(output);
    const settled = readFileSync(said, 'utf8').split('\n').slice(0, -1);
    const next = await openLedger({ store: real, journalFolder: folder });
    started.push(next);
    const charged = new Set<string>();
    for (let before: string | undefined; ;) {
      const page = await real.records.list({ limit: 500, ...(before === undefined ? {} : { before }) });
      for (const row of page.rows) charged.add(row.id);
      if (page.next === undefined) break;
      before = page.next;
    }
    expect(settled.length).toBeGreaterThan(100);
    expect(settled.filter(id => !charged.has(id))).toEqual([]);
    const purse = await real.ledger.purse(purses[0] ?? '');
    expect(purse).toMatchObject({ spent: BigInt(charged.size) * 7n, leased: 0n });
    expect(await real.ledger.reconcile()).toEqual([]);
  });
});
