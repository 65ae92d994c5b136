// The schema of notices: who wants to hear of what and where, what is on its way, and announcements to everybody.

import type { Migration } from './migration.ts';

/**
 * A mark says that something is so and was told: it is set with the notice in one transaction, and taken away when it is
 * so no longer. A delivery is one notice on its way to one place.
 */
export const notices: Migration = {
  id: 16,
  name: 'wishes about notices, deliveries, marks and announcements',
  statements: ({ identity: id, integer: int, clustered }) => [
    `CREATE TABLE notice_wishes (
      account_id ${int} PRIMARY KEY REFERENCES accounts (id), threshold ${int} NOT NULL, sealed TEXT NOT NULL)`,
    `CREATE TABLE notice_marks (
      type TEXT NOT NULL, account_id ${int} NOT NULL, at ${int} NOT NULL, PRIMARY KEY (type, account_id)) ${clustered}`,
    `CREATE TABLE deliveries (
      id TEXT PRIMARY KEY, notice_id TEXT NOT NULL, account_id ${int} NOT NULL, kind TEXT NOT NULL,
      sealed TEXT NOT NULL, state TEXT NOT NULL, said TEXT NOT NULL, attempts ${int} NOT NULL, due_at ${int} NOT NULL,
      created_at ${int} NOT NULL) ${clustered}`,
    `CREATE INDEX deliveries_due ON deliveries (due_at) WHERE state = 'due'`,
    `CREATE INDEX deliveries_by_notice ON deliveries (notice_id)`,
    `CREATE TABLE announcements (
      id ${id}, title TEXT NOT NULL, body TEXT NOT NULL, tone TEXT NOT NULL, from_at ${int} NOT NULL,
      until_at ${int}, author TEXT NOT NULL, created_at ${int} NOT NULL)`,
    `CREATE TABLE dismissals (
      announcement_id ${int} NOT NULL, account_id ${int} NOT NULL, at ${int} NOT NULL,
      PRIMARY KEY (announcement_id, account_id)) ${clustered}`,
  ],
};
