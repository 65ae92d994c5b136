// The traps that translations from and to Messages fell into elsewhere, by their numbers in the list of them.

import { describe, expect, it } from 'vitest';
import type { StreamEvent } from '../conversation/event.ts';
import type { MediaPart, Part, TextPart } from '../conversation/part.ts';
import { ToolNames } from '../conversation/tool-names.ts';
import { usageOf } from '../conversation/usage.ts';
import { Failure } from '../failures.ts';
import { anthropicMessages as codec } from './codec.ts';
import { asked, call, result, said, sent, talk, WEATHER } from './request.fixture.ts';
import { context, written } from './stream.fixture.ts';

const choice = 0;
const START: StreamEvent = { type: 'start', id: 'x', model: 'm' };
const CALLED: StreamEvent = { type: 'stop', choice, stop: { reason: 'tool_calls' } };
const ENDED: StreamEvent = { type: 'stop', choice, stop: { reason: 'end' } };
const END: StreamEvent = { type: 'end' };
const begin = (index: number, id: string): StreamEvent => ({
  type: 'tool_call',
  choice,
  call: index,
  id,
  name: 'f',
  kind: 'function',
});
const piece = (index: number, text: string): StreamEvent => ({ type: 'tool_input', choice, call: index, text });

/** The blocks and the ends of a written stream, without the pieces between. */
const kinds = (...events: readonly StreamEvent[]): readonly string[] =>
  written([START, ...events]).map(({ name, data }) => {
    const { content_block: block, delta } = JSON.parse(JSON.stringify(data));
    return block?.type ?? delta?.type ?? name;
  });

const read = (body: object) =>
  codec.decodeRequest({ model: 'm', max_tokens: 9, messages: [{ role: 'user', content: 'x' }], ...body }, {});

describe('the bill', () => {
  it('1: tokens from the cache are counted once, beside the input', () => {
    const usage = usageOf({ input: 357, cacheRead: 1000, output: 5 });
    const answer = { id: '', model: 'm', choices: [], usage };
    expect(codec.encodeAnswer(answer, context())['usage']).toMatchObject({
      input_tokens: 357,
      cache_read_input_tokens: 1000,
    });
    expect(codec.usageOf(codec.encodeAnswer(answer, context()))).toEqual(usage);
  });

  it('21: a stream without usage is finished all the same', () => {
    expect(kinds({ type: 'text', choice, text: 'Hi' }, ENDED, END).slice(-2)).toEqual([
      'message_delta',
      'message_stop',
    ]);
  });
});

describe('caching', () => {
  it("2: a chat client's marks reach Anthropic, and a cache key sets them", () => {
    const part: TextPart = { type: 'text', text: 'Long', cache: { ttl: '5m' } };
    const mark = { cache_control: { type: 'ephemeral' } };
    expect(sent(asked({ messages: talk(said('user', [part])) })).json['messages']).toMatchObject([{ content: [mark] }]);
    expect(sent(asked({ handling: { cacheKey: 'k' } })).json['messages']).toMatchObject([{ content: [mark] }]);
  });

  it('45: a mark inside the result of a tool stands on the result itself', () => {
    const inner: TextPart = { type: 'text', text: 'Done', cache: { ttl: '5m' } };
    const answered: Part = { ...result('a'), content: [inner, { type: 'text', text: 'more' }] };
    const messages = talk(said('user', 'x'), said('assistant', [call('a')]), said('user', [answered]));
    expect(sent(asked({ messages })).json['messages']).toMatchObject([
      {},
      {},
      {
        content: [
          {
            cache_control: { type: 'ephemeral' },
            content: [
              { type: 'text', text: 'Done' },
              { type: 'text', text: 'more' },
            ],
          },
        ],
      },
    ]);
    expect(JSON.stringify(sent(asked({ messages })).json).match(/cache_control/g)).toHaveLength(1);
  });
});

describe('thinking', () => {
  it('3, 4, 34: thinking has a block of its own before the text, and nothing empty stands before it', () => {
    const events = kinds(
      { type: 'text', choice, text: '' },
      { type: 'thinking', choice, text: 'Hm' },
      { type: 'text', choice, text: 'First' },
      { type: 'text', choice, text: ' token' },
      ENDED,
      END,
    );
    expect(events.slice(1, -2)).toEqual([
      'thinking',
      'thinking_delta',
      'signature_delta',
      'content_block_stop',
      'text',
      'text_delta',
      'text_delta',
      'content_block_stop',
    ]);
  });

  it("5: a client's thinking is never text for another upstream", () => {
    const thought = { type: 'thinking', thinking: 'Secret', signature: 'S' };
    const messages = [
      { role: 'user', content: 'x' },
      { role: 'assistant', content: [thought, { type: 'text', text: 'Hi' }] },
    ];
    expect(read({ messages }).messages[1]?.parts.map(part => part.type)).toEqual(['thinking', 'text']);
  });

  it('6: a client that has thinking on is read as one that wants to see it', () => {
    const shown = { type: 'enabled', budget_tokens: 2000, display: 'summarized' };
    expect(read({ thinking: shown }).reasoning).toEqual({ budget: 2000, show: 'auto' });
    expect(read({ thinking: { ...shown, display: 'omitted' } }).reasoning).toEqual({ budget: 2000, show: 'none' });
  });

  it('33: thinking by conversion fits the limit, the temperature and the choice of tools', () => {
    const { json } = sent(
      asked({ reasoning: { effort: 'high' }, sampling: { temperature: 0.3 }, output: { limit: 2000 } }),
    );
    expect(json).toMatchObject({ max_tokens: 2000, thinking: { type: 'enabled', budget_tokens: 1024 } });
    expect(json).not.toHaveProperty('temperature');
    const forced = asked({ reasoning: { effort: 'high' }, tools: [WEATHER], toolChoice: { mode: 'required' } });
    expect(sent(forced).json['thinking']).toEqual({ type: 'disabled' });
  });

  it('38: a running loop of tools whose thinking is lost goes on without', () => {
    const messages = talk(said('user', 'x'), said('assistant', [call('a')]), said('user', [result('a')]));
    expect(sent(asked({ reasoning: { effort: 'low' }, messages })).json['thinking']).toEqual({ type: 'disabled' });
  });
});

describe('calls of tools', () => {
  it('11, 12: results in several messages, among other words, are one turn, results first', () => {
    const messages = talk(
      said('user', 'x'),
      said('assistant', [call('a'), call('b')]),
      said('user', [result('a')]),
      said('user', [{ type: 'text', text: 'Reminder' }, result('b')]),
    );
    const { json } = sent(asked({ messages }));
    expect(json['messages']).toHaveLength(3);
    expect(json['messages']).toMatchObject([
      {},
      {},
      { content: [{ tool_use_id: 'a' }, { tool_use_id: 'b' }, { type: 'text', text: 'Reminder' }] },
    ]);
  });

  it('13: a call without arguments has no piece of any, and an object in the end', () => {
    expect(kinds(begin(0, 'a'), piece(0, ''), { type: 'tool_call_end', choice, call: 0 }, CALLED, END)).toEqual([
      'message_start',
      'tool_use',
      'content_block_stop',
      'message_delta',
      'message_stop',
    ]);
    expect(
      codec.encodeAnswer(
        { id: '', model: '', choices: [{ parts: [call('a', '')], stop: { reason: 'end' } }] },
        context(),
      )['content'],
    ).toMatchObject([{ input: {} }]);
  });

  it('14: the empty object of a beginning is not glued before the pieces', () => {
    const decoder = codec.streamDecoder(new ToolNames());
    const block = { type: 'tool_use', id: 'toolu_1', name: 'f', input: {} };
    const events = [
      { type: 'content_block_start', index: 0, content_block: block },
      { type: 'content_block_delta', index: 0, delta: { type: 'input_json_delta', partial_json: '{"a":1}' } },
      { type: 'content_block_stop', index: 0 },
    ].flatMap(event => decoder.push(JSON.stringify(event)));
    expect(events.flatMap(event => (event.type === 'tool_input' ? [event.text] : []))).toEqual(['{"a":1}']);
  });

  it('15: a name that is said again opens no second block, and the last arguments are kept', () => {
    expect(kinds(begin(0, 'a'), piece(0, '{"a"'), begin(0, 'a'), piece(0, ':1}'), CALLED, END)).toEqual([
      'message_start',
      'tool_use',
      'input_json_delta',
      'input_json_delta',
      'content_block_stop',
      'message_delta',
      'message_stop',
    ]);
  });

  it('17: an answer that calls a tool says so, whatever the upstream says', () => {
    const events = written([START, begin(0, 'a'), { type: 'tool_call_end', choice, call: 0 }, ENDED, END]);
    expect(events.at(-2)?.data['delta']).toMatchObject({ stop_reason: 'tool_use' });
  });

  it('25: the choice of tools and one call at a time are read', () => {
    const body = {
      tools: [{ name: 'f', input_schema: { type: 'object' } }],
      tool_choice: { type: 'tool', name: 'f', disable_parallel_tool_use: true },
    };
    expect(read(body)).toMatchObject({
      toolChoice: { mode: 'named', name: 'f', kind: 'function' },
      parallelTools: false,
    });
  });

  it('35, 36: ids are in the style of the protocol, and differ where the calls do', () => {
    const events = written([
      START,
      begin(0, 'call_1'),
      { type: 'tool_call_end', choice, call: 0 },
      begin(1, 'call_2'),
      CALLED,
      END,
    ]);
    const ids = events.flatMap(({ data }) => {
      const { content_block: block } = JSON.parse(JSON.stringify(data));
      return block === undefined ? [] : [String(block.id)];
    });
    expect(ids).toEqual(['toolu_of_call_1', 'toolu_of_call_2']);
  });

  it('37: ids of earlier providers are rewritten the same on both sides', () => {
    const id = `functions.get_weather:${'9'.repeat(80)}`;
    const messages = talk(said('user', 'x'), said('assistant', [call(id)]), said('user', [result(id)]));
    const { json } = sent(asked({ messages }));
    const [made, answered] = [...JSON.stringify(json).matchAll(/"(?:id|tool_use_id)":"([^"]+)"/g)].map(
      ([, one]) => one,
    );
    expect(made).toBe(answered);
    expect(made).toMatch(/^[a-zA-Z0-9_-]{1,64}$/);
  });

  it("44: Anthropic's web search is the search of others, and theirs is Anthropic's", () => {
    const [search] = read({ tools: [{ type: 'web_search_20250305', name: 'web_search' }] }).tools;
    expect(search?.type).toBe('web_search');
    expect(sent(asked({ tools: [{ type: 'web_search' }] })).json['tools']).toEqual([
      { type: 'web_search_20250305', name: 'web_search' },
    ]);
  });
});

describe('failures', () => {
  it('20: an error inside a stream is an error, both ways, and never an end', () => {
    const decoder = codec.streamDecoder(new ToolNames());
    const [fault] = decoder.push('{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}');
    expect(fault).toMatchObject({ type: 'error', fault: { kind: 'overloaded' } });
    expect(
      kinds({ type: 'text', choice, text: 'Hal' }, { type: 'error', fault: { kind: 'server', message: 'No.' } }, END),
    ).toEqual(['message_start', 'text', 'text_delta', 'error']);
  });
});

describe('what a model is asked', () => {
  it('23: a developer is no role of the messages', () => {
    const messages = talk(said('developer', 'Be brief.'), said('user', 'x'), said('developer', 'Now long.'));
    expect(JSON.stringify(sent(asked({ messages })).json)).not.toContain('developer');
  });

  it('24: the form of an answer is asked for, and read from a client', () => {
    const schema = { type: 'object', properties: {} };
    const format = { type: 'json_schema', schema } as const;
    expect(sent(asked({ output: { format } })).json).toHaveProperty('output_config.format.schema');
    expect(sent(asked({ output: { format } }), 'claude-3-5-sonnet-latest').json).toHaveProperty('tool_choice.name');
    expect(read({ output_config: { format } }).output.format).toEqual(format);
  });

  it.each([
    [
      29,
      {
        messages: talk(
          said('user', [{ type: 'audio', source: { kind: 'base64', data: 'AAAA' }, mediaType: 'audio/wav' }]),
        ),
      },
    ],
    [30, { output: { choices: 2 } }],
  ] as const)('%i: what Anthropic cannot do is refused, not left out', (_, overrides) => {
    expect(() => sent(asked(overrides))).toThrow(Failure);
  });

  it('46: fields that only another protocol knows are not handed on', () => {
    expect(sent(asked({ extras: { reasoningSummary: 'auto' } })).json).not.toHaveProperty('reasoningSummary');
  });
});

describe('media', () => {
  const block = (part: MediaPart): unknown => sent(asked({ messages: talk(said('user', [part])) })).json['messages'];

  it('40: carry no field of ours', () => {
    const part: MediaPart = {
      type: 'image',
      source: { kind: 'base64', data: 'iVBORw0KGgo=' },
      mediaType: 'image/png',
      detail: 'auto',
      name: 'a.png',
    };
    expect(block(part)).toEqual([
      {
        role: 'user',
        content: [{ type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'iVBORw0KGgo=' } }],
      },
    ]);
  });

  it('41: PDFs are read and written', () => {
    const source = { type: 'base64', media_type: 'application/pdf', data: 'JVBERi0x' };
    const messages = [{ role: 'user', content: [{ type: 'document', source }] }];
    const [part] = read({ messages }).messages[0]?.parts ?? [];
    expect(part).toMatchObject({ type: 'file', mediaType: 'application/pdf' });
    expect(part?.type === 'file' ? block(part) : undefined).toEqual(messages);
  });

  it('42: the address of an image is an address', () => {
    const url = 'https://example.com/a.png';
    const messages = [{ role: 'user', content: [{ type: 'image', source: { type: 'url', url } }] }];
    expect(read({ messages }).messages[0]?.parts).toEqual([{ type: 'image', source: { kind: 'url', url } }]);
    expect(block({ type: 'image', source: { kind: 'url', url } })).toEqual(messages);
  });

  it('43: images in results are kept, both ways', () => {
    const image = { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'iVBORw0KGgo=' } };
    const messages = [
      { role: 'user', content: 'x' },
      { role: 'assistant', content: [{ type: 'tool_use', id: 'toolu_1', name: 'f', input: {} }] },
      { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'toolu_1', content: [image] }] },
    ];
    const request = read({ messages });
    expect(request.messages[2]?.parts).toMatchObject([{ content: [{ type: 'image', mediaType: 'image/png' }] }]);
    expect(sent({ ...request, origin: 'openai-responses' }).json['messages']).toMatchObject([
      {},
      {},
      { content: [{ content: [image] }] },
    ]);
  });
});
