// Public ids of tasks, each in the form that clients of its API expect. Short ones may come twice: see `create`.

import { randomBytes, randomInt, randomUUID } from 'node:crypto';

/** Midjourney: sixteen digits, milliseconds and three random ones. */
export function digits16(): string {
  return `${Date.now()}${String(randomInt(1000)).padStart(3, '0')}`;
}

/** Kling, Jimeng: eighteen digits, the first of them of the time. */
export function digits18(): string {
  return `8${String(Date.now()).slice(1)}${String(randomInt(100_000)).padStart(5, '0')}`.slice(0, 18);
}

/** Luma, Runway, Fal. */
export function uuid(): string {
  return randomUUID();
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789';

/** `prefix` and so many letters and digits. */
export function word(prefix: string, length: number): string {
  return prefix + [...randomBytes(length)].map(byte => LETTERS[byte % LETTERS.length] ?? 'a').join('');
}
