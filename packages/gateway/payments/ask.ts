// How providers are asked: one request with bounded time, whole answer, no redirects.

import type { Dispatcher } from 'undici';
import { Failure } from '@turnpike/protocols/failures';
import { collect } from '../relay/collect.ts';
import type { Ask } from './gateway.ts';

const TIMEOUTS = { firstByte: 20_000, idle: 20_000 };

/** Asks over a dispatcher. What it names when it fails is never the address: some providers want keys in it. */
export function askOver(dispatcher: Dispatcher): Ask {
  return async ({ method, url, headers, body }) => {
    const target = new URL(url);
    const bytes = body === undefined ? undefined : Buffer.from(body);
    const all = {
      'user-agent': 'turnpike',
      accept: 'application/json',
      ...headers,
      ...(bytes === undefined ? {} : { 'content-length': String(bytes.length) }),
    };
    const answer = await collect(
      dispatcher,
      {
        origin: target.origin,
        path: target.pathname + target.search,
        method,
        headers: Object.entries(all).flat(),
        body: bytes === undefined ? undefined : [bytes],
      },
      TIMEOUTS,
    );
    if (answer instanceof Failure) return { fault: answer.code };
    return { status: answer.status, text: answer.body.toString('utf8') };
  };
}
