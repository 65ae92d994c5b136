// Takes out of a body what its client carries for others: proofs in our wrapping, which an upstream of the client's own
// protocol could not read. A conversation that moves from a translated model to a native one is full of them.

import { FOREIGN_SERVER } from './anthropic-messages/ids.ts';
import { fields, isFields, type Fields } from './conversation/counts.ts';
import { WRAPPING } from './conversation/origin.ts';
import type { Protocol } from './failures.ts';

/** Where the conversation stands in each protocol's body. */
export const CONVERSATION_FIELD: Readonly<Record<Protocol, string>> = {
  'openai-chat': 'messages',
  'openai-responses': 'input',
  'anthropic-messages': 'messages',
  'gemini-generate': 'contents',
};

function isWrapped(value: unknown): boolean {
  return typeof value === 'string' && value.startsWith(WRAPPING);
}

/** The texts of which one is in every body that carries something: a body without any is left alone. */
export const CARRIERS: Readonly<Record<Protocol, readonly string[]>> = {
  'openai-chat': [WRAPPING],
  'openai-responses': [WRAPPING],
  'anthropic-messages': [WRAPPING, FOREIGN_SERVER],
  'gemini-generate': [WRAPPING],
};

/** What Gemini takes for a signature that was lost (its documentation on thought signatures). */
const LOST_SIGNATURE = 'skip_thought_signature_validator';

type Cleaner = (item: Fields) => Fields | undefined;

/** A message less those of its parts that only carry; undefined when nothing else is in it. */
function lessParts(item: Fields, name: string, clean: Cleaner): Fields | undefined {
  const parts = item[name];
  if (!Array.isArray(parts)) return item;
  const kept = parts.flatMap((part: unknown) => (isFields(part) ? (clean(part) ?? []) : [part]));
  return kept.length === 0 && parts.length > 0 ? undefined : { ...item, [name]: kept };
}

function cleanSigned(part: Fields): Fields {
  const name = ['thoughtSignature', 'thought_signature'].find(one => isWrapped(part[one]));
  if (name === undefined) return part;
  const { [name]: _carried, ...rest } = part;
  const calls = isFields(part['functionCall']) || isFields(part['function_call']);
  return calls ? { ...rest, thoughtSignature: LOST_SIGNATURE } : rest;
}

function cleanDetails(message: Fields): Fields {
  const { reasoning_details: details, ...rest } = message;
  if (!Array.isArray(details)) return message;
  const kept = details.filter(
    (one: unknown) => !isWrapped(fields(one)['signature']) && !isWrapped(fields(one)['data']),
  );
  return kept.length === 0 ? rest : { ...rest, reasoning_details: kept };
}

/** Thinking of other makers goes, and their searches told as Anthropic's with the citations that point at them. */
function cleanBlock(block: Fields): Fields | undefined {
  if (isWrapped(block['signature']) || isWrapped(block['data'])) return undefined;
  if ([block['id'], block['tool_use_id']].some(id => typeof id === 'string' && id.startsWith(FOREIGN_SERVER)))
    return undefined;
  const { citations, ...rest } = block;
  if (!Array.isArray(citations)) return block;
  const kept = citations.filter((one: unknown) => !isWrapped(fields(one)['encrypted_index']));
  if (kept.length === citations.length) return block;
  return kept.length === 0 ? rest : { ...rest, citations: kept };
}

const CLEANERS: Readonly<Record<Protocol, Cleaner>> = {
  'openai-chat': cleanDetails,
  'openai-responses': item => (isWrapped(item['encrypted_content']) ? undefined : item),
  'anthropic-messages': message => lessParts(message, 'content', cleanBlock),
  'gemini-generate': content => lessParts(content, 'parts', cleanSigned),
};

/** The conversation of a body, without what its client carries for other makers. */
export function withoutCarried(protocol: Protocol, conversation: unknown): unknown {
  if (!Array.isArray(conversation)) return conversation;
  const clean = CLEANERS[protocol];
  return conversation.flatMap((item: unknown) => (isFields(item) ? (clean(item) ?? []) : [item]));
}
