// Specification of the practice upstream over real HTTP: strict as the providers are, and the same each time.

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startSandbox, type Sandbox } from './main.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.close());
beforeEach(async () => {
  await fetch(`${sandbox.url}/__sandbox/reset`, { method: 'POST' });
});

type Json = Record<string, unknown>;
interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // The answers are looked into freely: this is what a test reads, not what code relies on.
  readonly json: ReturnType<typeof JSON.parse>;
}

const HEADERS = {
  openai: { authorization: 'Bearer sk-test' },
  anthropic: { 'x-api-key': 'test', 'anthropic-version': '2023-06-01' },
  gemini: { 'x-goog-api-key': 'test' },
} as const;

async function post(path: string, body: unknown, headers: Record<string, string>): Promise<Answer> {
  const response = await fetch(sandbox.url + path, { method: 'POST', headers, body: JSON.stringify(body) });
  const text = await response.text();
  const isJson = /json/.test(response.headers.get('content-type') ?? '');
  return {
    status: response.status,
    headers: response.headers,
    text,
    json: isJson && text !== '' ? JSON.parse(text) : undefined,
  };
}

const user = (content: unknown): Json => ({ role: 'user', content });
const chat = (body: Json): Promise<Answer> =>
  post('/v1/chat/completions', { model: 'gpt-4o-mini', messages: [user('Hello')], ...body }, HEADERS.openai);
const respond = (body: Json): Promise<Answer> =>
  post('/v1/responses', { model: 'gpt-4o-mini', input: 'Hello', ...body }, HEADERS.openai);
const claude = (body: Json): Promise<Answer> =>
  post(
    '/v1/messages',
    { model: 'claude-sonnet-4-5', max_tokens: 4000, messages: [user('Hello')], ...body },
    HEADERS.anthropic,
  );
const gemini = (body: Json, model = 'gemini-2.5-flash', verb = 'generateContent'): Promise<Answer> =>
  post(
    `/v1beta/models/${model}:${verb}`,
    { contents: [{ role: 'user', parts: [{ text: 'Hello' }] }], ...body },
    HEADERS.gemini,
  );

const events = (text: string): Json[] =>
  text
    .split(/\r?\n/)
    .filter(line => line.startsWith('data: ') && line !== 'data: [DONE]')
    .map(line => JSON.parse(line.slice(6)));

const WEATHER = {
  type: 'object',
  properties: { city: { type: 'string' } },
  required: ['city'],
  additionalProperties: false,
};
const chatTool = { type: 'function', function: { name: 'get_weather', parameters: WEATHER } };
const claudeTool = { name: 'get_weather', input_schema: WEATHER };

describe('every answer', () => {
  it('is marked, and the same for the same request but for its id and time', async () => {
    const [first, second] = [await chat({}), await chat({})];
    expect(first.headers.get('x-turnpike-sandbox')).toBe('true');
    expect(first.json.choices[0].message.content).toContain('[sandbox]');
    expect(second.json.choices).toEqual(first.json.choices);
    expect(second.json.usage).toEqual(first.json.usage);
    expect(second.json.id).not.toBe(first.json.id);
  });

  it('needs a key in the provider’s own place', async () => {
    expect((await post('/v1/chat/completions', {}, HEADERS.anthropic)).status).toBe(401);
    expect((await post('/v1/messages', {}, { 'anthropic-version': '2023-06-01' })).json.error.type).toBe(
      'authentication_error',
    );
    expect((await post('/v1beta/models/gemini-2.5-flash:generateContent', {}, {})).json.error.status).toBe(
      'PERMISSION_DENIED',
    );
    expect((await post('/v1/messages', {}, { 'x-api-key': 'test' })).json.error.message).toContain('anthropic-version');
  });
});

describe('OpenAI Chat', () => {
  it.each([
    ['an unknown field', { foo: 1 }, "Unknown parameter: 'foo'."],
    [
      'an unknown field in a message',
      { messages: [{ role: 'user', content: 'x', foo: 1 }] },
      "Unknown parameter: 'messages[0].foo'.",
    ],
    ['no messages', { messages: [] }, 'messages'],
    ['both limits', { max_tokens: 5, max_completion_tokens: 5 }, 'max_completion_tokens'],
    ['stream_options without a stream', { stream_options: { include_usage: true } }, 'stream_options'],
    ['max_tokens for a reasoning model', { model: 'gpt-5.1', max_tokens: 5 }, 'max_completion_tokens'],
    ['a temperature for a reasoning model', { model: 'gpt-5.1', temperature: 0.5 }, 'temperature'],
    ['a tool choice without tools', { tool_choice: 'auto' }, 'tools'],
    [
      'an open strict schema',
      {
        tools: [
          { type: 'function', function: { name: 'f', strict: true, parameters: { type: 'object', properties: {} } } },
        ],
      },
      'additionalProperties',
    ],
    [
      'a tool message without its call',
      { messages: [user('x'), { role: 'tool', tool_call_id: 'a', content: 'x' }] },
      'preceeding message',
    ],
    [
      'a call without its tool message',
      {
        messages: [
          user('x'),
          {
            role: 'assistant',
            content: null,
            tool_calls: [{ id: 'a', type: 'function', function: { name: 'f', arguments: '{}' } }],
          },
          user('y'),
        ],
      },
      'tool_call_id',
    ],
    ['JSON mode without the word', { response_format: { type: 'json_object' } }, "'json'"],
    [
      'an image that is none',
      { messages: [user([{ type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } }])] },
      'unsupported image',
    ],
  ])('refuses %s', async (_what, body, message) => {
    const answer = await chat(body);
    expect(answer.status).toBe(400);
    expect(answer.json.error.message).toContain(message);
  });

  it('calls the tool that the text names, with arguments that fit, and then uses its result', async () => {
    const first = await chat({ messages: [user('Use get_weather please')], tools: [chatTool] });
    const [call] = first.json.choices[0].message.tool_calls;
    expect(first.json.choices[0].finish_reason).toBe('tool_calls');
    expect(JSON.parse(call.function.arguments)).toEqual({ city: 'sandbox' });
    const messages = [
      user('Use get_weather please'),
      first.json.choices[0].message,
      { role: 'tool', tool_call_id: call.id, content: 'sunny' },
    ];
    expect((await chat({ messages, tools: [chatTool] })).json.choices[0].message.content).toContain('sunny');
  });

  it('streams the same content and usage as the whole answer', async () => {
    const whole = await chat({});
    const stream = await chat({ stream: true, stream_options: { include_usage: true } });
    const chunks = events(stream.text);
    const text = chunks.map(chunk => Object(Object(chunk['choices'])[0]?.delta).content ?? '').join('');
    expect(text).toBe(whole.json.choices[0].message.content);
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage: whole.json.usage });
    expect(stream.text.endsWith('data: [DONE]\n\n')).toBe(true);
    expect((await chat({ stream: true })).text).not.toContain('"usage"');
  });

  it('stops by length and by stop text, and gives n answers', async () => {
    expect((await chat({ max_tokens: 2 })).json.choices[0].finish_reason).toBe('length');
    expect((await chat({ stop: 'read' })).json.choices[0].message.content).toBe('[sandbox] gpt-4o-mini ');
    expect((await chat({ n: 3 })).json.choices.length).toBe(3);
  });

  it('answers in the asked schema', async () => {
    const schema = {
      type: 'object',
      properties: { kind: { enum: ['a', 'b'] }, count: { type: 'integer', minimum: 50 } },
      required: ['kind', 'count'],
      additionalProperties: false,
    };
    const answer = await chat({
      response_format: { type: 'json_schema', json_schema: { name: 'x', schema, strict: true } },
    });
    expect(JSON.parse(answer.json.choices[0].message.content)).toEqual({ kind: 'a', count: 50 });
  });

  it('reads a long prompt from the cache when its beginning was seen', async () => {
    const messages = [{ role: 'system', content: 'x'.repeat(8000) }, user('one')];
    expect((await chat({ messages })).json.usage.prompt_tokens_details.cached_tokens).toBe(0);
    expect(
      (await chat({ messages: [messages[0], user('two')] })).json.usage.prompt_tokens_details.cached_tokens,
    ).toBeGreaterThan(1024);
  });
});

describe('OpenAI Responses', () => {
  it.each([
    ['the names of the chat API', { max_tokens: 5 }, 'max_output_tokens'],
    ['too small a limit', { max_output_tokens: 5 }, 'max_output_tokens'],
    [
      'an output without its call',
      { input: [{ type: 'function_call_output', call_id: 'c', output: 'x' }] },
      'No tool call found',
    ],
    [
      'a call without its output',
      { input: [{ type: 'function_call', call_id: 'c', name: 'f', arguments: '{}' }] },
      'No tool output found',
    ],
    [
      'encrypted reasoning of others',
      { input: [{ type: 'reasoning', summary: [], encrypted_content: 'gAAA' }, user('x')] },
      'could not be verified',
    ],
    ['an unknown previous response', { previous_response_id: 'resp_no' }, 'not found'],
  ])('refuses %s', async (_what, body, message) => {
    const answer = await respond(body);
    expect(answer.status).toBe(400);
    expect(JSON.stringify(answer.json.error)).toContain(message);
  });

  it('numbers the events of its stream, ends with the whole response, and keeps it', async () => {
    const steps = events((await respond({ stream: true })).text);
    expect(steps.map(step => step['sequence_number'])).toEqual(steps.map((_, index) => index));
    expect(steps.map(step => step['type'])).toEqual(
      expect.arrayContaining([
        'response.created',
        'response.output_item.added',
        'response.output_text.delta',
        'response.completed',
      ]),
    );
    const last = Object(steps.at(-1))['response'];
    const stored = await fetch(`${sandbox.url}/v1/responses/${last.id}`, { headers: HEADERS.openai });
    expect(await stored.json()).toEqual(last);
    const next = await respond({ previous_response_id: last.id, input: 'And now?' });
    expect(next.json.usage.input_tokens).toBeGreaterThan(last.usage.input_tokens);
    await fetch(`${sandbox.url}/v1/responses/${last.id}`, { method: 'DELETE', headers: HEADERS.openai });
    expect((await fetch(`${sandbox.url}/v1/responses/${last.id}`, { headers: HEADERS.openai })).status).toBe(404);
  });
});

describe('Anthropic Messages', () => {
  it.each([
    [
      'an unknown field',
      { messages: [user([{ type: 'text', text: 'x', foo: 1 }])] },
      'messages.0.content.0.foo: Extra inputs are not permitted',
    ],
    ['no limit', { max_tokens: undefined }, 'max_tokens: Field required'],
    ['an empty text', { messages: [user([{ type: 'text', text: '' }])] }, 'must be non-empty'],
    [
      'thinking above the limit',
      { max_tokens: 1024, thinking: { type: 'enabled', budget_tokens: 2048 } },
      'budget_tokens',
    ],
    [
      'thinking with forced tools',
      { thinking: { type: 'enabled', budget_tokens: 1024 }, tools: [claudeTool], tool_choice: { type: 'any' } },
      'Thinking may not be enabled',
    ],
    [
      'an unanswered tool use',
      {
        messages: [
          user('x'),
          { role: 'assistant', content: [{ type: 'tool_use', id: 'a', name: 'f', input: {} }] },
          user('y'),
        ],
      },
      '`tool_use` ids were found without',
    ],
    [
      'a foreign signature',
      {
        messages: [
          user('x'),
          {
            role: 'assistant',
            content: [
              { type: 'thinking', thinking: 'a', signature: 'b' },
              { type: 'text', text: 'c' },
            ],
          },
          user('y'),
        ],
      },
      'Invalid `signature`',
    ],
    [
      'five cache marks',
      { system: Array.from({ length: 5 }, () => ({ type: 'text', text: 'x', cache_control: { type: 'ephemeral' } })) },
      'maximum of 4 blocks',
    ],
    [
      'an image of another type',
      {
        messages: [
          user([{ type: 'image', source: { type: 'base64', media_type: 'image/png', data: '/9j/4AAQSkZJRg==' } }]),
        ],
      },
      'appears to be a image/jpeg',
    ],
  ])('refuses %s', async (_what, body, message) => {
    const answer = await claude(body);
    expect(answer.status).toBe(400);
    expect(answer.json.error).toMatchObject({
      type: 'invalid_request_error',
      message: expect.stringContaining(message),
    });
  });

  it('thinks with a signature that it takes back in a tool loop', async () => {
    const ask = {
      thinking: { type: 'enabled', budget_tokens: 1024 },
      tools: [claudeTool],
      messages: [user('get_weather now')],
    };
    const first = await claude(ask);
    expect(first.json.content.map((block: Json) => block['type'])).toEqual(['thinking', 'tool_use']);
    expect(first.json.stop_reason).toBe('tool_use');
    const result = user([{ type: 'tool_result', tool_use_id: first.json.content[1].id, content: 'rain' }]);
    const second = await claude({
      ...ask,
      messages: [...ask.messages, { role: 'assistant', content: first.json.content }, result],
    });
    expect(second.json.content.at(-1).text).toContain('rain');
    const without = await claude({
      ...ask,
      messages: [...ask.messages, { role: 'assistant', content: [first.json.content[1]] }, result],
    });
    expect(without.json.error.message).toContain('Expected `thinking`');
  });

  it('writes marked prompts to the cache and reads them back, five minutes and an hour apart', async () => {
    const system = [
      { type: 'text', text: 'a'.repeat(400), cache_control: { type: 'ephemeral', ttl: '1h' } },
      { type: 'text', text: 'b'.repeat(800), cache_control: { type: 'ephemeral' } },
    ];
    expect((await claude({ system })).json.usage).toMatchObject({
      cache_creation: { ephemeral_1h_input_tokens: 100, ephemeral_5m_input_tokens: 200 },
      cache_read_input_tokens: 0,
    });
    expect((await claude({ system })).json.usage).toMatchObject({
      cache_creation_input_tokens: 0,
      cache_read_input_tokens: 300,
    });
  });

  it('opens and closes the blocks of its stream one after another', async () => {
    const steps = events((await claude({ stream: true, thinking: { type: 'enabled', budget_tokens: 1024 } })).text);
    const open: number[] = [];
    for (const step of steps) {
      if (step['type'] === 'content_block_start') open.push(Number(step['index']));
      if (step['type'] === 'content_block_stop') expect(open.at(-1)).toBe(step['index']);
    }
    expect(open).toEqual([0, 1]);
    expect([steps[0]?.['type'], steps.at(-2)?.['type'], steps.at(-1)?.['type']]).toEqual([
      'message_start',
      'message_delta',
      'message_stop',
    ]);
  });
});

describe('Gemini', () => {
  it.each([
    ['an unknown name', { generationConfig: { foo: 1 } }, 'Unknown name "foo" at \'generation_config\''],
    ['a part without data', { contents: [{ parts: [{}] }] }, "required oneof field 'data'"],
    [
      'JSON Schema in parameters',
      {
        tools: [{ functionDeclarations: [{ name: 'f', parameters: { type: 'object', additionalProperties: false } }] }],
      },
      'additionalProperties',
    ],
    [
      'responses without calls',
      { contents: [{ role: 'user', parts: [{ functionResponse: { name: 'f', response: {} } }] }] },
      'number of function response parts',
    ],
    [
      'search beside functions on 2.5',
      { tools: [{ googleSearch: {} }, { functionDeclarations: [{ name: 'f' }] }] },
      'Tool use with function calling is unsupported',
    ],
  ])('refuses %s', async (_what, body, message) => {
    const answer = await gemini(body);
    expect(answer.status).toBe(400);
    expect(answer.json.error).toMatchObject({ status: 'INVALID_ARGUMENT', message: expect.stringContaining(message) });
  });

  it('takes both spellings of every name', async () => {
    const answer = await gemini({
      system_instruction: { parts: [{ text: 'x' }] },
      generation_config: { max_output_tokens: 4, thinking_config: { thinking_budget: 0 } },
    });
    expect(answer.json.candidates[0].finishReason).toBe('MAX_TOKENS');
  });

  it('signs the first call of Gemini 3, and wants the signature back', async () => {
    const tools = [{ functionDeclarations: [{ name: 'get_weather', parametersJsonSchema: WEATHER }] }];
    const asked = { role: 'user', parts: [{ text: 'get_weather' }] };
    const first = await gemini({ contents: [asked], tools }, 'gemini-3-pro-preview');
    const content = first.json.candidates[0].content;
    const call = content.parts.at(-1);
    expect(call.thoughtSignature).toBeTypeOf('string');
    const result = {
      role: 'user',
      parts: [{ functionResponse: { name: 'get_weather', response: { result: 'snow' } } }],
    };
    const second = await gemini({ contents: [asked, content, result], tools }, 'gemini-3-pro-preview');
    expect(JSON.stringify(second.json.candidates)).toContain('snow');
    const bare = { role: 'model', parts: [{ functionCall: call.functionCall }] };
    expect(
      (await gemini({ contents: [asked, bare, result], tools }, 'gemini-3-pro-preview')).json.error.message,
    ).toContain('missing a thought_signature');
  });

  it('streams as events and as an array, with the usage of the whole answer at the end', async () => {
    const whole = await gemini({});
    const sse = await gemini({}, 'gemini-2.5-flash', 'streamGenerateContent?alt=sse');
    const array = await gemini({}, 'gemini-2.5-flash', 'streamGenerateContent');
    expect(Object(events(sse.text).at(-1))['usageMetadata']).toEqual(whole.json.usageMetadata);
    expect(array.json.at(-1).usageMetadata).toEqual(whole.json.usageMetadata);
    expect(sse.text).toContain('\r\n\r\n');
  });
});

describe('markers', () => {
  it.each([400, 401, 403, 404, 429, 500, 503])('answer %i in the provider’s shape', async status => {
    expect((await chat({ messages: [user(`[[error ${status} retry-after=7]]`)] })).status).toBe(status);
    const answer = await claude({ messages: [user(`[[error ${status} retry-after=7]]`)] });
    expect([answer.status, answer.json.type, answer.headers.get('retry-after')]).toEqual([status, 'error', '7']);
    expect((await gemini({ contents: [{ parts: [{ text: `[[error ${status}]]` }] }] })).json.error.code).toBe(status);
  });

  it('fail once, cut, leave the usage out, refuse, and force a usage', async () => {
    const once = { messages: [user('[[fail-once 503]] now')] };
    expect([(await chat(once)).status, (await chat(once)).status]).toEqual([503, 200]);
    await expect(chat({ stream: true, messages: [user('[[cut after=2]]')] })).rejects.toThrow();
    expect((await claude({ stream: true, messages: [user('[[error-mid-stream after=2]]')] })).text).toContain(
      'event: error',
    );
    expect((await chat({ messages: [user('[[no-usage]]')] })).json.usage).toBeUndefined();
    expect((await claude({ messages: [user('[[refuse]]')] })).json.stop_reason).toBe('refusal');
    const forced = await claude({ messages: [user('[[usage input=10 cacheRead=5 output=7]]')] });
    expect(forced.json.usage).toMatchObject({ input_tokens: 10, cache_read_input_tokens: 5, output_tokens: 7 });
  });

  it('are counted by the tally, whole answers apart from broken ones', async () => {
    await chat({});
    await chat({ stream: true, messages: [user('[[cut after=2]]')] }).catch(() => undefined);
    const served = await (await fetch(`${sandbox.url}/__sandbox/served`)).json();
    expect(Object(served)['gpt-4o-mini']).toMatchObject({ answers: 1, broken: 1 });
  });
});
