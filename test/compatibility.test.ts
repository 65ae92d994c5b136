// The checks that a compatibility test of this family makes (gateway-api §9), one after another on one gateway.

import Anthropic from '@anthropic-ai/sdk';
import { GoogleGenAI } from '@google/genai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { at } from './support/client.ts';
import { Gateway, keyOf } from './support/gateway.ts';
import { Upstream } from './support/upstream.ts';

const PASSWORD = 'correct horse battery staple';
const KEY = keyOf('bob');
const POOR = keyOf('poor');
const MODEL = 'gpt-4o-mini';
/** Nano-dollars of a dollar, and quota units of one. */
const QUOTA = 500_000;

let gateway: Gateway;
let upstream: Upstream;
let token: string;
let userId: number;

interface Got {
  readonly status: number;
  readonly text: string;
  readonly json: unknown;
  readonly type: string;
}

async function send(method: string, path: string, headers: Record<string, string>, body?: unknown): Promise<Got> {
  const response = await fetch(gateway.url + path, {
    method,
    headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    redirect: 'manual',
  });
  const text = await response.text();
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    json = undefined;
  }
  return { status: response.status, text, json, type: response.headers.get('content-type') ?? '' };
}
const bearer = (key: string): Record<string, string> => ({ authorization: `Bearer ${key}` });
const chat = (content: string, more: object = {}) => ({ model: MODEL, messages: [{ role: 'user', content }], ...more });
const say = (content: string, key = KEY) => send('POST', '/v1/chat/completions', bearer(key), chat(content));
const mine = (method: string, path: string, body?: unknown) => send(method, path, { authorization: token }, body);
const self = async (): Promise<readonly unknown[]> => {
  const { json } = await mine('GET', '/api/user/self');
  return [at(json, 'data.quota'), at(json, 'data.used_quota')];
};

async function tokenOf(name: string): Promise<{ token: string; id: number }> {
  const login = await send('POST', '/api/user/login', {}, { username: name, password: PASSWORD });
  const made = await send('GET', '/api/user/token', bearer(String(at(login.json, 'data.access_token'))));
  return { token: String(at(made.json, 'data')), id: Number(at(login.json, 'data.id')) };
}

beforeAll(async () => {
  upstream = await Upstream.start((_request, reply) =>
    reply.json(200, {
      id: 'chatcmpl-1',
      object: 'chat.completion',
      created: 1,
      model: 'cached-1',
      choices: [{ index: 0, message: { role: 'assistant', content: 'hi' }, finish_reason: 'stop' }],
      usage: {
        prompt_tokens: 100,
        completion_tokens: 5,
        total_tokens: 105,
        prompt_tokens_details: { cached_tokens: 40 },
      },
    }),
  );
  gateway = await Gateway.start({
    prices: [{ model: 'cached-1', input: '1', output: '2', cache_read: '0.5' }],
    users: [
      { name: 'bob', password: PASSWORD, balance: '50', keys: [{ name: 'main', key: KEY }] },
      { name: 'poor', password: PASSWORD, balance: '0.0001', keys: [{ name: 'main', key: POOR }] },
      { name: 'root', role: 'admin', password: PASSWORD, keys: [] },
    ],
  });
  ({ token, id: userId } = await tokenOf('bob'));
}, 60_000);
afterAll(async () => {
  await gateway?.dispose();
  await upstream?.stop();
});

describe('gateway-api §9', () => {
  it('1: every place of a key works on every family, and a wrong one is refused in the family’s shape', async () => {
    const places: readonly ((key: string) => readonly [Record<string, string>, string])[] = [
      key => [{ authorization: `Bearer ${key}` }, ''],
      key => [{ authorization: key }, ''],
      key => [{ authorization: `Key ${key}` }, ''],
      key => [{ authorization: `Token ${key}` }, ''],
      key => [{ 'x-api-key': key }, ''],
      key => [{ 'x-goog-api-key': key }, ''],
      key => [{ 'api-key': key }, ''],
      key => [{ 'mj-api-secret': key }, ''],
      key => [{}, `?key=${key}`],
    ];
    const families = [
      ['/v1/models', 'error.code'],
      ['/v1/messages/count_tokens', 'error.type', { model: MODEL, messages: [{ role: 'user', content: 'x' }] }],
      ['/v1beta/models', 'error.status'],
      ['/suno/fetch', 'error.code', { ids: [] }],
      ['/v1/videos', 'error.code'],
      ['/v1/dashboard/billing/subscription', 'error.code'],
    ] as const;
    const wrong: string[] = [];
    for (const place of places) {
      for (const [path, field, body] of families) {
        const [headers, query] = place(KEY);
        const [bad, badQuery] = place(keyOf('unknown'));
        const version = path.includes('messages') ? { 'anthropic-version': '2023-06-01' } : {};
        const method = body === undefined ? 'GET' : 'POST';
        const good = await send(method, path + query, { ...headers, ...version }, body);
        const refused = await send(method, path + badQuery, { ...bad, ...version }, body);
        if (good.status !== 200)
          wrong.push(`${path} ${Object.keys(headers).join()} ${good.status} ${good.text.slice(0, 100)}`);
        if (refused.status !== 401 || at(refused.json, field) === undefined)
          wrong.push(`${path} refused with ${refused.status} ${refused.text.slice(0, 100)}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('2: the list of models is read by the makers’ own SDKs', async () => {
    expect(at((await send('GET', '/v1/models', bearer(KEY))).json, 'object')).toBe('list');
    const anthropic = new Anthropic({ baseURL: gateway.url, apiKey: KEY });
    expect((await anthropic.models.list()).data.length).toBeGreaterThan(10);
    const google = new GoogleGenAI({ apiKey: KEY, httpOptions: { baseUrl: gateway.url } });
    const names: string[] = [];
    for await (const model of await google.models.list()) {
      names.push(model.name ?? '');
      if (names.length > 10) break;
    }
    expect(names.every(name => name.startsWith('models/'))).toBe(true);
  });

  it('3: subscription less usage is what remains, to a millionth, after a call of known cost', async () => {
    const remaining = async (): Promise<number> => {
      const limit = await send('GET', '/v1/dashboard/billing/subscription', bearer(KEY));
      const used = await send('GET', '/v1/dashboard/billing/usage', bearer(KEY));
      return Number(at(limit.json, 'hard_limit_usd')) - Number(at(used.json, 'total_usage')) / 100;
    };
    const made = await mine('POST', '/api/token/', { name: 'limited', remain_quota: QUOTA, unlimited_quota: false });
    const key = String(at(made.json, 'data.key'));
    const ofKey = async (): Promise<number> => {
      const limit = await send('GET', '/v1/dashboard/billing/subscription', bearer(key));
      const used = await send('GET', '/v1/dashboard/billing/usage', bearer(key));
      return Number(at(limit.json, 'hard_limit_usd')) - Number(at(used.json, 'total_usage')) / 100;
    };
    const before = await ofKey();
    const response = await fetch(`${gateway.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { ...bearer(key), 'content-type': 'application/json' },
      body: JSON.stringify(chat('Hello')),
    });
    await response.text();
    const cost = Number(response.headers.get('x-turnpike-cost'));
    expect(cost).toBeGreaterThan(0);
    expect(Math.abs(before - (await ofKey()) - cost)).toBeLessThanOrEqual(2e-6);
    expect(Number.isFinite(await remaining())).toBe(true);
  });

  it('4: a token works with and without Bearer and each user’s header; a mix-up is 401', async () => {
    const names = [
      'New-Api-User',
      'Veloera-User',
      'voapi-user',
      'User-id',
      'X-User-Id',
      'X-Api-User',
      'Rix-Api-User',
      'neo-api-user',
    ];
    for (const scheme of ['', 'Bearer ']) {
      const authorization = scheme + token;
      expect((await send('GET', '/api/user/self', { authorization })).status).toBe(200);
      const all = Object.fromEntries(names.map(name => [name, String(userId)]));
      expect((await send('GET', '/api/user/self', { authorization, ...all })).status).toBe(200);
      for (const name of names)
        expect((await send('GET', '/api/user/self', { authorization, [name]: '424242' })).status).toBe(401);
    }
  });

  it('5: a key lives from making to deletion', async () => {
    const made = await mine('POST', '/api/token/', { name: 'life', unlimited_quota: true });
    const [id, key] = [Number(at(made.json, 'data.id')), String(at(made.json, 'data.key'))];
    expect((await say('Hello', key)).status).toBe(200);
    expect(Number(at((await mine('GET', `/api/token/${id}`)).json, 'data.used_quota'))).toBeGreaterThan(0);
    expect(at((await mine('POST', `/api/token/${id}/key`)).json, 'data.key')).toBe(key.slice(3));
    await mine('PUT', '/api/token/?status_only=1', { id, status: 2 });
    await expect.poll(async () => (await say('Hello', key)).status, { timeout: 3_000 }).toBe(401);
    expect(at((await mine('DELETE', `/api/token/${id}`)).json, 'success')).toBe(true);
  });

  it('6: pages are read in every spelling, with a final slash or not', async () => {
    for (const query of ['p=0&size=2', 'p=1&ps=2', 'p=1&page_size=2'])
      for (const slash of ['', '/'])
        for (const path of ['/api/token', '/api/log/self']) {
          const { status, json } = await mine('GET', `${path}${slash}?${query}`);
          expect([path, status, at(json, 'data.page'), at(json, 'data.page_size')]).toEqual([path, 200, 1, 2]);
        }
  });

  it('7: what is wrong is told in the family’s own shape, and an unknown path is never HTML', async () => {
    const unknown = { model: 'no-such-model', messages: [{ role: 'user', content: 'x' }], max_tokens: 5 };
    const openai = await send('POST', '/v1/chat/completions', bearer(KEY), unknown);
    expect([openai.status, at(openai.json, 'error.code'), at(openai.json, 'error.param')]).toEqual([
      404,
      'model_not_found',
      'model',
    ]);
    expect(String(at(openai.json, 'error.message'))).toMatch(/ \(request id: \w+\)$/);
    const claude = await send('POST', '/v1/messages', { ...bearer(KEY), 'anthropic-version': '2023-06-01' }, unknown);
    expect([claude.status, at(claude.json, 'type'), at(claude.json, 'error.type')]).toEqual([
      404,
      'error',
      'not_found_error',
    ]);
    const google = await send('POST', '/v1beta/models/no-such-model:generateContent', bearer(KEY), { contents: [] });
    expect([google.status, at(google.json, 'error.status')]).toEqual([404, 'NOT_FOUND']);
    const rows = [
      [await send('POST', '/v1/chat/completions', {}, chat('x')), 401, 'missing_token'],
      [await send('POST', '/v1/chat/completions', bearer(keyOf('nobody')), chat('x')), 401, 'invalid_token'],
      [
        await send('POST', '/v1/chat/completions', bearer(POOR), { ...chat('x'.repeat(9_000)), model: 'gpt-4' }),
        403,
        'insufficient_user_quota',
      ],
      [await send('POST', '/v1/chat/completions', bearer(KEY), { model: MODEL }), 400, 'invalid_request'],
      [await send('POST', '/v1/chat/completions', bearer(`${KEY}-1`), chat('x')), 403, 'access_denied'],
    ] as const;
    expect(rows.map(([got]) => [got.status, at(got.json, 'error.code')])).toEqual(
      rows.map(([, status, code]) => [status, code]),
    );
    for (const path of ['/v1/nowhere', '/api/nowhere', '/v1beta/nowhere', '/mj/nowhere', '/suno/nowhere', '/nowhere']) {
      const { status, type } = await send('POST', path, bearer(KEY), {});
      expect([path, status, type.startsWith('application/json')]).toEqual([path, 404, true]);
    }
  });

  it('8: cached tokens are taken out for Anthropic’s clients, and a Gemini stream ends with the real usage', async () => {
    const root = (await tokenOf('root')).token;
    const channel = { type: 1, name: 'cached', key: 'k', base_url: upstream.url, models: 'cached-1', group: 'default' };
    const made = await send('POST', '/api/channel/', { authorization: root }, { mode: 'single', channel });
    const id = Number(at(made.json, 'data.id'));
    const body = { model: 'cached-1', max_tokens: 10, messages: [{ role: 'user', content: 'x' }] };
    const { json } = await send('POST', '/v1/messages', { ...bearer(KEY), 'anthropic-version': '2023-06-01' }, body);
    expect([at(json, 'usage.input_tokens'), at(json, 'usage.cache_read_input_tokens')]).toEqual([60, 40]);
    // Without a channel of its own the practice upstream serves the rest again.
    await send('DELETE', `/api/channel/${id}`, { authorization: root });
    const stream = await send('POST', '/v1beta/models/gemini-2.5-flash:streamGenerateContent?alt=sse', bearer(KEY), {
      contents: [{ role: 'user', parts: [{ text: 'Hello' }] }],
    });
    const last: unknown = JSON.parse(stream.text.trim().split('data: ').at(-1) ?? '');
    expect(Number(at(last, 'usageMetadata.candidatesTokenCount'))).toBeGreaterThan(0);
  });

  it('9: counting tokens costs nothing', async () => {
    const before = await self();
    const body = { model: 'claude-sonnet-4-5', messages: [{ role: 'user', content: 'Hello' }] };
    const headers = { ...bearer(KEY), 'anthropic-version': '2023-06-01' };
    expect(
      Number(at((await send('POST', '/v1/messages/count_tokens', headers, body)).json, 'input_tokens')),
    ).toBeGreaterThan(0);
    const google = await send('POST', '/v1beta/models/gemini-2.5-flash:countTokens', bearer(KEY), {
      contents: [{ role: 'user', parts: [{ text: 'Hello' }] }],
    });
    expect(Number(at(google.json, 'totalTokens'))).toBeGreaterThan(0);
    expect(await self()).toEqual(before);
  });

  it('10: a task that fails, and a submission that is refused, leave the balance as it was', async () => {
    const before = await self();
    const refused = await send('POST', '/v1/videos', bearer(KEY), { model: 'sora-2' });
    expect(refused.status).toBe(400);
    const made = await send('POST', '/v1/videos', bearer(KEY), { model: 'sora-2', prompt: 'x [[fail]]' });
    const id = String(at(made.json, 'id'));
    const state = async () => at((await send('GET', `/v1/videos/${id}`, bearer(KEY))).json, 'status');
    await expect.poll(state, { timeout: 25_000, interval: 500 }).toBe('failed');
    expect(await self()).toEqual(before);
  }, 40_000);

  it('11: an upstream that is cut off ends in an error of the client’s own format, after what had arrived', async () => {
    const prompt = '[[cut after=4]] [[tokens 300]] a long answer that is cut off in its middle';
    const claude = { ...bearer(KEY), 'anthropic-version': '2023-06-01' };
    const turn = [{ role: 'user', content: prompt }];
    const streams = [
      [
        await send('POST', '/v1/chat/completions', bearer(KEY), chat(prompt, { stream: true })),
        /data: \{"error"/,
        /\[DONE\]/,
      ],
      [
        await send('POST', '/v1/messages', claude, { model: MODEL, max_tokens: 50, messages: turn, stream: true }),
        /event: error/,
        /message_stop/,
      ],
      [
        await send('POST', '/v1/responses', bearer(KEY), { model: MODEL, input: prompt, stream: true }),
        /event: (?:error|response\.failed)/,
        /response\.completed/,
      ],
      [
        await send('POST', `/v1beta/models/${MODEL}:streamGenerateContent?alt=sse`, bearer(KEY), {
          contents: [{ role: 'user', parts: [{ text: prompt }] }],
        }),
        /data: \{"error"/,
        /"finishReason": ?"STOP"/,
      ],
    ] as const;
    for (const [{ text }, error, never] of streams) {
      expect(text).toMatch(error);
      expect(text).not.toMatch(never);
    }
  });

  it('12: the log is the balance, also after stop and kill, and a hundred calls at once cannot overdraw', async () => {
    const results = await Promise.all(
      Array.from({ length: 100 }, (_, index) =>
        send('POST', '/v1/chat/completions', bearer(POOR), chat(`Hello ${index}`, { max_tokens: 20 })),
      ),
    );
    expect(new Set(results.map(({ status }) => status))).toEqual(new Set([200, 403]));
    const poor = await tokenOf('poor');
    const books = async (): Promise<readonly [number, number]> => {
      const headers = { authorization: poor.token };
      const account = at((await send('GET', '/api/user/self', headers)).json, 'data');
      const log = await send('GET', '/api/log/self?p=1&page_size=100&type=2', headers);
      const rows = at(log.json, 'data.items') as { other: string }[];
      const logged = rows.reduce((sum, row) => sum + BigInt(String(at(JSON.parse(row.other), 'usd'))), 0n);
      return [Number(at(account, 'quota')), Number(logged)];
    };
    const [quota, logged] = await books();
    expect(quota).toBeGreaterThanOrEqual(0);
    // In nano-dollars: a tenth of a thousandth of a dollar was there; the balance is told in units of two thousand.
    expect(Math.abs(100_000 - logged - quota * 2_000)).toBeLessThanOrEqual(1_000);
    await gateway.stop();
    await gateway.start();
    expect(await books()).toEqual([quota, logged]);
    await gateway.kill();
    await gateway.start();
    expect(await books()).toEqual([quota, logged]);
  }, 90_000);
});
