// Cross-origin answers: any origin may call the API with a key, none may use a cookie.

import type { IncomingMessage, ServerResponse } from 'node:http';

/** Headers of ours that a page may read. */
const EXPOSED =
  'x-request-id, request-id, x-oneapi-request-id, retry-after, x-turnpike-cost, x-turnpike-dropped, x-turnpike-sandbox, x-turnpike-cache, age';

/** The cross-origin headers of an answer to a page, flat. */
export const originHeaders: readonly string[] = [
  'access-control-allow-origin',
  '*',
  'access-control-expose-headers',
  EXPOSED,
];

/** Answers a preflight: before authentication, for whatever headers the page asks for. */
export function answerPreflight(request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(204, {
    'access-control-allow-origin': '*',
    'access-control-allow-methods': 'GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS',
    'access-control-allow-headers': request.headers['access-control-request-headers'] ?? '*',
    'access-control-max-age': '86400',
    vary: 'access-control-request-headers',
    'content-length': '0',
  });
  response.end();
}
