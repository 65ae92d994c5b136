// The length of MP4 recordings: by the times of their samples, in one table or in fragments; headers may say less.

import type { Spooled } from '../../http/spool.ts';

/** One box: where its content begins and ends. */
interface Box {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/** What is known of a track. */
interface Track {
  /** Ticks a second. */
  readonly scale: number;
  readonly seconds: number;
}

/** Boxes on one level; more are an attack. */
const MOST_BOXES = 100_000;
/** Entries of a table that are read at once. */
const ENTRIES = 8_192;

/** Seconds of the longest track; undefined when there is none. */
export async function mp4Seconds(bytes: Spooled): Promise<number | undefined> {
  const tracks = new Map<number, Track>();
  const usual = new Map<number, number>();
  let longest: number | undefined;
  for await (const box of boxesIn(bytes, 0, bytes.size)) {
    if (box.name === 'moov') {
      const told = await movie(bytes, box, tracks, usual);
      if (told !== undefined) longest = Math.max(longest ?? 0, told);
    } else if (box.name === 'moof') longest = Math.max(longest ?? 0, await fragment(bytes, box, tracks, usual));
  }
  return longest;
}

async function* boxesIn(bytes: Spooled, from: number, to: number): AsyncGenerator<Box> {
  let at = from;
  for (let count = 0; at + 8 <= to && count < MOST_BOXES; count += 1) {
    const head = await bytes.read(at, at + 16);
    const short = head.readUInt32BE(0);
    const isLong = short === 1 && head.length === 16;
    const size = isLong ? Number(head.readBigUInt64BE(8)) : short === 0 ? to - at : short;
    if (size < 8) return;
    yield { name: head.toString('latin1', 4, 8), from: at + (isLong ? 16 : 8), to: Math.min(at + size, to) };
    at += size;
  }
}

async function inside(bytes: Spooled, box: Box, ...path: readonly string[]): Promise<Box | undefined> {
  let found: Box | undefined = box;
  for (const name of path) {
    const parent: Box | undefined = found;
    found = undefined;
    if (parent === undefined) return undefined;
    for await (const one of boxesIn(bytes, parent.from, parent.to)) {
      if (one.name !== name) continue;
      found = one;
      break;
    }
  }
  return found;
}

/** Reads the tracks of a movie, and what fragments take for granted; the longest that is told. */
async function movie(
  bytes: Spooled,
  moov: Box,
  tracks: Map<number, Track>,
  usual: Map<number, number>,
): Promise<number | undefined> {
  let longest: number | undefined;
  for await (const box of boxesIn(bytes, moov.from, moov.to)) {
    if (box.name === 'mvhd') longest = Math.max(longest ?? 0, (await headerOf(bytes, box))?.seconds ?? 0);
    if (box.name === 'trak') {
      const track = await trackOf(bytes, box);
      if (track === undefined) continue;
      tracks.set(track.id, track);
      longest = Math.max(longest ?? 0, track.seconds);
    }
    if (box.name !== 'mvex') continue;
    for await (const one of boxesIn(bytes, box.from, box.to)) {
      if (one.name !== 'trex') continue;
      const trex = await bytes.read(one.from, one.from + 24);
      if (trex.length === 24) usual.set(trex.readUInt32BE(4), trex.readUInt32BE(12));
    }
  }
  return longest;
}

async function trackOf(bytes: Spooled, trak: Box): Promise<(Track & { readonly id: number }) | undefined> {
  const [tkhd, mdhd] = [await inside(bytes, trak, 'tkhd'), await inside(bytes, trak, 'mdia', 'mdhd')];
  const header = mdhd === undefined ? undefined : await headerOf(bytes, mdhd);
  if (tkhd === undefined || header === undefined) return undefined;
  const head = await bytes.read(tkhd.from, tkhd.from + 24);
  if (head.length < 24) return undefined;
  const stts = await inside(bytes, trak, 'mdia', 'minf', 'stbl', 'stts');
  const ticks = stts === undefined ? 0 : await ticksOf(bytes, stts);
  const id = head.readUInt32BE(head[0] === 1 ? 20 : 12);
  return { id, scale: header.scale, seconds: Math.max(header.seconds, ticks / header.scale) };
}

/** Headers of movies and of media begin alike: version, times, scale, duration. */
async function headerOf(bytes: Spooled, { from }: Box): Promise<Track | undefined> {
  const head = await bytes.read(from, from + 32);
  if (head.length < 32) return undefined;
  const isLong = head[0] === 1;
  const scale = head.readUInt32BE(isLong ? 20 : 12);
  const duration = isLong ? Number(head.readBigUInt64BE(24)) : head.readUInt32BE(16);
  // All ones say that nobody knows.
  const isUnknown = duration >= (isLong ? 2 ** 63 : 0xffffffff);
  return scale === 0 ? undefined : { scale, seconds: isUnknown ? 0 : duration / scale };
}

/** The ticks of all samples of a table: pairs of how many, and how long each. */
async function ticksOf(bytes: Spooled, stts: Box): Promise<number> {
  const head = await bytes.read(stts.from, stts.from + 8);
  if (head.length < 8) return 0;
  const end = Math.min(stts.from + 8 + head.readUInt32BE(4) * 8, stts.to);
  let ticks = 0;
  for (let at = stts.from + 8; at + 8 <= end; at += ENTRIES * 8) {
    const part = await bytes.read(at, Math.min(at + ENTRIES * 8, end));
    for (let index = 0; index + 8 <= part.length; index += 8)
      ticks += part.readUInt32BE(index) * part.readUInt32BE(index + 4);
  }
  return ticks;
}

/** When a fragment ends, in seconds: recorders of browsers write nothing else that tells. */
async function fragment(
  bytes: Spooled,
  moof: Box,
  tracks: ReadonlyMap<number, Track>,
  usual: ReadonlyMap<number, number>,
): Promise<number> {
  let latest = 0;
  for await (const traf of boxesIn(bytes, moof.from, moof.to)) {
    if (traf.name !== 'traf') continue;
    let [id, each, ticks] = [0, 0, 0];
    for await (const box of boxesIn(bytes, traf.from, traf.to)) {
      const head = await bytes.read(box.from, box.from + 32);
      if (head.length < 8) continue;
      if (box.name === 'tfhd') {
        id = head.readUInt32BE(4);
        each = defaultOf(head) ?? usual.get(id) ?? 0;
      } else if (box.name === 'tfdt' && head.length >= 12)
        ticks += head[0] === 1 ? Number(head.readBigUInt64BE(4)) : head.readUInt32BE(4);
      else if (box.name === 'trun') ticks += await runOf(bytes, box, head, each);
    }
    latest = Math.max(latest, ticks / (tracks.get(id)?.scale ?? Infinity));
  }
  return latest;
}

/** The duration that a fragment gives its samples; undefined where it leaves that to the movie. */
function defaultOf(tfhd: Buffer): number | undefined {
  const flags = tfhd.readUIntBE(1, 3);
  if ((flags & 8) === 0) return undefined;
  const at = 8 + ((flags & 1) === 0 ? 0 : 8) + ((flags & 2) === 0 ? 0 : 4);
  return at + 4 <= tfhd.length ? tfhd.readUInt32BE(at) : undefined;
}

/** The ticks of a run of samples: each its own, where the run tells them. */
async function runOf(bytes: Spooled, { from, to }: Box, head: Buffer, each: number): Promise<number> {
  const flags = head.readUIntBE(1, 3);
  const count = head.readUInt32BE(4);
  if ((flags & 0x100) === 0) return count * each;
  const width = [0x100, 0x200, 0x400, 0x800].filter(flag => (flags & flag) !== 0).length * 4;
  const begin = from + 8 + ((flags & 1) === 0 ? 0 : 4) + ((flags & 4) === 0 ? 0 : 4);
  const end = Math.min(begin + count * width, to);
  let ticks = 0;
  for (let at = begin; at + width <= end; at += ENTRIES * width) {
    const part = await bytes.read(at, Math.min(at + ENTRIES * width, end));
    for (let index = 0; index + width <= part.length; index += width) ticks += part.readUInt32BE(index);
  }
  return ticks;
}
