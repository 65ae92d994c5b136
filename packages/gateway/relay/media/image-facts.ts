// Reads the facts of pictures in OpenAI's format: from a whole answer without parsing the pictures, or from events.

import { fields, isFields, type Fields } from '@turnpike/protocols/conversation/counts';
import { METERS, usageOf, type Usage } from '@turnpike/protocols/conversation/usage';
import { readImageUsage } from '@turnpike/protocols/images/usage';
import { scanEnvelope } from '../envelope.ts';
import { noFacts, type Facts } from '../facts.ts';
import { smallFields } from '../splice.ts';

/** Fields above this are pictures. */
const SMALL_BYTES = 64 * 1024;
/** Each stands once in the place of a picture; a quotation mark inside of a text is escaped, and matches neither. */
const PLACES = [/"b64_json"\s*:\s*"/g, /"url"\s*:\s*"/g];

/** The facts of a whole answer; undefined when it is none. */
export function wholeImageFacts(body: Buffer): Facts | undefined {
  let small: Fields;
  let list: string;
  try {
    const envelope = scanEnvelope(body);
    const span = envelope.fields.get('data');
    small = smallFields(envelope, SMALL_BYTES);
    list = span === undefined ? '' : body.toString('latin1', span.start, span.end);
  } catch {
    return undefined;
  }
  const facts = noFacts();
  if (isFields(small['error'])) return { ...facts, failed: true };
  const pieces = Math.max(...PLACES.map(place => list.match(place)?.length ?? 0));
  if (pieces === 0) return undefined;
  const usage = readImageUsage(small['usage'], pieces);
  return {
    ...facts,
    usage,
    id: typeof small['id'] === 'string' ? small['id'] : '',
    finishReason: 'stop',
    output: true,
    finished: true,
    pieces,
  };
}

/** Takes the facts of one event. `n` is how many pictures were asked for. */
export function readImageEvent(event: Fields, facts: Facts, n: number): void {
  const type = typeof event['type'] === 'string' ? event['type'] : '';
  if (isFields(event['error']) || type === 'error') {
    facts.failed = true;
    return;
  }
  if (type.endsWith('.partial_image') || type.endsWith('.partial_succeeded')) {
    facts.output = true;
    facts.partials = (facts.partials ?? 0) + 1;
  }
  if (!type.endsWith('.completed')) return;
  facts.output = true;
  facts.pieces = (facts.pieces ?? 0) + 1;
  const usage = readImageUsage(fields(event)['usage'], 1);
  if (usage !== undefined) facts.usage = facts.usage === undefined ? usage : sum(facts.usage, usage);
  if (facts.pieces < n) return;
  facts.finished = true;
  facts.finishReason = 'stop';
}

/** Two usages together. */
export function sum(left: Usage, right: Usage): Usage {
  const all = usageOf();
  for (const meter of METERS) all[meter] = left[meter] + right[meter];
  return all;
}
