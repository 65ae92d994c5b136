// The traps that others fell into between Gemini and the other protocols (conversion §13), each by its number.

import { describe, expect, it } from 'vitest';
import { AnswerCollector } from '../conversation/collect.ts';
import type { StreamEvent } from '../conversation/event.ts';
import type { Part, ToolCallPart } from '../conversation/part.ts';
import type { ConversationRequest, Message } from '../conversation/request.ts';
import { ToolNames } from '../conversation/tool-names.ts';
import { usageOf } from '../conversation/usage.ts';
import type { ClientContext, Target } from '../codec.ts';
import { Failure } from '../failures.ts';
import { geminiGenerate } from './codec.ts';
import { LOST_SIGNATURE } from './proof.ts';

const GEMINI_2: Target = { model: 'gemini-2.5-flash', vendor: 'gemini' };
const GEMINI_3: Target = { model: 'gemini-3-pro-preview', vendor: 'gemini' };

const text = (words: string): Part => ({ type: 'text', text: words });
const call = (id: string, name: string, input = '{}'): ToolCallPart => ({
  type: 'tool_call',
  id,
  name,
  kind: 'function',
  input,
});
const result = (callId: string, words: string): Part => ({
  type: 'tool_result',
  callId,
  kind: 'function',
  content: [{ type: 'text', text: words }],
  failed: false,
});

/** A request of a chat client, unless it says otherwise. */
function request(
  messages: readonly Omit<Message, 'at'>[],
  more: Partial<ConversationRequest> = {},
): ConversationRequest {
  return {
    origin: 'openai-chat',
    model: 'a-model',
    streamed: false,
    messages: messages.map((message, index) => ({ ...message, at: `messages[${index}]` })),
    tools: [],
    sampling: {},
    output: {},
    handling: {},
    extras: {},
    ...more,
  };
}

const user = (...parts: readonly Part[]): Omit<Message, 'at'> => ({ role: 'user', parts });
const assistant = (...parts: readonly Part[]): Omit<Message, 'at'> => ({ role: 'assistant', parts });

interface Written {
  readonly contents: readonly { readonly role: string; readonly parts: readonly Record<string, unknown>[] }[];
  readonly systemInstruction?: { readonly parts: readonly unknown[] };
  readonly tools?: readonly Record<string, unknown>[];
  readonly toolConfig?: unknown;
  readonly generationConfig?: Readonly<Record<string, unknown>>;
}

const written = (given: ConversationRequest, target = GEMINI_3): Written =>
  JSON.parse(JSON.stringify(geminiGenerate.encodeRequest(given, target).body));
const read = (body: Record<string, unknown>): ConversationRequest => geminiGenerate.decodeRequest(body, {});

const client: ClientContext = {
  request: read({ contents: 'Hi.' }),
  model: 'a-model',
  id: 'r1',
  created: 0,
  wantsUsage: true,
  form: 'events',
};
const streamed = (events: readonly StreamEvent[]): readonly Record<string, unknown>[] => {
  const encoder = geminiGenerate.streamEncoder(client);
  return events
    .map(event => encoder.push(event))
    .join('')
    .split('\n\n')
    .filter(one => one !== '')
    .map(one => JSON.parse(one.slice('data: '.length)));
};
const gathered = (chunks: readonly unknown[]): AnswerCollector => {
  const decoder = geminiGenerate.streamDecoder(new ToolNames());
  const collector = new AnswerCollector();
  const events = chunks.flatMap(chunk => decoder.push(JSON.stringify(chunk)));
  for (const event of [...events, ...decoder.close()]) collector.push(event);
  return collector;
};
const chunk = (parts: readonly unknown[], more: object = {}): object => ({
  candidates: [{ content: { role: 'model', parts }, index: 0, ...more }],
  responseId: 'r1',
});

const ROUND = [
  user(text('Both.')),
  assistant(call('toolu_1', 'look_up', '{"a":1}'), call('toolu_2', 'look_up', '{"a":2}')),
];

describe('requests for Gemini', () => {
  it('8: put the documented word where a client lost the signature of a step of Gemini 3, and nothing for Gemini 2', () => {
    const given = request([...ROUND, user(result('toolu_1', 'x'), result('toolu_2', 'y'))]);
    const [first, second] = written(given).contents[1]?.parts ?? [];
    expect(first?.['thoughtSignature']).toBe(LOST_SIGNATURE);
    expect(second).not.toHaveProperty('thoughtSignature');
    expect(written(given, GEMINI_2).contents[1]?.parts[0]).not.toHaveProperty('thoughtSignature');
  });

  it('8: put a signature that a client carried with a thought on the call that follows it', () => {
    const thought: Part = { type: 'thinking', text: 'Hm.', proof: { origin: 'gemini-generate', value: 'c2ln' } };
    const given = request([
      user(text('Go.')),
      assistant(thought, text('So.'), call('c1', 'f')),
      user(result('c1', 'x')),
    ]);
    const parts = written(given).contents[1]?.parts;
    expect(parts?.map(part => part['thoughtSignature'])).toEqual([undefined, 'c2ln']);
    expect(JSON.stringify(parts)).not.toContain('Hm.');
  });

  it('8: send no signature of another vendor', () => {
    const foreign: ToolCallPart = { ...call('c1', 'f'), proof: { origin: 'anthropic-messages', value: 'c2ln' } };
    const body = written(request([user(text('Go.')), assistant(foreign), user(result('c1', 'x'))]), GEMINI_2);
    expect(JSON.stringify(body)).not.toContain('c2ln');
  });

  it('9, 10, 11, 12: put all results of a turn into one content, in the order of their calls', () => {
    const given = request([
      ...ROUND,
      user(result('toolu_2', 'second')),
      user(result('toolu_1', 'first')),
      user(text('Go on.')),
    ]);
    const { contents } = written(given);
    expect(contents).toHaveLength(3);
    expect(contents[2]).toEqual({
      role: 'user',
      parts: [
        { functionResponse: { id: 'toolu_1', name: 'look_up', response: { result: 'first' } } },
        { functionResponse: { id: 'toolu_2', name: 'look_up', response: { result: 'second' } } },
        { text: 'Go on.' },
      ],
    });
  });

  it("10: refuse a call without its result, by the place in the client's own body", () => {
    const given = request([...ROUND, user(result('toolu_1', 'x'))]);
    expect(() => geminiGenerate.encodeRequest(given, GEMINI_3)).toThrow(
      expect.objectContaining({ code: 'invalid_request', param: 'messages[1]' }),
    );
  });

  it('13: make an object of no arguments, and keep what is no object', () => {
    const given = request([
      user(text('Go.')),
      assistant(
        call('c1', 'f', ''),
        call('c2', 'f', 'null'),
        call('c3', 'f', '{"broken":'),
        call('c4', 'f', '{"n":12345678901234567890}'),
      ),
      user(result('c1', ''), result('c2', ''), result('c3', ''), result('c4', '{"big":98765432109876543210}')),
    ]);
    const raw = JSON.stringify(geminiGenerate.encodeRequest(given, GEMINI_2).body);
    const args = written(given).contents[1]?.parts.map(part => part['functionCall']);
    expect(args).toMatchObject([{ args: {} }, { args: {} }, { args: { _raw: '{"broken":' } }, {}]);
    expect(raw).toContain('{"n":12345678901234567890}');
    expect(raw).toContain('{"big":98765432109876543210}');
  });

  it('24: ask for structured output by a schema, in words only where the model refuses it beside tools', () => {
    const schema = { type: 'object', properties: { city: { type: 'string' } } };
    const output = { format: { type: 'json_schema', schema } } as const;
    expect(written(request([user(text('Go.'))], { output })).generationConfig).toEqual({
      responseMimeType: 'application/json',
      responseJsonSchema: schema,
    });
    const tools = [{ type: 'function', name: 'f' }] as const;
    const beside = geminiGenerate.encodeRequest(request([user(text('Go.'))], { output, tools }), GEMINI_2);
    expect(beside.losses).toContainEqual({ path: 'response_format', how: 'emulated' });
    expect(JSON.stringify(beside.body['systemInstruction'])).toContain('city');
  });

  it('25: say how tools may be chosen, and own that calls cannot be held to one', () => {
    const tools = [
      { type: 'function', name: 'f' },
      { type: 'function', name: 'g' },
    ] as const;
    const config = (toolChoice: NonNullable<ConversationRequest['toolChoice']>) =>
      written(request([user(text('Go.'))], { tools, toolChoice })).toolConfig;
    expect(config({ mode: 'auto' })).toEqual({ functionCallingConfig: { mode: 'AUTO' } });
    expect(config({ mode: 'required' })).toEqual({ functionCallingConfig: { mode: 'ANY' } });
    expect(config({ mode: 'none' })).toEqual({ functionCallingConfig: { mode: 'NONE' } });
    expect(config({ mode: 'named', name: 'g', kind: 'function' })).toEqual({
      functionCallingConfig: { mode: 'ANY', allowedFunctionNames: ['g'] },
    });
    expect(config({ mode: 'allowed', names: ['f', 'g'], required: false })).toEqual({
      functionCallingConfig: { mode: 'VALIDATED', allowedFunctionNames: ['f', 'g'] },
    });
    const { losses } = geminiGenerate.encodeRequest(
      request([user(text('Go.'))], { tools, parallelTools: false }),
      GEMINI_3,
    );
    expect(losses).toEqual([{ path: 'parallel_tool_calls', how: 'dropped' }]);
  });

  it('30: ask for as many answers as the client wants, and refuse more than there can be', () => {
    expect(written(request([user(text('Go.'))], { output: { choices: 2 } })).generationConfig).toEqual({
      candidateCount: 2,
    });
    expect(() =>
      geminiGenerate.encodeRequest(request([user(text('Go.'))], { output: { choices: 9 } }), GEMINI_3),
    ).toThrow(Failure);
  });

  it('31: send real JSON Schema where it is read, and the subset where it may not be', () => {
    const schema = {
      type: 'object',
      properties: { a: { $ref: '#/$defs/a' } },
      $defs: { a: { type: ['string', 'null'] } },
    };
    const given = request([user(text('Go.'))], { tools: [{ type: 'function', name: 'f', schema }] });
    const declared = (target: Target) => written(given, target).tools?.[0]?.['functionDeclarations'];
    expect(declared(GEMINI_3)).toEqual([{ name: 'f', parametersJsonSchema: schema }]);
    expect(declared(GEMINI_2)).toEqual([
      { name: 'f', parametersJsonSchema: { type: 'object', properties: { a: { type: ['string', 'null'] } } } },
    ]);
    expect(declared({ ...GEMINI_2, vendor: 'relay' })).toEqual([
      { name: 'f', parameters: { type: 'OBJECT', properties: { a: { type: 'STRING', nullable: true } } } },
    ]);
  });

  it('41, 42, 43: carry files, pictures by address and pictures in results', () => {
    const pdf: Part = { type: 'file', source: { kind: 'base64', data: 'JVBERi0xLjQK' }, mediaType: 'application/pdf' };
    const picture: Part = {
      type: 'image',
      source: { kind: 'base64', data: 'iVBORw0KGgoAAAANSUhEUgAA' },
      mediaType: 'image/jpeg',
    };
    const shown: Part = {
      type: 'tool_result',
      callId: 'c1',
      kind: 'function',
      content: [{ type: 'text', text: 'Seen.' }, picture],
      failed: false,
    };
    const given = request([user(pdf), assistant(call('c1', 'f')), user(shown)]);
    const inlineData = { mimeType: 'image/png', data: 'iVBORw0KGgoAAAANSUhEUgAA' };
    expect(written(given).contents[0]?.parts).toEqual([
      { inlineData: { mimeType: 'application/pdf', data: 'JVBERi0xLjQK' } },
    ]);
    expect(written(given).contents[2]?.parts).toEqual([
      { functionResponse: { id: 'c1', name: 'f', response: { result: 'Seen.' }, parts: [{ inlineData }] } },
    ]);
    expect(written(given, GEMINI_2).contents[2]?.parts).toEqual([
      { functionResponse: { id: 'c1', name: 'f', response: { result: 'Seen.' } } },
      { inlineData },
    ]);
    const linked = { type: 'image', source: { kind: 'url', url: 'https://example.com/a.png' } } as const;
    expect(geminiGenerate.mustInline(linked, GEMINI_3)).toBe(true);
    const film = (url: string) => ({ type: 'video', source: { kind: 'url', url } }) as const;
    expect(geminiGenerate.mustInline(film('https://youtu.be/x'), GEMINI_3)).toBe(false);
    expect(geminiGenerate.mustInline(film('https://example.com/a.mp4'), GEMINI_3)).toBe(false);
  });

  it('44: search where the client asks for it, and leave the search out where functions cannot stand beside it', () => {
    const search = { type: 'web_search', maxUses: 5 } as const;
    const alone = geminiGenerate.encodeRequest(
      request([user(text('Go.'))], { origin: 'anthropic-messages', tools: [search] }),
      GEMINI_2,
    );
    expect(alone.body['tools']).toEqual([{ googleSearch: {} }]);
    const tools = [{ type: 'function', name: 'f' }, search] as const;
    const both = request([user(text('Go.'))], { origin: 'anthropic-messages', tools });
    expect(written(both).toolConfig).toEqual({ includeServerSideToolInvocations: true });
    expect(written(both, GEMINI_2).tools).toEqual([{ functionDeclarations: [{ name: 'f' }] }]);
    expect(geminiGenerate.encodeRequest(both, GEMINI_2).losses).toContainEqual({ path: 'tools[1]', how: 'dropped' });
  });

  it('35, 37: take ids of any maker, and send none to Vertex, which has refused them', () => {
    const given = request([
      user(text('Go.')),
      assistant(call('functions.f:0', 'f')),
      user(result('functions.f:0', 'x')),
    ]);
    expect(written(given).contents[1]?.parts[0]).toMatchObject({ functionCall: { id: 'functions.f:0' } });
    const vertex = JSON.stringify(written(given, { ...GEMINI_3, vendor: 'vertex' }));
    expect(vertex).not.toContain('functions.f:0');
  });
});

describe('requests of clients of Gemini', () => {
  it('9: give calls and results without ids the same made ones, two calls of one function too', () => {
    const { messages } = read({
      contents: [
        { role: 'user', parts: [{ text: 'Both.' }] },
        {
          role: 'model',
          parts: [
            { functionCall: { name: 'f', args: { a: 1 } } },
            { functionCall: { name: 'f' } },
            { functionCall: { name: 'g' } },
          ],
        },
        {
          role: 'function',
          parts: [
            { functionResponse: { name: 'g', response: { result: 3 } } },
            { functionResponse: { name: 'f', response: { result: 'one' } } },
            { functionResponse: { name: 'f', response: {} } },
          ],
        },
      ],
    });
    const ids = messages[1]?.parts.map(part => (part.type === 'tool_call' ? part.id : ''));
    expect(new Set(ids).size).toBe(3);
    const answered = messages[2]?.parts.map(part => (part.type === 'tool_result' ? part.callId : ''));
    expect(answered).toEqual([ids?.[2], ids?.[0], ids?.[1]]);
  });

  it('26: read all parts of the system, media, and both spellings of schemas', () => {
    const given = read({
      system_instruction: { parts: [{ text: 'One.' }, { text: 'Two.' }] },
      contents: [
        { role: 'user', parts: [{ inline_data: { mime_type: 'image/jpg', data: 'aa-_' } }, { text: 'See.' }] },
      ],
      tools: {
        function_declarations: {
          name: 'f',
          parameters_json_schema: { type: 'object', properties: { a: { type: 'string' } } },
        },
      },
    });
    expect(given.messages[0]?.parts).toEqual([text('One.'), text('Two.')]);
    expect(given.messages[1]?.parts[0]).toEqual({
      type: 'image',
      source: { kind: 'base64', data: 'aa+/' },
      mediaType: 'image/jpeg',
    });
    expect(given.tools).toEqual([
      { type: 'function', name: 'f', schema: { type: 'object', properties: { a: { type: 'string' } } } },
    ]);
  });

  it('29: keep sound for the encoder to carry or to refuse', () => {
    const given = read({ contents: { parts: { inlineData: { mimeType: 'audio/mp3', data: 'SUQz' } } } });
    expect(given.messages[0]?.parts).toEqual([
      { type: 'audio', source: { kind: 'base64', data: 'SUQz' }, mediaType: 'audio/mpeg' },
    ]);
  });

  it('43: read pictures in results', () => {
    const { messages } = read({
      contents: [
        { role: 'model', parts: [{ functionCall: { name: 'f', id: 'x' } }] },
        {
          role: 'user',
          parts: [
            {
              functionResponse: {
                id: 'x',
                name: 'f',
                response: { output: 'Seen.' },
                parts: [{ inlineData: { mimeType: 'image/png', data: 'iVBO' } }],
              },
            },
          ],
        },
      ],
    });
    expect(messages[1]?.parts[0]).toMatchObject({
      callId: 'x',
      content: [{ type: 'text', text: 'Seen.' }, { type: 'image' }],
    });
  });
});

describe('answers for clients of Gemini', () => {
  const calling: readonly StreamEvent[] = [
    { type: 'start', id: 'u1', model: 'm' },
    { type: 'tool_call', choice: 0, call: 0, id: 'toolu_1', name: 'f', kind: 'function' },
    { type: 'tool_input', choice: 0, call: 0, text: '{"a":' },
    { type: 'tool_input', choice: 0, call: 0, text: '"b"}' },
    { type: 'tool_call_end', choice: 0, call: 0 },
    { type: 'stop', choice: 0, stop: { reason: 'tool_calls' } },
    { type: 'usage', usage: usageOf({ input: 10, cacheRead: 5, output: 7, reasoning: 3 }) },
    { type: 'end' },
  ];

  it('15, 18, 28: make each call once and whole, finish once, and count in the last chunk', () => {
    const chunks = streamed(calling);
    expect(chunks).toHaveLength(2);
    expect(chunks[0]?.['candidates']).toEqual([
      {
        content: { role: 'model', parts: [{ functionCall: { id: 'toolu_1', name: 'f', args: { a: 'b' } } }] },
        index: 0,
      },
    ]);
    expect(chunks[1]).toMatchObject({
      candidates: [{ finishReason: 'STOP', content: { parts: [{ text: '' }] } }],
      usageMetadata: {
        promptTokenCount: 15,
        cachedContentTokenCount: 5,
        candidatesTokenCount: 4,
        thoughtsTokenCount: 3,
        totalTokenCount: 22,
      },
    });
  });

  it('20, 27: end a broken stream with the error of Google, and never as if it were whole', () => {
    const chunks = streamed([
      { type: 'start', id: 'u1', model: 'm' },
      { type: 'text', choice: 0, text: 'Well' },
      { type: 'error', fault: { kind: 'overloaded', message: 'Too busy.', retryAfter: 3 } },
    ]);
    expect(chunks.at(-1)).toEqual({
      error: {
        code: 503,
        message: 'Too busy.',
        status: 'UNAVAILABLE',
        details: [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '3s' }],
      },
    });
    expect(JSON.stringify(chunks)).not.toContain('finishReason');
  });

  it('34: show thoughts as thoughts, with the proof of their maker wrapped', () => {
    const proof = { origin: 'anthropic-messages', value: 'EqQB/+==' } as const;
    const [thought] = Object.values(
      geminiGenerate.encodeAnswer(
        {
          id: '',
          model: 'm',
          choices: [{ parts: [{ type: 'thinking', text: 'Hm.', proof }, text('So.')], stop: { reason: 'end' } }],
        },
        client,
      ),
    );
    const [candidate] = Array.isArray(thought) ? thought : [];
    expect(candidate.content.parts).toMatchObject([{ thought: true, text: 'Hm.' }, { text: 'So.' }]);
    const back = read({ contents: [candidate.content] });
    expect(back.messages[0]?.parts[0]).toEqual({ type: 'thinking', text: 'Hm.', proof });
  });

  it('48: has no comments, no names of events and no last word', () => {
    const encoder = geminiGenerate.streamEncoder(client);
    const lines = calling
      .map(event => encoder.push(event))
      .join('')
      .split('\n');
    for (const line of lines) expect(line === '' || line.startsWith('data: {')).toBe(true);
  });
});

describe('answers of Gemini', () => {
  it('8: keep the signature that comes on a last empty text', () => {
    const { choices } = gathered([
      chunk([{ text: 'Yes.' }]),
      chunk([{ text: '', thoughtSignature: 'c2ln' }], { finishReason: 'STOP' }),
    ]).answer();
    expect(choices[0]?.parts).toEqual([
      { type: 'text', text: 'Yes.', proof: { origin: 'gemini-generate', value: 'c2ln' } },
    ]);
  });

  it('16: are not over at the first word that they are', () => {
    const collector = gathered([
      chunk([{ text: 'One ' }], { finishReason: 'STOP' }),
      chunk([{ text: 'two.' }], { finishReason: 'STOP' }),
    ]);
    expect(collector.answer().choices[0]?.parts).toEqual([text('One two.')]);
    expect(collector.ended).toBe(true);
  });

  it('17: end by a call when there was one, although a later chunk says STOP', () => {
    const { choices } = gathered([
      chunk([{ functionCall: { name: 'f' } }]),
      chunk([{ text: '' }], { finishReason: 'STOP' }),
    ]).answer();
    expect(choices[0]?.stop).toEqual({ reason: 'tool_calls' });
  });

  it('20: are broken when the upstream says so, or when it closes too early', () => {
    const busy = { error: { code: 503, message: 'The model is overloaded.', status: 'UNAVAILABLE' } };
    expect(gathered([chunk([{ text: 'One' }]), busy]).fault).toMatchObject({ kind: 'overloaded' });
    expect(gathered([chunk([{ text: 'One' }]), [busy]]).fault).toMatchObject({ kind: 'overloaded' });
    expect(gathered([chunk([{ text: 'One' }])]).fault).toMatchObject({ kind: 'cut' });
  });

  it('36: give two calls of one function two ids, and the same ones when they are read again', () => {
    const parts = [{ functionCall: { name: 'f', args: { a: 1 } } }, { functionCall: { name: 'f', args: { a: 1 } } }];
    const ids = () =>
      gathered([chunk(parts, { finishReason: 'STOP' })])
        .answer()
        .choices[0]?.parts.map(part => ('id' in part ? part.id : ''));
    expect(new Set(ids()).size).toBe(2);
    expect(ids()).toEqual(ids());
  });
});
