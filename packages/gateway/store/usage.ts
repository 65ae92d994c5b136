// Sums of the usage log by hours, days and whatever the rollups know; and of a month of one who pays.

import { Conditions } from './conditions.ts';
import type { Driver, Row } from './driver.ts';
import { integer, money, text } from './rows.ts';
import { HOUR_MS } from './settlement.ts';

/** What sums can be told apart by. */
export type UsageKey = 'account' | 'key' | 'model' | 'channel' | 'group' | 'organisation';

/** Which calls are summed. */
export interface UsageFilter {
  readonly accountId?: number;
  /** 0 is what accounts pay themselves. */
  readonly organisationId?: number;
  readonly keyId?: number;
  readonly model?: string;
  readonly channel?: number;
  readonly group?: string;
}

export interface UsageQuery extends UsageFilter {
  /** Milliseconds, inclusive and exclusive, counted in whole hours. */
  readonly from: number;
  readonly to: number;
  readonly step: 'hour' | 'day' | 'total';
  /** How many hours a day begins before midnight UTC: 8 for China. */
  readonly offset?: number;
  readonly by?: readonly UsageKey[];
  /** At most so many rows, the dearest first within the newest step; 1,000 when it is left out. */
  readonly limit?: number;
}

/** Sums over calls. */
export interface UsageSums {
  readonly calls: number;
  readonly failed: number;
  /** Nano-dollars charged, and what the upstreams ask for it. */
  readonly amount: bigint;
  readonly cost: bigint;
  readonly inputTokens: number;
  readonly cachedTokens: number;
  readonly outputTokens: number;
  readonly milliseconds: number;
}

/** One row of an answer; what was not asked apart is left out. */
export interface UsageRow extends UsageSums, UsageFilter {
  /** Milliseconds since the epoch of the beginning of the step; absent in a total. */
  readonly at?: number;
}

const COLUMNS: Readonly<Record<UsageKey, readonly [column: string, field: keyof UsageFilter]>> = {
  account: ['account_id', 'accountId'],
  organisation: ['organisation_id', 'organisationId'],
  key: ['key_id', 'keyId'],
  model: ['model', 'model'],
  channel: ['channel', 'channel'],
  group: ['group_name', 'group'],
};
const KEYS: readonly UsageKey[] = ['account', 'organisation', 'key', 'model', 'channel', 'group'];

const SUMS = ['calls', 'failed', 'amount', 'cost', 'input_tokens', 'cached_tokens', 'output_tokens', 'milliseconds']
  .map(name => `CAST(COALESCE(SUM(${name}), 0) AS BIGINT) AS ${name}`)
  .join(', ');

/** The conditions that a filter states. */
export function filterOf(filter: UsageFilter): Conditions {
  const conditions = new Conditions();
  for (const key of KEYS) {
    const [column, field] = COLUMNS[key];
    conditions.when(filter[field], `${column} = ?`);
  }
  return conditions;
}

function readSums(row: Row): UsageSums {
  return {
    calls: integer(row, 'calls'),
    failed: integer(row, 'failed'),
    amount: money(row, 'amount'),
    cost: money(row, 'cost'),
    inputTokens: integer(row, 'input_tokens'),
    cachedTokens: integer(row, 'cached_tokens'),
    outputTokens: integer(row, 'output_tokens'),
    milliseconds: integer(row, 'milliseconds'),
  };
}

function readKeys(row: Row, by: readonly UsageKey[]): UsageFilter {
  const entries = by.map(key => {
    const [column, field] = COLUMNS[key];
    return [field, key === 'model' || key === 'group' ? text(row, column) : integer(row, column)] as const;
  });
  return Object.fromEntries(entries);
}

/** Sums from the rollups, newest step first, in each the dearest first. */
export async function usage(driver: Driver, query: UsageQuery): Promise<UsageRow[]> {
  const { step, by = [], limit = 1_000 } = query;
  const offset = Math.trunc(query.offset ?? 0);
  const conditions = filterOf(query)
    .add('hour >= ?', Math.floor(query.from / HOUR_MS))
    .add('hour < ?', Math.ceil(query.to / HOUR_MS));
  const unit = step === 'day' ? 24 : 1;
  const time = step === 'total' ? [] : [`(hour + ${offset}) / ${unit} AS step`];
  const columns = by.map(key => COLUMNS[key][0]);
  const groups = [...(step === 'total' ? [] : ['step']), ...columns];
  const rows = await driver.all(
    `SELECT ${[...time, ...columns, SUMS].join(', ')} FROM rollups${conditions.sql}
     ${groups.length === 0 ? '' : `GROUP BY ${groups.join(', ')}`}
     ORDER BY ${[...(step === 'total' ? [] : ['step DESC']), 'amount DESC', ...columns].join(', ')} LIMIT ?`,
    [...conditions.parameters, limit],
  );
  return rows.map(row => {
    const sums = { ...readKeys(row, by), ...readSums(row) };
    return step === 'total' ? sums : { at: (integer(row, 'step') * unit - offset) * HOUR_MS, ...sums };
  });
}

/** One who pays, and a span of time in milliseconds, inclusive and exclusive. */
export interface StatementQuery {
  readonly purse: string;
  /** Whose calls the purse pays for. */
  readonly filter: UsageFilter;
  readonly from: number;
  readonly to: number;
}

/** The sums of a statement: what was there, what came, what went, what is left. Nano-dollars. */
export interface StatementSums {
  readonly opening: bigint;
  readonly closing: bigint;
  readonly calls: number;
  readonly charged: bigint;
  /** By the kind of transfer: grants, codes, adjustments, refunds. */
  readonly transfers: readonly { readonly kind: string; readonly count: number; readonly amount: bigint }[];
  readonly byModel: readonly UsageRow[];
  readonly byKey: readonly UsageRow[];
}

/** Whole hours come from the rollups, the ragged ends of a span from the calls themselves. */
function callsBetween(
  filter: UsageFilter,
  from: number,
  to: number,
): { readonly sql: string; readonly values: readonly (string | number | bigint | null)[] } {
  const [first, end] = [Math.ceil(from / HOUR_MS), Math.floor(to / HOUR_MS)];
  const columns = 'account_id, key_id, model, channel, group_name, organisation_id';
  const tokens = 'input_tokens, cached_tokens, output_tokens';
  const ragged = (low: number, high: number): Conditions => filterOf(filter).add('at >= ?', low).add('at < ?', high);
  const isWithin = first > end;
  const rollups = filterOf(filter)
    .add('hour >= ?', isWithin ? 0 : first)
    .add('hour < ?', isWithin ? 0 : end);
  const edges = isWithin ? [ragged(from, to)] : [ragged(from, first * HOUR_MS), ragged(end * HOUR_MS, to)];
  const calls = edges.map(
    edge => `SELECT ${columns}, 1 AS calls, CASE WHEN status >= 400 THEN 1 ELSE 0 END AS failed, amount, cost, ${tokens},
      0 AS milliseconds FROM calls${edge.sql}`,
  );
  const whole = `SELECT ${columns}, calls, failed, amount, cost, ${tokens}, milliseconds FROM rollups${rollups.sql}`;
  return {
    sql: [whole, ...calls].join(' UNION ALL '),
    values: [...rollups.parameters, ...edges.flatMap(edge => edge.parameters)],
  };
}

/** The sums of a statement, in one state of the database. */
export async function statement(reader: Driver, query: StatementQuery): Promise<StatementSums> {
  const { purse, filter, from, to } = query;
  const sums = async (low: number, high: number, by: readonly UsageKey[]): Promise<UsageRow[]> => {
    const { sql, values } = callsBetween(filter, low, high);
    const columns = by.map(key => COLUMNS[key][0]);
    const grouped =
      columns.length === 0 ? '' : ` GROUP BY ${columns.join(', ')} ORDER BY amount DESC, ${columns.join(', ')}`;
    const rows = await reader.all(`SELECT ${[...columns, SUMS].join(', ')} FROM (${sql}) AS counted${grouped}`, values);
    return rows.map(row => ({ ...readKeys(row, by), ...readSums(row) }));
  };
  const [whole] = await sums(from, to, []);
  const [later] = await sums(to, Number.MAX_SAFE_INTEGER, []);
  const [now] = await reader.all('SELECT balance FROM purses WHERE id = ?', [purse]);
  const transfers = await transferSums(reader, purse, from, to);
  const afterwards = await transferSums(reader, purse, to, Number.MAX_SAFE_INTEGER);
  const total = (list: StatementSums['transfers']): bigint => list.reduce((sum, { amount }) => sum + amount, 0n);
  const charged = whole?.amount ?? 0n;
  const balance = now === undefined ? 0n : money(now, 'balance');
  const closing = balance - total(afterwards) + (later?.amount ?? 0n);
  return {
    opening: closing - total(transfers) + charged,
    closing,
    calls: whole?.calls ?? 0,
    charged,
    transfers,
    byModel: await sums(from, to, ['model']),
    byKey: await sums(from, to, ['key']),
  };
}

async function transferSums(
  reader: Driver,
  purse: string,
  from: number,
  to: number,
): Promise<{ kind: string; count: number; amount: bigint }[]> {
  const side = (column: string, sign: string): string =>
    `SELECT kind, ${sign}amount AS amount FROM transfers WHERE ${column} = ? AND kind <> 'call' AND at >= ? AND at < ?`;
  const rows = await reader.all(
    `SELECT kind, COUNT(*) AS count, CAST(SUM(amount) AS BIGINT) AS amount
     FROM (${side('credit', '')} UNION ALL ${side('debit', '-')}) AS moved GROUP BY kind ORDER BY kind`,
    [purse, from, to, purse, from, to],
  );
  return rows.map(row => ({ kind: text(row, 'kind'), count: integer(row, 'count'), amount: money(row, 'amount') }));
}
