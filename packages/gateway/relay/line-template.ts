// The shape of the commonest line of a stream: what stands before its text and behind it, byte for byte.

import type { Facts } from './facts.ts';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** Adds the bytes of a delivered text to the facts. */
export function countBytes(bytes: Buffer, from: number, to: number, facts: Facts): void {
  if (to === from) return;
  let wide = 0;
  for (let at = from; at < to; at += 1) if ((bytes[at] ?? 0) >= 0x80) wide += 1;
  facts.output = true;
  facts.wide += wide;
  facts.ascii += to - from - wide;
}

/** A line that was read once. Lines like it differ in their text alone, and need not be searched or parsed. */
export class LineTemplate {
  private readonly before: Buffer;
  private readonly behind: Buffer;

  /** The line is `start` to `end`, its text `from` to `to`. The bytes are copied: they belong to a passing chunk. */
  constructor(bytes: Buffer, start: number, from: number, to: number, end: number) {
    this.before = Buffer.from(bytes.subarray(start, from));
    this.behind = Buffer.from(bytes.subarray(to, end));
  }

  /** Counts the text of a line that is like this one; false when it is not. */
  count(bytes: Buffer, start: number, end: number, facts: Facts): boolean {
    const from = start + this.before.length;
    const to = end - this.behind.length;
    if (to < from || !holdsOneText(bytes, from, to)) return false;
    if (!isSame(bytes, to, this.behind) || !isSame(bytes, start, this.before)) return false;
    countBytes(bytes, from, to, facts);
    return true;
  }
}

/** No quote ends the text before its end, and no escape reaches beyond it. */
function holdsOneText(bytes: Buffer, from: number, to: number): boolean {
  let at = from;
  for (; at < to; at += 1) {
    const byte = bytes[at];
    if (byte === QUOTE) return false;
    if (byte === BACKSLASH) at += 1;
  }
  return at === to;
}

/** Whether `part` stands in `bytes` at a position; from its end, where lines differ first. */
function isSame(bytes: Buffer, at: number, part: Buffer): boolean {
  for (let index = part.length - 1; index >= 0; index -= 1) if (bytes[at + index] !== part[index]) return false;
  return true;
}
