// What the usage log must do, on every database: find, filter, page and sum the records of calls.

import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { customer, engines, sampleKey, sampleRecord, type TestDatabase } from '../../../test/databases.ts';
import type { RecordQuery, Store } from './store.ts';

const HOUR = 3_600_000;

describe.each(await engines())('the usage log on $name', engine => {
  let database: TestDatabase;
  let store: Store;
  beforeEach(async () => {
    database = await engine.make();
    store = await database.open();
  });
  afterEach(() => database.dispose());

  it('gives back every field of a record', async () => {
    const { account, key } = await customer(store, 1_000_000n);
    const record = sampleRecord('r1', { accountId: account.id, keyId: key.id });
    record.usage.upstreamCost = 2n ** 55n + 1n;
    await store.ledger.settle('n', [record]);
    expect(await store.records.find(account.id, 'r1')).toEqual(record);
    expect(await store.records.find(account.id, record.upstreamId)).toEqual(record);
    expect(await store.records.find(account.id + 1, 'r1')).toBeUndefined();
    expect(await store.records.find(account.id + 1, record.upstreamId)).toBeUndefined();
    expect(await store.records.find(account.id, '')).toBeUndefined();
  });

  it('is paged newest first without a gap or a repetition, also through equal times', async () => {
    const records = Array.from({ length: 25 }, (_, index) =>
      sampleRecord(`r${String(index).padStart(2, '0')}`, { at: 1_000 + Math.floor(index / 7), amount: 0n }),
    );
    await store.ledger.settle('n', records);
    const seen: string[] = [];
    for (let before: string | undefined; ;) {
      const page = await store.records.list({ limit: 4, ...(before === undefined ? {} : { before }) });
      seen.push(...page.rows.map(row => row.id));
      if (page.next === undefined) break;
      before = page.next;
    }
    expect(seen).toEqual(records.map(record => record.id).toReversed());
  });

  it('is filtered by account, key, time and model together', async () => {
    const at = 5_000;
    const match = { accountId: 1, keyId: 2, model: 'm', at, amount: 0n };
    await store.ledger.settle('n', [
      sampleRecord('yes', match),
      sampleRecord('account', { ...match, accountId: 9 }),
      sampleRecord('key', { ...match, keyId: 9 }),
      sampleRecord('model', { ...match, model: 'x' }),
      sampleRecord('early', { ...match, at: at - 1 }),
      sampleRecord('late', { ...match, at: at + 1 }),
    ]);
    const query = { accountId: 1, keyId: 2, model: 'm', from: at, to: at + 1, limit: 10 };
    expect((await store.records.list(query)).rows.map(row => row.id)).toEqual(['yes']);
    expect((await store.records.list({ accountId: 1, limit: 10 })).rows).toHaveLength(5);
    await expect(store.records.list({ limit: 1, before: 'x' })).rejects.toThrow(/cursor/);
  });

  it('is filtered by channel, group, reason, error, status and id, with any other filter', async () => {
    const match = {
      accountId: 1,
      channel: 5,
      group: 'vip',
      reason: 'upstream_error_before_output',
      error: 'upstream_timeout',
      status: 504,
      amount: 0n,
      at: 5_000,
    } as const;
    const others = [
      { channel: 6 },
      { group: 'default' },
      { reason: 'estimated' },
      { error: 'bad_response' },
      { status: 200 },
      { status: 500 },
      { accountId: 2 },
    ] as const;
    await store.ledger.settle('n', [
      sampleRecord('yes', match),
      ...others.map((change, index) => sampleRecord(`no${index}`, { ...match, ...change })),
    ]);
    const ids = async (query: Partial<RecordQuery>) =>
      (await store.records.list({ limit: 10, ...query })).rows.map(row => row.id);
    const { at: _at, amount: _amount, ...filters } = match;
    const whole = { ...filters, status: { from: 504, until: 505 } };
    expect(await ids(whole)).toEqual(['yes']);
    expect(await ids({ status: { from: 400 }, accountId: 1 })).toHaveLength(6);
    expect(await ids({ status: { until: 400 } })).toEqual(['no4']);
    expect(await ids({ channel: 6 })).toEqual(['no0']);
    expect(await ids({ ...whole, id: 'yes' })).toEqual(['yes']);
    expect(await ids({ id: 'msg_yes' })).toEqual(['yes']);
    expect(await ids({ ...whole, id: 'no1' })).toEqual([]);
    expect(await ids({ id: 'yes', from: 5_001 })).toEqual([]);
    expect(await ids({ id: 'nowhere' })).toEqual([]);
  });

  it('is paged with any filters as the records themselves are filtered, hours and cursors or not', async () => {
    const pick = <Value>(values: readonly Value[], index: number) => values[index % values.length] as Value;
    const { account } = await customer(store, 10n ** 12n);
    const keys = await Promise.all([1, 2].map(number => store.keys.put(sampleKey(account.id, `k${number}`))));
    const records = Array.from({ length: 240 }, (_, index) =>
      sampleRecord(`r${index}`, {
        accountId: account.id,
        keyId: pick(keys, index).id,
        at: 1_780_000_000_000 + Math.floor((index * 7919) % 240) * 250_000,
        model: pick(['a', 'b', 'c'], Math.floor(index / 40)),
        channel: pick([1, 2], Math.floor(index / 7)),
        status: index % 11 === 0 ? 500 : 200,
        amount: BigInt(index % 5),
      }),
    );
    await store.ledger.settle('n', records);
    const newest = records.toSorted((a, b) => b.at - a.at);
    const maybe = <Value>(values: readonly Value[]) => fc.option(fc.constantFrom(...values), { nil: undefined });
    const query = fc.record({
      accountId: maybe([account.id, 0]),
      keyId: maybe(keys.map(key => key.id)),
      model: maybe(['a', 'b', 'c', 'none']),
      channel: maybe([1, 2]),
      status: maybe([{ from: 400 }, { until: 400 }]),
      limit: fc.integer({ min: 1, max: 40 }),
    });
    await fc.assert(
      fc.asyncProperty(query, async filters => {
        const expected = newest.filter(
          record =>
            record.accountId === (filters.accountId ?? record.accountId) &&
            record.keyId === (filters.keyId ?? record.keyId) &&
            record.model === (filters.model ?? record.model) &&
            record.channel === (filters.channel ?? record.channel) &&
            (filters.status === undefined || 'from' in filters.status === record.status >= 400),
        );
        const given = Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== undefined));
        const seen: string[] = [];
        for (let before: string | undefined; ;) {
          const page = await store.records.list({
            ...given,
            limit: filters.limit,
            ...(before === undefined ? {} : { before }),
          });
          seen.push(...page.rows.map(row => row.id));
          if ((before = page.next) === undefined) break;
        }
        expect(seen).toEqual(expected.map(record => record.id));
      }),
      { numRuns: 40 },
    );
  });

  it('sums what was spent between any two times as the records do', async () => {
    const { account, key } = await customer(store, 10n ** 12n);
    const start = 1_780_000_200_000;
    const records = Array.from({ length: 60 }, (_, index) =>
      sampleRecord(`r${index}`, {
        accountId: account.id,
        keyId: key.id + (index % 2),
        at: start + index * 600_001,
        amount: BigInt(index * 7),
      }),
    );
    await store.ledger.settle('n', records);
    const time = fc.option(
      fc
        .integer({ min: -1, max: 11 })
        .chain(hour => fc.integer({ min: -2, max: 2 }).map(ms => Math.floor(start / HOUR) * HOUR + hour * HOUR + ms)),
      { nil: undefined },
    );
    const times = fc.record({ from: time, to: time, key: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(times, async ({ from, to, key: ofKey }) => {
        const expected = records
          .filter(record => !ofKey || record.keyId === key.id)
          .filter(({ at }) => at >= (from ?? at) && (to === undefined || at < to))
          .reduce((sum, { amount }) => sum + amount, 0n);
        const range = { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
        const owner = ofKey ? { keyId: key.id } : { accountId: account.id };
        expect(await store.records.spent({ ...owner, ...range })).toBe(expected);
      }),
      { numRuns: 60 },
    );
  });
});
