// Specification of the quarters of an hour: every try of a booked call counts once, for the channel that it was at.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { customer, engines, sampleRecord, type TestDatabase } from '../../../test/databases.ts';
import { QUARTER_MS } from './quarters.ts';
import type { Store } from './store.ts';

const NOW = Math.floor(Date.parse('2026-11-25T10:00:00Z') / QUARTER_MS) * QUARTER_MS;
const attempt = (channel: number, outcome: string, status: number, milliseconds: number) => ({
  channel,
  channelName: `c${channel}`,
  credential: 'k',
  status,
  milliseconds,
  outcome,
});

describe.each(await engines())('tries by the quarter of an hour on $name', engine => {
  let database: TestDatabase;
  let store: Store;
  beforeEach(async () => {
    database = await engine.make();
    store = await database.open();
  });
  afterEach(() => database.dispose());

  it('counts each try for its own channel, once, and blames it only for its own faults', async () => {
    const { account } = await customer(store, 1_000_000n);
    const call = (id: string, at: number, attempts: ReturnType<typeof attempt>[]) =>
      sampleRecord(id, { accountId: account.id, keyId: 0, at, attempts });
    const records = [
      call('a', NOW, [attempt(1, 'status 503', 503, 100), attempt(2, 'complete', 200, 900)]),
      call('b', NOW + 1, [attempt(1, 'complete', 200, 300)]),
      call('c', NOW + QUARTER_MS, [attempt(1, 'refused', 400, 50), attempt(1, 'status 401', 401, 20)]),
      call('d', NOW - 2 * QUARTER_MS, [attempt(1, 'cancelled', 200, 10), attempt(1, 'cut', 200, 30)]),
    ];
    await store.ledger.settle('n', records);
    await store.ledger.settle('n', records);
    expect(await store.health.quarters(NOW)).toEqual([
      { channel: 1, at: NOW, tries: 2, failed: 1, milliseconds: 400 },
      { channel: 1, at: NOW + QUARTER_MS, tries: 2, failed: 1, milliseconds: 70 },
      { channel: 2, at: NOW, tries: 1, failed: 0, milliseconds: 900 },
    ]);
    await store.health.prune(NOW);
    const [first] = await store.health.quarters(0);
    expect(first?.at).toBe(NOW);
  });
});
