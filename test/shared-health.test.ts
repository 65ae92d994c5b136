// Two nodes on one database: what one has learned of a channel the other knows within two seconds, and a start knows it too.

import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { call, eventually, pause } from './support/client.ts';
import type { Answer } from './support/client.ts';
import { answerInKind, FAMILIES } from './support/families.ts';
import { Gateway, keyOf, temporaryFolder } from './support/gateway.ts';
import type { ConfigDraft } from './support/gateway.ts';
import { Upstream } from './support/upstream.ts';

const KEY = keyOf('shared');
const SECRET = 'the secret of both nodes, long enough to be one';
/** A node's own environment: the journal is its own, the database is not. */
const environment = () => ({ TURNPIKE_SECRET: SECRET, TURNPIKE_DATA: temporaryFolder() });
const [chat] = FAMILIES;
if (chat === undefined) throw new Error('no family');
let first: Upstream;
let second: Upstream;
let nodes: Gateway[] = [];

beforeAll(async () => {
  first = await Upstream.start(answerInKind);
  second = await Upstream.start(answerInKind);
  const draft: ConfigDraft = {
    database: `sqlite:${join(temporaryFolder(), 'shared.db')}`,
    channels: [
      { name: 'one', provider: 'compatible', base_url: first.url, keys: ['k1'], models: ['m', 'n'], priority: 2 },
      { name: 'two', provider: 'compatible', base_url: second.url, keys: ['k2'], models: ['m', 'n'], priority: 1 },
    ],
    prices: ['m', 'n'].map(model => ({ model, input: '1', output: '1' })),
    users: [{ name: 'bob', balance: '100', keys: [{ name: 'dev', key: KEY }] }],
    settings: { credential_off_seconds: 6, breaker_min_failures: 3, breaker_open_seconds: 60 },
  };
  nodes = [await Gateway.start(draft, environment()), await Gateway.start(draft, environment())];
}, 60_000);
afterAll(async () => {
  for (const node of nodes) await node.dispose();
  await Promise.all([first.stop(), second.stop()]);
});

const ask = (node: Gateway | undefined, model: string): Promise<Answer> =>
  call((node?.url ?? '') + chat.path(model, false), { headers: chat.headers(KEY), body: chat.body(model, false) });

it('share what they learn', { timeout: 60_000 }, async () => {
  const [left, right] = nodes;
  first.script = (_request, reply) => reply.json(401, chat.upstreamError('no'));
  expect((await ask(left, 'm')).status).toBe(200);
  expect(first.requests.length).toBe(1);
  await pause(2000);
  // The key is off there too, for every model.
  for (const model of ['m', 'n']) expect((await ask(right, model)).status).toBe(200);
  expect(first.requests.length).toBe(1);
  first.script = answerInKind;
  await pause(4500);
  // One tries it, and both are the wiser.
  expect((await ask(right, 'm')).status).toBe(200);
  expect(first.requests.length).toBe(2);
  await eventually(async () => {
    const before = first.requests.length;
    await ask(left, 'n');
    expect(first.requests.length).toBe(before + 1);
  }, 5000);
  const metrics = await (await fetch(`${left?.url ?? ''}/metrics`)).text();
  expect(metrics).toMatch(/^turnpike_resting_candidates 0$/m);
});

it('a start knows what rests', { timeout: 60_000 }, async () => {
  const [left, right] = nodes;
  first.script = (_request, reply) => reply.json(500, chat.upstreamError('broken'));
  for (let time = 0; time < 3; time += 1) await ask(left, 'm');
  const before = first.requests.length;
  await left?.stop();
  await left?.start();
  expect((await ask(left, 'm')).status).toBe(200);
  expect((await ask(right, 'm')).status).toBe(200);
  expect(first.requests.length).toBe(before);
});
