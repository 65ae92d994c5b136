// Refunds of a key are found at once: what it spent is less by them.

import type { Migration } from './schema.ts';

export const refundsByKey: Migration = {
  id: 10,
  name: 'refunds of a key',
  statements: () => [`CREATE INDEX transfers_refunded ON transfers (key_id, at) WHERE kind = 'refund'`],
};
