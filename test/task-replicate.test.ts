// Replicate from end to end, with its own client: run, stream, files, webhooks, lists, calling off, and every way to name a model.

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import Replicate, { validateWebhook } from 'replicate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call } from './support/client.ts';
import { isMp4, OTHER, OWNER, TaskBench, until, type Json } from './support/tasks.ts';

let bench: TaskBench;
let client: Replicate;
let listener: Server;
const heard: { headers: Record<string, string>; body: string }[] = [];

const REMBG = 'fb8af171cfa1616ddcf1242c093f9c46bcada5ad4cf6f2fbe8b81b330ec5c003';

beforeAll(async () => {
  bench = await TaskBench.start(url => ({
    channels: [
      {
        name: 'replicate',
        provider: 'replicate',
        base_url: `${url}/replicate`,
        keys: ['r8_upstream'],
        models: [
          'black-forest-labs/flux-schnell',
          'minimax/video-01',
          'cjwbw/rembg',
          'meta/llama-4',
          { name: 'flux-by-alias', upstream: 'black-forest-labs/flux-kontext-pro' },
        ],
      },
    ],
    prices: [
      { model: 'cjwbw/rembg', second: '0.001' },
      { model: 'meta/llama-4', output: '1000' },
    ],
    settings: { fetch_private_addresses: true },
  }));
  client = new Replicate({ auth: OWNER, baseUrl: `${bench.gateway.url}/replicate/v1`, useFileOutput: false });
  listener = createServer((request, response) => {
    let text = '';
    request.on('data', chunk => (text += String(chunk)));
    request.on('end', () => {
      heard.push({ headers: request.headers as Record<string, string>, body: text });
      response.end();
    });
  });
  await new Promise<void>(resolve => listener.listen(0, '127.0.0.1', resolve));
}, 60_000);

afterAll(async () => {
  listener.close();
  expect(await bench.end()).toBe('0 0 differences');
});

describe('Replicate’s own client', () => {
  it('runs a model to its pictures, charged by what was made', async () => {
    const before = await bench.spent();
    const output = await client.run('black-forest-labs/flux-schnell', { input: { prompt: 'a quay', num_outputs: 3 } });
    expect(output).toHaveLength(3);
    const [first] = output as unknown as string[];
    expect(first).toContain(bench.gateway.url);
    expect((await call(String(first))).headers['content-type']).toBe('image/png');
    expect(await bench.spent()).toBeCloseTo(before + 0.009, 6);
    await client.run('black-forest-labs/flux-schnell', { input: { prompt: '[[partial]] three', num_outputs: 3 } });
    expect(await bench.spent()).toBeCloseTo(before + 0.012, 6);
  });

  it('runs a version by its id, billed by the seconds that it took', async () => {
    const before = await bench.spent();
    await client.run(`cjwbw/rembg:${REMBG}`, { input: { image: 'https://example.com/a.png' } });
    expect((await bench.jobs('replicate')).at(-1)).toMatchObject({ kind: REMBG });
    const bare = await client.predictions.create({ version: REMBG, input: { image: 'https://example.com/a.png' } });
    const end = await client.wait(bare, { interval: 200 });
    expect(end).toMatchObject({ status: 'succeeded', version: REMBG, metrics: { predict_time: 3.5 } });
    expect(await bench.spent()).toBeCloseTo(before + 0.007, 6);
  });

  it('streams words', async () => {
    const before = await bench.spent();
    let text = '';
    for await (const { event, data } of client.stream('meta/llama-4', { input: { prompt: 'tell' } }))
      if (event === 'output') text += data;
    expect(text).toBe('Once upon a gate.');
    await until(
      () => bench.spent(),
      spent => spent > before,
    );
    // Seventeen characters are five tokens, at a thousand dollars a million.
    expect(await bench.spent()).toBeCloseTo(before + 0.005, 6);
  });

  it('uploads a file and uses it at the account that has it', async () => {
    const made = await client.files.create(new Blob(['picture']), { a: 1 });
    expect(made.urls.get).toBe(`${bench.gateway.url}/replicate/v1/files/${made.id}`);
    await client.run(`cjwbw/rembg:${REMBG}`, { input: { image: made.urls.get } });
    expect((await bench.jobs('replicate')).at(-1)).toMatchObject({
      body: { input: { image: `${bench.sandbox.url}/replicate/v1/files/${made.id}` } },
    });
    const other = new Replicate({ auth: OTHER, baseUrl: `${bench.gateway.url}/replicate/v1` });
    await expect(other.files.get(made.id)).rejects.toThrow('404');
    await expect(
      other.predictions.create({
        version: REMBG,
        input: { image: `${bench.gateway.url}/replicate/v1/files/${made.id}` },
      }),
    ).rejects.toThrow('422');
    expect(await client.files.get(made.id)).toMatchObject({ id: made.id });
    await client.files.delete(made.id);
    await expect(client.files.get(made.id)).rejects.toThrow('404');
  });

  it('is told by signed news, of the events that it wants', async () => {
    const { port } = listener.address() as AddressInfo;
    const made = await client.predictions.create({
      model: 'minimax/video-01',
      input: { prompt: 'a sluice' },
      webhook: `http://127.0.0.1:${port}/done`,
      webhook_events_filter: ['completed'],
    });
    const [news] = await until(
      async () => heard,
      all => all.length > 0,
    );
    const body = JSON.parse(news?.body ?? '') as Json;
    expect(body).toMatchObject({ id: made.id, status: 'succeeded', model: 'minimax/video-01' });
    const { key } = await client.webhooks.default.secret.get();
    expect(await validateWebhook({ headers: news?.headers ?? {}, body: news?.body ?? '' } as never, key)).toBe(true);
    expect(isMp4((await call(String(body['output']))).body)).toBe(true);
    expect(heard).toHaveLength(1);
  });

  it('calls off, lists, and does not see what is others’', async () => {
    const before = await bench.spent();
    const made = await client.predictions.create({
      model: 'black-forest-labs/flux-schnell',
      input: { prompt: '[[takes 9000]] slow' },
    });
    expect(made).toMatchObject({ status: 'starting', output: null, error: null });
    const other = new Replicate({ auth: OTHER, baseUrl: `${bench.gateway.url}/replicate/v1` });
    await expect(other.predictions.get(made.id)).rejects.toThrow('404');
    await expect(other.predictions.get('x'.repeat(26))).rejects.toThrow('404');
    expect(await client.predictions.cancel(made.id)).toMatchObject({ status: 'canceled' });
    expect(await bench.spent()).toBe(before);
    const page = await client.predictions.list();
    expect(page.results[0]).toMatchObject({ id: made.id, status: 'canceled' });
  });

  it('hears of a model’s failure, and of bad input, without a charge', async () => {
    const before = await bench.spent();
    const run = (input: object) => client.run('black-forest-labs/flux-schnell', { input });
    await expect(run({ prompt: '[[fail NSFW content detected]]' })).rejects.toThrow('NSFW content detected');
    await expect(run({ prompt: '[[no-url]] nothing' })).rejects.toThrow('no result');
    await expect(run({ prompt: '[[refuse 422]]' })).rejects.toThrow('prompt is required');
    await expect(run({ prompt: '[[refuse 402]]' })).rejects.toThrow('502');
    await expect(client.run('no/such', { input: {} })).rejects.toThrow('404');
    expect(await bench.ask('/replicate/v1/predictions', { version: 'black-forest-labs/flux-schnell' })).toMatchObject({
      status: 422,
      body: { title: 'Input validation failed', invalid_fields: [{ field: 'input' }] },
    });
    expect(await bench.ask('/replicate/v1/predictions', { version: REMBG.replace('f', '0'), input: {} })).toMatchObject(
      { status: 404 },
    );
    expect(await bench.ask('/replicate/v1/predictions', { version: 'x', input: {} })).toMatchObject({ status: 422 });
    expect(await bench.spent()).toBe(before);
  });
});

describe('other clients', () => {
  it('call Replicate’s own paths, wait, and use names of ours', async () => {
    const waited = await bench.ask(
      '/v1/models/black-forest-labs/flux-schnell/predictions',
      { input: { prompt: 'p', num_outputs: 1 } },
      { headers: { prefer: 'wait=20' } },
    );
    expect(waited).toMatchObject({ status: 201, body: { status: 'succeeded', output: [expect.any(String)] } });
    const base = `${bench.gateway.url}/v1/predictions/${String(waited.body['id'])}`;
    expect(waited.body['urls']).toMatchObject({ get: base, cancel: `${base}/cancel` });
    const short = await bench.ask(
      '/v1/models/black-forest-labs/flux-schnell/predictions',
      { input: { prompt: '[[takes 4000]] p' } },
      { headers: { prefer: 'wait=2', authorization: `Token ${OWNER}` } },
    );
    expect(short).toMatchObject({ status: 202, body: { status: 'starting' } });
  });

  it('make Replicate’s videos in the universal form', async () => {
    const made = await bench.ask('/v1/videos', { model: 'minimax/video-01', prompt: 'a weir' });
    const end = await until(
      () => bench.ask(`/v1/videos/${String(made.body['id'])}`),
      ({ body }) => body['status'] === 'completed' || body['status'] === 'failed',
    );
    expect(end.body).toMatchObject({ status: 'completed' });
    expect((await bench.jobs('replicate')).at(-1)).toMatchObject({
      kind: 'minimax/video-01',
      body: { input: { prompt: 'a weir' } },
    });
  });
});
