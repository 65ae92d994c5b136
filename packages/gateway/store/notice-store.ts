// The aggregate of notices: owed once, spread to whoever wants them, delivered by whichever node is free.

import type { Driver, Row } from './driver.ts';
import { type NoticeDraft, oweNotice } from './notices.ts';
import { integer, money, only, text } from './rows.ts';

export interface NoticeRow extends NoticeDraft {
  readonly at: number;
}

/** A notice on its way to one place. */
export interface DeliveryRow {
  readonly id: string;
  readonly noticeId: string;
  readonly accountId: number;
  readonly kind: string;
  /** Where it goes and in which language, sealed: it holds secrets. */
  readonly sealed: string;
  readonly state: 'due' | 'done' | 'failed';
  /** What the other side said last, cut. */
  readonly said: string;
  readonly attempts: number;
  readonly createdAt: number;
}

/** Who wants to hear of what; the rest is sealed. */
export interface WishRow {
  readonly accountId: number;
  /** Nano-dollars below which a balance is low. */
  readonly threshold: bigint;
  readonly sealed: string;
}

export interface NoticeStore {
  owe(draft: NoticeDraft): Promise<boolean>;
  /** Notices that were not spread yet, oldest first. */
  unspread(limit: number): Promise<NoticeRow[]>;
  /** Takes a notice for spread, with its deliveries, in one transaction; false when another node did. */
  spread(
    noticeId: string,
    deliveries: readonly Pick<DeliveryRow, 'id' | 'accountId' | 'kind' | 'sealed'>[],
  ): Promise<boolean>;
  /** How many deliveries an account got of a type since a time. */
  countSince(accountId: number, type: string, since: number): Promise<number>;
  claim(leaseMs: number, limit: number): Promise<(DeliveryRow & { readonly notice: NoticeRow })[]>;
  /** How a delivery ended, or when it is tried again. */
  tried(id: string, outcome: { state: DeliveryRow['state']; said: string; againInMs?: number }): Promise<void>;
  /** An account's last notices, newest first, with what became of them. */
  ofAccount(accountId: number, limit: number): Promise<(NoticeRow & { readonly deliveries: DeliveryRow[] })[]>;
  wish(accountId: number): Promise<WishRow | undefined>;
  putWish(row: WishRow): Promise<void>;
  /** Forgets what was told before a time, a bounded step of it; answers how many notices went. */
  prune(before: number): Promise<number>;
  /** Owes a notice for every account whose balance fell below its threshold, and forgets those that are above again. */
  findLow(fallback: bigint, limit: number): Promise<number>;
  /** Owes a notice for every account that spent, within `hours`, `factor` times what is usual and at least `minimum`. */
  findJumps(rule: { now: number; factor: number; minimum: bigint }): Promise<number>;
}

const DELIVERY_FIELDS = 'id, notice_id, account_id, kind, sealed, state, said, attempts, created_at';

function readNotice(row: Row, prefix = ''): NoticeRow {
  const values: unknown = JSON.parse(text(row, `${prefix}body`));
  return {
    id: text(row, `${prefix}id`),
    type: text(row, `${prefix}type`),
    accountId: integer(row, `${prefix}account_id`),
    at: integer(row, `${prefix}at`),
    values: Object.fromEntries(
      Object.entries(typeof values === 'object' && values !== null ? values : {}).map(([name, value]) => [
        name,
        String(value),
      ]),
    ),
  };
}

function readDelivery(row: Row): DeliveryRow {
  const state = text(row, 'state');
  return {
    id: text(row, 'id'),
    noticeId: text(row, 'notice_id'),
    accountId: integer(row, 'account_id'),
    kind: text(row, 'kind'),
    sealed: text(row, 'sealed'),
    state: state === 'done' || state === 'failed' ? state : 'due',
    said: text(row, 'said'),
    attempts: integer(row, 'attempts'),
    createdAt: integer(row, 'created_at'),
  };
}

async function claim(transaction: Driver, leaseMs: number, limit: number) {
  const { now, skipLocked } = transaction.dialect;
  const due = await transaction.all(
    `SELECT id FROM deliveries WHERE state = 'due' AND due_at <= ${now} ORDER BY due_at LIMIT ?${skipLocked}`,
    [limit],
  );
  if (due.length === 0) return [];
  const rows = await transaction.all(
    `UPDATE deliveries SET due_at = ${now} + ?, attempts = attempts + 1
     WHERE id IN (${due.map(() => '?').join(', ')}) RETURNING ${DELIVERY_FIELDS}`,
    [leaseMs, ...due.map(row => text(row, 'id'))],
  );
  const claimed = [];
  for (const row of rows.map(readDelivery)) {
    const [notice] = await transaction.all('SELECT id, type, account_id, body, at FROM notices WHERE id = ?', [
      row.noticeId,
    ]);
    if (notice !== undefined) claimed.push({ ...row, notice: readNotice(notice) });
  }
  return claimed;
}

/** Sets a mark; false when it is set. */
async function mark(transaction: Driver, type: string, accountId: number): Promise<boolean> {
  const sql = `INSERT INTO notice_marks (type, account_id, at) VALUES (?, ?, ${transaction.dialect.now})
    ON CONFLICT (type, account_id) DO NOTHING`;
  return (await transaction.run(sql, [type, accountId])) > 0;
}

const LOW = 'balance.low';
const PURSE = `purses.id = 'account:' || CAST(accounts.id AS TEXT)`;

async function findLow(transaction: Driver, fallback: bigint, limit: number): Promise<number> {
  await transaction.run(
    `DELETE FROM notice_marks WHERE type = '${LOW}' AND EXISTS (SELECT 1 FROM accounts JOIN purses ON ${PURSE}
       LEFT JOIN notice_wishes ON notice_wishes.account_id = accounts.id
       WHERE accounts.id = notice_marks.account_id AND purses.balance >= COALESCE(notice_wishes.threshold, ?))`,
    [fallback],
  );
  const rows = await transaction.all(
    `SELECT accounts.id AS id, accounts.name AS name, purses.balance AS balance FROM accounts JOIN purses ON ${PURSE}
     LEFT JOIN notice_wishes ON notice_wishes.account_id = accounts.id
     WHERE accounts.enabled = 1 AND purses.granted > 0 AND purses.balance < COALESCE(notice_wishes.threshold, ?)
       AND NOT EXISTS (SELECT 1 FROM notice_marks WHERE type = '${LOW}' AND notice_marks.account_id = accounts.id)
     ORDER BY accounts.id LIMIT ?`,
    [fallback, limit],
  );
  const clock = integer(only(await transaction.all(`SELECT ${transaction.dialect.now} AS at`)), 'at');
  let owed = 0;
  for (const row of rows) {
    const accountId = integer(row, 'id');
    if (!(await mark(transaction, LOW, accountId))) continue;
    const balance = String(money(row, 'balance'));
    const notice = { id: `${LOW}:${accountId}:${clock}`, type: LOW, accountId };
    if (await oweNotice(transaction, { ...notice, values: { name: text(row, 'name'), nano: balance } })) owed += 1;
  }
  return owed;
}

/** Notices that are forgotten in one transaction. */
const STEP = 500;
const HOUR_MS = 3_600_000;
/** The span that is compared, and the one it is compared with, hours. */
const RECENT = 2;
const USUAL = 7 * 24;

async function findJumps(
  transaction: Driver,
  { now, factor, minimum }: { now: number; factor: number; minimum: bigint },
): Promise<number> {
  const hour = Math.floor(now / HOUR_MS);
  // Few accounts spend that much just now: only their weeks are read.
  const spenders = await transaction.all(
    `SELECT account_id, CAST(SUM(amount) AS BIGINT) AS recent FROM rollups WHERE hour > ? AND hour <= ?
     GROUP BY account_id HAVING SUM(amount) >= ?`,
    [hour - RECENT, hour, minimum],
  );
  let owed = 0;
  for (const row of spenders) {
    const [accountId, recent] = [integer(row, 'account_id'), money(row, 'recent')];
    const [week] = await transaction.all(
      `SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) AS usual, COALESCE(MIN(hour), ?) AS first FROM rollups
       WHERE account_id = ? AND hour > ? AND hour <= ?`,
      [hour, accountId, hour - RECENT - USUAL, hour - RECENT],
    );
    if (week === undefined) continue;
    const [usual, first] = [money(week, 'usual'), integer(week, 'first')];
    const known = BigInt(hour - RECENT - first + 1);
    // Without a day of history nothing is usual yet.
    if (known < 24n || recent * known < usual * BigInt(RECENT) * BigInt(factor)) continue;
    const id = `spend.jump:${accountId}:${Math.floor(hour / 24)}`;
    const values = { nano: String(recent), usual: String((usual * BigInt(RECENT)) / known) };
    if (await oweNotice(transaction, { id, type: 'spend.jump', accountId, values })) owed += 1;
  }
  return owed;
}

/** Notices over any database. */
export function noticeStore(driver: Driver): NoticeStore {
  const { now } = driver.dialect;
  return {
    owe: draft => oweNotice(driver, draft),
    async unspread(limit) {
      const sql = 'SELECT id, type, account_id, body, at FROM notices WHERE spread = 0 ORDER BY at LIMIT ?';
      return (await driver.all(sql, [limit])).map(row => readNotice(row));
    },
    spread: (noticeId, rows) =>
      driver.transaction(async transaction => {
        const taken = await transaction.run('UPDATE notices SET spread = 1 WHERE id = ? AND spread = 0', [noticeId]);
        if (taken === 0) return false;
        for (const { id, accountId, kind, sealed } of rows)
          await transaction.run(
            `INSERT INTO deliveries (${DELIVERY_FIELDS}, due_at) VALUES (?, ?, ?, ?, ?, 'due', '', 0, ${now}, ${now})
             ON CONFLICT (id) DO NOTHING`,
            [id, noticeId, accountId, kind, sealed],
          );
        return true;
      }),
    async countSince(accountId, type, since) {
      const sql = `SELECT COUNT(DISTINCT notice_id) AS count FROM deliveries JOIN notices ON notices.id = notice_id
        WHERE deliveries.account_id = ? AND notices.type = ? AND notices.at >= ?`;
      return integer(only(await driver.all(sql, [accountId, type, since])), 'count');
    },
    claim: (leaseMs, limit) => driver.transaction(transaction => claim(transaction, leaseMs, limit)),
    async tried(id, { state, said, againInMs }) {
      const due = againInMs === undefined ? 'due_at' : `${now} + ${Math.trunc(againInMs)}`;
      await driver.run(`UPDATE deliveries SET state = ?, said = ?, due_at = ${due} WHERE id = ?`, [state, said, id]);
    },
    async ofAccount(accountId, limit) {
      const sql = `SELECT id, type, account_id, body, at FROM notices WHERE account_id = ?
        OR id IN (SELECT notice_id FROM deliveries WHERE account_id = ?) ORDER BY at DESC LIMIT ?`;
      const rows = (await driver.all(sql, [accountId, accountId, limit])).map(row => readNotice(row));
      return Promise.all(
        rows.map(async notice => {
          const of = `SELECT ${DELIVERY_FIELDS} FROM deliveries WHERE notice_id = ? AND account_id = ? ORDER BY id`;
          return { ...notice, deliveries: (await driver.all(of, [notice.id, accountId])).map(readDelivery) };
        }),
      );
    },
    prune: before =>
      driver.transaction(async transaction => {
        // What is still on its way stays, however old it is.
        const old = `SELECT id FROM notices WHERE at < ? AND spread = 1 AND NOT EXISTS (SELECT 1 FROM deliveries
          WHERE notice_id = notices.id AND state = 'due') ORDER BY at LIMIT ${STEP}`;
        const ids = (await transaction.all(old, [before])).map(row => text(row, 'id'));
        if (ids.length === 0) return 0;
        const places = ids.map(() => '?').join(', ');
        await transaction.run(`DELETE FROM deliveries WHERE notice_id IN (${places})`, ids);
        return transaction.run(`DELETE FROM notices WHERE id IN (${places})`, ids);
      }),
    async wish(accountId) {
      const sql = 'SELECT account_id, threshold, sealed FROM notice_wishes WHERE account_id = ?';
      const [row] = await driver.all(sql, [accountId]);
      if (row === undefined) return undefined;
      return { accountId, threshold: money(row, 'threshold'), sealed: text(row, 'sealed') };
    },
    async putWish({ accountId, threshold, sealed }) {
      await driver.run(
        `INSERT INTO notice_wishes (account_id, threshold, sealed) VALUES (?, ?, ?)
         ON CONFLICT (account_id) DO UPDATE SET threshold = excluded.threshold, sealed = excluded.sealed`,
        [accountId, threshold, sealed],
      );
    },
    findLow: (fallback, limit) => driver.transaction(transaction => findLow(transaction, fallback, limit)),
    findJumps: rule => driver.transaction(transaction => findJumps(transaction, rule)),
  };
}
