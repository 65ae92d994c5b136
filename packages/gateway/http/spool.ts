// Bytes that must be read more than once: in memory while they are few, in a nameless file of the data folder beyond.

import { randomUUID } from 'node:crypto';
import { mkdir, open, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';

/** Bytes that can be read again and again, at any place. */
export interface Spooled {
  readonly size: number;
  /** Bytes `start` to `end` (exclusive), less where there are no more; into `room`, where it is given and they lie on disk. */
  read(start: number, end: number, room?: Buffer): Promise<Buffer>;
}

/** Uploads up to this size stay in memory. */
const KEPT_BYTES = 256 * 1024;
const NOTHING = Buffer.alloc(0);

/** A spool: written once from front to end, then read by as many as like, then let go of. */
export class Spool implements Spooled {
  private readonly folder: string;
  private kept: Buffer[] = [];
  private memory: Buffer | undefined;
  private file: FileHandle | undefined;
  private path = '';
  private written = 0;

  /** `folder` is made when it is first needed. */
  constructor(folder: string) {
    this.folder = folder;
  }

  get size(): number {
    return this.written;
  }

  /** Whether it has outgrown the memory: what was added is not held here any more. */
  get onDisk(): boolean {
    return this.file !== undefined;
  }

  /** Adds a chunk; resolves when more may come. */
  async append(chunk: Buffer): Promise<void> {
    if (this.file === undefined && this.written + chunk.length > KEPT_BYTES) await this.toFile();
    if (this.file === undefined) this.kept.push(chunk);
    else await this.write(this.file, chunk);
    this.written += chunk.length;
  }

  async read(start: number, end: number, room?: Buffer): Promise<Buffer> {
    const last = Math.min(end, this.written);
    if (start >= last) return NOTHING;
    if (this.file === undefined) {
      this.memory ??= Buffer.concat(this.kept);
      return this.memory.subarray(start, last);
    }
    const bytes = room?.subarray(0, last - start) ?? Buffer.allocUnsafeSlow(last - start);
    let filled = 0;
    while (filled < bytes.length) {
      const { bytesRead } = await this.file.read(bytes, filled, bytes.length - filled, start + filled);
      if (bytesRead === 0) throw new Error('the spool is shorter than what was written to it');
      filled += bytesRead;
    }
    return bytes;
  }

  /** Lets go of everything. Never fails: there is nobody to tell. */
  async dispose(): Promise<void> {
    this.kept = [];
    this.memory = undefined;
    await this.file?.close().catch(() => undefined);
    if (this.path !== '') await rm(this.path, { force: true }).catch(() => undefined);
  }

  private async toFile(): Promise<void> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    const path = join(this.folder, randomUUID());
    this.file = await open(path, 'wx+', 0o600);
    // Without a name it goes with its process, however that ends. Where a file in use keeps its name, it is removed last.
    await rm(path).catch(() => {
      this.path = path;
    });
    for (const chunk of this.kept) await this.write(this.file, chunk);
    this.kept = [];
  }

  private async write(file: FileHandle, chunk: Buffer): Promise<void> {
    let at = 0;
    while (at < chunk.length) at += (await file.write(chunk, at)).bytesWritten;
  }
}

/** Bytes in memory, as a spool that is never disposed of. */
export function inMemory(bytes: Buffer): Spooled {
  return { size: bytes.length, read: async (start, end) => bytes.subarray(start, end) };
}

/** A part of other bytes. */
export function sliceOf(whole: Spooled, start: number, end: number): Spooled {
  const size = end - start;
  return { size, read: (from, to, room) => whole.read(start + from, start + Math.min(to, size), room) };
}
