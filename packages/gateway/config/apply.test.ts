// Specification of applying a configuration: idempotent, and what is no longer declared goes out of force.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadCatalog } from '../catalog/catalog.ts';
import { buildWorld } from '../catalog/build-world.ts';
import { hashKey } from '../identity/keys.ts';
import { openSeal, type Seal } from '../identity/seal.ts';
import { openStore } from '../store/open.ts';
import type { Store } from '../store/store.ts';
import type { World } from '../world.ts';
import { applyConfig } from './apply.ts';
import type { Config } from './config.ts';
import { readDeclaration } from './file.ts';

const KEY = 'sk-abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKL';
let folder: string;
let store: Store;
let seal: Seal;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'turnpike-apply-'));
  store = await openStore(`sqlite:${join(folder, 'test.db')}`);
  seal = openSeal(folder, {});
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

function configOf(text: string): Config {
  return {
    ...readDeclaration('test.yaml', text, {}),
    host: '127.0.0.1',
    port: 0,
    databaseUrl: '',
    dataFolder: folder,
    file: 'test.yaml',
  };
}

async function apply(text: string): Promise<void> {
  await applyConfig(store, configOf(text), seal, true);
}

async function world(sandboxUrl?: string): Promise<World> {
  const warn = (message: string): never => {
    throw new Error(message);
  };
  return buildWorld({
    version: 1,
    documents: await store.documents.all(),
    written: {},
    catalog: loadCatalog(),
    seal,
    sandboxUrl,
    warn,
  });
}

const FULL = `
groups: [ { name: vip, multiplier: "0.8" } ]
channels:
  - { name: up, provider: openai, base_url: "http://127.0.0.1:9", keys: [ one, two ], models: [ gpt-4o-mini, { name: fast, upstream: gpt-4o } ], groups: [ vip ] }
prices: [ { model: fast, input: "1", output: "2" } ]
users:
  - { name: bob, password: pw, balance: "5", keys: [ { name: dev, key: ${KEY}, budget: "2" } ] }
`;

describe('applying a configuration', () => {
  it('changes nothing the second time', async () => {
    await apply(FULL);
    const version = await store.version();
    const documents = await store.documents.all();
    await apply(FULL);
    expect(await store.version()).toBe(version);
    expect(await store.documents.all()).toEqual(documents);
    expect((await store.ledger.purse('account:1'))?.balance).toBe(5_000_000_000n);
    expect(await store.ledger.reconcile()).toEqual([]);
  });

  it('keeps provider keys sealed, and opens them in the world', async () => {
    await apply(FULL);
    expect(JSON.stringify(await store.documents.all())).not.toContain('"one"');
    expect((await world()).channels[0]?.credentials.map(({ secret }) => secret)).toEqual(['one', 'two']);
  });

  it('takes what is no longer declared out of force', async () => {
    await apply(FULL);
    await apply('users: [ { name: ann } ]\n');
    expect((await world()).channels).toEqual([]);
    const found = await store.keys.byHash(hashKey(KEY));
    expect(found?.account.enabled).toBe(false);
    await apply(FULL.replace(KEY, `${KEY.slice(0, -1)}M`));
    expect((await store.keys.byHash(hashKey(KEY)))?.key.enabled).toBe(false);
  });

  it('adjusts a budget that changes, and grants a balance once', async () => {
    await apply(FULL);
    const id = (await store.keys.byHash(hashKey(KEY)))?.key.id ?? 0;
    expect((await store.ledger.purse(`key:${id}`))?.balance).toBe(2_000_000_000n);
    await apply(FULL.replace('budget: "2"', 'budget: "3.5"').replace('balance: "5"', 'balance: "50"'));
    expect((await store.ledger.purse(`key:${id}`))?.balance).toBe(3_500_000_000n);
    expect((await store.ledger.purse('account:1'))?.balance).toBe(5_000_000_000n);
    expect(await store.ledger.reconcile()).toEqual([]);
  });
});

describe('the world', () => {
  it('offers a model to the groups of its channels only', async () => {
    await apply(FULL);
    const made = await world();
    expect(made.candidates('fast', 'vip').map(({ name }) => name)).toEqual(['up']);
    expect(made.candidates('fast', 'default')).toEqual([]);
    expect(made.knows('fast')).toBe(true);
    expect(made.knows('nothing')).toBe(false);
    expect(made.modelsOf('vip')).toEqual(['fast', 'gpt-4o-mini']);
    expect(made.groups.get('vip')?.multiplier).toBe(800_000n);
  });

  it('prices by the operator first, then by the catalog, an alias by what it stands for', async () => {
    await apply(
      'channels: [ { name: up, provider: compatible, base_url: "http://127.0.0.1:9", models: [ { name: mine, upstream: gpt-4o-mini }, unknown, gpt-4o ] } ]\nprices: [ { model: gpt-4o, input: "9", output: "9" } ]\n',
    );
    const made = await world();
    expect(made.price('gpt-4o')?.source).toBe('operator');
    expect(made.price('mine')).toBe(loadCatalog().find('gpt-4o-mini')?.price);
    expect(made.price('unknown')).toBeUndefined();
    expect(made.modelsOf('default')).toEqual(['gpt-4o', 'mine']);
  });

  it('lets the sandbox serve everything until a channel exists, then only names of its own', async () => {
    const alone = await world('http://127.0.0.1:1');
    expect(alone.candidates('claude-sonnet-4-5', 'default').map(({ provider }) => provider)).toEqual(['sandbox']);
    await apply(FULL);
    const beside = await world('http://127.0.0.1:1');
    expect(beside.candidates('claude-sonnet-4-5', 'default')).toEqual([]);
    expect(beside.candidates('sandbox/claude-sonnet-4-5', 'default').map(({ provider }) => provider)).toEqual([
      'sandbox',
    ]);
    expect(beside.price('sandbox/claude-sonnet-4-5')).toBe(loadCatalog().find('claude-sonnet-4-5')?.price);
  });

  it('prices an alias by the operator’s price of what it stands for', async () => {
    await apply(
      'channels: [ { name: up, provider: openai, models: [ { name: mine, upstream: gpt-4o } ] } ]\nprices: [ { model: gpt-4o, input: "9", output: "9" } ]\n',
    );
    const made = await world();
    expect(made.price('mine')).toBe(made.price('gpt-4o'));
    expect(made.price('mine')?.source).toBe('operator');
  });

  it('never lets the sandbox answer for a channel that is switched off', async () => {
    await apply('channels: [ { name: up, provider: openai, models: [ gpt-4o ], enabled: false } ]\n');
    const made = await world('http://127.0.0.1:1');
    expect(made.candidates('gpt-4o', 'default')).toEqual([]);
    expect(made.candidates('claude-sonnet-4-5', 'default')).toEqual([]);
    expect(made.knows('gpt-4o')).toBe(true);
  });

  it('never lets the sandbox answer for a channel whose keys it cannot open, and says so', async () => {
    await apply(FULL);
    const told: string[] = [];
    const made = buildWorld({
      version: 1,
      documents: await store.documents.all(),
      written: {},
      catalog: loadCatalog(),
      seal: openSeal(folder, { TURNPIKE_SECRET: 'another secret than before, long enough' }),
      sandboxUrl: 'http://127.0.0.1:1',
      warn: message => void told.push(message),
    });
    expect(made.candidates('gpt-4o', 'default')).toEqual([]);
    expect(told).toEqual([expect.stringMatching(/^the channel up is left out: /)]);
  });

  it('sells by "*" what the provider makes, and nothing else', async () => {
    await apply('channels: [ { name: up, provider: anthropic, base_url: "http://127.0.0.1:9", models: "*" } ]\n');
    const made = await world();
    expect(made.candidates('claude-sonnet-4-5', 'default').length).toBe(1);
    expect(made.candidates('gpt-4o-mini', 'default')).toEqual([]);
  });
});
