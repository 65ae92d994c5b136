// Paths that the relay family knows and this gateway does not serve: 501 before anything else is looked at.

import { Failure } from '@turnpike/protocols/failures';
import type { Route } from '../http/exchange.ts';

const PATHS = [
  '/v1/completions',
  '/v1/embeddings',
  '/v1/images/generations',
  '/v1/images/edits',
  '/v1/images/variations',
  '/v1/audio/speech',
  '/v1/audio/transcriptions',
  '/v1/audio/translations',
  '/v1/moderations',
  '/v1/rerank',
  '/v1/realtime',
];

/** Routes that say so. */
export function unservedRoutes(): Route[] {
  return PATHS.flatMap(pattern =>
    (['POST', 'GET'] as const).map((method): Route => ({
      method,
      pattern,
      family: 'openai-chat',
      handle: () => {
        throw new Failure('api_not_implemented', `${pattern} is not served by this version of the gateway.`);
      },
    })),
  );
}
