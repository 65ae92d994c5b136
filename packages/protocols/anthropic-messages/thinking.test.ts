// Specifies how thinking is asked of each generation of Claude, and when it is left off.

import { describe, expect, it } from 'vitest';
import { anthropicMessages as codec } from './codec.ts';
import type { ThinkingPart } from '../conversation/part.ts';
import type { Reasoning } from '../conversation/request.ts';
import { asked, call, result, said, sent, talk, WEATHER } from './request.fixture.ts';

const think = (reasoning: Reasoning, model: string, limit?: number, more: object = {}) => {
  const output = limit === undefined ? {} : { limit };
  const { json, losses } = sent(asked({ reasoning, output, ...more }), model);
  return { thinking: json['thinking'], config: json['output_config'], json, lost: losses.map(loss => loss.path) };
};

describe('an effort', () => {
  it.each([
    ['low', 1024],
    ['medium', 4096],
    ['high', 16_384],
    ['max', 62_976],
  ] as const)('%s is a budget of %i tokens for a model that knows budgets', (effort, budget) => {
    expect(think({ effort }, 'claude-sonnet-4-5').thinking).toEqual({ type: 'enabled', budget_tokens: budget });
  });

  it.each([
    ['claude-opus-4-6', 'xhigh', 'max'],
    ['claude-opus-4-8', 'xhigh', 'xhigh'],
    ['claude-sonnet-5', 'medium', 'medium'],
  ] as const)('is adaptive thinking for %s: %s becomes %s', (model, effort, level) => {
    const { thinking, config } = think({ effort }, model);
    expect(thinking).toEqual({ type: 'adaptive', display: 'summarized' });
    expect(config).toEqual({ effort: level });
  });

  it.each(['none', 'minimal'] as const)('of %s switches thinking off', effort => {
    expect(think({ effort }, 'claude-sonnet-4-5').thinking).toEqual({ type: 'disabled' });
    expect(think({ effort }, 'claude-sonnet-5').thinking).toEqual({ type: 'disabled' });
    expect(think({ effort }, 'claude-3-5-haiku-latest').thinking).toBeUndefined();
    expect(think({ effort }, 'claude-fable-5')).toMatchObject({ thinking: undefined, config: { effort: 'low' } });
  });

  it('is lost on a model that does not think', () => {
    expect(think({ effort: 'high' }, 'claude-3-haiku-20240307')).toMatchObject({
      thinking: undefined,
      lost: ['reasoning_effort'],
    });
  });
});

describe('a budget', () => {
  it('stays below the limit and leaves room for the answer', () => {
    expect(think({ effort: 'high' }, 'claude-sonnet-4-5', 4096).thinking).toMatchObject({ budget_tokens: 3072 });
    expect(think({ budget: 500 }, 'claude-sonnet-4-5', 4096).thinking).toMatchObject({ budget_tokens: 1024 });
  });

  it('is left out where the limit has no room for it', () => {
    expect(think({ effort: 'low' }, 'claude-sonnet-4-5', 1024)).toMatchObject({
      thinking: { type: 'disabled' },
      lost: ['reasoning_effort'],
    });
  });

  it('is an effort for a model that knows no budgets', () => {
    const { thinking, config, lost } = think({ budget: 8000 }, 'claude-opus-4-7');
    expect(thinking).toMatchObject({ type: 'adaptive' });
    expect(config).toEqual({ effort: 'medium' });
    expect(lost).toEqual(['reasoning_effort']);
  });

  it('of nothing is off', () => {
    expect(think({ budget: 0 }, 'claude-sonnet-4-5').thinking).toEqual({ type: 'disabled' });
  });
});

describe('what is shown', () => {
  it('is nothing where the client wants no thoughts', () => {
    expect(think({ effort: 'low', show: 'none' }, 'claude-sonnet-5').thinking).toEqual({
      type: 'adaptive',
      display: 'omitted',
    });
    expect(think({ show: 'none' }, 'claude-sonnet-4-5').thinking).toBeUndefined();
  });

  it('asks for thinking by itself', () => {
    expect(think({ show: 'auto' }, 'claude-sonnet-4-5').thinking).toEqual({ type: 'enabled', budget_tokens: 4096 });
    expect(think({ show: 'auto' }, 'claude-sonnet-5').thinking).toEqual({ type: 'adaptive', display: 'summarized' });
  });
});

describe('thinking by conversion', () => {
  it.each([
    ['claude-sonnet-4-5', [['anthropic-beta', 'interleaved-thinking-2025-05-14']]],
    ['claude-opus-4-8', []],
    ['deepseek-chat', []],
  ] as const)('goes on between calls of tools: %s', (model, headers) => {
    expect(sent(asked({ reasoning: { effort: 'low' }, tools: [WEATHER] }), model).headers).toEqual(headers);
    expect(sent(asked({ tools: [WEATHER] }), model).headers).toEqual([]);
  });

  it('drops what may not stand beside it', () => {
    const sampling = { temperature: 0.2, topP: 0.5, topK: 40 };
    const { json, lost } = think({ effort: 'low' }, 'claude-sonnet-4', undefined, { sampling });
    expect(json).not.toHaveProperty('temperature');
    expect(json).not.toHaveProperty('top_p');
    expect(json).not.toHaveProperty('top_k');
    expect(lost).toEqual(['temperature', 'top_p', 'top_k']);
  });

  it.each([{ mode: 'required' }, { mode: 'named', name: 'get_weather', kind: 'function' }] as const)(
    'is off where a tool is forced: $mode',
    toolChoice => {
      const { thinking, lost } = think({ effort: 'high' }, 'claude-sonnet-4-5', undefined, {
        tools: [WEATHER],
        toolChoice,
      });
      expect(thinking).toEqual({ type: 'disabled' });
      expect(lost).toEqual(['reasoning_effort']);
    },
  );

  it('is off before an answer that was begun', () => {
    const messages = talk(said('user', 'Count'), said('assistant', 'One, two, '));
    const { thinking, json } = think({ effort: 'high' }, 'claude-sonnet-4-5', undefined, { messages });
    expect(thinking).toEqual({ type: 'disabled' });
    expect(json['messages']).toMatchObject([{}, { role: 'assistant', content: [{ text: 'One, two,' }] }]);
  });
});

describe('thinking of the history', () => {
  const proven: ThinkingPart = {
    type: 'thinking',
    text: 'Hm.',
    proof: { origin: 'anthropic-messages', value: 'SIGNATURE' },
  };
  const foreign: ThinkingPart = { ...proven, proof: { origin: 'gemini-generate', value: 'SIGNATURE' } };
  const plain: ThinkingPart = { type: 'thinking', text: 'Hm.' };
  const loop = (thought: ThinkingPart) =>
    asked({
      reasoning: { effort: 'low' },
      tools: [WEATHER],
      messages: talk(said('user', 'Weather?'), said('assistant', [thought, call('a')]), said('user', [result('a')])),
    });

  it('goes back to who proved it, and keeps a running loop thinking', () => {
    const { json } = sent(loop(proven));
    expect(json['thinking']).toEqual({ type: 'enabled', budget_tokens: 1024 });
    expect(json['messages']).toMatchObject([
      {},
      { content: [{ type: 'thinking', thinking: 'Hm.', signature: 'SIGNATURE' }, { type: 'tool_use' }] },
      {},
    ]);
  });

  it.each([foreign, plain])("is dropped when it is another's, and thinking with it", thought => {
    const { json, losses } = sent(loop(thought));
    expect(json['thinking']).toEqual({ type: 'disabled' });
    expect(JSON.stringify(json)).not.toContain('Hm.');
    expect(losses).toEqual([{ path: 'reasoning_effort', how: 'dropped' }]);
  });

  it('may be missing once the loop is over', () => {
    const done = loop(plain);
    const { json } = sent({
      ...done,
      messages: talk(...done.messages, said('assistant', 'Sunny.'), said('user', 'Thanks')),
    });
    expect(json['thinking']).toMatchObject({ type: 'enabled' });
  });
});

describe("a Messages client's own thinking", () => {
  it.each([
    { thinking: { type: 'enabled', budget_tokens: 31_999, display: 'omitted' } },
    { thinking: { type: 'adaptive' }, output_config: { effort: 'xhigh' } },
    { thinking: { type: 'disabled' }, output_config: { effort: 'high' } },
    { thinking: { type: 'between_tools' } },
    { output_config: { effort: 'low', task_budget: { type: 'tokens', total: 1000 } } },
  ])('comes back as it was: %o', config => {
    const body = { model: 'm', max_tokens: 100, messages: [{ role: 'user', content: 'Hi' }], ...config };
    const { body: again } = codec.encodeRequest(codec.decodeRequest(body, {}), { model: 'm', vendor: 'anthropic' });
    expect(again).toMatchObject(config);
  });

  it('is off for another model too when it is off, whatever the effort of the answer', () => {
    const body = { model: 'm', max_tokens: 100, messages: [{ role: 'user', content: 'Hi' }] };
    const off = { ...body, thinking: { type: 'disabled' }, output_config: { effort: 'high' } };
    expect(codec.decodeRequest(off, {}).reasoning).toEqual({ budget: 0 });
  });

  it('takes the effort of the last turn that names one', () => {
    const messages = [
      { role: 'user', content: 'Hi' },
      { role: 'system', content: 'Go on.', output_config: { effort: 'low' } },
      { role: 'system', output_config: { effort: 'max' } },
    ];
    const body = { model: 'm', max_tokens: 100, messages, output_config: { effort: 'medium' } };
    const read = codec.decodeRequest(body, {});
    expect(read.reasoning).toEqual({ effort: 'max' });
    expect(read.messages).toHaveLength(2);
  });
});
