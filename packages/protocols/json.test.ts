// Specifies the reading of JSON: no digit of a number is lost on the way through.

import { describe, expect, it } from 'vitest';
import { parseJson } from './json.ts';

describe('a JSON text that is read and written again', () => {
  it.each([
    '{"id":12345678901234567890}',
    '[-9007199254740993,9007199254740991]',
    '{"a":[{"b":0.12345678901234567890123}]}',
    '{"text":"1234567890123456789","n":1.5}',
  ])('keeps %s', text => {
    expect(JSON.stringify(parseJson(text))).toBe(text);
  });

  it('gives plain numbers where they are exact', () => {
    expect(parseJson('{"at":1732650000000,"hash":"0123456789abcdef","half":0.5,"cost":0.0076509169000000005}')).toEqual(
      {
        at: 1_732_650_000_000,
        hash: '0123456789abcdef',
        half: 0.5,
        cost: 0.0076509169000000005,
      },
    );
  });

  it('refuses what is not JSON', () => {
    expect(() => parseJson('{"a":1234567890123456789')).toThrow(SyntaxError);
  });
});
