// Specification of health: what opens a breaker, how long it rests, who may try it, and what other nodes take over.

import { describe, expect, it } from 'vitest';
import { Health, type HealthEvent, type HealthSettings, type Report, type Subject } from './health.ts';

const SETTINGS: HealthSettings = {
  breakerWindowSeconds: 60,
  breakerMinFailures: 5,
  breakerErrorPercent: 50,
  breakerOpenSeconds: 10,
  breakerOpenMaxSeconds: 60,
  cooldownSeconds: 7,
  credentialOffSeconds: 600,
};
const A: Subject = { channel: 1, channelName: 'one', credential: 'k', model: 'm' };
const OTHER_MODEL: Subject = { ...A, model: 'n' };
const OTHER_KEY: Subject = { ...A, credential: 'l' };
const fault: Report = { effect: 'count', reason: 'status 500' };
const fine: Report = { effect: 'ok', reason: '', latency: 100 };

function watch() {
  const events: HealthEvent[] = [];
  const clock = { now: 1_000_000 };
  const health = new Health(
    () => SETTINGS,
    event => events.push(event),
    () => clock.now,
  );
  const attempt = (report: Report, subject = A) => health.begin(subject).finish(report);
  const state = (subject = A) => health.standing(subject).state;
  return { events, clock, health, attempt, state };
}

describe('a breaker', () => {
  it('opens at a share of failures within the window, at a least number of them', () => {
    const { attempt, state, events, clock } = watch();
    for (let time = 0; time < 5; time += 1) attempt(fine);
    for (let time = 0; time < 4; time += 1) attempt(fault);
    expect(state()).toBe('ready');
    attempt(fault);
    expect(state()).toBe('resting');
    expect(events).toEqual([
      {
        at: clock.now,
        channel: 1,
        channelName: 'one',
        credential: 'k',
        model: 'm',
        event: 'open',
        reason: '5 of 10 calls failed, the last by status 500',
        until: clock.now + 10_000,
        trips: 1,
      },
    ]);
    expect(state(OTHER_MODEL)).toBe('ready');
    expect(state(OTHER_KEY)).toBe('ready');
  });

  it('opens after a least number of failures in a row, however well it did before', () => {
    const { attempt, state } = watch();
    for (let time = 0; time < 500; time += 1) attempt(fine);
    for (let time = 0; time < 4; time += 1) attempt(fault);
    attempt(fine);
    for (let time = 0; time < 4; time += 1) attempt(fault);
    expect(state()).toBe('ready');
    attempt(fault);
    expect(state()).toBe('resting');
  });

  it('forgets what is older than its window', () => {
    const { attempt, state, clock } = watch();
    for (let time = 0; time < 30; time += 1) {
      attempt(fault);
      clock.now += 16_000;
    }
    expect(state()).toBe('ready');
  });

  it('lets one real request try after its time, and closes when that one answers', () => {
    const { attempt, state, events, clock, health } = watch();
    for (let time = 0; time < 5; time += 1) attempt(fault);
    clock.now += 9_999;
    expect(state()).toBe('resting');
    clock.now += 1;
    expect(state()).toBe('due');
    const probe = health.begin(A);
    expect(state()).toBe('resting');
    probe.finish(fine);
    expect(state()).toBe('ready');
    expect(events.at(-1)?.event).toBe('closed');
    attempt(fault);
    expect(state()).toBe('ready');
  });

  it('waits twice as long after each failed try, up to the longest wait', () => {
    const { attempt, clock, health } = watch();
    for (let time = 0; time < 5; time += 1) attempt(fault);
    const waits = [20, 40, 60, 60].map(() => {
      clock.now = health.standing(A).until;
      attempt(fault);
      return (health.standing(A).until - clock.now) / 1000;
    });
    expect(waits).toEqual([20, 40, 60, 60]);
  });

  it('learns nothing from those who left, and does not lose its turn by them', () => {
    const { attempt, state, clock } = watch();
    for (let time = 0; time < 5; time += 1) attempt(fault);
    clock.now += 10_000;
    attempt({ effect: 'none', reason: '' });
    expect(state()).toBe('due');
  });

  it('is not opened again by calls that were under way', () => {
    const { health, events } = watch();
    const running = Array.from({ length: 50 }, () => health.begin(A));
    for (const one of running) one.finish(fault);
    expect(events.map(({ event, trips }) => [event, trips])).toEqual([['open', 1]]);
  });
});

describe('a rest for what the upstream said', () => {
  it('is as long as Retry-After, or as the setting, for the model alone', () => {
    const { attempt, state, clock, health } = watch();
    attempt({ effect: 'cool', reason: 'status 429', retryAfter: 5000 });
    expect(health.standing(A)).toMatchObject({ state: 'resting', rest: 'cooling', until: clock.now + 5000 });
    expect(state(OTHER_MODEL)).toBe('ready');
    clock.now += 5000;
    expect(state()).toBe('due');
    attempt({ effect: 'cool', reason: 'status 429' });
    expect(health.standing(A).until).toBe(clock.now + 7000);
  });

  it('ends by no answer that was under way before it began', () => {
    const { attempt, state, health, clock } = watch();
    const earlier = health.begin(A);
    clock.now += 1;
    attempt({ effect: 'cool', reason: 'status 429', retryAfter: 5000 });
    earlier.finish(fine);
    expect(state()).toBe('resting');
  });

  it('is of every model where the credential is refused, and comes to an end by itself', () => {
    const { attempt, state, events, clock } = watch();
    attempt({ effect: 'off', reason: 'status 401' });
    expect([state(), state(OTHER_MODEL), state(OTHER_KEY)]).toEqual(['resting', 'resting', 'ready']);
    expect(events[0]).toMatchObject({ event: 'off', model: '', reason: 'status 401', until: clock.now + 600_000 });
    clock.now += 600_000;
    expect(state(OTHER_MODEL)).toBe('due');
    attempt(fine, OTHER_MODEL);
    expect([state(), state(OTHER_MODEL)]).toEqual(['ready', 'ready']);
  });
});

describe('nodes and hands', () => {
  it('take over what others decided', () => {
    const one = watch();
    const two = watch();
    for (let time = 0; time < 5; time += 1) one.attempt(fault);
    for (const event of one.events) two.health.apply(event);
    expect(two.state()).toBe('resting');
    expect(two.events).toEqual([]);
    one.clock.now += 10_000;
    one.attempt(fine);
    two.health.apply(one.events.at(-1) as HealthEvent);
    expect(two.state()).toBe('ready');
  });

  it('hold a channel until they let it go, whatever happens, and then everything of it begins anew', () => {
    const { attempt, state, health, clock, events } = watch();
    attempt({ effect: 'off', reason: 'status 401' });
    const hand: HealthEvent = {
      at: clock.now,
      channel: 1,
      channelName: 'one',
      credential: '',
      model: '',
      event: 'held',
      reason: 'by hand',
      until: 0,
      trips: 0,
    };
    health.apply(hand);
    clock.now += 10 ** 9;
    expect(health.standing(A)).toMatchObject({ state: 'resting', rest: 'held' });
    attempt(fine);
    expect(state()).toBe('resting');
    health.apply({ ...hand, event: 'closed' });
    expect([state(), state(OTHER_KEY)]).toEqual(['ready', 'ready']);
    expect(events.filter(({ event }) => event === 'held')).toEqual([]);
  });
});

describe('a tally', () => {
  it('knows speed and calls under way', () => {
    const { health } = watch();
    const running = health.begin(A);
    expect(health.tally(A).busy).toBe(1);
    running.finish(fine);
    running.finish(fine);
    expect(health.tally(A)).toMatchObject({ busy: 0, used: 1, latency: 100 });
    health.begin(A).finish({ ...fine, latency: 200 });
    expect(health.tally(A).latency).toBe(120);
  });
});
