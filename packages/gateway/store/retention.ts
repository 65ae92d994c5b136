// The age of the usage log: parts of PostgreSQL's tables made ahead and dropped whole, rows of SQLite deleted in small steps.

import type { Driver } from './driver.ts';
import { text } from './rows.ts';
import { HOUR_MS } from './settlement.ts';

/** What is kept of the usage log; times in milliseconds since the epoch. */
export interface RetentionQuery {
  readonly now: number;
  /** Calls, and explanations of calls, from before these times go; undefined keeps them all. */
  readonly callsBefore: number | undefined;
  readonly detailsBefore: number | undefined;
}

/** What one step did; while there is `more`, the next may follow at once. */
export interface RetentionStep {
  readonly made: number;
  readonly dropped: number;
  readonly deleted: number;
  readonly more: boolean;
}

export interface RetentionStore {
  /** One short step of upkeep; safe on any number of nodes at once. */
  step(query: RetentionQuery): Promise<RetentionStep>;
}

const TABLES = ['calls', 'call_details'] as const;
type Table = (typeof TABLES)[number];

const WEEK_MS = 7 * 24 * HOUR_MS;
/** The epoch was a Thursday; parts begin on Mondays. */
const MONDAY_MS = 4 * 24 * HOUR_MS;
/** Parts that are there before their week begins. */
const WEEKS_AHEAD = 3;

/** Rows that are deleted in one transaction: few, since nobody else writes to SQLite meanwhile. */
const BATCH = 2_000;

/** Making and dropping a part must never keep calls waiting behind a long reader. */
const LOCK_WAIT = `SET LOCAL lock_timeout = '2s'`;

interface Part {
  readonly name: string;
  readonly from: number;
  readonly until: number;
}

const weekOf = (at: number): number => Math.floor((at - MONDAY_MS) / WEEK_MS) * WEEK_MS + MONDAY_MS;

function partOf(table: Table, from: number): Part {
  const stamp = new Date(from).toISOString().slice(0, 10).replaceAll('-', '');
  return { name: `${table}_${stamp}`, from, until: from + WEEK_MS };
}

/** The parts of a table, but for the one that takes what has none of its own. */
async function partsOf(driver: Driver, table: Table): Promise<Part[]> {
  const rows = await driver.all(
    `SELECT child.relname AS name FROM pg_inherits JOIN pg_class AS child ON child.oid = inhrelid
     WHERE inhparent = CAST(CAST(? AS TEXT) AS REGCLASS)`,
    [table],
  );
  return rows.flatMap(row => {
    const [, year, month, day] = /_(\d{4})(\d\d)(\d\d)$/.exec(text(row, 'name')) ?? [];
    return year === undefined ? [] : [partOf(table, Date.UTC(Number(year), Number(month) - 1, Number(day)))];
  });
}

/** Makes the parts of this week and the next ones; a week that has rows already goes on where they are. */
async function makeAhead(transaction: Driver, table: Table, now: number): Promise<number> {
  const known = new Set((await partsOf(transaction, table)).map(part => part.name));
  let made = 0;
  for (let week = 0; week <= WEEKS_AHEAD; week += 1) {
    const part = partOf(table, weekOf(now) + week * WEEK_MS);
    if (known.has(part.name)) continue;
    const sql = `SELECT 1 AS found FROM ${table}_default WHERE at >= ? AND at < ? LIMIT 1`;
    if ((await transaction.all(sql, [part.from, part.until])).length > 0) continue;
    await transaction.run(
      `CREATE TABLE ${part.name} PARTITION OF ${table} FOR VALUES FROM (${part.from}) TO (${part.until})`,
    );
    made += 1;
  }
  return made;
}

/** Drops the parts that are wholly from before a time. */
async function dropParts(transaction: Driver, table: Table, before: number): Promise<number> {
  const old = (await partsOf(transaction, table)).filter(part => part.until <= before);
  for (const part of old) await transaction.run(`DROP TABLE ${part.name}`);
  return old.length;
}

/** Says that calls before a time may be gone: the audit asks for none of them. */
async function raiseHorizon(transaction: Driver, before: number): Promise<void> {
  await transaction.run(`UPDATE counters SET value = ? WHERE name = 'log_horizon' AND value < ?`, [before, before]);
}

async function deleteSome(transaction: Driver, table: string, before: number): Promise<number> {
  return transaction.run(
    `DELETE FROM ${table} WHERE (at, id) IN (SELECT at, id FROM ${table} WHERE at < ? ORDER BY at LIMIT ${BATCH})`,
    [before],
  );
}

/** Retention over any database. */
export function retentionStore(driver: Driver): RetentionStore {
  const isParted = driver.dialect.name === 'postgres';
  const beforeOf = (table: Table, query: RetentionQuery): number | undefined => {
    const { callsBefore = -Infinity, detailsBefore = -Infinity } = query;
    const before = table === 'calls' ? callsBefore : Math.max(callsBefore, detailsBefore);
    // Rollups are whole hours: the log must not end within one.
    return before === -Infinity ? undefined : Math.floor(before / HOUR_MS) * HOUR_MS;
  };
  async function step(transaction: Driver, query: RetentionQuery): Promise<RetentionStep> {
    const done = { made: 0, dropped: 0, deleted: 0, more: false };
    if (isParted) {
      await transaction.run(LOCK_WAIT);
      await transaction.lockSchema();
    }
    const calls = beforeOf('calls', query);
    if (calls !== undefined) await raiseHorizon(transaction, calls);
    for (const table of TABLES) {
      const before = beforeOf(table, query);
      if (isParted) done.made += await makeAhead(transaction, table, query.now);
      if (before === undefined) continue;
      if (isParted) done.dropped += await dropParts(transaction, table, before);
      const deleted = await deleteSome(transaction, isParted ? `${table}_default` : table, before);
      done.deleted += deleted;
      done.more ||= deleted >= BATCH;
    }
    return done;
  }
  return { step: query => driver.transaction(transaction => step(transaction, query)) };
}
