// Lets keys be given kept answers without asking, and counts the epochs of those answers.

import type { Migration } from './migration.ts';

export const answers: Migration = {
  id: 14,
  name: 'kept answers',
  statements: ({ integer: int }) => [
    `ALTER TABLE keys ADD COLUMN caches ${int} NOT NULL DEFAULT 0`,
    `INSERT INTO counters (name, value) VALUES ('answers', 1)`,
  ],
};
