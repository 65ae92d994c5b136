// Makes real pictures of any size, always the same for the same seed: PNG, JPEG and WebP, by small encoders of its own.

import { crc32, deflateSync } from 'node:zlib';

/** A colour, 0 to 255 each. */
type Colour = readonly [red: number, green: number, blue: number];

/** Two colours that depend on a seed. */
function coloursOf(seed: number): readonly [Colour, Colour] {
  return [
    [seed & 255, (seed >> 8) & 255, (seed >> 16) & 255],
    [40, 60, 90],
  ];
}

/** A picture of a type; what is not known is a PNG. */
export function picture(type: string, seed: number, width: number, height: number, transparent = false): Buffer {
  if (type === 'jpeg' || type === 'jpg') return jpeg(seed, width, height);
  return type === 'webp' ? webp(seed, width, height, transparent) : png(seed, width, height, transparent);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}

/** A chequered PNG of a palette; the second colour may be transparent. */
export function png(seed: number, width: number, height: number, transparent = false): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3, 0, 0, 0], 8);
  const rows = Buffer.alloc(height * (width + 1));
  const lines = [0, 1].map(shift => Buffer.from(Array.from({ length: width }, (_, x) => ((x >> 3) + shift) % 2)));
  for (let y = 0; y < height; y += 1) lines[(y >> 3) % 2]?.copy(rows, y * (width + 1) + 1);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('PLTE', Buffer.from(coloursOf(seed).flat())),
    ...(transparent ? [chunk('tRNS', Buffer.from([255, 0]))] : []),
    chunk('IDAT', deflateSync(rows, { level: 1 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** Writes bits, the highest first, with a zero behind each byte of ones as JPEG wants it. */
class JpegBits {
  private readonly bytes: number[] = [];
  private held = 0;
  private count = 0;

  put(value: number, length: number): void {
    for (let bit = length - 1; bit >= 0; bit -= 1) {
      this.held = (this.held << 1) | ((value >> bit) & 1);
      this.count += 1;
      if (this.count === 8) this.flush();
    }
  }

  end(): Buffer {
    while (this.count > 0) this.put(1, 1);
    return Buffer.from(this.bytes);
  }

  private flush(): void {
    this.bytes.push(this.held);
    if (this.held === 255) this.bytes.push(0);
    this.held = 0;
    this.count = 0;
  }
}

function segment(marker: number, data: readonly number[]): Buffer {
  const length = data.length + 2;
  return Buffer.from([0xff, marker, length >> 8, length & 255, ...data]);
}

/**
 * A grey JPEG of blocks that are even in themselves: of each 8 by 8 pixels only the mean is written. Its Huffman codes
 * all have four bits: twelve categories of means, and one word for the end of a block.
 */
function jpeg(seed: number, width: number, height: number): Buffer {
  const means = Array.from({ length: 12 }, (_, category) => category);
  const bits = new JpegBits();
  let before = 0;
  for (let y = 0; y < Math.ceil(height / 8); y += 1) {
    for (let x = 0; x < Math.ceil(width / 8); x += 1) {
      const mean = (((x + y) % 2 === 0 ? seed & 127 : 160) - 128) * 8;
      const difference = mean - before;
      before = mean;
      const category = difference === 0 ? 0 : Math.floor(Math.log2(Math.abs(difference))) + 1;
      bits.put(category, 4);
      bits.put(difference < 0 ? difference + (1 << category) - 1 : difference, category);
      bits.put(0, 1);
    }
  }
  return Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    segment(0xe0, [0x4a, 0x46, 0x49, 0x46, 0, 1, 1, 0, 0, 1, 0, 1, 0, 0]),
    segment(0xdb, [0, ...Array.from({ length: 64 }, () => 1)]),
    segment(0xc0, [8, height >> 8, height & 255, width >> 8, width & 255, 1, 1, 0x11, 0]),
    segment(0xc4, [0x00, 0, 0, 0, means.length, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, ...means]),
    segment(0xc4, [0x10, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
    segment(0xda, [1, 1, 0x00, 0, 63, 0]),
    bits.end(),
    Buffer.from([0xff, 0xd9]),
  ]);
}

/** A lossless WebP of one colour: each of its five codes has a single word, which takes no bits at all. */
function webp(seed: number, width: number, height: number, transparent: boolean): Buffer {
  const [[red, green, blue]] = coloursOf(seed);
  const bits: number[] = [];
  const put = (value: number, length: number): void => {
    for (let bit = 0; bit < length; bit += 1) bits.push((value >> bit) & 1);
  };
  put(0x2f, 8);
  put(width - 1, 14);
  put(height - 1, 14);
  put(transparent ? 1 : 0, 1);
  put(0, 3);
  // No transform, no colour cache, no further codes.
  put(0, 3);
  for (const word of [green, red, blue, transparent ? 0 : 255]) {
    // A simple code of one word of eight bits.
    put(1, 1);
    put(0, 1);
    put(1, 1);
    put(word, 8);
  }
  // Distances are never used: one word of one bit.
  put(1, 1);
  put(0, 1);
  put(0, 1);
  put(0, 1);
  const data = Buffer.alloc(Math.ceil(bits.length / 8));
  for (const [index, bit] of bits.entries()) data[index >> 3] = (data[index >> 3] ?? 0) | (bit << (index & 7));
  const padded = data.length % 2 === 0 ? data : Buffer.concat([data, Buffer.alloc(1)]);
  const head = Buffer.alloc(20);
  head.write('RIFF', 0, 'latin1');
  head.writeUInt32LE(12 + padded.length, 4);
  head.write('WEBPVP8L', 8, 'latin1');
  head.writeUInt32LE(data.length, 16);
  return Buffer.concat([head, padded]);
}
