// Looks into recordings: what they are and how long they play, read from their containers and not from what is said of them.

import type { Spooled } from '../../http/spool.ts';
import { flacSeconds } from './sound-flac.ts';
import { mp3Seconds } from './sound-mp3.ts';
import { mp4Seconds } from './sound-mp4.ts';
import { webmSeconds } from './sound-webm.ts';

/** What a recording is. */
export interface Sound {
  readonly mediaType: string;
  /** The ending that its file has by rights. */
  readonly ending: string;
  readonly seconds: number;
}

/** A recording cannot be used: a sentence part that says why. */
export class BadSound extends Error {}

type Reader = (bytes: Spooled) => Promise<number | undefined>;

const text = (head: Buffer, from: number, to: number): string => head.toString('latin1', from, to);

/** One row a container: how it begins, and how its length is read. */
const KINDS: readonly (readonly [mediaType: string, ending: string, is: (head: Buffer) => boolean, seconds: Reader])[] =
  [
    ['audio/wav', 'wav', head => text(head, 0, 4) === 'RIFF' && text(head, 8, 12) === 'WAVE', wavSeconds],
    ['audio/flac', 'flac', head => text(head, 0, 4) === 'fLaC', flacSeconds],
    ['audio/ogg', 'ogg', head => text(head, 0, 4) === 'OggS', oggSeconds],
    ['audio/mp4', 'm4a', head => text(head, 4, 8) === 'ftyp', mp4Seconds],
    ['audio/webm', 'webm', head => head.readUInt32BE(0) === 0x1a45dfa3, webmSeconds],
    ['audio/mpeg', 'mp3', head => text(head, 0, 3) === 'ID3' || (head.readUInt16BE(0) & 0xffe6) >= 0xffe2, mp3Seconds],
  ];
const SHORTEST = 12;

/** Looks at a recording. @throws BadSound */
export async function listenTo(bytes: Spooled): Promise<Sound> {
  const head = await bytes.read(0, 64);
  const kind = head.length < SHORTEST ? undefined : KINDS.find(([, , is]) => is(head));
  if (kind === undefined)
    throw new BadSound('is no recording that we know: send flac, mp3, mp4, m4a, ogg, wav or webm');
  const [mediaType, ending, , read] = kind;
  const seconds = await read(bytes).catch(() => undefined);
  if (seconds === undefined || !Number.isFinite(seconds) || seconds < 0) throw new BadSound('is broken or cut off');
  return { mediaType, ending, seconds };
}

/** By the samples that are there: sizes in the header are wrong in streams, and are anybody's to write. */
async function wavSeconds(bytes: Spooled): Promise<number | undefined> {
  let perSecond = 0;
  for (let at = 12; at + 8 <= bytes.size;) {
    const head = await bytes.read(at, at + 8);
    const name = text(head, 0, 4);
    const size = head.readUInt32LE(4);
    if (name === 'fmt ') {
      const format = await bytes.read(at + 8, at + 24);
      if (format.length < 16) return undefined;
      const [kind, channels] = [format.readUInt16LE(0), format.readUInt16LE(2)];
      const [rate, told, bits] = [format.readUInt32LE(4), format.readUInt32LE(8), format.readUInt16LE(14)];
      // Of plain samples the bytes a second follow from their form; only compressed ones have to be believed.
      const isPlain = kind === 1 || kind === 3 || kind === 0xfffe || kind === 6 || kind === 7;
      perSecond = isPlain ? (rate * channels * bits) / 8 : told;
    }
    if (name === 'data') {
      const rest = bytes.size - at - 8;
      const length = size === 0 || size > rest ? rest : size;
      return perSecond > 0 ? length / perSecond : undefined;
    }
    at += 8 + size + (size % 2);
  }
  return undefined;
}

/** The place of the last page, over the rate that the first one tells. */
async function oggSeconds(bytes: Spooled): Promise<number | undefined> {
  const head = await bytes.read(0, 128);
  const opus = head.indexOf('OpusHead', 0, 'latin1');
  const vorbis = head.indexOf('\x01vorbis', 0, 'latin1');
  const rate = opus >= 0 ? 48_000 : vorbis >= 0 ? head.readUInt32LE(vorbis + 12) : 0;
  const skipped = opus >= 0 ? head.readUInt16LE(opus + 10) : 0;
  if (rate === 0) return undefined;
  const window = 64 * 1024 + 512;
  for (let end = bytes.size; end > 0; end -= window - 64) {
    const tail = await bytes.read(Math.max(end - window, 0), end);
    for (let at = tail.lastIndexOf('OggS', undefined, 'latin1'); at >= 0;) {
      const place = at + 14 <= tail.length ? tail.readBigInt64LE(at + 6) : -1n;
      if (place >= 0n) return Math.max(Number(place) - skipped, 0) / rate;
      if (at === 0) break;
      at = tail.lastIndexOf('OggS', at - 1, 'latin1');
    }
  }
  return undefined;
}
