// The length of an MP3, by walking its frames: counts in its headers are anybody's to write.

import type { Spooled } from '../../http/spool.ts';

const BITRATES: Readonly<Record<string, readonly number[]>> = {
  '1-1': [32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448],
  '1-2': [32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384],
  '1-3': [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
  '2-1': [32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256],
  '2-2': [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
};
const RATES = [44_100, 48_000, 32_000];

/** One frame. */
interface Frame {
  readonly bytes: number;
  readonly samples: number;
  readonly rate: number;
  /** Kilobits a second. */
  readonly bitrate: number;
}

/** The frame that a header of four bytes announces; undefined when it is none. */
export function mp3Frame(header: number): Frame | undefined {
  if (header >>> 21 !== 0x7ff) return undefined;
  const version = (header >> 19) & 3;
  const layer = 4 - ((header >> 17) & 3);
  const isFirst = version === 3;
  const bitrate = BITRATES[`${isFirst ? 1 : 2}-${isFirst ? layer : Math.min(layer, 2)}`]?.[((header >> 12) & 15) - 1];
  const base = RATES[(header >> 10) & 3];
  if (version === 1 || layer === 4 || bitrate === undefined || base === undefined) return undefined;
  const rate = base / (isFirst ? 1 : version === 2 ? 2 : 4);
  const padding = (header >> 9) & 1;
  const samples = layer === 1 ? 384 : layer === 3 && !isFirst ? 576 : 1152;
  const bytes =
    layer === 1
      ? (Math.floor((12 * bitrate * 1000) / rate) + padding) * 4
      : Math.floor((samples / 8) * ((bitrate * 1000) / rate)) + padding;
  return { bytes, samples, rate, bitrate };
}

const WINDOW = 256 * 1024;
const COUNTS = /Xing|Info|VBRI/;

/** Seconds; undefined when there is no frame in it. */
export async function mp3Seconds(bytes: Spooled): Promise<number | undefined> {
  const tag = await bytes.read(0, 10);
  const tagged = tag.toString('latin1', 0, 3) === 'ID3';
  const size = [6, 7, 8, 9].reduce((sum, index) => sum * 128 + ((tag[index] ?? 0) & 127), 0);
  let at = tagged ? size + 10 : 0;
  let seconds = 0;
  let frames = 0;
  while (at + 4 <= bytes.size) {
    const window = await bytes.read(at, at + WINDOW);
    let inside = 0;
    while (inside + 4 <= window.length) {
      const frame = mp3Frame(window.readUInt32BE(inside));
      if (frame === undefined || frame.bytes < 4) {
        inside += 1;
        continue;
      }
      // The first frame of a variable rate holds no sound but a count, which is anybody's to write.
      const isCount = frames === 0 && COUNTS.test(window.toString('latin1', inside + 4, inside + 44));
      frames += 1;
      if (!isCount) seconds += frame.samples / frame.rate;
      inside += frame.bytes;
    }
    at += inside;
  }
  return frames === 0 ? undefined : seconds;
}
