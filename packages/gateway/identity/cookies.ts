// The session's cookie: its name, how it is read, and how it is set and taken away.

import type { IncomingMessage } from 'node:http';

/** The name over HTTPS, which browsers keep to this very host, and the one of a gateway that is tried over HTTP. */
const SECURE_NAME = '__Host-turnpike';
const PLAIN_NAME = 'turnpike-session';

/** The secret in the request's cookie, or undefined. */
export function sessionCookie(request: IncomingMessage): string | undefined {
  const cookies = new Map<string, string>();
  for (const pair of (request.headers.cookie ?? '').split(';')) {
    const equals = pair.indexOf('=');
    if (equals > 0) cookies.set(pair.slice(0, equals).trim(), pair.slice(equals + 1).trim());
  }
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
