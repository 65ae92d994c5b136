// The aggregate of relay keys: found by hash, with the account that pays; a key's budget is money in its purse.

import { decodeBudgets, encodeBudgets, keyPurse } from '../ledger/budgets.ts';
import { readAccount } from './accounts.ts';
import { changeBudgets } from './budgets.ts';
import type { Driver, Row } from './driver.ts';
import { readMember, readOrganisation } from './organisations.ts';
import { openPurse, postTransfer } from './purses.ts';
import {
  bounds,
  flag,
  integer,
  money,
  only,
  optionalInteger,
  optionalList,
  optionalMoney,
  optionalText,
  text,
} from './rows.ts';
import type { KeyDraft, KeyOwner, KeyRow, KeyStore } from './store.ts';
import { countChange } from './version.ts';

const NAMES = [
  'id',
  'account_id',
  'name',
  'hash',
  'sealed',
  'hint',
  'enabled',
  'expires_at',
  'models',
  'addresses',
  'group_name',
  'budget',
  'budgets',
  'organisation_id',
  'limits',
  'caches',
  'declared',
  'created_at',
] as const;
const FIELDS = NAMES.join(', ');

function readKey(row: Row): KeyRow {
  return {
    id: integer(row, 'id'),
    accountId: integer(row, 'account_id'),
    name: text(row, 'name'),
    hash: text(row, 'hash'),
    sealed: text(row, 'sealed'),
    hint: text(row, 'hint'),
    enabled: flag(row, 'enabled'),
    expiresAt: optionalInteger(row, 'expires_at'),
    models: optionalList(row, 'models'),
    addresses: optionalList(row, 'addresses'),
    group: optionalText(row, 'group_name'),
    budget: optionalMoney(row, 'budget'),
    budgets: decodeBudgets(text(row, 'budgets')),
    organisationId: optionalInteger(row, 'organisation_id'),
    limits: bounds(row, 'limits'),
    caches: flag(row, 'caches'),
    declared: flag(row, 'declared'),
    createdAt: integer(row, 'created_at'),
  };
}

type Draft = Omit<KeyRow, 'id' | 'createdAt'>;

const list = (value: readonly string[] | null): string | null => (value === null ? null : JSON.stringify(value));

/** The draft's columns in the order of `NAMES`, without `id` and `created_at`. */
function columnsOf(draft: Draft): (string | number | bigint | null)[] {
  return [
    draft.accountId,
    draft.name,
    draft.hash,
    draft.sealed,
    draft.hint,
    Number(draft.enabled),
    draft.expiresAt,
    list(draft.models),
    list(draft.addresses),
    draft.group,
    draft.budget,
    encodeBudgets(draft.budgets),
    draft.organisationId,
    JSON.stringify(draft.limits),
    Number(draft.caches),
    Number(draft.declared),
  ];
}

function same(row: KeyRow, draft: Draft): boolean {
  const before = columnsOf(row);
  return columnsOf(draft).every((value, index) => value === before[index]);
}

async function put(transaction: Driver, given: KeyDraft): Promise<KeyRow> {
  const { dialect } = transaction;
  const found = await transaction.all(`SELECT ${FIELDS} FROM keys WHERE hash = ?${dialect.forUpdate}`, [given.hash]);
  const before = found[0] === undefined ? undefined : readKey(found[0]);
  const kept = {
    budgets: before?.budgets ?? [],
    organisationId: before?.organisationId ?? null,
    limits: before?.limits ?? {},
    caches: before?.caches ?? false,
  };
  const draft: Draft = { ...kept, ...given };
  if (before !== undefined && same(before, draft)) return before;
  if (before !== undefined && before.accountId !== draft.accountId) {
    throw new Error(`key ${before.id} belongs to account ${before.accountId} and cannot move to ${draft.accountId}`);
  }
  if (before !== undefined && before.organisationId !== draft.organisationId) {
    throw new Error(`key ${before.id} is paid by another; make a new key for an organisation`);
  }
  const rows = await transaction.all(
    `INSERT INTO keys (${NAMES.slice(1).join(', ')})
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ${dialect.now})
     ON CONFLICT (hash) DO UPDATE SET name = excluded.name, sealed = excluded.sealed, hint = excluded.hint,
       enabled = excluded.enabled, expires_at = excluded.expires_at, models = excluded.models,
       addresses = excluded.addresses, group_name = excluded.group_name, budget = excluded.budget,
       budgets = excluded.budgets, limits = excluded.limits, caches = excluded.caches,
       declared = excluded.declared
     RETURNING ${FIELDS}`,
    columnsOf(draft),
  );
  const key = readKey(only(rows));
  const version = await countChange(transaction);
  await setBudget(transaction, key, version);
  if (key.budgets.length > 0) {
    const [owner] = await transaction.all('SELECT time_zone FROM accounts WHERE id = ?', [key.accountId]);
    if (owner !== undefined)
      await changeBudgets(transaction, keyPurse(key.id), text(owner, 'time_zone'), key.budgets, version);
  }
  return key;
}

/** Brings the money ever put into the key's purse to its budget; without a budget the purse only counts what is spent. */
async function setBudget(transaction: Driver, key: KeyRow, version: number): Promise<void> {
  const purse = `key:${key.id}`;
  await openPurse(transaction, purse);
  const rows = await transaction.all(`SELECT granted FROM purses WHERE id = ?${transaction.dialect.forUpdate}`, [
    purse,
  ]);
  const amount = (key.budget ?? 0n) - money(only(rows), 'granted');
  if (amount === 0n) return;
  await postTransfer(transaction, {
    id: `budget:${key.id}:${version}`,
    kind: 'budget',
    purse,
    amount,
    note: '',
    author: key.declared ? 'configuration' : '',
  });
}

function named(table: string, prefix: string, columns: readonly string[]): string {
  return columns.map(column => `${table}.${column} AS ${prefix}${column}`).join(', ');
}

const JOINED = `SELECT ${NAMES.map(name => `keys.${name} AS ${name}`).join(', ')},
  accounts.id AS a_id, accounts.name AS a_name, accounts.role AS a_role, accounts.password_hash AS a_password_hash,
  accounts.group_name AS a_group_name, accounts.enabled AS a_enabled, accounts.declared AS a_declared,
  accounts.created_at AS a_created_at, accounts.time_zone AS a_time_zone, accounts.limits AS a_limits,
  ${named('organisations', 'o_', ['id', 'name', 'time_zone', 'budgets', 'enabled', 'declared', 'created_at'])},
  ${named('members', 'm_', ['organisation_id', 'account_id', 'role', 'budgets', 'declared', 'created_at'])}
  FROM keys JOIN accounts ON accounts.id = keys.account_id
    LEFT JOIN organisations ON organisations.id = keys.organisation_id
    LEFT JOIN members ON members.organisation_id = keys.organisation_id AND members.account_id = keys.account_id
  WHERE keys.hash = ?`;

function readOwner(row: Row): KeyOwner {
  return {
    key: readKey(row),
    account: readAccount(row, 'a_'),
    organisation: row['o_id'] === null ? undefined : readOrganisation(row, 'o_'),
    member: row['m_account_id'] === null ? undefined : readMember(row, 'm_'),
  };
}

/** Relay keys over any database. */
export function keyStore(driver: Driver): KeyStore {
  return {
    put: draft => driver.transaction(transaction => put(transaction, draft)),
    async byHash(hash) {
      const [row] = await driver.all(JOINED, [hash]);
      return row === undefined ? undefined : readOwner(row);
    },
    async byId(id) {
      const [row] = await driver.all(`SELECT ${FIELDS} FROM keys WHERE id = ? AND removed_at IS NULL`, [id]);
      return row === undefined ? undefined : readKey(row);
    },
    async ofAccount(accountId) {
      const sql = `SELECT ${FIELDS} FROM keys WHERE account_id = ? AND removed_at IS NULL ORDER BY id`;
      return (await driver.all(sql, [accountId])).map(row => readKey(row));
    },
    async setEnabled(id, enabled) {
      const value = Number(enabled);
      await driver.transaction(async transaction => {
        const sql = 'UPDATE keys SET enabled = ? WHERE id = ? AND enabled <> ?';
        if ((await transaction.run(sql, [value, id, value])) > 0) await countChange(transaction);
      });
    },
    remove: id =>
      driver.transaction(async transaction => {
        const sql = `UPDATE keys SET enabled = 0, sealed = '', hash = ?, removed_at = ${driver.dialect.now}
          WHERE id = ? AND removed_at IS NULL`;
        // No secret has this for its hash, so the same secret may be declared anew.
        const removed = (await transaction.run(sql, [`removed:${id}`, id])) > 0;
        if (removed) await countChange(transaction);
        return removed;
      }),
  };
}
