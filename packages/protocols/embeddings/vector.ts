// One vector in both forms it travels in: numbers, and the base64 of little-endian 32-bit floats.

/** A vector as it came. */
export type Vector = readonly number[] | string;

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const VALUES: ReadonlyMap<number, number> = new Map(
  [...ALPHABET].map((character, index) => [character.charCodeAt(0), index]),
);

/** The numbers of a vector; undefined when its base64 is broken or no whole number of floats. */
export function floatsOf(vector: Vector): readonly number[] | undefined {
  if (typeof vector !== 'string') return vector;
  const bytes = fromBase64(vector);
  if (bytes === undefined || bytes.length % 4 !== 0) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return Array.from({ length: bytes.length / 4 }, (_, index) => view.getFloat32(index * 4, true));
}

/** The base64 of a vector. */
export function base64Of(vector: Vector): string {
  if (typeof vector === 'string') return vector;
  const bytes = new Uint8Array(vector.length * 4);
  const view = new DataView(bytes.buffer);
  vector.forEach((value, index) => view.setFloat32(index * 4, value, true));
  return toBase64(bytes);
}

function toBase64(bytes: Uint8Array): string {
  const pieces: string[] = [];
  for (let at = 0; at < bytes.length; at += 3) {
    const left = bytes.length - at;
    const group = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    pieces.push(
      letter(group >> 18) +
        letter(group >> 12) +
        (left > 1 ? letter(group >> 6) : '=') +
        (left > 2 ? letter(group) : '='),
    );
  }
  return pieces.join('');
}

function letter(bits: number): string {
  return ALPHABET.charAt(bits & 63);
}

function fromBase64(text: string): Uint8Array | undefined {
  const trimmed = text.replace(/=+$/, '');
  if (trimmed.length % 4 === 1) return undefined;
  const bytes = new Uint8Array(Math.floor((trimmed.length * 3) / 4));
  let bits = 0;
  let held = 0;
  let at = 0;
  for (let index = 0; index < trimmed.length; index += 1) {
    const value = VALUES.get(trimmed.charCodeAt(index));
    if (value === undefined) return undefined;
    held = ((held << 6) | value) & 0xffffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes[at] = (held >> bits) & 0xff;
    at += 1;
  }
  return bytes;
}

/** Whether a value is a vector in either form. */
export function isVector(value: unknown): value is Vector {
  return typeof value === 'string' || (Array.isArray(value) && value.every(item => typeof item === 'number'));
}
