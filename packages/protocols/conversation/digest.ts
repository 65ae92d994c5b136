// A short, stable digest of a text, for names that must fit: not for security.

const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

function fnv(text: string, seed: number): number {
  let hash = seed;
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), FNV_PRIME);
  // One more stirring, because the last characters of names differ most and FNV mixes them least.
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return (hash ^ (hash >>> 12)) >>> 0;
}

/** Ten characters of [a-z0-9] that are the same for the same text. */
export function digest(text: string): string {
  const high = fnv(text, FNV_OFFSET).toString(36);
  const low = fnv(text, FNV_OFFSET ^ 0x5bd1e995).toString(36);
  return (high.padStart(7, '0') + low.padStart(7, '0')).slice(2, 12);
}
