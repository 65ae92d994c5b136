// Copies of an embedded database: made while the gateway works on it, proved to be whole, and put back in its place.

import { chmodSync, existsSync, renameSync, rmSync } from 'node:fs';
import { backup as copy, DatabaseSync } from 'node:sqlite';

/** Pages that are copied between two looks at what else there is to do. */
const PAGES_A_STEP = 256;

/** A copy that cannot be made or used; the message says why. */
export class BackupError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'BackupError';
  }
}

/** Copies a database to a new file, with everything that was committed when it ends. @throws BackupError */
export async function backupSqlite(path: string, target: string): Promise<void> {
  if (!existsSync(path)) throw new BackupError(`there is no database ${path}`);
  if (existsSync(target)) throw new BackupError(`${target} is there already; name a new file`);
  const database = new DatabaseSync(path, { readOnly: true, timeout: 5_000 });
  try {
    await copy(database, target, { rate: PAGES_A_STEP });
    chmodSync(target, 0o600);
  } catch (error) {
    rmSync(target, { force: true });
    throw error;
  } finally {
    database.close();
  }
  checkSqlite(target);
}

/** Proves that a file is a whole database of ours, and answers its number of schema steps. @throws BackupError */
export function checkSqlite(path: string): number {
  if (!existsSync(path)) throw new BackupError(`there is no file ${path}`);
  const database = open(path);
  try {
    const [found] = database.prepare('PRAGMA integrity_check(1)').all();
    const word = String(Object.values(found ?? {})[0]);
    if (word !== 'ok') throw new BackupError(`${path} is damaged: ${word}`);
    return Number(database.prepare('SELECT COUNT(*) AS steps FROM migrations').get()?.['steps']);
  } catch (error) {
    if (error instanceof BackupError) throw error;
    throw new BackupError(
      `${path} is no database of Turnpike: ${error instanceof Error ? error.message : String(error)}`,
    );
  } finally {
    database.close();
  }
}

function open(path: string): DatabaseSync {
  // A copy in write-ahead mode has no log beside it yet, which a reader alone may not make.
  return new DatabaseSync(path, { timeout: 5_000 });
}

/**
 * Puts a copy in the place of a database that nobody works on. What was there is kept beside it; answers its name, or
 * undefined where there was nothing.
 */
export async function restoreSqlite(source: string, path: string): Promise<string | undefined> {
  checkSqlite(source);
  let aside: string | undefined;
  if (existsSync(path)) {
    aside = `${path}.before-${new Date().toISOString().replaceAll(/[:.]/g, '-')}`;
    // Closing the last connection writes the log into the file, so that the file alone is whole.
    const before = open(path);
    before.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    before.close();
    renameSync(path, aside);
  }
  for (const end of ['-wal', '-shm']) rmSync(`${path}${end}`, { force: true });
  try {
    const database = open(source);
    await copy(database, path, { rate: PAGES_A_STEP }).finally(() => database.close());
    chmodSync(path, 0o600);
  } catch (error) {
    rmSync(path, { force: true });
    if (aside !== undefined) renameSync(aside, path);
    throw error;
  }
  return aside;
}
