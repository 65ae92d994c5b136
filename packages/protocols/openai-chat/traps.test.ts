// The traps that others fell into (conversion page, section 13), one named test for each that concerns chat.

import { describe, expect, it } from 'vitest';
import type { ClientContext, EncodedRequest } from '../codec.ts';
import type { Answer } from '../conversation/answer.ts';
import { AnswerCollector } from '../conversation/collect.ts';
import type { StreamEvent } from '../conversation/event.ts';
import type { Part } from '../conversation/part.ts';
import type { ConversationRequest, Message } from '../conversation/request.ts';
import { ToolNames } from '../conversation/tool-names.ts';
import { usageOf } from '../conversation/usage.ts';
import { openaiChat } from './codec.ts';

type Body = Record<string, unknown>;

const user = (text: string): Body => ({ role: 'user', content: text });
const decode = (body: Body): ConversationRequest =>
  openaiChat.decodeRequest({ model: 'm', messages: [user('Hi.')], ...body }, {});
const FUNCTION = { type: 'function', function: { name: 'look_up', parameters: { type: 'object', properties: {} } } };

/** A request of another protocol, with what matters for a test. */
function foreign(
  messages: readonly Omit<Message, 'at'>[],
  more: Partial<ConversationRequest> = {},
): ConversationRequest {
  return {
    origin: 'anthropic-messages',
    model: 'm',
    streamed: false,
    messages: messages.map((message, index) => ({ ...message, at: `messages[${index}]` })),
    tools: [],
    sampling: {},
    output: {},
    handling: {},
    extras: {},
    ...more,
  };
}

const encode = (request: ConversationRequest, vendor = 'openai', model = 'gpt-4o'): EncodedRequest =>
  openaiChat.encodeRequest(request, { model, vendor });
const messagesOf = (encoded: EncodedRequest): Body[] => JSON.parse(JSON.stringify(encoded.body['messages']));
const call = (id: string, input = '{}', name = 'look_up'): Part => ({
  type: 'tool_call',
  id,
  name,
  kind: 'function',
  input,
});
const result = (callId: string, text: string): Part => ({
  type: 'tool_result',
  callId,
  kind: 'function',
  content: [{ type: 'text', text }],
  failed: false,
});

function read(
  chunks: readonly Body[],
  done = true,
  vendor = 'compatible',
): { events: StreamEvent[]; collector: AnswerCollector } {
  const decoder = openaiChat.streamDecoder(new ToolNames(), { model: 'm', vendor });
  const data = [...chunks.map(chunk => JSON.stringify({ id: 'c', model: 'm', ...chunk })), ...(done ? ['[DONE]'] : [])];
  const events = [...data.flatMap(piece => decoder.push(piece)), ...decoder.close()];
  const collector = new AnswerCollector();
  for (const event of events) collector.push(event);
  return { events, collector };
}

const delta = (fields: Body, finish: unknown = null): Body => ({
  choices: [{ index: 0, delta: fields, finish_reason: finish }],
});
const toolDelta = (piece: Body, finish: unknown = null): Body => delta({ tool_calls: [piece] }, finish);
const inputs = ({ collector }: ReturnType<typeof read>): string[] =>
  collector.answer().choices[0]?.parts.flatMap(part => (part.type === 'tool_call' ? [part.input] : [])) ?? [];

const client = (request: Partial<ConversationRequest> = {}, wantsUsage = true): ClientContext => ({
  request: { ...decode({}), ...request },
  model: 'shown',
  id: 'abc',
  created: 1,
  wantsUsage,
  form: 'events',
});

function write(events: readonly StreamEvent[], context = client()): Body[] {
  const encoder = openaiChat.streamEncoder(context);
  const text = events.map(event => encoder.push(event)).join('');
  return text
    .split('\n\n')
    .filter(line => line !== '' && line !== 'data: [DONE]')
    .map(line => JSON.parse(line.slice(6)));
}

const firstDelta = (chunk: Body | undefined): Body =>
  JSON.parse(JSON.stringify(chunk?.['choices'] ?? [{}]))[0]?.delta ?? {};

describe('trap', () => {
  it('1: cached tokens are counted once', () => {
    const usage = usageOf({ input: 357, cacheRead: 1000, output: 5 });
    const answer: Answer = {
      id: '',
      model: '',
      choices: [{ parts: [{ type: 'text', text: 'x' }], stop: { reason: 'end' } }],
      usage,
    };
    expect(openaiChat.encodeAnswer(answer, client())['usage']).toMatchObject({
      prompt_tokens: 1357,
      prompt_tokens_details: { cached_tokens: 1000 },
      total_tokens: 1362,
    });
  });

  it('2: cache marks are read from parts, messages and tools, and written for vendors that take them', () => {
    const mark = { cache_control: { type: 'ephemeral', ttl: '1h' } };
    const request = decode({
      messages: [
        { role: 'system', content: [{ type: 'text', text: 'S', ...mark }] },
        { role: 'user', content: 'Hi.', ...mark },
      ],
      tools: [{ ...FUNCTION, ...mark }],
    });
    expect(request.messages[0]?.parts[0]).toMatchObject({ cache: { ttl: '1h' } });
    expect(request.messages[1]?.parts[0]).toMatchObject({ cache: { ttl: '1h' } });
    expect(request.tools[0]).toMatchObject({ cache: { ttl: '1h' } });
    expect(messagesOf(encode(request, 'openrouter', 'anthropic/claude'))[0]).toMatchObject({ content: [mark] });
    expect(encode(request).losses.map(loss => loss.path)).toEqual([
      'tools[0].cache_control',
      'messages[0].cache_control',
      'messages[1].cache_control',
    ]);
  });

  it.each(['reasoning_content', 'reasoning'])('3: thinking in %s is read, whole and streamed', field => {
    const body = {
      choices: [{ index: 0, message: { role: 'assistant', content: 'So.', [field]: 'Hm.' }, finish_reason: 'stop' }],
    };
    const parts = [
      { type: 'thinking', text: 'Hm.' },
      { type: 'text', text: 'So.' },
    ];
    expect(openaiChat.decodeAnswer(body, new ToolNames()).choices[0]?.parts).toEqual(parts);
    expect(
      read([delta({ [field]: 'Hm.' }), delta({ content: 'So.' }, 'stop')]).collector.answer().choices[0]?.parts,
    ).toEqual(parts);
  });

  it('4: no text comes before the thinking, and no token is lost at the change', () => {
    const { events } = read([
      delta({ role: 'assistant', content: '', reasoning_content: '' }),
      delta({ reasoning_content: 'a' }),
      delta({ reasoning_content: 'b', content: 'c' }),
      delta({ content: 'd' }, 'stop'),
    ]);
    expect(
      events.filter(event => event.type === 'text' || event.type === 'thinking').map(event => [event.type, event.text]),
    ).toEqual([
      ['thinking', 'a'],
      ['thinking', 'b'],
      ['text', 'c'],
      ['text', 'd'],
    ]);
  });

  it('5: thinking is never sent as text of the assistant', () => {
    const encoded = encode(
      foreign([
        { role: 'user', parts: [{ type: 'text', text: 'Hi.' }] },
        {
          role: 'assistant',
          parts: [
            { type: 'thinking', text: 'SECRET' },
            { type: 'text', text: 'Yes.' },
          ],
        },
        { role: 'user', parts: [{ type: 'text', text: 'And?' }] },
      ]),
    );
    expect(JSON.stringify(encoded.body)).not.toContain('SECRET');
    expect(encoded.losses).toEqual([{ path: 'messages[1].content[0]', how: 'dropped' }]);
  });

  it('8: a signature of Gemini on a call survives the client and goes back in its place', () => {
    const proof = { origin: 'gemini-generate' as const, value: 'c2ln' };
    const chunks = write([
      { type: 'start', id: 'x', model: 'm' },
      { type: 'tool_call', choice: 0, call: 0, id: 'call_1', name: 'look_up', kind: 'function' },
      { type: 'tool_call_end', choice: 0, call: 0, proof },
    ]);
    expect(firstDelta(chunks.at(-1))).toMatchObject({
      tool_calls: [{ index: 0, extra_content: { google: { thought_signature: 'c2ln' } } }],
    });
    const signed = {
      id: 'call_1',
      type: 'function',
      function: { name: 'look_up', arguments: '{}' },
      extra_content: { google: { thought_signature: 'c2ln' } },
    };
    const request = decode({
      messages: [
        user('x'),
        { role: 'assistant', content: null, tool_calls: [signed] },
        { role: 'tool', tool_call_id: 'call_1', content: 'y' },
      ],
    });
    expect(request.messages[1]?.parts[0]).toMatchObject({ proof });
    expect(messagesOf(encode(request, 'compatible', 'gemini-3-pro'))[1]).toMatchObject({ tool_calls: [signed] });
    expect(JSON.stringify(encode(request).body)).not.toContain('c2ln');
  });

  it('12: results that came in several messages, out of order, stand right behind their calls', () => {
    const encoded = encode(
      foreign([
        { role: 'user', parts: [{ type: 'text', text: 'Hi.' }] },
        { role: 'assistant', parts: [call('a'), call('b')] },
        { role: 'user', parts: [result('b', 'B')] },
        { role: 'user', parts: [{ type: 'text', text: 'Go on.' }, result('a', 'A')] },
      ]),
    );
    expect(
      messagesOf(encoded)
        .slice(1)
        .map(({ role, tool_call_id: id, content }) => [role, id, content]),
    ).toEqual([
      ['assistant', undefined, null],
      ['tool', 'a', 'A'],
      ['tool', 'b', 'B'],
      ['user', undefined, 'Go on.'],
    ]);
  });

  it('13: a call without arguments has the empty object, in requests, answers and streams', () => {
    const events: StreamEvent[] = [
      { type: 'tool_call', choice: 0, call: 0, id: 'a', name: 'look_up', kind: 'function' },
      { type: 'tool_call_end', choice: 0, call: 0 },
      { type: 'stop', choice: 0, stop: { reason: 'tool_calls' } },
    ];
    const pieces = write(events).map(
      chunk => JSON.parse(JSON.stringify(firstDelta(chunk)['tool_calls'] ?? [{}]))[0].function?.arguments ?? '',
    );
    expect(pieces.join('')).toBe('{}');
    expect(
      inputs(
        read([toolDelta({ index: 0, id: 'a', function: { name: 'look_up', arguments: '' } }), delta({}, 'tool_calls')]),
      ),
    ).toEqual(['{}']);
    const message = {
      role: 'assistant',
      tool_calls: [{ id: 'a', type: 'function', function: { name: 'look_up', arguments: null } }],
    };
    expect(openaiChat.decodeAnswer({ choices: [{ message }] }, new ToolNames()).choices[0]?.parts[0]).toMatchObject({
      input: '{}',
    });
  });

  it('14: an empty object before the real arguments is not glued to them', () => {
    expect(
      inputs(
        read([
          toolDelta({ index: 0, id: 'a', function: { name: 'look_up', arguments: '{}' } }),
          toolDelta({ index: 0, function: { arguments: '{"q":' } }),
          toolDelta({ index: 0, function: { arguments: '1}' } }),
          delta({}, 'tool_calls'),
        ]),
      ),
    ).toEqual(['{"q":1}']);
  });

  it('15: a name in every piece opens one call, and the piece in the last chunk counts', () => {
    const reading = read([
      toolDelta({ index: 0, id: 'a', type: 'function', function: { name: 'look_up', arguments: '' } }),
      toolDelta({ index: 0, id: 'a', type: 'function', function: { name: 'look_up', arguments: '{"q"' } }),
      toolDelta({ index: 0, id: '', type: 'function', function: { name: 'look_up', arguments: ':1' } }),
      toolDelta({ index: 0, function: { name: 'look_up', arguments: '}' } }, 'tool_calls'),
    ]);
    expect(inputs(reading)).toEqual(['{"q":1}']);
    expect(reading.events.filter(event => event.type === 'tool_call')).toHaveLength(1);
  });

  it.each(['', 'stop'])('16: a finish of "%s" in every chunk is not the end', early => {
    const { events, collector } = read([
      delta({ content: 'a' }, early),
      delta({ content: 'b' }, early),
      toolDelta({ index: 0, id: 'x', function: { name: 'f', arguments: '{}' } }, 'stop'),
    ]);
    expect(collector.answer().choices[0]).toMatchObject({
      parts: [{ text: 'ab' }, { input: '{}' }],
      stop: { reason: 'tool_calls' },
    });
    expect(events.filter(event => event.type === 'stop')).toHaveLength(1);
  });

  it('18: a client is told the finish once for each choice', () => {
    const chunks = write([
      { type: 'start', id: 'x', model: 'm' },
      { type: 'text', choice: 0, text: 'a' },
      { type: 'text', choice: 1, text: 'b' },
      { type: 'stop', choice: 0, stop: { reason: 'end' } },
      { type: 'stop', choice: 1, stop: { reason: 'limit' } },
      { type: 'stop', choice: 0, stop: { reason: 'end' } },
      { type: 'end' },
    ]);
    const finishes = chunks
      .flatMap(chunk => JSON.parse(JSON.stringify(chunk['choices'])))
      .flatMap((choice: Body) =>
        choice['finish_reason'] === null ? [] : [[choice['index'], choice['finish_reason']]],
      );
    expect(finishes).toEqual([
      [0, 'stop'],
      [1, 'length'],
    ]);
  });

  it.each([
    ['an error object', { error: { message: 'Broken.', type: 'server_error' } }, 'server'],
    ['a number for its code', { error: { code: 429, message: 'Slow down.' } }, 'rate_limit'],
    [
      'an error with a finish',
      { error: { code: 502, message: 'Down.' }, choices: [{ index: 0, delta: {}, finish_reason: 'error' }] },
      'server',
    ],
    ['a failure in the finish', { choices: [{ index: 0, delta: {}, finish_reason: 'network_error' }] }, 'server'],
    ['base_resp', { base_resp: { status_code: 1002, status_msg: 'rate' } }, 'rate_limit'],
    [
      'a session error',
      { type: 'session.error', error: { type: 'model_overloaded_error', message: 'Busy.' } },
      'overloaded',
    ],
  ])('20: %s inside a 200 stream is a failure, whatever follows', (_name, chunk, kind) => {
    const { events } = read([delta({ content: 'a' }), chunk, delta({}, 'stop')]);
    expect(events.at(-1)).toMatchObject({ type: 'error', fault: { kind } });
    expect(events.some(event => event.type === 'end' || event.type === 'stop')).toBe(false);
  });

  it('20: a client is told of the failure, and of no normal end', () => {
    const encoder = openaiChat.streamEncoder(client());
    const text = [
      { type: 'text', choice: 0, text: 'a' } as const,
      { type: 'error', fault: { kind: 'server', message: 'Broken.' } } as const,
      { type: 'end' } as const,
    ]
      .map(event => encoder.push(event))
      .join('');
    expect(text).toMatch(/data: \{"error":\{"message":"Broken\."[^\n]*\n\n$/);
    expect(text).not.toMatch(/DONE|"finish_reason":"/);
  });

  it('21: a stream without usage ends all the same, with or without [DONE]', () => {
    for (const done of [true, false])
      expect(read([delta({ content: 'a' }), delta({}, 'stop')], done).events.at(-1)).toEqual({ type: 'end' });
    expect(
      write([
        { type: 'text', choice: 0, text: 'a' },
        { type: 'stop', choice: 0, stop: { reason: 'end' } },
        { type: 'end' },
      ]).every(chunk => chunk['usage'] === null),
    ).toBe(true);
  });

  it('22: no index is left in the calls of the history', () => {
    const calls = [{ index: 0, id: 'a', type: 'function', function: { name: 'look_up', arguments: '{}' } }];
    const request = decode({
      messages: [
        user('x'),
        { role: 'assistant', content: '', tool_calls: calls },
        { role: 'tool', tool_call_id: 'a', content: 'y' },
      ],
    });
    expect(messagesOf(encode(request))[1]?.['tool_calls']).toEqual([
      { id: 'a', type: 'function', function: { name: 'look_up', arguments: '{}' } },
    ]);
  });

  it('23: a developer is a system to vendors that know none', () => {
    const request = decode({ messages: [{ role: 'developer', content: 'D' }, user('x')] });
    expect(messagesOf(encode(request, 'deepseek', 'deepseek-chat'))[0]?.['role']).toBe('system');
    expect(messagesOf(encode(request))[0]?.['role']).toBe('developer');
  });

  it('24: structured output goes on, or is asked for in words and said to be', () => {
    const schema = { type: 'object', properties: { a: { type: 'string' } } };
    const request = decode({
      response_format: { type: 'json_schema', json_schema: { name: 'n', schema, strict: true } },
    });
    expect(encode(request).body['response_format']).toEqual({
      type: 'json_schema',
      json_schema: { name: 'n', schema, strict: true },
    });
    const loose = encode(request, 'deepseek', 'deepseek-chat');
    expect(loose.body['response_format']).toEqual({ type: 'json_object' });
    expect(JSON.stringify(loose.body['messages'])).toContain('JSON Schema');
    expect(loose.losses).toContainEqual({ path: 'response_format', how: 'emulated' });
  });

  it('25: the choice of tools and one at a time go on', () => {
    const tools = [{ type: 'function' as const, name: 'look_up' }];
    const ask = [{ role: 'user' as const, parts: [{ type: 'text' as const, text: 'x' }] }];
    const encoded = encode(
      foreign(ask, { tools, toolChoice: { mode: 'named', name: 'look_up', kind: 'function' }, parallelTools: false }),
    );
    expect(encoded.body).toMatchObject({
      tool_choice: { type: 'function', function: { name: 'look_up' } },
      parallel_tool_calls: false,
    });
    expect(encode(foreign(ask, { tools, toolChoice: { mode: 'required' } })).body['tool_choice']).toBe('required');
  });

  it('29: audio is refused where nobody hears it, naming the part', () => {
    const request = decode({
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'x' },
            { type: 'input_audio', input_audio: { data: 'AAAA', format: 'wav' } },
          ],
        },
      ],
    });
    expect(() => encode(request)).toThrow(/^messages\[0\]\.content\[1\]: .*audio/);
    expect(JSON.stringify(encode(request, 'openai', 'gpt-4o-audio-preview').body)).toContain('input_audio');
  });

  it('30: several answers are asked for, given, or refused', () => {
    const request = decode({ n: 2 });
    expect(encode(request).body['n']).toBe(2);
    expect(() => encode(request, 'groq', 'llama')).toThrow(/^n /);
    const choice = { parts: [{ type: 'text' as const, text: 'a' }], stop: { reason: 'end' as const } };
    expect(openaiChat.encodeAnswer({ id: '', model: '', choices: [choice, choice] }, client())['choices']).toHaveLength(
      2,
    );
  });

  it('32: a refusal is a refusal, whole and streamed, in and out', () => {
    const refusal = { type: 'refusal' as const, text: 'No.' };
    const body = {
      choices: [{ index: 0, message: { role: 'assistant', content: null, refusal: 'No.' }, finish_reason: 'stop' }],
    };
    expect(openaiChat.decodeAnswer(body, new ToolNames()).choices[0]).toEqual({
      parts: [refusal],
      stop: { reason: 'refusal' },
    });
    expect(read([delta({ refusal: 'No.' }), delta({}, 'stop')]).collector.answer().choices[0]).toEqual({
      parts: [refusal],
      stop: { reason: 'refusal' },
    });
    const written = openaiChat.encodeAnswer(
      { id: '', model: '', choices: [{ parts: [refusal], stop: { reason: 'refusal' } }] },
      client(),
    );
    expect(written['choices']).toMatchObject([{ message: { content: null, refusal: 'No.' }, finish_reason: 'stop' }]);
  });

  it('34: thinking is not glued to the content', () => {
    const chunks = write([
      { type: 'thinking', choice: 0, text: 'Hm.' },
      { type: 'text', choice: 0, text: 'So.' },
    ]).map(firstDelta);
    expect(chunks.map(({ content }) => content ?? '').join('')).toBe('So.');
    expect(chunks.map(chunk => chunk['reasoning_content'] ?? '').join('')).toBe('Hm.');
  });

  it('35, 37: ids of other providers fit, the same in the call and its result, in each vendor’s own way', () => {
    const long = `toolu_${'x'.repeat(60)}`;
    const request = foreign([
      { role: 'user', parts: [{ type: 'text', text: 'x' }] },
      { role: 'assistant', parts: [call(long), call('functions.f:0')] },
      { role: 'user', parts: [result(long, 'A'), result('functions.f:0', 'B')] },
    ]);
    for (const [vendor, rule] of [
      ['openai', /^[\x21-\x7e]{1,40}$/],
      ['mistral', /^[a-zA-Z0-9]{9}$/],
    ] as const) {
      const [, assistant, first, second] = messagesOf(encode(request, vendor, 'm'));
      const ids = JSON.parse(JSON.stringify(assistant?.['tool_calls'])).map((one: Body) => one['id']);
      expect(ids).toEqual([first?.['tool_call_id'], second?.['tool_call_id']]);
      for (const id of ids) expect(id).toMatch(rule);
      expect(new Set(ids).size).toBe(2);
    }
    const parts = [call(long)];
    const answer = openaiChat.encodeAnswer(
      { id: '', model: '', choices: [{ parts, stop: { reason: 'tool_calls' } }] },
      client(),
    );
    const [choice] = JSON.parse(JSON.stringify(answer['choices']));
    expect(choice.message.tool_calls[0].id.length).toBeLessThanOrEqual(40);
  });

  it('36: two calls of one function without ids have two ids', () => {
    const piece = (): Body => ({ function: { name: 'look_up', arguments: '{"q":1}' } });
    const { collector } = read([
      toolDelta({ index: 0, ...piece() }),
      toolDelta({ index: 0, ...piece() }),
      delta({}, 'tool_calls'),
    ]);
    const ids = collector.answer().choices[0]?.parts.flatMap(part => (part.type === 'tool_call' ? [part.id] : []));
    expect(new Set(ids).size).toBe(2);
  });

  it('38: calls of the running loop carry their thinking, or what stands for it', () => {
    const turn = (parts: readonly Part[]): ConversationRequest =>
      foreign([
        { role: 'user', parts: [{ type: 'text', text: 'x' }] },
        { role: 'assistant', parts },
        { role: 'user', parts: [result('a', 'A')] },
      ]);
    for (const [vendor, model] of [
      ['deepseek', 'deepseek-v4-pro'],
      ['moonshot', 'kimi-k2.6'],
    ] as const) {
      expect(messagesOf(encode(turn([{ type: 'thinking', text: 'Hm.' }, call('a')]), vendor, model))[1]).toMatchObject({
        reasoning_content: 'Hm.',
      });
      expect(messagesOf(encode(turn([call('a')]), vendor, model))[1]).toMatchObject({ reasoning_content: ' ' });
    }
    const off = { ...turn([call('a')]), reasoning: { effort: 'none' as const } };
    expect(messagesOf(encode(off, 'deepseek', 'deepseek-v4-pro'))[1]).not.toHaveProperty('reasoning_content');
  });

  it('40: nothing of another protocol’s own leaks into the fields of chat', () => {
    const image: Part = {
      type: 'image',
      source: { kind: 'base64', data: 'iVBORw0K' },
      mediaType: 'image/png',
      native: { origin: 'gemini-generate', value: { mediaResolution: 'HIGH' } },
      name: 'a.png',
      context: 'c',
    };
    const encoded = encode(foreign([{ role: 'user', parts: [image] }]));
    expect(messagesOf(encoded)).toEqual([
      { role: 'user', content: [{ type: 'image_url', image_url: { url: 'data:image/png;base64,iVBORw0K' } }] },
    ]);
  });

  it('41: a PDF goes on as a file, or is refused', () => {
    const pdf: Part = {
      type: 'file',
      source: { kind: 'base64', data: 'JVBERi0=' },
      mediaType: 'application/pdf',
      name: 'a.pdf',
    };
    const request = foreign([{ role: 'user', parts: [pdf] }]);
    expect(messagesOf(encode(request))[0]?.['content']).toEqual([
      { type: 'file', file: { filename: 'a.pdf', file_data: 'data:application/pdf;base64,JVBERi0=' } },
    ]);
    expect(() => encode(request, 'deepseek', 'deepseek-chat')).toThrow(/^messages\[0\]: /);
  });

  it('42: an address of an image stays one, and is fetched for vendors that fetch none', () => {
    const image: Part = { type: 'image', source: { kind: 'url', url: 'https://example.com/a.png' } };
    expect(messagesOf(encode(foreign([{ role: 'user', parts: [image] }])))[0]?.['content']).toEqual([
      { type: 'image_url', image_url: { url: 'https://example.com/a.png' } },
    ]);
    expect(openaiChat.mustInline(image, { model: 'gpt-4o', vendor: 'openai' })).toBe(false);
    expect(openaiChat.mustInline(image, { model: 'kimi-k2.6', vendor: 'moonshot' })).toBe(true);
    expect(
      openaiChat.mustInline(
        { type: 'file', source: { kind: 'url', url: 'https://example.com/a.pdf' } },
        { model: 'gpt-4o', vendor: 'openai' },
      ),
    ).toBe(true);
  });

  it('43: images of results follow in a user message after all results', () => {
    const image: Part = { type: 'image', source: { kind: 'base64', data: 'iVBORw0K' }, mediaType: 'image/png' };
    const shown: Part = { type: 'tool_result', callId: 'a', kind: 'function', content: [image], failed: false };
    const encoded = encode(
      foreign([
        { role: 'user', parts: [{ type: 'text', text: 'x' }] },
        { role: 'assistant', parts: [call('a'), call('b')] },
        { role: 'user', parts: [shown, result('b', 'B'), { type: 'text', text: 'Well?' }] },
      ]),
    );
    const messages = messagesOf(encoded);
    expect(messages.map(message => message['role'])).toEqual(['user', 'assistant', 'tool', 'tool', 'user']);
    expect(messages[4]?.['content']).toMatchObject([
      { type: 'text' },
      { type: 'image_url' },
      { type: 'text', text: 'Well?' },
    ]);
  });

  it('44: web search is no function without parameters', () => {
    const tools = [{ type: 'web_search' as const }, { type: 'function' as const, name: 'look_up' }];
    const request = foreign([{ role: 'user', parts: [{ type: 'text', text: 'x' }] }], { tools });
    const encoded = encode(request);
    expect(encoded.body['tools']).toHaveLength(1);
    expect(encoded.losses).toEqual([{ path: 'tools[0]', how: 'dropped' }]);
    expect(encode(request, 'openai', 'gpt-4o-search-preview').body).toMatchObject({ web_search_options: {} });
    expect(() => encode({ ...request, tools: tools.slice(0, 1) })).toThrow(/search the web/);
  });

  it('46: private fields of clients are kept from those that refuse them', () => {
    const request = decode({ reasoningSummary: 'auto', prediction: { type: 'content', content: 'x' } });
    const encoded = encode(request);
    expect(encoded.body).not.toHaveProperty('reasoningSummary');
    expect(encoded.body).toHaveProperty('prediction');
    expect(encoded.losses).toEqual([{ path: 'reasoningSummary', how: 'dropped' }]);
    expect(encode(request, 'compatible').body).toHaveProperty('reasoningSummary');
  });
});
