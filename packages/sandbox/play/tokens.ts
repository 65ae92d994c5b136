// The practice tokenizer: one token for four bytes of UTF-8, rounded up. Crude, but the same every time.

/** Tokens of a text. */
export function countTokens(text: string): number {
  return text === '' ? 0 : Math.ceil(Buffer.byteLength(text) / 4);
}

/** The beginning of a text that is `tokens` tokens long at most. */
export function cutTokens(text: string, tokens: number): string {
  if (countTokens(text) <= tokens) return text;
  const bytes = Buffer.from(text).subarray(0, tokens * 4);
  return new TextDecoder().decode(bytes).replace(/\uFFFD+$/, '');
}

const WORDS =
  'the road runs on past lamps and signs toward the next gate where each car slows pays its toll and drives away '
    .split(' ')
    .filter(Boolean);

/** A text of exactly `tokens` tokens, the same for the same length. */
export function filler(tokens: number): string {
  let text = '';
  for (let index = 0; text.length < tokens * 4; index += 1)
    text += `${index === 0 ? '' : ' '}${WORDS[index % WORDS.length] ?? ''}`;
  return text.slice(0, tokens * 4);
}
