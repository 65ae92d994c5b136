// The aggregate of the timeline of channels: notes changes of health, and gives the latest, the new, and the past ones.

import type { HealthEvent } from '../routing/health.ts';
import type { Driver, Row } from './driver.ts';
import { pruneQuarters, quarters, type QuarterRow } from './quarters.ts';
import { integer, only, text } from './rows.ts';

/** A change of health as it was noted. */
export interface HealthRow extends HealthEvent {
  /** Grows with each row. */
  readonly id: number;
  /** The node, or the hand, that noted it. */
  readonly node: string;
}

export interface HealthStore {
  /** Notes a change; answers the row's id. */
  add(node: string, event: HealthEvent): Promise<number>;
  /** How each place stood last. */
  latest(): Promise<HealthRow[]>;
  /** Rows after an id, ascending, at most `limit`. */
  after(id: number, limit: number): Promise<HealthRow[]>;
  /** The past of one channel, or of all: newest first, rows before an id, at most `limit`. */
  timeline(query: { channel?: number; before?: number; limit: number }): Promise<HealthRow[]>;
  /** How the tries at every channel went from a time on, oldest first; each row is a quarter of an hour. */
  quarters(from: number): Promise<QuarterRow[]>;
  /** Drops what is older, but for the newest of each place. */
  prune(before: number): Promise<void>;
}

const FIELDS = 'id, at, node, channel, channel_name, credential, model, event, reason, until, trips';
const NEWEST = 'SELECT MAX(id) FROM channel_events GROUP BY channel, credential, model';
const EVENTS = ['open', 'cooling', 'suspended', 'off', 'held', 'closed'] as const;

function readRow(row: Row): HealthRow {
  const word = text(row, 'event');
  const event = EVENTS.find(known => known === word);
  if (event === undefined) throw new TypeError(`a change of health of unknown kind ${word}`);
  return {
    id: integer(row, 'id'),
    at: integer(row, 'at'),
    node: text(row, 'node'),
    channel: integer(row, 'channel'),
    channelName: text(row, 'channel_name'),
    credential: text(row, 'credential'),
    model: text(row, 'model'),
    event,
    reason: text(row, 'reason'),
    until: integer(row, 'until'),
    trips: integer(row, 'trips'),
  };
}

/** The timeline over any database. */
export function healthStore(driver: Driver): HealthStore {
  const read = async (sql: string, parameters: readonly (string | number)[] = []): Promise<HealthRow[]> =>
    (await driver.all(`SELECT ${FIELDS} FROM channel_events ${sql}`, parameters)).map(readRow);
  return {
    async add(node, event) {
      const { at, channel, channelName, credential, model, reason, until, trips } = event;
      const rows = await driver.all(
        `INSERT INTO channel_events (at, node, channel, channel_name, credential, model, event, reason, until, trips)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`,
        [at, node, channel, channelName, credential, model, event.event, reason, until, trips],
      );
      return integer(only(rows), 'id');
    },
    latest: () => read(`WHERE id IN (${NEWEST}) ORDER BY id`),
    after: (id, limit) => read('WHERE id > ? ORDER BY id LIMIT ?', [id, limit]),
    timeline: ({ channel, before = Number.MAX_SAFE_INTEGER, limit }) =>
      channel === undefined
        ? read('WHERE id < ? ORDER BY id DESC LIMIT ?', [before, limit])
        : read('WHERE channel = ? AND id < ? ORDER BY id DESC LIMIT ?', [channel, before, limit]),
    quarters: from => quarters(driver, from),
    async prune(before) {
      await driver.run(`DELETE FROM channel_events WHERE at < ? AND id NOT IN (${NEWEST})`, [before]);
      await pruneQuarters(driver, before);
    },
  };
}
