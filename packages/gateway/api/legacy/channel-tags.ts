// Tags of channels in the new-api family: channels with one word are switched on and off, and changed, together.

import { Failure } from '@turnpike/protocols/failures';
import type { Route } from '../../http/exchange.ts';
import { list as listOf, record, text, type Json } from '../../relay/json.ts';
import { channelOperations } from '../manage/channels.ts';
import type { Services } from '../services.ts';
import { act, operationIn } from './act.ts';
import { channelObject, wordsIn } from './channel-fields.ts';
import { permittedRoute, textField, type Visit } from './envelope.ts';

const LIST = operationIn(channelOperations, 'listChannels');
const GET = operationIn(channelOperations, 'getChannel');
const CHANGE = operationIn(channelOperations, 'changeChannel');
const MAX_BATCH = 100;

/** The channels with a tag. @throws Failure where there is none */
async function tagged(visit: Visit, tag: string): Promise<readonly number[]> {
  if (tag === '') throw new Failure('invalid_request', 'tag must be given.', { param: 'tag' });
  const rows = listOf((await act(visit, LIST))['items']).map(record);
  const ids = rows.filter(row => row['tag'] === tag).map(row => Number(row['id']));
  if (ids.length === 0) throw new Failure('not_found', `There is no channel with the tag ${tag}.`);
  return ids;
}

async function changeEach(visit: Visit, ids: readonly number[], words: Json): Promise<number> {
  for (const id of ids) await act(visit, CHANGE, { params: { id }, body: words });
  return ids.length;
}

const switchAll = (enabled: boolean) => async (visit: Visit) =>
  changeEach(visit, await tagged(visit, textField(await visit.body(), 'tag')?.trim() ?? ''), { enabled });

/** Changes what a body says of every channel with a tag; `new_tag` is their tag from then on. */
async function changeTag(visit: Visit): Promise<number> {
  const fields = await visit.body();
  const ids = await tagged(visit, textField(fields, 'tag')?.trim() ?? '');
  const { new_tag: renamed } = fields;
  // An empty field of these consoles is one that was not filled in.
  const said = ['models', 'model_mapping', 'param_override', 'header_override'].filter(
    name => text(fields[name]).trim() !== '',
  );
  const groups = textField(fields, 'groups')?.trim() ?? '';
  for (const id of ids) {
    const before = record((await act(visit, GET, { params: { id } }))['channel']);
    const shape = channelObject({}, before, 0);
    const models = said.some(name => name.startsWith('model'))
      ? { models: shape['models'], model_mapping: shape['model_mapping'] }
      : {};
    const words = {
      ...wordsIn(
        { ...models, ...Object.fromEntries(said.map(name => [name, fields[name]])) },
        text(before['provider']),
      ),
      ...(groups === '' ? {} : wordsIn({ group: groups })),
      ...(typeof fields['priority'] === 'number' ? { priority: fields['priority'] } : {}),
      ...(typeof fields['weight'] === 'number' ? { weight: Math.max(fields['weight'], 1) } : {}),
      ...(typeof renamed === 'string' ? { tag: renamed.trim() || null } : {}),
    };
    await act(visit, CHANGE, { params: { id }, body: words });
  }
  return ids.length;
}

/** Gives several channels a tag, or takes theirs away. */
async function tagBatch(visit: Visit): Promise<number> {
  const { ids, tag } = await visit.body();
  if (!Array.isArray(ids) || ids.length === 0 || ids.length > MAX_BATCH || !ids.every(id => typeof id === 'number'))
    throw new Failure('invalid_request', `ids must be 1 to ${MAX_BATCH} numbers.`, { param: 'ids' });
  return changeEach(visit, ids, { tag: typeof tag === 'string' && tag.trim() !== '' ? tag.trim() : null });
}

/** The models of the channel with a tag that has most of them, as the family's console fills its form with. */
async function modelsOfTag(visit: Visit): Promise<string> {
  const names: string[] = [];
  for (const id of await tagged(visit, visit.exchange.query.get('tag')?.trim() ?? '')) {
    const channel = record((await act(visit, GET, { params: { id } }))['channel']);
    names.push(text(channelObject({}, channel, 0)['models']));
  }
  return names.toSorted((left, right) => right.split(',').length - left.split(',').length)[0] ?? '';
}

/** The routes of tags. */
export function legacyTagRoutes(services: Services): Route[] {
  const write = (method: Route['method'], pattern: string, handle: (visit: Visit) => Promise<unknown>): Route =>
    permittedRoute(services, method, pattern, 'channels.write', handle);
  return [
    permittedRoute(services, 'GET', '/api/channel/tag/models', 'channels.read', modelsOfTag),
    write('PUT', '/api/channel/tag', changeTag),
    write('POST', '/api/channel/tag/enabled', switchAll(true)),
    write('POST', '/api/channel/tag/disabled', switchAll(false)),
    write('POST', '/api/channel/batch/tag', tagBatch),
  ];
}
