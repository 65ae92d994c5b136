// OpenAI's chat completions: parts of a message, choices of an answer.

import { type Attachment, type Chat, dataUrl, type Delta, kindOf, quoted, type Turn, type Wire } from '../chat.ts';
import { errorIn, list, record, some, text } from '../json.ts';

function partOf(file: Attachment): object {
  switch (kindOf(file)) {
    case 'image':
      return { type: 'image_url', image_url: { url: dataUrl(file) } };
    case 'audio':
      return {
        type: 'input_audio',
        input_audio: { data: file.data, format: file.type.includes('wav') ? 'wav' : 'mp3' },
      };
    case 'pdf':
      return { type: 'file', file: { filename: file.name, file_data: dataUrl(file) } };
    case 'text':
      return { type: 'text', text: quoted(file) };
  }
}

function messageOf({ role, text: said, attachments = [] }: Turn): object {
  if (attachments.length === 0) return { role, content: said };
  return { role, content: [...(said === '' ? [] : [{ type: 'text', text: said }]), ...attachments.map(partOf)] };
}

function body({ model, system, turns, maxTokens, temperature }: Chat, streamed: boolean) {
  return {
    model,
    messages: [...(system === '' ? [] : [{ role: 'system', content: system }]), ...turns.map(messageOf)],
    // The name that models which think insist on, and that every translation of ours knows.
    ...some('max_completion_tokens', maxTokens),
    ...some('temperature', temperature),
    ...(streamed ? { stream: true, stream_options: { include_usage: true } } : {}),
  };
}

function read(event: unknown): Delta {
  const chunk = record(event);
  const delta = record(record(list(chunk['choices'])[0])['delta']);
  const output = record(chunk['usage'])['completion_tokens'];
  const picture = text(record(record(list(delta['images'])[0])['image_url'])['url']);
  return {
    ...some('text', text(delta['content'])),
    ...some('thinking', text(delta['reasoning_content']) || text(delta['reasoning'])),
    ...some('image', picture),
    ...(typeof output === 'number' ? { outputTokens: output } : {}),
    ...(chunk['error'] === undefined ? {} : some('error', errorIn(chunk))),
  };
}

export const openaiChat: Wire = { path: () => '/v1/chat/completions', body, read };
