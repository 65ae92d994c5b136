// What the main thread and the database's worker say to each other.

/** One operation: `aggregate.method(...args)`. */
export interface Call {
  readonly number: number;
  readonly aggregate: string;
  readonly method: string;
  readonly args: readonly unknown[];
}

/** What a transaction told every listener. */
export interface Told {
  readonly signal: string;
}

/** The answer to one operation, or why it failed. */
export interface Reply {
  readonly number: number;
  readonly value?: unknown;
  readonly failure?: { readonly name: string; readonly message: string };
}
