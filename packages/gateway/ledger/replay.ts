// Reads the journal files that an earlier process left, and says which lines are torn or damaged.

import { appendFileSync, readFileSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { journalFiles } from './journal.ts';

/** What was found in the files of a folder. */
export interface Replay {
  /** Lines that went into the store. */
  readonly lines: number;
  /** Last lines that were cut off in the middle of writing: their settlement had not returned. */
  readonly torn: number;
  /** Lines whose checksum is wrong; they were put aside in `damaged.log`. */
  readonly damaged: number;
}

/** The texts of one file, in order; a file is at most a rotation's size. */
function readFile(path: string): { texts: string[]; torn: number; damaged: string[] } {
  const texts: string[] = [];
  const damaged: string[] = [];
  const content = readFileSync(path);
  let start = 0;
  for (let end = content.indexOf(10); end >= 0; end = content.indexOf(10, start)) {
    const line = content.subarray(start, end);
    const text = line.subarray(9);
    const sound =
      line.length >= 9 && line[8] === 32 && Number.parseInt(line.toString('latin1', 0, 8), 16) === crc32(text);
    (sound ? texts : damaged).push((sound ? text : line).toString());
    start = end + 1;
  }
  return { texts, torn: start < content.length ? 1 : 0, damaged };
}

/**
 * Hands every sound text to `book` in batches of `batch`, file by file, and removes a file when all of it is booked.
 * Rejects as `book` does, with the file still there.
 */
export async function replay(
  folder: string,
  batch: number,
  book: (texts: readonly string[]) => Promise<void>,
): Promise<Replay> {
  const found = { lines: 0, torn: 0, damaged: 0 };
  for (const path of journalFiles(folder)) {
    const { texts, torn, damaged } = readFile(path);
    for (let start = 0; start < texts.length; start += batch) await book(texts.slice(start, start + batch));
    if (damaged.length > 0) appendFileSync(join(folder, 'damaged.log'), `${damaged.join('\n')}\n`, { mode: 0o600 });
    unlinkSync(path);
    found.lines += texts.length;
    found.torn += torn;
    found.damaged += damaged.length;
  }
  return found;
}
