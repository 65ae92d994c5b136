// Carries out the requests of a batch: each is a call to the practice upstream itself, with the key that began the batch.

import type { Visit } from '../exchange.ts';

/** What came of one request. */
export interface Outcome {
  readonly status: number;
  readonly requestId: string;
  readonly body: unknown;
}

/** Posts one request to a path, as whoever began the batch would. */
export async function callInside({ request }: Visit, path: string, body: unknown): Promise<Outcome> {
  const { host, authorization, 'x-api-key': key, 'anthropic-version': version } = request.headers;
  const headers = new Headers({ 'content-type': 'application/json' });
  if (authorization !== undefined) headers.set('authorization', authorization);
  if (typeof key === 'string') headers.set('x-api-key', key);
  if (typeof version === 'string') headers.set('anthropic-version', version);
  const reply = await fetch(`http://${host ?? '127.0.0.1'}${path}`, {
    method: 'POST',
    headers,
    body: JSON.stringify(body),
  });
  const answer: unknown = await reply.json();
  return { status: reply.status, requestId: reply.headers.get('x-request-id') ?? '', body: answer };
}
