// Specification of the catalog: its rows are what the code takes them for, and names lead to the right one.

import { describe, expect, it } from 'vitest';
import { loadCatalog, protocolsOf } from './catalog.ts';

const catalog = loadCatalog();

describe('the catalog', () => {
  it('has an identity, a kind and readable numbers in every row', () => {
    expect(catalog.models().length).toBeGreaterThan(1000);
    for (const model of catalog.models()) {
      expect(model.id).toMatch(/^\S.*$/);
      expect([
        'chat',
        'completion',
        'embedding',
        'rerank',
        'image',
        'video',
        'tts',
        'stt',
        'realtime',
        'moderation',
        'ocr',
        'search',
        'music',
      ]).toContain(model.kind);
      expect(model.maxOutput === undefined || (Number.isInteger(model.maxOutput) && model.maxOutput > 0)).toBe(true);
      expect(Number.isInteger(model.created) && model.created >= 0).toBe(true);
    }
  });

  it('makes a price of every priced row, exactly', () => {
    const priced = catalog.models().filter(model => model.price !== undefined);
    expect(priced.length).toBeGreaterThan(1100);
    expect(priced.every(model => model.price?.source === 'catalog')).toBe(true);
    expect(catalog.find('gpt-4o-mini')?.price?.token).toEqual({
      input: 150_000_000_000n,
      output: 600_000_000_000n,
      cacheRead: 75_000_000_000n,
    });
  });

  it('answers a name with its maker, and a host when asked for it', () => {
    expect(catalog.find('deepseek-v4-pro')?.provider).toBe('deepseek');
    expect(catalog.find('bailian/deepseek-v4-pro')?.provider).toBe('bailian');
    expect(catalog.of('zai', 'glm-5.2')?.provider).toBe('zai');
    expect(catalog.find('no-such-model')).toBeUndefined();
  });

  it('knows where a model lives natively', () => {
    const at = (name: string): unknown => {
      const model = catalog.find(name);
      return model === undefined ? undefined : protocolsOf(model);
    };
    expect(at('claude-sonnet-4-5')).toEqual(['anthropic-messages']);
    expect(at('gemini-2.5-pro')).toEqual(['gemini-generate']);
    expect(at('gpt-5.1')).toEqual(['openai-chat', 'openai-responses']);
    expect(
      catalog
        .models()
        .filter(model => model.responsesOnly)
        .every(model => protocolsOf(model)[0] === 'openai-responses'),
    ).toBe(true);
  });
});
