// The binary event stream of AWS (application/vnd.amazon.eventstream): frames with two checksums, read piece by piece.

import { crc32 } from 'node:zlib';

/** One message of the stream. */
export interface Frame {
  readonly headers: ReadonlyMap<string, string>;
  readonly payload: Buffer;
}

/** Lengths and their checksum. */
const PRELUDE = 12;
const CHECKSUM = 4;
/** What AWS's own reader allows, bytes. */
const MAX_HEADERS = 128 * 1024;
const MAX_PAYLOAD = 24 * 1024 * 1024;
/** Bytes of the values of fixed length, by their type. */
const FIXED: Readonly<Record<number, number>> = { 0: 0, 1: 0, 2: 1, 3: 2, 4: 4, 5: 8, 8: 8, 9: 16 };
const BYTES = 6;
const STRING = 7;

/** Reads frames, whatever pieces they come in. */
export class FrameReader {
  private pending: Buffer = Buffer.alloc(0);

  /** Bytes of a frame that has not come whole. */
  get rest(): number {
    return this.pending.length;
  }

  /** The frames that are whole now. @throws Error when a checksum or a length is wrong */
  push(chunk: Buffer): readonly Frame[] {
    this.pending = this.pending.length === 0 ? chunk : Buffer.concat([this.pending, chunk]);
    const frames: Frame[] = [];
    for (;;) {
      const length = this.nextLength();
      if (length === undefined || this.pending.length < length) return frames;
      frames.push(readFrame(this.pending.subarray(0, length)));
      this.pending = this.pending.subarray(length);
    }
  }

  /** The length of the frame that comes next; its prelude is checked before anything is waited for. */
  private nextLength(): number | undefined {
    const { pending } = this;
    if (pending.length < PRELUDE) return undefined;
    const [total, headers] = [pending.readUInt32BE(0), pending.readUInt32BE(4)];
    if (crc32(pending.subarray(0, 8)) !== pending.readUInt32BE(8)) throw new Error('the prelude of a frame is broken');
    const payload = total - headers - PRELUDE - CHECKSUM;
    if (headers > MAX_HEADERS || payload < 0 || payload > MAX_PAYLOAD) throw new Error('a frame has no real length');
    return total;
  }
}

function readFrame(frame: Buffer): Frame {
  const end = frame.length - CHECKSUM;
  if (crc32(frame.subarray(0, end)) !== frame.readUInt32BE(end)) throw new Error('a frame is broken');
  const payload = PRELUDE + frame.readUInt32BE(4);
  return { headers: readHeaders(frame.subarray(PRELUDE, payload)), payload: frame.subarray(payload, end) };
}

/** The headers that are texts; those of other types are passed over. @throws Error when one does not fit */
function readHeaders(block: Buffer): ReadonlyMap<string, string> {
  const headers = new Map<string, string>();
  for (let at = 0; at < block.length;) {
    const nameEnd = at + 1 + block.readUInt8(at);
    const name = block.toString('utf8', at + 1, nameEnd);
    const type = block.readUInt8(nameEnd);
    const fixed = FIXED[type];
    if (fixed === undefined && type !== STRING && type !== BYTES) throw new Error('a header has no known type');
    const start = fixed === undefined ? nameEnd + 3 : nameEnd + 1;
    const end = start + (fixed ?? block.readUInt16BE(nameEnd + 1));
    if (end > block.length) throw new Error('a header is longer than its frame');
    if (type === STRING) headers.set(name, block.toString('utf8', start, end));
    at = end;
  }
  return headers;
}
