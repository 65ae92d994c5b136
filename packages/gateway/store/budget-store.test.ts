// Budgets in the store: filled when first asked of, changed in their period, charged with the money, on both databases.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { customer, engines, sampleKey, sampleRecord, type TestDatabase } from '../../../test/databases.ts';
import { budgetPurse, keyPurse, memberPurse, organisationPurse, type Budget } from '../ledger/budgets.ts';
import { spanAt } from '../ledger/periods.ts';
import { encodeSettlement } from '../ledger/settlement-text.ts';
import type { Store } from './store.ts';

const ZONE = 'Pacific/Auckland';
const daily = (amount: bigint): Budget => ({ period: 'day', scope: 'all', name: '', amount });
const ofModel = (amount: bigint): Budget => ({ period: 'total', scope: 'model', name: 'fast', amount });
const today = (): string => spanAt('day', ZONE, Date.now()).stamp;

describe.each(await engines())('budgets on $name', engine => {
  let database: TestDatabase;
  let store: Store;
  beforeAll(async () => {
    database = await engine.make();
    store = await database.open();
  });
  afterAll(() => database.dispose());

  const balanceOf = async (purse: string): Promise<bigint | undefined> => (await store.ledger.purse(purse))?.balance;
  async function keyWith(budgets: readonly Budget[]): Promise<{ id: number; accountId: number; hash: string }> {
    const { account, key } = await customer(store, 1_000n);
    const { id: _id, createdAt: _at, ...draft } = account;
    await store.accounts.put({ ...draft, timeZone: ZONE });
    const row = await store.keys.put(sampleKey(account.id, key.hash, { budgets }));
    return { id: row.id, accountId: account.id, hash: row.hash };
  }

  it('are filled when they are first asked of, and lend no more than that', async () => {
    const { id } = await keyWith([daily(50n), ofModel(20n)]);
    const purse = budgetPurse(keyPurse(id), daily(0n), today());
    expect(await store.ledger.purse(purse)).toBeUndefined();
    expect(await store.ledger.lease('n', purse, 51n, 51n)).toBe(0n);
    expect(await store.ledger.lease('n', purse, 40n, 40n)).toBe(40n);
    expect(await store.ledger.lease('m', purse, 11n, 11n)).toBe(0n);
    expect(await store.ledger.purse(purse)).toMatchObject({ balance: 50n, granted: 50n, leased: 40n });
    expect(await store.ledger.reconcile()).toEqual([]);
  });

  it('lend nothing where nobody set one', async () => {
    const { id } = await keyWith([daily(50n)]);
    for (const budget of [ofModel(1n), { ...daily(1n), period: 'week' as const }])
      expect(await store.ledger.lease('n', budgetPurse(keyPurse(id), budget, today()), 1n, 1n)).toBe(0n);
  });

  it('take a new amount in the running period, what is spent stays spent', async () => {
    const { id, accountId, hash } = await keyWith([daily(50n)]);
    const purse = budgetPurse(keyPurse(id), daily(0n), today());
    expect(await store.ledger.lease('n', purse, 30n, 30n)).toBe(30n);
    const record = sampleRecord(`b-${id}`, { accountId, keyId: id, amount: 30n });
    await store.ledger.settleLines('n', encodeSettlement(record, [`account:${accountId}`, purse]));
    expect(await store.ledger.purse(purse)).toMatchObject({ balance: 20n, spent: 30n, leased: 0n });
    await store.keys.put(sampleKey(accountId, hash, { budgets: [daily(35n)] }));
    expect(await balanceOf(purse)).toBe(5n);
    await store.keys.put(sampleKey(accountId, hash, { budgets: [] }));
    await store.keys.put(sampleKey(accountId, hash, { budgets: [daily(100n)] }));
    expect(await balanceOf(purse)).toBe(70n);
    expect(await store.ledger.reconcile()).toEqual([]);
  });

  it('are charged below zero by a call that held nothing, and filled all the same', async () => {
    const { id, accountId } = await keyWith([daily(50n)]);
    const purse = budgetPurse(keyPurse(id), daily(0n), today());
    const record = sampleRecord(`f-${id}`, { accountId, keyId: id, amount: 8n });
    await store.ledger.settleLines('n', encodeSettlement(record, [`account:${accountId}`, purse]));
    expect(await balanceOf(purse)).toBe(-8n);
    expect(await store.ledger.lease('n', purse, 42n, 42n)).toBe(42n);
    expect(await store.ledger.reconcile()).toEqual([]);
  });

  it('of an organisation and its members count what its keys spend, and the account pays nothing', async () => {
    const { account } = await customer(store, 1_000n);
    const draft = { name: `org-${account.id}`, timeZone: ZONE, enabled: true, declared: false };
    const { id } = await store.organisations.put({ ...draft, budgets: [daily(90n)] });
    const member = { organisationId: id, accountId: account.id, role: 'owner', declared: false } as const;
    await store.organisations.putMember({ ...member, budgets: [daily(60n)] });
    const hash = `key of org ${id}`;
    const key = await store.keys.put(sampleKey(account.id, hash, { organisationId: id }));
    expect(await store.keys.byHash(hash)).toMatchObject({ organisation: { id }, member: { role: 'owner' } });
    const grant = { kind: 'grant', amount: 500n, note: '', author: '' } as const;
    await store.ledger.post({ ...grant, id: `grant org ${id}`, purse: organisationPurse(id) });
    const place = memberPurse(id, account.id);
    const purses = [
      organisationPurse(id),
      budgetPurse(organisationPurse(id), daily(0n), today()),
      budgetPurse(place, daily(0n), today()),
    ];
    for (const purse of purses) expect(await store.ledger.lease('n', purse, 25n, 25n)).toBe(25n);
    const owned = { accountId: account.id, keyId: key.id, organisationId: id };
    await store.ledger.settleLines('n', encodeSettlement(sampleRecord(`o-${id}`, { ...owned, amount: 25n }), purses));
    const balances = await Promise.all([...purses, place, `key:${key.id}`, `account:${account.id}`].map(balanceOf));
    expect(balances).toEqual([475n, 65n, 35n, -25n, -25n, 1_000n]);
    expect(await store.ledger.reconcile()).toEqual([]);
    await store.organisations.removeMember(id, account.id);
    expect((await store.keys.byHash(hash))?.member).toBeUndefined();
    await expect(store.keys.put(sampleKey(account.id, hash, { organisationId: null }))).rejects.toThrow(/another/);
  });

  it('are found wrong by the audit when somebody edits a count', async () => {
    const { id, accountId } = await keyWith([daily(50n)]);
    const purse = budgetPurse(keyPurse(id), daily(0n), today());
    const record = sampleRecord(`t-${id}`, { accountId, keyId: id, amount: 8n });
    await store.ledger.settleLines('n', encodeSettlement(record, [`account:${accountId}`, purse]));
    await database.tamper(`UPDATE purses SET balance = balance + 1 WHERE id = '${purse}'`);
    expect(await store.ledger.reconcile()).toMatchObject([{ subject: purse, expected: '-8', found: '-7' }]);
    await database.tamper(`UPDATE purses SET balance = balance - 1 WHERE id = '${purse}'`);
    await database.tamper(`UPDATE transfers SET counts = '["key:1:total:model:x"]' WHERE id = 'call:t-${id}'`);
    const subjects = (await store.ledger.reconcile()).map(({ subject }) => subject);
    expect(subjects).toContain(purse);
    expect(subjects).toContain('key:1:total:model:x');
    await database.tamper(`UPDATE transfers SET counts = '["${purse}"]' WHERE id = 'call:t-${id}'`);
    expect(await store.ledger.reconcile()).toEqual([]);
  });
});
