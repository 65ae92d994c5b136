// Makes real sounds of any length by small encoders of its own: WAV, bare samples, MP3, Opus, FLAC and AAC.

import { mp3 } from '../tasks/mp3.ts';

const RATE = 24_000;

/** Sound of so many seconds in a format of OpenAI's. */
export function sound(format: string, seconds: number): Buffer {
  switch (format) {
    case 'wav':
      return wav(seconds);
    case 'pcm':
      return samples(seconds);
    case 'opus':
      return opus(seconds);
    case 'flac':
      return flac(seconds);
    case 'aac':
      return aac(seconds);
    default:
      return mp3(seconds);
  }
}

/** A tone of 16-bit mono samples at 24 kHz. */
export function samples(seconds: number): Buffer {
  const bytes = Buffer.alloc(Math.round(seconds * RATE) * 2);
  for (let at = 0; at < bytes.length; at += 2)
    bytes.writeInt16LE(Math.round(Math.sin((at / 2 / RATE) * 440 * 2 * Math.PI) * 8000), at);
  return bytes;
}

/** Samples with their header. */
export function wav(seconds: number): Buffer {
  const data = samples(seconds);
  const head = Buffer.alloc(44);
  head.write('RIFF', 0, 'latin1');
  head.writeUInt32LE(36 + data.length, 4);
  head.write('WAVEfmt ', 8, 'latin1');
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(RATE, 24);
  head.writeUInt32LE(RATE * 2, 28);
  head.writeUInt16LE(2, 32);
  head.writeUInt16LE(16, 34);
  head.write('data', 36, 'latin1');
  head.writeUInt32LE(data.length, 40);
  return Buffer.concat([head, data]);
}

const OGG_CRC = Array.from({ length: 256 }, (_, index) => {
  let value = index << 24;
  for (let bit = 0; bit < 8; bit += 1) value = (value & 0x80000000) !== 0 ? (value << 1) ^ 0x04c11db7 : value << 1;
  return value >>> 0;
});

function oggPage(packets: readonly Buffer[], flags: number, place: bigint, page: number): Buffer {
  const head = Buffer.alloc(27 + packets.length);
  head.write('OggS', 0, 'latin1');
  head[5] = flags;
  head.writeBigInt64LE(place, 6);
  head.writeUInt32LE(1, 14);
  head.writeUInt32LE(page, 18);
  head[26] = packets.length;
  for (const [index, packet] of packets.entries()) head[27 + index] = packet.length;
  const whole = Buffer.concat([head, ...packets]);
  let crc = 0;
  for (const byte of whole) crc = ((crc << 8) ^ (OGG_CRC[((crc >>> 24) ^ byte) & 255] ?? 0)) >>> 0;
  whole.writeUInt32LE(crc, 22);
  return whole;
}

/** Opus in Ogg: packets of 20 milliseconds of silence, fifty to a page. */
function opus(seconds: number): Buffer {
  const head = Buffer.from('OpusHead\x01\x01\0\0\0\0\0\0\0\0\0', 'latin1');
  head.writeUInt32LE(RATE, 12);
  const tags = Buffer.concat([Buffer.from('OpusTags\x07\0\0\0sandbox\0\0\0\0', 'latin1')]);
  const pages = [oggPage([head], 2, 0n, 0), oggPage([tags], 0, 0n, 1)];
  const count = Math.max(Math.round(seconds * 50), 1);
  for (let from = 0; from < count; from += 50) {
    const here = Math.min(count - from, 50);
    const silent = Array.from({ length: here }, () => Buffer.from([0xf8, 0xff, 0xfe]));
    const isLast = from + here === count;
    pages.push(oggPage(silent, isLast ? 4 : 0, BigInt((from + here) * 960), pages.length));
  }
  return Buffer.concat(pages);
}

function crcOf(bytes: Buffer, bits: 8 | 16, polynomial: number): number {
  const top = 1 << (bits - 1);
  let crc = 0;
  for (const byte of bytes) {
    crc ^= byte << (bits - 8);
    for (let bit = 0; bit < 8; bit += 1) crc = (crc & top) !== 0 ? (crc << 1) ^ polynomial : crc << 1;
    crc &= bits === 8 ? 0xff : 0xffff;
  }
  return crc;
}

/** FLAC of silence: blocks of 4096 samples that are all the same. */
function flac(seconds: number): Buffer {
  const total = Math.max(Math.round(seconds * RATE), 16);
  const info = Buffer.alloc(34);
  info.writeUInt16BE(4096, 0);
  info.writeUInt16BE(4096, 2);
  info.writeUIntBE(RATE << 4, 10, 3);
  info[12] = (info[12] ?? 0) | 0;
  // One channel of 16 bits: five bits of width less one, then the count of samples.
  info[13] = 15 << 4;
  info.writeUInt32BE(total, 14);
  const pieces = [Buffer.from('fLaC', 'latin1'), Buffer.from([0x80, 0, 0, 34]), info];
  for (let from = 0, number = 0; from < total; from += 4096, number += 1) {
    const size = Math.min(total - from, 4096);
    // The size of a block in sixteen bits, the rate of the stream, one channel, 16 bits.
    const head = [0xff, 0xf8, 0x70, 0x08, ...numberOf(number), ((size - 1) >> 8) & 255, (size - 1) & 255];
    const signed = Buffer.from([...head, crcOf(Buffer.from(head), 8, 0x07)]);
    const body = Buffer.concat([signed, Buffer.from([0, 0, 0])]);
    const check = crcOf(body, 16, 0x8005);
    pieces.push(body, Buffer.from([check >> 8, check & 255]));
  }
  return Buffer.concat(pieces);
}

/** A number as FLAC writes it: as a character of UTF-8 would be. */
function numberOf(number: number): readonly number[] {
  if (number < 0x80) return [number];
  return number < 0x800
    ? [0xc0 | (number >> 6), 0x80 | (number & 63)]
    : [0xe0 | (number >> 12), 0x80 | ((number >> 6) & 63), 0x80 | (number & 63)];
}

/** AAC in ADTS: frames of 1024 silent samples. */
function aac(seconds: number): Buffer {
  const silence = [0x00, 0xc8, 0x00, 0x80, 0x23, 0x80];
  const length = 7 + silence.length;
  const frame = Buffer.from([
    0xff,
    0xf1,
    0x58,
    0x40 | (length >> 11),
    (length >> 3) & 255,
    ((length & 7) << 5) | 0x1f,
    0xfc,
    ...silence,
  ]);
  return Buffer.concat(Array.from({ length: Math.max(Math.round((seconds * RATE) / 1024), 1) }, () => frame));
}
