// What an operator may change for one channel: parameters, headers, statuses, the system prompt, the way, and the times.

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { at, call, jsonOf, pause } from './support/client.ts';
import type { Answer } from './support/client.ts';
import { answerInKind, FAMILIES } from './support/families.ts';
import type { FamilyCase } from './support/families.ts';
import { Gateway, keyOf } from './support/gateway.ts';
import { portOf, startHttpProxy, startSocksProxy, type TestProxy } from './support/proxies.ts';
import { Upstream } from './support/upstream.ts';

const KEY = keyOf('overrides');
const SECRET = 'upstream-secret-9d21';
let upstream: Upstream;
let gateway: Gateway;
let httpProxy: TestProxy;
let socksProxy: TestProxy;

const CHANNELS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  parameters: {
    parameters: [
      { rename: { max_tokens: 'limits.max' }, drop: ['seed', 'metadata.user_id'] },
      { set: { 'extra.deep': { a: [1] }, temperature: 0.5 }, default: { top_p: 0.9, n: 1 } },
      { set: { never: true }, when: { streamed: true } },
      { set: { tagged: 'yes' }, when: { headers: { 'x-team': 'red*' } } },
    ],
  },
  headers: {
    headers: { set: { 'X-Extra': 'v {channel}', 'x-sign': '{api_key}' }, drop: ['x-stainless-*'], pass: ['referer'] },
  },
  status: { status: { 418: 429, 200: 200, 451: 503 } },
  'prompt-default': { system_prompt: 'OPERATOR' },
  'prompt-prepend': { system_prompt: { text: 'OPERATOR', mode: 'prepend' } },
  'prompt-replace': { system_prompt: { text: 'OPERATOR', mode: 'replace' } },
  bytes: { pass_through: true, parameters: [{ set: { never: 1 } }] },
  slow: { timeouts: { first_byte: 0.2, idle: 0.3 } },
  limited: { limits: { concurrency: 1 } },
  minute: { limits: { requests_per_minute: 2 } },
};

beforeAll(async () => {
  upstream = await Upstream.start(answerInKind);
  httpProxy = await startHttpProxy();
  socksProxy = await startSocksProxy();
  const all: Record<string, Readonly<Record<string, unknown>>> = {
    ...CHANNELS,
    'by-http': { proxy: `http://me:p%40ss@127.0.0.1:${portOf(httpProxy.server)}` },
    'by-socks': { proxy: `socks5://me:pass@127.0.0.1:${portOf(socksProxy.server)}` },
    'by-none': { proxy: 'http://127.0.0.1:1' },
  };
  gateway = await Gateway.start({
    channels: Object.entries(all).map(([name, fields]) => ({
      name,
      provider: 'compatible',
      base_url: upstream.url,
      speaks: FAMILIES.map(family => family.name),
      keys: [SECRET],
      models: [{ name, upstream: `${name}-up` }],
      ...fields,
    })),
    prices: Object.keys(all).map(model => ({ model, input: '1', output: '1' })),
    users: [{ name: 'bob', balance: '100', keys: [{ name: 'dev', key: KEY }] }],
    settings: { retry_same_ms: 0 },
  });
}, 60_000);
afterAll(async () => {
  await gateway.dispose();
  await upstream.stop();
  httpProxy.server.close();
  socksProxy.server.close();
});
beforeEach(() => {
  upstream.script = answerInKind;
  upstream.requests.length = 0;
});

const [chat, responses, messages, gemini] = FAMILIES;
if (chat === undefined || responses === undefined || messages === undefined || gemini === undefined)
  throw new Error('four families');

async function ask(
  family: FamilyCase,
  model: string,
  body?: string,
  headers: Record<string, string> = {},
): Promise<Answer> {
  return call(gateway.url + family.path(model, false), {
    headers: { ...family.headers(KEY), ...headers },
    body: body ?? family.body(model, false),
  });
}

const sent = (): unknown => JSON.parse(upstream.last.body.toString('utf8'));

describe('parameters', () => {
  it('are renamed, dropped, set and defaulted by path, where their condition holds; numbers keep their digits', async () => {
    const body = `{"model":"parameters","messages":[{"role":"user","content":"Hi"}],"max_tokens":7,"seed":1,"n":2,"metadata":{"user_id":"u","k":1},"big":123456789012345678901234567890}`;
    expect((await ask(chat, 'parameters', body, { 'x-team': 'red-3' })).status).toBe(200);
    const { messages: _messages, ...rest } = Object(sent());
    expect(upstream.last.body.toString()).toContain('"big":123456789012345678901234567890');
    expect({ ...rest, big: 0 }).toEqual({
      model: 'parameters-up',
      n: 2,
      metadata: { k: 1 },
      big: 0,
      limits: { max: 7 },
      extra: { deep: { a: [1] } },
      temperature: 0.5,
      top_p: 0.9,
      tagged: 'yes',
    });
  });

  it('of a channel that passes bytes through stay as they came', async () => {
    const body = ` {"model":"bytes", "messages":[ {"role":"user","content":"Hi"} ]}`;
    expect((await ask(chat, 'bytes', body)).status).toBe(200);
    expect(upstream.last.body.toString()).toBe(body);
  });
});

describe('headers', () => {
  it('are set, dropped and passed; the credential is the channel’s, whatever the client sends', async () => {
    await ask(chat, 'headers', undefined, {
      'x-stainless-lang': 'js',
      referer: 'https://a.example',
      'x-kept': '1',
      cookie: 'c=1',
    });
    const header = (name: string) => upstream.last.header(name);
    expect(
      ['x-extra', 'x-sign', 'x-stainless-lang', 'referer', 'x-kept', 'cookie', 'authorization'].map(header),
    ).toEqual(['v headers', SECRET, undefined, 'https://a.example', '1', undefined, `Bearer ${SECRET}`]);
  });
});

describe('statuses', () => {
  it('are taken for others', async () => {
    upstream.script = (_request, reply) => reply.json(418, chat.upstreamError('teapot'), { 'retry-after': '3' });
    const answer = await ask(chat, 'status');
    expect([answer.status, answer.headers['retry-after']]).toEqual([429, '3']);
  });
});

describe('a system prompt of the channel', () => {
  const withPrompt: Readonly<Record<string, (model: string) => string>> = {
    'openai-chat': model =>
      JSON.stringify({
        model,
        messages: [
          { role: 'developer', content: 'CLIENT' },
          { role: 'user', content: 'Hi' },
        ],
      }),
    'openai-responses': model => JSON.stringify({ model, instructions: 'CLIENT', input: 'Hi' }),
    'anthropic-messages': model =>
      JSON.stringify({
        model,
        max_tokens: 5,
        system: [{ type: 'text', text: 'CLIENT' }],
        messages: [{ role: 'user', content: 'Hi' }],
      }),
    'gemini-generate': () =>
      JSON.stringify({
        system_instruction: { parts: [{ text: 'CLIENT' }] },
        contents: [{ role: 'user', parts: [{ text: 'Hi' }] }],
      }),
  };
  it.each(FAMILIES)('has its place in $name, and one of three ways with the client’s own', async family => {
    const own = withPrompt[family.name];
    if (own === undefined) throw new Error('no body');
    const order = (): string =>
      upstream.last.body
        .toString()
        .match(/OPERATOR|CLIENT|Hi|Hello/g)
        ?.join(' ') ?? '';
    await ask(family, 'prompt-default');
    expect(order().split(' ').sort()).toEqual(['Hello', 'OPERATOR']);
    await ask(family, 'prompt-default', own('prompt-default'));
    expect(order()).not.toContain('OPERATOR');
    await ask(family, 'prompt-prepend', own('prompt-prepend'));
    expect(order().replace(/ ?Hi ?/, '')).toBe('OPERATOR CLIENT');
    await ask(family, 'prompt-replace', own('prompt-replace'));
    expect(order()).not.toContain('CLIENT');
    expect(order()).toContain('OPERATOR');
  });
});

describe('a proxy', () => {
  it('takes the requests of its channel, by CONNECT or by SOCKS5, with its own credentials', async () => {
    const { port } = new URL(upstream.url);
    expect((await ask(chat, 'by-http')).status).toBe(200);
    expect(httpProxy.asked).toEqual([`127.0.0.1:${port} Basic ${Buffer.from('me:p@ss').toString('base64')}`]);
    expect((await ask(chat, 'by-socks')).status).toBe(200);
    expect(socksProxy.asked).toEqual(['me:pass', `127.0.0.1:${port}`]);
  });

  it('that cannot be reached is said to be the upstream, without its address', async () => {
    const answer = await ask(chat, 'by-none');
    expect(answer.status).toBe(502);
    expect(at(jsonOf(answer), 'error.code')).toBe('upstream_unreachable');
    expect(answer.text).not.toContain('127.0.0.1');
  });
});

describe('the times of a channel', () => {
  it('end an upstream that does not begin, and one that falls silent', async () => {
    upstream.script = async (_request, reply) => {
      for (let time = 0; time < 500 && !reply.gone(); time += 1) await pause(20);
      reply.json(200, chat.answer('m'));
    };
    const before = performance.now();
    const late = await ask(chat, 'slow');
    expect(late.status).toBe(504);
    expect(performance.now() - before).toBeLessThan(8_000);
    upstream.script = async (_request, reply) => {
      reply.open(200, { 'content-type': 'text/event-stream' });
      for (const event of chat.events('m').slice(0, 2)) reply.write(event);
      await pause(2000);
      reply.end();
    };
    const silent = await call(gateway.url + chat.path('slow', true), {
      headers: chat.headers(KEY),
      body: chat.body('slow', true),
    });
    expect(silent.text).toMatch(chat.errorEvent);
    expect(silent.text).not.toMatch(chat.terminal);
    expect(silent.text).toContain('"code":"upstream_timeout"');
  });
});

describe('the limits of a channel', () => {
  it('hold calls under way, and calls of a minute', async () => {
    upstream.script = async (request, reply) => {
      await pause(300);
      answerInKind(request, reply);
    };
    const answers = await Promise.all([ask(chat, 'limited'), ask(chat, 'limited')]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 429]);
    expect(Number(answers.find(({ status }) => status === 429)?.headers['retry-after'])).toBeGreaterThan(0);
    expect((await ask(chat, 'limited')).status).toBe(200);
    upstream.script = answerInKind;
    const minute = [await ask(chat, 'minute'), await ask(chat, 'minute'), await ask(chat, 'minute')];
    expect(minute.map(({ status }) => status)).toEqual([200, 200, 429]);
    expect(Number(minute[2]?.headers['retry-after'])).toBeGreaterThan(30);
  });
});
