// Embeddings: every client's format on every upstream's, official SDKs, exact charges, and what is refused before upstream.

import { GoogleGenAI } from '@google/genai';
import OpenAI, { BadRequestError } from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSandbox, type Sandbox } from '@turnpike/sandbox';
import { at, call, jsonOf, type Answer } from './support/client.ts';
import { Gateway, keyOf } from './support/gateway.ts';
import { generation } from './support/money.ts';
import { Upstream } from './support/upstream.ts';

const KEY = keyOf('embed');
const TEXTS = ['the quick brown fox', 'the quick brown dog', 'payment of invoices is due'];
/** The practice tokenizer counts four bytes a token. */
const TOKENS = TEXTS.reduce((sum, text) => sum + Math.ceil(text.length / 4), 0);

/** Provider kinds with the wire format that each is asked in. */
const KINDS = ['openai', 'gemini', 'bailian', 'cohere', 'jina', 'voyage', 'mistral', 'relay', 'compatible'] as const;

let sandbox: Sandbox;
let upstream: Upstream;
let gateway: Gateway;

beforeAll(async () => {
  sandbox = await startSandbox({});
  upstream = await Upstream.start();
  const models = [...KINDS.map(kind => `m-${kind}`), 'bad', 'other', 'plain', 'gone', 'v4'];
  gateway = await Gateway.start({
    channels: [
      ...KINDS.map(kind => ({
        name: kind,
        provider: kind,
        base_url: sandbox.url,
        keys: ['k'],
        models: [{ name: `m-${kind}`, upstream: kind === 'bailian' ? 'text-embedding-v4' : `${kind}-embed` }],
      })),
      { name: 'scripted', provider: 'compatible', base_url: upstream.url, keys: ['k'], models: ['bad', 'plain'] },
      { name: 'google', provider: 'gemini', base_url: upstream.url, keys: ['k'], models: ['other'] },
      {
        name: 'ten',
        provider: 'bailian',
        base_url: upstream.url,
        keys: ['k'],
        models: [{ name: 'v4', upstream: 'text-embedding-v4' }],
      },
      { name: 'claude', provider: 'anthropic', base_url: upstream.url, keys: ['k'], models: ['gone'] },
    ],
    prices: models.map(model => ({ model, input: '0.1' })),
    users: [{ name: 'e', balance: '10', keys: [{ name: 'e', key: KEY }] }],
    settings: { retry_attempts: 0 },
  });
}, 60_000);

afterAll(async () => {
  await gateway.dispose();
  await sandbox.close();
  await upstream.stop();
});

const post = async (path: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer> =>
  call(`${gateway.url}${path}`, {
    headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });

const numbers = (value: unknown): number[] => (Array.isArray(value) ? value.map(Number) : []);
const cosine = (left: readonly number[], right: readonly number[]): number =>
  left.reduce((sum, value, index) => sum + value * (right[index] ?? 0), 0);

/** How each client's format asks for vectors of the texts, and where it finds them. */
const CLIENTS = {
  openai: {
    ask: async (model: string) => post('/v1/embeddings', { model, input: TEXTS, dimensions: 256 }),
    read: (answer: unknown) => TEXTS.map((_, index) => numbers(at(answer, `data.${index}.embedding`))),
    tokens: (answer: unknown) => at(answer, 'usage.prompt_tokens'),
  },
  gemini: {
    ask: async (model: string) =>
      post(`/v1beta/models/${model}:batchEmbedContents`, {
        requests: TEXTS.map(text => ({
          model: `models/${model}`,
          content: { parts: [{ text }] },
          taskType: 'RETRIEVAL_QUERY',
          outputDimensionality: 256,
        })),
      }),
    read: (answer: unknown) => TEXTS.map((_, index) => numbers(at(answer, `embeddings.${index}.values`))),
    tokens: () => TOKENS,
  },
  bailian: {
    ask: async (model: string) =>
      post('/api/v1/services/embeddings/text-embedding/text-embedding', {
        model,
        input: { texts: TEXTS },
        parameters: { text_type: 'query', dimension: 256 },
      }),
    read: (answer: unknown) => TEXTS.map((_, index) => numbers(at(answer, `output.embeddings.${index}.embedding`))),
    tokens: (answer: unknown) => at(answer, 'usage.total_tokens'),
  },
  cohere: {
    ask: async (model: string) =>
      post('/v2/embed', { model, texts: TEXTS, input_type: 'search_query', output_dimension: 256 }),
    read: (answer: unknown) => TEXTS.map((_, index) => numbers(at(answer, `embeddings.float.${index}`))),
    tokens: (answer: unknown) => at(answer, 'meta.billed_units.input_tokens'),
  },
} as const;

describe('any client format on any upstream format', () => {
  const pairs = Object.keys(CLIENTS).flatMap(client => KINDS.map(kind => [client, kind] as const));
  it.each(pairs)('%s on %s: vectors, their likeness, and the exact charge', async (client, kind) => {
    const { ask, read, tokens } = CLIENTS[client as keyof typeof CLIENTS];
    const answer = await ask(`m-${kind}`);
    expect([answer.status, answer.text.slice(0, 200)]).toEqual([200, answer.text.slice(0, 200)]);
    const [first = [], second = [], third = []] = read(jsonOf(answer));
    expect([first.length, second.length, third.length]).toEqual([256, 256, 256]);
    expect(cosine(first, second)).toBeGreaterThan(cosine(first, third) + 0.3);
    expect(cosine(first, first)).toBeCloseTo(1, 4);
    expect(tokens(jsonOf(answer))).toBe(TOKENS);
    const explained = await generation(gateway.url, KEY, answer.id);
    expect([explained.prompt, explained.cost]).toEqual([TOKENS, TOKENS / 1e7]);
  });
});

describe('the official SDKs', () => {
  it('openai: base64 by default, floats when asked, the same numbers', async () => {
    const client = new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey: KEY, maxRetries: 0 });
    for (const kind of KINDS) {
      const usual = await client.embeddings.create({ model: `m-${kind}`, input: TEXTS, dimensions: 64 });
      const floats = await client.embeddings.create({
        model: `m-${kind}`,
        input: TEXTS,
        dimensions: 64,
        encoding_format: 'float',
      });
      expect(usual.data.map(row => row.embedding)).toEqual(floats.data.map(row => row.embedding));
      expect(usual.data.map(row => row.index)).toEqual([0, 1, 2]);
    }
  });

  it('google: one content and several', async () => {
    const client = new GoogleGenAI({ apiKey: KEY, httpOptions: { baseUrl: gateway.url } });
    for (const kind of ['gemini', 'openai', 'cohere'] as const) {
      const several = await client.models.embedContent({ model: `m-${kind}`, contents: TEXTS });
      expect(several.embeddings?.length).toBe(3);
      const one = await client.models.embedContent({ model: `m-${kind}`, contents: TEXTS[0] ?? '' });
      expect(one.embeddings?.[0]?.values).toEqual(several.embeddings?.[0]?.values);
    }
  });
});

describe('tokens in the place of texts', () => {
  it('pass to upstreams that know them, and are the texts that they stand for elsewhere', async () => {
    const client = new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey: KEY, maxRetries: 0 });
    const tokens = await client.embeddings.create({ model: 'm-openai', input: [1, 2, 3], dimensions: 8 });
    expect(tokens.usage.prompt_tokens).toBe(3);
    // "Hello world" and a Chinese text, by cl100k_base.
    const input = [
      [9906, 1917],
      [57668, 53901],
    ];
    for (const kind of ['gemini', 'bailian', 'cohere', 'jina', 'voyage', 'mistral']) {
      const told = await client.embeddings.create({
        model: `m-${kind}`,
        input,
        dimensions: 64,
        encoding_format: 'float',
      });
      const said = await client.embeddings.create({
        model: `m-${kind}`,
        input: ['Hello world', '你好'],
        dimensions: 64,
        encoding_format: 'float',
      });
      expect([kind, told.data]).toEqual([kind, said.data]);
    }
  });
});

describe('a list that is too long for one call', () => {
  /** Plays an upstream whose vectors are numbered by their texts, and tells the sizes of its calls. */
  const play = (
    read: (body: unknown) => readonly unknown[],
    answer: (texts: readonly unknown[]) => unknown,
  ): number[] => {
    const sizes: number[] = [];
    upstream.script = (request, reply) => {
      const texts = read(JSON.parse(request.body.toString()));
      sizes.push(texts.length);
      reply.json(200, answer(texts));
    };
    return sizes;
  };
  const input = Array.from({ length: 23 }, (_, index) => `${index}`);
  const vectorsOf = (texts: readonly unknown[]) => texts.map(text => [Number(text), 1]);
  const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

  it('goes to Bailian ten at a time, in its own form and in OpenAI’s, and is one answer at one charge', async () => {
    const sizes = play(
      body => listOf(at(body, 'input')),
      texts => ({
        object: 'list',
        data: vectorsOf(texts).map((embedding, index) => ({ object: 'embedding', index, embedding })),
        usage: { prompt_tokens: texts.length * 3, total_tokens: texts.length * 3 },
      }),
    );
    const answer = await post('/v1/embeddings', { model: 'v4', input, encoding_format: 'float' });
    expect(sizes.toSorted((left, right) => right - left)).toEqual([10, 10, 3]);
    const rows = listOf(at(jsonOf(answer), 'data'));
    expect(rows.map(row => [at(row, 'index'), at(row, 'embedding.0')])).toEqual(
      input.map((_, index) => [index, index]),
    );
    expect(at(jsonOf(answer), 'usage.prompt_tokens')).toBe(69);
    const { prompt, cost } = await generation(gateway.url, KEY, answer.id);
    expect([prompt, cost]).toEqual([69, 0.0000069]);
  });

  it('goes to Google a hundred at a time', async () => {
    const many = Array.from({ length: 230 }, (_, index) => `${index}`);
    const sizes = play(
      body => listOf(at(body, 'requests')).map(one => at(one, 'content.parts.0.text')),
      texts => ({ embeddings: vectorsOf(texts).map(values => ({ values })) }),
    );
    const answer = await post('/v1/embeddings', { model: 'other', input: many, encoding_format: 'float' });
    expect(sizes.toSorted((left, right) => right - left)).toEqual([100, 100, 30]);
    expect(at(jsonOf(answer), 'data.229.embedding.0')).toBe(229);
  });

  it('is sent again where one piece fails for a moment, and fails whole, and free, where it fails for good', async () => {
    let calls = 0;
    const sizes = play(
      body => listOf(at(body, 'input')),
      texts => ({
        data: vectorsOf(texts).map((embedding, index) => ({ index, embedding })),
        usage: { prompt_tokens: 1, total_tokens: 1 },
      }),
    );
    const { script } = upstream;
    upstream.script = (request, reply) => {
      calls += 1;
      if (calls === 2) reply.json(503, { error: { message: 'busy' } });
      else void script(request, reply);
    };
    expect((await post('/v1/embeddings', { model: 'v4', input })).status).toBe(200);
    expect([calls, sizes.length]).toEqual([4, 3]);
    upstream.script = (request, reply) =>
      request.body.includes('"22"')
        ? reply.json(400, { code: 'InvalidParameter', message: 'too long' })
        : void script(request, reply);
    const failed = await post('/v1/embeddings', { model: 'v4', input });
    expect([failed.status, (await generation(gateway.url, KEY, failed.id)).cost]).toEqual([400, 0]);
  });
});

describe('what passes', () => {
  it('goes and comes byte by byte but for the name of the model', async () => {
    const said =
      '{"object":"list","data":[{"object":"embedding","index":0,"embedding":[0.10,-2e-3]}],"new":1,"usage":{"prompt_tokens":7,"total_tokens":7}}';
    upstream.script = (_request, reply) => reply.send(200, { 'content-type': 'application/json' }, said);
    const body = '{"model": "plain", "input":"a", "strange": 1.50}';
    const answer = await call(`${gateway.url}/v1/embeddings`, { headers: { authorization: `Bearer ${KEY}` }, body });
    expect(answer.text).toBe(said);
    expect(upstream.last.body.toString()).toBe(body);
    expect(upstream.last.target).toBe('/v1/embeddings');
    expect((await generation(gateway.url, KEY, answer.id)).cost).toBe(0.0000007);
  });

  it('is turned into base64 where the upstream only has numbers', async () => {
    upstream.script = (_request, reply) =>
      reply.json(200, {
        object: 'list',
        data: [{ object: 'embedding', index: 0, embedding: [0.5, -1] }],
        usage: { prompt_tokens: 1 },
      });
    const answer = await post('/v1/embeddings', { model: 'plain', input: 'a', encoding_format: 'base64' });
    const bytes = Buffer.from(String(at(jsonOf(answer), 'data.0.embedding')), 'base64');
    expect([bytes.readFloatLE(0), bytes.readFloatLE(4)]).toEqual([0.5, -1]);
  });

  it('is estimated where no usage came, and says so', async () => {
    upstream.script = (_request, reply) => reply.json(200, { embeddings: [{ values: [1, 2] }] });
    const answer = await post('/v1/embeddings', { model: 'other', input: 'twelve bytes' });
    expect(at(jsonOf(answer), 'usage.prompt_tokens')).toBe(3);
    const { value, cost } = await generation(gateway.url, KEY, answer.id);
    expect([at(value, 'charge.reason'), cost]).toEqual(['estimated', 0.0000003]);
  });
});

describe('bad input is refused before the upstream, in the family’s own shape', () => {
  const cases: readonly (readonly [what: string, path: string, body: Record<string, unknown>])[] = [
    ['no input', '/v1/embeddings', {}],
    ['an empty list', '/v1/embeddings', { input: [] }],
    ['an empty text', '/v1/embeddings', { input: ['a', ''] }],
    ['a number', '/v1/embeddings', { input: 5 }],
    ['negative dimensions', '/v1/embeddings', { input: 'a', dimensions: -1 }],
    ['half a dimension', '/v1/embeddings', { input: 'a', dimensions: 1.5 }],
    ['another encoding', '/v1/embeddings', { input: 'a', encoding_format: 'hex' }],
    ['too many inputs', '/v1/embeddings', { input: Array.from({ length: 2049 }, () => 'a') }],
    ['no content', '/v1beta/models/plain:embedContent', {}],
    ['no requests', '/v1beta/models/plain:batchEmbedContents', { requests: [] }],
    [
      'negative dimensions',
      '/v1beta/models/plain:embedContent',
      { content: { parts: [{ text: 'a' }] }, outputDimensionality: -3 },
    ],
    [
      'an unknown task',
      '/v1beta/models/plain:embedContent',
      { content: { parts: [{ text: 'a' }] }, taskType: 'GUESS' },
    ],
    ['no texts', '/v2/embed', { input_type: 'search_query' }],
    ['no texts', '/api/v1/services/embeddings/text-embedding/text-embedding', { input: {} }],
  ];
  it.each(cases)('%s at %s', async (_what, path, body) => {
    const before = upstream.requests.length;
    const answer = await post(path, { model: 'plain', ...body });
    expect(answer.status).toBe(400);
    const said = jsonOf(answer);
    if (path.startsWith('/v1beta')) expect(at(said, 'error.status')).toBe('INVALID_ARGUMENT');
    else if (path === '/v2/embed') expect(typeof at(said, 'message')).toBe('string');
    else if (path.startsWith('/api')) expect(at(said, 'code')).toBe('InvalidParameter');
    else
      expect([at(said, 'error.type'), at(said, 'error.param')]).toEqual(['invalid_request_error', expect.any(String)]);
    expect(upstream.requests.length).toBe(before);
  });

  it('tokens that stand for nothing, to an upstream that reads texts', async () => {
    const client = new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey: KEY, maxRetries: 0 });
    await expect(client.embeddings.create({ model: 'm-gemini', input: [999_999] })).rejects.toThrow(BadRequestError);
  });

  it('a model that nobody embeds with', async () => {
    const answer = await post('/v1/embeddings', { model: 'gone', input: 'a' });
    expect([answer.status, at(jsonOf(answer), 'error.param')]).toEqual([400, 'model']);
  });
});

describe('failures of the upstream', () => {
  const FAILED: readonly (readonly [what: string, body: unknown, status: number])[] = [
    ['an error under 200', { error: { message: 'no', type: 'x', code: 429 } }, 429],
    ['a code under 200', { code: 'InvalidParameter', message: 'no', request_id: 'x' }, 400],
    ['base_resp', { vectors: null, base_resp: { status_code: 1008, status_msg: 'insufficient balance' } }, 429],
    ['nothing', {}, 502],
    ['too few vectors', { data: [], usage: { prompt_tokens: 9 } }, 502],
  ];
  it.each(FAILED)('%s is an error, and free', async (_what, body, status) => {
    upstream.script = (_request, reply) => reply.json(200, body);
    const answer = await post('/v1/embeddings', { model: 'bad', input: 'a' });
    expect(answer.status).toBe(status);
    expect((await generation(gateway.url, KEY, answer.id)).cost).toBe(0);
  });

  it('are told in the client’s shape', async () => {
    upstream.script = (_request, reply) => reply.json(400, { error: { message: 'too long', type: 'x', code: 'y' } });
    const cohere = await post('/v2/embed', { model: 'bad', texts: ['a'], input_type: 'search_query' });
    expect([cohere.status, String(at(jsonOf(cohere), 'message'))]).toEqual([400, expect.stringContaining('too long')]);
    const google = await post('/v1beta/models/bad:embedContent', { content: { parts: [{ text: 'a' }] } });
    expect([google.status, at(jsonOf(google), 'error.status')]).toEqual([400, 'INVALID_ARGUMENT']);
  });
});
