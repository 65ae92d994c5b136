// Changes a body without re-serialising it: the model's name and `include_usage` are spliced in, all other bytes stay.

import { CARRIERS, CONVERSATION_FIELD, withoutCarried } from '@turnpike/protocols/carried';
import type { Protocol } from '@turnpike/protocols/failures';
import { parseJson } from '@turnpike/protocols/json';
import { fieldByte, fieldValue, scanObject, type Envelope, type Span } from './envelope.ts';
import { isRecord } from './json.ts';

/** One replacement of bytes. */
export interface Edit extends Span {
  readonly text: string;
}

/** Bodies up to this size are joined into one buffer; larger ones are sent in pieces, without a copy. */
const JOIN_BYTES = 256 * 1024;

/** Puts `upstream` where the body names the model; nothing when it is the same name. */
export function modelEdits(envelope: Envelope, asked: string, upstream: string): Edit[] {
  const span = envelope.fields.get('model');
  return span === undefined || asked === upstream ? [] : [{ ...span, text: JSON.stringify(upstream) }];
}

/** Takes a field out of a body, with its name and one comma beside it. */
export function removal(envelope: Envelope, name: string, span: Span): Edit {
  const { body } = envelope;
  const start = body.lastIndexOf(JSON.stringify(name), span.start);
  const isSpace = (at: number): boolean => [0x20, 0x09, 0x0a, 0x0d].includes(body[at] ?? 0);
  let after = span.end;
  while (isSpace(after)) after += 1;
  if (body[after] === 0x2c) return { start, end: after + 1, text: '' };
  let before = start - 1;
  while (isSpace(before)) before -= 1;
  return { start: body[before] === 0x2c ? before : start, end: span.end, text: '' };
}

/** Makes a streamed chat request ask for usage, whatever it said of it. */
export function usageEdits(envelope: Envelope): Edit[] {
  const span = envelope.fields.get('stream_options');
  if (span === undefined) {
    return [{ start: envelope.close, end: envelope.close, text: ',"stream_options":{"include_usage":true}' }];
  }
  const options = fieldByte(envelope, 'stream_options') === 0x7b ? scanObject(envelope.body, span) : undefined;
  if (options === undefined) return [{ ...span, text: '{"include_usage":true}' }];
  const asked = options.fields.get('include_usage');
  if (asked !== undefined) return fieldValue(options, 'include_usage') === true ? [] : [{ ...asked, text: 'true' }];
  const comma = options.fields.size > 0 ? ',' : '';
  return [{ start: options.close, end: options.close, text: `${comma}"include_usage":true` }];
}

/** Puts `upstream` into the model of a Gemini `generateContentRequest`, which token counting may carry. */
export function nestedModelEdits(envelope: Envelope, asked: string, upstream: string): Edit[] {
  const span = envelope.fields.get('generateContentRequest') ?? envelope.fields.get('generate_content_request');
  const inner = span === undefined ? undefined : scanObject(envelope.body, span);
  const model = inner?.fields.get('model');
  if (inner === undefined || model === undefined || asked === upstream) return [];
  return [{ ...model, text: JSON.stringify(`models/${upstream}`) }];
}

/** The bytes of which some are in every body that carries something. */
function carries(protocol: Protocol, body: Buffer): boolean {
  return CARRIERS[protocol].some(text => body.includes(text));
}

/**
 * Takes out what the client carries for models of other protocols that it spoke with before: its own provider would
 * refuse the whole conversation for it. Bodies without any are not even parsed.
 */
export function carriedEdits(protocol: Protocol, envelope: Envelope): Edit[] {
  const span = envelope.fields.get(CONVERSATION_FIELD[protocol]);
  if (span === undefined || !carries(protocol, envelope.body)) return [];
  const conversation = parseJson(envelope.body.toString('utf8', span.start, span.end));
  return [{ ...span, text: JSON.stringify(withoutCarried(protocol, conversation)) }];
}

/** The body with its edits, as pieces to send in order. No piece is a copy of a large part. */
export function splice(body: Buffer, edits: readonly Edit[]): readonly Buffer[] {
  if (edits.length === 0) return [body];
  const pieces: Buffer[] = [];
  let at = 0;
  for (const edit of [...edits].sort((left, right) => left.start - right.start)) {
    if (edit.start > at) pieces.push(body.subarray(at, edit.start));
    pieces.push(Buffer.from(edit.text));
    at = edit.end;
  }
  if (at < body.length) pieces.push(body.subarray(at));
  return body.length <= JOIN_BYTES ? [Buffer.concat(pieces)] : pieces;
}

/** The length in bytes of a body in pieces. */
export function lengthOf(pieces: readonly Buffer[]): number {
  return pieces.reduce((sum, piece) => sum + piece.length, 0);
}

/** The value of a whole answer's small fields: a large one (media) is left out rather than parsed. */
export function smallFields(envelope: Envelope, limit: number): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  for (const [name, span] of envelope.fields) {
    if (span.end - span.start <= limit) fields[name] = fieldValue(envelope, name);
  }
  return isRecord(fields) ? fields : {};
}
