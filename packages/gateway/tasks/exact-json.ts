// Reads JSON whose whole numbers may be larger than a number can hold: those become texts, so that no digit is lost.

/** The value, or undefined when the text is no JSON. */
export function parseExact(source: string): unknown {
  try {
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
