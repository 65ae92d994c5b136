// Which headers cross the gateway, in both directions.

import type { IncomingHttpHeaders } from 'node:http';
import type { Header } from '../providers/provider.ts';

/** Headers that belong to one connection, not to the message (RFC 9110 §7.6.1). */
const HOP_BY_HOP = [
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
];

/** Never sent upstream: credentials of the client, its cookies and network path, and what the new request sets itself. */
const NOT_UPSTREAM = new Set([
  ...HOP_BY_HOP,
  'host',
  'content-length',
  'content-type',
  'content-encoding',
  'accept-encoding',
  'expect',
  'authorization',
  'x-api-key',
  'x-goog-api-key',
  'api-key',
  'mj-api-secret',
  'x-goog-user-project',
  'sec-websocket-protocol',
  'cookie',
  'origin',
  'referer',
  'forwarded',
  'via',
  'x-real-ip',
  'openai-organization',
  'openai-project',
  'new-api-user',
]);
/** Families of headers that proxies and browsers add. */
const NOT_UPSTREAM_PREFIX = /^(?:x-forwarded-|cf-|sec-|x-turnpike-|access-control-|x-vercel-|true-client-)/;

/** Never sent to the client: about the upstream connection, the operator's account, or replaced by our own. */
const NOT_DOWNSTREAM = new Set([
  ...HOP_BY_HOP,
  'content-length',
  'content-encoding',
  'set-cookie',
  'alt-svc',
  'server',
  'date',
  'via',
  'strict-transport-security',
  'x-request-id',
  'request-id',
  'x-oneapi-request-id',
  'openai-organization',
  'openai-project',
  'anthropic-organization-id',
  'x-turnpike-cost',
]);
const NOT_DOWNSTREAM_PREFIX = /^(?:access-control-|cf-)/;

/** Request headers for the upstream, flat as undici takes them. */
export function upstreamHeaders(
  from: IncomingHttpHeaders,
  credential: readonly Header[],
  contentLength: number | undefined,
): string[] {
  const headers: string[] = [];
  const hops = hopsOf(from.connection);
  for (const name in from) {
    if (!passesUp(name) || hops?.includes(name) === true) continue;
    const value = from[name];
    if (value !== undefined) headers.push(name, typeof value === 'string' ? value : value.join(', '));
  }
  // Usage is read from the bytes: a compressed answer would have to be opened first.
  headers.push('accept-encoding', 'identity');
  if (contentLength !== undefined) {
    headers.push('content-type', jsonType(from['content-type']));
    headers.push('content-length', String(contentLength));
  }
  for (const [name, value] of credential) headers.push(name, value);
  return headers;
}

/** Headers that the client's `Connection` declares to be of its hop alone; undefined for the usual `keep-alive`. */
function hopsOf(connection: string | undefined): readonly string[] | undefined {
  if (connection === undefined || connection.length <= 'keep-alive'.length) return undefined;
  return connection.split(',').map(name => name.trim().toLowerCase());
}

/** The body was read as JSON, whatever `curl -d` calls it; providers refuse another name. */
function jsonType(type: string | undefined): string {
  return type !== undefined && /json/i.test(type) ? type : 'application/json';
}

/** Answer headers for the client, flat, without those of the connection and of the operator's account. */
export function clientHeaders(from: IncomingHttpHeaders): string[] {
  const headers: string[] = [];
  for (const name in from) {
    if (!passesDown(name)) continue;
    const value = from[name];
    if (typeof value === 'string') headers.push(name, value);
    else if (value !== undefined) for (const each of value) headers.push(name, each);
  }
  return headers;
}

/** Remembers the verdict on each header name: the same few dozen names come with every request. */
function remembered(judge: (name: string) => boolean): (name: string) => boolean {
  const verdicts = new Map<string, boolean>();
  return name => {
    let verdict = verdicts.get(name);
    if (verdict === undefined) {
      verdict = judge(name);
      if (verdicts.size < MAX_NAMES) verdicts.set(name, verdict);
    }
    return verdict;
  };
}

/** Names that are remembered; clients could send any number of different ones. */
const MAX_NAMES = 1_000;
const passesUp = remembered(name => !NOT_UPSTREAM.has(name) && !NOT_UPSTREAM_PREFIX.test(name));
const passesDown = remembered(name => !NOT_DOWNSTREAM.has(name) && !NOT_DOWNSTREAM_PREFIX.test(name));
