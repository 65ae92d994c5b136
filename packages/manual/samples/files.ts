// The files that samples send, made here: pictures and a recording that any provider takes.

import { deflateSync } from 'node:zlib';
import type { ExampleFile } from '../call.ts';

/** A file with its media type. */
export interface Example {
  readonly type: string;
  readonly bytes: Buffer;
}

const CRC = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value >>> 0;
});

function checksum(bytes: Buffer): number {
  let value = 0xffffffff;
  for (const byte of bytes) value = (CRC[(value ^ byte) & 0xff] ?? 0) ^ (value >>> 8);
  return (value ^ 0xffffffff) >>> 0;
}

function chunk(name: string, content: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), content]);
  const whole = Buffer.alloc(body.length + 8);
  whole.writeUInt32BE(content.length, 0);
  body.copy(whole, 4);
  whole.writeUInt32BE(checksum(body), body.length + 4);
  return whole;
}

/** A PNG whose points a function colours: red, green, blue and opacity, 0 to 255. */
export function png(
  width: number,
  height: number,
  colour: (x: number, y: number) => readonly [number, number, number, number],
): Buffer {
  const raw = Buffer.alloc(height * (width * 4 + 1));
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) raw.set(colour(x, y), y * (width * 4 + 1) + 1 + x * 4);
  }
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 6, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(raw, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** The face of a cat on a plain ground. */
function cat(size: number): Buffer {
  const inside = (x: number, y: number, centreX: number, centreY: number, radius: number): boolean =>
    (x / size - centreX) ** 2 + (y / size - centreY) ** 2 < radius ** 2;
  const ear = (x: number, y: number, centre: number): boolean =>
    y / size > 0.12 && y / size < 0.45 && Math.abs(x / size - centre) < (y / size - 0.12) * 0.55;
  return png(size, size, (x, y) => {
    if (inside(x, y, 0.38, 0.52, 0.045) || inside(x, y, 0.62, 0.52, 0.045)) return [30, 30, 30, 255];
    if (inside(x, y, 0.5, 0.64, 0.035)) return [214, 110, 120, 255];
    if (inside(x, y, 0.5, 0.58, 0.3) || ear(x, y, 0.28) || ear(x, y, 0.72)) return [232, 160, 60, 255];
    return [232, 238, 240, 255];
  });
}

/** A tone of 440 Hz: 16-bit sound, one channel, 16 kHz. */
function tone(seconds: number): Buffer {
  const rate = 16_000;
  const data = Buffer.alloc(seconds * rate * 2);
  for (let at = 0; at < seconds * rate; at += 1)
    data.writeInt16LE(Math.round(8_000 * Math.sin((at / rate) * 2 * Math.PI * 440)), at * 2);
  const head = Buffer.alloc(44);
  head.write('RIFF', 0, 'latin1');
  head.writeUInt32LE(36 + data.length, 4);
  head.write('WAVEfmt ', 8, 'latin1');
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(rate, 24);
  head.writeUInt32LE(rate * 2, 28);
  head.writeUInt16LE(2, 32);
  head.writeUInt16LE(16, 34);
  head.write('data', 36, 'latin1');
  head.writeUInt32LE(data.length, 40);
  return Buffer.concat([head, data]);
}

/** Two requests of a batch, a line each. */
function requests(): string {
  return ['Say hello.', 'Say goodbye.']
    .map((content, index) => {
      const body = { model: 'gpt-4o-mini', max_tokens: 40, messages: [{ role: 'user', content }] };
      return JSON.stringify({ custom_id: `request-${index + 1}`, method: 'POST', url: '/v1/chat/completions', body });
    })
    .map(line => `${line}\n`)
    .join('');
}

const MAKERS: Readonly<Record<ExampleFile, () => Example>> = {
  'cat.png': () => ({ type: 'image/png', bytes: cat(256) }),
  'mask.png': () => ({
    type: 'image/png',
    bytes: png(256, 256, (x, y) => (y > 160 && x > 40 ? [0, 0, 0, 0] : [0, 0, 0, 255])),
  }),
  'frame.png': () => ({
    type: 'image/png',
    bytes: png(1280, 720, (_x, y) => (y > 400 ? [40, 90, 140, 255] : [240, 190, 120, 255])),
  }),
  'speech.wav': () => ({ type: 'audio/wav', bytes: tone(2) }),
  'requests.jsonl': () => ({ type: 'application/jsonl', bytes: Buffer.from(requests()) }),
};
const made = new Map<string, Example>();

/** The names of the files. */
export const EXAMPLE_FILES: readonly string[] = Object.keys(MAKERS);

/** A file by its name. */
export function exampleFile(name: string): Example | undefined {
  const kept = made.get(name);
  if (kept !== undefined) return kept;
  const maker = Object.entries(MAKERS).find(([one]) => one === name)?.[1];
  if (maker === undefined) return undefined;
  const file = maker();
  made.set(name, file);
  return file;
}
