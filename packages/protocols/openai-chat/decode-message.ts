// The messages of a chat request, read: roles, calls of tools in the new and the old form, thinking, and results.

import { ID_RULES, madeId } from '../conversation/call-ids.ts';
import { fields, isFields, type Fields } from '../conversation/counts.ts';
import type { Proof } from '../conversation/origin.ts';
import type { MediaPart, Part, TextPart, ToolCallPart, ToolResultPart } from '../conversation/part.ts';
import type { Message } from '../conversation/request.ts';
import { citationsIn, foreignAnnotations } from './annotations.ts';
import { BodyReader, invalid } from './body-reader.ts';
import { cacheMark, contentParts, imagesIn, withImages } from './decode-content.ts';
import { detailsIn, thinkingOf } from './reasoning-details.ts';
import { signatureOf } from './signatures.ts';

/** The messages of a request. @throws Failure naming the message. */
export function decodeMessages(value: unknown): Message[] {
  if (!Array.isArray(value)) return invalid('messages', 'is missing: it must be an array of messages.');
  if (value.length === 0) return invalid('messages', 'must have at least one message.');
  // A call of the old form has no id; its result follows it and has none either.
  let calls = 0;
  const messages = value.map((entry: unknown, index) => {
    const at = `messages[${index}]`;
    if (!isFields(entry)) return invalid(at, 'must be an object with a role.');
    if (isFields(entry['function_call'])) calls += 1;
    return decodeMessage(entry, at, madeId(ID_RULES['openai-chat'], `function ${calls}`));
  });
  return withKinds(messages);
}

/** A result does not say what kind of tool it is of; its call does. */
function withKinds(messages: Message[]): Message[] {
  const custom = new Set<string>();
  for (const { parts } of messages)
    for (const part of parts) if (part.type === 'tool_call' && part.kind === 'custom') custom.add(part.id);
  if (custom.size === 0) return messages;
  const kindly = (part: Part): Part =>
    part.type === 'tool_result' && custom.has(part.callId) ? { ...part, kind: 'custom' } : part;
  return messages.map(message => ({ ...message, parts: message.parts.map(kindly) }));
}

function decodeMessage(entry: Fields, at: string, legacyId: string): Message {
  const reader = new BodyReader(entry, at);
  const role = reader.text('role') ?? invalid(`${at}.role`, 'is missing.');
  const name = reader.text('name');
  const named = name === undefined || role === 'tool' || role === 'function' ? {} : { name };
  switch (role) {
    case 'system':
    case 'developer':
      return { role, parts: marked(textOnly(entry, at), entry), at, ...named };
    case 'user':
      return {
        role,
        parts: marked(required(contentParts(entry['content'], `${at}.content`), entry, at), entry),
        at,
        ...named,
      };
    case 'assistant':
      return decodeAssistant(entry, reader, at, legacyId, named);
    case 'tool':
      return { role: 'user', parts: [toolResult(entry, reader, at)], at };
    case 'function':
      return { role: 'user', parts: [resultOf(entry, at, legacyId)], at };
    default:
      return invalid(`${at}.role`, `is '${role}', but must be system, developer, user, assistant or tool.`);
  }
}

function required(parts: Part[], entry: Fields, at: string): Part[] {
  if (entry['content'] === undefined || entry['content'] === null) return invalid(`${at}.content`, 'is missing.');
  return parts;
}

function textOnly(entry: Fields, at: string): Part[] {
  const parts = required(contentParts(entry['content'], `${at}.content`), entry, at);
  const other = parts.findIndex(part => part.type !== 'text');
  return other === -1 ? parts : invalid(`${at}.content[${other}]`, 'must be text in a message of this role.');
}

/** A mark on the message itself stands for one on its last part. */
function marked<P extends Part>(parts: P[], entry: Fields): P[] {
  const cache = cacheMark(entry['cache_control']);
  const last = parts.at(-1);
  if (cache === undefined || last === undefined || !('type' in last) || 'cache' in last) return parts;
  return [...parts.slice(0, -1), { ...last, cache }];
}

function decodeAssistant(
  entry: Fields,
  reader: BodyReader,
  at: string,
  legacyId: string,
  named: { readonly name?: string },
): Message {
  const words = reader.take('reasoning_content') ?? reader.take('reasoning') ?? '';
  const thinking = thinkingOf(detailsIn(entry['reasoning_details']), typeof words === 'string' ? words : '');
  const content = assistantContent(entry, at);
  const refusal = reader.text('refusal') ?? '';
  const audio = audioReference(entry['audio']);
  const calls = [...toolCalls(entry, at), ...legacyCall(entry, at, legacyId)];
  const spoken: Part[] = [
    ...content,
    ...(refusal === '' ? [] : [{ type: 'refusal' as const, text: refusal }]),
    ...foreignAnnotations(entry['annotations']),
    ...(audio === undefined ? [] : [audio]),
  ];
  const absent = entry['content'] === undefined || entry['content'] === null;
  if (absent && spoken.length === 0 && calls.length === 0 && thinking.length === 0)
    return invalid(`${at}.content`, 'is missing: an assistant message without tool calls must have content.');
  const prefill = entry['prefix'] === true || entry['partial'] === true;
  return {
    role: 'assistant',
    parts: [...thinking, ...marked(spoken, entry), ...calls],
    at,
    ...named,
    ...(prefill ? { prefill } : {}),
  };
}

/** What the assistant said, with its sources on the last text, and its images in their places. */
function assistantContent(entry: Fields, at: string): Part[] {
  const parts = contentParts(entry['content'], `${at}.content`).flatMap(part =>
    part.type === 'text' ? withImages(part) : [part],
  );
  const shown = new Set(
    parts.flatMap(part => (part.type === 'image' && part.source.kind === 'base64' ? [part.source.data] : [])),
  );
  const images = imagesIn(entry['images']).filter(
    image => image.source.kind !== 'base64' || !shown.has(image.source.data),
  );
  const proof = signatureOf(entry);
  const citations = citationsIn(entry['annotations']);
  const last = parts.findLastIndex(part => part.type === 'text');
  const said = parts.map((part, index): Part => {
    if (index !== last || part.type !== 'text') return part;
    return withSources(part, citations, proof);
  });
  return [...said, ...images];
}

function withSources(part: TextPart, citations: TextPart['citations'], proof: Proof | undefined): TextPart {
  return {
    ...part,
    ...(citations === undefined || citations.length === 0 ? {} : { citations }),
    ...(proof === undefined ? {} : { proof }),
  };
}

/** An earlier spoken answer, by its id. */
function audioReference(value: unknown): MediaPart | undefined {
  const id = fields(value)['id'];
  return typeof id === 'string' && id !== ''
    ? { type: 'audio', source: { kind: 'file', id, origin: 'openai-chat' } }
    : undefined;
}

function toolCalls(entry: Fields, at: string): ToolCallPart[] {
  const calls = entry['tool_calls'];
  if (calls === undefined || calls === null) return [];
  if (!Array.isArray(calls)) return invalid(`${at}.tool_calls`, 'must be an array.');
  return calls.map((call: unknown, index) => {
    const place = `${at}.tool_calls[${index}]`;
    if (!isFields(call)) return invalid(place, 'must be an object.');
    const reader = new BodyReader(call, place);
    const id = reader.text('id');
    if (id === undefined || id === '') return invalid(`${place}.id`, 'is missing.');
    const custom = reader.object('custom');
    const target = new BodyReader(
      custom ?? reader.object('function') ?? invalid(`${place}.function`, 'is missing.'),
      `${place}.${custom === undefined ? 'function' : 'custom'}`,
    );
    const name = target.text('name');
    if (name === undefined || name === '') return invalid(target.path('name'), 'is missing.');
    const proof = signatureOf(call);
    const cache = cacheMark(call['cache_control']);
    return {
      type: 'tool_call',
      id,
      name,
      kind: custom === undefined ? 'function' : 'custom',
      input: custom === undefined ? argumentsText(target.take('arguments')) : (target.text('input') ?? ''),
      ...(proof === undefined ? {} : { proof }),
      ...(cache === undefined ? {} : { cache }),
    };
  });
}

/** The arguments of a call as JSON text: some clients and models give the object itself, or nothing. */
export function argumentsText(value: unknown): string {
  if (typeof value === 'string') return value.trim() === '' ? '{}' : value;
  return value === undefined || value === null ? '{}' : JSON.stringify(value);
}

function legacyCall(entry: Fields, at: string, id: string): ToolCallPart[] {
  const call = entry['function_call'];
  if (!isFields(call)) return [];
  const name = call['name'];
  if (typeof name !== 'string') return invalid(`${at}.function_call.name`, 'is missing.');
  // Some services write an empty one into every answer, and clients send it back.
  return name === ''
    ? []
    : [{ type: 'tool_call', id, name, kind: 'function', input: argumentsText(call['arguments']) }];
}

function toolResult(entry: Fields, reader: BodyReader, at: string): ToolResultPart {
  const id = reader.text('tool_call_id');
  if (id === undefined || id === '')
    return invalid(`${at}.tool_call_id`, 'is missing: it names the call that is answered.');
  return resultOf(entry, at, id);
}

function resultOf(entry: Fields, at: string, callId: string): ToolResultPart {
  const parts = contentParts(entry['content'], `${at}.content`);
  const content = parts.map((part, index) =>
    isContent(part) ? part : invalid(`${at}.content[${index}]`, 'must be text or a medium in the result of a tool.'),
  );
  const name = entry['name'];
  return {
    type: 'tool_result',
    callId,
    ...(typeof name === 'string' && name !== '' ? { name } : {}),
    kind: 'function',
    content: marked(content, entry),
    failed: false,
  };
}

function isContent(part: Part): part is TextPart | MediaPart {
  return ['text', 'image', 'audio', 'video', 'file'].includes(part.type);
}
