// Codes that several people may redeem: how often each may be, how often it was, and by whom.

import type { Migration } from './migration.ts';

export const codeUses: Migration = {
  id: 18,
  name: 'codes that are good more than once',
  statements: ({ integer: int, clustered }) => [
    `ALTER TABLE codes ADD COLUMN uses ${int} NOT NULL DEFAULT 1`,
    `ALTER TABLE codes ADD COLUMN used ${int} NOT NULL DEFAULT 0`,
    `UPDATE codes SET used = 1 WHERE redeemed_by IS NOT NULL`,
    // One row an account: nobody redeems a code twice.
    `CREATE TABLE code_uses (
      hash TEXT NOT NULL, account_id ${int} NOT NULL, at ${int} NOT NULL, PRIMARY KEY (hash, account_id)) ${clustered}`,
    `INSERT INTO code_uses (hash, account_id, at) SELECT hash, redeemed_by, redeemed_at FROM codes
     WHERE redeemed_by IS NOT NULL`,
  ],
};
