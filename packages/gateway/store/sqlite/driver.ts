// The driver over node:sqlite: one connection, prepared statements kept, one transaction at a time.

import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { Column, Dialect, Driver, Row, SqlValue } from '../driver.ts';

const DIALECT: Dialect = {
  name: 'sqlite',
  identity: 'INTEGER PRIMARY KEY AUTOINCREMENT',
  integer: 'INTEGER',
  clustered: 'WITHOUT ROWID',
  partitionedByTime: '',
  partitionDefault: () => [],
  forUpdate: '',
  forKeyShare: '',
  listItems: column => `json_each(${column}) AS each`,
  skipLocked: '',
  now: `CAST(unixepoch('subsec') * 1000 AS INTEGER)`,
};

/** How long a statement waits for another process's write lock, milliseconds. */
const BUSY_MS = 5_000;

/** Opens a database file, or `:memory:`, for durable work: a commit is on the disk when it returns. */
export function openDatabase(path: string): DatabaseSync {
  const database = new DatabaseSync(path, { readBigInts: true, timeout: BUSY_MS });
  for (const pragma of ['journal_mode = WAL', 'synchronous = FULL', 'foreign_keys = ON', 'cache_size = -32768']) {
    database.exec(`PRAGMA ${pragma}`);
  }
  return database;
}

/** A driver on an open database. Its caller runs one operation at a time. */
export class SqliteDriver implements Driver {
  readonly dialect: Dialect = DIALECT;
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  readonly #tell: (text: string) => void;
  #signals: string[] = [];
  #open = false;

  /** `tell` is given what the transactions signal, when they have committed; other processes do not hear of it. */
  constructor(database: DatabaseSync, tell: (text: string) => void = () => undefined) {
    this.#database = database;
    this.#tell = tell;
  }

  #prepare(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (statement === undefined) this.#statements.set(sql, (statement = this.#database.prepare(sql)));
    return statement;
  }

  all(sql: string, parameters: readonly SqlValue[] = []): Promise<Row[]> {
    return Promise.resolve(this.#prepare(sql).all(...parameters));
  }

  run(sql: string, parameters: readonly SqlValue[] = []): Promise<number> {
    return Promise.resolve(Number(this.#prepare(sql).run(...parameters).changes));
  }

  insertNew(table: string, columns: readonly Column[], rows: readonly (readonly SqlValue[])[]): Promise<Set<string>> {
    const statement = this.#prepare(`${insertInto(table, columns)} ON CONFLICT DO NOTHING`);
    const fresh = new Set<string>();
    for (const row of rows) if (statement.run(...row).changes !== 0n) fresh.add(String(row[0]));
    return Promise.resolve(fresh);
  }

  upsert(
    table: string,
    columns: readonly Column[],
    rows: readonly (readonly SqlValue[])[],
    onConflict: string,
  ): Promise<Row[]> {
    const statement = this.#prepare(`${insertInto(table, columns)} ${onConflict}`);
    const returned: Row[] = [];
    for (const row of rows) returned.push(...statement.all(...row));
    return Promise.resolve(returned);
  }

  transaction<T>(work: (driver: Driver) => Promise<T>): Promise<T> {
    return this.#within('BEGIN IMMEDIATE', work);
  }

  snapshot<T>(work: (driver: Driver) => Promise<T>): Promise<T> {
    return this.#within('BEGIN', work);
  }

  async #within<T>(begin: string, work: (driver: Driver) => Promise<T>): Promise<T> {
    if (this.#open) return work(this);
    this.#database.exec(begin);
    this.#open = true;
    try {
      const result = await work(this);
      this.#database.exec('COMMIT');
      for (const text of this.#signals) this.#tell(text);
      return result;
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      throw error;
    } finally {
      this.#open = false;
      this.#signals = [];
    }
  }

  signal(text: string): Promise<void> {
    this.#signals.push(text);
    return Promise.resolve();
  }

  /** BEGIN IMMEDIATE has locked the whole file already. */
  lockSchema(): Promise<void> {
    return Promise.resolve();
  }
}

const insertions = new WeakMap<readonly Column[], string>();

function insertInto(table: string, columns: readonly Column[]): string {
  let sql = insertions.get(columns);
  if (sql === undefined) {
    sql = `INSERT INTO ${table} (${columns.map(column => column.name).join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`;
    insertions.set(columns, sql);
  }
  return sql;
}
