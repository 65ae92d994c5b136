// Fetches what providers and clients name by URL: streamed, bounded, a few redirects, and only from where it may.

import type { Readable } from 'node:stream';
import type { IncomingHttpHeaders } from 'node:http';
import { Failure } from '@turnpike/protocols/failures';
import type { Dispatcher } from 'undici';
import { send } from '../relay/attempt.ts';
import { streamedAnswer } from '../relay/stream-answer.ts';

/** A file on its way. */
export interface Fetched {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly content: Readable;
}

const REDIRECTS = 4;
const TIMEOUTS = { firstByte: 60_000, idle: 60_000 };

/** How a URL is fetched: through the dispatcher of channels where it is a channel's own origin, else the guarded one. */
export interface Fetcher {
  readonly channels: Dispatcher;
  readonly guarded: Dispatcher;
  /** Origins of channels. */
  trusted(origin: string): boolean;
}

/** Fetches a URL; `headers` go to its first origin only. Rejects when nothing can be had. */
export async function fetchFile(
  fetcher: Fetcher,
  address: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Fetched> {
  let url = new URL(address);
  const { origin } = url;
  for (let left = REDIRECTS; ; left -= 1) {
    if (url.protocol !== 'https:' && url.protocol !== 'http:') throw new Error('only http and https can be fetched');
    const fetched = await fetchOnce(fetcher, url, url.origin === origin ? headers : {});
    const { location } = fetched.headers;
    if (fetched.status < 300 || fetched.status >= 400 || location === undefined || left === 0) return fetched;
    fetched.content.destroy();
    url = new URL(location, url);
  }
}

async function fetchOnce(fetcher: Fetcher, url: URL, headers: Readonly<Record<string, string>>): Promise<Fetched> {
  const dispatcher = fetcher.trusted(url.origin) ? fetcher.channels : fetcher.guarded;
  const flat = Object.entries({ 'accept-encoding': 'identity', 'user-agent': 'turnpike', ...headers }).flat();
  const request = {
    origin: url.origin,
    path: url.pathname + url.search,
    method: 'GET' as const,
    headers: flat,
    body: undefined,
  };
  const answer = await streamedAnswer(sink => send(dispatcher, request, TIMEOUTS, sink));
  if (answer instanceof Failure) throw answer;
  return { status: answer.status, headers: answer.headers, content: answer.body };
}
