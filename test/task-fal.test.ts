// fal from end to end, with its own client through the proxy form, with plain requests, and with the AI SDK's manner.

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createFalClient, type FalClient } from '@fal-ai/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call } from './support/client.ts';
import { isMp4, OTHER, OWNER, TaskBench, until, type Json } from './support/tasks.ts';

let bench: TaskBench;
let client: FalClient;
let listener: Server;
let heard: { headers: Record<string, unknown>; body: Json }[];

const clientOf = (key: string): FalClient =>
  createFalClient({
    credentials: key,
    suppressLocalCredentialsWarning: true,
    proxyUrl: { url: `${bench.gateway.url}/api/fal/proxy`, when: 'always' },
  });

beforeAll(async () => {
  bench = await TaskBench.start(url => ({
    channels: [
      {
        name: 'fal',
        provider: 'fal',
        base_url: url,
        keys: ['id:secret'],
        models: ['fal-ai/flux/dev', 'fal-ai/flux-pro/kontext/max', 'bytedance/seedance-2.0/text-to-video'],
      },
      { name: 'relay', provider: 'relay', base_url: url, keys: ['r'], models: ['fal-ai/relayed/video'] },
    ],
    prices: [
      { model: 'fal-ai/flux-pro/kontext/max', image: '0.08' },
      { model: 'bytedance/seedance-2.0/text-to-video', second: '0.1', factors: { resolution: { '480p': '0.5' } } },
      { model: 'fal-ai/relayed/video', call: '0.3' },
    ],
    settings: { fetch_private_addresses: true },
  }));
  client = clientOf(OWNER);
  heard = [];
  listener = createServer((request, response) => {
    let text = '';
    request.on('data', chunk => (text += String(chunk)));
    request.on('end', () => {
      heard.push({ headers: request.headers, body: JSON.parse(text) as Json });
      response.end();
    });
  });
  await new Promise<void>(resolve => listener.listen(0, '127.0.0.1', resolve));
}, 60_000);

afterAll(async () => {
  listener.close();
  expect(await bench.end()).toBe('0 0 differences');
});

describe('fal’s own client', () => {
  it('subscribes from the queue to the result, with logs, and is charged by the picture', async () => {
    const before = await bench.spent();
    const seen = new Set<string>();
    const { data, requestId } = await client.subscribe('fal-ai/flux/dev', {
      input: { prompt: 'a lighthouse', num_images: 2 },
      logs: true,
      onQueueUpdate: update => void seen.add(update.status),
    });
    expect(data.images).toHaveLength(2);
    expect(data).toMatchObject({ prompt: 'a lighthouse', has_nsfw_concepts: [false, false] });
    expect(requestId).toMatch(/^[0-9a-f-]{36}$/);
    expect(seen).toContain('COMPLETED');
    const picture = await call(String(data.images[0]?.url));
    expect(picture.headers['content-type']).toBe('image/png');
    expect(String(data.images[0]?.url)).toContain(bench.gateway.url);
    expect(await bench.spent()).toBeCloseTo(before + 0.05, 6);
  });

  it('streams the status, runs to the result, and calls off', async () => {
    const before = await bench.spent();
    const { request_id: id } = await client.queue.submit('fal-ai/flux/dev', { input: { prompt: 'a mill' } });
    const stream = await client.queue.streamStatus('fal-ai/flux/dev', { requestId: id });
    const states: string[] = [];
    for await (const { status } of stream) states.push(status);
    expect(states.at(-1)).toBe('COMPLETED');
    const { data } = await client.run('fal-ai/flux-pro/kontext/max', {
      input: { prompt: 'a bridge', image_url: 'https://example.com/a.png' },
    });
    expect(data.images).toHaveLength(1);
    expect(await bench.spent()).toBeCloseTo(before + 0.025 + 0.08, 6);
    const slow = await client.queue.submit('fal-ai/flux/dev', { input: { prompt: '[[takes 9000]] slow' } });
    await client.queue.cancel('fal-ai/flux/dev', { requestId: slow.request_id });
    await expect(client.queue.result('fal-ai/flux/dev', { requestId: slow.request_id })).rejects.toMatchObject({
      status: 400,
    });
    await expect(client.queue.cancel('fal-ai/flux/dev', { requestId: slow.request_id })).rejects.toMatchObject({
      status: 400,
      body: { status: 'ALREADY_COMPLETED' },
    });
    expect(await bench.spent()).toBeCloseTo(before + 0.105, 6);
  });

  it('is told what a model refuses, and what is not there', async () => {
    const before = await bench.spent();
    await expect(client.subscribe('fal-ai/flux/dev', { input: { prompt: '[[fail not this]]' } })).rejects.toMatchObject(
      {
        status: 422,
        body: { detail: [{ msg: 'not this', type: 'content_policy_violation' }] },
      },
    );
    await expect(client.queue.submit('fal-ai/flux/dev', { input: { prompt: '' } })).rejects.toMatchObject({
      status: 422,
      body: { detail: [{ loc: ['body', 'prompt'], type: 'missing' }] },
    });
    await expect(
      client.queue.submit('fal-ai/flux/dev', { input: { prompt: 'x', num_images: 0 } }),
    ).rejects.toMatchObject({ status: 422 });
    await expect(client.queue.submit('fal-ai/no-such', { input: {} })).rejects.toMatchObject({ status: 404 });
    const { request_id: id } = await client.queue.submit('fal-ai/flux/dev', { input: { prompt: '[[fail x]] mine' } });
    const other = clientOf(OTHER);
    await expect(other.queue.status('fal-ai/flux/dev', { requestId: id })).rejects.toMatchObject({ status: 404 });
    await expect(other.queue.status('fal-ai/flux/dev', { requestId: 'none' })).rejects.toMatchObject({ status: 404 });
    await until(
      () => client.queue.status('fal-ai/flux/dev', { requestId: id }),
      ({ status }) => status === 'COMPLETED',
    );
    expect(await bench.spent()).toBe(before);
  });
});

describe('plain requests', () => {
  const KEY = { headers: { authorization: `Key ${OWNER}` } };

  it('are queued, read by the app alone or the whole endpoint, and answered 202 until they are done', async () => {
    const made = await bench.ask(
      '/fal-ai/flux-pro/kontext/max',
      { prompt: '[[takes 3000]] x', image_url: 'https://example.com/a.png' },
      KEY,
    );
    const base = `${bench.gateway.url}/fal-ai/flux-pro/requests/${String(made.body['request_id'])}`;
    expect(made).toMatchObject({
      status: 200,
      body: {
        status: 'IN_QUEUE',
        queue_position: 0,
        response_url: base,
        status_url: `${base}/status`,
        cancel_url: `${base}/cancel`,
      },
    });
    const path = `/fal-ai/flux-pro/requests/${String(made.body['request_id'])}`;
    const early = await bench.ask(`${path}/status`, undefined, KEY);
    expect([200, 202]).toContain(early.status);
    expect(await bench.ask(path, undefined, KEY)).toMatchObject({
      status: 400,
      body: { detail: 'Request is still in progress' },
    });
    const end = await until(
      () => bench.ask(`${path}/status?logs=1`, undefined, KEY),
      ({ status }) => status === 200,
    );
    expect(end.body).toMatchObject({
      status: 'COMPLETED',
      metrics: { inference_time: 3.7 },
      logs: [{ level: 'INFO' }],
    });
    const long = path.replace('/requests', '/kontext/max/requests');
    expect(await bench.ask(long, undefined, KEY)).toMatchObject({ status: 200, body: { images: [{ width: 1024 }] } });
  });

  it('wait for the result where the client knows no queue', async () => {
    const before = await bench.spent();
    const headers = { authorization: `Key ${OWNER}`, 'user-agent': 'ai/7.0.173 ai-sdk/provider-utils/5.0.40' };
    const made = await bench.ask('/fal-ai/flux/dev', { prompt: 'p', num_images: 1 }, { headers });
    expect(made).toMatchObject({ status: 200, body: { images: [{ content_type: 'image/png' }] } });
    const run = await bench.ask(
      '/fal/run/bytedance/seedance-2.0/text-to-video',
      { prompt: 'p', duration: '4', resolution: '480p' },
      KEY,
    );
    expect(isMp4((await call(String((run.body['video'] as Json)['url']))).body)).toBe(true);
    expect(await bench.spent()).toBeCloseTo(before + 0.025 + 0.2, 6);
  });

  it('tell the client’s own address once, signed, and refuse one that is none', async () => {
    const { port } = listener.address() as AddressInfo;
    const hook = encodeURIComponent(`http://127.0.0.1:${port}/done`);
    const made = await bench.ask(`/fal-ai/flux/dev?fal_webhook=${hook}`, { prompt: '[[two-callbacks]] x' }, KEY);
    expect(made.body['gateway_request_id']).toBe(made.body['request_id']);
    await until(
      async () => heard,
      all => all.length > 0,
    );
    expect(heard).toHaveLength(1);
    expect(heard[0]).toMatchObject({
      headers: { 'webhook-signature': expect.stringMatching(/^v1,/) },
      body: { request_id: made.body['request_id'], status: 'OK', payload: { images: [{ width: 1024 }] } },
    });
    expect(await bench.ask('/fal-ai/flux/dev?fal_webhook=ftp://x', { prompt: 'x' }, KEY)).toMatchObject({
      status: 422,
    });
  });

  it('reach a relay, and are the universal form’s too', async () => {
    const before = await bench.spent();
    const made = await bench.ask('/v1/videos', {
      model: 'bytedance/seedance-2.0/text-to-video',
      prompt: 'a canal',
      seconds: '5',
      resolution: '480p',
    });
    const end = await until(
      () => bench.ask(`/v1/videos/${String(made.body['id'])}`),
      ({ body }) => body['status'] === 'completed' || body['status'] === 'failed',
    );
    expect(end.body).toMatchObject({ status: 'completed' });
    const relayed = await bench.ask('/fal/run/fal-ai/relayed/video', { prompt: 'x' }, KEY);
    expect(relayed).toMatchObject({ status: 200, body: { video: { content_type: 'video/mp4' } } });
    expect(await bench.spent()).toBeCloseTo(before + 0.25 + 0.3, 6);
  });
});
