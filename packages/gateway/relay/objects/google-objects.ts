// Objects that Google keeps for one credential, files and cached contents: found for their owner, asked for where they are.

import type { IncomingHttpHeaders } from 'node:http';
import { Failure } from '@turnpike/protocols/failures';
import type { Exchange } from '../../http/exchange.ts';
import type { Principal } from '../../identity/principal.ts';
import type { Outgoing } from '../../providers/outer.ts';
import type { Candidate } from '../../routing/plan.ts';
import type { World } from '../../world.ts';
import type { Timeouts } from '../attempt.ts';
import type { Answer } from '../collect.ts';
import { inquire } from '../dispatch.ts';
import { clientHeaders, upstreamHeaders } from '../headers.ts';
import { parseRecord, text, type Json } from '../json.ts';
import { answerRefusal } from '../refusal.ts';
import { credentialHeaders, roadTo } from '../road.ts';
import type { RelayServices } from '../services.ts';
import type { Pin } from '../state.ts';

/** What Google keeps: the kind of its pin, and what its names begin with. */
export const OBJECTS = { files: 'google-file', cachedContents: 'google-cache' } as const;
export type Collection = keyof typeof OBJECTS;

/** Google says the same of what is not there and of what is somebody else's. */
export function notYours(collection: Collection, id: string): Failure {
  const what = collection === 'files' ? 'File' : 'CachedContent';
  return new Failure('access_denied', `You do not have permission to access the ${what} ${id} or it may not exist.`);
}

/** Where an object of the account's is kept. @throws Failure as Google does */
export async function pinnedObject(
  services: RelayServices,
  principal: Principal,
  collection: Collection,
  id: string,
): Promise<Pin> {
  const pin = await services.pins.find(OBJECTS[collection], id, principal.account.id);
  if (pin === undefined) throw notYours(collection, id);
  return pin;
}

/** The channel and credential of a pin, for a caller where one is known. @throws Failure when they are not in service */
export function keeperOf(world: World, principal: Principal | undefined, pin: Pin): Candidate {
  const mine = principal === undefined ? undefined : world.groupsOf(principal.group);
  const channel = world.channels.find(
    ({ id, groups }) => id === pin.channel && (mine?.some(group => groups.has(group)) ?? true),
  );
  const credential = channel?.credentials.find(({ id }) => id === pin.credential);
  if (channel === undefined || credential === undefined || !channel.enabled) {
    const words = 'The channel that keeps this is not in service.';
    throw new Failure('no_available_channel', words, { retryAfter: 30 });
  }
  return { channel, credential };
}

/** A channel that can keep something for the caller: the first by priority, its credentials in turn. @throws Failure */
export function newKeeper(services: RelayServices, world: World, principal: Principal): Candidate {
  const mine = world.groupsOf(principal.group);
  const wanted = principal.pinnedChannel;
  const [channel] = world.channels
    .filter(one => one.enabled && one.speaks.includes('gemini-generate') && one.credentials.length > 0)
    .filter(one => (wanted === undefined || one.id === wanted) && mine.some(group => one.groups.has(group)))
    .sort((left, right) => right.priority - left.priority || left.id - right.id);
  const count = channel?.credentials.length ?? 0;
  const credential = channel?.credentials[count === 0 ? 0 : services.turns.next(channel.id) % count];
  if (channel === undefined || credential === undefined)
    throw new Failure('no_available_channel', 'No channel here keeps files. Send the media inline.', {
      retryAfter: 60,
    });
  return { channel, credential };
}

/** A request to a keeper, with the client's headers and query. */
export function requestTo(
  keeper: Candidate,
  exchange: Pick<Exchange, 'request' | 'search'>,
  method: Outgoing['method'],
  path: string,
  body?: Outgoing['body'],
): Outgoing {
  const { origin, prefix } = roadTo(keeper.channel);
  const credential = credentialHeaders(keeper.channel, keeper.credential, 'gemini-generate');
  const headers = upstreamHeaders(exchange.request.headers, credential, undefined);
  if (body !== undefined) headers.push(...contentHeaders(exchange.request.headers, body));
  return { origin, path: prefix + path + exchange.search, method, headers, body };
}

function contentHeaders(from: IncomingHttpHeaders, body: NonNullable<Outgoing['body']>): string[] {
  const type = from['content-type'];
  const bytes = 'open' in body ? body.bytes : body.reduce((sum, piece) => sum + piece.length, 0);
  return [...(type === undefined ? [] : ['content-type', type]), 'content-length', String(bytes)];
}

/** Asks a keeper. @throws Failure when it cannot be reached */
export async function ask(services: RelayServices, keeper: Candidate, request: Outgoing): Promise<Answer> {
  const answer = await inquire(services, keeper, request, patienceOf(services.world()));
  if (answer instanceof Failure) throw answer;
  return answer;
}

/** How long a keeper may take. */
export function patienceOf({ settings }: World): Timeouts {
  return { firstByte: settings.firstByteTimeoutSeconds * 1000, idle: settings.idleTimeoutSeconds * 1000 };
}

/** Gives the client what a keeper answered, with other values for some headers. */
export function deliver(exchange: Exchange, answer: Answer, changed: Readonly<Record<string, string>> = {}): void {
  if (answer.status >= 400) {
    answerRefusal(exchange, answer);
    return;
  }
  const headers = clientHeaders({ ...answer.headers, ...changed });
  exchange.head(answer.status, [...headers, 'content-length', String(answer.body.length)]);
  exchange.response.end(answer.body);
}

/** Remembers whose an object is and where. `object` is Google's own, with its name. */
export function noteObject(
  services: RelayServices,
  accountId: number,
  keeper: Candidate,
  collection: Collection,
  object: Json,
): void {
  const name = text(object['name']);
  const id = name.startsWith(`${collection}/`) ? name.slice(collection.length + 1) : '';
  if (id === '') return;
  const { channel, credential } = keeper;
  services.pins.note(OBJECTS[collection], id, {
    accountId,
    channel: channel.id,
    credential: credential.id,
  });
}

const MOST_LISTED = 100;
const USUAL_LISTED = 10;
/** Objects that are asked for at once. */
const AT_ONCE = 8;

/** The account's own objects, page by page, as their keepers have them now; what is gone is forgotten. */
export async function listObjects(services: RelayServices, exchange: Exchange, collection: Collection): Promise<void> {
  const principal = await services.identify(exchange);
  const asked = Number(exchange.query.get('pageSize') ?? USUAL_LISTED);
  const size = Number.isInteger(asked) && asked > 0 ? Math.min(asked, MOST_LISTED) : USUAL_LISTED;
  const after = Buffer.from(exchange.query.get('pageToken') ?? '', 'base64url').toString('utf8');
  const pins = await services.pins.list(OBJECTS[collection], principal.account.id, after, size + 1);
  const page = pins.slice(0, size);
  const found: Json[] = [];
  for (let at = 0; at < page.length; at += AT_ONCE) {
    const some = page
      .slice(at, at + AT_ONCE)
      .map(({ id, pin }) => look(services, exchange, principal, collection, id, pin));
    found.push(...(await Promise.all(some)).filter(object => object !== undefined));
  }
  const last = page.at(-1)?.id ?? '';
  const more = pins.length > size ? { nextPageToken: Buffer.from(last).toString('base64url') } : {};
  exchange.json(200, { ...(found.length === 0 ? {} : { [collection]: found }), ...more });
}

async function look(
  services: RelayServices,
  exchange: Exchange,
  principal: Principal,
  collection: Collection,
  id: string,
  pin: Pin,
): Promise<Json | undefined> {
  try {
    const keeper = keeperOf(services.world(), principal, pin);
    const bare = { request: exchange.request, search: '' };
    const answer = await ask(services, keeper, requestTo(keeper, bare, 'GET', `/v1beta/${collection}/${id}`));
    if (answer.status === 403 || answer.status === 404) services.pins.forget(OBJECTS[collection], id);
    return answer.status === 200 ? parseRecord(answer.body.toString('utf8')) : undefined;
  } catch {
    // One that cannot be reached now is not shown now.
    return undefined;
  }
}

/** One object of the account's: read or deleted where it is kept. */
export async function relayObject(services: RelayServices, exchange: Exchange, collection: Collection): Promise<void> {
  const principal = await services.identify(exchange);
  const id = exchange.params['id'] ?? '';
  const pin = await pinnedObject(services, principal, collection, id);
  const keeper = keeperOf(services.world(), principal, pin);
  const isDeletion = exchange.method === 'DELETE';
  const path = `/v1beta/${collection}/${encodeURIComponent(id)}`;
  const answer = await ask(services, keeper, requestTo(keeper, exchange, isDeletion ? 'DELETE' : 'GET', path));
  if (isDeletion && answer.status < 300) services.pins.forget(OBJECTS[collection], id);
  deliver(exchange, answer);
}
