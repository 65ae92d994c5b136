// Relay keys: how they are made, hashed and shown. The secret itself is never stored in clear.

import { hash, randomInt } from 'node:crypto';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
/** Letters and digits after `sk-`. */
const LENGTH = 48;

/** A new key: `sk-` and 48 random letters and digits (286 bits). */
export function generateKey(): string {
  return `sk-${Array.from({ length: LENGTH }, () => ALPHABET.charAt(randomInt(ALPHABET.length))).join('')}`;
}

/** Whether a text can be a key: operators bring keys of other gateways, so lengths from 20 are taken. */
export function isKey(text: string): boolean {
  return /^(?:sk-)?[A-Za-z0-9_]{20,128}$/.test(text);
}

/** The characters that are hashed: those after `sk-`. */
export function bareKey(key: string): string {
  return key.startsWith('sk-') ? key.slice(3) : key;
}

/** SHA-256 of a key, hexadecimal: what the store looks keys up by. */
export function hashKey(key: string): string {
  return hash('sha256', bareKey(key), 'hex');
}

/** What may be shown of a key: its first and last four characters. */
export function hintOf(key: string): string {
  const bare = bareKey(key);
  return `${bare.slice(0, 4)}**********${bare.slice(-4)}`;
}
