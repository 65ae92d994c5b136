// Specifies the writing of Messages streams: one block at a time, numbered without gaps, each event when it can leave.

import { describe, expect, it } from 'vitest';
import type { StreamEvent } from '../conversation/event.ts';
import { unwrapProof } from '../conversation/origin.ts';
import type { Part } from '../conversation/part.ts';
import { usageOf } from '../conversation/usage.ts';
import { anthropicMessages as codec } from './codec.ts';
import { UNPROVEN } from './answer-blocks.ts';
import { context, written, type Written } from './stream.fixture.ts';

const choice = 0;
const START: StreamEvent = { type: 'start', id: 'chatcmpl-1', model: 'gpt' };
const STOP: StreamEvent = { type: 'stop', choice, stop: { reason: 'end' } };
const END: StreamEvent = { type: 'end' };
const text = (words: string): StreamEvent => ({ type: 'text', choice, text: words });
const thinking = (words: string): StreamEvent => ({ type: 'thinking', choice, text: words });
const begin = (call: number, id = `call_${call}`): StreamEvent => ({
  type: 'tool_call',
  choice,
  call,
  id,
  name: 'f',
  kind: 'function',
});
const input = (call: number, piece: string): StreamEvent => ({ type: 'tool_input', choice, call, text: piece });
const done = (call: number): StreamEvent => ({ type: 'tool_call_end', choice, call });
const whole = (part: Part): StreamEvent => ({ type: 'part', choice, part });

/** The stream in short: `0 text`, `0 + Hi`, `0 .`, and the names of its other events. */
function short(events: readonly Written[]): readonly string[] {
  return events.map(({ name, data }) => {
    const { index, content_block: block, delta } = JSON.parse(JSON.stringify(data));
    if (name === 'content_block_start') return `${index} ${block.type}`;
    if (name === 'content_block_stop') return `${index} .`;
    if (name !== 'content_block_delta') return name;
    const piece = delta.text ?? delta.thinking ?? delta.partial_json ?? delta.signature ?? delta.citation?.url;
    return `${index} + ${piece}`;
  });
}

const told = (...events: readonly StreamEvent[]): readonly string[] =>
  short(written([START, ...events, STOP, END])).slice(1, -2);

describe('a stream', () => {
  it('has each event named as its data', () => {
    for (const { name, data } of written([START, text('Hi'), STOP, END])) expect(data['type']).toBe(name);
  });

  it('begins with a message of ours, empty, under the name that the client asked for', () => {
    const [first] = written([{ ...START, usage: usageOf({ input: 7 }) }]);
    expect(first).toMatchObject({
      name: 'message_start',
      data: {
        message: {
          id: 'msg_abc',
          type: 'message',
          role: 'assistant',
          model: 'claude-sonnet-4-5',
          content: [],
          stop_reason: null,
          stop_sequence: null,
          usage: { input_tokens: 7, output_tokens: 0 },
        },
      },
    });
  });

  it('ends with one message_delta, the whole usage in it, and message_stop', () => {
    const usage = usageOf({
      input: 10,
      cacheRead: 5,
      cacheWrite5m: 2,
      cacheWrite1h: 1,
      output: 4,
      reasoning: 3,
      searches: 1,
    });
    const events = written([START, text('Hi'), STOP, { type: 'usage', usage }, END, END, text('late')]);
    expect(events.slice(-2)).toMatchObject([
      {
        name: 'message_delta',
        data: {
          delta: { stop_reason: 'end_turn', stop_sequence: null },
          usage: {
            input_tokens: 10,
            cache_read_input_tokens: 5,
            cache_creation_input_tokens: 3,
            cache_creation: { ephemeral_5m_input_tokens: 2, ephemeral_1h_input_tokens: 1 },
            output_tokens: 4,
            output_tokens_details: { thinking_tokens: 3 },
            server_tool_use: { web_search_requests: 1 },
          },
        },
      },
      { name: 'message_stop' },
    ]);
    expect(codec.usageOf(events.at(-2)?.data ?? {})).toEqual(usage);
  });

  it('lets everything leave when it comes', () => {
    const encoder = codec.streamEncoder(context());
    const push = (event: StreamEvent): boolean => encoder.push(event) !== '';
    expect([START, thinking('a'), text('b'), text('c')].map(push)).toEqual([true, true, true, true]);
    expect([begin(0), input(0, '{'), input(0, '}'), done(0)].map(push)).toEqual([true, true, true, true]);
    expect(push(text('d'))).toBe(true);
  });

  it('is an error event after which there is nothing, when the upstream failed', () => {
    const fault = { kind: 'cut', message: 'Broke off.' } as const;
    const events = written([START, text('Hal'), { type: 'error', fault }, text('f'), STOP, END]);
    expect(short(events).slice(-2)).toEqual(['0 + Hal', 'error']);
    expect(events.at(-1)?.data).toEqual({ type: 'error', error: { type: 'api_error', message: 'Broke off.' } });
  });

  it.each([
    [{ reason: 'end' }, { stop_reason: 'end_turn' }],
    [{ reason: 'limit' }, { stop_reason: 'max_tokens' }],
    [
      { reason: 'stop_text', text: 'END' },
      { stop_reason: 'stop_sequence', stop_sequence: 'END' },
    ],
    [{ reason: 'stop_text' }, { stop_reason: 'end_turn' }],
    [{ reason: 'context' }, { stop_reason: 'model_context_window_exceeded' }],
    [
      { reason: 'filter', detail: 'SPII' },
      { stop_reason: 'refusal', stop_details: { type: 'refusal', category: null } },
    ],
    [
      { reason: 'refusal', detail: 'bio' },
      { stop_reason: 'refusal', stop_details: { category: 'bio' } },
    ],
    [{ reason: 'pause' }, { stop_reason: 'pause_turn' }],
    [{ reason: 'broken_call' }, { stop_reason: 'end_turn' }],
    [{ reason: 'tool_calls' }, { stop_reason: 'end_turn' }],
  ] as const)('that stopped by %o says %o', (stop, expected) => {
    const events = written([START, text('x'), { type: 'stop', choice, stop }, END]);
    expect(events.at(-2)?.data['delta']).toMatchObject(expected);
  });
});

describe('blocks', () => {
  it('open on the first piece of a kind and close before the next', () => {
    expect(told(thinking('Hm'), text('Hi'), text('!'), begin(0), input(0, '{"a":1}'), done(0))).toEqual([
      '0 thinking',
      '0 + Hm',
      `0 + ${UNPROVEN}`,
      '0 .',
      '1 text',
      '1 + Hi',
      '1 + !',
      '1 .',
      '2 tool_use',
      '2 + {"a":1}',
      '2 .',
    ]);
  });

  it('of text begin anew after their end', () => {
    const over: StreamEvent = { type: 'text_end', choice };
    expect(told(text('a'), over, text('b'))).toEqual(['0 text', '0 + a', '0 .', '1 text', '1 + b', '1 .']);
  });

  it('are not opened for nothing', () => {
    expect(told(text(''), thinking(''), { type: 'text_end', choice }, { type: 'thinking_end', choice })).toEqual([]);
  });

  it('of other choices are not shown', () => {
    expect(told(text('a'), { type: 'text', choice: 1, text: 'b' })).toEqual(['0 text', '0 + a', '0 .']);
  });
});

describe('thinking', () => {
  const proof = { origin: 'gemini-generate', value: 'G==' } as const;

  it("ends with its signature, another provider's wrapped, and comes back as it was", () => {
    const [, , signature] = told(thinking('Hm'), { type: 'thinking_end', choice, proof });
    const value = signature?.slice('0 + '.length) ?? '';
    expect(value).toMatch(/^[A-Za-z0-9+/]+=*$/);
    expect(unwrapProof(value, 'anthropic-messages')).toEqual(proof);
  });

  it('may be a proof alone, or withheld', () => {
    const own = { origin: 'anthropic-messages', value: 'S' } as const;
    expect(told({ type: 'thinking_end', choice, proof: own })).toEqual(['0 thinking', '0 + S', '0 .']);
    const withheld = whole({ type: 'thinking', text: '', redacted: true, proof: own });
    expect(told(withheld, text('x'))).toEqual(['0 redacted_thinking', '0 .', '1 text', '1 + x', '1 .']);
  });
});

describe('calls', () => {
  it('have an id in the style of the protocol, and no arguments where there are none', () => {
    const events = written([START, begin(0), done(0), { type: 'stop', choice, stop: { reason: 'end' } }, END]);
    expect(events[1]?.data['content_block']).toEqual({ type: 'tool_use', id: 'toolu_of_call_0', name: 'f', input: {} });
    expect(short(events).slice(2)).toEqual(['0 .', 'message_delta', 'message_stop']);
    expect(events.at(-2)?.data['delta']).toMatchObject({ stop_reason: 'tool_use' });
  });

  it('that come mixed wait for each other, and nothing else does', () => {
    const encoder = codec.streamEncoder(context());
    const push = (event: StreamEvent): string => encoder.push(event);
    push(START);
    expect(push(begin(0))).not.toBe('');
    expect(push(begin(1))).toBe('');
    expect(push(input(1, '{"b"'))).toBe('');
    expect(push(input(0, '{"a":1}'))).not.toBe('');
    expect(push(done(0))).toContain('{\\"b\\"');
    expect(push(input(1, ':2}'))).toContain(':2}');
  });

  it('with free text are the one argument that they are as functions', () => {
    const custom: StreamEvent = { type: 'tool_call', choice, call: 0, id: 'a', name: 'patch', kind: 'custom' };
    const events = told(custom, input(0, 'a "b"\n'), input(0, 'c'), done(0)).slice(1, -1);
    const json = events.map(event => event.slice('0 + '.length)).join('');
    expect(JSON.parse(json)).toEqual({ input: 'a "b"\nc' });
  });

  it('that never end are closed at the end', () => {
    expect(told(begin(0), input(0, '{}'), begin(1), input(1, '{"x":1}'), text('So.'))).toEqual([
      '0 tool_use',
      '0 + {}',
      '0 .',
      '1 tool_use',
      '1 + {"x":1}',
      '1 .',
      '2 text',
      '2 + So.',
      '2 .',
    ]);
  });
});

describe('citations', () => {
  const citation: StreamEvent = {
    type: 'citation',
    choice,
    citation: { url: 'https://example.com', start: 0, end: 2 },
  };

  it('stand in the block of text that they belong to, also when they come late or early', () => {
    const expected = ['0 text', '0 + Hi', '0 + https://example.com', '0 .'];
    expect(told(text('Hi'), citation)).toEqual(expected);
    expect(told(text('Hi'), { type: 'text_end', choice }, citation)).toEqual(expected);
    expect(told(citation, text('Hi'))).toEqual(['0 text', '0 + https://example.com', '0 + Hi', '0 .']);
  });
});

describe('parts that come whole', () => {
  it('are pictures in Markdown', () => {
    const image: Part = { type: 'image', source: { kind: 'base64', data: 'AAAA' }, mediaType: 'image/png' };
    expect(told(whole(image))).toEqual(['0 text', '0 + ![image](data:image/png;base64,AAAA)', '0 .']);
  });

  it("are another provider's search as Anthropic would tell it", () => {
    const search: Part = {
      type: 'server_tool',
      tool: 'web_search',
      id: 'ws_1',
      query: 'q',
      hits: [{ url: 'https://example.com', title: 'T' }],
    };
    expect(told(text('a'), whole(search))).toEqual([
      '0 text',
      '0 + a',
      '0 .',
      '1 server_tool_use',
      '1 + {"query":"q"}',
      '1 .',
      '2 web_search_tool_result',
      '2 .',
    ]);
  });

  it('are left out where the protocol has no word for them', () => {
    const native: Part = { type: 'native', native: { origin: 'openai-responses', value: {} }, label: 'compaction' };
    expect(told(whole(native), whole({ type: 'server_tool', tool: 'file_search', id: 'fs' }))).toEqual([]);
  });
});
