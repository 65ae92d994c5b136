// Random secrets of sessions, tokens and links, and the hashes that the store knows them by.

import { hash, randomBytes } from 'node:crypto';

/** A secret of 32 random bytes, base64url: 43 characters. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** SHA-256 of a secret, hexadecimal. Enough for random secrets, which nobody can guess; passwords are hashed slowly. */
export function hashSecret(secret: string): string {
  return hash('sha256', secret, 'hex');
}
