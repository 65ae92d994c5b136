// `turnpike serve`: starts the gateway and stops it cleanly.

import { loadConfig } from '../config/load.ts';
import { start } from '../main.ts';
import { greeting, welcome, type Welcome } from './first-run.ts';
import type { Verb } from './verb.ts';

export const serve: Verb = {
  usage: 'serve',
  text: 'start the gateway (what npm start does)',
  async run(flags) {
    const config = loadConfig(flags);
    let welcomed: Welcome | undefined;
    const gateway = await start(config, async (store, seal) => {
      welcomed = await welcome(store, seal, config);
    });
    process.stdout.write(greeting(gateway.address, config, welcomed));
    await new Promise<void>(resolve => {
      for (const signal of ['SIGINT', 'SIGTERM'] as const) {
        process.on(signal, () => {
          process.stderr.write(`turnpike: ${signal}: finishing what runs\n`);
          resolve();
        });
      }
    });
    await gateway.close();
    return 0;
  },
};
