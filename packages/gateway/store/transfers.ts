// Transfers that are not calls: listed page by page for a purse, and refunds that take a call's charge back.

import { Conditions } from './conditions.ts';
import { readCursor, writeCursor } from './cursor.ts';
import type { Driver, Row } from './driver.ts';
import { openPurse, TRANSFER_COLUMNS } from './purses.ts';
import { integer, money, only, optionalText, text } from './rows.ts';

/** A movement of money into or out of a purse that is not a call's. */
export interface TransferRow {
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly kind: string;
  /** Nano-dollars; negative where it was taken away. */
  readonly amount: bigint;
  readonly note: string;
  readonly author: string;
  /** The call that a refund takes back, or empty. */
  readonly call: string;
}

/** What is asked of the transfers of a purse. */
export interface TransferQuery {
  readonly purse: string;
  /** Milliseconds, inclusive and exclusive. */
  readonly from?: number;
  readonly to?: number;
  /** Keyset: rows older than this cursor, which an earlier page gave as `next`. */
  readonly before?: string;
  readonly limit: number;
}

export interface TransferPage {
  readonly rows: TransferRow[];
  readonly next: string | undefined;
}

/** A refund of a call, in whole or in part. */
export interface RefundDraft {
  /** Makes it idempotent: a second refund of the same reference changes nothing. */
  readonly reference: string;
  /** Our request id of the call. */
  readonly call: string;
  /** Nano-dollars; all that is left of the call's charge when it is left out. */
  readonly amount?: bigint;
  readonly note: string;
  readonly author: string;
}

/** How a refund ended: what was given back, in nano-dollars, or why nothing was. */
export type RefundResult = { readonly refunded: bigint } | { readonly refused: 'no charge' | 'too much' };

const CALL = 'call:';

function readTransfer(row: Row, purse: string): TransferRow {
  const amount = money(row, 'amount');
  const reverses = optionalText(row, 'reverses');
  return {
    id: text(row, 'id'),
    at: integer(row, 'at'),
    kind: text(row, 'kind'),
    amount: text(row, 'credit') === purse ? amount : -amount,
    note: text(row, 'note'),
    author: text(row, 'author'),
    call: reverses === null ? '' : reverses.slice(CALL.length),
  };
}

/** One page of the transfers of a purse, newest first. Throws a `RangeError` for what is no cursor. */
export async function transfersOf(driver: Driver, query: TransferQuery): Promise<TransferPage> {
  const { purse, from, to, before, limit } = query;
  const after = before === undefined ? undefined : readCursor(before);
  if (before !== undefined && after === undefined) throw new RangeError('this is not a cursor of transfers');
  const side = (column: 'credit' | 'debit'): Conditions => {
    const conditions = new Conditions().add(`${column} = ?`, purse).add(`kind <> 'call'`);
    conditions.when(from, 'at >= ?').when(to, 'at < ?');
    return after === undefined ? conditions : conditions.add('(at, id) < (?, ?)', after.at, after.id);
  };
  const fields = 'id, at, kind, debit, credit, amount, note, author, reverses';
  const parts = [side('credit'), side('debit')];
  const sql = parts
    .map(
      ({ sql: where }) =>
        `SELECT * FROM (SELECT ${fields} FROM transfers${where} ORDER BY at DESC, id DESC LIMIT ?) AS side`,
    )
    .join(' UNION ALL ');
  const rows = await driver.all(`SELECT * FROM (${sql}) AS sides ORDER BY at DESC, id DESC LIMIT ?`, [
    ...parts.flatMap(({ parameters }) => [...parameters, limit + 1]),
    limit + 1,
  ]);
  const page = rows.slice(0, limit).map(row => readTransfer(row, purse));
  const last = page.at(-1);
  return { rows: page, next: rows.length > limit && last !== undefined ? writeCursor(last) : undefined };
}

/**
 * Gives back what a call was charged, to its payer, its key and every budget that it counted against, inside a
 * transaction. Never more than the charge, however many refunds there are.
 */
export async function refund(transaction: Driver, draft: RefundDraft): Promise<RefundResult> {
  const id = `refund:${draft.reference}`;
  const { forUpdate, now } = transaction.dialect;
  const [charge] = await transaction.all(
    `SELECT debit, amount, key_id, counts FROM transfers WHERE id = ?${forUpdate}`,
    [`${CALL}${draft.call}`],
  );
  if (charge === undefined) return { refused: 'no charge' };
  const [done] = await transaction.all('SELECT amount FROM transfers WHERE id = ?', [id]);
  if (done !== undefined) return { refunded: money(done, 'amount') };
  const sum = 'SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) AS total FROM transfers WHERE reverses = ?';
  const left = money(charge, 'amount') - money(only(await transaction.all(sum, [`${CALL}${draft.call}`])), 'total');
  const amount = draft.amount ?? left;
  if (amount <= 0n || amount > left)
    return { refused: left <= 0n && draft.amount === undefined ? 'no charge' : 'too much' };
  const clock = money(only(await transaction.all(`SELECT ${now} AS at`)), 'at');
  const payer = text(charge, 'debit');
  const keyId = integer(charge, 'key_id');
  const counts = optionalText(charge, 'counts');
  await transaction.insertNew(
    'transfers',
    [...TRANSFER_COLUMNS, { name: 'reverses', type: 'text' }],
    [[id, clock, 'refund', 'revenue', payer, amount, keyId, draft.note, draft.author, counts, `${CALL}${draft.call}`]],
  );
  const purses = [payer, ...(keyId === 0 ? [] : [`key:${keyId}`]), ...listOf(counts)];
  for (const purse of purses.toSorted()) {
    await openPurse(transaction, purse);
    await transaction.run('UPDATE purses SET balance = balance + ?, spent = spent - ? WHERE id = ?', [
      amount,
      amount,
      purse,
    ]);
  }
  return { refunded: amount };
}

function listOf(counts: string | null): string[] {
  const list: unknown = counts === null ? [] : JSON.parse(counts);
  return Array.isArray(list) ? list.map(String) : [];
}
