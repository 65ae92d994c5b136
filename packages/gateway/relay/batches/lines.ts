// Lines of a file as it passes: each with its number, blank ones left out, none longer than a bound.

import { setImmediate as others } from 'node:timers/promises';
import type { Spooled } from '../../http/spool.ts';

/** One line. */
export interface Line {
  /** From one. */
  readonly number: number;
  readonly bytes: Buffer;
}

/** A line is longer than it may be. */
export class LongLine extends Error {
  readonly line: number;

  constructor(line: number, most: number) {
    super(`line ${line} is longer than ${most} bytes`);
    this.name = 'LongLine';
    this.line = line;
  }
}

const NEWLINE = 0x0a;
const STEP = 64 * 1024;
/** Bytes after which everybody else has a turn: what is at hand is read without a pause, and a file can be all at hand. */
const TURN = 256 * 1024;

/** The lines of a file. @throws LongLine */
export async function* linesOf(chunks: AsyncIterable<Buffer>, most: number): AsyncGenerator<Line> {
  let number = 0;
  let pieces: Buffer[] = [];
  let bytes = 0;
  let turn = 0;
  for await (const chunk of chunks) {
    let at = 0;
    turn += chunk.length;
    if (turn > TURN) {
      turn = 0;
      await others();
    }
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, at)) {
      number += 1;
      const line = trimmed(Buffer.concat([...pieces, chunk.subarray(at, end)]));
      if (line.length > most) throw new LongLine(number, most);
      if (line.length > 0) yield { number, bytes: line };
      pieces = [];
      bytes = 0;
      at = end + 1;
    }
    const rest = chunk.subarray(at);
    bytes += rest.length;
    if (bytes > most) throw new LongLine(number + 1, most);
    if (rest.length > 0) pieces.push(Buffer.from(rest));
  }
  const last = trimmed(Buffer.concat(pieces));
  if (last.length > 0) yield { number: number + 1, bytes: last };
}

const SPACES: ReadonlySet<number> = new Set([0x20, 0x09, 0x0d]);

/** Without spaces at either end, and without the mark that some editors begin a file with. */
function trimmed(line: Buffer): Buffer {
  let start = line.length >= 3 && line[0] === 0xef && line[1] === 0xbb && line[2] === 0xbf ? 3 : 0;
  let end = line.length;
  while (start < end && SPACES.has(line[start] ?? 0)) start += 1;
  while (end > start && SPACES.has(line[end - 1] ?? 0)) end -= 1;
  return line.subarray(start, end);
}

/** The bytes of a spool, piece by piece. */
export async function* chunksOf(spooled: Spooled): AsyncGenerator<Buffer> {
  for (let at = 0; at < spooled.size; at += STEP) yield await spooled.read(at, at + STEP);
}
