// `turnpike backup` and `turnpike restore`: a copy of the embedded database, made from a live file, and put back.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { loadConfig } from '../config/load.ts';
import type { Config } from '../config/config.ts';
import { FolderInUse, takeFolder } from '../ledger/node-folder.ts';
import { reconcile } from '../ledger/reconcile.ts';
import { openStore } from '../store/open.ts';
import { BackupError, backupSqlite, checkSqlite, restoreSqlite } from '../store/sqlite/backup.ts';
import { UsageError, type Verb } from './verb.ts';

function pathOf(config: Config): string {
  const { databaseUrl } = config;
  const path = databaseUrl.startsWith('sqlite:') ? databaseUrl.slice('sqlite:'.length) : undefined;
  if (path === undefined)
    throw new UsageError('this is for the embedded database; PostgreSQL has pg_dump and pg_restore');
  if (path === ':memory:') throw new UsageError('a database in memory has no file');
  return path;
}

/** A wrong file is a mistake of the call. */
async function telling<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof BackupError ? new UsageError(error.message) : error;
  }
}

export const backup: Verb = {
  usage: 'backup FILE',
  text: 'copy the embedded database to a new file, also while the gateway runs',
  async run(flags, [target]) {
    if (target === undefined) throw new UsageError('turnpike backup FILE');
    const config = loadConfig(flags);
    await telling(() => backupSqlite(pathOf(config), target));
    process.stdout.write(`${target} is whole; keep ${join(config.dataFolder, 'secret.key')} with it\n`);
    return 0;
  },
};

export const restore: Verb = {
  usage: 'restore FILE',
  text: 'put a copy back in the place of the embedded database; what was there is kept beside it',
  async run(flags, [source]) {
    if (source === undefined) throw new UsageError('turnpike restore FILE');
    const config = loadConfig(flags);
    const path = pathOf(config);
    await telling(async () => checkSqlite(source));
    // The lock of the journal is the lock of the gateway: nobody may work on a file that is being replaced.
    const folder = takenFolder(config);
    try {
      const aside = await telling(() => restoreSqlite(source, path));
      if (aside !== undefined) process.stdout.write(`what was there is now ${aside}\n`);
      return await prove(config);
    } finally {
      folder.release();
    }
  },
};

function takenFolder(config: Config): { release(): void } {
  try {
    return takeFolder(join(config.dataFolder, 'journal'));
  } catch (error) {
    if (error instanceof FolderInUse) throw new UsageError('the gateway runs; stop it before its database is replaced');
    throw error;
  }
}

/** The copy had allowances of nodes that have ended since: they are given back, and the books must be right. */
async function prove(config: Config): Promise<number> {
  const store = await openStore(config.databaseUrl);
  try {
    await store.ledger.dropAllLeases();
    const { lines, exitCode } = await reconcile(store);
    process.stdout.write(`restored: ${lines.join('\n')}\n`);
    if (existsSync(join(config.dataFolder, 'journal')))
      process.stdout.write('settlements that are still in the journal are booked at the next start\n');
    return exitCode;
  } finally {
    await store.close();
  }
}
