// Searching accounts: by name, address or number, with what their purses and profiles say, newest first.

import { Conditions } from './conditions.ts';
import { ACCOUNT_FIELDS, readAccount } from './accounts.ts';
import type { Driver } from './driver.ts';
import type { Role } from './people.ts';
import { integer, money, only, optionalMoney, optionalText } from './rows.ts';
import type { AccountRow } from './store.ts';

export interface AccountQuery {
  /** A part of a name or of an e-mail address, or a number. */
  readonly q?: string;
  readonly role?: Role;
  readonly group?: string;
  /** A group that is left out: of visitors, who are nobody's customers. */
  readonly without?: string;
  readonly enabled?: boolean;
  /** Accounts with a smaller number than this one. */
  readonly before?: number;
  readonly limit: number;
}

/** An account with what a list tells of it. */
export interface FoundAccount {
  readonly account: AccountRow;
  readonly email: string;
  readonly displayName: string;
  /** Milliseconds since the epoch, or 0. */
  readonly seenAt: number;
  readonly balance: bigint;
  readonly spent: bigint;
}

/** A text as a pattern that finds it anywhere, without meaning of its own. */
const anywhere = (text: string): string => `%${text.toLowerCase().replace(/[\\%_]/g, sign => `\\${sign}`)}%`;

function conditionsOf(query: AccountQuery): Conditions {
  const conditions = new Conditions()
    .when(query.role, 'accounts.role = ?')
    .when(query.group, 'accounts.group_name = ?')
    .when(query.without, 'accounts.group_name <> ?')
    .when(query.enabled === undefined ? undefined : Number(query.enabled), 'accounts.enabled = ?')
    .when(query.before, 'accounts.id < ?');
  const q = query.q?.trim() ?? '';
  if (/^\d{1,15}$/.test(q))
    conditions.add(`(accounts.id = ? OR LOWER(accounts.name) LIKE ? ESCAPE '\\')`, Number(q), anywhere(q));
  else if (q !== '')
    conditions.add(
      `(LOWER(accounts.name) LIKE ? ESCAPE '\\' OR profiles.email LIKE ? ESCAPE '\\')`,
      anywhere(q),
      anywhere(q),
    );
  return conditions;
}

const PROFILES = 'LEFT JOIN profiles ON profiles.account_id = accounts.id';

/** How many there are, as far as the limit. */
export async function countAccounts(driver: Driver, query: AccountQuery): Promise<number> {
  const conditions = conditionsOf(query);
  const sql = `SELECT COUNT(*) AS count FROM (SELECT 1 AS one FROM accounts ${PROFILES}${conditions.sql} LIMIT ?) AS some`;
  return integer(only(await driver.all(sql, [...conditions.parameters, query.limit])), 'count');
}

export async function searchAccounts(driver: Driver, query: AccountQuery): Promise<FoundAccount[]> {
  const conditions = conditionsOf(query);
  const fields = ACCOUNT_FIELDS.split(', ')
    .map(field => `accounts.${field} AS account_${field}`)
    .join(', ');
  const rows = await driver.all(
    `SELECT ${fields}, profiles.email AS email, profiles.display_name AS display_name,
       (SELECT MAX(sessions.seen_at) FROM sessions WHERE sessions.account_id = accounts.id) AS seen_at,
       purses.balance AS balance, purses.spent AS spent
     FROM accounts ${PROFILES}
     LEFT JOIN purses ON purses.id = 'account:' || CAST(accounts.id AS TEXT)${conditions.sql}
     ORDER BY accounts.id DESC LIMIT ?`,
    [...conditions.parameters, query.limit],
  );
  return rows.map(row => ({
    account: readAccount(row, 'account_'),
    email: optionalText(row, 'email') ?? '',
    displayName: optionalText(row, 'display_name') ?? '',
    seenAt: row['seen_at'] === null ? 0 : integer(row, 'seen_at'),
    balance: optionalMoney(row, 'balance') ?? 0n,
    spent: row['spent'] === null ? 0n : money(row, 'spent'),
  }));
}
