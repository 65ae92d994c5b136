// Bailian from end to end: pictures, videos, what answers at once, partial results, and what it refuses.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call } from './support/client.ts';
import { isMp4, OTHER, OWNER, TaskBench, until, type Json } from './support/tasks.ts';

let bench: TaskBench;

beforeAll(async () => {
  bench = await TaskBench.start(url => ({
    channels: [
      {
        name: 'bailian',
        provider: 'bailian',
        base_url: url,
        keys: ['k'],
        models: [
          'wanx2.1-t2i-turbo',
          'wanx2.1-imageedit',
          'wanx-style-repaint-v1',
          'wordart-semantic',
          'qwen-image-2.0',
          { name: 'wan', upstream: 'wan2.2-t2v-plus' },
        ],
      },
    ],
    prices: [
      { model: 'wanx2.1-t2i-turbo', image: '0.02' },
      { model: 'wanx2.1-imageedit', image: '0.02' },
      { model: 'wanx-style-repaint-v1', image: '0.016' },
      { model: 'wordart-semantic', image: '0.03' },
      { model: 'wan', second: '0.1', factors: { resolution: { '480p': '0.5', '1080p': '1' } } },
    ],
  }));
}, 60_000);

afterAll(async () => {
  expect(await bench.end()).toBe('0 0 differences');
});

const ASYNC = { headers: { 'x-dashscope-async': 'enable' } };

async function submit(service: string, body: Json, prefix = ''): Promise<string> {
  const { status, body: told } = await bench.ask(`${prefix}/api/v1/services/aigc/${service}`, body, ASYNC);
  expect({ status, told }).toMatchObject({
    status: 200,
    told: { output: { task_status: 'PENDING' }, request_id: expect.any(String) },
  });
  return String((told['output'] as Json)['task_id']);
}

const look = (id: string): Promise<Json> => bench.ask(`/api/v1/tasks/${id}`).then(({ body }) => body);
const done = (id: string): Promise<Json> =>
  until(
    () => look(id),
    ({ output }) => !['PENDING', 'RUNNING'].includes(String((output as Json)['task_status'])),
  );

describe('pictures', () => {
  it('are made as a task, charged by the number that was made, and served from our copies', async () => {
    const before = await bench.spent();
    const id = await submit('text2image/image-synthesis', {
      model: 'wanx2.1-t2i-turbo',
      input: { prompt: 'a flower shop' },
      parameters: { size: '1024*1024', n: 2 },
    });
    const end = await done(id);
    expect(end).toMatchObject({
      output: {
        task_id: id,
        task_status: 'SUCCEEDED',
        submit_time: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}$/),
        results: [{ orig_prompt: 'a flower shop', actual_prompt: '[sandbox] a flower shop' }, {}],
        task_metrics: { TOTAL: 2, SUCCEEDED: 2, FAILED: 0 },
      },
      usage: { image_count: 2 },
    });
    const [first] = (end['output'] as { results: Json[] }).results;
    expect(first?.['url']).toContain(bench.gateway.url);
    expect((await call(String(first?.['url']))).headers['content-type']).toBe('image/png');
    expect(await bench.spent()).toBeCloseTo(before + 0.04, 6);
  });

  it('are charged in part when a part was made', async () => {
    const before = await bench.spent();
    const id = await submit('text2image/image-synthesis', {
      model: 'wanx2.1-t2i-turbo',
      input: { prompt: '[[partial]] four doors' },
    });
    expect(await done(id)).toMatchObject({
      output: { task_status: 'SUCCEEDED', task_metrics: { TOTAL: 4, SUCCEEDED: 1, FAILED: 3 } },
      usage: { image_count: 1 },
    });
    expect(await bench.spent()).toBeCloseTo(before + 0.02, 6);
  });

  it('give all back when nothing was made, or what was made is not there', async () => {
    const before = await bench.spent();
    for (const prompt of ['[[fail the brush broke]]', '[[no-url]] a ghost']) {
      const id = await submit('text2image/image-synthesis', { model: 'wanx2.1-t2i-turbo', input: { prompt } });
      expect(await done(id)).toMatchObject({ output: { task_status: 'FAILED', message: expect.any(String) } });
    }
    expect(await bench.spent()).toBe(before);
  });

  it('of every service go their own way, under the relays’ prefixes too', async () => {
    const edit = {
      model: 'wanx2.1-imageedit',
      input: { function: 'colorization', prompt: 'blue', base_image_url: 'https://example.com/a.png' },
    };
    const repaint = {
      model: 'wanx-style-repaint-v1',
      input: { image_url: 'https://example.com/a.png', style_index: 3 },
    };
    const word = { model: 'wordart-semantic', input: { text: '门', prompt: 'wood' }, parameters: { n: 1 } };
    const ids = [
      await submit('image2image/image-synthesis', edit, '/bailian'),
      await submit('image-generation/generation', repaint, '/dashscope'),
      await submit('wordart/semantic', word, '/alibailian'),
    ];
    for (const id of ids) expect(await done(id)).toMatchObject({ output: { task_status: 'SUCCEEDED' } });
  });

  it('that are answered at once are kept, charged and shown in the same way', async () => {
    const before = await bench.spent();
    const { status, body } = await bench.ask('/api/v1/services/aigc/multimodal-generation/generation', {
      model: 'qwen-image-2.0',
      input: { messages: [{ role: 'user', content: [{ text: 'a couplet' }] }] },
      parameters: { size: '1328*1328', n: 1 },
    });
    expect({ status, body }).toMatchObject({
      status: 200,
      body: { output: { choices: [{ message: { role: 'assistant' } }] }, usage: { image_count: 1 } },
    });
    const text = JSON.stringify(body);
    expect(text).toContain(`${bench.gateway.url}/v1/assets/`);
    expect(text).not.toContain('task_status');
    // The catalog's own price.
    expect(await bench.spent()).toBeCloseTo(before + 0.035, 6);
  });
});

describe('videos', () => {
  it('cost their seconds at their resolution, by Bailian’s form and by the universal one', async () => {
    const before = await bench.spent();
    const id = await submit('video-generation/video-synthesis', {
      model: 'wan',
      input: { prompt: 'a tram' },
      parameters: { size: '832*480', duration: 5 },
    });
    const end = await done(id);
    expect(end).toMatchObject({ output: { task_status: 'SUCCEEDED' }, usage: { video_duration: 5 } });
    expect(isMp4((await call(String((end['output'] as Json)['video_url']))).body)).toBe(true);
    expect(await bench.spent()).toBeCloseTo(before + 0.25, 6);
    const made = await bench.ask('/v1/videos', { model: 'wan', prompt: 'a ferry', seconds: '4', size: '1920x1080' });
    const last = await until(
      () => bench.ask(`/v1/videos/${String(made.body['id'])}`),
      ({ body }) => body['status'] === 'completed' || body['status'] === 'failed',
    );
    expect(last.body).toMatchObject({ status: 'completed' });
    expect((await bench.jobs('bailian')).at(-1)).toMatchObject({
      kind: 'video-generation/video-synthesis',
      body: { model: 'wan2.2-t2v-plus', parameters: { size: '1920*1080', duration: 4 } },
    });
    expect(await bench.spent()).toBeCloseTo(before + 0.65, 6);
  });
});

describe('what cannot be', () => {
  it('is said in Bailian’s words, reaches nobody and costs nothing', async () => {
    const [before, jobs] = [await bench.spent(), (await bench.jobs('bailian')).length];
    const ask = (service: string, body: Json) => bench.ask(`/api/v1/services/aigc/${service}`, body, ASYNC);
    const text2image = 'text2image/image-synthesis';
    const prompt = { prompt: 'x' };
    expect(await ask(text2image, { input: prompt })).toMatchObject({ status: 400, body: { code: 'InvalidParameter' } });
    expect(await ask(text2image, { model: 'wanx2.1-t2i-turbo' })).toMatchObject({ status: 400 });
    expect(await ask(text2image, { model: 'wanx2.1-t2i-turbo', input: {} })).toMatchObject({
      status: 400,
      body: { message: expect.stringContaining('input.prompt') },
    });
    expect(await ask(text2image, { model: 'no-such', input: prompt })).toMatchObject({
      status: 404,
      body: { code: 'ModelNotFound' },
    });
    expect(
      await ask('image2image/image-synthesis', {
        model: 'wanx2.1-imageedit',
        input: { function: 'expand', prompt: 'x', base_image_url: 'http://169.254.169.254/a.png' },
      }),
    ).toMatchObject({ status: 400, body: { code: 'InvalidParameter' } });
    expect(await ask('no/such', { model: 'x' })).toMatchObject({ status: 404 });
    expect(await bench.ask('/api/v1/tasks/x', undefined, { key: 'sk-wrong' })).toMatchObject({
      status: 401,
      body: { code: 'InvalidApiKey' },
    });
    expect(await bench.spent()).toBe(before);
    expect(await bench.jobs('bailian')).toHaveLength(jobs);
  });

  it('is told as the provider says it', async () => {
    const before = await bench.spent();
    expect(
      await bench.ask(
        '/api/v1/services/aigc/text2image/image-synthesis',
        { model: 'wanx2.1-t2i-turbo', input: { prompt: '[[refuse 400]]' } },
        ASYNC,
      ),
    ).toMatchObject({ status: 400, body: { code: 'DataInspectionFailed' } });
    expect(await bench.spent()).toBe(before);
  });

  it('is not seen by others, and can be called off while it waits', async () => {
    const before = await bench.spent();
    const body = { model: 'wanx2.1-t2i-turbo', input: { prompt: '[[takes 9000]] slow' } };
    const id = await submit('text2image/image-synthesis', body);
    const foreign = await bench.ask(`/api/v1/tasks/${id}`, undefined, { key: OTHER });
    const unknown = await bench.ask('/api/v1/tasks/none', undefined, { key: OWNER });
    expect(foreign.body['output']).toEqual({ task_id: id, task_status: 'UNKNOWN' });
    expect(unknown.body['output']).toEqual({ task_id: 'none', task_status: 'UNKNOWN' });
    expect(await bench.ask(`/api/v1/tasks/${id}/cancel`, {}, { key: OTHER })).toMatchObject({ status: 400 });
    expect(await bench.ask(`/api/v1/tasks/${id}/cancel`, {})).toMatchObject({ status: 200 });
    expect(await look(id)).toMatchObject({ output: { task_status: 'CANCELED' } });
    expect(await bench.ask(`/api/v1/tasks/${id}/cancel`, {})).toMatchObject({
      status: 400,
      body: { code: 'UnsupportedOperation' },
    });
    const page = await bench.ask('/api/v1/tasks?page_size=1&status=CANCELED');
    expect(page.body['data']).toMatchObject([{ task_id: id, status: 'CANCELED' }]);
    expect(await bench.spent()).toBe(before);
  });
});
