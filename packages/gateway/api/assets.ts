// Serves what tasks made: by a signed address or to its owner, whole or in parts, from our copy or through us.

import { timingSafeEqual } from 'node:crypto';
import { pipeline } from 'node:stream/promises';
import type { Readable } from 'node:stream';
import { Failure } from '@turnpike/protocols/failures';
import type { Exchange, Route } from '../http/exchange.ts';
import { fetchAsset } from '../tasks/copying.ts';
import { typeOf } from '../tasks/media-types.ts';
import type { Asset, Task } from '../tasks/task.ts';
import type { Work } from '../tasks/work.ts';

/** `GET /v1/assets/{task}/{file}`: anyone who has the address, while it is good. */
export function assetRoute(work: Work): Route {
  const handle = async (exchange: Exchange): Promise<void> => {
    const { params, query } = exchange;
    const index = Number(/^(\d{1,4})(?:\.\w+)?$/.exec(params['file'] ?? '')?.[1] ?? -1);
    const until = Number(query.get('exp'));
    const expected = Buffer.from(work.services.links.signature(params['task'] ?? '', index, until));
    const given = Buffer.from(query.get('sig') ?? '');
    if (given.length !== expected.length || !timingSafeEqual(given, expected))
      throw new Failure('access_denied', 'This address is not signed by this gateway.');
    if (until * 1000 < Date.now())
      throw new Failure('access_denied', 'This address is no longer good. Ask after its task for a new one.');
    const task = await work.read(params['task'] ?? '');
    if (task === undefined || !task.visible) throw new Failure('not_found', 'There is no such file.');
    await sendAsset(work, exchange, task, index);
  };
  return { method: 'GET', pattern: '/v1/assets/{task}/{file}', family: 'openai-chat', handle };
}

/** Sends one asset of a task. @throws Failure 404 when there is none, 410 when its copy is past its time. */
export async function sendAsset(work: Work, exchange: Exchange, task: Task, index: number): Promise<void> {
  const asset = task.assets[index];
  if (asset === undefined || asset.upstreamUrl === '') throw new Failure('not_found', 'There is no such file.');
  if (asset.stored === undefined) await passOn(work, exchange, task, asset);
  else await sendCopy(work, exchange, task, asset, asset.stored);
}

async function sendCopy(
  work: Work,
  exchange: Exchange,
  task: Task,
  asset: Asset,
  stored: NonNullable<Asset['stored']>,
): Promise<void> {
  const range = rangeOf(exchange, stored.bytes);
  if (range === 'unsatisfiable') {
    exchange.head(416, ['content-range', `bytes */${stored.bytes}`, 'content-length', '0']);
    exchange.response.end();
    return;
  }
  const content = await work.services.assets.get(stored.key, range);
  if (content === undefined) {
    // Removed, or in the folder of another node: the upstream may still have it.
    await passOn(work, exchange, task, asset);
    return;
  }
  const length = range === undefined ? stored.bytes : range.last - range.first + 1;
  const headers = ['content-type', stored.type, 'content-length', String(length), 'accept-ranges', 'bytes', ...SAFE];
  if (range !== undefined) headers.push('content-range', `bytes ${range.first}-${range.last}/${stored.bytes}`);
  exchange.head(range === undefined ? 200 : 206, headers);
  await send(exchange, content);
}

/**
 * What a browser may make of media that others made: show and play it, and run nothing. The page that a browser makes
 * around a video or a song loads it from here, with a style of its own.
 */
const SAFE = [
  'cache-control',
  'private, max-age=3600',
  'x-content-type-options',
  'nosniff',
  'content-security-policy',
  "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; sandbox allow-same-origin",
];

async function send(exchange: Exchange, content: Readable): Promise<void> {
  if (exchange.method === 'HEAD') {
    content.destroy();
    exchange.response.end();
    return;
  }
  try {
    await pipeline(content, exchange.response);
  } catch {
    exchange.response.destroy();
  }
}

/** Without a copy the file passes through us: the upstream's address and credential stay ours. */
async function passOn(work: Work, exchange: Exchange, task: Task, asset: Asset): Promise<void> {
  const { services } = work;
  const gone = new Failure('not_found', 'The provider no longer has this file.');
  const fetched = await fetchAsset(services, task, asset).catch((error: unknown) => {
    throw new Failure('upstream_unreachable', 'The provider’s file could not be had. Try again.', { cause: error });
  });
  if (fetched.status !== 200) {
    fetched.content.destroy();
    throw gone;
  }
  const headers = ['content-type', typeOf(asset, fetched.headers['content-type']), ...SAFE];
  const length = fetched.headers['content-length'];
  if (length !== undefined) headers.push('content-length', length);
  exchange.head(200, headers);
  await send(exchange, fetched.content);
}

/** The part that is asked for: one range of bytes (RFC 9110 §14.2); several are answered whole. */
function rangeOf(exchange: Exchange, bytes: number): { first: number; last: number } | undefined | 'unsatisfiable' {
  const [, from, to] = /^bytes=(\d*)-(\d*)$/.exec(exchange.request.headers.range ?? '') ?? [];
  if (from === undefined || to === undefined || (from === '' && to === '')) return undefined;
  const first = from === '' ? Math.max(bytes - Number(to), 0) : Number(from);
  const last = from === '' || to === '' ? bytes - 1 : Math.min(Number(to), bytes - 1);
  return first > last ? 'unsatisfiable' : { first, last };
}
