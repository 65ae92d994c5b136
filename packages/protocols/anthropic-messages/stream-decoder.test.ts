// Specifies the reading of Messages streams: what each event means, in the order of the wire.

import { describe, expect, it } from 'vitest';
import type { StreamEvent } from '../conversation/event.ts';
import { ToolNames } from '../conversation/tool-names.ts';
import { usageOf } from '../conversation/usage.ts';
import { anthropicMessages as codec } from './codec.ts';
import { asked, sent } from './request.fixture.ts';

const START = {
  type: 'message_start',
  message: { id: 'msg_1', model: 'm', usage: { input_tokens: 3, output_tokens: 1 } },
};
const open = (index: number, block: object) => ({ type: 'content_block_start', index, content_block: block });
const delta = (index: number, type: string, more: object) => ({
  type: 'content_block_delta',
  index,
  delta: { type, ...more },
});
const close = (index: number) => ({ type: 'content_block_stop', index });
const end = (reason: string, more: object = {}) => ({
  type: 'message_delta',
  delta: { stop_reason: reason, stop_sequence: null, ...more },
  usage: { output_tokens: 5 },
});
const STOP = { type: 'message_stop' };

function told(events: readonly object[], names = new ToolNames()): readonly StreamEvent[] {
  const decoder = codec.streamDecoder(names);
  return [...events.flatMap(event => decoder.push(JSON.stringify(event))), ...decoder.close()];
}

/** What is told between the start and the end. */
const content = (events: readonly object[], names?: ToolNames): readonly StreamEvent[] =>
  told([START, ...events, end('end_turn'), STOP], names).filter(
    event => !['start', 'usage', 'stop', 'end'].includes(event.type),
  );

const tool = (index: number, input: object, ...pieces: readonly string[]): readonly object[] => [
  open(index, { type: 'tool_use', id: `toolu_${index}`, name: 'f', input }),
  ...pieces.map(piece => delta(index, 'input_json_delta', { partial_json: piece })),
  close(index),
];

describe('a stream', () => {
  it('is told event by event, each when it comes', () => {
    const decoder = codec.streamDecoder(new ToolNames());
    const push = (event: object): readonly string[] => decoder.push(JSON.stringify(event)).map(({ type }) => type);
    expect(push(START)).toEqual(['start']);
    expect(push({ type: 'ping' })).toEqual([]);
    expect(push(open(0, { type: 'thinking', thinking: '', signature: '' }))).toEqual([]);
    expect(push(delta(0, 'thinking_delta', { thinking: 'Hm' }))).toEqual(['thinking']);
    expect(push(delta(0, 'signature_delta', { signature: 'S' }))).toEqual([]);
    expect(push(close(0))).toEqual(['thinking_end']);
    expect(push(open(1, { type: 'text', text: '' }))).toEqual([]);
    expect(push(delta(1, 'text_delta', { text: 'Hi' }))).toEqual(['text']);
    expect(push(close(1))).toEqual(['text_end']);
    expect(push(end('end_turn'))).toEqual(['usage', 'stop']);
    expect(push(STOP)).toEqual(['end']);
    expect(decoder.close()).toEqual([]);
  });

  it('begins with the usage of its input and ends with all of it', () => {
    const cached = { input_tokens: 3, cache_read_input_tokens: 7, cache_creation: { ephemeral_1h_input_tokens: 2 } };
    const first = { ...START, message: { ...START.message, usage: { ...cached, output_tokens: 1 } } };
    const last = { ...end('end_turn'), usage: { output_tokens: 9, server_tool_use: { web_search_requests: 2 } } };
    const usage = { input: 3, cacheRead: 7, cacheWrite1h: 2 };
    expect(told([first, last, STOP])).toEqual([
      { type: 'start', id: 'msg_1', model: 'm', usage: usageOf({ ...usage, output: 1 }) },
      { type: 'usage', usage: usageOf({ ...usage, output: 9, searches: 2 }) },
      { type: 'stop', choice: 0, stop: { reason: 'end' } },
      { type: 'end' },
    ]);
  });

  it.each([
    ['end_turn', {}, { reason: 'end' }],
    ['max_tokens', {}, { reason: 'limit' }],
    ['stop_sequence', { stop_sequence: 'END' }, { reason: 'stop_text', text: 'END' }],
    ['pause_turn', {}, { reason: 'pause' }],
    ['model_context_window_exceeded', {}, { reason: 'context' }],
    ['refusal', { stop_details: { type: 'refusal', category: 'bio' } }, { reason: 'refusal', detail: 'bio' }],
    ['a_reason_of_2027', {}, { reason: 'end', detail: 'a_reason_of_2027' }],
    ['tool_use', {}, { reason: 'end' }],
  ])('that stops by %s says so', (reason, more, stop) => {
    expect(told([START, end(reason, more), STOP])).toContainEqual({ type: 'stop', choice: 0, stop });
  });

  it('passes over what it does not know and what is broken', () => {
    const decoder = codec.streamDecoder(new ToolNames());
    for (const data of [
      '',
      '{',
      '[DONE]',
      '7',
      'null',
      '{"type":"an_event_of_2027"}',
      '{"type":"content_block_delta"}',
    ])
      expect(decoder.push(data)).toEqual([]);
  });
});

describe('citations', () => {
  const cite = (index: number, url: string) =>
    delta(index, 'citations_delta', { citation: { type: 'web_search_result_location', url } });

  it('that come before their text are told behind its first piece, so that they are not those of the text before', () => {
    const events = content([
      open(0, { type: 'text', text: '' }),
      delta(0, 'text_delta', { text: 'a' }),
      close(0),
      open(1, { type: 'text', text: '' }),
      cite(1, 'https://example.com/1'),
      cite(1, 'https://example.com/2'),
      delta(1, 'text_delta', { text: 'b' }),
      delta(1, 'text_delta', { text: 'c' }),
      cite(1, 'https://example.com/3'),
      close(1),
    ]);
    const short = events.map(event => {
      if (event.type === 'citation') return event.citation.url.slice(-1);
      return event.type === 'text' ? event.text : event.type;
    });
    expect(short).toEqual(['a', 'text_end', 'b', '1', '2', 'c', '3', 'text_end']);
  });
});

describe('a call', () => {
  it.each([
    ['without a piece', [], ''],
    ['with one empty piece', [''], ''],
    ['with the object in pieces', ['', '{"a"', ':1}'], '{"a":1}'],
  ])('%s', (_, pieces, input) => {
    const events = content(tool(0, {}, ...pieces));
    expect(events.flatMap(event => (event.type === 'tool_input' ? [event.text] : [])).join('')).toBe(input);
    expect(events[0]).toEqual({ type: 'tool_call', choice: 0, call: 0, id: 'toolu_0', name: 'f', kind: 'function' });
    expect(events.at(-1)).toEqual({ type: 'tool_call_end', choice: 0, call: 0 });
  });

  it('whose input stands in its beginning counts it only where no piece follows', () => {
    expect(content(tool(0, { a: 1 }))).toContainEqual({ type: 'tool_input', choice: 0, call: 0, text: '{"a":1}' });
    const both = content(tool(0, { a: 1 }, '{"a":1}')).filter(event => event.type === 'tool_input');
    expect(both).toHaveLength(1);
  });

  it('is counted among its like', () => {
    const events = content([open(0, { type: 'text', text: '' }), close(0), ...tool(1, {}), ...tool(2, {})]);
    expect(events.flatMap(event => (event.type === 'tool_call' ? [event.call] : []))).toEqual([0, 1]);
  });

  it('has the name that the client knows, and free text where the client gave none but a text', () => {
    const names = new ToolNames();
    const wire = names.wire({ name: 'apply_patch', namespace: 'files', kind: 'custom' });
    const events = content(
      [
        open(0, { type: 'tool_use', id: 'toolu_1', name: wire, input: {} }),
        delta(0, 'input_json_delta', { partial_json: '{"input":"*** Be' }),
        delta(0, 'input_json_delta', { partial_json: 'gin\\n"}' }),
        close(0),
      ],
      names,
    );
    expect(events).toEqual([
      { type: 'tool_call', choice: 0, call: 0, id: 'toolu_1', name: 'apply_patch', namespace: 'files', kind: 'custom' },
      { type: 'tool_input', choice: 0, call: 0, text: '*** Be' },
      { type: 'tool_input', choice: 0, call: 0, text: 'gin\n' },
      { type: 'tool_call_end', choice: 0, call: 0 },
    ]);
  });
});

describe('an answer through a tool', () => {
  const format = { type: 'json_schema', schema: { type: 'object' } } as const;
  const { names } = sent(asked({ output: { format } }), 'claude-sonnet-4');
  const preface = [open(0, { type: 'text', text: '' }), delta(0, 'text_delta', { text: 'I will.' }), close(0)];
  const answer = [
    open(1, { type: 'tool_use', id: 'toolu_1', name: 'json__answer', input: {} }),
    delta(1, 'input_json_delta', { partial_json: '{"n"' }),
    delta(1, 'input_json_delta', { partial_json: ':1}' }),
    close(1),
  ];

  it('is text as it comes, without what was said before', () => {
    expect(content([...preface, ...answer], names)).toEqual([
      { type: 'text', choice: 0, text: '{"n"' },
      { type: 'text', choice: 0, text: ':1}' },
      { type: 'text_end', choice: 0 },
    ]);
    expect(told([START, ...answer, end('tool_use'), STOP], names)).toContainEqual({
      type: 'stop',
      choice: 0,
      stop: { reason: 'end' },
    });
  });

  it('that came as text after all is not lost', () => {
    expect(content(preface, names)).toEqual([
      { type: 'text', choice: 0, text: 'I will.' },
      { type: 'text_end', choice: 0 },
    ]);
  });

  it('is the same whole', () => {
    const body = {
      content: [
        { type: 'text', text: 'I will.' },
        { type: 'tool_use', id: 'toolu_1', name: 'json__answer', input: { n: 1 } },
      ],
      stop_reason: 'tool_use',
    };
    expect(codec.decodeAnswer(body, names).choices).toEqual([
      { parts: [{ type: 'text', text: '{"n":1}' }], stop: { reason: 'end' } },
    ]);
  });
});

describe("Anthropic's own tools", () => {
  const use = { type: 'server_tool_use', id: 'srvtoolu_1', name: 'web_search', input: {} };
  const asking = [open(0, use), delta(0, 'input_json_delta', { partial_json: '{"query":"q"}' }), close(0)];
  const found = { type: 'web_search_tool_result', tool_use_id: 'srvtoolu_1', content: [] };

  it('are one part with their result', () => {
    expect(content([...asking, open(1, found), close(1)])).toMatchObject([
      { type: 'part', part: { type: 'server_tool', query: 'q', hits: [], native: [{}, { value: found }] } },
    ]);
  });

  it('are told without it when something else comes, or the turn is paused', () => {
    expect(content([...asking, ...tool(1, {})]).map(event => event.type)).toEqual([
      'part',
      'tool_call',
      'tool_call_end',
    ]);
    const paused = told([START, ...asking, end('pause_turn'), STOP]);
    expect(paused.map(event => event.type)).toEqual(['start', 'part', 'usage', 'stop', 'end']);
  });
});

describe('blocks that come whole', () => {
  it('are parts', () => {
    expect(
      content([
        open(0, { type: 'redacted_thinking', data: 'D' }),
        close(0),
        open(1, { type: 'compaction', content: null }),
        delta(1, 'compaction_delta', { content: 'In short.' }),
        close(1),
      ]),
    ).toMatchObject([
      { type: 'part', part: { type: 'thinking', redacted: true, proof: { value: 'D' } } },
      { type: 'part', part: { type: 'native', native: { value: { type: 'compaction', content: 'In short.' } } } },
    ]);
  });

  it('that are thinking without its text still prove it', () => {
    const block = [
      open(0, { type: 'thinking', thinking: '', signature: '' }),
      delta(0, 'signature_delta', { signature: 'S' }),
    ];
    expect(content([...block, close(0)])).toEqual([
      { type: 'thinking_end', choice: 0, proof: { origin: 'anthropic-messages', value: 'S' } },
    ]);
  });
});

describe('a stream that fails', () => {
  it('ends with what the upstream said, and with nothing after it', () => {
    const failed = { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } };
    expect(told([START, failed, STOP])).toEqual([
      expect.objectContaining({ type: 'start' }),
      { type: 'error', fault: { kind: 'overloaded', message: 'Overloaded' } },
    ]);
  });

  it('may be nothing but an error in the shape of a host', () => {
    const failed = { error: { code: 429, message: 'Quota exceeded', status: 'RESOURCE_EXHAUSTED' } };
    expect(told([failed])).toEqual([{ type: 'error', fault: { kind: 'rate_limit', message: 'Quota exceeded' } }]);
  });

  it('was cut when its last event never came', () => {
    expect(told([START, end('end_turn')]).at(-1)).toMatchObject({ type: 'error', fault: { kind: 'cut' } });
  });
});
