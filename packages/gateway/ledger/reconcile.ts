// The proof that the books are right, as an operator reads it: the lines of a report and an exit code.

import type { Store } from '../store/store.ts';

/** What `turnpike reconcile` prints, and the code that it ends with: 0 when every invariant holds, 1 when one does not. */
export interface ReconcileReport {
  readonly lines: readonly string[];
  readonly exitCode: 0 | 1;
}

/** Checks every invariant of the whole ledger. Rejects when the store is out of reach. */
export async function reconcile(store: Pick<Store, 'ledger'>): Promise<ReconcileReport> {
  const differences = await store.ledger.reconcile();
  const lines = differences.map(
    ({ subject, rule, expected, found }) => `${subject}: ${rule}: expected ${expected}, found ${found}`,
  );
  const count = `${differences.length} ${differences.length === 1 ? 'difference' : 'differences'}`;
  return { lines: [...lines, count], exitCode: differences.length === 0 ? 0 : 1 };
}
