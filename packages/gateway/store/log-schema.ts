// The schema of the usage log: a narrow row a call that is paged and filtered, its explanation apart, both cut by time.

import type { Dialect } from './driver.ts';
import type { Migration } from './migration.ts';

/** What a filter on failures and on unusual reasons implies; the partial indexes are of these rows alone. */
export const UNUSUAL = `(status >= 400 OR reason <> 'upstream_usage')`;

const NARROW = `id, at, account_id, key_id, model, channel, group_name, status, reason, error, amount, input_tokens,
  cached_tokens, output_tokens`;

/** A text field of the old detail, which was JSON text with its fields in a known order. */
function oldField(dialect: Dialect, field: string): string {
  return dialect.name === 'sqlite'
    ? `COALESCE(json_extract(detail, '$.${field}'), '')`
    : `COALESCE(substring(detail from '"${field}":"(([^"\\\\]|\\\\.)*)"'), '')`;
}

function tables({ integer: int, clustered, partitionedByTime, partitionDefault }: Dialect): string[] {
  return [
    `CREATE TABLE calls (
      at ${int} NOT NULL, id TEXT NOT NULL, account_id ${int} NOT NULL, key_id ${int} NOT NULL, model TEXT NOT NULL,
      channel ${int} NOT NULL, group_name TEXT NOT NULL, status ${int} NOT NULL, reason TEXT NOT NULL,
      error TEXT NOT NULL, amount ${int} NOT NULL, input_tokens ${int} NOT NULL, cached_tokens ${int} NOT NULL,
      output_tokens ${int} NOT NULL, PRIMARY KEY (at, id)) ${clustered}${partitionedByTime}`,
    `CREATE TABLE call_details (
      at ${int} NOT NULL, id TEXT NOT NULL, upstream_id TEXT NOT NULL, detail TEXT NOT NULL,
      PRIMARY KEY (at, id)) ${partitionedByTime}`,
    ...partitionDefault('calls'),
    ...partitionDefault('call_details'),
  ];
}

const INDEXES: readonly string[] = [
  // The key stands at the end so that a key's rows are told from its account's without a look at each.
  `CREATE INDEX calls_by_account ON calls (account_id, at, id, key_id)`,
  `CREATE INDEX calls_unusual ON calls (at, id, reason, status, error) WHERE ${UNUSUAL}`,
  `CREATE INDEX calls_unusual_by_account ON calls (account_id, at, id, reason, status, error) WHERE ${UNUSUAL}`,
  // A call that cost something is found by its transfer, which has its time; so only the others need an index.
  `CREATE INDEX calls_free_by_id ON calls (id) WHERE amount = 0`,
  `CREATE INDEX call_details_by_upstream ON call_details (upstream_id) WHERE upstream_id <> ''`,
  // Which hours have calls of a model, a channel: few rows, and none is added to an hour that is there already.
  `CREATE INDEX rollups_by_model ON rollups (model, hour)`,
  `CREATE INDEX rollups_by_channel ON rollups (channel, hour)`,
  `CREATE INDEX transfers_by_time ON transfers (at) WHERE kind <> 'call'`,
];

/** Splits the log in two and partitions it by time where the database can. Every row is kept. */
export const narrowLog: Migration = {
  id: 3,
  name: 'a narrow usage log with its details apart, by time',
  statements: dialect => [
    `ALTER TABLE calls RENAME TO wide_calls`,
    ...['account', 'key', 'time', 'upstream'].map(name => `DROP INDEX calls_by_${name}`),
    ...tables(dialect),
    `INSERT INTO calls (${NARROW}) SELECT id, at, account_id, key_id, model, channel, ${oldField(dialect, 'group')},
      status, reason, ${oldField(dialect, 'error')}, amount, input_tokens, cached_tokens, output_tokens FROM wide_calls`,
    `INSERT INTO call_details (at, id, upstream_id, detail) SELECT at, id, upstream_id, detail FROM wide_calls`,
    `DROP TABLE wide_calls`,
    ...INDEXES,
  ],
};
