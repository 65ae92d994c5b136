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

/** A refusal as it is shown. */
export interface Refusal {
  readonly status: number;
  readonly body: string;
}

/** What calls answer to a key that nobody has: many share one. */
export interface Refusals {
  readonly bodies: readonly Refusal[];
  /** The place in `bodies` by the call's id. */
  readonly of: Readonly<Record<string, number>>;
}

type Recordings = Readonly<Record<string, Recorded>>;

let recordings: Recordings | undefined;

/** The recorded answer of a sample (`call/sample`). */
export function recordedOf(id: string): Recorded | undefined {
  recordings ??= read();
  return recordings[id];
}

let refusals: Refusals | undefined;

/** How a call refuses a key that nobody has. */
export function refusalOf(call: string): Refusal | undefined {
  refusals ??= readRefusals();
  const place = refusals.of[call];
  return place === undefined ? undefined : refusals.bodies[place];
}

function read(): Recordings {
  const file: Recordings = JSON.parse(readFileSync(new URL('./recorded.json', import.meta.url), 'utf8'));
  return file;
}

function readRefusals(): Refusals {
  const file: Refusals = JSON.parse(readFileSync(new URL('./refused.json', import.meta.url), 'utf8'));
  return file;
}
