// `turnpike check-config`: reads the configuration as a start would, and says what is wrong or what it declares.

import { ConfigError } from '../config/config.ts';
import { loadConfig } from '../config/load.ts';
import type { Verb } from './verb.ts';

export const checkConfig: Verb = {
  usage: 'check-config [FILE]',
  text: 'check the configuration without starting',
  async run(flags, [file]) {
    try {
      const config = loadConfig({ ...flags, config: file ?? flags.config });
      const keys = config.users.reduce((sum, user) => sum + user.keys.length, 0);
      const counts = `${config.channels.length} channels, ${config.groups.length} groups, ${config.prices.length} prices, ${config.users.length} users, ${keys} keys`;
      process.stdout.write(`ok: ${config.file ?? 'no file, all defaults'}: ${counts}\n`);
      return 0;
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      for (const fault of error.faults) process.stderr.write(`${fault}\n`);
      return 1;
    }
  },
};
