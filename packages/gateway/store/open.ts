// Opens the store that a database address names.

import { openPostgres, type PostgresOptions } from './postgres/store.ts';
import { openSqlite } from './sqlite/store.ts';
import type { Store } from './store.ts';

export type { PostgresOptions as StoreOptions } from './postgres/store.ts';
export { SchemaError } from './migrate.ts';

/**
 * Opens `sqlite:<path>`, `sqlite::memory:` or `postgres://…`, with the schema brought forward. Rejects with a
 * `RangeError` for another address, with the database's own error when it cannot be used.
 */
export async function openStore(url: string, options: PostgresOptions = {}): Promise<Store> {
  if (url.startsWith('sqlite:')) return openSqlite(url.slice('sqlite:'.length).replace(/^\/\/(?=\/)/, ''));
  if (/^postgres(ql)?:\/\//.test(url)) return openPostgres(url, options);
  const scheme = url.slice(0, Math.max(url.indexOf(':'), 0));
  throw new RangeError(
    `no database for ${scheme === '' ? 'this address' : `${scheme}:`}; write sqlite:<path> or postgres://…`,
  );
}
