// The aggregate of access tokens: keys to the management API, found by hash.

import type { Driver, Row } from './driver.ts';
import type { AccessTokenRow, AccessTokenStore } from './people.ts';
import { integer, only, optionalInteger, optionalList, text } from './rows.ts';

const FIELDS = 'id, account_id, name, hint, scopes, created_at, expires_at, used_at';

function readToken(row: Row): AccessTokenRow {
  return {
    id: integer(row, 'id'),
    accountId: integer(row, 'account_id'),
    name: text(row, 'name'),
    hint: text(row, 'hint'),
    scopes: optionalList(row, 'scopes') ?? [],
    createdAt: integer(row, 'created_at'),
    expiresAt: optionalInteger(row, 'expires_at'),
    usedAt: optionalInteger(row, 'used_at'),
  };
}

/** Access tokens over any database. */
export function accessTokenStore(driver: Driver): AccessTokenStore {
  const { now } = driver.dialect;
  return {
    async make(hash, { accountId, name, hint, scopes, expiresAt }) {
      const rows = await driver.all(
        `INSERT INTO access_tokens (hash, account_id, name, hint, scopes, created_at, expires_at, used_at)
         VALUES (?, ?, ?, ?, ?, ${now}, ?, NULL) RETURNING ${FIELDS}`,
        [hash, accountId, name, hint, JSON.stringify(scopes), expiresAt],
      );
      return readToken(only(rows));
    },
    async find(hash) {
      const sql = `SELECT ${FIELDS} FROM access_tokens WHERE hash = ? AND (expires_at IS NULL OR expires_at > ${now})`;
      const [row] = await driver.all(sql, [hash]);
      return row === undefined ? undefined : readToken(row);
    },
    async used(id, at) {
      await driver.run('UPDATE access_tokens SET used_at = ? WHERE id = ?', [at, id]);
    },
    async ofAccount(accountId) {
      const sql = `SELECT ${FIELDS} FROM access_tokens WHERE account_id = ? ORDER BY id DESC`;
      return (await driver.all(sql, [accountId])).map(row => readToken(row));
    },
    async remove(accountId, id) {
      return (await driver.run('DELETE FROM access_tokens WHERE account_id = ? AND id = ?', [accountId, id])) > 0;
    },
  };
}
