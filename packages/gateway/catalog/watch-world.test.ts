// Specification of the watch: a change of the store is in force within two seconds, and a store that is away changes nothing.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openSeal } from '../identity/seal.ts';
import { openStore } from '../store/open.ts';
import type { Store } from '../store/store.ts';
import type { WorldParts } from './build-world.ts';
import { loadCatalog } from './catalog.ts';
import { watchWorld, type WorldWatch } from './watch-world.ts';

let folder: string;
let url: string;
let store: Store;
let watch: WorldWatch | undefined;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'turnpike-watch-'));
  url = `sqlite:${join(folder, 'test.db')}`;
  store = await openStore(url);
});
afterEach(async () => {
  watch?.close();
  await store.close();
  rmSync(folder, { recursive: true });
});

function parts(): Omit<WorldParts, 'version' | 'documents'> {
  const seal = openSeal(folder, {});
  return { written: {}, catalog: loadCatalog(), seal, sandboxUrl: undefined, warn: () => undefined };
}

const GOLD = { kind: 'group', name: 'gold', declared: false, body: '{"multiplier":"0.5"}' } as const;

describe('the watch', () => {
  it('has a change of another node in force within two seconds, and tells of it once', async () => {
    const changed = vi.fn<() => void>();
    watch = await watchWorld(store, parts(), changed);
    const before = watch.world();
    expect(before.groups.has('gold')).toBe(false);
    const other = await openStore(url);
    const began = performance.now();
    await other.documents.put(GOLD);
    await other.close();
    await vi.waitFor(() => expect(watch?.world().groups.get('gold')?.multiplier).toBe(500_000n), 5_000);
    expect(performance.now() - began).toBeLessThan(2_000);
    expect(changed).toHaveBeenCalledTimes(1);
    // A request that began before the change keeps its world.
    expect(before.groups.has('gold')).toBe(false);
  });

  it('keeps the same snapshot while nothing changes', async () => {
    const changed = vi.fn<() => void>();
    watch = await watchWorld(store, parts(), changed);
    const before = watch.world();
    await watch.refresh();
    expect(watch.world()).toBe(before);
    expect(changed).not.toHaveBeenCalled();
  });

  it('keeps the last world in force while the store is away, and follows it again afterwards', async () => {
    let isAway = false;
    const version = (): Promise<number> => (isAway ? Promise.reject(new Error('away')) : store.version());
    watch = await watchWorld({ ...store, version }, parts(), () => undefined);
    const before = watch.world();
    await store.documents.put(GOLD);
    isAway = true;
    await expect(watch.refresh()).rejects.toThrow('away');
    expect(watch.world()).toBe(before);
    isAway = false;
    await watch.refresh();
    expect(watch.world().groups.has('gold')).toBe(true);
  });
});
