// Lines on their way to the journal, as the bytes that will stand in it: one buffer, filled and emptied again and again.

import { crc32 } from 'node:zlib';

/** Eight digits of the checksum and a blank. */
const PREFIX = 9;
const BLANK = 0x20;
const LINE_FEED = 0x0a;
const DIGITS = Buffer.from('0123456789abcdef');
const LEAST_BYTES = 64 * 1024;
/** A buffer that grew beyond this is not kept. */
const MOST_KEPT = 1024 * 1024;

/** Gathers lines. */
export class JournalLines {
  #bytes = Buffer.allocUnsafe(LEAST_BYTES);
  #length = 0;

  /** Adds a text, which holds no newline, with its checksum before it. */
  add(text: string): void {
    // UTF-8 has at most three bytes for a unit of a string.
    this.#makeRoom(PREFIX + text.length * 3 + 1);
    const bytes = this.#bytes;
    const start = this.#length;
    const from = start + PREFIX;
    const to = from + bytes.write(text, from, 'utf8');
    let rest = crc32(bytes.subarray(from, to));
    for (let at = start + 7; at >= start; at -= 1) {
      bytes[at] = DIGITS[rest & 15] ?? 0;
      rest >>>= 4;
    }
    bytes[start + 8] = BLANK;
    bytes[to] = LINE_FEED;
    this.#length = to + 1;
  }

  /** The bytes of the lines that were added since the last call; good until the next line is added. */
  take(): Buffer {
    const taken = this.#bytes.subarray(0, this.#length);
    this.#length = 0;
    if (this.#bytes.length > MOST_KEPT) this.#bytes = Buffer.allocUnsafe(LEAST_BYTES);
    return taken;
  }

  #makeRoom(bytes: number): void {
    const wanted = this.#length + bytes;
    if (wanted <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(wanted, this.#bytes.length * 2));
    this.#bytes.copy(larger, 0, 0, this.#length);
    this.#bytes = larger;
  }
}
