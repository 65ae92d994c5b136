// Specification of writing requests for Gemini from clients of other protocols, beyond the traps.

import { describe, expect, it } from 'vitest';
import type { Part } from '../conversation/part.ts';
import type { ConversationRequest, Message } from '../conversation/request.ts';
import type { Target } from '../codec.ts';
import { geminiGenerate } from './codec.ts';

const FLASH: Target = { model: 'gemini-2.5-flash', vendor: 'gemini' };
const GO: Omit<Message, 'at'> = { role: 'user', parts: [{ type: 'text', text: 'Go.' }] };

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

const encode = (given: ConversationRequest, target = FLASH) => geminiGenerate.encodeRequest(given, target);
const say = (role: Message['role'], ...words: readonly string[]): Omit<Message, 'at'> => ({
  role,
  parts: words.map((text): Part => ({ type: 'text', text })),
});

describe('the words of the system', () => {
  it('stand before the conversation when they lead it, and in their place when they come later', () => {
    const { body, losses } = encode(
      request([
        say('system', 'One.', ''),
        say('developer', 'Two.'),
        GO,
        say('developer', 'Now three.'),
        say('user', 'And?'),
      ]),
    );
    expect(body).toEqual({
      systemInstruction: { parts: [{ text: 'One.' }, { text: 'Two.' }] },
      contents: [
        { role: 'user', parts: [{ text: 'Go.' }] },
        { role: 'user', parts: [{ text: 'Now three.' }] },
        { role: 'user', parts: [{ text: 'And?' }] },
      ],
    });
    expect(losses).toEqual([{ path: 'messages[3]', how: 'emulated' }]);
  });

  it('are spoken to for models that only speak', () => {
    const speech = { output: { modalities: ['text', 'audio'], speech: { voice: 'alloy', format: 'wav' } } } as const;
    const { body } = encode(request([say('system', 'Whisper.'), GO], speech), {
      model: 'gemini-2.5-flash-preview-tts',
      vendor: 'gemini',
    });
    expect(body).toEqual({
      contents: [{ role: 'user', parts: [{ text: 'Whisper.' }, { text: 'Go.' }] }],
      generationConfig: {
        responseModalities: ['AUDIO'],
        speechConfig: { voiceConfig: { prebuiltVoiceConfig: { voiceName: 'Kore' } } },
      },
    });
  });
});

describe('turns', () => {
  it('are never empty, and two of the model are kept apart', () => {
    const { body } = encode(
      request([GO, say('assistant', 'One.'), say('user', ''), say('assistant', '', 'Two.'), say('assistant', ''), GO]),
    );
    expect(body['contents']).toEqual([
      { role: 'user', parts: [{ text: 'Go.' }] },
      { role: 'model', parts: [{ text: 'One.' }] },
      { role: 'user', parts: [{ text: ' ' }] },
      { role: 'model', parts: [{ text: 'Two.' }] },
      { role: 'user', parts: [{ text: 'Go.' }] },
    ]);
  });

  it('begin with the user when the model would begin with a call', () => {
    const called: Part = { type: 'tool_call', id: 'c1', name: 'f', kind: 'function', input: '{}' };
    const result: Part = {
      type: 'tool_result',
      callId: 'c1',
      kind: 'function',
      content: [{ type: 'text', text: 'x' }],
      failed: true,
    };
    const { body } = encode(
      request([
        { role: 'assistant', parts: [called] },
        { role: 'user', parts: [result] },
      ]),
    );
    expect(body['contents']).toEqual([
      { role: 'user', parts: [{ text: ' ' }] },
      { role: 'model', parts: [{ functionCall: { id: 'c1', name: 'f', args: {} } }] },
      { role: 'user', parts: [{ functionResponse: { id: 'c1', name: 'f', response: { error: 'x' } } }] },
    ]);
  });

  it('are needed: a conversation of the system alone is refused', () => {
    expect(() => encode(request([say('system', 'One.')]))).toThrow('no message of a user');
  });
});

describe('what is asked of the answer', () => {
  it('is brought into range, and what is no part of this protocol is told', () => {
    const given = request([GO], {
      sampling: { temperature: 3, topP: 1, seed: 2 ** 40, logitBias: { '1': 5 } },
      output: { limit: 100_000, verbosity: 'low', stop: ['1', '2', '', '3', '4', '5', '6', '7'] },
      handling: { user: 'u', metadata: { a: 'b' }, serviceTier: 'auto', cacheKey: 'k', store: false },
      extras: { reasoning_summary: 'x' },
    });
    const { body, losses, cutAt } = encode(given, { ...FLASH, maxOutput: 65_536 });
    expect(body['generationConfig']).toEqual({
      temperature: 2,
      topP: 1,
      seed: 2 ** 31 - 1,
      maxOutputTokens: 65_536,
      stopSequences: ['1', '2', '3', '4', '5'],
    });
    expect(cutAt).toEqual(['6', '7']);
    expect(losses.map(({ path, how }) => `${path} ${how}`)).toEqual([
      'logit_bias dropped',
      'temperature clamped',
      'seed clamped',
      'max_completion_tokens clamped',
      'verbosity dropped',
      'metadata dropped',
      'user dropped',
      'prompt_cache_key dropped',
      'reasoning_summary dropped',
    ]);
  });

  it('may be meant for Google alone', () => {
    const extras = {
      google: { safety_settings: [{ category: 'C', threshold: 'OFF' }], cached_content: 'cachedContents/x' },
    };
    const { body, losses } = encode(request([GO], { extras }));
    expect(body['safetySettings']).toEqual([{ category: 'C', threshold: 'OFF' }]);
    expect(losses).toEqual([{ path: 'extra_body.google.cachedContent', how: 'dropped' }]);
  });

  it('may be a picture', () => {
    const given = request([GO], {
      output: { modalities: ['text', 'image'], image: { aspectRatio: '16:9', size: '2K' } },
    });
    expect(encode(given, { model: 'gemini-3-pro-image', vendor: 'gemini' }).body['generationConfig']).toEqual({
      responseModalities: ['TEXT', 'IMAGE'],
      imageConfig: { aspectRatio: '16:9', imageSize: '2K' },
    });
  });
});

describe('tools', () => {
  it('of free text become functions with their grammar in words, and names that are too long become short', () => {
    const long = `mcp__${'a'.repeat(80)}`;
    const tools = [
      {
        type: 'custom',
        name: 'apply_patch',
        description: 'Patches.',
        grammar: { syntax: 'lark', definition: 'start: "x"' },
      },
      { type: 'function', name: long, namespace: 'web' },
    ] as const;
    const { body, names } = encode(request([GO], { origin: 'openai-responses', tools }));
    const [declared] = Array.isArray(body['tools']) ? body['tools'] : [];
    const [patch, other] = declared.functionDeclarations;
    expect(patch).toMatchObject({ name: 'apply_patch', description: expect.stringContaining('start: "x"') });
    expect(patch.parametersJsonSchema.required).toEqual(['input']);
    expect(other.name.length).toBeLessThanOrEqual(64);
    expect(names.client(other.name)).toEqual({ name: long, namespace: 'web', kind: 'function' });
  });

  it('are offered once, though they were offered twice', () => {
    const tools = [
      { type: 'function', name: 'f' },
      { type: 'function', name: 'f', description: 'Newer.' },
    ] as const;
    expect(encode(request([GO], { tools })).body['tools']).toEqual([
      { functionDeclarations: [{ name: 'f', description: 'Newer.' }] },
    ]);
  });

  it('that must keep to their schemas are validated', () => {
    const strict = (...flags: readonly boolean[]) =>
      request([GO], { tools: flags.map((flag, index) => ({ type: 'function', name: `f${index}`, strict: flag })) });
    expect(encode(strict(true, true)).body['toolConfig']).toEqual({ functionCallingConfig: { mode: 'VALIDATED' } });
    expect(encode(strict(true, false)).body['toolConfig']).toBeUndefined();
    expect(encode(strict(true), { ...FLASH, model: 'gemini-2.0-flash' }).body['toolConfig']).toBeUndefined();
  });

  it('that only their own provider has are refused by name, or left out where nothing hangs on them', () => {
    const hosted = (tool: 'file_search' | 'tool_search' | 'code_execution' | 'other') =>
      request([GO], {
        origin: 'openai-responses',
        tools: [{ type: 'hosted', tool, label: tool, native: { origin: 'openai-responses', value: { type: tool } } }],
      });
    expect(() => encode(hosted('file_search'))).toThrow(expect.objectContaining({ param: 'tools[0]' }));
    expect(encode(hosted('code_execution')).body['tools']).toEqual([{ codeExecution: {} }]);
    expect(encode(hosted('tool_search')).losses).toEqual([]);
    expect(encode(hosted('other')).losses).toEqual([{ path: 'tools[0]', how: 'dropped' }]);
  });
});

describe('what a provider made', () => {
  it('stays with it: thoughts, searches and items of others are left out', () => {
    const parts: readonly Part[] = [
      { type: 'thinking', text: 'Hm.', proof: { origin: 'anthropic-messages', value: 'sig' } },
      { type: 'server_tool', tool: 'web_search', id: 's', query: 'q' },
      { type: 'native', label: 'compaction', native: { origin: 'openai-responses', value: { type: 'compaction' } } },
      { type: 'text', text: 'So.' },
    ];
    const { body, losses } = encode(request([GO, { role: 'assistant', parts }, GO]));
    expect(body['contents']).toMatchObject([{}, { role: 'model', parts: [{ text: 'So.' }] }, {}]);
    expect(JSON.stringify(body)).not.toContain('Hm.');
    expect(losses.map(({ path }) => path)).toEqual(['messages[1].content[1]', 'messages[1].content[2]']);
  });
});
