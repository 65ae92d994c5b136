// Request ids: twenty characters that sort by time, cheap to make and unguessable enough to be looked up by.

import { randomFillSync } from 'node:crypto';

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
/** Random bytes are drawn in bulk: one system call for many ids. */
const pool = Buffer.alloc(4096);
let used = pool.length;

/** A new id: nine characters of milliseconds since the epoch, then eleven random ones (55 bits). */
export function requestId(now = Date.now()): string {
  if (used + 11 > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  let id = '';
  let time = now;
  for (let index = 0; index < 9; index += 1) {
    id = ALPHABET.charAt(time % 32) + id;
    time = Math.floor(time / 32);
  }
  for (let index = 0; index < 11; index += 1) {
    id += ALPHABET.charAt((pool[used] ?? 0) & 31);
    used += 1;
  }
  return id;
}
