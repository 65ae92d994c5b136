// Which release of the gateway this is, as its package says.

import { readFileSync } from 'node:fs';
import { Type } from 'typebox';
import { Value } from 'typebox/value';

const Package = Type.Object({ version: Type.String() });

/** The release, such as `0.1.0`. */
export function releaseOf(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return Value.Parse(Package, JSON.parse(text)).version;
}
