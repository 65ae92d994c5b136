// Keeps other sites from acting with a browser's cookie: a change must come from a page of this very gateway.

import type { IncomingMessage } from 'node:http';
import { Failure } from '@turnpike/protocols/failures';

/**
 * Refuses a change that another site's page asks for. Browsers say where a request comes from in `Sec-Fetch-Site`, or
 * at least in `Origin`; one that says neither is no browser of today, and may use an access token.
 * @throws Failure `AUTH_UNAUTHORIZED`
 */
export function checkSameSite(request: IncomingMessage, publicUrl: string): void {
  const { origin, host } = request.headers;
  const site = request.headers['sec-fetch-site'];
  if (site === 'same-origin') return;
  if (site === undefined && origin !== undefined && isOurs(origin, host ?? '', publicUrl)) return;
  throw new Failure(
    'AUTH_UNAUTHORIZED',
    'A change with a session cookie must come from a page of this gateway. Scripts use an access token.',
  );
}

function isOurs(origin: string, host: string, publicUrl: string): boolean {
  if (publicUrl !== '' && origin === publicUrl) return true;
  return host !== '' && (origin === `http://${host}` || origin === `https://${host}`);
}

/** Whether the browser speaks to us over HTTPS, so that the cookie may demand it. */
export function isSecure(request: IncomingMessage, publicUrl: string, trustProxy: boolean): boolean {
  if (publicUrl !== '') return publicUrl.startsWith('https://');
  return trustProxy && request.headers['x-forwarded-proto'] === 'https';
}
