// Reads `contents` and `systemInstruction`: turns, and the parts that they are made of.

import { isFields, type Fields } from '../conversation/counts.ts';
import type { Part, TextPart, ThinkingPart } from '../conversation/part.ts';
import type { Message } from '../conversation/request.ts';
import { OpenCalls, idAtPlace } from './decode-calls.ts';
import { decodeMedia } from './media.ts';
import { provenBy } from './proof.ts';
import { answers, isServerTool, serverToolOf } from './server-tools.ts';
import { GEMINI, flagAt, listed, objectAt, refuse, textAt } from './wire.ts';

/** The instruction of the system as a message, or none. @throws Failure */
export function decodeSystem(value: unknown): readonly Message[] {
  if (value === undefined || value === null) return [];
  const at = 'systemInstruction';
  const parts = listed(value).flatMap(one => {
    if (typeof one === 'string') return [textPart(one)];
    const content = objectAt(one, at);
    // Some clients send a bare part.
    const list = content['parts'] === undefined && content['text'] !== undefined ? [content] : listed(content['parts']);
    return list.map((part, index) => systemPart(part, `${at}.parts[${index}]`));
  });
  return parts.length === 0 ? [] : [{ role: 'system', parts, at }];
}

function systemPart(value: unknown, path: string): Part {
  if (typeof value === 'string') return textPart(value);
  const part = objectAt(value, path);
  if (part['inlineData'] !== undefined || part['fileData'] !== undefined) return decodeMedia(part, path);
  const text = textAt(part['text'], `${path}.text`);
  return text === undefined ? refuse(path, 'a system instruction is made of text') : textPart(text);
}

/** The messages of `contents`: one for each content, but chunks of one streamed answer are put together. @throws Failure */
export function decodeContents(value: unknown): readonly Message[] {
  const contents = listed(value);
  if (contents.length === 0) refuse('contents', 'contents is not specified');
  const single = !Array.isArray(value);
  const calls = new OpenCalls();
  const messages: Draft[] = [];
  for (const [index, content] of contents.entries()) {
    const at = single ? 'contents' : `contents[${index}]`;
    const message = decodeContent(content, at, calls, messages.at(-1)?.role === 'assistant');
    const before = messages.at(-1);
    if (before?.role === 'assistant' && message.role === 'assistant') joinChunks(before.parts, message.parts);
    if (message.parts.length > 0) messages.push(message);
  }
  return messages;
}

interface Draft extends Message {
  readonly parts: Part[];
}

const ROLES: ReadonlyMap<unknown, Message['role']> = new Map([
  ['user', 'user'],
  ['function', 'user'],
  ['tool', 'user'],
  ['model', 'assistant'],
  ['system', 'system'],
]);

function decodeContent(value: unknown, at: string, calls: OpenCalls, followsModel: boolean): Draft {
  if (typeof value === 'string') return { role: 'user', parts: [textPart(value)], at };
  const content = objectAt(value, at);
  const list = listed(content['parts']);
  if (list.length === 0) refuse(`${at}.parts`, 'contents.parts must not be empty');
  const role = roleOf(content['role'], list, at);
  if (role === 'assistant') calls.model(followsModel);
  const single = !Array.isArray(content['parts']);
  const parts: Part[] = [];
  for (const [index, part] of list.entries()) {
    const path = single ? `${at}.parts` : `${at}.parts[${index}]`;
    addPart(parts, part, at, path, calls);
  }
  return { role, parts, at };
}

function roleOf(role: unknown, parts: readonly unknown[], at: string): Message['role'] {
  if (role !== undefined && role !== null && role !== '')
    return ROLES.get(role) ?? refuse(`${at}.role`, 'please use a valid role: user, model');
  return parts.some(part => isFields(part) && (part['functionCall'] ?? part['function_call']) !== undefined)
    ? 'assistant'
    : 'user';
}

function addPart(parts: Part[], value: unknown, at: string, path: string, calls: OpenCalls): void {
  if (typeof value === 'string') {
    parts.push(textPart(value));
    return;
  }
  const part = objectAt(value, path);
  const last = parts.at(-1);
  if (isServerTool(part)) {
    const index = parts.findLastIndex(one => one.type === 'server_tool' && answers(part, one));
    const waiting = parts[index];
    const call = waiting?.type === 'server_tool' ? waiting : undefined;
    parts.splice(
      index === -1 ? parts.length : index,
      1,
      serverToolOf(part, call, idAtPlace(`${at}/server`, parts.length)),
    );
    return;
  }
  const read = decodePart(part, at, path, calls);
  if (read.type === 'thinking' && last?.type === 'thinking' && last.proof === undefined)
    parts.splice(-1, 1, joined(last, read));
  else parts.push(read);
}

function decodePart(part: Fields, at: string, path: string, calls: OpenCalls): Part {
  const thought = flagAt(part['thought'], `${path}.thought`) === true;
  if (part['functionCall'] !== undefined) return calls.call(part, at, path);
  if (part['functionResponse'] !== undefined) return calls.result(part, path);
  const isMedia = part['inlineData'] !== undefined || part['fileData'] !== undefined;
  if (isMedia && !thought) return decodeMedia(part, path);
  const text = textAt(part['text'], `${path}.text`);
  if (text !== undefined && !isMedia)
    return thought ? thinkingPart(text, part) : { ...textPart(text), ...provenBy(part['thoughtSignature']) };
  // A signature alone is what is left of a final empty text, or of a thought, when a client dropped empty strings.
  if (part['thoughtSignature'] !== undefined && !isMedia)
    return thought ? thinkingPart('', part) : { ...textPart(''), ...provenBy(part['thoughtSignature']) };
  const label = Object.keys(part).find(name => name !== 'thought');
  if (label === undefined) refuse(`${path}.data`, "required oneof field 'data' must have one initialized field");
  return { type: 'native', native: { origin: GEMINI, value: part }, label };
}

function textPart(text: string): TextPart {
  return { type: 'text', text };
}

/** A thought; `redacted` is what the wrapping of another vendor's withheld thinking says of itself. */
function thinkingPart(text: string, part: Fields): ThinkingPart {
  const { proof } = provenBy(part['thoughtSignature']);
  if (proof?.format !== REDACTED) return { type: 'thinking', text, ...(proof === undefined ? {} : { proof }) };
  const { format: _format, ...rest } = proof;
  return { type: 'thinking', text, proof: rest, redacted: true };
}

/** The format by which the wrapping of withheld thinking is told from that of shown thinking. */
export const REDACTED = 'redacted';

function joined<P extends TextPart | ThinkingPart>(first: P, second: P): P {
  return { ...first, ...second, text: first.text + second.text };
}

/** The chunks of a streamed answer, which some clients keep as contents of their own: text goes on where it stopped. */
function joinChunks(before: Part[], after: Part[]): void {
  // The last chunk has an empty text, because it must have one.
  if (after.every(part => part.type === 'text' && part.text === '' && part.proof === undefined)) after.length = 0;
  const last = before.at(-1);
  const [first] = after;
  if (last?.type === 'text' && first?.type === 'text' && last.proof === undefined)
    before.splice(-1, 1, joined(last, first));
  else if (last?.type === 'thinking' && first?.type === 'thinking' && last.proof === undefined)
    before.splice(-1, 1, joined(last, first));
  else return;
  after.shift();
}
