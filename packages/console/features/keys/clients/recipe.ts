// What a client needs to be told, and how it is written.

/** What is to be done for a client, step by step. */
export interface Recipe {
  readonly name: string;
  /** Where the text goes, or what it is. */
  readonly steps: readonly Step[];
  /** Opens the client with everything filled in. */
  readonly links?: readonly ClientLink[];
}

export interface Step {
  readonly where: string;
  readonly text: string;
}

export interface ClientLink {
  readonly name: string;
  readonly url: string;
  /** The address, and the key in it, is sent to a web server of somebody else's. */
  readonly tells?: true;
}

/** What the recipes are filled with. */
export interface Filled {
  /** Origin of the gateway, without a slash at its end. */
  readonly base: string;
  readonly key: string;
  readonly model: string;
  readonly claude: string;
  readonly gemini: string;
}

export const json = (value: unknown): string => JSON.stringify(value, null, 2);
export const encoded = (value: unknown): string => encodeURIComponent(JSON.stringify(value));

/** Standard base64 of a JSON value in UTF-8, as deep links carry it. */
export function base64(value: unknown): string {
  const bytes = new TextEncoder().encode(JSON.stringify(value));
  return btoa(Array.from(bytes, byte => String.fromCharCode(byte)).join(''));
}

/** Fields that are typed in, one a line. */
export const typed = (fields: Readonly<Record<string, string>>): readonly Step[] =>
  Object.entries(fields).map(([where, text]) => ({ where, text }));
