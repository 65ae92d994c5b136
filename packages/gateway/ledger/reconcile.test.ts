// The report of a reconciliation.

import { describe, expect, it } from 'vitest';
import { customer, engines, sampleRecord } from '../../../test/databases.ts';
import { reconcile } from './reconcile.ts';

describe.each(await engines())('reconcile on $name', engine => {
  it('says 0 differences and ends with 0 on sound books, and lists each difference otherwise', async () => {
    const database = await engine.make();
    const store = await database.open();
    const { account } = await customer(store, 1_000n);
    await store.ledger.settle('n', [sampleRecord('r1', { accountId: account.id, amount: 10n })]);
    expect(await reconcile(store)).toEqual({ lines: ['0 differences'], exitCode: 0 });
    await database.tamper(
      `UPDATE purses SET balance = balance + 5, granted = granted + 5 WHERE id = 'account:${account.id}'`,
    );
    const report = await reconcile(store);
    expect(report.exitCode).toBe(1);
    expect(report.lines).toContain(
      `account:${account.id}: balance is the sum of the transfers: expected 990, found 995`,
    );
    expect(report.lines.at(-1)).toBe('3 differences');
    await database.dispose();
  });
});
