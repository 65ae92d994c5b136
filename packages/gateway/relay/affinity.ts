// What makes two calls share a provider's prompt cache: the beginning of their prompts, or a key that the client names.

import { createHash } from 'node:crypto';
import { text } from './json.ts';
import type { Call } from './call.ts';
import { fieldValue, type Envelope, type Span } from './envelope.ts';

/** Providers cache prompts from about a thousand tokens on; below that, there is nothing to keep together. */
const CACHED_BYTES = 4096;
/** As much of a first message as tells conversations apart. */
const FIRST_BYTES = 16 * 1024;
const MARK = Buffer.from('"cache_control"');

/** Fields that stand at the front of a prompt, in every protocol. */
const FRONT = ['tools', 'system', 'instructions', 'systemInstruction', 'system_instruction'];
/** Fields that hold the turns. */
const TURNS = ['messages', 'input', 'contents'];

/** The same text for calls that share a cache; undefined where no cache is at stake. */
export function affinityOf(call: Call): string | undefined {
  const { envelope } = call;
  const named = text(fieldValue(envelope, 'prompt_cache_key')) || text(fieldValue(envelope, 'cachedContent'));
  if (named !== '') return digest(call.model, [Buffer.from(named)]);
  const front = spansOf(envelope, FRONT);
  const pieces = front.map(span => envelope.body.subarray(span.start, span.end));
  // A mark on the front says that all calls with this front are to share it.
  if (pieces.some(piece => piece.includes(MARK))) return digest(call.model, pieces);
  if (envelope.body.length < CACHED_BYTES && !envelope.body.includes(MARK)) return undefined;
  return digest(call.model, [...pieces, ...spansOf(envelope, TURNS).map(span => firstOf(envelope.body, span))]);
}

function spansOf({ fields }: Envelope, names: readonly string[]): Span[] {
  return names.flatMap(name => fields.get(name) ?? []);
}

function digest(model: string, pieces: readonly Buffer[]): string {
  const hash = createHash('sha1').update(model);
  for (const piece of pieces) hash.update('\0').update(piece);
  return hash.digest('base64');
}

/** The first item of a list, or the text itself, as far as it tells conversations apart. */
function firstOf(body: Buffer, span: Span): Buffer {
  const end = Math.min(span.end, span.start + FIRST_BYTES);
  if (body[span.start] !== 0x5b) return body.subarray(span.start, end);
  let depth = 0;
  let inText = false;
  for (let at = span.start + 1; at < end; at += 1) {
    const byte = body[at];
    if (byte === 0x5c) at += 1;
    else if (byte === 0x22) inText = !inText;
    else if (inText) continue;
    else if (byte === 0x7b || byte === 0x5b) depth += 1;
    else if (byte === 0x7d || byte === 0x5d) depth -= 1;
    else if (byte === 0x2c && depth === 0) return body.subarray(span.start, at);
    if (depth < 0) return body.subarray(span.start, at);
  }
  return body.subarray(span.start, end);
}
