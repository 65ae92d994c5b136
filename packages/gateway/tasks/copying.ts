// Copies what was made into our own store, before the provider's link dies.

import { Readable, Transform } from 'node:stream';
import { Failure } from '@turnpike/protocols/failures';
import type { Candidate } from '../routing/plan.ts';
import { fetchFile, type Fetched, type Fetcher } from './fetching.ts';
import { linkTo } from './link.ts';
import { typeOf } from './media-types.ts';
import { driverNamed } from './registry.ts';
import type { TaskServices } from './services.ts';
import type { Asset, Task } from './task.ts';
import type { Work } from './work.ts';

/** How this node fetches for tasks: a channel's own origin is trusted, all else is guarded (design §8). */
function fetcherOf(services: TaskServices): Fetcher {
  return {
    channels: services.dispatcher,
    guarded: services.guarded,
    trusted: origin => services.world().channels.some(channel => new URL(channel.baseUrl).origin === origin),
  };
}

/** Where a task was made, if that is still configured. */
function placeOf(services: TaskServices, task: Task): Candidate | undefined {
  const channel = services.world().channels.find(({ id }) => id === task.channel);
  const credential = channel?.credentials.find(({ id }) => id === task.credential);
  return channel === undefined || credential === undefined ? undefined : { channel, credential };
}

/** Headers that an asset of a task is fetched with: the credential that made it, only where its driver says so. */
function headersFor(services: TaskServices, task: Task, asset: Asset): Readonly<Record<string, string>> {
  const place = placeOf(services, task);
  if (place === undefined) return {};
  const link = { secret: place.credential.secret, provider: place.channel.provider };
  return driverNamed(task.driver)?.assetHeaders?.(asset, link) ?? {};
}

/**
 * What a task made, from our copy or from the provider. @throws Failure when it cannot be had; `undefined` when it is
 * larger than `most` bytes.
 */
export async function bytesOf(
  services: TaskServices,
  task: Task,
  index: number,
  most: number,
): Promise<Buffer | undefined> {
  const asset = task.assets[index];
  if (asset === undefined || asset.upstreamUrl === '') throw new Failure('not_found', 'There is no such file.');
  if ((asset.stored?.bytes ?? 0) > most) return undefined;
  try {
    const kept = asset.stored === undefined ? undefined : await services.assets.get(asset.stored.key);
    const content = kept ?? (await contentOf(services, task, asset)).content;
    const pieces: Buffer[] = [];
    let bytes = 0;
    for await (const piece of content as AsyncIterable<Buffer>) {
      bytes += piece.length;
      if (bytes > most) return undefined;
      pieces.push(piece);
    }
    return Buffer.concat(pieces);
  } catch (error) {
    throw new Failure('upstream_unreachable', 'The provider’s file could not be had. Try again.', { cause: error });
  }
}

/** An asset from its provider, which may have no address for it. Rejects when nothing can be had. */
export async function fetchAsset(services: TaskServices, task: Task, asset: Asset): Promise<Fetched> {
  const place = placeOf(services, task);
  const driver = driverNamed(task.driver);
  if (place === undefined || driver?.bytesOf === undefined || /^https?:/.test(asset.upstreamUrl))
    return fetchFile(fetcherOf(services), asset.upstreamUrl, headersFor(services, task, asset));
  const { type, bytes } = await driver.bytesOf(asset, task, linkTo(services, place.channel, place.credential));
  const headers = { 'content-type': type, 'content-length': String(bytes.length) };
  return { status: 200, headers, content: Readable.from([bytes]) };
}

/** A file of the provider's. Rejects when it is not there. */
async function contentOf(services: TaskServices, task: Task, asset: Asset): Promise<Fetched> {
  const fetched = await fetchAsset(services, task, asset);
  if (fetched.status === 200) return fetched;
  fetched.content.destroy();
  throw new Error(`the provider answered ${fetched.status}`);
}

/** Ends a stream that grows beyond `most` bytes. */
function bounded(content: Readable, most: number): Readable {
  let bytes = 0;
  const gate = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (bytes > most) done(new Error(`the file is larger than ${most} bytes`));
      else done(null, chunk);
    },
  });
  // The store may make itself ready first: an end before that is told when it reads.
  gate.on('error', () => undefined);
  gate.once('close', () => content.destroy());
  if (content.destroyed) return gate.destroy(content.errored ?? new Error('the file broke off'));
  content.once('error', error => gate.destroy(error));
  return content.pipe(gate);
}

/** Copies the assets that are not copied yet; `whole` when none is left. */
export async function copyAssets(
  work: Work,
  task: Task,
): Promise<{ readonly assets: readonly Asset[]; readonly whole: boolean }> {
  const { services } = work;
  const { settings } = services.world();
  if (settings.assetKeepDays === 0) return { assets: task.assets, whole: true };
  const most = settings.assetMaxBytes;
  let whole = true;
  const assets: Asset[] = [];
  for (const [index, asset] of task.assets.entries()) {
    if (asset.stored !== undefined || asset.upstreamUrl === '') {
      assets.push(asset);
      continue;
    }
    try {
      assets.push(await copy(services, task, asset, index, most));
    } catch (error) {
      whole = false;
      assets.push(asset);
      services.warn(`an asset of task ${task.publicId} was not copied: ${String(error)}`);
    }
  }
  return { assets, whole };
}

async function copy(services: TaskServices, task: Task, asset: Asset, index: number, most: number): Promise<Asset> {
  const fetched = await contentOf(services, task, asset);
  const type = typeOf(asset, fetched.headers['content-type']);
  const day = new Date(task.createdAt).toISOString().slice(0, 10);
  const key = `${day}/${task.id}/${index}`;
  const bytes = await services.assets.put(key, bounded(fetched.content, most), type);
  return { ...asset, stored: { key, type, bytes } };
}
