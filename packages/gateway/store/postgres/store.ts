// The store on PostgreSQL: the aggregates over a small pool of connections.

import postgres from 'postgres';
import { aggregates } from '../aggregates.ts';
import { migrate } from '../migrate.ts';
import type { Store } from '../store.ts';
import { PostgresDriver, SIGNALS } from './driver.ts';

/** Settings of the connections to PostgreSQL. */
export interface PostgresOptions {
  /** Connections at once. */
  readonly connections?: number;
  /** How long a connection may take to open, seconds. */
  readonly connectSeconds?: number;
}

/** Opens the store on PostgreSQL. Rejects when the server is out of reach or its schema cannot be used. */
export async function openPostgres(url: string, options: PostgresOptions = {}): Promise<Store> {
  const sql = postgres(url, {
    max: options.connections ?? 8,
    connect_timeout: options.connectSeconds ?? 5,
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
