// The audit finds whatever is changed behind the ledger's back: each rule is broken once, and named.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { customer, engines, sampleRecord, type TestDatabase } from '../../../test/databases.ts';
import type { Store } from './store.ts';

describe.each(await engines())('the audit on $name', engine => {
  let database: TestDatabase;
  let store: Store;
  let accountId: number;
  let keyId: number;
  beforeAll(async () => {
    database = await engine.make();
    store = await database.open();
    const { account, key } = await customer(store, 1_000n, 500n);
    [accountId, keyId] = [account.id, key.id];
    const at = Date.now();
    await store.ledger.settle('n', [
      sampleRecord('paid', { at, accountId, keyId, channel: 4, amount: 90n, cost: 40n }),
      sampleRecord('free', { at, accountId, keyId, channel: 4, amount: 0n }),
    ]);
    await store.ledger.refund({ reference: 'r', call: 'paid', amount: 30n, note: '', author: '' });
    await store.ledger.lease('n', `account:${accountId}`, 10n, 10n);
  });
  afterAll(() => database.dispose());

  it('is content with sound books', async () => {
    expect(await store.ledger.reconcile()).toEqual([]);
  });

  const account = (): string => `account:${accountId}`;
  it.each<[string, () => [string, string], RegExp]>([
    ['a balance', () => [`balance + 1`, `balance - 1`], /balance is the sum of the transfers/],
    ['what was granted', () => [`granted + 1`, `granted - 1`], /granted is the sum of the grants/],
    ['what was spent', () => [`spent + 1`, `spent - 1`], /spent is the sum of the charges/],
    ['what is lent', () => [`leased + 1`, `leased - 1`], /leased is the sum of the leases/],
  ])('finds %s of a purse changed', async (_what, change, rule) => {
    const [there, back] = change();
    const column = there.split(' ')[0] ?? '';
    await database.tamper(`UPDATE purses SET ${column} = ${there} WHERE id = '${account()}'`);
    const found = await store.ledger.reconcile();
    await database.tamper(`UPDATE purses SET ${column} = ${back} WHERE id = '${account()}'`);
    expect(found.map(({ subject }) => subject)).toContain(account());
    expect(found.map(one => one.rule).join('\n')).toMatch(rule);
    expect(await store.ledger.reconcile()).toEqual([]);
  });

  it.each<[string, () => [string, string], RegExp]>([
    [
      'a charge changed',
      () => [
        `UPDATE transfers SET amount = 91 WHERE id = 'call:paid'`,
        `UPDATE transfers SET amount = 90 WHERE id = 'call:paid'`,
      ],
      /one transfer of its amount/,
    ],
    [
      'another payer',
      () => [
        `UPDATE transfers SET debit = 'account:9999' WHERE id = 'call:paid'`,
        `UPDATE transfers SET debit = '${account()}' WHERE id = 'call:paid'`,
      ],
      /every purse that money moved through is there/,
    ],
    [
      'a call gone from the log',
      () => [`UPDATE calls SET id = 'moved' WHERE id = 'paid'`, `UPDATE calls SET id = 'paid' WHERE id = 'moved'`],
      /a transfer of a call has its call/,
    ],
    [
      'more given back than was charged',
      () => [
        `UPDATE transfers SET amount = 95 WHERE id = 'refund:r'`,
        `UPDATE transfers SET amount = 30 WHERE id = 'refund:r'`,
      ],
      /refunds of a call are of a call, and not more/,
    ],
    [
      'a refund of nothing',
      () => [
        `UPDATE transfers SET reverses = 'call:none' WHERE id = 'refund:r'`,
        `UPDATE transfers SET reverses = 'call:paid' WHERE id = 'refund:r'`,
      ],
      /refunds of a call are of a call/,
    ],
    [
      'another cost in the sums',
      () => [
        'UPDATE rollups SET cost = cost + 1 WHERE cost = 40',
        'UPDATE rollups SET cost = cost - 1 WHERE cost = 41',
      ],
      /what is owed to a channel is the cost of its calls[^]*a rollup is the sum of its calls/,
    ],
    [
      'another charge in the sums',
      () => [
        'UPDATE rollups SET amount = amount + 1 WHERE amount = 90',
        'UPDATE rollups SET amount = amount - 1 WHERE amount = 91',
      ],
      /a rollup is the sum of its calls/,
    ],
    [
      'a grant from nowhere',
      () => [
        `UPDATE purses SET balance = balance + 5, granted = granted + 5 WHERE id = '${account()}'`,
        `UPDATE purses SET balance = balance - 5, granted = granted - 5 WHERE id = '${account()}'`,
      ],
      /the ledger sums to zero/,
    ],
  ])('finds %s', async (_what, change, rule) => {
    const [there, back] = change();
    await database.tamper(there);
    const found = await store.ledger.reconcile();
    await database.tamper(back);
    expect(found.map(one => one.rule).join('\n')).toMatch(rule);
    expect(await store.ledger.reconcile()).toEqual([]);
  });
});
