// Reads and writes JSON without losing what numbers of the language cannot hold: the digits of large ones are kept.

// Part of the language since 2025, and not yet in its published types.
interface SourceJson {
  parse(
    text: string,
    reviver: (key: string, value: unknown, context?: { readonly source?: string }) => unknown,
  ): unknown;
  rawJSON(text: string): object;
}

const SOURCE_JSON: Partial<SourceJson> & Pick<SourceJson, 'parse'> = JSON;

/** A row of digits that a number may not hold exactly, where a number may stand; only that is worth the slower reading. */
const LONG_NUMBER = /(?:^|[:[,])\s*-?(?:\d+\.)?\d{16}/;

/**
 * The value of a JSON text. A number that would lose digits becomes a value that `JSON.stringify` writes back digit by
 * digit; to everything else it is no number. @throws SyntaxError when the text is not JSON.
 */
export function parseJson(text: string): unknown {
  const { rawJSON } = SOURCE_JSON;
  if (rawJSON === undefined || !LONG_NUMBER.test(text)) return JSON.parse(text);
  return SOURCE_JSON.parse(text, (_key, value, context) => {
    const source = context?.source;
    return typeof value === 'number' && source !== undefined && losesDigits(value, source) ? rawJSON(source) : value;
  });
}

function losesDigits(value: number, source: string): boolean {
  if (/^-?\d+$/.test(source)) return !Number.isSafeInteger(value);
  // Zeros in front are no digits of the number: `0.0076509169000000005` has seventeen.
  return (
    source
      .replace(/[eE].*$/, '')
      .replace(/\D/g, '')
      .replace(/^0+/, '').length > 17 || !Number.isFinite(value)
  );
}
