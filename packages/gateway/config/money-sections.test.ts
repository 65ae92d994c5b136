// Specification of the file's sections about money: budgets, organisations and groups, and every mistake in them.

import { describe, expect, it } from 'vitest';
import { ConfigError } from './config.ts';
import { readDeclaration } from './file.ts';

const KEY = 'sk-abcdefghijklmnopqrstuvwxyz';

const read = (text: string) => readDeclaration('turnpike.yaml', text, {});

function faults(text: string): string {
  try {
    read(text);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  throw new Error('no fault was found');
}

const key = (fields: string): string => `users: [ { name: ann, keys: [ { key: ${KEY}, ${fields} } ] } ]\n`;
const budgets = (list: string): string => key(`budgets: [ ${list} ]`);

describe('a key in the file', () => {
  it('has budgets in all, by period, model and group', () => {
    const [user] = read(
      'groups: [ { name: vip } ]\nusers: [ { name: ann, time_zone: Asia/Shanghai, keys: [ { key: ' +
        `${KEY}, budgets: [ { amount: 5, per: day }, { amount: "0.5", per: month, model: gpt-4o }, ` +
        '{ amount: 1, group: vip }, { amount: 9 } ] } ] } ]\n',
    ).users;
    expect(user?.timeZone).toBe('Asia/Shanghai');
    expect(user?.keys[0]?.budget).toBe(9_000_000_000n);
    expect(user?.keys[0]?.budgets).toEqual([
      { period: 'day', scope: 'all', name: '', amount: 5_000_000_000n },
      { period: 'month', scope: 'model', name: 'gpt-4o', amount: 500_000_000n },
      { period: 'total', scope: 'group', name: 'vip', amount: 1_000_000_000n },
    ]);
  });

  it('may leave its group to auto', () => {
    expect(read(key('group: auto')).users[0]?.keys[0]?.group).toBe('auto');
  });

  it.each([
    ['a negative amount', budgets('{ amount: -1 }'), /amount is wrong: .*negative/],
    ['an exponent', budgets('{ amount: 1e3 }'), /plain decimal/],
    ['NaN', budgets('{ amount: .nan }'), /plain decimal/],
    ['money finer than a nano-dollar', budgets('{ amount: "0.0000000001" }'), /more than 9 decimals/],
    ['an absurd amount', budgets('{ amount: 12345678901 }'), /too large/],
    ['no amount', budgets('{ per: day }'), /lacks the field "amount"/],
    ['a period nobody knows', budgets('{ amount: 1, per: dya }'), /must be one of .*did you mean "day"/],
    ['two budgets of the same', budgets('{ amount: 1, per: day }, { amount: 2, per: day }'), /same as one above/],
    ['a model and a group', budgets('{ amount: 1, model: m, group: default }'), /write two budgets/],
    ['a group nobody declared', budgets('{ amount: 1, group: vpi }'), /names the group "vpi"/],
    ['two totals', key('budget: 5, budgets: [ { amount: 1 } ]'), /a total beside the field budget/],
    ['an unknown zone', 'users: [ { name: ann, time_zone: Europe/Berlim } ]\n', /must be a time zone/],
    ['an offset for a zone', 'users: [ { name: ann, time_zone: "+08:00" } ]\n', /must be a time zone/],
    ['an organisation nobody declared', key('organisation: acme'), /names no organisation of this file/],
    [
      'an organisation of which its owner is no member',
      `organisations: [ { name: acme } ]\n${key('organisation: acme')}`,
      /is paid by acme, of which ann is no member/,
    ],
  ])('with %s is refused', (_what, text, expected) => {
    expect(faults(text)).toMatch(expected);
  });
});

describe('an organisation in the file', () => {
  it('has money, budgets and members with budgets', () => {
    const { organisations } = read(
      'users: [ { name: ann } ]\norganisations: [ { name: acme, balance: 500, overdraft: "1.5", time_zone: UTC, ' +
        'budgets: [ { amount: 100, per: month } ], members: [ { user: ann, role: owner, ' +
        'budgets: [ { amount: 20, per: day } ] } ] } ]\n',
    );
    expect(organisations).toMatchObject([
      {
        name: 'acme',
        balance: 500_000_000_000n,
        overdraft: 1_500_000_000n,
        budgets: [{ period: 'month', amount: 100_000_000_000n }],
        members: [{ user: 'ann', role: 'owner', budgets: [{ period: 'day', amount: 20_000_000_000n }] }],
      },
    ]);
  });

  it.each([
    ['an unknown user', 'organisations: [ { name: a, members: [ { user: bob } ] } ]\n', /names no user of this file/],
    [
      'a member twice',
      'users: [ { name: b } ]\norganisations: [ { name: a, members: [ { user: b }, { user: b } ] } ]\n',
      /lists "b" twice/,
    ],
    ['a negative overdraft', 'organisations: [ { name: a, overdraft: -1 } ]\n', /must not be negative/],
  ])('with %s is refused', (_what, text, expected) => {
    expect(faults(text)).toMatch(expected);
  });
});

describe('a group in the file', () => {
  it('has a multiplier, others for users of other groups, and who may pick it', () => {
    const { groups } = read(
      'groups: [ { name: vip, multiplier: "0.8", special: { gold: "0.5" }, pick: [ gold ] }, { name: gold } ]\n',
    );
    expect(groups[0]).toMatchObject({ multiplier: 800_000n, pick: ['gold'] });
    expect(groups[0]?.special).toEqual(new Map([['gold', 500_000n]]));
  });

  it.each([
    ['the name auto', 'groups: [ { name: auto } ]\n', /may not be "auto"/],
    ['a special multiplier for nobody', 'groups: [ { name: a, special: { b: 1 } } ]\n', /names the group "b"/],
    ['a negative multiplier', 'groups: [ { name: a, multiplier: -1 } ]\n', /must not be negative/],
    ['users of a group nobody declared', 'groups: [ { name: a, pick: [ b ] } ]\n', /names the group "b"/],
  ])('with %s is refused', (_what, text, expected) => {
    expect(faults(text)).toMatch(expected);
  });
});
