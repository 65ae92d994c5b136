// The official SDKs against a gateway without any channel: only the base address and the key differ from the provider's.

import Anthropic, {
  AuthenticationError as AnthropicAuthError,
  BadRequestError as AnthropicBadRequest,
  NotFoundError as AnthropicNotFound,
} from '@anthropic-ai/sdk';
import { ApiError, FunctionCallingConfigMode, GoogleGenAI, Type } from '@google/genai';
import OpenAI, { AuthenticationError, BadRequestError, NotFoundError, PermissionDeniedError } from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { at, eventually } from './support/client.ts';
import { Gateway, keyOf } from './support/gateway.ts';
import { generation, usedBy } from './support/money.ts';

const KEY = keyOf('sdk');
const POOR = keyOf('sdkpoor');
const WRONG = keyOf('wrong');
const MODELS = { openai: 'gpt-4o-mini', anthropic: 'claude-haiku-4-5', gemini: 'gemini-2.5-flash' } as const;

let gateway: Gateway;

beforeAll(async () => {
  gateway = await Gateway.start({
    users: [
      { name: 'sdk', balance: '100', group: 'default', keys: [{ name: 'sdk', key: KEY }] },
      { name: 'poor', balance: '0', group: 'default', keys: [{ name: 'poor', key: POOR }] },
    ],
  });
}, 60_000);

afterAll(async () => gateway.dispose());

const openai = (apiKey = KEY) => new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey, maxRetries: 0 });
const anthropic = (apiKey = KEY) => new Anthropic({ baseURL: gateway.url, apiKey, authToken: null, maxRetries: 0 });
const gemini = (apiKey = KEY) => new GoogleGenAI({ apiKey, httpOptions: { baseUrl: gateway.url } });

async function failureOf(work: PromiseLike<unknown>): Promise<unknown> {
  return Promise.resolve(work).then(
    () => {
      throw new Error('the call succeeded');
    },
    (error: unknown) => error,
  );
}

const WEATHER_SCHEMA = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] } as const;

describe('openai: chat completions', () => {
  const messages = [{ role: 'user', content: 'Say hello.' }] as const;

  it('answers, and is explained and charged under its request id', async () => {
    const before = await usedBy(gateway.url, KEY);
    const { data, request_id: id } = await openai()
      .chat.completions.create({ model: MODELS.openai, messages: [...messages] })
      .withResponse();
    expect(data.choices[0]?.message.content).toContain('[sandbox]');
    expect(data.choices[0]?.finish_reason).toBe('stop');
    expect(data.usage?.total_tokens).toBe((data.usage?.prompt_tokens ?? 0) + (data.usage?.completion_tokens ?? 0));
    const explained = await generation(gateway.url, KEY, id ?? '');
    expect([explained.prompt, explained.completion]).toEqual([
      data.usage?.prompt_tokens,
      data.usage?.completion_tokens,
    ]);
    expect(explained.cost).toBeGreaterThan(0);
    await eventually(async () => expect(await usedBy(gateway.url, KEY)).toBeGreaterThanOrEqual(before));
  });

  it('streams text, and the usage when it is asked for', async () => {
    const stream = await openai().chat.completions.create({
      model: MODELS.openai,
      messages: [...messages],
      stream: true,
      stream_options: { include_usage: true },
    });
    let text = '';
    let total = 0;
    let finish: string | null | undefined;
    for await (const chunk of stream) {
      text += chunk.choices[0]?.delta.content ?? '';
      finish = chunk.choices[0]?.finish_reason ?? finish;
      total = chunk.usage?.total_tokens ?? total;
    }
    expect(text).toContain('[sandbox]');
    expect(finish).toBe('stop');
    expect(total).toBeGreaterThan(0);
  });

  it('calls a tool when it must, takes its result, and then answers in text', async () => {
    const tools = [
      { type: 'function', function: { name: 'weather', parameters: { ...WEATHER_SCHEMA, required: ['city'] } } },
    ] as OpenAI.ChatCompletionTool[];
    const ask: OpenAI.ChatCompletionMessageParam[] = [{ role: 'user', content: 'What is the weather in Paris?' }];
    const first = await openai().chat.completions.create({
      model: MODELS.openai,
      messages: ask,
      tools,
      tool_choice: 'required',
    });
    const message = first.choices[0]?.message;
    const [toolCall] = message?.tool_calls ?? [];
    if (message === undefined || toolCall?.type !== 'function')
      throw new Error(`no tool call: ${JSON.stringify(first)}`);
    expect(toolCall.function.name).toBe('weather');
    expect(typeof at(JSON.parse(toolCall.function.arguments), 'city')).toBe('string');
    const second = await openai().chat.completions.create({
      model: MODELS.openai,
      messages: [...ask, message, { role: 'tool', tool_call_id: toolCall.id, content: '18 degrees' }],
      tools,
    });
    expect(second.choices[0]?.message.content).toContain('[sandbox]');
  });

  it('streams a tool call whose pieces make up valid arguments', async () => {
    const runner = openai().chat.completions.stream({
      model: MODELS.openai,
      messages: [{ role: 'user', content: 'What is the weather in Paris?' }],
      tools: [
        { type: 'function', function: { name: 'weather', parameters: { ...WEATHER_SCHEMA, required: ['city'] } } },
      ],
      tool_choice: { type: 'function', function: { name: 'weather' } },
    });
    const completion = await runner.finalChatCompletion();
    const [toolCall] = completion.choices[0]?.message.tool_calls ?? [];
    if (toolCall?.type !== 'function') throw new Error('no tool call');
    expect(typeof at(JSON.parse(toolCall.function.arguments), 'city')).toBe('string');
  });

  it('lists models and finds one', async () => {
    const ids: string[] = [];
    for await (const model of openai().models.list()) ids.push(model.id);
    expect(ids).toEqual(expect.arrayContaining(Object.values(MODELS)));
    expect((await openai().models.retrieve(MODELS.openai)).id).toBe(MODELS.openai);
  });

  it('raises its own error classes', async () => {
    const params = { model: MODELS.openai, messages: [...messages] };
    expect(await failureOf(openai(WRONG).chat.completions.create(params))).toBeInstanceOf(AuthenticationError);
    expect(await failureOf(openai().chat.completions.create({ ...params, model: 'no-such-model' }))).toBeInstanceOf(
      NotFoundError,
    );
    expect(await failureOf(openai().models.retrieve('no-such-model'))).toBeInstanceOf(NotFoundError);
    expect(await failureOf(openai(POOR).chat.completions.create(params))).toBeInstanceOf(PermissionDeniedError);
    const bad = await failureOf(openai().chat.completions.create({ ...params, temperature: 9 }));
    expect(bad).toBeInstanceOf(BadRequestError);
    expect(at(bad, 'requestID')).toBeTypeOf('string');
  });
});

describe('openai: responses', () => {
  it('creates, retrieves, lists the input of, builds on and deletes a response', async () => {
    const client = openai();
    const first = await client.responses.create({ model: MODELS.openai, input: 'Remember the word lighthouse.' });
    expect(first.status).toBe('completed');
    expect(first.output_text).toContain('[sandbox]');
    expect((await client.responses.retrieve(first.id)).id).toBe(first.id);
    const items = await client.responses.inputItems.list(first.id);
    expect(JSON.stringify(items.data)).toContain('lighthouse');
    const second = await client.responses.create({
      model: MODELS.openai,
      input: 'Go on.',
      previous_response_id: first.id,
    });
    expect(second.previous_response_id).toBe(first.id);
    expect(second.usage?.input_tokens).toBeGreaterThan(first.usage?.input_tokens ?? Infinity);
    await client.responses.delete(first.id);
    expect(await failureOf(client.responses.retrieve(first.id))).toBeInstanceOf(NotFoundError);
  });

  it('shows a response to its owner only', async () => {
    const mine = await openai().responses.create({ model: MODELS.openai, input: 'Hello' });
    expect(await failureOf(openai(POOR).responses.retrieve(mine.id))).toBeInstanceOf(NotFoundError);
    expect(await failureOf(openai(POOR).responses.delete(mine.id))).toBeInstanceOf(NotFoundError);
    expect((await openai().responses.retrieve(mine.id)).id).toBe(mine.id);
  });

  it('streams typed events in order, numbered without a gap', async () => {
    const stream = await openai().responses.create({ model: MODELS.openai, input: 'Hello', stream: true });
    const events: OpenAI.Responses.ResponseStreamEvent[] = [];
    for await (const event of stream) events.push(event);
    expect(events.map(event => event.sequence_number)).toEqual(events.map((_, index) => index));
    expect(events[0]?.type).toBe('response.created');
    expect(events.at(-1)?.type).toBe('response.completed');
    const text = events.map(event => (event.type === 'response.output_text.delta' ? event.delta : '')).join('');
    expect(text).toContain('[sandbox]');
  });

  it('counts input tokens', async () => {
    const counted = await openai().responses.inputTokens.count({ model: MODELS.openai, input: 'Hello' });
    expect(counted.input_tokens).toBeGreaterThan(0);
  });
});

describe('@anthropic-ai/sdk', () => {
  const params = {
    model: MODELS.anthropic,
    max_tokens: 64,
    messages: [{ role: 'user' as const, content: 'Say hello.' }],
  };

  it('answers, and is explained under its request id', async () => {
    const { data, request_id: id } = await anthropic().messages.create(params).withResponse();
    expect(JSON.stringify(data.content)).toContain('[sandbox]');
    expect(data.stop_reason).toBe('end_turn');
    const explained = await generation(gateway.url, KEY, id ?? '');
    expect([explained.prompt, explained.completion]).toEqual([data.usage.input_tokens, data.usage.output_tokens]);
  });

  it('takes the key as a bearer token as well', async () => {
    const client = new Anthropic({ baseURL: gateway.url, apiKey: null, authToken: KEY, maxRetries: 0 });
    expect((await client.messages.create(params)).type).toBe('message');
  });

  it('streams, and its helper assembles the message', async () => {
    const stream = anthropic().messages.stream(params);
    let text = '';
    stream.on('text', piece => {
      text += piece;
    });
    const message = await stream.finalMessage();
    expect(text).toContain('[sandbox]');
    expect(message.stop_reason).toBe('end_turn');
    expect(message.usage.output_tokens).toBeGreaterThan(0);
  });

  it('uses a tool when it must, streamed and not, and takes its result', async () => {
    const tools: Anthropic.Tool[] = [{ name: 'weather', input_schema: { ...WEATHER_SCHEMA, required: ['city'] } }];
    const forced = { ...params, tools, tool_choice: { type: 'tool' as const, name: 'weather' } };
    const first = await anthropic().messages.create(forced);
    expect(first.stop_reason).toBe('tool_use');
    const use = first.content.find(block => block.type === 'tool_use');
    if (use === undefined) throw new Error('no tool use');
    expect(typeof at(use.input, 'city')).toBe('string');
    const streamed = await anthropic().messages.stream(forced).finalMessage();
    expect(
      streamed.content.some(block => block.type === 'tool_use' && typeof at(block.input, 'city') === 'string'),
    ).toBe(true);
    const second = await anthropic().messages.create({
      ...params,
      tools,
      messages: [
        ...params.messages,
        { role: 'assistant', content: first.content },
        { role: 'user', content: [{ type: 'tool_result', tool_use_id: use.id, content: '18 degrees' }] },
      ],
    });
    expect(JSON.stringify(second.content)).toContain('[sandbox]');
  });

  it('counts tokens for nothing', async () => {
    const before = await usedBy(gateway.url, KEY);
    const counted = await anthropic().messages.countTokens({ model: params.model, messages: params.messages });
    expect(counted.input_tokens).toBeGreaterThan(0);
    expect(await usedBy(gateway.url, KEY)).toBe(before);
  });

  it('lists models and finds one', async () => {
    const ids: string[] = [];
    for await (const model of anthropic().models.list()) ids.push(model.id);
    expect(ids).toContain(MODELS.anthropic);
    expect((await anthropic().models.retrieve(MODELS.anthropic)).type).toBe('model');
  });

  it('raises its own error classes', async () => {
    expect(await failureOf(anthropic(WRONG).messages.create(params))).toBeInstanceOf(AnthropicAuthError);
    expect(await failureOf(anthropic().messages.create({ ...params, model: 'no-such-model' }))).toBeInstanceOf(
      AnthropicNotFound,
    );
    const bad = await failureOf(anthropic().messages.create({ ...params, max_tokens: 0 }));
    expect(bad).toBeInstanceOf(AnthropicBadRequest);
    expect(at(bad, 'error.type')).toBe('error');
    expect(at(bad, 'requestID')).toBeTypeOf('string');
  });
});

describe('@google/genai', () => {
  const params = { model: MODELS.gemini, contents: 'Say hello.' };

  it('answers', async () => {
    const answer = await gemini().models.generateContent(params);
    expect(answer.text).toContain('[sandbox]');
    expect(answer.usageMetadata?.totalTokenCount).toBeGreaterThan(0);
  });

  it('streams', async () => {
    let text = '';
    let total = 0;
    for await (const chunk of await gemini().models.generateContentStream(params)) {
      text += chunk.text ?? '';
      total = chunk.usageMetadata?.totalTokenCount ?? total;
    }
    expect(text).toContain('[sandbox]');
    expect(total).toBeGreaterThan(0);
  });

  it('calls a function when it must', async () => {
    const answer = await gemini().models.generateContent({
      ...params,
      config: {
        tools: [
          {
            functionDeclarations: [
              {
                name: 'weather',
                parameters: { type: Type.OBJECT, properties: { city: { type: Type.STRING } }, required: ['city'] },
              },
            ],
          },
        ],
        toolConfig: {
          functionCallingConfig: { mode: FunctionCallingConfigMode.ANY, allowedFunctionNames: ['weather'] },
        },
      },
    });
    expect(answer.functionCalls?.[0]?.name).toBe('weather');
    expect(typeof answer.functionCalls?.[0]?.args?.['city']).toBe('string');
  });

  it('counts tokens for nothing', async () => {
    const before = await usedBy(gateway.url, KEY);
    expect((await gemini().models.countTokens(params)).totalTokens).toBeGreaterThan(0);
    expect(await usedBy(gateway.url, KEY)).toBe(before);
  });

  it('lists models and finds one', async () => {
    const names: string[] = [];
    for await (const model of await gemini().models.list()) names.push(model.name ?? '');
    expect(names).toContain(`models/${MODELS.gemini}`);
    expect((await gemini().models.get({ model: MODELS.gemini })).name).toBe(`models/${MODELS.gemini}`);
  });

  it.each(['v1', 'v1alpha', 'v1beta'])('works under /%s', async apiVersion => {
    const client = new GoogleGenAI({ apiKey: KEY, apiVersion, httpOptions: { baseUrl: gateway.url } });
    expect((await client.models.generateContent(params)).text).toContain('[sandbox]');
  });

  it('raises its own error class', async () => {
    const wrong = await failureOf(gemini(WRONG).models.generateContent(params));
    expect(wrong).toBeInstanceOf(ApiError);
    expect(at(wrong, 'status')).toBe(401);
    const unknown = await failureOf(gemini().models.generateContent({ ...params, model: 'no-such-model' }));
    expect(unknown).toBeInstanceOf(ApiError);
    expect(at(unknown, 'status')).toBe(404);
  });
});

describe('after all SDK calls', () => {
  it('the ledger has no difference', { timeout: 30_000 }, async () => {
    await gateway.stop();
    const proof = await gateway.command('reconcile');
    expect(`${proof.code}: ${proof.output}`).toMatch(/^0: [^]*\b0\b/);
  });
});
