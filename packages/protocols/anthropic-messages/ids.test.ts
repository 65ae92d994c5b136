// Specifies the ids of calls towards Messages clients: in the protocol's style, and found again.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { callIdOf, toolUseId } from './ids.ts';

describe('the id of a call', () => {
  it("is Anthropic's own where it is Anthropic's", () => {
    expect(toolUseId('toolu_01A')).toBe('toolu_01A');
    expect(callIdOf('toolu_01A')).toBe('toolu_01A');
  });

  it.each(['call_abc', 'functions.get_weather:0', 'tool-1', 'chatcmpl-tool-8f7e', 'toolu_of_x', 'é'])(
    'of another provider is found again: %s',
    id => {
      expect(toolUseId(id)).toMatch(/^toolu_[a-zA-Z0-9_-]+$/);
      expect(callIdOf(toolUseId(id))).toBe(id);
    },
  );

  it('is within the charset and the length, and never that of another call', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 100 }), fc.string({ maxLength: 100 }), (one, other) => {
        expect(toolUseId(one)).toMatch(/^toolu_[a-zA-Z0-9_-]{1,58}$/);
        if (one !== other) expect(toolUseId(one)).not.toBe(toolUseId(other));
      }),
    );
  });
});
