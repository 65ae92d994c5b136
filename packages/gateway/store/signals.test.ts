// Signals between nodes: heard when their transaction commits, by every listener, on both databases.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { customer, engines, type TestDatabase } from '../../../test/databases.ts';
import { readSignal, writeSignal } from './signals.ts';
import type { Store } from './store.ts';

describe('a signal', () => {
  it('is read as it was written, and nothing else is one', () => {
    const signal = { about: 'wanted', node: 'n"1', purse: 'key:7:total:model:\n' } as const;
    expect(readSignal(writeSignal(signal))).toEqual(signal);
    for (const text of ['', '[]', '{}', '["stolen","n","p"]', '["wanted",1,"p"]', 'null'])
      expect([text, readSignal(text)]).toEqual([text, undefined]);
  });
});

describe.each(await engines())('signals on $name', engine => {
  let database: TestDatabase;
  let store: Store;
  let listening: Store;
  beforeAll(async () => {
    database = await engine.make();
    store = await database.open();
    listening = engine.name === 'SQLite' ? store : await database.open();
  });
  afterAll(() => database.dispose());

  it('tell of a want only where others have enough, and of what came back', async () => {
    const heard: unknown[] = [];
    const stop = await listening.listen(text => heard.push(readSignal(text)));
    const { purses } = await customer(store, 100n);
    const [purse = ''] = purses;
    expect(await store.ledger.lease('other', purse, 60n, 60n)).toBe(60n);
    expect(await store.ledger.want('me', purse, 101n)).toBe(false);
    expect(await store.ledger.want('me', purse, 100n)).toBe(true);
    expect(await store.ledger.want('other', purse, 50n)).toBe(false);
    await store.ledger.giveBack('other', purse, 10n);
    await store.ledger.giveBack('other', purse, 50n, true);
    await store.ledger.giveBack('other', purse, 50n, true);
    expect(await store.ledger.want('me', purse, 1n)).toBe(false);
    await expect
      .poll(() => heard)
      .toEqual([
        { about: 'wanted', node: 'me', purse },
        { about: 'returned', node: 'other', purse },
      ]);
    stop();
  });
});
