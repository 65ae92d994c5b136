// Specification of the traps that others fell into (conversion §13), as far as they concern answers in Responses.

import { describe, expect, it } from 'vitest';
import { fields } from '../conversation/counts.ts';
import { eventsOf } from '../conversation/collect.ts';
import type { Part } from '../conversation/part.ts';
import { wrapProof } from '../conversation/origin.ts';
import { ToolNames } from '../conversation/tool-names.ts';
import { usageOf } from '../conversation/usage.ts';
import { openaiResponses } from './codec.ts';
import { client, read, steps, written } from './harness.fixture.ts';
import { objectsOf, textOf } from './wire.ts';

const text = (said: string): Part => ({ type: 'text', text: said });
const call = (id: string, input = '{}'): Part => ({ type: 'tool_call', id, name: 'look', kind: 'function', input });

describe('answers', () => {
  const answerOf = (...parts: readonly Part[]) => ({
    id: 'x',
    model: 'm',
    choices: [{ parts, stop: { reason: 'end' } as const }],
  });

  it('13: a call without arguments has the empty object', () => {
    const events = eventsOf(answerOf(call('a', '')));
    const done = steps(written(events)).find(step => step['type'] === 'response.function_call_arguments.done');
    expect(done?.['arguments']).toBe('{}');
    const back = openaiResponses.decodeAnswer(
      { output: [{ type: 'function_call', call_id: 'a', name: 'look', arguments: '' }] },
      new ToolNames(),
    );
    expect(back.choices[0]?.parts[0]).toMatchObject({ input: '{}' });
  });

  it('19: every step is numbered, every item added, the usage has its details', () => {
    const told = steps(written([...eventsOf({ ...answerOf(text('Hi.')), usage: usageOf({ input: 1, output: 1 }) })]));
    expect(told.map(step => step['sequence_number'])).toEqual(told.map((_, index) => index));
    expect(told.map(step => step['type'])).toEqual([
      'response.created',
      'response.in_progress',
      'response.output_item.added',
      'response.content_part.added',
      'response.output_text.delta',
      'response.output_text.done',
      'response.content_part.done',
      'response.output_item.done',
      'response.completed',
    ]);
    expect(fields(told.at(-1)?.['response'])['usage']).toEqual({
      input_tokens: 1,
      input_tokens_details: { cached_tokens: 0 },
      output_tokens: 1,
      output_tokens_details: { reasoning_tokens: 0 },
      total_tokens: 2,
    });
  });

  it('20: a fault in the middle ends the answer as failed, with what was said', () => {
    const told = steps(
      written([
        { type: 'start', id: 'x', model: 'm' },
        { type: 'text', choice: 0, text: 'Half' },
        { type: 'error', fault: { kind: 'overloaded', message: 'Too busy.' } },
      ]),
    );
    expect(told.slice(-2).map(step => step['type'])).toEqual(['error', 'response.failed']);
    expect(told.at(-2)).toMatchObject({ code: 'server_is_overloaded', message: 'Too busy.', param: null });
    expect(told.at(-2)?.['error']).toEqual({
      type: 'server_error',
      code: 'server_is_overloaded',
      message: 'Too busy.',
      param: null,
    });
    expect(fields(told.at(-1)?.['response'])).toMatchObject({
      status: 'failed',
      error: { code: 'server_is_overloaded', message: 'Too busy.' },
      output: [{ type: 'message', status: 'incomplete', content: [{ text: 'Half' }] }],
    });
    const again = read(told.map(step => `data: ${JSON.stringify(step)}\n\n`).join(''));
    expect(again.fault).toMatchObject({ kind: 'overloaded', message: 'Too busy.' });
  });

  it('20: an error that comes in the place of a stream is one', () => {
    const alone = read('data: {"error":{"message":"No.","type":"server_error","code":null}}\n\n');
    expect([alone.ended, alone.fault]).toEqual([false, { kind: 'server', message: 'No.' }]);
    const flat = read(
      'event: error\ndata: {"type":"error","code":"rate_limit_exceeded","message":"Slow.","param":null}\n\n',
    );
    expect(flat.fault).toMatchObject({ kind: 'rate_limit', message: 'Slow.' });
  });

  it('21: a stream ends also where the upstream reports no usage', () => {
    const told = steps(written(eventsOf(answerOf(text('Hi.')))));
    expect(told.at(-1)).toMatchObject({ type: 'response.completed', response: { usage: null } });
  });

  it('32: a refusal is a refusal', () => {
    const body = openaiResponses.encodeAnswer(
      { id: 'x', model: 'm', choices: [{ parts: [{ type: 'refusal', text: 'No.' }], stop: { reason: 'refusal' } }] },
      client(),
    );
    expect(body['output']).toMatchObject([{ type: 'message', content: [{ type: 'refusal', refusal: 'No.' }] }]);
    expect(body['status']).toBe('completed');
  });

  it('34: thinking and text stay apart', () => {
    const body = openaiResponses.encodeAnswer(answerOf({ type: 'thinking', text: 'Hm.' }, text('Yes.')), client());
    expect(objectsOf(body['output']).map(item => item['type'])).toEqual(['reasoning', 'message']);
  });

  it('36: two calls of one id are told apart', () => {
    const body = openaiResponses.encodeAnswer(answerOf(call('call_0'), call('call_0')), client());
    const ids = objectsOf(body['output']).map(item => item['call_id']);
    expect(new Set(ids).size).toBe(2);
  });

  it('8: signatures on calls and texts survive a client that knows of reasoning alone', () => {
    const proof = { origin: 'gemini-generate', value: 'c2ln' } as const;
    const signed = answerOf({ type: 'text', text: 'Hi.', proof }, { ...call('call_1'), proof } as Part, call('call_2'));
    const body = openaiResponses.encodeAnswer(signed, client());
    const input = [...objectsOf(body['output'])].concat(
      ['call_1', 'call_2'].map(id => ({ type: 'function_call_output', call_id: id, output: '1' })),
    );
    const { messages } = openaiResponses.decodeRequest({ model: 'm', input }, {});
    expect(messages.filter(message => message.role === 'assistant').flatMap(message => message.parts)).toEqual([
      { type: 'text', text: 'Hi.', proof },
      { ...call('call_1'), proof },
      call('call_2'),
    ]);
  });

  it('8: redacted thinking comes back as redacted', () => {
    const part: Part = {
      type: 'thinking',
      text: '',
      redacted: true,
      proof: { origin: 'anthropic-messages', value: 'ZGF0YQ==' },
    };
    const [item] = objectsOf(openaiResponses.encodeAnswer(answerOf(part), client())['output']);
    expect(item).toMatchObject({ type: 'reasoning', summary: [] });
    const { messages } = openaiResponses.decodeRequest(
      { model: 'm', input: [item, { role: 'user', content: 'Go.' }] },
      {},
    );
    expect(messages[0]?.parts).toEqual([part]);
    expect(textOf(item?.['encrypted_content'])).toContain(
      wrapProof({ origin: 'anthropic-messages', value: 'ZGF0YQ==' }),
    );
  });
});
