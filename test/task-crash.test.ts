// What is left of tasks when gateways die: each ends once, nothing is charged twice or lost, two nodes share the work.

import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startSandbox, type Sandbox } from '../packages/sandbox/main.ts';
import { createDatabase, sharedPostgres } from './postgres.ts';
import { call, pause } from './support/client.ts';
import { Gateway, keyOf, type ConfigDraft } from './support/gateway.ts';
import { BRISK, until, type Json } from './support/tasks.ts';

const KEY = keyOf('owner');
const PRICE = 0.1;
let sandbox: Sandbox;
const running: Gateway[] = [];

beforeAll(async () => {
  sandbox = await startSandbox();
});
afterEach(async () => {
  await fetch(`${sandbox.url}/__sandbox/reset`, { method: 'POST', headers: { authorization: 'Bearer x' } });
});
afterAll(async () => {
  for (const gateway of running) await gateway.dispose();
  await sandbox.close();
});

const data = (answer: Json): Json => answer['data'] as Json;

/** A platform: its channel and model, how it is asked, and where its answer has the id. */
interface Platform {
  readonly provider: string;
  readonly base: string;
  readonly model: string;
  readonly path: string;
  body(prompt: string): Json;
  idOf(answer: Json): unknown;
}

const PLATFORMS: readonly Platform[] = [
  {
    provider: 'midjourney',
    base: '',
    model: 'mj_imagine',
    path: '/mj/submit/imagine',
    body: prompt => ({ prompt }),
    idOf: ({ result }) => result,
  },
  {
    provider: 'kling',
    base: '/kling',
    model: 'kling-v1',
    path: '/kling/v1/videos/text2video',
    body: prompt => ({ model_name: 'kling-v1', prompt }),
    idOf: answer => data(answer)['task_id'],
  },
  {
    provider: 'replicate',
    base: '/replicate',
    model: 'a/b',
    path: '/replicate/v1/models/a/b/predictions',
    body: prompt => ({ input: { prompt } }),
    idOf: ({ id, error }) => (error == null ? id : undefined),
  },
  {
    provider: 'fal',
    base: '',
    model: 'fal-ai/c/d',
    path: '/fal-ai/c/d',
    body: prompt => ({ prompt }),
    idOf: ({ request_id: id }) => id,
  },
  {
    provider: 'bailian',
    base: '',
    model: 'wanx2.1-t2i-turbo',
    path: '/api/v1/services/aigc/text2image/image-synthesis',
    body: prompt => ({ model: 'wanx2.1-t2i-turbo', input: { prompt }, parameters: { n: 1 } }),
    idOf: ({ output }) => (output as Json)['task_id'],
  },
];

const draft = (database?: string): ConfigDraft => ({
  ...(database === undefined ? {} : { database }),
  channels: PLATFORMS.map(({ provider, base, model }) => ({
    name: provider,
    provider,
    base_url: sandbox.url + base,
    keys: ['k'],
    models: [model],
  })),
  prices: PLATFORMS.map(({ model, provider }) => ({
    model,
    [['midjourney', 'kling'].includes(provider) ? 'call' : 'image']: String(PRICE),
  })),
  users: [{ name: 'owner', balance: '50', keys: [{ name: 'dev', key: KEY }] }],
  settings: { ...BRISK, lease_seconds: 2 },
});

async function start(database?: string): Promise<Gateway> {
  const gateway = await Gateway.start(draft(database), { TURNPIKE_SECRET: 'shared' });
  running.push(gateway);
  return gateway;
}

async function ask(gateway: Gateway, path: string, body?: unknown): Promise<Json> {
  const answer = await call(`${gateway.url}${path}`, {
    headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return JSON.parse(answer.text) as Json;
}

/** Every task that its owner can see, of all pages. */
async function all(gateway: Gateway): Promise<Json[]> {
  const tasks: Json[] = [];
  let after = '';
  do {
    const page = await ask(gateway, `/v1/tasks?limit=100${after}`);
    tasks.push(...(page['data'] as Json[]));
    after = typeof page['next'] === 'string' ? `&after=${page['next']}` : '';
  } while (after !== '');
  return tasks;
}

const FINAL = ['succeeded', 'failed', 'cancelled', 'expired'];

/** Waits until nothing runs, and proves the books: what was charged is what succeeded, and no money is held. */
async function settled(gateway: Gateway): Promise<Json[]> {
  const tasks = await until(
    () => all(gateway),
    found => found.every(({ status }) => FINAL.includes(String(status))),
    60_000,
  );
  const good = tasks.filter(({ status }) => status === 'succeeded').length;
  const usage = await until(
    () => ask(gateway, '/v1/dashboard/billing/usage'),
    ({ total_usage: used }) => Math.abs(Number(used) / 100 - good * PRICE) < 1e-6,
    20_000,
  );
  expect(Number(usage['total_usage']) / 100).toBeCloseTo(good * PRICE, 6);
  return tasks;
}

async function booksOf(gateway: Gateway): Promise<string> {
  const { code, output } = await gateway.command('reconcile');
  return `${code ?? ''} ${output.trim()}`;
}

describe('a gateway that is killed', () => {
  it('at any moment loses no task and charges none twice', async () => {
    const gateway = await start();
    const told = new Set<string>();
    for (let life = 0; life < 6; life += 1) {
      const submissions = Array.from({ length: 15 }, async (_none, index) => {
        const { path, body, idOf } = PLATFORMS[index % PLATFORMS.length] ?? {};
        if (path === undefined || body === undefined || idOf === undefined) return;
        const prompt = `[[takes ${200 + 120 * index}]] life ${life} task ${index} ${index % 4 === 3 ? '[[fail on demand]]' : ''}`;
        // Killed in between, the client was told nothing.
        const answer = await ask(gateway, path, body(prompt)).catch(() => undefined);
        const id = answer === undefined ? undefined : idOf(answer);
        if (id !== undefined) told.add(String(id));
      });
      await pause(40 + life * 200);
      await gateway.kill();
      await Promise.allSettled(submissions);
      await gateway.start();
    }
    const tasks = await settled(gateway);
    const ids = new Set(tasks.map(({ id }) => String(id)));
    for (const id of told) expect(ids).toContain(id);
    for (const { model } of PLATFORMS)
      expect([model, tasks.some(task => task['model'] === model && task['status'] === 'succeeded')]).toEqual([
        model,
        true,
      ]);
    // Nothing that a client was told of is lost: it ended as its upstream says.
    const lost = tasks.filter(
      task => told.has(String(task['id'])) && (task['error'] as Json | null)?.['class'] === 'lost',
    );
    expect(lost).toEqual([]);
    expect(await booksOf(gateway)).toBe('0 0 differences');
  }, 120_000);

  it('finds a Kling job again by our own id', async () => {
    const [gateway] = running;
    if (gateway === undefined) throw new Error('the gateway was not started');
    const prompt = '[[lost-answer]] [[takes 500]]';
    const answer = await ask(gateway, '/kling/v1/videos/text2video', { model_name: 'kling-v1', prompt });
    expect(answer).toMatchObject({ code: 0, data: { task_status: 'submitted' } });
    const tasks = await settled(gateway);
    const found = tasks.find(({ id }) => id === data(answer)['task_id']);
    expect(found?.['status']).toBe('succeeded');
    expect(await booksOf(gateway)).toBe('0 0 differences');
  });
});

describe('two gateways on one PostgreSQL', async () => {
  const server = await sharedPostgres();

  it.skipIf(server === undefined)(
    'share the tasks, and one goes on where the other dies',
    async () => {
      if (server === undefined) return;
      for (const gateway of running.splice(0)) await gateway.dispose();
      const database = await createDatabase(server);
      const first = await start(database);
      const second = await start(database);
      const nodes = [first, second];
      const submissions = Array.from({ length: 40 }, (_none, index) =>
        ask(nodes[index % 2] ?? first, '/mj/submit/imagine', {
          prompt: `[[takes ${1_000 + index * 50}]] [[two-callbacks]] ${index}`,
        }),
      );
      const answers = await Promise.all(submissions);
      expect(answers.filter(({ code }) => code !== 1)).toEqual([]);
      // It dies when some have ended and others run.
      await until(
        () => all(second),
        tasks => tasks.some(({ status }) => status === 'succeeded'),
      );
      await first.kill();
      const tasks = await settled(second);
      expect(tasks).toHaveLength(40);
      expect(tasks.every(({ status }) => status === 'succeeded')).toBe(true);
      const jobs = (await (await fetch(`${sandbox.url}/__sandbox/jobs/midjourney`)).json()) as Json[];
      expect(jobs).toHaveLength(40);
      await first.start();
      expect(await booksOf(second)).toBe('0 0 differences');
      await server.stop();
    },
    120_000,
  );
});
