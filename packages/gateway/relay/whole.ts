// Reads the facts of an answer that came as one JSON body.

import type { Protocol } from '@turnpike/protocols/failures';
import { scanEnvelope } from './envelope.ts';
import { noFacts, type Facts } from './facts.ts';
import { isRecord, parseRecord } from './json.ts';
import { READERS } from './readers.ts';
import { smallFields } from './splice.ts';

/** Bodies above this are scanned for their small fields instead of parsed: the rest of them is media. */
const PARSED_BYTES = 256 * 1024;

/** Facts of a whole answer; undefined when the body is not JSON. A list (Gemini) counts by all its objects. */
export function wholeFacts(protocol: Protocol, body: Buffer): Facts | undefined {
  const facts = noFacts();
  if (body.length > PARSED_BYTES && body[0] === 0x7b) return largeFacts(protocol, body, facts);
  const source = body.toString('utf8');
  const event = parseRecord(source) ?? lastOf(source);
  if (event === undefined) return undefined;
  READERS[protocol].read(event, facts);
  return facts;
}

function largeFacts(protocol: Protocol, body: Buffer, facts: Facts): Facts | undefined {
  try {
    READERS[protocol].read(smallFields(scanEnvelope(body), PARSED_BYTES), facts);
    facts.output = true;
    return facts;
  } catch {
    return undefined;
  }
}

/** Some answers of Google's are a list with one object. */
function lastOf(source: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(source);
    const last: unknown = Array.isArray(value) ? value.at(-1) : undefined;
    return isRecord(last) ? last : undefined;
  } catch {
    return undefined;
  }
}
