// Where copies of what was made are kept, behind one interface; here in a folder.

import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** A part of a file: first and last byte, both inclusive. */
export interface ByteRange {
  readonly first: number;
  readonly last: number;
}

/** Keeps files by key. Keys are ours: letters, digits, `-`, `/` and `.` alone. */
export interface AssetStore {
  /** Writes a whole file or nothing; answers its bytes. */
  put(key: string, content: Readable, type: string): Promise<number>;
  /** Reads a file or a part of it; undefined when it is not there. */
  get(key: string, range?: ByteRange): Promise<Readable | undefined>;
  remove(key: string): Promise<void>;
}

/** Files in a folder of this machine. */
export function folderAssets(folder: string): AssetStore {
  const pathOf = (key: string): string => join(folder, key);
  return {
    async put(key, content) {
      const path = pathOf(key);
      const part = `${path}.${process.pid}.part`;
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      try {
        await pipeline(content, createWriteStream(part, { mode: 0o600 }));
        await rename(part, path);
      } catch (error) {
        await rm(part, { force: true });
        throw error;
      }
      return (await stat(path)).size;
    },
    async get(key, range) {
      const path = pathOf(key);
      try {
        await stat(path);
      } catch {
        return undefined;
      }
      return createReadStream(path, range === undefined ? {} : { start: range.first, end: range.last });
    },
    async remove(key) {
      await rm(pathOf(key), { force: true });
    },
  };
}
