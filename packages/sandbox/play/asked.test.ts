// What the practice upstream takes for the question in a turn that an agent has wrapped.

import { describe, expect, it } from 'vitest';
import { askedOf, names } from './asked.ts';

describe('the question in a turn', () => {
  it('is the last text, without the blocks that agents wrap around it', () => {
    const turn = ['<system-reminder>use the agent tool</system-reminder>', 'Say hello', '<env_context>x</env_context>'];
    expect(askedOf(turn)).toBe('Say hello');
    expect(askedOf(['<system-reminder>a</system-reminder>\nSay hello'])).toBe('Say hello');
  });

  it('is the whole turn when an agent sent nothing but its blocks, and keeps ordinary tags', () => {
    expect(askedOf(['<user-prompt>get_weather</user-prompt>'])).toBe('<user-prompt>get_weather</user-prompt>');
    expect(askedOf(['<b>bold</b>'])).toBe('<b>bold</b>');
    expect(askedOf([])).toBe('');
  });
});

describe('a tool', () => {
  it('is named as a word of its own only', () => {
    expect(names('please call get_weather.', 'get_weather')).toBe(true);
    expect(names('two agents and a user-agent', 'agent')).toBe(false);
    expect(names('a.b is odd', 'a+b')).toBe(false);
  });
});
