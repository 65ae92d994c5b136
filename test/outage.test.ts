// The database goes away for ten seconds under load: calls go on within what the node has, then 503; no charge is lost.

import { createServer, connect, type Server, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openStore } from '../packages/gateway/store/open.ts';
import { createDatabase, sharedPostgres, type TestPostgres } from './postgres.ts';
import { call, eventually, pause } from './support/client.ts';
import { answerInKind, FAMILIES } from './support/families.ts';
import { Gateway, keyOf } from './support/gateway.ts';
import { Upstream } from './support/upstream.ts';

const KEY = keyOf('outage');
const AWAY_MS = 10_000;
const RATE_MS = 15;
const MOST_AT_ONCE = 200;
/** The node asks for the database at least once a second; the rest is for a machine that is busy with other things. */
const RECOVERY_MS = 30_000;
/** Nano-dollars a call. */
const PRICE = 1_000_000n;

/** A road to the database that can be closed: what goes over it breaks off, and nothing new comes through. */
class Road {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  open = true;

  constructor(target: URL) {
    this.#server = createServer(near => {
      if (!this.open) {
        near.destroy();
        return;
      }
      const far = connect(Number(target.port), target.hostname);
      for (const [from, to] of [
        [near, far],
        [far, near],
      ] as const) {
        this.#sockets.add(from);
        from
          .on('error', () => to.destroy())
          .on('close', () => {
            this.#sockets.delete(from);
            to.destroy();
          });
        from.pipe(to);
      }
    });
  }

  async listen(): Promise<number> {
    await new Promise<void>(resolve => this.#server.listen(0, '127.0.0.1', resolve));
    const address = this.#server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  }

  close(): void {
    this.open = false;
    for (const socket of this.#sockets) socket.destroy();
  }

  dispose(): void {
    this.close();
    this.#server.close();
  }
}

let server: TestPostgres | undefined;
let upstream: Upstream;
let gateway: Gateway;
let road: Road;
let direct: string;

beforeAll(async () => {
  server = await sharedPostgres();
  if (server === undefined) return;
  direct = await createDatabase(server);
  road = new Road(new URL(direct));
  const through = new URL(direct);
  through.port = String(await road.listen());
  upstream = await Upstream.start(answerInKind);
  gateway = await Gateway.start({
    channels: [{ name: 'up', provider: 'openai', base_url: upstream.url, keys: ['s'], models: ['m'] }],
    prices: [{ model: 'm', call: '0.001' }],
    users: [{ name: 'crowd', balance: '100', keys: [{ name: 'crowd', key: KEY }] }],
    settings: { log_requests: false },
    database: through.href,
  });
}, 60_000);

afterAll(async () => {
  if (server === undefined) return;
  await gateway.dispose();
  await upstream.stop();
  road.dispose();
  await server.stop();
});

it(
  'answers 200 or 503 while it is away, never 403, and charges every answer once',
  { timeout: 120_000 },
  async context => {
    if (server === undefined) return context.skip();
    const [family] = FAMILIES;
    if (family === undefined) throw new Error('no family');
    const whole = new Set<string>();
    const statuses = new Map<string, number>();
    let phase = 'before';
    const one = async (): Promise<void> => {
      const started = phase;
      const request = { headers: family.headers(KEY), body: family.body('m', false) };
      const answer = await call(gateway.url + family.path('m', false), request);
      const word = `${started} ${answer.status}`;
      statuses.set(word, (statuses.get(word) ?? 0) + 1);
      if (answer.status === 200) whole.add(answer.id);
      if (answer.status === 503) expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    };
    const running = new Set<Promise<void>>();
    const broken: string[] = [];
    const load = async (milliseconds: number, until = (): boolean => false): Promise<void> => {
      const end = performance.now() + milliseconds;
      while (performance.now() < end && !until()) {
        // Where calls come slower than they are made, the machine is the limit, and more of them would show nothing new.
        if (running.size < MOST_AT_ONCE) {
          const asked = one().catch((error: unknown) => void broken.push(String(error)));
          running.add(asked);
          void asked.then(() => running.delete(asked));
        }
        await pause(RATE_MS);
      }
    };
    await load(1_500);
    // On a machine that is busy the node needs longer to have an allowance at all.
    await load(RECOVERY_MS, () => (statuses.get('before 200') ?? 0) > 50);
    phase = 'away';
    road.close();
    await load(AWAY_MS);
    road.open = true;
    phase = 'after';
    await load(RECOVERY_MS, () => (statuses.get('after 200') ?? 0) > 50);
    await Promise.all(running);
    expect(broken).toEqual([]);
    const seen = [...statuses.keys()].toSorted();
    // Within its allowance the node goes on as if nothing had happened.
    expect(statuses.get('away 200') ?? 0).toBeGreaterThan(10);
    expect(statuses.get('after 200') ?? 0).toBeGreaterThan(50);
    for (const word of seen) expect(word).toMatch(/ (200|503)$/);
    await eventually(async () => expect((await fetch(`${gateway.url}/healthz`)).status).toBe(200));
    expect((await gateway.stop()).code).toBe(0);
    const store = await openStore(direct);
    const charged = new Map<string, number>();
    for (let before: string | undefined; ;) {
      const page = await store.records.list({ limit: 500, ...(before === undefined ? {} : { before }) });
      for (const { id, amount } of page.rows) if (amount === PRICE) charged.set(id, (charged.get(id) ?? 0) + 1);
      before = page.next;
      if (before === undefined) break;
    }
    expect([...whole].filter(id => charged.get(id) !== 1)).toEqual([]);
    expect(charged.size).toBe(whole.size);
    const account = await store.accounts.byName('crowd');
    const purse = await store.ledger.purse(`account:${account?.id ?? 0}`);
    expect(purse).toMatchObject({ spent: PRICE * BigInt(whole.size), leased: 0n });
    expect(await store.ledger.reconcile()).toEqual([]);
    await store.close();
  },
);
