// The schema of the people behind accounts: profiles, sessions, access tokens, ways to sign in, and the log of changes.

import type { Migration } from './migration.ts';

export const people: Migration = {
  id: 4,
  name: 'profiles, sessions, access tokens, ways to sign in and the log of changes',
  statements: ({ identity: id, integer: int, clustered }) => [
    `CREATE TABLE profiles (
      account_id ${int} PRIMARY KEY REFERENCES accounts (id), email TEXT NOT NULL, display_name TEXT NOT NULL,
      auth_version ${int} NOT NULL, preferences TEXT NOT NULL, seen_at ${int} NOT NULL)`,
    `CREATE UNIQUE INDEX profiles_by_email ON profiles (email) WHERE email <> ''`,
    `CREATE TABLE sessions (
      id ${id}, hash TEXT NOT NULL UNIQUE, account_id ${int} NOT NULL REFERENCES accounts (id),
      auth_version ${int} NOT NULL, created_at ${int} NOT NULL, seen_at ${int} NOT NULL, expires_at ${int} NOT NULL,
      proven_at ${int} NOT NULL, agent TEXT NOT NULL, address TEXT NOT NULL)`,
    `CREATE INDEX sessions_by_account ON sessions (account_id, id)`,
    `CREATE INDEX sessions_by_expiry ON sessions (expires_at)`,
    `CREATE TABLE access_tokens (
      id ${id}, hash TEXT NOT NULL UNIQUE, account_id ${int} NOT NULL REFERENCES accounts (id), name TEXT NOT NULL,
      hint TEXT NOT NULL, scopes TEXT NOT NULL, created_at ${int} NOT NULL, expires_at ${int}, used_at ${int})`,
    `CREATE INDEX access_tokens_by_account ON access_tokens (account_id, id)`,
    `CREATE TABLE flows (
      kind TEXT NOT NULL, hash TEXT NOT NULL, account_id ${int}, body TEXT NOT NULL, expires_at ${int} NOT NULL,
      tries ${int} NOT NULL, PRIMARY KEY (kind, hash)) ${clustered}`,
    `CREATE INDEX flows_by_expiry ON flows (expires_at)`,
    `CREATE TABLE outside_identities (
      provider TEXT NOT NULL, subject TEXT NOT NULL, account_id ${int} NOT NULL REFERENCES accounts (id),
      label TEXT NOT NULL, created_at ${int} NOT NULL, PRIMARY KEY (provider, subject)) ${clustered}`,
    `CREATE INDEX outside_identities_by_account ON outside_identities (account_id)`,
    `CREATE TABLE passkeys (
      id TEXT PRIMARY KEY, account_id ${int} NOT NULL REFERENCES accounts (id), name TEXT NOT NULL,
      public_key TEXT NOT NULL, counter ${int} NOT NULL, transports TEXT NOT NULL, created_at ${int} NOT NULL,
      used_at ${int}) ${clustered}`,
    `CREATE INDEX passkeys_by_account ON passkeys (account_id)`,
    `CREATE TABLE second_factors (
      account_id ${int} PRIMARY KEY REFERENCES accounts (id), sealed TEXT NOT NULL, confirmed ${int} NOT NULL,
      last_step ${int} NOT NULL, backup_codes TEXT NOT NULL)`,
    `CREATE TABLE changes (
      id ${id}, at ${int} NOT NULL, actor_id ${int} NOT NULL, actor TEXT NOT NULL, via TEXT NOT NULL,
      action TEXT NOT NULL, subject TEXT NOT NULL, before TEXT NOT NULL, after TEXT NOT NULL, address TEXT NOT NULL)`,
    `CREATE INDEX changes_by_actor ON changes (actor_id, id)`,
    `CREATE INDEX changes_by_subject ON changes (subject, id)`,
  ],
};
