// Google's verbs that the family knows and this gateway does not serve: 501 before anything else is looked at.

import { Failure } from '@turnpike/protocols/failures';
import type { Exchange, Route } from '../http/exchange.ts';

/** Google's verbs that are known and not served; any other is an unknown path. */
const VERBS = new Set(['batchGenerateContent']);

function refuse(exchange: Exchange): never {
  throw new Failure('api_not_implemented', `${exchange.path} is not served by this version of the gateway.`);
}

function refuseVerb(exchange: Exchange): never {
  if (VERBS.has(exchange.params['verb'] ?? '')) refuse(exchange);
  throw new Failure('not_found', `Invalid URL (${exchange.method} ${exchange.path.slice(0, 200)})`);
}

/** Routes that say so. */
export function unservedRoutes(): Route[] {
  return ['/v1beta', '/v1alpha', '/v1'].map(version => ({
    method: 'POST',
    pattern: `${version}/models/{model*}:{verb}`,
    family: 'gemini-generate',
    handle: refuseVerb,
  }));
}
