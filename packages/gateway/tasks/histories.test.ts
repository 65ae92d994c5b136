// Random histories of tasks: two engines on one store that fails at random, jobs that go wrong in every way they can.

import * as fc from 'fast-check';
import { Agent } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSandbox, type Sandbox } from '@turnpike/sandbox';
import { customer, engines } from '../../../test/databases.ts';
import { settingsOf } from '../config/settings.ts';
import type { Principal } from '../identity/principal.ts';
import { Coverage } from '../ledger/budgets.ts';
import { sheetOf } from '../ledger/price-sheet.ts';
import { Health } from '../routing/health.ts';
import type { Store } from '../store/store.ts';
import type { TaskStore } from '../store/task-rows.ts';
import type { Channel, World } from '../world.ts';
import { deskFor } from './client-desk.ts';
import { TaskEngine } from './engine.ts';
import { Links } from './links.ts';
import { dialectNamed } from './registry.ts';
import type { TaskServices } from './services.ts';
import { isFinal, readTask } from './task.ts';

const PRICE = 100_000_000n;
let sandbox: Sandbox;
const agent = new Agent();

beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(async () => {
  await agent.destroy();
  await sandbox.close();
});

function worldOf(): World {
  const channels = [
    ['midjourney', sandbox.url],
    ['kling', `${sandbox.url}/kling`],
    ['runway', `${sandbox.url}/runwayml`],
  ].map(([provider = '', baseUrl = ''], index) => ({
    id: index + 1,
    name: provider,
    provider,
    baseUrl,
    speaks: [],
    credentials: [{ id: 'c', secret: 'k' }],
    models: { all: false, named: new Map([[provider, { name: provider, upstream: provider }]]) },
    groups: new Set(['default']),
    priority: 0,
    weight: 1,
    enabled: true,
  }));
  const group = { name: 'default', multiplier: 1_000_000n, special: new Map(), pick: new Set() };
  const sheet = sheetOf({ rates: { call: '0.1' }, tiers: [], factors: {} });
  const settings = { ...settingsOf({}), taskPacePercent: 1, assetKeepDays: 0, retryAttempts: 0 };
  const world = {
    version: 1,
    channels,
    groups: new Map([['default', group]]),
    groupsOf: () => ['default'],
    limits: [],
    settings,
    model: () => undefined,
    knows: () => true,
    price: () => sheet,
    candidates: (model: string) => channels.filter(({ provider }) => model.startsWith(provider.slice(0, 2))),
    modelsOf: () => [],
  };
  return world as unknown as World;
}

/** A store of tasks of which calls fail: before they did anything, or after they did it. */
function flaky(store: TaskStore, fails: () => 'before' | 'after' | 'no'): TaskStore {
  return new Proxy(store, {
    get(target, name, receiver) {
      const method: unknown = Reflect.get(target, name, receiver);
      if (typeof method !== 'function') return method;
      return async (...args: unknown[]) => {
        const how = fails();
        if (how === 'before') throw new Error('away');
        const result: unknown = await Reflect.apply(method, target, args);
        if (how === 'after') throw new Error('away');
        return result;
      };
    },
  });
}

function servicesOf(store: Store, node: string, world: World, fails: () => 'before' | 'after' | 'no'): TaskServices {
  const seal = { mac: (text: string) => Buffer.from(text).toString('base64url') };
  const nothing = (): undefined => undefined;
  const services = {
    store: flaky(store.tasks, fails),
    pins: store.pins,
    ledger: { yield: () => Promise.resolve() },
    limiter: { admit: () => ({ counts: [], end: nothing }) },
    health: new Health(() => world.settings, nothing),
    channelLimits: { take: () => ({ done: nothing }) },
    turns: { next: () => 0 },
    dispatcher: agent,
    dispatcherOf: (_channel: Channel) => agent,
    guarded: agent,
    assets: {},
    seal,
    links: new Links(
      seal,
      () => 60_000,
      () => '',
    ),
    node,
    world: () => world,
    settled: nothing,
    warn: nothing,
  };
  return services as unknown as TaskServices;
}

const marker = fc.constantFrom(
  '',
  '[[fail x]]',
  '[[poll-errors 2]]',
  '[[backwards]]',
  '[[unknown-state]]',
  '[[no-url]]',
  '[[lost-answer]]',
  '[[refuse 429]]',
  '[[refuse 400]]',
);
const platform = fc.constantFrom('midjourney', 'kling', 'runway');
const job = fc.record({
  platform,
  marker,
  takes: fc.integer({ min: 1, max: 60 }),
  node: fc.integer({ min: 0, max: 1 }),
});

function orderFor(name: string, prompt: string) {
  const measure = { calls: 1 };
  if (name === 'midjourney') return { verb: 'imagine', models: ['mi'], body: { prompt }, measure };
  if (name === 'kling') return { verb: 'videos/text2video', models: ['kl'], body: { prompt }, measure };
  const body = { promptText: prompt, promptImage: 'https://example.com/a.png', ratio: '1280:720' };
  return { verb: 'image_to_video', models: ['ru'], body, measure };
}

/** Somebody with plenty of money. */
async function owner(store: Store): Promise<{ principal: Principal; purses: string[] }> {
  const { account, key, purses } = await customer(store, 1_000_000_000_000n);
  const principal = {
    account: { id: account.id, name: 'a', role: 'user', enabled: true, group: 'default' },
    key: { id: key.id, accountId: account.id, name: 'k', enabled: true },
    group: 'default',
    organisation: undefined,
    coverage: new Coverage(purses, []),
    pinnedChannel: undefined,
  } as unknown as Principal;
  return { principal, purses };
}

describe.each(await engines())('histories on $name', engine => {
  it('end each task once: what is charged is what succeeded, and nothing stays held', async () => {
    const database = await engine.make();
    const store = await database.open();
    const world = worldOf();
    const { principal, purses } = await owner(store);
    let count = 0;
    const ends = new Map<string, number>();
    const history = fc.asyncProperty(
      fc.array(job, { minLength: 1, maxLength: 6 }),
      fc.integer({ min: 0, max: 12 }),
      async (jobs, rate) => {
        let calls = 0;
        // The same history fails at the same calls; at most one in eight.
        const fails = (): 'before' | 'after' | 'no' => {
          calls += 1;
          if (rate === 0 || (calls * 7 + rate) % (rate + 8) !== 0) return 'no';
          return calls % 2 === 0 ? 'before' : 'after';
        };
        const nodes = [0, 1].map(index => new TaskEngine(servicesOf(store, `node-${index}`, world, fails)));
        const before = (await store.ledger.purse(purses[0] ?? ''))?.balance ?? 0n;
        const submissions = jobs.map(async ({ platform: name, marker: wrong, takes, node }) => {
          count += 1;
          const requestId = `history${engine.name}${String(count).padStart(6, '0')}`;
          const [dialect, used] = [dialectNamed(name), nodes[node]];
          if (dialect === undefined || used === undefined) throw new Error('no such dialect');
          const caller = { principal, dialect, origin: 'http://us', requestId, gone: () => false };
          await deskFor(used.work, caller)
            .submit(orderFor(name, `${wrong} [[takes ${takes}]] ${requestId}`))
            .catch(() => undefined);
          return requestId;
        });
        const look = async (): Promise<void> => {
          for (const each of nodes) await each.tick().catch(() => 0);
        };
        for (let round = 0; round < 3; round += 1)
          await Promise.all([look(), look(), new Promise(resolve => setTimeout(resolve, 20))]);
        const ids = await Promise.all(submissions);
        let open = ids;
        for (let round = 0; open.length > 0; round += 1) {
          if (round > 200)
            throw new Error(
              `tasks that do not end: ${JSON.stringify(await Promise.all(open.map(id => store.tasks.byId(id))), (_name, value: unknown) => (typeof value === 'bigint' ? String(value) : value))}`,
            );
          for (const name of ['node-0', 'node-1']) await store.tasks.free(name);
          await Promise.all([look(), look()]);
          await new Promise(resolve => setTimeout(resolve, 15));
          const rows = await Promise.all(open.map(id => store.tasks.byId(id)));
          open = rows.filter(row => row !== undefined && !isFinal(row.state)).map(row => row?.id ?? '');
        }
        const rows = await Promise.all(ids.map(id => store.tasks.byId(id)));
        for (const row of rows) ends.set(row?.state ?? 'none', (ends.get(row?.state ?? 'none') ?? 0) + 1);
        const good = rows.filter(row => row?.state === 'succeeded');
        const purse = await store.ledger.purse(purses[0] ?? '');
        expect(before - (purse?.balance ?? 0n)).toBe(PRICE * BigInt(good.length));
        expect(purse?.leased).toBe(0n);
        for (const row of good) if (row !== undefined) expect(readTask(row).visible).toBe(true);
        expect(await store.ledger.reconcile()).toEqual([]);
      },
    );
    await fc.assert(history, { numRuns: engine.name === 'SQLite' ? 16 : 8, endOnFailure: true });
    // Of both kinds, or the histories say nothing.
    expect(ends.get('succeeded')).toBeGreaterThan(3);
    expect(ends.get('failed')).toBeGreaterThan(3);
    await database.dispose();
  }, 120_000);

  it('give each task an id of its own, also where the ids of one moment are alike', async () => {
    const database = await engine.make();
    const store = await database.open();
    const { principal } = await owner(store);
    const midjourney = dialectNamed('midjourney');
    if (midjourney === undefined) throw new Error('no such dialect');
    // Sixteen digits of the time are too few for a burst on several nodes: here each comes three times.
    let drawn = 0;
    const newId = (): string => String(1_780_000_000_000_000 + Math.floor(drawn++ / 3));
    const nodes = [0, 1].map(index => new TaskEngine(servicesOf(store, `node-${index}`, worldOf(), () => 'no')));
    const tasks = await Promise.all(
      Array.from({ length: 12 }, async (_none, index) => {
        const node = nodes[index % 2];
        if (node === undefined) throw new Error('no such node');
        const dialect = { ...midjourney, newId };
        const caller = { principal, dialect, origin: 'http://us', requestId: `twin${index}`, gone: () => false };
        return deskFor(node.work, caller).submit(orderFor('midjourney', `[[takes 5]] ${index}`));
      }),
    );
    expect(new Set(tasks.map(({ publicId }) => publicId)).size).toBe(12);
    for (const { id, publicId } of tasks) expect((await store.tasks.byId(id))?.publicId).toBe(publicId);
    await database.dispose();
  });
});
