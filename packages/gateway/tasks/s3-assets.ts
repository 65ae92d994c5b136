// Copies of what was made in S3-compatible storage, for gateways of several nodes.

import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { Dispatcher } from 'undici';
import { folderAssets, type AssetStore, type ByteRange } from './asset-store.ts';
import { encodedPath, s3Headers, UNSIGNED, type S3Identity } from './s3-signature.ts';

/** Where the bucket is. */
export interface S3Place extends S3Identity {
  /** Scheme and host. */
  readonly endpoint: string;
  readonly bucket: string;
  /** What every key begins with, without slashes at its ends; may be empty. */
  readonly prefix: string;
}

/**
 * Reads `s3://bucket/prefix?endpoint=https://…&region=…`, with the credentials of the environment.
 * @throws RangeError with what to write instead.
 */
export function s3Place(address: string, environment: NodeJS.ProcessEnv): S3Place {
  const url = new URL(address);
  const region = url.searchParams.get('region') ?? environment['AWS_REGION'] ?? 'us-east-1';
  const endpoint = url.searchParams.get('endpoint') ?? `https://s3.${region}.amazonaws.com`;
  const accessKey = environment['AWS_ACCESS_KEY_ID'] ?? '';
  const secretKey = environment['AWS_SECRET_ACCESS_KEY'] ?? '';
  if (url.protocol !== 's3:' || url.hostname === '')
    throw new RangeError('asset_store must be like s3://bucket/prefix?endpoint=https://s3.example.com&region=eu-1');
  if (accessKey === '' || secretKey === '')
    throw new RangeError('asset_store needs AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment');
  const prefix = url.pathname.replaceAll(/^\/+|\/+$/g, '');
  return { endpoint: new URL(endpoint).origin, bucket: url.hostname, prefix, region, accessKey, secretKey };
}

/** Files in a bucket. `folder` is where a file waits until its length is known, which S3 asks for first. */
export function s3Assets(place: S3Place, dispatcher: Dispatcher, folder: string): AssetStore {
  const waiting = folderAssets(folder);
  const call = async (
    method: 'GET' | 'PUT' | 'DELETE',
    key: string,
    more: Readonly<Record<string, string>>,
    body?: Readable,
  ) => {
    const name = place.prefix === '' ? key : `${place.prefix}/${key}`;
    const path = encodedPath(`/${place.bucket}/${name}`);
    const date = new Date().toISOString().replaceAll(/[-:]|\.\d{3}/g, '');
    const given = { host: new URL(place.endpoint).host, ...more };
    const headers = s3Headers(place, method, path, given, UNSIGNED, date);
    return dispatcher.request({ origin: place.endpoint, path, method, headers: { ...headers }, body: body ?? null });
  };
  return {
    async put(key, content, type) {
      const bytes = await waiting.put(key, content, type);
      try {
        const path = join(folder, key);
        const length = String((await stat(path)).size);
        const answer = await call(
          'PUT',
          key,
          { 'content-type': type, 'content-length': length },
          createReadStream(path),
        );
        await answer.body.dump();
        if (answer.statusCode >= 300) throw new Error(`the storage answered ${answer.statusCode}`);
        return bytes;
      } finally {
        await waiting.remove(key);
      }
    },
    async get(key: string, range?: ByteRange) {
      const more = range === undefined ? {} : { range: `bytes=${range.first}-${range.last}` };
      const answer = await call('GET', key, more);
      if (answer.statusCode === 200 || answer.statusCode === 206) return answer.body;
      await answer.body.dump();
      if (answer.statusCode === 404) return undefined;
      throw new Error(`the storage answered ${answer.statusCode}`);
    },
    async remove(key) {
      const answer = await call('DELETE', key, {});
      await answer.body.dump();
      if (answer.statusCode >= 300 && answer.statusCode !== 404)
        throw new Error(`the storage answered ${answer.statusCode}`);
    },
  };
}
