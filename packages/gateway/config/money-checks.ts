// Names in the file that must be declared in it: groups, organisations and their members.

import type { DeclaredOrganisation, DeclaredUser } from './config.ts';
import type { Fields } from './fields.ts';
import { meant, type YamlNode } from './yaml-node.ts';

/** A field of a map, whatever the rest of it holds. */
export function at(node: YamlNode, name: string): YamlNode | undefined {
  return node.isMap ? new Map(node.entries()).get(name) : undefined;
}

/** The items of a section. */
export function itemsOf(fields: Fields, section: string): readonly YamlNode[] {
  return fields.get(section)?.items() ?? [];
}

/** Every key of the file, below its user or at the top level. */
export function keysOf(fields: Fields): readonly YamlNode[] {
  const owned = itemsOf(fields, 'users').flatMap(user => at(user, 'keys')?.items() ?? []);
  return [...owned, ...itemsOf(fields, 'keys')];
}

/** Notes a group that is not among the known ones. */
export function checkGroup(known: ReadonlySet<string>): (node: YamlNode | undefined) => void {
  return node => {
    const name = node?.text();
    if (name === undefined || known.has(name)) return;
    const near = meant(name, [...known]);
    node?.fault(`names the group ${JSON.stringify(name)}, which is not declared under groups${near}`);
  };
}

/** Checks the groups of groups and budgets, and who is a member of what. */
export function checkMoney(
  fields: Fields,
  groups: ReadonlySet<string>,
  users: readonly DeclaredUser[],
  organisations: readonly DeclaredOrganisation[],
): void {
  for (const group of itemsOf(fields, 'groups')) {
    at(group, 'pick')
      ?.items()
      .forEach(checkGroup(new Set([...groups, '*'])));
    for (const [name] of at(group, 'special')?.entries() ?? []) {
      if (!groups.has(name))
        at(group, 'special')?.fault(`names the group ${JSON.stringify(name)}, which is not declared`);
    }
  }
  const names = new Set(users.map(user => user.name));
  for (const organisation of itemsOf(fields, 'organisations')) {
    checkBudgets(organisation, groups);
    for (const member of at(organisation, 'members')?.items() ?? []) {
      checkBudgets(member, groups);
      const user = at(member, 'user');
      const name = user?.isScalar === true ? user.text() : undefined;
      if (name !== undefined && !names.has(name)) user?.fault(`names no user of this file: ${JSON.stringify(name)}`);
    }
  }
  for (const key of keysOf(fields)) checkBudgets(key, groups);
  checkPayers(fields, organisations);
}

function checkBudgets(owner: YamlNode, groups: ReadonlySet<string>): void {
  for (const budget of at(owner, 'budgets')?.items() ?? []) checkGroup(groups)(at(budget, 'group'));
}

/** An organisation pays only for keys of its members. */
function checkPayers(fields: Fields, organisations: readonly DeclaredOrganisation[]): void {
  const check = (key: YamlNode, owner: string | undefined): void => {
    const field = at(key, 'organisation');
    const name = field?.text();
    if (name === undefined) return;
    const organisation = organisations.find(one => one.name === name);
    if (organisation === undefined) field?.fault(`names no organisation of this file: ${JSON.stringify(name)}`);
    else if (owner !== undefined && !organisation.members.some(({ user }) => user === owner))
      field?.fault(`is paid by ${name}, of which ${owner} is no member`);
  };
  for (const user of itemsOf(fields, 'users')) {
    const name = at(user, 'name');
    for (const key of at(user, 'keys')?.items() ?? []) check(key, name?.isScalar === true ? name.text() : undefined);
  }
  for (const key of itemsOf(fields, 'keys')) {
    const user = at(key, 'user');
    check(key, user?.isScalar === true ? user.text() : undefined);
  }
}
