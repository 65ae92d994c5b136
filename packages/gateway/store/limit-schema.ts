// Lets accounts and keys have limits of their own: JSON texts with the fields of `limits/bounds.ts`.

import type { Migration } from './migration.ts';

export const limits: Migration = {
  id: 8,
  name: 'limits of accounts and keys',
  statements: () => [
    `ALTER TABLE accounts ADD COLUMN limits TEXT NOT NULL DEFAULT '{}'`,
    `ALTER TABLE keys ADD COLUMN limits TEXT NOT NULL DEFAULT '{}'`,
  ],
};
