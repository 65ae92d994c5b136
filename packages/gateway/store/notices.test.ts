// What is to be told, on every database: a low balance once until it is well again, a jump once a day.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engines, type TestDatabase } from '../../../test/databases.ts';
import type { Store } from './store.ts';

const USD = 1_000_000_000n;
const HOUR_MS = 3_600_000;

describe.each(await engines())('notices on $name', engine => {
  let database: TestDatabase;
  let store: Store;
  beforeAll(async () => {
    database = await engine.make();
    store = await database.open();
  });
  afterAll(() => database.dispose());

  const account = async (name: string): Promise<number> => {
    const draft = { role: 'user', passwordHash: '', group: 'default', enabled: true, declared: false } as const;
    return (await store.accounts.put({ ...draft, name })).id;
  };
  let posts = 0;
  const move = (id: number, amount: bigint) => {
    posts += 1;
    const draft = { id: `adjust:${posts}`, kind: 'adjust', purse: `account:${id}`, note: '', author: '' } as const;
    return store.ledger.post({ ...draft, amount });
  };

  it('tell a low balance once, by whichever node looks, and again after it was well', async () => {
    const id = await account('low');
    await account('never-had-any');
    await move(id, 5n * USD);
    expect(await store.notices.findLow(USD, 100)).toBe(0);
    await move(id, -4n * USD - 1n);
    const looks = await Promise.all(Array.from({ length: 5 }, () => store.notices.findLow(USD, 100)));
    expect(looks.reduce((sum, owed) => sum + owed, 0)).toBe(1);
    await move(id, USD);
    expect(await store.notices.findLow(USD, 100)).toBe(0);
    await store.notices.putWish({ accountId: id, threshold: 3n * USD, sealed: '' });
    expect(await store.notices.findLow(USD, 100)).toBe(1);
    const owed = await store.notices.unspread(10);
    expect(owed.map(notice => [notice.type, notice.accountId])).toEqual([
      ['balance.low', id],
      ['balance.low', id],
    ]);
    const [first] = owed;
    const spreads = await Promise.all([1, 2].map(() => store.notices.spread(first?.id ?? '', [])));
    expect(spreads.toSorted()).toEqual([false, true]);
  });

  it('go when they are old, but for what is still on its way', async () => {
    const id = await account('old');
    const owe = (name: string) => store.notices.owe({ id: name, type: 'payment.credited', accountId: id, values: {} });
    const delivery = (name: string) => ({ id: name, accountId: id, kind: 'webhook', sealed: '' });
    for (const name of ['told', 'waiting', 'unspread']) await owe(name);
    await store.notices.spread('told', [delivery('told-1')]);
    await store.notices.tried('told-1', { state: 'done', said: '' });
    await store.notices.spread('waiting', [delivery('waiting-1')]);
    const kept = async () => (await store.notices.ofAccount(id, 10)).map(notice => notice.id).toSorted();
    expect(await store.notices.prune(Date.now() - HOUR_MS)).toBe(0);
    expect(await kept()).toEqual(['told', 'unspread', 'waiting']);
    expect(await store.notices.prune(Date.now() + HOUR_MS)).toBeGreaterThan(0);
    expect(await kept()).toEqual(['unspread', 'waiting']);
  });

  it('tell a jump of spending once a day, measured by the week, and nothing of newcomers', async () => {
    const [steady, jumping, fresh] = [await account('steady'), await account('jumping'), await account('fresh')];
    const now = Date.UTC(2026, 10, 26, 12);
    const hour = now / HOUR_MS;
    const spend = (id: number, at: number, amount: bigint) =>
      database.tamper(
        `INSERT INTO rollups (account_id, key_id, hour, model, channel, group_name, organisation_id, calls, failed,
           amount, cost, input_tokens, cached_tokens, output_tokens, milliseconds)
         VALUES (${id}, 0, ${at}, 'm', 1, '', 0, 1, 0, ${amount}, 0, 0, 0, 0, 0)`,
      );
    for (let back = 2; back < 50; back += 4) {
      await spend(steady, hour - back, 10n * USD);
      await spend(jumping, hour - back, USD);
    }
    for (const id of [steady, jumping, fresh]) await spend(id, hour, 20n * USD);
    const rule = { now, factor: 10, minimum: 5n * USD };
    expect(await store.notices.findJumps(rule)).toBe(1);
    expect(await store.notices.findJumps(rule)).toBe(0);
    const told = (await store.notices.unspread(10)).filter(notice => notice.type === 'spend.jump');
    expect(told.map(notice => notice.accountId)).toEqual([jumping]);
    expect(told[0]?.values).toMatchObject({ nano: String(20n * USD) });
  });
});
