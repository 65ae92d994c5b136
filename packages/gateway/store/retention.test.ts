// Specification of the usage log's age: parts are there ahead, old ones go, money and sums stay, the audit is content.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { customer, engines, sampleRecord, type TestDatabase } from '../../../test/databases.ts';
import type { RetentionQuery } from './retention.ts';
import type { Store } from './store.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NOW = Date.parse('2026-11-25T10:00:00Z');

describe.each(await engines())('the age of the log on $name', engine => {
  let database: TestDatabase;
  let store: Store;
  let accountId: number;
  const step = (query: Partial<RetentionQuery> = {}) =>
    store.retention.step({ now: NOW, callsBefore: undefined, detailsBefore: undefined, ...query });
  const settle = (daysAgo: number, count = 1) =>
    store.ledger.settle(
      'n',
      Array.from({ length: count }, (_, index) =>
        sampleRecord(`d${daysAgo}-${index}`, { accountId, keyId: 0, at: NOW - daysAgo * DAY, amount: 1n, cost: 1n }),
      ),
    );
  const idsOf = async (): Promise<string[]> =>
    (await store.records.list({ limit: 1_000 })).rows.map(row => row.id).toSorted();

  beforeEach(async () => {
    database = await engine.make();
    store = await database.open();
    accountId = (await customer(store, 1_000_000n)).account.id;
  });
  afterEach(() => database.dispose());

  it('drops what is older, and what was charged, summed and paid stays', async () => {
    await step();
    for (const daysAgo of [0, 6, 20, 40]) await settle(daysAgo);
    const before = await store.ledger.purse(`account:${accountId}`);
    const sums = await store.records.usage({ from: 0, to: NOW + DAY, step: 'total' });
    // Cut at the hour: what is a whole month old is gone, what is twenty days old is not.
    while ((await step({ callsBefore: NOW - 30 * DAY })).more);
    expect(await idsOf()).toEqual(['d0-0', 'd20-0', 'd6-0']);
    expect(await store.records.usage({ from: 0, to: NOW + DAY, step: 'total' })).toEqual(sums);
    expect(await store.ledger.purse(`account:${accountId}`)).toEqual(before);
    expect(await store.ledger.reconcile()).toEqual([]);
    // A settlement that is replayed after its row was dropped is not charged again.
    await settle(40);
    expect(await store.ledger.purse(`account:${accountId}`)).toEqual(before);
    expect(await store.ledger.reconcile()).toEqual([]);
  });

  it('forgets explanations before their calls, never after', async () => {
    await settle(50);
    await settle(10);
    while ((await step({ detailsBefore: NOW - 30 * DAY })).more);
    const [young, old] = (await store.records.list({ limit: 10 })).rows;
    expect([young?.id, young?.charge.lines.length]).toEqual(['d10-0', 1]);
    expect([old?.id, old?.amount, old?.charge.lines.length]).toEqual(['d50-0', 1n, 0]);
    while ((await step({ callsBefore: NOW - 30 * DAY, detailsBefore: NOW - 90 * DAY })).more);
    expect(await idsOf()).toEqual(['d10-0']);
    expect(await store.ledger.reconcile()).toEqual([]);
  });

  it('goes in small steps, each of which leaves the books right', async () => {
    await settle(60, 4_500);
    await settle(1);
    const deleted: number[] = [];
    for (let more = true; more;) {
      const done = await step({ callsBefore: NOW - 30 * DAY });
      deleted.push(done.deleted);
      more = done.more;
      expect(await store.ledger.reconcile()).toEqual([]);
    }
    expect(deleted.length).toBeGreaterThan(2);
    expect(await idsOf()).toEqual(['d1-0']);
  });

  if (engine.name === 'PostgreSQL') {
    it('has the parts of this week and three more, once, also when several nodes make them at the same time', async () => {
      const others = await Promise.all([database.open(), database.open()]);
      const made = await Promise.all(
        [store, ...others].map(each =>
          each.retention.step({ now: NOW, callsBefore: undefined, detailsBefore: undefined }),
        ),
      );
      expect(made.reduce((sum, one) => sum + one.made, 0)).toBe(8);
      await settle(0);
      // The row is in the part of its week, so that dropping the part drops it.
      const done = await step({ now: NOW + 21 * DAY, callsBefore: NOW + 21 * DAY });
      expect(done).toMatchObject({ made: 6, deleted: 0 });
      expect(done.dropped).toBe(6);
      expect(await idsOf()).toEqual([]);
    });

    it('leaves a week alone that has rows without a part of their own', async () => {
      await settle(0);
      expect((await step()).made).toBe(6);
      await settle(-7);
      expect(await idsOf()).toEqual(['d-7-0', 'd0-0']);
      expect(await store.ledger.reconcile()).toEqual([]);
    });
  }
});
