// The names of accounts by their numbers, for lists that name people.

import type { Services } from '../services.ts';

/** The names of the accounts that there are. */
export async function namesOf(services: Services, ids: readonly number[]): Promise<Map<number, string>> {
  const distinct = [...new Set(ids)];
  const rows = await Promise.all(distinct.map(id => services.store.accounts.byId(id)));
  return new Map(rows.flatMap(row => (row === undefined ? [] : [[row.id, row.name] as const])));
}
