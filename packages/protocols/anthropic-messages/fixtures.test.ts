// Specifies the reading of recorded exchanges: text, calls, thinking, usage and stop as the raw data have them.

import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { anthropicMessages as codec } from './codec.ts';
import type { Answer } from '../conversation/answer.ts';
import { AnswerCollector } from '../conversation/collect.ts';
import { fields, isFields, type Fields } from '../conversation/counts.ts';
import type { Part } from '../conversation/part.ts';
import { ToolNames } from '../conversation/tool-names.ts';
import { SseReader } from '../sse.ts';
import { context, written } from './stream.fixture.ts';
import { objects } from './wire.ts';
import { readUsage } from './usage.ts';
import { eventsOf } from '../conversation/collect.ts';

const ROOT = fileURLToPath(new URL('../../../fixtures/', import.meta.url));

interface Recorded {
  readonly name: string;
  readonly request: Fields | undefined;
  readonly status: number;
  readonly body: Fields | undefined;
  readonly sse: string | undefined;
}

function recorded(folder: string): readonly Recorded[] {
  return readdirSync(`${ROOT}${folder}`)
    .filter(name => name.endsWith('.json'))
    .map(name => {
      const file = fields(JSON.parse(readFileSync(`${ROOT}${folder}/${name}`, 'utf8')));
      const response = fields(file['response']);
      const request = fields(file['request'])['body'] ?? file['body'];
      return {
        name: name.replace('.json', ''),
        request: isFields(request) ? request : undefined,
        status: Number(response['status']),
        body: isFields(response['body']) ? response['body'] : undefined,
        sse: typeof response['sse'] === 'string' ? response['sse'] : undefined,
      };
    });
}

const EXCHANGES = recorded('anthropic');
const STREAMS = EXCHANGES.filter(({ sse }) => sse !== undefined);
const WHOLE = EXCHANGES.filter(({ status, body }) => status === 200 && body?.['type'] === 'message');
const FAILED = EXCHANGES.filter(({ status }) => status >= 400);

/** The message that a stream tells, put together from its raw events without any of our code. */
function messageOf(sse: string): Fields {
  const content: Record<string, unknown>[] = [];
  let message: Fields = {};
  for (const line of sse.split('\n').filter(text => text.startsWith('data:'))) {
    const event = fields(JSON.parse(line.slice(5)));
    const index = Number(event['index']);
    const block = content[index] ?? {};
    const delta = fields(event['delta']);
    if (event['type'] === 'message_start') message = fields(event['message']);
    if (event['type'] === 'content_block_start') content[index] = { ...fields(event['content_block']) };
    if (event['type'] === 'message_delta') {
      const usage = { ...fields(message['usage']), ...fields(event['usage']) };
      message = { ...message, ...delta, usage };
    }
    if (delta['type'] === 'text_delta') block['text'] = String(block['text']) + String(delta['text']);
    if (delta['type'] === 'thinking_delta') block['thinking'] = String(block['thinking']) + String(delta['thinking']);
    if (delta['type'] === 'signature_delta') block['signature'] = delta['signature'];
    if (delta['type'] === 'citations_delta') block['citations'] = [...objects(block['citations']), delta['citation']];
    if (delta['type'] === 'input_json_delta')
      block['json'] = String(block['json'] ?? '') + String(delta['partial_json']);
    if (event['type'] === 'content_block_stop' && 'json' in block) {
      block['input'] = block['json'] === '' ? {} : JSON.parse(String(block['json']));
      delete block['json'];
    }
  }
  return { ...message, content };
}

const textOf = (parts: readonly Part[]): string =>
  parts.flatMap(part => (part.type === 'text' ? [part.text] : [])).join('');

/** Compares what was read with what stands there. */
function expectSame(answer: Answer, message: Fields): void {
  const blocks = objects(message['content']);
  const of = (type: string): readonly Fields[] => blocks.filter(block => block['type'] === type);
  const [choice] = answer.choices;
  const parts = choice?.parts ?? [];
  expect(textOf(parts)).toBe(
    of('text')
      .map(block => block['text'])
      .join(''),
  );
  expect(
    parts.flatMap(part => (part.type === 'tool_call' ? [[part.id, part.name, JSON.parse(part.input)]] : [])),
  ).toEqual(of('tool_use').map(block => [block['id'], block['name'], block['input']]));
  expect(parts.flatMap(part => (part.type === 'thinking' ? [[part.text, part.proof?.value]] : []))).toEqual(
    blocks.flatMap(block => {
      if (block['type'] === 'thinking') return [[block['thinking'], block['signature']]];
      return block['type'] === 'redacted_thinking' ? [['', block['data']]] : [];
    }),
  );
  expect(
    parts.flatMap(part => (part.type === 'text' ? [[part.text, (part.citations ?? []).map(one => one.url)]] : [])),
  ).toEqual(of('text').map(block => [block['text'], objects(block['citations']).map(one => one['url'] ?? '')]));
  const server = /^(?:server|mcp)_tool_use$|._tool_result$/;
  expect(
    parts.flatMap(part => (part.type === 'server_tool' ? (part.native ?? []) : [])).map(({ value }) => value),
  ).toEqual(blocks.filter(block => server.test(String(block['type']))));
  expect(answer.usage).toEqual(readUsage(message['usage']));
  expect(codec.encodeAnswer(answer, context())['stop_reason']).toBe(message['stop_reason']);
  expect([answer.id, answer.model]).toEqual([message['id'], message['model']]);
}

function decodeStream(pieces: readonly string[]): Answer {
  const reader = new SseReader();
  const decoder = codec.streamDecoder(new ToolNames());
  const collector = new AnswerCollector();
  const take = (data: string): void => {
    for (const event of decoder.push(data)) collector.push(event);
  };
  for (const piece of pieces) for (const { data } of reader.push(piece)) take(data);
  for (const { data } of reader.close()) take(data);
  for (const event of decoder.close()) collector.push(event);
  expect(collector.fault).toBeUndefined();
  expect(collector.ended).toBe(true);
  return collector.answer();
}

describe('a recorded answer', () => {
  it.each(WHOLE)('$name is read whole', ({ body = {} }) => {
    expectSame(codec.decodeAnswer(body, new ToolNames()), body);
  });

  it.each(WHOLE)('$name is the same told as a stream', ({ body = {} }) => {
    const answer = codec.decodeAnswer(
      codec.encodeAnswer(codec.decodeAnswer(body, new ToolNames()), context()),
      new ToolNames(),
    );
    const events = written(eventsOf(answer)).map(
      ({ name, data }) => `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`,
    );
    expect(decodeStream(events).choices).toEqual(answer.choices);
  });

  it.each(STREAMS)('$name is read from its stream', ({ sse = '' }) => {
    expectSame(decodeStream([sse]), messageOf(sse));
  });

  it.each(STREAMS)('$name is the same wherever its stream is cut', ({ sse = '' }) => {
    const whole = decodeStream([sse]);
    for (const size of [1, 7, 100, 1000]) {
      const pieces = Array.from({ length: Math.ceil(sse.length / size) }, (_, at) =>
        sse.slice(at * size, (at + 1) * size),
      );
      expect(decodeStream(pieces)).toEqual(whole);
    }
  });

  it.each(STREAMS)('$name that ends early is an error, not an end', ({ sse = '' }) => {
    const reader = new SseReader();
    const decoder = codec.streamDecoder(new ToolNames());
    const events = [...reader.push(sse.slice(0, sse.lastIndexOf('event: message_stop')))];
    const told = [...events.flatMap(({ data }) => decoder.push(data)), ...decoder.close()];
    expect(told.at(-1)).toMatchObject({ type: 'error', fault: { kind: 'cut' } });
    expect(told.some(event => event.type === 'end')).toBe(false);
  });

  it.each(FAILED)('$name is read as a fault', ({ status, body = {} }) => {
    const fault = codec.decodeFault(status, body);
    expect(fault.message).toBe(fields(body['error'])['message']);
    expect(fault.kind).toBe(status === 404 ? 'not_found' : 'invalid_request');
  });
});

/** A body without what says nothing: nulls, defaults, one text given in two ways. */
function plain(value: unknown, key = ''): unknown {
  if (Array.isArray(value)) return value.map(item => plain(item));
  if (typeof value === 'string' && (key === 'content' || key === 'system')) return [{ type: 'text', text: value }];
  if (!isFields(value)) return value;
  const kept = Object.entries(value).filter(([name, field]) => {
    if (field === null || field === false || name === 'strict') return false;
    return !(name === 'ttl' && field === '5m') && !(name === 'type' && field === 'custom');
  });
  return Object.fromEntries(kept.map(([name, field]) => [name, plain(field, name)]));
}

const CLIENTS = recorded('clients').filter(
  ({ name, request }) => /claude-code|anthropic/.test(name) && request !== undefined && !name.includes('thread'),
);
const ASKED = [...EXCHANGES.filter(({ request }) => request !== undefined), ...CLIENTS];

describe('a recorded request', () => {
  it('is there', () => {
    expect(CLIENTS.length).toBeGreaterThan(7);
    expect(ASKED.length).toBeGreaterThan(25);
  });

  it.each(ASKED)('$name comes back equivalent', ({ request = {} }) => {
    // Notes of the recording are no part of the wire.
    const tools = objects(request['tools']).filter(tool => !('__note' in tool));
    // The effort of a turn is said for the whole request, which is what it comes to.
    const messages = objects(request['messages']).map(({ role, content }) => ({ role, content }));
    const body = { max_tokens: 4096, ...request, messages, ...(tools.length > 0 ? { tools } : {}) };
    const read = codec.decodeRequest(body, {});
    const { body: again, losses } = codec.encodeRequest(read, { model: read.model, vendor: 'anthropic' });
    expect(losses).toEqual([]);
    expect(plain(JSON.parse(JSON.stringify(again)))).toEqual(plain(body));
  });
});
