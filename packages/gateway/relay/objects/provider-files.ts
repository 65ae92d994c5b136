// Files that OpenAI and Anthropic keep for one credential: uploaded, found for their owner, asked for where they are.

import { Failure, type Protocol } from '@turnpike/protocols/failures';
import type { Exchange } from '../../http/exchange.ts';
import type { Principal } from '../../identity/principal.ts';
import type { Outgoing } from '../../providers/outer.ts';
import type { Candidate } from '../../routing/plan.ts';
import { upstreamHeaders } from '../headers.ts';
import { parseRecord, text, type Json } from '../json.ts';
import { pass } from '../pass.ts';
import { credentialHeaders, pathBehind, roadTo } from '../road.ts';
import type { RelayServices } from '../services.ts';
import type { Pin } from '../state.ts';
import { ask, deliver, keeperOf, patienceOf } from './google-objects.ts';

/** Whose API a client calls: both stand at the same paths. */
export interface Keeper {
  readonly kind: 'openai-file' | 'claude-file';
  readonly protocol: Protocol;
  /** Kinds of channels that keep such files. */
  readonly providers: ReadonlySet<string>;
  missing(id: string): string;
  /** A page of a list. */
  list(files: readonly Json[], hasMore: boolean): Json;
  /** The query's name of the file that a page begins after. */
  readonly after: string;
}

const ends = (files: readonly Json[]) => ({
  first_id: files[0]?.['id'] ?? null,
  last_id: files.at(-1)?.['id'] ?? null,
});

export const OPENAI_FILES: Keeper = {
  kind: 'openai-file',
  protocol: 'openai-chat',
  providers: new Set(['openai', 'compatible', 'custom', 'relay', 'poloapi', 'sandbox']),
  missing: id => `No such File object: ${id}`,
  list: (files, hasMore) => ({ object: 'list', data: files, ...ends(files), has_more: hasMore }),
  after: 'after',
};
export const CLAUDE_FILES: Keeper = {
  kind: 'claude-file',
  protocol: 'anthropic-messages',
  providers: new Set(['anthropic', 'relay', 'poloapi', 'sandbox']),
  missing: id => `File not found: ${id}`,
  list: (files, hasMore) => ({ data: files, ...ends(files), has_more: hasMore }),
  after: 'after_id',
};

const PATH = '/v1/files';
const MOST_LISTED = 1000;
const USUAL_LISTED = 20;
/** Files that are asked for at once. */
const AT_ONCE = 8;

function requestTo(
  keeper: Keeper,
  place: Candidate,
  exchange: Pick<Exchange, 'request' | 'search'>,
  method: Outgoing['method'],
  path: string,
  body?: Outgoing['body'],
): Outgoing {
  const road = roadTo(place.channel);
  const credential = credentialHeaders(place.channel, place.credential, keeper.protocol);
  const headers = upstreamHeaders(exchange.request.headers, credential, undefined);
  const type = exchange.request.headers['content-type'];
  if (body !== undefined && 'open' in body) headers.push('content-length', String(body.bytes));
  else if (body !== undefined) headers.push('content-length', String(body.reduce((sum, one) => sum + one.length, 0)));
  if (body !== undefined && type !== undefined) headers.push('content-type', type);
  return { origin: road.origin, path: pathBehind(road, path) + exchange.search, method, headers, body };
}

/** Where a new file goes: to a channel of the model that it is for, where the client names one, else to the first by priority. */
function newPlace(services: RelayServices, principal: Principal, keeper: Keeper, model: string): Candidate {
  const world = services.world();
  const mine = world.groupsOf(principal.group);
  const wanted = principal.pinnedChannel;
  const all = model === '' ? world.channels : world.candidates(model, principal.group);
  const [channel] = all
    .filter(one => one.enabled && keeper.providers.has(one.provider) && one.credentials.length > 0)
    .filter(one => one.speaks.includes(keeper.protocol) && (wanted === undefined || one.id === wanted))
    .filter(one => mine.some(group => one.groups.has(group)))
    .sort((left, right) => right.priority - left.priority || left.id - right.id);
  const count = channel?.credentials.length ?? 0;
  const credential = channel?.credentials[count === 0 ? 0 : services.turns.next(channel.id) % count];
  if (channel === undefined || credential === undefined)
    throw new Failure('no_available_channel', 'No channel here keeps such files. Send the file inline.', {
      retryAfter: 60,
    });
  return { channel, credential };
}

/** The bytes of an upload: from the client's socket into the upstream's where their number is known, never all in memory. */
async function bytesOf(services: RelayServices, exchange: Exchange): Promise<Outgoing['body']> {
  const { headers } = exchange.request;
  if (!/^multipart\/form-data/i.test(headers['content-type'] ?? ''))
    throw new Failure('unsupported_media_type', 'Send the file as multipart/form-data.');
  const bytes = Number(headers['content-length'] ?? Number.NaN);
  const most = services.world().settings.maxUploadBytes;
  if (bytes > most) throw new Failure('read_request_body_failed', `The file is larger than ${most} bytes. Send less.`);
  const isPlain = headers.expect === undefined && headers['content-encoding'] === undefined;
  if (Number.isInteger(bytes) && bytes > 0 && isPlain) return { bytes, open: () => exchange.request };
  return [await exchange.body({ text: false })];
}

/** `POST /v1/files`. */
export async function uploadFile(services: RelayServices, exchange: Exchange, keeper: Keeper): Promise<void> {
  const principal = await services.identify(exchange);
  const model = String(exchange.request.headers['x-turnpike-model'] ?? '');
  const place = newPlace(services, principal, keeper, model);
  const body = await bytesOf(services, exchange);
  const answer = await ask(services, place, requestTo(keeper, place, exchange, 'POST', PATH, body));
  const id = answer.status < 300 ? text(parseRecord(answer.body.toString('utf8'))?.['id']) : '';
  if (id !== '')
    services.pins.note(keeper.kind, id, {
      accountId: principal.account.id,
      channel: place.channel.id,
      credential: place.credential.id,
    });
  deliver(exchange, answer);
}

/** `GET /v1/files`: the account's own, page by page, as their keepers have them now; what is gone is forgotten. */
export async function listFiles(services: RelayServices, exchange: Exchange, keeper: Keeper): Promise<void> {
  const principal = await services.identify(exchange);
  const asked = Number(exchange.query.get('limit') ?? USUAL_LISTED);
  const size = Number.isInteger(asked) && asked > 0 ? Math.min(asked, MOST_LISTED) : USUAL_LISTED;
  const after = exchange.query.get(keeper.after) ?? '';
  const purpose = exchange.query.get('purpose');
  const pins = await services.pins.list(keeper.kind, principal.account.id, after, size + 1);
  const page = pins.slice(0, size);
  const found: Json[] = [];
  for (let at = 0; at < page.length; at += AT_ONCE) {
    const some = page
      .slice(at, at + AT_ONCE)
      .map(({ id, pin }) => look(services, exchange, principal, keeper, id, pin));
    found.push(...(await Promise.all(some)).filter(file => file !== undefined));
  }
  const shown = purpose === null ? found : found.filter(file => file['purpose'] === purpose);
  exchange.json(200, keeper.list(shown, pins.length > size));
}

async function look(
  services: RelayServices,
  exchange: Exchange,
  principal: Principal,
  keeper: Keeper,
  id: string,
  pin: Pin,
): Promise<Json | undefined> {
  try {
    const place = keeperOf(services.world(), principal, pin);
    const bare = { request: exchange.request, search: '' };
    const answer = await ask(services, place, requestTo(keeper, place, bare, 'GET', `${PATH}/${id}`));
    if (answer.status === 404) services.pins.forget(keeper.kind, id);
    return answer.status === 200 ? parseRecord(answer.body.toString('utf8')) : undefined;
  } catch {
    // One that cannot be reached now is not shown now.
    return undefined;
  }
}

/** One file of the account's: told, deleted, or its bytes. A foreign and an unknown one look the same. */
export async function relayFile(
  services: RelayServices,
  exchange: Exchange,
  keeper: Keeper,
  tail: '' | '/content',
): Promise<void> {
  const principal = await services.identify(exchange);
  const id = exchange.params['id'] ?? '';
  const pin = await services.pins.find(keeper.kind, id, principal.account.id);
  if (pin === undefined) throw new Failure('not_found', keeper.missing(id), { param: 'id' });
  const world = services.world();
  const place = keeperOf(world, principal, pin);
  const method = exchange.method === 'DELETE' ? 'DELETE' : 'GET';
  const request = requestTo(keeper, place, exchange, method, `${PATH}/${encodeURIComponent(id)}${tail}`);
  if (tail !== '') {
    await pass(services, place, exchange, request, patienceOf(world));
    return;
  }
  const answer = await ask(services, place, request);
  if (method === 'DELETE' && answer.status < 300) services.pins.forget(keeper.kind, id);
  deliver(exchange, answer);
}
