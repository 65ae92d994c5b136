// Specification of the store of tasks, on every database: held with their row, claimed once, ended once, never lost.

import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { customer, engines, sampleRecord, type TestDatabase } from '../../../test/databases.ts';
import { encodeSettlement } from '../ledger/settlement-text.ts';
import type { Store } from './store.ts';
import type { TaskRow } from './task-rows.ts';

const USD = 1_000_000_000n;
let number = 0;

function taskOf(accountId: number, changes: Partial<TaskRow> = {}): TaskRow {
  number += 1;
  return {
    id: `task${String(number).padStart(8, '0')}`,
    publicId: `public-${number}`,
    dialect: 'midjourney',
    driver: 'midjourney',
    verb: 'imagine',
    model: 'mj_imagine',
    accountId,
    keyId: 0,
    channel: 1,
    credential: 'c',
    upstreamId: '',
    parentId: '',
    state: 'accepted',
    version: 1,
    progress: 0,
    visible: true,
    createdAt: 1_780_000_000_000 + number,
    startedAt: 0,
    finishedAt: 0,
    deadlineAt: 0,
    nextPollAt: 0,
    polls: 0,
    expiresAt: null,
    held: USD,
    detail: '{}',
    ...changes,
  };
}

const settlement = (task: TaskRow, amount: bigint, purses: readonly string[]): string =>
  encodeSettlement(
    sampleRecord(task.id, { at: task.createdAt, accountId: task.accountId, keyId: task.keyId, amount, upstreamId: '' }),
    purses,
  );

describe.each(await engines())('tasks on $name', engine => {
  let database: TestDatabase;
  let store: Store;
  beforeEach(async () => {
    database = await engine.make();
    store = await database.open();
  });
  afterEach(async () => {
    expect(await store.ledger.reconcile()).toEqual([]);
    await database.dispose();
  });

  const purse = async (id: string) => {
    const { balance, leased } = (await store.ledger.purse(id)) ?? { balance: 0n, leased: 0n };
    return { balance, leased };
  };

  it('hold money with their row, and give it back or charge it when they end, once', async () => {
    const { account, purses } = await customer(store, 3n * USD);
    const [own = ''] = purses;
    const [first, second] = [taskOf(account.id), taskOf(account.id)];
    expect(await store.tasks.create(first, purses, 'n', 1000, '')).toBe('created');
    expect(await store.tasks.create(second, purses, 'n', 1000, '')).toBe('created');
    expect(await purse(own)).toEqual({ balance: 3n * USD, leased: 2n * USD });
    const ending = {
      change: { state: 'succeeded' as const },
      settlement: settlement(first, USD / 2n, purses),
      hook: undefined,
    };
    expect(await store.tasks.finish(first.id, 1, ending)).toBe(true);
    expect(await store.tasks.finish(first.id, 1, ending)).toBe(false);
    expect(await store.tasks.finish(first.id, 2, ending)).toBe(false);
    expect(await purse(own)).toEqual({ balance: 3n * USD - USD / 2n, leased: USD });
    const free = { change: { state: 'failed' as const }, settlement: settlement(second, 0n, purses), hook: undefined };
    expect(await store.tasks.finish(second.id, 1, free)).toBe(true);
    expect(await purse(own)).toEqual({ balance: 3n * USD - USD / 2n, leased: 0n });
  });

  it('are refused with the purse that cannot pay, and leave nothing behind', async () => {
    const { account, purses } = await customer(store, USD / 2n);
    const task = taskOf(account.id);
    expect(await store.tasks.create(task, purses, 'n', 1000, '')).toEqual({ refused: purses[0] });
    expect(await store.tasks.byId(task.id)).toBeUndefined();
    expect(await purse(purses[0] ?? '')).toEqual({ balance: USD / 2n, leased: 0n });
  });

  it('charge more than they held where that is what was used', async () => {
    const { account, purses } = await customer(store, 3n * USD);
    const task = taskOf(account.id);
    await store.tasks.create(task, purses, 'n', 1000, '');
    await store.tasks.finish(task.id, 1, {
      change: { state: 'succeeded' },
      settlement: settlement(task, 2n * USD, purses),
      hook: undefined,
    });
    expect(await purse(purses[0] ?? '')).toEqual({ balance: USD, leased: 0n });
  });

  it('are one for one idempotency key of one owner', async () => {
    const { account, purses } = await customer(store, 9n * USD);
    const task = taskOf(account.id);
    expect(await store.tasks.create(task, purses, 'n', 1000, 'order-1')).toBe('created');
    expect(await store.tasks.create(taskOf(account.id), purses, 'n', 1000, 'order-1')).toMatchObject({
      existing: { id: task.id },
    });
    expect((await purse(purses[0] ?? '')).leased).toBe(USD);
  });

  it('have a public id of their own: of two with the same the later is written with another', async () => {
    const { account, purses } = await customer(store, 9n * USD);
    const other = await customer(store, 9n * USD);
    const first = taskOf(account.id);
    expect(await store.tasks.create(first, purses, 'n', 1000, '')).toBe('created');
    for (const [id, key] of [
      [account.id, ''],
      [account.id, 'order-2'],
      [other.account.id, ''],
    ] as const) {
      const twin = taskOf(id, { publicId: first.publicId });
      expect(await store.tasks.create(twin, purses, 'n', 1000, key)).toBe('taken');
      expect(await store.tasks.byId(twin.id)).toBeUndefined();
    }
    expect((await purse(purses[0] ?? '')).leased).toBe(USD);
  });

  it('are claimed by one node alone, and by another when the first has gone', async () => {
    const { account, purses } = await customer(store, 99n * USD);
    for (let index = 0; index < 20; index += 1)
      await store.tasks.create(taskOf(account.id, { held: 0n }), purses, '', 0, '');
    const other = await database.open();
    const claimed = await Promise.all(
      [store, other, store, other].map((each, index) => each.tasks.claim(`n${index}`, 300, 7)),
    );
    const ids = claimed.flat().map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBe(20);
    expect(await store.tasks.claim('late', 1000, 50)).toEqual([]);
    await new Promise(resolve => setTimeout(resolve, 400));
    expect(await other.tasks.claim('late', 1000, 50)).toHaveLength(20);
    // What the first node still wants to write is too late.
    const [task] = claimed.flat();
    expect(await store.tasks.change(task?.id ?? '', task?.version ?? 0, { progress: 5 }, { inMs: 0 })).toBe(false);
    await store.tasks.reschedule([{ id: task?.id ?? '', version: task?.version ?? 0, inMs: 0 }]);
    expect(await store.tasks.claim('again', 1000, 50)).toEqual([]);
    for (const { id } of claimed.flat()) {
      const row = await store.tasks.byId(id);
      if (row !== undefined)
        await store.tasks.finish(id, row.version, {
          change: { state: 'failed' },
          settlement: settlement(row, 0n, []),
          hook: undefined,
        });
    }
  });

  it('that run are kept by their node as long as it says, woken where they are, and given up at once', async () => {
    const { account } = await customer(store, USD);
    const task = taskOf(account.id, { held: 0n, state: 'running' });
    await store.tasks.create(task, [], '', 0, '');
    expect(await store.tasks.claim('one', 60_000, 5)).toMatchObject([{ id: task.id, version: 2 }]);
    expect(await store.tasks.keep('two', [task.id], 60_000)).toEqual([]);
    expect(await store.tasks.keep('one', [task.id, 'none'], 60_000)).toEqual([task.id]);
    expect(await store.tasks.claim('one', 60_000, 5)).toEqual([]);
    await store.tasks.wake([task.id]);
    expect(await store.tasks.claim('two', 60_000, 5)).toEqual([]);
    // Somebody woke it: that its lease is renewed must not put it off.
    await store.tasks.keep('one', [task.id], 60_000);
    expect(await store.tasks.claim('one', 60_000, 5)).toMatchObject([{ version: 3 }]);
    const next = { inMs: 60_000, keepFor: 'one' };
    expect(
      await store.tasks.changeAll([
        { id: task.id, version: 3, change: { progress: 7 }, next },
        { id: task.id, version: 3, change: { progress: 8 }, next },
        { id: 'none', version: 1, change: { progress: 9 }, next },
      ]),
    ).toEqual([true, false, false]);
    expect((await store.tasks.byId(task.id))?.progress).toBe(7);
    await store.tasks.keep('one', [task.id], 0);
    expect(await store.tasks.claim('two', 60_000, 5)).toMatchObject([{ id: task.id }]);
  });

  it('that waited hold what their next step costs instead', async () => {
    const { account, purses } = await customer(store, 3n * USD);
    const task = taskOf(account.id);
    await store.tasks.create(task, purses, 'n', 1000, '');
    const change = { state: 'submitting' as const };
    expect(await store.tasks.resume(task.id, 1, change, { purses, held: 5n * USD }, 'n', 10)).toEqual({
      refused: purses[0],
    });
    expect(await store.tasks.resume(task.id, 1, change, { purses, held: 2n * USD }, 'n', 10)).toBe(true);
    expect(await store.tasks.resume(task.id, 1, change, { purses, held: USD }, 'n', 10)).toBe(false);
    expect((await purse(purses[0] ?? '')).leased).toBe(2n * USD);
  });

  it('owe their news with their end, to be delivered by one at a time', async () => {
    const { account, purses } = await customer(store, 3n * USD);
    const task = taskOf(account.id);
    await store.tasks.create(task, purses, 'n', 1000, '');
    const hook = { id: 'h1', taskId: task.id, url: 'https://example.com', body: '{"ok":1}', secret: '' };
    await store.tasks.finish(task.id, 1, {
      change: { state: 'succeeded' },
      settlement: settlement(task, USD, purses),
      hook,
    });
    expect(await store.tasks.claimHooks(60_000, 5)).toMatchObject([{ id: 'h1', attempts: 1 }]);
    expect(await store.tasks.claimHooks(60_000, 5)).toEqual([]);
    await store.tasks.delayHook('h1', 0);
    expect(await store.tasks.claimHooks(60_000, 5)).toMatchObject([{ id: 'h1', attempts: 2 }]);
    await store.tasks.removeHook('h1');
    await store.tasks.delayHook('h1', 0);
    expect(await store.tasks.claimHooks(60_000, 5)).toEqual([]);
  });

  it('are found by their owner alone, and by what they made', async () => {
    const [mine, theirs] = [await customer(store, 9n * USD), await customer(store, 9n * USD)];
    const task = taskOf(mine.account.id, { held: 0n, upstreamId: 'up-1' });
    await store.tasks.create(task, [], '', 0, '');
    await store.tasks.addReferences(task.id, mine.account.id, ['clip', 'clip']);
    expect(await store.tasks.find(mine.account.id, [task.publicId, 'none'])).toHaveLength(1);
    expect(await store.tasks.find(theirs.account.id, [task.publicId])).toEqual([]);
    expect((await store.tasks.byReference(mine.account.id, 'clip'))?.id).toBe(task.id);
    expect(await store.tasks.byReference(theirs.account.id, 'clip')).toBeUndefined();
    expect(await store.tasks.byUpstream(1, ['up-1'])).toHaveLength(1);
  });

  it('are paged without a gap in both directions', async () => {
    const { account } = await customer(store, USD);
    for (let index = 0; index < 7; index += 1)
      await store.tasks.create(taskOf(account.id, { held: 0n }), [], '', 0, '');
    for (const ascending of [true, false]) {
      const seen: string[] = [];
      let after: string | undefined;
      do {
        const page = await store.tasks.list({
          accountId: account.id,
          limit: 3,
          ascending,
          ...(after === undefined ? {} : { after }),
        });
        seen.push(...page.rows.map(({ id }) => id));
        after = page.next;
      } while (after !== undefined);
      expect(seen).toHaveLength(7);
      expect(seen).toEqual(seen.toSorted((a, b) => (ascending === a < b ? -1 : 1)));
    }
  });

  it('are forgotten with what they made when they are long past, and only then', async () => {
    const { account } = await customer(store, USD);
    const [old, fresh, open] = [
      taskOf(account.id, { held: 0n }),
      taskOf(account.id, { held: 0n }),
      taskOf(account.id, { held: 0n }),
    ];
    for (const task of [old, fresh, open]) await store.tasks.create(task, [], '', 0, '');
    await store.tasks.addReferences(old.id, account.id, ['clip']);
    const ended = async (task: TaskRow, finishedAt: number) =>
      store.tasks.finish(task.id, 1, {
        change: { state: 'failed', finishedAt },
        settlement: settlement(task, 0n, []),
        hook: undefined,
      });
    await ended(old, Date.now() - 10_000);
    await ended(fresh, Date.now());
    expect(await store.tasks.forget(5_000, 10)).toBe(1);
    expect(await store.tasks.byId(old.id)).toBeUndefined();
    expect(await store.tasks.byReference(account.id, 'clip')).toBeUndefined();
    expect(await store.tasks.byId(fresh.id)).toBeDefined();
    expect(await store.tasks.open()).toEqual([{ state: 'accepted', count: 1 }]);
  });

  it('end once whatever happens at once: holds are captures and releases', async () => {
    const { account, purses } = await customer(store, 100n * USD);
    const other = await database.open();
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.boolean(), fc.bigInt({ min: 0n, max: USD })), { minLength: 2, maxLength: 4 }),
        async ends => {
          const before = await purse(purses[0] ?? '');
          const task = taskOf(account.id);
          await store.tasks.create(task, purses, 'n', 1000, '');
          const results = await Promise.all(
            ends.map(([good, amount], index) =>
              (index % 2 === 0 ? store : other).tasks.finish(task.id, 1, {
                change: { state: good ? 'succeeded' : 'failed' },
                settlement: settlement(task, good ? amount : 0n, purses),
                hook: undefined,
              }),
            ),
          );
          expect(results.filter(Boolean)).toHaveLength(1);
          const [good, amount] = ends[results.indexOf(true)] ?? [false, 0n];
          const after = await purse(purses[0] ?? '');
          expect(after).toEqual({ balance: before.balance - (good ? amount : 0n), leased: before.leased });
        },
      ),
      { numRuns: 15 },
    );
  });
});
