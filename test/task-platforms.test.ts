// Luma and Runway from end to end: their own APIs and the relays', the makers' own wires behind, exact charges.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call } from './support/client.ts';
import { isMp4, OTHER, TaskBench, until, type Json } from './support/tasks.ts';

let bench: TaskBench;

beforeAll(async () => {
  bench = await TaskBench.start(url => ({
    channels: [
      { name: 'luma', provider: 'luma', base_url: url, keys: ['luma-key'], models: ['ray-2', 'ray-flash-2'] },
      { name: 'agents', provider: 'luma', base_url: `${url}/agents`, keys: ['a1', 'a2'], models: ['ray-3.2', 'uni-1'] },
      {
        name: 'relay',
        provider: 'relay',
        base_url: url,
        keys: ['relay-key'],
        models: ['luma_video_api', 'luma_video_extend_api', 'ray-v1'],
      },
      {
        name: 'runway',
        provider: 'runway',
        base_url: `${url}/runwayml`,
        keys: ['key_r'],
        models: ['gen4_turbo', 'gen4_image'],
      },
      {
        name: 'ark',
        provider: 'ark',
        base_url: url,
        keys: ['ark-key'],
        models: ['doubao-seedance-1-0-pro', 'doubao-seedance-2-0-260128'],
      },
      {
        name: 'jimeng',
        provider: 'jimeng',
        base_url: `${url}/visual`,
        keys: ['AKTEST|SKTEST'],
        models: ['jimeng_t2v_v30', 'jimeng_v30'],
      },
    ],
    prices: [
      { model: 'luma_video_api', call: '0.3', factors: { mode: { pro: '2' } } },
      { model: 'luma_video_extend_api', call: '0.2' },
      { model: 'ray-3.2', second: '0.04', factors: { mode: { hdr: '2' } } },
      { model: 'uni-1', image: '0.04' },
      { model: 'doubao-seedance-1-0-pro', output: '2.5' },
      { model: 'jimeng_t2v_v30', second: '0.04' },
      { model: 'jimeng_v30', second: '0.04' },
    ],
  }));
}, 60_000);

afterAll(async () => {
  expect(await bench.end()).toBe('0 0 differences');
});

describe('Luma’s own API', () => {
  const root = '/luma/dream-machine/v1/generations';
  const done = (id: unknown): Promise<Json> =>
    until(
      () => bench.ask(`${root}/${String(id)}`).then(({ body }) => body),
      ({ state }) => state === 'completed' || state === 'failed',
    );

  it('makes a video at the price of its pixels, and goes on from it', async () => {
    const before = await bench.spent();
    const made = await bench.ask(root, {
      model: 'ray-2',
      prompt: 'a canal',
      resolution: '720p',
      duration: '5s',
      aspect_ratio: '16:9',
    });
    expect(made).toMatchObject({
      status: 201,
      body: { state: 'queued', generation_type: 'video', model: 'ray-2', assets: null },
    });
    const end = await done(made.body['id']);
    expect(end).toMatchObject({ state: 'completed', failure_reason: null, request: { prompt: 'a canal' } });
    expect(isMp4((await call(String((end['assets'] as Json)['video']))).body)).toBe(true);
    // 0.0064 USD for a million pixels, 24 pictures a second, five seconds.
    expect(await bench.spent()).toBeCloseTo(before + (1280 * 720 * 24 * 5 * 0.0064) / 1e6, 6);
    const body = { model: 'ray-2', prompt: 'on', keyframes: { frame0: { type: 'generation', id: made.body['id'] } } };
    const next = await bench.ask('/dream-machine/v1/generations/video', body);
    expect(await done(next.body['id'])).toMatchObject({ state: 'completed' });
    const upscaled = await bench.ask(`${root}/${String(made.body['id'])}/upscale`, {
      generation_type: 'upscale_video',
      resolution: '1080p',
    });
    expect(await done(upscaled.body['id'])).toMatchObject({ state: 'completed' });
    expect((await bench.ask(`${root}?limit=2`)).body).toMatchObject({ count: 2, has_more: true });
  });

  it('says what is wrong in its own shape', async () => {
    expect(await bench.ask(root, { prompt: 'x' })).toMatchObject({
      status: 400,
      body: { detail: expect.stringContaining('model') },
    });
    expect(await bench.ask(`${root}/none`)).toMatchObject({ status: 404, body: { detail: 'Generation not found' } });
    expect(await bench.ask(root, { model: 'ray-2', prompt: 'x' }, { key: 'sk-no' })).toMatchObject({
      status: 401,
      body: { detail: expect.any(String) },
    });
    const before = await bench.spent();
    const failed = await bench.ask(root, { model: 'ray-2', prompt: '[[fail too dark]]' });
    expect(await done(failed.body['id'])).toMatchObject({ state: 'failed', failure_reason: 'too dark' });
    expect(await bench.spent()).toBe(before);
    expect(await bench.ask(`${root}/${String(failed.body['id'])}`, undefined, { method: 'DELETE' })).toMatchObject({
      status: 204,
    });
    expect((await bench.ask(`${root}/${String(failed.body['id'])}`)).status).toBe(404);
  });
});

describe('Luma’s Agents API', () => {
  const root = '/luma/agents/v1/generations';
  const done = (id: unknown): Promise<Json> =>
    until(
      () => bench.ask(`${root}/${String(id)}`).then(({ body }) => body),
      ({ state }) => state === 'completed' || state === 'failed',
    );

  it('draws, changes what it drew at the account that has it, and films', async () => {
    const before = await bench.spent();
    const drawn = await bench.ask(root, { prompt: 'a weir', aspect_ratio: '16:9' });
    expect(drawn).toMatchObject({ status: 201, body: { type: 'image', model: 'uni-1', state: 'queued', output: [] } });
    const picture = await done(drawn.body['id']);
    const [made] = picture['output'] as { type: string; url: string }[];
    expect(made?.type).toBe('image');
    expect((await call(made?.url ?? '')).headers['content-type']).toBe('image/png');
    const source = { generation_id: drawn.body['id'] };
    const changed = await bench.ask(root, { type: 'image_edit', prompt: 'at night', source });
    expect(await done(changed.body['id'])).toMatchObject({
      state: 'completed',
      type: 'image_edit',
      failure_code: null,
    });
    const [first, second] = (await bench.jobs('luma')).filter(({ kind }) => String(kind).startsWith('agents/'));
    expect(second).toMatchObject({ owner: first?.['owner'], body: { source: { generation_id: first?.['id'] } } });
    const video = {
      duration: '10s',
      resolution: '1080p',
      hdr: true,
      start_frame: { url: 'https://example.com/a.png' },
    };
    const filmed = await bench.ask(root, { type: 'video', model: 'ray-3.2', prompt: 'water', video });
    expect(await done(filmed.body['id'])).toMatchObject({ state: 'completed', output: [{ type: 'video' }] });
    expect(await bench.spent()).toBeCloseTo(before + 0.04 + 0.04 + 10 * 0.04 * 2, 6);
  });

  it('refuses what refers to nothing, to others’ work or to two things at once, free of charge', async () => {
    const before = await bench.spent();
    const mine = await bench.ask(root, { prompt: '[[fail too dark]]' });
    expect(await done(mine.body['id'])).toMatchObject({
      failure_reason: 'too dark',
      failure_code: 'generation_failed',
    });
    const source = { generation_id: mine.body['id'] };
    expect((await bench.ask(root, { type: 'image_edit', prompt: 'x', source })).status).toBe(400);
    expect((await bench.ask(root, { type: 'image_edit', prompt: 'x', source }, { key: OTHER })).status).toBe(404);
    const both = { url: 'https://example.com/a.png', generation_id: 'x' };
    expect((await bench.ask(root, { type: 'image_edit', prompt: 'x', source: both })).status).toBe(400);
    expect((await bench.ask(root, { type: 'song', prompt: 'x' })).body).toMatchObject({ detail: expect.any(String) });
    expect((await bench.ask(`${root}/${String(mine.body['id'])}`, undefined, { key: OTHER })).status).toBe(404);
    expect(await bench.spent()).toBe(before);
  });
});

it('tells what is left in the platforms’ own coin', async () => {
  const { body } = await bench.ask('/luma/dream-machine/v1/credits');
  const { body: organisation } = await bench.ask('/runwayml/v1/organization');
  expect(body['credit_balance']).toBe(organisation['creditBalance']);
  expect(Number(body['credit_balance'])).toBeGreaterThan(9_000);
});

describe('Luma at relays', () => {
  const done = (id: unknown): Promise<Json> =>
    until(
      () => bench.ask(`/luma/generations/${String(id)}`).then(({ body }) => body),
      ({ state }) => state === 'completed' || state === 'failed',
    );

  it('submits, extends, and asks one by one and together', async () => {
    const before = await bench.spent();
    const made = await bench.ask('/luma/generations', { user_prompt: 'cat dance', expand_prompt: true });
    expect(made).toMatchObject({ status: 200, body: { state: 'pending', video: null, queue_state: null } });
    const end = await done(made.body['id']);
    expect(end).toMatchObject({
      state: 'completed',
      prompt: 'cat dance',
      video: { width: 1360 },
      video_raw: { duration: 5.04 },
    });
    expect(isMp4((await call(String((end['video'] as Json)['download_url']))).body)).toBe(true);
    const extended = await bench.ask(`/luma/generations/${String(made.body['id'])}/extend`, { user_prompt: 'more' });
    const pro = await bench.ask('/pro/luma/generations', { user_prompt: 'finer' });
    await done(extended.body['id']);
    await done(pro.body['id']);
    expect(await bench.spent()).toBeCloseTo(before + 0.3 + 0.2 + 0.6, 6);
    const batch = await bench.ask('/luma/tasks', { ids: [made.body['id'], pro.body['id'], 'none'] });
    expect((batch.body as unknown as Json[]).map(({ state }) => state)).toEqual(['completed', 'completed']);
    expect((await bench.ask('/luma/tasks', { ids: [made.body['id']] }, { key: OTHER })).body).toEqual([]);
  });

  it('is made by Luma itself where the model is that one’s', async () => {
    const made = await bench.ask('/luma/generations', {
      user_prompt: 'a mast',
      model_name: 'ray-flash-2',
      duration: '5',
    });
    expect(await done(made.body['id'])).toMatchObject({ state: 'completed' });
    expect((await bench.jobs('luma')).at(-1)).toMatchObject({
      kind: 'video',
      owner: 'luma-key',
      body: { model: 'ray-flash-2', duration: '5s' },
    });
    expect(await bench.ask('/luma/generations', {})).toMatchObject({
      status: 400,
      body: { error: { message: 'user_prompt is required.' } },
    });
  });
});

describe('Runway', () => {
  const done = (id: unknown): Promise<Json> =>
    until(
      () => bench.ask(`/runwayml/v1/tasks/${String(id)}`).then(({ body }) => body),
      ({ status }) => ['SUCCEEDED', 'FAILED', 'CANCELLED'].includes(String(status)),
    );
  const image = { promptImage: 'https://example.com/a.png' };

  it('makes a video by the second, and a picture by the piece', async () => {
    const before = await bench.spent();
    const made = await bench.ask('/runwayml/v1/image_to_video', {
      model: 'gen4_turbo',
      ...image,
      promptText: 'go',
      ratio: '16:9',
      duration: 5,
      watermark: false,
    });
    expect(made).toMatchObject({ status: 200, body: { id: expect.stringMatching(/^[\da-f-]{36}$/) } });
    const end = await done(made.body['id']);
    expect(isMp4((await call(String((end['output'] as string[])[0]))).body)).toBe(true);
    expect(await bench.spent()).toBeCloseTo(before + 0.25, 6);
    const usual = await bench.ask('/runwayml/v1/image_to_video', { model: 'gen4_turbo', ...image, ratio: '1280:720' });
    await done(usual.body['id']);
    expect((await bench.jobs('runway')).at(-1)).toMatchObject({ body: { duration: 10, ratio: '1280:720' } });
    const picture = await bench.ask('/runwayml/v1/text_to_image', {
      model: 'gen4_image',
      promptText: 'a door',
      ratio: '1920:1080',
    });
    await done(picture.body['id']);
    expect(await bench.spent()).toBeCloseTo(before + 0.25 + 0.5 + 0.05, 6);
  });

  it('calls off what runs, fails in its own words, and gives the money back', async () => {
    const before = await bench.spent();
    const long = await bench.ask('/runwayml/v1/image_to_video', {
      model: 'gen4_turbo',
      ...image,
      promptText: '[[takes 60000]]',
      ratio: '1280:720',
    });
    expect(
      await bench.ask(`/runwayml/v1/tasks/${String(long.body['id'])}`, undefined, { method: 'DELETE' }),
    ).toMatchObject({ status: 204 });
    expect(await done(long.body['id'])).toMatchObject({ status: 'CANCELLED' });
    const failed = await bench.ask('/runwayml/v1/image_to_video', {
      model: 'gen4_turbo',
      ...image,
      promptText: '[[fail it broke]]',
      ratio: '1280:720',
    });
    expect(await done(failed.body['id'])).toMatchObject({
      status: 'FAILED',
      failure: 'it broke',
      failureCode: 'INTERNAL.BAD_OUTPUT.CODE01',
    });
    expect(await bench.ask('/runwayml/v1/image_to_video', { model: 'gen4_turbo' })).toMatchObject({
      status: 400,
      body: { error: 'promptImage is required' },
    });
    expect(await bench.ask('/runwayml/v1/tasks/none')).toMatchObject({
      status: 404,
      body: { error: 'Task not found' },
    });
    expect(await bench.spent()).toBe(before);
  });
});

describe('Seedance at Ark', () => {
  const root = '/volc/v1/contents/generations/tasks';
  const done = (id: unknown): Promise<Json> =>
    until(
      () => bench.ask(`${root}/${String(id)}`).then(({ body }) => body),
      ({ status }) => ['succeeded', 'failed', 'cancelled', 'expired'].includes(String(status)),
    );

  it('is held by an estimate and billed by the tokens that it took', async () => {
    const before = await bench.spent();
    const body = {
      model: 'doubao-seedance-1-0-pro',
      content: [{ type: 'text', text: 'a tide --resolution 720p --dur 5' }],
    };
    const made = await bench.ask(root, body);
    expect(made.body).toMatchObject({ id: expect.stringMatching(/^cgt-\d{14}-/) });
    const end = await done(made.body['id']);
    expect(end).toMatchObject({ status: 'succeeded', usage: { completion_tokens: 108_000 }, resolution: '720p' });
    expect(isMp4((await call(String((end['content'] as Json)['video_url']))).body)).toBe(true);
    expect(await bench.spent()).toBeCloseTo(before + 0.108 * 2.5, 6);
    expect((await bench.ask(`${root}?page_num=1&page_size=5&filter.status=succeeded`)).body).toMatchObject({
      total: 1,
    });
  });

  it('is made by the second where its price is by the second, also under other forms', async () => {
    const before = await bench.spent();
    const made = await bench.ask('/v1/videos', {
      model: 'doubao-seedance-2-0-260128',
      prompt: 'a pier',
      seconds: '5',
      size: '1280x720',
    });
    await until(
      () => bench.ask(`/v1/videos/${String(made.body['id'])}`).then(({ body }) => body['status']),
      status => status === 'completed' || status === 'failed',
    );
    expect((await bench.jobs('ark')).at(-1)).toMatchObject({
      body: { duration: 5, resolution: '720p', ratio: '16:9' },
    });
    expect(await bench.spent()).toBeCloseTo(before + 5 * 0.14194286, 5);
  });

  it('says what is wrong in Ark’s words, and calls off what waits', async () => {
    const before = await bench.spent();
    expect(await bench.ask(root, { content: [] })).toMatchObject({
      status: 400,
      body: { error: { code: 'InvalidParameter', type: 'BadRequest' } },
    });
    expect(await bench.ask(`${root}/none`)).toMatchObject({
      status: 404,
      body: { error: { code: 'ResourceNotFound' } },
    });
    const refused = { model: 'doubao-seedance-1-0-pro', content: [{ type: 'text', text: '[[refuse 400]]' }] };
    expect(await bench.ask(root, refused)).toMatchObject({
      status: 400,
      body: { error: { code: 'InputTextSensitiveContentDetected' } },
    });
    const long = { model: 'doubao-seedance-1-0-pro', content: [{ type: 'text', text: '[[takes 90000]]' }] };
    const made = await bench.ask('/api/v3/contents/generations/tasks', long);
    expect(await bench.ask(`${root}/${String(made.body['id'])}`, undefined, { method: 'DELETE' })).toMatchObject({
      status: 200,
    });
    expect(await done(made.body['id'])).toMatchObject({ status: 'cancelled' });
    expect(await bench.spent()).toBe(before);
  });
});

describe('Jimeng', () => {
  it('is signed for Volcengine, whichever form its client speaks', async () => {
    const before = await bench.spent();
    const made = await bench.ask('/jimeng/?Action=CVSync2AsyncSubmitTask&Version=2022-08-31', {
      req_key: 'jimeng_t2v_v30',
      prompt: 'a kite',
      frames: 121,
    });
    expect(made.body).toMatchObject({
      code: 10_000,
      message: 'Success',
      data: { task_id: expect.stringMatching(/^\d{18}$/) },
    });
    const id = (made.body['data'] as Json)['task_id'];
    const end = await until(
      () =>
        bench
          .ask('/jimeng/?Action=CVSync2AsyncGetResult&Version=2022-08-31', { req_key: 'jimeng_t2v_v30', task_id: id })
          .then(({ body }) => body['data'] as Json),
      ({ status }) => status === 'done',
    );
    expect(isMp4((await call(String(end['video_url']))).body)).toBe(true);
    expect(await bench.spent()).toBeCloseTo(before + 5 * 0.04, 6);
    const form = await bench.ask('/jimeng/submit/videos', { prompt: 'a kite', duration: 10, aspect_ratio: '9:16' });
    const fetched = await until(
      () => bench.ask(`/jimeng/fetch/${String(form.body['data'])}`).then(({ body }) => body['data'] as Json),
      ({ status }) => status === 'SUCCESS' || status === 'FAILURE',
    );
    expect(fetched).toMatchObject({ status: 'SUCCESS', data: { video: expect.stringContaining(bench.gateway.url) } });
    expect((await bench.jobs('jimeng')).at(-1)).toMatchObject({
      kind: 'jimeng_t2v_v30',
      body: { frames: 241, aspect_ratio: '9:16' },
    });
    expect(await bench.ask('/jimeng/fetch/none')).toMatchObject({ status: 400, body: { code: 'task_not_exist' } });
    const refused = await bench.ask('/jimeng/?Action=CVSync2AsyncSubmitTask&Version=2022-08-31', {
      req_key: 'jimeng_t2v_v30',
      prompt: '[[refuse 400]]',
    });
    expect(refused).toMatchObject({ status: 400, body: { code: 50_412 } });
  });
});
