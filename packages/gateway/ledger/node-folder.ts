// A node's folder: its stable id, and a lock that the kernel drops with the process, however it ends.

import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** Another process uses the folder now. */
export class FolderInUse extends Error {
  constructor(folder: string) {
    super(`${folder} is in use by another process; give each node its own data folder`);
    this.name = 'FolderInUse';
  }
}

/** A folder that is ours alone until `release`. */
export interface NodeFolder {
  readonly path: string;
  /** The node's id, kept in the folder since its first use. */
  readonly id: string;
  release(): void;
}

/**
 * Takes a folder for this process, and makes it when it is not there. Throws `FolderInUse` when another has it.
 * Node has no flock; an exclusive SQLite transaction is a kernel lock on a file all the same, and needs no test
 * whether a process of some number still lives.
 */
export function takeFolder(path: string, id?: string): NodeFolder {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  const lock = new DatabaseSync(join(path, 'lock'), { timeout: 0 });
  try {
    lock.exec('BEGIN EXCLUSIVE');
  } catch {
    lock.close();
    throw new FolderInUse(path);
  }
  return { path, id: id ?? stableId(join(path, 'node')), release: () => lock.close() };
}

function stableId(file: string): string {
  try {
    const known = readFileSync(file, 'utf8').trim();
    if (/^[\w.-]{1,64}$/.test(known)) return known;
  } catch {
    // The folder is new.
  }
  const id = `node-${randomBytes(8).toString('hex')}`;
  writeFileSync(file, `${id}\n`, { mode: 0o600, flush: true });
  return id;
}
