// Periods in time zones: where they begin and end, through summer time and every kind of odd midnight.

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isTimeZone, momentIn, PERIODS, spanAt } from './periods.ts';

const HOUR = 3_600_000;
const at = (text: string): number => Date.parse(text);

describe('a day', () => {
  it('is that of the time zone, not of the machine', () => {
    const now = at('2026-11-24T20:30:00Z');
    expect(spanAt('day', 'UTC', now).stamp).toBe('2026-11-24');
    expect(spanAt('day', 'Asia/Shanghai', now)).toEqual({
      stamp: '2026-11-25',
      from: at('2026-11-24T16:00:00Z'),
      until: at('2026-11-25T16:00:00Z'),
    });
    expect(spanAt('day', 'Pacific/Kiritimati', now).stamp).toBe('2026-11-25');
    expect(spanAt('day', 'Pacific/Niue', at('2026-11-24T10:30:00Z')).stamp).toBe('2026-11-23');
  });

  it('has 23 and 25 hours where the clock is put forward and back', () => {
    const spring = spanAt('day', 'Europe/Berlin', at('2027-03-28T12:00:00Z'));
    const autumn = spanAt('day', 'Europe/Berlin', at('2026-10-25T12:00:00Z'));
    expect((spring.until - spring.from) / HOUR).toBe(23);
    expect((autumn.until - autumn.from) / HOUR).toBe(25);
    expect(autumn.from).toBe(at('2026-10-24T22:00:00Z'));
  });

  it('begins at one where the clock jumps over midnight, and is one day where it falls back to the day before', () => {
    const forward = spanAt('day', 'Africa/Cairo', at('2027-04-30T12:00:00Z'));
    expect(new Date(forward.from).toISOString()).toBe('2027-04-29T22:00:00.000Z');
    expect((forward.until - forward.from) / HOUR).toBe(23);
    const back = spanAt('day', 'Africa/Cairo', at('2026-10-29T12:00:00Z'));
    expect((back.until - back.from) / HOUR).toBe(25);
  });
});

describe('a week and a month', () => {
  it('begin on a Monday and on a first', () => {
    const now = at('2026-11-29T23:30:00Z');
    expect(spanAt('week', 'UTC', now)).toEqual({
      stamp: '2026-11-23',
      from: at('2026-11-23T00:00:00Z'),
      until: at('2026-11-30T00:00:00Z'),
    });
    expect(spanAt('week', 'Asia/Tokyo', now).stamp).toBe('2026-11-30');
    expect(spanAt('month', 'America/Los_Angeles', at('2026-12-01T07:59:59Z')).stamp).toBe('2026-11');
    expect(spanAt('month', 'America/Los_Angeles', at('2026-12-01T08:00:00Z')).stamp).toBe('2026-12');
  });
});

describe('every period', () => {
  const zones = ['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe', 'Africa/Cairo'];

  it('holds its moment, touches the next one and has the same stamp from end to end', () => {
    const moment = fc.integer({ min: at('2020-01-01T00:00:00Z'), max: at('2035-01-01T00:00:00Z') });
    fc.assert(
      fc.property(fc.constantFrom(...PERIODS), fc.constantFrom(...zones), moment, (period, zone, now) => {
        const span = spanAt(period, zone, now);
        expect(span.from).toBeLessThanOrEqual(now);
        expect(span.until).toBeGreaterThan(now);
        expect(spanAt(period, zone, span.from)).toEqual(span);
        expect(spanAt(period, zone, span.until - 1)).toEqual(span);
        const next = spanAt(period, zone, span.until);
        expect(next.from).toBe(span.until);
        expect(next.stamp > span.stamp).toBe(true);
        expect(spanAt(period, zone, now)).toEqual(span);
      }),
      { numRuns: 200 },
    );
  });
});

describe('a time zone', () => {
  it('is a name of the IANA list', () => {
    for (const zone of ['UTC', 'Europe/Berlin', 'America/Argentina/Buenos_Aires', 'Etc/GMT+8'])
      expect([zone, isTimeZone(zone)]).toEqual([zone, true]);
    for (const zone of ['', 'Berlin', '+08:00', '-03', 'Europe/Atlantis', 'UTC\n', 'Europe/Berlin;'])
      expect([zone, isTimeZone(zone)]).toEqual([zone, false]);
  });

  it('stands beside a moment that is written for its people', () => {
    expect(momentIn('Europe/Berlin', at('2026-11-24T23:00:00Z'))).toBe('2026-11-25 00:00 (Europe/Berlin)');
  });
});
