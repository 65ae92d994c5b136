// How each vendor answers in OpenAI's chat protocol, with its own oddities: passed on untouched, understood, charged exactly.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { providerKind, providerNames } from '../packages/gateway/providers/registry.ts';
import { Gateway, keyOf } from './support/gateway.ts';
import { at, call, eventually, jsonOf, type Answer } from './support/client.ts';
import { FAMILIES } from './support/families.ts';
import { findGeneration } from './support/money.ts';
import { Upstream } from './support/upstream.ts';

const KEY = keyOf('quirks');
const MICRO = 1e-6;
/** USD per token. */
const PRICES = { input: 1 * MICRO, cacheRead: 0.1 * MICRO, output: 10 * MICRO };

type Chunk = Readonly<Record<string, unknown>>;
interface Quirk {
  /** What comes over the wire; objects become `data:` lines, texts stay as they are. */
  readonly events: readonly (string | Chunk)[];
  readonly whole: string;
  readonly text?: string;
  readonly thinking?: string;
  readonly usage?: { readonly input: number; readonly cacheRead: number; readonly output: number };
}

const PLAIN_USAGE = { prompt_tokens: 100, completion_tokens: 20, total_tokens: 120 };
const CACHED = { ...PLAIN_USAGE, prompt_tokens_details: { cached_tokens: 64 } };
const THIRDS = { input: 36, cacheRead: 64, output: 20 };

const chunk = (delta: unknown, finish: string | null = null, more: object = {}): Chunk => ({
  id: 'c1',
  object: 'chat.completion.chunk',
  created: 1_700_000_000,
  model: 'm',
  choices: [{ index: 0, delta, finish_reason: finish }],
  ...more,
});
const usageChunk = (usage: unknown, more: object = {}): Chunk => ({ ...chunk({}), choices: [], usage, ...more });
const whole = (message: object, usage: unknown = PLAIN_USAGE, more: object = {}): string =>
  JSON.stringify({
    id: 'c1',
    object: 'chat.completion',
    created: 1_700_000_000,
    model: 'm',
    choices: [{ index: 0, message: { role: 'assistant', content: 'Hi there', ...message }, finish_reason: 'stop' }],
    usage,
    ...more,
  });

const HI = [chunk({ role: 'assistant', content: '' }), chunk({ content: 'Hi' }), chunk({ content: ' there' })] as const;
const thought = (field: string): readonly Chunk[] => [
  chunk({ role: 'assistant', content: null, [field]: 'Let me ' }),
  chunk({ content: null, [field]: 'see.' }),
];
const PLAIN: Quirk = {
  events: [...HI, chunk({}, 'stop'), usageChunk(PLAIN_USAGE)],
  whole: whole({}),
};
const growing = (output: number): object => ({
  usage: { prompt_tokens: 100, completion_tokens: output, total_tokens: 100 + output },
});

/** Vendors whose answers are not plain (wire pages `providers` §0.4 and their own, `openrouter`). */
const QUIRKS: Readonly<Record<string, Quirk>> = {
  deepseek: {
    events: [
      ': keep-alive',
      ...thought('reasoning_content'),
      ': keep-alive',
      chunk({ content: 'Hi', reasoning_content: null }),
      chunk({ content: ' there' }),
      chunk({ role: null, content: '' }, 'stop', {
        usage: { ...PLAIN_USAGE, prompt_cache_hit_tokens: 64, prompt_cache_miss_tokens: 36 },
      }),
    ],
    // Under load blank lines stand before an answer.
    whole: `\n\n\n${whole({ reasoning_content: 'Let me see.' }, { ...CACHED, prompt_cache_hit_tokens: 64 })}`,
    thinking: 'Let me see.',
    usage: THIRDS,
  },
  moonshot: {
    events: [
      ...thought('reasoning_content'),
      ...HI.slice(1),
      {
        ...chunk({}),
        choices: [{ index: 0, delta: {}, finish_reason: 'stop', usage: { ...PLAIN_USAGE, cached_tokens: 64 } }],
      },
    ],
    whole: whole({ reasoning_content: 'Let me see.' }, { ...PLAIN_USAGE, cached_tokens: 64 }),
    thinking: 'Let me see.',
    usage: THIRDS,
  },
  zhipu: {
    events: [...thought('reasoning_content'), ...HI.slice(1), chunk({ content: '' }, 'stop', { usage: CACHED })],
    whole: whole({ reasoning_content: 'Let me see.' }, CACHED, { request_id: 'r' }),
    thinking: 'Let me see.',
    usage: THIRDS,
  },
  minimax: {
    events: [
      ...thought('reasoning_content'),
      ...HI.slice(1),
      // The last one repeats the whole message.
      {
        ...chunk({}),
        object: 'chat.completion',
        choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: 'Hi there' } }],
        usage: PLAIN_USAGE,
        base_resp: { status_code: 0, status_msg: '' },
      },
    ],
    whole: whole({ reasoning_content: 'Let me see.' }, PLAIN_USAGE, { base_resp: { status_code: 0, status_msg: '' } }),
    thinking: 'Let me see.',
  },
  bailian: {
    events: [
      ...HI.map(one => ({ ...one, usage: null, system_fingerprint: '' })),
      chunk({ content: '' }, 'stop', { usage: null }),
      usageChunk(CACHED),
    ],
    whole: whole({}, CACHED, { system_fingerprint: '' }),
    usage: THIRDS,
  },
  siliconflow: {
    events: [
      ...HI.map((one, index) => ({ ...one, ...growing(index + 1) })),
      chunk({ content: '' }, 'eos', growing(20)),
    ],
    whole: whole({}, PLAIN_USAGE, { system_fingerprint: '' }).replace('"stop"', '"eos"'),
  },
  perplexity: {
    events: [
      ...HI.map((one, index) => ({ ...one, citations: ['https://a.example'], ...growing(index + 1) })),
      chunk({}, 'stop', { citations: ['https://a.example'], ...growing(20) }),
    ],
    whole: whole({}, PLAIN_USAGE, { citations: ['https://a.example'], search_results: [] }),
  },
  groq: {
    events: [
      chunk({ role: 'assistant', content: '' }, null, { x_groq: { id: 'req_1' } }),
      chunk({ reasoning: 'Let me see.' }),
      ...HI.slice(1),
      chunk({}, 'stop', { x_groq: { id: 'req_1', usage: { ...PLAIN_USAGE, queue_time: 0.1, prompt_time: 0.2 } } }),
    ],
    whole: whole({ reasoning: 'Let me see.' }, { ...PLAIN_USAGE, queue_time: 0.1 }, { x_groq: { id: 'req_1' } }),
    thinking: 'Let me see.',
  },
  mistral: {
    events: [
      chunk({ role: 'assistant', content: [{ type: 'thinking', thinking: [{ type: 'text', text: 'Let me see.' }] }] }),
      chunk({ content: [{ type: 'text', text: 'Hi' }] }),
      chunk({ content: ' there' }),
      chunk({ content: '' }, 'stop', { usage: PLAIN_USAGE }),
    ],
    whole: whole({
      content: [
        { type: 'thinking', thinking: [{ type: 'text', text: 'Let me see.' }] },
        { type: 'text', text: 'Hi there' },
      ],
    }),
    thinking: 'Let me see.',
  },
  xai: {
    events: [
      { ...chunk({}), choices: [{ index: 0, delta: { role: 'assistant', reasoning_content: 'Let me see.' } }] },
      { ...chunk({}), choices: [{ index: 0, delta: { content: 'Hi there' } }] },
      chunk({}, 'stop'),
      usageChunk({
        prompt_tokens: 291,
        completion_tokens: 26,
        total_tokens: 513,
        completion_tokens_details: { reasoning_tokens: 196 },
      }),
    ],
    whole: whole(
      { reasoning_content: 'Let me see.' },
      {
        prompt_tokens: 291,
        completion_tokens: 26,
        total_tokens: 513,
        completion_tokens_details: { reasoning_tokens: 196 },
      },
    ),
    thinking: 'Let me see.',
    // Its reasoning stands beside its completion, not in it: 291 + 26 + 196.
    usage: { input: 291, cacheRead: 0, output: 222 },
  },
  cerebras: {
    events: [
      chunk({ role: 'assistant' }),
      chunk({ reasoning: 'Let me see.' }),
      ...HI.slice(1),
      chunk({}, 'stop', { usage: PLAIN_USAGE, time_info: { total_time: 0.1 } }),
    ],
    whole: whole({ reasoning: 'Let me see.' }, PLAIN_USAGE, { time_info: { total_time: 0.1 } }),
    thinking: 'Let me see.',
  },
  openrouter: {
    events: [
      ': OPENROUTER PROCESSING',
      ': OPENROUTER PROCESSING',
      chunk({ role: 'assistant', content: '', reasoning: 'Let me see.' }, null, { provider: 'Anybody' }),
      ...HI.slice(1),
      chunk({ content: '' }, 'stop', { native_finish_reason: 'stop' }),
      usageChunk({ ...CACHED, cost: 0.0123, is_byok: false }, { provider: 'Anybody' }),
    ],
    whole: whole({ reasoning: 'Let me see.' }, { ...CACHED, cost: 0.0123 }, { provider: 'Anybody' }),
    thinking: 'Let me see.',
    usage: THIRDS,
  },
  fireworks: {
    events: [...HI, chunk({}, 'stop', { usage: PLAIN_USAGE })],
    whole: whole({}),
  },
  deepinfra: {
    events: [...HI, chunk({}, 'stop'), usageChunk({ ...PLAIN_USAGE, estimated_cost: 0.000_04 })],
    whole: whole({}, { ...PLAIN_USAGE, estimated_cost: 0.000_04 }),
  },
  github: {
    events: [
      { ...chunk({}), choices: [], prompt_filter_results: [{ prompt_index: 0, content_filter_results: {} }] },
      ...HI,
      chunk({}, 'stop'),
      usageChunk(PLAIN_USAGE),
    ],
    whole: whole({}, PLAIN_USAGE, { prompt_filter_results: [] }),
  },
  vllm: {
    events: [
      chunk({ role: 'assistant', content: '' }, null, growing(0)),
      chunk({ reasoning: 'Let me see.' }, null, growing(5)),
      ...HI.slice(1).map(one => ({ ...one, ...growing(9) })),
      chunk({}, 'stop', { ...growing(20), stop_reason: null }),
      usageChunk(PLAIN_USAGE),
    ],
    whole: whole({ reasoning: 'Let me see.', tool_calls: [] }, { ...PLAIN_USAGE, prompt_tokens_details: null }),
    thinking: 'Let me see.',
  },
  ollama: {
    events: [
      chunk({ role: 'assistant', content: '', reasoning: 'Let me see.' }),
      ...HI.slice(1).map(one => ({ ...one, system_fingerprint: 'fp_ollama' })),
      chunk({ role: 'assistant', content: '' }, 'stop'),
      usageChunk(PLAIN_USAGE),
    ],
    whole: whole({ reasoning: 'Let me see.' }),
    thinking: 'Let me see.',
  },
  relay: {
    events: [': PING', ...HI, ': PING', chunk({}, 'stop'), usageChunk(PLAIN_USAGE)],
    whole: whole({}),
  },
  together: {
    events: [...thought('reasoning'), ...HI.slice(1), chunk({ content: '' }, 'eos', { usage: PLAIN_USAGE })],
    whole: whole({ reasoning: 'Let me see.' }),
    thinking: 'Let me see.',
  },
  stepfun: {
    events: [
      ...thought('reasoning'),
      ...HI.slice(1),
      chunk({}, 'stop'),
      usageChunk({ ...PLAIN_USAGE, cached_tokens: 64 }),
    ],
    whole: whole({ reasoning: 'Let me see.' }, { ...PLAIN_USAGE, cached_tokens: 64 }),
    thinking: 'Let me see.',
    usage: THIRDS,
  },
};

/** Clouds are tested apart; every other kind that speaks this protocol is here. */
const APART = new Set(['azure', 'vertex', 'bedrock', 'sandbox', 'custom']);
const KINDS = providerNames().filter(
  name => !APART.has(name) && providerKind(name)?.speaks.includes('openai-chat') === true,
);
const quirkOf = (kind: string): Quirk => QUIRKS[kind] ?? PLAIN;

let upstream: Upstream;
let gateway: Gateway;

const wire = ({ events }: Quirk): string =>
  [...events, 'data: [DONE]']
    .map(event => (typeof event === 'string' ? event : `data: ${JSON.stringify(event)}`))
    .join('\n\n') + '\n\n';

/** Faults inside a stream, told in the vendor's own way after some output. */
const BREAKS: readonly (readonly [string, readonly (string | Chunk)[]])[] = [
  [
    'groq',
    [
      'event: error\ndata: {"error":{"message":"Failed to call a function.","type":"invalid_request_error","code":"tool_use_failed","status_code":400}}',
    ],
  ],
  ['openrouter', [{ ...chunk({ content: '' }, 'error'), error: { code: 502, message: 'Provider disconnected' } }]],
  ['zhipu', [chunk({ content: '' }, 'network_error', { usage: PLAIN_USAGE })]],
  ['deepseek', [chunk({ content: '' }, 'insufficient_system_resource')]],
];

/** A request that is refused, as each vendor says it, and the words that its client is to read. */
const REFUSALS: readonly (readonly [string, number, unknown, string])[] = [
  [
    'openai',
    400,
    { error: { message: 'bad field', type: 'invalid_request_error', param: 'x', code: null } },
    'bad field',
  ],
  [
    'bailian',
    400,
    {
      error: { code: 'invalid_parameter_error', param: null, message: 'bad field', type: 'invalid_request_error' },
      request_id: 'r',
      id: 'r',
    },
    'bad field',
  ],
  ['moonshot', 400, { error: { type: 'invalid_request_error', message: 'bad field' } }, 'bad field'],
  ['zhipu', 400, { error: { code: '1210', message: 'bad field' } }, 'bad field'],
  [
    'minimax',
    400,
    { type: 'error', error: { type: 'bad_request_error', message: 'bad field (2013)' }, request_id: 'r' },
    'bad field',
  ],
  ['minimax', 200, { base_resp: { status_code: 2013, status_msg: 'bad field' } }, 'bad field'],
  [
    'ark',
    400,
    { error: { code: 'InvalidParameter', message: 'bad field', param: '', type: 'BadRequest' } },
    'bad field',
  ],
  [
    'baidu',
    400,
    { error: { code: 'invalid_argument', message: 'bad field', type: 'invalid_request_error' }, id: 'as-1' },
    'bad field',
  ],
  ['siliconflow', 400, { code: 20015, message: 'bad field', data: null }, 'bad field'],
  ['siliconflow', 404, '404 page not found', ''],
  [
    'mistral',
    422,
    {
      object: 'error',
      message: { detail: [{ type: 'extra_forbidden', loc: ['body', 'x'], msg: 'bad field', input: 1 }] },
      type: 'invalid_request_error',
      param: null,
      code: null,
    },
    'bad field',
  ],
  [
    'mistral',
    400,
    { object: 'error', message: 'bad field', type: 'invalid_request_error', param: null, code: '3001' },
    'bad field',
  ],
  ['cohere', 400, { message: 'bad field' }, 'bad field'],
  ['perplexity', 400, { error: { message: 'bad field', type: 'invalid_message', code: 400 } }, 'bad field'],
  [
    'cerebras',
    400,
    { message: 'bad field', type: 'invalid_request_error', param: 'x', code: 'wrong_api_format' },
    'bad field',
  ],
  ['deepinfra', 400, { detail: { error: 'bad field' } }, 'bad field'],
  [
    'openrouter',
    400,
    { error: { code: 400, message: 'bad field', metadata: { provider_name: 'X' } }, user_id: 'u' },
    'bad field',
  ],
  ['nvidia', 422, { type: 'urn:x', title: 'Unprocessable', status: 422, detail: 'bad field' }, 'bad field'],
  [
    'vllm',
    400,
    { object: 'error', message: 'bad field', type: 'BadRequestError', param: null, code: 400 },
    'bad field',
  ],
  ['ollama', 400, { error: 'bad field' }, 'bad field'],
  ['huggingface', 400, { error: 'bad field' }, 'bad field'],
  ['xai', 400, { code: 'Client specified an invalid argument', error: 'bad field' }, 'bad field'],
  ['cloudflare', 400, { success: false, errors: [{ code: 5006, message: 'bad field' }], result: null }, 'bad field'],
];

beforeAll(async () => {
  upstream = await Upstream.start((request, reply) => {
    const [, kind = ''] = /^\/at\/([^/]+)/.exec(request.target) ?? [];
    const quirk = quirkOf(kind);
    const body = request.body.toString();
    if (body.includes('[[break]]')) {
      const broken = BREAKS.find(([name]) => name === kind)?.[1] ?? [];
      return reply.send(200, { 'content-type': 'text/event-stream' }, wire({ ...quirk, events: [...HI, ...broken] }));
    }
    const [, number] = /\[\[refuse (\d+)\]\]/.exec(body) ?? [];
    if (body.includes('[[unasked]]')) return reply.send(200, { 'content-type': 'text/event-stream' }, wire(quirk));
    const refusal = number === undefined ? undefined : REFUSALS[Number(number)];
    if (refusal !== undefined) return reply.json(refusal[1], refusal[2]);
    if (/"stream":\s*true/.test(body)) return reply.send(200, { 'content-type': 'text/event-stream' }, wire(quirk));
    return reply.send(200, { 'content-type': 'application/json' }, quirk.whole);
  });
  gateway = await Gateway.start({
    channels: KINDS.map(kind => ({
      name: kind,
      provider: kind,
      base_url: `${upstream.url}/at/${kind}`,
      speaks: ['openai-chat'],
      keys: ['k'],
      models: [`m-${kind}`],
      ...(kind === 'cloudflare' ? { account: 'a' } : {}),
    })),
    prices: KINDS.map(kind => ({ model: `m-${kind}`, input: '1', cache_read: '0.1', output: '10' })),
    users: [{ name: 'bob', balance: '1000', keys: [{ name: 'dev', key: KEY }] }],
  });
}, 60_000);
afterAll(async () => {
  await gateway.dispose();
  await upstream.stop();
});

const json = { 'content-type': 'application/json' };
const chat = (kind: string, stream: boolean, text = 'Hello'): Promise<Answer> =>
  call(`${gateway.url}/v1/chat/completions`, {
    headers: { ...json, authorization: `Bearer ${KEY}` },
    body: JSON.stringify({
      model: `m-${kind}`,
      messages: [{ role: 'user', content: text }],
      ...(stream ? { stream, stream_options: { include_usage: true } } : {}),
    }),
  });
const messages = (kind: string, stream: boolean, text = 'Hello'): Promise<Answer> =>
  call(`${gateway.url}/v1/messages`, {
    headers: { ...json, 'x-api-key': KEY, 'anthropic-version': '2023-06-01' },
    body: JSON.stringify({ model: `m-${kind}`, max_tokens: 64, messages: [{ role: 'user', content: text }], stream }),
  });

interface Read {
  readonly text: string;
  readonly thinking: string;
  readonly stop: unknown;
}

/** A stream of Anthropic's as its client reads it. */
function readStream({ text }: Answer): Read {
  const events = text
    .split('\n')
    .flatMap((line): unknown[] => (line.startsWith('data: ') ? [JSON.parse(line.slice(6))] : []));
  const joined = (path: string): string => events.map(event => at(event, path) ?? '').join('');
  expect(at(events.at(-1), 'type')).toBe('message_stop');
  const stop = events.map(event => at(event, 'delta.stop_reason')).find(value => value !== undefined);
  return { text: joined('delta.text'), thinking: joined('delta.thinking'), stop };
}

function readWhole(answer: Answer): Read {
  const value = jsonOf(answer);
  const content = at(value, 'content');
  const parts = Array.isArray(content) ? content : [];
  const joined = (name: string): string => parts.map(part => at(part, name) ?? '').join('');
  return { text: joined('text'), thinking: joined('thinking'), stop: at(value, 'stop_reason') };
}

/** What the call was charged, by the explanation of its request id. */
async function charged(answer: Answer, kind: string): Promise<void> {
  const { input, cacheRead, output } = quirkOf(kind).usage ?? { input: 100, cacheRead: 0, output: 20 };
  const cost = input * PRICES.input + cacheRead * PRICES.cacheRead + output * PRICES.output;
  const id = String(answer.headers['x-request-id'] ?? '');
  await eventually(async () => expect((await findGeneration(gateway.url, KEY, id))?.cost).toBeCloseTo(cost, 9));
}

const words = (kind: string): string => `Hi there${quirkOf(kind).thinking === undefined ? '' : ', with its thinking'}`;

describe.each(KINDS.map(kind => [kind, words(kind)]))('%s answers %s', kind => {
  const { text = 'Hi there', thinking = '' } = quirkOf(kind);

  it('in a stream that passes as it came, and is charged by its own usage', async () => {
    const answer = await chat(kind, true);
    expect([answer.status, answer.complete]).toEqual([200, true]);
    const data = (body: string): string[] => body.split('\n').filter(line => line.startsWith('data:'));
    expect(data(answer.text)).toEqual(data(wire(quirkOf(kind))));
    await charged(answer, kind);
  });

  it('whole, and is charged the same', async () => {
    const answer = await chat(kind, false);
    expect([answer.status, answer.text.trim()]).toEqual([200, quirkOf(kind).whole.trim()]);
    await charged(answer, kind);
  });

  it('to a client of another protocol, streamed and whole', async () => {
    const [streamed, complete] = await Promise.all([messages(kind, true), messages(kind, false)]);
    expect(readStream(streamed)).toEqual({ text, thinking, stop: 'end_turn' });
    expect(readWhole(complete)).toEqual({ text, thinking, stop: 'end_turn' });
    await charged(streamed, kind);
    await charged(complete, kind);
  });
});

describe('what OpenAI’s own clients write', () => {
  it('is put right where its vendor would refuse it, and told; its answer passes as it came', async () => {
    const answer = await call(`${gateway.url}/v1/chat/completions`, {
      headers: { ...json, authorization: `Bearer ${KEY}` },
      body: JSON.stringify({
        model: 'm-mistral',
        messages: [
          { role: 'developer', content: 'Be brief' },
          { role: 'user', content: 'Hello' },
        ],
        max_completion_tokens: 64,
        store: false,
        user: 'u',
        stream: true,
        stream_options: { include_usage: true },
      }),
    });
    expect(JSON.parse(upstream.last.body.toString())).toEqual({
      model: 'm-mistral',
      messages: [
        { role: 'system', content: 'Be brief' },
        { role: 'user', content: 'Hello' },
      ],
      max_tokens: 64,
      stream: true,
    });
    expect(answer.headers['x-turnpike-dropped']).toBe('user');
    expect(answer.text).toContain(JSON.stringify(PLAIN_USAGE));
    await charged(answer, 'mistral');
  });

  it('passes byte for byte to a vendor that has no rule against it', async () => {
    const body = '{"model": "m-together",  "messages":[{"role":"user","content":"Hello"}],"seed" : 1, "user":"u"}';
    await call(`${gateway.url}/v1/chat/completions`, { headers: { ...json, authorization: `Bearer ${KEY}` }, body });
    expect(upstream.last.body.toString()).toBe(body);
  });
});

describe('an upstream', () => {
  it('that streams although it was not asked to is told whole to every client', async () => {
    for (const answer of [await chat('nvidia', false, '[[unasked]]'), await messages('nvidia', false, '[[unasked]]')]) {
      expect([answer.status, answer.headers['content-type']]).toEqual([200, 'application/json; charset=utf-8']);
      expect(JSON.stringify(jsonOf(answer))).toContain('Hi there');
      await charged(answer, 'nvidia');
    }
  });
});

describe('a failure that a vendor tells inside its stream', () => {
  it.each(BREAKS.map(([kind]) => kind))('is no success for a client of another protocol: %s', async kind => {
    const { text } = await messages(kind, true, '[[break]]');
    expect(text).toMatch(/event: error\n/);
    expect(text).not.toContain('message_stop');
  });
});

describe('a request that a vendor refuses', () => {
  it.each(REFUSALS.map(([kind, status, , said], index) => [kind, status, index, said] as const))(
    'at %s under %i is refused in the client’s own family, in the vendor’s words',
    async (kind, status, index, said) => {
      for (const [name, ask] of [
        ['openai-chat', chat],
        ['anthropic-messages', messages],
      ] as const) {
        for (const streamed of [false, true]) {
          const answer = await ask(kind, streamed, `[[refuse ${index}]]`);
          const family = FAMILIES.find(one => one.name === name);
          // In a foreign shape what cannot be processed is a bad request, as it is at the client's own provider.
          expect([name, answer.status]).toEqual([name, status === 404 ? 404 : 400]);
          // An error that has its type and its code passes as it came, though a vendor leaves `param` out.
          const read = jsonOf(answer);
          const fault = at(read, 'error');
          const completed =
            name === 'openai-chat' && typeof fault === 'object' && fault !== null
              ? { error: { param: null, ...fault } }
              : read;
          expect([name, family?.errorFault(completed, answer.status)]).toEqual([name, undefined]);
          expect(String(at(jsonOf(answer), 'error.message'))).toContain(said);
        }
      }
    },
  );
});
