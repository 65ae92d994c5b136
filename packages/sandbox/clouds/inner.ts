// A call to a provider inside a cloud's call: its body and headers as that provider has them, its answer framed by the cloud.

import type { IncomingMessage } from 'node:http';
import { sendJson, Refused, SANDBOX_HEADERS, type Framing, type Visit } from '../exchange.ts';
import { isObject } from '../shape.ts';

export type Json = Readonly<Record<string, unknown>>;
export type CloudRoute = readonly [
  method: string,
  pattern: RegExp,
  handler: (visit: Visit, match: RegExpExecArray) => Promise<void> | void,
];

/** What the inner provider sees. */
export interface Inner {
  readonly headers?: Readonly<Record<string, string>>;
  readonly framing?: Framing;
}

/** The visit as the inner provider sees it: with no credential of the cloud's. */
export function innerVisit(visit: Visit, { headers = {}, framing }: Inner): Visit {
  const { authorization: _bearer, 'api-key': _key, 'x-goog-api-key': _google, ...rest } = visit.request.headers;
  const request: IncomingMessage = Object.create(visit.request, { headers: { value: { ...rest, ...headers } } });
  return { ...visit, request, ...(framing === undefined ? {} : { framing }) };
}

/** The JSON object of a body, or what the cloud answers to anything else. */
export function objectBody(visit: Visit, refuse: (message: string) => Error): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(visit.body);
  } catch {
    throw refuse('The body is not valid JSON.');
  }
  if (!isObject(value)) throw refuse('The body must be a JSON object.');
  return { ...value };
}

/** The path as it was sent, without its query: signatures are over this one. */
export function sentPath(visit: Visit): string {
  return (visit.request.url ?? '/').split('?')[0] ?? '/';
}

/** Answers in another shape what the inner provider refuses. */
export async function refusing(
  visit: Visit,
  work: () => Promise<void> | void,
  shape: (refused: Refused) => { status: number; body: unknown; headers?: Record<string, string> },
): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Refused) || visit.response.headersSent) throw error;
    const { status, body, headers = {} } = shape(error);
    const wait = error.retryAfter === undefined ? {} : { 'retry-after': String(error.retryAfter) };
    sendJson(visit, status, body, { ...SANDBOX_HEADERS, ...wait, ...headers });
  }
}

/** The words of an error in Anthropic's or OpenAI's shape. */
export function wordsOf({ body }: Refused): string {
  const error = isObject(body) && isObject(body['error']) ? body['error'] : {};
  return typeof error['message'] === 'string' ? error['message'] : 'refused';
}
