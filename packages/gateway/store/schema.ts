// The schema: numbered steps that only go forward, written once for every dialect.

import type { Migration } from './migration.ts';
import { answers } from './answer-schema.ts';
import { budgets } from './budget-schema.ts';
import { channelHealth, channelQuarters } from './health-schema.ts';
import { keyRemoval } from './key-removal-schema.ts';
import { limits } from './limit-schema.ts';
import { narrowLog } from './log-schema.ts';
import { notices } from './notice-schema.ts';
import { payments } from './payment-schema.ts';
import { people } from './people-schema.ts';
import { codeUses } from './code-schema.ts';
import { nodeFacts } from './nodes.ts';
import { hoursByModelAndChannel, refundsByKey } from './index-schema.ts';
import { taskEnds, tasks } from './task-schema.ts';

const identity: Migration = {
  id: 1,
  name: 'accounts, keys, documents and pins',
  statements: ({ identity: id, integer: int, clustered }) => [
    `CREATE TABLE counters (name TEXT PRIMARY KEY, value ${int} NOT NULL) ${clustered}`,
    `INSERT INTO counters (name, value) VALUES ('version', 1)`,
    `CREATE TABLE accounts (
      id ${id}, name TEXT NOT NULL UNIQUE, role TEXT NOT NULL, password_hash TEXT NOT NULL, group_name TEXT NOT NULL,
      enabled ${int} NOT NULL, declared ${int} NOT NULL, created_at ${int} NOT NULL)`,
    `CREATE TABLE keys (
      id ${id}, account_id ${int} NOT NULL REFERENCES accounts (id), name TEXT NOT NULL, hash TEXT NOT NULL UNIQUE,
      sealed TEXT NOT NULL, hint TEXT NOT NULL, enabled ${int} NOT NULL, expires_at ${int}, models TEXT, addresses TEXT,
      group_name TEXT, budget ${int}, declared ${int} NOT NULL, created_at ${int} NOT NULL)`,
    `CREATE INDEX keys_by_account ON keys (account_id, id)`,
    `CREATE TABLE documents (
      id ${id}, kind TEXT NOT NULL, name TEXT NOT NULL, declared ${int} NOT NULL, body TEXT NOT NULL,
      UNIQUE (kind, name))`,
    `CREATE TABLE pins (
      kind TEXT NOT NULL, id TEXT NOT NULL, account_id ${int} NOT NULL, channel ${int} NOT NULL,
      credential TEXT NOT NULL, expires_at ${int} NOT NULL, PRIMARY KEY (kind, id)) ${clustered}`,
    `CREATE INDEX pins_by_expiry ON pins (expires_at)`,
  ],
};

/**
 * Money. A transfer moves `amount` from `debit` to `credit` and is never changed, so the whole sums to zero by
 * construction. A call's transfer debits its account and carries its key, so that a key's purse is a sum over the same
 * rows. `purses` caches those sums; `leases` says which node may spend how much of a purse without asking.
 */
const ledger: Migration = {
  id: 2,
  name: 'transfers, purses, leases, calls and rollups',
  statements: ({ integer: int, clustered }) => [
    `CREATE TABLE transfers (
      id TEXT PRIMARY KEY, at ${int} NOT NULL, kind TEXT NOT NULL, debit TEXT NOT NULL, credit TEXT NOT NULL,
      amount ${int} NOT NULL CHECK (amount > 0), key_id ${int} NOT NULL, note TEXT NOT NULL, author TEXT NOT NULL,
      CHECK (debit <> credit)) ${clustered}`,
    `CREATE TABLE purses (
      id TEXT PRIMARY KEY, balance ${int} NOT NULL, leased ${int} NOT NULL, overdraft ${int} NOT NULL,
      granted ${int} NOT NULL, spent ${int} NOT NULL) ${clustered}`,
    `CREATE TABLE nodes (
      id TEXT PRIMARY KEY, expires_at ${int} NOT NULL, reclaimed ${int} NOT NULL) ${clustered}`,
    `CREATE TABLE leases (
      node TEXT NOT NULL, purse TEXT NOT NULL, amount ${int} NOT NULL CHECK (amount >= 0), asked ${int} NOT NULL,
      taken ${int} NOT NULL, PRIMARY KEY (node, purse)) ${clustered}`,
    `CREATE TABLE calls (
      id TEXT PRIMARY KEY, at ${int} NOT NULL, account_id ${int} NOT NULL, key_id ${int} NOT NULL, model TEXT NOT NULL,
      channel ${int} NOT NULL, status ${int} NOT NULL, reason TEXT NOT NULL, amount ${int} NOT NULL,
      input_tokens ${int} NOT NULL, cached_tokens ${int} NOT NULL, output_tokens ${int} NOT NULL,
      upstream_id TEXT NOT NULL, detail TEXT NOT NULL)`,
    `CREATE INDEX calls_by_account ON calls (account_id, at)`,
    `CREATE INDEX calls_by_key ON calls (key_id, at)`,
    `CREATE INDEX calls_by_time ON calls (at)`,
    `CREATE INDEX calls_by_upstream ON calls (upstream_id) WHERE upstream_id <> ''`,
    `CREATE TABLE rollups (
      account_id ${int} NOT NULL, key_id ${int} NOT NULL, hour ${int} NOT NULL, model TEXT NOT NULL,
      channel ${int} NOT NULL, calls ${int} NOT NULL, failed ${int} NOT NULL, amount ${int} NOT NULL,
      input_tokens ${int} NOT NULL, cached_tokens ${int} NOT NULL, output_tokens ${int} NOT NULL,
      milliseconds ${int} NOT NULL, PRIMARY KEY (account_id, key_id, hour, model, channel)) ${clustered}`,
    `CREATE INDEX rollups_by_hour ON rollups (hour)`,
  ],
};

/** Every step, ascending. A released step is never edited: add one after it. */
export const MIGRATIONS: readonly Migration[] = [
  identity,
  ledger,
  narrowLog,
  people,
  budgets,
  keyRemoval,
  channelHealth,
  limits,
  tasks,
  refundsByKey,
  hoursByModelAndChannel,
  taskEnds,
  channelQuarters,
  answers,
  payments,
  notices,
  nodeFacts,
  codeUses,
];
