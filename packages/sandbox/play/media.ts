// Looks into media: what base64 really holds, and how large a picture is.

/** What a base64 text holds. */
export interface Media {
  readonly type: string | undefined;
  readonly width: number;
  readonly height: number;
  readonly bytes: number;
}

const MAGIC: readonly (readonly [string, string])[] = [
  ['89504e470d0a1a0a', 'image/png'],
  ['ffd8ff', 'image/jpeg'],
  ['47494638', 'image/gif'],
  ['25504446', 'application/pdf'],
  ['494433', 'audio/mpeg'],
  ['fffb', 'audio/mpeg'],
  ['4f676753', 'audio/ogg'],
  ['664c6143', 'audio/flac'],
];

/** Whether a text is base64, standard or URL-safe. */
export function isBase64(text: string): boolean {
  return (
    text.length > 0 &&
    /^[A-Za-z0-9+/_-]+={0,2}$/.test(text.replace(/\s/g, '')) &&
    text.replace(/[\s=]/g, '').length % 4 !== 1
  );
}

/** Looks at the first bytes; undefined when the text is not base64. */
export function lookInto(base64: string): Media | undefined {
  if (!isBase64(base64)) return undefined;
  const bytes = Buffer.from(base64.slice(0, 400_000), 'base64');
  const head = bytes.toString('hex', 0, 16);
  const type = MAGIC.find(([magic]) => head.startsWith(magic))?.[1] ?? riff(bytes);
  return { type, ...sizeOf(bytes, type), bytes: Math.floor((base64.length * 3) / 4) };
}

function riff(bytes: Buffer): string | undefined {
  if (bytes.toString('latin1', 0, 4) !== 'RIFF') return undefined;
  return bytes.toString('latin1', 8, 12) === 'WEBP' ? 'image/webp' : 'audio/wav';
}

function sizeOf(bytes: Buffer, type: string | undefined): { width: number; height: number } {
  if (type === 'image/png' && bytes.length >= 24)
    return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
  if (type === 'image/gif' && bytes.length >= 10)
    return { width: bytes.readUInt16LE(6), height: bytes.readUInt16LE(8) };
  if (type === 'image/jpeg') return jpegSize(bytes);
  return { width: 0, height: 0 };
}

/** Walks the segments of a JPEG to its frame header. */
function jpegSize(bytes: Buffer): { width: number; height: number } {
  let at = 2;
  while (at + 9 < bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1] ?? 0;
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) {
      return { height: bytes.readUInt16BE(at + 5), width: bytes.readUInt16BE(at + 7) };
    }
    at += 2 + bytes.readUInt16BE(at + 2);
  }
  return { width: 0, height: 0 };
}

/** Tokens of a picture: one for 750 pixels, between 85 and 1600; of anything else, one for 400 bytes. */
export function mediaTokens(media: Media): number {
  if (media.type?.startsWith('image/') !== true) return Math.max(Math.ceil(media.bytes / 400), 16);
  return Math.min(Math.max(Math.ceil((media.width * media.height) / 750), 85), 1600);
}
