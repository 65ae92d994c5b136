// Pictures that were made in a call and are given to the client as an address: kept for a while, in bounded room.

import { entryOf } from '@turnpike/protocols/conversation/entry-of';
import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';

/** What the store goes by. */
export interface PictureLimits {
  /** How long a picture is kept, seconds. */
  readonly lifeSeconds: number;
  /** Bytes of all of them at most; zero keeps none. */
  readonly maxBytes: number;
}

/** A kept picture on its way. */
export interface KeptPicture {
  readonly type: string;
  readonly bytes: number;
  open(): Readable;
}

const TYPES: Readonly<Record<string, string>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  webp: 'image/webp',
  gif: 'image/gif',
  avif: 'image/avif',
};
/** `<Unix seconds of its end>-<random>.<ending>`: nobody can guess it, and it says when it is past its time. */
const NAME = /^(\d{10,11})-[A-Za-z0-9_-]{32}\.([a-z]{3,4})$/;
const SWEEP_MS = 60_000;

/** The pictures of one node. */
export class PictureStore {
  private readonly folder: string;
  private readonly limits: () => PictureLimits;
  private readonly timer: NodeJS.Timeout;
  /** Bytes that are kept, as far as this process has counted. */
  private used = 0;

  constructor(folder: string, limits: () => PictureLimits) {
    this.folder = folder;
    this.limits = limits;
    this.timer = setInterval(() => this.tidy(), SWEEP_MS);
    this.timer.unref();
    this.tidy();
  }

  /** Whether pictures are kept at all. */
  get keeps(): boolean {
    return this.limits().maxBytes > 0;
  }

  /** Keeps a picture; answers the name by which it can be had. @throws when it cannot be written */
  async put(bytes: Buffer, type: string): Promise<string> {
    const { lifeSeconds, maxBytes } = this.limits();
    const ending = Object.entries(TYPES).find(([, known]) => known === type)?.[0] ?? 'png';
    const until = Math.floor(Date.now() / 1000) + lifeSeconds;
    const name = `${until}-${randomBytes(24).toString('base64url')}.${ending}`;
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    if (this.used + bytes.length > maxBytes) await this.sweep(maxBytes - bytes.length);
    const part = join(this.folder, `${name}.part`);
    const file = await open(part, 'wx', 0o600);
    try {
      await file.writeFile(bytes);
    } finally {
      await file.close();
    }
    await rename(part, join(this.folder, name));
    this.used += bytes.length;
    return name;
  }

  /** The picture of a name; undefined when there is none, or none any more. */
  async get(name: string): Promise<KeptPicture | undefined> {
    const [, until, ending] = NAME.exec(name) ?? [];
    if (until === undefined || Number(until) * 1000 < Date.now()) return undefined;
    const path = join(this.folder, name);
    const size = await stat(path).then(
      ({ size: bytes }) => bytes,
      () => undefined,
    );
    if (size === undefined) return undefined;
    return { type: entryOf(TYPES, ending ?? '') ?? 'image/png', bytes: size, open: () => createReadStream(path) };
  }

  close(): void {
    clearInterval(this.timer);
  }

  private tidy(): void {
    this.sweep(this.limits().maxBytes).catch(() => undefined);
  }

  /** Removes what is past its time, then the oldest until the rest fits into `room` bytes. */
  private async sweep(room: number): Promise<void> {
    const names = (await readdir(this.folder).catch((): string[] => [])).filter(name => NAME.test(name)).sort();
    const kept: { readonly name: string; readonly bytes: number }[] = [];
    for (const name of names) {
      if (Number(NAME.exec(name)?.[1]) * 1000 < Date.now()) await rm(join(this.folder, name), { force: true });
      else kept.push({ name, bytes: await sizeOf(join(this.folder, name)) });
    }
    let sum = kept.reduce((all, { bytes }) => all + bytes, 0);
    for (const { name, bytes } of kept) {
      if (sum <= room) break;
      await rm(join(this.folder, name), { force: true });
      sum -= bytes;
    }
    this.used = sum;
  }
}

function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  );
}
