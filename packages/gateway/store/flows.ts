// The aggregate of flows: what was begun and waits for its second step, each taken at most once.

import type { Driver, Row } from './driver.ts';
import type { FlowRow, FlowStore } from './people.ts';
import { integer, optionalInteger, text } from './rows.ts';

const FIELDS = 'kind, account_id, body, expires_at, tries';

function readFlow(row: Row): FlowRow {
  return {
    kind: text(row, 'kind'),
    accountId: optionalInteger(row, 'account_id'),
    body: text(row, 'body'),
    expiresAt: integer(row, 'expires_at'),
    tries: integer(row, 'tries'),
  };
}

/** Flows over any database. */
export function flowStore(driver: Driver): FlowStore {
  const { now } = driver.dialect;
  return {
    async begin(hash, { kind, accountId, body, expiresAt }) {
      await driver.run(`DELETE FROM flows WHERE expires_at <= ${now}`);
      await driver.run(
        `INSERT INTO flows (kind, hash, account_id, body, expires_at, tries) VALUES (?, ?, ?, ?, ?, 0)
         ON CONFLICT (kind, hash) DO UPDATE SET account_id = excluded.account_id, body = excluded.body,
           expires_at = excluded.expires_at, tries = 0`,
        [kind, hash, accountId, body, expiresAt],
      );
    },
    async find(kind, hash) {
      const sql = `SELECT ${FIELDS} FROM flows WHERE kind = ? AND hash = ? AND expires_at > ${now}`;
      const [row] = await driver.all(sql, [kind, hash]);
      return row === undefined ? undefined : readFlow(row);
    },
    async take(kind, hash) {
      const sql = `DELETE FROM flows WHERE kind = ? AND hash = ? AND expires_at > ${now} RETURNING ${FIELDS}`;
      const [row] = await driver.all(sql, [kind, hash]);
      return row === undefined ? undefined : readFlow(row);
    },
    async failed(kind, hash) {
      const sql = 'UPDATE flows SET tries = tries + 1 WHERE kind = ? AND hash = ? RETURNING tries';
      const [row] = await driver.all(sql, [kind, hash]);
      return row === undefined ? Number.MAX_SAFE_INTEGER : integer(row, 'tries');
    },
  };
}
