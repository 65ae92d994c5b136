// Groups: which of them a caller's calls may use, in which order, and at what multiplier for this caller.

import { MILLION } from '../ledger/money.ts';
import { type Channel, PRACTICE_GROUP, type World } from '../world.ts';
import type { Principal } from './principal.ts';

/** The word that stands for the groups of the operator's order, as far as the user may pick them. */
export const AUTO = 'auto';

type Groups = Pick<World, 'groups' | 'groupsOf'>;

/** Whether users of `userGroup` may choose `group` for a key: always their own, else where the operator lets them. */
export function mayPick(world: Groups, userGroup: string, group: string): boolean {
  // Several in order, by comma: each of them.
  if (group.includes(',')) return group.split(',').every(part => mayPick(world, userGroup, part.trim()));
  // That of the manual's visitors is no declared one: it holds the practice upstream, for their account alone.
  if (group === AUTO || (group === PRACTICE_GROUP && userGroup === PRACTICE_GROUP)) return true;
  const picked = world.groups.get(group);
  return picked !== undefined && (group === userGroup || picked.pick.has(userGroup) || picked.pick.has('*'));
}

/**
 * The groups that a key's choice stands for, in order: of `auto` only those that users of `userGroup` may pick, and
 * where that is none, their own.
 */
export function groupsFor(world: Groups, userGroup: string, choice: string): readonly string[] {
  const groups = world.groupsOf(choice);
  if (choice !== AUTO) return groups;
  const open = groups.filter(group => mayPick(world, userGroup, group));
  return open.length > 0 ? open : world.groupsOf(userGroup);
}

/** The caller in the one group that a call of a model uses: the first of its groups that serves it. */
export function inGroup(principal: Principal, world: World, model: string): Principal {
  if (world.groups.has(principal.group)) return principal;
  const groups = world.groupsOf(principal.group);
  const group = groups.find(one => world.candidates(model, one).length > 0) ?? groups[0] ?? principal.group;
  return inNamedGroup(principal, group);
}

/** The caller in one of its groups. */
export function inNamedGroup(principal: Principal, group: string): Principal {
  return principal.group === group ? principal : { ...principal, group };
}

/** The group as whose a channel serves a caller: the first of the caller's that the channel is in. */
export function groupOf(principal: Principal, world: Groups, channel: Channel): string {
  if (world.groups.has(principal.group)) return principal.group;
  const groups = world.groupsOf(principal.group);
  return groups.find(group => channel.groups.has(group)) ?? groups[0] ?? principal.group;
}

/** What a group's prices are multiplied by for users of `userGroup`, in millionths: the special one, else its own. */
export function multiplierFor(world: Pick<World, 'groups'>, userGroup: string, group: string): bigint {
  const used = world.groups.get(group);
  return used?.special.get(userGroup) ?? used?.multiplier ?? MILLION;
}
