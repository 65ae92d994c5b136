// The command line as the shell starts it: runs one command, and makes its outcome an exit code.

import { runCommand } from './command.ts';
import { tellFault } from './faults.ts';

try {
  process.exitCode = await runCommand(process.argv.slice(2));
} catch (error) {
  const { text, code } = tellFault(error);
  process.stderr.write(`${text}\n`);
  // What was opened before the fault (the store's thread, sockets) must not keep a failed start alive.
  process.exit(code);
}
