// Specification of the plan: the order in which channels and credentials are tried.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Channel } from '../world.ts';
import { plan, type Candidate } from './plan.ts';

function channel(id: number, priority: number, weight: number, credentials = 1): Channel {
  return {
    id,
    name: `channel-${id}`,
    provider: 'openai',
    baseUrl: 'http://127.0.0.1',
    speaks: ['openai-chat'],
    credentials: Array.from({ length: credentials }, (_, index) => ({ id: `${id}.${index}`, secret: 'x' })),
    models: { all: true, named: new Map() },
    groups: new Set(['default']),
    priority,
    weight,
    enabled: true,
  };
}

function all(channels: readonly Channel[], limit = 99, pinned?: string): Candidate[] {
  return [...plan(channels, limit, pinned)];
}

describe('the plan', () => {
  it('tries every credential of every channel once, higher priorities first', () => {
    const channels = fc.array(
      fc.record({ priority: fc.nat(3), weight: fc.nat(5), credentials: fc.integer({ min: 1, max: 3 }) }),
      { minLength: 1, maxLength: 6 },
    );
    fc.assert(
      fc.property(channels, drafts => {
        const made = drafts.map((draft, id) => channel(id, draft.priority, draft.weight, draft.credentials));
        const tried = all(made);
        expect(new Set(tried.map(({ credential }) => credential.id)).size).toBe(tried.length);
        expect(tried.length).toBe(drafts.reduce((sum, draft) => sum + draft.credentials, 0));
        const priorities = tried.map(candidate => candidate.channel.priority);
        expect(priorities).toEqual([...priorities].sort((left, right) => right - left));
      }),
    );
  });

  it('draws within one priority in proportion to the weights', () => {
    const channels = [channel(1, 0, 3), channel(2, 0, 1)];
    const first = Array.from({ length: 4000 }, () => all(channels, 1)[0]?.channel.id);
    const share = first.filter(id => id === 1).length / first.length;
    expect(share).toBeGreaterThan(0.7);
    expect(share).toBeLessThan(0.8);
  });

  it('never draws a weight of zero before a positive one', () => {
    for (let run = 0; run < 200; run += 1) expect(all([channel(1, 0, 0), channel(2, 0, 1)])[0]?.channel.id).toBe(2);
  });

  it('stops at its limit', () => {
    expect(all([channel(1, 0, 1), channel(2, 0, 1), channel(3, 0, 1)], 2).length).toBe(2);
    expect(all([channel(1, 0, 1)], 0)).toEqual([]);
  });

  it('uses only the pinned credential, and calls a channel without credentials without one', () => {
    expect(all([channel(1, 0, 1, 3)], 9, '1.2').map(({ credential }) => credential.id)).toEqual(['1.2']);
    expect(all([channel(1, 0, 1, 0)]).map(({ credential }) => credential.secret)).toEqual(['']);
  });
});
