// A usage log of a million rows: how long its first pages take, and what a month as CSV costs in memory. `node test/shows/million-rows.ts [rows]`.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CallRecord } from '../../packages/gateway/ledger/charge.ts';
import { encodeSettlement } from '../../packages/gateway/ledger/settlement-text.ts';
import { statementCsv } from '../../packages/gateway/ledger/statement.ts';
import { openStore } from '../../packages/gateway/store/open.ts';
import type { RecordQuery, Store } from '../../packages/gateway/store/store.ts';
import { sampleRecord } from '../databases.ts';
import { createDatabase, startPostgres } from '../postgres.ts';

/** What came of one database. */
export interface Figures {
  readonly store: string;
  readonly rows: number;
  /** Rows that were settled in a second, in batches of a thousand. */
  readonly settledPerSecond: number;
  /** Milliseconds of the first page of fifty, by what is asked: the median and the longest of twenty. */
  readonly pages: Readonly<
    Record<string, { readonly median: number; readonly longest: number; readonly rows: number }>
  >;
  /** Milliseconds of a month's summary. */
  readonly statement: number;
  readonly csv: {
    readonly lines: number;
    readonly megabytes: number;
    readonly seconds: number;
    readonly grownMegabytes: number;
  };
  /** Seconds of the proof of the whole ledger, and what it found. */
  readonly reconcile: string;
}

const FROM = Date.UTC(2026, 10, 1);
const MONTH_MS = 30 * 24 * 3_600_000;
const BATCH = 1_000;
const ACCOUNTS = 50;
const KEYS = 4;
const MODELS = 20;
const CHANNELS = 10;
const TIMES = 20;

/** Row `index` of `rows`: spread over the month, some failed, some of unusual reasons; always the same. */
function rowOf(index: number, rows: number): CallRecord {
  const mixed = (index * 2_654_435_761) % 4_294_967_296;
  const accountId = 1 + (mixed % ACCOUNTS);
  const isFailed = mixed % 97 === 0;
  const isEstimated = mixed % 89 === 0;
  return sampleRecord(`row-${index}`, {
    at: FROM + Math.floor((index / rows) * MONTH_MS),
    accountId,
    keyId: accountId * 10 + (mixed % KEYS),
    model: `model-${mixed % MODELS}`,
    channel: 1 + (mixed % CHANNELS),
    group: mixed % 3 === 0 ? 'vip' : 'default',
    status: isFailed ? 502 : 200,
    error: isFailed ? 'upstream_timeout' : '',
    reason: isFailed ? 'upstream_error_before_output' : isEstimated ? 'estimated' : 'upstream_usage',
    amount: isFailed ? 0n : 1_000n + BigInt(mixed % 1_000),
    upstreamId: `chatcmpl-${index}`,
  });
}

/** Where the rows end, and whose they are, when that is not the month and the accounts of this show. */
export interface Filling {
  /** Milliseconds since the epoch. */
  readonly until: number;
  readonly accounts: number;
}

/** Settles so many rows; answers how many in a second. */
export async function fillRows(store: Store, rows: number, filling?: Filling): Promise<number> {
  const started = performance.now();
  for (let first = 0; first < rows; first += BATCH) {
    const lines = Array.from({ length: Math.min(BATCH, rows - first) }, (_, offset) => {
      const record = moved(rowOf(first + offset, rows), filling);
      return encodeSettlement(record, [`account:${record.accountId}`]);
    });
    await store.ledger.settleLines('filler', lines.join('\n'));
  }
  return Math.round(rows / ((performance.now() - started) / 1_000));
}

function moved(record: CallRecord, filling: Filling | undefined): CallRecord {
  if (filling === undefined) return record;
  const accountId = 1 + (record.accountId % filling.accounts);
  return { ...record, accountId, keyId: accountId, at: record.at - FROM - MONTH_MS + filling.until };
}

/** First pages with three filters each, common and rare. */
const PAGES: Readonly<Record<string, Omit<RecordQuery, 'limit'>>> = {
  'account, model, channel': { accountId: 7, model: 'model-6', channel: 7 },
  'model, channel, group': { model: 'model-3', channel: 4, group: 'vip' },
  'key, model, time': { accountId: 7, keyId: 72, model: 'model-6', from: FROM, to: FROM + MONTH_MS / 2 },
  'model, failed, group': { model: 'model-3', status: { from: 400 }, group: 'vip' },
  'account, reason, time': { accountId: 7, reason: 'estimated', from: FROM },
  'channel, error, group': { channel: 4, error: 'upstream_timeout', group: 'default' },
  'a model nobody called': { model: 'model-99', channel: 4, group: 'vip' },
};

async function timed(work: () => Promise<number>): Promise<{ median: number; longest: number; rows: number }> {
  const times: number[] = [];
  let rows = 0;
  for (let count = 0; count < TIMES; count += 1) {
    const started = performance.now();
    rows = await work();
    times.push(performance.now() - started);
  }
  const sorted = times.toSorted((a, b) => a - b);
  const round = (value: number | undefined): number => Math.round((value ?? 0) * 10) / 10;
  return { median: round(sorted[TIMES / 2]), longest: round(sorted.at(-1)), rows };
}

async function exportCsv(store: Store): Promise<Figures['csv']> {
  const owner = { purse: 'account:7', filter: { accountId: 7 }, zone: 'UTC', wholePurse: true };
  const started = performance.now();
  const before = process.memoryUsage.rss();
  let [lines, bytes, most] = [0, 0, before];
  for await (const piece of statementCsv(store, owner, { from: FROM, until: FROM + MONTH_MS })) {
    lines += piece.split('\r\n').length - 1;
    bytes += piece.length;
    most = Math.max(most, process.memoryUsage.rss());
  }
  const megabytes = (count: number): number => Math.round(count / 104_857.6) / 10;
  const seconds = Math.round((performance.now() - started) / 100) / 10;
  return { lines, megabytes: megabytes(bytes), seconds, grownMegabytes: megabytes(most - before) };
}

/** Fills a database and measures it. */
export async function measure(name: string, url: string, rows: number): Promise<Figures> {
  const store = await openStore(url);
  try {
    await store.retention.step({ now: FROM, callsBefore: undefined, detailsBefore: undefined });
    const settledPerSecond = await fillRows(store, rows);
    const pages: Record<string, Figures['pages'][string]> = {};
    for (const [what, query] of Object.entries(PAGES))
      pages[what] = await timed(async () => (await store.records.list({ ...query, limit: 50 })).rows.length);
    const summary = { purse: 'account:7', filter: { accountId: 7 }, from: FROM, to: FROM + MONTH_MS };
    const statement = await timed(async () => (await store.records.statement(summary)).byModel.length);
    const csv = await exportCsv(store);
    const started = performance.now();
    const found = (await store.ledger.reconcile()).length;
    const reconcile = `${found} differences in ${Math.round((performance.now() - started) / 100) / 10} s`;
    return { store: name, rows, settledPerSecond, pages, statement: statement.median, csv, reconcile };
  } finally {
    await store.close();
  }
}

/** Both databases; PostgreSQL where there is one. */
export async function millionRows(rows: number, only?: string): Promise<Figures[]> {
  const found: Figures[] = [];
  const folder = mkdtempSync(join(tmpdir(), 'turnpike-rows-'));
  if (only !== 'PostgreSQL') found.push(await measure('SQLite', `sqlite:${join(folder, 'rows.db')}`, rows));
  rmSync(folder, { recursive: true });
  const server = only === 'SQLite' ? undefined : await startPostgres();
  if (server !== undefined) {
    found.push(await measure('PostgreSQL', await createDatabase(server), rows));
    await server.stop();
  }
  return found;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [rows = '1000000', only] = process.argv.slice(2);
  for (const { store, pages, csv, ...rest } of await millionRows(Number(rows), only)) {
    process.stdout.write(`${store}: ${JSON.stringify(rest)}\n  csv ${JSON.stringify(csv)}\n`);
    for (const [what, { median, longest, rows: found }] of Object.entries(pages))
      process.stdout.write(`  ${what.padEnd(24)} median ${median} ms, longest ${longest} ms, ${found} rows\n`);
  }
}
