// The routes of files that OpenAI and Anthropic keep, and Google under this version: told apart by whose client calls.

import type { Exchange, Route } from '../http/exchange.ts';
import {
  CLAUDE_FILES,
  listFiles,
  OPENAI_FILES,
  relayFile,
  uploadFile,
  type Keeper,
} from '../relay/objects/provider-files.ts';
import { listObjects, relayObject } from '../relay/objects/google-objects.ts';
import type { RelayServices } from '../relay/services.ts';

/** Google's clients give their key in their own way. */
function isGoogles({ request, query }: Exchange): boolean {
  return request.headers['x-goog-api-key'] !== undefined || query.has('key');
}

/** Anthropic's clients name their version. */
function keeperFor(exchange: Exchange): Keeper {
  if (exchange.request.headers['anthropic-version'] === undefined) return OPENAI_FILES;
  exchange.speakAs('anthropic-messages');
  return CLAUDE_FILES;
}

/** The routes. */
export function providerFileRoutes(services: RelayServices): Route[] {
  const route = (
    method: Route['method'],
    pattern: string,
    handle: (exchange: Exchange, keeper: Keeper) => Promise<void>,
  ): Route => ({
    method,
    pattern,
    family: 'openai-chat',
    handle: exchange => handle(exchange, keeperFor(exchange)),
  });
  /** A path that Google has too. */
  const shared = (
    method: 'GET' | 'DELETE',
    pattern: string,
    google: (exchange: Exchange) => Promise<void>,
    handle: (exchange: Exchange, keeper: Keeper) => Promise<void>,
  ): Route => ({
    method,
    pattern,
    family: 'openai-chat',
    handle: exchange => {
      if (!isGoogles(exchange)) return handle(exchange, keeperFor(exchange));
      exchange.speakAs('gemini-generate');
      return google(exchange);
    },
  });
  const one = (exchange: Exchange): Promise<void> => relayObject(services, exchange, 'files');
  return [
    route('POST', '/v1/files', (exchange, keeper) => uploadFile(services, exchange, keeper)),
    shared(
      'GET',
      '/v1/files',
      exchange => listObjects(services, exchange, 'files'),
      (exchange, keeper) => listFiles(services, exchange, keeper),
    ),
    shared('GET', '/v1/files/{id}', one, (exchange, keeper) => relayFile(services, exchange, keeper, '')),
    shared('DELETE', '/v1/files/{id}', one, (exchange, keeper) => relayFile(services, exchange, keeper, '')),
    route('GET', '/v1/files/{id}/content', (exchange, keeper) => relayFile(services, exchange, keeper, '/content')),
  ];
}
