// The aggregate of pins: which channel and credential made a provider's object, until it expires.

import type { Driver } from './driver.ts';
import { integer, text } from './rows.ts';
import type { PinStore } from './store.ts';

/** Expired pins are swept away once in this many writes. */
const SWEEP_EVERY = 500;

/** Pins over any database. */
export function pinStore(driver: Driver): PinStore {
  const now = driver.dialect.now;
  let writes = 0;
  return {
    async put(kind, id, accountId, channel, credential, expiresAt) {
      await driver.run(
        `INSERT INTO pins (kind, id, account_id, channel, credential, expires_at) VALUES (?, ?, ?, ?, ?, ?)
         ON CONFLICT (kind, id) DO UPDATE SET account_id = excluded.account_id, channel = excluded.channel,
           credential = excluded.credential, expires_at = excluded.expires_at`,
        [kind, id, accountId, channel, credential, expiresAt],
      );
      writes += 1;
      if (writes % SWEEP_EVERY === 0) await driver.run(`DELETE FROM pins WHERE expires_at <= ${now}`);
    },
    async get(kind, id) {
      const [row] = await driver.all(
        `SELECT account_id, channel, credential FROM pins WHERE kind = ? AND id = ? AND expires_at > ${now}`,
        [kind, id],
      );
      if (row === undefined) return undefined;
      return {
        accountId: integer(row, 'account_id'),
        channel: integer(row, 'channel'),
        credential: text(row, 'credential'),
      };
    },
    async list(kind, accountId, after, limit) {
      const rows = await driver.all(
        `SELECT id, channel, credential FROM pins WHERE kind = ? AND account_id = ? AND id > ? AND expires_at > ${now}
         ORDER BY id LIMIT ?`,
        [kind, accountId, after, limit],
      );
      return rows.map(row => ({
        id: text(row, 'id'),
        channel: integer(row, 'channel'),
        credential: text(row, 'credential'),
      }));
    },
    async remove(kind, id) {
      await driver.run('DELETE FROM pins WHERE kind = ? AND id = ?', [kind, id]);
    },
  };
}
