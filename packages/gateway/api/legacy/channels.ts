// Channels of the new-api family for administrators: listed, made singly or in batches, changed, tried, copied, removed.

import { Failure } from '@turnpike/protocols/failures';
import type { Route } from '../../http/exchange.ts';
import { list as listOf, record, text, type Json } from '../../relay/json.ts';
import { channelDocument, readChannelDocument } from '../../config/documents.ts';
import { parseSignedUsd } from '../../ledger/money.ts';
import { listModels } from '../../relay/channel-account.ts';
import { NO_CREDENTIAL } from '../../routing/plan.ts';
import { channelActs } from '../manage/channel-acts.ts';
import { readDraft } from '../manage/channel-fields.ts';
import { channelOperations } from '../manage/channels.ts';
import type { Services } from '../services.ts';
import { act, operationIn } from './act.ts';
import { channelObject, keysIn, typeOf, wordsIn } from './channel-fields.ts';
import { cut, idOf, permittedRoute, quotaOf, textField, type Visit } from './envelope.ts';

const LIST = operationIn(channelOperations, 'listChannels');
const CREATE = operationIn(channelOperations, 'createChannel');
const GET = operationIn(channelOperations, 'getChannel');
const CHANGE = operationIn(channelOperations, 'changeChannel');
const REMOVE = operationIn(channelOperations, 'removeChannel');
const TEST = operationIn(channelActs, 'testChannel');
const BALANCE = operationIn(channelActs, 'readUpstreamBalance');
const COMPARE = operationIn(channelActs, 'compareUpstreamModels');
const MAX_BATCH = 100;

/** A channel with its row, as the family shows it. */
async function show(visit: Visit, id: number): Promise<Record<string, unknown>> {
  return shown(visit, await act(visit, GET, { params: { id } }));
}

async function shown({ services }: Visit, detail: Json): Promise<Record<string, unknown>> {
  const [row, channel] = [record(detail['row']), record(detail['channel'])];
  const sums = await services.store.records.usage({
    channel: Number(row['id']),
    from: 0,
    to: Date.now() + 3_600_000,
    step: 'total',
  });
  return channelObject(row, channel, quotaOf(sums[0]?.amount ?? 0n));
}

async function list(visit: Visit): Promise<unknown> {
  const { query } = visit.exchange;
  const word = (name: string): string => query.get(name)?.trim().toLowerCase() ?? '';
  const [keyword, group, model, status, type, tag] = ['keyword', 'group', 'model', 'status', 'type', 'tag'].map(word);
  const answer = await act(visit, LIST);
  const rows = listOf(answer['items']).map(record);
  const fitting = rows.filter(row => {
    const named =
      text(row['name'])
        .toLowerCase()
        .includes(keyword ?? '') || String(row['id']) === keyword;
    const grouped = group === '' || group === 'null' || listOf(row['groups']).includes(group);
    const on = row['enabled'] === true;
    const stands = status === 'enabled' || status === '1' ? on : status === 'disabled' || status === '0' ? !on : true;
    const marked = tag === '' || text(row['tag']).toLowerCase() === tag;
    return named && grouped && stands && marked;
  });
  const ordered = query.get('id_sort') === 'true' ? fitting : sortedBy(fitting);
  const details = await Promise.all(ordered.map(row => show(visit, Number(row['id']))));
  const found = details.filter(
    channel =>
      (model === '' ||
        text(channel['models'])
          .toLowerCase()
          .includes(model ?? '')) &&
      (type === '' || type === '0' || String(channel['type']) === type),
  );
  const counts: Record<string, number> = { all: found.length };
  for (const { type: number } of found) counts[String(number)] = (counts[String(number)] ?? 0) + 1;
  return { ...cut(visit.exchange, found, channel => channel), type_counts: counts };
}

/** The weightiest first, the newest of equal ones, as this family lists them. */
function sortedBy(rows: readonly Json[]): readonly Json[] {
  return rows.toSorted(
    (left, right) => Number(right['priority']) - Number(left['priority']) || Number(right['id']) - Number(left['id']),
  );
}

/** One channel, one for each key, or one with all of them. */
async function create(visit: Visit): Promise<unknown> {
  const body = await visit.body();
  const fields = record(body['channel'] ?? body);
  const mode = textField(body, 'mode') ?? 'single';
  const words = wordsIn({ type: 1, group: 'default', ...fields });
  const keys = keysIn(fields);
  const singly = mode === 'batch' && keys.length > 1;
  const single = mode === 'single' && keys.length > 0 ? [(textField(fields, 'key') ?? '').trim()] : keys;
  const drafts = singly
    ? keys.map((key, index) => ({ ...words, name: `${text(words['name'])}-${index + 1}`, keys: [key] }))
    : [{ ...words, keys: single }];
  const made = [];
  for (const draft of drafts) made.push(await shown(visit, await act(visit, CREATE, { body: draft })));
  return made.length === 1 ? made[0] : made;
}

async function change(visit: Visit): Promise<unknown> {
  const fields = await visit.body();
  const { id } = fields;
  if (typeof id !== 'number') throw new Failure('invalid_request', 'id must be a number.', { param: 'id' });
  const before = record((await act(visit, GET, { params: { id } }))['channel']);
  const keys = keysIn(fields);
  const kept = fields['key_mode'] === 'append' ? listOf(before['keys']).map(key => ({ id: record(key)['id'] })) : [];
  const words = {
    ...wordsIn(withMapping(fields, before), text(before['provider'])),
    ...(keys.length === 0 ? {} : { keys: [...kept, ...keys] }),
  };
  return shown(visit, await act(visit, CHANGE, { params: { id }, body: words }));
}

/** Models and their mapping are one thing here: where a body has only one of them, the other stays as it was. */
function withMapping(fields: Json, before: Json): Json {
  if (fields['models'] === undefined && fields['model_mapping'] === undefined) return fields;
  const shape = channelObject({}, before, 0);
  return { models: shape['models'], model_mapping: shape['model_mapping'], ...fields };
}

async function copy(visit: Visit): Promise<unknown> {
  // Its secrets are nobody's to read: the copy is made of everything else, and gets its keys when it is changed.
  const detail = await act(visit, GET, { params: { id: idOf(visit.exchange) } });
  const { keys: _keys, headers: _headers, proxy: _proxy, ...words } = record(detail['channel']);
  const suffix = visit.exchange.query.get('suffix') ?? '_copy';
  const body = { ...words, name: `${text(words['name'])}${suffix}`.slice(0, 100), enabled: false };
  const made = await shown(visit, await act(visit, CREATE, { body }));
  return { id: made['id'] };
}

async function test(visit: Visit, id: number): Promise<Json> {
  const model = visit.exchange.query.get('model') ?? '';
  const answer = await act(visit, TEST, { params: { id }, body: model === '' ? {} : { model } });
  const tries = listOf(answer['items']).map(record);
  return tries.find(one => one['ok'] !== true) ?? tries[0] ?? {};
}

/** The family tells the seconds beside the message, not within `data`. */
async function testOne(visit: Visit): Promise<void> {
  const found = await test(visit, idOf(visit.exchange));
  const time = Number(found['milliseconds'] ?? 0) / 1000;
  visit.exchange.json(200, { success: found['ok'] === true, message: text(found['error']), time });
}

async function balanceOf(visit: Visit): Promise<void> {
  const answer = await act(visit, BALANCE, { params: { id: idOf(visit.exchange) } });
  const rows = listOf(answer['items']).map(record);
  const known = rows.filter(row => typeof row['amount'] === 'string');
  const sum = known.reduce((all, row) => all + amountIn(text(row['amount'])), 0n);
  const message = known.length > 0 ? '' : text(rows[0]?.['error']) || 'This provider tells no balance.';
  visit.exchange.json(200, { success: known.length > 0, message, balance: Number(sum) / 1e9 });
}

function amountIn(amount: string): bigint {
  try {
    return parseSignedUsd(amount);
  } catch {
    return 0n;
  }
}

async function fetchModels(visit: Visit): Promise<unknown> {
  const answer = await act(visit, COMPARE, { params: { id: idOf(visit.exchange) } });
  return [...listOf(answer['added']), ...listOf(answer['kept'])].map(text).sort();
}

/** Every balance anew; the family's console only waits for the end. */
async function allBalances(visit: Visit): Promise<void> {
  const rows = listOf((await act(visit, LIST))['items']).map(record);
  for (const row of rows) {
    if (row['enabled'] !== true) continue;
    // One that tells none is no reason to ask no other.
    await act(visit, BALANCE, { params: { id: Number(row['id']) } }).catch(() => undefined);
  }
}

/** The models behind an address and a key that are no channel yet: nothing is kept, the channel is never in force. */
async function fetchUnsaved(visit: Visit): Promise<unknown> {
  const fields = await visit.body();
  const words = wordsIn({ type: fields['type'] ?? 1, base_url: fields['base_url'] ?? '' });
  const [key = ''] = keysIn(fields);
  const channel = readDraft({ ...words, name: 'unsaved', keys: [{ key }], models: ['*'] }, visit.services.world());
  const row = { ...channelDocument(channel, visit.services.seal, undefined), id: 0, declared: false };
  const candidate = { channel: readChannelDocument(row, visit.services.seal) };
  const credential = candidate.channel.credentials[0] ?? NO_CREDENTIAL;
  const found = await listModels(visit.services, { ...candidate, credential });
  if (!found.ok) throw new Failure('bad_response', found.error);
  return found.value.map(model => model.id).sort();
}

async function removeBatch(visit: Visit): Promise<unknown> {
  const { ids } = await visit.body();
  if (!Array.isArray(ids) || ids.length > MAX_BATCH || !ids.every(id => typeof id === 'number'))
    throw new Failure('invalid_request', `ids must be at most ${MAX_BATCH} numbers.`, { param: 'ids' });
  for (const id of ids) await act(visit, REMOVE, { params: { id } });
  return ids.length;
}

async function removeDisabled(visit: Visit): Promise<unknown> {
  const rows = listOf((await act(visit, LIST))['items']).map(record);
  const off = rows.filter(row => row['enabled'] !== true && row['declared'] !== true);
  for (const row of off) await act(visit, REMOVE, { params: { id: row['id'] } });
  return off.length;
}

/** The routes of channels. */
export function legacyChannelRoutes(services: Services): Route[] {
  const read = (pattern: string, handle: (visit: Visit) => Promise<unknown>): Route =>
    permittedRoute(services, 'GET', pattern, 'channels.read', handle);
  const write = (method: Route['method'], pattern: string, handle: (visit: Visit) => Promise<unknown>): Route =>
    permittedRoute(services, method, pattern, 'channels.write', handle);
  return [
    read('/api/channel', list),
    read('/api/channel/search', list),
    read('/api/channel/{id}', visit => show(visit, idOf(visit.exchange))),
    read('/api/channel/models', async () => modelObjects(services, false)),
    read('/api/channel/models_enabled', async () => modelObjects(services, true)),
    write('POST', '/api/channel', create),
    write('PUT', '/api/channel', change),
    write('DELETE', '/api/channel/{id}', visit => act(visit, REMOVE, { params: { id: idOf(visit.exchange) } })),
    write('DELETE', '/api/channel/disabled', removeDisabled),
    write('POST', '/api/channel/batch', removeBatch),
    write('POST', '/api/channel/copy/{id}', copy),
    write('GET', '/api/channel/test/{id}', testOne),
    write('GET', '/api/channel/test', async visit => {
      const rows = listOf((await act(visit, LIST))['items']).map(record);
      for (const row of rows) if (row['enabled'] === true) await test(visit, Number(row['id']));
    }),
    write('GET', '/api/channel/update_balance', allBalances),
    write('GET', '/api/channel/update_balance/{id}', balanceOf),
    write('POST', '/api/channel/fetch_models', fetchUnsaved),
    // What this family mends by hand is never broken here: channels are in force when they are written.
    write('POST', '/api/channel/fix', async visit => {
      const { items } = await act(visit, LIST);
      return { success: listOf(items).length, fails: 0 };
    }),
    write('GET', '/api/channel/fetch_models/{id}', fetchModels),
  ];
}

/** Every model that there is, or what some channel serves now. */
function modelObjects(services: Services, served: boolean): unknown {
  const world = services.world();
  const names = [...new Set([...world.groups.keys()].flatMap(group => world.modelsOf(group)))].sort();
  if (served) return names;
  return names.map(id => ({ id, object: 'model', owned_by: world.model(id)?.provider ?? '', type: typeOf('openai') }));
}
