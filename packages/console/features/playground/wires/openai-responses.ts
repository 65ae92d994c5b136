// OpenAI's Responses: items in, events out, nothing kept at the provider.

import {
  type Attachment,
  CannotCarry,
  type Chat,
  dataUrl,
  type Delta,
  kindOf,
  quoted,
  type Turn,
  type Wire,
} from '../chat.ts';
import { errorIn, record, some, text } from '../json.ts';

function partOf(file: Attachment): object {
  switch (kindOf(file)) {
    case 'image':
      return { type: 'input_image', image_url: dataUrl(file), detail: 'auto' };
    case 'audio':
      throw new CannotCarry(`OpenAI Responses takes no sound (${file.name}). Choose Chat Completions or Gemini.`);
    case 'pdf':
      return { type: 'input_file', filename: file.name, file_data: dataUrl(file) };
    case 'text':
      return { type: 'input_text', text: quoted(file) };
  }
}

function itemOf({ role, text: said, attachments = [] }: Turn): object {
  if (role === 'assistant') return { role, content: said };
  if (attachments.length === 0) return { role, content: said };
  return { role, content: [...(said === '' ? [] : [{ type: 'input_text', text: said }]), ...attachments.map(partOf)] };
}

function body({ model, system, turns, maxTokens, temperature }: Chat, streamed: boolean) {
  return {
    model,
    ...some('instructions', system),
    input: turns.map(itemOf),
    ...some('max_output_tokens', maxTokens),
    ...some('temperature', temperature),
    store: false,
    ...(streamed ? { stream: true } : {}),
  };
}

function read(value: unknown): Delta {
  const event = record(value);
  const response = record(event['response']);
  switch (event['type']) {
    case 'response.output_text.delta':
    case 'response.refusal.delta':
      return some('text', text(event['delta']));
    case 'response.reasoning_summary_text.delta':
    case 'response.reasoning_text.delta':
      return some('thinking', text(event['delta']));
    case 'response.output_item.done': {
      const item = record(event['item']);
      const drawn = item['type'] === 'image_generation_call' ? text(item['result']) : '';
      return drawn === '' ? {} : { image: `data:image/png;base64,${drawn}` };
    }
    case 'response.completed':
    case 'response.incomplete': {
      const output = record(response['usage'])['output_tokens'];
      return typeof output === 'number' ? { outputTokens: output } : {};
    }
    case 'response.failed':
      return { error: errorIn(response) ?? 'The answer failed.' };
    case 'error':
      return { error: errorIn(event) ?? 'The answer failed.' };
    default:
      return event['error'] === undefined || event['error'] === null ? {} : some('error', errorIn(event));
  }
}

export const openaiResponses: Wire = { path: () => '/v1/responses', body, read };
