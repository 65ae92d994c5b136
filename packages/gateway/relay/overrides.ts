// What a channel changes of a request that is ready to go: parameters, the system prompt, headers. Most change nothing.

import type { IncomingHttpHeaders } from 'node:http';
import { isProtocol } from '@turnpike/protocols/failures';
import { parseJson } from '@turnpike/protocols/json';
import { PLAIN_OPTIONS, type HeaderRules } from '../routing/channel-options.ts';
import { fits, type RequestFacts } from '../routing/conditions.ts';
import type { Candidate } from '../routing/plan.ts';
import { isStreamed } from '../providers/outer.ts';
import type { UpstreamRequest } from './attempt.ts';
import { isRecord } from './json.ts';
import { applyRules } from './parameters.ts';
import { applySystemPrompt } from './system-prompt.ts';

const OPEN_BRACE = 0x7b;
/** Headers that a request has of us, whatever the client sent. */
const OURS = new Set(['content-type', 'content-length', 'accept-encoding', 'host']);
/** Never passed on, whatever the rules say. */
const SECRET = /^(?:authorization|x-api-key|x-goog-api-key|api-key|cookie|mj-api-secret|proxy-authorization)$/;

/** The request as its channel wants it; the same one where the channel changes nothing. */
export function overridden(
  request: UpstreamRequest,
  candidate: Candidate,
  protocol: string,
  client: IncomingHttpHeaders,
  facts: () => RequestFacts,
): UpstreamRequest {
  const { options } = candidate.channel;
  if (options === undefined || options === PLAIN_OPTIONS) return request;
  const { parameters, systemPrompt, headers, passThrough } = options;
  // Rules are about JSON: what is read from a spool is a form, or media.
  const body =
    passThrough || isStreamed(request.body) || (parameters.length === 0 && systemPrompt === undefined)
      ? request.body
      : changedBody(request.body ?? [], value => {
          if (systemPrompt !== undefined && isProtocol(protocol)) applySystemPrompt(value, protocol, systemPrompt);
          applyRules(value, parameters, facts());
        });
  const isPlain = headers.drop.length === 0 && headers.pass.length === 0 && Object.keys(headers.set).length === 0;
  if (isPlain && body === request.body) return request;
  const flat = isPlain ? [...request.headers] : changedHeaders(request.headers, headers, client, candidate);
  if (body !== request.body && body !== undefined && !isStreamed(body) && body[0] !== undefined)
    setHeader(flat, 'content-length', String(body[0].length));
  return { ...request, headers: flat, body };
}

/** Only channels with rules pay for this second reading; numbers keep their digits. */
function changedBody(
  pieces: readonly Buffer[],
  change: (value: Record<string, unknown>) => void,
): readonly Buffer[] | undefined {
  // Forms with files (multipart) and other bytes go as they are.
  if (pieces[0]?.[0] !== OPEN_BRACE) return pieces;
  const value = parseJson(Buffer.concat(pieces).toString('utf8'));
  if (!isRecord(value)) return pieces;
  const fields: Record<string, unknown> = { ...value };
  change(fields);
  return [Buffer.from(JSON.stringify(fields))];
}

function changedHeaders(
  flat: readonly string[],
  rules: HeaderRules,
  client: IncomingHttpHeaders,
  { channel, credential }: Candidate,
): string[] {
  const kept: string[] = [];
  const secrets = new Set([credential.secret, `Bearer ${credential.secret}`]);
  for (let at = 0; at + 1 < flat.length; at += 2) {
    const [name = '', value = ''] = [flat[at], flat[at + 1]];
    const isOurs = OURS.has(name) || (credential.secret !== '' && secrets.has(value));
    if (isOurs || !rules.drop.some(pattern => fits(pattern, name))) kept.push(name, value);
  }
  for (const [name, value] of Object.entries(client)) {
    const passes = rules.pass.some(pattern => fits(pattern, name)) && !SECRET.test(name) && !OURS.has(name);
    if (passes && value !== undefined) setHeader(kept, name, typeof value === 'string' ? value : value.join(', '));
  }
  for (const [name, value] of Object.entries(rules.set)) {
    setHeader(kept, name, value.replaceAll('{api_key}', credential.secret).replaceAll('{channel}', channel.name));
  }
  return kept;
}

/** Sets a header in a flat list, in place. */
function setHeader(flat: string[], name: string, value: string): void {
  for (let at = 0; at + 1 < flat.length; at += 2) {
    if (flat[at]?.toLowerCase() !== name) continue;
    flat[at + 1] = value;
    return;
  }
  flat.push(name, value);
}
