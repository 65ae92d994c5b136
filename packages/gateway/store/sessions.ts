// The aggregate of sessions: found by the hash of their secret, ended by their owner, by time, or all at once.

import type { Driver, Row } from './driver.ts';
import type { SessionRow, SessionStore } from './people.ts';
import { integer, only, optionalInteger, text } from './rows.ts';

const FIELDS = 'id, account_id, auth_version, created_at, seen_at, expires_at, proven_at, agent, address';

function readSession(row: Row): SessionRow {
  return {
    id: integer(row, 'id'),
    accountId: integer(row, 'account_id'),
    authVersion: integer(row, 'auth_version'),
    createdAt: integer(row, 'created_at'),
    seenAt: integer(row, 'seen_at'),
    expiresAt: integer(row, 'expires_at'),
    provenAt: integer(row, 'proven_at'),
    agent: text(row, 'agent'),
    address: text(row, 'address'),
  };
}

/** Sessions over any database. */
export function sessionStore(driver: Driver): SessionStore {
  const { now } = driver.dialect;
  return {
    async open(hash, draft) {
      await driver.run(`DELETE FROM sessions WHERE expires_at <= ${now}`);
      const rows = await driver.all(
        `INSERT INTO sessions (hash, account_id, auth_version, created_at, seen_at, expires_at, proven_at, agent, address)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING ${FIELDS}`,
        [
          hash,
          draft.accountId,
          draft.authVersion,
          draft.createdAt,
          draft.seenAt,
          draft.expiresAt,
          draft.provenAt,
          draft.agent,
          draft.address,
        ],
      );
      return readSession(only(rows));
    },
    async find(hash) {
      const fields = FIELDS.split(', ')
        .map(field => `sessions.${field} AS ${field}`)
        .join(', ');
      const [row] = await driver.all(
        `SELECT ${fields}, profiles.auth_version AS current_version FROM sessions
         LEFT JOIN profiles ON profiles.account_id = sessions.account_id
         WHERE sessions.hash = ? AND sessions.expires_at > ${now}`,
        [hash],
      );
      if (row === undefined) return undefined;
      return { ...readSession(row), currentVersion: optionalInteger(row, 'current_version') ?? 1 };
    },
    async touch(id, seenAt, expiresAt) {
      await driver.run('UPDATE sessions SET seen_at = ?, expires_at = ? WHERE id = ?', [seenAt, expiresAt, id]);
    },
    async prove(id, provenAt) {
      await driver.run('UPDATE sessions SET proven_at = ? WHERE id = ?', [provenAt, id]);
    },
    async ofAccount(accountId) {
      const sql = `SELECT ${FIELDS} FROM sessions WHERE account_id = ? AND expires_at > ${now} ORDER BY seen_at DESC`;
      return (await driver.all(sql, [accountId])).map(row => readSession(row));
    },
    async end(accountId, id) {
      return (await driver.run('DELETE FROM sessions WHERE account_id = ? AND id = ?', [accountId, id])) > 0;
    },
    endOthers: (accountId, keep) =>
      driver.run('DELETE FROM sessions WHERE account_id = ? AND id <> ?', [accountId, keep]),
  };
}
