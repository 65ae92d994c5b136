// Specifies the second factor by the published vectors (RFC 6238, RFC 4648).

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  base32,
  codeAt,
  fromBase32,
  matchingStep,
  newBackupCodes,
  newTotpSecret,
  stepAt,
  totpAddress,
} from './totp.ts';

const SECRET = base32(Buffer.from('12345678901234567890'));

describe('a code', () => {
  it.each([
    [59, '287082'],
    [1_111_111_109, '081804'],
    [1_111_111_111, '050471'],
    [1_234_567_890, '005924'],
    [2_000_000_000, '279037'],
    [20_000_000_000, '353130'],
  ])('at second %i is %s', (second, code) => {
    expect(codeAt(SECRET, stepAt(second * 1000))).toBe(code);
  });

  it('is taken one step early and late, with blanks and full-width digits, and no further', () => {
    const now = 1_234_567_890_000;
    const step = stepAt(now);
    expect(matchingStep(SECRET, '005 924', now)).toBe(step);
    expect(matchingStep(SECRET, '００５９２４', now)).toBe(step);
    expect(matchingStep(SECRET, '005924', now + 30_000)).toBe(step);
    expect(matchingStep(SECRET, '005924', now - 30_000)).toBe(step);
    expect(matchingStep(SECRET, '005924', now + 60_000)).toBeUndefined();
    expect(matchingStep(SECRET, '5924', now)).toBeUndefined();
  });
});

describe('base32', () => {
  it('is the one of RFC 4648, without padding', () => {
    expect(SECRET).toBe('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ');
    expect(base32(Buffer.from('foobar'))).toBe('MZXW6YTBOI');
    expect(() => fromBase32('A1')).toThrow(RangeError);
  });

  it('reads back what was written', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), bytes => {
        expect([...fromBase32(base32(bytes).toLowerCase())]).toEqual([...bytes]);
      }),
    );
  });
});

describe('what is made', () => {
  it('is random, and named in the address that apps read', () => {
    expect(newTotpSecret()).toMatch(/^[A-Z2-7]{32}$/);
    expect(new Set(newBackupCodes()).size).toBe(10);
    expect(totpAddress('My Gate', 'a@b.c', 'AB')).toBe(
      'otpauth://totp/My%20Gate:a%40b.c?secret=AB&issuer=My%20Gate&algorithm=SHA1&digits=6&period=30',
    );
  });
});
