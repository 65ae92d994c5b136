// Reads JSON whose whole numbers may be larger than a number can hold: those become texts, so that no digit is lost.

/** A whole number of so many digits outside a text, as far as a glance can tell: reading exactly takes ten times as long. */
const LARGE = /[:[,\s-]\d{16}/;

/** The value, or undefined when the text is no JSON. */
export function parseExact(source: string): unknown {
  try {
    if (!LARGE.test(source)) return JSON.parse(source) as unknown;
    const value: unknown = JSON.parse(source, (_name, parsed: unknown, context?: { readonly source?: string }) => {
      if (typeof parsed !== 'number' || Number.isSafeInteger(parsed)) return parsed;
      const written = context?.source ?? '';
      return /^-?\d{16,}$/.test(written) ? written : parsed;
    });
    return value;
  } catch {
    return undefined;
  }
}
