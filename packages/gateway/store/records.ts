// The aggregate of the usage log: finds, pages and sums the records of calls.

import type { CallRecord } from '../ledger/charge.ts';
import { Conditions } from './conditions.ts';
import type { Driver } from './driver.ts';
import { page } from './log-pages.ts';
import { CALL_FIELDS, readRecord, withDetails } from './log-rows.ts';
import { money, only } from './rows.ts';
import { HOUR_MS } from './settlement.ts';
import { statement, usage } from './usage.ts';
import type { RecordPage, RecordQuery, RecordStore } from './store.ts';

/** Where a call of this id can be: a costly one where its transfer says, a free one where its own index does. */
const BY_ID = `SELECT ${CALL_FIELDS} FROM calls
  WHERE id = ? AND (at = (SELECT transfers.at FROM transfers WHERE transfers.id = CAST(? AS TEXT)))
  UNION ALL SELECT ${CALL_FIELDS} FROM calls WHERE id = ? AND amount = 0`;

async function findOne(driver: Driver, id: string, accountId: number | undefined): Promise<CallRecord | undefined> {
  if (id === '') return undefined;
  const isOwn = (record: CallRecord): boolean => accountId === undefined || record.accountId === accountId;
  const byId = await driver.all(withDetails(BY_ID), [id, `call:${id}`, id]);
  const own = byId.map(row => readRecord(row)).find(isOwn);
  if (own !== undefined) return own;
  const calls = `SELECT ${CALL_FIELDS} FROM calls WHERE (at, id) IN
    (SELECT at, id FROM call_details WHERE upstream_id = ? AND upstream_id <> '')`;
  const byUpstream = await driver.all(withDetails(calls), [id]);
  return byUpstream.map(row => readRecord(row)).find(isOwn);
}

async function list(driver: Driver, query: RecordQuery): Promise<RecordPage> {
  if (query.id === undefined) return page(driver, query);
  const record = await findOne(driver, query.id, query.accountId);
  return { rows: record !== undefined && matches(record, query) ? [record] : [], next: undefined };
}

/** Whether a call that was found by its id is also what else was asked for. */
function matches(record: CallRecord, query: RecordQuery): boolean {
  const wanted: readonly (readonly [unknown, unknown])[] = [
    [query.organisationId, record.organisationId],
    [query.keyId, record.keyId],
    [query.model, record.model],
    [query.channel, record.channel],
    [query.group, record.group],
    [query.reason, record.reason],
    [query.error, record.error],
  ];
  const { from = -Infinity, to = Infinity, status } = query;
  const inTime = record.at >= from && record.at < to;
  const inStatus = record.status >= (status?.from ?? 0) && record.status < (status?.until ?? Infinity);
  return inTime && inStatus && wanted.every(([asked, found]) => asked === undefined || asked === found);
}

async function sum(driver: Driver, table: string, amount: string, conditions: Conditions): Promise<bigint> {
  const sql = `SELECT CAST(COALESCE(SUM(${amount}), 0) AS BIGINT) AS total FROM ${table}${conditions.sql}`;
  return money(only(await driver.all(sql, conditions.parameters)), 'total');
}

/** Whole hours come from the rollups, the ragged ends from the calls themselves. */
async function spent(driver: Driver, query: Parameters<RecordStore['spent']>[0]): Promise<bigint> {
  const first = query.from === undefined ? undefined : Math.ceil(query.from / HOUR_MS);
  const end = query.to === undefined ? undefined : Math.floor(query.to / HOUR_MS);
  const owner = (): Conditions => {
    const conditions = new Conditions().when(query.accountId, 'account_id = ?').when(query.keyId, 'key_id = ?');
    // Everything that is kept by account has no index by key alone.
    const hasAccount = query.accountId !== undefined;
    return hasAccount
      ? conditions
      : conditions.when(query.keyId, 'account_id = (SELECT account_id FROM keys WHERE id = ?)');
  };
  const calls = (from: number | undefined, to: number | undefined): Promise<bigint> =>
    sum(driver, 'calls', 'amount', owner().when(from, 'at >= ?').when(to, 'at < ?'));
  if (first !== undefined && end !== undefined && first >= end) return calls(query.from, query.to);
  const rollups = owner().when(first, 'hour >= ?').when(end, 'hour < ?');
  const whole = await sum(driver, 'rollups', 'amount', rollups);
  const before = first === undefined ? 0n : await calls(query.from, first * HOUR_MS);
  const after = end === undefined ? 0n : await calls(end * HOUR_MS, query.to);
  return before + whole + after;
}

/** What was given back of an owner's calls between two times. */
function refunded(driver: Driver, query: Parameters<RecordStore['spent']>[0]): Promise<bigint> {
  const { keyId, accountId, from, to } = query;
  const conditions = new Conditions()
    .add(`kind = 'refund'`)
    .when(keyId, 'key_id = ?')
    .when(from, 'at >= ?')
    .when(to, 'at < ?');
  if (keyId === undefined) conditions.when(accountId === undefined ? undefined : `account:${accountId}`, 'credit = ?');
  return sum(driver, 'transfers', 'amount', conditions);
}

/** The usage log over any database. */
export function recordStore(driver: Driver): RecordStore {
  return {
    find: (accountId, id) => findOne(driver, id, accountId),
    list: query => list(driver, query),
    spent: query => driver.snapshot(async reader => (await spent(reader, query)) - (await refunded(reader, query))),
    usage: query => usage(driver, query),
    statement: query => driver.snapshot(reader => statement(reader, query)),
  };
}
