// `turnpike version`: which release this is, and what it runs on.

import { releaseOf } from '../config/release.ts';
import type { Verb } from './verb.ts';

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
