// kill -9 of a random node every second under load, and the bill afterwards. `node test/shows/killed-nodes.ts [seconds] [rate]`.

import { fileURLToPath } from 'node:url';
import type { CallRecord } from '../../packages/gateway/ledger/charge.ts';
import { openStore } from '../../packages/gateway/store/open.ts';
import type { Store } from '../../packages/gateway/store/store.ts';
import { at, call, pause } from '../support/client.ts';
import { startCluster } from '../support/cluster.ts';
import { asksForStream, FAMILIES, type FamilyCase } from '../support/families.ts';
import { keyOf, type Gateway } from '../support/gateway.ts';
import { Upstream, type Script } from '../support/upstream.ts';

/** What came of it. */
export interface Bill {
  readonly nodes: number;
  readonly seconds: number;
  readonly kills: number;
  /** Calls that were sent, and how many came back whole, broken or refused; what no node was there for was no call. */
  readonly sent: number;
  readonly whole: number;
  readonly broken: number;
  readonly refused: number;
  /** Whole answers that are not charged exactly once at their price, with what is wrong. */
  readonly wrong: readonly string[];
  /** Charges for answers that their client did not get whole, by their reason. */
  readonly partial: Readonly<Record<string, number>>;
  /** Charges for which no client had a call under way. */
  readonly unexplained: number;
  /** Micro-dollars: what the balance lost, and the sum of the charges. */
  readonly spent: number;
  readonly charged: number;
  /** Micro-dollars that are still lent to nodes after they all have stopped. */
  readonly leased: number;
  readonly reconcile: string;
}

const NODES = 3;
const KEY = keyOf('killednodes');
const PRICE_MICRO = 1_000;
const BALANCE = 1_000;
const FOREVER = 2 ** 52;
/** How long a client looks for a node that is there. */
const PATIENCE_MS = 10_000;

/** Streams a few milliseconds between events, so that a kill finds many answers half-way. */
const unhurried: Script = async (request, reply) => {
  const family = FAMILIES.find(one => request.target.startsWith(`/${one.name}/`));
  if (family === undefined) return reply.json(500, {});
  const isStreamed = asksForStream(request);
  await pause(10);
  if (!isStreamed) return reply.json(200, family.answer('m'));
  reply.open(200, { 'content-type': 'text/event-stream' });
  for (const event of family.events('m')) {
    if (reply.gone()) return;
    reply.write(event);
    await pause(10);
  }
  reply.end();
};

/** What the clients saw. */
interface Seen {
  sent: number;
  refused: number;
  readonly whole: Set<string>;
  readonly broken: Set<string>;
  /** Calls that broke before they had an id. */
  nameless: number;
}

function among<Item>(items: readonly Item[]): Item {
  const item = items[Math.floor(Math.random() * items.length)];
  if (item === undefined) throw new Error('nothing to choose from');
  return item;
}

/** One call; false when the node was not there, so that it was none. */
async function callOnce(node: Gateway, family: FamilyCase, stream: boolean, seen: Seen): Promise<boolean> {
  const model = `m-${family.name}`;
  try {
    const request = { headers: family.headers(KEY), body: family.body(model, stream) };
    const answer = await call(node.url + family.path(model, stream), request);
    seen.sent += 1;
    if (answer.status !== 200) seen.refused += 1;
    else if (answer.complete && (!stream || family.terminal.test(answer.text))) seen.whole.add(answer.id);
    else if (answer.id === '') seen.nameless += 1;
    else seen.broken.add(answer.id);
    return true;
  } catch (error) {
    // A refused connection was no call; any other failure was one that was under way.
    if (at(error, 'code') === 'ECONNREFUSED') return false;
    seen.sent += 1;
    seen.nameless += 1;
    return true;
  }
}

/** Calls whichever node is there, as a balancer would. */
async function visit(nodes: readonly Gateway[], seen: Seen): Promise<void> {
  const [family, stream] = [among(FAMILIES), Math.random() < 0.5];
  const deadline = performance.now() + PATIENCE_MS;
  while (performance.now() < deadline) {
    const living = nodes.filter(node => node.alive);
    if (living.length > 0 && (await callOnce(among(living), family, stream, seen))) return;
    await pause(20);
  }
}

/** Sends calls at a rate, to whichever node lives, until it is told to stop. */
async function load(nodes: readonly Gateway[], rate: number, seen: Seen, over: AbortSignal): Promise<void> {
  const running = new Set<Promise<void>>();
  const started = performance.now();
  for (let due = 0; !over.aborted;) {
    const wanted = ((performance.now() - started) / 1_000) * rate;
    for (; due < wanted; due += 1) {
      const one = visit(nodes, seen);
      running.add(one);
      void one.finally(() => running.delete(one));
    }
    await pause(5);
  }
  await Promise.all(running);
}

/** Kills a random node each second and starts it again, while the others go on. */
async function kill(nodes: readonly Gateway[], seconds: number): Promise<number> {
  const starting: Promise<void>[] = [];
  let kills = 0;
  for (let second = 0; second < seconds; second += 1) {
    await pause(1_000);
    const living = nodes.filter(node => node.alive);
    if (living.length === 0) continue;
    const node = among(living);
    await node.kill();
    kills += 1;
    // A node that is killed again before it is ready has another start coming.
    starting.push(node.start().catch(() => undefined));
  }
  await Promise.all(starting);
  for (const node of nodes) if (!node.alive) await node.start();
  return kills;
}

async function everyRecord(store: Store): Promise<CallRecord[]> {
  const rows: CallRecord[] = [];
  for (let before: string | undefined; ;) {
    const page = await store.records.list({
      limit: 1_000,
      from: 0,
      to: FOREVER,
      ...(before === undefined ? {} : { before }),
    });
    rows.push(...page.rows);
    before = page.next;
    if (before === undefined) return rows;
  }
}

/** Runs it; undefined where there is no PostgreSQL. */
export async function killedNodes(seconds: number, rate: number): Promise<Bill | undefined> {
  const upstream = await Upstream.start(unhurried);
  const cluster = await startCluster(NODES, {
    channels: FAMILIES.map(family => ({
      name: family.name,
      provider: family.provider,
      base_url: `${upstream.url}/${family.name}`,
      keys: ['upstream-secret'],
      models: [`m-${family.name}`],
    })),
    prices: FAMILIES.map(family => ({ model: `m-${family.name}`, call: '0.001' })),
    users: [{ name: 'crowd', balance: String(BALANCE), keys: [{ name: 'crowd', key: KEY }] }],
    settings: { log_requests: false, lease_seconds: 5 },
  });
  if (cluster === undefined) {
    await upstream.stop();
    return undefined;
  }
  const store = await openStore(cluster.url, { connections: 2 });
  try {
    const seen: Seen = { sent: 0, refused: 0, whole: new Set(), broken: new Set(), nameless: 0 };
    const over = new AbortController();
    const loading = load(cluster.nodes, rate, seen, over.signal);
    const kills = await kill(cluster.nodes, seconds);
    over.abort();
    await loading;
    for (const node of cluster.nodes) await node.stop();
    return await billOf(store, seen, seconds, kills);
  } finally {
    await store.close();
    await cluster.dispose();
    await upstream.stop();
  }
}

async function billOf(store: Store, seen: Seen, seconds: number, kills: number): Promise<Bill> {
  const charges = new Map<string, CallRecord[]>();
  const records = await everyRecord(store);
  for (const record of records.filter(one => one.amount > 0n))
    charges.set(record.id, [...(charges.get(record.id) ?? []), record]);
  const wrong = [...seen.whole].flatMap(id => {
    const found = charges.get(id) ?? [];
    if (found.length !== 1) return [`${id} is charged ${found.length} times`];
    return found[0]?.amount === BigInt(PRICE_MICRO) * 1_000n ? [] : [`${id} is charged ${found[0]?.amount}`];
  });
  const partial: Record<string, number> = {};
  let nameless = 0;
  for (const [id, [record]] of charges) {
    if (record === undefined || seen.whole.has(id)) continue;
    partial[record.reason] = (partial[record.reason] ?? 0) + 1;
    if (!seen.broken.has(id)) nameless += 1;
  }
  const account = await store.accounts.byName('crowd');
  const purse = await store.ledger.purse(`account:${account?.id ?? 0}`);
  const differences = await store.ledger.reconcile();
  return {
    nodes: NODES,
    seconds,
    kills,
    sent: seen.sent,
    whole: seen.whole.size,
    broken: seen.broken.size + seen.nameless,
    refused: seen.refused,
    wrong,
    partial,
    unexplained: Math.max(nameless - seen.nameless, 0),
    spent: BALANCE * 1_000_000 - Number((purse?.balance ?? 0n) / 1_000n),
    charged: Number(records.reduce((sum, { amount }) => sum + amount, 0n) / 1_000n),
    leased: Number((purse?.leased ?? 0n) / 1_000n),
    reconcile: `${differences.length} differences`,
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [seconds = '60', rate = '200'] = process.argv.slice(2);
  const bill = await killedNodes(Number(seconds), Number(rate));
  if (bill === undefined) process.exit(1);
  for (const [name, value] of Object.entries(bill))
    process.stdout.write(`${name.padEnd(12)} ${typeof value === 'object' ? JSON.stringify(value) : value}\n`);
}
