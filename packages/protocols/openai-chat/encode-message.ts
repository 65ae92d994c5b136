// The turns of a conversation, written as chat messages: each result of a tool in one of its own, its media behind them.

import type { Fields } from '../conversation/counts.ts';
import type { MediaPart, TextPart, ToolResultPart } from '../conversation/part.ts';
import type { PlacedPart, Turn } from '../conversation/turns.ts';
import { assistantMessage } from './encode-assistant.ts';
import { contentOf, markOf, mediaParts, refusePart, textPart } from './encode-content.ts';
import { CallIds, nameOf, type Message, type TurnWriting } from './turn-writing.ts';

/** All messages. @throws Failure naming the message and the part that the target cannot hold. */
export function encodeTurns(writing: TurnWriting, turns: readonly Turn[]): Message[] {
  const messages: Message[] = [];
  // Ids of the running turn's calls, by their place; results stand in the same order.
  let calls: CallIds = new CallIds(writing);
  let shown: PlacedPart<MediaPart>[] = [];
  for (const [index, turn] of turns.entries()) {
    if (turn.role === 'assistant') {
      calls = new CallIds(writing);
      const last = index === turns.length - 1;
      const spoken = assistantMessage(writing, turn, calls, last);
      if (spoken.message !== undefined) messages.push(spoken.message);
      shown = spoken.images;
    } else if (turn.role === 'user') {
      messages.push(...userMessages(writing, turn, calls, shown));
      shown = [];
    } else messages.push(systemMessage(writing, turn));
  }
  if (shown.length > 0) messages.push({ role: 'user', content: shown.flatMap(image => mediaParts(writing, image)) });
  return writing.quirks.system === 'one' ? withOneSystem(messages) : messages;
}

function systemMessage(writing: TurnWriting, turn: Turn): Message {
  const { quirks } = writing;
  const parts = turn.parts.flatMap(({ part, at }) => {
    if (part.type === 'text') return part.text === '' ? [] : [textPart(writing, part, at)];
    return refusePart(writing, part, at, 'a system message can only hold text.');
  });
  return {
    role: turn.role === 'developer' && quirks.developer ? 'developer' : 'system',
    content: contentOf(parts, quirks.lists === 'all' && writing.native, '\n\n'),
    ...nameOf(writing, turn),
  };
}

/** One system message at the head, for vendors that refuse any other. */
function withOneSystem(messages: readonly Message[]): Message[] {
  const texts = messages.filter(message => message['role'] === 'system').map(message => flat(message['content']));
  const others = messages.filter(message => message['role'] !== 'system');
  return texts.length === 0 ? others : [{ role: 'system', content: texts.join('\n\n') }, ...others];
}

function flat(content: unknown): string {
  if (typeof content === 'string') return content;
  return Array.isArray(content) ? content.map((part: Fields) => String(part['text'] ?? '')).join('\n\n') : '';
}

/** A turn of the user: the results of tools each in a message of its own, then the rest in one. */
function userMessages(
  writing: TurnWriting,
  turn: Turn,
  calls: CallIds,
  shown: readonly PlacedPart<MediaPart>[],
): Message[] {
  const messages: Message[] = [];
  const content: Fields[] = [];
  for (const { part, at } of turn.parts) {
    if (part.type !== 'tool_result') continue;
    const { message, media } = resultMessage(writing, part, at, calls.result(part.callId));
    messages.push(message);
    content.push(...media);
  }
  content.push(...shown.flatMap(image => mediaParts(writing, image)));
  for (const placed of turn.parts) content.push(...userParts(writing, placed));
  if (content.length > 0 || messages.length === 0) {
    const { lists, bridge } = writing.quirks;
    if (messages.length > 0 && bridge !== undefined) messages.push({ role: 'assistant', content: bridge });
    messages.push({
      role: 'user',
      content: contentOf(content, lists !== 'none' && writing.native, '\n\n'),
      ...nameOf(writing, turn),
    });
  }
  return messages;
}

function userParts(writing: TurnWriting, { part, at }: PlacedPart): Fields[] {
  switch (part.type) {
    case 'tool_result':
      return [];
    case 'text':
      return part.text === '' ? [] : [textPart(writing, part, at)];
    case 'image':
    case 'audio':
    case 'video':
    case 'file':
      return mediaParts(writing, { part, at });
    case 'native':
      if (part.native.origin === 'openai-chat' && writing.quirks.extras === 'pass') return [part.native.value];
      return refusePart(writing, part, at, `${part.label} has no like in OpenAI Chat.`);
    case 'refusal':
      return [{ type: 'text', text: part.text }];
    default:
      return refusePart(writing, part, at, `a ${part.type} cannot stand in a user's message.`);
  }
}

/** The result of a tool: its text in the message, its media for a message of the user's after all results. */
function resultMessage(
  writing: TurnWriting,
  part: ToolResultPart,
  at: string,
  id: string,
): { readonly message: Message; readonly media: Fields[] } {
  const texts = part.content.filter((inner): inner is TextPart => inner.type === 'text' && inner.text !== '');
  const media = part.content.filter((inner): inner is MediaPart => inner.type !== 'text');
  const shown = media.flatMap(inner => mediaParts(writing, { part: inner, at }));
  const parts: Fields[] = texts.map(text => textPart(writing, text, at));
  if (part.object !== undefined && parts.length === 0) parts.push({ type: 'text', text: part.object });
  if (shown.length > 0) {
    writing.losses.part(part, at, undefined, 'emulated');
    parts.push({
      type: 'text',
      text: `(${shown.length === 1 ? 'A file of this result follows' : `${shown.length} files of this result follow`} in the next user message.)`,
    });
  }
  if (parts.length === 0) parts.push({ type: 'text', text: '(no output)' });
  const first = parts[0];
  if (part.failed && first !== undefined && !/^\s*error/i.test(String(first['text'])))
    parts[0] = { ...first, text: `Error: ${String(first['text'])}` };
  const last = parts.at(-1);
  if (last !== undefined) parts[parts.length - 1] = { ...last, ...markOf(writing, part, at) };
  const label = { type: 'text', text: `From the result of the tool call ${id}:` };
  return {
    message: {
      role: 'tool',
      tool_call_id: id,
      content: contentOf(parts, writing.quirks.lists === 'all' && writing.native, '\n'),
    },
    media: shown.length === 0 ? [] : [label, ...shown],
  };
}
