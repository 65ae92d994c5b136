// kill -9 under load, ten times: every answer that a client received whole is charged exactly once, and nothing stays held.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { at, call, pause } from './support/client.ts';
import { FAMILIES, asksForStream } from './support/families.ts';
import type { FamilyCase } from './support/families.ts';
import { Gateway, keyOf } from './support/gateway.ts';
import type { ConfigDraft } from './support/gateway.ts';
import { billing, findGeneration, logOf } from './support/money.ts';
import type { LogRow } from './support/money.ts';
import { Upstream } from './support/upstream.ts';
import type { Script } from './support/upstream.ts';

const KILLS = 10;
const BALANCE_USD = 1000;
/** Micro-dollars a call. */
const PRICE = 1000;
/** A quota unit is two micro-dollars. */
const PRICE_QUOTA = PRICE / 2;

/** One client that calls without end, with a key of its own. */
interface Worker {
  readonly family: FamilyCase;
  readonly stream: boolean;
  readonly key: string;
  /** Ids of answers that came whole. */
  readonly whole: string[];
  /** Calls under way whose answer broke off or never came; the id where one came, else empty. */
  readonly broken: string[];
}

/** Several clients of each protocol, streamed and not. */
const CROWD = [1, 2, 3];
const workers: readonly Worker[] = FAMILIES.flatMap(family =>
  [false, true].flatMap(stream =>
    CROWD.map(number => ({
      family,
      stream,
      key: keyOf(`crash${family.name}${stream}${number}`),
      whole: [],
      broken: [],
    })),
  ),
);

/** Streams its events a few milliseconds apart, so that a kill finds many of them half-way. */
const unhurried: Script = async (request, reply) => {
  const family = FAMILIES.find(one => request.target.startsWith(`/${one.name}/`));
  if (family === undefined) return reply.json(500, {});
  const streamed = asksForStream(request);
  await pause(3);
  if (!streamed) return reply.json(200, family.answer('m'));
  reply.open(200, { 'content-type': 'text/event-stream' });
  for (const event of family.events('m')) {
    if (reply.gone()) return;
    reply.write(event);
    await pause(8);
  }
  reply.end();
};

let gateway: Gateway;
let upstream: Upstream;
const load = { over: false };

function draft(restPrice: string): ConfigDraft {
  const names = FAMILIES.map(family => `crash-${family.name}`);
  return {
    channels: FAMILIES.map(family => ({
      name: family.name,
      provider: family.provider,
      base_url: `${upstream.url}/${family.name}`,
      keys: ['upstream-secret'],
      models: [`crash-${family.name}`, `rest-${family.name}`],
    })),
    prices: [
      ...names.map(model => ({ model, call: (PRICE / 1_000_000).toFixed(6) })),
      ...FAMILIES.map(family => ({ model: `rest-${family.name}`, call: restPrice })),
    ],
    users: [
      {
        name: 'crash',
        balance: String(BALANCE_USD),
        group: 'default',
        keys: workers.map(worker => ({ name: worker.key.slice(3, 40), key: worker.key })),
      },
    ],
  };
}

beforeAll(async () => {
  upstream = await Upstream.start(unhurried);
  gateway = await Gateway.start(draft('1'));
}, 60_000);

afterAll(async () => {
  load.over = true;
  await gateway.dispose();
  await upstream.stop();
});

async function callOnce(worker: Worker): Promise<void> {
  const { family, stream, key } = worker;
  const model = `crash-${family.name}`;
  const answer = await call(gateway.url + family.path(model, stream), {
    headers: family.headers(key),
    body: family.body(model, stream),
  });
  const isWhole =
    answer.complete &&
    answer.status === 200 &&
    (!stream || (family.terminal.test(answer.text) && !family.errorEvent.test(answer.text)));
  (isWhole ? worker.whole : worker.broken).push(answer.id);
  if (answer.status !== 200) await pause(20);
}

async function work(worker: Worker): Promise<void> {
  while (!load.over) {
    await callOnce(worker).catch(async (error: unknown) => {
      // A refused connection was no call; any other failure was one, under way when the gateway died.
      if (at(error, 'code') !== 'ECONNREFUSED') worker.broken.push('');
      await pause(30);
    });
    await pause(3);
  }
}

async function crashUnderLoad(): Promise<void> {
  for (let index = 0; index < KILLS; index += 1) {
    await pause(250 + index * 30);
    await gateway.kill();
    await gateway.start();
  }
  await pause(200);
}

/** What is wrong with the log of one worker, line by line; empty when all is right. */
function faultsOf(worker: Worker, rows: readonly LogRow[]): string[] {
  const charged = rows.filter(row => row.quota !== 0);
  const times = new Map<string, number>();
  for (const row of charged) times.set(row.id, (times.get(row.id) ?? 0) + 1);
  const known = new Set(worker.broken);
  const whole = new Set(worker.whole);
  const unknown = [...times.keys()].filter(id => !whole.has(id) && !known.has(id));
  return [
    ...worker.whole
      .filter(id => times.get(id) !== 1)
      .map(id => `whole answer ${id} is charged ${times.get(id) ?? 0} times`),
    ...charged.filter(row => row.quota !== PRICE_QUOTA).map(row => `${row.id} is charged ${row.quota} quota`),
    ...[...times].filter(([, count]) => count > 1).map(([id, count]) => `${id} has ${count} charges`),
    ...(unknown.length > worker.broken.filter(id => id === '').length
      ? [`${unknown.length} charges for calls that were never made`]
      : []),
  ];
}

async function exactTo(expected: number, read: () => Promise<number>): Promise<void> {
  let found = await read();
  for (let attempt = 0; attempt < 40 && found !== expected; attempt += 1) {
    await pause(50);
    found = await read();
  }
  expect(found).toBe(expected);
}

describe('a gateway that is killed ten times under load', () => {
  it('charges every whole answer once, holds nothing and reconciles', { timeout: 240_000 }, async () => {
    const under = workers.map(work);
    await crashUnderLoad();
    load.over = true;
    await Promise.all(under);
    expect(workers.every(worker => worker.whole.length > 0)).toBe(true);
    expect(workers.reduce((sum, worker) => sum + worker.broken.length, 0)).toBeGreaterThan(KILLS);

    let spent = 0;
    for (const worker of workers) {
      const rows = await logOf(gateway.url, worker.key);
      expect(faultsOf(worker, rows)).toEqual([]);
      const charged = rows.filter(row => row.quota !== 0).length * PRICE;
      await exactTo(charged, async () => (await billing(gateway.url, worker.key)).used);
      spent += charged;
      const [id = ''] = worker.whole;
      expect((await findGeneration(gateway.url, worker.key, id))?.cost).toBe(PRICE / 1_000_000);
    }
    await spendTheRest(BALANCE_USD * 1_000_000 - spent);
    expect((await gateway.stop()).code).toBe(0);
    const proof = await gateway.command('reconcile');
    expect(`${proof.code}: ${proof.output}`).toMatch(/^0: [^]*\b0\b/);
  });
});

/** A call that costs exactly what must be left is served, and after it not even the cheapest: so nothing is held. */
async function spendTheRest(rest: number): Promise<void> {
  await gateway.stop();
  gateway.configure(draft((rest / 1_000_000).toFixed(6)));
  await gateway.start();
  const [worker] = workers;
  if (worker === undefined) throw new Error('no worker');
  const ask = async (model: string) => {
    const { family, key } = worker;
    return call(gateway.url + family.path(model, false), {
      headers: family.headers(key),
      body: family.body(model, false),
    });
  };
  const all = await ask(`rest-${worker.family.name}`);
  expect(`${all.status} ${all.text.slice(0, 200)}`).toMatch(/^200 /);
  expect((await ask(`crash-${worker.family.name}`)).status).toBe(403);
}
