// Videos from end to end: OpenAI's form with its own SDK, the relays' two forms, and Kling in both generations.

import OpenAI, { toFile } from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call } from './support/client.ts';
import { isMp4, OTHER, OWNER, TaskBench, until, type Json } from './support/tasks.ts';

let bench: TaskBench;
let sdk: OpenAI;

beforeAll(async () => {
  bench = await TaskBench.start(url => ({
    channels: [
      { name: 'sora', provider: 'openai', base_url: url, keys: ['k'], models: ['sora-2', 'sora-2-pro'] },
      {
        name: 'kling',
        provider: 'kling',
        base_url: `${url}/kling`,
        keys: ['ak-sandbox|sk-sandbox'],
        models: ['kling-v1', 'kling-v1-6', 'kling-3.0', 'kling-tts', 'video-extend', 'kling-v1#image'],
      },
      { name: 'relay', provider: 'relay', base_url: url, keys: ['r'], models: ['veo3.1-fast', 'kling-v2-master'] },
    ],
    prices: [
      { model: 'sora-2', second: '0.1', factors: { size: { '1024x1792': '2' } } },
      { model: 'veo3.1-fast', call: '0.5' },
      { model: 'kling-3.0', second: '0.1', factors: { resolution: { '1080p': '1.5' } } },
      { model: 'kling-v2-master', call: '1' },
      { model: 'kling-tts', call: '0.01' },
    ],
  }));
  sdk = new OpenAI({ apiKey: OWNER, baseURL: `${bench.gateway.url}/v1`, maxRetries: 0 });
}, 60_000);

afterAll(async () => {
  expect(await bench.end()).toBe('0 0 differences');
});

describe('OpenAI’s videos, with its SDK', () => {
  const done = (id: string) =>
    until(
      () => sdk.videos.retrieve(id),
      ({ status }) => status === 'completed' || status === 'failed',
    );

  it('are created, polled, downloaded, remixed, listed and deleted', async () => {
    const before = await bench.spent();
    const made = await sdk.videos.create({ model: 'sora-2', prompt: 'a gate at dawn', seconds: '8', size: '1280x720' });
    expect(made).toMatchObject({ object: 'video', status: 'queued', seconds: '8', size: '1280x720', model: 'sora-2' });
    expect(await done(made.id)).toMatchObject({ status: 'completed', progress: 100, error: null });
    expect(await bench.spent()).toBeCloseTo(before + 0.8, 6);
    const file = Buffer.from(await (await sdk.videos.downloadContent(made.id)).arrayBuffer());
    expect(isMp4(file)).toBe(true);
    const part = await call(`${bench.gateway.url}/v1/videos/${made.id}/content`, {
      headers: { authorization: `Bearer ${OWNER}`, range: 'bytes=4-7' },
    });
    expect({ status: part.status, text: part.text, range: part.headers['content-range'] }).toEqual({
      status: 206,
      text: 'ftyp',
      range: `bytes 4-7/${file.length}`,
    });
    const remixed = await sdk.videos.remix(made.id, { prompt: 'at dusk' });
    expect(remixed).toMatchObject({ remixed_from_video_id: made.id, seconds: '8' });
    await done(remixed.id);
    expect(await bench.spent()).toBeCloseTo(before + 1.6, 6);
    const listed = await sdk.videos.list({ limit: 1 });
    expect(listed.data.map(({ id }) => id)).toEqual([remixed.id]);
    const next = await sdk.videos.list({ limit: 1, after: remixed.id });
    expect(next.data.map(({ id }) => id)).toEqual([made.id]);
    expect(await sdk.videos.delete(remixed.id)).toMatchObject({ deleted: true });
    await expect(sdk.videos.retrieve(remixed.id)).rejects.toMatchObject({ status: 404 });
  });

  it('take a picture as a file, and answer before they are ready', async () => {
    const picture = await toFile(Buffer.from('89504e470d0a1a0a', 'hex'), 'first.png', { type: 'image/png' });
    const made = await sdk.videos.create({ prompt: '[[takes 1000]] from a picture', input_reference: picture });
    const early = await bench.ask(`/v1/videos/${made.id}/content`);
    expect(early).toMatchObject({ status: 409, body: { error: { code: 'video_not_ready' } } });
    expect(await done(made.id)).toMatchObject({ status: 'completed', seconds: '4' });
  });

  it('fail with a reason and give the money back', async () => {
    const before = await bench.spent();
    const made = await sdk.videos.create({ prompt: '[[fail the lens broke]]' });
    expect(await done(made.id)).toMatchObject({ status: 'failed', error: { message: 'the lens broke' } });
    await expect(sdk.videos.create({ prompt: '[[refuse 400]]' })).rejects.toMatchObject({
      status: 400,
      code: 'moderation_blocked',
    });
    await expect(sdk.videos.create({ prompt: 'x', size: '10x10' as '720x1280' })).rejects.toMatchObject({
      status: 400,
      param: 'size',
    });
    await expect(sdk.videos.create({ prompt: 'x', model: 'no-such' as 'sora-2' })).rejects.toMatchObject({
      status: 404,
    });
    const other = new OpenAI({ apiKey: OTHER, baseURL: `${bench.gateway.url}/v1`, maxRetries: 0 });
    await expect(other.videos.retrieve(made.id)).rejects.toMatchObject({ status: 404 });
    expect(await bench.spent()).toBe(before);
  });

  it('are Kling’s too, without a word of Kling', async () => {
    const before = await bench.spent();
    const made = await sdk.videos.create({
      model: 'kling-v1-6' as 'sora-2',
      prompt: 'a tram',
      seconds: '10' as '8',
      size: '720x1280',
    });
    expect(await done(made.id)).toMatchObject({ status: 'completed', seconds: '10' });
    // The catalog's own row for standard mode and ten seconds.
    expect(await bench.spent()).toBeCloseTo(before + 0.56, 6);
    expect((await bench.jobs('kling')).at(-1)).toMatchObject({
      kind: 'videos/text2video',
      body: { duration: '10', aspect_ratio: '9:16', mode: 'std' },
    });
    expect(isMp4(Buffer.from(await (await sdk.videos.downloadContent(made.id)).arrayBuffer()))).toBe(true);
  });
});

describe('the relays’ forms', () => {
  it('create and query by the unified one', async () => {
    const made = await bench.ask('/v1/video/create', {
      model: 'veo3.1-fast',
      prompt: 'a ferry',
      aspect_ratio: '16:9',
      enhance_prompt: true,
    });
    expect(made).toMatchObject({ status: 200, body: { status: 'pending', video_url: null } });
    const id = encodeURIComponent(String(made.body['id']));
    const end = await until(
      () => bench.ask(`/v1/video/query?id=${id}`),
      ({ body }) => body['status'] === 'completed' || body['status'] === 'failed',
    );
    expect(end.body).toMatchObject({ id: made.body['id'], status: 'completed', enhanced_prompt: '[sandbox] a ferry' });
    expect(isMp4((await call(String(end.body['video_url']))).body)).toBe(true);
    expect((await bench.jobs('unified-video')).at(-1)).toMatchObject({
      body: { model: 'veo3.1-fast', enhance_prompt: true },
    });
    expect(await bench.ask('/v1/video/query?id=none')).toMatchObject({
      status: 404,
      body: { error: { code: 'task_not_found' } },
    });
  });

  it('create and query by the one of new-api, in both of its shapes', async () => {
    const made = await bench.ask('/v1/video/generations', {
      model: 'kling-v1',
      prompt: 'a lock',
      duration: 5,
      metadata: { mode: 'pro' },
    });
    expect(made.body).toMatchObject({ object: 'video', id: expect.stringMatching(/^task_/) });
    const end = await until(
      () => bench.ask(`/v1/video/generations/${String(made.body['id'])}`),
      ({ body }) => ['succeeded', 'failed'].includes(String(body['status'])),
    );
    expect(end.body).toMatchObject({
      code: 'success',
      data: { status: 'SUCCESS', progress: '100%', action: 'textGenerate' },
      status: 'succeeded',
      format: 'mp4',
      error: null,
    });
    expect((await bench.jobs('kling')).at(-1)).toMatchObject({ body: { mode: 'pro' } });
    expect(await bench.ask('/v1/video/generations/none')).toMatchObject({
      status: 400,
      body: { code: 'task_not_exist' },
    });
  });
});

describe('Kling', () => {
  const one = (path: string, id: unknown): Promise<Json> =>
    bench.ask(`/kling/v1/${path}/${String(id)}`).then(({ body }) => body['data'] as Json);
  const done = (path: string, id: unknown): Promise<Json> =>
    until(
      () => one(path, id),
      ({ task_status: status }) => status === 'succeed' || status === 'failed',
    );

  it('makes a video in its official envelope, and extends it at the account that made it', async () => {
    const before = await bench.spent();
    const body = {
      model_name: 'kling-v1',
      prompt: 'a cat',
      duration: '5',
      mode: 'std',
      cfg_scale: 0.5,
      external_task_id: 'mine-1',
    };
    const made = await bench.ask('/kling/v1/videos/text2video', body);
    expect(made).toMatchObject({
      status: 200,
      body: {
        code: 0,
        message: 'SUCCEED',
        data: { task_status: 'submitted', task_info: { external_task_id: 'mine-1' } },
      },
    });
    const id = (made.body['data'] as Json)['task_id'];
    expect(String(id)).toMatch(/^\d{18}$/);
    expect(await bench.ask('/kling/v1/videos/text2video', body)).toMatchObject({ body: { data: { task_id: id } } });
    const end = await done('videos/text2video', id);
    const [video] = (end['task_result'] as { videos: Json[] }).videos;
    expect(video).toMatchObject({
      id: expect.any(String),
      duration: '5.041',
      url: expect.stringContaining(bench.gateway.url),
    });
    expect(isMp4((await call(String(video?.['url']))).body)).toBe(true);
    expect(await one('videos/text2video', 'mine-1')).toMatchObject({ task_id: id });
    expect(await bench.spent()).toBeCloseTo(before + 0.14, 6);
    const extended = await bench.ask('/kling/v1/videos/video-extend', { video_id: video?.['id'], prompt: 'more' });
    expect(await done('videos/video-extend', (extended.body['data'] as Json)['task_id'])).toMatchObject({
      task_status: 'succeed',
    });
    expect(await bench.spent()).toBeCloseTo(before + 0.14 + 0.28, 6);
    expect((await bench.ask('/kling/v1/videos/text2video?pageNum=1&pageSize=10')).body['data']).toHaveLength(1);
    expect(await bench.ask(`/kling/v1/videos/image2video/${String(id)}`)).toMatchObject({
      status: 404,
      body: { code: 1203 },
    });
  });

  it('counts pictures, and answers at once what is done at once', async () => {
    const before = await bench.spent();
    const made = await bench.ask('/kling/v1/images/generations', { model_name: 'kling-v1', prompt: 'a key', n: 3 });
    const end = await done('images/generations', (made.body['data'] as Json)['task_id']);
    expect((end['task_result'] as { images: Json[] }).images).toHaveLength(3);
    expect(await bench.spent()).toBeCloseTo(before + 3 * 0.0035, 6);
    const spoken = await bench.ask('/kling/v1/audio/tts', { text: 'hello', voice_id: 'v', voice_language: 'en' });
    expect(spoken.body).toMatchObject({ code: 0, data: { task_status: 'succeed' } });
    expect(await bench.spent()).toBeCloseTo(before + 3 * 0.0035 + 0.01, 6);
  });

  it('speaks the new generation, in batches', async () => {
    const before = await bench.spent();
    const made = await bench.ask('/kling/text-to-video/kling-3.0', {
      prompt: 'a bridge',
      settings: { duration: 5, resolution: '1080p', aspect_ratio: '16:9' },
    });
    expect(made.body).toMatchObject({ code: 0, data: { status: 'submitted' } });
    const id = (made.body['data'] as Json)['id'];
    const [end] = await until(
      () => bench.ask(`/kling/tasks?task_ids=${String(id)}`).then(({ body }) => body['data'] as Json[]),
      ([task]) => ['succeeded', 'failed'].includes(String(task?.['status'])),
    );
    expect(end).toMatchObject({
      status: 'succeeded',
      outputs: [{ type: 'video', url: expect.stringContaining(bench.gateway.url) }],
    });
    expect(await bench.spent()).toBeCloseTo(before + 0.75, 6);
  });

  it('says what is wrong by its own codes, and charges nothing', async () => {
    const before = await bench.spent();
    const made = (await bench.jobs('kling')).length;
    expect(await bench.ask('/kling/v1/videos/text2video', { model_name: 'kling-v1' })).toMatchObject({
      status: 400,
      body: { code: 1201 },
    });
    expect(await bench.ask('/kling/v1/videos/nothing', { prompt: 'x' })).toMatchObject({
      status: 404,
      body: { code: 1202 },
    });
    expect(await bench.ask('/kling/v1/videos/text2video', { prompt: 'x', model_name: 'none' })).toMatchObject({
      status: 404,
      body: { code: 1203 },
    });
    expect(await bench.ask('/kling/v1/videos/video-extend', { video_id: 'foreign' })).toMatchObject({
      status: 400,
      body: { code: 1201 },
    });
    expect(await bench.ask('/kling/v1/videos/image2video', { image: 'http://10.0.0.1/x.png' })).toMatchObject({
      status: 400,
    });
    expect(await bench.ask('/kling/v1/videos/text2video', { prompt: 'x' }, { key: 'sk-none' })).toMatchObject({
      status: 401,
      body: { code: 1002 },
    });
    expect((await bench.jobs('kling')).length).toBe(made);
    expect(await bench.ask('/kling/v1/videos/text2video', { prompt: '[[refuse 429]]' })).toMatchObject({
      status: 429,
      body: { code: 1303 },
    });
    expect(await bench.ask('/kling/v1/videos/text2video', { prompt: '[[refuse 400]]' })).toMatchObject({
      status: 400,
      body: { code: 1301 },
    });
    expect(await bench.spent()).toBe(before);
  });
});

describe('a chat with a model of videos', () => {
  const ask = (content: string) => ({ model: 'kling-v1', messages: [{ role: 'user' as const, content }] });

  it('streams its progress and ends with a link', async () => {
    const before = await bench.spent();
    const stream = await sdk.chat.completions.create({
      ...ask('[[takes 1000]] a lighthouse --ar 9:16'),
      stream: true,
      stream_options: { include_usage: true },
    });
    let words = '';
    let finish = '';
    let usage: unknown;
    for await (const chunk of stream) {
      words += chunk.choices[0]?.delta.content ?? '';
      finish = chunk.choices[0]?.finish_reason ?? finish;
      usage = chunk.usage ?? usage;
    }
    expect(finish).toBe('stop');
    expect(usage).toMatchObject({ completion_tokens: 0 });
    expect(words).toMatch(/^> ID: `video_\w+`\n> /);
    const [, link = ''] = /\[▶ video\]\((\S+)\)$/.exec(words) ?? [];
    expect(isMp4((await call(link)).body)).toBe(true);
    expect((await bench.jobs('kling')).at(-1)).toMatchObject({
      body: { aspect_ratio: '9:16', prompt: '[[takes 1000]] a lighthouse' },
    });
    expect(await bench.spent()).toBeCloseTo(before + 0.14, 6);
  });

  it('answers whole where it is asked so, and fails as a failure', async () => {
    const whole = await sdk.chat.completions.create(ask('a mill'));
    expect(whole.choices[0]).toMatchObject({
      finish_reason: 'stop',
      message: { content: expect.stringContaining('[▶ video](') },
    });
    const before = await bench.spent();
    await expect(sdk.chat.completions.create(ask('[[fail no wind]] a mill'))).rejects.toMatchObject({ status: 502 });
    const stream = await sdk.chat.completions.create({ ...ask('[[fail no wind]] a mill'), stream: true });
    await expect(
      (async () => {
        for await (const _chunk of stream);
      })(),
    ).rejects.toThrow('no wind');
    await expect(sdk.chat.completions.create(ask(' '))).rejects.toMatchObject({ status: 400 });
    expect(await bench.spent()).toBe(before);
  });
});
