// Specification of the registry: every kind is complete, and its addresses are where its provider says.

import { describe, expect, it } from 'vitest';
import type { Protocol } from '@turnpike/protocols/failures';
import { maySpeak, providerKind, providerNames } from './registry.ts';

const path = (name: string, protocol: Protocol, more: Record<string, unknown> = {}): string | undefined =>
  providerKind(name)?.path({ protocol, action: 'generate', model: 'm/x', streamed: true, version: 'v1beta', ...more });

describe('the provider kinds', () => {
  it.each(providerNames())('%s has a title, an address or none, and roots that join it', name => {
    const kind = providerKind(name);
    expect(kind?.title).not.toBe('');
    expect(kind?.defaultBaseUrl).toMatch(/^$|^https?:\/\/[^/]+(\/.*[^/])?$/);
    for (const root of Object.values(kind?.roots ?? {})) expect(root).toMatch(/^$|^\/.*[^/]$/);
    expect(kind?.speaks.every(protocol => kind !== undefined && maySpeak(kind, protocol))).toBe(true);
  });

  it('build the paths that the providers document', () => {
    expect(path('openai', 'openai-chat')).toBe('/v1/chat/completions');
    expect(path('openai', 'openai-responses', { action: { stored: 'r/cancel' } })).toBe('/v1/responses/r/cancel');
    expect(path('openai', 'openai-responses', { action: 'compact' })).toBe('/v1/responses/compact');
    expect(path('anthropic', 'anthropic-messages', { action: 'count' })).toBe('/v1/messages/count_tokens');
    expect(path('gemini', 'gemini-generate')).toBe('/v1beta/models/m/x:streamGenerateContent');
    expect(path('gemini', 'gemini-generate', { action: 'count', version: 'v1' })).toBe('/v1/models/m/x:countTokens');
    expect(path('zhipu', 'openai-chat')).toBe('/api/paas/v4/chat/completions');
    expect(path('bailian', 'openai-chat')).toBe('/compatible-mode/v1/chat/completions');
    expect(path('deepseek', 'anthropic-messages')).toBe('/anthropic/v1/messages');
    expect(path('groq', 'openai-responses')).toBe('/openai/v1/responses');
    expect(path('perplexity', 'openai-chat')).toBe('/chat/completions');
  });

  it('send the credential where each protocol expects it, and none where there is none', () => {
    const kind = providerKind('relay');
    expect(kind?.authorize('openai-chat', 's')).toEqual([['authorization', 'Bearer s']]);
    expect(kind?.authorize('anthropic-messages', 's')).toEqual([['x-api-key', 's']]);
    expect(kind?.authorize('gemini-generate', 's')).toEqual([['x-goog-api-key', 's']]);
    expect(providerKind('openrouter')?.authorize('anthropic-messages', 's')).toEqual([['authorization', 'Bearer s']]);
    expect(kind?.authorize('openai-chat', '')).toEqual([]);
  });
});
