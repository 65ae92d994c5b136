// The aggregate of redemption codes: money that whoever has the code may put into a purse, once.

import { Conditions } from './conditions.ts';
import type { Driver, Row } from './driver.ts';
import { postTransfer } from './purses.ts';
import { flag, integer, money, optionalInteger, text } from './rows.ts';

/** A code; the code itself is kept as its hash alone. */
export interface CodeRow {
  readonly hash: string;
  readonly batch: string;
  /** Its last characters, for display. */
  readonly hint: string;
  /** Nano-dollars. */
  readonly amount: bigint;
  readonly enabled: boolean;
  readonly expiresAt: number | null;
  readonly createdAt: number;
  readonly author: string;
  /** The account that redeemed it, and when; null while nobody has. */
  readonly redeemedBy: number | null;
  readonly redeemedAt: number | null;
}

/** A code to be issued. */
export type CodeDraft = Pick<CodeRow, 'hash' | 'hint' | 'batch' | 'amount' | 'expiresAt' | 'author'>;

/** Sums of one batch. */
export interface CodeBatch {
  readonly batch: string;
  readonly codes: number;
  readonly redeemed: number;
  /** Nano-dollars of all its codes, and of those that were redeemed. */
  readonly amount: bigint;
  readonly redeemedAmount: bigint;
}

export interface CodeStore {
  /** Keeps new codes, all or none; rejects when one of them is there already. */
  issue(codes: readonly CodeDraft[]): Promise<void>;
  /**
   * Puts the code's money into the account's purse, once, whoever else tries at the same time. Answers the amount in
   * nano-dollars, or undefined for a code that is unknown, used, disabled or expired.
   */
  redeem(hash: string, accountId: number): Promise<bigint | undefined>;
  /** Ascending by hash, after `after`, at most `limit`; of one batch when it is given. */
  list(query: { batch?: string; after?: string; limit: number }): Promise<CodeRow[]>;
  /** Every batch, by name. */
  batches(): Promise<CodeBatch[]>;
  /** Enables or disables what is not redeemed of a batch; answers how many codes changed. */
  setEnabled(batch: string, enabled: boolean): Promise<number>;
  /** Enables or disables one code that is not redeemed; false when there is none. */
  setOneEnabled(hash: string, enabled: boolean): Promise<boolean>;
}

const FIELDS = 'hash, batch, hint, amount, enabled, expires_at, created_at, author, redeemed_by, redeemed_at';

function readCode(row: Row): CodeRow {
  return {
    hash: text(row, 'hash'),
    batch: text(row, 'batch'),
    hint: text(row, 'hint'),
    amount: money(row, 'amount'),
    enabled: flag(row, 'enabled'),
    expiresAt: optionalInteger(row, 'expires_at'),
    createdAt: integer(row, 'created_at'),
    author: text(row, 'author'),
    redeemedBy: optionalInteger(row, 'redeemed_by'),
    redeemedAt: optionalInteger(row, 'redeemed_at'),
  };
}

const COLUMNS = [
  ...['hash', 'batch', 'hint', 'author'].map(name => ({ name, type: 'text' as const })),
  ...['amount', 'enabled', 'expires_at', 'created_at'].map(name => ({ name, type: 'integer' as const })),
];

async function issue(transaction: Driver, codes: readonly CodeDraft[]): Promise<void> {
  const [clock] = await transaction.all(`SELECT ${transaction.dialect.now} AS at`);
  const at = clock === undefined ? 0n : money(clock, 'at');
  const rows = codes.map(code => [code.hash, code.batch, code.hint, code.author, code.amount, 1, code.expiresAt, at]);
  const fresh = await transaction.insertNew('codes', COLUMNS, rows);
  if (fresh.size !== codes.length) throw new RangeError('a code of the batch is there already');
}

async function redeem(transaction: Driver, hash: string, accountId: number): Promise<bigint | undefined> {
  const { now } = transaction.dialect;
  // The one statement that decides: a second one, of whatever node, changes no row.
  const [row] = await transaction.all(
    `UPDATE codes SET redeemed_by = ?, redeemed_at = ${now} WHERE hash = ? AND redeemed_by IS NULL AND enabled = 1
       AND (expires_at IS NULL OR expires_at > ${now}) RETURNING amount, batch`,
    [accountId, hash],
  );
  if (row === undefined) return undefined;
  const amount = money(row, 'amount');
  await postTransfer(transaction, {
    id: `code:${hash}`,
    kind: 'code',
    purse: `account:${accountId}`,
    amount,
    note: text(row, 'batch'),
    author: '',
  });
  return amount;
}

/** Codes over any database. */
export function codeStore(driver: Driver): CodeStore {
  return {
    issue: codes => driver.transaction(transaction => issue(transaction, codes)),
    redeem: (hash, accountId) => driver.transaction(transaction => redeem(transaction, hash, accountId)),
    async list({ batch, after, limit }) {
      const conditions = new Conditions().when(batch, 'batch = ?').when(after, 'hash > ?');
      const sql = `SELECT ${FIELDS} FROM codes${conditions.sql} ORDER BY hash LIMIT ?`;
      return (await driver.all(sql, [...conditions.parameters, limit])).map(row => readCode(row));
    },
    async batches() {
      const rows = await driver.all(
        `SELECT batch, COUNT(*) AS codes, COUNT(redeemed_by) AS redeemed, CAST(SUM(amount) AS BIGINT) AS amount,
           CAST(SUM(CASE WHEN redeemed_by IS NULL THEN 0 ELSE amount END) AS BIGINT) AS redeemed_amount
         FROM codes GROUP BY batch ORDER BY batch`,
      );
      return rows.map(row => ({
        batch: text(row, 'batch'),
        codes: integer(row, 'codes'),
        redeemed: integer(row, 'redeemed'),
        amount: money(row, 'amount'),
        redeemedAmount: money(row, 'redeemed_amount'),
      }));
    },
    setEnabled: (batch, enabled) =>
      driver.transaction(transaction => {
        const sql = 'UPDATE codes SET enabled = ? WHERE batch = ? AND redeemed_by IS NULL AND enabled <> ?';
        return transaction.run(sql, [Number(enabled), batch, Number(enabled)]);
      }),
    async setOneEnabled(hash, enabled) {
      const sql = 'UPDATE codes SET enabled = ? WHERE hash = ? AND redeemed_by IS NULL';
      return (await driver.run(sql, [Number(enabled), hash])) > 0;
    },
  };
}
