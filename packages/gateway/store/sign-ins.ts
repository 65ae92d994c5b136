// The aggregate of the ways to sign in beside the password: outside identities, passkeys, the second factor.

import type { Driver, Row } from './driver.ts';
import { type OutsideIdentityRow, type PasskeyRow, type SecondFactorRow, type SignInStore, Taken } from './people.ts';
import { flag, integer, optionalInteger, optionalList, text } from './rows.ts';

const IDENTITY = 'provider, subject, account_id, label, created_at';
const PASSKEY = 'id, account_id, name, public_key, counter, transports, created_at, used_at';
const FACTOR = 'account_id, sealed, confirmed, last_step, backup_codes';

function readIdentity(row: Row): OutsideIdentityRow {
  return {
    provider: text(row, 'provider'),
    subject: text(row, 'subject'),
    accountId: integer(row, 'account_id'),
    label: text(row, 'label'),
    createdAt: integer(row, 'created_at'),
  };
}

function readPasskey(row: Row): PasskeyRow {
  return {
    id: text(row, 'id'),
    accountId: integer(row, 'account_id'),
    name: text(row, 'name'),
    publicKey: text(row, 'public_key'),
    counter: integer(row, 'counter'),
    transports: optionalList(row, 'transports') ?? [],
    createdAt: integer(row, 'created_at'),
    usedAt: optionalInteger(row, 'used_at'),
  };
}

function readFactor(row: Row): SecondFactorRow {
  return {
    accountId: integer(row, 'account_id'),
    sealed: text(row, 'sealed'),
    confirmed: flag(row, 'confirmed'),
    lastStep: integer(row, 'last_step'),
    backupCodes: optionalList(row, 'backup_codes') ?? [],
  };
}

type Identities = Pick<SignInStore, 'link' | 'unlink' | 'linked' | 'identitiesOf'>;
type Passkeys = Pick<SignInStore, 'addPasskey' | 'passkey' | 'passkeysOf' | 'passkeyUsed' | 'removePasskey'>;
type Factors = Omit<SignInStore, keyof Identities | keyof Passkeys>;

function identities(driver: Driver): Identities {
  return {
    link: ({ provider, subject, accountId, label }) =>
      driver.transaction(async transaction => {
        const rows = await transaction.all(
          `INSERT INTO outside_identities (provider, subject, account_id, label, created_at)
           VALUES (?, ?, ?, ?, ${transaction.dialect.now})
           ON CONFLICT (provider, subject) DO UPDATE SET label = excluded.label
           RETURNING account_id`,
          [provider, subject, accountId, label],
        );
        if (rows[0] !== undefined && integer(rows[0], 'account_id') !== accountId)
          throw new Taken('this identity belongs to another account');
      }),
    async unlink(accountId, provider) {
      const sql = 'DELETE FROM outside_identities WHERE account_id = ? AND provider = ?';
      return (await driver.run(sql, [accountId, provider])) > 0;
    },
    async linked(provider, subject) {
      const sql = `SELECT ${IDENTITY} FROM outside_identities WHERE provider = ? AND subject = ?`;
      const [row] = await driver.all(sql, [provider, subject]);
      return row === undefined ? undefined : readIdentity(row);
    },
    async identitiesOf(accountId) {
      const sql = `SELECT ${IDENTITY} FROM outside_identities WHERE account_id = ? ORDER BY provider`;
      return (await driver.all(sql, [accountId])).map(row => readIdentity(row));
    },
  };
}

function passkeys(driver: Driver): Passkeys {
  return {
    async addPasskey({ id, accountId, name, publicKey, counter, transports }) {
      await driver.run(
        `INSERT INTO passkeys (id, account_id, name, public_key, counter, transports, created_at, used_at)
         VALUES (?, ?, ?, ?, ?, ?, ${driver.dialect.now}, NULL)`,
        [id, accountId, name, publicKey, counter, JSON.stringify(transports)],
      );
    },
    async passkey(id) {
      const [row] = await driver.all(`SELECT ${PASSKEY} FROM passkeys WHERE id = ?`, [id]);
      return row === undefined ? undefined : readPasskey(row);
    },
    async passkeysOf(accountId) {
      const sql = `SELECT ${PASSKEY} FROM passkeys WHERE account_id = ? ORDER BY created_at`;
      return (await driver.all(sql, [accountId])).map(row => readPasskey(row));
    },
    async passkeyUsed(id, counter, at) {
      // Passkeys that are synchronised over devices always say zero.
      const sql = `UPDATE passkeys SET counter = ?, used_at = ? WHERE id = ? AND (counter < ? OR (counter = 0 AND ? = 0))`;
      return (await driver.run(sql, [counter, at, id, counter, counter])) > 0;
    },
    async removePasskey(accountId, id) {
      return (await driver.run('DELETE FROM passkeys WHERE account_id = ? AND id = ?', [accountId, id])) > 0;
    },
  };
}

function factors(driver: Driver): Factors {
  const find = async (from: Driver, accountId: number, lock = ''): Promise<SecondFactorRow | undefined> => {
    const [row] = await from.all(`SELECT ${FACTOR} FROM second_factors WHERE account_id = ?${lock}`, [accountId]);
    return row === undefined ? undefined : readFactor(row);
  };
  return {
    secondFactor: accountId => find(driver, accountId),
    async putSecondFactor({ accountId, sealed, confirmed, lastStep, backupCodes }) {
      await driver.run(
        `INSERT INTO second_factors (account_id, sealed, confirmed, last_step, backup_codes) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT (account_id) DO UPDATE SET sealed = excluded.sealed, confirmed = excluded.confirmed,
           last_step = excluded.last_step, backup_codes = excluded.backup_codes`,
        [accountId, sealed, Number(confirmed), lastStep, JSON.stringify(backupCodes)],
      );
    },
    async acceptStep(accountId, step) {
      const sql = 'UPDATE second_factors SET last_step = ? WHERE account_id = ? AND last_step < ?';
      return (await driver.run(sql, [step, accountId, step])) > 0;
    },
    useBackupCode: (accountId, hash) =>
      driver.transaction(async transaction => {
        const factor = await find(transaction, accountId, transaction.dialect.forUpdate);
        if (factor === undefined || !factor.backupCodes.includes(hash)) return false;
        const left = factor.backupCodes.filter(code => code !== hash);
        const sql = 'UPDATE second_factors SET backup_codes = ? WHERE account_id = ?';
        await transaction.run(sql, [JSON.stringify(left), accountId]);
        return true;
      }),
    async removeSecondFactor(accountId) {
      return (await driver.run('DELETE FROM second_factors WHERE account_id = ?', [accountId])) > 0;
    },
  };
}

/** The ways to sign in over any database. */
export function signInStore(driver: Driver): SignInStore {
  return { ...identities(driver), ...passkeys(driver), ...factors(driver) };
}
