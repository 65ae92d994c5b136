// The session's cookie: its name, how it is read, and how it is set and taken away.

import type { IncomingMessage } from 'node:http';

/** The name over HTTPS, which browsers keep to this very host, and the one of a gateway that is tried over HTTP. */
const SECURE_NAME = '__Host-turnpike';
const PLAIN_NAME = 'turnpike-session';

function cookiesOf(request: IncomingMessage): Map<string, string> {
  const cookies = new Map<string, string>();
  for (const pair of (request.headers.cookie ?? '').split(';')) {
    const equals = pair.indexOf('=');
    if (equals > 0) cookies.set(pair.slice(0, equals).trim(), pair.slice(equals + 1).trim());
  }
  return cookies;
}

/** The secret in the request's cookie, or undefined. */
export function sessionCookie(request: IncomingMessage): string | undefined {
  const cookies = cookiesOf(request);
  return cookies.get(SECURE_NAME) ?? cookies.get(PLAIN_NAME);
}

/** The `set-cookie` header that gives a browser its session for `seconds`. */
export function setSessionCookie(secret: string, seconds: number, secure: boolean): string {
  const name = secure ? SECURE_NAME : PLAIN_NAME;
  return `${name}=${secret}; Path=/; Max-Age=${Math.floor(seconds)}; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`;
}

/** The `set-cookie` header that takes the session away. */
export function clearSessionCookie(secure: boolean): string {
  return setSessionCookie('', 0, secure);
}

const FLOW_SECURE_NAME = '__Host-turnpike-flow';
const FLOW_PLAIN_NAME = 'turnpike-flow';
/** A sign-in outside takes minutes. */
const FLOW_SECONDS = 600;

/** The cookie of the browser that began a sign-in outside, or undefined. */
export function flowCookie(request: IncomingMessage): string | undefined {
  const cookies = cookiesOf(request);
  return cookies.get(FLOW_SECURE_NAME) ?? cookies.get(FLOW_PLAIN_NAME);
}

/** The `set-cookie` header by which a browser is known when it comes back. */
export function setFlowCookie(secret: string, secure: boolean): string {
  const name = secure ? FLOW_SECURE_NAME : FLOW_PLAIN_NAME;
  return `${name}=${secret}; Path=/; Max-Age=${FLOW_SECONDS}; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`;
}
