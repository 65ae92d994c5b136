// The few file operations a journal needs, so that a test can stand in a disk that is full.

import { closeSync, fdatasync, ftruncateSync, openSync, unlinkSync, writeSync } from 'node:fs';
import { promisify } from 'node:util';

/** What a journal asks of a disk. Each throws as `node:fs` does. */
export interface JournalDisk {
  /** Opens for appending, readable by the owner alone. */
  open(path: string): number;
  /** Answers how many bytes were written, which may be fewer than given. */
  write(file: number, bytes: Uint8Array): number;
  truncate(file: number, length: number): void;
  sync(file: number): Promise<void>;
  close(file: number): void;
  remove(path: string): void;
}

const synchronise = promisify(fdatasync);

/** The real disk. */
export const DISK: JournalDisk = {
  open: path => openSync(path, 'a', 0o600),
  write: (file, bytes) => writeSync(file, bytes),
  truncate: (file, length) => ftruncateSync(file, length),
  sync: file => synchronise(file),
  close: file => closeSync(file),
  remove: path => unlinkSync(path),
};
