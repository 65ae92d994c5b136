// Anthropic's Messages: blocks of content, and an output limit that must be given.

import { type Attachment, CannotCarry, type Chat, type Delta, kindOf, quoted, type Turn, type Wire } from '../chat.ts';
import { errorIn, record, some, text } from '../json.ts';

/** What an answer may be long where nothing was chosen, tokens: this protocol leaves it to nobody. */
const DEFAULT_LIMIT = 4096;

function blockOf(file: Attachment): object {
  const source = { type: 'base64', media_type: file.type, data: file.data };
  switch (kindOf(file)) {
    case 'image':
      return { type: 'image', source };
    case 'pdf':
      return { type: 'document', source };
    case 'audio':
      throw new CannotCarry(`Anthropic Messages takes no sound (${file.name}). Choose Chat Completions or Gemini.`);
    case 'text':
      return { type: 'text', text: quoted(file) };
  }
}

function messageOf({ role, text: said, attachments = [] }: Turn): object {
  if (attachments.length === 0) return { role, content: said };
  return { role, content: [...attachments.map(blockOf), ...(said === '' ? [] : [{ type: 'text', text: said }])] };
}

function body({ model, system, turns, maxTokens, temperature }: Chat, streamed: boolean) {
  return {
    model,
    max_tokens: maxTokens ?? DEFAULT_LIMIT,
    ...some('system', system),
    messages: turns.map(messageOf),
    ...some('temperature', temperature),
    ...(streamed ? { stream: true } : {}),
  };
}

function read(value: unknown): Delta {
  const event = record(value);
  const delta = record(event['delta']);
  switch (event['type']) {
    case 'content_block_delta':
      return { ...some('text', text(delta['text'])), ...some('thinking', text(delta['thinking'])) };
    case 'message_delta': {
      const output = record(event['usage'])['output_tokens'];
      return typeof output === 'number' ? { outputTokens: output } : {};
    }
    case 'error':
      return { error: errorIn(event) ?? 'The answer failed.' };
    default:
      return {};
  }
}

export const anthropicMessages: Wire = {
  path: () => '/v1/messages',
  headers: { 'anthropic-version': '2023-06-01' },
  body,
  read,
};
