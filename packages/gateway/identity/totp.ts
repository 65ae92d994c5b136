// Time-based one-time passwords (RFC 6238): SHA-1, six digits, thirty seconds, as every authenticator app knows them.

import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

const STEP_SECONDS = 30;
const DIGITS = 6;
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
/** Steps before and after the current one that are taken: clocks differ. */
const WINDOW = 1;
const BACKUP_CODES = 10;

/** Base32 without padding (RFC 4648). */
export function base32(bytes: Uint8Array): string {
  let bits = 0;
  let value = 0;
  let text = '';
  for (const byte of bytes) {
    value = (value << 8) | byte;
    bits += 8;
    for (; bits >= 5; bits -= 5) text += ALPHABET.charAt((value >>> (bits - 5)) & 31);
    value &= (1 << bits) - 1;
  }
  return bits === 0 ? text : text + ALPHABET.charAt((value << (5 - bits)) & 31);
}

/** The bytes of a base32 text; blanks, hyphens, padding and case do not matter. @throws RangeError for other letters. */
export function fromBase32(text: string): Buffer {
  const bytes: number[] = [];
  let bits = 0;
  let value = 0;
  for (const letter of text.toUpperCase().replace(/[\s=-]/g, '')) {
    const digit = ALPHABET.indexOf(letter);
    if (digit === -1) throw new RangeError('not a base32 text');
    value = (value << 5) | digit;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push((value >>> bits) & 255);
    value &= (1 << bits) - 1;
  }
  return Buffer.from(bytes);
}

/** A new secret: 20 random bytes in base32. */
export function newTotpSecret(): string {
  return base32(randomBytes(20));
}

/** The address that authenticator apps read from a QR code. */
export function totpAddress(issuer: string, account: string, secret: string): string {
  const label = `${encodeURIComponent(issuer)}:${encodeURIComponent(account)}`;
  return `otpauth://totp/${label}?secret=${secret}&issuer=${encodeURIComponent(issuer)}&algorithm=SHA1&digits=6&period=30`;
}

/** The time step of a moment in milliseconds since the epoch. */
export function stepAt(now: number): number {
  return Math.floor(now / 1000 / STEP_SECONDS);
}

/** The code of a secret at a time step. */
export function codeAt(secret: string, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac('sha1', fromBase32(secret)).update(counter).digest();
  const offset = (mac.at(-1) ?? 0) & 15;
  const number = mac.readUInt32BE(offset) & 0x7fffffff;
  return String(number % 10 ** DIGITS).padStart(DIGITS, '0');
}

/** Digits as people type them: blanks go, full-width digits become plain ones. */
export function plainDigits(text: string): string {
  return text.normalize('NFKC').replace(/[\s-]/g, '');
}

/** The time step whose code this is, near `now`; undefined when it is none. */
export function matchingStep(secret: string, code: string, now: number): number | undefined {
  const typed = plainDigits(code);
  if (!/^\d{6}$/.test(typed)) return undefined;
  const current = stepAt(now);
  for (let step = current - WINDOW; step <= current + WINDOW; step += 1) {
    if (timingSafeEqual(Buffer.from(codeAt(secret, step)), Buffer.from(typed))) return step;
  }
  return undefined;
}

/** Ten back-up codes of ten base32 characters each. */
export function newBackupCodes(): readonly string[] {
  return Array.from({ length: BACKUP_CODES }, () => base32(randomBytes(7)).slice(0, 10));
}

/** A back-up code as it is hashed: without hyphens and case. */
export function plainBackupCode(text: string): string {
  return text.toUpperCase().replace(/[\s-]/g, '');
}
