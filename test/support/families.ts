// The four protocols as tests speak them: paths, credentials, minimal bodies, answers with known usage, error shapes.

import { at } from './client.ts';
import type { Reply } from './upstream.ts';

export type FamilyName = 'openai-chat' | 'openai-responses' | 'anthropic-messages' | 'gemini-generate';

/** Tokens that the scripted answers report: plain input and output. */
export const ANSWER_USAGE = { input: 11, output: 7 } as const;

/** One protocol, seen from outside. */
export interface FamilyCase {
  readonly name: FamilyName;
  /** The provider kind of a channel that speaks it. */
  readonly provider: string;
  readonly path: (model: string, stream: boolean) => string;
  readonly headers: (key: string) => Record<string, string>;
  /** A minimal valid request body. */
  readonly body: (model: string, stream: boolean) => string;
  /** The header in which the upstream expects its own credential, and its value for a secret. */
  readonly upstreamCredential: (secret: string) => readonly [string, string];
  /** A whole answer. */
  readonly answer: (model: string) => unknown;
  /** The events of a streamed answer, each with its terminating blank line. */
  readonly events: (model: string) => readonly string[];
  /** What ends a successful stream, and must be absent after a cut. */
  readonly terminal: RegExp;
  /** What an error inside a stream looks like. */
  readonly errorEvent: RegExp;
  /** Why `value` is not an error of this family with this status; undefined when it is one. */
  readonly errorFault: (value: unknown, status: number) => string | undefined;
  /** The code word of an error, where the family has one. */
  readonly errorCode: (value: unknown) => unknown;
  /** An error body as the provider itself would send it. */
  readonly upstreamError: (message: string) => unknown;
}

const json = { 'content-type': 'application/json' };
const data = (value: unknown) => `data: ${JSON.stringify(value)}\n\n`;
const named = (value: { readonly type: string }) => `event: ${value.type}\n${data(value)}`;

function openaiFault(value: unknown): string | undefined {
  const error = at(value, 'error');
  if (typeof at(error, 'message') !== 'string' || at(error, 'message') === '') return 'error.message is missing';
  if (typeof at(error, 'type') !== 'string') return 'error.type is missing';
  if (at(error, 'param') === undefined) return 'error.param is missing';
  return at(error, 'code') === undefined ? 'error.code is missing' : undefined;
}

const chat: FamilyCase = {
  name: 'openai-chat',
  provider: 'openai',
  path: () => '/v1/chat/completions',
  headers: key => ({ ...json, authorization: `Bearer ${key}` }),
  body: (model, stream) =>
    JSON.stringify({
      model,
      messages: [{ role: 'user', content: 'Hello' }],
      max_tokens: 16,
      ...(stream ? { stream } : {}),
    }),
  upstreamCredential: secret => ['authorization', `Bearer ${secret}`],
  answer: model => ({
    id: 'chatcmpl-test',
    object: 'chat.completion',
    created: 1_700_000_000,
    model,
    choices: [{ index: 0, message: { role: 'assistant', content: 'Hi there', refusal: null }, finish_reason: 'stop' }],
    usage: { prompt_tokens: 11, completion_tokens: 7, total_tokens: 18 },
  }),
  events: model => {
    const chunk = (choices: unknown, extra: object = {}) =>
      data({ id: 'chatcmpl-test', object: 'chat.completion.chunk', created: 1_700_000_000, model, choices, ...extra });
    return [
      chunk([{ index: 0, delta: { role: 'assistant', content: '' }, finish_reason: null }]),
      chunk([{ index: 0, delta: { content: 'Hi' }, finish_reason: null }]),
      chunk([{ index: 0, delta: { content: ' there' }, finish_reason: null }]),
      chunk([{ index: 0, delta: {}, finish_reason: 'stop' }]),
      chunk([], { usage: { prompt_tokens: 11, completion_tokens: 7, total_tokens: 18 } }),
      'data: [DONE]\n\n',
    ];
  },
  terminal: /\[DONE\]/,
  errorEvent: /(^|\n)data: ?\{"error":\{/,
  errorFault: openaiFault,
  errorCode: value => at(value, 'error.code'),
  upstreamError: message => ({
    error: { message, type: 'invalid_request_error', param: 'messages', code: 'odd_code' },
  }),
};

const responseObject = (model: string, status: string, output: unknown, usage: unknown) => ({
  id: 'resp_test',
  object: 'response',
  created_at: 1_700_000_000,
  status,
  error: null,
  incomplete_details: null,
  model,
  output,
  parallel_tool_calls: true,
  tool_choice: 'auto',
  tools: [],
  usage,
});
const responseUsage = {
  input_tokens: 11,
  input_tokens_details: { cached_tokens: 0 },
  output_tokens: 7,
  output_tokens_details: { reasoning_tokens: 0 },
  total_tokens: 18,
};
const responseMessage = {
  id: 'msg_test',
  type: 'message',
  role: 'assistant',
  status: 'completed',
  content: [{ type: 'output_text', text: 'Hi there', annotations: [] }],
};

const responses: FamilyCase = {
  name: 'openai-responses',
  provider: 'openai',
  path: () => '/v1/responses',
  headers: chat.headers,
  body: (model, stream) =>
    JSON.stringify({ model, input: 'Hello', max_output_tokens: 16, ...(stream ? { stream } : {}) }),
  upstreamCredential: chat.upstreamCredential,
  answer: model => responseObject(model, 'completed', [responseMessage], responseUsage),
  events: model => {
    const part = { item_id: 'msg_test', output_index: 0, content_index: 0 };
    const events = [
      { type: 'response.created', response: responseObject(model, 'in_progress', [], null) },
      { type: 'response.in_progress', response: responseObject(model, 'in_progress', [], null) },
      {
        type: 'response.output_item.added',
        output_index: 0,
        item: { ...responseMessage, status: 'in_progress', content: [] },
      },
      { type: 'response.content_part.added', ...part, part: { type: 'output_text', text: '', annotations: [] } },
      { type: 'response.output_text.delta', ...part, delta: 'Hi', logprobs: [] },
      { type: 'response.output_text.delta', ...part, delta: ' there', logprobs: [] },
      { type: 'response.output_text.done', ...part, text: 'Hi there', logprobs: [] },
      { type: 'response.content_part.done', ...part, part: responseMessage.content[0] },
      { type: 'response.output_item.done', output_index: 0, item: responseMessage },
      { type: 'response.completed', response: responseObject(model, 'completed', [responseMessage], responseUsage) },
    ];
    return events.map((event, index) => named(Object.assign(event, { sequence_number: index })));
  },
  terminal: /response\.completed/,
  errorEvent: /event: ?(error|response\.failed)\n/,
  errorFault: openaiFault,
  errorCode: chat.errorCode,
  upstreamError: chat.upstreamError,
};

const anthropicUsage = { input_tokens: 11, cache_creation_input_tokens: 0, cache_read_input_tokens: 0 };

const anthropic: FamilyCase = {
  name: 'anthropic-messages',
  provider: 'anthropic',
  path: () => '/v1/messages',
  headers: key => ({ ...json, 'x-api-key': key, 'anthropic-version': '2023-06-01' }),
  body: (model, stream) =>
    JSON.stringify({
      model,
      max_tokens: 16,
      messages: [{ role: 'user', content: 'Hello' }],
      ...(stream ? { stream } : {}),
    }),
  upstreamCredential: secret => ['x-api-key', secret],
  answer: model => ({
    id: 'msg_test',
    type: 'message',
    role: 'assistant',
    model,
    content: [{ type: 'text', text: 'Hi there' }],
    stop_reason: 'end_turn',
    stop_sequence: null,
    usage: { ...anthropicUsage, output_tokens: 7 },
  }),
  events: model => {
    const message = {
      id: 'msg_test',
      type: 'message',
      role: 'assistant',
      model,
      content: [],
      stop_reason: null,
      stop_sequence: null,
      usage: { ...anthropicUsage, output_tokens: 1 },
    };
    const events = [
      { type: 'message_start', message },
      { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
      { type: 'ping' },
      { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Hi' } },
      { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: ' there' } },
      { type: 'content_block_stop', index: 0 },
      { type: 'message_delta', delta: { stop_reason: 'end_turn', stop_sequence: null }, usage: { output_tokens: 7 } },
      { type: 'message_stop' },
    ];
    return events.map(named);
  },
  terminal: /message_stop/,
  errorEvent: /event: ?error\ndata: ?\{"type":"error","error":\{/,
  errorFault: value => {
    if (at(value, 'type') !== 'error') return 'type is not "error"';
    if (typeof at(value, 'error.type') !== 'string') return 'error.type is missing';
    return typeof at(value, 'error.message') === 'string' ? undefined : 'error.message is missing';
  },
  errorCode: value => at(value, 'error.type'),
  upstreamError: message => ({
    type: 'error',
    error: { type: 'invalid_request_error', message },
    request_id: 'req_up',
  }),
};

const gemini: FamilyCase = {
  name: 'gemini-generate',
  provider: 'gemini',
  path: (model, stream) => `/v1beta/models/${model}:${stream ? 'streamGenerateContent?alt=sse' : 'generateContent'}`,
  headers: key => ({ ...json, 'x-goog-api-key': key }),
  body: () =>
    JSON.stringify({
      contents: [{ role: 'user', parts: [{ text: 'Hello' }] }],
      generationConfig: { maxOutputTokens: 16 },
    }),
  upstreamCredential: secret => ['x-goog-api-key', secret],
  answer: model => geminiAnswer(model, 'Hi there', true),
  events: model => [data(geminiAnswer(model, 'Hi', false)), data(geminiAnswer(model, ' there', true))],
  terminal: /"finishReason"/,
  errorEvent: /(^|\n|\[|,)\s*(data: ?)?\{"error":\{/,
  errorFault: (value, status) => {
    if (at(value, 'error.code') !== status) return `error.code is not ${status}`;
    if (typeof at(value, 'error.status') !== 'string') return 'error.status is missing';
    return typeof at(value, 'error.message') === 'string' ? undefined : 'error.message is missing';
  },
  errorCode: value => at(value, 'error.status'),
  upstreamError: message => ({ error: { code: 400, message, status: 'INVALID_ARGUMENT', details: [{ odd: 1 }] } }),
};

function geminiAnswer(model: string, text: string, last: boolean): unknown {
  return {
    candidates: [
      { content: { parts: [{ text }], role: 'model' }, ...(last ? { finishReason: 'STOP' } : {}), index: 0 },
    ],
    usageMetadata: { promptTokenCount: 11, candidatesTokenCount: last ? 7 : 3, totalTokenCount: last ? 18 : 14 },
    modelVersion: model,
    responseId: 'gem_test',
  };
}

/** All four protocols. */
export const FAMILIES: readonly FamilyCase[] = [chat, responses, anthropic, gemini];

/** Answers a request in the protocol that its path names, streamed when it asks for that. */
export function answerInKind(request: { readonly target: string; readonly body: Buffer }, reply: Reply): void {
  const family = FAMILIES.find(one => request.target.includes(markOf(one.name))) ?? chat;
  const streamed = asksForStream(request);
  if (!streamed) return reply.json(200, family.answer('upstream-model'));
  reply.open(200, { 'content-type': 'text/event-stream' });
  for (const event of family.events('upstream-model')) reply.write(event);
  reply.end();
}

/** Whether a request asks for a stream, by its path or by the top level of its body. */
export function asksForStream(request: { readonly target: string; readonly body: Buffer }): boolean {
  if (request.target.includes('streamGenerateContent')) return true;
  return at(JSON.parse(request.body.toString('utf8')), 'stream') === true;
}

function markOf(name: FamilyName): string {
  const marks = {
    'openai-chat': '/chat/completions',
    'openai-responses': '/responses',
    'anthropic-messages': '/messages',
    'gemini-generate': 'enerateContent',
  } as const;
  return marks[name];
}
