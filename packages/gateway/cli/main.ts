// The command line: a table of verbs, each in a file of its own.

import { parseArgs } from 'node:util';
import { ConfigError } from '../config/config.ts';
import { checkConfig } from './check-config.ts';
import { key } from './key.ts';
import { reconcile } from './reconcile.ts';
import { serve } from './serve.ts';
import { user } from './user.ts';
import type { Verb } from './verb.ts';

const VERBS: Readonly<Record<string, Verb>> = { serve, 'check-config': checkConfig, key, user, reconcile };

const OPTIONS = {
  config: { type: 'string' },
  listen: { type: 'string' },
  database: { type: 'string' },
  data: { type: 'string' },
  set: { type: 'string', multiple: true },
  help: { type: 'boolean' },
} as const;

function help(): string {
  const rows = Object.values(VERBS).map(verb => `  turnpike ${verb.usage.padEnd(48)} ${verb.text}`);
  return [
    'Turnpike, an AI API gateway.',
    '',
    ...rows,
    '',
    '  --config FILE   the declarative file (default ./turnpike.yaml, if there is one)',
    '  --listen H:P    address, --database URL, --data FOLDER, --set NAME=VALUE (any setting)',
    '',
  ].join('\n');
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({ options: OPTIONS, allowPositionals: true });
  const [name = 'serve', ...words] = positionals;
  const verb = VERBS[name];
  if (values.help === true || verb === undefined) {
    process[verb === undefined && values.help !== true ? 'stderr' : 'stdout'].write(help());
    return values.help === true ? 0 : 2;
  }
  return verb.run(values, words);
}

try {
  process.exitCode = await main();
} catch (error) {
  const expected =
    error instanceof ConfigError ||
    (error instanceof Error && error.name !== 'TypeError' && error.name !== 'ReferenceError');
  process.stderr.write(
    `${expected && error instanceof Error ? error.message : String(error instanceof Error ? error.stack : error)}\n`,
  );
  // What was opened before the fault (the store's thread, sockets) must not keep a failed start alive.
  process.exit(1);
}
