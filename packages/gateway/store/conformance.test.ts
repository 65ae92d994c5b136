// What a store must do, on every database: accounts, keys, documents, pins, the schema and the version.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openStore, SchemaError } from './open.ts';
import { engines, sampleKey, type TestDatabase } from '../../../test/databases.ts';
import type { Store } from './store.ts';

const person = (name: string) =>
  ({ name, role: 'user', passwordHash: 'p', group: 'default', enabled: true, declared: true }) as const;

describe.each(await engines())('a store on $name', engine => {
  let database: TestDatabase;
  let store: Store;
  beforeEach(async () => {
    database = await engine.make();
    store = await database.open();
  });
  afterEach(() => database.dispose());

  describe('accounts', () => {
    it('are made once and changed by name', async () => {
      const made = await store.accounts.put(person('ada'));
      const changed = await store.accounts.put({ ...person('ada'), role: 'admin', enabled: false });
      expect(changed).toEqual({ ...made, role: 'admin', enabled: false });
      expect(await store.accounts.byName('ada')).toEqual(changed);
      expect(await store.accounts.byId(made.id)).toEqual(changed);
      expect(await store.accounts.byName('bob')).toBeUndefined();
      expect(Math.abs(made.createdAt - Date.now())).toBeLessThan(60_000);
    });

    it('are listed in pages by id', async () => {
      const made = [];
      for (const name of ['c', 'a', 'b']) made.push(await store.accounts.put(person(name)));
      const first = await store.accounts.list(0, 2);
      expect(first).toEqual(made.slice(0, 2));
      expect(await store.accounts.list(first.at(-1)?.id ?? 0, 2)).toEqual(made.slice(2));
    });

    it('have an empty purse from the start', async () => {
      const { id } = await store.accounts.put(person('ada'));
      expect(await store.ledger.purse(`account:${id}`)).toMatchObject({ balance: 0n, overdraft: 0n });
    });

    it('made at once by two writers under one name are one account', async () => {
      const both = await Promise.all([store.accounts.put(person('ada')), store.accounts.put(person('ada'))]);
      expect(both[0]).toEqual(both[1]);
    });
  });

  describe('keys', () => {
    it('are found by hash, with the account that pays', async () => {
      const account = await store.accounts.put(person('ada'));
      const draft = sampleKey(account.id, 'h1', {
        models: ['fast', 'ünïcode "quoted" \\ {braces}'],
        addresses: ['10.0.0.0/8'],
        group: 'vip',
        expiresAt: 1_900_000_000_000,
        budget: 20_000_000_000n,
      });
      const key = await store.keys.put(draft);
      expect(key).toMatchObject(draft);
      expect(await store.keys.byHash('h1')).toEqual({ key, account });
      expect(await store.keys.byHash('h2')).toBeUndefined();
      expect(await store.keys.ofAccount(account.id)).toEqual([key]);
    });

    it('keep an empty list apart from none', async () => {
      const account = await store.accounts.put(person('ada'));
      expect((await store.keys.put(sampleKey(account.id, 'h', { models: [] }))).models).toEqual([]);
      expect((await store.keys.put(sampleKey(account.id, 'h', { models: null }))).models).toBeNull();
    });

    it('are switched off and on', async () => {
      const account = await store.accounts.put(person('ada'));
      const key = await store.keys.put(sampleKey(account.id, 'h'));
      await store.keys.setEnabled(key.id, false);
      expect((await store.keys.byHash('h'))?.key.enabled).toBe(false);
      await store.keys.setEnabled(key.id, true);
      expect((await store.keys.byHash('h'))?.key.enabled).toBe(true);
    });

    it('hold their budget as money in a purse, less what was spent', async () => {
      const account = await store.accounts.put(person('ada'));
      const budgetOf = async (budget: bigint | null) => {
        const key = await store.keys.put(sampleKey(account.id, 'h', { budget }));
        return (await store.ledger.purse(`key:${key.id}`))?.balance;
      };
      expect(await budgetOf(5_000n)).toBe(5_000n);
      expect(await budgetOf(2_000n)).toBe(2_000n);
      expect(await budgetOf(9_000n)).toBe(9_000n);
      expect(await budgetOf(null)).toBe(0n);
      expect(await store.ledger.reconcile()).toEqual([]);
    });

    it('do not move to another account', async () => {
      const [ada, bob] = [await store.accounts.put(person('ada')), await store.accounts.put(person('bob'))];
      await store.keys.put(sampleKey(ada.id, 'h'));
      await expect(store.keys.put(sampleKey(bob.id, 'h'))).rejects.toThrow(/belongs to account/);
      expect((await store.keys.byHash('h'))?.account.name).toBe('ada');
    });

    it('of an account that is not there are refused', async () => {
      await expect(store.keys.put(sampleKey(999, 'h'))).rejects.toThrow(/foreign key/i);
    });
  });

  describe('documents', () => {
    const channel = (name: string, body = '{}') => ({ kind: 'channel', name, body }) as const;

    it('that are declared become exactly the declared ones', async () => {
      expect(await store.documents.declare([channel('a'), channel('b')])).toBe(true);
      const before = await store.documents.all();
      expect(await store.documents.declare([channel('b', '{"x":1}'), channel('c')])).toBe(true);
      const after = await store.documents.all();
      expect(after.map(({ name, body }) => [name, body])).toEqual([
        ['b', '{"x":1}'],
        ['c', '{}'],
      ]);
      expect(after[0]?.id).toBe(before[1]?.id);
      expect(await store.documents.declare([channel('c'), channel('b', '{"x":1}')])).toBe(false);
    });

    it('made elsewhere stay, unless one of their name is declared', async () => {
      const own = await store.documents.put({ ...channel('own'), declared: false });
      await store.documents.put({ ...channel('taken'), declared: false });
      await store.documents.declare([channel('taken', '{"now":"declared"}')]);
      expect(await store.documents.all()).toEqual([
        own,
        expect.objectContaining({ name: 'taken', declared: true, body: '{"now":"declared"}' }),
      ]);
      await store.documents.declare([]);
      expect(await store.documents.all()).toEqual([own]);
    });

    it('never get the number of one that is gone', async () => {
      const { id } = await store.documents.put({ ...channel('a'), declared: false });
      await store.documents.remove('channel', 'a');
      expect((await store.documents.put({ ...channel('b'), declared: false })).id).toBeGreaterThan(id);
    });
  });

  it('counts a version for each change of accounts, keys and documents, and for nothing else', async () => {
    const grew = async (work: () => Promise<unknown>) => {
      const before = await store.version();
      await work();
      return (await store.version()) > before;
    };
    expect(await grew(() => store.accounts.put(person('ada')))).toBe(true);
    expect(await grew(() => store.accounts.put(person('ada')))).toBe(false);
    const { id } = await store.accounts.put(person('ada'));
    expect(await grew(() => store.keys.put(sampleKey(id, 'h')))).toBe(true);
    expect(await grew(() => store.keys.put(sampleKey(id, 'h')))).toBe(false);
    const key = await store.keys.put(sampleKey(id, 'h'));
    expect(await grew(() => store.keys.setEnabled(key.id, false))).toBe(true);
    expect(await grew(() => store.keys.setEnabled(key.id, false))).toBe(false);
    const document = { kind: 'price', name: 'm', body: '{}' } as const;
    expect(await grew(() => store.documents.declare([document]))).toBe(true);
    expect(await grew(() => store.documents.declare([document]))).toBe(false);
    expect(await grew(() => store.documents.remove('price', 'm'))).toBe(true);
    expect(await grew(() => store.documents.remove('price', 'm'))).toBe(false);
  });

  it('keeps the timeline of channels: how each place stood last, what is new, and what was before', async () => {
    const change = (credential: string, event: 'open' | 'closed', at: number) =>
      ({
        at,
        channel: 4,
        channelName: 'c',
        credential,
        model: 'm',
        event,
        reason: 'r "x"',
        until: 5,
        trips: 1,
      }) as const;
    const first = await store.health.add('n1', change('a', 'open', 10));
    await store.health.add('n1', change('b', 'open', 20));
    await store.health.add('n2', change('a', 'closed', 30));
    expect((await store.health.latest()).map(({ credential, event }) => [credential, event])).toEqual([
      ['b', 'open'],
      ['a', 'closed'],
    ]);
    const rows = await store.health.after(first, 10);
    expect(rows.map(({ at }) => at)).toEqual([20, 30]);
    expect(rows[1]).toEqual({ ...change('a', 'closed', 30), id: rows[1]?.id, node: 'n2' });
    const newest = await store.health.timeline({ channel: 4, limit: 2 });
    expect(newest.map(({ at }) => at)).toEqual([30, 20]);
    const before = newest.at(-1)?.id ?? 0;
    expect((await store.health.timeline({ before, limit: 9 })).map(({ at }) => at)).toEqual([10]);
    expect(await store.health.timeline({ channel: 5, limit: 9 })).toEqual([]);
    await store.health.prune(25);
    expect((await store.health.timeline({ limit: 9 })).map(({ at }) => at)).toEqual([30, 20]);
  });

  it('keeps pins until they expire', async () => {
    const soon = Date.now() + 60_000;
    await store.pins.put('response', 'resp_1', 7, 3, 'cred', soon);
    await store.pins.put('response', 'resp_2', 7, 3, 'cred', Date.now() - 1);
    expect(await store.pins.get('response', 'resp_1')).toEqual({ accountId: 7, channel: 3, credential: 'cred' });
    expect(await store.pins.get('thread', 'resp_1')).toBeUndefined();
    expect(await store.pins.get('response', 'resp_2')).toBeUndefined();
    await store.pins.put('response', 'resp_1', 7, 4, 'other', soon);
    expect(await store.pins.get('response', 'resp_1')).toEqual({ accountId: 7, channel: 4, credential: 'other' });
    await store.pins.remove('response', 'resp_1');
    expect(await store.pins.get('response', 'resp_1')).toBeUndefined();
  });

  describe('the schema', () => {
    it('is brought forward once by any number of processes that start together', async () => {
      const fresh = await engine.make();
      const stores = await Promise.all([fresh.open(), fresh.open(), fresh.open()]);
      for (const other of stores) expect(await other.version()).toBe(1);
      await fresh.dispose();
    });

    it('that is newer than the program is refused, with the step that is not known', async () => {
      await database.tamper(`INSERT INTO migrations (id, name, finished) VALUES (999, 'of tomorrow', 1)`);
      await expect(openStore(database.url)).rejects.toThrow(/newer than this program.*999 \(of tomorrow\)/);
    });

    it('that stopped half way is refused, with the step that is not finished', async () => {
      await database.tamper(`UPDATE migrations SET finished = 0 WHERE id = 2`);
      const failure = openStore(database.url);
      await expect(failure).rejects.toThrow(/step 2 \(.*\) was begun and not finished/);
      await expect(failure).rejects.toHaveProperty('name', SchemaError.name);
    });
  });

  it('keeps what it has when it is closed and opened again, and answers nothing once closed', async () => {
    const account = await store.accounts.put(person('ada'));
    await store.close();
    await expect(store.accounts.byId(account.id)).rejects.toThrow();
    expect(await (await database.open()).accounts.byId(account.id)).toEqual(account);
  });
});

describe('openStore', () => {
  it('refuses an address that names no database it knows, without showing what may be a secret', async () => {
    await expect(openStore('mysql://root:hunter2@host/db')).rejects.toThrow(/no database for mysql:/);
    await expect(openStore('mysql://root:hunter2@host/db')).rejects.not.toThrow(/hunter2/);
    await expect(openStore('turnpike.db')).rejects.toThrow(/sqlite:<path>/);
  });

  it('rejects when the file cannot be a database', async () => {
    await expect(openStore('sqlite:/dev/null/x.db')).rejects.toThrow();
    await expect(openStore('sqlite:/etc')).rejects.toThrow();
  });

  it('rejects when the server is out of reach', async () => {
    await expect(openStore('postgres://nobody@127.0.0.1:1/none', { connectSeconds: 1 })).rejects.toThrow(
      /ECONNREFUSED/,
    );
  });
});
