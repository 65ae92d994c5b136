// Looks into pictures without drawing them: what they are, how large, whether they are whole; bombs and wrecks are told.

import { entryOf } from '@turnpike/protocols/conversation/entry-of';
import { crc32 } from 'node:zlib';
import type { Spooled } from '../../http/spool.ts';
import { mediaTypeOfBytes } from '../media-type.ts';

/** What a picture is. */
export interface Look {
  readonly mediaType: string;
  readonly width: number;
  readonly height: number;
  /** Whether its pixels can be transparent. */
  readonly alpha: boolean;
}

/** A picture cannot be used: a sentence part that says why. */
export class BadPicture extends Error {}

/** Pixels of the largest picture that is passed on: decoders need some bytes for each, whatever the file weighs. */
const MOST_PIXELS = 100_000_000;
const HEAD = 64;
const TAIL = 64 * 1024;

type Size = Pick<Look, 'width' | 'height' | 'alpha'>;
type Reader = (bytes: Spooled, whole: boolean) => Promise<Size>;

const READERS: Readonly<Record<string, Reader>> = {
  'image/png': readPng,
  'image/jpeg': readJpeg,
  'image/webp': readWebp,
  'image/gif': readGif,
};

/**
 * Looks at a picture. `whole`: its last byte is there too, so that what was cut off is found.
 * @throws BadPicture
 */
export async function lookAt(bytes: Spooled, whole = true): Promise<Look> {
  const mediaType = mediaTypeOfBytes(await bytes.read(0, HEAD));
  if (mediaType === undefined || !mediaType.startsWith('image/')) throw new BadPicture('is no picture that we know');
  const read = entryOf(READERS, mediaType);
  if (read === undefined) return { mediaType, width: 0, height: 0, alpha: false };
  const size = await read(bytes, whole);
  if (size.width === 0 || size.height === 0) throw new BadPicture('has no size');
  if (size.width * size.height > MOST_PIXELS)
    throw new BadPicture(`has ${size.width} x ${size.height} pixels; at most ${MOST_PIXELS} are taken`);
  return { mediaType, ...size };
}

const BROKEN = 'is broken or cut off';

async function readPng(bytes: Spooled, whole: boolean): Promise<Size> {
  const head = await bytes.read(0, 33);
  const isSound =
    head.length === 33 &&
    head.readUInt32BE(8) === 13 &&
    head.toString('latin1', 12, 16) === 'IHDR' &&
    crc32(head.subarray(12, 29)) === head.readUInt32BE(29);
  if (!isSound) throw new BadPicture(BROKEN);
  if (whole && !(await hasSoundChunks(bytes))) throw new BadPicture(BROKEN);
  const colour = head[25] ?? 0;
  // Colours of a palette are transparent by a chunk of their own, which stands before the pixels.
  const early = colour === 4 || colour === 6 ? undefined : await bytes.read(33, 8 * 1024);
  return {
    width: head.readUInt32BE(16),
    height: head.readUInt32BE(20),
    alpha: early === undefined || early.includes('tRNS'),
  };
}

/** Chunks of a PNG, and bytes of one that whose check is made: no real file has more. */
const MOST_CHUNKS = 50_000;
const MOST_CHECKED = 1024 * 1024;
/** Chunks that no decoder does without have a capital letter in front. */
const CRITICAL = /^[A-Z]/;

/** Whether a PNG's chunks follow each other to its end, with their checks right. */
async function hasSoundChunks(bytes: Spooled): Promise<boolean> {
  let at = 33;
  for (let chunks = 0; chunks < MOST_CHUNKS; chunks += 1) {
    const head = await bytes.read(at, at + 8);
    if (head.length < 8) return false;
    const length = head.readUInt32BE(0);
    const name = head.toString('latin1', 4, 8);
    const end = at + 12 + length;
    if (!/^[A-Za-z]{4}$/.test(name) || end > bytes.size) return false;
    if (CRITICAL.test(name) && length <= MOST_CHECKED) {
      const chunk = await bytes.read(at + 4, end);
      if (crc32(chunk.subarray(0, -4)) !== chunk.readUInt32BE(length + 4)) return false;
    }
    if (name === 'IEND') return true;
    at = end;
  }
  return false;
}

/** Walks the segments to the header of the frame, which large profiles can put far back. */
async function readJpeg(bytes: Spooled, whole: boolean): Promise<Size> {
  if (whole) {
    const tail = await bytes.read(Math.max(bytes.size - TAIL, 0), bytes.size);
    if (tail.lastIndexOf(Buffer.from([0xff, 0xd9])) === -1) throw new BadPicture(BROKEN);
  }
  for (let at = 2; at + 9 < bytes.size;) {
    const segment = await bytes.read(at, at + 10);
    const marker = segment[1] ?? 0;
    if (segment[0] !== 0xff) break;
    if (marker === 0xff) at += 1;
    else if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker))
      return { height: segment.readUInt16BE(5), width: segment.readUInt16BE(7), alpha: false };
    else if (marker === 0xd9 || marker === 0xda) break;
    else at += 2 + Math.max(segment.readUInt16BE(2), 2);
  }
  throw new BadPicture(BROKEN);
}

async function readWebp(bytes: Spooled, whole: boolean): Promise<Size> {
  const head = await bytes.read(0, 30);
  if (head.length < 30 || (whole && head.readUInt32LE(4) + 8 > bytes.size + 1)) throw new BadPicture(BROKEN);
  switch (head.toString('latin1', 12, 16)) {
    case 'VP8X':
      return {
        width: head.readUIntLE(24, 3) + 1,
        height: head.readUIntLE(27, 3) + 1,
        alpha: ((head[20] ?? 0) & 0x10) !== 0,
      };
    case 'VP8L': {
      const bits = head.readUInt32LE(21);
      return { width: (bits & 0x3fff) + 1, height: ((bits >> 14) & 0x3fff) + 1, alpha: ((bits >> 28) & 1) === 1 };
    }
    case 'VP8 ':
      return { width: head.readUInt16LE(26) & 0x3fff, height: head.readUInt16LE(28) & 0x3fff, alpha: false };
    default:
      throw new BadPicture(BROKEN);
  }
}

async function readGif(bytes: Spooled): Promise<Size> {
  const head = await bytes.read(0, 10);
  if (head.length < 10) throw new BadPicture(BROKEN);
  return { width: head.readUInt16LE(6), height: head.readUInt16LE(8), alpha: true };
}
