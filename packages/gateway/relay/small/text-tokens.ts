// Tokens of a text as they most likely are, where no upstream counts them.

import { tokensOf } from '../facts.ts';

/** About four ASCII bytes a token, and about four bytes of other scripts for three. */
export function textTokens(text: string): number {
  const bytes = Buffer.byteLength(text);
  const wideCharacters = bytes === text.length ? 0 : (bytes - text.length) / 2;
  const ascii = Math.max(0, text.length - wideCharacters);
  return tokensOf(ascii, bytes - ascii);
}
