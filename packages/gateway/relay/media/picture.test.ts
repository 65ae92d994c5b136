// Specifies what is seen in pictures without drawing them: a browser's own, wrecks, bombs, and things that are none.

import { readFileSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { inMemory } from '../../http/spool.ts';
import { BadPicture, lookAt, type Look } from './picture.ts';

/** Drawn on a canvas of 96 x 64 by Chromium, and written by its encoders. */
const drawn = (name: string): Buffer => readFileSync(new URL(`./pictures/${name}`, import.meta.url));
const look = (bytes: Buffer): Promise<Look> => lookAt(inMemory(bytes));
const NAMES = ['plain.png', 'alpha.png', 'photo.jpg', 'lossy.webp', 'alpha.webp', 'lossless.webp'];

/** A PNG whose header says another size, with the check that goes with it. */
function sized(width: number, height: number): Buffer {
  const bytes = Buffer.from(drawn('plain.png'));
  bytes.writeUInt32BE(width, 16);
  bytes.writeUInt32BE(height, 20);
  bytes.writeUInt32BE(crc32(bytes.subarray(12, 29)), 29);
  return bytes;
}

describe('a picture', () => {
  it.each([
    ['plain.png', 'image/png'],
    ['alpha.png', 'image/png'],
    ['photo.jpg', 'image/jpeg'],
    ['lossy.webp', 'image/webp'],
    ['alpha.webp', 'image/webp'],
    ['lossless.webp', 'image/webp'],
  ])('%s is what it is, whatever it is called', async (name, mediaType) => {
    expect(await look(drawn(name))).toMatchObject({ mediaType, width: 96, height: 64 });
  });

  it('says whether it can be transparent', async () => {
    expect((await look(drawn('alpha.webp'))).alpha).toBe(true);
    expect((await look(drawn('lossy.webp'))).alpha).toBe(false);
    expect((await look(drawn('photo.jpg'))).alpha).toBe(false);
  });

  it.each(NAMES)('%s that is cut off anywhere is broken', async name => {
    const bytes = drawn(name);
    for (const share of [0.1, 0.4, 0.7, 0.95])
      await expect(look(bytes.subarray(0, Math.floor(bytes.length * share)))).rejects.toThrow(BadPicture);
  });

  it('with more pixels than anybody should unpack is a bomb', async () => {
    await expect(look(sized(60_000, 60_000))).rejects.toThrow('60000 x 60000');
    expect(await look(sized(10_000, 10_000))).toMatchObject({ width: 10_000 });
  });

  it('without a size, or with a header that was changed, is broken', async () => {
    await expect(look(sized(0, 64))).rejects.toThrow('has no size');
    const changed = Buffer.from(drawn('plain.png'));
    changed.writeUInt32BE(97, 16);
    await expect(look(changed)).rejects.toThrow('broken');
  });

  it('whose pixels were changed or moved is broken', async () => {
    const whole = drawn('plain.png');
    const pixels = whole.indexOf('IDAT', 0, 'latin1');
    const flipped = Buffer.from(whole);
    flipped[pixels + 20] = (flipped[pixels + 20] ?? 0) ^ 0xff;
    const moved = Buffer.concat([whole.subarray(0, pixels + 9), Buffer.from('x'), whole.subarray(pixels + 9)]);
    for (const bytes of [flipped, moved]) await expect(look(bytes)).rejects.toThrow('broken');
  });

  it('that is something else is none', async () => {
    for (const bytes of [
      Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'),
      Buffer.from('%PDF-1.7'),
      Buffer.alloc(0),
    ])
      await expect(look(bytes)).rejects.toThrow('no picture that we know');
  });
});
