// Indexes that came later: refunds of a key, and the hours of a model over a channel.

import type { Migration } from './migration.ts';

/** Which hours have calls of a model over a channel: one seek, also where the model or the pair was never called. */
export const hoursByModelAndChannel: Migration = {
  id: 11,
  name: 'hours by model and channel',
  statements: () => [`CREATE INDEX rollups_by_model_and_channel ON rollups (model, channel, hour)`],
};

export const refundsByKey: Migration = {
  id: 10,
  name: 'refunds of a key',
  statements: () => [`CREATE INDEX transfers_refunded ON transfers (key_id, at) WHERE kind = 'refund'`],
};
