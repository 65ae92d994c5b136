// Purses and transfers: the one place that writes a transfer which is not a call's, and the cached sums beside it.

import { LARGEST_AMOUNT } from '../ledger/settlement-text.ts';
import type { Column, Driver, Row } from './driver.ts';
import { money, text } from './rows.ts';
import type { PurseRow, TransferDraft } from './store.ts';

/** Columns of a transfer, its primary key first. */
export const TRANSFER_COLUMNS: readonly Column[] = [
  { name: 'id', type: 'text' },
  { name: 'at', type: 'integer' },
  { name: 'kind', type: 'text' },
  { name: 'debit', type: 'text' },
  { name: 'credit', type: 'text' },
  { name: 'amount', type: 'integer' },
  { name: 'key_id', type: 'integer' },
  { name: 'note', type: 'text' },
  { name: 'author', type: 'text' },
  { name: 'counts', type: 'text' },
];

/** The purse of what is owed to a channel. */
export const channelPurse = (id: number): string => `channel:${id}`;

/** The account on the other side of each kind of transfer; a call's is `revenue`. */
const CONTRA: Readonly<Record<TransferDraft['kind'], string>> = {
  grant: 'grants',
  code: 'grants',
  payment: 'payments',
  adjust: 'adjustments',
  refund: 'revenue',
  budget: 'budgets',
};

/** Reads a purse's row. */
export function readPurse(row: Row): PurseRow {
  return {
    id: text(row, 'id'),
    balance: money(row, 'balance'),
    leased: money(row, 'leased'),
    overdraft: money(row, 'overdraft'),
    granted: money(row, 'granted'),
    spent: money(row, 'spent'),
  };
}

/** Makes an empty purse, unless it is there. */
export async function openPurse(driver: Driver, id: string): Promise<void> {
  await driver.run(
    `INSERT INTO purses (id, balance, leased, overdraft, granted, spent) VALUES (?, 0, 0, 0, 0, 0)
     ON CONFLICT (id) DO NOTHING`,
    [id],
  );
}

/** What a purse may hold, or owe, at most: sums of money must stay far from the end of 64 bits. */
const MOST_BALANCE = LARGEST_AMOUNT;

/** Refuses money that would bring a purse to where a database can no longer count it; locks the purse. */
async function checkRoom(transaction: Driver, { purse, amount }: TransferDraft): Promise<void> {
  const sql = `SELECT balance, granted, spent FROM purses WHERE id = ?${transaction.dialect.forUpdate}`;
  const [row] = await transaction.all(sql, [purse]);
  const sums = row === undefined ? [0n] : ['balance', 'granted', 'spent'].map(column => money(row, column));
  for (const sum of sums) {
    const then = sum + amount;
    if (then > MOST_BALANCE || then < -MOST_BALANCE)
      throw new RangeError(`${purse} cannot hold that much: the most is ${MOST_BALANCE} nano-dollars`);
  }
}

/**
 * Books a transfer once by its id, with the purse's sums, inside a transaction; false when its id was there already.
 * A refund takes back what was spent; every other kind counts as granted. An amount of zero books nothing.
 */
export async function postTransfer(transaction: Driver, draft: TransferDraft): Promise<boolean> {
  if (draft.amount === 0n) return false;
  await checkRoom(transaction, draft);
  const inward = draft.amount > 0n;
  const contra = CONTRA[draft.kind];
  const [clock] = await transaction.all(`SELECT ${transaction.dialect.now} AS at`);
  const fresh = await transaction.insertNew('transfers', TRANSFER_COLUMNS, [
    [
      draft.id,
      clock === undefined ? 0n : money(clock, 'at'),
      draft.kind,
      inward ? contra : draft.purse,
      inward ? draft.purse : contra,
      inward ? draft.amount : -draft.amount,
      0,
      draft.note,
      draft.author,
      null,
    ],
  ]);
  if (fresh.size === 0) return false;
  const refund = draft.kind === 'refund';
  await openPurse(transaction, draft.purse);
  await transaction.run(
    'UPDATE purses SET balance = balance + ?, granted = granted + ?, spent = spent - ? WHERE id = ?',
    [draft.amount, refund ? 0n : draft.amount, refund ? draft.amount : 0n, draft.purse],
  );
  return true;
}
