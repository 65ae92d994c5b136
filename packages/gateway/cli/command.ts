// The table of verbs, each in a file of its own, and how the words of a command are read.

import { parseArgs } from 'node:util';
import { backup, restore } from './backup.ts';
import { channel } from './channel.ts';
import { checkConfig } from './check-config.ts';
import { code } from './code.ts';
import { doctor } from './doctor.ts';
import { key } from './key.ts';
import { organisation } from './organisation.ts';
import { reconcile } from './reconcile.ts';
import { refund } from './refund.ts';
import { serve } from './serve.ts';
import { statement } from './statement.ts';
import { user } from './user.ts';
import { UsageError, type CommandFlags, type Verb } from './verb.ts';
import { version } from './version.ts';

const VERBS: Readonly<Record<string, Verb>> = {
  serve,
  'check-config': checkConfig,
  doctor,
  user,
  key,
  organisation,
  channel,
  code,
  refund,
  statement,
  reconcile,
  backup,
  restore,
  version,
};

const OPTIONS = {
  config: { type: 'string' },
  listen: { type: 'string' },
  database: { type: 'string' },
  data: { type: 'string' },
  set: { type: 'string', multiple: true },
  group: { type: 'string' },
  budget: { type: 'string' },
  models: { type: 'string' },
  addresses: { type: 'string' },
  expires: { type: 'string' },
  uses: { type: 'string' },
  budgets: { type: 'string' },
  organisation: { type: 'string' },
  'time-zone': { type: 'string' },
  csv: { type: 'boolean' },
  sync: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
} as const;
/** The flags that every verb takes. */
const COMMON: readonly string[] = ['config', 'listen', 'database', 'data', 'set', 'help', 'version'];

const FLAG_TEXT = `
  --config FILE    the declarative file (default ./turnpike.yaml, if there is one)
  --listen H:P     the address to serve on
  --database URL   sqlite:<path> or postgres://…
  --data FOLDER    the folder of the journal and the master key
  --set NAME=VALUE any setting of docs/operate/configuration.en.md; may be repeated

  of key create and key change:
                   --budget USD  --budgets 5/day,1/month/model=M  --models A,B  --addresses A,B
                   --group NAME|auto  --organisation NAME (create only)  --expires DATE
  of user create:  --group NAME  --time-zone ZONE
  of organisation: --budgets 100/month  --time-zone ZONE
  of channel models: --sync (writes what is new into the channel, and takes out what is gone)
`;

function help(): string {
  const width = Math.max(...Object.values(VERBS).map(verb => verb.usage.length));
  const rows = Object.values(VERBS).map(verb => `  turnpike ${verb.usage.padEnd(width)}  ${verb.text}`);
  return ['Turnpike, an AI API gateway.', '', ...rows, FLAG_TEXT].join('\n');
}

/** Runs one command; resolves with its exit code. @throws UsageError, and whatever the verb throws. */
export async function runCommand(argv: readonly string[]): Promise<number> {
  // A negative amount is a word, though it begins as flags do.
  const shielded = argv.map(word => (/^-\.?\d/.test(word) ? ` ${word}` : word));
  const { values, positionals } = parseArgs({ args: shielded, options: OPTIONS, allowPositionals: true });
  const [name = 'serve', ...words] = positionals.map(word => word.trim());
  if (values.help === true || name === 'help') {
    process.stdout.write(help());
    return 0;
  }
  if (values.version === true) return version.run({}, []);
  const verb = Object.hasOwn(VERBS, name) ? VERBS[name] : undefined;
  if (verb === undefined) throw new UsageError(`there is no command ${name}; turnpike --help lists them`);
  checkFlags(name, verb, values);
  return verb.run(values, words);
}

/** A flag that a verb would ignore is a mistake. */
function checkFlags(name: string, verb: Verb, values: CommandFlags): void {
  const known = new Set([...COMMON, ...(verb.flags ?? [])]);
  const foreign = Object.keys(values).find(flag => !known.has(flag));
  if (foreign !== undefined) throw new UsageError(`turnpike ${name} takes no --${foreign}`);
}
