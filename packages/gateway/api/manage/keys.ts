// Relay keys of the caller: made, changed, shown again, removed.

import { Failure } from '@turnpike/protocols/failures';
import { Type } from 'typebox';
import type { Caller } from '../../identity/callers.ts';
import { issueKey, revealKey } from '../../identity/issue-key.ts';
import { keyPurse } from '../../ledger/budgets.ts';
import type { KeyRow } from '../../store/store.ts';
import { reading } from '../reading.ts';
import type { Services } from '../services.ts';
import { KeyChange, KeyView, readChange, viewKey } from './key-fields.ts';
import { operation, type Operation } from './operation.ts';
import { Id, Name, strict } from './schemas.ts';

const KEYS = 'Keys';
const MAX_KEYS = 1000;
const ById = Type.Object({ id: Id });

/** The caller's key. A foreign and an unknown one look the same. @throws Failure `not_found` */
async function ownKey(services: Services, caller: Caller, id: number): Promise<KeyRow> {
  const row = await services.store.keys.byId(id);
  if (row === undefined || row.accountId !== caller.account.id) throw new Failure('not_found', 'There is no such key.');
  return row;
}

function checkNotDeclared(row: KeyRow): void {
  if (row.declared)
    throw new Failure('declared_in_file', 'This key is declared in the configuration file. Change it there.');
}

async function view(services: Services, row: KeyRow) {
  const purse = await reading(services, () => services.store.ledger.purse(keyPurse(row.id)));
  return viewKey(row, purse?.spent ?? 0n);
}

/** The organisation that is to pay. A foreign and an unknown one look the same. @throws Failure */
async function payerOf(services: Services, caller: Caller, id: number | null): Promise<number | null> {
  if (id === null) return null;
  const places = await services.store.organisations.placesOf(caller.account.id);
  if (places.some(place => place.organisationId === id)) return id;
  const message = 'you are no member of such an organisation';
  throw new Failure('invalid_request', `organisation_id: ${message}.`, {
    param: 'organisation_id',
    details: { fields: [{ path: 'organisation_id', message }] },
  });
}

export const keyOperations: readonly Operation[] = [
  operation({
    method: 'GET',
    path: '/me/organisations',
    id: 'listOwnOrganisations',
    tag: KEYS,
    summary: 'Lists the organisations that the caller is a member of, and that may pay for his keys.',
    who: 'account',
    answer: Type.Object({
      items: Type.Array(
        Type.Object({
          id: Id,
          name: Type.String(),
          role: Type.Union([Type.Literal('owner'), Type.Literal('member')]),
          enabled: Type.Boolean(),
        }),
      ),
    }),
    async handle(caller, _input, { services }) {
      const { organisations } = services.store;
      const places = await organisations.placesOf(caller.account.id);
      const rows = await Promise.all(places.map(place => organisations.byId(place.organisationId)));
      const items = rows.flatMap((row, index) => {
        const role = places[index]?.role ?? 'member';
        return row === undefined ? [] : [{ id: row.id, name: row.name, role, enabled: row.enabled }];
      });
      return { items };
    },
  }),
  operation({
    method: 'GET',
    path: '/keys',
    id: 'listKeys',
    tag: KEYS,
    summary: 'Lists the caller’s keys, newest first, without their secrets.',
    who: 'account',
    answer: Type.Object({ items: Type.Array(KeyView) }),
    async handle(caller, _input, { services }) {
      const rows = await reading(services, () => services.store.keys.ofAccount(caller.account.id));
      return { items: await Promise.all(rows.toReversed().map(row => view(services, row))) };
    },
  }),
  operation({
    method: 'POST',
    path: '/keys',
    id: 'createKey',
    tag: KEYS,
    summary: 'Makes a key; its secret is in this answer.',
    who: 'account',
    status: 201,
    body: strict({
      ...KeyChange.properties,
      name: Name,
      organisation_id: Type.Optional(
        Type.Union([Id, Type.Null()], {
          description: 'The organisation that pays for it, of which the caller is a member; it never changes.',
        }),
      ),
    }),
    answer: Type.Object({ key: KeyView, secret: Type.String() }),
    async handle(caller, { body }, { services, change }) {
      const { store } = services;
      const world = services.world();
      const organisationId = await payerOf(services, caller, body.organisation_id ?? null);
      if ((await store.keys.ofAccount(caller.account.id)).length >= MAX_KEYS)
        throw new Failure('conflict', `An account has at most ${MAX_KEYS} keys. Remove one first.`);
      const seal = world.settings.revealKeys ? services.seal : undefined;
      const { id: accountId } = caller.account;
      const choice = { ...readChange(body, world, caller.account), name: body.name, accountId, organisationId };
      const { secret, row } = await issueKey(store, seal, choice);
      const key = await view(services, row);
      await change('key.create', `key:${row.id}`, undefined, key);
      return { key, secret };
    },
  }),
  operation({
    method: 'GET',
    path: '/keys/{id}',
    id: 'getKey',
    tag: KEYS,
    summary: 'Shows a key, without its secret.',
    who: 'account',
    params: ById,
    answer: KeyView,
    handle: async (caller, { params }, { services }) => view(services, await ownKey(services, caller, params.id)),
  }),
  operation({
    method: 'PATCH',
    path: '/keys/{id}',
    id: 'changeKey',
    tag: KEYS,
    summary: 'Changes a key; what is left out stays as it is.',
    who: 'account',
    params: ById,
    body: KeyChange,
    answer: KeyView,
    async handle(caller, { params, body }, { services, change }) {
      const row = await ownKey(services, caller, params.id);
      checkNotDeclared(row);
      const { id: _id, createdAt: _createdAt, ...draft } = row;
      const before = await view(services, row);
      const after = await services.store.keys.put({ ...draft, ...readChange(body, services.world(), caller.account) });
      const key = await view(services, after);
      await change('key.update', `key:${row.id}`, before, key);
      return key;
    },
  }),
  operation({
    method: 'POST',
    path: '/keys/{id}/secret',
    id: 'revealKey',
    tag: KEYS,
    summary: 'Shows the secret of a key again, where the operator keeps a sealed copy.',
    who: 'account',
    proof: true,
    params: ById,
    answer: Type.Object({ secret: Type.String() }),
    async handle(caller, { params }, { services, change }) {
      const row = await ownKey(services, caller, params.id);
      const secret = revealKey(row, services.seal);
      if (secret === undefined)
        throw new Failure('not_found', 'No copy of this key was kept. Make another one in its place.');
      await change('key.reveal', `key:${row.id}`);
      return { secret };
    },
  }),
  operation({
    method: 'DELETE',
    path: '/keys/{id}',
    id: 'removeKey',
    tag: KEYS,
    summary: 'Removes a key for ever; what it spent stays in the books.',
    who: 'account',
    params: ById,
    async handle(caller, { params }, { services, change }) {
      const row = await ownKey(services, caller, params.id);
      checkNotDeclared(row);
      await services.store.keys.remove(row.id);
      await change('key.remove', `key:${row.id}`, await view(services, row));
    },
  }),
];
