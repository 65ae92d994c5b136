// For tests: both databases, fresh for each test, and sample rows to put into them.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { usageOf } from '@turnpike/protocols/conversation/usage';
import postgres from 'postgres';
import { afterAll } from 'vitest';
import { createDatabase, sharedPostgres } from './postgres.ts';
import type { CallRecord } from '../packages/gateway/ledger/charge.ts';
import { openStore } from '../packages/gateway/store/open.ts';
import type { AccountRow, KeyRow, Store } from '../packages/gateway/store/store.ts';

/** A database of one kind, made for one test. */
export interface TestDatabase {
  readonly url: string;
  /** A folder of its own, for journals. */
  readonly folder: string;
  open(): Promise<Store>;
  /** Runs a statement behind the store's back. */
  tamper(sql: string): Promise<void>;
  dispose(): Promise<void>;
}

/** A kind of database that tests run on. */
export interface Engine {
  readonly name: string;
  make(): Promise<TestDatabase>;
}

function database(url: string, folder: string, tamper: (sql: string) => Promise<void>): TestDatabase {
  const opened: Store[] = [];
  return {
    url,
    folder,
    async open() {
      const store = await openStore(url, { connections: 4 });
      opened.push(store);
      return store;
    },
    tamper,
    async dispose() {
      for (const store of opened) await store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const temporary = (): string => mkdtempSync(join(tmpdir(), 'turnpike-store-'));

async function makeSqlite(): Promise<TestDatabase> {
  const folder = temporary();
  const path = join(folder, 'turnpike.db');
  return database(`sqlite:${path}`, folder, async sql => {
    const raw = new DatabaseSync(path, { timeout: 5000 });
    raw.exec(sql);
    raw.close();
  });
}

/** SQLite always, PostgreSQL where there is one (where `CI` is set, its absence is an error). */
export async function engines(): Promise<Engine[]> {
  const server = await sharedPostgres();
  const sqlite: Engine = { name: 'SQLite', make: makeSqlite };
  if (server === undefined) return [sqlite];
  afterAll(() => server.stop());
  const make = async (): Promise<TestDatabase> => {
    const url = await createDatabase(server);
    return database(url, temporary(), async sql => {
      const raw = postgres(url, { max: 1, onnotice: () => undefined, fetch_types: false });
      await raw.unsafe(sql);
      await raw.end();
    });
  };
  return [sqlite, { name: 'PostgreSQL', make }];
}

/** An account with `balance` nano-dollars and one key, with a budget when one is given. */
export async function customer(
  store: Store,
  balance: bigint,
  budget: bigint | null = null,
): Promise<{ account: AccountRow; key: KeyRow; purses: string[] }> {
  const name = `customer-${Math.random().toString(36).slice(2)}`;
  const account = await store.accounts.put({
    name,
    role: 'user',
    passwordHash: '',
    group: 'default',
    enabled: true,
    declared: false,
  });
  const key = await store.keys.put(sampleKey(account.id, `hash of ${name}`, { budget }));
  await store.ledger.post({
    id: `grant:${name}`,
    kind: 'grant',
    purse: `account:${account.id}`,
    amount: balance,
    note: 'a test',
    author: 'test',
  });
  const purses = [`account:${account.id}`, ...(budget === null ? [] : [`key:${key.id}`])];
  return { account, key, purses };
}

/** A key to be put. */
export function sampleKey(
  accountId: number,
  hash: string,
  changes: Partial<KeyRow> = {},
): Omit<KeyRow, 'id' | 'createdAt'> {
  return {
    accountId,
    name: 'dev',
    hash,
    sealed: '',
    hint: 'sk-ab…yz',
    enabled: true,
    expiresAt: null,
    models: null,
    addresses: null,
    group: null,
    budget: null,
    budgets: [],
    organisationId: null,
    limits: {},
    caches: false,
    declared: false,
    ...changes,
  };
}

/** The record of a call with every field filled. */
export function sampleRecord(id: string, changes: Partial<CallRecord> = {}): CallRecord {
  const amount = changes.amount ?? 12_345n;
  return {
    id,
    at: 1_780_000_000_000,
    accountId: 1,
    keyId: 1,
    keyName: 'dev',
    group: 'default',
    protocol: 'anthropic-messages',
    model: 'fast',
    upstreamModel: 'claude-haiku-4-5',
    channel: 3,
    channelName: 'claude',
    streamed: true,
    status: 200,
    reason: 'upstream_usage',
    error: '',
    usage: usageOf({ input: 1200, cacheRead: 5000, cacheWrite1h: 7, output: 340, reasoning: 40, seconds: 1.5 }),
    amount,
    charge: {
      amount,
      lines: [{ meter: 'input', quantity: 1200, rate: '3', per: 1000000 }],
      multiplier: '0.8',
      tier: 200_000,
    },
    attempts: [
      { channel: 2, channelName: 'other', credential: 'a', status: 0, milliseconds: 12, outcome: 'connect' },
      { channel: 3, channelName: 'claude', credential: 'b', status: 200, milliseconds: 900, outcome: 'ok' },
    ],
    firstByteMs: 400,
    totalMs: 912,
    cancelled: false,
    upstreamId: `msg_${id}`,
    finishReason: 'end_turn',
    sandbox: false,
    organisationId: 0,
    cost: 0n,
    costSource: 'unknown',
    ...changes,
  };
}
