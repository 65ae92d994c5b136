// Opens the configured store for one command, and closes it whatever happens.

import { loadConfig, type Flags } from '../config/load.ts';
import type { Config } from '../config/config.ts';
import { openSeal, type Seal } from '../identity/seal.ts';
import { openStore } from '../store/open.ts';
import type { Store } from '../store/store.ts';

/** Runs a command on the store. */
export async function withStore<Result>(
  flags: Flags,
  work: (store: Store, seal: Seal, config: Config) => Promise<Result>,
): Promise<Result> {
  const config = loadConfig(flags);
  const store = await openStore(config.databaseUrl);
  try {
    return await work(store, openSeal(config.dataFolder), config);
  } finally {
    await store.close();
  }
}
