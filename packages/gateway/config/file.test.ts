// Specification of the declarative file: what the minimal example means, and how every mistake is told.

import { describe, expect, it } from 'vitest';
import { ConfigError, type Declaration } from './config.ts';
import { readDeclaration } from './file.ts';

const EXAMPLE = `listen: 127.0.0.1:3000
database: sqlite:./data/turnpike.db
groups:
  - { name: default, multiplier: "1" }
  - { name: vip, multiplier: "0.8" }
channels:
  - name: claude
    provider: anthropic
    base_url: https://api.anthropic.com
    speaks: [ anthropic-messages ]
    keys: [ "\${ANTHROPIC_API_KEY}" ]
    models: [ claude-sonnet-4-5, { name: fast, upstream: claude-haiku-4-5 } ]
    groups: [ default, vip ]
    priority: 10
    weight: 1
prices:
  - { model: fast, input: "1", output: "5", cache_read: "0.1" }
  - { model: mj_imagine, call: "0.05" }
  - { model: video, second: "0.1", tiers: [ { above: 200000, input: "2" } ], factors: { resolution: { 1080p: "1.5" }, mode: { pro: "2" } } }
users:
  - name: root
    role: admin
    password: "\${TURNPIKE_ROOT_PASSWORD}"
    balance: "100"
    group: default
    keys:
      - { name: dev, key: "sk-abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKL", budget: "20", models: [ fast ] }
`;
const ENVIRONMENT = { ANTHROPIC_API_KEY: 'secret-1', TURNPIKE_ROOT_PASSWORD: 'secret-2' };

const read = (text: string, environment: Record<string, string> = ENVIRONMENT): Declaration =>
  readDeclaration('turnpike.yaml', text, environment);

function faults(text: string): readonly string[] {
  try {
    read(text);
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
  return [];
}

const channel = (fields: string): string => `channels:\n  - { name: a, provider: openai, models: [ m ], ${fields} }\n`;

describe('the declarative file', () => {
  it('reads the minimal example', () => {
    const declaration = read(EXAMPLE);
    expect(declaration.groups).toMatchObject([
      { name: 'default', multiplier: 1_000_000n },
      { name: 'vip', multiplier: 800_000n },
    ]);
    expect(declaration.channels[0]).toMatchObject({
      name: 'claude',
      baseUrl: 'https://api.anthropic.com',
      keys: [{ key: 'secret-1', enabled: true }],
      models: [
        { name: 'claude-sonnet-4-5', upstream: 'claude-sonnet-4-5' },
        { name: 'fast', upstream: 'claude-haiku-4-5' },
      ],
      priority: 10,
    });
    expect(declaration.users[0]).toMatchObject({ role: 'admin', password: 'secret-2', balance: 100_000_000_000n });
    expect(declaration.users[0]?.keys[0]).toMatchObject({ budget: 20_000_000_000n, models: ['fast'] });
    expect(declaration.prices[2]?.factors).toEqual({ resolution: { '1080p': '1.5' }, mode: { pro: '2' } });
  });

  it.each([
    ['https://x.example/v1', 'https://x.example'],
    ['https://x.example/', 'https://x.example'],
    ['https://x.example/api/v1/', 'https://x.example/api'],
    ['http://127.0.0.1:8000', 'http://127.0.0.1:8000'],
    ['http://10.0.0.7/prefix', 'http://10.0.0.7/prefix'],
  ])('understands the base URL %s', (written, meant) => {
    expect(read(channel(`base_url: "${written}"`)).channels[0]?.baseUrl).toBe(meant);
  });

  it('takes "*" for all models, and keys at the top level by their user', () => {
    expect(read('channels:\n  - { name: a, provider: openai, models: "*" }\n').channels[0]?.allModels).toBe(true);
    const text = 'users:\n  - { name: bob }\nkeys:\n  - { user: bob, key: sk-abcdefghijklmnopqrstuvwxyz }\n';
    expect(read(text).users[0]?.keys.length).toBe(1);
  });

  it.each([
    [
      'an unknown field, with the one that was meant',
      channel('modles: [ x ]'),
      /^turnpike\.yaml:2:\d+: unknown field "modles" in channels\[0\]; did you mean "models"\?$/,
    ],
    [
      'an unknown section',
      'chanels: []\n',
      /^turnpike\.yaml:1:1: unknown field "chanels" in the file; did you mean "channels"\?$/,
    ],
    [
      'an unknown provider',
      'channels:\n  - { name: a, provider: opnai, models: [ m ] }\n',
      /:2:\d+: channels\[0\]\.provider must be one of .*openai/,
    ],
    [
      'a missing field',
      'channels:\n  - { name: a, models: [ m ] }\n',
      /:2:5: channels\[0\] lacks the field "provider"/,
    ],
    ['a variable that is not set', channel('keys: [ "${NOT_SET}" ]'), /the environment variable NOT_SET is not set/],
    [
      'a group nobody declared',
      channel('groups: [ gold ]'),
      /names the group "gold", which is not declared under groups/,
    ],
    ['a broken URL', channel('base_url: "not a url"'), /channels\[0\]\.base_url is wrong/],
    [
      'a protocol the kind does not speak',
      channel('speaks: [ gemini-generate ]'),
      /is not spoken by the provider openai/,
    ],
    ['a negative price', 'prices:\n  - { model: m, input: "-1" }\n', /prices\[0\]\.input is wrong: .*negative/],
    [
      'a price in scientific notation',
      'prices:\n  - { model: m, input: 1e-3 }\n',
      /prices\[0\]\.input is wrong: .*plain decimal/,
    ],
    ['a price of nothing', 'prices:\n  - { model: m }\n', /prices\[0\] sets no price/],
    [
      'money finer than a nano-dollar',
      'users:\n  - { name: a, balance: "0.0000000001" }\n',
      /users\[0\]\.balance is wrong: .*more than 9 decimals/,
    ],
    ['a name used twice', 'groups:\n  - { name: a }\n  - { name: a }\n', /:3:5: groups\[1\] is declared twice: "a"/],
    [
      'a key that is none',
      'users:\n  - { name: a, keys: [ { key: "abc def" } ] }\n',
      /users\[0\]\.keys\[0\]\.key must be "sk-"/,
    ],
    [
      'an address that is none',
      'users:\n  - { name: a, keys: [ { key: sk-abcdefghijklmnopqrstuvwxyz, addresses: [ "300.1.1.1" ] } ] }\n',
      /no address or CIDR range/,
    ],
    [
      'a setting out of bounds',
      'settings: { keepalive_seconds: 9999 }\n',
      /settings\.keepalive_seconds is wrong: .*from 0 to 600/,
    ],
    [
      'an unknown provider, with the one that was meant',
      'channels:\n  - { name: a, provider: opnai, models: [ m ] }\n',
      /not "opnai"; did you mean "openai"\?$/,
    ],
    [
      'an undeclared group, with the one that was meant',
      'groups: [ { name: vip } ]\nusers: [ { name: a, group: vpi } ]\n',
      /^turnpike\.yaml:2:28: users\[0\]\.group names the group "vpi".*; did you mean "vip"\?$/,
    ],
    [
      'the same key twice, with and without its prefix',
      'users:\n  - { name: a, keys: [ { key: sk-abcdefghijklmnopqrstuvwxyz } ] }\n  - { name: b, keys: [ { key: abcdefghijklmnopqrstuvwxyz } ] }\n',
      /^turnpike\.yaml:3:\d+: users\[1\]\.keys\[0\]\.key is the same key as one above/m,
    ],
    [
      'a model that a channel lists twice',
      'channels:\n  - { name: a, provider: openai, models: [ m, { name: m, upstream: x } ] }\n',
      /:2:\d+: channels\[0\]\.models\[1\] is listed twice: "m"/,
    ],
    [
      'an address nobody can listen on',
      'data: x\nlisten: nowhere\n',
      /^turnpike\.yaml:2:9: .*listen must be host:port/,
    ],
    ['a database of another kind', 'database: mysql://h/d\n', /^turnpike\.yaml:1:11: .*sqlite:<path> or postgres:/],
    ['a list where a map belongs', 'settings: [ a ]\n', /:1:11: settings must be a map/],
    ['YAML that does not parse', 'groups: [ {\n', /^turnpike\.yaml:\d+:\d+: /],
  ])('tells %s', (_what, text, expected) => {
    expect(faults(text).join('\n')).toMatch(expected);
  });

  it('understands what an anchor names once for several places', () => {
    const text =
      'channels:\n  - { name: a, provider: openai, models: &shared [ m, n ] }\n  - { name: b, provider: openai, models: *shared }\n';
    expect(read(text).channels[1]?.models.map(({ name }) => name)).toEqual(['m', 'n']);
  });

  it('tells a mistake once, though two readers meet it', () => {
    expect(faults('users: [ { name: a, group: "${NOT_SET}" } ]\n').filter(text => text.includes('NOT_SET'))).toEqual([
      'turnpike.yaml:1:28: the environment variable NOT_SET is not set; set it, or write ${NOT_SET:-default}',
    ]);
  });

  it('tells all mistakes at once', () => {
    expect(faults('lisen: x\nprices:\n  - { model: m, input: "x" }\nusers:\n  - { name: "" }\n').length).toBe(3);
  });
});
