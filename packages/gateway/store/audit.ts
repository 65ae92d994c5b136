// The audit of the whole ledger: each invariant is one query that answers only the rows which break it.

import type { Dialect, Driver } from './driver.ts';
import { money, only, text } from './rows.ts';
import type { Discrepancy } from './store.ts';
import { FINAL } from './task-columns.ts';

/** At most this many differences are listed for each rule; the memory of an audit is bounded by it. */
const LISTED = 1000;

/** A dead node's leases must be taken back within this time after their end, milliseconds. */
const GRACE_MS = 60_000;

interface Rule {
  readonly rule: string;
  /** Answers `subject`, `expected` and `found` for each row that breaks the rule, and a `rule` of its own where it has several. */
  sql(dialect: Dialect): string;
}

/** Transfers that count against a key and its budgets, and by what they change them. */
const OF_CALLS = `kind IN ('call', 'refund')`;
const SIGNED = `CASE WHEN kind = 'refund' THEN amount ELSE -amount END`;

const textOf = (expression: string): string => `CAST(${expression} AS TEXT)`;

/**
 * Every movement of every purse: its transfers, and for the purses of keys, members and budgets the calls and refunds
 * that carry them. A call or a refund is spent, everything else is granted.
 */
const movements = (dialect: Dialect): string => `
  SELECT credit AS purse, amount AS moved, CASE WHEN kind = 'refund' THEN 0 ELSE amount END AS granted,
    CASE WHEN kind = 'refund' THEN -amount ELSE 0 END AS spent FROM transfers WHERE kind <> 'call'
  UNION ALL
  SELECT debit, -amount, CASE WHEN kind IN ('refund', 'call') THEN 0 ELSE -amount END,
    CASE WHEN kind IN ('refund', 'call') THEN amount ELSE 0 END FROM transfers
  UNION ALL
  SELECT 'key:' || ${textOf('key_id')}, ${SIGNED}, 0, -(${SIGNED}) FROM transfers WHERE ${OF_CALLS} AND key_id <> 0
  UNION ALL
  SELECT each.value, ${SIGNED}, 0, -(${SIGNED}) FROM transfers, ${dialect.listItems('transfers.counts')}
    WHERE ${OF_CALLS} AND counts IS NOT NULL`;

const CONTRAS = `('revenue', 'grants', 'adjustments', 'payments', 'budgets', 'costs')`;

const sums = (dialect: Dialect): string => `SELECT purse, CAST(SUM(moved) AS BIGINT) AS moved,
  CAST(SUM(granted) AS BIGINT) AS granted, CAST(SUM(spent) AS BIGINT) AS spent
  FROM (${movements(dialect)}) AS movements WHERE purse NOT IN ${CONTRAS} GROUP BY purse`;

/** Every purse beside its sums: worked out once for all the rules about it, since it reads every transfer. */
const besideSums = (dialect: Dialect): string => `WITH sums AS MATERIALIZED (${sums(dialect)}),
  beside AS MATERIALIZED (SELECT purses.id, purses.balance, purses.granted, purses.spent,
    COALESCE(sums.moved, 0) AS true_balance, COALESCE(sums.granted, 0) AS true_granted,
    COALESCE(sums.spent, 0) AS true_spent FROM purses LEFT JOIN sums ON sums.purse = purses.id)`;

const cached = (rule: string, column: string): string => `SELECT '${rule}' AS rule, id AS subject,
  ${textOf(`true_${column}`)} AS expected, ${textOf(column)} AS found FROM beside WHERE ${column} <> true_${column}`;

/** Calls from this time on are all in the log; what is older may have been dropped. */
const HORIZON = `(SELECT value FROM counters WHERE name = 'log_horizon')`;

const RULES: readonly Rule[] = [
  {
    rule: 'a purse is what its transfers say',
    sql: dialect => `${besideSums(dialect)}
      ${cached('balance is the sum of the transfers', 'balance')}
      UNION ALL ${cached('granted is the sum of the grants', 'granted')}
      UNION ALL ${cached('spent is the sum of the charges', 'spent')}
      UNION ALL SELECT 'every purse that money moved through is there', purse, 'a purse', 'none' FROM sums
        WHERE NOT EXISTS (SELECT 1 FROM purses WHERE purses.id = sums.purse)`,
  },
  {
    rule: 'a charged call has one transfer of its amount, payer and key',
    sql: () => `SELECT calls.id AS subject, ${textOf('calls.amount')} AS expected,
      COALESCE(${textOf('transfers.amount')}, 'none') AS found
      FROM calls LEFT JOIN transfers ON transfers.id = 'call:' || calls.id
      WHERE (calls.amount = 0 AND transfers.id IS NOT NULL)
        OR (calls.amount <> 0 AND (transfers.id IS NULL OR transfers.amount <> calls.amount
          OR transfers.debit <> CASE WHEN calls.organisation_id = 0 THEN 'account:' || ${textOf('calls.account_id')}
            ELSE 'org:' || ${textOf('calls.organisation_id')} END OR transfers.key_id <> calls.key_id))`,
  },
  {
    rule: 'a transfer of a call has its call',
    sql: () => `SELECT transfers.id AS subject, 'a call' AS expected, 'none' AS found FROM transfers
      WHERE kind = 'call' AND at >= ${HORIZON} AND NOT EXISTS (SELECT 1 FROM calls
        WHERE calls.at = transfers.at AND calls.id = SUBSTR(transfers.id, ${'call:'.length + 1}))`,
  },
  {
    rule: 'refunds of a call are of a call, and not more than it cost',
    sql: () => `SELECT back.reverses AS subject, COALESCE(${textOf('paid.amount')}, 'a call') AS expected,
      ${textOf('back.amount')} AS found
      FROM (SELECT reverses, CAST(SUM(amount) AS BIGINT) AS amount FROM transfers WHERE reverses IS NOT NULL
        GROUP BY reverses) AS back
      LEFT JOIN transfers AS paid ON paid.id = back.reverses WHERE paid.id IS NULL OR back.amount > paid.amount`,
  },
  {
    rule: 'what is owed to a channel is the cost of its calls',
    sql: () => `SELECT 'channel:' || ${textOf('channel')} AS subject, ${textOf('SUM(truth)')} AS expected,
      ${textOf('SUM(kept)')} AS found
      FROM (SELECT channel, cost AS truth, 0 AS kept FROM rollups
        UNION ALL SELECT CAST(SUBSTR(credit, ${'channel:'.length + 1}) AS BIGINT), 0, amount FROM transfers
          WHERE kind = 'cost') AS both_sides
      GROUP BY channel HAVING SUM(truth) <> SUM(kept)`,
  },
  {
    rule: 'leased is the sum of the leases',
    sql: () => `SELECT purses.id AS subject, ${textOf('COALESCE(given.amount, 0)')} AS expected,
      ${textOf('purses.leased')} AS found
      FROM purses LEFT JOIN (SELECT purse, CAST(SUM(amount) AS BIGINT) AS amount FROM leases GROUP BY purse) AS given
        ON given.purse = purses.id
      WHERE purses.leased <> COALESCE(given.amount, 0)`,
  },
  {
    rule: 'a lease is of a purse, by a node, and not negative',
    sql: () => `SELECT node || ' ' || purse AS subject, 'a purse and a node' AS expected, ${textOf('amount')} AS found
      FROM leases WHERE amount < 0 OR (amount > 0 AND (NOT EXISTS (SELECT 1 FROM purses WHERE purses.id = leases.purse)
        OR NOT EXISTS (SELECT 1 FROM nodes WHERE nodes.id = leases.node)))`,
  },
  {
    rule: 'no lease outlives its node while another node could take it back',
    sql: ({ now }) => `SELECT leases.node || ' ' || leases.purse AS subject, '0' AS expected,
      ${textOf('leases.amount')} AS found
      FROM leases JOIN nodes ON nodes.id = leases.node
      WHERE leases.amount > 0 AND nodes.expires_at < ${now} - ${GRACE_MS}
        AND EXISTS (SELECT 1 FROM nodes AS others WHERE others.expires_at > ${now})`,
  },
  {
    rule: 'an open task holds on each of its purses what its row says, and an ended one nothing',
    sql: () => `SELECT tasks.id AS subject, CASE WHEN state IN ${FINAL} THEN '0' ELSE ${textOf('held')} END AS expected,
      ${textOf('leases.amount')} AS found
      FROM tasks JOIN leases ON leases.node = 'task:' || tasks.id
      WHERE (state IN ${FINAL} AND leases.amount <> 0) OR (state NOT IN ${FINAL} AND leases.amount <> held)
      UNION ALL
      SELECT tasks.id, ${textOf('held')}, 'none' FROM tasks WHERE state NOT IN ${FINAL} AND held > 0
        AND NOT EXISTS (SELECT 1 FROM leases WHERE leases.node = 'task:' || tasks.id)`,
  },
  {
    rule: 'an open task is looked at, and a final one has its settlement',
    sql: ({ now }) => `SELECT tasks.id AS subject, 'a next look, or a call' AS expected, state AS found FROM tasks
      WHERE (state NOT IN ${FINAL} AND next_poll_at IS NULL)
        OR (state IN ${FINAL} AND finished_at > ${now} - 86400000
          AND NOT EXISTS (SELECT 1 FROM calls WHERE calls.at = tasks.created_at AND calls.id = tasks.id))`,
  },
  {
    rule: 'a rollup is the sum of its calls',
    sql: () => `SELECT ${textOf('account_id')} || ' ' || ${textOf('key_id')} || ' ' || ${textOf('hour')} AS subject,
      ${textOf('SUM(truth)')} AS expected, ${textOf('SUM(kept)')} AS found
      FROM (SELECT account_id, key_id, hour, 0 AS truth, amount AS kept, 0 AS true_cost, cost AS kept_cost FROM rollups
          WHERE hour * 3600000 >= ${HORIZON}
        UNION ALL SELECT account_id, key_id, at / 3600000, amount, 0, cost, 0 FROM calls
          WHERE at / 3600000 * 3600000 >= ${HORIZON}) AS both_sides
      GROUP BY account_id, key_id, hour HAVING SUM(truth) <> SUM(kept) OR SUM(true_cost) <> SUM(kept_cost)`,
  },
];

/** The sum over every account, ours and theirs, must be zero. Budgets are a book of their own and sum to zero too. */
async function total(driver: Driver): Promise<Discrepancy[]> {
  const [purses, contras] = [
    `SELECT CAST(COALESCE(SUM(balance), 0) AS BIGINT) AS total FROM purses
       WHERE id LIKE 'account:%' OR id LIKE 'channel:%' OR (id LIKE 'org:%' AND id NOT LIKE 'org:%:%')`,
    `SELECT CAST(COALESCE(SUM(CASE WHEN credit IN ${CONTRAS} THEN amount ELSE -amount END), 0) AS BIGINT) AS total
     FROM transfers WHERE kind <> 'budget'`,
  ];
  const theirs = money(only(await driver.all(purses)), 'total');
  const ours = money(only(await driver.all(contras)), 'total');
  if (theirs + ours === 0n) return [];
  return [{ subject: 'all accounts', rule: 'the ledger sums to zero', expected: '0', found: String(theirs + ours) }];
}

/** Checks every invariant on one state of the whole ledger, inside a transaction; an empty list when all hold. */
export async function audit(transaction: Driver): Promise<Discrepancy[]> {
  const differences: Discrepancy[] = [];
  for (const { rule, sql } of RULES) {
    for (const row of await transaction.all(`${sql(transaction.dialect)} LIMIT ${LISTED}`)) {
      differences.push({
        subject: text(row, 'subject'),
        rule: row['rule'] === undefined ? rule : text(row, 'rule'),
        expected: text(row, 'expected'),
        found: text(row, 'found'),
      });
    }
  }
  return [...differences, ...(await total(transaction))];
}
