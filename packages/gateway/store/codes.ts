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
  /** How many accounts may redeem it, each once, and how many have. */
  readonly uses: number;
  readonly used: number;
  /** The account that redeemed it last, and when; null while nobody has. */
  readonly redeemedBy: number | null;
  readonly redeemedAt: number | null;
}

/** A code to be issued; good once where nothing is said of it. */
export type CodeDraft = Pick<CodeRow, 'hash' | 'hint' | 'batch' | 'amount' | 'expiresAt' | 'author'> &
  Partial<Pick<CodeRow, 'uses'>>;

/** Sums of one batch. */
export interface CodeBatch {
  readonly batch: string;
  readonly codes: number;
  /** How often its codes may be redeemed in all, and were. */
  readonly uses: number;
  readonly redeemed: number;
  /** Nano-dollars of all those times, and of those that were. */
  readonly amount: bigint;
  readonly redeemedAmount: bigint;
}

export interface CodeStore {
  /** Keeps new codes, all or none; rejects when one of them is there already. */
  issue(codes: readonly CodeDraft[]): Promise<void>;
  /**
   * Puts the code's money into the account's purse, once an account and as often as the code is good for, whoever else
   * tries at the same time. Answers the amount in nano-dollars, or undefined for a code that is unknown, used, disabled
   * or expired.
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

const FIELDS =
  'hash, batch, hint, amount, enabled, expires_at, created_at, author, uses, used, redeemed_by, redeemed_at';

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
    uses: integer(row, 'uses'),
    used: integer(row, 'used'),
    redeemedBy: optionalInteger(row, 'redeemed_by'),
    redeemedAt: optionalInteger(row, 'redeemed_at'),
  };
}

const COLUMNS = [
  ...['hash', 'batch', 'hint', 'author'].map(name => ({ name, type: 'text' as const })),
  ...['amount', 'enabled', 'expires_at', 'created_at', 'uses'].map(name => ({ name, type: 'integer' as const })),
];

async function issue(transaction: Driver, codes: readonly CodeDraft[]): Promise<void> {
  const [clock] = await transaction.all(`SELECT ${transaction.dialect.now} AS at`);
  const at = clock === undefined ? 0n : money(clock, 'at');
  const rows = codes.map(code => {
    const { hash, batch, hint, author, amount, expiresAt, uses = 1 } = code;
    return [hash, batch, hint, author, amount, 1, expiresAt, at, uses];
  });
  const fresh = await transaction.insertNew('codes', COLUMNS, rows);
  if (fresh.size !== codes.length) throw new RangeError('a code of the batch is there already');
}

/** Thrown to undo what was begun: the account has redeemed this code before. */
class Again extends Error {}

async function redeem(transaction: Driver, hash: string, accountId: number): Promise<bigint | undefined> {
  const { now } = transaction.dialect;
  // The one statement that decides: one time too many, of whatever node, changes no row.
  const [row] = await transaction.all(
    `UPDATE codes SET used = used + 1, redeemed_by = ?, redeemed_at = ${now} WHERE hash = ? AND used < uses
       AND enabled = 1 AND (expires_at IS NULL OR expires_at > ${now}) RETURNING amount, batch, uses`,
    [accountId, hash],
  );
  if (row === undefined) return undefined;
  const first = await transaction.run(
    `INSERT INTO code_uses (hash, account_id, at) VALUES (?, ?, ${now}) ON CONFLICT (hash, account_id) DO NOTHING`,
    [hash, accountId],
  );
  if (first === 0) throw new Again();
  const amount = money(row, 'amount');
  await postTransfer(transaction, {
    id: integer(row, 'uses') === 1 ? `code:${hash}` : `code:${hash}:${accountId}`,
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
    async redeem(hash, accountId) {
      try {
        return await driver.transaction(transaction => redeem(transaction, hash, accountId));
      } catch (error) {
        if (error instanceof Again) return undefined;
        throw error;
      }
    },
    async list({ batch, after, limit }) {
      const conditions = new Conditions().when(batch, 'batch = ?').when(after, 'hash > ?');
      const sql = `SELECT ${FIELDS} FROM codes${conditions.sql} ORDER BY hash LIMIT ?`;
      return (await driver.all(sql, [...conditions.parameters, limit])).map(row => readCode(row));
    },
    async batches() {
      const rows = await driver.all(
        `SELECT batch, COUNT(*) AS codes, CAST(SUM(uses) AS BIGINT) AS uses, CAST(SUM(used) AS BIGINT) AS redeemed,
           CAST(SUM(amount * uses) AS BIGINT) AS amount, CAST(SUM(amount * used) AS BIGINT) AS redeemed_amount
         FROM codes GROUP BY batch ORDER BY batch`,
      );
      return rows.map(row => ({
        batch: text(row, 'batch'),
        codes: integer(row, 'codes'),
        uses: integer(row, 'uses'),
        redeemed: integer(row, 'redeemed'),
        amount: money(row, 'amount'),
        redeemedAmount: money(row, 'redeemed_amount'),
      }));
    },
    setEnabled: (batch, enabled) =>
      driver.transaction(transaction => {
        const sql = 'UPDATE codes SET enabled = ? WHERE batch = ? AND used < uses AND enabled <> ?';
        return transaction.run(sql, [Number(enabled), batch, Number(enabled)]);
      }),
    async setOneEnabled(hash, enabled) {
      const sql = 'UPDATE codes SET enabled = ? WHERE hash = ? AND used < uses';
      return (await driver.run(sql, [Number(enabled), hash])) > 0;
    },
  };
}
