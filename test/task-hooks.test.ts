// News to clients: signed, in the platform's own body, tried again, and never into a private network; and the first start.

import { createHmac } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call } from './support/client.ts';
import { Gateway, keyOf } from './support/gateway.ts';
import { BRISK, isMp4, OWNER, TaskBench, until, type Json } from './support/tasks.ts';

interface News {
  readonly path: string;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly text: string;
}

const SOON = '[[takes 400]]';

let bench: TaskBench;
let receiver: Server;
let address: string;
const news: News[] = [];
let refusals = 1;
/** A job whose news is refused once: it comes again while other things are looked at. */
let kling: unknown;

beforeAll(async () => {
  receiver = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', chunk => chunks.push(chunk));
    request.on('end', () => {
      news.push({ path: request.url ?? '', headers: request.headers, text: Buffer.concat(chunks).toString() });
      const refused = request.url === '/kling' && refusals > 0;
      if (refused) refusals -= 1;
      response.writeHead(refused ? 500 : 200).end();
    });
  });
  await new Promise<void>(resolve => receiver.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
  bench = await TaskBench.start(url => ({
    channels: [
      { name: 'mj', provider: 'midjourney', base_url: url, keys: ['k'], models: ['mj_imagine'] },
      { name: 'kling', provider: 'kling', base_url: `${url}/kling`, keys: ['k'], models: ['kling-v1'] },
    ],
    prices: [{ model: 'mj_imagine', call: '0.1' }],
    settings: { fetch_private_addresses: true },
  }));
  const made = await bench.ask('/kling/v1/videos/text2video', { prompt: 'a cat', callback_url: `${address}/kling` });
  kling = (made.body['data'] as Json)['task_id'];
}, 60_000);

afterAll(async () => {
  receiver.close();
  expect(await bench.end()).toBe('0 0 differences');
});

/** The first news of a Midjourney task. */
function firstNews(): News {
  const [first] = of('/mj');
  if (first === undefined) throw new Error('there were no news');
  return first;
}

const of = (path: string): News[] => news.filter(each => each.path === path);

describe('news', () => {
  it('of Midjourney comes at every step, ends with the task, and is signed', async () => {
    await bench.ask('/mj/submit/imagine', { prompt: 'a cat', notifyHook: `${address}/mj`, state: 'order-9' });
    await until(
      async () => of('/mj'),
      all => all.some(({ text }) => (JSON.parse(text) as Json)['status'] === 'SUCCESS'),
    );
    const bodies = of('/mj').map(({ text }) => JSON.parse(text) as Json);
    expect(bodies.at(-1)).toMatchObject({ status: 'SUCCESS', progress: '100%', state: 'order-9' });
    expect(bodies.map(({ status }) => status)).toContain('IN_PROGRESS');
    const { headers, text } = firstNews();
    expect(headers['webhook-id']).toMatch(/^\w+\.\d+$/);
    expect(Math.abs(Number(headers['webhook-timestamp']) - Date.now() / 1000)).toBeLessThan(60);
    expect(headers['webhook-signature']).toMatch(/^v1,[A-Za-z0-9+/]{43}=$/);
    expect(text).not.toContain(bench.sandbox.url);
  });

  it('can be checked by its receiver with the secret that its account is shown', async () => {
    const { body } = await bench.ask('/v1/tasks/webhook-secret');
    const { headers, text } = firstNews();
    const key = Buffer.from(String(body['secret']).replace('whsec_', ''), 'base64');
    const signed = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${text}`;
    expect(headers['webhook-signature']).toBe(`v1,${createHmac('sha256', key).update(signed).digest('base64')}`);
  });
});

describe('a gateway without any configuration', () => {
  it('makes pictures, songs and videos in the sandbox from a play balance, and calls no private address', async () => {
    const gateway = await Gateway.start({
      users: [{ name: 'me', balance: '100', keys: [{ name: 'dev', key: keyOf('me') }] }],
      settings: BRISK,
    });
    const ask = async (path: string, body?: unknown): Promise<Json> => {
      const headers = { authorization: `Bearer ${keyOf('me')}`, 'content-type': 'application/json' };
      const answer = await call(`${gateway.url}${path}`, {
        headers,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return JSON.parse(answer.text) as Json;
    };
    const ids = [
      (await ask('/mj/submit/imagine', { prompt: `${SOON} a cat` }))['result'],
      (await ask('/suno/submit/music', { gpt_description_prompt: `${SOON} sea` }))['data'],
      (await ask('/v1/videos', { model: 'sora-2', prompt: `${SOON} a gate` }))['id'],
      (await ask('/v1/video/create', { model: 'veo-3.1-fast-generate-001', prompt: `${SOON} a gate` }))['id'],
      (
        (await ask('/kling/v1/videos/text2video', { prompt: `${SOON} a gate`, model_name: 'kling-v1' }))['data'] as Json
      )['task_id'],
      (await ask('/luma/generations', { user_prompt: `${SOON} a gate` }))['id'],
      (
        await ask('/runwayml/v1/text_to_video', {
          model: 'gen4.5',
          promptText: `${SOON} a gate`,
          ratio: '1280:720',
          duration: 5,
        })
      )['id'],
      (
        await ask('/volc/v1/contents/generations/tasks', {
          model: 'doubao-seedance-2-0-260128',
          content: [{ type: 'text', text: SOON }],
        })
      )['id'],
    ];
    const tasks = await until(
      () => Promise.all(ids.map(id => ask(`/v1/tasks/${String(id)}`))),
      all => all.every(({ status }) => ['succeeded', 'failed'].includes(String(status))),
    );
    expect(tasks.map(({ status, sandbox }) => `${String(status)} ${String(sandbox)}`)).toEqual(
      ids.map(() => 'succeeded true'),
    );
    const [video] = (tasks[2]?.['assets'] ?? []) as Json[];
    expect(isMp4((await call(String(video?.['url']))).body)).toBe(true);
    const refused = await ask('/mj/submit/imagine', { prompt: 'x', notifyHook: 'http://127.0.0.1/hook' });
    expect(refused).toMatchObject({ code: 4, description: 'The address for callbacks must be a public address.' });
    expect((await gateway.command('reconcile')).code).toBe(0);
    await gateway.dispose();
  });
});

it('gives its links an end and a signature', async () => {
  const { body } = await bench.ask('/mj/submit/imagine', { prompt: 'signed' });
  const task = await until(
    () => bench.ask(`/mj/task/${String(body['result'])}/fetch`).then(told => told.body),
    ({ status }) => status === 'SUCCESS',
  );
  const url = new URL(String(task['imageUrl']));
  expect((await call(url.href)).status).toBe(200);
  expect((await call(url.href, { method: 'HEAD' })).headers['content-length']).toMatch(/^\d+$/);
  url.searchParams.set('exp', '1');
  expect((await call(url.href)).status).toBe(403);
  url.searchParams.delete('sig');
  expect((await call(url.href)).status).toBe(403);
  expect(
    (
      await call(`${bench.gateway.url}/mj/image/${String(body['result'])}`, {
        headers: { authorization: `Bearer ${OWNER}` },
      })
    ).status,
  ).toBe(200);
});

it('does not make a client wait for copies that do not come', async () => {
  const started = Date.now();
  const { body } = await bench.ask('/kling/v1/videos/text2video', {
    prompt: '[[dead-link]] [[takes 300]]',
    model_name: 'kling-v1',
  });
  const id = String((body['data'] as Json)['task_id']);
  const task = await until(
    () => bench.ask(`/v1/tasks/${id}`).then(told => told.body),
    ({ status }) => status === 'succeeded' || status === 'failed',
  );
  expect(task).toMatchObject({ status: 'succeeded', assets: [{ kind: 'video', bytes: null }] });
  expect(Date.now() - started).toBeLessThan(8_000);
  expect((await call(String((task['assets'] as Json[])[0]?.['url']))).status).toBe(404);
});

it('brings Kling’s news as the data object, and again when they were not taken', async () => {
  // It is told when the work begins, which is refused here and comes again, and at the end.
  const told = await until(
    async () =>
      of('/kling').map(({ headers, text }) => ({ id: headers['webhook-id'], body: JSON.parse(text) as Json })),
    all => all.length >= 3,
    30_000,
  );
  expect(new Set(told.map(({ id }) => id)).size).toBe(2);
  expect(told.filter(({ id }) => id === told[0]?.id).map(({ body }) => body['task_status'])).toEqual([
    'processing',
    'processing',
  ]);
  expect(told.map(({ body }) => body)).toContainEqual(
    expect.objectContaining({ task_id: kling, task_status: 'succeed' }),
  );
});
