// Specification of what is asked about money: transfers by page, refunds, codes, sums by time, statements; both databases.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { customer, engines, sampleKey, sampleRecord, type TestDatabase } from '../../../test/databases.ts';
import type { CallRecord } from '../ledger/charge.ts';
import { generateCode, hashCode, issueCodes, redeemCode } from '../ledger/codes.ts';
import { encodeSettlement } from '../ledger/settlement-text.ts';
import { monthSpan, statementCsv, statementOf, type StatementOwner } from '../ledger/statement.ts';
import type { Store } from './store.ts';

const HOUR = 3_600_000;
const NOON = Date.parse('2026-11-10T12:00:00Z');

describe.each(await engines())('money on $name', engine => {
  let database: TestDatabase;
  let store: Store;
  beforeAll(async () => {
    database = await engine.make();
    store = await database.open();
  });
  afterAll(() => database.dispose());

  async function settle(record: CallRecord, ...budgets: string[]): Promise<void> {
    const payer = record.organisationId === 0 ? `account:${record.accountId}` : `org:${record.organisationId}`;
    await store.ledger.settleLines('n', encodeSettlement(record, [payer, ...budgets]));
  }
  const grant = (purse: string, id: string, amount: bigint) =>
    store.ledger.post({ id, kind: amount < 0n ? 'adjust' : 'grant', purse, amount, note: id, author: 'test' });
  const balanceOf = async (id: string) => (await store.ledger.purse(id))?.balance;

  it('lists the transfers of a purse page by page, with what was taken away as negative', async () => {
    const { account, purses } = await customer(store, 100n);
    const [purse = ''] = purses;
    for (const [index, amount] of [5n, -3n, 7n, -1n].entries()) await grant(purse, `t-${account.id}-${index}`, amount);
    await settle(sampleRecord(`call-${account.id}`, { accountId: account.id, keyId: 0, amount: 2n }));
    const rows: bigint[] = [];
    let before: string | undefined;
    do {
      const page = await store.ledger.transfers({ purse, limit: 2, ...(before === undefined ? {} : { before }) });
      rows.push(...page.rows.map(row => row.amount));
      before = page.next;
    } while (before !== undefined);
    expect(rows.toSorted()).toEqual([-1n, -3n, 100n, 5n, 7n]);
    await expect(store.ledger.transfers({ purse, limit: 2, before: '!' })).rejects.toThrow(/cursor/);
  });

  it('refunds a call to its payer, its key and its budgets, once by reference and never beyond its charge', async () => {
    const { account, key, purses } = await customer(store, 1_000n, 500n);
    const budget = `key:${key.id}:total:model:fast`;
    const id = `refunded-${account.id}`;
    await settle(sampleRecord(id, { accountId: account.id, keyId: key.id, amount: 90n }), ...purses.slice(1), budget);
    const balances = () => Promise.all([...purses, budget].map(balanceOf));
    expect(await balances()).toEqual([910n, 410n, -90n]);
    const draft = { call: id, note: 'broken answer', author: 'root' };
    const part = { ...draft, reference: `${id}-1`, amount: 40n };
    expect(await store.ledger.refund(part)).toEqual({ refunded: 40n });
    expect(await store.ledger.refund(part)).toEqual({ refunded: 40n });
    expect(await balances()).toEqual([950n, 450n, -50n]);
    expect(await store.records.spent({ keyId: key.id })).toBe(50n);
    expect(await store.records.spent({ accountId: account.id })).toBe(50n);
    const more = { ...draft, reference: `${id}-2` };
    expect(await store.ledger.refund({ ...more, amount: 51n })).toEqual({ refused: 'too much' });
    expect(await store.ledger.refund({ ...more, amount: 0n })).toEqual({ refused: 'too much' });
    expect(await store.ledger.refund({ ...more, amount: -5n })).toEqual({ refused: 'too much' });
    const rest = await Promise.all([0, 1, 2, 3].map(() => store.ledger.refund(more)));
    expect(rest).toEqual([0, 1, 2, 3].map(() => ({ refunded: 50n })));
    expect(await balances()).toEqual([1_000n, 500n, 0n]);
    expect(await store.ledger.refund({ ...draft, reference: `${id}-3` })).toEqual({ refused: 'no charge' });
    expect(await store.ledger.refund({ ...draft, call: 'unknown', reference: 'u' })).toEqual({ refused: 'no charge' });
    const [last] = (await store.ledger.transfers({ purse: purses[0] ?? '', limit: 1 })).rows;
    expect(last).toMatchObject({ kind: 'refund', amount: 50n, call: id, author: 'root' });
    expect(await store.ledger.reconcile()).toEqual([]);
  });

  it('takes no money that a database could not count', async () => {
    const { purses } = await customer(store, 1n);
    const [purse = ''] = purses;
    const most = 2n ** 62n;
    await expect(grant(purse, `much-${purse}`, most)).rejects.toThrow(/cannot hold that much/);
    await expect(grant(purse, `little-${purse}`, -most - 2n)).rejects.toThrow(/cannot hold that much/);
    expect(await grant(purse, `just-${purse}`, most - 1n)).toBe(true);
    expect(await balanceOf(purse)).toBe(most);
    await expect(grant(purse, `one-${purse}`, 1n)).rejects.toThrow();
    expect(await grant(purse, `back-${purse}`, 1n - most)).toBe(true);
    expect(await store.ledger.reconcile()).toEqual([]);
  });

  it('redeems a code once, however many try at the same time on however many nodes', async () => {
    const { account, purses } = await customer(store, 1n);
    const other = engine.name === 'SQLite' ? store : await database.open();
    const batch = { batch: `b-${account.id}`, count: 3, amount: 50n, expiresAt: null, author: 'root' };
    const [code = '', second = '', third = ''] = await issueCodes(store, batch);
    const tries = Array.from({ length: 20 }, (_, index) =>
      redeemCode([store, other][index % 2] ?? store, code, account.id),
    );
    expect((await Promise.all(tries)).filter(amount => amount !== undefined)).toEqual([50n]);
    expect(await balanceOf(purses[0] ?? '')).toBe(51n);
    const typed = ` ${second.toLowerCase().replaceAll('-', ' ')} `;
    expect(await redeemCode(store, typed, account.id)).toBe(50n);
    expect(await store.codes.setEnabled(batch.batch, false)).toBe(1);
    expect(await redeemCode(store, third, account.id)).toBeUndefined();
    expect(await store.codes.setEnabled(batch.batch, true)).toBe(1);
    expect((await store.codes.batches()).find(row => row.batch === batch.batch)).toMatchObject({
      codes: 3,
      redeemed: 2,
      amount: 150n,
      redeemedAmount: 100n,
    });
    const rows = await store.codes.list({ batch: batch.batch, limit: 10 });
    expect(rows.map(row => row.redeemedBy).toSorted()).toEqual([account.id, account.id, null]);
    expect(JSON.stringify(rows.map(row => row.hash))).not.toContain(code);
    expect(await store.ledger.reconcile()).toEqual([]);
  });

  it('redeems a code that is good for several once for each of them, and for no more', async () => {
    const people = [await customer(store, 1n), await customer(store, 1n), await customer(store, 1n)];
    const other = engine.name === 'SQLite' ? store : await database.open();
    const batch = {
      batch: `m-${people[0]?.account.id}`,
      count: 1,
      amount: 50n,
      uses: 2,
      expiresAt: null,
      author: 'root',
    };
    const [code = ''] = await issueCodes(store, batch);
    const tries = people.flatMap(({ account }) =>
      [store, other, store, other].map(place => redeemCode(place, code, account.id)),
    );
    expect((await Promise.all(tries)).filter(amount => amount !== undefined)).toEqual([50n, 50n]);
    const balances = await Promise.all(people.map(({ purses }) => balanceOf(purses[0] ?? '')));
    expect(balances.map(Number).toSorted((left, right) => left - right)).toEqual([1, 51, 51]);
    const sums = (await store.codes.batches()).find(row => row.batch === batch.batch);
    expect(sums).toMatchObject({ codes: 1, uses: 2, redeemed: 2, amount: 100n, redeemedAmount: 100n });
    expect(await store.codes.setEnabled(batch.batch, false)).toBe(0);
    expect(await store.ledger.reconcile()).toEqual([]);
  });

  it('redeems no code that is expired, unknown or no code at all, and those of elsewhere as they are written', async () => {
    const { account } = await customer(store, 1n);
    const foreign = 'a3F0c1d2e3f4a5b6c7d8e9f0a1b2c3d4';
    const draft = { batch: 'imported', hint: 'd3d4', author: '', amount: 7n };
    await store.codes.issue([
      { ...draft, hash: hashCode(foreign), expiresAt: null },
      { ...draft, hash: hashCode('old'), expiresAt: Date.now() - 1 },
    ]);
    for (const code of ['old', '', generateCode(), foreign.toUpperCase(), 'x'.repeat(1_000)])
      expect(await redeemCode(store, code, account.id)).toBeUndefined();
    expect(await redeemCode(store, ` ${foreign}\n`, account.id)).toBe(7n);
  });

  it.each([
    ['no codes', { count: 0 }],
    ['half a code', { count: 1.5 }],
    ['too many codes', { count: 10_001 }],
    ['codes of nothing', { amount: 0n }],
    ['codes of less than nothing', { amount: -1n }],
    ['an absurd amount', { amount: 10n ** 18n, count: 10_000 }],
    ['codes for nobody', { uses: 0 }],
    ['no name', { batch: '' }],
    ['codes that have expired', { expiresAt: 1 }],
  ])('issues no batch of %s', async (_what, change) => {
    const batch = { batch: 'wrong', count: 1, amount: 1n, expiresAt: null, author: '', ...change };
    await expect(issueCodes(store, batch)).rejects.toThrow();
    expect((await store.codes.batches()).some(row => row.batch === 'wrong')).toBe(false);
  });

  it('sums by hours, days of a zone and whatever is asked apart', async () => {
    const { account, key } = await customer(store, 1_000n);
    const owned = { accountId: account.id, keyId: key.id };
    const at = (hours: number, changes: Partial<CallRecord>): CallRecord =>
      sampleRecord(`u-${account.id}-${hours}-${changes.model ?? ''}`, {
        ...owned,
        at: NOON + hours * HOUR,
        ...changes,
      });
    await settle(at(0, { amount: 1n, cost: 1n, model: 'a', group: 'vip' }));
    await settle(at(1, { amount: 2n, cost: 1n, model: 'b' }));
    await settle(at(5, { amount: 4n, model: 'a', status: 500 }));
    await settle(at(13, { amount: 8n, model: 'a', channel: 9 }));
    const span = { accountId: account.id, from: NOON, to: NOON + 24 * HOUR };
    const rows = async (query: object) => store.records.usage({ ...span, step: 'total', ...query });
    expect(await rows({})).toMatchObject([{ calls: 4, failed: 1, amount: 15n, cost: 2n }]);
    expect((await rows({ by: ['model'] })).map(row => [row.model, row.amount])).toEqual([
      ['a', 13n],
      ['b', 2n],
    ]);
    const days = await rows({ step: 'day' });
    expect(days.map(row => [new Date(row.at ?? 0).toISOString().slice(0, 13), row.amount])).toEqual([
      ['2026-11-11T00', 8n],
      ['2026-11-10T00', 7n],
    ]);
    // In Shanghai the day ended four hours after noon in Greenwich.
    expect((await rows({ step: 'day', offset: 8 })).map(row => row.amount)).toEqual([12n, 3n]);
    expect(
      (await rows({ step: 'hour', by: ['group', 'channel'] })).map(row => [row.group, row.channel, row.amount]),
    ).toEqual([
      ['default', 9, 8n],
      ['default', 3, 4n],
      ['default', 3, 2n],
      ['vip', 3, 1n],
    ]);
    expect(await rows({ group: 'vip' })).toMatchObject([{ calls: 1, amount: 1n }]);
    expect(await rows({ by: ['model'], limit: 1 })).toHaveLength(1);
  });

  it('writes the statement of a month in its zone: opening plus what came less what went is closing', async () => {
    const { account, key, purses } = await customer(store, 1_000n);
    const zone = 'Asia/Kolkata';
    const { from, until } = monthSpan('2026-11', zone);
    expect(new Date(from).toISOString()).toBe('2026-10-31T18:30:00.000Z');
    const owned = { accountId: account.id, keyId: key.id };
    for (const [index, at] of [from - 1, from, NOON, until - 1, until].entries())
      await settle(sampleRecord(`m-${account.id}-${index}`, { ...owned, at, amount: 10n ** BigInt(index) }));
    const owner: StatementOwner = {
      purse: purses[0] ?? '',
      filter: { accountId: account.id, organisationId: 0 },
      zone,
      wholePurse: true,
    };
    const paid = await statementOf(store, owner, '2026-11');
    expect(paid).toMatchObject({ month: '2026-11', calls: 3, charged: '0.00000111', models: [{ calls: 3 }] });
    expect(paid.keys).toMatchObject([{ key: key.id, amount: '0.00000111' }]);
    // The grant is of the clock of the test, which may be within the month or after it.
    const sums = await store.records.statement({ purse: owner.purse, filter: owner.filter, from, to: until });
    const came = sums.transfers.reduce((sum, { amount }) => sum + amount, 0n);
    expect(sums.closing).toBe(sums.opening + came - 1_110n);
    const all = await store.records.statement({ purse: owner.purse, filter: owner.filter, from: 0, to: 2 ** 52 });
    expect(all).toMatchObject({ opening: 0n, closing: 1_000n - 11_111n, charged: 11_111n, calls: 5 });
    await expect(statementOf(store, owner, '2026-13')).rejects.toThrow(/2026-11/);
  });

  it('exports every line as CSV whose amounts sum up to the balance, without running as a formula', async () => {
    const { account, purses } = await customer(store, 5_000n);
    const draft = { name: `csv-${account.id}`, timeZone: 'UTC', budgets: [], enabled: true, declared: false };
    const { id } = await store.organisations.put(draft);
    await grant(`org:${id}`, `csv-org-${id}`, 700n);
    const key = await store.keys.put(sampleKey(account.id, `csv ${account.id}`, { organisationId: id }));
    const owned = { accountId: account.id, keyId: key.id, organisationId: id };
    for (let index = 0; index < 7; index += 1) {
      const name = index === 3 ? '=cmd|"x"!A1' : 'dev';
      const line = { keyName: name, at: NOON + (index % 2), amount: 11n, cost: 4n };
      await settle(sampleRecord(`csv-${account.id}-${index}`, { ...owned, ...line }));
    }
    const owner = { purse: `org:${id}`, filter: { organisationId: id }, zone: 'UTC', wholePurse: true };
    const text = async (who: StatementOwner, viewer?: 'operator'): Promise<string> => {
      const pieces: string[] = [];
      for await (const piece of statementCsv(store, who, { from: 0, until: 2 ** 52 }, viewer)) pieces.push(piece);
      return pieces.join('');
    };
    const amountsOf = (csv: string): number[] => {
      const [head = '', ...lines] = csv.trimEnd().split('\r\n');
      const column = head.split(',').indexOf('amount_usd');
      return lines.map(line => Math.round(Number(line.replace(/"(?:[^"]|"")*"/g, 'x').split(',')[column]) * 1e9));
    };
    const whole = await text(owner);
    expect(amountsOf(whole)).toHaveLength(8);
    expect(amountsOf(whole).reduce((sum, amount) => sum + amount, 0)).toBe(700 - 77);
    expect(whole).toContain(`"'=cmd|""x""!A1"`);
    expect(whole).not.toContain('margin_usd');
    expect(await text(owner, 'operator')).toContain('0.000000004,unknown,0.000000007');
    const member = { ...owner, filter: { organisationId: id, accountId: account.id }, wholePurse: false };
    expect(amountsOf(await text(member))).toHaveLength(7);
    const personal = { ...owner, purse: purses[0] ?? '', filter: { accountId: account.id, organisationId: 0 } };
    expect(amountsOf(await text(personal))).toEqual([5_000]);
  });
});
