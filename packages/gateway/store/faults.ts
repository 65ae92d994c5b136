// Tells a fault of the data from a fault of the database: the one never succeeds, the other may the next time.

/** The store can never take what it was given; trying again is of no use. Its `name` survives between threads. */
export class DataFault extends Error {
  constructor(cause: Error) {
    super(cause.message, { cause });
    this.name = 'DataFault';
  }
}

/** SQLite's primary result codes for data: too big, constraint, mismatch, out of range. */
const SQLITE_DATA = new Set([18, 19, 20, 25]);

/** PostgreSQL's classes of SQLSTATE for data: data exception, integrity constraint violation. */
const POSTGRES_DATA = /^2[23]/;

function isDataFault(error: Error): boolean {
  if (error instanceof SyntaxError || error instanceof RangeError || error instanceof TypeError) return true;
  if ('errcode' in error && typeof error.errcode === 'number') return SQLITE_DATA.has(error.errcode & 0xff);
  return 'code' in error && typeof error.code === 'string' && POSTGRES_DATA.test(error.code);
}

/** Runs `work`; a failure that comes from its data rejects as a `DataFault`, any other as it is. */
export async function tellingFaults<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof Error && isDataFault(error) ? new DataFault(error) : error;
  }
}
