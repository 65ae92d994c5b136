// Sums of the tries at each channel by the quarter of an hour: booked with the calls, read for the last day.

import type { Try } from '../ledger/settlement-text.ts';
import type { Column, Driver, SqlValue } from './driver.ts';
import { integer } from './rows.ts';

/** Milliseconds of a quarter of an hour. */
export const QUARTER_MS = 900_000;

/** How the tries at a channel went in a quarter of an hour. */
export interface QuarterRow {
  readonly channel: number;
  /** Milliseconds since the epoch of its beginning. */
  readonly at: number;
  readonly tries: number;
  /** Tries that failed by the channel's fault. */
  readonly failed: number;
  /** Of all tries together. */
  readonly milliseconds: number;
}

const COLUMNS: readonly Column[] = ['channel', 'quarter', 'tries', 'failed', 'milliseconds'].map(name => ({
  name,
  type: 'integer',
}));

const ADD = `ON CONFLICT (channel, quarter) DO UPDATE SET tries = channel_quarters.tries + excluded.tries,
  failed = channel_quarters.failed + excluded.failed,
  milliseconds = channel_quarters.milliseconds + excluded.milliseconds`;

/** Adds the tries of calls that were not booked before, inside their transaction. `at` is in milliseconds. */
export async function countTries(
  transaction: Driver,
  calls: readonly { readonly at: number; readonly attempts: readonly Try[] }[],
): Promise<void> {
  const sums = new Map<string, [number, number, number, number, number]>();
  for (const { at, attempts } of calls) {
    const quarter = Math.floor(at / QUARTER_MS);
    for (const { channel, failed, milliseconds } of attempts) {
      const id = `${channel} ${quarter}`;
      let sum = sums.get(id);
      if (sum === undefined) sums.set(id, (sum = [channel, quarter, 0, 0, 0]));
      sum[2] += 1;
      sum[3] += Number(failed);
      sum[4] += milliseconds;
    }
  }
  if (sums.size === 0) return;
  // In one order, so that two nodes lock rows in the same order.
  const rows: SqlValue[][] = [...sums.values()].sort((left, right) => left[0] - right[0] || left[1] - right[1]);
  await transaction.upsert('channel_quarters', COLUMNS, rows, ADD);
}

/** The sums from a time on, milliseconds. */
export async function quarters(driver: Driver, from: number): Promise<QuarterRow[]> {
  const rows = await driver.all(
    `SELECT channel, quarter, tries, failed, milliseconds FROM channel_quarters WHERE quarter >= ?
     ORDER BY channel, quarter`,
    [Math.floor(from / QUARTER_MS)],
  );
  return rows.map(row => ({
    channel: integer(row, 'channel'),
    at: integer(row, 'quarter') * QUARTER_MS,
    tries: integer(row, 'tries'),
    failed: integer(row, 'failed'),
    milliseconds: integer(row, 'milliseconds'),
  }));
}

/** Drops what is older, milliseconds. */
export async function pruneQuarters(driver: Driver, before: number): Promise<void> {
  await driver.run('DELETE FROM channel_quarters WHERE quarter < ?', [Math.floor(before / QUARTER_MS)]);
}
