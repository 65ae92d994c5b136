// A day of churn, shortened: clients that leave and upstreams that fail at random; prints memory and sockets. `node test/shows/churn.ts [minutes]`.

import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { Agent, request as httpRequest } from 'node:http';
import { fileURLToPath } from 'node:url';
import { FAULTS } from '../faults/faults.ts';
import { FaultyUpstream, slugOf } from '../faults/upstream.ts';
import { pause } from '../support/client.ts';
import { answerInKind, FAMILIES } from '../support/families.ts';
import type { FamilyCase } from '../support/families.ts';
import { Gateway, keyOf } from '../support/gateway.ts';
import { Upstream } from '../support/upstream.ts';

/** What the gateway held at one moment. */
export interface Sample {
  /** Milliseconds from the beginning. */
  readonly at: number;
  readonly megabytes: number;
  readonly sockets: number;
  /** Calls so far. */
  readonly calls: number;
}

/** What came of it. */
export interface Churn {
  readonly samples: readonly Sample[];
  /** After everything has come to rest: sockets of the gateway, holds that are open, and what reconcile says. */
  readonly socketsAtRest: number;
  readonly openHolds: number;
  readonly reconcile: string;
  readonly calls: number;
  readonly left: number;
}

const KEY = keyOf('churn');
const AT_ONCE = 24;

/** Sockets of a process. */
function socketsOf(pid: number): number {
  return readdirSync(`/proc/${pid}/fd`).filter(fd => {
    try {
      return readlinkSync(`/proc/${pid}/fd/${fd}`).startsWith('socket:');
    } catch {
      return false;
    }
  }).length;
}

function megabytesOf(pid: number): number {
  return Math.round(Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024);
}

function among<Item>(items: readonly Item[]): Item {
  const item = items[Math.floor(Math.random() * items.length)];
  if (item === undefined) throw new Error('nothing to choose from');
  return item;
}

/** One call; it leaves after `patience` milliseconds. Resolves when it is over, with whether it left. */
function visit(
  url: string,
  family: FamilyCase,
  model: string,
  streamed: boolean,
  patience: number,
  agent: Agent,
): Promise<boolean> {
  return new Promise(resolve => {
    const headers = { ...family.headers(KEY), 'x-fault-phase': among(['before', 'after']) };
    const outgoing = httpRequest(url + family.path(model, streamed), { method: 'POST', headers, agent });
    let left = false;
    const timer = setTimeout(() => {
      left = true;
      outgoing.destroy();
    }, patience);
    const over = (): void => {
      clearTimeout(timer);
      resolve(left);
    };
    outgoing.once('error', over);
    outgoing.once('response', response => {
      response.on('error', () => undefined).resume();
      response.once('close', over);
    });
    outgoing.end(family.body(model, streamed));
  });
}

/** Churns for a time, milliseconds, and for so many calls that are left early at least; samples the gateway now and then. */
export async function churn(
  duration: number,
  sampleEvery: number,
  onSample?: (sample: Sample) => void,
  leastLeft = 0,
): Promise<Churn> {
  const faulty = await FaultyUpstream.start();
  const slow = await Upstream.start(async (request, reply) => {
    await pause(Math.random() * 200);
    answerInKind(request, reply);
  });
  // What floods memory on purpose is tested elsewhere; here it would hide a leak.
  const faults = FAULTS.filter(fault => !fault.name.includes('100 MB'));
  const speaks = FAMILIES.map(family => family.name);
  const models = faults.map(slugOf);
  const gateway = await Gateway.start({
    channels: [
      ...faults.map(fault => ({
        name: slugOf(fault),
        provider: 'compatible',
        base_url: faulty.urlOf(fault),
        speaks,
        keys: ['k'],
        models: [slugOf(fault)],
        priority: 2,
        timeouts: { first_byte: 1, idle: 0.5 },
      })),
      {
        name: 'slow',
        provider: 'compatible',
        base_url: slow.url,
        speaks,
        keys: ['k'],
        models,
        priority: 1,
        limits: { concurrency: 64 },
      },
    ],
    prices: models.map(model => ({ model, input: '1', output: '1' })),
    users: [{ name: 'bob', balance: '100000', keys: [{ name: 'dev', key: KEY }] }],
    settings: {
      read_on_seconds: 1,
      breaker_open_seconds: 1,
      breaker_open_max_seconds: 2,
      credential_off_seconds: 1,
      log_requests: false,
    },
  });
  const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
  const began = performance.now();
  const samples: Sample[] = [];
  let calls = 0;
  let left = 0;
  const sample = (): void => {
    const one = {
      at: performance.now() - began,
      megabytes: megabytesOf(gateway.pid),
      sockets: socketsOf(gateway.pid),
      calls,
    };
    samples.push(one);
    onSample?.(one);
  };
  const visitor = async (): Promise<void> => {
    while (performance.now() - began < duration || left < leastLeft) {
      const patience = Math.random() < 0.4 ? Math.random() * 150 : 10_000;
      if (await visit(gateway.url, among(FAMILIES), among(models), Math.random() < 0.6, patience, agent)) left += 1;
      calls += 1;
    }
  };
  const timer = setInterval(sample, sampleEvery);
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, visitor));
    clearInterval(timer);
    sample();
    agent.destroy();
    // Reading on for those who left takes a second, and what is kept alive goes after its own time.
    await pause(3000);
    const metrics = await (await fetch(`${gateway.url}/metrics`)).text();
    const openHolds = Number(/^turnpike_open_holds (\d+)/m.exec(metrics)?.[1] ?? -1);
    const socketsAtRest = socketsOf(gateway.pid);
    const { code, output } = await gateway.command('reconcile');
    return { samples, socketsAtRest, openHolds, reconcile: `${code} ${output.trim()}`, calls, left };
  } finally {
    clearInterval(timer);
    await gateway.dispose();
    await faulty.stop();
    await slow.stop();
  }
}

function print({ at, megabytes, sockets, calls }: Sample): void {
  process.stdout.write(
    `${(at / 60_000).toFixed(1).padStart(5)} min  ${String(megabytes).padStart(4)} MB  ${String(sockets).padStart(4)} sockets  ${calls} calls\n`,
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const minutes = Number(process.argv[2] ?? 30);
  const { calls, left, openHolds, socketsAtRest, reconcile } = await churn(
    minutes * 60_000,
    Math.min(minutes * 3000, 60_000),
    print,
  );
  process.stdout.write(
    `${calls} calls, ${left} left early; at rest ${socketsAtRest} sockets, ${openHolds} open holds; reconcile: ${reconcile}\n`,
  );
}
