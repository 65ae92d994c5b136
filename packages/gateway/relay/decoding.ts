// Opens compressed answers: upstreams are asked for plain bytes, and some compress all the same.

import { entryOf } from '@turnpike/protocols/conversation/entry-of';
import type { Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate, createZstdDecompress } from 'node:zlib';

const DECODERS: Readonly<Record<string, () => Transform>> = {
  gzip: () => createGunzip(),
  'x-gzip': () => createGunzip(),
  deflate: () => createInflate(),
  br: () => createBrotliDecompress(),
  zstd: () => createZstdDecompress(),
};

/** What opens an encoding; undefined where nothing is to be opened. */
export function decoderOf(encoding: string | undefined): Transform | undefined {
  return entryOf(DECODERS, (encoding ?? 'identity').trim().toLowerCase())?.();
}
