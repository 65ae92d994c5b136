// Specification of thinking by generation of model, from every way in which it is asked for.

import { describe, expect, it } from 'vitest';
import type { Reasoning } from '../conversation/request.ts';
import { decodeThinking, encodeThinking, generationOf } from './thinking.ts';

const FLASH = 'gemini-2.5-flash';
const PRO = 'gemini-2.5-pro';
const LITE = 'gemini-2.5-flash-lite';
const PRO_3 = 'gemini-3.1-pro-preview';
const FLASH_3 = 'gemini-3-flash-preview';

describe('what is asked of thinking', () => {
  it.each<[Reasoning, string, object]>([
    [{ effort: 'none' }, FLASH, { config: { thinkingBudget: 0 } }],
    [{ effort: 'none' }, PRO, { config: { thinkingBudget: 128 }, loss: 'clamped' }],
    [{ effort: 'low' }, PRO, { config: { thinkingBudget: 1024, includeThoughts: true } }],
    [{ effort: 'medium' }, PRO, { config: { thinkingBudget: 8192, includeThoughts: true } }],
    [{ effort: 'high' }, LITE, { config: { thinkingBudget: 24_576, includeThoughts: true } }],
    [{ effort: 'max' }, PRO, { config: { thinkingBudget: 32_768, includeThoughts: true } }],
    [{ budget: 100 }, LITE, { config: { thinkingBudget: 512, includeThoughts: true }, loss: 'clamped' }],
    [{ budget: 4096 }, FLASH, { config: { thinkingBudget: 4096, includeThoughts: true } }],
    [{ adaptive: true }, FLASH, { config: { thinkingBudget: -1, includeThoughts: true } }],
    [{ effort: 'none' }, FLASH_3, { config: { thinkingLevel: 'MINIMAL' }, loss: 'clamped' }],
    [{ effort: 'minimal' }, PRO_3, { config: { thinkingLevel: 'LOW', includeThoughts: true } }],
    [{ effort: 'medium' }, PRO_3, { config: { thinkingLevel: 'MEDIUM', includeThoughts: true } }],
    [{ effort: 'xhigh' }, FLASH_3, { config: { thinkingLevel: 'HIGH', includeThoughts: true } }],
    [{ budget: 1024 }, PRO_3, { config: { thinkingLevel: 'LOW', includeThoughts: true } }],
    [{ budget: 4096 }, PRO_3, { config: { thinkingLevel: 'MEDIUM', includeThoughts: true } }],
    [{ budget: 32_000 }, PRO_3, { config: { thinkingLevel: 'HIGH', includeThoughts: true } }],
    [{ adaptive: true }, PRO_3, { config: { includeThoughts: true } }],
    [{ effort: 'high', show: 'none' }, PRO_3, { config: { thinkingLevel: 'HIGH', includeThoughts: false } }],
    [{ effort: 'high' }, 'gemini-2.0-flash', { loss: 'dropped' }],
    [{ effort: 'none' }, 'gemini-2.0-flash', {}],
    [{ effort: 'high' }, 'gemini-2.5-flash-image', { loss: 'dropped' }],
    [{ effort: 'high' }, 'gemini-3-pro-image', { config: { includeThoughts: true }, loss: 'dropped' }],
    [{ effort: 'none' }, 'gemini-3-pro-image', {}],
  ])('%j becomes for %s what it takes', (reasoning, model, expected) => {
    expect(encodeThinking(reasoning, model, 'openai-chat')).toEqual(expected);
  });

  it('is shown to a client of Responses only when it asked for a summary', () => {
    expect(encodeThinking({ effort: 'low' }, PRO_3, 'openai-responses')).toEqual({ config: { thinkingLevel: 'LOW' } });
    expect(encodeThinking({ effort: 'low', show: 'concise' }, PRO_3, 'openai-responses').config).toMatchObject({
      includeThoughts: true,
    });
  });

  it('is left as a client of Gemini wrote it where the model is new', () => {
    const written = (config: object, model: string) =>
      encodeThinking(decodeThinking(config, 'thinkingConfig'), model, 'gemini-generate').config;
    expect(written({ thinkingBudget: -1 }, PRO)).toEqual({ thinkingBudget: -1 });
    expect(written({ thinking_budget: 512, include_thoughts: true }, PRO_3)).toEqual({
      thinkingBudget: 512,
      includeThoughts: true,
    });
    expect(written({ thinkingLevel: 'low' }, PRO_3)).toEqual({ thinkingLevel: 'LOW' });
    expect(written({ thinkingLevel: 'HIGH' }, FLASH)).toEqual({ thinkingBudget: 24_576 });
    expect(written({ includeThoughts: false }, FLASH)).toEqual({ includeThoughts: false });
  });
});

describe('the name of a model', () => {
  it.each([
    ['gemini-3.1-flash-image', { version: 3.1, size: 'flash', makes: 'image' }],
    ['publishers/google/models/gemini-2.5-pro', { version: 2.5, size: 'pro', makes: 'text' }],
    ['gemini-2.5-flash-preview-tts', { version: 2.5, size: 'flash', makes: 'speech' }],
    ['gemini-flash-lite-latest', { version: 3, size: 'lite', makes: 'text' }],
    ['gemini-2.0-flash-exp', { version: 2, size: 'flash', makes: 'text' }],
    ['my-own-name', { version: 2.5, size: 'pro', makes: 'text' }],
  ])('%s tells its generation', (name, generation) => {
    expect(generationOf(name)).toEqual(generation);
  });
});
