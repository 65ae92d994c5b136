// The aggregate of profiles: what accounts tell of themselves, and the version that ends their sessions.

import type { Driver, Row } from './driver.ts';
import { type ProfileRow, type ProfileStore, Taken } from './people.ts';
import { integer, only, text } from './rows.ts';

const FIELDS = 'account_id, email, display_name, auth_version, preferences, seen_at';

function readProfile(row: Row): ProfileRow {
  return {
    accountId: integer(row, 'account_id'),
    email: text(row, 'email'),
    displayName: text(row, 'display_name'),
    authVersion: integer(row, 'auth_version'),
    preferences: text(row, 'preferences'),
    seenAt: integer(row, 'seen_at'),
  };
}

/** Makes the row of an account that has none; a second writer waits for the first. */
async function open(transaction: Driver, accountId: number): Promise<ProfileRow> {
  await transaction.run(
    `INSERT INTO profiles (account_id, email, display_name, auth_version, preferences, seen_at)
     VALUES (?, '', '', 1, '{}', 0) ON CONFLICT (account_id) DO NOTHING`,
    [accountId],
  );
  const sql = `SELECT ${FIELDS} FROM profiles WHERE account_id = ?${transaction.dialect.forUpdate}`;
  return readProfile(only(await transaction.all(sql, [accountId])));
}

async function byEmail(driver: Driver, email: string): Promise<ProfileRow | undefined> {
  if (email === '') return undefined;
  const [row] = await driver.all(`SELECT ${FIELDS} FROM profiles WHERE email = ?`, [email.toLowerCase()]);
  return row === undefined ? undefined : readProfile(row);
}

/** Profiles over any database. */
export function profileStore(driver: Driver): ProfileStore {
  return {
    async of(accountId) {
      const [row] = await driver.all(`SELECT ${FIELDS} FROM profiles WHERE account_id = ?`, [accountId]);
      if (row !== undefined) return readProfile(row);
      return { accountId, email: '', displayName: '', authVersion: 1, preferences: '{}', seenAt: 0 };
    },
    byEmail: email => byEmail(driver, email),
    put: (accountId, draft) =>
      driver.transaction(async transaction => {
        const before = await open(transaction, accountId);
        const email = (draft.email ?? before.email).toLowerCase();
        const holder = await byEmail(transaction, email);
        if (holder !== undefined && holder.accountId !== accountId)
          throw new Taken('another account has this e-mail address');
        const rows = await transaction.all(
          `UPDATE profiles SET email = ?, display_name = ?, preferences = ? WHERE account_id = ? RETURNING ${FIELDS}`,
          [email, draft.displayName ?? before.displayName, draft.preferences ?? before.preferences, accountId],
        );
        return readProfile(only(rows));
      }),
    endSessions: accountId =>
      driver.transaction(async transaction => {
        await open(transaction, accountId);
        const sql = 'UPDATE profiles SET auth_version = auth_version + 1 WHERE account_id = ? RETURNING auth_version';
        return integer(only(await transaction.all(sql, [accountId])), 'auth_version');
      }),
  };
}
