// Specification of a channel's fields: what may be written, what is refused, and that all of it survives the store.

import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { Seal } from '../identity/seal.ts';
import { PLAIN_OPTIONS } from '../routing/channel-options.ts';
import { upstreamOf } from '../routing/mapping.ts';
import { ConfigError } from './config.ts';
import { channelDocument, readChannelDocument, readRouteDocument, routeDocument } from './documents.ts';
import { readDeclaration } from './file.ts';

const seal = new Seal(randomBytes(32));

function read(fields: string) {
  return readDeclaration(
    'f.yaml',
    `channels:\n  - { name: c, provider: openai, models: [m], ${fields.replaceAll('\n', '\n    ')} }\n`,
    {},
  ).channels[0];
}

function faultsOf(fields: string): string {
  try {
    read(fields);
    return '';
  } catch (error) {
    return error instanceof ConfigError ? error.message : String(error);
  }
}

function stored(fields: string) {
  const channel = read(fields);
  if (channel === undefined) throw new Error('no channel');
  const document = { ...channelDocument(channel, seal, undefined), id: 1, declared: true };
  return { document, channel: readChannelDocument(document, seal), declared: channel };
}

describe('a channel of which nothing special is said', () => {
  it('has the plain options, and stores none', () => {
    const { document, channel } = stored('keys: [a]');
    expect(channel.options).toEqual(PLAIN_OPTIONS);
    expect(document.body).not.toContain('options');
  });
});

describe('everything that may be set', () => {
  const all = `keys: [a, { key: b, cost: "0.5", limits: { concurrency: 2 } }, { key: c, enabled: false }],
    key_order: least_used, cost: "0.8", timeouts: { connect: 0.5, first_byte: 60, idle: 7 },
    limits: { concurrency: 9, requests_per_minute: 60, tokens_per_minute: 1000, tokens_per_day: 5000, money_per_day: "2.5", wait_seconds: 3 },
    parameters: [ { set: { a.b: [1, {"x": null}] }, default: { top_p: 0.9 }, drop: [seed], rename: { n: m }, when: { models: ["g*"], streamed: true } } ],
    headers: { set: { X-Team: secret-team }, drop: [x-stainless-*], pass: [referer] },
    status: { 418: 429 }, system_prompt: { text: Hi, mode: prepend }, proxy: "socks5://u:p4ssword@10.0.0.1:1080", pass_through: true`;

  it('survives the store', () => {
    const { channel, declared } = stored(all);
    expect(channel.options).toEqual(declared.options);
    expect(channel.options?.timeouts).toEqual({ connect: 500, firstByte: 60_000, idle: 7000 });
    expect(channel.options?.limits).toEqual({
      concurrency: 9,
      requestsPerMinute: 60,
      tokensPerMinute: 1000,
      tokensPerDay: 5000,
      moneyPerDay: '2.5',
      waitSeconds: 3,
    });
    expect(channel.options?.headers.set).toEqual({ 'x-team': 'secret-team' });
    expect(channel.options?.parameters[0]?.set).toEqual({ 'a.b': [1, { x: null }] });
  });

  it('leaves out keys that are off, and a channel that has no other is off', () => {
    const { channel } = stored(all);
    expect(channel.credentials.map(({ secret }) => secret)).toEqual(['a', 'b']);
    expect(channel.credentials[1]).toMatchObject({ cost: 0.5, limits: { concurrency: 2 } });
    expect(stored('keys: [{ key: a, enabled: false }]').channel.enabled).toBe(false);
    expect(stored('weight: 2').channel.enabled).toBe(true);
  });

  it('holds its secrets sealed, and the same text while nothing changes', () => {
    const { document, declared } = stored(all);
    for (const secret of ['p4ssword', 'secret-team']) expect(document.body).not.toContain(secret);
    expect(channelDocument(declared, seal, document).body).toBe(document.body);
  });
});

describe('names of models', () => {
  it('lead through chains and patterns', () => {
    const { channel } = stored('weight: 1').declared.models[0] === undefined ? stored('') : stored('weight: 1');
    expect(upstreamOf(channel, 'm')).toBe('m');
    const chained = readDeclaration(
      'f.yaml',
      `channels:
  - name: c
    provider: openai
    models: [{ name: a, upstream: b }, { name: b, upstream: c }, { name: 'gpt-*', upstream: 'openai/gpt-*' }, { name: 'x-*', upstream: '*' }, { name: 'o-*', upstream: a }, 'p-*']
`,
      {},
    ).channels[0];
    if (chained === undefined) throw new Error('no channel');
    const made = readChannelDocument({ ...channelDocument(chained, seal, undefined), id: 1, declared: true }, seal);
    const names = ['a', 'b', 'gpt-5', 'x-y-z', 'o-1', 'p-1', 'other'];
    expect(names.map(name => upstreamOf(made, name))).toEqual(['c', 'c', 'openai/gpt-5', 'y-z', 'c', 'p-1', 'other']);
  });

  it('may not lead in a circle', () => {
    const text = `channels: [{ name: c, provider: openai, models: [{ name: a, upstream: b }, { name: b, upstream: a }] }]`;
    expect(() => readDeclaration('f.yaml', text, {})).toThrow(/circle/);
  });
});

describe('mistakes', () => {
  it.each([
    ['key_order: fast', /must be one of random, round_robin, least_used/],
    ['timeouts: { connect: 0 }', /from 0.05 to 7200/],
    ['limits: { rpm: 4 }', /unknown field "rpm"/],
    ['parameters: [ { when: {} } ]', /changes nothing/],
    ['headers: { set: { host: x } }', /no header that may be set/],
    ['headers: { pass: [Authorization] }', /own connection or account/],
    ['status: { 7: 200 }', /status from 100 to 599/],
    ['proxy: ftp://x', /http:\/\/, https:\/\/ or socks5:\/\//],
    ['parameters: [ { drop: [a], when: { hours: "25:00-26:00" } } ]', /22:00-06:00/],
    ['parameters: [ { drop: [a], when: { zone: Mars/Olympus } } ]', /time zone/i],
  ])('%s is refused', (fields, message) => {
    expect(faultsOf(fields)).toMatch(message);
  });
});

describe('a route rule', () => {
  it('survives the store with its place, and names channels of the file', () => {
    const declare = (channels: string) =>
      readDeclaration(
        'f.yaml',
        `channels: [{ name: c, provider: openai, models: [m] }]
routes: [{ name: r, when: { models: ["g*"], min_tokens: 5, headers: { X-A: "b*" } }, channels: [${channels}], policy: least_busy }]`,
        {},
      ).routes[0];
    const route = declare('c');
    if (route === undefined) throw new Error('no route');
    expect(readRouteDocument({ ...routeDocument(route), id: 4, declared: true })).toEqual(route);
    expect(route.when).toEqual({ models: ['g*'], minTokens: 5, headers: { 'x-a': 'b*' } });
    expect(() => declare('d')).toThrow(/names no channel/);
  });
});
