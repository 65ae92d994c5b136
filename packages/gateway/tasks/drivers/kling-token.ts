// Kling's credentials: `ak|sk` becomes a signed token for half an hour, anything else is a plain key (kling.md §1).

import { createHmac } from 'node:crypto';

/** Seconds that a token is good for, that it may be early, and before whose end a new one is made. */
const LIFE = 1_800;
const EARLY = 5;
const RENEW = 60;

interface Token {
  readonly text: string;
  readonly until: number;
}

const tokens = new Map<string, Token>();
/** Tokens that are kept; a gateway has few credentials. */
const MOST = 1_000;

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A token as Kling wants it: HS256, its fields in this order. `now` is in seconds. */
export function klingToken(accessKey: string, secretKey: string, now: number): string {
  const head = encode({ alg: 'HS256', typ: 'JWT' });
  const payload = encode({ iss: accessKey, exp: now + LIFE, nbf: now - EARLY });
  return `${head}.${payload}.${createHmac('sha256', secretKey).update(`${head}.${payload}`).digest('base64url')}`;
}

/** The value of the `Authorization` header for a channel's key; empty without one. */
export function klingAuthorization(secret: string, now = Math.floor(Date.now() / 1000)): string {
  const [accessKey = '', secretKey] = secret.split('|');
  if (secretKey === undefined) return secret === '' ? '' : `Bearer ${secret}`;
  const known = tokens.get(secret);
  if (known !== undefined && known.until - RENEW > now) return `Bearer ${known.text}`;
  if (tokens.size >= MOST) tokens.clear();
  const text = klingToken(accessKey, secretKey, now);
  tokens.set(secret, { text, until: now + LIFE });
  return `Bearer ${text}`;
}
