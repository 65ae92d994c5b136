// Finds the relay key of a request, in every place where clients put one (gateway-api §1.1).

import type { IncomingHttpHeaders } from 'node:http';
import type { Family } from '@turnpike/protocols/failures';
import type { Exchange } from '../http/exchange.ts';

/** A presented credential: the key's text, and the channel it pins, if it names one. */
export interface Presented {
  /** Without `sk-`. */
  readonly bare: string;
  /** The text after `sk-<key>-`, or undefined. */
  readonly suffix: string | undefined;
}

type Place = (exchange: Exchange) => string | undefined;

const header =
  (name: keyof IncomingHttpHeaders & string): Place =>
  ({ request }) => {
    const value = request.headers[name];
    return typeof value === 'string' ? value : undefined;
  };

/** `Bearer`, Fal's `Key` and Replicate's `Token` stand before the key, in any case, or nothing does. */
function withoutScheme(value: string): string {
  return value.replace(/^(?:bearer|key|token)\s+/i, '').trim();
}

const authorization: Place = exchange => {
  const value = exchange.request.headers.authorization;
  // The usual form needs no look at the others.
  if (value?.startsWith('Bearer sk-') === true) return value.slice('Bearer '.length);
  if (value === undefined || /^basic\s/i.test(value)) return undefined;
  const key = withoutScheme(value);
  // Midjourney clients send this word when they carry the key elsewhere.
  return key === 'midjourney-proxy' || /^bearer$/i.test(key) ? undefined : key;
};

const midjourney: Place = exchange => {
  const value = header('mj-api-secret')(exchange);
  return value === undefined ? undefined : withoutScheme(value);
};

const queryKey: Place = exchange => exchange.query.get('key') ?? exchange.query.get('access_token') ?? undefined;

/** Browsers cannot set headers on a WebSocket: realtime clients hide the key among the subprotocols. */
const subprotocol: Place = ({ request }) =>
  request.headers['sec-websocket-protocol']
    ?.split(',')
    .map(name => name.trim())
    .find(name => name.startsWith('openai-insecure-api-key.'))
    ?.slice('openai-insecure-api-key.'.length);

const apiKey = header('x-api-key');
const googleKey = header('x-goog-api-key');
const OTHERS: readonly Place[] = [midjourney, header('api-key'), subprotocol];

/** The order of places by the family of the route: where several differ, the family's own wins. */
const PLACES: Readonly<Partial<Record<Family, readonly Place[]>>> = {
  'anthropic-messages': [apiKey, authorization, googleKey, queryKey, ...OTHERS],
  'gemini-generate': [googleKey, queryKey, authorization, apiKey, ...OTHERS],
};
const USUAL_PLACES: readonly Place[] = [authorization, apiKey, googleKey, queryKey, ...OTHERS];

/** The credential of a request, or undefined when it has none. */
export function findCredential(exchange: Exchange): Presented | undefined {
  for (const place of PLACES[exchange.family] ?? USUAL_PLACES) {
    const value = place(exchange)?.trim();
    if (value !== undefined && value !== '') return split(value);
  }
  return undefined;
}

/**
 * The number of the key that a page of the console wants to use in its reader's session. A header that no form can
 * send, and that a page of another origin must ask leave for, which is not given together with a cookie.
 */
export function sessionKeyId(exchange: Exchange): number | undefined {
  const value = header('x-turnpike-key')(exchange);
  return value !== undefined && /^\d{1,15}$/.test(value) ? Number(value) : undefined;
}

/** A key has no hyphen inside: what follows one is the suffix. */
function split(value: string): Presented {
  const bare = value.startsWith('sk-') ? value.slice(3) : value;
  const hyphen = bare.indexOf('-');
  return hyphen === -1 ? { bare, suffix: undefined } : { bare: bare.slice(0, hyphen), suffix: bare.slice(hyphen + 1) };
}
