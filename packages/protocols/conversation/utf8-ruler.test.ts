// Specification of the ruler: offsets in bytes and in code points are the same places, whatever the pieces.

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Utf8Ruler } from './utf8-ruler.ts';

const characters = fc.array(fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }), { maxLength: 40 });

it('knows every place of a text that came in pieces', () => {
  fc.assert(
    fc.property(characters, pieces => {
      const ruler = new Utf8Ruler();
      for (const piece of pieces) ruler.push(piece);
      const points = [...pieces.join('')];
      expect(ruler.length).toBe(points.length);
      for (let index = 0; index <= points.length; index += 1) {
        const bytes = Buffer.byteLength(points.slice(0, index).join(''));
        expect(ruler.byteAt(index)).toBe(bytes);
        expect(ruler.codePointAt(bytes)).toBe(index);
      }
      expect(ruler.codePointAt(1e9)).toBe(points.length);
    }),
  );
});
