// Specification of the command line: what each verb says and does, and how a mistake is told.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { applyConfig } from '../config/apply.ts';
import { loadConfig } from '../config/load.ts';
import { ConfigError } from '../config/config.ts';
import { hashKey } from '../identity/keys.ts';
import { runCommand } from './command.ts';
import { tellFault } from './faults.ts';
import { withStore } from './with-store.ts';

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'turnpike cli '));
  file = join(folder, 'test.yaml');
  writeFileSync(file, `database: "sqlite:${folder}/test.db"\n`);
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly error: string;
}

/** Runs a command as main.ts does. */
async function turnpike(...words: readonly string[]): Promise<Outcome> {
  const said = { out: '', error: '' };
  vi.spyOn(process.stdout, 'write').mockImplementation(text => Boolean((said.out += String(text))));
  vi.spyOn(process.stderr, 'write').mockImplementation(text => Boolean((said.error += String(text))));
  try {
    return { code: await runCommand([...words, '--config', file]), ...said };
  } catch (error) {
    const { code, text } = tellFault(error);
    return { code, ...said, error: text };
  } finally {
    vi.restoreAllMocks();
  }
}

/** Puts the file's declarations in force, as a start does. */
async function apply(text: string): Promise<void> {
  writeFileSync(file, `database: "sqlite:${folder}/test.db"\n${text}`);
  await withStore({ config: file }, ({ store, seal, config }) => applyConfig(store, config, seal, true));
}

describe('the command line', () => {
  it('lists its verbs, and says its release', async () => {
    const { code, out } = await turnpike('--help');
    expect(code).toBe(0);
    for (const verb of ['serve', 'check-config', 'doctor', 'user', 'key', 'channel', 'reconcile', 'version']) {
      expect(out).toContain(`turnpike ${verb}`);
    }
    expect((await turnpike('version')).out).toMatch(/^turnpike \d+\.\d+\.\d+ \(Node 2\d\./);
    expect((await turnpike('--version')).out).toMatch(/^turnpike \d/);
  });

  it.each([
    [['strat'], /there is no command strat; turnpike --help lists them/],
    [['toString'], /there is no command toString/],
    [['user', 'list', '--bogus'], /^turnpike: Unknown option '--bogus'; turnpike --help lists them$/],
    [['user', 'list', '--budget', '2'], /turnpike user takes no --budget/],
    [['key', 'frobnicate'], /turnpike key knows create, list, show, change, enable, disable, not frobnicate/],
    [['key', 'show', 'nobody'], /there is no user nobody; turnpike user list shows them/],
    [['user', 'create'], /turnpike user create NAME/],
    [['user', 'create', 'bob', 'king'], /turnpike user create NAME/],
  ])('answers %j with one line and the exit code 2', async (words, expected) => {
    const { code, out, error } = await turnpike(...words);
    expect(code).toBe(2);
    expect(out).toBe('');
    expect(error).toMatch(expected);
    expect(error).not.toContain('\n');
  });
});

describe('turnpike user', () => {
  it('makes a user once, gives and takes money, and lists it', async () => {
    expect((await turnpike('user', 'create', 'bob')).out).toBe('user bob has the id 1\n');
    expect(await turnpike('user', 'create', 'bob')).toMatchObject({
      code: 2,
      error: 'turnpike: there is a user bob already',
    });
    expect((await turnpike('user', 'credit', 'bob', '5', 'a', 'gift')).out).toBe('the balance of bob is 5 USD\n');
    expect((await turnpike('user', 'credit', 'bob', '-1.5')).out).toBe('the balance of bob is 3.5 USD\n');
    expect((await turnpike('user', 'credit', 'bob', '1e3')).code).toBe(1);
    expect((await turnpike('user', 'list')).out).toMatch(
      /^id +name +role.*\n1 +bob +user +default +enabled +3\.5 +0\n$/,
    );
    expect(await turnpike('reconcile')).toMatchObject({ code: 0, out: expect.stringContaining('0 differences') });
  });

  it('puts a user out of force and back, but not one that the file declares', async () => {
    await turnpike('user', 'create', 'bob');
    await turnpike('user', 'disable', 'bob');
    expect((await turnpike('user', 'list')).out).toMatch(/bob .* disabled/);
    await turnpike('user', 'enable', 'bob');
    expect((await turnpike('user', 'list')).out).toMatch(/bob .* enabled/);
    await apply('users: [ { name: ann } ]\n');
    expect((await turnpike('user', 'disable', 'ann')).error).toBe(
      `turnpike: ann is declared in ${file}; change it there`,
    );
  });
});

describe('turnpike key', () => {
  it('makes a key with its limits, shows it again, and disables it', async () => {
    await turnpike('user', 'create', 'bob');
    const limits = [
      '--budget',
      '2.5',
      '--models',
      'a, b',
      '--addresses',
      '10.0.0.0/8',
      '--expires',
      '2030-01-31T00:00:00Z',
    ];
    const secret = (await turnpike('key', 'create', 'bob', 'dev', ...limits)).out.trim();
    expect(secret).toMatch(/^sk-[A-Za-z0-9]{48}$/);
    await withStore({ config: file }, async ({ store }) => {
      expect((await store.keys.byHash(hashKey(secret)))?.key).toMatchObject({
        name: 'dev',
        budget: 2_500_000_000n,
        models: ['a', 'b'],
        addresses: ['10.0.0.0/8'],
        expiresAt: Date.UTC(2030, 0, 31),
        enabled: true,
      });
    });
    expect((await turnpike('key', 'show', 'bob', '1')).out).toContain(secret);
    const listed = (await turnpike('key', 'list')).out;
    expect(listed).toMatch(/1 +bob +dev +sk-.{4}\*+.{4} +enabled +2\.5/);
    expect(listed).not.toContain(secret);
    expect((await turnpike('key', 'disable', 'bob', '1')).code).toBe(0);
    expect((await turnpike('key', 'list', 'bob')).out).toContain('disabled');
    expect((await turnpike('key', 'disable', 'bob', '7')).error).toMatch(/bob has no key 7/);
  });

  it('keeps no copy of a key where that is switched off', async () => {
    await turnpike('user', 'create', 'bob');
    const secret = (await turnpike('key', 'create', 'bob', '--set', 'reveal_keys=off')).out.trim();
    const { out } = await turnpike('key', 'show', 'bob');
    expect(out).toContain('(no copy was kept)');
    expect(out).not.toContain(secret);
  });

  it.each([
    [['--group', 'gold'], /there is no group gold; known are default/],
    [['--addresses', '1.2.3'], /--addresses: 1\.2\.3 is no address or CIDR range/],
    [['--budget', 'lots'], /--budget must be a plain decimal/],
    [['--expires', 'soon'], /--expires is a date such as/],
  ])('refuses %j and makes nothing', async (limits, expected) => {
    await turnpike('user', 'create', 'bob');
    expect((await turnpike('key', 'create', 'bob', ...limits)).error).toMatch(expected);
    expect((await turnpike('key', 'list')).out).not.toContain('bob');
  });

  it('leaves a key to the file that declares it', async () => {
    await apply('users: [ { name: ann, keys: [ { name: dev, key: sk-abcdefghijklmnopqrstuvwxyz } ] } ]\n');
    expect((await turnpike('key', 'disable', 'ann', '1')).error).toMatch(
      /dev is declared in .*test\.yaml; change it there/,
    );
  });
});

describe('turnpike channel', () => {
  it('lists the channels in force without their keys', async () => {
    await apply('channels: [ { name: up, provider: openai, keys: [ sk-very-secret ], models: [ a, b ] } ]\n');
    const { out } = await turnpike('channel', 'list');
    expect(out).toMatch(
      /up +openai +enabled +ok +0 +1 +2 +default +openai-chat,openai-responses +https:\/\/api\.openai\.com/,
    );
    expect(out).not.toContain('secret');
  });
});

describe('turnpike check-config', () => {
  it('counts what is declared, or tells every mistake', async () => {
    writeFileSync(file, 'groups: [ { name: vip } ]\n');
    expect(await turnpike('check-config')).toMatchObject({ code: 0, out: expect.stringMatching(/^ok: .*1 groups/) });
    writeFileSync(file, 'gruops: []\nlisten: nonsense\n');
    const { code, error } = await turnpike('check-config');
    expect(code).toBe(1);
    expect(error).toMatch(/test\.yaml:1:1: unknown field "gruops".*\n.*test\.yaml:2:9: .*listen/);
  });
});

describe('turnpike doctor', () => {
  let upstream: Server;
  let asked: string[];
  let address: string;

  beforeEach(async () => {
    asked = [];
    upstream = createServer((request, response) => {
      asked.push(JSON.stringify(request.headers));
      response.writeHead(404).end();
    });
    await new Promise<void>(resolve => upstream.listen(0, '127.0.0.1', resolve));
    // A listening TCP server's address is of this shape.
    address = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`;
  });
  afterEach(() => {
    upstream.closeAllConnections();
    upstream.close();
  });

  it('finds nothing wrong before the first start, and makes nothing', async () => {
    expect(await turnpike('doctor')).toMatchObject({
      code: 0,
      out: expect.stringContaining('is made at the first start'),
    });
    expect(() => rmSync(join(folder, 'test.db'))).toThrow(/ENOENT/);
    expect(() => rmSync(join(folder, 'secret.key'))).toThrow(/ENOENT/);
  });

  it('reaches every upstream without a credential', async () => {
    await apply(
      `channels: [ { name: up, provider: compatible, base_url: "${address}", keys: [ secret ], models: [ gpt-4o ] } ]\n`,
    );
    const { code, out } = await turnpike('doctor');
    expect(out).toContain(`ok     channel up: ${address} answers`);
    expect(code).toBe(0);
    expect(asked.length).toBe(1);
    expect(asked[0]).not.toContain('secret');
  });

  it('says what is wrong: an upstream away, a model without a price, a user without money, an open port', async () => {
    await apply(
      'listen: 0.0.0.0:0\nusers: [ { name: ann } ]\nchannels: [ { name: up, provider: compatible, base_url: "http://127.0.0.1:1", models: [ nameless ] } ]\n',
    );
    const { code, out } = await turnpike('doctor');
    expect(code).toBe(1);
    expect(out).toMatch(/fault {2}channel up: http:\/\/127\.0\.0\.1:1 does not answer \(ECONNREFUSED\)/);
    expect(out).toMatch(/warn {3}channel up: has no key/);
    expect(out).toMatch(/warn {3}channel up: calls of nameless are refused/);
    expect(out).toMatch(/warn {3}users: no balance is left to ann/);
    expect(out).toMatch(/warn {3}listen: 0\.0\.0\.0 can be reached from outside/);
  });

  it('says that no model answers where there is neither a channel nor the sandbox', async () => {
    expect((await turnpike('doctor', '--set', 'sandbox=off')).out).toMatch(
      /fault {2}channels: none, and the sandbox is off/,
    );
  });

  it('tells a database that does not answer', async () => {
    const { code, out } = await turnpike('doctor', '--database', 'postgres://127.0.0.1:1/x', '--data', folder);
    expect(code).toBe(1);
    expect(out).toMatch(/fault {2}database: nothing answers at 127\.0\.0\.1:1/);
  });
});

describe('a failure', () => {
  const systemError = (code: string, fields: object): Error =>
    Object.assign(new Error(`listen ${code}`), { code, ...fields });

  it.each([
    [
      systemError('EADDRINUSE', { address: '127.0.0.1', port: 3000 }),
      1,
      /^turnpike: 127\.0\.0\.1:3000 is in use by another program; .*--listen/,
    ],
    [systemError('EACCES', { address: '0.0.0.0', port: 80 }), 1, /^turnpike: this user may not use 0\.0\.0\.0:80$/],
    [systemError('EACCES', { path: '/root/data' }), 1, /may not use \/root\/data/],
    [new AggregateError([systemError('ECONNREFUSED', { address: '::1', port: 5432 })], ''), 1, /./],
    [new ConfigError(['a:1:1: x', 'a:2:2: y']), 1, /^a:1:1: x\na:2:2: y$/],
    [new Error('the journal is full'), 1, /^turnpike: the journal is full$/],
  ])('of the machine is told in a line: %s', (error, code, text) => {
    const told = tellFault(error);
    expect(told.code).toBe(code);
    expect(told.text).toMatch(text);
    expect(told.text).not.toContain('    at ');
  });

  it('of ours shows where it is', () => {
    expect(tellFault(new TypeError('x is not a function')).text).toContain('    at ');
  });

  it('keeps the configuration that was asked for', () => {
    expect(loadConfig({ config: file }, {}).file).toBe(file);
  });
});
