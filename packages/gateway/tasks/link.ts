// The way to a channel for a driver: requests as JSON or bytes, whole answers, and faults that say whether it arrived.

import { Failure } from '@turnpike/protocols/failures';
import type { Operation } from '../providers/outer.ts';
import { providerKind } from '../providers/registry.ts';
import { send, type Timeouts, type UpstreamRequest } from '../relay/attempt.ts';
import { collect } from '../relay/collect.ts';
import { inquire } from '../relay/dispatch.ts';
import { streamedAnswer } from '../relay/stream-answer.ts';
import { isRecord } from '../relay/json.ts';
import { parseExact } from './exact-json.ts';
import type { Channel, Credential } from '../world.ts';
import { LinkFault, type Link, type UpstreamCall, type UpstreamReply } from './driver.ts';
import type { TaskServices } from './services.ts';

const TIMEOUT_MS = 60_000;

/** A link to a channel with one of its credentials. */
export function linkTo(
  services: Pick<TaskServices, 'dispatcherOf' | 'tokens'>,
  channel: Channel,
  credential: Credential,
  callbackUrl?: string,
): Link {
  const base = new URL(channel.baseUrl);
  const prefix = base.pathname.replace(/\/$/, '');
  return {
    secret: credential.secret,
    baseUrl: base.origin + prefix,
    provider: channel.provider,
    details: channel.options?.details ?? {},
    callbackUrl,
    async send(call) {
      const request = requestOf(base, prefix, call);
      // A key that is traded for a token, and a host that goes by the place, are the cloud's affair.
      const answer =
        providerKind(channel.provider)?.grant === undefined
          ? await collect(services.dispatcherOf(channel), request, timeoutsOf(call))
          : await inquire(services, { channel, credential }, request, timeoutsOf(call));
      if (answer instanceof Failure) throw faultOf(answer);
      return replyOf(answer.status, answer.headers, answer.body);
    },
    async open(call) {
      const request = requestOf(base, prefix, call);
      const answer = await streamedAnswer(sink =>
        send(services.dispatcherOf(channel), request, timeoutsOf(call), sink),
      );
      if (answer instanceof Failure) throw faultOf(answer);
      return { status: answer.status, body: answer.body };
    },
  };
}

function requestOf(base: URL, prefix: string, call: UpstreamCall): UpstreamRequest {
  const body = call.body ?? (call.json === undefined ? undefined : Buffer.from(JSON.stringify(call.json)));
  return {
    origin: base.origin,
    path: prefix + call.path,
    method: call.method,
    headers: headersOf(call, body),
    body: body === undefined ? undefined : [body],
    ...(call.model === undefined ? {} : { operation: operationOn(call.model) }),
  };
}

function timeoutsOf({ timeoutMs = TIMEOUT_MS }: UpstreamCall): Timeouts {
  return { firstByte: timeoutMs, idle: timeoutMs };
}

/** A job's model, for clouds that have their models in different places. */
function operationOn(model: string): Operation {
  return { protocol: 'gemini-generate', action: 'generate', model, streamed: false, version: 'v1' };
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
