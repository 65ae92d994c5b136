// Makes small real videos: MP4 files that a browser plays, a bright bar walking over a dark ground.

import { parameterSets, picture } from './h264.ts';

const COLUMNS = 4;
const ROWS = 4;
const RATE = 4;

function box(type: string, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const head = Buffer.alloc(8);
  head.writeUInt32BE(content.length + 8, 0);
  head.write(type, 4, 'latin1');
  return Buffer.concat([head, content]);
}

const words = (...values: readonly number[]): Buffer => {
  const buffer = Buffer.alloc(values.length * 4);
  for (const [index, value] of values.entries()) buffer.writeUInt32BE(value >>> 0, index * 4);
  return buffer;
};
const halves = (...values: readonly number[]): Buffer => {
  const buffer = Buffer.alloc(values.length * 2);
  for (const [index, value] of values.entries()) buffer.writeUInt16BE(value, index * 2);
  return buffer;
};
const MATRIX = words(0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000);

function description(sps: Buffer, pps: Buffer): Buffer {
  const configuration = Buffer.concat([
    Buffer.from([1, 66, 0xc0, 30, 0xff, 0xe1]),
    halves(sps.length),
    sps,
    Buffer.from([1]),
    halves(pps.length),
    pps,
  ]);
  const entry = Buffer.concat([
    Buffer.alloc(6),
    halves(1),
    Buffer.alloc(16),
    halves(COLUMNS * 16, ROWS * 16),
    words(0x480000, 0x480000, 0),
    halves(1),
    Buffer.alloc(32),
    halves(24, 0xffff),
    box('avcC', configuration),
  ]);
  return box('stsd', words(0, 1), box('avc1', entry));
}

/** A video of so many seconds, at most ten: longer ones are only longer. */
export function mp4(seconds: number): Buffer {
  const count = Math.max(Math.round(Math.min(seconds, 10) * RATE), 1);
  const { sps, pps } = parameterSets(COLUMNS, ROWS);
  const samples = Array.from({ length: count }, (_none, index) => {
    const unit = picture(COLUMNS, ROWS, index, column => (column === index % COLUMNS ? 200 : 50));
    return Buffer.concat([words(unit.length), unit]);
  });
  const ftyp = box('ftyp', Buffer.from('isom'), words(512), Buffer.from('isomiso2avc1mp41'));
  const mdat = box('mdat', ...samples);
  const movie = (offset: number): Buffer => {
    const table = box(
      'stbl',
      description(sps, pps),
      box('stts', words(0, 1, count, 1)),
      box('stsc', words(0, 1, 1, count, 1)),
      box('stsz', words(0, 0, count, ...samples.map(sample => sample.length))),
      box('stco', words(0, 1, offset)),
    );
    const references = box('dinf', box('dref', words(0, 1), box('url ', words(1))));
    const media = box(
      'mdia',
      box('mdhd', words(0, 0, 0, RATE, count), halves(0x55c4, 0)),
      box('hdlr', words(0, 0), Buffer.from('vide'), Buffer.alloc(12), Buffer.from('sandbox\0')),
      box('minf', box('vmhd', words(1, 0, 0)), references, table),
    );
    const track = box(
      'tkhd',
      words(7, 0, 0, 1, 0, count, 0, 0),
      halves(0, 0, 0, 0),
      MATRIX,
      words(COLUMNS << 20, ROWS << 20),
    );
    const header = box(
      'mvhd',
      words(0, 0, 0, RATE, count, 0x10000),
      halves(0x100, 0),
      words(0, 0),
      MATRIX,
      Buffer.alloc(24),
      words(2),
    );
    return box('moov', header, box('trak', track, media));
  };
  const offset = ftyp.length + movie(0).length + 8;
  return Buffer.concat([ftyp, movie(offset), mdat]);
}
