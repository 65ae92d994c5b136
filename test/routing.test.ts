// Which channel a call goes to, seen from outside: rules by condition, prompts that keep together, keys in turn, patterns.

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { at, call, jsonOf, pause } from './support/client.ts';
import type { Answer } from './support/client.ts';
import { answerInKind, FAMILIES } from './support/families.ts';
import type { FamilyCase } from './support/families.ts';
import { Gateway, keyOf } from './support/gateway.ts';
import { Upstream } from './support/upstream.ts';

const KEY = keyOf('routing');
let upstream: Upstream;
let gateway: Gateway;
let strict: Gateway;

const SPEAKS = FAMILIES.map(family => family.name);
const [chat] = FAMILIES;
if (chat === undefined) throw new Error('no family');

beforeAll(async () => {
  upstream = await Upstream.start(answerInKind);
  const channel = (name: string, fields: Readonly<Record<string, unknown>>) => ({
    name,
    provider: 'compatible',
    base_url: `${upstream.url}/${name}`,
    speaks: SPEAKS,
    keys: [`k-${name}`],
    models: ['m'],
    ...fields,
  });
  const users = [{ name: 'bob', balance: '1000', keys: [{ name: 'dev', key: KEY }] }];
  const prices = ['m', 'kept', 'turns', 'pat-1', 'pat-*', 'ends', 'whole'].map(model => ({
    model,
    input: '1',
    output: '1',
  }));
  gateway = await Gateway.start({
    channels: [
      channel('long', {}),
      channel('seen', {}),
      channel('team', {}),
      channel('usual', { priority: 1 }),
      channel('a', { models: ['kept'] }),
      channel('b', { models: ['kept'] }),
      channel('c', { models: ['kept'], keys: ['c1', 'c2'] }),
      channel('turns', {
        models: ['turns'],
        keys: ['t1', 't2', { key: 't3', enabled: false }],
        key_order: 'round_robin',
      }),
      channel('pattern', { models: [{ name: 'pat-*', upstream: 'vendor/pat-*' }] }),
      channel('whole', { models: ['whole'] }),
    ],
    routes: [
      { name: 'long', when: { models: ['m'], min_tokens: 2000 }, channels: ['long'] },
      { name: 'images', when: { models: ['m'], media: ['image'] }, channels: ['seen'] },
      { name: 'team', when: { models: ['m'], headers: { 'X-Team': 'red*' } }, channels: ['team'] },
    ],
    prices,
    users,
    settings: { keepalive_seconds: 1, keepalive_whole: true },
  });
  strict = await Gateway.start({
    channels: [channel('only', { models: ['ends'] })],
    prices,
    users,
    settings: { breaker_fail_fast: true, cooldown_seconds: 60, retry: { 418: 'next cool', 503: 'stop count' } },
  });
}, 60_000);
afterAll(async () => {
  await gateway.dispose();
  await strict.dispose();
  await upstream.stop();
});
beforeEach(() => {
  upstream.script = answerInKind;
  upstream.requests.length = 0;
});

const send = (body: unknown, headers: Record<string, string> = {}, family: FamilyCase = chat): Promise<Answer> =>
  call(gateway.url + family.path('kept', false), {
    headers: { ...family.headers(KEY), ...headers },
    body: JSON.stringify(body),
  });
const wentTo = (): string => /^\/(\w+)\//.exec(upstream.last.target)?.[1] ?? '';

describe('a rule', () => {
  it('sends what it is about to its channels, whatever their priority, and leaves the rest alone', async () => {
    const ask = (content: unknown, headers?: Record<string, string>) =>
      send({ model: 'm', messages: [{ role: 'user', content }] }, headers);
    await ask('Hi');
    expect(wentTo()).toBe('usual');
    await ask('word '.repeat(3000));
    expect(wentTo()).toBe('long');
    await ask([{ type: 'image_url', image_url: { url: 'https://example.org/x.png' } }]);
    expect(wentTo()).toBe('seen');
    await ask('Hi', { 'x-team': 'red-7' });
    expect(wentTo()).toBe('team');
    await ask('Hi', { 'x-team': 'blue' });
    expect(wentTo()).toBe('usual');
  });
});

describe('a prompt that a provider caches', () => {
  const system = 'You are careful. '.repeat(400);
  const bodies: Readonly<Record<string, (first: string, turns: number) => unknown>> = {
    'openai-chat': (first, turns) => ({
      model: 'kept',
      messages: [
        { role: 'system', content: system },
        { role: 'user', content: first },
        ...Array.from({ length: turns }, (_, turn) => ({
          role: turn % 2 === 0 ? 'assistant' : 'user',
          content: `turn ${turn}`,
        })),
      ],
    }),
    'openai-responses': (first, turns) => ({
      model: 'kept',
      instructions: system,
      input: [
        { role: 'user', content: first },
        ...Array.from({ length: turns }, (_, turn) => ({ role: 'user', content: `turn ${turn}` })),
      ],
    }),
    'anthropic-messages': (first, turns) => ({
      model: 'kept',
      max_tokens: 9,
      system,
      messages: [
        { role: 'user', content: first },
        ...Array.from({ length: turns }, (_, turn) => ({
          role: turn % 2 === 0 ? 'assistant' : 'user',
          content: `turn ${turn}`,
        })),
      ],
    }),
    'gemini-generate': (first, turns) => ({
      systemInstruction: { parts: [{ text: system }] },
      contents: [
        { role: 'user', parts: [{ text: first }] },
        ...Array.from({ length: turns }, (_, turn) => ({ role: 'user', parts: [{ text: `turn ${turn}` }] })),
      ],
    }),
  };
  const place = (): string =>
    `${wentTo()} ${['authorization', 'x-api-key', 'x-goog-api-key'].map(name => upstream.last.header(name)).find(value => value !== undefined) ?? ''}`;

  it.each(FAMILIES)(
    'keeps to one channel and key over the turns of a conversation in $name; conversations spread',
    async family => {
      const body = bodies[family.name];
      if (body === undefined) throw new Error('no body');
      const places = new Set<string>();
      for (let conversation = 0; conversation < 16; conversation += 1) {
        const own = new Set<string>();
        for (const turns of [0, 2, 6]) {
          // Chat puts its instructions among the turns: the conversation is told by the first of them.
          const first = family.name === 'openai-chat' ? 'same' : `conversation ${conversation}`;
          const made = Object(body(first, turns));
          if (family.name === 'openai-chat') made.messages[0].content = `${system} ${conversation}`;
          expect((await send(made, {}, family)).status).toBe(200);
          own.add(place());
        }
        expect(own.size).toBe(1);
        for (const one of own) places.add(one);
      }
      expect(places.size).toBeGreaterThan(1);
    },
  );

  it('that is marked keeps all calls with its front together; a key that the client names decides above all', async () => {
    const marked = [{ type: 'text', text: 'short', cache_control: { type: 'ephemeral' } }];
    const [, , messages] = FAMILIES;
    const seen = new Set<string>();
    for (let time = 0; time < 12; time += 1) {
      await send(
        { model: 'kept', max_tokens: 9, system: marked, messages: [{ role: 'user', content: `q ${time}` }] },
        {},
        messages,
      );
      seen.add(place());
    }
    expect(seen.size).toBe(1);
    const named = new Set<string>();
    for (let time = 0; time < 12; time += 1) {
      await send({ model: 'kept', prompt_cache_key: 'k1', messages: [{ role: 'user', content: `q ${time}` }] });
      named.add(place());
    }
    expect(named.size).toBe(1);
  });

  it('goes elsewhere while its place fails, and small calls are shared', async () => {
    const body = { model: 'kept', prompt_cache_key: 'k2', messages: [{ role: 'user', content: 'q' }] };
    await send(body);
    const home = wentTo();
    upstream.script = (request, reply) =>
      request.target.startsWith(`/${home}/`)
        ? reply.json(500, { error: { message: 'x' } })
        : answerInKind(request, reply);
    expect((await send(body)).status).toBe(200);
    expect(wentTo()).not.toBe(home);
    upstream.script = answerInKind;
    const seen = new Set<string>();
    for (let time = 0; time < 30; time += 1) {
      await send({ model: 'kept', messages: [{ role: 'user', content: 'small' }] });
      seen.add(wentTo());
    }
    expect(seen.size).toBe(3);
  });
});

describe('the keys of a channel', () => {
  it('take turns, without those that are off', async () => {
    for (let time = 0; time < 4; time += 1) await send({ model: 'turns', messages: [{ role: 'user', content: 'x' }] });
    expect(upstream.requests.map(request => request.header('authorization'))).toEqual([
      'Bearer t1',
      'Bearer t2',
      'Bearer t1',
      'Bearer t2',
    ]);
  });
});

describe('a name that a pattern fits', () => {
  it('is served under the upstream’s own', async () => {
    expect((await send({ model: 'pat-1', messages: [{ role: 'user', content: 'x' }] })).status).toBe(200);
    expect(at(JSON.parse(upstream.last.body.toString()), 'model')).toBe('vendor/pat-1');
  });
});

describe('an answer that is not streamed', () => {
  it('may be kept alive too, with spaces before its JSON', async () => {
    upstream.script = async (request, reply) => {
      await pause(2500);
      answerInKind(request, reply);
    };
    const slow = await send({ model: 'whole', messages: [{ role: 'user', content: 'x' }] });
    expect(slow.status).toBe(200);
    expect(slow.text).toMatch(/^ +\{/);
    expect(at(jsonOf(slow), 'choices.0.message.content')).toBe('Hi there');
    upstream.script = async (_request, reply) => {
      await pause(1500);
      reply.json(400, chat.upstreamError('wrong'));
    };
    const failed = await send({ model: 'whole', messages: [{ role: 'user', content: 'x' }] });
    expect(chat.errorFault(jsonOf(failed), 400)).toBeUndefined();
  });
});

describe('where the operator wants no call to wait in vain', () => {
  it('a rest of the only channel is told at once, with the time; and the rules of failures are the operator’s', async () => {
    const ask = (): Promise<Answer> =>
      call(strict.url + chat.path('ends', false), { headers: chat.headers(KEY), body: chat.body('ends', false) });
    upstream.script = (_request, reply) => reply.json(503, chat.upstreamError('busy'));
    expect((await ask()).status).toBe(503);
    expect(upstream.requests.length).toBe(1);
    upstream.script = (_request, reply) => reply.json(418, chat.upstreamError('teapot'), { 'retry-after': '40' });
    expect((await ask()).status).toBe(418);
    upstream.script = answerInKind;
    const refused = await ask();
    expect(refused.status).toBe(503);
    expect(at(jsonOf(refused), 'error.code')).toBe('no_available_channel');
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(30);
    expect(upstream.requests.length).toBe(2);
  });
});
