// Reads the content blocks of Messages, of requests and of answers alike, into parts.

import { fields, isFields, type Fields } from '../conversation/counts.ts';
import { unwrapProof, type Proof } from '../conversation/origin.ts';
import type { MediaPart, Part, TextPart, ToolResultPart } from '../conversation/part.ts';
import { citationsOf } from './citations.ts';
import { documentPart, imagePart, searchResultPart } from './decode-media.ts';
import { callIdOf } from './ids.ts';
import { listAt, needText, refuse } from './read.ts';
import { belongs, isServerResult, isServerUse, serverPart } from './server-tools.ts';
import { cacheOf, native, PROTOCOL, row, textOrNone } from './wire.ts';

/**
 * The parts of a content: a string, or blocks. `at` is the message's path.
 * @throws Failure naming the block that the protocol does not have so.
 */
export function partsOf(content: unknown, at: string): readonly Part[] {
  if (typeof content === 'string') return [{ type: 'text', text: content }];
  if (!Array.isArray(content)) return refuse(`${at}.content`, 'give a text or a list of blocks.');
  const blocks = listAt(content, `${at}.content`);
  const parts: Part[] = [];
  for (let index = 0; index < blocks.length; index += 1) {
    const block = blocks[index] ?? {};
    const next = blocks[index + 1];
    const paired = isServerUse(block) && next !== undefined && belongs(block, next);
    parts.push(paired ? serverPart(block, next) : partOf(block, `${at}.content[${index}]`));
    if (paired) index += 1;
  }
  return parts;
}

/** One block. What is not known stays what it is, for Anthropic alone. */
function partOf(block: Fields, at: string): Part {
  const type = needText(block, 'type', at);
  const read = row(READERS, type);
  if (read !== undefined) return read(block, at);
  if (isServerUse(block)) return serverPart(block, undefined);
  if (isServerResult(block)) return serverPart(undefined, block);
  return { type: 'native', native: native(block), label: `a block of the type ${type}` };
}

const READERS: Readonly<Record<string, (block: Fields, at: string) => Part>> = {
  text: textPart,
  image: imagePart,
  document: documentPart,
  search_result: searchResultPart,
  tool_use: (block, at) => ({
    type: 'tool_call',
    id: callIdOf(needText(block, 'id', at)),
    name: needText(block, 'name', at),
    kind: 'function',
    input: inputText(block['input']),
    ...cacheOf(block),
  }),
  tool_result: toolResult,
  thinking: block => ({ type: 'thinking', text: textOrNone(block['thinking']) ?? '', ...proofOf(block['signature']) }),
  redacted_thinking: block => ({ type: 'thinking', text: '', redacted: true, ...proofOf(block['data']) }),
};

function textPart(block: Fields, at: string): TextPart {
  return { type: 'text', text: needText(block, 'text', at), ...citationsOf(block['citations']), ...cacheOf(block) };
}

/** The arguments of a call as JSON text; whatever is no object counts as none. */
export function inputText(input: unknown): string {
  return isFields(input) ? JSON.stringify(input) : '{}';
}

/** A signature as a proof. An empty one proves nothing; one of our own wrapping is another provider's. */
export function proofOf(value: unknown): { readonly proof?: Proof } {
  if (typeof value !== 'string' || value === '') return {};
  const proof = unwrapProof(value, PROTOCOL);
  return proof.value === '' ? {} : { proof };
}

function toolResult(block: Fields, at: string): ToolResultPart {
  const written = block['content'];
  const content = typeof written === 'string' ? [{ type: 'text', text: written }] : listAt(written, `${at}.content`);
  const strange = content.some(one => !RESULT_BLOCKS.has(String(one['type'])));
  return {
    type: 'tool_result',
    callId: callIdOf(needText(block, 'tool_use_id', at)),
    kind: 'function',
    content: content.map((one, index) => resultPart(one, `${at}.content[${index}]`)),
    failed: block['is_error'] === true,
    ...(strange ? { native: native({ content }) } : {}),
    ...cacheOf(block),
  };
}

const RESULT_BLOCKS: ReadonlySet<string> = new Set(['text', 'image', 'document', 'search_result']);

/** What a result holds. A reference to a tool whose definition was held back is told in words: elsewhere all are offered. */
function resultPart(block: Fields, at: string): TextPart | MediaPart {
  const read = partOf(block, at);
  if (read.type === 'text' || isMedia(read)) return read;
  const name = textOrNone(block['tool_name']);
  const text =
    block['type'] === 'tool_reference' && name !== undefined
      ? `The tool ${name} is available now.`
      : JSON.stringify(fields(block));
  return { type: 'text', text };
}

function isMedia(part: Part): part is MediaPart {
  return ['image', 'audio', 'video', 'file'].includes(part.type);
}
