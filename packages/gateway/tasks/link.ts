// The way to a channel for a driver: requests as JSON or bytes, whole answers, and faults that say whether it arrived.

import { Failure } from '@turnpike/protocols/failures';
import type { Dispatcher } from 'undici';
import { collect } from '../relay/collect.ts';
import { isRecord } from '../relay/json.ts';
import { parseExact } from './exact-json.ts';
import type { Channel, Credential } from '../world.ts';
import { LinkFault, type Link, type UpstreamCall, type UpstreamReply } from './driver.ts';

const TIMEOUT_MS = 60_000;

/** A link over a dispatcher. */
export function linkTo(dispatcher: Dispatcher, channel: Channel, credential: Credential, callbackUrl?: string): Link {
  const base = new URL(channel.baseUrl);
  const prefix = base.pathname.replace(/\/$/, '');
  return {
    secret: credential.secret,
    baseUrl: base.origin + prefix,
    provider: channel.provider,
    callbackUrl,
    async send(call) {
      const body = call.body ?? (call.json === undefined ? undefined : Buffer.from(JSON.stringify(call.json)));
      const request = {
        origin: base.origin,
        path: prefix + call.path,
        method: call.method,
        headers: headersOf(call, body),
        body: body === undefined ? undefined : [body],
      };
      const timeout = call.timeoutMs ?? TIMEOUT_MS;
      const answer = await collect(dispatcher, request, { firstByte: timeout, idle: timeout });
      if (answer instanceof Failure) throw faultOf(answer);
      return replyOf(answer.status, answer.headers, answer.body);
    },
  };
}

function headersOf(call: UpstreamCall, body: Buffer | undefined): string[] {
  const headers: Record<string, string> = { 'accept-encoding': 'identity', accept: 'application/json' };
  if (body !== undefined) {
    headers['content-type'] = 'application/json';
    headers['content-length'] = String(body.length);
  }
  for (const [name, value] of Object.entries(call.headers ?? {})) headers[name.toLowerCase()] = value;
  return Object.entries(headers).flat();
}

function replyOf(status: number, headers: UpstreamReply['headers'], body: Buffer): UpstreamReply {
  const value = parseExact(body.toString());
  return { status, headers, body, value, json: isRecord(value) ? value : {} };
}

/** Only a connection that was never made is surely no submission. */
function faultOf(failure: Failure): LinkFault {
  return new LinkFault(failure.message, failure.code, failure.code === 'upstream_unreachable', failure);
}
