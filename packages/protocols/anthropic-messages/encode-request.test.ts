// Specifies what is sent to a Messages upstream for a request of another protocol.

import { describe, expect, it } from 'vitest';
import type { ConversationRequest } from '../conversation/request.ts';
import type { MediaPart } from '../conversation/part.ts';
import { Failure } from '../failures.ts';
import { anthropicMessages as codec } from './codec.ts';
import { asked, call, result, said, sent, talk, WEATHER } from './request.fixture.ts';

const lost = (request: ConversationRequest, model?: string): readonly string[] =>
  sent(request, model).losses.map(loss => `${loss.path} ${loss.how}`);

const refusal = (request: ConversationRequest, model?: string): Failure => {
  try {
    sent(request, model);
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  throw new Error('The request was taken.');
};

describe('the limit', () => {
  it('is what the model can do where the client has none', () => {
    expect(sent(asked()).json['max_tokens']).toBe(64_000);
    expect(
      codec.encodeRequest(asked(), { model: 'claude-3-opus-latest', vendor: 'anthropic' }).body['max_tokens'],
    ).toBe(4096);
  });

  it("is the client's, as far as the model can do it", () => {
    expect(sent(asked({ output: { limit: 100 } })).json['max_tokens']).toBe(100);
    const beyond = asked({ output: { limit: 100_000 } });
    expect(sent(beyond).json['max_tokens']).toBe(64_000);
    expect(lost(beyond)).toEqual(['max_completion_tokens clamped']);
  });
});

describe('system text', () => {
  it('is apart while nothing else was said, and in its place afterwards', () => {
    const { json } = sent(
      asked({
        messages: talk(
          said('system', 'One.'),
          said('developer', 'Two.'),
          said('user', 'Hi'),
          said('developer', 'Three.'),
          said('assistant', 'Yes?'),
          said('system', 'Four.'),
          said('user', 'Go on'),
        ),
      }),
    );
    expect(json['system']).toEqual([
      { type: 'text', text: 'One.' },
      { type: 'text', text: 'Two.' },
    ]);
    expect(json['messages']).toEqual([
      {
        role: 'user',
        content: [
          { type: 'text', text: 'Hi' },
          { type: 'text', text: 'Three.' },
        ],
      },
      { role: 'assistant', content: [{ type: 'text', text: 'Yes?' }] },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'Four.' },
          { type: 'text', text: 'Go on' },
        ],
      },
    ]);
  });

  it("is the user's where there is no other", () => {
    const { json } = sent(asked({ messages: talk(said('system', 'Tell a joke.')) }));
    expect(json).not.toHaveProperty('system');
    expect(json['messages']).toEqual([{ role: 'user', content: [{ type: 'text', text: 'Tell a joke.' }] }]);
  });
});

describe('texts that say nothing', () => {
  it('are left out', () => {
    const { json } = sent(
      asked({
        messages: talk(
          said('system', ' '),
          said('user', 'Hi'),
          said('assistant', ''),
          said('user', '\n'),
          said('user', 'Well?'),
        ),
      }),
    );
    expect(json).not.toHaveProperty('system');
    expect(json['messages']).toEqual([
      {
        role: 'user',
        content: [
          { type: 'text', text: 'Hi' },
          { type: 'text', text: 'Well?' },
        ],
      },
    ]);
  });

  it('are refused where there is nothing else', () => {
    expect(refusal(asked({ messages: talk(said('user', ' ')) })).message).toContain('at least one message');
  });
});

describe('results of tools', () => {
  it('stand first in one message, in the order of their calls', () => {
    const { json } = sent(
      asked({
        messages: talk(
          said('user', 'Both?'),
          said('assistant', [call('a'), call('b')]),
          said('user', [result('b', 'two')]),
          said('user', 'By the way'),
          said('user', [result('a', '')]),
        ),
      }),
    );
    expect(json['messages']).toMatchObject([
      {},
      {},
      {
        role: 'user',
        content: [
          { type: 'tool_result', tool_use_id: 'a' },
          { type: 'tool_result', tool_use_id: 'b', content: 'two' },
          { type: 'text', text: 'By the way' },
        ],
      },
    ]);
  });

  it('say that the tool failed, and hold images', () => {
    const shot: MediaPart = { type: 'image', source: { kind: 'base64', data: '/9j/4AAQ' }, mediaType: 'image/png' };
    const failed = { ...result('a'), failed: true, content: [{ type: 'text' as const, text: 'no' }, shot] };
    const { json } = sent(
      asked({ messages: talk(said('user', 'x'), said('assistant', [call('a')]), said('user', [failed])) }),
    );
    expect(json['messages']).toMatchObject([
      {},
      {},
      {
        content: [
          {
            is_error: true,
            content: [
              { type: 'text', text: 'no' },
              { type: 'image', source: { type: 'base64', media_type: 'image/jpeg', data: '/9j/4AAQ' } },
            ],
          },
        ],
      },
    ]);
  });

  it('are refused by the message that they miss', () => {
    const unanswered = asked({ messages: talk(said('user', 'x'), said('assistant', [call('a')]), said('user', 'y')) });
    expect(refusal(unanswered)).toMatchObject({ code: 'invalid_request', param: 'messages[1]' });
    const stray = asked({ messages: talk(said('user', [result('z')])) });
    expect(refusal(stray)).toMatchObject({ code: 'invalid_request', param: 'messages[0]' });
  });
});

describe('ids of calls', () => {
  it('are brought into the charset, the same on both sides, and never twice', () => {
    const turn = [said('assistant', [call('functions.f:0')]), said('user', [result('functions.f:0')])];
    const { json } = sent(asked({ messages: talk(said('user', 'x'), ...turn, ...turn) }));
    const ids = [...JSON.stringify(json['messages']).matchAll(/"(?:id|tool_use_id)":"([^"]+)"/g)].map(([, id]) => id);
    expect(ids).toHaveLength(4);
    expect(ids[0]).toBe(ids[1]);
    expect(ids[2]).toBe(ids[3]);
    expect(ids[0]).not.toBe(ids[2]);
    for (const id of ids) expect(id).toMatch(/^[a-zA-Z0-9_-]{1,64}$/);
  });
});

describe('sampling', () => {
  it('is brought within what the protocol takes', () => {
    const hot = asked({ sampling: { temperature: 1.4, topP: 0.9, seed: 7, logitBias: { 1: 2 }, presencePenalty: 1 } });
    expect(sent(hot, 'claude-sonnet-4').json).toMatchObject({ temperature: 1, top_p: 0.9 });
    expect(lost(hot, 'claude-sonnet-4')).toEqual([
      'seed dropped',
      'presence_penalty dropped',
      'logit_bias dropped',
      'temperature clamped',
    ]);
  });

  it.each([
    ['claude-opus-4-1', { temperature: 0.5 }],
    ['claude-sonnet-4-6', { temperature: 0.5 }],
    ['claude-opus-4-7', {}],
    ['claude-haiku-5-5', {}],
  ])('is what %s takes of temperature and top_p', (model, expected) => {
    const { json } = sent(asked({ sampling: { temperature: 0.5, topP: 0.9 } }), model);
    const { temperature, top_p: topP } = json;
    expect(JSON.parse(JSON.stringify({ temperature, topP }))).toEqual(expected);
  });
});

describe('stop texts', () => {
  it('are told, but for blank ones, which are cut here', () => {
    const { json, cutAt } = sent(asked({ output: { stop: ['END', '\n', ''] } }));
    expect(json['stop_sequences']).toEqual(['END']);
    expect(cutAt).toEqual(['\n']);
  });
});

describe('who asks', () => {
  it('is told, and how it is to be handled where Anthropic knows it', () => {
    const { json } = sent(asked({ handling: { user: 'u-1', serviceTier: 'default' } }));
    expect(json).toMatchObject({ metadata: { user_id: 'u-1' }, service_tier: 'standard_only' });
    expect(lost(asked({ handling: { metadata: { a: 'b' }, store: true, serviceTier: 'flex' } }))).toEqual([
      'metadata dropped',
      'store dropped',
      'service_tier dropped',
    ]);
  });

  it('loses what only another protocol knows by its own name', () => {
    expect(lost(asked({ extras: { prediction: {} } }))).toEqual(['prediction dropped']);
  });
});

describe('what Anthropic cannot do', () => {
  it.each([
    [{ choices: 2 }, 'n'],
    [{ logprobs: { top: 2 } }, 'logprobs'],
    [{ modalities: ['text', 'audio'] }, 'modalities'],
    [{ modalities: ['image'] }, 'modalities'],
  ] as const)('is refused before it is asked: %o', (output, param) => {
    expect(refusal(asked({ output }))).toMatchObject({ code: 'invalid_request', param });
  });

  it.each(['audio', 'video'] as const)('is refused by message and part: %s', type => {
    const medium: MediaPart = { type, source: { kind: 'base64', data: 'AAAA' }, mediaType: `${type}/x` };
    const messages = talk(said('user', 'First'), said('user', [{ type: 'text', text: 'Listen' }, medium]));
    const failure = refusal(asked({ messages }));
    expect(failure.param).toBe('messages[1].content[1]');
    expect(failure.message).toContain(type);
  });

  it("is refused for another provider's file, and for types that it cannot read", () => {
    const file: MediaPart = { type: 'file', source: { kind: 'file', id: 'file-1', origin: 'openai-responses' } };
    expect(refusal(asked({ messages: talk(said('user', [file])) })).message).toContain('file-1');
    const word: MediaPart = {
      type: 'file',
      source: { kind: 'base64', data: 'UEsDBA==' },
      mediaType: 'application/docx',
    };
    expect(refusal(asked({ messages: talk(said('user', [word])) })).message).toContain('application/docx');
    const heic: MediaPart = { type: 'image', source: { kind: 'base64', data: 'AAAA' }, mediaType: 'image/heic' };
    expect(refusal(asked({ messages: talk(said('user', [heic])) })).message).toContain('image/heic');
  });

  it('is refused for a begun answer that the model would not go on with', () => {
    const messages = talk(said('user', 'Count'), said('assistant', 'One,'));
    expect(refusal(asked({ messages }), 'claude-opus-4-6')).toMatchObject({ param: 'messages[1]' });
    expect(() => sent(asked({ messages }), 'claude-sonnet-4-5')).not.toThrow();
  });
});

describe('documents and images', () => {
  const blocks = (part: MediaPart): unknown => sent(asked({ messages: talk(said('user', [part])) })).json['messages'];

  it.each([
    [
      { type: 'file', source: { kind: 'base64', data: 'JVBERi0x' }, mediaType: 'application/pdf', name: 'a.pdf' },
      { type: 'document', source: { type: 'base64', media_type: 'application/pdf', data: 'JVBERi0x' }, title: 'a.pdf' },
    ],
    [
      { type: 'file', source: { kind: 'base64', data: 'w6k=' }, mediaType: 'text/markdown' },
      { type: 'document', source: { type: 'text', media_type: 'text/plain', data: 'é' } },
    ],
    [
      { type: 'file', source: { kind: 'url', url: 'https://example.com/a.pdf' } },
      { type: 'document', source: { type: 'url', url: 'https://example.com/a.pdf' } },
    ],
    [
      { type: 'image', source: { kind: 'url', url: 'https://example.com/a.png' } },
      { type: 'image', source: { type: 'url', url: 'https://example.com/a.png' } },
    ],
    [
      { type: 'image', source: { kind: 'base64', data: 'UklGRiQAAABXRUJQVlA4IA==' }, mediaType: 'image/png' },
      { type: 'image', source: { type: 'base64', media_type: 'image/webp', data: 'UklGRiQAAABXRUJQVlA4IA==' } },
    ],
  ] as const)('are written by what they are: %o', (part, block) => {
    expect(blocks(part)).toEqual([{ role: 'user', content: [block] }]);
  });

  it("are put into the user's next message when the assistant made them", () => {
    const made: MediaPart = { type: 'image', source: { kind: 'base64', data: 'iVBORw0KGgo=' }, mediaType: 'image/png' };
    const request = asked({
      messages: talk(
        said('user', 'Draw'),
        said('assistant', [{ type: 'text', text: 'Here' }, made]),
        said('user', 'Bigger'),
      ),
    });
    expect(sent(request).json['messages']).toMatchObject([
      {},
      { role: 'assistant', content: [{ text: 'Here' }] },
      { role: 'user', content: [{ type: 'image' }, { text: 'Bigger' }] },
    ]);
    expect(lost(request)).toEqual(['messages[1].content[1] emulated']);
  });

  it.each([
    ['anthropic', 'https://example.com/a.png', 'image/png', false],
    ['anthropic', 'http://example.com/a.png', 'image/png', true],
    ['bedrock', 'https://example.com/a.png', 'image/png', true],
    ['vertex', 'https://example.com/a.png', 'image/png', true],
    ['anthropic', 'https://example.com/a.pdf', undefined, false],
    ['anthropic', 'https://example.com/a', undefined, true],
    ['anthropic', 'https://example.com/a.txt', 'text/plain', true],
  ] as const)('are fetched here for %s where it must be: %s', (vendor, url, mediaType, expected) => {
    const type = mediaType === 'image/png' ? 'image' : 'file';
    const part: MediaPart = { type, source: { kind: 'url', url }, ...(mediaType === undefined ? {} : { mediaType }) };
    expect(codec.mustInline(part, { model: 'claude-sonnet-4-5', vendor })).toBe(expected);
  });
});

describe('an answer of a certain form', () => {
  const schema = {
    type: 'object',
    properties: { n: { type: 'integer', minimum: 1 }, who: { oneOf: [{ type: 'string' }, { type: 'null' }] } },
    required: ['n'],
  };
  const format = { type: 'json_schema', name: 'numbers', schema } as const;

  it('is asked for by its schema, as far as Anthropic holds to it', () => {
    expect(sent(asked({ output: { format } })).json['output_config']).toEqual({
      format: {
        type: 'json_schema',
        schema: {
          type: 'object',
          properties: {
            n: { type: 'integer', description: 'minimum: 1' },
            who: { anyOf: [{ type: 'string' }, { type: 'null' }] },
          },
          required: ['n'],
          additionalProperties: false,
        },
      },
    });
  });

  it('comes through a forced tool from an older model', () => {
    const { json } = sent(asked({ output: { format }, reasoning: { effort: 'low' } }), 'claude-sonnet-4');
    expect(json['tools']).toMatchObject([{ name: 'json__answer', input_schema: schema }]);
    expect(json['tool_choice']).toEqual({ type: 'tool', name: 'json__answer' });
    expect(json['thinking']).toEqual({ type: 'disabled' });
  });

  it("leaves the client's own tools to choose from", () => {
    const both = asked({ output: { format }, tools: [WEATHER] });
    expect(sent(both, 'claude-opus-4-1').json['tool_choice']).toEqual({ type: 'any' });
    const must = asked({ output: { format }, tools: [WEATHER], toolChoice: { mode: 'required' } });
    const { json } = sent(must, 'claude-opus-4-1');
    expect(json['tools']).toHaveLength(1);
    expect(JSON.stringify(json['system'])).toContain('"minimum\\":1');
  });

  it('is asked for in words where there is no schema', () => {
    const { json, losses } = sent(
      asked({ output: { format: { type: 'json' } }, messages: talk(said('system', 'Be brief.'), said('user', 'x')) }),
    );
    expect(json['system']).toMatchObject([{ text: 'Be brief.' }, { text: expect.stringContaining('JSON') }]);
    expect(losses).toEqual([{ path: 'response_format', how: 'emulated' }]);
  });
});
