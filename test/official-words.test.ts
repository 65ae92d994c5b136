// What goes to OpenAI itself is told in OpenAI's own words, however a client of relays spelled it; and what cannot be meant stays here.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readForm } from '../packages/sandbox/media/form.ts';
import { picture } from '../packages/sandbox/media/pictures.ts';
import { sound } from '../packages/sandbox/media/sounds.ts';
import { at, call, jsonOf, type Answer } from './support/client.ts';
import { Gateway, keyOf } from './support/gateway.ts';
import { generation } from './support/money.ts';
import { Upstream } from './support/upstream.ts';

const KEY = keyOf('official');
const DRAWS = 'gemini-2.5-flash-image';
const SPEAKS = 'gemini-2.5-flash-preview-tts';
const PNG = picture('png', 7, 64, 64);
const DATA_URL = `data:image/png;base64,${PNG.toString('base64')}`;
const USAGE = {
  total_tokens: 1100,
  input_tokens: 100,
  output_tokens: 1000,
  input_tokens_details: {
    text_tokens: 20,
    image_tokens: 80,
    cached_tokens: 60,
    cached_tokens_details: { text_tokens: 10, image_tokens: 50 },
  },
};

/** A picture of Google's, with tokens that are not told apart. */
const PICTURE = { inlineData: { mimeType: 'image/png', data: PNG.toString('base64') } };
const SPEECH = { inlineData: { mimeType: 'audio/L16;codec=pcm;rate=24000', data: 'AAAAAAAA' } };
const UNSPLIT = { promptTokenCount: 10, candidatesTokenCount: 1290, totalTokenCount: 1300 };

let upstream: Upstream;
let gateway: Gateway;

beforeAll(async () => {
  upstream = await Upstream.start(({ target }, reply) => {
    const part = target.includes(SPEAKS) ? SPEECH : PICTURE;
    const made = { candidates: [{ content: { parts: [part] }, finishReason: 'STOP' }], usageMetadata: UNSPLIT };
    if (target.includes(':generateContent')) reply.json(200, made);
    else if (target.includes('/audio/')) reply.json(200, { text: 'hi' });
    else reply.json(200, { created: 1, data: [{ b64_json: 'aGk=' }], usage: USAGE });
  });
  gateway = await Gateway.start({
    channels: [
      {
        name: 'openai',
        provider: 'openai',
        base_url: upstream.url,
        keys: ['k'],
        models: ['gpt-image-1', 'gpt-image-2', 'whisper-1', { name: 'ears', upstream: 'whisper-1' }],
      },
      { name: 'google', provider: 'gemini', base_url: upstream.url, keys: ['k'], models: [DRAWS, SPEAKS] },
    ],
    prices: [
      { model: 'ears', second: '0.0001' },
      { model: SPEAKS, input: '1', audio_output: '20' },
    ],
    users: [{ name: 'o', balance: '100', keys: [{ name: 'o', key: KEY }] }],
  });
}, 60_000);
afterAll(async () => {
  await gateway.dispose();
  await upstream.stop();
});

type Part = readonly [name: string, value: string | Buffer, fileName?: string];

async function send(path: string, body: readonly Part[] | object): Promise<Answer> {
  if (!Array.isArray(body)) {
    const headers = { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' };
    return call(`${gateway.url}${path}`, { headers, body: JSON.stringify(body) });
  }
  const pieces = body.flatMap(([name, value, fileName]: Part) => [
    `--edge\r\nContent-Disposition: form-data; name="${name}"${fileName === undefined ? '' : `; filename="${fileName}"`}\r\n\r\n`,
    value,
    '\r\n',
  ]);
  const whole = Buffer.concat([...pieces, '--edge--\r\n'].map(piece => Buffer.from(piece as string)));
  const headers = { authorization: `Bearer ${KEY}`, 'content-type': 'multipart/form-data; boundary=edge' };
  return call(`${gateway.url}${path}`, { headers, body: whole });
}

/** The names of the parts that came last, in order: fields with their texts, files with their types. */
function parts(): string[] {
  const form = readForm(upstream.last.body, upstream.last.header('content-type') ?? '');
  return [
    ...[...(form?.fields ?? [])].map(([name, values]) => `${name}=${values.join(',')}`),
    ...(form?.files ?? []).map(({ field, type, bytes }) => `${field}:${type}:${bytes.length}`),
  ];
}

describe('pictures', () => {
  const bytes = PNG.length;
  it.each([
    ['image', 1, 'image'],
    ['image[]', 1, 'image'],
    ['image', 2, 'image[]'],
    ['image[0]', 2, 'image[]'],
  ])('of a form named %s, %i of them, are %s', async (name, count, told) => {
    const files = Array.from({ length: count }, (_, index): Part => [name.replace('0', String(index)), PNG, 'a.png']);
    const answer = await send('/v1/images/edits', [['model', 'gpt-image-1'], ...files, ['prompt', 'x']]);
    expect(answer.status).toBe(200);
    expect(parts()).toEqual([
      'model=gpt-image-1',
      'prompt=x',
      ...Array.from({ length: count }, () => `${told}:image/png:${bytes}`),
    ]);
  });

  it('of JSON in relays’ words are objects of an edit', async () => {
    const order = { model: 'gpt-image-1', prompt: 'x', style: 'vivid', image: [DATA_URL], quality: 'hd' };
    expect((await send('/v1/images/generations', order)).status).toBe(200);
    expect(upstream.last.target).toBe('/v1/images/edits');
    expect(JSON.parse(upstream.last.body.toString())).toEqual({
      model: 'gpt-image-1',
      prompt: 'x',
      quality: 'high',
      images: [{ image_url: DATA_URL }],
    });
  });

  it('that were cached are charged as cached pictures', async () => {
    const answer = await send('/v1/images/generations', { model: 'gpt-image-1', prompt: 'x' });
    // 10 and 10 cached of text, 30 and 50 cached of pictures, 1000 made: micro-dollars by the list of gpt-image-1.
    const micro = 10 * 5 + 10 * 1.25 + 30 * 10 + 50 * 2.5 + 1000 * 40;
    expect((await generation(gateway.url, KEY, answer.id)).cost).toBeCloseTo(micro / 1e6, 12);
  });

  it.each([
    [`/v1beta/models/${DRAWS}:generateContent`, { contents: [{ parts: [{ text: 'x' }] }] }],
    ['/v1/chat/completions', { model: DRAWS, messages: [{ role: 'user', content: 'x' }] }],
    ['/v1/images/generations', { model: DRAWS, prompt: 'x' }],
  ])('whose tokens Google does not tell apart are charged as pictures: %s', async (path, body) => {
    const answer = await send(path, body);
    expect((await generation(gateway.url, KEY, answer.id)).cost).toBeCloseTo((10 * 0.3 + 1290 * 30) / 1e6, 12);
  });

  it.each([
    [`/v1beta/models/${SPEAKS}:generateContent`, { contents: [{ parts: [{ text: 'x' }] }] }],
    ['/v1/audio/speech', { model: SPEAKS, input: 'x', voice: 'Kore' }],
  ])('and speech as speech: %s', async (path, body) => {
    const answer = await send(path, body);
    expect((await generation(gateway.url, KEY, answer.id)).cost).toBeCloseTo((10 * 1 + 1290 * 20) / 1e6, 12);
  });

  it.each([
    ['size', { model: 'gpt-image-2', prompt: 'x', size: '1000x1000' }],
    ['size', { model: 'gpt-image-2', prompt: 'x', size: '3840x512' }],
    ['images[0]', { model: 'gpt-image-1', prompt: 'x', images: [{ image_url: DATA_URL, file_id: 'file-x' }] }],
  ])('with a wrong %s are refused here', async (param, order) => {
    const before = upstream.requests.length;
    const answer = await send('/v1/images/edits', { images: [{ image_url: DATA_URL }], ...order });
    expect([answer.status, at(jsonOf(answer), 'error.param')]).toEqual([400, param]);
    expect(upstream.requests).toHaveLength(before);
  });
});

describe('a recording', () => {
  const wav = sound('wav', 2);

  it('has its lists as lists, and all else once', async () => {
    const answer = await send('/v1/audio/transcriptions', [
      ['timestamp_granularities', 'word'],
      ['timestamp_granularities', 'segment'],
      ['file', wav, 'a.wav'],
      ['response_format', 'verbose_json'],
      ['model', 'ears'],
    ]);
    expect(answer.status).toBe(200);
    expect(parts()).toEqual([
      'timestamp_granularities[]=word,segment',
      'response_format=verbose_json',
      'model=whisper-1',
      `file::${wav.length}`,
    ]);
  });

  it.each([
    [
      'model',
      [
        ['model', 'whisper-1'],
        ['model', 'ears'],
        ['file', wav, 'a.wav'],
      ],
    ],
    [
      'model',
      [
        ['model', 'whisper-1'],
        ['model', 'ears', ''],
        ['file', wav, 'a.wav'],
      ],
    ],
    [
      'file',
      [
        ['model', 'whisper-1'],
        ['file', wav.subarray(0, 44), 'a.wav'],
      ],
    ],
  ] as const)('with a %s that cannot be meant is refused here', async (param, form) => {
    const before = upstream.requests.length;
    const answer = await send('/v1/audio/transcriptions', form);
    expect([answer.status, at(jsonOf(answer), 'error.param')]).toEqual([400, param]);
    expect(upstream.requests).toHaveLength(before);
  });
});
