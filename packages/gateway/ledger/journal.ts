// The node's journal: one checksummed line a settlement, on the disk's page cache when `append` or `write` returns.

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DISK, type JournalDisk } from './journal-disk.ts';
import { JournalLines } from './journal-lines.ts';

const FILE_NAME = /^(\d{10})\.journal$/;

/** A file is closed for a new one when it has grown beyond this, bytes. */
const ROTATE_BYTES = 8 * 1024 * 1024;

/** The journal files of a folder, oldest first. */
export function journalFiles(folder: string): string[] {
  return readdirSync(folder)
    .filter(name => FILE_NAME.test(name))
    .toSorted()
    .map(name => join(folder, name));
}

interface JournalFile {
  readonly path: string;
  readonly handle: number;
  bytes: number;
  /** Number of the last line in it. */
  last: number;
}

/** Settings of a journal. */
export interface JournalOptions {
  readonly disk?: JournalDisk | undefined;
  readonly rotateBytes?: number | undefined;
}

/**
 * Lines are numbered from 1 in the order of `append`. A line that the disk refused is kept in memory and tried again
 * with every later line; `failing` says that there are such lines.
 */
export class Journal {
  readonly #folder: string;
  readonly #disk: JournalDisk;
  readonly #rotateBytes: number;
  readonly #closed: JournalFile[] = [];
  readonly #lines = new JournalLines();
  /** What the disk refused: the bytes of one write, and the number of its last line. */
  #unwritten: { number: number; bytes: Buffer }[] = [];
  #current: JournalFile | undefined;
  #fileNumber: number;
  #appended = 0;
  #booked = 0;
  #bytes = 0;

  /** Begins after the files that are there; opens no file before the first line. */
  constructor(folder: string, options: JournalOptions = {}) {
    this.#folder = folder;
    this.#disk = options.disk ?? DISK;
    this.#rotateBytes = options.rotateBytes ?? ROTATE_BYTES;
    const newest = journalFiles(folder).at(-1);
    this.#fileNumber =
      newest === undefined ? 0 : Number(newest.slice(-'0000000000.journal'.length, -'.journal'.length));
  }

  /** Whether the disk refuses lines: nothing new may be promised while it does. */
  get failing(): boolean {
    return this.#unwritten.length > 0;
  }

  /** Bytes in the files that are not wholly in the store. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Appends one text and answers its number. Never throws. */
  append(text: string): number {
    const number = this.note(text);
    this.write();
    return number;
  }

  /** Takes a text down for the next `write`, and answers its number. */
  note(text: string): number {
    this.#lines.add(text);
    this.#appended += 1;
    return this.#appended;
  }

  /** Writes what was noted, in one write. Never throws. */
  write(): void {
    const bytes = this.#lines.take();
    if (bytes.length === 0) return;
    if (this.#unwritten.length === 0 && this.#write(this.#appended, bytes)) return;
    this.#unwritten.push({ number: this.#appended, bytes: Buffer.from(bytes) });
    if (this.#unwritten.length > 1) this.retry();
  }

  /** Tries the lines again that the disk refused. */
  retry(): void {
    while (this.#unwritten[0] !== undefined && this.#write(this.#unwritten[0].number, this.#unwritten[0].bytes)) {
      this.#unwritten.shift();
    }
  }

  /** The lines up to `number` are in the store: files that hold no later one are removed. */
  booked(number: number): void {
    this.#booked = Math.max(this.#booked, number);
    if (this.failing) this.#unwritten = this.#unwritten.filter(line => line.number > number);
    while (this.#closed[0] !== undefined && this.#closed[0].last <= this.#booked) {
      const file = this.#closed.shift();
      if (file !== undefined) this.#remove(file);
    }
    const current = this.#current;
    if (current !== undefined && current.last <= this.#booked && current.bytes >= this.#rotateBytes / 8)
      this.#empty(current);
  }

  /** Makes what was written safe from a loss of power. */
  async sync(): Promise<void> {
    if (this.#current !== undefined) await this.#disk.sync(this.#current.handle);
  }

  /** Closes the file; removes it when all of it is in the store. */
  close(): void {
    const current = this.#current;
    this.#current = undefined;
    if (current === undefined) return;
    this.#disk.close(current.handle);
    if (current.last <= this.#booked && !this.failing) this.#disk.remove(current.path);
  }

  /** Closes the file and leaves it as it is; what was noted and not written is lost. */
  abandon(): void {
    this.#lines.take();
    if (this.#current !== undefined) this.#disk.close(this.#current.handle);
    this.#current = undefined;
  }

  #write(number: number, bytes: Buffer): boolean {
    let file: JournalFile | undefined;
    try {
      file = this.#fileFor(bytes.length);
      if (this.#disk.write(file.handle, bytes) === bytes.length) {
        file.bytes += bytes.length;
        this.#bytes += bytes.length;
        file.last = number;
        return true;
      }
    } catch {
      // A full or broken disk: the line stays in memory, `failing` says so, and admission stops.
    }
    if (file !== undefined) this.#cut(file);
    return false;
  }

  /** Takes a torn line off the file's end; where that fails too, a new file is begun (a reader tolerates the torn end). */
  #cut(file: JournalFile): void {
    try {
      this.#disk.truncate(file.handle, file.bytes);
    } catch {
      this.#retire(file);
    }
  }

  #fileFor(length: number): JournalFile {
    if (this.#current !== undefined && this.#current.bytes > 0 && this.#current.bytes + length > this.#rotateBytes) {
      this.#retire(this.#current);
    }
    if (this.#current === undefined) {
      const path = join(this.#folder, `${String(this.#fileNumber + 1).padStart(10, '0')}.journal`);
      this.#current = { path, handle: this.#disk.open(path), bytes: 0, last: 0 };
      this.#fileNumber += 1;
    }
    return this.#current;
  }

  #retire(file: JournalFile): void {
    this.#current = undefined;
    this.#closed.push(file);
    try {
      this.#disk.close(file.handle);
    } catch {
      // What was written stays written.
    }
  }

  #remove(file: JournalFile): void {
    this.#bytes -= file.bytes;
    try {
      this.#disk.remove(file.path);
    } catch {
      // A line that stays is replayed at the next start, where the store knows it already.
    }
  }

  #empty(file: JournalFile): void {
    try {
      this.#disk.truncate(file.handle, 0);
      this.#bytes -= file.bytes;
      file.bytes = 0;
    } catch {
      // As for a file that cannot be removed.
    }
  }
}
