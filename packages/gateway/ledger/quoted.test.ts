// A quoted text is what JSON has for it, whatever is in it.

import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { quoted } from './quoted.ts';

it('writes every text as JSON.stringify does', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme-ascii' })), text => {
      expect(quoted(text)).toBe(JSON.stringify(text));
    }),
  );
  for (const text of ['', '"', '\\', '\n', '\u007f', '\u2028', '\ud800', 'plain']) {
    expect(quoted(text)).toBe(JSON.stringify(text));
  }
});
