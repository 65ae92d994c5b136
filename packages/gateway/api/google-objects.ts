// Routes of what Google keeps for its clients: files with their uploads and downloads, and cached contents.

import { Failure } from '@turnpike/protocols/failures';
import { integerField } from '@turnpike/protocols/read-fields';
import type { Exchange, Route } from '../http/exchange.ts';
import { modelNamed, readState, type Call } from '../relay/call.ts';
import { fieldValue, scanEnvelope, type Envelope } from '../relay/envelope.ts';
import { parseRecord, record, text } from '../relay/json.ts';
import { CacheErrand } from '../relay/objects/cache-errand.ts';
import {
  ask,
  keeperOf,
  listObjects,
  notYours,
  pinnedObject,
  relayObject,
  requestTo,
  type Collection,
} from '../relay/objects/google-objects.ts';
import { relayDownload, relayUpload } from '../relay/objects/google-uploads.ts';
import { relay } from '../relay/pipeline.ts';
import type { RelayServices } from '../relay/services.ts';
import { originOf } from './tasks.ts';

const VERSIONS = ['/v1beta', '/v1alpha', '/v1'];
/** How long a content is kept where its client does not say (gemini-native-media.md §7), seconds. */
const USUAL_SECONDS = 3600;
/** Longer is a mistake: it would hold the money of years. */
const MOST_SECONDS = 31 * 24 * 3600;

/** How long a content is to be kept from now, in seconds. @throws Failure */
function secondsOf(envelope: Envelope, usual: number): number {
  const ttl = fieldValue(envelope, 'ttl');
  const end = fieldValue(envelope, 'expireTime') ?? fieldValue(envelope, 'expire_time');
  if (ttl !== undefined && ttl !== null) {
    const seconds = /^(\d{1,9}(?:\.\d{1,9})?)s$/.exec(text(ttl))?.[1];
    if (seconds === undefined || Number(seconds) <= 0)
      throw new Failure('invalid_request', 'ttl: give seconds such as "300s".', { param: 'ttl' });
    return bounded(Number(seconds));
  }
  if (end === undefined || end === null) return usual;
  const seconds = (Date.parse(text(end)) - Date.now()) / 1000;
  if (!(seconds > 0)) {
    const message = 'expireTime: give a time in the future such as "2026-12-01T00:00:00Z".';
    throw new Failure('invalid_request', message, { param: 'expireTime' });
  }
  return bounded(seconds);
}

function bounded(seconds: number): number {
  integerField({ seconds: Math.ceil(seconds) }, 'seconds', 1, MOST_SECONDS);
  return seconds;
}

function callOf(model: string, envelope: Envelope, state: Call['state']): Call {
  return {
    protocol: 'gemini-generate',
    operation: 'generate',
    model,
    envelope,
    form: 'whole',
    outputLimit: undefined,
    choices: 1,
    serviceTier: undefined,
    wantsUsage: true,
    searches: 0,
    state,
  };
}

function createCache(services: RelayServices, exchange: Exchange): Promise<void> {
  return relay(services, exchange, async () => {
    const envelope = scanEnvelope(await exchange.body({ text: true }));
    const model = modelNamed(text(fieldValue(envelope, 'model')).replace(/^models\//, ''));
    const seconds = secondsOf(envelope, USUAL_SECONDS);
    return new CacheErrand(callOf(model, envelope, readState('gemini-generate', envelope)), {
      kind: 'create',
      seconds,
    });
  });
}

/** Keeping a content longer costs storage: what it holds and until when is asked first. */
function extendCache(services: RelayServices, exchange: Exchange): Promise<void> {
  return relay(services, exchange, async () => {
    const principal = await services.identify(exchange);
    const id = exchange.params['id'] ?? '';
    const pin = await pinnedObject(services, principal, 'cachedContents', id);
    const envelope = scanEnvelope(await exchange.body({ text: true }));
    const seconds = secondsOf(envelope, 0);
    const keeper = keeperOf(services.world(), principal, pin);
    const bare = { request: exchange.request, search: '' };
    const answer = await ask(services, keeper, requestTo(keeper, bare, 'GET', `/v1beta/cachedContents/${id}`));
    const known = parseRecord(answer.body.toString('utf8'));
    if (answer.status !== 200 || known === undefined) throw notYours('cachedContents', id);
    const upstream = text(known['model']).replace(/^models\//, '');
    const named = [...keeper.channel.models.named.values()].find(model => model.upstream === upstream);
    const until = Math.max(Date.parse(text(known['expireTime'])) || 0, Date.now()) / 1000;
    return new CacheErrand(callOf(modelNamed(named?.name ?? upstream), envelope, undefined), {
      kind: 'extend',
      id,
      channel: pin.channel,
      pin: pin.credential,
      tokens: Number(record(known['usageMetadata'])['totalTokenCount']) || 0,
      until,
      seconds: Math.max(Date.now() / 1000 + seconds - until, 0),
    });
  });
}

/** The routes. */
export function googleObjectRoutes(services: RelayServices): Route[] {
  const route = (method: Route['method'], pattern: string, handle: (exchange: Exchange) => Promise<void>): Route => ({
    method,
    pattern,
    family: 'gemini-generate',
    handle,
  });
  const collections: readonly Collection[] = ['files', 'cachedContents'];
  return VERSIONS.flatMap(version => [
    ...(['POST', 'PUT'] as const).map(method =>
      route(method, `/upload${version}/files`, exchange => relayUpload(services, exchange, originOf(exchange))),
    ),
    route('GET', `${version}/files/{id}:download`, exchange => relayDownload(services, exchange)),
    route('GET', `/download${version}/files/{id}:download`, exchange => relayDownload(services, exchange)),
    // Under `/v1` files are OpenAI's and Anthropic's too: `provider-files.ts` tells them apart.
    ...collections
      .filter(collection => version !== '/v1' || collection !== 'files')
      .flatMap(collection => [
        route('GET', `${version}/${collection}`, exchange => listObjects(services, exchange, collection)),
        route('GET', `${version}/${collection}/{id}`, exchange => relayObject(services, exchange, collection)),
        route('DELETE', `${version}/${collection}/{id}`, exchange => relayObject(services, exchange, collection)),
      ]),
    route('POST', `${version}/cachedContents`, exchange => createCache(services, exchange)),
    route('PATCH', `${version}/cachedContents/{id}`, exchange => extendCache(services, exchange)),
  ]);
}
