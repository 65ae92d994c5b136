// The aggregate of accounts: who pays.

import type { Driver, Row } from './driver.ts';
import { ROLES, Taken } from './people.ts';
import { openPurse } from './purses.ts';
import { bounds, flag, integer, only, text } from './rows.ts';
import type { AccountDraft, AccountRow, AccountStore } from './store.ts';
import { countChange } from './version.ts';

export const ACCOUNT_FIELDS =
  'id, name, role, password_hash, group_name, enabled, declared, created_at, time_zone, limits';

/** Reads an account from the columns of its table; `prefix` stands before each name in a join. */
export function readAccount(row: Row, prefix = ''): AccountRow {
  const role = text(row, `${prefix}role`);
  return {
    id: integer(row, `${prefix}id`),
    name: text(row, `${prefix}name`),
    role: ROLES.find(known => known === role) ?? 'user',
    passwordHash: text(row, `${prefix}password_hash`),
    group: text(row, `${prefix}group_name`),
    enabled: flag(row, `${prefix}enabled`),
    declared: flag(row, `${prefix}declared`),
    createdAt: integer(row, `${prefix}created_at`),
    timeZone: text(row, `${prefix}time_zone`),
    limits: bounds(row, `${prefix}limits`),
  };
}

function same(row: AccountRow, draft: AccountDraft): boolean {
  return (
    row.role === draft.role &&
    row.passwordHash === draft.passwordHash &&
    row.group === draft.group &&
    row.enabled === draft.enabled &&
    row.declared === draft.declared &&
    (draft.timeZone ?? row.timeZone) === row.timeZone &&
    (draft.limits === undefined || JSON.stringify(draft.limits) === JSON.stringify(row.limits))
  );
}

async function put(transaction: Driver, draft: AccountDraft): Promise<AccountRow> {
  const { dialect } = transaction;
  const found = await transaction.all(`SELECT ${ACCOUNT_FIELDS} FROM accounts WHERE name = ?${dialect.forUpdate}`, [
    draft.name,
  ]);
  const before = found[0] === undefined ? undefined : readAccount(found[0]);
  if (before !== undefined && same(before, draft)) return before;
  const rows = await transaction.all(
    `INSERT INTO accounts (name, role, password_hash, group_name, enabled, declared, time_zone, limits, created_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ${dialect.now})
     ON CONFLICT (name) DO UPDATE SET role = excluded.role, password_hash = excluded.password_hash,
       group_name = excluded.group_name, enabled = excluded.enabled, declared = excluded.declared,
       time_zone = excluded.time_zone, limits = excluded.limits
     RETURNING ${ACCOUNT_FIELDS}`,
    [
      draft.name,
      draft.role,
      draft.passwordHash,
      draft.group,
      Number(draft.enabled),
      Number(draft.declared),
      draft.timeZone ?? before?.timeZone ?? 'UTC',
      JSON.stringify(draft.limits ?? before?.limits ?? {}),
    ],
  );
  const account = readAccount(only(rows));
  await openPurse(transaction, `account:${account.id}`);
  await countChange(transaction);
  return account;
}

/** Accounts over any database. */
export function accountStore(driver: Driver): Omit<AccountStore, 'search' | 'count'> {
  async function one(condition: string, value: string | number): Promise<AccountRow | undefined> {
    const [row] = await driver.all(`SELECT ${ACCOUNT_FIELDS} FROM accounts WHERE ${condition} = ?`, [value]);
    return row === undefined ? undefined : readAccount(row);
  }
  return {
    put: draft => driver.transaction(transaction => put(transaction, draft)),
    byId: id => one('id', id),
    byName: name => one('name', name),
    async list(after, limit) {
      const rows = await driver.all(`SELECT ${ACCOUNT_FIELDS} FROM accounts WHERE id > ? ORDER BY id LIMIT ?`, [
        after,
        limit,
      ]);
      return rows.map(row => readAccount(row));
    },
    rename: (id, name) =>
      driver.transaction(async transaction => {
        const [holder] = await transaction.all('SELECT id FROM accounts WHERE name = ?', [name]);
        if (holder !== undefined && integer(holder, 'id') !== id) throw new Taken('another account has this name');
        await transaction.run('UPDATE accounts SET name = ? WHERE id = ?', [name, id]);
        await countChange(transaction);
      }),
  };
}
