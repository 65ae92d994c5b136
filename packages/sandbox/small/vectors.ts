// Practice vectors: texts that share words lie near each other, and the same text always lies in the same place.

import { createHash } from 'node:crypto';

/** Words of a text, and letters of scripts that write without spaces. */
function words(text: string): string[] {
  return text.toLowerCase().match(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]|[\p{L}\p{N}]+/gu) ?? [];
}

/** Numbers from -1 to 1 that follow from a word alone, as many as asked. */
function directionOf(word: string, dimensions: number): Float64Array {
  const direction = new Float64Array(dimensions);
  let state = createHash('sha256').update(word).digest().readUInt32LE(0) || 1;
  for (let index = 0; index < dimensions; index += 1) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    direction[index] = (state >>> 0) / 0x80000000 - 1;
  }
  return direction;
}

/** A vector of length one; each is exact as a 32-bit float. */
export function vectorOf(text: string, dimensions: number): number[] {
  const sum = new Float64Array(dimensions);
  const found = words(text);
  for (const word of found.length === 0 ? [text] : found) {
    const direction = directionOf(word, dimensions);
    for (let index = 0; index < dimensions; index += 1) sum[index] = (sum[index] ?? 0) + (direction[index] ?? 0);
  }
  const length = Math.hypot(...sum) || 1;
  return Array.from(sum, value => Math.fround(value / length));
}

/** How near two texts are, from 0 to 1: the share of the first one's words that the second has, weighed by likeness. */
export function relevance(query: string, text: string): number {
  const asked = new Set(words(query));
  const held = new Set(words(text));
  const shared = [...asked].filter(word => held.has(word)).length;
  const near = asked.size === 0 ? 0 : shared / asked.size;
  const lean = held.size === 0 ? 0 : shared / held.size;
  // Never quite 0 or 1, and different for different texts: real scores are neither.
  const noise = createHash('sha256').update(`${query}\n${text}`).digest().readUInt16LE(0) / 0xffff;
  return Number((0.02 + 0.7 * near + 0.2 * lean + 0.05 * noise).toFixed(6));
}
