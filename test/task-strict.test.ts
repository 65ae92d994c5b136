// Tasks against platforms as strict as their makers' pages: exact paths, fields and types, and the faults that they have.

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import RunwayML, { toFile } from '@runwayml/sdk';
import LumaAI from 'lumaai';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { call } from './support/client.ts';
import { Gateway, type ConfigDraft } from './support/gateway.ts';
import { FILM, serviceAccountFor, StrictPlatforms, type Json, type Rule } from './support/strict-platforms.ts';
import { BRISK, OTHER, OWNER, until } from './support/tasks.ts';

let platforms: StrictPlatforms;
let gateway: Gateway;
let receiver: Server;
const news: { readonly path: string; readonly body: Json }[] = [];

async function ask(path: string, body?: unknown, key = OWNER): Promise<{ status: number; body: Json; text: string }> {
  const answer = await call(`${gateway.url}${path}`, {
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  return { status: answer.status, body: JSON.parse(answer.text) as Json, text: answer.text };
}

async function spent(): Promise<number> {
  const { body } = await ask('/v1/dashboard/billing/usage');
  return Number((Number(body['total_usage']) / 100).toFixed(6));
}

const object = (value: unknown): Json => value as Json;
const first = (value: unknown): Json => (value as Json[])[0] ?? {};

/** Each job is under way when it is asked after first, and done at the second time. */
const asked = new Map<string, number>();
const isDone = (id: string): boolean => {
  asked.set(id, (asked.get(id) ?? 0) + 1);
  return (asked.get(id) ?? 0) > 1;
};

const film = (name: string): string => `${platforms.url}/files/${name}.mp4`;

const VERTEX = /^\/v1\/projects\/films\/locations\/us-central1\/publishers\/google\/models\/(veo-3\.1-generate-001)/;

const RULES: readonly Rule[] = [
  // One whose server says that there is more than it sends, and one that is whole.
  [
    'GET',
    /^\/files\/cut/,
    (_call, reply) => reply.send(200, { 'content-type': 'video/mp4', 'content-length': '99' }, ''),
  ],
  ['GET', /^\/files\//, (_call, reply) => reply.send(200, { 'content-type': 'video/mp4' }, FILM)],
  [
    'POST',
    /^\/token$/,
    ({ body }, reply) => {
      const form = new URLSearchParams(body.toString());
      const good = form.get('grant_type')?.endsWith('jwt-bearer') === true && (form.get('assertion') ?? '') !== '';
      reply.json(good ? 200 : 400, { access_token: 'ya29.token', expires_in: 3599, token_type: 'Bearer' });
    },
  ],
  [
    'POST',
    new RegExp(`${VERTEX.source}:predictLongRunning$`),
    ({ json, header }, reply, [, model]) => {
      const parameters = object(json['parameters']);
      if (header('authorization') !== 'Bearer ya29.token' || header('x-goog-api-key') !== undefined)
        return reply.json(401, { error: { code: 401, message: 'no token', status: 'UNAUTHENTICATED' } });
      if (typeof first(json['instances'])['prompt'] !== 'string' || typeof parameters['durationSeconds'] !== 'number')
        return reply.json(400, { error: { code: 400, message: 'bad', status: 'INVALID_ARGUMENT' } });
      const place = `projects/films/locations/us-central1/publishers/google/models/${model}`;
      return reply.json(200, { name: `${place}/operations/op-1` });
    },
  ],
  [
    'POST',
    new RegExp(`${VERTEX.source}:fetchPredictOperation$`),
    ({ json, header }, reply) => {
      const name = String(json['operationName']);
      if (header('authorization') !== 'Bearer ya29.token' || !name.endsWith('/operations/op-1'))
        return reply.json(404, { error: { code: 404, message: 'no such operation', status: 'NOT_FOUND' } });
      if (!isDone(name)) return reply.json(200, { name });
      const videos = [{ bytesBase64Encoded: FILM.toString('base64'), mimeType: 'video/mp4' }];
      const response = {
        '@type': 'type.googleapis.com/cloud.ai.large_models.vision.GenerateVideoResponse',
        raiMediaFilteredCount: 0,
        videos,
      };
      return reply.json(200, { name, done: true, response });
    },
  ],
  [
    'POST',
    /^\/runwayml\/v1\/uploads$/,
    ({ json }, reply) => {
      const good = typeof json['filename'] === 'string' && json['type'] === 'ephemeral';
      if (!good) return reply.json(400, { error: 'Validation of body failed', issues: [] });
      return reply.json(200, {
        uploadUrl: `${platforms.url}/bucket`,
        fields: { key: 'uploads/1' },
        runwayUri: 'runway://one',
      });
    },
  ],
  ['POST', /^\/bucket$/, (_call, reply) => reply.send(204, {}, '')],
  [
    'POST',
    /^\/runwayml\/v1\/image_to_video$/,
    ({ json, header }, reply) => {
      if (header('x-runway-version') !== '2024-11-06') return reply.json(400, { error: 'no version' });
      if (json['ratio'] === '1:2')
        return reply.json(400, {
          error: 'Validation of body failed',
          docUrl: 'https://docs.example',
          issues: [{ code: 'invalid_value', path: ['ratio'], message: 'Invalid' }],
        });
      return reply.json(200, { id: 'f0f0f0f0-0000-4000-8000-000000000001' });
    },
  ],
  [
    'GET',
    /^\/runwayml\/v1\/tasks\/(.+)$/,
    (_call, reply, [, id = '']) => {
      const common = { id, createdAt: '2026-11-26T10:00:00.000Z' };
      if (!isDone(id)) return reply.json(200, { ...common, status: 'RUNNING', progress: 0.42 });
      return reply.json(200, { ...common, status: 'SUCCEEDED', output: [film('runway')] });
    },
  ],
  [
    'POST',
    /^\/api\/v3\/contents\/generations\/tasks$/,
    ({ json }, reply) => {
      const draft = (json['content'] as Json[]).find(({ type }) => type === 'draft_task');
      if (draft !== undefined && object(draft['draft_task'])['id'] !== 'cgt-first')
        return reply.json(404, {
          error: { code: 'ResourceNotFound', message: 'no draft', param: '', type: 'NotFound' },
        });
      return reply.json(200, { id: draft === undefined ? 'cgt-first' : 'cgt-second' });
    },
  ],
  [
    'GET',
    /^\/api\/v3\/contents\/generations\/tasks\/(.+)$/,
    (_call, reply, [, id = '']) => {
      if (!isDone(id)) return reply.json(200, { id, status: 'running' });
      const content = { video_url: film(id) };
      const usage = { completion_tokens: 1000, total_tokens: 1000 };
      return reply.json(200, { id, status: 'succeeded', error: null, content, usage, duration: 5 });
    },
  ],
  [
    'POST',
    /^\/kling\/v1\/(?:videos\/image2video|general\/advanced-custom-elements)$/,
    ({ body, json, path }, reply) => {
      // An element's id is a number of 18 digits.
      const named = /"element_id":(\d+)/.exec(body.toString())?.[1];
      if (path.endsWith('image2video') && named !== '829836802793406551')
        return reply.json(400, { code: 1201, message: `element ${named ?? 'none'}`, request_id: 'r' });
      const task_id = path.endsWith('image2video') ? '900000000000000001' : '900000000000000002';
      const info = { external_task_id: json['external_task_id'] };
      return reply.json(200, {
        code: 0,
        message: 'SUCCEED',
        request_id: 'r',
        data: { task_id, task_status: 'submitted', task_info: info, created_at: 1, updated_at: 1 },
      });
    },
  ],
  [
    'GET',
    /^\/kling\/v1\/(.+)\/(9\d+)$/,
    (_call, reply, [, verb = '', id = '']) => {
      const data = { task_id: id, task_status: 'processing', created_at: 1, updated_at: 1 };
      if (!isDone(id)) return reply.json(200, { code: 0, message: 'SUCCEED', request_id: 'r', data });
      const result = verb.startsWith('videos')
        ? `{"videos":[{"id":"v1","url":"${film('kling')}","duration":"5.041"}]}`
        : '{"elements":[{"element_id":829836802793406551,"element_name":"cat","status":"succeed"}]}';
      const done = JSON.stringify({ ...data, task_status: 'succeed' }).replace('}', `,"task_result":${result}}`);
      return reply.send(
        200,
        { 'content-type': 'application/json' },
        `{"code":0,"message":"SUCCEED","request_id":"r","data":${done}}`,
      );
    },
  ],
  [
    'POST',
    /^\/dream-machine\/v1\/generations(?:\/image|\/video)?$/,
    ({ json, path }, reply) => {
      const image = path.endsWith('/image');
      const allowed = [
        'model',
        'prompt',
        'aspect_ratio',
        'duration',
        'resolution',
        'generation_type',
        'keyframes',
        'callback_url',
      ];
      const strange = Object.keys(json).filter(name => !allowed.includes(name));
      if (strange.length > 0) return reply.json(422, { detail: `not expected: ${strange.join()}` });
      return reply.json(201, { id: image ? 'luma-image' : 'luma-video', state: 'queued', assets: null });
    },
  ],
  [
    'GET',
    /^\/dream-machine\/v1\/generations\/(luma-\w+)$/,
    (_call, reply, [, id = '']) => {
      const image = id === 'luma-image';
      const common = { id, generation_type: image ? 'image' : 'video' };
      if (!isDone(id)) return reply.json(200, { ...common, state: 'dreaming', assets: null });
      const assets = image ? { image: film('picture') } : { video: film('luma'), image: film('still') };
      return reply.json(200, { ...common, state: 'completed', assets });
    },
  ],
  [
    'POST',
    /^\/kling\/v1\/videos\/identify-face$/,
    ({ json }, reply) => {
      if (!String(json['video_url']).includes('busy'))
        return reply.json(400, { code: 1201, message: 'No face was found in the video', request_id: 'r' });
      // Whichever key comes first has too much to do.
      if (
        platforms.to(/identify-face/).filter(({ json: body }) => body['video_url'] === json['video_url']).length === 1
      )
        return reply.json(429, { code: 1302, message: 'too fast', request_id: 'r' });
      return reply.json(200, { code: 0, message: 'SUCCEED', request_id: 'r', data: { session_id: 's1' } });
    },
  ],
  [
    'POST',
    /^\/minimax\/v1\/t2a_v2$/,
    async ({ json }, reply) => {
      const words = String(json['text']);
      const good = { status_code: 0, status_msg: 'success' };
      if (words.includes('bad'))
        return reply.json(200, { base_resp: { status_code: 2013, status_msg: 'invalid params, voice_id' } });
      reply.open(200, { 'content-type': 'text/event-stream' });
      reply.write(`data: ${JSON.stringify({ data: { audio: 'fffb', status: 1 }, base_resp: good })}\n\n`);
      if (words.includes('cut')) return reply.cut();
      const last = { data: { audio: 'fffbfffb', status: 2 }, extra_info: { usage_characters: 30 }, base_resp: good };
      // An event may come in two pieces.
      const event = `data: ${JSON.stringify(last)}\n\n`;
      reply.write(event.slice(0, 40));
      await new Promise(resolve => setTimeout(resolve, 20));
      reply.write(event.slice(40));
      return reply.end();
    },
  ],
  [
    'POST',
    /^\/v1\/videos$/,
    ({ json }, reply) => {
      const strange = Object.keys(json).filter(
        name => !['prompt', 'model', 'seconds', 'size', 'input_reference'].includes(name),
      );
      const reference = json['input_reference'];
      const good = reference === undefined || typeof object(reference)['image_url'] === 'string';
      if (strange.length > 0 || !good)
        return reply.json(400, {
          error: { message: `Unknown parameter: ${strange.join()}`, type: 'invalid_request_error' },
        });
      return reply.json(200, { id: 'video_1', object: 'video', status: 'queued', progress: 0 });
    },
  ],
  [
    'GET',
    /^\/v1\/videos\/video_1$/,
    (_call, reply) => reply.json(200, { id: 'video_1', object: 'video', status: 'completed', progress: 100 }),
  ],
  ['GET', /^\/v1\/videos\/video_1\/content$/, (_call, reply) => reply.send(200, { 'content-type': 'video/mp4' }, FILM)],
  [
    'POST',
    /^\/replicate\/v1\/models\/minimax\/video-01\/predictions$/,
    ({ json }, reply) => {
      const known = ['prompt', 'prompt_optimizer', 'first_frame_image', 'subject_reference'];
      const strange = Object.keys(object(json['input'])).filter(name => !known.includes(name));
      if (strange.length > 0)
        return reply.json(422, { title: 'Input validation failed', detail: `- ${strange.join()}`, status: 422 });
      return reply.json(201, { id: 'p1', status: 'starting', urls: {} });
    },
  ],
  [
    'GET',
    /^\/replicate\/v1\/predictions\/p1$/,
    (_call, reply) => reply.json(200, { id: 'p1', status: 'succeeded', output: film('replicate'), metrics: {} }),
  ],
  [
    'POST',
    /^\/suno\/submit\/music$/,
    ({ json }, reply) => {
      const title = String(json['title']);
      if (title === 'page') return reply.send(200, { 'content-type': 'text/html' }, '<html>Welcome</html>');
      if (title === 'busy') return reply.json(429, { code: 'busy', message: 'too many' }, { 'retry-after': '7' });
      return reply.json(200, { code: 'success', message: '', data: `song-${title}` });
    },
  ],
  [
    'POST',
    /^\/suno\/fetch$/,
    ({ json }, reply) => {
      const songs = (json['ids'] as string[]).map(task_id => {
        const late = task_id === 'song-late' && !isDone(task_id);
        const url = late ? '' : film(task_id === 'song-cut' ? 'cut' : 'song');
        const status = task_id === 'song-broken' ? 'error' : 'complete';
        const clip = { id: `${task_id}-clip`, status, audio_url: status === 'error' ? '' : url, metadata: {} };
        return { task_id, action: 'MUSIC', status: 'SUCCESS', fail_reason: '', progress: '100%', data: [clip] };
      });
      reply.json(200, { code: 'success', message: '', data: songs });
    },
  ],
];

/** The service account that tokens are given to. */
let account: string;

/** The configuration, and more settings. */
function configured(more: Record<string, unknown> = {}): ConfigDraft {
  const { url } = platforms;
  return {
    channels: [
      {
        name: 'vertex',
        provider: 'vertex',
        base_url: url,
        region: 'us-central1',
        keys: [account],
        models: [{ name: 'veo', upstream: 'veo-3.1-generate-001' }],
      },
      { name: 'runway', provider: 'runway', base_url: `${url}/runwayml`, keys: ['r1', 'r2'], models: ['gen4_turbo'] },
      { name: 'ark', provider: 'ark', base_url: url, keys: ['a1', 'a2'], models: ['seedance'] },
      {
        name: 'kling',
        provider: 'kling',
        base_url: `${url}/kling`,
        keys: ['k1', 'k2'],
        models: ['kling-v1', 'kling-custom-elements', 'kling-identify-face'],
      },
      { name: 'minimax', provider: 'minimax', base_url: `${url}/minimax`, keys: ['m1'], models: ['speech-2.6-hd'] },
      { name: 'openai', provider: 'openai', base_url: url, keys: ['o1'], models: ['sora-2'] },
      {
        name: 'replicate',
        provider: 'replicate',
        base_url: `${url}/replicate`,
        keys: ['p1'],
        models: ['minimax/video-01'],
      },
      { name: 'luma', provider: 'luma', base_url: url, keys: ['l1'], models: ['ray-2', 'photon-1'] },
      { name: 'suno', provider: 'suno', base_url: url, keys: ['s1'], models: ['suno_music'] },
    ],
    prices: [
      { model: 'veo', second: '0.1' },
      { model: 'gen4_turbo', second: '0.01' },
      { model: 'seedance', call: '0.2' },
      { model: 'kling-v1', call: '0.3' },
      { model: 'kling-custom-elements', call: '0.05' },
      { model: 'kling-identify-face', call: '0.05' },
      { model: 'speech-2.6-hd', characters: '1000' },
      { model: 'sora-2', second: '0.1' },
      { model: 'minimax/video-01', call: '0.5' },
      { model: 'ray-2', call: '0.4' },
      { model: 'photon-1', call: '0.02' },
      { model: 'suno_music', call: '0.1' },
    ],
    users: [
      { name: 'owner', balance: '100', keys: [{ name: 'dev', key: OWNER }] },
      { name: 'other', balance: '100', keys: [{ name: 'dev', key: OTHER }] },
    ],
    settings: { ...BRISK, fetch_private_addresses: true, ...more },
  };
}

beforeAll(async () => {
  platforms = await StrictPlatforms.start();
  platforms.rules = [...RULES];
  receiver = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', chunk => chunks.push(chunk));
    request.on('end', () => {
      news.push({ path: request.url ?? '', body: JSON.parse(Buffer.concat(chunks).toString()) as Json });
      response.end();
    });
  });
  await new Promise<void>(resolve => receiver.listen(0, '127.0.0.1', resolve));
  account = serviceAccountFor(`${platforms.url}/token`);
  gateway = await Gateway.start(configured());
}, 60_000);

afterAll(async () => {
  receiver.close();
  const { code, output } = await gateway.command('reconcile');
  expect(`${code ?? ''} ${output.trim()}`).toBe('0 0 differences');
  expect(platforms.strange).toEqual([]);
  await gateway.dispose();
  await platforms.upstream.stop();
});

it('Veo at Vertex AI: a service account’s token, the project’s path, bytes that become a file', async () => {
  const before = await spent();
  const made = await ask('/v1/videos', { model: 'veo', prompt: 'a gate', seconds: '8', size: '1280x720' });
  expect(made).toMatchObject({ status: 200, body: { status: 'queued' } });
  const end = await until(
    () => ask(`/v1/videos/${String(made.body['id'])}`),
    ({ body }) => body['status'] === 'completed' || body['status'] === 'failed',
  );
  expect(end.body).toMatchObject({ status: 'completed', error: null });
  expect((await call(String(end.body['video_url']))).body).toEqual(FILM);
  expect(platforms.to(/predictLongRunning/)[0]?.json).toEqual({
    instances: [{ prompt: 'a gate' }],
    parameters: { aspectRatio: '16:9', resolution: '720p', durationSeconds: 8 },
  });
  expect(await spent()).toBeCloseTo(before + 0.8, 6);
});

it('Runway: an upload by its SDK is used by its owner alone, at the key that it was made with', async () => {
  const sdk = new RunwayML({ apiKey: OWNER, baseURL: `${gateway.url}/runwayml`, maxRetries: 0 });
  const { uri } = await sdk.uploads.createEphemeral({ file: await toFile(FILM, 'first.png', { type: 'image/png' }) });
  expect(uri).toBe('runway://one');
  const order = { model: 'gen4_turbo', promptImage: uri, ratio: '1280:720', duration: 5 };
  const task = await sdk.imageToVideo.create(order as Parameters<typeof sdk.imageToVideo.create>[0]);
  const end = await until(
    () => ask(`/runwayml/v1/tasks/${task.id}`),
    ({ body }) => body['status'] === 'SUCCEEDED' || body['status'] === 'FAILED',
  );
  expect(end.body).toMatchObject({ status: 'SUCCEEDED', output: [expect.stringContaining(gateway.url)] });
  const key = (path: RegExp): unknown => platforms.to(path)[0]?.header('authorization');
  expect(key(/image_to_video/)).toBe(key(/uploads/));
  expect(await ask('/runwayml/v1/image_to_video', order, OTHER)).toMatchObject({ status: 400 });
  const refused = await ask('/runwayml/v1/image_to_video', { ...order, promptImage: film('a'), ratio: '1:2' });
  expect(refused).toMatchObject({ status: 400, body: { issues: [{ path: ['ratio'] }] } });
});

it('Seedance: a video is made of a draft by the draft’s own name, at the key that made it', async () => {
  const root = '/api/v3/contents/generations/tasks';
  const text = { type: 'text', text: 'a gate' };
  const made = await ask(root, { model: 'seedance', content: [text], draft: true });
  const draft = String(made.body['id']);
  const done = (id: string): Promise<{ body: Json }> =>
    until(
      () => ask(`${root}/${id}`),
      ({ body }) => body['status'] === 'succeeded' || body['status'] === 'failed',
    );
  expect((await done(draft)).body).toMatchObject({ status: 'succeeded' });
  const item = { type: 'draft_task', draft_task: { id: draft } };
  const final = await ask(root, { model: 'seedance', content: [item], resolution: '720p' });
  expect((await done(String(final.body['id']))).body).toMatchObject({ status: 'succeeded' });
  const keys = platforms.calls.filter(({ path, method }) => path === root && method === 'POST');
  expect(keys[1]?.header('authorization')).toBe(keys[0]?.header('authorization'));
  expect(await ask(root, { model: 'seedance', content: [item] }, OTHER)).toMatchObject({ status: 400 });
});

it('Kling: an element’s id keeps its eighteen digits, as a number, on every way; news come when the work begins', async () => {
  const hook = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/kling`;
  const made = await ask('/kling/v1/general/advanced-custom-elements', {
    element_name: 'cat',
    reference_type: 'image_refer',
    callback_url: hook,
  });
  const path = (verb: string, answer: { body: Json }): string =>
    `/kling/v1/${verb}/${String(object(answer.body['data'])['task_id'])}`;
  const done = (at: string): Promise<{ body: Json; text: string }> =>
    until(
      () => ask(at),
      ({ body }) => ['succeed', 'failed'].includes(String(object(body['data'])['task_status'])),
    );
  expect((await done(path('general/advanced-custom-elements', made))).text).toContain(
    '"element_id":829836802793406551',
  );
  const order = `{"model_name":"kling-v1","prompt":"x","image":"${film('a')}","element_list":[{"element_id":829836802793406551}]}`;
  const film2 = await ask('/kling/v1/videos/image2video', order);
  expect(film2.body).toMatchObject({ code: 0 });
  expect((await done(path('videos/image2video', film2))).body).toMatchObject({ data: { task_status: 'succeed' } });
  const [element, video] = ['advanced-custom-elements', 'image2video'].map(verb =>
    platforms.calls.find(({ path: at, method }) => at.endsWith(verb) && method === 'POST'),
  );
  expect(video?.header('authorization')).toBe(element?.header('authorization'));
  await until(
    async () => news,
    all => all.filter(({ path: at }) => at === '/kling').length >= 2,
  );
  expect(news.map(({ body }) => body['task_status'])).toEqual(['processing', 'succeed']);
});

it('Luma: a picture is waited for where its client asks so, and its own words stay here', async () => {
  const luma = new LumaAI({ authToken: OWNER, baseURL: `${gateway.url}/dream-machine/v1`, maxRetries: 0 });
  const picture = await luma.generations.image.create({
    model: 'photon-1',
    prompt: 'a gate',
    sync: true,
    sync_timeout: 30,
  });
  expect(picture).toMatchObject({ state: 'completed', assets: { image: expect.stringContaining(gateway.url) } });
});

it('Suno: a song that has no sound is waited for, and one that never had any costs nothing', async () => {
  const before = await spent();
  const sung = async (title: string): Promise<Json> => {
    const { body } = await ask('/suno/submit/music', { prompt: 'la', tags: 'pop', title });
    const end = await until(
      () => ask(`/suno/fetch/${String(body['data'])}`),
      told => ['SUCCESS', 'FAILURE'].includes(String(object(told.body['data'])['status'])),
    );
    return object(end.body['data']);
  };
  expect(await sung('late')).toMatchObject({
    status: 'SUCCESS',
    data: [{ audio_url: expect.stringContaining(gateway.url) }],
  });
  expect(await sung('broken')).toMatchObject({ status: 'FAILURE' });
  expect(await spent()).toBeCloseTo(before + 0.1, 6);
  // Its file breaks off as it is copied: the song is there, and so is the gateway.
  expect(await sung('cut')).toMatchObject({ status: 'SUCCESS' });
  expect(gateway.alive).toBe(true);
});

it('an answer that nobody can read leaves open whether there is a job: no client should ask again by itself', async () => {
  const before = await spent();
  const submit = (title: string): Promise<Awaited<ReturnType<typeof call>>> =>
    call(`${gateway.url}/suno/submit/music`, {
      headers: { authorization: `Bearer ${OWNER}`, 'content-type': 'application/json' },
      body: JSON.stringify({ prompt: 'la', tags: 'pop', title }),
    });
  const unsure = await submit('page');
  expect({ status: unsure.status, retry: unsure.headers['x-should-retry'] }).toEqual({ status: 502, retry: 'false' });
  const busy = await submit('busy');
  expect({ status: busy.status, after: busy.headers['retry-after'] }).toEqual({ status: 429, after: '7' });
  expect(await spent()).toBe(before);
});

it('an id of one platform is unknown to the others', async () => {
  const { body } = await ask('/suno/submit/music', { prompt: 'la', tags: 'pop', title: 'elsewhere' });
  const id = String(body['data']);
  expect(await ask(`/mj/task/${id}/fetch`)).toMatchObject({ status: 400, body: { description: 'task_no_found' } });
  expect(await ask(`/luma/generations/${id}`)).toMatchObject({ status: 404 });
  expect(await ask(`/runwayml/v1/tasks/${id}`)).toMatchObject({ status: 404 });
  expect(await ask(`/api/v3/contents/generations/tasks/${id}`)).toMatchObject({ status: 404 });
  expect(await ask(`/jimeng/fetch/${id}`)).toMatchObject({ status: 400, body: { code: 'task_not_exist' } });
  // Its charge is not to fall into what is measured next.
  await until(
    () => ask(`/suno/fetch/${id}`),
    told => object(told.body['data'])['status'] === 'SUCCESS',
  );
});

it('MiniMax: speech is streamed as it comes, charged as its maker counted, and free where it broke off', async () => {
  const say = (text: string): Promise<Awaited<ReturnType<typeof call>>> =>
    call(`${gateway.url}/minimax/v1/t2a_v2`, {
      headers: { authorization: `Bearer ${OWNER}`, 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'speech-2.6-hd', text, stream: true, voice_setting: { voice_id: 'v' } }),
    });
  const before = await spent();
  const whole = await say('twelve chars');
  expect(whole.headers['content-type']).toContain('text/event-stream');
  expect(whole.text.match(/"status":[12]/g)).toEqual(['"status":1', '"status":2']);
  // Thirty characters at a thousandth of a dollar.
  expect(await spent()).toBeCloseTo(before + 0.03, 6);
  expect((await say('cut off')).text).toMatch(/"status_code":1000/);
  expect(JSON.parse((await say('bad voice')).text)).toEqual({
    base_resp: { status_code: 2013, status_msg: 'invalid params, voice_id' },
  });
  expect(await spent()).toBeCloseTo(before + 0.03, 6);
});

it('what is done at once says what is missing, and is refused in the maker’s words', async () => {
  const path = '/kling/v1/videos/identify-face';
  expect(await ask(path, {})).toMatchObject({
    status: 400,
    body: { code: 1201, message: expect.stringContaining('video_id') },
  });
  expect(await ask(path, { video_url: film('a') })).toMatchObject({
    status: 400,
    body: { code: 1201, message: 'No face was found in the video' },
  });
  const before = await spent();
  expect(await ask(path, { video_url: film('busy') })).toMatchObject({
    status: 200,
    body: { data: { session_id: 's1' } },
  });
  const keys = platforms.to(/identify-face/).map(({ header }) => header('authorization'));
  expect(new Set(keys.slice(-2)).size).toBe(2);
  expect(await spent()).toBeCloseTo(before + 0.05, 6);
});

it('a video asked for in the relays’ words reaches makers in their own alone', async () => {
  const done = async (path: string, body: Json): Promise<Json> => {
    const made = await ask(path, body);
    expect(made).toMatchObject({ status: 200 });
    const end = await until(
      () => ask(`/v1/videos/${String(made.body['id'])}`),
      told => ['completed', 'failed'].includes(String(told.body['status'])),
    );
    return end.body;
  };
  const wish = { prompt: 'a gate', images: [film('a')], aspect_ratio: '16:9', duration: 8, watermark: false };
  const sora = await done('/v1/videos', { model: 'sora-2', ...wish, metadata: { style: 'film' } });
  expect(sora).toMatchObject({ status: 'completed', seconds: '8' });
  const still = await call(`${gateway.url}/v1/videos/${String(sora['id'])}/content?variant=thumbnail`, {
    headers: { authorization: `Bearer ${OWNER}` },
  });
  expect(still.status).toBe(200);
  expect(await done('/v1/videos', { model: 'minimax/video-01', ...wish })).toMatchObject({ status: 'completed' });
  // A number that no double holds passes digit by digit, wherever it stands.
  const input = '{"input":{"prompt":"x","prompt_optimizer":18446744073709551615}}';
  const big = await ask('/replicate/v1/models/minimax/video-01/predictions', input);
  expect(big).toMatchObject({ status: 201, body: { input: { prompt_optimizer: expect.any(Number) } } });
  expect(
    platforms
      .to(/predictions$/)
      .at(-1)
      ?.body.toString(),
  ).toContain('"prompt_optimizer":18446744073709551615');
});

it('makers are given an address of ours for their news, and what they tell is looked at at once', async () => {
  // Behind this address nobody is: the news are brought by hand. Tasks are asked after ten times as rarely as usual.
  const ours = 'http://gateway.example';
  gateway.configure(configured({ public_url: ours, task_pace_percent: 1000 }));
  const text = { type: 'text', text: 'a gate' };
  const wishes: readonly (readonly [path: string, body: Json, at: RegExp, field: string])[] = [
    ['/suno/submit/music', { prompt: 'la', tags: 'pop', title: 'told' }, /suno.submit/, 'notify_hook'],
    [
      '/kling/v1/general/advanced-custom-elements',
      { element_name: 'x', reference_type: 'y' },
      /custom-elements/,
      'callback_url',
    ],
    ['/api/v3/contents/generations/tasks', { model: 'seedance', content: [text] }, /contents/, 'callback_url'],
    ['/dream-machine/v1/generations', { model: 'ray-2', prompt: 'x' }, /dream-machine/, 'callback_url'],
    ['/replicate/v1/models/minimax/video-01/predictions', { input: { prompt: 'x' } }, /predictions$/, 'webhook'],
  ];
  const told = (at: RegExp, field: string): string =>
    String(platforms.to(at).findLast(({ method }) => method === 'POST')?.json[field] ?? '');
  await until(
    async () => {
      await ask('/suno/submit/music', { prompt: 'la', tags: 'pop', title: 'told' });
      return told(/suno.submit/, 'notify_hook');
    },
    hook => hook.startsWith(ours),
  );
  for (const [path, body, at, field] of wishes) {
    asked.clear();
    expect(await ask(path, body)).toMatchObject({
      status: path.includes('dream') || path.includes('replicate') ? 201 : 200,
    });
    const hook = told(at, field);
    expect(hook).toMatch(/^http:\/\/gateway\.example\/v1\/tasks\/callbacks\/\w+\.[\w-]+$/);
    const id = hook.split('/callbacks/')[1]?.split('.')[0] ?? '';
    const state = async (): Promise<unknown> => {
      const { body: page } = await ask('/v1/tasks?limit=1');
      return first(page['data'])['status'];
    };
    for (const [nth, expected] of ['running', 'succeeded'].entries()) {
      if (path.includes('suno') && nth === 0) continue;
      if (path.includes('replicate') && nth === 0) continue;
      const answer = await call(gateway.url + new URL(hook).pathname, { body: '{"challenge":"say it"}' });
      expect(JSON.parse(answer.text)).toEqual({ status: 'ok', challenge: 'say it' });
      expect([path, await until(state, status => status === expected, 8_000)]).toEqual([path, expected]);
    }
    expect((await call(`${gateway.url}/v1/tasks/callbacks/${id}.wrong`, { body: '{}' })).status).toBe(404);
  }
}, 60_000);
