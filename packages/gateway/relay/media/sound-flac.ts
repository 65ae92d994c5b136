// The length of FLAC recordings: by the last frame that is there, as the count in the header is anybody's to write.

import type { Spooled } from '../../http/spool.ts';

/** Where the last frame is looked for, bytes from the end; a frame is far shorter. */
const TAIL = 256 * 1024;
/** The longest header of a frame. */
const MOST_HEADER = 16;
/** Block sizes by their code; 6 and 7 stand behind the number. */
const BLOCKS: readonly number[] = [
  0, 192, 576, 1152, 2304, 4608, 0, 0, 256, 512, 1024, 2048, 4096, 8192, 16_384, 32_768,
];

/** Seconds; undefined when it is broken. */
export async function flacSeconds(bytes: Spooled): Promise<number | undefined> {
  const head = await bytes.read(4, 42);
  if (head.length < 38 || ((head[0] ?? 0) & 127) !== 0) return undefined;
  const rate = head.readUIntBE(14, 3) >> 4;
  const told = ((head[17] ?? 0) & 15) * 2 ** 32 + head.readUInt32BE(18);
  if (rate === 0) return undefined;
  const heard = await lastSample(bytes, head.readUInt16BE(4));
  const samples = Math.max(told, heard ?? 0);
  // Neither told nor heard: what its bytes can hold at the usual compression.
  return samples > 0 ? samples / rate : bytes.size / (rate * 2);
}

/** The sample at which the last frame begins; `block` is the size of all blocks where that is fixed. */
async function lastSample(bytes: Spooled, block: number): Promise<number | undefined> {
  const from = Math.max(bytes.size - TAIL, 0);
  const tail = await bytes.read(from, bytes.size);
  for (let at = tail.length - 6; at >= 0; at -= 1) {
    if (tail[at] !== 0xff || ((tail[at + 1] ?? 0) & 0xfe) !== 0xf8) continue;
    const frame = frameAt(tail.subarray(at, at + MOST_HEADER), block);
    if (frame !== undefined) return frame;
  }
  return undefined;
}

/** The sample at which a frame ends, by its header; undefined when its check says that it is none. */
function frameAt(header: Buffer, block: number): number | undefined {
  const number = utf8Number(header, 4);
  if (number === undefined) return undefined;
  const code = (header[2] ?? 0) >> 4;
  let end = number.end;
  let size = BLOCKS[code] ?? 0;
  if (code === 6) size = (header[end++] ?? 0) + 1;
  else if (code === 7) {
    size = (header[end] ?? 0) * 256 + (header[end + 1] ?? 0) + 1;
    end += 2;
  }
  const rateCode = (header[2] ?? 0) & 15;
  end += rateCode === 12 ? 1 : rateCode === 13 || rateCode === 14 ? 2 : 0;
  if (size === 0 || end >= header.length || crc8(header.subarray(0, end)) !== header[end]) return undefined;
  const isVariable = ((header[1] ?? 0) & 1) === 1;
  return isVariable ? number.value + size : number.value * block + size;
}

/** A number of one to seven bytes, written as UTF-8 writes characters. */
function utf8Number(bytes: Buffer, at: number): { readonly value: number; readonly end: number } | undefined {
  const first = bytes[at] ?? 0xff;
  if (first < 0x80) return { value: first, end: at + 1 };
  const length = Math.clz32(~(first << 24));
  if (length < 2 || length > 7) return undefined;
  let value = length === 7 ? 0 : first & (0x7f >> length);
  for (let index = 1; index < length; index += 1) {
    const byte = bytes[at + index] ?? 0;
    if ((byte & 0xc0) !== 0x80) return undefined;
    value = value * 64 + (byte & 0x3f);
  }
  return { value, end: at + length };
}

/** The check of a frame's header: polynomial 0x07. */
function crc8(bytes: Buffer): number {
  let check = 0;
  for (const byte of bytes) {
    check ^= byte;
    for (let bit = 0; bit < 8; bit += 1)
      check = (check & 0x80) === 0 ? (check << 1) & 0xff : ((check << 1) ^ 0x07) & 0xff;
  }
  return check;
}
