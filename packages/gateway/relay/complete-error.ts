// An error in OpenAI's shape of which a vendor leaves fields out: they are filled in, and everything that is there stays.

import { FAULTS, faultKind } from '@turnpike/protocols/conversation/fault';
import type { Protocol } from '@turnpike/protocols/failures';
import { isRecord, parseRecord } from './json.ts';

/** Fields that typed clients refuse to read an error without; Groq's errors leave out `param`, and pass as they are. */
const FIELDS = ['type', 'code'] as const;

/** The body of a refusal with all fields of its protocol's errors; the same bytes where it can be told apart as it is. */
export function completeError(protocol: Protocol, status: number, body: Buffer): Buffer {
  if (protocol !== 'openai-chat' && protocol !== 'openai-responses') return body;
  const value = parseRecord(body.toString('utf8'));
  const error = value?.['error'];
  if (!isRecord(error) || FIELDS.every(name => name in error)) return body;
  const { openai: type } = FAULTS[faultKind(status)];
  return Buffer.from(JSON.stringify({ ...value, error: { type, param: null, code: null, ...error } }));
}
