// What a verb of the command line is.

import type { Flags } from '../config/load.ts';

/** A verb: what it does with the remaining words; resolves with the exit code, or never while it serves. */
export interface Verb {
  readonly usage: string;
  readonly text: string;
  run(flags: Flags & { readonly json?: boolean | undefined }, words: readonly string[]): Promise<number>;
}
