// Channels: listed with their health, made, changed, removed, and several changed at once.

import { Failure } from '@turnpike/protocols/failures';
import { Type, type Static } from 'typebox';
import { readWords, wordsOf } from '../../config/channel-words.ts';
import type { DeclaredChannel } from '../../config/config.ts';
import { channelDocument } from '../../config/documents.ts';
import type { DocumentRow } from '../../store/store.ts';
import { reading } from '../reading.ts';
import type { Services } from '../services.ts';
import { ChannelChange, ChannelDraft, ChannelView, readChange, readDraft, shown } from './channel-fields.ts';
import { channelRows, ChannelRow } from './channel-view.ts';
import { operation, type Operation } from './operation.ts';
import { Id, strict } from './schemas.ts';

const CHANNELS = 'Channels';
const MAX_AT_ONCE = 500;
export const ById = Type.Object({ id: Id });
const Detail = Type.Object({ row: ChannelRow, channel: ChannelView });

/** The stored channels, by their numbers. */
export async function channelDocuments(services: Services): Promise<DocumentRow[]> {
  const rows = await reading(services, () => services.store.documents.all());
  return rows.filter(row => row.kind === 'channel');
}

/** The document of a channel. @throws Failure `not_found` */
export async function channelDocumentOf(services: Services, id: number): Promise<DocumentRow> {
  const row = (await channelDocuments(services)).find(one => one.id === id);
  if (row === undefined) throw new Failure('not_found', 'There is no such channel.');
  return row;
}

/** @throws Failure where the file declares the channel */
export function checkNotDeclared(services: Services, row: DocumentRow): void {
  if (!row.declared) return;
  const place = services.places().get(`channels ${row.name}`) ?? 'the configuration file';
  throw new Failure('declared_in_file', `This channel is declared at ${place}. Change it there.`);
}

async function detail(services: Services, row: DocumentRow): Promise<Static<typeof Detail>> {
  const [view] = await channelRows(services, [row]);
  if (view === undefined) throw new Failure('not_found', 'There is no such channel.');
  return { row: view, channel: shown(wordsOrName(services, row)) };
}

/** A channel that was sealed under another secret shows its name alone. */
function wordsOrName(services: Services, row: DocumentRow): ReturnType<typeof wordsOf> {
  try {
    return wordsOf(row, services.seal);
  } catch {
    return { name: row.name, provider: '' };
  }
}

/** Writes a channel, under another name where it has one, and has it in force. */
async function write(
  services: Services,
  channel: DeclaredChannel,
  before: DocumentRow | undefined,
): Promise<DocumentRow> {
  const { documents } = services.store;
  const name = before?.name ?? channel.name;
  if (channel.name !== name && !(await documents.rename('channel', name, channel.name))) throw taken(channel.name);
  const row = await documents.put({ ...channelDocument(channel, services.seal, before), declared: false });
  await services.refresh();
  return row;
}

function taken(name: string): Failure {
  return new Failure('conflict', `name: there is a channel ${name} already.`, { param: 'name' });
}

/** What can be changed of several channels at once. */
const Together = strict({
  enabled: Type.Optional(Type.Boolean()),
  priority: Type.Optional(Type.Integer()),
  weight: Type.Optional(Type.Integer({ minimum: 0 })),
  add_groups: Type.Optional(Type.Array(Type.String(), { maxItems: 100 })),
  remove_groups: Type.Optional(Type.Array(Type.String(), { maxItems: 100 })),
});

/** What of a common change concerns one channel. */
function changeFor(change: Static<typeof Together>, groups: readonly string[]): Record<string, unknown> {
  const { add_groups: added = [], remove_groups: removed = [], ...rest } = change;
  if (added.length === 0 && removed.length === 0) return rest;
  const kept = groups.filter(group => !removed.includes(group));
  return { ...rest, groups: [...new Set([...kept, ...added])] };
}

export const channelOperations: readonly Operation[] = [
  operation({
    method: 'GET',
    path: '/channels',
    id: 'listChannels',
    tag: CHANNELS,
    summary: 'Lists the channels: how each stands, how its last day went by quarters of an hour, and what it earned.',
    who: 'channels.read',
    answer: Type.Object({ items: Type.Array(ChannelRow) }),
    async handle(_caller, _input, { services }) {
      return { items: await channelRows(services, await channelDocuments(services)) };
    },
  }),
  operation({
    method: 'POST',
    path: '/channels',
    id: 'createChannel',
    tag: CHANNELS,
    summary: 'Makes a channel in the words of the configuration file; it is in force at once.',
    who: 'channels.write',
    status: 201,
    body: ChannelDraft,
    answer: Detail,
    async handle(_caller, { body }, { services, change }) {
      const channel = readDraft(body, services.world());
      if ((await channelDocuments(services)).some(row => row.name === channel.name)) throw taken(channel.name);
      const row = await write(services, channel, undefined);
      const made = await detail(services, row);
      await change('channel.create', `channel:${row.id}`, undefined, made.channel);
      return made;
    },
  }),
  operation({
    method: 'GET',
    path: '/channels/{id}',
    id: 'getChannel',
    tag: CHANNELS,
    summary: 'Shows a channel in the words of the configuration file, without its secrets.',
    who: 'channels.read',
    params: ById,
    answer: Detail,
    handle: async (_caller, { params }, { services }) => detail(services, await channelDocumentOf(services, params.id)),
  }),
  operation({
    method: 'PATCH',
    path: '/channels/{id}',
    id: 'changeChannel',
    tag: CHANNELS,
    summary: 'Changes a channel; fields left out stay, null takes one away.',
    description:
      'Keys are written and never shown: a list of keys names those that stay by their ids. Where the channel moves to ' +
      'another address, its keys must be given anew.',
    who: 'channels.write',
    params: ById,
    body: ChannelChange,
    answer: Detail,
    async handle(_caller, { params, body }, { services, change }) {
      const row = await channelDocumentOf(services, params.id);
      checkNotDeclared(services, row);
      const before = shown(wordsOf(row, services.seal));
      const channel = readChange(body, row, services.seal, services.world());
      const made = await detail(services, await write(services, channel, row));
      await change('channel.change', `channel:${row.id}`, before, made.channel);
      return made;
    },
  }),
  operation({
    method: 'DELETE',
    path: '/channels/{id}',
    id: 'removeChannel',
    tag: CHANNELS,
    summary: 'Removes a channel with its keys; refused while tasks are under way there.',
    who: 'channels.write',
    params: ById,
    async handle(_caller, { params }, { services, change }) {
      const row = await channelDocumentOf(services, params.id);
      checkNotDeclared(services, row);
      const open = await services.store.tasks.openAt(row.id);
      if (open > 0)
        throw new Failure(
          'conflict',
          `${open} tasks are under way at this channel. Drain it, and remove it when they have ended.`,
        );
      await services.store.documents.remove('channel', row.name);
      await services.refresh();
      await change('channel.remove', `channel:${row.id}`, shown(wordsOrName(services, row)));
    },
  }),
  operation({
    method: 'PATCH',
    path: '/channels',
    id: 'changeChannels',
    tag: CHANNELS,
    summary: 'Changes several channels in one go: all of them, or none where one is wrong.',
    who: 'channels.write',
    body: strict({ ids: Type.Array(Id, { minItems: 1, maxItems: MAX_AT_ONCE, uniqueItems: true }), change: Together }),
    answer: Type.Object({ items: Type.Array(ChannelRow) }),
    async handle(_caller, { body }, { services, change }) {
      const rows = (await channelDocuments(services)).filter(row => body.ids.includes(row.id));
      if (rows.length !== body.ids.length)
        throw new Failure('not_found', 'There is no such channel.', { param: 'ids' });
      for (const row of rows) checkNotDeclared(services, row);
      const changed = rows.map(row => {
        const before = shown(wordsOf(row, services.seal));
        const { groups } = readWords(wordsOf(row, services.seal));
        const wanted = changeFor(body.change, groups);
        return { row, before, after: readChange(wanted, row, services.seal, services.world()) };
      });
      const drafts = changed.map(({ row, after }) => channelDocument(after, services.seal, row));
      await services.store.documents.putAll(drafts.map(draft => ({ ...draft, declared: false })));
      await services.refresh();
      const written = (await channelDocuments(services)).filter(row => body.ids.includes(row.id));
      for (const { row, before } of changed) {
        const now = written.find(one => one.id === row.id);
        if (now !== undefined)
          await change('channel.change', `channel:${row.id}`, before, shown(wordsOf(now, services.seal)));
      }
      return { items: await channelRows(services, written) };
    },
  }),
];
