// What each node last said of itself: so that any of them can show all.

import type { Driver } from './driver.ts';
import type { Migration } from './migration.ts';
import { integer, text } from './rows.ts';

/** One row a node; `facts` is its own JSON. */
export const nodeFacts: Migration = {
  id: 17,
  name: 'what nodes say of themselves',
  statements: ({ integer: int, clustered }) => [
    `CREATE TABLE node_facts (id TEXT PRIMARY KEY, at ${int} NOT NULL, facts TEXT NOT NULL) ${clustered}`,
  ],
};

/** What a node said. */
export interface NodeRow {
  readonly id: string;
  /** Milliseconds since the epoch, by the clock of the database. */
  readonly at: number;
  /** JSON text. */
  readonly facts: string;
}

export interface NodeStore {
  /** Notes what a node says of itself, and forgets those that said nothing for `forgetMs`. */
  tell(id: string, facts: string, forgetMs: number): Promise<void>;
  /** Every node that is known, by id, and the time of the database, milliseconds since the epoch. */
  all(): Promise<{ readonly now: number; readonly rows: readonly NodeRow[] }>;
}

/** The nodes over any database. */
export function nodeStore(driver: Driver): NodeStore {
  const { now } = driver.dialect;
  return {
    async tell(id, facts, forgetMs) {
      await driver.run(
        `INSERT INTO node_facts (id, at, facts) VALUES (?, ${now}, ?)
         ON CONFLICT (id) DO UPDATE SET at = excluded.at, facts = excluded.facts`,
        [id, facts],
      );
      await driver.run(`DELETE FROM node_facts WHERE at < ${now} - ?`, [forgetMs]);
    },
    async all() {
      const rows = await driver.all(`SELECT id, at, facts, ${now} AS clock FROM node_facts ORDER BY id`);
      const read = rows.map(row => ({ id: text(row, 'id'), at: integer(row, 'at'), facts: text(row, 'facts') }));
      return { now: rows[0] === undefined ? Date.now() : integer(rows[0], 'clock'), rows: read };
    },
  };
}
