// The version counter: grows with every change that a node must see.

import type { Driver } from './driver.ts';
import { integer, only } from './rows.ts';

/** Counts one change, inside the transaction that makes it, and answers the new version. */
export async function countChange(transaction: Driver): Promise<number> {
  const rows = await transaction.all(`UPDATE counters SET value = value + 1 WHERE name = 'version' RETURNING value`);
  return integer(only(rows), 'value');
}

/** The epoch of kept answers. */
export async function readAnswersEpoch(driver: Driver): Promise<number> {
  return integer(only(await driver.all(`SELECT value FROM counters WHERE name = 'answers'`)), 'value');
}

/** Begins a new epoch, of which every node hears as of any change. */
export async function forgetAnswers(transaction: Driver): Promise<number> {
  await transaction.run(`UPDATE counters SET value = value + 1 WHERE name = 'answers'`, []);
  return countChange(transaction);
}

/** The version in force. */
export async function readVersion(driver: Driver): Promise<number> {
  return integer(only(await driver.all(`SELECT value FROM counters WHERE name = 'version'`)), 'value');
}
