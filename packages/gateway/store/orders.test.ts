// Orders and payments on every database: booked once whoever tells of them at the same time, and back again to the cent.

import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engines, type TestDatabase } from '../../../test/databases.ts';
import type { OrderDraft, Receipt } from './order-rows.ts';
import type { Store } from './store.ts';

describe.each(await engines())('orders on $name', engine => {
  let database: TestDatabase;
  let store: Store;
  let accountId: number;
  let count = 0;
  beforeAll(async () => {
    database = await engine.make();
    store = await database.open();
    const draft = { role: 'user', passwordHash: '', group: 'default', enabled: true, declared: false } as const;
    accountId = (await store.accounts.put({ ...draft, name: 'ada' })).id;
  });
  afterAll(() => database.dispose());

  async function paidOrder(due: bigint, credit: bigint): Promise<{ id: string; payment: string }> {
    count += 1;
    const id = `T${String(count).padStart(8, '0')}`;
    const now = Date.now();
    const draft: OrderDraft = {
      id,
      accountId,
      gateway: 'g',
      provider: 'epay',
      method: '',
      currency: 'cny',
      due,
      credit,
      bonus: 0n,
      rate: '7',
      createdAt: now,
      expiresAt: now + 1000,
      nextPollAt: now - 1,
    };
    await store.orders.make(draft);
    return { id, payment: `g:${id}x` };
  }
  const receipt = (id: string, due: bigint, credit: bigint): Receipt => ({
    orderId: id,
    gateway: 'g',
    txn: `${id}x`,
    amount: due,
    currency: 'cny',
    method: '',
    credit,
    bonus: 0n,
    problem: '',
  });
  const balance = async (): Promise<bigint> => (await store.ledger.purse(`account:${accountId}`))?.balance ?? 0n;

  it('are credited once by fifty tellers at once', async () => {
    const before = await balance();
    const { id } = await paidOrder(7200n, 10n ** 10n);
    const told = await Promise.all(
      Array.from({ length: 50 }, () => store.orders.receive(receipt(id, 7200n, 10n ** 10n))),
    );
    expect(told.filter(Boolean)).toHaveLength(1);
    expect((await balance()) - before).toBe(10n ** 10n);
    expect(await store.orders.byId(id)).toMatchObject({ state: 'credited' });
  });

  it('give back exactly what they brought, in whatever parts it goes back', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.bigInt(1n, 10n ** 7n),
        fc.bigInt(1n, 10n ** 13n),
        fc.array(fc.tuple(fc.bigInt(1n, 10n ** 7n), fc.boolean()), { maxLength: 4 }),
        async (due, credit, parts) => {
          const before = await balance();
          const { id, payment } = await paidOrder(due, credit);
          await store.orders.receive(receipt(id, due, credit));
          let back = 0n;
          const refund = async (name: string, amount: bigint, fails: boolean) => {
            const draft = { id: name, paymentId: payment, outsideId: '', amount, author: '', note: '' };
            const taken = await store.orders.refund({ ...draft, state: 'pending' });
            expect(taken).toBe(back + amount <= due);
            if (!taken) return;
            await store.orders.refund({ ...draft, state: fails ? 'failed' : 'done' });
            if (!fails) back += amount;
          };
          for (const [index, [amount, fails]] of parts.entries()) await refund(`${id}-${index}`, amount, fails);
          const share = (credit * back + due - 1n) / due;
          expect((await balance()) - before).toBe(credit - share);
          if (back < due) await refund(`${id}-rest`, due - back, false);
          expect(await balance()).toBe(before);
          expect(await store.orders.byId(id)).toMatchObject({ state: 'refunded' });
        },
      ),
      { numRuns: 15 },
    );
    expect(await store.ledger.reconcile()).toEqual([]);
  }, 30_000);

  it('are asked after by one node at a time', async () => {
    const { id } = await paidOrder(1n, 1n);
    const claims = await Promise.all(Array.from({ length: 4 }, () => store.orders.claimPolls(60_000, 1000)));
    expect(claims.flat().filter(order => order.id === id)).toHaveLength(1);
    await store.orders.polled(id, undefined);
    expect(await store.orders.byId(id)).toMatchObject({ nextPollAt: null, polls: 1 });
  });
});
