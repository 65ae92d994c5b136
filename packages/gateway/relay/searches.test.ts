// Specification of search fees: what is held for, and what is charged, by provider.

import { describe, expect, it } from 'vitest';
import { usageOf } from '@turnpike/protocols/conversation/usage';
import { readCall, readGeminiCall, type Call } from './call.ts';
import { scanEnvelope } from './envelope.ts';
import { searchesHeld, withChargedSearches } from './searches.ts';

const chat = (fields: object): Call =>
  readCall(
    'openai-chat',
    'generate',
    scanEnvelope(Buffer.from(JSON.stringify({ model: 'm', messages: [], ...fields }))),
  );
const claude = (tools: unknown): Call => {
  const body = { model: 'm', max_tokens: 1, messages: [], tools };
  return readCall('anthropic-messages', 'generate', scanEnvelope(Buffer.from(JSON.stringify(body))));
};
const gemini = (): Call =>
  readGeminiCall('m', 'generate', 'whole', scanEnvelope(Buffer.from('{"contents":[],"tools":[{"googleSearch":{}}]}')));
const charged = (call: Call, model: string, searches: number, spoken = call.protocol): number =>
  withChargedSearches(usageOf({ output: 1, searches }), call, model, spoken).searches;

describe('searches', () => {
  it('are held for as often as the tools allow, or as is usual', () => {
    expect(searchesHeld(claude([{ type: 'web_search_20250305', name: 'web_search', max_uses: 8 }]))).toBe(8);
    expect(searchesHeld(claude([{ type: 'web_search_20250305', name: 'web_search' }]))).toBe(5);
    expect(searchesHeld(claude([{ name: 'lookup', input_schema: {} }]))).toBe(0);
    expect(searchesHeld(gemini())).toBe(5);
    expect(searchesHeld(chat({ web_search_options: {} }))).toBe(5);
    expect(searchesHeld(chat({ web_search_options: { search_context_size: 'high' } }))).toBe(10);
    expect(searchesHeld(chat({ plugins: [{ id: 'web' }] }))).toBe(5);
    expect(searchesHeld(chat({ plugins: [{ id: 'file-parser' }] }))).toBe(0);
    expect(searchesHeld(chat({ model: 'gpt-4o-search-preview', web_search_options: {} }))).toBe(1);
    expect(searchesHeld(chat({ model: 'gpt-4o-search-preview' }))).toBe(1);
    expect(searchesHeld(chat({}))).toBe(0);
    expect(searchesHeld(claude([{ type: 'web_search_20250305', name: 'web_search', max_uses: 999_999_999 }]))).toBe(
      100,
    );
  });

  it('of OpenAI chat are one a request, which its usage does not tell', () => {
    expect(charged(chat({}), 'gpt-4o-search-preview', 0)).toBe(1);
    expect(charged(chat({ web_search_options: {} }), 'any', 0)).toBe(1);
    expect(charged(chat({}), 'gpt-4o', 0)).toBe(0);
    expect(charged(chat({ web_search_options: {} }), 'claude-sonnet-4-5', 3, 'anthropic-messages')).toBe(3);
  });

  it('of Gemini are one a grounded prompt up to 2.5, and one a query from 3', () => {
    expect(charged(gemini(), 'gemini-2.5-flash', 4)).toBe(1);
    expect(charged(gemini(), 'models/gemini-2.0-flash', 4)).toBe(1);
    expect(charged(gemini(), 'gemini-2.5-flash', 0)).toBe(0);
    expect(charged(gemini(), 'gemini-3-pro-preview', 4)).toBe(4);
  });
});
