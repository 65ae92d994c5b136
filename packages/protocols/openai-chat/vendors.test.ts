// Specification of the dialects: what each vendor is sent, and the oddities of its answers.

import { describe, expect, it } from 'vitest';
import type { EncodedRequest } from '../codec.ts';
import { AnswerCollector } from '../conversation/collect.ts';
import type { Part } from '../conversation/part.ts';
import type { ConversationRequest } from '../conversation/request.ts';
import { ToolNames } from '../conversation/tool-names.ts';
import { openaiChat } from './codec.ts';

type Body = Record<string, unknown>;

const REQUEST: ConversationRequest = {
  origin: 'anthropic-messages',
  model: 'm',
  streamed: true,
  messages: [{ role: 'user', parts: [{ type: 'text', text: 'Hi.' }], at: 'messages[0]' }],
  tools: [],
  sampling: {},
  output: {},
  handling: {},
  extras: {},
};

const encode = (more: Partial<ConversationRequest>, vendor: string, model: string): EncodedRequest =>
  openaiChat.encodeRequest({ ...REQUEST, ...more }, { model, vendor });
const TOOLS = [{ type: 'function' as const, name: 'f' }];

describe('the output limit', () => {
  it.each([
    ['openai', 'gpt-4o', 'max_completion_tokens'],
    ['openai', 'o3', 'max_completion_tokens'],
    ['compatible', 'gpt-5-mini', 'max_completion_tokens'],
    ['compatible', 'llama-3', 'max_tokens'],
    ['deepseek', 'deepseek-v4-pro', 'max_tokens'],
    ['zhipu', 'glm-4.7', 'max_tokens'],
    ['moonshot', 'kimi-k3', 'max_completion_tokens'],
    ['minimax', 'MiniMax-M3', 'max_completion_tokens'],
    ['groq', 'llama-3.3-70b', 'max_completion_tokens'],
    ['ark', 'doubao-seed-1-6', 'max_completion_tokens'],
  ])('at %s for %s is %s, and never both', (vendor, model, field) => {
    const { body } = encode({ output: { limit: 77 } }, vendor, model);
    expect(Object.keys(body).filter(name => name.startsWith('max_'))).toEqual([field]);
    expect(body[field]).toBe(77);
  });

  it('is no more than the model can', () => {
    const { body } = openaiChat.encodeRequest(
      { ...REQUEST, output: { limit: 64_000 } },
      { model: 'm', vendor: 'compatible', maxOutput: 8192 },
    );
    expect(body['max_tokens']).toBe(8192);
  });
});

describe('thinking', () => {
  it.each([
    ['openai', 'gpt-5', 'high', { reasoning_effort: 'high' }],
    ['openai', 'gpt-5', 'none', { reasoning_effort: 'minimal' }],
    ['openai', 'gpt-5.1', 'none', { reasoning_effort: 'none' }],
    ['openai', 'gpt-5.4', 'max', { reasoning_effort: 'xhigh' }],
    ['openai', 'o3', 'minimal', { reasoning_effort: 'low' }],
    ['openai', 'gpt-4o', 'high', {}],
    ['deepseek', 'deepseek-v4-pro', 'none', { thinking: { type: 'disabled' } }],
    ['deepseek', 'deepseek-v4-pro', 'medium', { thinking: { type: 'enabled' }, reasoning_effort: 'high' }],
    ['bailian', 'qwen-plus', 'medium', { enable_thinking: true, thinking_budget: 4096 }],
    ['bailian', 'qwen-plus', 'none', { enable_thinking: false }],
    ['moonshot', 'kimi-k2.6', 'high', { thinking: { type: 'enabled' } }],
    ['moonshot', 'kimi-k3', 'medium', { reasoning_effort: 'low' }],
    ['zhipu', 'glm-4.7', 'none', { thinking: { type: 'disabled' } }],
    ['zhipu', 'glm-5.2', 'medium', { thinking: { type: 'enabled' }, reasoning_effort: 'high' }],
    ['zhipu', 'glm-5.3', 'none', { reasoning_effort: 'low' }],
    ['minimax', 'MiniMax-M3', 'none', { thinking: { type: 'disabled' }, reasoning_split: true }],
    ['ark', 'doubao-seed-1-6', 'low', { thinking: { type: 'enabled' }, reasoning_effort: 'low' }],
    ['siliconflow', 'Qwen/Qwen3-32B', 'low', { enable_thinking: true, thinking_budget: 1024 }],
    ['openrouter', 'anthropic/claude', 'high', { reasoning: { effort: 'high' } }],
    ['groq', 'openai/gpt-oss-120b', 'high', { reasoning_effort: 'high' }],
    ['groq', 'qwen/qwen3-32b', 'none', { reasoning_effort: 'none', reasoning_format: 'parsed' }],
    ['cerebras', 'gpt-oss-120b', 'minimal', { reasoning_effort: 'low' }],
    ['vllm', 'Qwen/Qwen3-8B', 'none', { chat_template_kwargs: { enable_thinking: false } }],
    ['ollama', 'qwen3', 'none', { reasoning_effort: 'none' }],
    ['xai', 'grok-4.5', 'xhigh', { reasoning_effort: 'high' }],
  ] as const)('at %s for %s with effort %s is %j', (vendor, model, effort, fields) => {
    const { body } = encode({ reasoning: { effort } }, vendor, model);
    const { model: _model, messages: _messages, stream: _stream, stream_options: _options, ...rest } = body;
    expect(rest).toEqual(fields);
  });

  it.each([
    ['bailian', 'qwen-plus', { enable_thinking: true, thinking_budget: 3000 }],
    ['openrouter', 'anthropic/claude', { reasoning: { max_tokens: 3000 } }],
    ['fireworks', 'accounts/fireworks/models/glm-5p3', { thinking: { type: 'enabled', budget_tokens: 3000 } }],
    ['openai', 'gpt-5', { reasoning_effort: 'medium' }],
    ['deepseek', 'deepseek-v4-pro', { thinking: { type: 'enabled' }, reasoning_effort: 'high' }],
  ])('at %s for %s with a budget is %j', (vendor, model, fields) => {
    const { body, losses } = encode({ reasoning: { budget: 3000 } }, vendor, model);
    expect(body).toMatchObject(fields);
    expect(losses).toEqual([]);
  });

  it('of a model that only thinks in streams is off for a whole answer, and that is said', () => {
    const { body, losses } = encode({ streamed: false, reasoning: { effort: 'high' } }, 'bailian', 'qwen3-32b');
    expect(body['enable_thinking']).toBe(false);
    expect(losses).toEqual([{ path: 'thinking', how: 'dropped' }]);
  });

  it('stays out of the answer where that can be asked', () => {
    expect(encode({ reasoning: { effort: 'low', show: 'none' } }, 'openrouter', 'a/b').body['reasoning']).toEqual({
      effort: 'low',
      exclude: true,
    });
    expect(encode({ reasoning: { effort: 'low', show: 'none' } }, 'groq', 'openai/gpt-oss-20b').body).toMatchObject({
      include_reasoning: false,
    });
  });

  it.each([
    ['deepseek', 'deepseek-v4-pro', { reasoning_content: 'Hm.' }],
    ['zhipu', 'glm-4.7', { reasoning_content: 'Hm.' }],
    ['cerebras', 'gpt-oss-120b', { reasoning: 'Hm.' }],
    ['cerebras', 'zai-glm-4.7', { content: '<think>Hm.</think>So.' }],
    ['minimax', 'MiniMax-M3', { reasoning_details: [{ type: 'reasoning.text', text: 'Hm.', index: 0 }] }],
    ['openrouter', 'anthropic/claude', { reasoning_details: [{ type: 'reasoning.text', text: 'Hm.', index: 0 }] }],
  ])('of earlier turns goes back at %s for %s as %j', (vendor, model, fields) => {
    const parts: Part[] = [
      { type: 'thinking', text: 'Hm.', proof: { origin: 'anthropic-messages', value: 'foreign' } },
      { type: 'text', text: 'So.' },
      { type: 'tool_call', id: 'a', name: 'f', kind: 'function', input: '{}' },
    ];
    const result: Part = { type: 'tool_result', callId: 'a', kind: 'function', content: [], failed: false };
    const messages = [
      ...REQUEST.messages,
      { role: 'assistant' as const, parts, at: 'messages[1]' },
      { role: 'user' as const, parts: [result], at: 'messages[2]' },
    ];
    const { body } = encode({ messages, reasoning: { effort: 'high' } }, vendor, model);
    expect(body['messages']).toMatchObject([{}, fields, { content: '(no output)' }]);
    expect(JSON.stringify(body)).not.toContain('foreign');
  });
});

describe('what a vendor refuses', () => {
  it.each([
    [
      'openai',
      'gpt-5',
      { sampling: { temperature: 0.5, topP: 0.5, presencePenalty: 1 } },
      ['temperature', 'top_p', 'presence_penalty'],
    ],
    ['mistral', 'mistral-large', { sampling: { logitBias: {} }, handling: { user: 'u' } }, ['logit_bias', 'user']],
    ['moonshot', 'kimi-k2.6', { sampling: { temperature: 0.5, topP: 0.5, seed: 1 } }, ['temperature', 'top_p', 'seed']],
    ['zhipu', 'glm-4.7', { sampling: { seed: 1, presencePenalty: 1 } }, ['seed', 'presence_penalty']],
    ['xai', 'grok-4', { sampling: { presencePenalty: 1 } }, ['presence_penalty']],
    ['perplexity', 'sonar', { sampling: { seed: 1 } }, ['seed']],
  ])('%s for %s is not sent, and is declared', (vendor, model, more, fields) => {
    const { body, losses } = encode({ origin: 'openai-chat', ...more }, vendor, model);
    for (const field of fields) expect(body).not.toHaveProperty(field);
    expect(losses.map(({ path }) => path)).toEqual(fields);
  });

  it('heat is taken by OpenAI’s newer models while they do not think', () => {
    const cool = { reasoning: { effort: 'none' as const }, sampling: { temperature: 0.5 } };
    expect(encode(cool, 'openai', 'gpt-5.1').body).toMatchObject({ temperature: 0.5, reasoning_effort: 'none' });
    expect(encode(cool, 'openai', 'gpt-5').body).not.toHaveProperty('temperature');
  });

  it('is brought into its range, and that is declared', () => {
    const { body, losses } = encode(
      { origin: 'openai-chat', sampling: { temperature: 1.5, topP: 1 } },
      'zhipu',
      'glm-4.7',
    );
    expect(body).toMatchObject({ temperature: 1, top_p: 0.99 });
    expect(losses).toEqual([
      { path: 'temperature', how: 'clamped' },
      { path: 'top_p', how: 'clamped' },
    ]);
  });

  it('has another name there', () => {
    expect(encode({ sampling: { seed: 7 } }, 'mistral', 'm').body).toMatchObject({ random_seed: 7 });
    expect(encode({ handling: { user: 'user-123' } }, 'deepseek', 'deepseek-v4-pro').body).toMatchObject({
      user_id: 'user-123',
    });
  });

  it('stop texts beyond its number are cut here', () => {
    const stop = ['a', 'b', 'c', 'd', 'e'];
    expect(encode({ output: { stop } }, 'compatible', 'm')).toMatchObject({
      body: { stop: ['a', 'b', 'c', 'd'] },
      cutAt: ['e'],
      losses: [],
    });
    expect(encode({ output: { stop } }, 'openai', 'gpt-5')).toMatchObject({ cutAt: stop, losses: [] });
    expect(encode({ output: { stop } }, 'openai', 'gpt-5').body).not.toHaveProperty('stop');
  });

  it('the question for usage is not put to those that answer unasked', () => {
    expect(encode({}, 'compatible', 'm').body).toMatchObject({ stream_options: { include_usage: true } });
    expect(encode({}, 'mistral', 'm').body).not.toHaveProperty('stream_options');
    expect(encode({ streamed: false }, 'compatible', 'm').body).not.toHaveProperty('stream_options');
  });
});

describe('tools', () => {
  it.each([
    ['mistral', 'm', { mode: 'required' }, 'any'],
    ['bailian', 'qwen-plus', { mode: 'required' }, { type: 'function', function: { name: 'f' } }],
    ['zhipu', 'glm-4.7', { mode: 'required' }, 'auto'],
    ['zhipu', 'glm-4.7', { mode: 'none' }, undefined],
    ['deepseek', 'deepseek-v4-pro', { mode: 'required' }, 'required'],
    ['openai', 'gpt-4o', { mode: 'none' }, 'none'],
  ] as const)('at %s for %s, chosen by %j, are chosen by %j', (vendor, model, toolChoice, written) => {
    expect(encode({ tools: TOOLS, toolChoice }, vendor, model).body['tool_choice']).toEqual(written);
  });

  it('forced at a vendor that forbids that while it thinks turn thinking off, unless it was asked for', () => {
    const forced = { tools: TOOLS, toolChoice: { mode: 'required' as const } };
    expect(encode(forced, 'deepseek', 'deepseek-v4-pro').body).toMatchObject({
      thinking: { type: 'disabled' },
      tool_choice: 'required',
    });
    const asked = encode({ ...forced, reasoning: { effort: 'high' } }, 'deepseek', 'deepseek-v4-pro');
    expect(asked.body).toMatchObject({ thinking: { type: 'enabled' }, tool_choice: 'auto' });
    expect(asked.losses).toEqual([{ path: 'tool_choice', how: 'emulated' }]);
  });

  it('called with free text are functions of one field where there are no others', () => {
    const tools = [{ type: 'custom' as const, name: 'patch', grammar: { syntax: 'lark', definition: 'start: "x"' } }];
    expect(encode({ tools }, 'openai', 'gpt-5').body['tools']).toEqual([
      {
        type: 'custom',
        custom: { name: 'patch', format: { type: 'grammar', grammar: { syntax: 'lark', definition: 'start: "x"' } } },
      },
    ]);
    const { body, names } = encode({ tools }, 'deepseek', 'deepseek-v4-pro');
    expect(body['tools']).toMatchObject([
      { type: 'function', function: { name: 'patch', parameters: { required: ['input'] } } },
    ]);
    const decoder = openaiChat.streamDecoder(names);
    const pieces = ['{"inp', 'ut":"*** Be', 'gin\\n"}'].map((text, index) =>
      JSON.stringify({
        choices: [
          {
            index: 0,
            delta: {
              tool_calls: [
                {
                  index: 0,
                  ...(index === 0 ? { id: 'a' } : {}),
                  function: { ...(index === 0 ? { name: 'patch' } : {}), arguments: text },
                },
              ],
            },
          },
        ],
      }),
    );
    const collector = new AnswerCollector();
    for (const event of [...pieces.flatMap(piece => decoder.push(piece)), ...decoder.push('[DONE]')])
      collector.push(event);
    expect(collector.answer().choices[0]?.parts).toEqual([
      { type: 'tool_call', id: 'a', name: 'patch', kind: 'custom', input: '*** Begin\n' },
    ]);
  });

  it('of groups keep their groups through a name that fits', () => {
    const name = 'a'.repeat(60);
    const { body, names } = encode({ tools: [{ type: 'function', name, namespace: 'files' }] }, 'openai', 'gpt-4o');
    const [tool] = JSON.parse(JSON.stringify(body['tools']));
    expect(tool.function.name.length).toBeLessThanOrEqual(64);
    const message = {
      role: 'assistant',
      tool_calls: [{ id: 'x', type: 'function', function: { name: tool.function.name, arguments: '{}' } }],
    };
    expect(openaiChat.decodeAnswer({ choices: [{ message }] }, names).choices[0]?.parts).toMatchObject([
      { name, namespace: 'files' },
    ]);
  });

  it('run by their own provider are refused, naming them', () => {
    const tools = [
      {
        type: 'hosted' as const,
        tool: 'code_execution' as const,
        label: 'code_execution_20250825',
        native: { origin: 'anthropic-messages' as const, value: {} },
      },
    ];
    expect(() => encode({ tools }, 'openai', 'gpt-4o')).toThrow(/^tools\[0\]: the tool code_execution_20250825/);
  });

  it('are refused by models that take none', () => {
    expect(() => encode({ tools: TOOLS }, 'perplexity', 'sonar')).toThrow(/^tools: /);
  });

  it('search the web in the vendor’s own way', () => {
    const tools = [{ type: 'web_search' as const, allowedDomains: ['a.com'] }];
    expect(encode({ tools }, 'openrouter', 'a/b').body).toMatchObject({
      plugins: [{ id: 'web', include_domains: ['a.com'] }],
    });
    expect(encode({ tools }, 'bailian', 'qwen-plus').body).toMatchObject({ enable_search: true });
    expect(encode({ tools }, 'zhipu', 'glm-4.7').body).toMatchObject({ tools: [{ type: 'web_search' }] });
  });
});

describe('messages', () => {
  const text = (said: string): Part => ({ type: 'text', text: said });
  const looped = [
    ...REQUEST.messages,
    {
      role: 'assistant' as const,
      parts: [{ type: 'tool_call', id: 'abcdefghi', name: 'f', kind: 'function', input: '{}' } as const],
      at: 'messages[1]',
    },
    {
      role: 'user' as const,
      parts: [
        { type: 'tool_result', callId: 'abcdefghi', kind: 'function', content: [], failed: true } as const,
        text('Go on.'),
      ],
      at: 'messages[2]',
    },
  ];

  it('behind results of tools are the assistant’s first, where the vendor wants that, and have no nulls', () => {
    expect(encode({ messages: looped }, 'mistral', 'm').body['messages']).toEqual([
      { role: 'user', content: 'Hi.' },
      {
        role: 'assistant',
        content: '',
        tool_calls: [{ id: 'abcdefghi', type: 'function', function: { name: 'f', arguments: '{}' } }],
      },
      { role: 'tool', tool_call_id: 'abcdefghi', content: 'Error: (no output)' },
      { role: 'assistant', content: 'OK.' },
      { role: 'user', content: 'Go on.' },
    ]);
  });

  it('that the answer goes on from are marked in the vendor’s way, or said to be lost', () => {
    const messages = [...REQUEST.messages, { role: 'assistant' as const, parts: [text('{')], at: 'messages[1]' }];
    expect(encode({ messages }, 'mistral', 'm').body['messages']).toMatchObject([{}, { content: '{', prefix: true }]);
    expect(encode({ messages }, 'moonshot', 'kimi-k2.6').body['messages']).toMatchObject([{}, { partial: true }]);
    expect(encode({ messages }, 'openai', 'gpt-4o').losses).toEqual([{ path: 'messages[1]', how: 'emulated' }]);
  });
});

describe('media in answers', () => {
  it('are asked for where there are any, and refused where not', () => {
    const spoken = { output: { modalities: ['audio' as const], speech: { voice: 'Kore' } } };
    expect(encode(spoken, 'openai', 'gpt-4o-audio-preview').body).toMatchObject({
      modalities: ['text', 'audio'],
      audio: { voice: 'Kore', format: 'pcm16' },
    });
    expect(() => encode(spoken, 'deepseek', 'deepseek-v4-pro')).toThrow(/^modalities asks for audio/);
    const drawn = { output: { modalities: ['text' as const, 'image' as const], image: { aspectRatio: '16:9' } } };
    expect(encode(drawn, 'openrouter', 'google/gemini-image').body).toMatchObject({
      modalities: ['text', 'image'],
      image_config: { aspect_ratio: '16:9' },
    });
    expect(() => encode(drawn, 'openai', 'gpt-4o')).toThrow(/^modalities asks for image/);
  });
});

describe('fields of the client’s own', () => {
  it('go on to a vendor that may know them, also when part of them was understood', () => {
    const body = {
      model: 'm',
      messages: [{ role: 'user', content: 'Hi.' }],
      plugins: [{ id: 'web' }, { id: 'file-parser' }],
      thinking: { type: 'enabled', clear_thinking: false },
      provider: { sort: 'price' },
    };
    const request = openaiChat.decodeRequest(body, {});
    expect(openaiChat.encodeRequest(request, { model: 'a/b', vendor: 'openrouter' }).body).toMatchObject({
      plugins: body.plugins,
      provider: { sort: 'price' },
      reasoning: { enabled: true },
    });
    expect(
      openaiChat.encodeRequest({ ...request, tools: [] }, { model: 'glm-4.7', vendor: 'zhipu' }).body,
    ).toMatchObject({
      thinking: { type: 'enabled', clear_thinking: false },
    });
  });
});

describe('system messages', () => {
  const messages = [
    {
      role: 'developer' as const,
      parts: [
        { type: 'text' as const, text: 'A' },
        { type: 'text' as const, text: 'B' },
      ],
      at: 'system',
    },
    ...REQUEST.messages,
    { role: 'system' as const, parts: [{ type: 'text' as const, text: 'C' }], at: 'messages[1]' },
  ];

  it('are one at the head where a second is refused', () => {
    expect(encode({ messages }, 'minimax', 'MiniMax-M3').body['messages']).toEqual([
      { role: 'system', content: 'A\n\nB\n\nC' },
      { role: 'user', content: 'Hi.' },
    ]);
  });

  it('stay in their places elsewhere, in the role that is known', () => {
    expect(encode({ messages }, 'vllm', 'm').body['messages']).toMatchObject([
      { role: 'system', content: 'A\n\nB' },
      { role: 'user' },
      { role: 'system' },
    ]);
    expect(encode({ messages }, 'openai', 'gpt-5').body['messages']).toMatchObject([
      { role: 'developer' },
      { role: 'user' },
      { role: 'system' },
    ]);
  });
});

describe('an answer of', () => {
  const read = (message: Body, target: { model: string; vendor: string }, more: Body = {}): readonly Part[] =>
    openaiChat.decodeAnswer(
      { choices: [{ index: 0, message, finish_reason: 'stop' }], ...more },
      new ToolNames(),
      target,
    ).choices[0]?.parts ?? [];
  const streamed = (
    deltas: readonly Body[],
    target: { model: string; vendor: string },
    more: Body = {},
  ): readonly Part[] => {
    const decoder = openaiChat.streamDecoder(new ToolNames(), target);
    const collector = new AnswerCollector();
    const chunks = [...deltas.map(delta => JSON.stringify({ choices: [{ index: 0, delta }], ...more })), '[DONE]'];
    for (const event of chunks.flatMap(chunk => decoder.push(chunk))) collector.push(event);
    return collector.answer().choices[0]?.parts ?? [];
  };
  const thought = [
    { type: 'thinking', text: 'Hm.' },
    { type: 'text', text: 'So.' },
  ];

  it('MiniMax and others has its thinking in tags, cut anywhere', () => {
    const target = { model: 'MiniMax-M2', vendor: 'minimax' };
    const text = '<think>\nHm.</think>\n\nSo.';
    expect(read({ content: text }, target)).toEqual(thought);
    for (let size = 1; size < text.length; size += 1) {
      const pieces = text.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? [];
      expect(
        streamed(
          pieces.map(content => ({ content })),
          target,
        ),
      ).toEqual(thought);
    }
    // Elsewhere such a text is a text.
    expect(read({ content: text }, { model: 'gpt-4o', vendor: 'openai' })).toEqual([{ type: 'text', text }]);
  });

  it('Mistral has its content as a list, and calls without index and type', () => {
    const target = { model: 'magistral', vendor: 'mistral' };
    const content = [
      { type: 'thinking', thinking: [{ type: 'text', text: 'Hm.' }] },
      { type: 'text', text: 'So.' },
    ];
    expect(read({ content }, target)).toEqual(thought);
    expect(streamed([{ content: content.slice(0, 1) }, { content: 'So.' }], target)).toEqual(thought);
    const calls = [
      { id: 'abcdefghi', function: { name: 'f', arguments: '{"a":1}' } },
      { id: 'bcdefghij', function: { name: 'f', arguments: '{"a":2}' } },
    ];
    expect(streamed([{ tool_calls: calls }], target)).toMatchObject([
      { id: 'abcdefghi', input: '{"a":1}' },
      { id: 'bcdefghij', input: '{"a":2}' },
    ]);
  });

  it('Ollama numbers all calls 0, and writes arguments as objects', () => {
    const target = { model: 'qwen3', vendor: 'ollama' };
    const call = (id: string, city: string): Body => ({
      tool_calls: [{ index: 0, id, function: { name: 'f', arguments: { city } } }],
    });
    expect(streamed([call('a', 'Rome'), call('b', 'Oslo')], target)).toMatchObject([
      { id: 'a', input: '{"city":"Rome"}' },
      { id: 'b', input: '{"city":"Oslo"}' },
    ]);
  });

  it('Bailian repeats an empty id with every piece', () => {
    const target = { model: 'qwen-plus', vendor: 'bailian' };
    const pieces = [
      { index: 0, id: 'call_1', type: 'function', function: { name: 'f', arguments: '{"a"' } },
      { index: 0, id: '', type: 'function', function: { arguments: ':1}' } },
      { index: 1, id: 'call_2', type: 'function', function: { name: 'f', arguments: '' } },
      { index: 1, id: '', type: 'function', function: { arguments: '{}' } },
    ];
    expect(
      streamed(
        pieces.map(piece => ({ tool_calls: [piece] })),
        target,
      ),
    ).toMatchObject([
      { id: 'call_1', input: '{"a":1}' },
      { id: 'call_2', input: '{}' },
    ]);
  });

  it('OpenRouter has details of thinking, whole and in pieces, that are the same proof', () => {
    const target = { model: 'anthropic/claude', vendor: 'openrouter' };
    const whole = read(
      {
        content: 'So.',
        reasoning: 'Hm.',
        reasoning_details: [
          { type: 'reasoning.text', text: 'Hm.', signature: 'sig', format: 'anthropic-claude-v1', index: 0 },
        ],
      },
      target,
    );
    const pieces = streamed(
      [
        {
          reasoning: 'H',
          reasoning_details: [{ type: 'reasoning.text', text: 'H', format: 'anthropic-claude-v1', index: 0 }],
        },
        {
          reasoning: 'm.',
          reasoning_details: [{ type: 'reasoning.text', text: 'm.', format: 'anthropic-claude-v1', index: 0 }],
        },
        {
          reasoning: '',
          reasoning_details: [{ type: 'reasoning.text', signature: 'sig', format: 'anthropic-claude-v1', index: 0 }],
        },
        { content: 'So.' },
      ],
      target,
    );
    expect(pieces).toEqual(whole);
    expect(whole[0]).toEqual({
      type: 'thinking',
      text: 'Hm.',
      proof: { origin: 'openai-chat', value: 'sig', format: 'anthropic-claude-v1' },
    });
  });

  it('Perplexity lists its sources beside every chunk, and they are told once', () => {
    const target = { model: 'sonar', vendor: 'perplexity' };
    const more = { citations: ['https://a'], search_results: [{ url: 'https://a', title: 'A' }] };
    const cited = [{ type: 'text', text: 'So.', citations: [{ url: 'https://a', title: 'A' }] }];
    expect(read({ content: 'So.' }, target, more)).toEqual(cited);
    expect(streamed([{ content: 'S' }, { content: 'o.' }], target, more)).toEqual(cited);
  });

  it('image models has images beside the text', () => {
    const images = [{ type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } }];
    const parts = [
      { type: 'text', text: 'So.' },
      { type: 'image', source: { kind: 'base64', data: 'AAAA' }, mediaType: 'image/png' },
    ];
    const target = { model: 'google/gemini-image', vendor: 'openrouter' };
    expect(read({ content: 'So.', images }, target)).toEqual(parts);
    expect(streamed([{ content: 'So.' }, { images }], target)).toEqual(parts);
  });

  it.each([
    [
      'MiniMax',
      { base_resp: { status_code: 1008, status_msg: 'insufficient balance' } },
      'quota',
      'insufficient balance',
    ],
    ['Zhipu', { success: false, code: 500, message: 'Broken.' }, 'server', 'Broken.'],
    ['OpenRouter', { error: { code: 502, message: 'Provider down.' } }, 'server', 'Provider down.'],
    ['xAI', { code: 'x', error: 'Broken.' }, 'server', 'Broken.'],
    [
      'Zhipu',
      { choices: [{ index: 0, message: { content: '' }, finish_reason: 'network_error' }] },
      'server',
      /network_error/,
    ],
  ])('%s with status 200 that tells a failure is one: %j', (_name, body, kind, message) => {
    expect(openaiChat.faultIn?.(body)).toMatchObject({
      kind,
      message: typeof message === 'string' ? message : expect.stringMatching(message),
    });
  });

  it('no vendor that is complete is taken for a failure', () => {
    expect(
      openaiChat.faultIn?.({
        code: 0,
        message: 'Success',
        sid: 'x',
        choices: [{ message: { content: 'a' }, finish_reason: 'stop' }],
        base_resp: { status_code: 0, status_msg: '' },
      }),
    ).toBeUndefined();
  });
});

describe('an error answer', () => {
  it.each([
    [429, { error: { code: '1113', message: '余额不足' } }, { kind: 'quota', message: '余额不足' }],
    [429, { error: { code: '1302', message: 'Too fast.' } }, { kind: 'rate_limit' }],
    [429, { error: { type: 'engine_overloaded_error', message: 'Busy.' } }, { kind: 'overloaded' }],
    [429, { error: { type: 'exceeded_current_quota_error', message: 'Empty.' } }, { kind: 'quota' }],
    [400, { error: { code: 'Arrearage', message: 'Overdue.' } }, { kind: 'quota' }],
    [401, { error: { code: 'invalid_api_key', message: 'Bad key.' } }, { kind: 'credential' }],
    [402, { error: { message: 'Insufficient Balance' } }, { kind: 'quota' }],
    [403, { error: { code: 'AccountOverdueError', message: 'Overdue.' } }, { kind: 'quota' }],
    [404, { error: { code: 'model_not_found', message: 'No.' } }, { kind: 'not_found', code: 'model_not_found' }],
    [
      422,
      { object: 'error', message: { detail: [{ type: 'extra_forbidden' }] } },
      { kind: 'invalid_request', message: '{"detail":[{"type":"extra_forbidden"}]}' },
    ],
    [
      400,
      { error: { code: 'context_length_exceeded', message: 'Too long.', param: 'messages' } },
      { kind: 'invalid_request', code: 'context_length_exceeded', param: 'messages' },
    ],
    [500, { type: 'error', error: { type: 'api_error', message: 'insufficient balance (1008)' } }, { kind: 'quota' }],
    [
      503,
      { code: 50505, message: 'Model service overloaded.' },
      { kind: 'overloaded', message: 'Model service overloaded.' },
    ],
    [
      500,
      { error: 'llama runner process has terminated' },
      { kind: 'server', message: 'llama runner process has terminated' },
    ],
    [500, {}, { kind: 'server', message: 'The upstream answered with status 500.' }],
  ])('%i %j is told as %j', (status, body, fault) => {
    expect(openaiChat.decodeFault(status, body)).toMatchObject(fault);
  });
});
