// OpenRouter's `:online` behind a model's name: the same model with a web search, asked for in the client's own protocol.

import { fields, isFields, type Fields } from '@turnpike/protocols/conversation/counts';
import type { Protocol } from '@turnpike/protocols/failures';
import { parseJson } from '@turnpike/protocols/json';
import type { World } from '../world.ts';
import type { Call } from './call.ts';
import { scanEnvelope } from './envelope.ts';
import { searchesOffered } from './searches.ts';

const SUFFIX = ':online';

/** Where each protocol's requests name a search, and how. */
const SEARCH: Readonly<Record<Protocol, readonly [field: string, tool: Fields, isSearch: (tool: Fields) => boolean]>> =
  {
    'openai-chat': ['plugins', { id: 'web' }, ({ id }) => id === 'web'],
    'openai-responses': ['tools', { type: 'web_search' }, ({ type }) => String(type).startsWith('web_search')],
    'anthropic-messages': [
      'tools',
      { type: 'web_search_20250305', name: 'web_search', max_uses: 5 },
      ({ type }) => String(type).startsWith('web_search'),
    ],
    'gemini-generate': ['tools', { googleSearch: {} }, tool => isFields(tool['googleSearch'] ?? tool['google_search'])],
  };

/** The call as it is meant; as it came where the suffix is none, or is known as part of a name. */
export function withOnline(world: World, call: Call): Call {
  if (!call.model.endsWith(SUFFIX) || world.knows(call.model)) return call;
  const model = call.model.slice(0, -SUFFIX.length);
  if (!world.knows(model) || call.operation === 'compact') return call;
  const body = fields(parseJson(call.envelope.body.toString('utf8')));
  const [field, tool, isSearch] = SEARCH[call.protocol];
  const list: unknown[] = Array.isArray(body[field]) ? body[field] : [];
  const searching = list.some(each => isSearch(fields(each))) ? list : [...list, tool];
  const written = { ...body, ...(body['model'] === undefined ? {} : { model }), [field]: searching };
  const envelope = scanEnvelope(Buffer.from(JSON.stringify(written)));
  return { ...call, model, envelope, searches: searchesOffered(envelope) };
}
