// The schema of the timeline of channels: each change of health, by which nodes also tell each other.

import type { Migration } from './migration.ts';

/** How the tries at each channel went, by the quarter of an hour: what a day of a channel is drawn from. */
export const channelQuarters: Migration = {
  id: 13,
  name: 'tries at channels by the quarter of an hour',
  statements: ({ integer: int, clustered }) => [
    `CREATE TABLE channel_quarters (
      channel ${int} NOT NULL, quarter ${int} NOT NULL, tries ${int} NOT NULL, failed ${int} NOT NULL,
      milliseconds ${int} NOT NULL, PRIMARY KEY (channel, quarter)) ${clustered}`,
  ],
};

/** One row a change; the newest of a place says how it stands. */
export const channelHealth: Migration = {
  id: 7,
  name: 'the timeline of channels',
  statements: ({ identity: id, integer: int }) => [
    `CREATE TABLE channel_events (
      id ${id}, at ${int} NOT NULL, node TEXT NOT NULL, channel ${int} NOT NULL, channel_name TEXT NOT NULL,
      credential TEXT NOT NULL, model TEXT NOT NULL, event TEXT NOT NULL, reason TEXT NOT NULL, until ${int} NOT NULL,
      trips ${int} NOT NULL)`,
    `CREATE INDEX channel_events_by_channel ON channel_events (channel, id)`,
    `CREATE INDEX channel_events_by_place ON channel_events (channel, credential, model, id)`,
    `CREATE INDEX channel_events_by_time ON channel_events (at)`,
  ],
};
