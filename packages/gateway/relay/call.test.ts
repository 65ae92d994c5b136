// Specification of reading a call: what is understood of a request, and what is refused before anything is held.

import { describe, expect, it } from 'vitest';
import { readCall, readGeminiCall } from './call.ts';
import { scanEnvelope } from './envelope.ts';

const body = (value: unknown): ReturnType<typeof scanEnvelope> => scanEnvelope(Buffer.from(JSON.stringify(value)));
const messages = [{ role: 'user', content: 'hi' }];

describe('reading a call', () => {
  it('reads model, form, limits and choices of each protocol', () => {
    const chat = body({
      model: 'a',
      messages,
      stream: true,
      max_tokens: 5,
      n: 2,
      stream_options: { include_usage: true },
    });
    expect(readCall('openai-chat', 'generate', chat)).toMatchObject({
      model: 'a',
      form: 'events',
      outputLimit: 5,
      choices: 2,
      wantsUsage: true,
    });
    const responses = body({ model: 'b', input: 'hi', max_output_tokens: 16, previous_response_id: 'resp_1' });
    expect(readCall('openai-responses', 'generate', responses)).toMatchObject({
      model: 'b',
      form: 'whole',
      outputLimit: 16,
      state: { kind: 'response', id: 'resp_1' },
    });
    const claude = body({
      model: 'c',
      messages,
      max_tokens: 7,
      thread: { type: 'continue', previous_message_id: 'msg_1' },
    });
    expect(readCall('anthropic-messages', 'generate', claude)).toMatchObject({
      outputLimit: 7,
      state: { kind: 'thread', id: 'msg_1' },
    });
    const gemini = body({ contents: [], generation_config: { maxOutputTokens: 9, candidateCount: 3 } });
    expect(readGeminiCall('models/d/e', 'generate', 'array', gemini)).toMatchObject({
      model: 'd/e',
      form: 'array',
      outputLimit: 9,
      choices: 3,
    });
  });

  it('takes null for absent', () => {
    const chat = body({ model: 'a', messages, max_tokens: null, n: null, stream: null });
    expect(readCall('openai-chat', 'generate', chat)).toMatchObject({
      outputLimit: undefined,
      choices: 1,
      form: 'whole',
    });
  });

  it.each([
    [{ messages }, 'model'],
    [{ model: 7, messages }, 'model'],
    [{ model: 'x'.repeat(300), messages }, 'model'],
    [{ model: 'a\u0000b', messages }, 'model'],
    [{ model: 'a' }, 'messages'],
    [{ model: 'a', messages: 'hi' }, 'messages'],
    [{ model: 'a', messages, stream: 'yes' }, 'stream'],
    [{ model: 'a', messages, max_tokens: -1 }, 'max_tokens'],
    [{ model: 'a', messages, max_tokens: 1.5 }, 'max_tokens'],
    [{ model: 'a', messages, n: 0 }, 'n'],
    [{ model: 'a', messages, temperature: '1' }, 'temperature'],
    [{ model: 'a', messages, tools: {} }, 'tools'],
  ])('refuses %j and names %s', (value, param) => {
    expect(() => readCall('openai-chat', 'generate', body(value))).toThrow(
      expect.objectContaining({ code: 'invalid_request', param }),
    );
  });

  it('refuses numbers that overflow', () => {
    const envelope = scanEnvelope(Buffer.from('{"model":"a","messages":[],"temperature":1e999}'));
    expect(() => readCall('openai-chat', 'generate', envelope)).toThrow('temperature');
  });

  it('requires max_tokens of Anthropic messages, but not for counting', () => {
    expect(() => readCall('anthropic-messages', 'generate', body({ model: 'a', messages }))).toThrow(
      'max_tokens: Field required',
    );
    expect(readCall('anthropic-messages', 'count', body({ model: 'a', messages })).operation).toBe('count');
  });

  it('refuses a background response that is not streamed: its usage would never pass here', () => {
    expect(() => readCall('openai-responses', 'generate', body({ model: 'a', input: 'x', background: true }))).toThrow(
      'background',
    );
  });
});
