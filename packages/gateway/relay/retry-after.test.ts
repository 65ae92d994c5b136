// How long an upstream asks to be left alone, in each of the ways in which one may say it.

import { describe, expect, it } from 'vitest';
import { retryAfterOf, retrySecondsOf } from './retry-after.ts';

const NOTHING = Buffer.alloc(0);
const google = Buffer.from(
  JSON.stringify({
    error: { code: 429, details: [{ '@type': 'x.ErrorInfo' }, { '@type': 'x.RetryInfo', retryDelay: '34.5s' }] },
  }),
);

describe('Retry-After', () => {
  it('is read as seconds, as milliseconds, as a date and from Google’s body', () => {
    expect(retryAfterOf({ headers: { 'retry-after': '5' }, body: NOTHING })).toBe(5000);
    expect(retryAfterOf({ headers: { 'retry-after': '3', 'retry-after-ms': '2500' }, body: NOTHING })).toBe(2500);
    expect(retrySecondsOf({ headers: { 'retry-after': '1.5' }, body: NOTHING })).toBe(1.5);
    const date = new Date(Date.now() + 9_000).toUTCString();
    const wait = retrySecondsOf({ headers: { 'retry-after': date }, body: NOTHING });
    expect(wait).toBeGreaterThan(7);
    expect(wait).toBeLessThanOrEqual(9);
    expect(retryAfterOf({ headers: {}, body: google })).toBe(34_500);
  });

  it('says nothing where it is empty, past, or no time at all', () => {
    for (const header of ['', '0', '-1', 'soon', new Date(Date.now() - 5_000).toUTCString()])
      expect(retryAfterOf({ headers: { 'retry-after': header }, body: NOTHING })).toBeUndefined();
    expect(retryAfterOf({ headers: {}, body: Buffer.from('{"retryDelay') })).toBeUndefined();
  });
});
