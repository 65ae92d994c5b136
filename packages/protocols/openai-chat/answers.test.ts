// Specification of answers written: what a client of chat is shown of text, media, sources, thinking and usage.

import { describe, expect, it } from 'vitest';
import type { ClientContext } from '../codec.ts';
import type { Answer, Choice } from '../conversation/answer.ts';
import { eventsOf } from '../conversation/collect.ts';
import type { Part } from '../conversation/part.ts';
import type { ConversationRequest } from '../conversation/request.ts';
import { usageOf } from '../conversation/usage.ts';
import { openaiChat } from './codec.ts';

type Body = Record<string, unknown>;

function client(body: Body = {}, wantsUsage = true): ClientContext {
  const request: ConversationRequest = openaiChat.decodeRequest(
    { model: 'asked', messages: [{ role: 'user', content: 'Hi.' }], ...body },
    {},
  );
  return { request, model: 'asked', id: 'abc', created: 1_700_000_000, wantsUsage, form: 'events' };
}

const answerOf = (parts: readonly Part[], more: Partial<Choice> = {}): Answer => ({
  id: 'upstream-id',
  model: 'upstream-model',
  choices: [{ parts, stop: { reason: 'end' }, ...more }],
  usage: usageOf({ input: 10, output: 5 }),
});

/** The whole answer's message, read loosely as a client reads it. */
const messageOf = (answer: Answer, context = client()): Body =>
  JSON.parse(JSON.stringify(openaiChat.encodeAnswer(answer, context))).choices[0].message;

function chunksOf(answer: Answer, context = client()): Body[] {
  const encoder = openaiChat.streamEncoder(context);
  const text = eventsOf(answer)
    .map(event => encoder.push(event))
    .join('');
  const lines = text.split('\n\n').filter(line => line !== '');
  expect(lines.at(-1)).toBe('data: [DONE]');
  return lines.slice(0, -1).map(line => JSON.parse(line.slice('data: '.length)));
}

/** The message that a client puts together from deltas. */
function assembled(chunks: readonly Body[]): Body {
  const message: Body = {};
  for (const chunk of chunks) {
    const [choice] = JSON.parse(JSON.stringify(chunk['choices']));
    for (const [name, value] of Object.entries(choice?.delta ?? {})) {
      const known = message[name];
      if (typeof value === 'string' && typeof known === 'string' && name !== 'role') message[name] = known + value;
      else if (Array.isArray(value) && Array.isArray(known)) message[name] = [...known, ...value];
      else if (value !== null) message[name] = value;
    }
  }
  return message;
}

const TEXT: Part = { type: 'text', text: 'So.' };
const IMAGE: Part = { type: 'image', source: { kind: 'base64', data: 'AAAA' }, mediaType: 'image/png' };
const MARKDOWN = '![image](data:image/png;base64,AAAA)';

describe('every chunk of a stream', () => {
  it('has one id, one time and the model that was asked for; the role comes first, the end last', () => {
    const chunks = chunksOf(answerOf([TEXT]));
    for (const chunk of chunks)
      expect(chunk).toMatchObject({
        id: 'chatcmpl-abc',
        object: 'chat.completion.chunk',
        created: 1_700_000_000,
        model: 'asked',
      });
    expect(chunks.map(chunk => JSON.parse(JSON.stringify(chunk['choices']))[0])).toEqual([
      { index: 0, delta: { role: 'assistant', content: '', refusal: null }, logprobs: null, finish_reason: null },
      { index: 0, delta: { content: 'So.' }, logprobs: null, finish_reason: null },
      { index: 0, delta: {}, logprobs: null, finish_reason: 'stop' },
      undefined,
    ]);
  });

  it('has usage only for a client that asked: null, and in the last one the numbers', () => {
    const asked = chunksOf(answerOf([TEXT]));
    expect(asked.slice(0, -1).every(chunk => chunk['usage'] === null)).toBe(true);
    expect(asked.at(-1)).toMatchObject({
      choices: [],
      usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 },
    });
    const unasked = chunksOf(answerOf([TEXT]), client({}, false));
    expect(unasked.some(chunk => 'usage' in chunk)).toBe(false);
    expect(unasked).toHaveLength(3);
  });
});

describe('an image', () => {
  it('is in the images and, for a client that did not ask for images, in the text', () => {
    const answer = answerOf([TEXT, IMAGE]);
    const images = [{ type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' }, index: 0 }];
    expect(messageOf(answer)).toMatchObject({ content: `So.\n\n${MARKDOWN}`, images });
    expect(assembled(chunksOf(answer))).toMatchObject({ content: `So.\n\n${MARKDOWN}`, images });
    const asking = client({ modalities: ['image', 'text'] });
    expect(messageOf(answer, asking)).toMatchObject({ content: 'So.', images });
    expect(assembled(chunksOf(answer, asking))).toMatchObject({ content: 'So.', images });
  });

  it('has a blank line between itself and the text behind it', () => {
    const answer = answerOf([IMAGE, TEXT]);
    expect(messageOf(answer)['content']).toBe(`${MARKDOWN}\n\nSo.`);
    expect(assembled(chunksOf(answer))['content']).toBe(`${MARKDOWN}\n\nSo.`);
  });

  it('moves the places of sources behind it', () => {
    const quoted: Part = { type: 'text', text: '𝒜b.', citations: [{ url: 'https://a', title: 'A' }] };
    const cited = messageOf(answerOf([IMAGE, quoted]));
    const [annotation] = JSON.parse(JSON.stringify(cited['annotations']));
    const content = [...String(cited['content'])];
    expect(content.slice(annotation.url_citation.start_index, annotation.url_citation.end_index).join('')).toBe('𝒜b.');
  });
});

describe('a source', () => {
  it('without a place covers its own text, whole and streamed', () => {
    const parts: Part[] = [
      { type: 'text', text: 'One. ' },
      { type: 'text', text: 'Two.', citations: [{ url: 'https://a' }] },
    ];
    const annotations = [
      { type: 'url_citation', url_citation: { url: 'https://a', title: '', start_index: 5, end_index: 9 } },
    ];
    expect(messageOf(answerOf(parts))['annotations']).toEqual(annotations);
    expect(assembled(chunksOf(answerOf(parts)))['annotations']).toEqual(annotations);
  });

  it('comes with all others in one late chunk', () => {
    const cited = (url: string): Part => ({ type: 'text', text: `${url}.`, citations: [{ url }] });
    const chunks = chunksOf(answerOf([cited('https://a'), cited('https://b')]));
    const carrying = chunks.filter(chunk => JSON.stringify(chunk).includes('url_citation'));
    expect(carrying).toHaveLength(1);
    expect(chunks.indexOf(carrying[0] ?? {})).toBe(chunks.length - 3);
    expect(assembled(chunks)['annotations']).toEqual(
      messageOf(answerOf([cited('https://a'), cited('https://b')]))['annotations'],
    );
  });

  it('without an address is no annotation', () => {
    expect(messageOf(answerOf([{ type: 'text', text: 'a', citations: [{ url: '', quote: 'b' }] }]))).not.toHaveProperty(
      'annotations',
    );
  });
});

describe('thinking', () => {
  const parts: Part[] = [
    { type: 'thinking', text: 'A', proof: { origin: 'anthropic-messages', value: 's1' } },
    { type: 'thinking', text: '', redacted: true, proof: { origin: 'anthropic-messages', value: 's2' } },
    { type: 'thinking', text: 'B', proof: { origin: 'anthropic-messages', value: 's3' } },
    TEXT,
  ];

  it('comes back from a client that keeps the details of a whole answer or of a stream', () => {
    for (const message of [messageOf(answerOf(parts)), assembled(chunksOf(answerOf(parts)))]) {
      expect(message['reasoning_content']).toBe('AB');
      const back = openaiChat.decodeRequest({ model: 'm', messages: [{ role: 'user', content: 'x' }, message] }, {});
      expect(back.messages[1]?.parts).toEqual(parts);
    }
  });

  it('is kept from a client that does not want it', () => {
    const quiet = client({ reasoning: { effort: 'low', exclude: true } });
    expect(Object.keys(messageOf(answerOf(parts), quiet)).some(name => name.startsWith('reasoning'))).toBe(false);
    expect(JSON.stringify(chunksOf(answerOf(parts), quiet))).not.toMatch(/reasoning_(?:content|details)/);
  });
});

describe('a spoken answer', () => {
  const samples: Part = {
    type: 'audio',
    source: { kind: 'base64', data: btoa('\u0001\u0000\u0002\u0000') },
    mediaType: 'audio/l16',
  };

  it('is a WAV file, or raw where that was asked for', () => {
    const audio = JSON.parse(JSON.stringify(messageOf(answerOf([samples, samples]))['audio']));
    const file = atob(audio.data);
    expect(file.slice(0, 4) + file.slice(8, 16)).toBe('RIFFWAVEfmt ');
    expect(file.slice(44)).toBe('\u0001\u0000\u0002\u0000\u0001\u0000\u0002\u0000');
    expect(audio).toMatchObject({ id: 'audio_abc', transcript: '' });
    const raw = client({ modalities: ['text', 'audio'], audio: { voice: 'ash', format: 'pcm16' } });
    expect(atob(JSON.parse(JSON.stringify(messageOf(answerOf([samples]), raw)['audio'])).data)).toBe(
      '\u0001\u0000\u0002\u0000',
    );
  });

  it('streams piece by piece', () => {
    const pieces = chunksOf(answerOf([samples, samples])).flatMap(
      chunk => JSON.parse(JSON.stringify(chunk['choices']))[0]?.delta?.audio ?? [],
    );
    expect(pieces).toEqual([{ id: 'audio_abc', data: 'AQACAA==' }, { data: 'AQACAA==' }]);
  });
});

describe('a client of the old form', () => {
  const legacy = client({ functions: [{ name: 'f' }] });
  const called = answerOf([{ type: 'tool_call', id: 'a', name: 'f', kind: 'function', input: '{"a":1}' }], {
    stop: { reason: 'tool_calls' },
  });

  it('is answered in it', () => {
    expect(openaiChat.encodeAnswer(called, legacy)['choices']).toMatchObject([
      { message: { function_call: { name: 'f', arguments: '{"a":1}' } }, finish_reason: 'function_call' },
    ]);
    const chunks = chunksOf(called, legacy);
    expect(JSON.stringify(chunks)).toContain('"function_call":{"arguments":"{\\"a\\":1}"}');
    expect(JSON.stringify(chunks)).not.toContain('tool_calls');
  });
});

describe('the end', () => {
  it.each([
    ['end', 'stop'],
    ['stop_text', 'stop'],
    ['tool_calls', 'tool_calls'],
    ['limit', 'length'],
    ['context', 'length'],
    ['filter', 'content_filter'],
    ['refusal', 'content_filter'],
    ['pause', 'stop'],
  ] as const)('by %s is told as %s', (reason, word) => {
    const answer = answerOf([TEXT], { stop: { reason } });
    expect(openaiChat.encodeAnswer(answer, client())['choices']).toMatchObject([{ finish_reason: word }]);
    expect(JSON.stringify(chunksOf(answer))).toContain(`"finish_reason":"${word}"`);
  });

  it('by a broken call says so', () => {
    const answer = answerOf([TEXT], { stop: { reason: 'broken_call' } });
    expect(messageOf(answer)['content']).toMatch(/^So\.\n\nThe model tried to call a tool/);
    expect(assembled(chunksOf(answer))['content']).toBe(messageOf(answer)['content']);
  });

  it('is by calls when there are calls, whatever the upstream’s word', () => {
    const answer = answerOf([{ type: 'tool_call', id: 'a', name: 'f', kind: 'function', input: '' }]);
    expect(openaiChat.encodeAnswer(answer, client())['choices']).toMatchObject([
      { message: { content: null, tool_calls: [{ function: { arguments: '{}' } }] }, finish_reason: 'tool_calls' },
    ]);
  });
});
