// `turnpike version`: which release this is, and what it runs on.

import { readFileSync } from 'node:fs';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import type { Verb } from './verb.ts';

const Package = Type.Object({ version: Type.String() });

/** The release, as the package says it. */
export function releaseOf(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return Value.Parse(Package, JSON.parse(text)).version;
}

export const version: Verb = {
  usage: 'version',
  text: 'say which release this is',
  async run() {
    process.stdout.write(
      `turnpike ${releaseOf()} (Node ${process.versions.node}, ${process.platform}-${process.arch})\n`,
    );
    return 0;
  },
};
