// Specification of requests read: every form in which clients of chat say a thing, and what the protocol forbids.

import { describe, expect, it } from 'vitest';
import type { ConversationRequest } from '../conversation/request.ts';
import { Failure } from '../failures.ts';
import { openaiChat } from './codec.ts';

type Body = Record<string, unknown>;

const decode = (body: Body): ConversationRequest =>
  openaiChat.decodeRequest({ model: 'm', messages: [{ role: 'user', content: 'Hi.' }], ...body }, {});
const partOf = (part: unknown): unknown =>
  decode({ messages: [{ role: 'user', content: [part] }] }).messages[0]?.parts[0];
const assistant = (message: Body): unknown =>
  decode({
    messages: [
      { role: 'user', content: 'Hi.' },
      { role: 'assistant', ...message },
    ],
  }).messages[1]?.parts;

const PNG = 'iVBORw0KGgo=';

describe('a content part', () => {
  it.each([
    ['text', { type: 'text', text: 'a' }, { type: 'text', text: 'a' }],
    ['text as Responses spells it', { type: 'input_text', text: 'a' }, { type: 'text', text: 'a' }],
    [
      'an image by its address',
      { type: 'image_url', image_url: { url: 'https://a/b.png', detail: 'low' } },
      { type: 'image', source: { kind: 'url', url: 'https://a/b.png' }, detail: 'low' },
    ],
    [
      'an image as a plain string',
      { type: 'image_url', image_url: 'https://a/b.png' },
      { type: 'image', source: { kind: 'url', url: 'https://a/b.png' } },
    ],
    [
      'an image in a data URL, by the type that providers know',
      { type: 'image_url', image_url: { url: `data:image/JPG;charset=utf-8;base64,${PNG}` } },
      { type: 'image', source: { kind: 'base64', data: PNG }, mediaType: 'image/jpeg' },
    ],
    [
      'an image in base64 of the other alphabet',
      { type: 'image_url', image_url: { url: 'data:image/png;base64,a-b_cd==' } },
      { type: 'image', source: { kind: 'base64', data: 'a+b/cd==' }, mediaType: 'image/png' },
    ],
    [
      'sound',
      { type: 'input_audio', input_audio: { data: 'AAAA', format: 'mp3' } },
      { type: 'audio', source: { kind: 'base64', data: 'AAAA' }, mediaType: 'audio/mpeg' },
    ],
    [
      'sound in a data URL, as Bailian has it',
      { type: 'input_audio', input_audio: { data: 'data:audio/wav;base64,AAAA' } },
      { type: 'audio', source: { kind: 'base64', data: 'AAAA' }, mediaType: 'audio/wav' },
    ],
    [
      'a PDF',
      { type: 'file', file: { filename: 'a.pdf', file_data: 'data:application/pdf;base64,AAAA' } },
      { type: 'file', source: { kind: 'base64', data: 'AAAA' }, mediaType: 'application/pdf', name: 'a.pdf' },
    ],
    [
      'a PDF without its prefix',
      { type: 'file', file: { filename: 'a.pdf', file_data: 'AAAA' } },
      { type: 'file', source: { kind: 'base64', data: 'AAAA' }, mediaType: 'application/pdf', name: 'a.pdf' },
    ],
    [
      'an uploaded file',
      { type: 'file', file: { file_id: 'file-1' } },
      { type: 'file', source: { kind: 'file', id: 'file-1', origin: 'openai-chat' } },
    ],
    [
      'a video by its address, with what its vendor adds',
      { type: 'video_url', video_url: { url: 'https://a/b.mp4', fps: 2 } },
      {
        type: 'video',
        source: { kind: 'url', url: 'https://a/b.mp4' },
        native: { origin: 'openai-chat', value: { fps: 2 } },
      },
    ],
    [
      'a video in base64',
      { type: 'input_video', input_video: { data: 'AAAA', format: 'mp4' } },
      { type: 'video', source: { kind: 'base64', data: 'AAAA' }, mediaType: 'video/mp4' },
    ],
    [
      'what nobody knows',
      { type: 'hologram', hologram: 1 },
      {
        type: 'native',
        native: { origin: 'openai-chat', value: { type: 'hologram', hologram: 1 } },
        label: 'content part hologram',
      },
    ],
  ])('can be %s', (_name, part, neutral) => {
    expect(partOf(part)).toEqual(neutral);
  });
});

describe('an assistant’s message', () => {
  it('has thinking before its text, and calls behind', () => {
    const call = { id: 'c', type: 'function', function: { name: 'f', arguments: { a: 1 } } };
    expect(assistant({ content: 'So.', reasoning_content: 'Hm.', tool_calls: [call] })).toEqual([
      { type: 'thinking', text: 'Hm.' },
      { type: 'text', text: 'So.' },
      { type: 'tool_call', id: 'c', name: 'f', kind: 'function', input: '{"a":1}' },
    ]);
  });

  it('keeps details of thinking as their maker wrote them', () => {
    const details = [
      { type: 'reasoning.summary', summary: 'Hm.', format: 'openai-responses-v1', index: 0 },
      { type: 'reasoning.encrypted', data: 'gAAA', id: 'rs_1', format: 'openai-responses-v1', index: 0 },
    ];
    const request = decode({
      messages: [
        { role: 'user', content: 'x' },
        { role: 'assistant', content: 'y', reasoning_details: details },
        { role: 'user', content: 'z' },
      ],
    });
    const { body } = openaiChat.encodeRequest(request, { model: 'openai/gpt-5', vendor: 'openrouter' });
    expect(body['messages']).toMatchObject([{}, { reasoning_details: details }, {}]);
  });

  it('gives back images that stood in its text as Markdown', () => {
    const url = `data:image/png;base64,${PNG}`;
    const image = { type: 'image', source: { kind: 'base64', data: PNG }, mediaType: 'image/png' };
    expect(
      assistant({ content: `Here: ![image](${url}) Nice.`, images: [{ type: 'image_url', image_url: { url } }] }),
    ).toEqual([{ type: 'text', text: 'Here: ' }, image, { type: 'text', text: ' Nice.' }]);
  });

  it('can be spoken, refuse, quote, and be gone on from', () => {
    expect(assistant({ content: null, audio: { id: 'audio_1' } })).toEqual([
      { type: 'audio', source: { kind: 'file', id: 'audio_1', origin: 'openai-chat' } },
    ]);
    expect(assistant({ content: null, refusal: 'No.' })).toEqual([{ type: 'refusal', text: 'No.' }]);
    const annotations = [
      { type: 'url_citation', url_citation: { url: 'https://a', title: 'A', start_index: 0, end_index: 3 } },
    ];
    expect(assistant({ content: 'So.', annotations })).toEqual([
      { type: 'text', text: 'So.', citations: [{ url: 'https://a', title: 'A', start: 0, end: 3 }] },
    ]);
    for (const field of ['prefix', 'partial'])
      expect(
        decode({
          messages: [
            { role: 'user', content: 'x' },
            { role: 'assistant', content: '{', [field]: true },
          ],
        }).messages[1]?.prefill,
      ).toBe(true);
  });
});

describe('the old form of tools', () => {
  it('is read as the new one, and remembered', () => {
    const request = decode({
      functions: [{ name: 'f', parameters: { type: 'object', properties: {} } }],
      function_call: { name: 'f' },
      messages: [
        { role: 'user', content: 'x' },
        { role: 'assistant', content: null, function_call: { name: 'f', arguments: '{}' } },
        { role: 'function', name: 'f', content: '1' },
        { role: 'assistant', content: null, function_call: { name: 'f', arguments: '{}' } },
        { role: 'function', name: 'f', content: '2' },
      ],
    });
    expect(request).toMatchObject({ legacy: true, tools: [{ name: 'f' }], toolChoice: { mode: 'named', name: 'f' } });
    const { body } = openaiChat.encodeRequest(request, { model: 'gpt-4o', vendor: 'openai' });
    expect(body['messages']).toMatchObject([
      {},
      { tool_calls: [{}] },
      { role: 'tool', content: '1' },
      { tool_calls: [{}] },
      { role: 'tool', content: '2' },
    ]);
    expect(body).not.toHaveProperty('functions');
  });
});

describe('thinking is asked for', () => {
  it.each([
    [{ reasoning_effort: 'high' }, { effort: 'high' }],
    [{ reasoning: { effort: 'low', exclude: true } }, { effort: 'low', show: 'none' }],
    [{ reasoning: { max_tokens: 2000 } }, { budget: 2000 }],
    [{ reasoning: { enabled: true } }, { adaptive: true }],
    [{ include_reasoning: false }, { show: 'none' }],
    [{ thinking: { type: 'enabled', budget_tokens: 4096 } }, { budget: 4096 }],
    [{ thinking: { type: 'enabled' } }, { adaptive: true }],
    [{ thinking: { type: 'disabled' } }, { effort: 'none' }],
    [{ enable_thinking: true, thinking_budget: 512 }, { budget: 512 }],
    [{ enable_thinking: false }, { effort: 'none' }],
    [{ chat_template_kwargs: { enable_thinking: false } }, { effort: 'none' }],
    [
      { extra_body: { google: { thinking_config: { thinking_budget: 1024, include_thoughts: true } } } },
      { budget: 1024, show: 'auto' },
    ],
    [{ extra_body: { google: { thinking_config: { thinking_level: 'low' } } } }, { effort: 'low' }],
    [{ reasoning_effort: 'none', thinking: { type: 'enabled' } }, { effort: 'none' }],
    [{ thinking: null, reasoning_effort: null }, undefined],
  ])('by %j', (body, reasoning) => {
    const request = decode(body);
    expect(request.reasoning).toEqual(reasoning);
    expect(request.extras).toEqual({});
  });

  it('and what stands beside it is kept', () => {
    expect(decode({ thinking: { type: 'enabled', clear_thinking: false } }).extras).toEqual({
      thinking: { clear_thinking: false },
    });
  });
});

describe('a web search is asked for', () => {
  it.each([
    [
      {
        web_search_options: {
          search_context_size: 'low',
          user_location: { type: 'approximate', approximate: { country: 'GB' } },
        },
      },
      { contextSize: 'low', location: { country: 'GB' } },
    ],
    [{ enable_search: true }, {}],
    [{ plugins: [{ id: 'web', include_domains: ['a.com'] }] }, { allowedDomains: ['a.com'] }],
    [{ tools: [{ type: 'web_search', filters: { allowed_domains: ['a.com'] } }] }, { allowedDomains: ['a.com'] }],
    [{ tools: [{ type: 'function', function: { name: 'googleSearch' } }] }, {}],
  ])('by %j', (body, options) => {
    expect(decode(body).tools).toMatchObject([{ type: 'web_search', ...options }]);
  });
});

describe('the form of the answer', () => {
  it('is read in every spelling', () => {
    const schema = { type: 'object' };
    expect(decode({ response_format: { type: 'json_object' } }).output.format).toEqual({ type: 'json' });
    expect(decode({ response_format: { type: 'json_object', schema } }).output.format).toEqual({
      type: 'json_schema',
      schema,
    });
    expect(
      decode({ response_format: { type: 'json_schema', json_schema: { name: 'n', schema } } }).output.format,
    ).toEqual({ type: 'json_schema', name: 'n', schema });
    expect(decode({ stop: 'END' }).output.stop).toEqual(['END']);
    expect(decode({ stop: ['a', '', 'b'] }).output.stop).toEqual(['a', 'b']);
    expect(decode({ max_tokens: 5 }).output.limit).toBe(5);
    expect(decode({ max_tokens: 5, max_completion_tokens: 5 }).output.limit).toBe(5);
    expect(decode({ logprobs: true, top_logprobs: 3 }).output.logprobs).toEqual({ top: 3 });
    expect(decode({ modalities: ['text', 'audio'], audio: { voice: 'ash', format: 'mp3' } }).output).toMatchObject({
      speech: { voice: 'ash', format: 'mp3' },
    });
    expect(
      decode({ modalities: ['image', 'text'], image_config: { aspect_ratio: '16:9', image_size: '2K' } }).output.image,
    ).toEqual({ aspectRatio: '16:9', size: '2K' });
  });

  it('keeps what only its vendor knows by its own name', () => {
    expect(decode({ response_format: { type: 'grammar', grammar: 'x' }, mirostat: 1 }).extras).toEqual({
      response_format: { type: 'grammar', grammar: 'x' },
      mirostat: 1,
    });
  });
});

describe('what the protocol forbids', () => {
  const user = { role: 'user', content: 'Hi.' };
  it.each([
    ['model', { model: undefined }],
    ['messages', { messages: undefined }],
    ['messages', { messages: [] }],
    ['messages[0]', { messages: ['Hi.'] }],
    ['messages[0].role', { messages: [{ content: 'Hi.' }] }],
    ['messages[0].role', { messages: [{ role: 'robot', content: 'Hi.' }] }],
    ['messages[0].content', { messages: [{ role: 'user', content: null }] }],
    ['messages[0].content', { messages: [{ role: 'user', content: 5 }] }],
    ['messages[0].content[0].type', { messages: [{ role: 'user', content: [{ text: 'x' }] }] }],
    [
      'messages[0].content[0].image_url.url',
      { messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: 'file:///etc/passwd' } }] }] },
    ],
    [
      'messages[0].content[0].image_url.url',
      { messages: [{ role: 'user', content: [{ type: 'image_url', image_url: {} }] }] },
    ],
    [
      'messages[0].content[0]',
      { messages: [{ role: 'system', content: [{ type: 'image_url', image_url: { url: 'https://a/b.png' } }] }, user] },
    ],
    ['messages[1].content', { messages: [user, { role: 'assistant', content: null }] }],
    [
      'messages[1].tool_calls[0].id',
      { messages: [user, { role: 'assistant', tool_calls: [{ type: 'function', function: { name: 'f' } }] }] },
    ],
    [
      'messages[1].tool_calls[0].function.name',
      { messages: [user, { role: 'assistant', tool_calls: [{ id: 'a', function: {} }] }] },
    ],
    ['messages[1].tool_call_id', { messages: [user, { role: 'tool', content: 'x' }] }],
    ['temperature', { temperature: 3 }],
    ['temperature', { temperature: 'hot' }],
    ['n', { n: 0 }],
    ['max_tokens', { max_tokens: 0 }],
    ['max_tokens', { max_tokens: 1, max_completion_tokens: 2 }],
    ['stop[1]', { stop: ['a', 5] }],
    ['stream', { stream: 'yes' }],
    ['top_logprobs', { top_logprobs: 3 }],
    ['reasoning_effort', { reasoning_effort: 'immense' }],
    ['response_format.json_schema.schema', { response_format: { type: 'json_schema', json_schema: { name: 'n' } } }],
    ['tools[0].function.name', { tools: [{ type: 'function', function: {} }] }],
    ['tool_choice', { tool_choice: 'required' }],
    [
      'tool_choice',
      {
        tools: [{ type: 'function', function: { name: 'f' } }],
        tool_choice: { type: 'function', function: { name: 'g' } },
      },
    ],
    ['metadata.a', { metadata: { a: 5 } }],
    ['modalities[0]', { modalities: ['smell'] }],
  ])('is refused at %s: %j', (param, body) => {
    try {
      decode(body);
    } catch (error) {
      expect(error).toBeInstanceOf(Failure);
      expect(error).toMatchObject({ code: 'invalid_request', param });
      return;
    }
    expect.unreachable('it was accepted');
  });

  it.each([
    ['messages[1]', [user, { role: 'tool', tool_call_id: 'a', content: 'x' }]],
    [
      'messages[1]',
      [
        user,
        { role: 'assistant', tool_calls: [{ id: 'a', type: 'function', function: { name: 'f', arguments: '{}' } }] },
        user,
      ],
    ],
  ])('between messages, at %s, is refused before any upstream is asked', (param, messages) => {
    const request = decode({ messages });
    expect(() => openaiChat.encodeRequest(request, { model: 'm', vendor: 'openai' })).toThrow(
      expect.objectContaining({ param }),
    );
  });
});
