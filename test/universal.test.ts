// The universal endpoint: any model and medium in one JSON form and one answer form, charged exactly as by its own API.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { at, call, eventually, jsonOf, type Answer } from './support/client.ts';
import { Gateway, keyOf } from './support/gateway.ts';
import { generation } from './support/money.ts';

const KEY = keyOf('universal');
let gateway: Gateway;

beforeAll(async () => {
  gateway = await Gateway.start({ users: [{ name: 'u', balance: '100', keys: [{ name: 'u', key: KEY }] }] });
}, 60_000);

afterAll(async () => gateway.dispose());

const post = async (body: unknown, path = '/v1/universal'): Promise<Answer> =>
  call(`${gateway.url}${path}`, {
    headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

const CASES: readonly (readonly [kind: string, body: Record<string, unknown>, output: string])[] = [
  ['chat', { model: 'gpt-4o-mini', prompt: 'Hello' }, 'choices.0.message.content'],
  [
    'chat',
    { model: 'claude-haiku-4-5', messages: [{ role: 'user', content: 'Hi' }], parameters: { max_tokens: 50 } },
    'choices.0.message.content',
  ],
  ['completion', { model: 'gpt-3.5-turbo-instruct', prompt: 'Once' }, 'choices.0.text'],
  [
    'embedding',
    { model: 'text-embedding-3-small', input: ['a', 'b'], parameters: { dimensions: 8 } },
    'data.1.embedding.7',
  ],
  ['embedding', { model: 'gemini-embedding-001', input: 'some text' }, 'data.0.embedding.0'],
  ['rerank', { model: 'rerank-v3.5', input: { query: 'q', documents: ['a', 'q'] } }, 'results.0.relevance_score'],
  ['moderation', { model: 'omni-moderation-latest', input: 'hello' }, 'results.0.categories.hate'],
  [
    'image',
    { model: 'gpt-image-1', prompt: 'a gate', parameters: { size: '1024x1024', quality: 'low' } },
    'data.0.b64_json',
  ],
];

describe('one form for everything', () => {
  it.each(CASES)('%s: %j', async (kind, body, output) => {
    const answer = await post(body);
    const said = jsonOf(answer);
    expect([answer.status, at(said, 'object'), at(said, 'kind'), at(said, 'status')]).toEqual([
      200,
      'universal.result',
      kind,
      'succeeded',
    ]);
    expect(at(said, `output.${output}`)).toBeDefined();
    const explained = await generation(gateway.url, KEY, String(at(said, 'id')));
    expect(at(said, 'cost')).toBe(explained.cost);
    expect(Number(answer.headers['x-turnpike-cost'])).toBe(explained.cost);
  });

  it('streams in the form of the API behind it', async () => {
    const answer = await post({ model: 'gpt-4o-mini', prompt: 'Hello', stream: true }, '/v1/run');
    expect(answer.headers['content-type']).toContain('text/event-stream');
    expect(answer.text.endsWith('data: [DONE]\n\n')).toBe(true);
  });

  it('speaks: the bytes of the sound', async () => {
    const answer = await post({ model: 'tts-1', prompt: 'Hello', parameters: { response_format: 'wav' } });
    expect([answer.status, answer.body.toString('latin1', 0, 4)]).toEqual([200, 'RIFF']);
  });

  it('films: a task, asked for by its id, and nobody else’s', async () => {
    const answer = await post({ model: 'sora-2', prompt: 'a gate opens', parameters: { seconds: '4' } });
    const said = jsonOf(answer);
    expect([answer.status, answer.text.slice(0, 200)]).toEqual([200, answer.text.slice(0, 200)]);
    const id = String(at(said, 'id'));
    await eventually(async () => {
      const now = jsonOf(
        await call(`${gateway.url}/v1/universal/${id}`, { headers: { authorization: `Bearer ${KEY}` } }),
      );
      expect(at(now, 'status')).toBe('succeeded');
      expect(typeof at(now, 'output.video_url')).toBe('string');
    }, 20_000);
  }, 30_000);
});

describe('bad input', () => {
  it.each([
    [{ model: 'gpt-4o-mini' }, 'prompt'],
    [{ prompt: 'x' }, 'model'],
    [{ model: 'whisper-1', prompt: 'x' }, 'model'],
    [{ model: 'gpt-4o-mini', prompt: 'x', async: true }, 'async'],
    [{ model: 'gpt-4o-mini', prompt: 'x', kind: 'dance' }, 'kind'],
    [{ model: 'sora-2', prompt: 'x', async: false }, 'async'],
    [{ model: 'text-embedding-3-small', input: '' }, 'input'],
  ])('%j', async (body, param) => {
    const answer = await post(body);
    expect([answer.status, at(jsonOf(answer), 'error.param')]).toEqual([400, param]);
  });
});
