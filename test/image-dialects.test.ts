// Pictures by every maker's own API behind OpenAI's format: what is asked of each, what comes back, what it costs.

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import OpenAI, { APIError, toFile } from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { picture } from '../packages/sandbox/media/pictures.ts';
import { at, eventually } from './support/client.ts';
import { Gateway, keyOf } from './support/gateway.ts';
import { usedBy } from './support/money.ts';

const KEY = keyOf('dialects');
const PNG = picture('png', 9, 64, 64).toString('base64');

interface Asked {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: unknown;
}

/** An upstream that plays every maker; what it was asked is kept. */
const asked: Asked[] = [];
let polls = 0;
let origin = '';

function answerTo(url: string, body: unknown): unknown {
  const prompt = JSON.stringify(body ?? '');
  if (url.includes('/files/') || url.startsWith('/image/')) return Buffer.from(PNG, 'base64');
  if (url.includes(':generateContent'))
    return prompt.includes('refuse')
      ? {
          candidates: [{ finishReason: 'IMAGE_SAFETY', index: 0 }],
          usageMetadata: { promptTokenCount: 5, totalTokenCount: 5 },
        }
      : {
          candidates: [
            {
              content: {
                role: 'model',
                parts: [{ text: 'Here' }, { inlineData: { mimeType: 'image/png', data: PNG } }],
              },
              finishReason: 'STOP',
            },
          ],
          usageMetadata: {
            promptTokenCount: 10,
            candidatesTokenCount: 1290,
            totalTokenCount: 1300,
            candidatesTokensDetails: [{ modality: 'IMAGE', tokenCount: 1290 }],
          },
        };
  if (url.includes(':predict'))
    return { predictions: [{ mimeType: 'image/png', bytesBase64Encoded: PNG }, { raiFilteredReason: 'no' }] };
  if (url.includes('/text2image/')) return { output: { task_id: 't-1', task_status: 'PENDING' }, request_id: 'r' };
  if (url.includes('/tasks/t-1')) {
    polls += 1;
    if (polls < 2) return { output: { task_id: 't-1', task_status: 'RUNNING' } };
    return {
      output: {
        task_id: 't-1',
        task_status: 'SUCCEEDED',
        results: [{ url: `${origin}/files/a.png` }, { code: 'X', message: 'no' }],
      },
      usage: { image_count: 1 },
    };
  }
  if (url.includes('/multimodal-generation/'))
    return {
      output: { choices: [{ message: { content: [{ image: `${origin}/files/q.png` }] } }] },
      usage: { image_count: 1 },
    };
  if (url.includes('/image_generation'))
    return prompt.includes('refuse')
      ? { base_resp: { status_code: 1026, status_msg: 'input new_sensitive' } }
      : {
          id: 'm',
          data: { image_urls: [`${origin}/files/m.png`] },
          metadata: { success_count: '1', failed_count: '1' },
          base_resp: { status_code: 0 },
        };
  if (url.includes('/flux-kontext-pro')) return { id: 'f-1', polling_url: `${origin}/v1/get_result?id=f-1` };
  if (url.includes('/get_result')) return { id: 'f-1', status: 'Ready', result: { sample: `${origin}/files/f.png` } };
  if (url.includes('/api/v3/'))
    return { created: 1, data: [{ url: `${origin}/files/s.png` }], usage: { generated_images: 1 } };
  return { created: 1, data: [{ url: `${origin}/files/x.png` }], images: [{ url: `${origin}/files/x.png` }] };
}

const server: Server = createServer((incoming, outgoing) => {
  const pieces: Buffer[] = [];
  incoming.on('data', (piece: Buffer) => pieces.push(piece));
  incoming.on('end', () => {
    const url = incoming.url ?? '';
    const source = Buffer.concat(pieces).toString('utf8');
    const body: unknown = source === '' ? undefined : JSON.parse(source);
    asked.push({ method: incoming.method ?? '', url, headers: incoming.headers, body });
    const answer = answerTo(url, body);
    const bytes = Buffer.isBuffer(answer) ? answer : Buffer.from(JSON.stringify(answer));
    outgoing.writeHead(200, { 'content-type': Buffer.isBuffer(answer) ? 'image/png' : 'application/json' });
    outgoing.end(bytes);
  });
});

const MODELS: Readonly<Record<string, string>> = {
  gemini: 'gemini-2.5-flash-image',
  'gemini#imagen': 'imagen-4.0-generate-001',
  bailian: 'wan2.2-t2i-flash',
  'bailian#qwen': 'qwen-image-plus',
  minimax: 'image-01',
  ark: 'doubao-seedream-4-0',
  siliconflow: 'Kwai-Kolors/Kolors',
  together: 'black-forest-labs/FLUX.1-schnell',
  xai: 'grok-imagine-image',
  bfl: 'flux-kontext-pro',
  pollinations: 'flux',
};

let gateway: Gateway;
let client: OpenAI;

beforeAll(async () => {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const names = Object.entries(MODELS);
  gateway = await Gateway.start({
    channels: names.map(([kind, model]) => ({
      name: kind.replace('#', '-'),
      provider: kind.replace(/#.*/, ''),
      base_url: origin,
      keys: ['upstream-key'],
      models: [model],
    })),
    prices: names.map(([, model]) => ({ model, image: '0.01' })),
    users: [{ name: 'dialects', balance: '100', keys: [{ name: 'dialects', key: KEY }] }],
  });
  client = new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey: KEY, maxRetries: 0 });
}, 60_000);
afterAll(async () => {
  await gateway.dispose();
  server.closeAllConnections();
  server.close();
});

/** Draws, and answers what was asked of the upstream first, with the cost in micro-dollars. */
async function draw(kind: string, more: Partial<OpenAI.ImageGenerateParamsNonStreaming> = {}) {
  asked.length = 0;
  const before = await usedBy(gateway.url, KEY);
  const answer = await client.images.generate({ model: MODELS[kind] ?? '', prompt: 'a gate', ...more });
  const cost = await eventually(async () => {
    const used = (await usedBy(gateway.url, KEY)) - before;
    if (used === 0) throw new Error('nothing charged yet');
    return used;
  });
  return { answer, cost, first: asked[0] };
}

describe('pictures in OpenAI’s format', () => {
  it('of Gemini: one call for each, by ratio, refusals are errors and cost nothing', async () => {
    const { answer, cost, first } = await draw('gemini', { n: 2, size: '1536x1024' });
    expect(answer.data?.map(one => one.b64_json)).toEqual([PNG, PNG]);
    expect(answer.usage?.output_tokens).toBe(2580);
    expect(first?.url).toBe('/v1beta/models/gemini-2.5-flash-image:generateContent');
    expect(first?.headers['x-goog-api-key']).toBe('upstream-key');
    expect(at(at(at(first?.body, 'generationConfig'), 'imageConfig'), 'aspectRatio')).toBe('3:2');
    expect(asked).toHaveLength(2);
    expect(cost).toBe(20_000);
    const before = await usedBy(gateway.url, KEY);
    const refused = await client.images
      .generate({ model: MODELS['gemini'] ?? '', prompt: 'refuse' })
      .catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(APIError);
    expect(refused).toMatchObject({ status: 400, code: 'content_policy_violation' });
    expect(await usedBy(gateway.url, KEY)).toBe(before);
  });

  it('of Gemini: pictures to change go as bytes, from a form', async () => {
    asked.length = 0;
    const image = await toFile(picture('png', 3, 32, 32), 'a.png', { type: 'image/png' });
    await client.images.edit({ model: MODELS['gemini'] ?? '', prompt: 'a gate', image });
    const body = JSON.stringify(asked[0]?.body);
    expect(body).toContain(picture('png', 3, 32, 32).toString('base64'));
    expect(body).not.toContain('turnpike-');
  });

  it('of Imagen: only what was made is charged', async () => {
    const { answer, cost, first } = await draw('gemini#imagen', { n: 2 });
    expect(answer.data).toHaveLength(1);
    expect(first?.url).toBe('/v1beta/models/imagen-4.0-generate-001:predict');
    expect(cost).toBe(10_000);
  });

  it('of Wanxiang: a task is asked after inside the call', async () => {
    const { answer, cost, first } = await draw('bailian', { n: 2, size: '1024x1024', response_format: 'b64_json' });
    expect(answer.data?.[0]?.b64_json).toBe(PNG);
    expect(first?.headers['x-dashscope-async']).toBe('enable');
    expect(first?.body).toMatchObject({ parameters: { size: '1024*1024', n: 2 }, input: { prompt: 'a gate' } });
    expect(cost).toBe(10_000);
  }, 20_000);

  it('of Qwen: as a chat, kept at an address of ours', async () => {
    const { answer, first } = await draw('bailian#qwen', { size: '1024x1792' as '1024x1536' });
    expect(first?.body).toMatchObject({ parameters: { size: '928*1664' } });
    const url = answer.data?.[0]?.url ?? '';
    expect(url.startsWith(`${gateway.url}/v1/images/files/`)).toBe(true);
    expect(Buffer.from(await (await fetch(url)).arrayBuffer()).toString('base64')).toBe(PNG);
  });

  it('of MiniMax: failures under status 200 are failures', async () => {
    const { cost, first } = await draw('minimax', { n: 2, response_format: 'b64_json' });
    expect(first?.body).toMatchObject({ response_format: 'base64', n: 2 });
    expect(cost).toBe(10_000);
    const refused = await client.images
      .generate({ model: 'image-01', prompt: 'refuse' })
      .catch((error: unknown) => error);
    expect(refused).toMatchObject({ status: 400 });
  });

  it.each([
    ['ark', '/api/v3/images/generations', { size: '1024x1024', response_format: 'url' }],
    ['siliconflow', '/v1/images/generations', { image_size: '1024x1024', batch_size: 1 }],
    ['together', '/v1/images/generations', { width: 1024, height: 1024, n: 1 }],
    ['xai', '/v1/images/generations', { aspect_ratio: '1:1', n: 1 }],
  ])('of %s: by its own names', async (kind, url, body) => {
    const { answer, cost, first } = await draw(kind, { size: '1024x1024', response_format: 'url' });
    expect(first?.url).toBe(url);
    expect(first?.body).toMatchObject(body);
    expect(answer.data).toHaveLength(1);
    expect(cost).toBe(10_000);
  });

  it('of Pollinations: one address for each, answered with the picture', async () => {
    const { answer, cost, first } = await draw('pollinations', {
      prompt: 'a gate/2?',
      n: 2,
      size: '512x768' as '512x512',
      response_format: 'b64_json',
    });
    expect(answer.data?.map(one => one.b64_json)).toEqual([PNG, PNG]);
    expect(first).toMatchObject({
      method: 'GET',
      url: '/image/a%20gate%2F2%3F?model=flux&width=512&height=768',
      headers: { authorization: 'Bearer upstream-key' },
      body: undefined,
    });
    expect(cost).toBe(20_000);
    const edit = client.images.edit({
      model: 'flux',
      prompt: 'x',
      image: await toFile(picture('png', 3, 32, 32), 'a.png'),
    });
    await expect(edit).rejects.toMatchObject({ status: 400, param: 'image' });
  });

  it('of Black Forest Labs: by the model’s path, asked after, streamed as one event', async () => {
    const stream = await client.images.generate({
      model: 'flux-kontext-pro',
      prompt: 'a gate',
      stream: true,
      response_format: 'b64_json',
    });
    const seen: unknown[] = [];
    for await (const event of stream) seen.push([event.type, event.b64_json === PNG]);
    expect(seen).toEqual([['image_generation.completed', true]]);
    expect(asked.some(one => one.headers['x-key'] === 'upstream-key' && one.url === '/v1/flux-kontext-pro')).toBe(true);
  });

  it.each([
    ['a negative size', { size: '-1x10' }, 'size'],
    ['no prompt', { prompt: ' ' }, 'prompt'],
    ['too many', { n: 11 }, 'n'],
    [
      'a picture that is none',
      { image: `data:image/png;base64,${Buffer.from('hello'.repeat(30)).toString('base64')}` },
      'image',
    ],
    ['a bomb', { image: `data:image/png;base64,${bomb()}` }, 'image'],
  ])('are refused for %s before anything is asked or charged', async (_name, wrong, param) => {
    asked.length = 0;
    const before = await usedBy(gateway.url, KEY);
    const answer = await fetch(`${gateway.url}/v1/images/generations`, {
      method: 'POST',
      headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' },
      body: JSON.stringify({ model: MODELS['gemini'], prompt: 'a gate', ...wrong }),
    });
    expect(answer.status).toBe(400);
    expect(JSON.stringify(await answer.json())).toContain(param);
    expect(asked).toEqual([]);
    expect(await usedBy(gateway.url, KEY)).toBe(before);
  });
});

describe('a mask', () => {
  const url = (type: 'png' | 'jpeg', width: number, height: number): { image_url: string } => ({
    image_url: `data:image/${type};base64,${picture(type, 3, width, height).toString('base64')}`,
  });
  const form = (...masks: readonly Buffer[]): FormData => {
    const made = new FormData();
    made.append('model', MODELS['gemini'] ?? '');
    made.append('prompt', 'a gate');
    made.append('image', new Blob([new Uint8Array(picture('png', 3, 64, 48))], { type: 'image/png' }), 'a.png');
    for (const mask of masks) made.append('mask', new Blob([new Uint8Array(mask)], { type: 'image/png' }), 'mask.png');
    return made;
  };
  const json = (mask: object): string =>
    JSON.stringify({ model: MODELS['gemini'], prompt: 'a gate', images: [url('png', 64, 48)], mask });

  it.each([
    ['of another size, in a form', form(picture('png', 4, 48, 64)), '48x64'],
    ['of another size, in JSON', json(url('png', 64, 64)), '64x64'],
    ['that is no PNG, in a form', form(picture('jpeg', 4, 64, 48)), 'image/jpeg'],
    ['that is no PNG, in JSON', json(url('jpeg', 64, 48)), 'image/jpeg'],
    ['that is cut off', form(picture('png', 4, 64, 48).subarray(0, 60)), 'broken'],
    ['that is too large', form(Buffer.concat([picture('png', 4, 64, 48), Buffer.alloc(4 * 1024 * 1024)])), '4 MB'],
    ['that is given twice', form(picture('png', 4, 64, 48), picture('png', 4, 64, 48)), 'once'],
  ])('%s is refused before anything is asked or charged', async (_name, body, words) => {
    asked.length = 0;
    const before = await usedBy(gateway.url, KEY);
    const answer = await fetch(`${gateway.url}/v1/images/edits`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${KEY}`,
        ...(typeof body === 'string' ? { 'content-type': 'application/json' } : {}),
      },
      body,
    });
    const told: unknown = await answer.json();
    expect([answer.status, at(told, 'error.type'), at(told, 'error.param')]).toEqual([
      400,
      'invalid_request_error',
      'mask',
    ]);
    expect(String(at(told, 'error.message'))).toContain(words);
    expect(asked).toEqual([]);
    expect(await usedBy(gateway.url, KEY)).toBe(before);
  });

  it('that fits goes along', async () => {
    asked.length = 0;
    const answer = await fetch(`${gateway.url}/v1/images/edits`, {
      method: 'POST',
      headers: { authorization: `Bearer ${KEY}` },
      body: form(picture('png', 4, 64, 48)),
    });
    expect(answer.status).toBe(200);
    expect(asked).toHaveLength(1);
  });
});

describe('an order in Ideogram’s format', () => {
  it.each([
    ['/v1/ideogram-v3/generate', { prompt: 'a gate', resolution: '-5x10' }],
    ['/v1/ideogram-v3/generate', { prompt: 'a gate', num_images: 9 }],
    ['/v1/ideogram-v4/generate', { resolution: '1280x800' }],
    ['/v2/image/generate/ideogram-4', { prompt: 'a gate', quality: 'best' }],
    ['/generate', { image_request: { prompt: 'a gate', resolution: 'RESOLUTION_-1_5' } }],
  ])('to %s with %o is refused before anybody is asked', async (path, body) => {
    const answer = await fetch(`${gateway.url}/ideogram${path}`, {
      method: 'POST',
      headers: { 'api-key': KEY, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    expect([answer.status, at(await answer.json(), 'error.type')]).toEqual([400, 'invalid_request_error']);
  });
});

/** A PNG of a few bytes that says it has ten thousand million pixels. */
function bomb(): string {
  const bytes = picture('png', 1, 8, 8);
  const whole = Buffer.from(bytes);
  whole.writeUInt32BE(100_000, 16);
  whole.writeUInt32BE(100_000, 20);
  return whole.toString('base64');
}
