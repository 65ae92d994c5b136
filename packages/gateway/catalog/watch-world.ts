// Keeps the world current: asks the store for its version each second, and swaps the snapshot when it has grown.

import type { Store } from '../store/store.ts';
import type { WrittenSettings } from '../config/settings.ts';
import type { World } from '../world.ts';
import { buildWorld, type WorldParts } from './build-world.ts';

/** How often the version is asked for: a change is in force everywhere within two seconds (design §1). */
const POLL_MS = 1_000;

export interface WorldWatch {
  world(): World;
  /** Looks now instead of at the next second. */
  refresh(): Promise<void>;
  /** Puts other settings of this node in force, at once. */
  rewrite(written: WrittenSettings): Promise<void>;
  close(): void;
}

/** Builds the first world, and follows the store from then on. `changed` is called after each swap. */
export async function watchWorld(
  store: Store,
  parts: Omit<WorldParts, 'version' | 'documents' | 'answersEpoch'>,
  changed: () => void,
): Promise<WorldWatch> {
  let { written } = parts;
  const read = async (): Promise<World> => {
    const version = await store.version();
    const answersEpoch = await store.answersEpoch();
    return buildWorld({ ...parts, written, version, answersEpoch, documents: await store.documents.all() });
  };
  let current = await read();
  let refreshing: Promise<void> | undefined;
  const look = async (): Promise<void> => {
    const isDue = current.changesAt !== undefined && current.changesAt <= Date.now();
    if ((await store.version()) === current.version && !isDue) return;
    current = await read();
    changed();
  };
  const poll = (): Promise<void> => {
    refreshing ??= look().finally(() => {
      refreshing = undefined;
    });
    return refreshing;
  };
  // A look under way may have asked before the change that this one is to see.
  const refresh = async (): Promise<void> => {
    await refreshing;
    await poll();
  };
  // While the store is away, the last world stays in force.
  const timer = setInterval(() => void poll().catch(() => undefined), POLL_MS);
  timer.unref();
  const rewrite = async (settings: WrittenSettings): Promise<void> => {
    written = settings;
    await refreshing;
    current = await read();
    changed();
  };
  return { world: () => current, refresh, rewrite, close: () => clearInterval(timer) };
}
