// The console's pages: its built files, and its one page for every address that is none of them.

import { fileURLToPath } from 'node:url';
import { Failure } from '@turnpike/protocols/failures';
import type { Exchange, Route } from '../http/exchange.ts';
import { StaticFiles } from '../http/static-files.ts';

/** Where the console's built files are. */
export const DIST = fileURLToPath(new URL('../../console/dist', import.meta.url));

/** Nothing but our own files runs or is shown; media that a call made may be played from memory. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob: https:",
  "media-src 'self' data: blob: https:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

/** Headers of every page. */
export const PAGE_HEADERS = [
  'cache-control',
  'no-cache',
  'content-security-policy',
  POLICY,
  'referrer-policy',
  'same-origin',
  'x-frame-options',
  'DENY',
];
/** Built files carry their digest in their names. */
const ASSET_HEADERS = ['cache-control', 'public, max-age=31536000, immutable'];

/** Addresses without the prefix that people are given, such as the set-up link. */
const SHORT: Readonly<Record<string, string>> = {
  '/console': '/console/',
  '/setup': '/console/setup',
  '/login': '/console/sign-in',
  '/register': '/console/register',
  '/pricing': '/console/models',
};

/** Sends a browser elsewhere; what stands behind its mark goes along. */
export function redirect(exchange: Exchange, to: string): void {
  exchange.head(302, ['location', to, 'content-length', '0']);
  exchange.response.end();
}

/** The routes of the console. */
export function consoleRoutes(): Route[] {
  const files = new StaticFiles(DIST);
  const page = (exchange: Exchange): void => {
    if (!files.serve(exchange, 'index.html', PAGE_HEADERS))
      throw new Failure('not_found', 'The console is not built. Start the gateway with npm start, which builds it.');
  };
  const route = (pattern: string, handle: Route['handle']): Route => ({
    method: 'GET',
    pattern,
    family: 'management',
    crossOrigin: false,
    handle,
  });
  return [
    ...Object.entries(SHORT).map(([from, to]) => route(from, exchange => redirect(exchange, to + exchange.search))),
    route('/console/', page),
    route('/console/{path*}', exchange => {
      const name = exchange.params['path'] ?? '';
      if (!name.startsWith('assets/')) page(exchange);
      else if (!files.serve(exchange, name, ASSET_HEADERS)) throw new Failure('not_found', 'There is no such file.');
    }),
  ];
}
