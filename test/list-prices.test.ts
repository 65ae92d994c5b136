// Bills at the catalog's list prices, each worked out by hand: what a client pays when the operator sets no price at all.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call } from './support/client.ts';
import { FAMILIES, type FamilyName } from './support/families.ts';
import { readFixtures } from './support/fixtures.ts';
import { Gateway, keyOf } from './support/gateway.ts';
import { generation } from './support/money.ts';
import { Upstream, type Reply } from './support/upstream.ts';

const KEY = keyOf('listprices');
const fixtures = new Map(readFixtures().map(fixture => [fixture.name, fixture]));

/** One bill. */
interface Bill {
  readonly what: string;
  readonly family: FamilyName;
  readonly model: string;
  /** The name of a recorded exchange, or what the upstream answers. */
  readonly answer: string | object;
  readonly ask?: object;
  /** USD, worked out by hand as the note says (millionths of a dollar). */
  readonly usd: string;
  readonly note: string;
}

const chat = (usage: object): object => ({
  id: 'chatcmpl-x',
  object: 'chat.completion',
  created: 1,
  model: 'm',
  choices: [{ index: 0, message: { role: 'assistant', content: 'Hi' }, finish_reason: 'stop' }],
  usage,
});
const claude = (usage: object): object => ({
  id: 'msg_x',
  type: 'message',
  role: 'assistant',
  model: 'm',
  content: [{ type: 'text', text: 'Hi' }],
  stop_reason: 'end_turn',
  stop_sequence: null,
  usage,
});
const gemini = (usageMetadata: object, candidate: object = {}): object => ({
  responseId: 'x',
  candidates: [{ content: { role: 'model', parts: [{ text: 'Hi' }] }, finishReason: 'STOP', ...candidate }],
  usageMetadata,
});
const grounded = { groundingMetadata: { webSearchQueries: ['a', 'b', 'c'] } };

const BILLS: readonly Bill[] = [
  {
    what: 'Anthropic: five-minute cache writes and reads, recorded',
    family: 'anthropic-messages',
    model: 'claude-sonnet-4-5',
    answer: 'anthropic/test-anthropic-cache-real-api-1',
    usd: '0.0024048',
    note: '3 × 3 + 33 × 15 + 1111 × 0.3 + 418 × 3.75 = 9 + 495 + 333.3 + 1567.5',
  },
  {
    what: 'Anthropic: cache writes for five minutes and for an hour',
    family: 'anthropic-messages',
    model: 'claude-sonnet-4-5',
    answer: claude({
      input_tokens: 10,
      output_tokens: 20,
      cache_read_input_tokens: 2000,
      cache_creation_input_tokens: 1000,
      cache_creation: { ephemeral_5m_input_tokens: 400, ephemeral_1h_input_tokens: 600 },
    }),
    usd: '0.00603',
    note: '10 × 3 + 20 × 15 + 2000 × 0.3 + 400 × 3.75 + 600 × 6 = 30 + 300 + 600 + 1500 + 3600',
  },
  {
    what: 'Anthropic: cache writes without their split count as five minutes',
    family: 'anthropic-messages',
    model: 'claude-sonnet-4-5',
    answer: claude({ input_tokens: 0, output_tokens: 1, cache_creation_input_tokens: 100 }),
    usd: '0.00039',
    note: '1 × 15 + 100 × 3.75 = 15 + 375',
  },
  {
    what: 'Anthropic: a web search, recorded',
    family: 'anthropic-messages',
    model: 'claude-sonnet-4-5',
    answer: 'anthropic/test-in-flight-native-tool-call-history-is-accepted-0',
    usd: '0.037798',
    note: '8606 × 3 + 132 × 15 + one search of 10 000 = 25 818 + 1980 + 10 000',
  },
  {
    what: 'OpenAI Responses: cached tokens and reasoning, recorded',
    family: 'openai-responses',
    model: 'gpt-5',
    answer: 'openai-responses/test-openai-responses-code-execution-return-image-0',
    usd: '0.00862625',
    note: '1053 × 1.25 + 1920 × 0.125 + 707 × 10 = 1316.25 + 240 + 7070',
  },
  {
    what: 'OpenAI Responses: a priority tier that was asked for',
    family: 'openai-responses',
    model: 'gpt-5',
    ask: { service_tier: 'priority' },
    answer: {
      id: 'resp_x',
      object: 'response',
      status: 'completed',
      model: 'gpt-5',
      output: [{ type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Hi' }] }],
      usage: { input_tokens: 100, output_tokens: 10, total_tokens: 110 },
    },
    usd: '0.00045',
    note: '100 × 2.5 + 10 × 20 = 250 + 200',
  },
  {
    what: 'OpenAI chat: cached tokens at half the rate',
    family: 'openai-chat',
    model: 'gpt-4o',
    answer: chat({
      prompt_tokens: 1000,
      completion_tokens: 100,
      total_tokens: 1100,
      prompt_tokens_details: { cached_tokens: 600 },
    }),
    usd: '0.00275',
    note: '400 × 2.5 + 600 × 1.25 + 100 × 10 = 1000 + 750 + 1000',
  },
  {
    what: 'OpenAI chat: audio in and out',
    family: 'openai-chat',
    model: 'gpt-4o-audio-preview',
    answer: chat({
      prompt_tokens: 100,
      completion_tokens: 50,
      total_tokens: 150,
      prompt_tokens_details: { audio_tokens: 60, text_tokens: 40 },
      completion_tokens_details: { audio_tokens: 30, text_tokens: 20 },
    }),
    usd: '0.0123',
    note: '40 × 2.5 + 60 × 100 + 20 × 10 + 30 × 200 = 100 + 6000 + 200 + 6000',
  },
  {
    what: 'OpenAI chat: a search model searches once a request, which its usage does not tell',
    family: 'openai-chat',
    model: 'gpt-4o-search-preview',
    answer: chat({ prompt_tokens: 100, completion_tokens: 50, total_tokens: 150 }),
    usd: '0.02575',
    note: '100 × 2.5 + 50 × 10 + one search of 25 000 = 250 + 500 + 25 000',
  },
  {
    what: 'Gemini: thinking is output, recorded',
    family: 'gemini-generate',
    model: 'gemini-2.5-pro',
    answer: 'gemini/test-google-model-file-search-tool-stream-3',
    usd: '0.00877125',
    note: '785 × 1.25 + 779 × 10 = 981.25 + 7790',
  },
  {
    what: 'Gemini: audio in, recorded',
    family: 'gemini-generate',
    model: 'gemini-2.5-flash',
    answer: 'gemini/test-multimodal-tool-return-matrix-tool-return-content-uploa-1',
    usd: '0.0003575',
    note: '70 × 0.3 + 144 × 1 + 77 × 2.5 = 21 + 144 + 192.5',
  },
  {
    what: 'Gemini: 200 000 tokens are below the tier',
    family: 'gemini-generate',
    model: 'gemini-2.5-pro',
    answer: gemini({ promptTokenCount: 200_000, cachedContentTokenCount: 1000, candidatesTokenCount: 10 }),
    usd: '0.248975',
    note: '199 000 × 1.25 + 1000 × 0.125 + 10 × 10 = 248 750 + 125 + 100',
  },
  {
    what: 'Gemini: one token more makes the whole request dearer',
    family: 'gemini-generate',
    model: 'gemini-2.5-pro',
    answer: gemini({ promptTokenCount: 200_001, cachedContentTokenCount: 1000, candidatesTokenCount: 10 }),
    usd: '0.4979025',
    note: '199 001 × 2.5 + 1000 × 0.25 + 10 × 15 = 497 502.5 + 250 + 150',
  },
  {
    what: 'Gemini: an image as output tokens',
    family: 'gemini-generate',
    model: 'gemini-2.5-flash-image',
    answer: gemini({
      promptTokenCount: 10,
      candidatesTokenCount: 1290,
      candidatesTokensDetails: [{ modality: 'IMAGE', tokenCount: 1290 }],
    }),
    usd: '0.038703',
    note: '10 × 0.3 + 1290 × 30 = 3 + 38 700',
  },
  {
    what: 'Gemini 2.5: a grounded prompt is one search, however many queries it took',
    family: 'gemini-generate',
    model: 'gemini-2.5-flash',
    answer: gemini({ promptTokenCount: 100, candidatesTokenCount: 10 }, grounded),
    usd: '0.035055',
    note: '100 × 0.3 + 10 × 2.5 + one search of 35 000 = 30 + 25 + 35 000',
  },
  {
    what: 'Gemini 3: each query is a search',
    family: 'gemini-generate',
    model: 'gemini-3-pro-preview',
    answer: gemini({ promptTokenCount: 100, candidatesTokenCount: 10 }, grounded),
    usd: '0.04232',
    note: '100 × 2 + 10 × 12 + three searches of 14 000 = 200 + 120 + 42 000',
  },
];

let gateway: Gateway;
let upstream: Upstream;
let answering: Bill | undefined;

function answer(reply: Reply): void {
  const wanted = answering?.answer;
  if (typeof wanted !== 'string') return reply.json(200, wanted ?? {});
  const fixture = fixtures.get(wanted);
  if (fixture === undefined) return reply.json(500, { error: `no fixture ${wanted}` });
  const { 'transfer-encoding': _chunked, ...headers } = fixture.headers;
  return reply.send(fixture.status, headers, fixture.bytes);
}

beforeAll(async () => {
  upstream = await Upstream.start((_request, reply) => answer(reply));
  gateway = await Gateway.start({
    channels: FAMILIES.map(family => ({
      name: family.name,
      provider: family.provider,
      speaks: [family.name],
      base_url: upstream.url,
      keys: ['upstream-secret'],
      models: [...new Set(BILLS.filter(bill => bill.family === family.name).map(bill => bill.model))],
    })),
    users: [{ name: 'payer', balance: '1000', keys: [{ name: 'payer', key: KEY }] }],
  });
}, 60_000);

afterAll(async () => {
  await gateway.dispose();
  await upstream.stop();
});

describe('the bill at list prices', () => {
  it.each(BILLS)('$what: $note', async bill => {
    const family = FAMILIES.find(one => one.name === bill.family);
    if (family === undefined) throw new Error(`no family ${bill.family}`);
    const streamed = typeof bill.answer === 'string' && fixtures.get(bill.answer)?.streamed === true;
    const body: unknown = JSON.parse(family.body(bill.model, streamed));
    answering = bill;
    const served = await call(gateway.url + family.path(bill.model, streamed), {
      headers: family.headers(KEY),
      body: JSON.stringify({ ...Object(body), ...bill.ask }),
    });
    expect(`${served.status} ${served.status === 200 ? '' : served.text}`).toBe('200 ');
    const { value } = await generation(gateway.url, KEY, served.id);
    expect(value).toMatchObject({ charge: { amount: bill.usd, reason: 'upstream_usage', multiplier: '1' } });
  });
});
