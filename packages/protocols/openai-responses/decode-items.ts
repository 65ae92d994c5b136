// Reads the input of a request: every item becomes one message that knows where it stood.

import type { Fields } from '../conversation/counts.ts';
import { isFields } from '../conversation/counts.ts';
import type { Part, ToolResultPart } from '../conversation/part.ts';
import type { Message } from '../conversation/request.ts';
import { Failure } from '../failures.ts';
import { clientToolOf } from './client-tools.ts';
import { readContent } from './media.ts';
import type { Owner } from './proofs.ts';
import { readCall, readImage, readMessage, readReasoning, readServerTool } from './read-output.ts';
import { given, oneOf, textOf, wordOf } from './wire.ts';

/** The messages of `input`. @throws Failure naming the item that is none, or that only its maker could resolve. */
export function readInput(input: unknown): readonly Message[] {
  if (typeof input === 'string') return [{ role: 'user', parts: [{ type: 'text', text: input }], at: 'input' }];
  if (!Array.isArray(input)) throw invalid('input', 'must be a text or a list of items');
  const messages: Message[] = [];
  input.forEach((item: unknown, index) => {
    const at = `input[${index}]`;
    if (!isFields(item)) throw invalid(at, 'an item must be an object');
    const message = readItem(item, at, messages);
    if (message !== undefined) messages.push(message);
  });
  return messages;
}

const ROLES = ['user', 'assistant', 'system', 'developer'] as const;

function readItem(item: Fields, at: string, before: Message[]): Message | undefined {
  // A reference may be nothing but an id.
  const bare = item['role'] === undefined && wordOf(item['id']) !== undefined ? 'item_reference' : 'message';
  const type = wordOf(item['type']) ?? bare;
  if (type === 'message') return readSpoken(item, at);
  // A reference to mere reasoning is no part of the conversation: no other model could read what it stands for.
  if (type === 'item_reference' && textOf(item['id']).startsWith('rs_')) return undefined;
  refuseStored(item, type, at);
  if (type === 'reasoning') return readThought(item, at, before);
  // Its tools join those of the request, and it says nothing itself (Codex).
  if (type === 'additional_tools') return undefined;
  const result = readResult(item, type, at);
  if (result !== undefined) return { role: 'user', parts: [result], at };
  const part = readCall(item) ?? readServerTool(item) ?? readImage(item);
  if (part !== undefined) return { role: 'assistant', parts: [part], at };
  const native: Part = { type: 'native', native: { origin: 'openai-responses', value: item }, label: type };
  return { role: type.endsWith('_output') || type.endsWith('_response') ? 'user' : 'assistant', parts: [native], at };
}

function readSpoken(item: Fields, at: string): Message {
  const role = oneOf(item['role'], ROLES);
  if (role === undefined) {
    throw invalid(
      `${at}.role`,
      `'${textOf(item['role'])}' is not a role; use 'user', 'assistant', 'system' or 'developer'`,
    );
  }
  if (role === 'assistant') return { role, parts: readMessage(item), at };
  const { content } = item;
  if (typeof content === 'string') return { role, parts: [{ type: 'text', text: content }], at };
  if (!Array.isArray(content)) throw invalid(`${at}.content`, 'must be a text or a list of content parts');
  return { role, parts: content.map((part, index) => readContent(part, `${at}.content[${index}]`)), at };
}

/** What only the service that made it could resolve, and without which the conversation would be another one. */
function refuseStored(item: Fields, type: string, at: string): void {
  if (type === 'item_reference' || (type === 'image_generation_call' && wordOf(item['result']) === undefined)) {
    throw invalid(
      at,
      `the item ${textOf(item['id'])} is kept by the provider that made it, and another one serves this model; send the whole item instead of its id`,
    );
  }
  if (type === 'compaction' || type === 'compaction_summary' || type === 'compaction_trigger') {
    throw invalid(
      at,
      'a compacted conversation can be read by the provider that made it alone, and another one serves this model; send the conversation itself, or a summary of it in words',
    );
  }
}

/** A thought, or what proves the text or the call before it: that is put where it belongs. */
function readThought(item: Fields, at: string, before: Message[]): Message | undefined {
  const read = readReasoning(item);
  if (read === undefined) return undefined;
  const { owner } = read;
  if (owner.kind === 'text' || owner.kind === 'call') {
    const { proof } = read.part;
    if (proof !== undefined) sign(before, owner, proof);
    return undefined;
  }
  return { role: 'assistant', parts: [read.part], at };
}

function sign(before: Message[], owner: Owner, proof: NonNullable<Extract<Part, { type: 'text' }>['proof']>): void {
  const owns = (part: Part): boolean =>
    owner.kind === 'call' ? part.type === 'tool_call' && part.id === owner.id : part.type === 'text';
  const index = before.findLastIndex(message => message.role === 'assistant' && message.parts.some(owns));
  const message = before[index];
  if (message === undefined) return;
  const last = message.parts.findLastIndex(owns);
  before[index] = {
    ...message,
    parts: message.parts.map((part, place) => (place === last ? { ...part, proof } : part)),
  };
}

/** A tool's output, whosever tool it was; undefined when the item is none. */
function readResult(item: Fields, type: string, at: string): ToolResultPart | undefined {
  const known = clientToolOf(type);
  if (known !== undefined && known.output === type) {
    return {
      type: 'tool_result',
      callId: wordOf(item['call_id']) ?? textOf(item['id']),
      kind: 'function',
      content: known.shownOf?.(item) ?? [{ type: 'text', text: known.resultOf(item) }],
      native: { origin: 'openai-responses', value: item },
      failed: item['status'] === 'failed',
    };
  }
  if (type !== 'function_call_output' && type !== 'custom_tool_call_output') return undefined;
  const callId = wordOf(item['call_id']);
  if (callId === undefined) throw invalid(`${at}.call_id`, 'names the call that was answered, and is missing');
  return {
    type: 'tool_result',
    callId,
    ...given('name', wordOf(item['name'])),
    kind: type === 'function_call_output' ? 'function' : 'custom',
    content: readOutput(item['output'], at),
    failed: false,
  };
}

function readOutput(output: unknown, at: string): ToolResultPart['content'] {
  if (typeof output === 'string') return [{ type: 'text', text: output }];
  if (Array.isArray(output)) return output.map((part, index) => readContent(part, `${at}.output[${index}]`));
  if (output === undefined || output === null) return [];
  return [{ type: 'text', text: JSON.stringify(output) }];
}

function invalid(at: string, why: string): Failure {
  return new Failure('invalid_request', `${at}: ${why}.`, { param: at });
}
