// Leases: what each node may spend of a purse without asking; every change locks the purse first.

import { openBudget } from './budgets.ts';
import type { Driver } from './driver.ts';
import { integer, money, only, text } from './rows.ts';
import { readPurse } from './purses.ts';
import { writeSignal } from './signals.ts';
import type { Lease } from './store.ts';

/** How long a node that never said so itself is taken for alive, milliseconds. */
const FIRST_LEASE_MS = 120_000;

/** A node takes more than it needs only up to this part of what is there, so that others find something too. */
const SHARE = 8n;

const lower = (a: bigint, b: bigint): bigint => (a < b ? a : b);
const higher = (a: bigint, b: bigint): bigint => (a > b ? a : b);

/** Moves at least `need`, at most `wish`, to the node; 0n when `need` is not there, also not with the leases of the dead. */
export async function lease(driver: Driver, node: string, purse: string, need: bigint, wish: bigint): Promise<bigint> {
  const attempt = (): Promise<bigint> =>
    driver.transaction(transaction => leaseOnce(transaction, node, purse, need, wish));
  const granted = await attempt();
  if (granted > 0n || (await driver.transaction(transaction => reclaim(transaction, node))) === 0) return granted;
  return attempt();
}

/**
 * Moves exactly `amount` to a node that is known already, inside a transaction; false when the purse does not have it.
 * What dead nodes still have of it is taken back first, where that helps.
 */
export async function leaseExactly(transaction: Driver, node: string, purse: string, amount: bigint): Promise<boolean> {
  if ((await leaseOnce(transaction, node, purse, amount, amount)) > 0n) return true;
  if ((await reclaim(transaction, node)) === 0) return false;
  return (await leaseOnce(transaction, node, purse, amount, amount)) > 0n;
}

async function leaseOnce(driver: Driver, node: string, purse: string, need: bigint, wish: bigint): Promise<bigint> {
  await keepAlive(driver, node);
  const available = await availableIn(driver, purse);
  if (available < need || available <= 0n) return 0n;
  const granted = lower(available, higher(need, lower(wish, available / SHARE)));
  if (granted <= 0n) return 0n;
  await driver.run('UPDATE purses SET leased = leased + ? WHERE id = ?', [granted, purse]);
  await driver.run(
    `INSERT INTO leases (node, purse, amount, asked, taken) VALUES (?, ?, ?, 0, 0)
     ON CONFLICT (node, purse) DO UPDATE SET amount = leases.amount + excluded.amount`,
    [node, purse, granted],
  );
  return granted;
}

/** Makes the node known, and keeps others from taking it for dead until the transaction ends. */
async function keepAlive(transaction: Driver, node: string): Promise<void> {
  const { now, forKeyShare } = transaction.dialect;
  const known = await transaction.all(`SELECT id FROM nodes WHERE id = ?${forKeyShare}`, [node]);
  if (known.length > 0) return;
  await transaction.run(
    `INSERT INTO nodes (id, expires_at, reclaimed) VALUES (?, ${now} + ${FIRST_LEASE_MS}, 0) ON CONFLICT (id) DO NOTHING`,
    [node],
  );
}

async function availableIn(transaction: Driver, purse: string): Promise<bigint> {
  const [row] = await transaction.all(
    `SELECT id, balance, leased, overdraft, granted, spent FROM purses WHERE id = ?${transaction.dialect.forUpdate}`,
    [purse],
  );
  // A budget's purse is filled when it is first asked of; before that a call that held nothing may have charged it.
  const isNew = row === undefined || money(row, 'granted') === 0n;
  if (isNew && (await openBudget(transaction, purse))) return availableIn(transaction, purse);
  if (row === undefined) return 0n;
  const { balance, overdraft, leased } = readPurse(row);
  return balance + overdraft - leased;
}

/** Takes an amount off a node's lease, at most what it holds, inside a transaction. */
export async function giveBack(
  transaction: Driver,
  node: string,
  purse: string,
  amount: bigint,
  tell = false,
): Promise<void> {
  const { forUpdate } = transaction.dialect;
  await transaction.all(`SELECT id FROM purses WHERE id = ?${forUpdate}`, [purse]);
  const [row] = await transaction.all(`SELECT amount FROM leases WHERE node = ? AND purse = ?${forUpdate}`, [
    node,
    purse,
  ]);
  if (row === undefined) return;
  const back = lower(amount, money(row, 'amount'));
  if (back <= 0n) return;
  await transaction.run('UPDATE leases SET amount = amount - ? WHERE node = ? AND purse = ?', [back, node, purse]);
  await transaction.run('UPDATE purses SET leased = leased - ? WHERE id = ?', [back, purse]);
  if (tell) await transaction.signal(writeSignal({ about: 'returned', node, purse }));
}

/** Asks the other nodes for what they have of a purse, inside a transaction; false when all of it would not do. */
export async function want(transaction: Driver, node: string, purse: string, need: bigint): Promise<boolean> {
  const [row] = await transaction.all(
    `SELECT purses.balance + purses.overdraft AS total, COALESCE(leases.amount, 0) AS own, purses.leased AS leased
     FROM purses LEFT JOIN leases ON leases.purse = purses.id AND leases.node = ? WHERE purses.id = ?`,
    [node, purse],
  );
  if (row === undefined) return false;
  const own = money(row, 'own');
  if (money(row, 'leased') <= own || money(row, 'total') - own < need) return false;
  await transaction.signal(writeSignal({ about: 'wanted', node, purse }));
  return true;
}

/** Drops every lease of a node, inside a transaction. */
export async function dropLeases(transaction: Driver, node: string): Promise<void> {
  const { forUpdate } = transaction.dialect;
  await transaction.all(
    `SELECT id FROM purses WHERE id IN (SELECT purse FROM leases WHERE node = ?) ORDER BY id${forUpdate}`,
    [node],
  );
  await transaction.run(
    `UPDATE purses SET leased = leased - (SELECT amount FROM leases WHERE node = ? AND purse = purses.id)
     WHERE id IN (SELECT purse FROM leases WHERE node = ?)`,
    [node, node],
  );
  await transaction.run('DELETE FROM leases WHERE node = ?', [node]);
}

/** Drops every lease of every node, inside a transaction: only where no node works on the database. */
export async function dropAllLeases(transaction: Driver): Promise<void> {
  await transaction.run('UPDATE purses SET leased = 0 WHERE leased <> 0');
  await transaction.run('DELETE FROM leases');
}

/** What the store has booked for a node. */
export async function leasesOf(driver: Driver, node: string): Promise<Lease[]> {
  const rows = await driver.all('SELECT purse, amount FROM leases WHERE node = ? AND amount > 0 ORDER BY purse', [
    node,
  ]);
  return rows.map(row => ({ purse: text(row, 'purse'), amount: money(row, 'amount') }));
}

/** Takes back the leases of other nodes whose time is over, inside a transaction; answers of how many nodes. */
async function reclaim(transaction: Driver, node: string): Promise<number> {
  const { now, forUpdate } = transaction.dialect;
  const dead = await transaction.all(
    `SELECT id FROM nodes WHERE id <> ? AND expires_at < ${now}
       AND id IN (SELECT node FROM leases WHERE amount > 0) ORDER BY id${forUpdate}`,
    [node],
  );
  for (const row of dead) {
    await dropLeases(transaction, text(row, 'id'));
    await transaction.run('UPDATE nodes SET reclaimed = reclaimed + 1 WHERE id = ?', [text(row, 'id')]);
  }
  return dead.length;
}

/** Keeps a node alive and takes back from the dead, inside a transaction; answers how often this one was taken for dead. */
export async function heartbeat(transaction: Driver, node: string, leaseMs: number): Promise<number> {
  const rows = await transaction.all(
    `INSERT INTO nodes (id, expires_at, reclaimed) VALUES (?, ${transaction.dialect.now} + ?, 0)
     ON CONFLICT (id) DO UPDATE SET expires_at = excluded.expires_at RETURNING reclaimed`,
    [node, Math.trunc(leaseMs)],
  );
  await reclaim(transaction, node);
  return integer(only(rows), 'reclaimed');
}
