// What the gateway learns from an answer that passes: its usage, its id, how it ended, how much text was delivered.

import type { Usage } from '@turnpike/protocols/conversation/usage';

/** Facts read from one answer, whole or streamed. */
export interface Facts {
  /** The usage that the upstream reported, or undefined. */
  usage: Usage | undefined;
  /** The answer's own id, or empty. */
  id: string;
  finishReason: string;
  /** True when the protocol's terminal event has passed. */
  finished: boolean;
  /** True when the upstream said inside the answer that it failed. */
  failed: boolean;
  /** True when any output was seen. */
  output: boolean;
  /** Bytes of delivered text: ASCII, and other. */
  ascii: number;
  wide: number;
  /** Web searches seen in the answer, where they stand outside its usage. */
  searches: number;
  /** The last sequence number (OpenAI Responses), or -1. */
  sequence: number;
  /** The response object of `response.created`, for a synthetic `response.failed`. */
  created: Readonly<Record<string, unknown>> | undefined;
  /** Whole pieces of a medium that were delivered, such as pictures, and unfinished ones on the way to them. */
  pieces?: number;
  partials?: number;
  /** The output was told in one number, or without a word of the pictures in it. */
  unsplit?: boolean;
  /** The id by which a spoken answer is named in the next turn (OpenAI's chat). */
  spoken?: string;
}

/** Facts of an answer of which nothing has been seen. */
export function noFacts(): Facts {
  return {
    usage: undefined,
    id: '',
    finishReason: '',
    finished: false,
    failed: false,
    output: false,
    ascii: 0,
    wide: 0,
    searches: 0,
    sequence: -1,
    created: undefined,
  };
}

/** Tokens of a text by its bytes: about four ASCII bytes a token, and about four bytes of CJK text for three. */
export function tokensOf(ascii: number, wide: number): number {
  return Math.ceil(ascii / 4 + wide / 3.5);
}

/** Adds a delivered text to the facts. */
export function addText(facts: Facts, text: unknown): void {
  if (typeof text !== 'string' || text.length === 0) return;
  facts.output = true;
  const bytes = Buffer.byteLength(text);
  const wideCharacters = bytes === text.length ? 0 : (bytes - text.length) / 2;
  facts.ascii += Math.max(0, text.length - wideCharacters);
  facts.wide += bytes - Math.max(0, text.length - wideCharacters);
}
