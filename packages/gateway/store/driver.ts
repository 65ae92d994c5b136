// What the aggregates need from a database: statements with `?` places, bulk inserts and transactions, in any dialect.

/** A value that can be bound to a `?` place; money and ids may be `bigint` or a safe integer. */
export type SqlValue = string | number | bigint | null;

/** A row as it came from the database; every field is read through `rows.ts`. */
export type Row = Readonly<Record<string, unknown>>;

/** A column of a bulk insert: `integer` is 64 bits wide in every dialect. */
export interface Column {
  readonly name: string;
  readonly type: 'text' | 'integer';
}

/** The words in which the dialects differ. */
export interface Dialect {
  readonly name: 'sqlite' | 'postgres';
  /** Column type of a number that the database gives out, and primary key. */
  readonly identity: string;
  /** Column type of a 64-bit integer. */
  readonly integer: string;
  /** Ends the definition of a table whose rows live in its primary key. */
  readonly clustered: string;
  /** Ends the definition of a table whose rows are kept apart by their time, in a column `at`, where that can be. */
  readonly partitionedByTime: string;
  /** The statements that make the part of such a table for the times which have none of their own. */
  partitionDefault(table: string): readonly string[];
  /** Ends a SELECT whose rows the transaction is about to change. */
  readonly forUpdate: string;
  /** Ends a SELECT whose rows must not be locked by another before the transaction ends, while they may be updated. */
  readonly forKeyShare: string;
  /** A FROM item, `each(value)`, with the texts of a JSON list; of no row where the column is NULL. */
  listItems(column: string): string;
  /** Ends a SELECT that takes rows for itself and leaves out those which another has taken. */
  readonly skipLocked: string;
  /** Expression for the database's clock, milliseconds since the epoch. */
  readonly now: string;
}

/** A connection or an open transaction. Errors of the database reject as they are. */
export interface Driver {
  readonly dialect: Dialect;
  all(sql: string, parameters?: readonly SqlValue[]): Promise<Row[]>;
  /** Answers how many rows were changed. */
  run(sql: string, parameters?: readonly SqlValue[]): Promise<number>;
  /** Inserts the rows whose primary key (the first column) is not there yet, and answers the keys of those. */
  insertNew(table: string, columns: readonly Column[], rows: readonly (readonly SqlValue[])[]): Promise<Set<string>>;
  /** Inserts rows; `onConflict` is the clause that merges with a row that is there. Answers what it returns, if anything. */
  upsert(
    table: string,
    columns: readonly Column[],
    rows: readonly (readonly SqlValue[])[],
    onConflict: string,
  ): Promise<Row[]>;
  /** Runs `work` in a transaction that commits when it resolves; inside a transaction, joins it. */
  transaction<T>(work: (driver: Driver) => Promise<T>): Promise<T>;
  /** Runs `work`, which only reads, on one unchanging state of the database, without holding up writers. */
  snapshot<T>(work: (driver: Driver) => Promise<T>): Promise<T>;
  /** Inside a transaction: tells every listener of the database, of whatever process, once it commits. */
  signal(text: string): Promise<void>;
  /** Inside a transaction: waits until no other process changes the schema. */
  lockSchema(): Promise<void>;
}
