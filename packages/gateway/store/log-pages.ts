// Pages of the usage log at any size: keyset only, through the hours that can hold a match, within a bounded time.

import type { CallRecord } from '../ledger/charge.ts';
import { Conditions } from './conditions.ts';
import { readCursor, writeCursor, type Position } from './cursor.ts';
import type { Driver, SqlValue } from './driver.ts';
import { UNUSUAL } from './log-schema.ts';
import { CALL_FIELDS, readRecord, withDetails } from './log-rows.ts';
import { integer } from './rows.ts';
import { HOUR_MS } from './settlement.ts';
import type { RecordPage, RecordQuery } from './store.ts';

/** A page that is not full after this time ends where the search has got to, milliseconds. */
const PATIENCE_MS = 1_000;

/** How many hours are looked up at once: few for what is everywhere, more and more for what is rare. */
const FIRST_HOURS = 4;
const MOST_HOURS = 1_024;

/** From `from` (inclusive) to `until` (exclusive), milliseconds. */
interface Span {
  readonly from: number;
  readonly until: number;
}

interface Search {
  readonly driver: Driver;
  readonly query: RecordQuery;
  readonly after: Position | undefined;
  readonly rows: CallRecord[];
}

/** One page of the log, newest first. Throws a `RangeError` for what is no cursor. */
export async function page(driver: Driver, query: RecordQuery): Promise<RecordPage> {
  const after = query.before === undefined ? undefined : readCursor(query.before);
  if (query.before !== undefined && after === undefined) throw new RangeError('this is not a cursor of the usage log');
  const search: Search = { driver, query, after, rows: [] };
  const until = Math.min(query.to ?? Infinity, after === undefined ? Infinity : after.at + 1);
  const from = query.from ?? -Infinity;
  if (until <= from) return { rows: [], next: undefined };
  const stopped = isInRollups(query)
    ? await searchHours(search, { from, until })
    : await searchSpan(search, { from, until }).then(() => undefined);
  return cut(search, stopped);
}

/** The page as it is answered: one row more was looked for than is given, to know whether there is more. */
function cut({ query, rows }: Search, stopped: number | undefined): RecordPage {
  const given = rows.slice(0, query.limit);
  const last = given.at(-1);
  if (rows.length > query.limit && last !== undefined) return { rows: given, next: writeCursor(last) };
  return { rows: given, next: stopped === undefined ? undefined : writeCursor({ at: stopped, id: '' }) };
}

/** Whether the rollups know the hours in which such calls are; the account's own index serves where they do not. */
function isInRollups({ keyId, model, channel }: RecordQuery): boolean {
  return keyId !== undefined || model !== undefined || channel !== undefined;
}

/** Goes from hour to hour that has such calls; answers where it stopped when its time was over. */
async function searchHours(search: Search, bounds: Span): Promise<number | undefined> {
  const deadline = Date.now() + PATIENCE_MS;
  let until = bounds.until;
  for (let count = FIRST_HOURS; ; count = Math.min(count * 4, MOST_HOURS)) {
    const hours = await hoursBefore(search, until, count);
    for (const span of spansOf(hours)) {
      await searchSpan(search, { from: Math.max(span.from, bounds.from), until: Math.min(span.until, until) });
      if (search.rows.length > search.query.limit) return undefined;
      if (span.from <= bounds.from) return undefined;
      if (Date.now() > deadline) return span.from;
    }
    const last = hours.at(-1);
    if (last === undefined || hours.length < count) return undefined;
    until = last * HOUR_MS;
  }
}

/** Hours next to each other as one span, newest first. */
function spansOf(hours: readonly number[]): Span[] {
  const spans: { from: number; until: number }[] = [];
  for (const hour of hours) {
    const last = spans.at(-1);
    if (last?.from === (hour + 1) * HOUR_MS) last.from = hour * HOUR_MS;
    else spans.push({ from: hour * HOUR_MS, until: (hour + 1) * HOUR_MS });
  }
  return spans;
}

/** The newest hours before a time that have such calls: one seek of an index for each, however many calls there are. */
async function hoursBefore({ driver, query }: Search, until: number, count: number): Promise<number[]> {
  const conditions = new Conditions()
    .when(query.accountId, 'account_id = ?')
    .when(query.organisationId, 'organisation_id = ?')
    .when(query.keyId, 'key_id = ?')
    .when(query.model, 'model = ?')
    .when(query.channel, 'channel = ?');
  if (query.accountId === undefined) {
    conditions.when(query.keyId, 'account_id = (SELECT account_id FROM keys WHERE id = ?)');
  }
  const newest = (bound: string): string => `SELECT MAX(hour) FROM rollups${conditions.sql} AND hour < ${bound}`;
  const end: SqlValue = Number.isFinite(until) ? Math.ceil(until / HOUR_MS) : Number.MAX_SAFE_INTEGER;
  const rows = await driver.all(
    `WITH RECURSIVE found (hour) AS (SELECT (${newest('CAST(? AS BIGINT)')})
       UNION ALL SELECT (${newest('found.hour')}) FROM found WHERE found.hour IS NOT NULL)
     SELECT hour FROM found WHERE hour IS NOT NULL LIMIT ?`,
    [...conditions.parameters, end, ...conditions.parameters, count],
  );
  return rows.map(row => integer(row, 'hour'));
}

/** Adds the calls of a span to the page, until it is full and one more. */
async function searchSpan({ driver, query, after, rows }: Search, { from, until }: Span): Promise<void> {
  const conditions = filtersOf(query)
    .when(Number.isFinite(from) ? from : undefined, 'at >= ?')
    .when(Number.isFinite(until) ? until : undefined, 'at < ?');
  if (after !== undefined && after.at < until) conditions.add('(at, id) < (?, ?)', after.at, after.id);
  const sql = withDetails(`SELECT ${CALL_FIELDS} FROM calls${conditions.sql} ORDER BY at DESC, id DESC LIMIT ?`);
  const found = await driver.all(sql, [...conditions.parameters, query.limit + 1 - rows.length]);
  for (const row of found) rows.push(readRecord(row));
}

function filtersOf(query: RecordQuery): Conditions {
  const conditions = new Conditions()
    .when(query.accountId, 'account_id = ?')
    .when(query.organisationId, 'organisation_id = ?')
    .when(query.keyId, 'key_id = ?')
    .when(query.model, 'model = ?')
    .when(query.channel, 'channel = ?')
    .when(query.group, 'group_name = ?')
    .when(query.reason, 'reason = ?')
    .when(query.error, 'error = ?')
    .when(query.status?.from, 'status >= ?')
    .when(query.status?.until, 'status < ?');
  if (query.accountId === undefined) {
    conditions.when(query.keyId, 'account_id = (SELECT account_id FROM keys WHERE id = ?)');
  }
  return isUnusual(query) ? conditions.add(UNUSUAL) : conditions;
}

/** Whether only calls can match that failed or were charged for an unusual reason: they have indexes of their own. */
function isUnusual({ reason, status }: RecordQuery): boolean {
  return (reason !== undefined && reason !== 'upstream_usage') || (status?.from ?? 0) >= 400;
}
