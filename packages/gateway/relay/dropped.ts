// Tells a client what a translation could not keep: in a header, or by refusing the call where the channel is strict.

import type { Loss } from '@turnpike/protocols/conversation/loss';
import { Failure } from '@turnpike/protocols/failures';

/** The header that names what was lost. */
export const DROPPED_HEADER = 'x-turnpike-dropped';
/** Proxies refuse headers of a few kilobytes, and nobody reads more. */
const MAX_BYTES = 1024;

/** The losses in a header's value, as `seed, temperature;clamped`; the last says how many more there are. */
export function droppedHeader(losses: readonly Loss[]): string {
  const words: string[] = [];
  let bytes = 0;
  for (const [index, { path, how }] of losses.entries()) {
    // Paths hold names that clients chose.
    const word = `${path.replace(/[^\x21-\x2b\x2d-\x3a\x3c-\x7e]+/g, '_').slice(0, 128)}${how === 'dropped' ? '' : `;${how}`}`;
    bytes += word.length + 2;
    if (bytes > MAX_BYTES) {
      words.push(`and-${losses.length - index}-more`);
      break;
    }
    words.push(word);
  }
  return words.join(', ');
}

/** Refuses a call of which something would be lost. @throws Failure */
export function refuseLosses(losses: readonly Loss[]): void {
  const [first] = losses;
  if (first === undefined) return;
  const names = losses.slice(0, 20).map(({ path, how }) => (how === 'dropped' ? path : `${path} (${how})`));
  throw new Failure(
    'invalid_request',
    `This channel translates strictly, and its upstream cannot be told: ${names.join(', ')}. Leave it out, or use another model.`,
    { param: first.path },
  );
}
