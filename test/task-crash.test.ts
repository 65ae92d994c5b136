// What is left of tasks when gateways die: each ends once, nothing is charged twice or lost, two nodes share the work.

import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startSandbox, type Sandbox } from '../packages/sandbox/main.ts';
import { createDatabase, sharedPostgres } from './postgres.ts';
import { call } from './support/client.ts';
import { Gateway, keyOf, type ConfigDraft } from './support/gateway.ts';
import { until, type Json } from './support/tasks.ts';

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

const draft = (database?: string): ConfigDraft => ({
  ...(database === undefined ? {} : { database }),
  channels: [
    { name: 'midjourney', provider: 'midjourney', base_url: sandbox.url, keys: ['k'], models: ['mj_imagine'] },
    { name: 'kling', provider: 'kling', base_url: `${sandbox.url}/kling`, keys: ['k'], models: ['kling-v1'] },
  ],
  prices: [
    { model: 'mj_imagine', call: String(PRICE) },
    { model: 'kling-v1', call: String(PRICE) },
  ],
  users: [{ name: 'owner', balance: '50', keys: [{ name: 'dev', key: KEY }] }],
  settings: { log_requests: false, task_pace_percent: 20, lease_seconds: 2 },
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
    for (let life = 0; life < 8; life += 1) {
      const submissions = Array.from({ length: 8 }, async (_none, index) => {
        const prompt = `[[takes ${300 + 250 * index}]] life ${life} task ${index} ${index % 4 === 0 ? '[[fail on demand]]' : ''}`;
        try {
          if (index % 2 === 0) told.add(String((await ask(gateway, '/mj/submit/imagine', { prompt }))['result']));
          else {
            const answer = await ask(gateway, '/kling/v1/videos/text2video', { model_name: 'kling-v1', prompt });
            told.add(String((answer['data'] as Json)['task_id']));
          }
        } catch {
          // Killed in between: the client was told nothing.
        }
      });
      await new Promise(resolve => setTimeout(resolve, 40 + life * 170));
      await gateway.kill();
      await Promise.allSettled(submissions);
      await gateway.start();
    }
    const tasks = await settled(gateway);
    const ids = new Set(tasks.map(({ id }) => String(id)));
    told.delete('undefined');
    for (const id of told) expect(ids).toContain(id);
    expect(tasks.filter(({ status }) => status === 'succeeded').length).toBeGreaterThan(10);
    // Nothing that a client was told of is lost: it ended as its upstream says.
    const lost = tasks.filter(
      task => told.has(String(task['id'])) && (task['error'] as Json | null)?.['class'] === 'lost',
    );
    expect(lost).toEqual([]);
    expect(await booksOf(gateway)).toBe('0 0 differences');
  }, 120_000);

  it('finds a Kling job again by our own id', async () => {
    const gateway = await start();
    const prompt = '[[lost-answer]] [[takes 500]]';
    const answer = await ask(gateway, '/kling/v1/videos/text2video', { model_name: 'kling-v1', prompt });
    expect(answer).toMatchObject({ code: 0, data: { task_status: 'submitted' } });
    const tasks = await settled(gateway);
    expect(tasks.map(({ status }) => status)).toEqual(['succeeded']);
    expect(await booksOf(gateway)).toBe('0 0 differences');
  });
});

describe('two gateways on one PostgreSQL', async () => {
  const server = await sharedPostgres();

  it.skipIf(server === undefined)(
    'share the tasks, and one goes on where the other dies',
    async () => {
      if (server === undefined) return;
      const database = await createDatabase(server);
      const first = await start(database);
      const second = await start(database);
      const nodes = [first, second];
      const submissions = Array.from({ length: 40 }, (_none, index) =>
        ask(nodes[index % 2] ?? first, '/mj/submit/imagine', {
          prompt: `[[takes ${1_000 + index * 100}]] [[two-callbacks]] ${index}`,
        }),
      );
      const answers = await Promise.all(submissions);
      expect(answers.filter(({ code }) => code !== 1)).toEqual([]);
      await new Promise(resolve => setTimeout(resolve, 1_500));
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
