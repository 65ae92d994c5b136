// Reads the declarative file whole: all its faults at once, then what it declares.

import { ConfigError, type Declaration, type DeclaredKey, type DeclaredUser } from './config.ts';
import { AUTO } from '../identity/groups.ts';
import { bareKey } from '../identity/keys.ts';
import type { Fields } from './fields.ts';
import { readDatabase, readListen } from './places.ts';
import { readChannel } from './channel-section.ts';
import { readRoute } from './condition-section.ts';
import { readLimit } from './limit-section.ts';
import { at, checkGroup, checkMoney, itemsOf, keysOf } from './money-checks.ts';
import { readGroup, readOrganisation } from './money-sections.ts';
import { readIdentity } from './identity-section.ts';
import { readMail } from './mail-section.ts';
import { readPayment } from './payment-section.ts';
import { KEY_FIELDS, readKey, readPrice, readSettings, readUser } from './sections.ts';
import { meant, YamlSource, type YamlNode } from './yaml-node.ts';

const TOP_FIELDS = [
  'listen',
  'database',
  'data',
  'redis',
  'groups',
  'channels',
  'routes',
  'prices',
  'limits',
  'payments',
  'mail',
  'sign_in',
  'users',
  'organisations',
  'keys',
  'settings',
];

/** A declaration of nothing. */
export const NOTHING: Declaration = {
  listen: undefined,
  database: undefined,
  data: undefined,
  redis: undefined,
  groups: [],
  channels: [],
  routes: [],
  prices: [],
  limits: [],
  payments: [],
  mail: undefined,
  signIn: [],
  users: [],
  organisations: [],
  settings: {},
  places: new Map(),
};

/** Reads the text of a file. `file` is the name that faults carry. @throws ConfigError with every fault. */
export function readDeclaration(file: string, text: string, environment: NodeJS.ProcessEnv = process.env): Declaration {
  const source = new YamlSource(file, text, environment);
  const declaration = source.root === undefined ? NOTHING : readRoot(source.root);
  if (source.faults.length > 0) throw new ConfigError(source.faults);
  return declaration;
}

function readRoot(root: YamlNode): Declaration {
  const fields = root.fields(TOP_FIELDS);
  const places = new Map<string, string>();
  const section = <Item>(
    name: string,
    read: (node: YamlNode, index: number) => Item | undefined,
    identity: (item: Item) => string,
  ): Item[] => {
    const nodes = fields.get(name)?.items() ?? [];
    const found = nodes.map((node, index) => ({ node, item: read(node, index) }));
    for (const { node, item } of found) if (item !== undefined) places.set(`${name} ${identity(item)}`, node.place);
    return unique(found, identity);
  };
  const groups = section('groups', readGroup, group => group.name);
  const channels = section('channels', readChannel, channel => channel.name);
  const routes = section('routes', readRoute, route => route.name);
  checkRoutes(fields.get('routes'), new Set(channels.map(channel => channel.name)));
  const users = section(
    'users',
    node => readUser(node),
    user => user.name,
  );
  const owned = readOwnedKeys(fields.get('keys'), users);
  const known = new Set(['default', ...groups.map(group => group.name)]);
  const organisations = section('organisations', readOrganisation, organisation => organisation.name);
  checkGroups(fields, known);
  checkMoney(fields, known, users, organisations);
  checkKeys(fields);
  const settings = fields.get('settings');
  const mail = fields.get('mail');
  return {
    listen: fields.get('listen')?.value('an address such as 127.0.0.1:3000', checked(readListen)),
    database: fields.get('database')?.value('sqlite:<path> or postgres://…', checked(readDatabase)),
    data: fields.get('data')?.text(),
    redis: fields.get('redis')?.text(),
    groups,
    channels,
    routes,
    prices: section('prices', readPrice, price => price.model),
    limits: section('limits', readLimit, limit => limit.name),
    payments: section('payments', readPayment, gateway => gateway.name),
    signIn: section('sign_in', readIdentity, provider => provider.name),
    mail: mail === undefined ? undefined : readMail(mail),
    users: users.map(user => ({
      ...user,
      keys: [...user.keys, ...owned.filter(({ owner }) => owner === user.name).map(({ key }) => key)],
    })),
    organisations,
    settings: settings === undefined ? {} : readSettings(settings),
    places: settings === undefined ? places : withSettings(places, settings),
  };
}

/** The places, with those of settings. */
function withSettings(places: ReadonlyMap<string, string>, settings: YamlNode): ReadonlyMap<string, string> {
  const each = settings.isMap ? settings.entries() : [];
  return new Map([...places, ...each.map(([name, node]) => [`settings ${name}`, node.place] as const)]);
}

/** Keeps the items that could be read, and notes those whose name occurs twice. */
function unique<Item>(
  read: readonly { node: YamlNode; item: Item | undefined }[],
  identity: (item: Item) => string,
): Item[] {
  const seen = new Set<string>();
  return read.flatMap(({ node, item }) => {
    if (item === undefined) return [];
    const name = identity(item);
    if (seen.has(name)) node.fault(`is declared twice: ${JSON.stringify(name)}`);
    seen.add(name);
    return [item];
  });
}

/** Keys at the top level name their user. */
function readOwnedKeys(
  field: YamlNode | undefined,
  users: readonly DeclaredUser[],
): { owner: string; key: DeclaredKey }[] {
  return (field?.items() ?? []).flatMap(item => {
    const owner = item.fields([...KEY_FIELDS, 'user']).get('user');
    const name = owner?.text();
    if (owner === undefined) item.fault('lacks the field "user": the name of a user of this file');
    else if (name !== undefined && !users.some(user => user.name === name))
      owner.fault(`names no user of this file: ${JSON.stringify(name)}`);
    const key = readKey(item, ['user']);
    return key === undefined || name === undefined ? [] : [{ owner: name, key }];
  });
}

/** A route rule names channels of this file. */
function checkRoutes(routes: YamlNode | undefined, known: ReadonlySet<string>): void {
  for (const route of routes?.items() ?? []) {
    for (const node of at(route, 'channels')?.items() ?? []) {
      const name = node.text();
      if (name !== undefined && !known.has(name))
        node.fault(`names no channel of this file: ${JSON.stringify(name)}${meant(name, [...known])}`);
    }
  }
}

/** Every group that is named anywhere must be declared. */
function checkGroups(fields: Fields, known: ReadonlySet<string>): void {
  const check = checkGroup(known);
  // A key or a user may have `auto`, or several groups in order, with commas.
  const checkAll = (node: YamlNode | undefined): void => {
    const names = node?.text()?.split(',') ?? [];
    if (names.some(name => name.trim() !== AUTO && !known.has(name.trim()))) check(node);
  };
  for (const channel of itemsOf(fields, 'channels')) at(channel, 'groups')?.items().forEach(check);
  for (const user of itemsOf(fields, 'users')) checkAll(at(user, 'group'));
  for (const key of keysOf(fields)) checkAll(at(key, 'group'));
}

/** No two entries may hold the same key, with or without its `sk-`. */
function checkKeys(fields: Fields): void {
  const seen = new Set<string>();
  for (const entry of keysOf(fields)) {
    const field = at(entry, 'key');
    const key = field?.isScalar === true ? field.text() : undefined;
    if (key === undefined || key === '') continue;
    if (seen.has(bareKey(key))) field?.fault('is the same key as one above; every key stands once');
    seen.add(bareKey(key));
  }
}

/** The text itself, once `read` takes it. */
function checked(read: (text: string) => unknown): (text: string) => string {
  return text => {
    read(text);
    return text;
  };
}
