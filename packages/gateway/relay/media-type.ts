// What kind of medium bytes are, by how they begin.

const text = (bytes: Buffer, from: number, to: number): string => bytes.toString('latin1', from, to);

/** One row a kind: its MIME type, and how it is known. */
const KINDS: readonly (readonly [mediaType: string, is: (bytes: Buffer) => boolean])[] = [
  ['image/png', bytes => text(bytes, 0, 8) === '\x89PNG\r\n\x1a\n'],
  ['image/jpeg', bytes => text(bytes, 0, 3) === '\xff\xd8\xff'],
  ['image/gif', bytes => /^GIF8[79]a/.test(text(bytes, 0, 6))],
  ['image/webp', bytes => text(bytes, 0, 4) === 'RIFF' && text(bytes, 8, 12) === 'WEBP'],
  ['image/heic', bytes => text(bytes, 4, 8) === 'ftyp' && /^(?:heic|heix|mif1)/.test(text(bytes, 8, 12))],
  ['image/avif', bytes => text(bytes, 4, 12) === 'ftypavif'],
  ['application/pdf', bytes => text(bytes, 0, 5) === '%PDF-'],
  ['audio/wav', bytes => text(bytes, 0, 4) === 'RIFF' && text(bytes, 8, 12) === 'WAVE'],
  ['audio/mpeg', bytes => text(bytes, 0, 3) === 'ID3' || /^\xff[\xfb\xf3\xf2]/.test(text(bytes, 0, 2))],
  ['audio/ogg', bytes => text(bytes, 0, 4) === 'OggS'],
  ['audio/flac', bytes => text(bytes, 0, 4) === 'fLaC'],
  ['video/quicktime', bytes => text(bytes, 4, 12) === 'ftypqt  '],
  ['video/mp4', bytes => text(bytes, 4, 8) === 'ftyp'],
  ['video/webm', bytes => text(bytes, 0, 4) === '\x1a\x45\xdf\xa3'],
];

/** The MIME type of bytes that begin as a medium that we know; undefined for all others. */
export function mediaTypeOfBytes(bytes: Buffer): string | undefined {
  return KINDS.find(([, is]) => is(bytes))?.[0];
}
