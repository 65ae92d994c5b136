// The legacy Completions API: at models that complete, at DeepSeek's and Mistral's gap filling, and at models that only chat.

import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSandbox, type Sandbox } from '@turnpike/sandbox';
import { at, call, jsonOf, type Answer } from './support/client.ts';
import { Gateway, keyOf } from './support/gateway.ts';
import { generation } from './support/money.ts';
import { streamScript, Upstream } from './support/upstream.ts';

const KEY = keyOf('complete');
/** Models by the way in which each is asked. */
const NATIVE = ['gpt-3.5-turbo-instruct', 'deepseek-chat', 'my-server-model'] as const;
const CHATS = ['gpt-4o-mini', 'claude-haiku-4-5', 'gemini-2.5-flash', 'gpt-5.1', 'codestral-latest'] as const;

let sandbox: Sandbox;
let upstream: Upstream;
let gateway: Gateway;

beforeAll(async () => {
  sandbox = await startSandbox({});
  upstream = await Upstream.start();
  const channel = (name: string, provider: string, url: string, models: string[]) => ({
    name,
    provider,
    base_url: url,
    keys: ['k'],
    models,
  });
  gateway = await Gateway.start({
    channels: [
      channel('openai', 'openai', sandbox.url, [
        'gpt-3.5-turbo-instruct',
        'gpt-4o-mini',
        'gpt-5.1',
        'text-embedding-3-small',
      ]),
      channel('deepseek', 'deepseek', sandbox.url, ['deepseek-chat']),
      channel('own', 'compatible', sandbox.url, ['my-server-model']),
      channel('anthropic', 'anthropic', sandbox.url, ['claude-haiku-4-5']),
      channel('google', 'gemini', sandbox.url, ['gemini-2.5-flash']),
      channel('mistral', 'mistral', sandbox.url, ['codestral-latest']),
      channel('scripted', 'compatible', upstream.url, ['scripted']),
      channel('scripted-chat', 'moonshot', upstream.url, ['scripted-chat']),
    ],
    prices: [...NATIVE, ...CHATS, 'scripted', 'scripted-chat'].map(model => ({
      model,
      input: '1',
      output: '2',
      cache_read: '1',
    })),
    users: [{ name: 'c', balance: '10', keys: [{ name: 'c', key: KEY }] }],
    settings: { retry_attempts: 0 },
  });
}, 60_000);

afterAll(async () => {
  await gateway.dispose();
  await sandbox.close();
  await upstream.stop();
});

const client = () => new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey: KEY, maxRetries: 0 });
const post = async (path: string, body: unknown): Promise<Answer> =>
  call(`${gateway.url}${path}`, { headers: { authorization: `Bearer ${KEY}` }, body: JSON.stringify(body) });
const micro = (usage: { prompt_tokens: number; completion_tokens: number } | undefined): number =>
  ((usage?.prompt_tokens ?? 0) + 2 * (usage?.completion_tokens ?? 0)) / 1e6;

describe.each([...NATIVE, ...CHATS])('%s', model => {
  it('completes, whole, at the exact charge', async () => {
    const { data, request_id: id } = await client()
      .completions.create({ model, prompt: 'Once upon a time', max_tokens: 60 })
      .withResponse();
    expect(data.object).toBe('text_completion');
    expect(data.choices[0]?.text).toContain('[sandbox]');
    expect(data.choices[0]?.finish_reason).toBe('stop');
    expect(data.usage?.prompt_tokens).toBeGreaterThan(0);
    expect((await generation(gateway.url, KEY, id ?? '')).cost).toBeCloseTo(micro(data.usage), 9);
  });

  it('completes, streamed, with the same text and usage', async () => {
    const options = { model, prompt: 'Once upon a time', max_tokens: 60 };
    const whole = await client().completions.create(options);
    const stream = await client().completions.create({
      ...options,
      stream: true,
      stream_options: { include_usage: true },
    });
    let text = '';
    let finish: string | null = null;
    let total: number | undefined;
    for await (const chunk of stream) {
      expect(chunk.object).toBe('text_completion');
      text += chunk.choices[0]?.text ?? '';
      finish = chunk.choices[0]?.finish_reason ?? finish;
      total = chunk.usage?.total_tokens ?? total;
    }
    expect([text, finish, total]).toEqual([whole.choices[0]?.text, 'stop', whole.usage?.total_tokens]);
  });

  it('fills a gap, and echoes when asked', async () => {
    const filled = await client().completions.create({ model, prompt: 'def f():', suffix: 'return x', max_tokens: 60 });
    expect(filled.choices[0]?.text).toContain('[sandbox]');
    const echoed = await client().completions.create({ model, prompt: 'Say it', echo: true, max_tokens: 60 });
    expect(echoed.choices[0]?.text.startsWith('Say it[sandbox]')).toBe(true);
  });

  it('sends no usage into a stream that did not ask for it, and charges it all the same', async () => {
    const answer = await post('/v1/completions', { model, prompt: 'Hi', stream: true });
    expect(answer.text).not.toContain('"usage":{');
    expect(answer.text.endsWith('data: [DONE]\n\n')).toBe(true);
    expect((await generation(gateway.url, KEY, answer.id)).cost).toBeGreaterThan(0);
  });
});

describe('what only a completion can do', () => {
  it('several prompts, several answers each, by index', async () => {
    const answer = await client().completions.create({ model: 'gpt-3.5-turbo-instruct', prompt: ['a', 'b'], n: 2 });
    expect(answer.choices.map(choice => choice.index)).toEqual([0, 1, 2, 3]);
  });

  it('tokens as the prompt, log probabilities', async () => {
    const answer = await client().completions.create({
      model: 'gpt-3.5-turbo-instruct',
      prompt: [1, 2, 3],
      logprobs: 2,
    });
    expect(answer.choices[0]?.logprobs?.tokens?.length).toBeGreaterThan(0);
  });
});

describe('paths', () => {
  it.each(['/beta/completions', '/completions', '/v1/v1/completions'])('%s', async path => {
    const answer = await post(path, { model: 'deepseek-chat', prompt: 'a', suffix: 'b' });
    expect([answer.status, at(jsonOf(answer), 'object')]).toEqual([200, 'text_completion']);
  });

  it('/beta/chat/completions, for answers that go on', async () => {
    const answer = await post('/beta/chat/completions', {
      model: 'deepseek-chat',
      messages: [{ role: 'user', content: 'a' }],
    });
    expect([answer.status, at(jsonOf(answer), 'object')]).toEqual([200, 'chat.completion']);
  });
});

describe('Mistral’s own path', () => {
  it.each(['codestral-latest', 'gpt-4o-mini'])(
    'is answered in the form of chat by %s, whole and streamed',
    async model => {
      const body = { model, prompt: 'def f():', suffix: 'return x', max_tokens: 60, random_seed: 7 };
      const whole = await post('/v1/fim/completions', body);
      expect([whole.status, at(jsonOf(whole), 'object')]).toEqual([200, 'chat.completion']);
      const text = String(at(jsonOf(whole), 'choices.0.message.content'));
      const streamed = await post('/v1/fim/completions', { ...body, stream: true });
      const said = [...streamed.text.matchAll(/"content":("(?:[^"\\]|\\.)*")/g)].map(([, piece = '']) =>
        JSON.parse(piece),
      );
      expect([said.join(''), streamed.text.endsWith('data: [DONE]\n\n')]).toEqual([text, true]);
      expect((await generation(gateway.url, KEY, streamed.id)).cost).toBeGreaterThan(0);
    },
  );
});

describe('what goes upstream', () => {
  const DONE = 'data: [DONE]\n\n';
  const USAGE = { prompt_tokens: 5, completion_tokens: 7, total_tokens: 12 };

  it('passes byte by byte to a server that completes', async () => {
    const said = JSON.stringify({
      id: 'cmpl-1',
      object: 'text_completion',
      choices: [{ text: 'x', index: 0, finish_reason: 'stop' }],
      usage: USAGE,
      more: 1,
    });
    upstream.script = (_request, reply) => reply.send(200, { 'content-type': 'application/json' }, said);
    const body = '{"model":"scripted", "prompt":"p","top_k":  3}';
    const answer = await call(`${gateway.url}/v1/completions`, { headers: { authorization: `Bearer ${KEY}` }, body });
    expect([answer.text, upstream.last.body.toString(), upstream.last.target]).toEqual([said, body, '/v1/completions']);
    expect((await generation(gateway.url, KEY, answer.id)).cost).toBe(0.000019);
  });

  it('is a conversation for a model that chats; thinking in tags is left out, log probabilities are turned', async () => {
    const content = [{ token: 'Hi', logprob: -0.5, top_logprobs: [{ token: 'Hi', logprob: -0.5 }] }];
    upstream.script = (_request, reply) =>
      reply.json(200, {
        id: 'chatcmpl-9',
        object: 'chat.completion',
        created: 5,
        model: 'm',
        choices: [
          {
            index: 0,
            message: { role: 'assistant', content: '<think>hm</think>Hi' },
            logprobs: { content },
            finish_reason: 'stop',
          },
        ],
        usage: USAGE,
      });
    const answer = await post('/v1/completions', {
      model: 'scripted-chat',
      prompt: 'p',
      logprobs: 1,
      stop: ['x'],
      presence_penalty: 0.5,
      echo: true,
    });
    expect(JSON.parse(upstream.last.body.toString())).toEqual({
      model: 'scripted-chat',
      messages: [{ role: 'user', content: 'p' }],
      logprobs: true,
      top_logprobs: 1,
      stop: ['x'],
      presence_penalty: 0.5,
    });
    expect(jsonOf(answer)).toEqual({
      id: 'cmpl-9',
      object: 'text_completion',
      created: 5,
      model: 'm',
      choices: [
        {
          text: 'pHi',
          index: 0,
          logprobs: { tokens: ['Hi'], token_logprobs: [-0.5], top_logprobs: [{ Hi: -0.5 }], text_offset: [1] },
          finish_reason: 'stop',
        },
      ],
      usage: USAGE,
    });
  });

  it('a broken stream ends with an error, not with an end', async () => {
    const chunk = (delta: object, finish: string | null = null): string =>
      `data: ${JSON.stringify({ id: 'chatcmpl-1', object: 'chat.completion.chunk', choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`;
    upstream.script = (_request, reply) => {
      reply.open(200, { 'content-type': 'text/event-stream' });
      reply.write(chunk({ content: 'half' }));
      setTimeout(() => reply.cut(), 50);
    };
    const answer = await post('/v1/completions', { model: 'scripted-chat', prompt: 'p', stream: true });
    expect(answer.text).toContain('"text":"half"');
    expect(answer.text).toContain('"error"');
    expect(answer.text).not.toContain('[DONE]');
    upstream.script = streamScript([
      chunk({ content: '<thi' }),
      chunk({ content: 'nk>no</think>yes' }),
      chunk({}, 'stop'),
      DONE,
    ]);
    const thinking = await post('/v1/completions', { model: 'scripted-chat', prompt: 'p', stream: true });
    const texts = [...thinking.text.matchAll(/"text":"([^"]*)"/g)].map(([, text]) => text).join('');
    expect(texts).toBe('yes');
  });
});

describe('bad input is refused before the upstream', () => {
  const CASES: readonly (readonly [what: string, model: string, body: object])[] = [
    ['no prompt', 'scripted', {}],
    ['an empty list', 'scripted', { prompt: [] }],
    ['a number', 'scripted', { prompt: 5 }],
    ['best_of below n', 'scripted', { prompt: 'a', n: 3, best_of: 2 }],
    ['best_of in a stream', 'scripted', { prompt: 'a', best_of: 2, stream: true }],
    ['a negative limit', 'scripted', { prompt: 'a', max_tokens: -1 }],
    ['a hot temperature', 'scripted', { prompt: 'a', temperature: 3 }],
    ['a number to stop at', 'scripted', { prompt: 'a', stop: 3 }],
    ['two prompts to a model that chats', 'scripted-chat', { prompt: ['a', 'b'] }],
    ['tokens to a model that chats', 'scripted-chat', { prompt: [1, 2] }],
    ['an embedding model', 'text-embedding-3-small', { prompt: 'a' }],
  ];
  it.each(CASES)('%s', async (_what, model, body) => {
    const before = upstream.requests.length;
    const answer = await post('/v1/completions', { model, ...body });
    expect([answer.status, at(jsonOf(answer), 'error.type')]).toEqual([400, 'invalid_request_error']);
    expect(upstream.requests.length).toBe(before);
  });
});
