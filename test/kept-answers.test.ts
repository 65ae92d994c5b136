// Kept answers: given for equal requests of the same owner, streamed or whole, at the operator's price, until they are forgotten.

import Anthropic from '@anthropic-ai/sdk';
import { GoogleGenAI } from '@google/genai';
import OpenAI from 'openai';
import { startSandbox, type Sandbox } from '@turnpike/sandbox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { REDIS, startRedis, type TestRedis } from './redis.ts';
import { at, call, eventually, jsonOf, type Answer } from './support/client.ts';
import { Gateway, keyOf, type ConfigDraft } from './support/gateway.ts';
import { generation } from './support/money.ts';

const ONE = keyOf('one');
const TWIN = keyOf('twin');
const OTHER = keyOf('other');
const ALWAYS = keyOf('always');
const ADMIN = keyOf('admin');
const MODEL = 'gpt-4o-mini';

const draft = (sandbox: Sandbox, settings: Record<string, unknown>): ConfigDraft => ({
  channels: [
    {
      name: 'main',
      provider: 'openai',
      base_url: sandbox.url,
      keys: ['k'],
      models: [MODEL, 'text-embedding-3-small', 'gpt-3.5-turbo-instruct'],
    },
    { name: 'claude', provider: 'anthropic', base_url: sandbox.url, keys: ['k'], models: ['claude-sonnet-4-6'] },
    { name: 'google', provider: 'gemini', base_url: sandbox.url, keys: ['k'], models: ['gemini-2.5-flash'] },
    { name: 'keeps', provider: 'openai', base_url: sandbox.url, keys: ['k'], models: ['gpt-4o'], cache: true },
  ],
  users: [
    {
      name: 'a',
      balance: '10',
      keys: [
        { name: 'one', key: ONE },
        { name: 'twin', key: TWIN },
        { name: 'always', key: ALWAYS, cache: true },
      ],
    },
    { name: 'b', balance: '10', keys: [{ name: 'other', key: OTHER }] },
    { name: 'boss', role: 'admin', balance: '1', keys: [{ name: 'admin', key: ADMIN }] },
  ],
  settings: { response_cache: true, ...settings },
});

interface Asking {
  readonly key?: string;
  readonly headers?: Record<string, string>;
  readonly path?: string;
}

/** Asks a gateway; says how the answer came, too. */
async function ask(gateway: Gateway, body: unknown, asking: Asking = {}): Promise<Answer & { readonly how: string }> {
  const { key = ONE, headers = { 'x-turnpike-cache': 'on' }, path = '/v1/chat/completions' } = asking;
  const answer = await call(`${gateway.url}${path}`, {
    headers: { authorization: `Bearer ${key}`, ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  expect([answer.status, answer.status === 200 ? '' : answer.text]).toEqual([200, '']);
  return { ...answer, how: String(answer.headers['x-turnpike-cache'] ?? 'none') };
}

const says = (text: string, more: Record<string, unknown> = {}): Record<string, unknown> => ({
  model: MODEL,
  messages: [{ role: 'user', content: text }],
  ...more,
});

/** How many answers the upstream gave in all. */
async function served(sandbox: Sandbox): Promise<number> {
  const told = jsonOf(await call(`${sandbox.url}/__sandbox/served`));
  if (typeof told !== 'object' || told === null) throw new Error('no tally');
  return Object.values(told).reduce((sum: number, row) => sum + Number(at(row, 'answers')), 0);
}

let sandbox: Sandbox;
let gateway: Gateway;

beforeAll(async () => {
  sandbox = await startSandbox({});
  gateway = await Gateway.start(draft(sandbox, { response_cache_percent: 25 }));
}, 60_000);
afterAll(async () => {
  await gateway.dispose();
  await sandbox.close();
});

describe('a kept answer', () => {
  it('is given to the equal request of its owner, however its fields are ordered, and costs what the operator says', async () => {
    const first = await ask(gateway, says('Hello', { seed: 20, temperature: 0 }));
    const body =
      '{ "temperature": 0,  "seed":20, "messages":[{"content":"Hello","role":"user"}],"model":"gpt-4o-mini" }';
    const again = await ask(gateway, body, { key: TWIN });
    expect([first.how, again.how]).toEqual(['miss', 'hit']);
    expect(again.text).toBe(first.text);
    expect(Number(again.headers['age'])).toBeGreaterThanOrEqual(0);
    const paid = await generation(gateway.url, ONE, first.id);
    const kept = await generation(gateway.url, TWIN, again.id);
    expect(Math.round(kept.cost * 1e9)).toBe(Math.ceil(Math.round(paid.cost * 1e9) / 4));
    expect(Number(again.headers['x-turnpike-cost'])).toBe(kept.cost);
    const explained = at(kept.raw, 'data.charge');
    expect([at(explained, 'reason'), at(explained, 'multiplier'), at(explained, 'keptFrom')]).toEqual([
      'cached',
      '0.25',
      first.id,
    ]);
    expect(at(kept.raw, 'data.response_cache_source_id')).toBe(first.id);
    expect(at(explained, 'lines.0.meter')).toBe('input');
  });

  it('is no other’s: not of another account, body, number, model or header', async () => {
    await ask(gateway, says('Mine'));
    expect((await ask(gateway, says('Mine'), { key: OTHER })).how).toBe('miss');
    expect((await ask(gateway, says('Mine '))).how).toBe('miss');
    await ask(gateway, '{"model":"gpt-4o-mini","messages":[{"role":"user","content":"n"}],"seed":9007199254740993}');
    const near = '{"model":"gpt-4o-mini","messages":[{"role":"user","content":"n"}],"seed":9007199254740992}';
    expect((await ask(gateway, near)).how).toBe('miss');
    expect((await ask(gateway, says('Mine'), { headers: { 'x-turnpike-cache': 'on', 'openai-beta': 'x' } })).how).toBe(
      'miss',
    );
    expect((await ask(gateway, says('Mine'))).how).toBe('hit');
  });

  it('is given only where the request, its key or its channel asks for it', async () => {
    await ask(gateway, says('Quiet'));
    expect((await ask(gateway, says('Quiet'), { headers: {} })).how).toBe('none');
    expect((await ask(gateway, says('Quiet'), { headers: {}, key: ALWAYS })).how).toBe('hit');
    expect((await ask(gateway, says('Quiet'), { headers: { 'x-turnpike-cache': 'off' }, key: ALWAYS })).how).toBe(
      'none',
    );
    expect((await ask(gateway, says('Quiet'), { headers: { 'cache-control': 'no-store' }, key: ALWAYS })).how).toBe(
      'none',
    );
    const channel = { ...says('Quiet'), model: 'gpt-4o' };
    expect((await ask(gateway, channel, { headers: {} })).how).toBe('miss');
    expect((await ask(gateway, channel, { headers: {} })).how).toBe('hit');
  });

  it('makes way for a fresh one, ends in time, and speaks OpenRouter’s words to its clients', async () => {
    const first = await ask(gateway, says('Renew'));
    const fresh = await ask(gateway, says('Renew'), { headers: { 'x-turnpike-cache': 'fresh' } });
    const third = await ask(gateway, says('Renew'));
    expect([fresh.how, third.how]).toEqual(['miss', 'hit']);
    expect([
      at(jsonOf(third), 'id') === at(jsonOf(fresh), 'id'),
      at(jsonOf(third), 'id') === at(jsonOf(first), 'id'),
    ]).toEqual([true, false]);
    const brief = { 'x-openrouter-cache': 'true', 'x-openrouter-cache-ttl': '1' };
    const until = (how: string): Promise<Awaited<ReturnType<typeof ask>>> =>
      eventually(async () => {
        const told = await ask(gateway, says('Brief'), { headers: brief });
        if (told.how !== how) throw new Error(`it is a ${told.how}`);
        return told;
      }, 20_000);
    expect((await until('hit')).headers['x-openrouter-cache-status']).toBe('HIT');
    await until('miss');
  });

  it('is none of a failure, of an answer that broke off, nor of one that is too large', async () => {
    const failing = { headers: { authorization: `Bearer ${ONE}`, 'x-turnpike-cache': 'on' } };
    for (const marker of ['[[error 400]]', '[[cut after=3]]']) {
      const body = JSON.stringify(says(marker, { stream: true }));
      for (let round = 0; round < 2; round += 1) {
        const answer = await call(`${gateway.url}/v1/chat/completions`, { ...failing, body });
        expect(answer.headers['x-turnpike-cache']).toBe('miss');
      }
    }
    const large = says('[[tokens 400000]]');
    expect((await ask(gateway, large)).how).toBe('miss');
    expect((await ask(gateway, large)).how).toBe('miss');
  });

  it('is given as a stream where it was kept whole, and whole where it was streamed, in all four protocols', async () => {
    const fetch: typeof globalThis.fetch = (input, init) =>
      globalThis.fetch(input, {
        ...init,
        headers: { ...Object.fromEntries(new Headers(init?.headers)), 'x-turnpike-cache': 'on' },
      });
    const openai = new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey: ONE, fetch });
    const anthropic = new Anthropic({ baseURL: gateway.url, apiKey: ONE, authToken: null, fetch });
    const google = new GoogleGenAI({
      apiKey: ONE,
      httpOptions: { baseUrl: gateway.url, headers: { 'x-turnpike-cache': 'on' } },
    });
    const before = await served(sandbox);
    const chat = { model: MODEL, messages: [{ role: 'user' as const, content: 'Shape' }] };
    const whole = await openai.chat.completions.create(chat);
    let streamed = '';
    let total = 0;
    for await (const chunk of await openai.chat.completions.create({
      ...chat,
      stream: true,
      stream_options: { include_usage: true },
    })) {
      streamed += chunk.choices[0]?.delta.content ?? '';
      total = chunk.usage?.total_tokens ?? total;
    }
    expect([streamed, total]).toEqual([whole.choices[0]?.message.content, whole.usage?.total_tokens]);
    // The other way round: a stream that was kept, asked for whole.
    const response = { model: MODEL, input: 'Shape', store: false };
    let told = '';
    for await (const event of await openai.responses.create({ ...response, stream: true }))
      if (event.type === 'response.output_text.delta') told += event.delta;
    expect((await openai.responses.create(response)).output_text).toBe(told);
    const message = {
      model: 'claude-sonnet-4-6',
      max_tokens: 100,
      messages: [{ role: 'user' as const, content: 'Shape' }],
    };
    const spoken = await anthropic.messages.stream(message).finalMessage();
    const said = await anthropic.messages.create(message);
    expect([said.content, said.usage.output_tokens]).toEqual([spoken.content, spoken.usage.output_tokens]);
    const asked = { model: 'gemini-2.5-flash', contents: 'Shape' };
    let pieces = '';
    for await (const chunk of await google.models.generateContentStream(asked)) pieces += chunk.text ?? '';
    expect((await google.models.generateContent(asked)).text).toBe(pieces);
    const array = await ask(
      gateway,
      { contents: [{ parts: [{ text: 'Shape' }], role: 'user' }] },
      { path: '/v1/models/gemini-2.5-flash:streamGenerateContent' },
    );
    expect(array.how).toBe('hit');
    expect(JSON.stringify(JSON.parse(array.text))).toContain('[sandbox]');
    expect((await served(sandbox)) - before).toBe(4);
  });

  it('is one of vectors and completions too', async () => {
    const vectors = { model: 'text-embedding-3-small', input: ['a', 'b'] };
    expect((await ask(gateway, vectors, { path: '/v1/embeddings' })).how).toBe('miss');
    expect((await ask(gateway, vectors, { path: '/v1/embeddings' })).how).toBe('hit');
    const text = { model: 'gpt-3.5-turbo-instruct', prompt: 'Once', stream: true };
    const first = await ask(gateway, text, { path: '/v1/completions' });
    const again = await ask(gateway, text, { path: '/v1/completions' });
    expect([again.how, again.text]).toEqual(['hit', first.text]);
    expect(again.headers['content-type']).toContain('text/event-stream');
    // Whole, it is told as a stream with its usage, and as one without; a stream with its usage is told whole.
    const all = { model: 'gpt-3.5-turbo-instruct', prompt: ['Whole', 'Two'], logprobs: 1, n: 2 };
    const counted = { ...all, stream: true, stream_options: { include_usage: true } };
    const kept = await ask(gateway, all, { path: '/v1/completions' });
    const whole: unknown = JSON.parse(kept.text);
    const told = await ask(gateway, counted, { path: '/v1/completions' });
    const events = told.text.split('\n\n').filter(line => line.startsWith('data: {'));
    const chunks = events.map(line => JSON.parse(line.slice('data: '.length)) as unknown);
    expect([told.how, told.text.endsWith('data: [DONE]\n\n')]).toEqual(['hit', true]);
    expect(chunks.slice(0, 4).map(chunk => at(chunk, 'choices.0'))).toEqual(at(whole, 'choices'));
    expect(at(chunks[4], 'usage')).toEqual(at(whole, 'usage'));
    expect((await ask(gateway, { ...all, stream: true }, { path: '/v1/completions' })).text).not.toContain('"usage"');
    const other = { ...counted, prompt: 'Other' };
    const streamed = await ask(gateway, other, { path: '/v1/completions' });
    const back = await ask(gateway, { ...all, prompt: 'Other' }, { path: '/v1/completions' });
    const said = [0, 1].map(index => at(JSON.parse(back.text), `choices.${index}.text`));
    expect([streamed.how, back.how, said.every(one => String(one).includes('[sandbox]'))]).toEqual([
      'miss',
      'hit',
      true,
    ]);
  });

  it('is forgotten when an administrator says so', async () => {
    await ask(gateway, says('Forget'));
    const post = async (scopes: string[]): Promise<Answer> =>
      call(`${gateway.url}/api/system/cache/refresh`, {
        headers: { authorization: `Bearer ${ADMIN}` },
        body: JSON.stringify({ scopes }),
      });
    await post(['channels']);
    expect((await ask(gateway, says('Forget'))).how).toBe('hit');
    expect(at(jsonOf(await post(['responses'])), 'data.refreshed')).toEqual(['responses']);
    expect((await ask(gateway, says('Forget'))).how).toBe('miss');
  });
});

/** Asks until the answer is a kept one. */
function untilHit(place: Gateway, words: string): Promise<Awaited<ReturnType<typeof ask>>> {
  return eventually(async () => {
    const told = await ask(place, says(words));
    if (told.how !== 'hit') throw new Error(`it is a ${told.how}`);
    return told;
  }, 20_000);
}

describe('without the setting', () => {
  it('nothing is kept, whatever is asked', async () => {
    const plain = await Gateway.start(draft(sandbox, { response_cache: false }));
    await ask(plain, says('Off'));
    expect((await ask(plain, says('Off'))).how).toBe('none');
    await plain.dispose();
  });
});

describe.skipIf(REDIS === undefined)('in Redis', () => {
  let redis: TestRedis;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.stop());

  it('answers are shared, free by default, bounded, and everybody’s where the operator says so; a call never waits for a dead one', async () => {
    const shared = await Gateway.start({
      ...draft(sandbox, { response_cache_scope: 'everyone', response_cache_bytes: 20_000 }),
      redis: redis.url,
    });
    // The store is told behind the answer.
    const first = await untilHit(shared, 'Shared');
    const again = await ask(shared, says('Shared'), { key: OTHER });
    expect([again.how, again.text, again.headers['x-turnpike-cost']]).toEqual(['hit', first.text, '0']);
    const owned = { model: MODEL, input: 'Stored at the provider' };
    await ask(shared, owned, { path: '/v1/responses' });
    expect((await ask(shared, owned, { path: '/v1/responses' })).how).toBe('none');
    for (let number = 0; number < 30; number += 1) await ask(shared, says(`Fill ${number}`));
    await untilHit(shared, 'Fill 29');
    expect((await ask(shared, says('Shared'))).how).toBe('miss');
    await redis.stop();
    expect((await ask(shared, says('Fill 29'))).how).toBe('miss');
    await shared.dispose();
  }, 30_000);
});
