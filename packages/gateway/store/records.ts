// The aggregate of the usage log: finds, pages and sums the records of calls.

import { decodeRecord } from '../ledger/settlement-text.ts';
import type { CallRecord } from '../ledger/charge.ts';
import type { Driver, Row, SqlValue } from './driver.ts';
import { integer, money, only, text } from './rows.ts';
import { HOUR_MS } from './settlement.ts';
import type { RecordQuery, RecordStore } from './store.ts';

const FIELDS = `id, at, account_id, key_id, model, channel, status, reason, amount, input_tokens, cached_tokens,
  output_tokens, upstream_id, detail`;

function readRecord(row: Row): CallRecord {
  const columns = {
    id: text(row, 'id'),
    at: integer(row, 'at'),
    accountId: integer(row, 'account_id'),
    keyId: integer(row, 'key_id'),
    model: text(row, 'model'),
    channel: integer(row, 'channel'),
    status: integer(row, 'status'),
    reason: text(row, 'reason'),
    amount: money(row, 'amount'),
    inputTokens: integer(row, 'input_tokens'),
    cachedTokens: integer(row, 'cached_tokens'),
    outputTokens: integer(row, 'output_tokens'),
    upstreamId: text(row, 'upstream_id'),
  };
  return decodeRecord(columns, text(row, 'detail'));
}

/** A WHERE clause that grows by one condition for each value that is given. */
class Conditions {
  readonly parameters: SqlValue[] = [];
  readonly #parts: string[] = [];

  when(value: SqlValue | undefined, condition: string): this {
    return value === undefined ? this : this.add(condition, value);
  }

  add(condition: string, ...values: SqlValue[]): this {
    this.#parts.push(condition);
    this.parameters.push(...values);
    return this;
  }

  get sql(): string {
    return this.#parts.length === 0 ? '' : ` WHERE ${this.#parts.join(' AND ')}`;
  }
}

/** Reads a cursor that a page gave: the time and the id of its last row. Throws a `RangeError` when it is none. */
function cursorOf(cursor: string): { at: number; id: string } {
  const dot = cursor.indexOf('.');
  const at = Number(cursor.slice(0, Math.max(dot, 0)));
  if (dot < 1 || !Number.isSafeInteger(at)) throw new RangeError('this is not a cursor of the usage log');
  return { at, id: cursor.slice(dot + 1) };
}

async function list(driver: Driver, query: RecordQuery): Promise<{ rows: CallRecord[]; next: string | undefined }> {
  const cursor = query.before === undefined ? undefined : cursorOf(query.before);
  const conditions = new Conditions()
    .when(query.accountId, 'account_id = ?')
    .when(query.keyId, 'key_id = ?')
    .when(query.from, 'at >= ?')
    .when(query.to, 'at < ?')
    .when(query.model, 'model = ?')
    .when(cursor?.at, 'at <= ?');
  if (cursor !== undefined) conditions.add('(at < ? OR id < ?)', cursor.at, cursor.id);
  const found = await driver.all(`SELECT ${FIELDS} FROM calls${conditions.sql} ORDER BY at DESC, id DESC LIMIT ?`, [
    ...conditions.parameters,
    query.limit + 1,
  ]);
  const rows = found.slice(0, query.limit).map(row => readRecord(row));
  const last = rows.at(-1);
  return { rows, next: found.length > query.limit && last !== undefined ? `${last.at}.${last.id}` : undefined };
}

async function sum(driver: Driver, table: string, amount: string, conditions: Conditions): Promise<bigint> {
  const sql = `SELECT CAST(COALESCE(SUM(${amount}), 0) AS BIGINT) AS total FROM ${table}${conditions.sql}`;
  return money(only(await driver.all(sql, conditions.parameters)), 'total');
}

/** Whole hours come from the rollups, the ragged ends from the calls themselves. */
async function spent(driver: Driver, query: Parameters<RecordStore['spent']>[0]): Promise<bigint> {
  const first = query.from === undefined ? undefined : Math.ceil(query.from / HOUR_MS);
  const end = query.to === undefined ? undefined : Math.floor(query.to / HOUR_MS);
  const owner = (): Conditions =>
    new Conditions().when(query.accountId, 'account_id = ?').when(query.keyId, 'key_id = ?');
  const calls = (from: number | undefined, to: number | undefined): Promise<bigint> =>
    sum(driver, 'calls', 'amount', owner().when(from, 'at >= ?').when(to, 'at < ?'));
  if (first !== undefined && end !== undefined && first >= end) return calls(query.from, query.to);
  const rollups = owner().when(first, 'hour >= ?').when(end, 'hour < ?');
  if (query.accountId === undefined) {
    rollups.when(query.keyId, 'account_id = (SELECT account_id FROM keys WHERE id = ?)');
  }
  const whole = await sum(driver, 'rollups', 'amount', rollups);
  const before = first === undefined ? 0n : await calls(query.from, first * HOUR_MS);
  const after = end === undefined ? 0n : await calls(end * HOUR_MS, query.to);
  return before + whole + after;
}

/** The usage log over any database. */
export function recordStore(driver: Driver): RecordStore {
  return {
    async find(accountId, id) {
      const own = await driver.all(`SELECT ${FIELDS} FROM calls WHERE id = ? AND account_id = ?`, [id, accountId]);
      if (own[0] !== undefined) return readRecord(own[0]);
      if (id === '') return undefined;
      const [row] = await driver.all(
        `SELECT ${FIELDS} FROM calls WHERE upstream_id = ? AND upstream_id <> '' AND account_id = ?
         ORDER BY at DESC LIMIT 1`,
        [id, accountId],
      );
      return row === undefined ? undefined : readRecord(row);
    },
    list: query => list(driver, query),
    spent: query => driver.snapshot(reader => spent(reader, query)),
  };
}
