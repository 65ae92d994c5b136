// What the practice upstream says it served is what was charged, meter by meter, over three nodes and every protocol.

import { startSandbox } from '@turnpike/sandbox';
import { METERS } from '../packages/protocols/conversation/usage.ts';
import { openStore } from '../packages/gateway/store/open.ts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { at, call } from './support/client.ts';
import { startCluster, type Cluster } from './support/cluster.ts';
import { FAMILIES } from './support/families.ts';
import { Gateway, keyOf, type ConfigDraft } from './support/gateway.ts';

const KEY = keyOf('served');
const CALLS = 240;
const AT_ONCE = 12;

/** What prompts ask of the practice upstream: caches, thinking, tools, searches, failures that are tried again, refusals. */
const PROMPTS = [
  'Hello',
  `${'A long beginning that is the same each time. '.repeat(200)} And the end.`,
  '[[usage input=10 cacheRead=5 output=7]]',
  '[[fail-once 500]] once more',
  '[[refuse]]',
  '[[error 400]]',
  'Tell me more. [[tokens 60]]',
];

let sandbox: Awaited<ReturnType<typeof startSandbox>>;
let cluster: Cluster | undefined;
let nodes: readonly Gateway[];
let databaseUrl: string;

beforeAll(async () => {
  sandbox = await startSandbox({});
  const draft: ConfigDraft = {
    channels: FAMILIES.map(family => ({
      name: family.name,
      provider: family.provider,
      speaks: [family.name],
      base_url: sandbox.url,
      keys: ['sk-practice-upstream-key-000000000000'],
      models: [{ name: `served-${family.name}`, upstream: modelOf(family.name) }],
    })),
    prices: FAMILIES.map(family => ({ model: `served-${family.name}`, input: '1', output: '2' })),
    users: [{ name: 'payer', balance: '1000', keys: [{ name: 'payer', key: KEY }] }],
    settings: { log_requests: false },
  };
  cluster = await startCluster(3, draft);
  nodes = cluster?.nodes ?? [await Gateway.start(draft)];
  databaseUrl = cluster?.url ?? `sqlite:${nodes[0]?.folder}/data/turnpike.db`;
}, 90_000);

afterAll(async () => {
  if (cluster === undefined) await nodes[0]?.dispose();
  await cluster?.dispose();
  await sandbox.close();
});

function modelOf(family: string): string {
  if (family === 'anthropic-messages') return 'claude-haiku-4-5';
  return family === 'gemini-generate' ? 'gemini-2.5-flash' : 'gpt-4o-mini';
}

/** The body of a family with another prompt. */
function bodyOf(index: number): {
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: string;
} {
  const family = FAMILIES[index % FAMILIES.length];
  if (family === undefined) throw new Error('no family');
  const stream = index % 3 === 0;
  const model = `served-${family.name}`;
  const text = `${PROMPTS[index % PROMPTS.length]} ${index % PROMPTS.length === 1 ? '' : index}`;
  const body = family.body(model, stream).replaceAll('"Hello"', JSON.stringify(text));
  return { path: family.path(model, stream), headers: family.headers(KEY), body };
}

it('hundreds of calls add up', { timeout: 120_000 }, async () => {
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let index = next++; index < CALLS; index = next++) {
      const node = nodes[index % nodes.length];
      const { path, headers, body } = bodyOf(index);
      const answer = await call(`${node?.url}${path}`, { headers, body });
      expect([200, 400]).toContain(answer.status);
      expect(answer.complete).toBe(true);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  const served: unknown = await (await fetch(`${sandbox.url}/__sandbox/served`)).json();
  for (const node of nodes) await node.stop();
  const store = await openStore(databaseUrl);
  const charged = new Map<string, Record<string, number>>();
  for (let before: string | undefined; ;) {
    const page = await store.records.list({ limit: 500, ...(before === undefined ? {} : { before }) });
    for (const { upstreamModel, usage, amount, status } of page.rows) {
      expect(amount > 0n).toBe(status === 200);
      const sums = charged.get(upstreamModel) ?? {};
      for (const meter of METERS) sums[meter] = (sums[meter] ?? 0) + usage[meter];
      charged.set(upstreamModel, sums);
    }
    before = page.next;
    if (before === undefined) break;
  }
  for (const [model, sums] of charged) {
    const meters: unknown = Object(served)[model];
    const of = (name: string): number => Number(at(at(meters, 'meters'), name) ?? 0);
    expect([model, sums['input'], sums['cacheRead'], sums['output'], sums['reasoning'], sums['searches']]).toEqual([
      model,
      of('input'),
      of('cacheRead'),
      of('output'),
      of('thinking'),
      of('searches'),
    ]);
    expect([model, (sums['cacheWrite5m'] ?? 0) + (sums['cacheWrite1h'] ?? 0)]).toEqual([
      model,
      of('cacheWrite') + of('cacheWrite1h'),
    ]);
  }
  expect(charged.size).toBe(3);
  const total = (meter: string): number => [...charged.values()].reduce((sum, sums) => sum + (sums[meter] ?? 0), 0);
  for (const meter of ['input', 'cacheRead', 'output']) expect([meter, total(meter) > 0]).toEqual([meter, true]);
  expect(await store.ledger.reconcile()).toEqual([]);
  await store.close();
});
