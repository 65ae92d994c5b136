// Addresses of assets as clients are given them: signed, with an end, and never the upstream's own.

import type { Seal } from '../identity/seal.ts';
import { endingFor } from './media-types.ts';
import type { Asset, Task } from './task.ts';

/** Makes and reads the addresses of one gateway. */
export class Links {
  private readonly seal: Pick<Seal, 'mac'>;
  private readonly lifeMs: () => number;
  private readonly publicOrigin: () => string;

  /** `lifeMs`: how long an address is good for; `publicOrigin`: ours, or empty for the one a client reached us under. */
  constructor(seal: Pick<Seal, 'mac'>, lifeMs: () => number, publicOrigin: () => string) {
    this.seal = seal;
    this.lifeMs = lifeMs;
    this.publicOrigin = publicOrigin;
  }

  /** The signature of an asset's address that is good until `until` (Unix seconds). */
  signature(taskId: string, index: number, until: number): string {
    return this.seal.mac(`asset:${taskId}:${index}:${until}`);
  }

  /** The address of an asset of a task, or undefined when it has none. */
  url(task: Task, index: number): string | undefined {
    const asset = task.assets[index];
    if (asset === undefined || asset.upstreamUrl === '') return undefined;
    const from = task.finishedAt === 0 ? task.createdAt : task.finishedAt;
    const life = this.lifeMs();
    // Whole periods from the end on: the address stays the same within one, so that it can be cached.
    const periods = Math.max(Math.ceil((Date.now() - from) / life), 0) + 1;
    const until = Math.floor((from + periods * life) / 1000);
    const query = `exp=${until}&sig=${this.signature(task.id, index, until)}`;
    const origin = this.publicOrigin() || task.origin;
    return `${origin}/v1/assets/${task.id}/${index}.${endingFor(asset)}?${query}`;
  }

  /** The address of the first asset that fits. */
  first(task: Task, fits: (asset: Asset) => boolean): string | undefined {
    const index = task.assets.findIndex(fits);
    return index === -1 ? undefined : this.url(task, index);
  }

  /** Replaces every address of the upstream's that is an asset's by ours, anywhere in a JSON value. */
  ours(task: Task, value: unknown): unknown {
    const known = new Map<string, string>();
    for (const [index, asset] of task.assets.entries()) {
      const url = this.url(task, index);
      if (url !== undefined) known.set(asset.upstreamUrl, url);
    }
    return replaced(value, known);
  }
}

function replaced(value: unknown, known: ReadonlyMap<string, string>): unknown {
  if (typeof value === 'string') return known.get(value) ?? value;
  if (Array.isArray(value)) return value.map(each => replaced(each, known));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, replaced(each, known)]));
}
