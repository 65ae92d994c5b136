// Practice keys of the manual's visitors: they reach the practice upstream and nothing else, and not without end.

import { startSandbox } from '@turnpike/sandbox';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Gateway, keyOf } from './support/gateway.ts';
import { at, call, jsonOf } from './support/client.ts';
import { Visitor } from './support/visitor.ts';

const PASSWORD = 'correct horse battery staple';

let upstream: Awaited<ReturnType<typeof startSandbox>>;
let gateway: Gateway;

function configure(offer: 'auto' | 'on'): void {
  gateway.configure({
    groups: ['default', 'docs-practice'].map(name => ({ name, multiplier: '1' })),
    channels: [
      {
        name: 'real',
        provider: 'openai',
        base_url: upstream.url,
        keys: ['sk-real'],
        models: ['gpt-4o-mini'],
        groups: ['default', 'docs-practice'],
      },
    ],
    users: [
      { name: 'root', role: 'admin', password: PASSWORD, keys: [] },
      { name: 'ada', balance: '1', keys: [{ name: 'dev', key: keyOf('ada') }] },
    ],
    settings: { docs_practice: offer, log_requests: false },
  });
}

beforeAll(async () => {
  upstream = await startSandbox();
  gateway = await Gateway.start({ settings: { log_requests: false } });
}, 60_000);

afterAll(async () => {
  await gateway.dispose();
  await upstream.close();
});

const give = () => call(`${gateway.url}/docs/practice`, { method: 'POST', headers: {}, body: '' });
const ask = (key: unknown, model: string) =>
  call(`${gateway.url}/v1/chat/completions`, {
    headers: { authorization: `Bearer ${String(key)}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model, messages: [{ role: 'user', content: 'Hello' }] }),
  });

it('are given while nothing but practice is served, and end their reach when a channel comes', async () => {
  const given = await give();
  expect(given.status).toBe(201);
  const { key, model_prefix: prefix } = jsonOf(given) as { key: string; model_prefix: string };
  expect(prefix).toBe('');
  expect((await ask(key, 'gpt-4o-mini')).status).toBe(200);
  configure('auto');
  await expect.poll(async () => (await ask(keyOf('ada'), 'gpt-4o-mini')).status, { timeout: 10_000 }).toBe(200);
  // The model is known, and no channel of the visitors' serves it.
  expect((await ask(key, 'gpt-4o-mini')).status).toBe(503);
  expect((await give()).status).toBe(404);
  configure('on');
  await expect.poll(async () => at(jsonOf(await give()), 'model_prefix'), { timeout: 10_000 }).toBe('sandbox/');
  expect((await ask(key, 'gpt-4o-mini')).status).toBe(503);
  expect((await ask(key, 'sandbox/gpt-4o-mini')).status).toBe(200);
});

it('are each of an account of its own, which nobody’s list of users shows', async () => {
  const [first, second] = [await give(), await give()].map(given => String(at(jsonOf(given), 'key')));
  const submitted = await call(`${gateway.url}/v1/videos`, {
    headers: { authorization: `Bearer ${first}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'sandbox/sora-2', prompt: 'Waves', seconds: '4' }),
  });
  expect(submitted.status).toBe(200);
  const tasksOf = async (key: string | undefined): Promise<unknown> =>
    at(
      jsonOf(
        await call(`${gateway.url}/v1/tasks`, { method: 'GET', headers: { authorization: `Bearer ${key}` }, body: '' }),
      ),
      'data.length',
    );
  expect([await tasksOf(first), await tasksOf(second)]).toEqual([1, 0]);
  const root = await Visitor.signedIn(gateway.url, 'root', PASSWORD);
  const names = async (query: string): Promise<readonly string[]> =>
    Array.from(at((await root.get(`/accounts${query}`)).json, 'items') as { name: string }[], ({ name }) => name);
  expect((await names('')).filter(name => name.startsWith('visitor-'))).toEqual([]);
  expect((await names('?group=docs-practice')).length).toBeGreaterThanOrEqual(2);
});

it('are not given without end to one address', async () => {
  const statuses = [];
  for (let times = 0; times < 12; times += 1) statuses.push((await give()).status);
  expect(statuses.at(-1)).toBe(429);
  const refused = await give();
  expect(Number(refused.headers['retry-after'])).toBeGreaterThan(60);
});
