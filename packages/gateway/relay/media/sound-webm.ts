// The length of WebM recordings: by the duration that they tell, or by their last block, whichever is longer.

import type { Spooled } from '../../http/spool.ts';

const SEGMENT = 0x18538067;
const INFO = 0x1549a966;
const CLUSTER = 0x1f43b675;
const SCALE = 0x2ad7b1;
const DURATION = 0x4489;
const TIMECODE = 0xe7;
const SIMPLE_BLOCK = 0xa3;
const BLOCK_GROUP = 0xa0;
const BLOCK = 0xa1;
const OPEN = new Set([SEGMENT, INFO, CLUSTER, BLOCK_GROUP]);
/** Elements of a file of hours; more is an attack. */
const MOST_ELEMENTS = 2_000_000;

/** Recorders of browsers write no duration: then the last block tells how long it is. */
export async function webmSeconds(bytes: Spooled): Promise<number | undefined> {
  const walk = new WebmWalk(bytes);
  return walk.seconds();
}

class WebmWalk {
  private readonly bytes: Spooled;
  private scale = 1_000_000;
  private duration: number | undefined;
  private cluster = 0;
  private last = 0;
  private window: Buffer = Buffer.alloc(0);
  private windowAt = 0;

  constructor(bytes: Spooled) {
    this.bytes = bytes;
  }

  async seconds(): Promise<number | undefined> {
    let at = 0;
    let elements = 0;
    while (at + 2 <= this.bytes.size && elements < MOST_ELEMENTS) {
      elements += 1;
      const id = await this.number(at, false);
      if (id === undefined) break;
      const size = await this.number(at + id.bytes, true);
      if (size === undefined) break;
      const inner = at + id.bytes + size.bytes;
      if (OPEN.has(id.value)) {
        at = inner;
        continue;
      }
      await this.note(id.value, inner, size.value);
      at = inner + size.value;
    }
    const ticks = Math.max(this.duration ?? 0, this.last);
    return elements < 2 ? undefined : (ticks * this.scale) / 1e9;
  }

  private async note(id: number, at: number, size: number): Promise<void> {
    if (id === SCALE) this.scale = (await this.unsigned(at, size)) || 1_000_000;
    else if (id === TIMECODE) this.cluster = await this.unsigned(at, size);
    else if (id === DURATION) {
      const value = await this.read(at, size);
      this.duration = size === 8 ? value.readDoubleBE(0) : size === 4 ? value.readFloatBE(0) : undefined;
    } else if (id === SIMPLE_BLOCK || id === BLOCK) {
      const head = await this.read(at, Math.min(size, 4));
      if (head.length === 4) this.last = Math.max(this.last, this.cluster + head.readInt16BE(1));
    }
  }

  private async unsigned(at: number, size: number): Promise<number> {
    if (size < 1 || size > 6) return 0;
    return (await this.read(at, size)).readUIntBE(0, size);
  }

  /** A number whose first byte tells its length; sizes lose the bit that tells it. An unknown size is taken for nothing. */
  private async number(at: number, isSize: boolean): Promise<{ value: number; bytes: number } | undefined> {
    const [first = 0] = await this.read(at, 1);
    const length = Math.clz32(first) - 23;
    if (first === 0 || length > 8) return undefined;
    const raw = await this.read(at, length);
    if (raw.length < length) return undefined;
    let value = isSize ? first & (0xff >> length) : first;
    let isUnknown = isSize && value === 0xff >> length;
    for (const byte of raw.subarray(1)) {
      value = value * 256 + byte;
      isUnknown &&= byte === 0xff;
    }
    return { value: isUnknown ? 0 : value, bytes: length };
  }

  private async read(at: number, size: number): Promise<Buffer> {
    const end = at + size;
    if (at < this.windowAt || end > this.windowAt + this.window.length) {
      this.windowAt = at;
      this.window = await this.bytes.read(at, Math.max(end, at + 64 * 1024));
    }
    return this.window.subarray(at - this.windowAt, end - this.windowAt);
  }
}
