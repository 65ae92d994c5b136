// The purses of budgets: filled when they are first asked of, and brought to the new amount when a budget is changed.

import { budgetPurse, decodeBudgets, isSameLimit, readBudgetPurse } from '../ledger/budgets.ts';
import type { Budget, BudgetOwner, BudgetPurse } from '../ledger/budgets.ts';
import { spanAt } from '../ledger/periods.ts';
import type { Driver } from './driver.ts';
import { openPurse, postTransfer } from './purses.ts';
import { money, text } from './rows.ts';

/** Where the budgets of an owner are kept: a table and the condition on its row. */
function placeOf(owner: BudgetOwner): { readonly sql: string; readonly ids: readonly number[] } {
  const [, id = '', , account = ''] = owner.split(':');
  if (owner.startsWith('key:')) return { sql: 'SELECT budgets FROM keys WHERE id = ?', ids: [Number(id)] };
  return account === ''
    ? { sql: 'SELECT budgets FROM organisations WHERE id = ?', ids: [Number(id)] }
    : {
        sql: 'SELECT budgets FROM members WHERE organisation_id = ? AND account_id = ?',
        ids: [Number(id), Number(account)],
      };
}

/** The budget that a purse counts as it is now, its row locked until the transaction ends; undefined when it is gone. */
async function limitOf(transaction: Driver, purse: BudgetPurse): Promise<Budget | undefined> {
  const { sql, ids } = placeOf(purse.owner);
  const [row] = await transaction.all(`${sql}${transaction.dialect.forUpdate}`, ids);
  const budgets = row === undefined ? [] : decodeBudgets(text(row, 'budgets'));
  return budgets.find(budget => isSameLimit(budget, purse));
}

/** Fills the purse of a budget with its amount, inside a transaction; false when it is filled, or of no budget in force. */
export async function openBudget(transaction: Driver, id: string): Promise<boolean> {
  const purse = readBudgetPurse(id);
  const limit = purse === undefined ? undefined : await limitOf(transaction, purse);
  if (limit === undefined) return false;
  await openPurse(transaction, id);
  return fill(transaction, id, limit.amount, `budget:${id}:open`, 'a new period');
}

/**
 * Brings the purses of changed budgets to their new amounts, where they are open: those of the running periods in
 * `zone`, and those in all. A budget that is set again later goes on where it was. `version` makes the ids unique.
 */
export async function changeBudgets(
  transaction: Driver,
  owner: BudgetOwner,
  zone: string,
  budgets: readonly Budget[],
  version: number,
): Promise<void> {
  for (const budget of budgets) {
    const stamp = budget.period === 'total' ? '' : spanAt(budget.period, zone, Date.now()).stamp;
    const id = budgetPurse(owner, budget, stamp);
    const [row] = await transaction.all(`SELECT granted FROM purses WHERE id = ?${transaction.dialect.forUpdate}`, [
      id,
    ]);
    if (row === undefined) continue;
    await fill(transaction, id, budget.amount - money(row, 'granted'), `budget:${id}:${version}`, 'a new amount');
  }
}

function fill(transaction: Driver, purse: string, amount: bigint, id: string, note: string): Promise<boolean> {
  return postTransfer(transaction, { id, kind: 'budget', purse, amount, note, author: '' });
}
