// Specification of conditions and failure rules.

import { describe, expect, it } from 'vitest';
import { fits, holds, type Condition, type RequestFacts } from './conditions.ts';
import { readRules } from './rules.ts';

const facts = (changes: Partial<RequestFacts> = {}): RequestFacts => ({
  model: 'claude-sonnet-4-5',
  protocol: 'anthropic-messages',
  group: 'vip',
  streamed: true,
  // A Saturday, 23:30 in Berlin.
  now: Date.UTC(2026, 10, 28, 22, 30),
  promptTokens: () => 1000,
  carries: medium => medium === 'image',
  header: name => (name === 'x-team' ? 'red-1' : undefined),
  ...changes,
});

describe('a pattern', () => {
  it.each([
    ['*', 'anything', true],
    ['a*c', 'abc', true],
    ['a*c', 'ac', true],
    ['ab*bc', 'abc', false],
    ['*b*', 'abc', true],
    ['a*b*c', 'a-b-c', true],
    ['a*b*c', 'a-c-c', false],
    ['a.c', 'abc', false],
  ])('%s on %s: %s', (pattern, text, expected) => expect(fits(pattern, text)).toBe(expected));
});

describe('a condition', () => {
  it.each<[Condition, boolean]>([
    [{}, true],
    [{ models: ['gpt-*', 'claude-*'] }, true],
    [{ models: ['gpt-*'] }, false],
    [{ protocols: ['openai-chat'] }, false],
    [{ groups: ['vip'], streamed: true, minTokens: 1000, maxTokens: 1000 }, true],
    [{ minTokens: 1001 }, false],
    [{ maxTokens: 999 }, false],
    [{ media: ['video', 'image'] }, true],
    [{ media: ['video'] }, false],
    [{ headers: { 'x-team': 'red-*' } }, true],
    [{ headers: { 'x-team': 'red-*', 'x-none': '*' } }, false],
    [{ hours: '22:00-06:00' }, true],
    [{ hours: '22:00-23:00', zone: 'Europe/Berlin' }, false],
    [{ hours: '23:00-01:00', zone: 'Europe/Berlin', days: ['sat'] }, true],
    [{ days: ['sun'], zone: 'Asia/Shanghai' }, true],
    [{ days: ['mon'] }, false],
  ])('%j: %s', (condition, expected) => expect(holds(condition, facts())).toBe(expected));
});

describe('the rules of failures', () => {
  it('know every status and trouble without the operator', () => {
    const rules = readRules('');
    expect(rules.ofStatus(400)).toEqual({ next: false, again: false, effect: 'ignore' });
    expect(rules.ofStatus(401)).toMatchObject({ next: true, effect: 'off' });
    expect(rules.ofStatus(429)).toMatchObject({ next: true, effect: 'cool' });
    expect(rules.ofStatus(500)).toMatchObject({ next: true, again: true, effect: 'count' });
    expect(rules.ofStatus(504)).toMatchObject({ next: true, again: false, effect: 'count' });
    expect(rules.ofStatus(302)).toMatchObject({ next: true });
    expect(rules.ofTrouble('connect')).toMatchObject({ next: true, effect: 'count' });
  });

  it('give way to the operator’s, the narrower first', () => {
    const rules = readRules('5xx=stop; 400-404 = next suspend, again; 529=next cool; connect=stop off');
    expect(rules.ofStatus(502)).toMatchObject({ next: false });
    expect(rules.ofStatus(504)).toMatchObject({ next: true });
    expect(rules.ofStatus(529)).toMatchObject({ next: true, effect: 'cool' });
    expect(rules.ofStatus(400)).toEqual({ next: true, again: true, effect: 'suspend' });
    expect(rules.ofTrouble('connect')).toMatchObject({ next: false, effect: 'off' });
  });

  it.each(['x', '429', '429=', '429=fly', '429=next stop', '429=count cool', '600=next'])('%s is refused', text =>
    expect(() => readRules(text)).toThrow(RangeError),
  );
});
