// Random histories of tasks: two engines on one store that fails at random, jobs that go wrong in every way they can.

import * as fc from 'fast-check';
import { Agent } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSandbox, type Sandbox } from '@turnpike/sandbox';
import { customer, engines } from '../../../test/databases.ts';
import { PLATFORM_CASES, type PlatformCase } from '../../../test/support/task-platforms.ts';
import { settingsOf } from '../config/settings.ts';
import type { Principal } from '../identity/principal.ts';
import { Coverage } from '../ledger/budgets.ts';
import { sheetOf } from '../ledger/price-sheet.ts';
import { record, type Json } from '../relay/json.ts';
import { Health } from '../routing/health.ts';
import type { Store } from '../store/store.ts';
import type { TaskStore } from '../store/task-rows.ts';
import type { Channel, World } from '../world.ts';
import { deskFor } from './client-desk.ts';
import { TaskEngine } from './engine.ts';
import { Links } from './links.ts';
import { dialectNamed, DIALECTS, DRIVERS } from './registry.ts';
import type { TaskServices } from './services.ts';
import { isFinal, readTask, type Task } from './task.ts';

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

/** A channel for each driver, with two keys where its platform tells keys apart; `left`: only that one of them. */
function worldOf(left?: number): World {
  const channels = PLATFORM_CASES.map(({ provider, base, keys, model, driver }, index) => ({
    id: index + 1,
    name: driver,
    provider,
    baseUrl: sandbox.url + base,
    speaks: [],
    credentials: keys
      .map((secret, number) => ({ id: `c${number}`, secret }))
      .filter((_key, number) => left === undefined || number === left),
    models: { all: false, named: new Map([[model, { name: model, upstream: model }]]) },
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
    candidates: (model: string) => channels.filter(({ models }) => models.named.has(model)),
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
const job = fc.record({
  platform: fc.constantFrom(...PLATFORM_CASES),
  marker,
  takes: fc.integer({ min: 1, max: 60 }),
  node: fc.integer({ min: 0, max: 1 }),
});

/** An engine dies in such a round; what it had begun goes on behind the back of the one that follows it. */
const deaths = fc.array(fc.record({ round: fc.integer({ min: 0, max: 12 }), node: fc.integer({ min: 0, max: 1 }) }), {
  maxLength: 3,
});

type Wanted = Pick<PlatformCase, 'pattern' | 'params' | 'headers' | 'query'> & { readonly body: Json };

const firstWish = (one: PlatformCase, prompt: string): Wanted => ({ ...one, body: one.body(prompt) });

/** Has a platform's own route do what a client asks it for; rejects when it is refused, or something fails. */
async function place(
  dialectName: string,
  { pattern, params = {}, headers = {}, query = '', body }: Wanted,
  work: TaskEngine['work'],
  principal: Principal,
  requestId: string,
): Promise<void> {
  const found = DIALECTS.filter(({ name }) => name === dialectName).flatMap(dialect =>
    dialect.routes.map(route => ({ dialect, route })),
  );
  const { dialect, route } = found.find(each => each.route.method === 'POST' && each.route.pattern === pattern) ?? {};
  if (dialect === undefined || route === undefined) throw new Error(`no route ${pattern}`);
  const caller = { principal, dialect, origin: 'http://us', requestId, gone: () => false };
  const ask = { method: 'POST', path: pattern, params, query: new URLSearchParams(query), body, files: [], headers };
  await route.handle(ask, deskFor(work, caller));
}

/** Questions that the practice upstream got with a key after what another one made. */
async function foreignLooks(): Promise<number> {
  const told: unknown = await (await fetch(`${sandbox.url}/__sandbox/polls`)).json();
  return Number(record(told)['foreign']);
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

/** Batches are begun by paths of their own (`test/batches.test.ts`): what follows is the same engine. */
const NAMES = DRIVERS.map(({ name }) => name)
  .filter(name => !name.endsWith('-batch'))
  .toSorted();

it('histories are of every driver', () => {
  expect(PLATFORM_CASES.map(({ driver }) => driver).toSorted()).toEqual(NAMES);
});

describe.each(await engines())('histories on $name', engine => {
  it('end each task once: what is charged is what succeeded, and nothing stays held', async () => {
    const database = await engine.make();
    const store = await database.open();
    const world = worldOf();
    const { principal, purses } = await owner(store);
    let count = 0;
    let histories = 0;
    const ends = new Map<string, number>();
    const made = new Set<string>();
    const history = fc.asyncProperty(
      fc.array(job, { minLength: 1, maxLength: 8 }),
      fc.integer({ min: 0, max: 12 }),
      deaths,
      async (drawn, rate, dying) => {
        // Every driver has its turn, whatever is drawn.
        const turn = PLATFORM_CASES.filter((_one, index) => index % 6 === histories % 6);
        histories += 1;
        const jobs = [...drawn, ...turn.map(one => ({ platform: one, marker: '', takes: 20, node: histories % 2 }))];
        let calls = 0;
        // The same history fails at the same calls; at most one in eight.
        const fails = (): 'before' | 'after' | 'no' => {
          calls += 1;
          if (rate === 0 || (calls * 7 + rate) % (rate + 8) !== 0) return 'no';
          return calls % 2 === 0 ? 'before' : 'after';
        };
        const begin = (index: number): TaskEngine => new TaskEngine(servicesOf(store, `node-${index}`, world, fails));
        const nodes = [begin(0), begin(1)];
        const everOne = [...nodes];
        const die = (round: number): void => {
          for (const { node } of dying.filter(each => each.round === round)) {
            const successor = begin(node);
            nodes[node] = successor;
            everOne.push(successor);
          }
        };
        const before = (await store.ledger.purse(purses[0] ?? ''))?.balance ?? 0n;
        const submissions = jobs.map(async ({ platform, marker: wrong, takes, node }) => {
          count += 1;
          const requestId = `history${engine.name}${String(count).padStart(6, '0')}`;
          // Where an address may come late, its absence is waited for longer than a test lasts.
          const wish = firstWish(
            platform,
            `${platform.patient === true && wrong === '[[no-url]]' ? '' : wrong} [[takes ${takes}]] ${requestId}`,
          );
          const { work } = nodes[node] ?? begin(node);
          await place(platform.dialect, wish, work, principal, requestId).catch(() => undefined);
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
          die(round);
          for (const name of ['node-0', 'node-1']) await store.tasks.free(name);
          // Callbacks come late, twice, and to whoever is there.
          if (round % 3 === 0) for (const { work } of everOne) await work.wake(open[0] ?? '').catch(() => undefined);
          await Promise.all([look(), look()]);
          await new Promise(resolve => setTimeout(resolve, 15));
          const rows = await Promise.all(open.map(id => store.tasks.byId(id)));
          open = rows.filter(row => row !== undefined && !isFinal(row.state)).map(row => row?.id ?? '');
        }
        const rows = await Promise.all(ids.map(id => store.tasks.byId(id)));
        for (const row of rows) ends.set(row?.state ?? 'none', (ends.get(row?.state ?? 'none') ?? 0) + 1);
        for (const row of rows) if (row?.state === 'succeeded') made.add(row.driver);
        const good = rows.filter(row => row?.state === 'succeeded');
        const purse = await store.ledger.purse(purses[0] ?? '');
        expect(before - (purse?.balance ?? 0n)).toBe(PRICE * BigInt(good.length));
        expect(purse?.leased).toBe(0n);
        for (const row of good) if (row !== undefined) expect(readTask(row).visible).toBe(true);
        expect(await store.ledger.reconcile()).toEqual([]);
      },
    );
    await fc.assert(history, { numRuns: engine.name === 'SQLite' ? 18 : 8, endOnFailure: true });
    expect(await foreignLooks()).toBe(0);
    // A history may end every one of a driver's badly; over all of them each has made something.
    if (engine.name === 'SQLite') expect([...made].toSorted()).toEqual(NAMES);
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
        return deskFor(node.work, caller).submit({
          verb: 'imagine',
          models: ['mj_imagine'],
          body: { prompt: `[[takes 5]] ${index}` },
          measure: { calls: 1 },
        });
      }),
    );
    expect(new Set(tasks.map(({ publicId }) => publicId)).size).toBe(12);
    for (const { id, publicId } of tasks) expect((await store.tasks.byId(id))?.publicId).toBe(publicId);
    await database.dispose();
  });

  it.runIf(engine.name === 'SQLite')(
    'follow what was made at the account that made it, or not at all',
    async () => {
      const database = await engine.make();
      const store = await database.open();
      const { principal } = await owner(store);
      const never = (): 'no' => 'no';
      const node = new TaskEngine(servicesOf(store, 'node-0', worldOf(), never));
      // The same node without the key that made what is followed up.
      const others = [1, 0].map(left => new TaskEngine(servicesOf(store, 'node-1', worldOf(left), never)));
      const ended = async (id: string): Promise<Task> => {
        for (let round = 0; round < 300; round += 1) {
          await node.tick();
          const row = await store.tasks.byId(id);
          if (row !== undefined && isFinal(row.state)) return readTask(row);
          await new Promise(resolve => setTimeout(resolve, 10));
        }
        throw new Error(`${id} does not end`);
      };
      const follow = async (one: PlatformCase): Promise<void> => {
        for (const [turn, prompt] of ['[[takes 5]] first', '[[takes 5]] second'].entries()) {
          if (one.more === undefined) continue;
          const id = `${engine.name}-${one.driver}-${turn}`;
          await place(one.dialect, firstWish(one, prompt), node.work, principal, id);
          const parent = await ended(id);
          expect([id, parent.state]).toEqual([id, 'succeeded']);
          const shown = record(dialectNamed(parent.dialect)?.render(parent, node.work.services.links));
          const wish = one.more(parent.publicId, shown, '[[takes 5]] more');
          const other = others[Number(parent.credential.slice(1))];
          if (other === undefined) throw new Error(`a credential ${parent.credential}`);
          await expect(place(one.dialect, wish, other.work, principal, `${id}-foreign`)).rejects.toThrow();
          await place(one.dialect, wish, node.work, principal, `${id}-more`);
          const next = await ended(`${id}-more`);
          const at = ({ state, channel, credential }: Task): unknown[] => [id, state, channel, credential];
          expect(at(next)).toEqual(at(parent));
        }
      };
      await Promise.all(PLATFORM_CASES.map(follow));
      expect(await foreignLooks()).toBe(0);
      await database.dispose();
    },
    60_000,
  );
});
