// Specification by recordings: every exchange of the protocol, read whole and streamed, against what stands in the raw data.

import { describe, expect, it } from 'vitest';
import type { StreamEvent } from '../conversation/event.ts';
import type { ConversationRequest } from '../conversation/request.ts';
import { turnsOf } from '../conversation/turns.ts';
import type { ClientContext } from '../codec.ts';
import type { Answer } from '../conversation/answer.ts';
import { AnswerCollector } from '../conversation/collect.ts';
import { comparableAnswer } from '../conversation/compare.fixture.ts';
import { fields, isFields, type Fields } from '../conversation/counts.ts';
import type { Citation } from '../conversation/part.ts';
import { ToolNames } from '../conversation/tool-names.ts';
import { SseReader } from '../sse.ts';
import { openaiChat } from './codec.ts';
import { CLIENTS, RECORDED } from './fixtures.fixture.ts';

const whole = RECORDED.filter(({ body, status }) => body !== undefined && status === 200);
const streams = RECORDED.filter(({ sse }) => sse !== undefined);

function chunks(sse: string): string[] {
  const reader = new SseReader();
  return [...reader.push(sse), ...reader.close()].map(event => event.data);
}

function decode(data: readonly string[]): StreamEvent[] {
  const decoder = openaiChat.streamDecoder(new ToolNames());
  return [...data.flatMap(piece => decoder.push(piece)), ...decoder.close()];
}

const CLIENT: ClientContext = {
  request: openaiChat.decodeRequest({ model: 'm', messages: [{ role: 'user', content: 'Hi.' }] }, {}),
  model: 'm',
  id: 'abc',
  created: 1_700_000_000,
  wantsUsage: true,
  form: 'events',
};

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

describe('a recorded answer', () => {
  it.each(whole.map(exchange => [exchange.id, exchange] as const))('%s', (_id, { body = {} }) => {
    const answer = openaiChat.decodeAnswer(body, new ToolNames());
    const raw = fields(Array.isArray(body['choices']) ? body['choices'][0] : undefined);
    const message = fields(raw['message']);
    const [choice] = answer.choices;
    const said = choice?.parts.flatMap(part => (part.type === 'text' ? [part.text] : [])).join('');
    const thought = choice?.parts.flatMap(part => (part.type === 'thinking' ? [part.text] : [])).join('');
    expect(said).toBe(textOf(message['content']));
    expect(thought).toBe(textOf(message['reasoning_content'] ?? message['reasoning']));
    const calls = Array.isArray(message['tool_calls']) ? message['tool_calls'].filter(isFields) : [];
    expect(
      choice?.parts.flatMap(part => (part.type === 'tool_call' ? [[part.id, part.name, part.input]] : [])),
    ).toEqual(calls.map(call => [call['id'], fields(call['function'])['name'], fields(call['function'])['arguments']]));
    expect(choice?.stop.reason).toBe(calls.length > 0 ? 'tool_calls' : 'end');
    expect(answer.usage).toEqual(openaiChat.usageOf(body));
    expect(answer.usage).toBeDefined();
  });
});

describe('a recorded stream', () => {
  it.each(streams.map(exchange => [exchange.id, exchange] as const))('%s', (_id, { sse = '' }) => {
    const data = chunks(sse);
    const events = decode(data);
    const raw: Fields[] = data.filter(piece => piece !== '[DONE]').map(piece => fields(JSON.parse(piece)));
    const deltas = raw.flatMap(chunk =>
      Array.isArray(chunk['choices']) ? chunk['choices'].map(choice => fields(choice.delta)) : [],
    );
    const said = events.flatMap(event => (event.type === 'text' ? [event.text] : [])).join('');
    const thought = events.flatMap(event => (event.type === 'thinking' ? [event.text] : [])).join('');
    expect(said).toBe(deltas.map(delta => textOf(delta['content'])).join(''));
    expect(thought).toBe(deltas.map(delta => textOf(delta['reasoning_content'] ?? delta['reasoning'])).join(''));
    const pieces = deltas.flatMap(delta =>
      Array.isArray(delta['tool_calls']) ? delta['tool_calls'].filter(isFields) : [],
    );
    const input = events.flatMap(event => (event.type === 'tool_input' ? [event.text] : [])).join('');
    expect(input).toBe(pieces.map(piece => textOf(fields(piece['function'])['arguments'])).join(''));
    const begun = events.filter(event => event.type === 'tool_call');
    expect(begun.map(event => event.id)).toEqual(
      pieces.flatMap(piece => (textOf(piece['id']) === '' ? [] : [piece['id']])),
    );
    expect(events.filter(event => event.type === 'tool_call_end')).toHaveLength(begun.length);
    expect(events[0]).toMatchObject({ type: 'start' });
    expect(events.at(-1)).toEqual({ type: 'end' });
    expect(events.filter(event => event.type === 'stop')).toEqual([
      { type: 'stop', choice: 0, stop: { reason: begun.length > 0 ? 'tool_calls' : 'end' } },
    ]);
    const last = raw.map(chunk => openaiChat.usageOf(chunk)).findLast(usage => usage !== undefined);
    const told = events.findLast(event => event.type === 'usage');
    expect(told?.usage).toEqual(last);
  });
});

/** The text of a stream for a client of chat, as it was told. */
function forClient(events: readonly StreamEvent[]): string {
  const encoder = openaiChat.streamEncoder(CLIENT);
  return events.map(event => encoder.push(event)).join('');
}

const collected = (events: readonly StreamEvent[]): Answer => {
  const collector = new AnswerCollector();
  for (const event of events) collector.push(event);
  return collector.answer();
};

describe('a recorded answer, written again for a client of chat', () => {
  it.each(whole.map(exchange => [exchange.id, exchange] as const))('%s says the same', (_id, { body = {} }) => {
    const answer = openaiChat.decodeAnswer(body, new ToolNames());
    const again = openaiChat.decodeAnswer(openaiChat.encodeAnswer(answer, CLIENT), new ToolNames());
    expect(comparableAnswer(again)).toEqual(comparableAnswer(withoutCost(answer)));
  });

  it.each(streams.map(exchange => [exchange.id, exchange] as const))(
    '%s says the same, letter by letter',
    (_id, { sse = '' }) => {
      const events = decode(chunks(sse));
      const text = forClient(events);
      const reader = new SseReader();
      const data = [...text].flatMap(letter => reader.push(letter)).map(event => event.data);
      expect(data.at(-1)).toBe('[DONE]');
      expect(comparableAnswer(collected(decode(data)))).toEqual(comparableAnswer(withoutCost(collected(events))));
    },
  );
});

/** What only the upstream's own usage says, and what a client need not know of its sources. */
function withoutCost(answer: Answer): Answer {
  const { usage, choices } = answer;
  const shown = choices.map(choice => ({
    ...choice,
    parts: choice.parts.map(part =>
      part.type !== 'text' || part.citations === undefined
        ? part
        : { ...part, citations: part.citations.map(({ quote: _quote, ...citation }) => placed(citation, part.text)) },
    ),
  }));
  if (usage === undefined) return { ...answer, choices: shown };
  const { upstreamCost: _cost, ...told } = usage;
  return { ...answer, choices: shown, usage: { ...told, searches: 0 } };
}

/** A source without a place is given that of its text, unless it came before any. */
function placed(citation: Citation, text: string): Citation {
  return citation.start === undefined ? { ...citation, start: 0, end: [...text].length } : citation;
}

describe('a recorded error', () => {
  it.each(RECORDED.filter(({ status }) => status >= 400).map(exchange => [exchange.id, exchange] as const))(
    '%s',
    (_id, { body = {}, status }) => {
      const fault = openaiChat.decodeFault(status, body);
      expect(fault.message).toBe(fields(body['error'])['message']);
      expect(fault.kind).toBe(status === 404 ? 'not_found' : 'invalid_request');
    },
  );
});

/** The kind of provider behind a recorded address. */
const VENDORS: Readonly<Record<string, string>> = {
  'api.openai.com': 'openai',
  'api.mistral.ai': 'mistral',
  'api.groq.com': 'groq',
  'openrouter.ai': 'openrouter',
  'api.z.ai': 'zhipu',
};

/** What the services that these requests were made for do not take. */
const LOST: Readonly<Record<string, readonly string[]>> = {
  // This client sends its thinking to a model that has none.
  'qwen-code.turn': ['messages[2].content[0]', 'messages[4].content[0]'],
};

/** Requests that a service refuses, and that are refused before it is asked. */
const REFUSED = new Set([
  'test-multimodal-tool-return-matrix-tool-return-content-url-a-2',
  'test-multimodal-tool-return-matrix-tool-return-content-url-f-2',
  'test-openai-web-search-tool-model-not-supported-0',
]);

const requests = [
  ...CLIENTS.map(([name, body]) => [name, 'openai', body] as const),
  ...RECORDED.flatMap(({ id, provider, request }) =>
    request === undefined ? [] : [[id, VENDORS[provider] ?? 'compatible', request] as const],
  ),
];

/** A request with its neighbouring messages joined, and without their places, which writing changes. */
function comparable(request: ConversationRequest): unknown {
  const turns = turnsOf(request.messages).map(({ role, name, parts }) => ({
    role,
    name,
    parts: parts.map(({ part }) => part),
  }));
  // One answer is what everybody gives unasked.
  const { choices = 1, ...output } = request.output;
  return { ...request, messages: turns, output: { ...output, choices } };
}

describe('what a client sends', () => {
  it.each(requests.filter(([name]) => !REFUSED.has(name)))(
    '%s to %s is read, and written again the same',
    (name, vendor, body) => {
      const request = openaiChat.decodeRequest(body, {});
      const again = openaiChat.encodeRequest(request, { model: request.model, vendor });
      const lost = LOST[name] ?? [];
      expect(again.losses.map(({ path }) => path)).toEqual(lost);
      const thoughtless = request.messages.map(message => ({
        ...message,
        parts: message.parts.filter(part => lost.length === 0 || part.type !== 'thinking'),
      }));
      expect(comparable(openaiChat.decodeRequest(again.body, {}))).toEqual(
        comparable({ ...request, messages: thoughtless }),
      );
    },
  );

  it.each(requests.filter(([name]) => REFUSED.has(name)))(
    '%s to %s is refused, as the service did',
    (_name, vendor, body) => {
      const request = openaiChat.decodeRequest(body, {});
      expect(() => openaiChat.encodeRequest(request, { model: request.model, vendor })).toThrow(/cannot/);
    },
  );
});
