// Reranking and moderations: every client's form on every upstream's, official SDKs, exact charges by tokens and searches.

import { CohereClientV2 } from 'cohere-ai';
import OpenAI from 'openai';
import { VoyageAIClient } from 'voyageai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSandbox, type Sandbox } from '@turnpike/sandbox';
import { at, call, jsonOf, type Answer } from './support/client.ts';
import { Gateway, keyOf } from './support/gateway.ts';
import { generation } from './support/money.ts';
import { Upstream } from './support/upstream.ts';

const KEY = keyOf('rerank');
const QUERY = 'organic skincare for sensitive skin';
const DOCUMENTS = ['car parts and tyres', 'organic skincare made for sensitive skin', 'skincare trends'];
const tokensOf = (text: string): number => Math.ceil(text.length / 4);
const TOKENS = DOCUMENTS.reduce((sum, text) => sum + tokensOf(QUERY) + tokensOf(text), 0);

/** Kinds with the model that the practice upstream knows there. */
const KINDS = {
  jina: 'jina-reranker-v3',
  cohere: 'rerank-v3.5',
  voyage: 'rerank-2.5',
  bailian: 'gte-rerank-v2',
  compatible: 'bge-reranker',
  siliconflow: 'bge',
};
type Kind = keyof typeof KINDS;
const NAMES = Object.keys(KINDS).map(name => name as Kind);

let sandbox: Sandbox;
let upstream: Upstream;
let gateway: Gateway;

beforeAll(async () => {
  sandbox = await startSandbox({});
  upstream = await Upstream.start();
  gateway = await Gateway.start({
    channels: [
      ...NAMES.map(kind => ({
        name: kind,
        provider: kind,
        base_url: kind === 'voyage' ? `${sandbox.url}/voyage` : sandbox.url,
        keys: ['k'],
        models: [
          { name: `m-${kind}`, upstream: KINDS[kind] },
          { name: `searches-${kind}`, upstream: KINDS[kind] },
        ],
      })),
      {
        name: 'openai',
        provider: 'openai',
        base_url: sandbox.url,
        keys: ['k'],
        models: ['omni-moderation-latest', 'gpt-4o-mini'],
      },
      {
        name: 'scripted',
        provider: 'compatible',
        base_url: upstream.url,
        keys: ['k'],
        models: ['bad', 'paid-moderation'],
      },
      { name: 'scripted-voyage', provider: 'voyage', base_url: upstream.url, keys: ['k'], models: ['bad-voyage'] },
      { name: 'chat', provider: 'moonshot', base_url: upstream.url, keys: ['k'], models: ['some-chat'] },
    ],
    prices: [
      ...NAMES.map(kind => ({ model: `m-${kind}`, input: '0.5' })),
      ...NAMES.map(kind => ({ model: `searches-${kind}`, call: '0.002' })),
      ...['bad', 'bad-voyage', 'some-chat'].map(model => ({ model, input: '1' })),
      { model: 'paid-moderation', input: '1000' },
    ],
    users: [{ name: 'r', balance: '10', keys: [{ name: 'r', key: KEY }] }],
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

/** How each client's form asks, where its rows are, and how it says the document. */
const CLIENTS = {
  house: { path: '/v1/rerank', rows: 'results', top: 'top_n', document: 'document.text' },
  voyage: { path: '/v1/rerank', rows: 'data', top: 'top_k', document: 'document' },
  cohere: { path: '/v2/rerank', rows: 'results', top: 'top_n', document: undefined },
  bailian: {
    path: '/api/v1/services/rerank/text-rerank/text-rerank',
    rows: 'output.results',
    top: 'top_n',
    document: 'document.text',
  },
} as const;
type Client = keyof typeof CLIENTS;

const bodyFor = (client: Client, model: string): object => {
  const count = { [CLIENTS[client].top]: 2 };
  const back = client === 'cohere' ? {} : { return_documents: true };
  return client === 'bailian'
    ? { model, input: { query: QUERY, documents: DOCUMENTS }, parameters: { ...count, ...back } }
    : { model, query: QUERY, documents: DOCUMENTS, ...count, ...back };
};

describe('any client form on any upstream form', () => {
  const pairs = Object.keys(CLIENTS).flatMap(client => NAMES.map(kind => [client as Client, kind] as const));
  it.each(pairs)('%s on %s', async (client, kind) => {
    const { path, rows, document } = CLIENTS[client];
    const answer = await post(path, bodyFor(client, `m-${kind}`));
    expect([answer.status, answer.text.slice(0, 300)]).toEqual([200, answer.text.slice(0, 300)]);
    const said = jsonOf(answer);
    expect([at(said, `${rows}.0.index`), at(said, `${rows}.1.index`)]).toEqual([1, 2]);
    expect(at(said, `${rows}.2`)).toBeUndefined();
    expect(Number(at(said, `${rows}.0.relevance_score`))).toBeGreaterThan(0.5);
    if (document !== undefined) expect(at(said, `${rows}.0.${document}`)).toBe(DOCUMENTS[1]);
    const explained = await generation(gateway.url, KEY, answer.id);
    expect([explained.prompt, explained.cost]).toEqual([TOKENS, (TOKENS * 5) / 1e7]);
  });

  it.each(NAMES)('is priced by searches on %s where the operator says so', async kind => {
    const answer = await post('/v1/rerank', {
      model: `searches-${kind}`,
      query: QUERY,
      documents: Array.from({ length: 250 }, (_, index) => `text ${index}`),
    });
    expect(answer.status).toBe(200);
    expect((await generation(gateway.url, KEY, answer.id)).cost).toBe(0.006);
  });
});

describe('official SDKs', () => {
  it('cohere: rerank and embed of version 2', async () => {
    const client = new CohereClientV2({ token: KEY, environment: gateway.url });
    for (const kind of NAMES) {
      const answer = await client.rerank({ model: `m-${kind}`, query: QUERY, documents: DOCUMENTS, topN: 2 });
      expect(answer.results.map(row => row.index)).toEqual([1, 2]);
    }
  });

  it('voyage: rerank', async () => {
    const client = new VoyageAIClient({ apiKey: KEY, environment: `${gateway.url}/v1` });
    for (const kind of NAMES) {
      const answer = await client.rerank({
        model: `m-${kind}`,
        query: QUERY,
        documents: DOCUMENTS,
        topK: 2,
        returnDocuments: true,
      });
      expect(answer.data?.map(row => [row.index, row.document])).toEqual([
        [1, DOCUMENTS[1]],
        [2, DOCUMENTS[2]],
      ]);
    }
  });

  it('openai: moderations of texts and of an image, free', async () => {
    const client = new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey: KEY, maxRetries: 0 });
    const { data, request_id: id } = await client.moderations
      .create({ model: 'omni-moderation-latest', input: ['hello', 'I want to kill them'] })
      .withResponse();
    expect(data.results.map(row => row.flagged)).toEqual([false, true]);
    expect((await generation(gateway.url, KEY, id ?? '')).cost).toBe(0);
    const seen = await client.moderations.create({
      input: [
        { type: 'text', text: 'a picture' },
        { type: 'image_url', image_url: { url: 'data:image/png;base64,iVBORw0KGgo=' } },
      ],
    });
    expect(seen.results.length).toBe(1);
    expect(seen.results[0]?.category_applied_input_types.violence).toContain('image');
  });
});

describe('moderations', () => {
  it('of the older models are made by the usual one where nobody serves them', async () => {
    const answer = await post('/v1/moderations', { model: 'text-moderation-latest', input: 'hello' });
    expect([answer.status, at(jsonOf(answer), 'model')]).toEqual([200, 'omni-moderation-latest']);
  });

  it('are counted and charged where the operator set a price', async () => {
    upstream.script = (_request, reply) => reply.json(200, { id: 'modr-1', model: 'x', results: [{ flagged: false }] });
    const answer = await post('/v1/moderations', { model: 'paid-moderation', input: 'twelve bytes' });
    expect((await generation(gateway.url, KEY, answer.id)).cost).toBe(0.003);
  });

  it.each([['gpt-4o-mini'], ['some-chat']])('are refused for %s, which has none, before any upstream', async model => {
    const before = upstream.requests.length;
    const answer = await post('/v1/moderations', { model, input: 'x' });
    expect([answer.status, at(jsonOf(answer), 'error.param')]).toEqual([400, 'model']);
    expect(upstream.requests.length).toBe(before);
  });
});

describe('bad input', () => {
  const CASES: readonly (readonly [what: string, path: string, body: object])[] = [
    ['no query', '/v1/rerank', { documents: ['a'] }],
    ['no documents', '/v1/rerank', { query: 'q' }],
    ['an empty list', '/v1/rerank', { query: 'q', documents: [] }],
    ['a number as document', '/v1/rerank', { query: 'q', documents: [1] }],
    ['a negative count', '/v1/rerank', { query: 'q', documents: ['a'], top_n: -1 }],
    ['no documents', '/v2/rerank', { query: 'q' }],
    ['no input', '/api/v1/services/rerank/text-rerank/text-rerank', {}],
    ['no input', '/v1/moderations', {}],
    [
      'two images',
      '/v1/moderations',
      { input: [1, 2].map(() => ({ type: 'image_url', image_url: { url: 'https://a.example/b.png' } })) },
    ],
    [
      'no image',
      '/v1/moderations',
      { input: [{ type: 'image_url', image_url: { url: 'data:text/plain;base64,AA==' } }] },
    ],
  ];
  it.each(CASES)('%s at %s', async (_what, path, body) => {
    const before = upstream.requests.length;
    const answer = await post(path, { model: 'bad', ...body });
    expect([answer.status, upstream.requests.length]).toEqual([400, before]);
  });

  it('an answer without results, or of documents that were not sent, is an error and free', async () => {
    for (const results of [[], [{ index: 7, relevance_score: 1 }]]) {
      upstream.script = (_request, reply) => reply.json(200, { results, data: results, usage: { total_tokens: 5 } });
      const answer = await post('/v1/rerank', { model: 'bad', query: 'q', documents: ['a'] });
      expect(answer.status).toBe(502);
      expect((await generation(gateway.url, KEY, answer.id)).cost).toBe(0);
    }
  });

  it('errors of the upstream come in the client’s shape', async () => {
    upstream.script = (_request, reply) => reply.json(400, { detail: 'too many documents' });
    const house = await post('/v1/rerank', { model: 'bad-voyage', query: 'q', documents: ['a'], top_n: 1 });
    expect([house.status, String(at(jsonOf(house), 'error.message'))]).toEqual([
      400,
      expect.stringContaining('too many'),
    ]);
    const cohere = await post('/v2/rerank', { model: 'bad-voyage', query: 'q', documents: ['a'] });
    expect([cohere.status, String(at(jsonOf(cohere), 'message'))]).toEqual([400, expect.stringContaining('too many')]);
  });
});
