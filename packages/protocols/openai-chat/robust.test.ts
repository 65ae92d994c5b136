// Specifies that nothing a client or an upstream sends breaks the codec: bad input is a failure that names a field.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ToolNames } from '../conversation/tool-names.ts';
import { Failure } from '../failures.ts';
import { openaiChat } from './codec.ts';

/** Values of any shape. */
const junk = fc.oneof(fc.jsonValue({ maxDepth: 3 }), fc.constantFrom(null, '', 0, -1, true, {}, [], [null], [{}]));
/** Mostly the right thing, so that what follows is reached. */
const mostly = <Right, Wrong>(right: fc.Arbitrary<Right>, wrong: fc.Arbitrary<Wrong>): fc.Arbitrary<Right | Wrong> =>
  fc.oneof({ arbitrary: right, weight: 20 }, { arbitrary: wrong, weight: 1 });
const record = (...names: readonly string[]): fc.Arbitrary<Record<string, unknown>> =>
  fc.record(Object.fromEntries(names.map(name => [name, junk])), { requiredKeys: [] });

const part = mostly(
  fc.oneof(
    fc.constantFrom(
      { type: 'text', text: 'a' },
      { type: 'image_url', image_url: { url: 'https://example.com/a.png' } },
      { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA', detail: 5 } },
      { type: 'input_audio', input_audio: { data: 'AAAA', format: 'wav' } },
      { type: 'file', file: { file_data: 'data:text/plain;base64,!!!', filename: 'a.txt' } },
      { type: 'file', file: { file_id: 'f' } },
      { type: 'refusal', refusal: 'No.' },
      { type: 'x', y: 1 },
    ),
    fc
      .tuple(
        fc.constantFrom('text', 'image_url', 'input_audio', 'file', 'video_url', 'thinking'),
        record('text', 'image_url', 'input_audio', 'file', 'video_url', 'thinking', 'cache_control'),
      )
      .map(([type, rest]) => ({ type, ...rest })),
  ),
  junk,
);
const call = mostly(
  fc.record(
    {
      index: mostly(fc.nat(2), junk),
      id: mostly(fc.constantFrom('a', 'b', ''), junk),
      type: junk,
      function: mostly(
        fc.record(
          { name: fc.constantFrom('f', 'g', ''), arguments: fc.oneof(junk, fc.constantFrom('{}', '{"a":', '1}')) },
          { requiredKeys: [] },
        ),
        junk,
      ),
      extra_content: junk,
    },
    { requiredKeys: ['id', 'function'] },
  ),
  junk,
);
const more = {
  name: mostly(fc.constant('n'), junk),
  reasoning_content: junk,
  reasoning_details: fc.oneof(junk, fc.array(record('type', 'text', 'signature', 'data', 'index'), { maxLength: 2 })),
  annotations: fc.oneof(junk, fc.array(record('type', 'url_citation'), { maxLength: 2 })),
  images: junk,
  audio: junk,
  cache_control: junk,
};
const content = mostly(fc.oneof(fc.string(), fc.array(part, { maxLength: 3 })), junk);
const message = mostly(
  fc.oneof(
    fc.record(
      { role: fc.constantFrom('system', 'developer', 'user', 'assistant'), content, ...more },
      { requiredKeys: ['role', 'content'] },
    ),
    fc.record(
      {
        role: fc.constant('assistant'),
        content,
        tool_calls: fc.array(call, { maxLength: 2 }),
        refusal: mostly(fc.constant('No.'), junk),
        ...more,
      },
      { requiredKeys: ['role', 'tool_calls'] },
    ),
    fc.record({ role: fc.constant('tool'), tool_call_id: fc.constantFrom('a', 'b'), content }),
  ),
  fc.oneof(junk, record('role', 'content', 'function_call')),
);
const FIELDS = [
  'temperature',
  'top_p',
  'top_k',
  'seed',
  'n',
  'stop',
  'stream',
  'max_tokens',
  'max_completion_tokens',
  'tools',
  'tool_choice',
  'functions',
  'function_call',
  'response_format',
  'reasoning_effort',
  'reasoning',
  'thinking',
  'enable_thinking',
  'thinking_budget',
  'chat_template_kwargs',
  'extra_body',
  'google',
  'modalities',
  'audio',
  'image_config',
  'logprobs',
  'top_logprobs',
  'metadata',
  'user',
  'web_search_options',
  'plugins',
  'web_search',
  'x',
];
const body = fc
  .tuple(
    mostly(
      fc.constant({}),
      fc.subarray(FIELDS, { maxLength: 2 }).chain(names => record(...names)),
    ),
    mostly(fc.array(message, { minLength: 1, maxLength: 4 }), junk),
  )
  .map(([fields, messages]) => ({ model: 'm', ...fields, messages }));

function failing(work: () => unknown): void {
  try {
    work();
  } catch (error) {
    expect(error).toBeInstanceOf(Failure);
    expect(error).toMatchObject({ code: expect.stringMatching(/^(?:invalid_request|bad_response_body)$/) });
  }
}

describe('whatever it is given', () => {
  it('a request is read and written, or refused at a field', () => {
    fc.assert(
      fc.property(
        body,
        fc.constantFrom('openai', 'deepseek', 'mistral', 'minimax', 'openrouter', 'cerebras', 'relay'),
        (given, vendor) => {
          const written: Record<string, unknown>[] = [];
          failing(() => {
            const request = openaiChat.decodeRequest(given, {});
            written.push(openaiChat.encodeRequest(request, { model: 'm', vendor }).body);
          });
          // What was written is what the protocol allows.
          for (const sent of written) openaiChat.decodeRequest(JSON.parse(JSON.stringify(sent)), {});
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('an answer is read, or is none', () => {
    const choice = fc.oneof(
      junk,
      fc.record({ index: junk, message, finish_reason: junk, logprobs: junk, error: junk }, { requiredKeys: [] }),
    );
    const answer = fc.record(
      {
        id: junk,
        model: junk,
        choices: fc.oneof(junk, fc.array(choice, { maxLength: 2 })),
        usage: junk,
        error: junk,
        citations: junk,
        search_results: junk,
        base_resp: junk,
        code: junk,
        message: junk,
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(answer, given => {
        failing(() => openaiChat.decodeAnswer(given, new ToolNames()));
        openaiChat.faultIn?.(given);
        expect(openaiChat.decodeFault(500, given).message).not.toBe('');
        openaiChat.usageOf(given);
      }),
      { numRuns: 1000 },
    );
  });

  it('a stream ends once, and every call in it that began ends too', () => {
    const delta = fc.record(
      {
        role: junk,
        content: fc.oneof(junk, fc.string(), fc.array(part, { maxLength: 2 })),
        tool_calls: fc.oneof(junk, fc.array(call, { maxLength: 2 })),
        reasoning_content: junk,
        reasoning_details: junk,
        images: junk,
        audio: junk,
        annotations: junk,
        refusal: junk,
      },
      { requiredKeys: [] },
    );
    const choice = fc.record(
      {
        index: fc.oneof(junk, fc.nat(2)),
        delta: fc.oneof(junk, delta),
        finish_reason: fc.oneof(junk, fc.constantFrom('stop', 'tool_calls', '')),
      },
      { requiredKeys: [] },
    );
    const chunk = fc.oneof(
      fc.string(),
      fc.constant('[DONE]'),
      fc
        .record(
          { id: junk, model: junk, choices: fc.oneof(junk, fc.array(choice, { maxLength: 2 })), usage: junk },
          { requiredKeys: [] },
        )
        .map(value => JSON.stringify(value)),
    );
    fc.assert(
      fc.property(fc.array(chunk, { maxLength: 6 }), chunks => {
        const decoder = openaiChat.streamDecoder(new ToolNames());
        const events = [...chunks.flatMap(data => decoder.push(data)), ...decoder.close()];
        expect(events.filter(({ type }) => type === 'end' || type === 'error')).toHaveLength(1);
        const last = events.at(-1);
        const begun = events.flatMap(event => (event.type === 'tool_call' ? [`${event.choice}.${event.call}`] : []));
        const ended = events.flatMap(event =>
          event.type === 'tool_call_end' ? [`${event.choice}.${event.call}`] : [],
        );
        expect(new Set(begun).size).toBe(begun.length);
        if (last?.type === 'end') expect(ended.toSorted()).toEqual(begun.toSorted());
      }),
      { numRuns: 1000 },
    );
  });
});
