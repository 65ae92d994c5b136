// The aggregate of announcements: what operators tell everybody, until its time is over or its reader has put it away.

import type { Driver, Row } from './driver.ts';
import { integer, only, optionalInteger, text } from './rows.ts';

export interface AnnouncementRow {
  readonly id: number;
  readonly title: string;
  readonly body: string;
  readonly tone: 'plain' | 'warning';
  /** Milliseconds since the epoch; null for as long as it is there. */
  readonly fromAt: number;
  readonly untilAt: number | null;
  readonly author: string;
  readonly createdAt: number;
}

export interface AnnouncementStore {
  make(draft: Omit<AnnouncementRow, 'id' | 'createdAt'>): Promise<AnnouncementRow>;
  /** False when there is none. */
  remove(id: number): Promise<boolean>;
  /** All of them, newest first. */
  list(limit: number): Promise<AnnouncementRow[]>;
  /** Those in force that the account has not put away, newest first. */
  forAccount(accountId: number): Promise<AnnouncementRow[]>;
  dismiss(id: number, accountId: number): Promise<void>;
}

const FIELDS = 'id, title, body, tone, from_at, until_at, author, created_at';

function readAnnouncement(row: Row): AnnouncementRow {
  return {
    id: integer(row, 'id'),
    title: text(row, 'title'),
    body: text(row, 'body'),
    tone: text(row, 'tone') === 'warning' ? 'warning' : 'plain',
    fromAt: integer(row, 'from_at'),
    untilAt: optionalInteger(row, 'until_at'),
    author: text(row, 'author'),
    createdAt: integer(row, 'created_at'),
  };
}

/** Announcements over any database. */
export function announcementStore(driver: Driver): AnnouncementStore {
  const { now } = driver.dialect;
  return {
    async make({ title, body, tone, fromAt, untilAt, author }) {
      const rows = await driver.all(
        `INSERT INTO announcements (title, body, tone, from_at, until_at, author, created_at)
         VALUES (?, ?, ?, ?, ?, ?, ${now}) RETURNING ${FIELDS}`,
        [title, body, tone, fromAt, untilAt, author],
      );
      return readAnnouncement(only(rows));
    },
    remove: id =>
      driver.transaction(async transaction => {
        await transaction.run('DELETE FROM dismissals WHERE announcement_id = ?', [id]);
        return (await transaction.run('DELETE FROM announcements WHERE id = ?', [id])) > 0;
      }),
    async list(limit) {
      const sql = `SELECT ${FIELDS} FROM announcements ORDER BY id DESC LIMIT ?`;
      return (await driver.all(sql, [limit])).map(row => readAnnouncement(row));
    },
    async forAccount(accountId) {
      const sql = `SELECT ${FIELDS} FROM announcements WHERE from_at <= ${now} AND (until_at IS NULL OR until_at > ${now})
        AND NOT EXISTS (SELECT 1 FROM dismissals WHERE announcement_id = announcements.id AND account_id = ?)
        ORDER BY id DESC LIMIT 20`;
      return (await driver.all(sql, [accountId])).map(row => readAnnouncement(row));
    },
    async dismiss(id, accountId) {
      await driver.run(
        `INSERT INTO dismissals (announcement_id, account_id, at) VALUES (?, ?, ${now})
         ON CONFLICT (announcement_id, account_id) DO NOTHING`,
        [id, accountId],
      );
    },
  };
}
