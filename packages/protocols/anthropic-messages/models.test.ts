// Specifies which generation of Claude a name means, at Anthropic and at its hosts.

import { describe, expect, it } from 'vitest';
import { rulesOf } from './models.ts';

describe('the name of a model', () => {
  it.each([
    ['claude-2.1', 'none', 'all'],
    ['claude-3-haiku-20240307', 'none', 'all'],
    ['claude-3-5-sonnet-v2@20241022', 'none', 'all'],
    ['claude-3.7-sonnet', 'budget', 'all'],
    ['us.anthropic.claude-3-7-sonnet-20250219-v1:0', 'budget', 'all'],
    ['claude-sonnet-4-20250514', 'budget', 'all'],
    ['claude-4-opus-20250514', 'budget', 'all'],
    ['claude-opus-4-0', 'budget', 'all'],
    ['claude-opus-4-1-20250805', 'budget', 'one'],
    ['anthropic/claude-sonnet-4.5', 'budget', 'one'],
    ['global.anthropic.claude-haiku-4-5-20251001-v1:0', 'budget', 'one'],
    ['claude-opus-4-6-20260205', 'either', 'one'],
    ['claude-opus-4-7', 'effort', 'none'],
    ['claude-opus-4-8', 'effort', 'none'],
    ['claude-sonnet-5', 'effort', 'none'],
    ['claude-opus-5-5', 'effort', 'none'],
    ['claude-mythos-preview', 'always', 'none'],
    ['claude-fable-5-1', 'always', 'none'],
    ['claude-latest', 'effort', 'none'],
    ['deepseek-chat', 'budget', 'all'],
    ['MiniMax-M3', 'budget', 'all'],
  ] as const)('%s thinks by %s and takes %s of the sampling', (name, thinking, sampling) => {
    expect(rulesOf(name)).toMatchObject({ thinking, sampling });
  });

  it('says what efforts there are', () => {
    expect(rulesOf('claude-opus-4-5').efforts).toEqual(['low', 'medium', 'high']);
    expect(rulesOf('claude-sonnet-4-5').efforts).toEqual([]);
    expect(rulesOf('claude-opus-4-6').efforts).not.toContain('xhigh');
  });
});
