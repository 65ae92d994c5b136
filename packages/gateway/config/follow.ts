// Follows the configuration file: what is changed in it is in force within a second, and mistakes in it change nothing.

import { unwatchFile, watchFile } from 'node:fs';
import { ConfigError, type Config } from './config.ts';

/** How often the file is looked at, milliseconds. Looking works on every file system, and when an editor replaces it. */
const LOOK_MS = 500;

/** Calls `apply` with the configuration as it is loaded anew, at each change of the file and at SIGHUP. */
export function followConfig(
  file: string | undefined,
  load: () => Config,
  apply: (config: Config) => Promise<void>,
  tell: (message: string) => void,
): { close(): void } {
  let running: Promise<void> | undefined;
  const once = async (before: Promise<void> | undefined, cause: string): Promise<void> => {
    await before;
    try {
      await apply(load());
      tell(`the configuration is in force anew (${cause})`);
    } catch (error) {
      const faults = error instanceof ConfigError ? error.faults.join('\n  ') : String(error);
      tell(`the changed configuration is not in force, and the one before still is:\n  ${faults}`);
    }
  };
  const again = (cause: string): void => {
    running = once(running, cause);
  };
  const onHangUp = (): void => again('SIGHUP');
  const onChange = (now: { mtimeMs: number }, before: { mtimeMs: number }): void => {
    if (now.mtimeMs !== before.mtimeMs && now.mtimeMs !== 0) again('the file has changed');
  };
  process.on('SIGHUP', onHangUp);
  if (file !== undefined) watchFile(file, { interval: LOOK_MS, persistent: false }, onChange);
  return {
    close: () => {
      process.off('SIGHUP', onHangUp);
      if (file !== undefined) unwatchFile(file, onChange);
    },
  };
}
