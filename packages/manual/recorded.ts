// The answers that samples were given by a real gateway: written by `npm run samples -- record`, shown on the pages.

import { readFileSync } from 'node:fs';

/** An answer as it is shown. */
export interface Recorded {
  readonly status: number;
  /** Media type, without parameters. */
  readonly type: string;
  /** The body, long texts in it cut; what is no text is told in words. */
  readonly body: string;
  /** What it cost, USD; absent where nothing was charged. */
  readonly cost?: string;
  /** What stood for `<name>` in the request. */
  readonly values?: Readonly<Record<string, string>>;
}

type Recordings = Readonly<Record<string, Recorded>>;

let recordings: Recordings | undefined;

/** The recorded answer of a sample (`call/sample`). */
export function recordedOf(id: string): Recorded | undefined {
  recordings ??= read();
  return recordings[id];
}

function read(): Recordings {
  const file: Recordings = JSON.parse(readFileSync(new URL('./recorded.json', import.meta.url), 'utf8'));
  return file;
}
