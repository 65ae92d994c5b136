// Masks in other makers' way: OpenAI marks what is to change by transparency, most others by white on black.

import { crc32, deflateSync, inflate } from 'node:zlib';
import { promisify } from 'node:util';

const inflated = promisify(inflate);
const HEAD = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
/** Larger masks stay as they are: their pixels would take too much memory. */
const MOST_PIXELS = 20_000_000;
/** Below this opacity a pixel is to be changed. */
const HALF = 128;

interface Png {
  readonly width: number;
  readonly height: number;
  /** Bytes of one pixel; the last sample is its opacity. */
  readonly pixel: number;
  /** Bytes of one sample. */
  readonly sample: number;
  readonly packed: Buffer;
}

/** Reads a PNG with opacity whose rows stand one after another; undefined for any other. */
function readPng(bytes: Buffer): Png | undefined {
  if (!bytes.subarray(0, 8).equals(HEAD)) return undefined;
  const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
  const [depth, colour, , , interlaced] = bytes.subarray(24, 29);
  const samples = colour === 6 ? 4 : colour === 4 ? 2 : 0;
  if (samples === 0 || (depth !== 8 && depth !== 16) || interlaced !== 0 || width * height > MOST_PIXELS)
    return undefined;
  const pieces: Buffer[] = [];
  for (let at = 8; at + 12 <= bytes.length;) {
    const length = bytes.readUInt32BE(at);
    if (bytes.toString('latin1', at + 4, at + 8) === 'IDAT') pieces.push(bytes.subarray(at + 8, at + 8 + length));
    at += 12 + length;
  }
  const sample = depth / 8;
  return { width, height, pixel: samples * sample, sample, packed: Buffer.concat(pieces) };
}

/** Takes the filter of a row off, in place (PNG §9). */
function unfilter(filter: number, row: Buffer, above: Buffer, pixel: number): void {
  for (let at = 0; at < row.length; at += 1) {
    const left = at < pixel ? 0 : (row[at - pixel] ?? 0);
    const up = above[at] ?? 0;
    const corner = at < pixel ? 0 : (above[at - pixel] ?? 0);
    const added =
      filter === 1
        ? left
        : filter === 2
          ? up
          : filter === 3
            ? (left + up) >> 1
            : filter === 4
              ? paeth(left, up, corner)
              : 0;
    row[at] = (row[at] ?? 0) + added;
  }
}

function paeth(left: number, up: number, corner: number): number {
  const guess = left + up - corner;
  const [byLeft, byUp, byCorner] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)];
  if (byLeft <= byUp && byLeft <= byCorner) return left;
  return byUp <= byCorner ? up : corner;
}

function chunk(name: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const whole = Buffer.alloc(body.length + 8);
  whole.writeUInt32BE(data.length, 0);
  body.copy(whole, 4);
  whole.writeUInt32BE(crc32(body), body.length + 4);
  return whole;
}

/**
 * A grey PNG, white where a mask is transparent and black elsewhere. Undefined where nothing of it is transparent, so
 * that it was drawn in that way already, and where it cannot be read here.
 */
export async function whiteMask(bytes: Buffer): Promise<Buffer | undefined> {
  const png = readPng(bytes);
  if (png === undefined) return undefined;
  const { width, height, pixel, sample, packed } = png;
  const stride = width * pixel;
  let raw: Buffer;
  try {
    raw = await inflated(packed, { maxOutputLength: (stride + 1) * height });
  } catch {
    return undefined;
  }
  if (raw.length < (stride + 1) * height) return undefined;
  const grey = Buffer.alloc((width + 1) * height);
  let above: Buffer = Buffer.alloc(stride);
  let changes = false;
  for (let y = 0; y < height; y += 1) {
    const start = y * (stride + 1);
    const row = raw.subarray(start + 1, start + 1 + stride);
    unfilter(raw[start] ?? 0, row, above, pixel);
    above = row;
    for (let x = 0; x < width; x += 1) {
      const isOpen = (row[(x + 1) * pixel - sample] ?? 255) < HALF;
      if (!isOpen) continue;
      changes = true;
      grey[y * (width + 1) + 1 + x] = 255;
    }
  }
  if (!changes) return undefined;
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.writeUInt8(8, 8);
  return Buffer.concat([HEAD, chunk('IHDR', head), chunk('IDAT', deflateSync(grey)), chunk('IEND', Buffer.alloc(0))]);
}
