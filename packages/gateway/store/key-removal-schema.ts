// Lets keys be removed: their rows stay, because calls and transfers name them, but nobody finds them by their secret.

import type { Migration } from './migration.ts';

export const keyRemoval: Migration = {
  id: 6,
  name: 'keys that were removed',
  statements: ({ integer: int }) => [`ALTER TABLE keys ADD COLUMN removed_at ${int}`],
};
