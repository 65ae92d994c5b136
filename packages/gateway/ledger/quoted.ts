// A text as JSON: most texts of a log have nothing to escape, and are written as they are.

/** Printable ASCII without quote and backslash. */
const PLAIN = /^[ !#-[\]-~]*$/;

/** What `JSON.stringify` makes of a text. */
export function quoted(text: string): string {
  return PLAIN.test(text) ? `"${text}"` : JSON.stringify(text);
}
