// Specification of the traps that others fell into (conversion §13), as far as they concern requests for Responses.

import { describe, expect, it } from 'vitest';
import { fields, type Fields } from '../conversation/counts.ts';
import type { Part, ToolResultPart } from '../conversation/part.ts';
import type { ConversationRequest, Message } from '../conversation/request.ts';
import { usageOf } from '../conversation/usage.ts';
import { Failure, type Protocol } from '../failures.ts';
import { openaiResponses } from './codec.ts';
import { client, REQUEST } from './harness.fixture.ts';
import { objectsOf, textOf } from './wire.ts';

const TARGET = { model: 'gpt-5', vendor: 'openai' };

function asking(origin: Protocol, messages: readonly Omit<Message, 'at'>[], rest: object = {}): ConversationRequest {
  const list = origin === 'gemini-generate' ? 'contents' : 'messages';
  return { ...REQUEST, origin, messages: messages.map((one, index) => ({ ...one, at: `${list}[${index}]` })), ...rest };
}
const user = (...parts: readonly Part[]): Omit<Message, 'at'> => ({ role: 'user', parts });
const assistant = (...parts: readonly Part[]): Omit<Message, 'at'> => ({ role: 'assistant', parts });
const text = (said: string): Part => ({ type: 'text', text: said });
const call = (id: string, input = '{}'): Part => ({ type: 'tool_call', id, name: 'look', kind: 'function', input });
const result = (callId: string, ...content: ToolResultPart['content']): Part => ({
  type: 'tool_result',
  callId,
  kind: 'function',
  content,
  failed: false,
});
const encode = (request: ConversationRequest, target = TARGET) => openaiResponses.encodeRequest(request, target);
const items = (request: ConversationRequest): readonly Fields[] => objectsOf(encode(request).body['input']);

function refusalOf(act: () => unknown): Failure {
  try {
    act();
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('requests', () => {
  it('1: the cache is a part of the input, once', () => {
    const answer = { id: '', model: '', choices: [], usage: usageOf({ input: 3, cacheRead: 1000, cacheWrite1h: 354 }) };
    const usage = fields(openaiResponses.encodeAnswer(answer, client())['usage']);
    expect(usage['input_tokens']).toBe(1357);
    expect(usage['input_tokens_details']).toEqual({ cached_tokens: 1000, cache_write_tokens: 354 });
  });

  it('2: marks of a cache are named as lost where they stood, and what Anthropic reads for its own accounts is left out', () => {
    const system: Omit<Message, 'at'> = {
      role: 'system',
      parts: [
        text('x-anthropic-billing-header: cc_version=2.1; cch=0f3;'),
        { type: 'text', text: 'Be good.', cache: { ttl: '5m' } },
        text('Be brief.'),
      ],
    };
    const request = asking('anthropic-messages', [user(text('Hi.'))]);
    const { body, losses } = encode({ ...request, messages: [{ ...system, at: 'system' }, ...request.messages] });
    expect(body['instructions']).toBe('Be good.\n\nBe brief.');
    expect(losses).toEqual([{ path: 'system[1].cache_control', how: 'dropped' }]);
  });

  it('5: thinking of another maker is never sent as what the assistant said', () => {
    const proof = { origin: 'anthropic-messages', value: 'sig' } as const;
    const request = asking('anthropic-messages', [
      user(text('Hi.')),
      assistant({ type: 'thinking', text: 'A secret.', proof }, text('Yes?')),
      user(text('Go.')),
    ]);
    expect(JSON.stringify(encode(request).body)).not.toContain('secret');
  });

  it('6: who is used to see thinking gets it: a summary is asked for', () => {
    const thinking = { reasoning: { budget: 4096 } };
    expect(encode(asking('anthropic-messages', [user(text('Hi.'))], thinking)).body['reasoning']).toEqual({
      effort: 'medium',
      summary: 'auto',
    });
    const shown = { reasoning: { effort: 'low', show: 'auto' } };
    expect(encode(asking('gemini-generate', [user(text('Hi.'))], shown)).body['reasoning']).toEqual({
      effort: 'low',
      summary: 'auto',
    });
    const off = encode(asking('anthropic-messages', [user(text('Hi.'))], { reasoning: { budget: 0 } }));
    expect(off.body['reasoning']).toEqual({ effort: 'minimal' });
  });

  it('7: encrypted reasoning is kept, in its place before what it led to, and only by its own maker', () => {
    const own = { origin: 'openai-responses', value: 'gAAAA', id: 'rs_1' } as const;
    const request = asking('openai-chat', [
      user(text('Hi.')),
      assistant({ type: 'thinking', text: 'Look.', proof: own }, call('call_1')),
      user(result('call_1', { type: 'text', text: 'Done.' })),
    ]);
    const { body } = encode(request);
    expect(objectsOf(body['input']).map(item => item['type'])).toEqual([
      'message',
      'reasoning',
      'function_call',
      'function_call_output',
    ]);
    expect(body['include']).toEqual(['reasoning.encrypted_content']);
    expect(body['store']).toBe(false);
  });

  it('7: reasoning that leads to nothing is left out, as the provider would refuse it', () => {
    const own = { origin: 'openai-responses', value: 'gAAAA' } as const;
    const request = asking('openai-chat', [
      user(text('Hi.')),
      assistant({ type: 'thinking', text: '', proof: own }),
      user(text('Go on.')),
    ]);
    expect(items(request).map(item => item['type'])).toEqual(['message', 'message']);
  });

  it('12: results may come in any order, split over messages, with words between them', () => {
    const request = asking('anthropic-messages', [
      user(text('Hi.')),
      assistant(call('a'), call('b')),
      user(result('b', { type: 'text', text: '2' })),
      user(text('By the way.'), result('a', { type: 'text', text: '1' })),
    ]);
    expect(items(request).map(item => item['call_id'] ?? item['role'])).toEqual(['user', 'a', 'b', 'b', 'user', 'a']);
  });

  it('23: a developer stays a developer, system text in front becomes the instructions', () => {
    const request = asking('openai-chat', [
      { role: 'system', parts: [text('One.')] },
      { role: 'system', parts: [text('Two.')] },
      { role: 'developer', parts: [text('Three.')] },
      user(text('Hi.')),
      { role: 'system', parts: [text('Four.')] },
    ]);
    const { body } = encode(request);
    expect(body['instructions']).toBe('One.\n\nTwo.');
    expect(objectsOf(body['input']).map(item => item['role'])).toEqual(['developer', 'user', 'system']);
  });

  it('24: structured output is asked for, and without strictness unless the client wants it', () => {
    const format = { type: 'json_schema', schema: { type: 'object' } };
    const { body } = encode(asking('gemini-generate', [user(text('Hi.'))], { output: { format } }));
    expect(body['text']).toEqual({
      format: { type: 'json_schema', name: 'answer', schema: { type: 'object' }, strict: false },
    });
    const json = encode(asking('gemini-generate', [user(text('Hi.'))], { output: { format: { type: 'json' } } }));
    expect(json.body['text']).toEqual({ format: { type: 'json_object' } });
    expect(json.body['instructions']).toMatch(/JSON/);
  });

  it('25: the choice of tools and one call at a time are kept; functions are not strict by silence', () => {
    const tools = [{ type: 'function', name: 'look', schema: { type: 'object' } }];
    const choice = { tools, toolChoice: { mode: 'named', name: 'look', kind: 'function' }, parallelTools: false };
    const { body } = encode(asking('anthropic-messages', [user(text('Hi.'))], choice));
    expect(body).toMatchObject({
      tools: [{ type: 'function', name: 'look', strict: false }],
      tool_choice: { type: 'function', name: 'look' },
      parallel_tool_calls: false,
    });
  });

  it('29, 30: audio and several answers are refused by the client’s own names', () => {
    const audio = user(text('Listen.'), {
      type: 'audio',
      source: { kind: 'base64', data: 'UklG' },
      mediaType: 'audio/wav',
    });
    const heard = refusalOf(() => encode(asking('openai-chat', [audio])));
    expect([heard.status, heard.param]).toEqual([400, 'messages[0].content[1]']);
    const several = refusalOf(() => encode(asking('gemini-generate', [user(text('Hi.'))], { output: { choices: 2 } })));
    expect([several.status, several.param]).toEqual([400, 'generationConfig.candidateCount']);
    const spoken = refusalOf(() =>
      encode(asking('openai-chat', [user(text('Hi.'))], { output: { modalities: ['text', 'audio'] } })),
    );
    expect([spoken.status, spoken.param]).toEqual([400, 'modalities']);
  });

  it('35, 37, 39: ids of other makers are brought to what the provider takes, and stay together', () => {
    const long = `call_${'x'.repeat(90)}`;
    const request = asking('openai-chat', [
      user(text('Hi.')),
      assistant(call(long), call('functions.look:0')),
      user(result('functions.look:0', { type: 'text', text: '2' }), result(long, { type: 'text', text: '1' })),
      assistant(call(long)),
      user(result(long, { type: 'text', text: '3' })),
    ]);
    const found = items(request);
    const calls = found.filter(item => item['type'] === 'function_call').map(item => textOf(item['call_id']));
    const outputs = found.filter(item => item['type'] === 'function_call_output').map(item => textOf(item['call_id']));
    expect(outputs).toEqual([calls[1], calls[0], calls[2]]);
    expect(new Set(calls).size).toBe(3);
    expect(calls.every(id => id.length <= 64)).toBe(true);
    expect(found.every(item => item['id'] === undefined)).toBe(true);
    const stored = { origin: 'openai-responses', value: 'g', id: `rs_${'x'.repeat(80)}` } as const;
    const thought = items(
      asking('openai-chat', [
        user(text('Hi.')),
        assistant({ type: 'thinking', text: '', proof: stored }, text('Yes.')),
      ]),
    );
    expect(thought[1]).toEqual({ type: 'reasoning', summary: [], encrypted_content: 'g' });
  });

  it('40: parts hold what the provider knows and nothing else', () => {
    const image = {
      type: 'image',
      source: { kind: 'url', url: 'https://example.com/a.png' },
      mediaType: 'image/png',
      cache: { ttl: '5m' },
    } as const;
    const request = asking('anthropic-messages', [user(text('Look.'), image)]);
    const { body, losses } = encode(request);
    expect(objectsOf(body['input'])[0]?.['content']).toEqual([
      { type: 'input_text', text: 'Look.' },
      { type: 'input_image', image_url: 'https://example.com/a.png', detail: 'auto' },
    ]);
    expect(losses).toEqual([{ path: 'messages[0].content[1].cache_control', how: 'dropped' }]);
  });

  it('41, 42, 43: documents, addresses and pictures in results arrive', () => {
    const pdf = {
      type: 'file',
      source: { kind: 'base64', data: 'JVBERi0=' },
      mediaType: 'application/pdf',
      name: 'a.pdf',
    } as const;
    const image = { type: 'image', source: { kind: 'base64', data: 'aGk=' }, mediaType: 'image/png' } as const;
    const found = items(
      asking('anthropic-messages', [
        user(pdf, text('Read.')),
        assistant(call('toolu_1')),
        user(result('toolu_1', { type: 'text', text: 'See.' }, image)),
      ]),
    );
    expect(found[0]?.['content']).toEqual([
      { type: 'input_file', filename: 'a.pdf', file_data: 'data:application/pdf;base64,JVBERi0=' },
      { type: 'input_text', text: 'Read.' },
    ]);
    expect(found[2]?.['output']).toEqual([
      { type: 'input_text', text: 'See.' },
      { type: 'input_image', image_url: 'data:image/png;base64,aGk=', detail: 'auto' },
    ]);
  });

  it('44: Claude’s search becomes the provider’s own, its limits of places kept', () => {
    const tools = [{ type: 'web_search', allowedDomains: ['a.com'], maxUses: 3 }];
    const { body, losses } = encode(asking('anthropic-messages', [user(text('Hi.'))], { tools }));
    expect(body['tools']).toEqual([{ type: 'web_search', filters: { allowed_domains: ['a.com'] } }]);
    expect(losses).toEqual([{ path: 'tools[0].max_uses', how: 'dropped' }]);
  });

  it('46: private fields of clients go no further, and are named', () => {
    const { body, losses } = encode(
      asking('openai-chat', [user(text('Hi.'))], { extras: { reasoningSummary: 'auto' } }),
    );
    expect(body).not.toHaveProperty('reasoningSummary');
    expect(losses).toEqual([{ path: 'reasoningSummary', how: 'dropped' }]);
  });

  it('calls without results and results without calls are refused by their place', () => {
    const open = refusalOf(() => encode(asking('openai-chat', [user(text('Hi.')), assistant(call('a'))])));
    expect([open.status, open.param]).toEqual([400, 'messages[1]']);
    const stray = refusalOf(() => encode(asking('openai-chat', [user(result('a', { type: 'text', text: '' }))])));
    expect([stray.status, stray.param]).toEqual([400, 'messages[0]']);
  });

  it('limits are raised to the least that the provider takes, and stop texts are to be cut here', () => {
    const asked = { output: { limit: 5, stop: ['END'] }, sampling: { seed: 7, temperature: 0.5 } };
    const { body, losses, cutAt } = encode(asking('openai-chat', [user(text('Hi.'))], asked));
    expect(body['max_output_tokens']).toBe(16);
    expect(cutAt).toEqual(['END']);
    expect(losses).toEqual([
      { path: 'seed', how: 'dropped' },
      { path: 'temperature', how: 'dropped' },
      { path: 'max_completion_tokens', how: 'clamped' },
    ]);
  });
});

describe('state of another provider', () => {
  it.each([
    [{ previous_response_id: 'resp_1', input: 'Hi.' }, 'previous_response_id'],
    [{ conversation: 'conv_1', input: 'Hi.' }, 'conversation'],
    [{ prompt: { id: 'pmpt_1' }, input: 'Hi.' }, 'prompt'],
    [{ background: true, input: 'Hi.' }, 'background'],
    [{ input: [{ type: 'item_reference', id: 'msg_1' }] }, 'input[0]'],
    [{ input: [{ type: 'compaction', id: 'cmp_1', encrypted_content: 'x' }] }, 'input[0]'],
    [{ input: [{ role: 'tool', content: 'x' }] }, 'input[0].role'],
    [{ input: [{ role: 'user', content: [{ type: 'video' }] }] }, 'input[0].content[0]'],
    [{}, 'input'],
  ])('%j is refused by its place', (body, param) => {
    const failure = refusalOf(() => openaiResponses.decodeRequest({ model: 'm', ...body }, {}));
    expect([failure.status, failure.param]).toEqual([400, param]);
  });
});
