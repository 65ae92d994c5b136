// Where a value comes from, and the opaque proofs that only their maker can read.

import type { Protocol } from '../failures.ts';

/** Which protocol's service made a value. Proofs go back only to the origin that made them. */
export type Origin = Protocol;

/** An opaque value of a provider: a signature, encrypted reasoning, a thought signature. Never shown, never changed. */
export interface Proof {
  readonly origin: Origin;
  /** The opaque text itself. */
  readonly value: string;
  /** The item's own id where the origin wants it back (`rs_…` of Responses, `id` of OpenRouter's details). */
  readonly id?: string;
  /** What the origin calls the format, where it has several (OpenRouter `format`). */
  readonly format?: string;
  /** Which vendor and family of models made it, where the carrier knows (`anthropic/claude`): no other can read it. */
  readonly maker?: string;
}

/** What a proof of another origin is wrapped in, so that a client can carry it: valid base64 as Google's SDKs demand. */
const MARK = 'turnpike/1';

// Web standards that every runtime has and the language's own library does not name.
declare function btoa(text: string): string;
declare function atob(text: string): string;

/** A proof as text for a client of another protocol: base64, to be carried back unchanged. */
export function wrapProof(proof: Proof): string {
  const fields = [MARK, proof.origin, proof.id ?? '', proof.format ?? '', proof.value, proof.maker ?? ''];
  // Half a character, which JSON can hold, is no text that could be encoded.
  return btoa(fields.map(field => encodeURIComponent(field.toWellFormed())).join('|'));
}

/** The proof in a text that a client carried back: our own wrapping opened, anything else taken as `native`'s own. */
export function unwrapProof(text: string, native: Origin, id?: string): Proof {
  return openWrapping(text) ?? { origin: native, value: text, ...(id === undefined ? {} : { id }) };
}

/** A proof as the text that a client of `protocol` is given: its own as it is, another's wrapped. */
export function proofText(proof: Proof, protocol: Origin): string {
  return proof.origin === protocol ? proof.value : wrapProof(proof);
}

const ORIGINS: ReadonlySet<string> = new Set<Origin>([
  'openai-chat',
  'openai-responses',
  'anthropic-messages',
  'gemini-generate',
]);

function isOrigin(text: string): text is Origin {
  return ORIGINS.has(text);
}

/** The first characters of every wrapping; saves opening megabytes of what is not ours. */
export const WRAPPING = btoa('turnpike%2F1').slice(0, 15);

function openWrapping(text: string): Proof | undefined {
  if (!text.startsWith(WRAPPING)) return undefined;
  try {
    const [mark, origin, id, format, value, maker] = atob(text).split('|').map(decodeURIComponent);
    if (mark !== MARK || origin === undefined || !isOrigin(origin) || value === undefined) return undefined;
    return {
      origin,
      value,
      ...(id === undefined || id === '' ? {} : { id }),
      ...(format === undefined || format === '' ? {} : { format }),
      ...(maker === undefined || maker === '' ? {} : { maker }),
    };
  } catch {
    return undefined;
  }
}
