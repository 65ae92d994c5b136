// Google's generateContent: parts of contents, and the model in the path.

import { type Attachment, type Chat, type Delta, kindOf, quoted, type Turn, type Wire } from '../chat.ts';
import { errorIn, isRecord, list, record, some, text } from '../json.ts';

function partOf(file: Attachment): object {
  if (kindOf(file) === 'text') return { text: quoted(file) };
  return { inlineData: { mimeType: file.type, data: file.data } };
}

function contentOf({ role, text: said, attachments = [] }: Turn): object {
  const parts = [...attachments.map(partOf), ...(said === '' ? [] : [{ text: said }])];
  return { role: role === 'assistant' ? 'model' : 'user', parts };
}

function body({ system, turns, maxTokens, temperature }: Chat) {
  const config = { ...some('maxOutputTokens', maxTokens), ...some('temperature', temperature) };
  return {
    contents: turns.map(contentOf),
    ...(system === '' ? {} : { systemInstruction: { parts: [{ text: system }] } }),
    ...(Object.keys(config).length === 0 ? {} : { generationConfig: config }),
  };
}

function read(value: unknown): Delta {
  const chunk = record(value);
  const parts = list(record(record(list(chunk['candidates'])[0])['content'])['parts']).map(record);
  const said = (thought: boolean): string =>
    parts
      .filter(part => (part['thought'] === true) === thought)
      .map(part => text(part['text']))
      .join('');
  const picture = parts.map(part => part['inlineData']).find(isRecord);
  const usage = record(chunk['usageMetadata']);
  const counted = [usage['candidatesTokenCount'], usage['thoughtsTokenCount']].filter(
    (count): count is number => typeof count === 'number',
  );
  return {
    ...some('text', said(false)),
    ...some('thinking', said(true)),
    ...(picture === undefined ? {} : { image: `data:${text(picture['mimeType'])};base64,${text(picture['data'])}` }),
    ...(counted.length === 0 ? {} : { outputTokens: counted.reduce((sum, count) => sum + count, 0) }),
    ...(chunk['error'] === undefined ? {} : some('error', errorIn(chunk))),
  };
}

export const geminiGenerate: Wire = {
  path: model => `/v1beta/models/${encodeURIComponent(model).replaceAll('%2F', '/')}:streamGenerateContent?alt=sse`,
  body,
  read,
};
