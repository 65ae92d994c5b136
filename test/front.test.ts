// The front as clients of every kind meet it: credential places, lenient paths, CORS, model lists, health, shutdown.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { at, call, eventually, jsonOf, pause } from './support/client.ts';
import { FAMILIES, answerInKind } from './support/families.ts';
import type { FamilyCase } from './support/families.ts';
import { Gateway, keyOf } from './support/gateway.ts';
import { Upstream } from './support/upstream.ts';

const KEY = keyOf('front');
const NARROW = keyOf('narrow');
const ELSEWHERE = keyOf('elsewhere');
const EXPIRED = keyOf('expired');

let gateway: Gateway;
let upstream: Upstream;

const modelOf = (family: FamilyCase) => `model-${family.name}`;

beforeAll(async () => {
  upstream = await Upstream.start(answerInKind);
  gateway = await Gateway.start({
    channels: FAMILIES.map(family => ({
      name: family.name,
      provider: family.provider,
      base_url: upstream.url,
      keys: ['upstream-secret'],
      models: [modelOf(family)],
    })),
    prices: FAMILIES.map(family => ({ model: modelOf(family), input: '1', output: '2' })),
    users: [
      {
        name: 'front',
        balance: '100',
        group: 'default',
        keys: [
          { name: 'front', key: KEY },
          { name: 'narrow', key: NARROW, models: [modelOf(FAMILIES[0] as FamilyCase)] },
          { name: 'elsewhere', key: ELSEWHERE, addresses: ['203.0.113.0/24'] },
          { name: 'expired', key: EXPIRED, expires: '2020-01-01' },
        ],
      },
    ],
  });
}, 60_000);

afterAll(async () => {
  await gateway.dispose();
  await upstream.stop();
});

async function ask(family: FamilyCase, headers: Record<string, string>, path = family.path(modelOf(family), false)) {
  const { 'content-type': type = 'application/json', 'anthropic-version': version } = family.headers('');
  return call(gateway.url + path, {
    headers: { 'content-type': type, ...(version === undefined ? {} : { 'anthropic-version': version }), ...headers },
    body: family.body(modelOf(family), false),
  });
}

const PLACES: readonly (readonly [name: string, headers: (key: string) => Record<string, string>])[] = [
  ['Authorization: Bearer', key => ({ authorization: `Bearer ${key}` })],
  ['authorization: bearer', key => ({ authorization: `bearer ${key}` })],
  ['the bare key in Authorization', key => ({ authorization: key })],
  ['x-api-key', key => ({ 'x-api-key': key })],
  ['x-goog-api-key', key => ({ 'x-goog-api-key': key })],
  ['mj-api-secret', key => ({ 'mj-api-secret': key })],
  ['mj-api-secret with Bearer', key => ({ 'mj-api-secret': `Bearer ${key}` })],
  ['Authorization: Key', key => ({ authorization: `Key ${key}` })],
  ['Authorization: Token', key => ({ authorization: `Token ${key}` })],
  ['api-key', key => ({ 'api-key': key })],
];

describe.each(FAMILIES)('a key on a $name route', family => {
  it.each(PLACES)('is read from %s, with and without its sk-', async (_place, headers) => {
    expect((await ask(family, headers(KEY))).status).toBe(200);
    expect((await ask(family, headers(KEY.slice(3)))).status).toBe(200);
  });

  it('is read from the query', async () => {
    const path = family.path(modelOf(family), false);
    expect((await ask(family, {}, `${path}?key=${KEY}`)).status).toBe(200);
  });

  it('that is missing, unknown, expired or used from elsewhere is told apart in the shape of the family', async () => {
    const cases = [
      [{}, 401],
      [{ authorization: `Bearer ${keyOf('nobody')}` }, 401],
      [{ authorization: 'Bearer midjourney-proxy' }, 401],
      [{ authorization: `Bearer ${EXPIRED}` }, 401],
      [{ authorization: `Bearer ${ELSEWHERE}` }, 403],
    ] as const;
    const answers = await Promise.all(cases.map(async ([headers]) => ask(family, { ...headers })));
    answers.forEach((answer, index) => {
      const status = cases[index]?.[1] ?? 0;
      expect(answer.status).toBe(status);
      expect(family.errorFault(jsonOf(answer), status)).toBeUndefined();
      expect(answer.id).not.toBe('');
    });
    if (family.provider !== 'openai') return;
    const codes = answers.map(answer => at(jsonOf(answer), 'error.code'));
    expect(codes).toEqual(['missing_token', 'invalid_token', 'missing_token', 'token_expired', 'access_denied']);
  });
});

describe('a key with a list of models', () => {
  it('is refused every other model with 403', async () => {
    const [first, , third] = FAMILIES;
    if (first === undefined || third === undefined) throw new Error('no families');
    expect((await ask(first, first.headers(NARROW))).status).toBe(200);
    const refused = await ask(third, third.headers(NARROW));
    expect(refused.status).toBe(403);
    expect(third.errorFault(jsonOf(refused), 403)).toBeUndefined();
  });

  it('sees only those in its lists', async () => {
    const listed = jsonOf(await call(`${gateway.url}/v1/models`, { headers: { authorization: `Bearer ${NARROW}` } }));
    expect(at(listed, 'data.length')).toBe(1);
  });
});

describe('a path', () => {
  it.each([
    ['openai-chat', '/chat/completions'],
    ['openai-chat', '/v1/chat/completions/'],
    ['openai-chat', '/v1/v1/chat/completions'],
    ['openai-chat', '//v1//chat/completions'],
    ['openai-responses', '/responses'],
    ['openai-responses', '/v1/v1/responses'],
    ['anthropic-messages', '/messages'],
    ['anthropic-messages', '/v1/messages/'],
    ['anthropic-messages', '/v1/v1/messages'],
    ['gemini-generate', '/v1/models/model-gemini-generate:generateContent'],
    ['gemini-generate', '/v1alpha/models/model-gemini-generate:generateContent'],
    ['gemini-generate', '/v1beta/models/models%2Fmodel-gemini-generate:generateContent'],
  ] as const)('%s is served under %s too', async (name, path) => {
    const family = FAMILIES.find(one => one.name === name);
    if (family === undefined) throw new Error('no family');
    const answer = await ask(family, family.headers(KEY), path);
    expect(`${answer.status} ${answer.text.slice(0, 200)}`).toMatch(/^200 /);
    expect(jsonOf(answer)).toEqual(family.answer('upstream-model'));
  });

  it.each(['/v1/nothing', '/v1beta/nothing', '/nothing', '/api/nothing', '/v1/messages/nothing'])(
    '%s that is unknown is a 404 in JSON',
    async path => {
      const answer = await call(gateway.url + path, { headers: { authorization: `Bearer ${KEY}` }, body: '{}' });
      expect(answer.status).toBe(404);
      expect(answer.headers['content-type']).toContain('application/json');
      expect(answer.text).not.toMatch(/<html/i);
      expect(() => jsonOf(answer)).not.toThrow();
    },
  );
});

describe('a browser', () => {
  it.each([
    '/v1/chat/completions',
    '/v1/messages',
    '/v1beta/models/x:generateContent',
    '/v1/models',
    '/v1/dashboard/billing/usage',
  ])('may call %s from any origin, and asks before it has a key', async path => {
    const preflight = await call(gateway.url + path, {
      method: 'OPTIONS',
      headers: {
        origin: 'https://chat.example',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,content-type,x-stainless-lang',
      },
    });
    expect([200, 204]).toContain(preflight.status);
    expect(preflight.headers['access-control-allow-origin']).toBe('*');
    expect(preflight.headers['access-control-allow-credentials']).toBeUndefined();
    const allowed = String(preflight.headers['access-control-allow-headers']).toLowerCase();
    expect(allowed === '*' || allowed.includes('authorization')).toBe(true);
    const refused = await call(gateway.url + path, { headers: { origin: 'https://chat.example' } });
    expect(refused.headers['access-control-allow-origin']).toBe('*');
  });
});

describe('the model list', () => {
  const list = async (path: string, headers: Record<string, string>) =>
    jsonOf(await call(gateway.url + path, { headers }));

  it("comes in OpenAI's shape", async () => {
    const value = await list('/v1/models', { authorization: `Bearer ${KEY}` });
    expect(at(value, 'object')).toBe('list');
    expect(at(value, 'data.length')).toBe(FAMILIES.length);
    expect(at(value, 'data.0.object')).toBe('model');
  });

  it("comes in Anthropic's shape", async () => {
    const value = await list('/v1/models', { 'x-api-key': KEY, 'anthropic-version': '2023-06-01' });
    expect(at(value, 'data.0.type')).toBe('model');
    expect(at(value, 'has_more')).toBe(false);
    expect(at(value, 'first_id')).toBe(at(value, 'data.0.id'));
  });

  it.each(['/v1beta/models', '/v1/models', '/v1alpha/models'])("comes in Gemini's shape under %s", async path => {
    const value = await list(path, { 'x-goog-api-key': KEY });
    expect(String(at(value, 'models.0.name'))).toMatch(/^models\//);
  });

  it('has one entry, or 404, for one model', async () => {
    const headers = { authorization: `Bearer ${KEY}` };
    expect(at(await list('/v1/models/model-openai-chat', headers), 'id')).toBe('model-openai-chat');
    const missing = await call(`${gateway.url}/v1/models/nothing`, { headers });
    expect(missing.status).toBe(404);
    expect(at(jsonOf(missing), 'error.code')).toBe('model_not_found');
  });

  it('is not shown without a key', async () => {
    expect((await call(`${gateway.url}/v1/models`)).status).toBe(401);
  });
});

describe('the operator', () => {
  it('reads health without a key, and metrics in the text form of Prometheus', async () => {
    expect((await call(`${gateway.url}/healthz`)).status).toBe(200);
    const metrics = await call(`${gateway.url}/metrics`);
    expect(metrics.status).toBe(200);
    expect(metrics.headers['content-type']).toContain('text/plain');
    expect(metrics.text).toMatch(/^# TYPE \S+ (counter|histogram|gauge)$/m);
    expect(metrics.text).not.toContain(KEY.slice(3));
  });

  it('finds one JSON line for each request in the log, under the request id', async () => {
    const [family] = FAMILIES;
    if (family === undefined) throw new Error('no family');
    const { id } = await ask(family, family.headers(KEY));
    const lines = await eventually(async () => {
      const found = gateway.output.split('\n').filter(line => line.includes(id));
      expect(found.length).toBeGreaterThan(0);
      return found;
    });
    expect(lines.length).toBe(1);
    const value: unknown = JSON.parse(lines[0] ?? '');
    expect(JSON.stringify(value)).not.toContain('Hello');
  });
});

describe('SIGTERM', () => {
  it(
    'lets a running stream end whole, takes no new request, and ends the process with 0',
    { timeout: 60_000 },
    async () => {
      const [family] = FAMILIES;
      if (family === undefined) throw new Error('no family');
      upstream.script = async (_request, reply) => {
        reply.open(200, { 'content-type': 'text/event-stream' });
        for (const event of family.events('m')) {
          reply.write(event);
          await pause(300);
        }
        reply.end();
      };
      let begun = false;
      const running = call(gateway.url + family.path(modelOf(family), true), {
        headers: family.headers(KEY),
        body: family.body(modelOf(family), true),
        onPiece: () => {
          begun = true;
        },
      });
      await eventually(async () => expect(begun).toBe(true));
      const ending = gateway.stop();
      await pause(150);
      const late = await call(`${gateway.url}/v1/models`, {
        headers: { authorization: `Bearer ${KEY}`, connection: 'close' },
      }).then(
        answer => answer.status,
        () => 0,
      );
      expect([0, 503]).toContain(late);
      const answer = await running;
      expect(answer.complete).toBe(true);
      expect(answer.text).toContain('[DONE]');
      const before = performance.now();
      expect((await ending).code).toBe(0);
      expect(performance.now() - before).toBeLessThan(5000);
      expect((await gateway.command('reconcile')).code).toBe(0);
    },
  );
});
