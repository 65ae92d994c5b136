// One dollar on three nodes, thousands of requests at once: never overdrawn, and spent to the end. `node test/shows/last-cent.ts`.

import { fileURLToPath } from 'node:url';
import { openStore } from '../../packages/gateway/store/open.ts';
import { call, pause } from '../support/client.ts';
import { startCluster } from '../support/cluster.ts';
import { FAMILIES } from '../support/families.ts';
import { keyOf } from '../support/gateway.ts';
import { Upstream } from '../support/upstream.ts';

/** What came of it. Money is in nano-dollars. */
export interface LastCent {
  readonly requests: number;
  readonly served: number;
  readonly refusals: number;
  /** The smallest that the balance ever was over what was lent, as far as it was looked at, and how often that was. */
  readonly lowest: bigint;
  readonly looks: number;
  readonly balance: bigint;
  readonly leased: bigint;
  /** Milliseconds from the first request to the last that was served, and to the end. */
  readonly spentAfter: number;
  readonly reconcile: string;
}

const KEY = keyOf('lastcent');
const NANO = 1_000_000_000n;
/** A call may cost at most 0.01 USD: 300 tokens in and 16 out at most, as the estimate has it; and costs 0.004. */
const WORST = 10_000_000n;

/**
 * A price at which the smallest chat request of the tests may cost 0.01 USD at most: a price a call of 0.004, and of
 * output that it asks for and does not use, 0.006.
 */
const PRICE = { call: '0.004', output: '375' };

/** Runs it; undefined where there is no PostgreSQL. */
export async function lastCent(requests: number): Promise<LastCent | undefined> {
  const [family] = FAMILIES;
  if (family === undefined) throw new Error('no family');
  const upstream = await Upstream.start(async (_request, reply) => {
    await pause(5);
    reply.json(200, {
      ...Object(family.answer('m')),
      usage: { prompt_tokens: 11, completion_tokens: 0, total_tokens: 11 },
    });
  });
  const cluster = await startCluster(3, {
    channels: [{ name: 'up', provider: 'openai', base_url: upstream.url, keys: ['s'], models: ['m'] }],
    prices: [{ model: 'm', ...PRICE }],
    users: [{ name: 'one', balance: '1', keys: [{ name: 'one', key: KEY }] }],
    settings: { log_requests: false },
  });
  if (cluster === undefined) {
    await upstream.stop();
    return undefined;
  }
  const store = await openStore(cluster.url, { connections: 2 });
  const account = await store.accounts.byName('one');
  const purseId = `account:${account?.id ?? 0}`;
  const found = { served: 0, refusals: 0, lowest: NANO, looks: 0, spentAfter: 0 };
  const spent = new AbortController();
  const watch = (async () => {
    while (!spent.signal.aborted) {
      const purse = await store.ledger.purse(purseId);
      if (purse === undefined) continue;
      found.looks += 1;
      const free = purse.balance - purse.leased;
      if (free < found.lowest) found.lowest = free;
      if (purse.balance < WORST) spent.abort();
      await pause(5);
    }
  })();
  const started = performance.now();
  async function client(index: number): Promise<void> {
    const node = cluster?.nodes[index % 3];
    if (node === undefined || family === undefined) return;
    const request = { headers: family.headers(KEY), body: family.body('m', false) };
    for (; !spent.signal.aborted;) {
      const answer = await call(node.url + family.path('m', false), request);
      if (answer.status === 200) {
        found.served += 1;
        found.spentAfter = Math.round(performance.now() - started);
        return;
      }
      if (answer.status !== 403) throw new Error(`${answer.status}: ${answer.text}`);
      found.refusals += 1;
      await pause(100 + Math.random() * 200);
    }
  }
  try {
    await Promise.all(Array.from({ length: requests }, (_, index) => client(index)));
    await watch;
    for (const node of cluster.nodes) await node.stop();
    const purse = await store.ledger.purse(purseId);
    const differences = await store.ledger.reconcile();
    return {
      requests,
      ...found,
      balance: purse?.balance ?? 0n,
      leased: purse?.leased ?? 0n,
      reconcile: `${differences.length} differences`,
    };
  } finally {
    spent.abort();
    await store.close();
    await cluster.dispose();
    await upstream.stop();
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const result = await lastCent(Number(process.argv[2] ?? 2_000));
  if (result === undefined) process.exit(1);
  for (const [name, value] of Object.entries(result)) process.stdout.write(`${name.padEnd(12)} ${value}\n`);
}
