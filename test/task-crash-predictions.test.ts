// Replicate, fal and Bailian when the gateway dies at any moment: every task ends once, nothing is charged twice, the books agree.

import { expect, it } from 'vitest';
import { startSandbox } from '../packages/sandbox/main.ts';
import { call } from './support/client.ts';
import { Gateway, keyOf } from './support/gateway.ts';
import { until, type Json } from './support/tasks.ts';

const KEY = keyOf('owner');
const PRICE = 0.1;

/** How each platform is asked, and where its answer has the id. */
const PLATFORMS: readonly (readonly [path: string, body: (prompt: string) => Json, idOf: (answer: Json) => unknown])[] =
  [
    ['/replicate/v1/models/a/b/predictions', prompt => ({ input: { prompt } }), ({ id }) => id],
    ['/fal-ai/c/d', prompt => ({ prompt }), ({ request_id: id }) => id],
    [
      '/api/v1/services/aigc/text2image/image-synthesis',
      prompt => ({ model: 'wanx2.1-t2i-turbo', input: { prompt }, parameters: { n: 1 } }),
      ({ output }) => (output as Json)['task_id'],
    ],
  ];

it('a gateway that is killed again and again loses no task that a client was told of', async () => {
  const sandbox = await startSandbox();
  const gateway = await Gateway.start({
    channels: [
      { name: 'replicate', provider: 'replicate', base_url: `${sandbox.url}/replicate`, keys: ['k'], models: ['a/b'] },
      { name: 'fal', provider: 'fal', base_url: sandbox.url, keys: ['k'], models: ['fal-ai/c/d'] },
      { name: 'bailian', provider: 'bailian', base_url: sandbox.url, keys: ['k'], models: ['wanx2.1-t2i-turbo'] },
    ],
    prices: [
      { model: 'a/b', image: String(PRICE) },
      { model: 'fal-ai/c/d', image: String(PRICE) },
      { model: 'wanx2.1-t2i-turbo', image: String(PRICE) },
    ],
    users: [{ name: 'owner', balance: '50', keys: [{ name: 'dev', key: KEY }] }],
    settings: { log_requests: false, task_pace_percent: 20, lease_seconds: 2 },
  });
  const ask = async (path: string, body?: unknown): Promise<Json> => {
    const answer = await call(`${gateway.url}${path}`, {
      headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return JSON.parse(answer.text) as Json;
  };
  const told = new Set<string>();
  for (let life = 0; life < 5; life += 1) {
    const submissions = Array.from({ length: 6 }, async (_none, index) => {
      const [path, body, idOf] = PLATFORMS[index % PLATFORMS.length] ?? [];
      if (path === undefined || body === undefined || idOf === undefined) return;
      const prompt = `[[takes ${200 + 300 * index}]] life ${life} ${index === 4 ? '[[fail on demand]]' : ''}`;
      // Killed in between, the client was told nothing.
      const answer = await ask(path, body(prompt)).catch(() => undefined);
      if (answer !== undefined && answer['error'] == null) told.add(String(idOf(answer)));
    });
    await new Promise(resolve => setTimeout(resolve, 60 + life * 220));
    await gateway.kill();
    await Promise.allSettled(submissions);
    await gateway.start();
  }
  told.delete('undefined');
  const page = await until(
    () => ask('/v1/tasks?limit=100'),
    ({ data }) => (data as Json[]).every(({ status }) => ['succeeded', 'failed', 'expired'].includes(String(status))),
    60_000,
  );
  const tasks = page['data'] as Json[];
  const known = new Set(tasks.map(({ id }) => String(id)));
  for (const id of told) expect(known).toContain(id);
  const good = tasks.filter(({ status }) => status === 'succeeded').length;
  expect(good).toBeGreaterThan(5);
  await until(
    () => ask('/v1/dashboard/billing/usage'),
    ({ total_usage: used }) => Math.abs(Number(used) / 100 - good * PRICE) < 1e-6,
    20_000,
  );
  const { code, output } = await gateway.command('reconcile');
  expect(`${code ?? ''} ${output.trim()}`).toBe('0 0 differences');
  await gateway.dispose();
  await sandbox.close();
}, 150_000);
