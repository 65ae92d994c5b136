// Budgets: the ids of their purses, their stored text, and which of them a call must cover.

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  budgetPurse,
  Coverage,
  decodeBudgets,
  encodeBudgets,
  keyPurse,
  memberPurse,
  organisationPurse,
  readBudgetPurse,
  type Budget,
} from './budgets.ts';

const owner = fc.oneof(
  fc.nat().map(keyPurse),
  fc.nat().map(organisationPurse),
  fc.tuple(fc.nat(), fc.nat()).map(([organisation, account]) => memberPurse(organisation, account)),
);
const stamped = fc.constantFrom(
  ['total', ''] as const,
  ['day', '2026-11-24'] as const,
  ['week', '2026-11-23'] as const,
  ['month', '2026-11'] as const,
);
const scoped = fc.oneof(
  fc.constant({ scope: 'all', name: '' } as const),
  fc.record({ scope: fc.constantFrom('model' as const, 'group' as const), name: fc.string({ minLength: 1 }) }),
);

describe('the purse of a budget', () => {
  it('says whose it is, of what and of when, whatever the model is called', () => {
    fc.assert(
      fc.property(owner, stamped, scoped, (whose, [period, stamp], scope) => {
        const purse = budgetPurse(whose, { period, ...scope }, stamp);
        expect(readBudgetPurse(purse)).toEqual({ owner: whose, period, stamp, ...scope });
      }),
    );
  });

  it('is told from purses of money and of counts', () => {
    for (const id of ['account:1', 'key:7', 'org:3', 'org:3:member:4', 'key:7:day', 'key:x:total', 'key:7:total:'])
      expect([id, readBudgetPurse(id)]).toEqual([id, undefined]);
  });
});

describe('kept budgets', () => {
  it('are read as they were written, and equal ones give equal texts', () => {
    const budget = fc.record({
      period: fc.constantFrom('total' as const, 'day' as const, 'week' as const, 'month' as const),
      scope: fc.constantFrom('all' as const, 'model' as const, 'group' as const),
      name: fc.string(),
      amount: fc.bigInt({ min: 0n, max: 2n ** 60n }),
    });
    fc.assert(
      fc.property(fc.array(budget), budgets => {
        const text = encodeBudgets(budgets);
        const read = decodeBudgets(text);
        expect(read).toHaveLength(budgets.length);
        expect(read).toEqual(expect.arrayContaining(budgets));
        expect(encodeBudgets(budgets.toReversed())).toBe(text);
        expect(encodeBudgets(read)).toBe(text);
      }),
    );
  });

  it('that cannot be read are an error, never no budget', () => {
    for (const text of [
      '{}',
      '["[1]"]',
      '["[\\"year\\",\\"all\\",\\"\\",\\"1\\"]"]',
      '["[\\"day\\",\\"all\\",\\"\\",1]"]',
    ])
      expect(() => decodeBudgets(text)).toThrow(TypeError);
  });
});

describe('the purses that a call covers', () => {
  const limit = (period: Budget['period'], scope: Budget['scope'] = 'all', name = ''): Budget => ({
    period,
    scope,
    name,
    amount: 1n,
  });
  const now = Date.parse('2026-11-24T20:00:00Z');
  const own = (budget: Budget, zone = 'UTC') => ({ owner: keyPurse(7), zone, budget });

  it('are always the same list where there are no budgets', () => {
    const fixed = ['account:1'];
    expect(new Coverage(fixed, []).at('gpt-4o', 'default', now)).toBe(fixed);
  });

  it('are those of the period, the model and the group that the call is in', () => {
    const coverage = new Coverage(
      ['account:1', 'key:7'],
      [
        own(limit('day'), 'Asia/Shanghai'),
        own(limit('month')),
        own(limit('total', 'model', 'gpt-4o')),
        own(limit('week', 'group', 'vip')),
      ],
    );
    const always = ['account:1', 'key:7', 'key:7:day:2026-11-25', 'key:7:month:2026-11'];
    expect(coverage.at('o3', 'default', now)).toEqual(always);
    expect(coverage.at('gpt-4o', 'default', now)).toEqual([...always, 'key:7:total:model:gpt-4o']);
    expect(coverage.at('o3', 'vip', now)).toEqual([...always, 'key:7:week:2026-11-23:group:vip']);
  });

  it('are one list until a period ends, and another after, also when the clock jumps back', () => {
    const coverage = new Coverage([], [own(limit('day'))]);
    const first = coverage.at('a', 'g', now);
    expect(coverage.at('another', 'h', now + 1)).toBe(first);
    expect(coverage.at('a', 'g', now + 86_400_000)).toEqual(['key:7:day:2026-11-25']);
    expect(coverage.at('a', 'g', now)).toEqual(['key:7:day:2026-11-24']);
    expect(coverage.at('a', 'g', now - 40 * 86_400_000)).toEqual(['key:7:day:2026-10-15']);
  });
});
