// DashScope's own generation of text: at Bailian byte for byte, elsewhere in its form, with its errors, at the exact charge.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSandbox, type Sandbox } from '@turnpike/sandbox';
import { at, call, jsonOf, type Answer } from './support/client.ts';
import { Gateway, keyOf } from './support/gateway.ts';
import { generation } from './support/money.ts';
import { Upstream } from './support/upstream.ts';

const KEY = keyOf('dashscope');
const TEXT = '/api/v1/services/aigc/text-generation/generation';
const MEDIA = '/api/v1/services/aigc/multimodal-generation/generation';
const OTHERS = ['gpt-4o-mini', 'claude-haiku-4-5', 'gemini-2.5-flash'];
const PIXEL =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const USAGE = { input_tokens: 100, output_tokens: 20, total_tokens: 120, prompt_tokens_details: { cached_tokens: 64 } };

let sandbox: Sandbox;
let upstream: Upstream;
let gateway: Gateway;

const event = (number: number, content: string, finish: string): string =>
  `id:${number}\nevent:result\n:HTTP_STATUS/200\ndata:${JSON.stringify({
    output: { choices: [{ message: { content, role: 'assistant' }, finish_reason: finish }] },
    usage: { ...USAGE, output_tokens: number * 10, total_tokens: 100 + number * 10 },
    request_id: 'r',
  })}\n\n`;
const EVENTS = [event(1, 'He', 'null'), event(2, 'llo', 'stop')];
const WHOLE = `{"output" : {"text":"Hello","finish_reason":"stop"}, "usage":${JSON.stringify(USAGE)},"request_id":"r","own":1}`;

beforeAll(async () => {
  sandbox = await startSandbox({});
  upstream = await Upstream.start((request, reply) => {
    const body = request.body.toString();
    if (body.includes('[[refuse]]'))
      return reply.json(400, { code: 'DataInspectionFailed', message: 'no', request_id: 'r' });
    if (request.header('x-dashscope-sse') !== 'enable')
      return reply.send(200, { 'content-type': 'application/json' }, WHOLE);
    const events = body.includes('[[cut]]') ? EVENTS.slice(0, 1) : EVENTS;
    return reply.send(200, { 'content-type': 'text/event-stream' }, events.join(''));
  });
  const channel = (name: string, provider: string, url: string, models: unknown[]) => {
    return { name, provider, base_url: url, keys: ['sk-theirs'], models: models as string[] };
  };
  gateway = await Gateway.start({
    channels: [
      channel('bailian', 'bailian', upstream.url, [{ name: 'qwen-plus', upstream: 'qwen-plus-latest' }]),
      channel('openai', 'openai', sandbox.url, ['gpt-4o-mini']),
      channel('anthropic', 'anthropic', sandbox.url, ['claude-haiku-4-5']),
      channel('google', 'gemini', sandbox.url, ['gemini-2.5-flash']),
    ],
    prices: ['qwen-plus', ...OTHERS].map(model => ({ model, input: '1', output: '2', cache_read: '0.5' })),
    users: [{ name: 'd', balance: '10', keys: [{ name: 'd', key: KEY }] }],
  });
}, 60_000);
afterAll(async () => {
  await gateway.dispose();
  await sandbox.close();
  await upstream.stop();
});

const ask = (path: string, body: unknown, stream = false): Promise<Answer> =>
  call(gateway.url + path, {
    headers: {
      authorization: `Bearer ${KEY}`,
      'content-type': 'application/json',
      ...(stream ? { 'x-dashscope-sse': 'enable', accept: 'text/event-stream' } : {}),
    },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
const cost = async ({ id }: Answer): Promise<number> => (await generation(gateway.url, KEY, id)).cost * 1e6;
/** The data of every event. */
const dataOf = ({ text }: Answer): unknown[] =>
  text.split('\n').flatMap((line): unknown[] => (line.startsWith('data:') ? [JSON.parse(line.slice(5))] : []));

describe('at Bailian', () => {
  const body = '{"model": "qwen-plus","input":{"prompt":"Hi"},  "parameters":{"incremental_output":true,"new":[1]}}';

  it('the bytes pass, whole and streamed, and are charged by its usage', async () => {
    const whole = await ask(TEXT, body);
    expect(whole.text).toBe(WHOLE);
    const { last } = upstream;
    expect([last.target, last.header('authorization')]).toEqual([TEXT, 'Bearer sk-theirs']);
    expect(last.body.toString()).toBe(body.replace('qwen-plus', 'qwen-plus-latest'));
    expect(await cost(whole)).toBeCloseTo(36 + 32 + 40, 6);
    const streamed = await ask(`/dashscope${TEXT}`, body, true);
    expect(streamed.text).toBe(EVENTS.join(''));
    expect(upstream.last.target).toBe(TEXT);
    expect(await cost(streamed)).toBeCloseTo(36 + 32 + 40, 6);
  });

  it('a refusal is DashScope’s own, and a stream that is cut ends in its error event', async () => {
    const refused = await ask(TEXT, body.replace('Hi', '[[refuse]]'));
    expect([refused.status, at(jsonOf(refused), 'code')]).toEqual([400, 'DataInspectionFailed']);
    const cut = await ask(TEXT, body.replace('Hi', '[[cut]]'), true);
    expect(cut.text).toMatch(/event:error\nstatus:502\n:HTTP_STATUS\/502\ndata:\{"code":"InternalError"/);
    expect(await cost(cut)).toBeGreaterThan(0);
  });
});

describe.each(OTHERS)('of %s', model => {
  const messages = [
    { role: 'system', content: 'Be brief' },
    { role: 'user', content: 'Hi' },
  ];

  it('answers as messages and as text, at the exact charge', async () => {
    const answer = await ask(TEXT, { model, input: { messages }, parameters: { result_format: 'message' } });
    const value = jsonOf(answer);
    expect(at(value, 'output.choices.0.message.content')).toContain('You said: Hi');
    expect(at(value, 'output.choices.0.finish_reason')).toBe('stop');
    const { input_tokens: read, output_tokens: made } = at(value, 'usage') as Record<string, number>;
    expect(await cost(answer)).toBeCloseTo((read ?? 0) + 2 * (made ?? 0), 6);
    const plain = await ask(TEXT, { model, input: { prompt: 'Hi' }, parameters: { result_format: 'text' } });
    expect(at(jsonOf(plain), 'output.text')).toContain('You said: Hi');
    expect(at(jsonOf(plain), 'output.choices')).toBeUndefined();
  });

  it('streams what is new, or all so far, and tells the usage with the end', async () => {
    const read = async (incremental: boolean) => {
      const parameters = { result_format: 'message', incremental_output: incremental };
      const events = dataOf(await ask(TEXT, { model, input: { messages }, parameters }, true));
      expect(events.map(one => at(one, 'output.choices.0.finish_reason')).filter(word => word !== 'null')).toEqual([
        'stop',
      ]);
      expect(at(events.at(-1), 'usage.output_tokens')).toBeGreaterThan(0);
      return events.map(one => String(at(one, 'output.choices.0.message.content')));
    };
    const [pieces, states] = [await read(true), await read(false)];
    expect(states.at(-1)).toBe(pieces.join(''));
    expect(states.every((state, index) => state.startsWith(states[index - 1] ?? ''))).toBe(true);
  });

  it('calls tools, takes their results, and looks at pictures', async () => {
    const tools = [
      {
        type: 'function',
        function: { name: 'look', parameters: { type: 'object', properties: { a: { type: 'string' } } } },
      },
    ];
    const asked = { model, input: { messages }, parameters: { tools, tool_choice: 'auto' } };
    const called = await ask(TEXT, JSON.stringify(asked).replace('"Hi"', '"[[tool look]] Hi"'));
    const message = at(jsonOf(called), 'output.choices.0.message');
    expect(at(message, 'tool_calls.0.function.name')).toBe('look');
    const result = { role: 'tool', tool_call_id: at(message, 'tool_calls.0.id'), name: 'look', content: 'a sunset' };
    const back = await ask(TEXT, { ...asked, input: { messages: [...messages, message, result] } });
    expect(at(jsonOf(back), 'output.choices.0.message.content')).toContain('a sunset');
    const content = [{ image: PIXEL }, { text: 'What is it?' }];
    const seen = await ask(MEDIA, { model, input: { messages: [{ role: 'user', content }] } });
    expect(at(jsonOf(seen), 'output.choices.0.message.content.0.text')).toContain('1 by 1 pixels');
  });
});

it('what is malformed, unknown or nobody’s is refused in DashScope’s own words', async () => {
  const cases: readonly (readonly [string | object, number, string])[] = [
    ['{', 400, 'InvalidParameter'],
    [{ model: 'gpt-4o-mini', input: {} }, 400, 'InvalidParameter'],
    [{ model: 'gpt-4o-mini', input: { messages: 'Hi' } }, 400, 'InvalidParameter'],
    [{ model: 'gpt-4o-mini', input: { messages: [7] } }, 400, 'InvalidParameter'],
    [{ model: 'gpt-4o-mini', input: { prompt: 'Hi' }, parameters: { max_tokens: 0 } }, 400, 'InvalidParameter'],
    [{ model: 'nobody', input: { prompt: 'Hi' } }, 404, 'ModelNotFound'],
  ];
  for (const [body, status, code] of cases) {
    const answer = await ask(TEXT, body);
    expect([answer.status, at(jsonOf(answer), 'code')]).toEqual([status, code]);
  }
});
