// Batches by the official clients: held for all of their requests, carried out elsewhere, charged by what was answered.

import Anthropic from '@anthropic-ai/sdk';
import OpenAI, { toFile } from 'openai';
import { startSandbox, type Sandbox } from '@turnpike/sandbox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { at, eventually } from './support/client.ts';
import { Gateway, keyOf } from './support/gateway.ts';

const KEY = keyOf('mine');
const OTHER = keyOf('yours');
/** Micro-dollars a token in a batch: half of what a call costs. */
const [IN, OUT] = [0.5, 1];

let sandbox: Sandbox;
let gateway: Gateway;

beforeAll(async () => {
  sandbox = await startSandbox({});
  const models = ['gpt-4o-mini', { name: 'fast', upstream: 'gpt-4.1-mini' }];
  gateway = await Gateway.start({
    channels: [
      { name: 'openai', provider: 'openai', base_url: sandbox.url, keys: ['k1', 'k2'], models },
      {
        name: 'other',
        provider: 'compatible',
        base_url: sandbox.url,
        keys: ['k3'],
        models: ['text-embedding-3-small'],
      },
      {
        name: 'claude',
        provider: 'anthropic',
        base_url: sandbox.url,
        keys: ['c1', 'c2'],
        models: ['claude-sonnet-4-6'],
      },
    ],
    prices: ['gpt-4o-mini', 'fast', 'claude-sonnet-4-6', 'text-embedding-3-small'].map(model => ({
      model,
      input: '1',
      output: '2',
      cache_read: '1',
    })),
    users: [
      { name: 'one', balance: '10', keys: [{ name: 'one', key: KEY }] },
      { name: 'two', balance: '0.000001', keys: [{ name: 'two', key: OTHER }] },
    ],
    settings: { retry_attempts: 0, task_pace_percent: 10 },
  });
}, 60_000);
afterAll(async () => {
  await gateway.dispose();
  await sandbox.close();
});

const openai = (apiKey = KEY): OpenAI => new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey, maxRetries: 0 });
const anthropic = (apiKey = KEY): Anthropic =>
  new Anthropic({ baseURL: gateway.url, apiKey, authToken: null, maxRetries: 0 });

const chat = (id: string, content: string, model = 'gpt-4o-mini') => ({
  custom_id: id,
  method: 'POST',
  url: '/v1/chat/completions',
  body: { model, max_tokens: 50, messages: [{ role: 'user', content }] },
});

async function upload(lines: readonly unknown[], client = openai()): Promise<string> {
  const content = lines.map(line => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n');
  const file = await toFile(Buffer.from(content), 'requests.jsonl', { type: 'application/jsonl' });
  return (await client.files.create({ file, purpose: 'batch' })).id;
}

const begin = (
  fileId: string,
  client = openai(),
  endpoint: '/v1/chat/completions' | '/v1/embeddings' = '/v1/chat/completions',
) => client.batches.create({ input_file_id: fileId, endpoint, completion_window: '24h', metadata: { job: 'night' } });

async function ended(id: string, client = openai()) {
  return eventually(async () => {
    const batch = await client.batches.retrieve(id);
    if (!['completed', 'failed', 'cancelled', 'expired'].includes(batch.status)) throw new Error(batch.status);
    // The provider's word comes a moment before the settlement.
    const task = await taskOf(id);
    if (task.finished_at === null) throw new Error('not settled');
    return batch;
  }, 20_000);
}

interface TaskView {
  readonly status: string;
  readonly cost: string;
  readonly held: string;
  readonly finished_at: number | null;
}

async function taskOf(id: string): Promise<TaskView> {
  const answer = await fetch(`${gateway.url}/v1/tasks/${id}`, { headers: { authorization: `Bearer ${KEY}` } });
  return (await answer.json()) as TaskView;
}

/** Answers of a file by their own ids, with what they used together in micro-dollars. */
async function linesOf(fileId: string): Promise<{ bodies: Map<string, unknown>; micro: number }> {
  const source = await (await openai().files.content(fileId)).text();
  const lines = source
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as unknown);
  const bodies = new Map(lines.map(line => [String(at(line, 'custom_id')), at(line, 'response.body')]));
  const used = (name: string): number =>
    [...bodies.values()].reduce<number>((sum, body) => sum + Number(at(body, `usage.${name}`) ?? 0), 0);
  return { bodies, micro: used('prompt_tokens') * IN + used('completion_tokens') * OUT };
}

describe('OpenAI’s batches', () => {
  it('are begun from a file, answered by files, and charged at half the price of what was answered', async () => {
    const client = openai();
    const fileId = await upload([
      chat('a', 'One'),
      '',
      chat('b', 'Two of them'),
      chat('c', '[[error=429]] not this one'),
    ]);
    const batch = await begin(fileId);
    expect(batch).toMatchObject({
      object: 'batch',
      endpoint: '/v1/chat/completions',
      input_file_id: fileId,
      completion_window: '24h',
      metadata: { job: 'night' },
      output_file_id: null,
    });
    const { held } = await taskOf(batch.id);
    const done = await ended(batch.id);
    expect(done).toMatchObject({ status: 'completed', request_counts: { total: 3, completed: 2, failed: 1 } });
    const { bodies, micro } = await linesOf(done.output_file_id ?? '');
    expect([...bodies.keys()]).toEqual(['a', 'b']);
    expect((await linesOf(done.error_file_id ?? '')).bodies.has('c')).toBe(true);
    const task = await taskOf(batch.id);
    expect(Number(task.cost)).toBeCloseTo(micro / 1e6, 12);
    expect([Number(held) >= micro / 1e6, task.held]).toEqual([true, '0']);
    const listed = await client.batches.list({ limit: 1 });
    expect(listed.data.map(({ id }) => id)).toEqual([batch.id]);
    // Nobody else has it, nor its answers.
    const stranger = openai(OTHER);
    await expect(stranger.batches.retrieve(batch.id)).rejects.toMatchObject({ status: 404 });
    await expect(stranger.files.content(done.output_file_id ?? '')).rejects.toMatchObject({ status: 404 });
    await expect(begin(fileId, stranger)).rejects.toMatchObject({ status: 404, param: 'input_file_id' });
  });

  it('go where their model is, under its name there', async () => {
    const renamed = await ended((await begin(await upload([chat('a', 'One', 'fast')]))).id);
    const { bodies } = await linesOf(renamed.output_file_id ?? '');
    expect(at(bodies.get('a'), 'model')).toBe('gpt-4.1-mini');
    const line = {
      custom_id: 'v',
      method: 'POST',
      url: '/v1/embeddings',
      body: { model: 'text-embedding-3-small', input: 'A fox' },
    };
    const batch = await begin(await upload([line]), openai(), '/v1/embeddings');
    const done = await ended(batch.id);
    const { micro } = await linesOf(done.output_file_id ?? '');
    expect(Number((await taskOf(batch.id)).cost)).toBeCloseTo(micro / 1e6, 12);
  });

  it('that are called off are charged for what was answered until then', async () => {
    const slow = Array.from({ length: 40 }, (_, index) => chat(`s${index}`, `[[first-byte=100]] ${index}`));
    const batch = await begin(await upload(slow));
    await eventually(async () => {
      const { request_counts: counts } = await openai().batches.retrieve(batch.id);
      if ((counts?.completed ?? 0) === 0) throw new Error('nothing yet');
    }, 20_000);
    expect((await openai().batches.cancel(batch.id)).status).toBe('cancelling');
    const done = await ended(batch.id);
    expect(done.status).toBe('cancelled');
    const { bodies, micro } = await linesOf(done.output_file_id ?? '');
    expect(bodies.size).toBeLessThan(40);
    expect(Number((await taskOf(batch.id)).cost)).toBeCloseTo(micro / 1e6, 12);
    await expect(openai().batches.cancel(batch.id)).rejects.toMatchObject({ status: 409 });
  });

  it.each([
    ['line 2', [chat('a', 'One'), chat('a', 'Two')]],
    ['line 2', [chat('a', 'One'), chat('b', 'Two', 'fast')]],
    ['line 1', [{ ...chat('a', 'One'), url: '/v1/responses' }]],
    ['line 1', [{ ...chat('a', 'One'), body: { model: 'gpt-4o-mini' } }]],
    ['line 1', [{ ...chat('a', 'One'), body: { ...chat('a', 'One').body, stream: true } }]],
    ['line 1', ['{']],
    ['no requests', ['']],
  ] as const)('with a wrong request say where it is: %s', async (where, lines) => {
    const error: unknown = await begin(await upload(lines)).catch((why: unknown) => why);
    expect(error).toMatchObject({ status: 400 });
    expect(String(error)).toContain(where);
  });

  it('that cannot be paid for are not begun', async () => {
    const client = openai(OTHER);
    const fileId = await upload([chat('a', 'One')], client);
    await expect(begin(fileId, client)).rejects.toMatchObject({ code: 'insufficient_user_quota' });
    expect((await client.batches.list()).data).toEqual([]);
  });
});

describe('Anthropic’s batches', () => {
  const request = (id: string, content: string) => ({
    custom_id: id,
    params: { model: 'claude-sonnet-4-6', max_tokens: 50, messages: [{ role: 'user' as const, content }] },
  });

  it('are begun whole, told as lines, and charged at half the price of what succeeded', async () => {
    const client = anthropic();
    const { id } = await client.messages.batches.create({
      requests: [request('a', 'One'), request('b', '[[error=400]] not this one')],
    });
    const done = await eventually(async () => {
      const batch = await client.messages.batches.retrieve(id);
      if (batch.processing_status !== 'ended' || (await taskOf(id)).finished_at === null) throw new Error('not yet');
      return batch;
    }, 20_000);
    expect(done.request_counts).toMatchObject({ succeeded: 1, errored: 1 });
    expect(done.results_url).toBe(`${gateway.url}/v1/messages/batches/${id}/results`);
    let micro = 0;
    const seen: string[] = [];
    for await (const { custom_id: name, result } of await client.messages.batches.results(id)) {
      seen.push(`${name} ${result.type}`);
      if (result.type === 'succeeded')
        micro += result.message.usage.input_tokens * IN + result.message.usage.output_tokens * OUT;
    }
    expect(seen).toEqual(['a succeeded', 'b errored']);
    expect(Number((await taskOf(id)).cost)).toBeCloseTo(micro / 1e6, 12);
    expect((await client.messages.batches.list()).data.map(batch => batch.id)).toEqual([id]);
    await expect(anthropic(OTHER).messages.batches.retrieve(id)).rejects.toMatchObject({
      status: 404,
      error: { error: { type: 'not_found_error' } },
    });
    expect((await client.messages.batches.delete(id)).type).toBe('message_batch_deleted');
    await expect(client.messages.batches.retrieve(id)).rejects.toMatchObject({ status: 404 });
  });

  it('with a wrong request, or without money, are refused in Anthropic’s words', async () => {
    const create = (key: string, requests: readonly object[]): Promise<unknown> =>
      anthropic(key).messages.batches.create({ requests } as never);
    await expect(create(KEY, [request('a', 'x'), request('a', 'y')])).rejects.toMatchObject({
      status: 400,
      error: { error: { type: 'invalid_request_error', message: expect.stringContaining('requests.1') } },
    });
    await expect(create(KEY, [])).rejects.toMatchObject({ status: 400 });
    await expect(create(OTHER, [request('a', 'x')])).rejects.toMatchObject({ status: 403 });
  });
});
