// The schema of tasks: their rows, what they made, and the news owed to clients.

import type { Migration } from './migration.ts';

/** Long jobs at providers. What a task holds is a lease of its own, of the node `task:<id>` (see `tasks.ts`). */
export const tasks: Migration = {
  id: 9,
  name: 'tasks, their references and the news owed to clients',
  statements: ({ integer: int, clustered }) => [
    `CREATE TABLE tasks (
      id TEXT PRIMARY KEY, public_id TEXT NOT NULL UNIQUE, dialect TEXT NOT NULL, driver TEXT NOT NULL,
      verb TEXT NOT NULL, model TEXT NOT NULL, account_id ${int} NOT NULL, key_id ${int} NOT NULL,
      channel ${int} NOT NULL, credential TEXT NOT NULL, upstream_id TEXT NOT NULL, parent_id TEXT NOT NULL,
      state TEXT NOT NULL, version ${int} NOT NULL, progress ${int} NOT NULL, visible ${int} NOT NULL,
      created_at ${int} NOT NULL, started_at ${int} NOT NULL, finished_at ${int} NOT NULL,
      deadline_at ${int} NOT NULL, next_poll_at ${int}, polls ${int} NOT NULL, expires_at ${int},
      held ${int} NOT NULL, idempotency_key TEXT, keeper TEXT NOT NULL, kept_until ${int} NOT NULL,
      detail TEXT NOT NULL)`,
    `CREATE INDEX tasks_due ON tasks (next_poll_at) WHERE next_poll_at IS NOT NULL`,
    `CREATE INDEX tasks_by_account ON tasks (account_id, created_at, id) WHERE visible = 1`,
    `CREATE INDEX tasks_by_upstream ON tasks (upstream_id, channel) WHERE upstream_id <> ''`,
    `CREATE INDEX tasks_by_expiry ON tasks (expires_at) WHERE expires_at IS NOT NULL`,
    `CREATE UNIQUE INDEX tasks_by_idempotency ON tasks (account_id, idempotency_key)
      WHERE idempotency_key IS NOT NULL`,
    `CREATE TABLE task_references (
      account_id ${int} NOT NULL, reference TEXT NOT NULL, task_id TEXT NOT NULL,
      PRIMARY KEY (account_id, reference, task_id)) ${clustered}`,
    `CREATE TABLE task_hooks (
      id TEXT PRIMARY KEY, task_id TEXT NOT NULL, url TEXT NOT NULL, body TEXT NOT NULL, secret TEXT NOT NULL,
      attempts ${int} NOT NULL, due_at ${int} NOT NULL, created_at ${int} NOT NULL)`,
    `CREATE INDEX task_hooks_due ON task_hooks (due_at)`,
  ],
};

/** Tasks that ended long ago are forgotten: found by when they ended. */
export const taskEnds: Migration = {
  id: 12,
  name: 'tasks by their end',
  statements: () => ['CREATE INDEX tasks_by_end ON tasks (finished_at) WHERE finished_at > 0'],
};
