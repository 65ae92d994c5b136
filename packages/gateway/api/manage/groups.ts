// Price groups: a factor on every price, who may pick it, and which channels serve it.

import { Failure } from '@turnpike/protocols/failures';
import { Type, type Static } from 'typebox';
import { groupDocument, readGroupDocument } from '../../config/documents.ts';
import { readGroup } from '../../config/money-sections.ts';
import { readAs } from '../../config/words.ts';
import { formatMultiplier } from '../../ledger/money.ts';
import type { DocumentRow } from '../../store/store.ts';
import type { Group } from '../../world.ts';
import { reading } from '../reading.ts';
import type { Services } from '../services.ts';
import { operation, type Operation } from './operation.ts';
import { strict } from './schemas.ts';

const GROUPS = 'Groups';
const DEFAULT_GROUP = 'default';
const Factor = Type.String({ maxLength: 30, description: 'A decimal such as "0.8".', examples: ['0.8'] });

const FIELDS = {
  multiplier: Factor,
  special: Type.Record(Type.String(), Factor, { description: 'What it is instead for users of other groups.' }),
  pick: Type.Array(Type.String({ maxLength: 100 }), {
    maxItems: 500,
    description: 'Groups whose users may choose it for a key; * is everybody.',
  }),
  description: Type.String({ maxLength: 1_000 }),
};

const GroupView = Type.Object({
  name: Type.String(),
  ...FIELDS,
  declared: Type.Boolean({ description: 'Declared in the configuration file, so read-only here.' }),
  place: Type.Union([Type.String(), Type.Null()]),
  channels: Type.Array(Type.String(), { description: 'Those that serve it.' }),
  users: Type.Integer({ description: 'Accounts and keys that name it.' }),
});

const ByName = Type.Object({ name: Type.String({ maxLength: 100 }) });

async function documentOf(services: Services, name: string): Promise<DocumentRow | undefined> {
  const rows = await reading(services, () => services.store.documents.all());
  return rows.find(row => row.kind === 'group' && row.name === name);
}

function fieldsOf({ multiplier, special, pick, description }: Group) {
  return {
    multiplier: formatMultiplier(multiplier),
    special: Object.fromEntries([...special].map(([group, factor]) => [group, formatMultiplier(factor)])),
    pick: [...pick],
    description,
  };
}

async function view(services: Services, group: Group, row: DocumentRow | undefined): Promise<Static<typeof GroupView>> {
  const { channels } = services.world();
  const declared = row?.declared ?? false;
  return {
    name: group.name,
    ...fieldsOf(group),
    declared,
    place: declared ? (services.places().get(`groups ${group.name}`) ?? null) : null,
    channels: channels.filter(channel => channel.id !== 0 && channel.groups.has(group.name)).map(({ name }) => name),
    users: await services.store.documents.usersOf(group.name),
  };
}

function checkNotDeclared(services: Services, row: DocumentRow | undefined): void {
  if (row?.declared !== true) return;
  const place = services.places().get(`groups ${row.name}`) ?? 'the configuration file';
  throw new Failure('declared_in_file', `This group is declared at ${place}. Change it there.`);
}

export const groupOperations: readonly Operation[] = [
  operation({
    method: 'GET',
    path: '/groups',
    id: 'listGroups',
    tag: GROUPS,
    summary: 'Lists the price groups with their factors, and who uses and serves them.',
    who: 'channels.read',
    answer: Type.Object({ items: Type.Array(GroupView) }),
    async handle(_caller, _input, { services }) {
      const rows = await reading(services, () => services.store.documents.all());
      const groups = [...services.world().groups.values()];
      const each = groups.map(group =>
        view(
          services,
          group,
          rows.find(row => row.kind === 'group' && row.name === group.name),
        ),
      );
      return { items: await Promise.all(each) };
    },
  }),
  operation({
    method: 'PUT',
    path: '/groups/{name}',
    id: 'putGroup',
    tag: GROUPS,
    summary: 'Makes a price group, or changes it; in force at once.',
    who: 'prices.write',
    params: ByName,
    body: strict({
      multiplier: FIELDS.multiplier,
      special: Type.Optional(FIELDS.special),
      pick: Type.Optional(FIELDS.pick),
      description: Type.Optional(FIELDS.description),
    }),
    answer: GroupView,
    async handle(_caller, { params, body }, { services, change }) {
      const before = await documentOf(services, params.name);
      checkNotDeclared(services, before);
      const declared = readAs('group', { ...body, name: params.name }, readGroup);
      const row = await services.store.documents.put({ ...groupDocument(declared), declared: false });
      await services.refresh();
      const after = await view(services, readGroupDocument(row), row);
      const old = before === undefined ? undefined : fieldsOf(readGroupDocument(before));
      await change(before === undefined ? 'group.create' : 'group.change', `group:${row.name}`, old, body);
      return after;
    },
  }),
  operation({
    method: 'DELETE',
    path: '/groups/{name}',
    id: 'removeGroup',
    tag: GROUPS,
    summary: 'Removes a price group that nobody uses and no channel serves.',
    who: 'prices.write',
    params: ByName,
    async handle(_caller, { params }, { services, change }) {
      const row = await documentOf(services, params.name);
      if (row === undefined) throw new Failure('not_found', 'There is no such group.');
      checkNotDeclared(services, row);
      const { users, channels, ...before } = await view(services, readGroupDocument(row), row);
      // The default group stays when its document goes: only its factor is then 1 again.
      if (params.name !== DEFAULT_GROUP && (users > 0 || channels.length > 0))
        throw new Failure(
          'conflict',
          `${users} accounts and keys and ${channels.length} channels use this group. Move them first.`,
        );
      await services.store.documents.remove('group', row.name);
      await services.refresh();
      await change('group.remove', `group:${row.name}`, before);
    },
  }),
];
