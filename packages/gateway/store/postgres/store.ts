// The store on PostgreSQL: the aggregates over a small pool of connections.

import postgres from 'postgres';
import { aggregates } from '../aggregates.ts';
import { migrate } from '../migrate.ts';
import type { Store } from '../store.ts';
import { PostgresDriver, SIGNALS } from './driver.ts';

const LONGEST_RECONNECT_SECONDS = 1;

/** Settings of the connections to PostgreSQL. */
export interface PostgresOptions {
  /** Connections at once. */
  readonly connections?: number;
  /** How long a connection may take to open, seconds. */
  readonly connectSeconds?: number;
}

/**
 * How long to wait for the next connection after so many that failed in a row, seconds. postgres.js on its own
 * grows to 20 seconds: a database that is back would stay away for the gateway's users as long again as it was away.
 */
export function reconnectDelay(failures: number): number {
  return (0.5 + Math.random() / 2) * Math.min(0.05 * 2 ** failures, LONGEST_RECONNECT_SECONDS);
}

/** Opens the store on PostgreSQL. Rejects when the server is out of reach or its schema cannot be used. */
export async function openPostgres(url: string, options: PostgresOptions = {}): Promise<Store> {
  const sql = postgres(url, {
    max: options.connections ?? 8,
    connect_timeout: options.connectSeconds ?? 5,
    backoff: reconnectDelay,
    types: { bigint: postgres.BigInt },
    fetch_types: false,
    onnotice: () => undefined,
    connection: { application_name: 'turnpike' },
  });
  const driver = new PostgresDriver(sql);
  try {
    await migrate(driver);
  } catch (error) {
    await sql.end({ timeout: 1 });
    throw error;
  }
  const { counters, ...rooms } = aggregates(driver);
  return {
    ...rooms,
    async listen(listener) {
      const { unlisten } = await sql.listen(SIGNALS, listener);
      return () => void unlisten().catch(() => undefined);
    },
    version: () => counters.version(),
    announce: () => counters.announce(),
    answersEpoch: () => counters.answersEpoch(),
    forgetAnswers: () => counters.forgetAnswers(),
    close: () => sql.end({ timeout: 5 }),
  };
}
