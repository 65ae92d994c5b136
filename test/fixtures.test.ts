// Every recorded exchange replayed through the gateway: the client sees the recorded bytes, and each meter is right.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { at, call } from './support/client.ts';
import { FAMILIES } from './support/families.ts';
import type { FamilyCase } from './support/families.ts';
import { readFixtures, usageIn } from './support/fixtures.ts';
import type { Fixture, RecordedUsage } from './support/fixtures.ts';
import { Gateway, keyOf } from './support/gateway.ts';
import { findGeneration, generation } from './support/money.ts';
import { Upstream } from './support/upstream.ts';
import type { Reply } from './support/upstream.ts';

const KEY = keyOf('fixtures');
/** USD per million tokens (`search`: thousandths of a USD each), all prime, so that a cost tells its meters apart. */
const RATES = {
  input: 3,
  output: 7,
  cacheRead: 2,
  cacheWrite5m: 11,
  cacheWrite1h: 13,
  audioIn: 17,
  audioOut: 19,
  imageIn: 23,
  imageOut: 29,
  searches: 5,
} as const;
/** Bytes of one piece of a replayed stream: cuts events, lines, characters and line ends. */
const PIECE_BYTES = 113;

const fixtures = readFixtures();
const modelOf = (index: number) => `fixture-${index}`;

let gateway: Gateway;
let upstream: Upstream;

beforeAll(async () => {
  upstream = await Upstream.start(async (request, reply) => {
    const index = Number(/^\/f(\d+)\//.exec(request.target)?.[1]);
    const fixture = fixtures[index];
    if (fixture === undefined) return reply.json(500, { error: 'no such fixture' });
    await replay(fixture, reply);
  });
  gateway = await Gateway.start({
    channels: fixtures.map((fixture, index) => ({
      name: `fixture-${index}`,
      provider: familyOf(fixture).provider,
      base_url: `${upstream.url}/f${index}`,
      keys: ['upstream-secret'],
      models: [{ name: modelOf(index), upstream: fixture.model }],
    })),
    prices: fixtures.map((fixture, index) => ({
      model: modelOf(index),
      input: String(RATES.input),
      output: String(RATES.output),
      cache_read: String(RATES.cacheRead),
      cache_write: String(RATES.cacheWrite5m),
      cache_write_1h: String(RATES.cacheWrite1h),
      audio_input: String(RATES.audioIn),
      audio_output: String(RATES.audioOut),
      image_input: String(RATES.imageIn),
      image_output: String(RATES.imageOut),
      // Only Anthropic reports the number of searches as a part of its usage.
      ...(fixture.family === 'anthropic-messages' ? { search: `0.00${RATES.searches}` } : {}),
    })),
    users: [{ name: 'tester', balance: '10000', group: 'default', keys: [{ name: 'fixtures', key: KEY }] }],
  });
}, 60_000);

afterAll(async () => {
  await gateway.dispose();
  await upstream.stop();
});

function familyOf(fixture: Fixture): FamilyCase {
  const family = FAMILIES.find(one => one.name === fixture.family);
  if (family === undefined) throw new Error(`no family ${fixture.family}`);
  return family;
}

async function replay(fixture: Fixture, reply: Reply): Promise<void> {
  const { 'transfer-encoding': chunked, ...headers } = fixture.headers;
  if (!fixture.streamed && chunked === undefined) return reply.send(fixture.status, headers, fixture.bytes);
  reply.open(fixture.status, headers);
  for (let position = 0; position < fixture.bytes.length; position += PIECE_BYTES) {
    reply.write(fixture.bytes.subarray(position, position + PIECE_BYTES));
    if (position % 7 === 0) await new Promise(resolve => setImmediate(resolve));
  }
  reply.end();
}

/** The recorded request under the test's model name, or the smallest request of its kind. */
function requestText(fixture: Fixture, model: string): string {
  const family = familyOf(fixture);
  const asks = fixture.family === 'openai-chat' && fixture.streamed ? { stream_options: { include_usage: true } } : {};
  if (fixture.request === undefined)
    return JSON.stringify({ ...JSON.parse(family.body(model, fixture.streamed)), ...asks });
  if (fixture.family === 'gemini-generate') return JSON.stringify(fixture.request.body);
  return JSON.stringify({ ...fixture.request.body, model, ...asks });
}

function pathOf(fixture: Fixture, model: string): string {
  const path = familyOf(fixture).path(model, fixture.streamed);
  if (fixture.action === 'generate') return path;
  return fixture.family === 'gemini-generate' ? path.replace('generateContent', 'countTokens') : `${path}/count_tokens`;
}

/** Makes the answer known on which the recorded request builds, so that its owner and channel are known too. */
async function rememberPrevious(fixture: Fixture, model: string): Promise<void> {
  const previous = at(fixture.request?.body, 'previous_response_id');
  if (typeof previous !== 'string') return;
  const family = familyOf(fixture);
  const normal = upstream.script;
  upstream.script = (_request, reply) => reply.json(200, { ...(family.answer('m') as object), id: previous });
  const answer = await call(gateway.url + family.path(model, false), {
    headers: family.headers(KEY),
    body: family.body(model, false),
  });
  upstream.script = normal;
  expect(answer.status).toBe(200);
}

const nanoOf = (usage: RecordedUsage): number => {
  const tokens = (Object.entries(RATES) as [keyof typeof RATES, number][]).filter(([meter]) => meter !== 'searches');
  return (
    tokens.reduce((sum, [meter, rate]) => sum + usage[meter] * rate * 1000, 0) +
    usage.searches * RATES.searches * 1_000_000
  );
};

describe('a recorded exchange', () => {
  it.each(fixtures.map((fixture, index) => [fixture.name, fixture, index] as const))(
    '%s',
    async (_name, fixture, index) => {
      const model = modelOf(index);
      await rememberPrevious(fixture, model);
      const text = requestText(fixture, model);
      const answer = await call(gateway.url + pathOf(fixture, model), {
        headers: { ...fixture.request?.headers, ...familyOf(fixture).headers(KEY) },
        body: text,
      });
      expect(answer.text).toBe(fixture.bytes.toString('utf8'));
      expect(answer.status).toBe(fixture.status);
      expect(answer.complete).toBe(true);
      expect(answer.headers['content-type']).toBe(fixture.headers['content-type']);
      expect(upstream.last.body.toString('utf8')).toBe(
        text.replace(`"model":"${model}"`, `"model":${JSON.stringify(fixture.model)}`),
      );
      await checkCharge(fixture, answer.id);
    },
  );
});

async function checkCharge(fixture: Fixture, id: string): Promise<void> {
  const usage = usageIn(fixture);
  if (fixture.status !== 200 || fixture.action === 'count') {
    expect((await findGeneration(gateway.url, KEY, id))?.cost ?? 0).toBe(0);
    return;
  }
  const explained = await generation(gateway.url, KEY, id);
  if (usage === undefined) {
    const failed = /"status":"failed"|"error":\{"/.test(fixture.bytes.toString('utf8'));
    if (failed) expect(explained.cost).toBe(0);
    else expect(JSON.stringify(explained.value)).toContain('estimated');
    return;
  }
  const { value } = explained;
  const prompt =
    usage.input + usage.cacheRead + usage.cacheWrite5m + usage.cacheWrite1h + usage.audioIn + usage.imageIn;
  expect({
    nano: Math.round(explained.cost * 1e9),
    prompt: explained.prompt,
    completion: explained.completion,
    reasoning: at(value, 'native_tokens_reasoning'),
    cached: at(value, 'native_tokens_cached'),
  }).toEqual({
    nano: nanoOf(usage),
    prompt,
    completion: usage.output + usage.audioOut + usage.imageOut,
    reasoning: usage.reasoning,
    cached: usage.cacheRead,
  });
}

describe('the independent reading of usage', () => {
  it('covers every protocol, streamed and not, with cache reads, cache writes, audio, reasoning and searches', () => {
    const read = fixtures.map(fixture => usageIn(fixture)).filter(usage => usage !== undefined);
    expect(fixtures.length).toBeGreaterThanOrEqual(100);
    expect(read.length).toBeGreaterThanOrEqual(90);
    for (const meter of ['input', 'output', 'reasoning', 'cacheRead', 'cacheWrite5m', 'audioIn', 'searches'] as const) {
      expect(read.some(usage => usage[meter] > 0)).toBe(true);
    }
    for (const usage of read) for (const value of Object.values(usage)) expect(value).toBeGreaterThanOrEqual(0);
  });
});
