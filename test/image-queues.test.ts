// Pictures by Replicate and fal, whose answers are waited for, and Imagen in its own form: from its own client, at any maker.

import { crc32, deflateSync } from 'node:zlib';
import { GoogleGenAI } from '@google/genai';
import OpenAI, { APIError, toFile } from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSandbox, type Sandbox } from '@turnpike/sandbox';
import { picture } from '../packages/sandbox/media/pictures.ts';
import { at, call, jsonOf, type Answer } from './support/client.ts';
import { Gateway, keyOf } from './support/gateway.ts';
import { generation } from './support/money.ts';
import { Upstream } from './support/upstream.ts';

const KEY = keyOf('queues');
/** One pixel, wholly transparent. */
const HOLE = hole();
/** Jobs of the practice upstream take a second and a half where nobody says less. */
const GATE = 'a gate [[takes 60]]';
const KONTEXT = 'black-forest-labs/flux-kontext-pro';

let sandbox: Sandbox;
let upstream: Upstream;
let gateway: Gateway;
let openai: OpenAI;

beforeAll(async () => {
  sandbox = await startSandbox({});
  upstream = await Upstream.start();
  const account = await (await fetch(`${sandbox.url}/__sandbox/service-account`)).text();
  const channels = [
    {
      name: 'replicate',
      provider: 'replicate',
      base_url: `${sandbox.url}/replicate`,
      keys: ['r8'],
      models: [KONTEXT, 'sdxl'],
    },
    {
      name: 'fal',
      provider: 'fal',
      base_url: sandbox.url,
      keys: ['id:secret'],
      models: [
        { name: 'flux-dev', upstream: 'fal-ai/flux/dev' },
        { name: 'kontext', upstream: 'fal-ai/flux-pro/kontext' },
      ],
    },
    {
      name: 'seen-replicate',
      provider: 'replicate',
      base_url: upstream.url,
      keys: ['r8'],
      models: [{ name: 'seen-replicate', upstream: 'black-forest-labs/flux-schnell' }],
    },
    {
      name: 'seen-fal',
      provider: 'fal',
      base_url: upstream.url,
      keys: ['id:secret'],
      models: [{ name: 'seen-fal', upstream: 'fal-ai/flux-pro/kontext' }],
    },
    { name: 'google', provider: 'gemini', base_url: sandbox.url, keys: ['g'], models: ['imagen-4.0-generate-001'] },
    {
      name: 'vertex',
      provider: 'vertex',
      base_url: sandbox.url,
      keys: [account],
      models: ['imagen-3.0-generate-002', 'text-embedding-005'],
    },
    { name: 'openai', provider: 'openai', base_url: sandbox.url, keys: ['k'], models: ['gpt-image-1'] },
  ];
  const names = channels.flatMap(({ models }) => models.map(model => (typeof model === 'string' ? model : model.name)));
  gateway = await Gateway.start({
    channels,
    prices: [
      ...names.filter(model => model !== 'text-embedding-005').map(model => ({ model, image: '0.01' })),
      { model: 'text-embedding-005', input: '1' },
    ],
    users: [{ name: 'q', balance: '100', keys: [{ name: 'q', key: KEY }] }],
    settings: { retry_attempts: 0 },
  });
  openai = new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey: KEY, maxRetries: 0 });
}, 60_000);
afterAll(async () => {
  await gateway.dispose();
  await sandbox.close();
  await upstream.stop();
});

const post = async (path: string, body: unknown): Promise<Answer> =>
  call(`${gateway.url}${path}`, { headers: { 'x-goog-api-key': KEY }, body: JSON.stringify(body) });
const cost = async (id: string | null | undefined): Promise<number> =>
  (await generation(gateway.url, KEY, id ?? '')).cost;
const sides = (data: string | undefined): string => {
  const bytes = Buffer.from(data ?? '', 'base64');
  return `${bytes.readUInt32BE(16)}x${bytes.readUInt32BE(20)}`;
};

describe('a queue behind one call', () => {
  it.each([KONTEXT, 'flux-dev', 'kontext'])('%s draws in OpenAI’s format, by bytes and by address', async model => {
    const { data, request_id: id } = await openai.images
      .generate({ model, prompt: GATE, response_format: 'b64_json' })
      .withResponse();
    expect(data.data).toHaveLength(1);
    expect(Buffer.from(data.data?.[0]?.b64_json ?? '', 'base64').toString('latin1', 1, 4)).toBe('PNG');
    expect(await cost(id)).toBe(0.01);
    const named = await openai.images.generate({ model, prompt: GATE });
    expect(named.data?.[0]?.url?.startsWith(`${gateway.url}/v1/images/files/`)).toBe(true);
  });

  it('draws in a chat and in a stream, changes what it is shown, and as many as are asked for', async () => {
    const { data, request_id: id } = await openai.chat.completions
      .create({ model: KONTEXT, messages: [{ role: 'user', content: GATE }] })
      .withResponse();
    expect(data.choices[0]?.message.content).toMatch(/^!\[[^\]]*\]\(data:image\/png;base64,/);
    expect(await cost(id)).toBe(0.01);
    let streamed = '';
    const stream = await openai.chat.completions.create({
      model: 'kontext',
      stream: true,
      messages: [{ role: 'user', content: GATE }],
    });
    for await (const chunk of stream) streamed += chunk.choices[0]?.delta.content ?? '';
    expect(streamed).toContain('data:image/png;base64,');
    const image = await toFile(picture('png', 3, 32, 32), 'a.png', { type: 'image/png' });
    const edited = await openai.images
      .edit({ model: 'kontext', prompt: 'at night [[takes 60]]', image })
      .withResponse();
    expect(edited.data.data).toHaveLength(1);
    const many = await openai.images.generate({ model: 'flux-dev', prompt: GATE, n: 6 }).withResponse();
    expect([many.data.data?.length, await cost(many.request_id)]).toEqual([6, 0.06]);
  }, 30_000);

  it.each([
    [KONTEXT, '[[takes 60]] [[fail NSFW content detected]]', 400],
    [KONTEXT, '[[takes 60]] [[fail the model ran out of memory]]', 500],
    ['flux-dev', '[[takes 60]] [[fail too dark]]', 400],
    ['flux-dev', '[[refuse 403]]', 502],
    [KONTEXT, '[[refuse 402]]', 502],
    [KONTEXT, '[[takes 60]] [[no-url]]', 400],
  ])('%s %s is an error of status %d, and free', async (model, prompt, status) => {
    const failed: unknown = await openai.images.generate({ model, prompt }).catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(APIError);
    if (!(failed instanceof APIError)) return;
    expect([failed.status, failed.status === status ? '' : failed.message]).toEqual([status, '']);
    expect(await cost(failed.requestID)).toBe(0);
  });

  it('is asked in its makers’ words', async () => {
    const url = `${upstream.url}/out.png`;
    upstream.script = (request, reply) => {
      if (request.target === '/out.png') reply.send(200, { 'content-type': 'image/png' }, picture('png', 1, 8, 8));
      else reply.json(201, { id: 'p1', status: 'succeeded', output: [url, url], images: [{ url }] });
    };
    const before = upstream.requests.length;
    const size = '1024x1792' as '1024x1536';
    // Fields of the maker's stand beside OpenAI's.
    const order = {
      model: 'seen-replicate',
      prompt: 'a gate',
      n: 2,
      size,
      output_format: 'jpeg' as const,
      seed: 7,
      go_fast: true,
    };
    await openai.images.generate(order);
    const asked = upstream.requests[before];
    expect([asked?.target, asked?.header('prefer'), asked?.header('authorization')]).toEqual([
      '/v1/models/black-forest-labs/flux-schnell/predictions',
      'wait=30',
      'Bearer r8',
    ]);
    expect(JSON.parse(asked?.body.toString() ?? '')).toEqual({
      input: { prompt: 'a gate', seed: 7, aspect_ratio: '9:16', num_outputs: 2, output_format: 'jpg', go_fast: true },
    });
    upstream.script = (request, reply) =>
      request.target === '/out.png'
        ? reply.send(200, { 'content-type': 'image/png' }, picture('png', 1, 8, 8))
        : reply.json(200, { images: [{ url }] });
    // Where OpenAI's mask is transparent, theirs is white.
    const changed = upstream.requests.length;
    const image = await toFile(HOLE, 'a.png', { type: 'image/png' });
    const mask = await toFile(HOLE, 'm.png', { type: 'image/png' });
    await openai.images.edit({ model: 'seen-fal', prompt: 'x', image, mask });
    const sent = String(at(JSON.parse(upstream.requests[changed]?.body.toString() ?? ''), 'mask_url'));
    // Grey, not with opacity any more.
    expect(Buffer.from(sent.replace(/^.*,/, ''), 'base64')[25]).toBe(0);
    const start = upstream.requests.length;
    await openai.images.generate({ model: 'seen-fal', prompt: 'a gate', size: '1536x1024' });
    const one = upstream.requests[start];
    expect([one?.target, one?.header('authorization')]).toEqual([
      '/fal-ai/flux-pro/kontext/text-to-image',
      'Key id:secret',
    ]);
    expect(JSON.parse(one?.body.toString() ?? '')).toEqual({ prompt: 'a gate', aspect_ratio: '3:2', num_images: 1 });
  });
});

describe('Imagen in its own form', () => {
  const order = (prompt: string, parameters: object = {}) => ({ instances: [{ prompt }], parameters });

  it('passes to Google, and is charged for what it drew', async () => {
    const path = '/v1beta/models/imagen-4.0-generate-001:predict';
    const answer = await post(path, order('a gate', { sampleCount: 2, aspectRatio: '16:9' }));
    const told = jsonOf(answer);
    expect(at(told, 'predictions.1.mimeType')).toBe('image/png');
    expect(sides(String(at(told, 'predictions.0.bytesBase64Encoded')))).toMatch(/^\d+x\d+$/);
    expect(await cost(answer.id)).toBe(0.02);
    const refused = await post(path, order('[[refuse]]', { sampleCount: 1 }));
    expect([refused.status, typeof at(jsonOf(refused), 'predictions.0.raiFilteredReason')]).toEqual([200, 'string']);
    expect(await cost(refused.id)).toBe(0);
  });

  it('is served by Vertex AI, and by makers of other formats', async () => {
    const vertex = await post('/v1/models/imagen-3.0-generate-002:predict', order('a gate', { sampleCount: 1 }));
    expect([vertex.status, await cost(vertex.id)]).toEqual([200, 0.01]);
    for (const model of ['gpt-image-1', KONTEXT]) {
      const answer = await post(
        `/v1beta/models/${encodeURIComponent(model)}:predict`,
        order('a gate', { sampleCount: 1, aspectRatio: '1:1' }),
      );
      expect([model, answer.status, answer.status === 200 ? '' : answer.text]).toEqual([model, 200, '']);
      expect(sides(String(at(jsonOf(answer), 'predictions.0.bytesBase64Encoded')))).toMatch(/^\d+x\d+$/);
    }
  });

  it('is asked by Google’s own client, told to speak to Vertex AI', async () => {
    const client = new GoogleGenAI({ vertexai: true, apiKey: KEY, httpOptions: { baseUrl: gateway.url } });
    const drawn = await client.models.generateImages({
      model: 'imagen-4.0-generate-001',
      prompt: 'a gate',
      config: { numberOfImages: 2, aspectRatio: '4:3' },
    });
    expect(drawn.generatedImages?.length).toBe(2);
    const vectors = await client.models.embedContent({
      model: 'text-embedding-005',
      contents: ['a gate', 'a road'],
      config: { outputDimensionality: 64 },
    });
    expect(vectors.embeddings?.map(({ values }) => values?.length)).toEqual([64, 64]);
  });

  it.each([
    ['no prompt', { instances: [{}] }],
    ['no instance', {}],
    ['two instances', { instances: [{ prompt: 'a' }, { prompt: 'b' }] }],
    ['too many', order('a', { sampleCount: 5 })],
    ['a ratio that is none', order('a', { aspectRatio: 'wide' })],
  ])('is refused with %s, in Google’s words, before anybody is asked', async (_what, body) => {
    const answer = await post('/v1beta/models/imagen-4.0-generate-001:predict', body);
    expect([answer.status, at(jsonOf(answer), 'error.status')]).toEqual([400, 'INVALID_ARGUMENT']);
  });
});

function hole(): Buffer {
  const chunk = (name: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(name, 'latin1'), data]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, sum]);
  };
  const head = Buffer.from([0, 0, 0, 1, 0, 0, 0, 1, 8, 6, 0, 0, 0]);
  const pixels = deflateSync(Buffer.from([0, 0, 0, 0, 0]));
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk('IHDR', head), chunk('IDAT', pixels), chunk('IEND', Buffer.alloc(0))]);
}
