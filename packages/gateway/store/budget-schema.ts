// The schema of budgets: time zones, budgets of keys, organisations with members, and what a call costs the operator.

import type { Dialect } from './driver.ts';
import type { Migration } from './migration.ts';

const ROLLUP_SUMS = 'calls, failed, amount, input_tokens, cached_tokens, output_tokens, milliseconds';

/** Rollups with the organisation and the group of their calls, and what those cost upstream. */
function widerRollups({ integer: int, clustered }: Dialect): string[] {
  return [
    `ALTER TABLE rollups RENAME TO narrow_rollups`,
    ...['hour', 'model', 'channel'].map(name => `DROP INDEX rollups_by_${name}`),
    `CREATE TABLE rollups (
      account_id ${int} NOT NULL, key_id ${int} NOT NULL, hour ${int} NOT NULL, model TEXT NOT NULL,
      channel ${int} NOT NULL, group_name TEXT NOT NULL, organisation_id ${int} NOT NULL, calls ${int} NOT NULL,
      failed ${int} NOT NULL, amount ${int} NOT NULL, cost ${int} NOT NULL, input_tokens ${int} NOT NULL,
      cached_tokens ${int} NOT NULL, output_tokens ${int} NOT NULL, milliseconds ${int} NOT NULL,
      PRIMARY KEY (account_id, key_id, hour, model, channel, group_name, organisation_id)) ${clustered}`,
    `INSERT INTO rollups (account_id, key_id, hour, model, channel, group_name, organisation_id, cost, ${ROLLUP_SUMS})
      SELECT account_id, key_id, hour, model, channel, '', 0, 0, ${ROLLUP_SUMS} FROM narrow_rollups`,
    `DROP TABLE narrow_rollups`,
    `CREATE INDEX rollups_by_hour ON rollups (hour)`,
    `CREATE INDEX rollups_by_model ON rollups (model, hour)`,
    `CREATE INDEX rollups_by_channel ON rollups (channel, hour)`,
    `CREATE INDEX rollups_by_organisation ON rollups (organisation_id, hour) WHERE organisation_id <> 0`,
  ];
}

/**
 * A transfer of a call carries, in `counts`, the further purses that it counts against (a JSON list, or NULL): budgets
 * are sums over the same rows as the money. `cost` of a call is what the upstream asks for it; it is owed to the
 * channel's purse by transfers of the kind `cost`.
 */
export const budgets: Migration = {
  id: 5,
  name: 'budgets, organisations, codes and upstream cost',
  statements: dialect => {
    const { identity: id, integer: int, clustered } = dialect;
    return [
      `ALTER TABLE accounts ADD COLUMN time_zone TEXT NOT NULL DEFAULT 'UTC'`,
      `ALTER TABLE keys ADD COLUMN budgets TEXT NOT NULL DEFAULT '[]'`,
      `ALTER TABLE keys ADD COLUMN organisation_id ${int}`,
      `CREATE TABLE organisations (
        id ${id}, name TEXT NOT NULL UNIQUE, time_zone TEXT NOT NULL, budgets TEXT NOT NULL, enabled ${int} NOT NULL,
        declared ${int} NOT NULL, created_at ${int} NOT NULL)`,
      `CREATE TABLE members (
        organisation_id ${int} NOT NULL REFERENCES organisations (id), account_id ${int} NOT NULL REFERENCES accounts (id),
        role TEXT NOT NULL, budgets TEXT NOT NULL, declared ${int} NOT NULL, created_at ${int} NOT NULL,
        PRIMARY KEY (organisation_id, account_id)) ${clustered}`,
      `CREATE INDEX members_by_account ON members (account_id)`,
      `CREATE TABLE codes (
        hash TEXT PRIMARY KEY, batch TEXT NOT NULL, hint TEXT NOT NULL, amount ${int} NOT NULL CHECK (amount > 0),
        enabled ${int} NOT NULL, expires_at ${int}, created_at ${int} NOT NULL, author TEXT NOT NULL,
        redeemed_by ${int}, redeemed_at ${int}) ${clustered}`,
      `CREATE INDEX codes_by_batch ON codes (batch, hash)`,
      `ALTER TABLE transfers ADD COLUMN counts TEXT`,
      // Of a refund: the call's transfer that it takes back, wholly or in part.
      `ALTER TABLE transfers ADD COLUMN reverses TEXT`,
      `CREATE INDEX transfers_by_reversed ON transfers (reverses) WHERE reverses IS NOT NULL`,
      `CREATE INDEX transfers_in ON transfers (credit, at, id) WHERE kind <> 'call'`,
      `CREATE INDEX transfers_out ON transfers (debit, at, id) WHERE kind <> 'call'`,
      `ALTER TABLE calls ADD COLUMN organisation_id ${int} NOT NULL DEFAULT 0`,
      `ALTER TABLE calls ADD COLUMN cost ${int} NOT NULL DEFAULT 0`,
      `CREATE INDEX calls_by_organisation ON calls (organisation_id, at, id) WHERE organisation_id <> 0`,
      // Calls before this time may have left the log.
      `INSERT INTO counters (name, value) VALUES ('log_horizon', 0)`,
      ...widerRollups(dialect),
    ];
  },
};
