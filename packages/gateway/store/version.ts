// The version counter: grows with every change that a node must see.

import type { Driver } from './driver.ts';
import { integer, only } from './rows.ts';

/** Counts one change, inside the transaction that makes it, and answers the new version. */
export async function countChange(transaction: Driver): Promise<number> {
  const rows = await transaction.all(`UPDATE counters SET value = value + 1 WHERE name = 'version' RETURNING value`);
  return integer(only(rows), 'value');
}

/** The version in force. */
export async function readVersion(driver: Driver): Promise<number> {
  return integer(only(await driver.all(`SELECT value FROM counters WHERE name = 'version'`)), 'value');
}
