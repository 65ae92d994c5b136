// Puts a channel's own system prompt into a request, in the place that each protocol has for it.

import type { Protocol } from '@turnpike/protocols/failures';
import type { ChannelOptions } from '../routing/channel-options.ts';
import { isRecord, text } from './json.ts';

type Fields = Record<string, unknown>;
type Prompt = NonNullable<ChannelOptions['systemPrompt']>;

/** What stands between the operator's prompt and the client's. */
const BETWEEN = '\n\n';

/** Changes the body; `mode` says what becomes of the client's own prompt. */
export function applySystemPrompt(body: Fields, protocol: Protocol, prompt: Prompt): void {
  PLACES[protocol](body, prompt);
}

const PLACES: Readonly<Record<Protocol, (body: Fields, prompt: Prompt) => void>> = {
  'openai-chat': intoMessages,
  'openai-responses': intoInstructions,
  'anthropic-messages': intoSystem,
  'gemini-generate': intoInstruction,
};

function isSystemTurn(turn: unknown): turn is Fields {
  return isRecord(turn) && (turn['role'] === 'system' || turn['role'] === 'developer');
}

function intoMessages(body: Fields, { text: words, mode }: Prompt): void {
  const messages: unknown[] = Array.isArray(body['messages']) ? body['messages'] : [];
  const own = messages.find(isSystemTurn);
  if (mode === 'default' && own !== undefined) return;
  if (mode === 'prepend' && own !== undefined) {
    own['content'] = before(words, own['content'], content => ({ type: 'text', text: content }));
    return;
  }
  const kept = mode === 'replace' ? messages.filter(turn => !isSystemTurn(turn)) : messages;
  body['messages'] = [{ role: 'system', content: words }, ...kept];
}

function intoInstructions(body: Fields, { text: words, mode }: Prompt): void {
  const { input } = body;
  const own = text(body['instructions']);
  const hasTurn = Array.isArray(input) && input.some(isSystemTurn);
  if (mode === 'default' && (own !== '' || hasTurn)) return;
  if (mode === 'replace' && Array.isArray(input)) body['input'] = input.filter(turn => !isSystemTurn(turn));
  body['instructions'] = mode === 'prepend' && own !== '' ? words + BETWEEN + own : words;
}

function intoSystem(body: Fields, { text: words, mode }: Prompt): void {
  const own = body['system'];
  const isEmpty = own === undefined || own === null || own === '' || (Array.isArray(own) && own.length === 0);
  if (mode === 'default' && !isEmpty) return;
  const joined = mode === 'prepend' && !isEmpty;
  body['system'] = joined ? before(words, own, content => ({ type: 'text', text: content })) : words;
}

function intoInstruction(body: Fields, { text: words, mode }: Prompt): void {
  const name = body['system_instruction'] === undefined ? 'systemInstruction' : 'system_instruction';
  const own = body[name];
  const parts = isRecord(own) && Array.isArray(own['parts']) ? own['parts'] : [];
  if (mode === 'default' && parts.length > 0) return;
  const kept = mode === 'prepend' ? parts : [];
  body[name] = { ...(isRecord(own) ? own : {}), parts: [{ text: words }, ...kept] };
}

/** The operator's words in front of a content that is a text or a list of parts. */
function before(words: string, content: unknown, part: (words: string) => unknown): unknown {
  if (Array.isArray(content)) return [part(words), ...content];
  const own = text(content);
  return own === '' ? words : words + BETWEEN + own;
}
