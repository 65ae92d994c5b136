// Specification of backup and restore: from a live file, whole, refused where it would harm, and the books right after it.

import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { customer, sampleRecord } from '../../../test/databases.ts';
import { openLedger, type RunningLedger } from '../ledger/node-ledger.ts';
import { openStore } from '../store/open.ts';
import type { Store } from '../store/store.ts';
import { runCommand } from './command.ts';
import { tellFault } from './faults.ts';

let folder: string;
let file: string;
let store: Store;
let ledger: RunningLedger;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'turnpike-backup-'));
  file = join(folder, 'test.yaml');
  writeFileSync(file, `database: "sqlite:${folder}/data/live.db"\n`);
  store = await openStore(`sqlite:${folder}/data/live.db`);
  ledger = await openLedger({ store, journalFolder: join(folder, 'data/journal'), flushMs: 1 });
});
afterEach(async () => {
  vi.restoreAllMocks();
  await ledger.close();
  await store.close();
  rmSync(folder, { recursive: true });
});

async function turnpike(...words: readonly string[]): Promise<{ code: number; text: string }> {
  let text = '';
  vi.spyOn(process.stdout, 'write').mockImplementation(said => Boolean((text += String(said))));
  try {
    return { code: await runCommand([...words, '--config', file]), text };
  } catch (error) {
    return tellFault(error);
  } finally {
    vi.restoreAllMocks();
  }
}

describe('a copy of the embedded database', () => {
  it('is made while calls are settled, and is the state of one moment', async () => {
    const { account, purses } = await customer(store, 1_000_000n);
    const stopped = new AbortController();
    const settling = (async () => {
      for (let count = 0; ; count += 1) {
        if (stopped.signal.aborted) return count;
        const hold = await ledger.admit(`r${count}`, purses, 10n);
        ledger.settle(hold, sampleRecord(hold.id, { accountId: account.id, keyId: 0, amount: 3n }));
        if (count % 20 === 0) await new Promise(resolve => setTimeout(resolve, 1));
      }
    })();
    const spentOf = async (from: Store): Promise<bigint> => (await from.ledger.purse(purses[0] ?? ''))?.spent ?? 0n;
    await expect.poll(() => spentOf(store), { timeout: 20_000 }).toBeGreaterThan(0n);
    const { code, text } = await turnpike('backup', join(folder, 'copy.db'));
    stopped.abort();
    const settled = await settling;
    expect(`${code} ${text}`).toMatch(/^0 .*copy\.db is whole; keep .*secret\.key/);
    expect(statSync(join(folder, 'copy.db')).mode & 0o777).toBe(0o600);
    const copy = await openStore(`sqlite:${folder}/copy.db`);
    expect(await copy.ledger.reconcile()).toEqual([]);
    const spent = await spentOf(copy);
    expect(spent).toBeGreaterThan(0n);
    expect(spent).toBeLessThanOrEqual(BigInt(settled) * 3n);
    await copy.close();
  });

  it('is put back where nobody works, what was there is kept, and nothing stays lent', async () => {
    const { account, purses } = await customer(store, 1_000n);
    const hold = await ledger.admit('r', purses, 10n);
    expect((await turnpike('backup', join(folder, 'copy.db'))).code).toBe(0);
    ledger.settle(hold, sampleRecord('r', { accountId: account.id, keyId: 0, amount: 7n }));
    expect((await turnpike('restore', join(folder, 'copy.db'))).text).toMatch(/the gateway runs; stop it/);
    await ledger.close();
    await store.close();
    const { code, text } = await turnpike('restore', join(folder, 'copy.db'));
    expect(`${code} ${text}`).toMatch(/^0 what was there is now .*restored: 0 differences/s);
    store = await openStore(`sqlite:${folder}/data/live.db`);
    expect(await store.ledger.purse(purses[0] ?? '')).toMatchObject({ balance: 1_000n, leased: 0n });
    const aside = readdirSync(join(folder, 'data')).find(name => name.includes('.before-'));
    const old = await openStore(`sqlite:${folder}/data/${aside ?? ''}`);
    expect(await old.ledger.purse(purses[0] ?? '')).toMatchObject({ balance: 993n });
    await old.close();
    ledger = await openLedger({ store, journalFolder: join(folder, 'data/journal') });
  });

  it('is refused where it would overwrite, and so is a file that is none', async () => {
    writeFileSync(join(folder, 'there'), 'x');
    expect((await turnpike('backup', join(folder, 'there'))).text).toMatch(/is there already/);
    expect((await turnpike('backup')).text).toMatch(/turnpike backup FILE/);
    expect((await turnpike('restore', join(folder, 'there'))).text).toMatch(/no database of Turnpike/);
    expect((await turnpike('restore', join(folder, 'nothing'))).text).toMatch(/there is no file/);
    expect(existsSync(join(folder, 'data/live.db'))).toBe(true);
    expect((await turnpike('backup', 'x', '--database', 'postgres://h/d')).text).toMatch(/pg_dump/);
  });
});
