// Limits as clients meet them: refused in their family's shape, told what is left, served in turn, together over nodes.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { at, call, jsonOf } from './support/client.ts';
import { Gateway, keyOf, type ConfigDraft } from './support/gateway.ts';
import { engines } from './databases.ts';
import { REDIS, startRedis, type TestRedis } from './redis.ts';
import { answerInKind } from './support/families.ts';
import { Upstream } from './support/upstream.ts';

const chat = (url: string, key: string, text = 'Hello', model = 'gpt-4o-mini') =>
  call(`${url}/v1/chat/completions`, {
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model, messages: [{ role: 'user', content: text }], max_tokens: 20 }),
  });
const messages = (url: string, key: string) =>
  call(`${url}/v1/messages`, {
    headers: { 'x-api-key': key, 'anthropic-version': '2023-06-01', 'content-type': 'application/json' },
    body: JSON.stringify({
      model: 'claude-sonnet-4-5',
      messages: [{ role: 'user', content: 'Hello' }],
      max_tokens: 20,
    }),
  });
const gemini = (url: string, key: string) =>
  call(`${url}/v1beta/models/gemini-2.5-flash:generateContent`, {
    headers: { 'x-goog-api-key': key, 'content-type': 'application/json' },
    body: JSON.stringify({ contents: [{ parts: [{ text: 'Hello' }] }] }),
  });

describe('limits on one node', () => {
  let gateway: Gateway;
  const key = (name: string, limits: Record<string, unknown>) => ({ name, key: keyOf(name), limits });
  beforeAll(async () => {
    gateway = await Gateway.start({
      groups: [
        { name: 'default', multiplier: '1' },
        { name: 'free', multiplier: '1' },
      ],
      limits: [
        { name: 'free models', each: 'user', groups: ['free'], models: ['gpt-*'], requests_per_day: 2 },
        { name: 'everybody', each: 'gateway', models: ['gpt-4.1'], concurrency: 1, wait_seconds: 20 },
      ],
      users: [
        {
          name: 'ada',
          balance: '10',
          keys: [
            key('threechat', { requests_per_minute: 3, tokens_per_minute: 10_000 }),
            key('threemessages', { requests_per_minute: 3 }),
            key('threegemini', { requests_per_minute: 1 }),
            key('tokens', { tokens_per_minute: 60 }),
            key('money', { money_per_day: '0.000000001' }),
            key('plain', {}),
            key('second', {}),
          ],
        },
        { name: 'bob', balance: '10', group: 'free', keys: [key('freeone', {}), key('freetwo', {})] },
      ],
    });
  }, 60_000);
  afterAll(() => gateway.dispose());

  it('tell OpenAI’s clients what is left, then refuse with the time to wait', async () => {
    const first = await chat(gateway.url, keyOf('threechat'));
    expect(first.headers).toMatchObject({
      'x-ratelimit-limit-requests': '3',
      'x-ratelimit-remaining-requests': '2',
      'x-ratelimit-limit-tokens': '10000',
    });
    expect(first.headers['x-ratelimit-reset-requests']).toMatch(/^(?:1m0s|\d+(?:\.\d+)?s)$/);
    await chat(gateway.url, keyOf('threechat'));
    expect((await chat(gateway.url, keyOf('threechat'))).status).toBe(200);
    const refused = await chat(gateway.url, keyOf('threechat'));
    expect(refused.status).toBe(429);
    expect(jsonOf(refused)).toMatchObject({ error: { type: 'rate_limit_error', code: 'rate_limit_exceeded' } });
    expect(at(jsonOf(refused), 'error.message')).toContain('This key may make 3 requests a minute. Try again in');
    const wait = Number(refused.headers['retry-after']);
    expect(wait).toBeGreaterThan(0);
    expect(wait).toBeLessThanOrEqual(61);
  });

  it('tell Anthropic’s clients in their headers', async () => {
    const first = await messages(gateway.url, keyOf('threemessages'));
    expect(first.headers).toMatchObject({
      'anthropic-ratelimit-requests-limit': '3',
      'anthropic-ratelimit-requests-remaining': '2',
    });
    expect(first.headers['anthropic-ratelimit-requests-reset']).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    for (let count = 0; count < 2; count += 1) await messages(gateway.url, keyOf('threemessages'));
    const refused = await messages(gateway.url, keyOf('threemessages'));
    expect([refused.status, at(jsonOf(refused), 'error.type')]).toEqual([429, 'rate_limit_error']);
  });

  it('tell Google’s clients when to try again in the error itself', async () => {
    expect((await gemini(gateway.url, keyOf('threegemini'))).status).toBe(200);
    const refused = await gemini(gateway.url, keyOf('threegemini'));
    expect(at(jsonOf(refused), 'error.status')).toBe('RESOURCE_EXHAUSTED');
    expect(at(jsonOf(refused), 'error.details.0')).toMatchObject({
      '@type': 'type.googleapis.com/google.rpc.RetryInfo',
      retryDelay: expect.stringMatching(/^\d+s$/),
    });
  });

  it('count the tokens and the money that were really used', async () => {
    expect((await chat(gateway.url, keyOf('tokens'), '[[usage input=50 output=10]] Hi')).status).toBe(200);
    await expect.poll(async () => (await chat(gateway.url, keyOf('tokens'), 'Hi')).status).toBe(429);
    expect((await chat(gateway.url, keyOf('money'))).status).toBe(200);
    const refused = await chat(gateway.url, keyOf('money'));
    expect(at(jsonOf(refused), 'error.message')).toContain('may spend 0.000000001 USD a day');
  });

  it('of a rule count the keys of a user together, for the models that it names', async () => {
    expect((await chat(gateway.url, keyOf('freeone'))).status).toBe(200);
    expect((await chat(gateway.url, keyOf('freetwo'))).status).toBe(200);
    expect((await chat(gateway.url, keyOf('freeone'))).status).toBe(429);
    expect((await messages(gateway.url, keyOf('freeone'))).status).toBe(200);
  });

  it('let a call wait for its turn where the operator says so, each key in turn', async () => {
    const ended: string[] = [];
    const ask = async (name: string): Promise<void> => {
      const answer = await chat(gateway.url, keyOf(name), '[[first-byte 150]] Hi', 'gpt-4.1');
      ended.push(`${name} ${answer.status}`);
    };
    const plain = [ask('plain'), ask('plain'), ask('plain'), ask('plain')];
    await new Promise(resolve => setTimeout(resolve, 60));
    await Promise.all([...plain, ask('second')]);
    expect(ended.filter(text => text.endsWith('200'))).toHaveLength(5);
    // It came last, and did not wait for all that came before.
    expect(ended.indexOf('second 200')).toBeLessThan(4);
  });
});

describe('limits of channels', () => {
  let gateway: Gateway;
  let upstream: Upstream;
  let underWay = 0;
  let mostUnderWay = 0;
  let films = 0;
  /** What every answer of the upstream waits for. */
  let gate: Promise<void> = Promise.resolve();
  beforeAll(async () => {
    upstream = await Upstream.start(async (request, reply) => {
      mostUnderWay = Math.max(mostUnderWay, (underWay += 1));
      await gate;
      await new Promise(resolve => setTimeout(resolve, 150));
      underWay -= 1;
      if (!request.target.startsWith('/v1/videos')) return answerInKind(request, reply);
      if (request.method === 'POST') films += 1;
      reply.json(200, { id: `video_${films}`, object: 'video', model: 'sora-2', status: 'queued', created_at: 1 });
    });
    const channel = (name: string, limits: Record<string, unknown>, more: Record<string, unknown> = {}) => {
      return { name, provider: 'compatible', base_url: upstream.url, keys: ['k'], models: [name], limits, ...more };
    };
    gateway = await Gateway.start({
      channels: [
        channel('patient', { concurrency: 1, wait_seconds: 20 }),
        channel('hasty', { concurrency: 1 }),
        // The road behind the first is dead: at first it is tried, then it rests.
        channel('rest', {}, { base_url: 'http://127.0.0.1:1', models: ['patient'], priority: -1 }),
        channel('daily', { requests_per_day: 2 }),
        channel('poor', { money_per_day: '0.00001' }),
        channel('thrifty', { money_per_day: '0.0002' }),
        channel('films', { concurrency: 1, wait_seconds: 20 }, { provider: 'openai', models: ['sora-2'] }),
        channel('few films', { concurrency: 1 }, { provider: 'openai', models: ['sora-2-pro'] }),
      ],
      prices: [
        ...['patient', 'hasty', 'daily', 'poor', 'thrifty'].map(model => ({ model, input: '1', output: '1' })),
        ...['sora-2', 'sora-2-pro'].map(model => ({ model, second: '0.01' })),
      ],
      users: [
        {
          name: 'ada',
          balance: '10',
          keys: ['one', 'two'].map(name => ({ name, key: keyOf(name) })),
        },
      ],
    });
  }, 60_000);
  afterAll(async () => {
    await gateway.dispose();
    await upstream.stop();
  });

  it('let calls wait where the operator says so, each key in turn, and never send more', async () => {
    mostUnderWay = 0;
    const ended: string[] = [];
    const ask = async (name: string): Promise<void> => {
      const { status } = await chat(gateway.url, keyOf(name), 'Hi', 'patient');
      ended.push(`${name} ${status}`);
    };
    const open = Promise.withResolvers<void>();
    gate = open.promise;
    const before = upstream.requests.length;
    const first = Array.from({ length: 5 }, () => ask('one'));
    // The other key comes while the first call is under way and the rest are in line.
    await expect.poll(() => upstream.requests.length, { timeout: 20_000 }).toBe(before + 1);
    const other = ask('two');
    await new Promise(resolve => setTimeout(resolve, 100));
    open.resolve();
    await Promise.all([...first, other]);
    expect(ended.filter(text => text.endsWith(' 200'))).toHaveLength(6);
    expect(ended.indexOf('two 200')).toBeLessThan(5);
    expect(mostUnderWay).toBe(1);
  });

  it('refuse at once where nobody may wait, with the time to come back', async () => {
    const answers = await Promise.all([1, 2, 3].map(() => chat(gateway.url, keyOf('one'), 'Hi', 'hasty')));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 429, 429]);
    const refused = answers.find(({ status }) => status === 429);
    expect(refused === undefined ? '' : at(jsonOf(refused), 'error.message')).toContain('at its limit');
    expect(refused?.headers['retry-after']).toBe('1');
  });

  it('count a day, and the money that its calls were charged', async () => {
    const statuses = async (model: string): Promise<number[]> => {
      const seen: number[] = [];
      for (let count = 0; count < 3; count += 1) {
        seen.push((await chat(gateway.url, keyOf('one'), 'Hi', model)).status);
      }
      return seen;
    };
    expect(await statuses('daily')).toEqual([200, 200, 429]);
    // Each costs 18 millionths of a dollar: one is more than there is, and the next is refused.
    expect(await statuses('poor')).toEqual([200, 429, 429]);
  });

  it('never let calls under way spend more together than a channel may, nor keep its money for those that are over', async () => {
    const ask = async (): Promise<number> => (await chat(gateway.url, keyOf('one'), 'Hi', 'thrifty')).status;
    const together = await Promise.all(Array.from({ length: 12 }, ask));
    const after: number[] = [];
    while (after.at(-1) !== 429) after.push(await ask());
    const paid = [...together, ...after].filter(status => status === 200).length;
    // Each is charged 18 millionths of a dollar of two hundred, and may be charged a hundred.
    expect(together).toContain(429);
    expect(paid * 18).toBeLessThanOrEqual(200);
    expect(paid).toBeGreaterThanOrEqual(3);
  });

  it('let jobs wait for their turn as calls do, and refuse them where nobody may wait', async () => {
    const film = async (model: string): Promise<number> => {
      const headers = { authorization: `Bearer ${keyOf('one')}`, 'content-type': 'application/json' };
      const body = JSON.stringify({ model, prompt: 'Rain', seconds: '4' });
      return (await call(`${gateway.url}/v1/videos`, { headers, body })).status;
    };
    mostUnderWay = 0;
    expect(await Promise.all([1, 2, 3].map(() => film('sora-2')))).toEqual([200, 200, 200]);
    expect(films).toBe(3);
    expect((await Promise.all([1, 2, 3].map(() => film('sora-2-pro')))).sort()).toEqual([200, 503, 503]);
  });
});

describe.runIf(REDIS !== undefined)('limits on three nodes', () => {
  let redis: TestRedis;
  let upstream: Upstream;
  let underWay = 0;
  let mostUnderWay = 0;
  const nodes: Gateway[] = [];
  const disposals: (() => Promise<void>)[] = [];
  beforeAll(async () => {
    const engine = (await engines()).find(one => one.name === 'PostgreSQL');
    if (engine === undefined) return;
    redis = await startRedis();
    upstream = await Upstream.start(async (request, reply) => {
      mostUnderWay = Math.max(mostUnderWay, (underWay += 1));
      await new Promise(resolve => setTimeout(resolve, 100));
      underWay -= 1;
      await answerInKind(request, reply);
    });
    const database = await engine.make();
    disposals.push(
      () => database.dispose(),
      () => redis.stop(),
      () => upstream.stop(),
    );
    const channel = (name: string, models: string[], more: Record<string, unknown>) => {
      return { name, provider: 'compatible', base_url: upstream.url, keys: ['k'], models, ...more };
    };
    const models = ['gpt-4o-mini', 'often', 'busy', 'two keys'];
    const keys = [1, 2].map(key => ({ key: `k${key}`, limits: { requests_per_minute: 50 } }));
    const draft: ConfigDraft = {
      database: database.url,
      redis: redis.url,
      channels: [
        channel('free', ['gpt-4o-mini'], {}),
        channel('often', ['often'], { limits: { requests_per_minute: 150 } }),
        channel('busy', ['busy'], { limits: { concurrency: 10 } }),
        channel('two keys', ['two keys'], { keys }),
      ],
      prices: models.map(model => ({ model, input: '1', output: '1' })),
      users: [
        {
          name: 'ada',
          balance: '10',
          keys: [
            { name: 'k', key: keyOf('ada'), limits: { requests_per_minute: 150 } },
            { name: 'free', key: keyOf('free') },
          ],
        },
      ],
    };
    for (let count = 0; count < 3; count += 1)
      nodes.push(await Gateway.start(draft, { TURNPIKE_SECRET: 'the same on all' }));
  }, 90_000);
  afterAll(async () => {
    await Promise.all(nodes.map(node => node.dispose()));
    for (const dispose of disposals) await dispose();
  });

  /** So many calls at once, a third of them at each node: how many were answered. */
  async function passed(count: number, key: string, model?: string): Promise<number> {
    const answers = await Promise.all(
      Array.from({ length: count }, (_, index) => chat(nodes[index % 3]?.url ?? '', keyOf(key), 'Hi', model)),
    );
    const others = answers.filter(({ status }) => status !== 200 && status !== 429);
    expect(others.map(({ status, text }) => `${status} ${text}`)).toEqual([]);
    for (const { status, headers } of answers)
      if (status === 429) expect(Number(headers['retry-after'])).toBeGreaterThanOrEqual(1);
    return answers.filter(({ status }) => status === 200).length;
  }
  const within = (count: number, limit: number): void => {
    expect(count).toBeGreaterThanOrEqual(limit * 0.98);
    expect(count).toBeLessThanOrEqual(limit * 1.02);
  };

  it('hold together, within two in a hundred', async context => {
    if (nodes.length === 0) context.skip();
    within(await passed(400, 'ada'), 150);
  }, 60_000);

  it('of a channel and of each of its keys hold together too, and never more is sent', async context => {
    if (nodes.length === 0) context.skip();
    upstream.requests.length = 0;
    within(await passed(300, 'free', 'often'), 150);
    within(upstream.requests.length, 150);
    upstream.requests.length = 0;
    within(await passed(200, 'free', 'two keys'), 100);
    const sentWith = (key: string): number =>
      upstream.requests.filter(({ headers }) => headers.some(([, value]) => value === `Bearer ${key}`)).length;
    within(sentWith('k1'), 50);
    within(sentWith('k2'), 50);
  }, 60_000);

  it('of calls at once hold for a channel over all nodes', async context => {
    if (nodes.length === 0) context.skip();
    mostUnderWay = 0;
    expect(await passed(60, 'free', 'busy')).toBeGreaterThanOrEqual(10);
    expect(mostUnderWay).toBeLessThanOrEqual(10);
    // Each place was given back.
    await expect.poll(() => passed(9, 'free', 'busy')).toBe(9);
  }, 60_000);
});
