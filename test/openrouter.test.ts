// OpenRouter's own client and shapes: calls under `/api/v1`, the key and the credits told, and the refresh of caches.

import { OpenRouter } from '@openrouter/sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { at, call, eventually, jsonOf, type Answer } from './support/client.ts';
import { Gateway, keyOf } from './support/gateway.ts';
import { generation } from './support/money.ts';

const KEY = keyOf('router');
const LIMITED = keyOf('limited');
const ADMIN = keyOf('admin');

let gateway: Gateway;

beforeAll(async () => {
  gateway = await Gateway.start({
    users: [
      {
        name: 'user',
        balance: '10',
        keys: [
          { name: 'plain', key: KEY },
          { name: 'limited', key: LIMITED, budget: '2' },
        ],
      },
      { name: 'boss', role: 'admin', balance: '1', keys: [{ name: 'admin', key: ADMIN }] },
    ],
  });
}, 60_000);

afterAll(async () => gateway.dispose());

const get = async (path: string, key: string): Promise<Answer> =>
  call(`${gateway.url}${path}`, { headers: { authorization: `Bearer ${key}` } });
const post = async (path: string, key: string, body: unknown): Promise<Answer> =>
  call(`${gateway.url}${path}`, { headers: { authorization: `Bearer ${key}` }, body: JSON.stringify(body) });

describe('the official SDK, with the base URL alone changed', () => {
  const client = () => new OpenRouter({ apiKey: KEY, serverURL: `${gateway.url}/api/v1` });

  it('chats, and the generation is explained', async () => {
    const answer = await client().chat.send({
      chatRequest: { model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'Hello' }] },
    });
    expect(JSON.stringify(answer)).toContain('[sandbox]');
  });

  it('embeds', async () => {
    const answer = await client().embeddings.generate({
      requestBody: { model: 'text-embedding-3-small', input: ['a', 'b'] },
    });
    expect(typeof answer === 'string' ? 0 : answer.data.length).toBe(2);
  });

  it('reads a generation', async () => {
    const answer = await post('/api/v1/embeddings', KEY, { model: 'text-embedding-3-small', input: 'some text' });
    await generation(gateway.url, KEY, answer.id);
    const { data } = await client().generations.getGeneration({ id: answer.id });
    expect([data.apiType, data.nativeTokensPrompt, data.totalCost]).toEqual(['embeddings', 3, 6e-8]);
  });

  it('reads the key', async () => {
    const { data } = await client().apiKeys.getCurrentKeyMetadata();
    expect([data.limit, data.usage > 0]).toEqual([null, true]);
  });
});

describe('the key and the credits', () => {
  it.each(['/v1/key', '/api/v1/key', '/v1/auth/key'])('%s: limit, what is left, what was used', async path => {
    const answer = await post('/api/v1/chat/completions', LIMITED, {
      model: 'gpt-4o',
      messages: [{ role: 'user', content: 'Hi' }],
    });
    const { cost } = await generation(gateway.url, LIMITED, answer.id);
    const told = jsonOf(await get(path, LIMITED));
    expect(at(told, 'data.limit')).toBe(2);
    expect(Number(at(told, 'data.usage'))).toBeGreaterThanOrEqual(Math.floor(cost * 1e6) / 1e6);
    expect(Number(at(told, 'data.limit_remaining')) + Number(at(told, 'data.usage'))).toBeCloseTo(2, 5);
    expect(at(told, 'data.usage_daily')).toBe(at(told, 'data.usage'));
  });

  it('/v1/credits: what the account was given and has used', async () => {
    const told = jsonOf(await get('/api/v1/credits', KEY));
    expect(at(told, 'data.total_credits')).toBe(10);
    expect(Number(at(told, 'data.total_usage'))).toBeGreaterThan(0);
    const other = jsonOf(await get('/v1/credits', ADMIN));
    expect([at(other, 'data.total_credits'), at(other, 'data.total_usage')]).toEqual([1, 0]);
  });
});

describe('cache refresh', () => {
  it('is an administrator’s, and counts the version', async () => {
    const first = await post('/api/system/cache/refresh', ADMIN, {});
    expect([first.status, at(jsonOf(first), 'success')]).toEqual([200, true]);
    await eventually(async () => {
      const second = await post('/v1/cache/refresh', ADMIN, { scopes: ['channels'] });
      expect(Number(at(jsonOf(second), 'data.version'))).toBeGreaterThan(Number(at(jsonOf(first), 'data.version')));
    });
    expect((await post('/v1/cache/refresh', KEY, {})).status).toBe(403);
    expect((await post('/v1/cache/refresh', ADMIN, { scopes: ['everything'] })).status).toBe(400);
  });
});
