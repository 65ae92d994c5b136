// What the ledger's tables must do, on every database: transfers, leases, settlements and the audit.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { encodeSettlement } from '../ledger/settlement-text.ts';
import { customer, engines, sampleRecord, type TestDatabase } from '../../../test/databases.ts';
import type { Store } from './store.ts';

describe.each(await engines())('the ledger on $name', engine => {
  let database: TestDatabase;
  let store: Store;
  beforeEach(async () => {
    database = await engine.make();
    store = await database.open();
  });
  afterEach(() => database.dispose());

  const balance = async (purse: string) => (await store.ledger.purse(purse))?.balance;

  describe('transfers', () => {
    it('are posted once by their id', async () => {
      const grant = { id: 'g1', kind: 'grant', purse: 'account:1', amount: 700n, note: '', author: '' } as const;
      expect(await Promise.all([store.ledger.post(grant), store.ledger.post(grant)])).toContain(false);
      expect(await store.ledger.post(grant)).toBe(false);
      expect(await store.ledger.purse('account:1')).toMatchObject({ balance: 700n, granted: 700n, spent: 0n });
    });

    it('of a negative amount take away, and a refund lowers what was spent', async () => {
      const { account, purses } = await customer(store, 1_000n);
      const purse = purses[0] ?? '';
      await store.ledger.settle('n', [sampleRecord('r1', { accountId: account.id, amount: 300n })]);
      await store.ledger.post({ id: 'a', kind: 'adjust', purse, amount: -100n, note: '', author: 'op' });
      await store.ledger.post({ id: 'b', kind: 'refund', purse, amount: 50n, note: '', author: 'op' });
      expect(await store.ledger.purse(purse)).toMatchObject({ balance: 650n, granted: 900n, spent: 250n });
      expect(await store.ledger.reconcile()).toEqual([]);
    });

    it('keep amounts beyond 2^53 exact', async () => {
      const amount = 2n ** 60n + 1n;
      await store.ledger.post({ id: 'g', kind: 'grant', purse: 'account:1', amount, note: '', author: '' });
      expect(await balance('account:1')).toBe(amount);
    });
  });

  describe('leases', () => {
    it('give what is needed, at most what is wished, and nothing when the need is not there', async () => {
      const [purse = ''] = (await customer(store, 1_000n)).purses;
      expect(await store.ledger.lease('n', purse, 10n, 50n)).toBe(50n);
      expect(await store.ledger.lease('n', purse, 10n, 5_000n)).toBe(118n);
      expect(await store.ledger.lease('n', purse, 800n, 5_000n)).toBe(800n);
      expect(await store.ledger.lease('n', purse, 33n, 33n)).toBe(0n);
      expect(await store.ledger.lease('n', purse, 32n, 32n)).toBe(32n);
      expect(await store.ledger.lease('n', purse, 1n, 1n)).toBe(0n);
      expect(await store.ledger.purse(purse)).toMatchObject({ balance: 1_000n, leased: 1_000n });
      expect(await store.ledger.lease('n', 'account:unknown', 1n, 1n)).toBe(0n);
    });

    it('go as far below zero as the overdraft says', async () => {
      const [purse = ''] = (await customer(store, 10n)).purses;
      await store.ledger.setOverdraft(purse, 90n);
      expect(await store.ledger.lease('n', purse, 101n, 101n)).toBe(0n);
      expect(await store.ledger.lease('n', purse, 100n, 100n)).toBe(100n);
    });

    it('taken by many at once never exceed the purse', async () => {
      const [purse = ''] = (await customer(store, 1_000n)).purses;
      const wishes = Array.from({ length: 30 }, (_, index) => store.ledger.lease(`n${index % 3}`, purse, 70n, 70n));
      const given = (await Promise.all(wishes)).filter(amount => amount > 0n);
      expect(given).toHaveLength(14);
      expect(await store.ledger.reconcile()).toEqual([]);
    });

    it('are given back, at most what is there, and dropped with their node', async () => {
      const [purse = ''] = (await customer(store, 1_000n)).purses;
      await store.ledger.lease('n', purse, 300n, 300n);
      await store.ledger.lease('m', purse, 200n, 200n);
      await store.ledger.giveBack('n', purse, 100n);
      expect(await store.ledger.leases('n')).toEqual([{ purse, amount: 200n }]);
      await store.ledger.giveBack('n', purse, 9_999n);
      expect(await store.ledger.leases('n')).toEqual([]);
      expect((await store.ledger.purse(purse))?.leased).toBe(200n);
      await store.ledger.dropLeases('m');
      expect((await store.ledger.purse(purse))?.leased).toBe(0n);
      expect(await store.ledger.reconcile()).toEqual([]);
    });

    it('of a node that died are taken back when its time is over, and it can learn that', async () => {
      const [purse = ''] = (await customer(store, 1_000n)).purses;
      expect(await store.ledger.heartbeat('dead', -1)).toBe(0);
      await store.ledger.lease('dead', purse, 900n, 900n);
      expect(await store.ledger.lease('n', purse, 500n, 500n)).toBe(500n);
      expect(await store.ledger.leases('dead')).toEqual([]);
      expect(await store.ledger.heartbeat('dead', 60_000)).toBe(1);
      expect(await store.ledger.reconcile()).toEqual([]);
    });

    it('of a node that lives are never taken back', async () => {
      const [purse = ''] = (await customer(store, 1_000n)).purses;
      await store.ledger.heartbeat('alive', 60_000);
      await store.ledger.lease('alive', purse, 900n, 900n);
      await store.ledger.heartbeat('n', 60_000);
      expect(await store.ledger.lease('n', purse, 500n, 500n)).toBe(0n);
    });
  });

  describe('settlements', () => {
    it('charge account and key once, whoever brings them, and use up the lease', async () => {
      const { account, key, purses } = await customer(store, 1_000n, 500n);
      for (const purse of purses) await store.ledger.lease('n', purse, 400n, 400n);
      const record = sampleRecord('r1', { accountId: account.id, keyId: key.id, amount: 100n });
      expect(await store.ledger.settle('n', [record, record])).toBe(1);
      expect(await Promise.all([store.ledger.settle('n', [record]), store.ledger.settle('m', [record])])).toEqual([
        0, 0,
      ]);
      expect(await store.ledger.purse(`account:${account.id}`)).toMatchObject({
        balance: 900n,
        leased: 300n,
        spent: 100n,
      });
      expect(await store.ledger.purse(`key:${key.id}`)).toMatchObject({ balance: 400n, leased: 300n, spent: 100n });
      expect(await store.ledger.reconcile()).toEqual([]);
    });

    it('of one id in one batch count as the first of them says', async () => {
      const { account } = await customer(store, 1_000n);
      const records = [10n, 20n, 0n].map(amount => sampleRecord('r1', { accountId: account.id, amount }));
      expect(await store.ledger.settle('n', records)).toBe(1);
      expect(await store.ledger.settle('n', records.toReversed())).toBe(0);
      expect(await balance(`account:${account.id}`)).toBe(990n);
      expect(await store.ledger.reconcile()).toEqual([]);
    });

    it('beyond the lease take the whole lease and charge all the same', async () => {
      const { account, purses } = await customer(store, 1_000n);
      await store.ledger.lease('n', purses[0] ?? '', 40n, 40n);
      await store.ledger.settle('n', [sampleRecord('r1', { accountId: account.id, amount: 100n })]);
      expect(await store.ledger.purse(purses[0] ?? '')).toMatchObject({ balance: 900n, leased: 0n });
      expect(await store.ledger.reconcile()).toEqual([]);
    });

    it('brought at once by two nodes are charged once', async () => {
      const { account } = await customer(store, 100_000n);
      const records = Array.from({ length: 50 }, (_, index) =>
        sampleRecord(`r${index}`, { accountId: account.id, amount: 10n }),
      );
      const fresh = await Promise.all([
        store.ledger.settle('n', records),
        store.ledger.settle('m', records.toReversed()),
      ]);
      expect(fresh.reduce((sum, count) => sum + count)).toBe(50);
      expect(await balance(`account:${account.id}`)).toBe(99_500n);
      expect(await store.ledger.reconcile()).toEqual([]);
    });

    it('survive texts and numbers that no database likes', async () => {
      const { account } = await customer(store, 1_000n);
      const odd = sampleRecord('r1', {
        accountId: account.id,
        amount: 1n,
        model: 'a\0b\uD800c"\\{}\t\n?\'',
        upstreamId: '\0',
        error: '\0\uDC00',
        at: 1_780_000_000_000.7,
        totalMs: Number.NaN,
        status: Number.POSITIVE_INFINITY,
      });
      expect(await store.ledger.settle('n', [odd])).toBe(1);
      const found = await store.records.find(account.id, 'r1');
      expect(found).toMatchObject({ model: 'a\uFFFDb\uFFFDc"\\{}\t\n?\'', at: 1_780_000_000_000, amount: 1n });
      expect(await store.ledger.reconcile()).toEqual([]);
    });

    it('that can never be taken say so, and leave nothing behind', async () => {
      const { account } = await customer(store, 1_000n);
      const good = encodeSettlement(sampleRecord('good', { accountId: account.id }), []);
      const fault = expect.objectContaining({ name: 'DataFault' });
      await expect(store.ledger.settleLines('n', `${good}\nnot a settlement`)).rejects.toEqual(fault);
      expect(await store.records.find(account.id, 'good')).toBeUndefined();
      expect(await store.ledger.settleLines('n', good)).toBe(1);
    });
  });

  describe('the audit', () => {
    const broken: readonly (readonly [string, string, RegExp])[] = [
      [
        'a balance that was raised',
        `UPDATE purses SET balance = balance + 5 WHERE id LIKE 'account:%'`,
        /balance is the sum/,
      ],
      ['a spent sum that was lowered', `UPDATE purses SET spent = spent - 1 WHERE id LIKE 'key:%'`, /spent is the sum/],
      ['a granted sum that was raised', `UPDATE purses SET granted = granted + 1`, /granted is the sum/],
      ['a purse that is gone', `DELETE FROM purses WHERE id LIKE 'account:%'`, /every purse/],
      ['a transfer that is gone', `DELETE FROM transfers WHERE kind = 'call'`, /a charged call has one transfer/],
      [
        'a transfer of another amount',
        `UPDATE transfers SET amount = amount + 1 WHERE kind = 'call'`,
        /a charged call has/,
      ],
      ['a call that is gone', `DELETE FROM calls`, /a transfer of a call has its call/],
      ['a call of another amount', `UPDATE calls SET amount = 0`, /a charged call has one transfer/],
      ['a call of another account', `UPDATE calls SET account_id = account_id + 1`, /a charged call has one transfer/],
      ['a leased sum that is wrong', `UPDATE purses SET leased = leased + 1`, /leased is the sum/],
      ['a lease that is gone', `DELETE FROM leases`, /leased is the sum/],
      ['a lease without a node', `DELETE FROM nodes WHERE id = 'n'`, /a lease is of a purse/],
      ['a lease of a node long dead', `UPDATE nodes SET expires_at = 5 WHERE id = 'n'`, /no lease outlives/],
      ['a rollup that is wrong', `UPDATE rollups SET amount = amount + 1`, /a rollup is the sum/],
    ];

    it.each(broken)('finds %s', async (_what, sql, rule) => {
      const { account, key, purses } = await customer(store, 1_000n, 500n);
      await store.ledger.heartbeat('other', 60_000);
      for (const purse of purses) await store.ledger.lease('n', purse, 200n, 200n);
      await store.ledger.settle('n', [sampleRecord('r1', { accountId: account.id, keyId: key.id, amount: 100n })]);
      await store.ledger.settle('n', [sampleRecord('r2', { accountId: account.id, keyId: key.id, amount: 0n })]);
      expect(await store.ledger.reconcile()).toEqual([]);
      await database.tamper(sql);
      const found = await store.ledger.reconcile();
      expect(found.map(difference => difference.rule).join('\n')).toMatch(rule);
    });
  });
});
