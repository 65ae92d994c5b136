// Specifies the books of a session on a real ledger: holds that grow, one charge for each count, and nothing left held.

import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { usageOf, type Usage } from '@turnpike/protocols/conversation/usage';
import { customer, engines, type TestDatabase } from '../../../../test/databases.ts';
import type { Exchange } from '../../http/exchange.ts';
import type { CallRecord } from '../../ledger/charge.ts';
import { MILLION } from '../../ledger/money.ts';
import { openLedger, type RunningLedger } from '../../ledger/node-ledger.ts';
import { sheetOf } from '../../ledger/price-sheet.ts';
import { price } from '../../ledger/price.ts';
import type { Store } from '../../store/store.ts';
import type { CallState } from '../record.ts';
import { SessionBooks } from './books.ts';
import { GEMINI_LIVE } from './gemini-upstream.ts';
import { LiveErrand } from './live-errand.ts';

const SHEET = sheetOf({
  rates: { input: '1', output: '4', audio_input: '3', audio_output: '12' },
  tiers: [],
  factors: {},
});
const costOf = (usage: Usage): bigint => price(usage, SHEET, MILLION).amount;
/** What an answer is held for before anything is known. */
const FIRST = costOf(usageOf({ input: 4_000, audioIn: 4_000, output: 1_000, audioOut: 2_000 }));

let database: TestDatabase;
let store: Store;
let ledger: RunningLedger;
let sessions = 0;

beforeAll(async () => {
  const [engine] = await engines();
  if (engine === undefined) throw new Error('no database');
  database = await engine.make();
  store = await database.open();
  ledger = await openLedger({ store, journalFolder: `${database.folder}/node` });
});
afterAll(async () => {
  await ledger.close();
  await database.dispose();
});

interface Session {
  readonly books: SessionBooks;
  readonly purse: string;
  readonly rows: CallRecord[];
}

/** A session of a customer with so many nano-dollars. */
async function session(balance: bigint): Promise<Session> {
  const { purses } = await customer(store, balance);
  const [purse = ''] = purses;
  sessions += 1;
  const rows: CallRecord[] = [];
  const errand = new LiveErrand(GEMINI_LIVE, 'voice');
  const account = { id: Number(purse.split(':')[1]) };
  // Only what a record is made of.
  const state = {
    id: `session-${sessions}`,
    at: Date.now(),
    errand,
    principal: { account, key: { id: 0, name: 'k' }, group: 'default', organisation: undefined },
    snapshot: { sheet: SHEET, multiplier: MILLION, world: { price: () => undefined, model: () => undefined } },
    attempts: [],
    upstreamModel: 'voice',
    spoken: 'gemini-live',
    firstByteMs: 0,
  } as unknown as CallState;
  const services = {
    ledger,
    balanceOf: () => Promise.resolve(0n),
    observe: (_exchange: Exchange, row: CallRecord) => void rows.push(row),
  };
  const exchange = { startedAt: performance.now() } as unknown as Exchange;
  const books = new SessionBooks({ services, exchange, state, protocol: GEMINI_LIVE, errand, purses });
  return { books, purse, rows };
}

const spentBy = async (purse: string): Promise<bigint> => {
  await ledger.flush();
  return (await store.ledger.purse(purse))?.spent ?? 0n;
};

describe('the books of a session', () => {
  it('charge each count once, and give the last hold back', async () => {
    const { books, purse, rows } = await session(FIRST * 3n);
    const counts = [usageOf({ audioIn: 100, audioOut: 50 }), usageOf({ audioIn: 220, audioOut: 70 })];
    await books.reserve();
    for (const usage of counts) {
      await books.charge({ usage, id: '' });
      await books.reserve();
    }
    books.close('', 1000, undefined);
    books.close('', 1000, undefined);
    const expected = counts.reduce((sum, usage) => sum + costOf(usage), 0n);
    expect(await spentBy(purse)).toBe(expected);
    expect(books.amount).toBe(expected);
    expect(rows.map(row => [row.amount > 0n, row.reason])).toEqual([
      [true, 'upstream_usage'],
      [true, 'upstream_usage'],
      [false, 'client_cancelled'],
    ]);
    expect(new Set(rows.map(row => row.id)).size).toBe(3);
    expect(ledger.figures().openHolds).toBe(0);
  });

  it('hold more for the next answer as the context grows', async () => {
    const context = usageOf({ audioIn: 400_000 });
    const { books } = await session(costOf(context) + FIRST + FIRST / 2n);
    await books.reserve();
    await books.charge({ usage: context, id: '' });
    // What is left would do for a first answer, and not for one that reads all of that again.
    await expect(books.reserve()).rejects.toMatchObject({ code: 'insufficient_user_quota' });
    books.close('insufficient_user_quota', 1008, undefined);
    expect(ledger.figures().openHolds).toBe(0);
  });

  it('raise the hold while an answer outgrows it, and end where nobody can pay for that', async () => {
    const { books, purse } = await session(FIRST * 4n);
    await books.reserve();
    await books.cover(usageOf({ audioOut: 100 }));
    const long = usageOf({ audioOut: Number(FIRST / 12_000n) });
    await books.cover(long);
    // The rest of the money is held now: another session of the same purse gets nothing.
    await expect(Promise.resolve(ledger.admit('other', [purse], FIRST * 3n))).rejects.toMatchObject({
      name: 'Refusal',
    });
    await expect(books.cover(usageOf({ audioOut: long.audioOut * 3 }))).rejects.toMatchObject({
      code: 'insufficient_user_quota',
    });
    await books.charge({ usage: long, id: '' });
    books.close('', 1000, undefined);
    expect(await spentBy(purse)).toBe(costOf(long));
    expect(ledger.figures().openHolds).toBe(0);
  });

  it('charge what is owed at the end as what it is', async () => {
    const { books, purse, rows } = await session(FIRST * 2n);
    await books.reserve();
    const usage = usageOf({ audioOut: 25 });
    books.close('bad_response', 1011, { usage, id: '', estimated: true });
    expect(await spentBy(purse)).toBe(costOf(usage));
    expect(rows.map(row => [row.reason, row.error])).toEqual([['upstream_error_after_output', 'bad_response']]);
  });

  it('leave nothing held and charge nothing else, whatever happens in whatever order', async () => {
    const step = fc.oneof(
      fc.constant({ kind: 'reserve' as const }),
      fc.integer({ min: 0, max: 20_000 }).map(audioOut => ({ kind: 'charge' as const, audioOut })),
      fc.integer({ min: 0, max: 50_000 }).map(audioOut => ({ kind: 'cover' as const, audioOut })),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), fc.boolean(), async (steps, owes) => {
        const { books, purse } = await session(FIRST * 20n);
        let expected = 0n;
        for (const one of steps) {
          const usage = usageOf({ audioOut: one.kind === 'reserve' ? 0 : one.audioOut });
          const work =
            one.kind === 'reserve'
              ? books.reserve()
              : one.kind === 'cover'
                ? books.cover(usage)
                : books.charge({ usage, id: '' }).then(({ amount }) => void (expected += amount));
          await work.catch((error: unknown) => expect(error).toMatchObject({ code: 'insufficient_user_quota' }));
        }
        const before = books.amount;
        books.close('', 1000, owes ? { usage: usageOf({ audioOut: 10 }), id: '' } : undefined);
        expected += books.amount - before;
        expect(await spentBy(purse)).toBe(expected);
        expect(ledger.figures().openHolds).toBe(0);
      }),
      { numRuns: 40 },
    );
    expect(await store.ledger.reconcile()).toEqual([]);
  });
});
