// The aggregate of organisations: they pay for the keys of their members, within budgets of their own.

import { decodeBudgets, encodeBudgets, memberPurse, organisationPurse, type Budget } from '../ledger/budgets.ts';
import { changeBudgets } from './budgets.ts';
import type { Driver, Row } from './driver.ts';
import { openPurse } from './purses.ts';
import { flag, integer, only, text } from './rows.ts';
import { countChange } from './version.ts';

/** An organisation; its money is in the purse `org:<id>`. */
export interface OrganisationRow {
  readonly id: number;
  readonly name: string;
  /** The IANA zone in which the periods of its budgets begin. */
  readonly timeZone: string;
  /** What all its members together may spend. */
  readonly budgets: readonly Budget[];
  readonly enabled: boolean;
  readonly declared: boolean;
  readonly createdAt: number;
}

/** An account's place in an organisation; what it spends there is counted in `org:<id>:member:<account>`. */
export interface MemberRow {
  readonly organisationId: number;
  readonly accountId: number;
  /** An owner sees the organisation's money and everybody's calls; a member sees its own. */
  readonly role: 'owner' | 'member';
  readonly budgets: readonly Budget[];
  readonly declared: boolean;
  readonly createdAt: number;
}

export interface OrganisationStore {
  /** Creates or updates by `name`; a change of a budget is a ledger transfer in the same transaction. */
  put(draft: Omit<OrganisationRow, 'id' | 'createdAt'>): Promise<OrganisationRow>;
  byId(id: number): Promise<OrganisationRow | undefined>;
  byName(name: string): Promise<OrganisationRow | undefined>;
  /** Ascending by id, after `after`, at most `limit`. */
  list(after: number, limit: number): Promise<OrganisationRow[]>;
  /** Creates or updates the place of an account. */
  putMember(draft: Omit<MemberRow, 'createdAt'>): Promise<MemberRow>;
  /** Takes the place away: the organisation no longer pays for the account's keys. */
  removeMember(organisationId: number, accountId: number): Promise<void>;
  members(organisationId: number): Promise<MemberRow[]>;
  /** Every place of an account. */
  placesOf(accountId: number): Promise<MemberRow[]>;
}

const FIELDS = 'id, name, time_zone, budgets, enabled, declared, created_at';
const MEMBER_FIELDS = 'organisation_id, account_id, role, budgets, declared, created_at';

/** Reads an organisation; `prefix` stands before each column in a join. */
export function readOrganisation(row: Row, prefix = ''): OrganisationRow {
  return {
    id: integer(row, `${prefix}id`),
    name: text(row, `${prefix}name`),
    timeZone: text(row, `${prefix}time_zone`),
    budgets: decodeBudgets(text(row, `${prefix}budgets`)),
    enabled: flag(row, `${prefix}enabled`),
    declared: flag(row, `${prefix}declared`),
    createdAt: integer(row, `${prefix}created_at`),
  };
}

/** Reads a member; `prefix` stands before each column in a join. */
export function readMember(row: Row, prefix = ''): MemberRow {
  return {
    organisationId: integer(row, `${prefix}organisation_id`),
    accountId: integer(row, `${prefix}account_id`),
    role: text(row, `${prefix}role`) === 'owner' ? 'owner' : 'member',
    budgets: decodeBudgets(text(row, `${prefix}budgets`)),
    declared: flag(row, `${prefix}declared`),
    createdAt: integer(row, `${prefix}created_at`),
  };
}

async function put(transaction: Driver, draft: Omit<OrganisationRow, 'id' | 'createdAt'>): Promise<OrganisationRow> {
  const { forUpdate, now } = transaction.dialect;
  const [found] = await transaction.all(`SELECT ${FIELDS} FROM organisations WHERE name = ?${forUpdate}`, [draft.name]);
  const before = found === undefined ? undefined : readOrganisation(found);
  const budgets = encodeBudgets(draft.budgets);
  if (
    before !== undefined &&
    before.timeZone === draft.timeZone &&
    before.enabled === draft.enabled &&
    before.declared === draft.declared &&
    encodeBudgets(before.budgets) === budgets
  )
    return before;
  const rows = await transaction.all(
    `INSERT INTO organisations (name, time_zone, budgets, enabled, declared, created_at) VALUES (?, ?, ?, ?, ?, ${now})
     ON CONFLICT (name) DO UPDATE SET time_zone = excluded.time_zone, budgets = excluded.budgets,
       enabled = excluded.enabled, declared = excluded.declared
     RETURNING ${FIELDS}`,
    [draft.name, draft.timeZone, budgets, Number(draft.enabled), Number(draft.declared)],
  );
  const organisation = readOrganisation(only(rows));
  const owner = organisationPurse(organisation.id);
  await openPurse(transaction, owner);
  await changeBudgets(transaction, owner, draft.timeZone, draft.budgets, await countChange(transaction));
  return organisation;
}

async function putMember(transaction: Driver, draft: Omit<MemberRow, 'createdAt'>): Promise<MemberRow> {
  const { forUpdate, now } = transaction.dialect;
  const place = [draft.organisationId, draft.accountId];
  const where = 'WHERE organisation_id = ? AND account_id = ?';
  const [found] = await transaction.all(`SELECT ${MEMBER_FIELDS} FROM members ${where}${forUpdate}`, place);
  const before = found === undefined ? undefined : readMember(found);
  const budgets = encodeBudgets(draft.budgets);
  if (
    before !== undefined &&
    before.role === draft.role &&
    before.declared === draft.declared &&
    encodeBudgets(before.budgets) === budgets
  )
    return before;
  const [zone] = await transaction.all('SELECT time_zone FROM organisations WHERE id = ?', [draft.organisationId]);
  if (zone === undefined) throw new RangeError(`there is no organisation ${draft.organisationId}`);
  const rows = await transaction.all(
    `INSERT INTO members (organisation_id, account_id, role, budgets, declared, created_at)
     VALUES (?, ?, ?, ?, ?, ${now})
     ON CONFLICT (organisation_id, account_id) DO UPDATE SET role = excluded.role, budgets = excluded.budgets,
       declared = excluded.declared
     RETURNING ${MEMBER_FIELDS}`,
    [...place, draft.role, budgets, Number(draft.declared)],
  );
  const owner = memberPurse(draft.organisationId, draft.accountId);
  await openPurse(transaction, owner);
  await changeBudgets(transaction, owner, text(zone, 'time_zone'), draft.budgets, await countChange(transaction));
  return readMember(only(rows));
}

/** Organisations over any database. */
export function organisationStore(driver: Driver): OrganisationStore {
  async function one(condition: string, value: string | number): Promise<OrganisationRow | undefined> {
    const [row] = await driver.all(`SELECT ${FIELDS} FROM organisations WHERE ${condition} = ?`, [value]);
    return row === undefined ? undefined : readOrganisation(row);
  }
  async function places(column: string, id: number): Promise<MemberRow[]> {
    const sql = `SELECT ${MEMBER_FIELDS} FROM members WHERE ${column} = ? ORDER BY organisation_id, account_id`;
    return (await driver.all(sql, [id])).map(row => readMember(row));
  }
  return {
    put: draft => driver.transaction(transaction => put(transaction, draft)),
    byId: id => one('id', id),
    byName: name => one('name', name),
    async list(after, limit) {
      const sql = `SELECT ${FIELDS} FROM organisations WHERE id > ? ORDER BY id LIMIT ?`;
      return (await driver.all(sql, [after, limit])).map(row => readOrganisation(row));
    },
    putMember: draft => driver.transaction(transaction => putMember(transaction, draft)),
    async removeMember(organisationId, accountId) {
      await driver.transaction(async transaction => {
        const sql = 'DELETE FROM members WHERE organisation_id = ? AND account_id = ?';
        if ((await transaction.run(sql, [organisationId, accountId])) > 0) await countChange(transaction);
      });
    },
    members: organisationId => places('organisation_id', organisationId),
    placesOf: accountId => places('account_id', accountId),
  };
}
