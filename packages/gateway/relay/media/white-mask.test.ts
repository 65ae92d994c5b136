// Specification of masks turned from transparency into white on black, whatever filters a PNG was written with.

import { inflateSync, deflateSync, crc32 } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { whiteMask } from './white-mask.ts';

const HEAD = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

function chunk(name: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

/** A PNG of filtered rows. */
function png(width: number, height: number, colour: number, rows: readonly (readonly number[])[]): Buffer {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, colour], 8);
  const data = deflateSync(Buffer.from(rows.flat()));
  return Buffer.concat([HEAD, chunk('IHDR', head), chunk('IDAT', data), chunk('IEND', Buffer.alloc(0))]);
}

/** Rows of a grey PNG, without their filters. */
function greyOf(bytes: Buffer | undefined, width: number): number[][] {
  if (bytes === undefined) return [];
  expect(bytes[25]).toBe(0);
  const at = bytes.indexOf('IDAT');
  const raw = inflateSync(bytes.subarray(at + 4, at + 4 + bytes.readUInt32BE(at - 4)));
  return Array.from({ length: raw.length / (width + 1) }, (_, y) => [
    ...raw.subarray(y * (width + 1) + 1, (y + 1) * (width + 1)),
  ]);
}

describe('a mask', () => {
  it('is white where it was transparent', async () => {
    const rows = [
      [0, 1, 2, 3, 255, 1, 2, 3, 0],
      [0, 1, 2, 3, 0, 1, 2, 3, 255],
    ];
    expect(greyOf(await whiteMask(png(2, 2, 6, rows)), 2)).toEqual([
      [0, 255],
      [255, 0],
    ]);
  });

  it.each([
    // The same two rows of grey and opacity, [9, 255] [9, 0] and [9, 0] [9, 255], behind each filter.
    ['none', [0, 9, 0, 9, 255]],
    ['sub', [1, 9, 0, 0, 255]],
    ['up', [2, 0, 1, 0, 255]],
    ['average', [3, 5, 129, 0, 255]],
    ['paeth', [4, 0, 1, 0, 255]],
  ])('is read behind the filter %s', async (_name, second) => {
    const bytes = png(2, 2, 4, [[0, 9, 255, 9, 0], second]);
    expect(greyOf(await whiteMask(bytes), 2)).toEqual([
      [0, 255],
      [255, 0],
    ]);
  });

  it('stays as it is where nothing is transparent, where it has no opacity, and where it cannot be read', async () => {
    expect(await whiteMask(png(1, 1, 6, [[0, 0, 0, 0, 255]]))).toBeUndefined();
    expect(await whiteMask(png(1, 1, 2, [[0, 255, 255, 255]]))).toBeUndefined();
    expect(await whiteMask(png(9, 9, 6, [[0, 1]]))).toBeUndefined();
    expect(await whiteMask(Buffer.from('no picture'))).toBeUndefined();
  });
});
