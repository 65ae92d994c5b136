// What OpenAI's own clients write, fitted to each vendor: nothing that it refuses is left, and nothing else is changed.

import { describe, expect, it } from 'vitest';
import { fields, type Fields } from '../conversation/counts.ts';
import { fitRequest, suspicionOf } from './fit.ts';
import { FITTINGS } from './fit-rules.ts';

const MODELS: Readonly<Record<string, string>> = {
  deepseek: 'deepseek-v4-pro',
  bailian: 'qwen3-32b',
  moonshot: 'kimi-k2.6',
  zhipu: 'glm-5.2',
  mistral: 'mistral-large-latest',
  xai: 'grok-4.5',
  ark: 'doubao-seed-2-0-pro',
};
const fit = (vendor: string, body: Fields): Fields =>
  fitRequest(body, { vendor, model: MODELS[vendor] ?? 'a-model' })?.body ?? body;

const QUESTION = { role: 'user', content: 'Hi' };
const CALL = { id: 'call_9pw3TsiFtkdfWcnEf6Vt', type: 'function', function: { name: 'look', arguments: '{}' } };
const LOOP = [
  QUESTION,
  { role: 'assistant', content: null, refusal: null, tool_calls: [CALL] },
  { role: 'tool', tool_call_id: CALL.id, content: [{ type: 'text', text: 'a' }] },
];
const TOOL = {
  type: 'function',
  function: { name: 'look', parameters: { type: 'object', $schema: 'x' }, strict: true },
};

describe('a chat request', () => {
  it.each(Object.keys(FITTINGS))('passes to %s as it is where nothing of it is refused', vendor => {
    const plain = { model: 'm', messages: [QUESTION], max_tokens: 9, an_unknown_field: { deep: [null, 1] } };
    // Null within what only the vendor knows is the vendor's own.
    expect(fitRequest({ ...plain, stream: true }, { vendor, model: MODELS[vendor] ?? 'm' })).toBeUndefined();
  });

  it.each(Object.keys(FITTINGS))('is read for %s only when it has something that the rules are about', vendor => {
    const target = { vendor, model: MODELS[vendor] ?? 'm' };
    const rich: Fields = {
      model: 'm',
      messages: [{ role: 'developer', content: 'Be brief', name: 'a' }, ...LOOP, QUESTION],
      max_completion_tokens: 9,
      stop: 'END',
      user: 'u',
      seed: 1,
      logit_bias: { 1: 1 },
      top_p: 1,
      temperature: 1.5,
      tools: [TOOL],
      tool_choice: 'required',
      reasoning_effort: 'minimal',
      stream: true,
      stream_options: { include_usage: true },
      response_format: { type: 'json_schema', json_schema: { name: 'a', schema: { type: 'object', $schema: 'x' } } },
      logprobs: null,
    };
    // Whatever alone makes a request be changed must be among what it is known by.
    const suspicion = suspicionOf(target);
    for (const [name, value] of Object.entries(rich)) {
      const alone = { model: 'm', messages: [QUESTION], stream: true, [name]: value };
      const isSuspect =
        suspicion?.fields.some(field => field in alone) === true ||
        suspicion?.texts.some(text => JSON.stringify(alone).includes(text)) === true;
      if (fitRequest(alone, target) !== undefined) expect(`${name} ${isSuspect}`).toBe(`${name} true`);
    }
  });

  it('has one output limit, by the name that the vendor has for it', () => {
    expect(fit('deepseek', { messages: [QUESTION], max_completion_tokens: 9 })).toEqual({
      messages: [QUESTION],
      max_tokens: 9,
    });
    expect(fit('ark', { messages: [QUESTION], max_completion_tokens: 9, max_tokens: 9 })).not.toHaveProperty(
      'max_tokens',
    );
  });

  it('speaks as the system where nobody knows a developer', () => {
    const body = { messages: [{ role: 'developer', content: 'Be brief' }, QUESTION] };
    expect(fit('deepseek', body)['messages']).toEqual([{ role: 'system', content: 'Be brief' }, QUESTION]);
    expect(fit('groq', body)).toBe(body);
  });

  it('goes to Mistral without anything that is not Mistral’s own', () => {
    const body = fit('mistral', {
      model: 'm',
      messages: [...LOOP, { role: 'user', content: 'And?', name: 'Bob' }],
      user: 'u',
      store: false,
      seed: 7,
      stream: true,
      stream_options: { include_usage: true },
      tools: [],
      logprobs: null,
    });
    expect(Object.keys(body).sort()).toEqual(['messages', 'model', 'random_seed', 'stream']);
    const [, spoken, result, bridge, last] = body['messages'] as Fields[];
    const [call] = fields(spoken)['tool_calls'] as Fields[];
    expect(call?.['id']).toMatch(/^[a-zA-Z0-9]{9}$/);
    expect(result?.['tool_call_id']).toBe(call?.['id']);
    expect(Object.keys(fields(spoken)).sort()).toEqual(['content', 'role', 'tool_calls']);
    expect(bridge?.['role']).toBe('assistant');
    expect(last).toEqual({ role: 'user', content: 'And?' });
  });

  it('tells DeepSeek and Moonshot that thinking was there which its client has dropped', () => {
    for (const vendor of ['deepseek', 'moonshot']) {
      const [, spoken, result] = fit(vendor, { messages: LOOP })['messages'] as Fields[];
      expect(spoken?.['reasoning_content']).toBe(' ');
      expect(result?.['content']).toBe('a');
    }
    const kept = [QUESTION, { role: 'assistant', content: null, tool_calls: [CALL], reasoning_content: 'So.' }];
    expect(fit('deepseek', { messages: kept })['messages']).toEqual(kept);
    const [, quiet] = fit('deepseek', { messages: LOOP, thinking: { type: 'disabled' } })['messages'] as Fields[];
    expect(quiet).not.toHaveProperty('reasoning_content');
  });

  it('demands a tool only as the vendor can be told', () => {
    const body = { messages: [QUESTION], tools: [TOOL], tool_choice: 'required' };
    expect(fit('deepseek', body)).toMatchObject({ tool_choice: 'required', thinking: { type: 'disabled' } });
    expect(fit('deepseek', { ...body, reasoning_effort: 'high' })['tool_choice']).toBe('auto');
    expect(fit('zhipu', body)['tool_choice']).toBe('auto');
    expect(fit('zhipu', { ...body, tool_choice: 'none' })).not.toHaveProperty('tools');
    expect(fit('bailian', { ...body, enable_thinking: false })['tool_choice']).toEqual({
      type: 'function',
      function: { name: 'look' },
    });
  });

  it('keeps the contract of a schema in words where there is no field for it', () => {
    const json_schema = { name: 'a', schema: { type: 'object', properties: { age: { type: 'number' } } } };
    const body = fit('deepseek', { messages: [QUESTION], response_format: { type: 'json_schema', json_schema } });
    expect(body['response_format']).toEqual({ type: 'json_object' });
    expect(JSON.stringify(body['messages'])).toContain('age');
  });

  it('lets what promises the client something be refused by the vendor itself', () => {
    expect(fit('groq', { messages: [QUESTION], n: 2, logprobs: true })).toMatchObject({ n: 2, logprobs: true });
    expect(fit('groq', { messages: [QUESTION], n: 1 })).not.toHaveProperty('n');
  });
});
