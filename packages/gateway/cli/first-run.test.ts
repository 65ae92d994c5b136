// Specification of the first start: one account, one key, told once; and a line to try that fits what is served.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { applyConfig } from '../config/apply.ts';
import type { Config } from '../config/config.ts';
import { readDeclaration } from '../config/file.ts';
import { hashKey } from '../identity/keys.ts';
import { openSeal, type Seal } from '../identity/seal.ts';
import { openStore } from '../store/open.ts';
import type { Store } from '../store/store.ts';
import { welcome } from './first-run.ts';

const ADDRESS = 'http://127.0.0.1:3000';
let folder: string;
let store: Store;
let seal: Seal;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'turnpike-first-'));
  store = await openStore(`sqlite:${join(folder, 'test.db')}`);
  seal = openSeal(folder, {});
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

async function start(text = ''): Promise<string> {
  const config: Config = {
    ...readDeclaration('test.yaml', text, {}),
    host: '127.0.0.1',
    port: 0,
    databaseUrl: '',
    dataFolder: folder,
    file: 'test.yaml',
  };
  await applyConfig(store, config, seal, true);
  return (await welcome(store, seal, config))(ADDRESS);
}

const keyIn = (text: string): string => /sk-[A-Za-z0-9]{48}/.exec(text)?.[0] ?? '';
const balance = async (id = 1): Promise<bigint> => (await store.ledger.purse(`account:${id}`))?.balance ?? 0n;

describe('the first start', () => {
  it('makes an owner with a play balance and a key that works, and says so once', async () => {
    const first = await start();
    const found = await store.keys.byHash(hashKey(keyIn(first)));
    expect(found?.account).toMatchObject({ name: 'root', role: 'owner', enabled: true });
    expect(await balance()).toBe(100_000_000_000n);
    expect(first).toContain('the built-in sandbox answers for every model');
    expect(first).toContain(`  curl ${ADDRESS}/v1/chat/completions -H "Authorization: Bearer ${keyIn(first)}"`);

    const second = await start();
    expect(keyIn(second)).toBe('');
    expect(second).toContain(`sk-${found?.key.hint}`);
    expect(second).toContain('key show root');
    expect((await store.keys.ofAccount(1)).length).toBe(1);
    expect(await balance()).toBe(100_000_000_000n);
    expect(await store.ledger.reconcile()).toEqual([]);
  });

  it('gives the balance and the key at the next start when it was cut off after the account', async () => {
    await store.accounts.put({
      name: 'root',
      role: 'admin',
      passwordHash: '',
      group: 'default',
      enabled: true,
      declared: false,
    });
    expect(keyIn(await start())).not.toBe('');
    expect(await balance()).toBe(100_000_000_000n);
  });

  it('takes the balance from the settings', async () => {
    await start('settings: { play_balance: "2.5" }\n');
    expect(await balance()).toBe(2_500_000_000n);
  });

  it('keeps no copy of the key where that is switched off', async () => {
    await start('settings: { reveal_keys: false }\n');
    expect((await store.keys.ofAccount(1))[0]?.sealed).toBe('');
  });

  it('makes nothing where users are declared, and prints the address alone', async () => {
    expect(await start('users: [ { name: ann } ]\n')).toBe(`Turnpike listens on ${ADDRESS}\n`);
    expect((await store.accounts.list(0, 10)).map(({ name }) => name)).toEqual(['ann']);
  });

  it('gives no key to accounts that others made or that were put out of force', async () => {
    await start('users: [ { name: ann } ]\n');
    expect(keyIn(await start())).toBe('');
    expect(await store.keys.ofAccount(1)).toEqual([]);
  });
});

describe('the line to try', () => {
  const channel = (fields: string): string => `channels: [ { name: up, base_url: "http://127.0.0.1:9", ${fields} } ]\n`;

  it.each([
    [
      'the sandbox beside a channel for others',
      channel('provider: openai, models: [ gpt-4o ], groups: [ vip ]') + 'groups: [ { name: vip } ]\n',
      /\/v1\/chat\/completions .*"model":"sandbox\/gpt-4o-mini"/,
    ],
    [
      'an alias',
      channel('provider: openai, models: [ { name: fast, upstream: gpt-4o } ]'),
      /\/v1\/chat\/completions .*"model":"fast"/,
    ],
    [
      'Anthropic’s messages',
      channel('provider: anthropic, models: [ claude-sonnet-4-5 ]'),
      /\/v1\/messages -H "x-api-key: sk-.*"max_tokens":256/,
    ],
    [
      'Gemini’s path',
      channel('provider: gemini, models: [ gemini-2.5-pro ]'),
      /\/v1beta\/models\/gemini-2\.5-pro:generateContent -H "x-goog-api-key: sk-/,
    ],
    [
      'Responses',
      channel('provider: compatible, speaks: [ openai-responses ], models: [ gpt-4o ]'),
      /\/v1\/responses .*"input":"Hello"/,
    ],
  ])('uses %s', async (_what, text, expected) => {
    expect(await start(text)).toMatch(expected);
  });

  it('is left out when nothing answers', async () => {
    const text = await start('settings: { sandbox: off }\n');
    expect(text).not.toContain('curl');
    expect(text).toContain('no model answers');
  });
});
