// Whatever an upstream does wrong: before output the client gets another channel's answer, after it an explicit error; the charge is right.

import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FAULTS, type Fault, type Phase } from './faults/faults.ts';
import { FaultyUpstream, slugOf } from './faults/upstream.ts';
import { at, call, eventually } from './support/client.ts';
import type { Answer } from './support/client.ts';
import { answerInKind, FAMILIES } from './support/families.ts';
import type { FamilyCase } from './support/families.ts';
import { Gateway, keyOf } from './support/gateway.ts';
import { generation, usedBy } from './support/money.ts';
import { Upstream } from './support/upstream.ts';

const KEY = keyOf('faults');
const SECRET = 'sk-faulty-upstream-secret-5a1e';
/** How often each cell is tried: resets fall on another byte each time. */
const TRIES: Readonly<Record<string, number>> = {
  'a reset at any byte of the head': 12,
  'a reset at any byte of the body': 12,
};
const MEGABYTE = 1024 * 1024;
/** Upstreams of the client's own protocol, and of another for three of the four. */
const ROADS = ['passed', 'translated'] as const;
type Road = (typeof ROADS)[number];
const modelOf = (fault: Fault, road: Road): string => `${road}-${slugOf(fault)}`;
const MOST_MEMORY = 700 * MEGABYTE;

let faulty: FaultyUpstream;
let good: Upstream;
let gateway: Gateway;
/** Micro-dollars that the calls should have cost. */
let charged = 0;
const table: string[] = [];

beforeAll(async () => {
  faulty = await FaultyUpstream.start();
  good = await Upstream.start(answerInKind);
  const models = FAULTS.flatMap(fault => ROADS.map(road => modelOf(fault, road)));
  gateway = await Gateway.start({
    channels: ROADS.flatMap(road => {
      const speaks = road === 'passed' ? FAMILIES.map(family => family.name) : ['openai-chat'];
      const common = { provider: 'compatible', speaks, headers: { pass: ['x-fault-phase'] } };
      const timeouts = { first_byte: 1, idle: 0.6, connect: 2 };
      return [
        ...FAULTS.map(fault => ({
          ...common,
          name: modelOf(fault, road),
          base_url: faulty.urlOf(fault),
          keys: [SECRET],
          models: [modelOf(fault, road)],
          priority: 2,
          timeouts,
        })),
        {
          ...common,
          name: `good-${road}`,
          base_url: good.url,
          keys: ['k'],
          models: FAULTS.map(fault => modelOf(fault, road)),
          priority: 1,
        },
      ];
    }),
    prices: models.map(model => ({ model, input: '1', output: '1' })),
    users: [{ name: 'bob', balance: '1000', keys: [{ name: 'dev', key: KEY }] }],
    // Nothing rests: every call meets its fault.
    settings: {
      breaker_min_failures: 1_000_000,
      retry: Object.fromEntries(['401', '402', '403', '429', 'quota'].map(key => [key, 'next ignore'])),
    },
  });
}, 60_000);
afterAll(async () => {
  process.stdout.write(`\n${table.join('\n')}\n`);
  await gateway.dispose();
  await faulty.stop();
  await good.stop();
});

function ask(model: string, family: FamilyCase, phase: Phase, streamed: boolean): Promise<Answer> {
  return call(gateway.url + family.path(model, streamed), {
    headers: { ...family.headers(KEY), 'x-fault-phase': phase },
    body: family.body(model, streamed),
  });
}

/** What the client was given: an answer, an error of its protocol, or something that it could take for an answer. */
async function verdict(answer: Answer, family: FamilyCase, streamed: boolean): Promise<'answer' | 'error' | string> {
  if (!answer.complete) return `cut off with status ${answer.status}`;
  if (answer.text.includes(SECRET) || answer.text.includes('169.254')) return 'told a secret';
  const isError = streamed && answer.status === 200 ? family.errorEvent.test(answer.text) : answer.status >= 400;
  const isAnswer =
    answer.status === 200 && answer.text.includes(' there') && (!streamed || family.terminal.test(answer.text));
  if (isError === isAnswer) return `unclear: ${answer.status} ${answer.text.slice(0, 300)}`;
  return isAnswer ? 'answer' : 'error';
}

/** The charge of design §4, in micro-dollars; checked by reason. */
async function checkCharge(answer: Answer, found: string, seen: boolean): Promise<void> {
  const { value, cost } = await generation(gateway.url, KEY, answer.id);
  charged += Math.round(cost * 1_000_000);
  if (found === 'answer') {
    expect(at(value, 'charge.reason')).toMatch(/upstream_usage|estimated/);
    expect(cost).toBeGreaterThan(0);
    return;
  }
  expect(at(value, 'charge.reason')).toBe(seen ? 'upstream_error_after_output' : 'upstream_error_before_output');
  if (seen) expect(cost).toBeGreaterThan(0);
  else expect(cost).toBe(0);
}

describe.each(FAULTS.flatMap(fault => ROADS.map(road => ({ fault, road, name: fault.name }))))(
  '$name, $road',
  ({ fault, road }) => {
    it('is unseen before output, told after it, and charged as it should be', { timeout: 120_000 }, async () => {
      for (const phase of fault.phases) {
        const cells = FAMILIES.flatMap(family => [true, false].map(streamed => ({ family, streamed })));
        const told = await Promise.all(
          cells.map(async ({ family, streamed }) => {
            const words = new Set<string>();
            for (let time = 0; time < (TRIES[fault.name] ?? 1); time += 1) {
              const answer = await ask(modelOf(fault, road), family, phase, streamed);
              const found = await verdict(answer, family, streamed);
              words.add(found);
              const isSpared = fault.spared?.({ streamed, phase }) ?? false;
              const wanted = phase === 'before' || !streamed || isSpared ? 'answer' : 'error';
              expect(`${phase}, ${family.name}, ${streamed ? 'streamed' : 'whole'}: ${found}`).toBe(
                `${phase}, ${family.name}, ${streamed ? 'streamed' : 'whole'}: ${wanted}`,
              );
              await checkCharge(answer, found, phase === 'after' && streamed);
            }
            return `${[...words].join('/').padEnd(6)}`;
          }),
        );
        table.push(`${fault.name.padEnd(42)} ${road.padEnd(10)} ${phase.padEnd(6)} ${told.join(' ')}`);
      }
    });
  },
);

describe('after all of it', () => {
  it('the node is up, its memory bounded, its ledger sound, and the sum of the charges what was explained', async () => {
    expect((await call(`${gateway.url}/healthz`)).status).toBe(200);
    const status = readFileSync(`/proc/${gateway.pid}/status`, 'utf8');
    const peak = Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * 1024;
    table.push(`peak memory of the gateway: ${Math.round(peak / MEGABYTE)} MB`);
    expect(peak).toBeLessThan(MOST_MEMORY);
    await eventually(async () => expect(await usedBy(gateway.url, KEY)).toBe(charged));
    const { code, output } = await gateway.command('reconcile');
    expect(`${code} ${output}`).toMatch(/^0 /);
    expect(gateway.output).not.toContain(SECRET);
  });
});
