// Specification of the envelope scanner: as strict as JSON.parse, and exact about where values stand.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fieldValue, scanEnvelope } from './envelope.ts';

const parses = (text: string): boolean => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
};
const scans = (text: string): boolean => {
  try {
    scanEnvelope(Buffer.from(text));
    return true;
  } catch {
    return false;
  }
};

describe('the envelope scanner', () => {
  it('finds every top-level value of any JSON object', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string({ unit: 'grapheme' }), fc.jsonValue()),
        fc.constantFrom(undefined, 1, '\t'),
        (value, indent) => {
          const plain: Record<string, unknown> = JSON.parse(JSON.stringify(value));
          const envelope = scanEnvelope(Buffer.from(JSON.stringify(plain, null, indent)));
          expect(new Set(envelope.fields.keys())).toEqual(new Set(Object.keys(plain)));
          for (const [name, expected] of Object.entries(plain)) expect(fieldValue(envelope, name)).toEqual(expected);
        },
      ),
    );
  });

  it('accepts and refuses exactly what JSON.parse does, for mutated objects', () => {
    const edit = fc.record({
      at: fc.nat(400),
      remove: fc.nat(3),
      insert: fc.constantFrom(
        '',
        '"',
        '\\',
        '{',
        '}',
        '[',
        ']',
        ',',
        ':',
        '0',
        '-',
        '.',
        'e',
        '\n',
        '\u0001',
        'u12',
        'null',
        'é',
      ),
    });
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom('a', 'b', 'c\n'), fc.jsonValue()),
        fc.array(edit, { minLength: 1, maxLength: 3 }),
        (value, edits) => {
          let text = JSON.stringify(value);
          for (const { at, remove, insert } of edits) text = text.slice(0, at) + insert + text.slice(at + remove);
          fc.pre(!text.includes('__proto__'));
          const twice = parses(text) && !scans(text);
          if (twice) expect(() => scanEnvelope(Buffer.from(text))).toThrow('occurs twice');
          else expect(scans(text)).toBe(parses(text));
        },
      ),
      { numRuns: 3000 },
    );
  });

  it('accepts and refuses exactly what JSON.parse does inside long strings, wherever the odd byte stands', () => {
    const odd = fc.constantFrom('', '\n', '\u0000', '\u001f', ' ', 'é', '语', '\\\\', '\\"', '\\x', '"', '\u007f');
    fc.assert(
      fc.property(odd, fc.nat(5000), fc.nat(7), fc.nat(3000), (inserted, at, shift, length) => {
        const plain = 'A'.repeat(600 + length);
        const text = `{"${'k'.repeat(shift + 1)}":"${plain.slice(0, at)}${inserted}${plain.slice(at)}","b":[1]}`;
        expect(scans(text)).toBe(parses(text));
        if (parses(text)) expect(fieldValue(scanEnvelope(Buffer.from(text)), 'b')).toEqual([1]);
      }),
      { numRuns: 2000 },
    );
  });

  it('refuses a key that occurs twice, also when one is spelled with an escape', () => {
    expect(() => scanEnvelope(Buffer.from('{"model":"a","mod\\u0065l":"b"}'))).toThrow('occurs twice');
  });

  it('refuses nesting without bound instead of overflowing the stack', () => {
    expect(() => scanEnvelope(Buffer.from(`{"a":${'['.repeat(100_000)}`))).toThrow('nested deeper');
  });

  it('weighs text by bytes, and media apart from text', () => {
    const image = `data:image/png;base64,${'A'.repeat(5000)}`;
    const { weight } = scanEnvelope(
      Buffer.from(JSON.stringify({ a: 'abcd', b: '语言', c: [image, 'JVBERi'.padEnd(2000, 'x')] })),
    );
    expect(weight).toMatchObject({ ascii: 4, wide: 6, images: 1, documentBytes: 2000 });
  });
});
