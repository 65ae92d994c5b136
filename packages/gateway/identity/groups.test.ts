// Specification of groups: who may pick which, what auto stands for, and at what factor.

import { describe, expect, it } from 'vitest';
import type { Channel, Group, World } from '../world.ts';
import { groupOf, groupsFor, inGroup, mayPick, multiplierFor } from './groups.ts';
import type { Principal } from './principal.ts';

const group = (name: string, changes: Partial<Group> = {}): [string, Group] => [
  name,
  { name, multiplier: 1_000_000n, special: new Map(), pick: new Set(), description: '', ...changes },
];
const groups = new Map([
  group('default'),
  group('vip', { multiplier: 800_000n, special: new Map([['gold', 500_000n]]), pick: new Set(['gold']) }),
  group('wide', { pick: new Set(['*']) }),
  group('gold'),
]);
const world = {
  groups,
  groupsOf: (name: string) =>
    groups.has(name) ? [name] : name === 'auto' ? ['vip', 'wide'] : name.split(',').filter(one => groups.has(one)),
  candidates: (_model: string, name: string) => (name === 'wide' ? [{}] : []),
} as unknown as World;
const channelIn = (...names: string[]): Channel => ({ groups: new Set(names) }) as unknown as Channel;
const caller = (choice: string, own = 'default'): Principal =>
  ({ group: choice, account: { group: own } }) as unknown as Principal;

describe('a group', () => {
  it('may be picked by its own users and by those that it names', () => {
    expect(mayPick(world, 'vip', 'vip')).toBe(true);
    expect(mayPick(world, 'gold', 'vip')).toBe(true);
    expect(mayPick(world, 'default', 'vip')).toBe(false);
    expect(mayPick(world, 'default', 'wide')).toBe(true);
    expect(mayPick(world, 'default', 'nothing')).toBe(false);
    expect(mayPick(world, 'default', 'auto')).toBe(true);
  });

  it('costs its special factor for users of the group that it names, else its own, else one', () => {
    expect(multiplierFor(world, 'gold', 'vip')).toBe(500_000n);
    expect(multiplierFor(world, 'default', 'vip')).toBe(800_000n);
    expect(multiplierFor(world, 'default', 'gone')).toBe(1_000_000n);
  });
});

describe('the groups of a caller', () => {
  it('of auto are those of the order that it may pick, or its own', () => {
    expect(groupsFor(world, 'gold', 'auto')).toEqual(['vip', 'wide']);
    expect(groupsFor(world, 'default', 'auto')).toEqual(['wide']);
    const narrow = { groups, groupsOf: (name: string) => (name === 'auto' ? ['vip'] : [name]) };
    expect(groupsFor(narrow, 'default', 'auto')).toEqual(['default']);
    expect(groupsFor(world, 'default', 'vip,default')).toEqual(['vip', 'default']);
  });

  it('begin with the first that serves the model; a channel serves as the first that it is in', () => {
    expect(inGroup(caller('vip,wide'), world, 'm').group).toBe('wide');
    expect(inGroup(caller('vip'), world, 'm').group).toBe('vip');
    expect(groupOf(caller('vip,wide'), world, channelIn('wide', 'default'))).toBe('wide');
    expect(groupOf(caller('vip,wide'), world, channelIn('wide', 'vip'))).toBe('vip');
  });
});
