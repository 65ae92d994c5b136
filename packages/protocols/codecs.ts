// The codecs by their protocol: the one table of what can be translated.

import type { Codec } from './codec.ts';
import type { Protocol } from './failures.ts';

/** The codec of each protocol. */
const CODECS: Readonly<Partial<Record<Protocol, Codec>>> = {};

/** The codec of a protocol, or undefined where the package has none. */
export function codecOf(protocol: Protocol): Codec | undefined {
  return CODECS[protocol];
}
