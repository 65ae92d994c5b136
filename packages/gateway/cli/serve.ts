// `turnpike serve`: starts the gateway and stops it cleanly.

import { flushCompileCache } from 'node:module';
import { followConfig } from '../config/follow.ts';
import { loadConfig } from '../config/load.ts';
import { start } from '../main.ts';
import { welcome } from './first-run.ts';
import type { Verb } from './verb.ts';

/** A signal that comes again after this time, milliseconds, means: now. Sooner it is the same one, told twice. */
const INSIST_MS = 500;

export const serve: Verb = {
  usage: 'serve',
  text: 'start the gateway (what npm start does)',
  async run(flags) {
    const config = loadConfig(flags);
    let greet = (address: string): string => address;
    const gateway = await start(config, async (store, seal) => {
      greet = await welcome(store, seal, config);
    });
    process.stdout.write(greet(gateway.address));
    // Where the next start may use what this one compiled, it is kept now: a process that is killed keeps nothing.
    flushCompileCache();
    const following = followConfig(
      config.file,
      () => loadConfig(flags),
      changed => gateway.apply(changed),
      message => process.stderr.write(`turnpike: ${message}\n`),
    );
    await stopSignal();
    following.close();
    await gateway.close();
    return 0;
  },
};

/** Resolves at the first signal to stop. A later one ends the process at once: the journal has what is settled. */
function stopSignal(): Promise<void> {
  return new Promise(resolve => {
    let since = 0;
    const told = (signal: NodeJS.Signals): void => {
      if (since === 0) {
        since = performance.now();
        process.stderr.write(`turnpike: ${signal}: finishing what runs; once more ends it now\n`);
        resolve();
      } else if (performance.now() - since > INSIST_MS) {
        process.exit(1);
      }
    };
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, told);
  });
}
