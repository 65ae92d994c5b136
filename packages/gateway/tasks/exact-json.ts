// JSON whose whole numbers may be larger than a number can hold: no digit of theirs is lost.

/** A whole number of so many digits outside a text, as far as a glance can tell: reading exactly takes ten times as long. */
const LARGE = /[:[,\s-]\d{16}/;

/** A number with its digits as they are written: `JSON.stringify` writes it so, and it is of no use otherwise. */
interface Written {
  readonly rawJSON: string;
}

/** What ECMAScript has for this; the compiler's library does not know it yet. */
declare global {
  interface JSON {
    rawJSON(text: string): Written;
    isRawJSON(value: unknown): value is Written;
  }
}

/** The value with large numbers as `large` makes them of their digits. @throws SyntaxError */
function parsed(source: string, large: (digits: string) => unknown): unknown {
  if (!LARGE.test(source)) return JSON.parse(source);
  return JSON.parse(source, (_name, value: unknown, context?: { readonly source?: string }) => {
    if (typeof value !== 'number' || Number.isSafeInteger(value)) return value;
    const written = context?.source ?? '';
    return /^-?\d{16,}$/.test(written) ? large(written) : value;
  });
}

/** An upstream's answer, large numbers as texts: they are ids. Undefined when the text is no JSON. */
export function parseExact(source: string): unknown {
  try {
    return parsed(source, digits => digits);
  } catch {
    return undefined;
  }
}

/** A client's body, large numbers as they are written when it is sent on. @throws SyntaxError */
export function parseWritten(source: string): unknown {
  return parsed(source, digits => JSON.rawJSON(digits));
}

/** Whether a value is a number that only its digits stand for: it is passed on as it is. */
export function isWritten(value: unknown): boolean {
  return JSON.isRawJSON(value);
}

/** The digits or the text of an id; empty for anything else. */
export function idText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  return JSON.isRawJSON(value) ? value.rawJSON : '';
}

/** A value in which every field of this name that holds the digits of a number is written as that number. */
export function withNumbers(value: unknown, name: string): unknown {
  if (Array.isArray(value)) return value.map(each => withNumbers(each, name));
  if (typeof value !== 'object' || value === null || JSON.isRawJSON(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([field, each]) => [
      field,
      field === name && typeof each === 'string' && /^[1-9]\d{0,18}$/.test(each)
        ? JSON.rawJSON(each)
        : withNumbers(each, name),
    ]),
  );
}
