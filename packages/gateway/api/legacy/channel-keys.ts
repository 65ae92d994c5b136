// The keys of one channel in the new-api family: how each stands, switched on and off, taken away; and reading nothing.

import { Failure } from '@turnpike/protocols/failures';
import type { Route } from '../../http/exchange.ts';
import { list as listOf, record, text, type Json } from '../../relay/json.ts';
import { channelOperations } from '../manage/channels.ts';
import type { Services } from '../services.ts';
import { act, operationIn } from './act.ts';
import { pageOf, permittedRoute, textField, type Visit } from './envelope.ts';

const GET = operationIn(channelOperations, 'getChannel');
const CHANGE = operationIn(channelOperations, 'changeChannel');

const isOn = (key: Json): boolean => key['enabled'] !== false;

/** What becomes of the keys by each action; undefined where the action is unknown. `index` counts from nought. */
function after(action: string, keys: readonly Json[], index: number): readonly Json[] | undefined {
  const one = (change: (key: Json) => Json): readonly Json[] => {
    if (keys[index] === undefined) throw new Failure('not_found', 'There is no such key.', { param: 'key_index' });
    return keys.map((key, position) => (position === index ? change(key) : key));
  };
  switch (action) {
    case 'disable_key':
      return one(key => ({ ...key, enabled: false }));
    case 'enable_key':
      return one(key => ({ ...key, enabled: true }));
    case 'delete_key':
      one(key => key);
      return keys.filter((_key, position) => position !== index);
    case 'enable_all_keys':
      return keys.map(key => ({ ...key, enabled: true }));
    case 'disable_all_keys':
      return keys.map(key => ({ ...key, enabled: false }));
    case 'delete_disabled_keys':
      return keys.filter(isOn);
    default:
      return undefined;
  }
}

async function manage(visit: Visit): Promise<unknown> {
  const fields = await visit.body();
  const id = fields['channel_id'];
  const action = textField(fields, 'action') ?? '';
  if (typeof id !== 'number')
    throw new Failure('invalid_request', 'channel_id must be a number.', { param: 'channel_id' });
  const channel = record((await act(visit, GET, { params: { id } }))['channel']);
  const keys = listOf(channel['keys']).map(record);
  if (action === 'get_key_status') return statusOf(visit, fields, keys);
  const index = typeof fields['key_index'] === 'number' ? fields['key_index'] : -1;
  const wanted = after(action, keys, index);
  if (wanted === undefined) throw new Failure('invalid_request', `action: ${action} is unknown.`, { param: 'action' });
  const words = wanted.map(({ hint: _hint, ...key }) => key);
  await act(visit, CHANGE, { params: { id }, body: { keys: words } });
  return keys.length - wanted.length;
}

function statusOf(visit: Visit, fields: Json, keys: readonly Json[]): unknown {
  const asked = pageOf(visit.exchange);
  const number = (name: string, otherwise: number): number =>
    typeof fields[name] === 'number' && fields[name] > 0 ? Math.min(fields[name], 10_000) : otherwise;
  const [page, size] = [number('page', asked.page), Math.min(number('page_size', asked.size), 100)];
  const status = fields['status'];
  const rows = keys
    .map((key, index) => ({
      index,
      status: isOn(key) ? 1 : 2,
      disabled_time: 0,
      reason: '',
      key_preview: text(key['hint']),
    }))
    .filter(row => typeof status !== 'number' || status === 0 || row.status === status);
  const on = keys.filter(isOn).length;
  return {
    keys: rows.slice((page - 1) * size, page * size),
    total: rows.length,
    page,
    page_size: size,
    total_pages: Math.max(Math.ceil(rows.length / size), 1),
    enabled_count: on,
    manual_disabled_count: keys.length - on,
    auto_disabled_count: 0,
  };
}

/** The routes of a channel's keys. */
export function legacyChannelKeyRoutes(services: Services): Route[] {
  return [
    permittedRoute(services, 'POST', '/api/channel/multi_key/manage', 'channels.write', manage),
    permittedRoute(services, 'POST', '/api/channel/{id}/key', 'channels.write', async () => {
      throw new Failure('not_found', 'The key of a channel is sealed when it is set, and nobody is shown it again.');
    }),
  ];
}
