// Specification of the plan: which candidates are tried, in which order, and what an outcome changes.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Channel } from '../world.ts';
import { PLAIN_OPTIONS, type ChannelOptions } from './channel-options.ts';
import type { Standing } from './health.ts';
import { plan, type Candidate, type Inquiry, type Step, type Verdict, type View } from './plan.ts';

interface Draft {
  readonly priority?: number;
  readonly weight?: number;
  readonly credentials?: number;
  readonly groups?: readonly string[];
  readonly options?: Partial<ChannelOptions>;
}

function channel(id: number, draft: Draft = {}): Channel {
  const { priority = 0, weight = 1, credentials = 1, groups = ['default'], options = {} } = draft;
  return {
    id,
    name: `channel-${id}`,
    provider: 'openai',
    baseUrl: 'http://127.0.0.1',
    speaks: ['openai-chat'],
    credentials: Array.from({ length: credentials }, (_, index) => ({ id: `${id}.${index}`, secret: 'x' })),
    models: { all: true, named: new Map() },
    groups: new Set(groups),
    priority,
    weight,
    enabled: true,
    options: { ...PLAIN_OPTIONS, ...options },
  };
}

const READY: Standing = { state: 'ready', rest: undefined, until: 0, reason: '' };
const NEXT: Verdict = { next: true, again: false, whole: false };

const calm: View = { standing: () => READY };

function viewOf(standings: Readonly<Record<string, Partial<Standing>>>): View {
  return { standing: ({ credential }) => ({ ...READY, ...standings[credential.id] }) };
}

function inquiry(channels: readonly Channel[], changes: Partial<Inquiry> = {}): Inquiry {
  const turns = new Map<number, number>();
  return {
    channels,
    limit: 99,
    policy: 'weighted',
    random: Math.random,
    turn: ({ id }) => {
      turns.set(id, (turns.get(id) ?? -1) + 1);
      return turns.get(id) ?? 0;
    },
    load: () => ({ latency: 0, busy: 0, used: 0 }),
    ...changes,
  };
}

/** Every step, when each fails as `verdict` says. */
function all(asked: Inquiry, view: View = calm, verdict: (step: Step) => Verdict | undefined = () => NEXT): Step[] {
  const steps: Step[] = [];
  const walk = plan(asked, view);
  for (let step = walk.next(undefined); step.done !== true; step = walk.next(verdict(step.value)))
    steps.push(step.value);
  return steps;
}

const ids = (steps: readonly Candidate[]): string[] => steps.map(({ credential }) => credential.id);
const firsts = (asked: () => Inquiry, times: number, view: View = calm): Map<string, number> => {
  const counts = new Map<string, number>();
  for (let time = 0; time < times; time += 1) {
    const [first] = ids(all(asked(), view, () => undefined));
    counts.set(first ?? '', (counts.get(first ?? '') ?? 0) + 1);
  }
  return counts;
};

describe('the plan', () => {
  it('tries every credential of every channel once, higher priorities first, and says which is the last', () => {
    const drafts = fc.array(
      fc.record({ priority: fc.nat(3), weight: fc.nat(5), credentials: fc.integer({ min: 1, max: 3 }) }),
      { minLength: 1, maxLength: 6 },
    );
    fc.assert(
      fc.property(drafts, fc.boolean(), fc.option(fc.string()), (made, whole, affinity) => {
        const channels = made.map((draft, id) => channel(id, draft));
        const asked = inquiry(channels, affinity === null ? {} : { affinity });
        const tried = all(asked, calm, () => ({ ...NEXT, whole }));
        expect(new Set(ids(tried)).size).toBe(tried.length);
        expect(tried.length).toBe(made.reduce((sum, draft) => sum + draft.credentials, 0));
        const priorities = tried.map(candidate => candidate.channel.priority);
        expect(priorities).toEqual([...priorities].sort((left, right) => right - left));
        expect(tried.map(({ last }) => last)).toEqual(tried.map((_, index) => index === tried.length - 1));
      }),
    );
  });

  it('stops at its limit, at a verdict that says so, and uses only the pinned credential', () => {
    const three = [channel(1), channel(2), channel(3)];
    expect(all(inquiry(three, { limit: 2 })).length).toBe(2);
    expect(all(inquiry(three, { limit: 2 })).at(-1)?.last).toBe(true);
    expect(all(inquiry(three), calm, () => ({ next: false, again: true, whole: true })).length).toBe(1);
    expect(ids(all(inquiry([channel(1, { credentials: 3 })], { pinned: '1.2' })))).toEqual(['1.2']);
    expect(all(inquiry([channel(1, { credentials: 0 })]))[0]?.credential.secret).toBe('');
  });

  it('tries the only candidate once more where the verdict allows, and no other twice', () => {
    const again: Verdict = { next: true, again: true, whole: true };
    expect(all(inquiry([channel(1)]), calm, () => again).map(step => step.again)).toEqual([false, true]);
    expect(all(inquiry([channel(1)], { limit: 1 }), calm, () => again).length).toBe(1);
    expect(all(inquiry([channel(1)]), calm, () => NEXT).length).toBe(1);
    expect(ids(all(inquiry([channel(1), channel(2)]), calm, () => again)).sort()).toEqual(['1.0', '2.0']);
    // The other one rests: this is the only one that there is.
    const view = viewOf({ '2.0': { state: 'resting', rest: 'cooling', until: 5 } });
    expect(ids(all(inquiry([channel(1), channel(2)]), view, () => again))).toEqual(['1.0', '1.0']);
  });

  it('goes to another channel first when a whole channel failed, and to its next credential when one did', () => {
    const channels = [
      channel(1, { credentials: 2, weight: 1 }),
      channel(2, { weight: 0 }),
      channel(3, { priority: -1 }),
    ];
    expect(ids(all(inquiry(channels), calm, () => NEXT)).map(id => id[0])).toEqual(['1', '1', '2', '3']);
    expect(ids(all(inquiry(channels), calm, () => ({ ...NEXT, whole: true }))).map(id => id[0])).toEqual([
      '1',
      '2',
      '1',
      '3',
    ]);
  });
});

describe('health', () => {
  it('passes over what rests, says so, and puts what is due in its usual place', () => {
    const view = viewOf({
      '1.0': { state: 'resting', rest: 'off', until: 9, reason: 'status 401' },
      '2.0': { state: 'due', rest: 'open', until: 1 },
    });
    const steps = all(inquiry([channel(1, { priority: 3 }), channel(2, { priority: 2 }), channel(3)]), view);
    expect(ids(steps)).toEqual(['2.0', '3.0']);
    expect(steps[0]?.passed).toEqual(['channel-1: off, status 401']);
    expect(steps[0]?.why).toContain('after its rest');
    expect(steps[1]?.passed).toEqual([]);
  });

  it('comes back to open breakers when all others have failed, but not to what asked for peace', () => {
    const view = viewOf({
      '1.0': { state: 'resting', rest: 'open', until: 9 },
      '2.0': { state: 'resting', rest: 'cooling', until: 1 },
    });
    expect(ids(all(inquiry([channel(1), channel(2), channel(3)]), view))).toEqual(['3.0', '1.0']);
  });

  it('tries what is due first when everything rests, but never what a hand has held', () => {
    const standings = {
      '1.0': { state: 'resting', rest: 'open', until: 9 },
      '2.0': { state: 'resting', rest: 'cooling', until: 5 },
      '3.0': { state: 'resting', rest: 'held', until: 0 },
    } as const;
    const channels = [channel(1), channel(2), channel(3)];
    expect(ids(all(inquiry(channels), viewOf(standings)))).toEqual(['2.0', '1.0']);
    const walk = plan(inquiry(channels, { failFast: true }), viewOf(standings));
    expect(walk.next(undefined)).toEqual({ done: true, value: { until: 5, full: false } });
  });

  it('passes over who is at a limit of its own, and says when there may be room when all are', () => {
    const until: Readonly<Record<string, number>> = { '1.0': 70, '2.0': 50 };
    const full = (step: Step): Verdict => ({ ...NEXT, fullUntil: until[step.credential.id] });
    for (const channels of [[channel(1)], [channel(1), channel(2)]]) {
      const walk = plan(inquiry(channels, { limit: 1 }), calm);
      let step = walk.next(undefined);
      while (step.done !== true) step = walk.next(full(step.value));
      expect(step.value).toEqual({ until: channels.length === 1 ? 70 : 50, full: true });
    }
    // It takes no part of the attempts that may be made, and what follows is told of it.
    const steps = all(inquiry([channel(1, { priority: 2 }), channel(3, { priority: 1 })], { limit: 1 }), calm, full);
    expect(ids(steps)).toEqual(['1.0', '3.0']);
    expect(steps[1]).toMatchObject({ last: true, passed: ['channel-1: at its limit'] });
  });

  it('comes to what rests when everybody else is at a limit, and once more to the only one that could be tried', () => {
    const view = viewOf({ '2.0': { state: 'resting', rest: 'cooling', until: 5 } });
    const full = ({ credential }: Step): Verdict =>
      credential.id === '1.0' ? { ...NEXT, fullUntil: 70 } : { ...NEXT, again: true };
    const steps = all(inquiry([channel(1), channel(2)]), view, full);
    expect(steps.map(({ credential, again }) => [credential.id, again])).toEqual([
      ['1.0', false],
      ['2.0', false],
      ['2.0', true],
    ]);
    for (const [failFast, waits] of [
      [true, false],
      [false, true],
    ]) {
      const walk = plan(inquiry([channel(1), channel(2)], { failFast: failFast === true }), view);
      walk.next(undefined);
      const passedOver = { ...NEXT, fullUntil: 70, waits: waits === true };
      expect(walk.next(passedOver)).toEqual({ done: true, value: { until: 5, full: true } });
    }
  });
});

describe('the policy', () => {
  it('draws by weight, and a weight of zero only when nothing else is left', () => {
    const counts = firsts(() => inquiry([channel(1, { weight: 3 }), channel(2), channel(3, { weight: 0 })]), 4000);
    expect((counts.get('1.0') ?? 0) / 4000).toBeGreaterThan(0.7);
    expect((counts.get('1.0') ?? 0) / 4000).toBeLessThan(0.8);
    expect(counts.get('3.0')).toBeUndefined();
  });

  const loads: Readonly<Record<string, { latency: number; busy: number; used: number }>> = {
    '1.0': { latency: 900, busy: 1, used: 1 },
    '2.0': { latency: 100, busy: 5, used: 1 },
    '3.0': { latency: 500, busy: 4, used: 1 },
  };
  it.each([
    ['least_latency', '2.0'],
    ['least_busy', '1.0'],
    ['least_cost', '3.0'],
  ] as const)('%s prefers the best, but for a small share', (policy, best) => {
    const channels = [channel(1), channel(2), channel(3, { options: { cost: 0.5 } })];
    const load = ({ credential }: Candidate) => loads[credential.id] ?? { latency: 0, busy: 0, used: 0 };
    const counts = firsts(() => inquiry(channels, { policy, load }), 1000);
    expect(counts.get(best) ?? 0).toBeGreaterThan(900);
    expect(counts.size).toBeGreaterThan(1);
  });

  it('shares among those that are about as fast, and measures those that are new', () => {
    const load =
      (latency: Record<string, number>) =>
      ({ credential }: Candidate) => ({
        latency: latency[credential.id] ?? 0,
        busy: 0,
        used: 0,
      });
    const near = firsts(
      () => inquiry([channel(1), channel(2)], { policy: 'least_latency', load: load({ '1.0': 100, '2.0': 101 }) }),
      400,
    );
    expect(Math.min(...near.values())).toBeGreaterThan(100);
    const fresh = firsts(
      () => inquiry([channel(1), channel(2)], { policy: 'least_latency', load: load({ '1.0': 1 }) }),
      100,
    );
    expect(fresh.get('2.0') ?? 0).toBeGreaterThan(90);
  });

  it('takes credentials in turn, or the least used', () => {
    const asked = inquiry([channel(1, { credentials: 3, options: { keyOrder: 'round_robin' } })]);
    expect([0, 1, 2, 3].map(() => ids(all(asked, calm, () => undefined))[0])).toEqual(['1.0', '1.1', '1.2', '1.0']);
    const used = (candidate: Candidate) => ({
      latency: 0,
      busy: candidate.credential.id === '1.0' ? 2 : 0,
      used: candidate.credential.id === '1.1' ? 9 : 1,
    });
    const least = inquiry([channel(1, { credentials: 3, options: { keyOrder: 'least_used' } })], { load: used });
    expect(ids(all(least))).toEqual(['1.2', '1.1', '1.0']);
  });

  it('asks who speaks the client’s protocol first, and serves the groups of a caller in their order', () => {
    const rank = ({ id }: Channel) => (id === 2 ? 0 : 1);
    expect(ids(all(inquiry([channel(1, { weight: 100 }), channel(2)], { rank })))).toEqual(['2.0', '1.0']);
    const channels = [
      channel(1, { groups: ['b'], priority: 9 }),
      channel(2, { groups: ['a'] }),
      channel(3, { groups: ['a', 'b'], priority: 1 }),
    ];
    expect(ids(all(inquiry(channels, { groups: ['a', 'b'] })))).toEqual(['3.0', '2.0', '1.0']);
  });
});

describe('affinity', () => {
  const channels = [channel(1, { weight: 2, credentials: 2 }), channel(2), channel(3)];
  const firstFor = (affinity: string, view: View = calm, among = channels): string =>
    ids(all(inquiry(among, { affinity }), view, () => undefined))[0] ?? '';

  it('keeps a prompt to one candidate, and prompts in proportion to the weights', () => {
    const counts = new Map<string, number>();
    for (let prompt = 0; prompt < 4000; prompt += 1) {
      const first = firstFor(`prompt ${prompt}`);
      expect(firstFor(`prompt ${prompt}`)).toBe(first);
      counts.set(first, (counts.get(first) ?? 0) + 1);
    }
    for (const id of ['1.0', '1.1', '2.0', '3.0']) {
      expect(counts.get(id) ?? 0).toBeGreaterThan(900);
      expect(counts.get(id) ?? 0).toBeLessThan(1100);
    }
  });

  it('moves only the prompts of a candidate that rests, and brings them back', () => {
    const view = viewOf({ '2.0': { state: 'resting', rest: 'open', until: 9 } });
    for (let prompt = 0; prompt < 300; prompt += 1) {
      const before = firstFor(`prompt ${prompt}`);
      const during = firstFor(`prompt ${prompt}`, view);
      if (before === '2.0') expect(during).not.toBe('2.0');
      else expect(during).toBe(before);
      const without = firstFor(
        `prompt ${prompt}`,
        calm,
        [channels[0], channels[2]].flatMap(one => one ?? []),
      );
      if (before !== '2.0') expect(without).toBe(before);
    }
  });
});
