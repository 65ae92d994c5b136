// Specification of reading and writing what only Gemini's answers have: arguments in pieces, sources in bytes, code that ran.

import { describe, expect, it } from 'vitest';
import type { Answer } from '../conversation/answer.ts';
import { AnswerCollector, eventsOf } from '../conversation/collect.ts';
import type { StreamEvent } from '../conversation/event.ts';
import type { Part } from '../conversation/part.ts';
import { ToolNames } from '../conversation/tool-names.ts';
import { usageOf } from '../conversation/usage.ts';
import { geminiGenerate } from './codec.ts';

const eventsFrom = (chunks: readonly unknown[], names = new ToolNames()): readonly StreamEvent[] => {
  const decoder = geminiGenerate.streamDecoder(names);
  return [...chunks.flatMap(chunk => decoder.push(JSON.stringify(chunk))), ...decoder.close()];
};
const gathered = (events: readonly StreamEvent[]): Answer => {
  const collector = new AnswerCollector();
  for (const event of events) collector.push(event);
  return collector.answer();
};
const answerOf = (parts: readonly unknown[], more: object = {}): Answer =>
  geminiGenerate.decodeAnswer(
    { candidates: [{ content: { parts }, finishReason: 'STOP', ...more }], responseId: 'r1' },
    new ToolNames(),
  );
const chunk = (parts: readonly unknown[], more: object = {}): object => ({
  candidates: [{ content: { parts }, ...more }],
  responseId: 'r1',
});

const client = {
  request: geminiGenerate.decodeRequest({ contents: 'Hi.' }, {}),
  model: 'a-model',
  id: 'r1',
  created: 0,
  wantsUsage: true,
  form: 'events',
} as const;
const told = (answer: Answer): Record<string, unknown> =>
  JSON.parse(JSON.stringify(geminiGenerate.encodeAnswer(answer, client)));
const streamedTo = (events: readonly StreamEvent[]): string => {
  const encoder = geminiGenerate.streamEncoder(client);
  return events.map(event => encoder.push(event)).join('');
};

describe('arguments in pieces', () => {
  const partial = (...entries: readonly object[]) =>
    chunk([{ functionCall: { partialArgs: entries, willContinue: true } }]);
  const begin = (name: string) => chunk([{ functionCall: { name, willContinue: true }, thoughtSignature: 'c2ln' }]);
  const end = chunk([{ functionCall: {} }], { finishReason: 'STOP' });

  it('are told as they come, as JSON text', () => {
    const events = eventsFrom([
      begin('f'),
      partial({ jsonPath: '$.place', stringValue: 'San "', willContinue: true }),
      partial({ jsonPath: '$.place', stringValue: 'Fran\n', willContinue: true }),
      partial({ jsonPath: '$.place', stringValue: '' }),
      partial({ jsonPath: '$.days[0].n', numberValue: 1.5 }, { jsonPath: '$.days[0].sure', boolValue: true }),
      partial(
        { jsonPath: "$.days[1]['a b']", nullValue: 'NULL_VALUE' },
        { jsonPath: '$.last', stringValue: 'x', willContinue: true },
      ),
      end,
    ]);
    const pieces = events.flatMap(event => (event.type === 'tool_input' ? [event.text] : []));
    expect(pieces[0]).toBe('{"place":"San \\"');
    expect(JSON.parse(pieces.join(''))).toEqual({
      place: 'San "Fran\n',
      days: [{ n: 1.5, sure: true }, { 'a b': null }],
      last: 'x',
    });
    expect(gathered(events).choices[0]?.parts[0]).toMatchObject({ name: 'f', proof: { value: 'c2ln' } });
  });

  it('may be none, and end where the next call begins', () => {
    const { choices } = gathered(
      eventsFrom([begin('f'), begin('g'), partial({ jsonPath: '$.a', numberValue: 1 }), end]),
    );
    expect(choices[0]?.parts).toMatchObject([
      { name: 'f', input: '{}' },
      { name: 'g', input: '{"a":1}' },
    ]);
  });

  it('become the free text of a custom tool', () => {
    const names = new ToolNames();
    const wire = names.wire({ name: 'apply_patch', kind: 'custom', namespace: 'edit' });
    const events = eventsFrom(
      [
        begin(wire),
        partial({ jsonPath: '$.input', stringValue: '*** Begin\n', willContinue: true }),
        partial({ jsonPath: '$.input', stringValue: 'End' }),
        end,
      ],
      names,
    );
    expect(gathered(events).choices[0]?.parts[0]).toMatchObject({
      kind: 'custom',
      namespace: 'edit',
      name: 'apply_patch',
      input: '*** Begin\nEnd',
    });
    const whole = eventsFrom(
      [chunk([{ functionCall: { name: wire, args: { input: 'all' } } }], { finishReason: 'STOP' })],
      names,
    );
    expect(gathered(whole).choices[0]?.parts[0]).toMatchObject({ kind: 'custom', input: 'all' });
  });

  it('keep the digits of large numbers', () => {
    const decoder = geminiGenerate.streamDecoder(new ToolNames());
    const events = decoder.push(
      '{"candidates":[{"content":{"parts":[{"functionCall":{"name":"f","args":{"id":12345678901234567890}}}]}}]}',
    );
    expect(events.find(event => event.type === 'tool_input')).toMatchObject({ text: '{"id":12345678901234567890}' });
  });
});

describe('sources', () => {
  const grounding = {
    webSearchQueries: ['größe paris', 'zweite'],
    groundingChunks: [
      { web: { uri: 'https://a.example', title: 'A' } },
      { web: { uri: 'https://b.example', title: 'B' } },
    ],
    groundingSupports: [
      { segment: { endIndex: 8, text: 'Größe' }, groundingChunkIndices: [0] },
      { segment: { startIndex: 9, endIndex: 17 }, groundingChunkIndices: [0, 1] },
    ],
  };
  const words = ['Größe. ', '城市 😀!'];

  it('have their places in code points, and their search with its queries', () => {
    const streamed = gathered(
      eventsFrom([
        chunk([{ text: words[0] }]),
        chunk([{ text: words[1] }]),
        chunk([{ text: '' }], { finishReason: 'STOP', groundingMetadata: grounding }),
      ]),
    );
    const whole = answerOf([{ text: words.join('') }], { groundingMetadata: grounding });
    expect(streamed.choices).toEqual(whole.choices);
    const [text, search] = whole.choices[0]?.parts ?? [];
    expect(text).toMatchObject({
      citations: [
        { url: 'https://a.example', title: 'A', start: 0, end: 6 },
        { url: 'https://a.example', start: 7, end: 10 },
        { url: 'https://b.example', start: 7, end: 10 },
      ],
    });
    expect(search).toMatchObject({
      tool: 'web_search',
      query: 'größe paris; zweite',
      hits: [{ url: 'https://a.example' }, { url: 'https://b.example' }],
    });
    expect(
      geminiGenerate.usageOf({
        candidates: [{ groundingMetadata: grounding }],
        usageMetadata: { promptTokenCount: 1 },
      }),
    ).toMatchObject({ searches: 2 });
  });

  it('of another provider are written in bytes, with as many queries as were metered', () => {
    const parts: readonly Part[] = [
      { type: 'text', text: 'Vorher. ' },
      { type: 'text', text: '城市', citations: [{ url: 'https://a.example', title: 'A' }] },
      {
        type: 'server_tool',
        tool: 'web_search',
        id: 's1',
        query: 'q',
        hits: [{ url: 'https://b.example' }, { url: 'https://a.example' }],
      },
    ];
    const answer: Answer = {
      id: 'x',
      model: 'm',
      choices: [{ parts, stop: { reason: 'end' } }],
      usage: usageOf({ input: 1, output: 1, searches: 2 }),
    };
    const expected = {
      webSearchQueries: ['q', ''],
      groundingChunks: [{ web: { uri: 'https://b.example' } }, { web: { uri: 'https://a.example', title: 'A' } }],
      groundingSupports: [{ segment: { startIndex: 8, endIndex: 14 }, groundingChunkIndices: [1] }],
    };
    expect(told(answer)['candidates']).toMatchObject([{ groundingMetadata: expected }]);
    expect(geminiGenerate.usageOf(told(answer))).toEqual(answer.usage);
    const last = streamedTo(eventsOf(answer)).trimEnd().split('\n\n').at(-1) ?? '';
    expect(JSON.parse(last.slice(6))).toMatchObject({
      candidates: [{ groundingMetadata: expected, finishReason: 'STOP' }],
    });
  });

  it('may be pages that were fetched', () => {
    const metadata = {
      urlMetadata: [
        { retrievedUrl: 'https://a.example', urlRetrievalStatus: 'URL_RETRIEVAL_STATUS_SUCCESS' },
        { retrievedUrl: 'https://b.example', urlRetrievalStatus: 'URL_RETRIEVAL_STATUS_ERROR' },
      ],
    };
    const answer = answerOf([{ text: 'So.' }], { urlContextMetadata: metadata });
    expect(answer.choices[0]?.parts.slice(1)).toMatchObject([
      { tool: 'web_fetch', query: 'https://a.example' },
      { tool: 'web_fetch', query: 'https://b.example', failed: true },
    ]);
    expect(told(answer)['candidates']).toMatchObject([{ urlContextMetadata: metadata }]);
  });
});

describe('tools that ran at the provider', () => {
  it('are one part with their result, and come back as they were', () => {
    const wire = [
      { executableCode: { language: 'PYTHON', code: 'print(1)' }, thoughtSignature: 'c2ln' },
      { codeExecutionResult: { outcome: 'OUTCOME_OK', output: '1\n' } },
      { text: 'One.' },
    ];
    const answer = answerOf(wire);
    expect(answer.choices[0]?.parts[0]).toMatchObject({ tool: 'code_execution', code: 'print(1)', output: '1\n' });
    expect(told(answer)['candidates']).toMatchObject([{ content: { parts: wire } }]);
    expect(
      gathered(eventsFrom([...wire.map(part => chunk([part])), chunk([], { finishReason: 'STOP' })])).choices,
    ).toEqual(answer.choices);
  });

  it('of another provider are shown as code', () => {
    const part: Part = {
      type: 'server_tool',
      tool: 'code_execution',
      id: 's',
      code: 'boom()',
      output: 'no',
      failed: true,
    };
    const answer: Answer = { id: '', model: '', choices: [{ parts: [part], stop: { reason: 'end' } }] };
    expect(told(answer)['candidates']).toMatchObject([
      {
        content: {
          parts: [
            { executableCode: { code: 'boom()' } },
            { codeExecutionResult: { outcome: 'OUTCOME_FAILED', output: 'no' } },
          ],
        },
      },
    ]);
  });
});

describe('media', () => {
  it('come whole, pictures with their signatures and sound with its rate', () => {
    const picture = { inlineData: { mimeType: 'image/png', data: 'iVBORw0KGgo=' }, thoughtSignature: 'c2ln' };
    const sound = { inlineData: { mimeType: 'audio/L16;codec=pcm;rate=24000', data: 'AAAA' } };
    const answer = answerOf([picture, sound]);
    expect(answer.choices[0]?.parts).toMatchObject([
      { type: 'image', mediaType: 'image/png', proof: { value: 'c2ln' } },
      { type: 'audio', mediaType: 'audio/l16', source: { kind: 'base64', data: 'AAAA' } },
    ]);
    expect(told(answer)['candidates']).toMatchObject([{ content: { parts: [picture, sound] } }]);
  });
});

describe('the end', () => {
  it.each([
    ['MAX_TOKENS', { reason: 'limit' }],
    ['SAFETY', { reason: 'filter' }],
    ['IMAGE_SAFETY', { reason: 'filter', detail: 'IMAGE_SAFETY' }],
    ['RECITATION', { reason: 'filter', detail: 'RECITATION' }],
    ['MALFORMED_FUNCTION_CALL', { reason: 'broken_call', detail: 'MALFORMED_FUNCTION_CALL' }],
    ['A_NEW_WORD', { reason: 'filter', detail: 'A_NEW_WORD' }],
  ])('%s is understood, and said again', (finishReason, stop) => {
    const answer = answerOf([], { finishReason });
    expect(answer.choices[0]).toEqual({ parts: [], stop });
    const again = finishReason === 'A_NEW_WORD' ? 'SAFETY' : finishReason;
    expect(told(answer)['candidates']).toMatchObject([{ finishReason: again }]);
  });

  it('may come before any answer: the prompt was refused', () => {
    const blocked = {
      promptFeedback: { blockReason: 'PROHIBITED_CONTENT' },
      usageMetadata: { promptTokenCount: 4, totalTokenCount: 4 },
    };
    const stop = { reason: 'filter', detail: 'PROHIBITED_CONTENT' };
    expect(geminiGenerate.decodeAnswer(blocked, new ToolNames())).toMatchObject({
      choices: [{ parts: [], stop }],
      usage: { input: 4 },
    });
    expect(eventsFrom([blocked])).toContainEqual({ type: 'stop', choice: 0, stop });
  });

  it('is no answer where nothing came', () => {
    expect(geminiGenerate.decodeAnswer({}, new ToolNames()).choices).toEqual([]);
    expect(eventsFrom([])).toMatchObject([{ type: 'error', fault: { kind: 'cut' } }]);
  });

  it('belongs to each of several answers', () => {
    const two = [
      {
        candidates: [
          { index: 0, content: { parts: [{ text: 'A' }] } },
          { index: 1, content: { parts: [{ text: 'B' }] }, finishReason: 'MAX_TOKENS' },
        ],
      },
      { candidates: [{ index: 0, content: { parts: [{ text: 'a' }] }, finishReason: 'STOP' }] },
    ];
    expect(gathered(eventsFrom(two)).choices).toEqual([
      { parts: [{ type: 'text', text: 'Aa' }], stop: { reason: 'end' } },
      { parts: [{ type: 'text', text: 'B' }], stop: { reason: 'limit' } },
    ]);
    expect(eventsFrom(two.slice(0, 1)).at(-1)).toMatchObject({ type: 'error', fault: { kind: 'cut' } });
  });
});

describe('log probabilities', () => {
  it('are read and written', () => {
    const logprobsResult = {
      chosenCandidates: [{ token: 'A', logProbability: -0.1 }],
      topCandidates: [
        {
          candidates: [
            { token: 'A', logProbability: -0.1 },
            { token: 'B', logProbability: -2 },
          ],
        },
      ],
    };
    const answer = answerOf([{ text: 'A' }], { logprobsResult });
    expect(answer.choices[0]?.logprobs).toMatchObject([
      { token: 'A', logprob: -0.1, top_logprobs: [{ token: 'A' }, { token: 'B', logprob: -2 }] },
    ]);
    expect(told(answer)['candidates']).toMatchObject([{ logprobsResult }]);
  });
});

describe('errors', () => {
  it.each([
    [
      400,
      {
        code: 400,
        status: 'INVALID_ARGUMENT',
        message: 'API key not valid.',
        details: [{ reason: 'API_KEY_INVALID' }],
      },
      'credential',
    ],
    [
      400,
      { code: 400, status: 'FAILED_PRECONDITION', message: 'User location is not supported for the API use.' },
      'permission',
    ],
    [400, { code: 400, status: 'INVALID_ARGUMENT', message: 'Bad.' }, 'invalid_request'],
    [403, { code: 403, status: 'PERMISSION_DENIED', message: 'No.' }, 'permission'],
    [404, { code: 404, status: 'NOT_FOUND', message: 'No such model.' }, 'not_found'],
    [
      429,
      {
        code: 429,
        status: 'RESOURCE_EXHAUSTED',
        message: 'Quota.',
        details: [{ violations: [{ quotaId: 'GenerateRequestsPerDayPerProject' }] }],
      },
      'quota',
    ],
    [500, { code: 500, status: 'INTERNAL', message: 'Oops.' }, 'server'],
    [503, { code: 503, status: 'UNAVAILABLE', message: 'Busy.' }, 'overloaded'],
    [504, { code: 504, status: 'DEADLINE_EXCEEDED', message: 'Slow.' }, 'timeout'],
    [499, { code: 499, status: 'CANCELLED', message: 'Gone.' }, 'server'],
  ])('%i %j is of the kind %s', (status, error, kind) => {
    expect(geminiGenerate.decodeFault(status, { error })).toMatchObject({ kind, message: error.message });
  });

  it('say that the prompt is too long in a word that clients know', () => {
    const message = 'The input token count (2000000) exceeds the maximum number of tokens allowed (1048576).';
    expect(
      geminiGenerate.decodeFault(400, { error: { code: 400, message, status: 'INVALID_ARGUMENT' } }),
    ).toMatchObject({ code: 'context_length_exceeded' });
    expect(geminiGenerate.decodeFault(502, {})).toMatchObject({
      kind: 'server',
      message: 'The upstream answered with status 502.',
    });
  });
});
