// Calls of the models' API from a page: with one of the reader's keys by its number, in his session, without its secret.

import { ApiError } from './client.ts';

/**
 * Sends a request to the relay as the key with this number.
 * @throws ApiError with what the gateway says, in whichever family's shape; AbortError when it was called off
 */
export async function relay(path: string, keyId: number, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers(init.headers);
  headers.set('x-turnpike-key', String(keyId));
  let response;
  try {
    response = await fetch(path, { ...init, headers, credentials: 'same-origin', cache: 'no-store' });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new ApiError(0, {}, '');
  }
  if (response.ok) return response;
  throw new ApiError(response.status, saidIn(await response.text()), response.headers.get('x-request-id') ?? '');
}

/** A body of JSON, as `relay` takes it. */
export function jsonBody(value: unknown) {
  return { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) };
}

/** Message and code of an error of any family. */
function saidIn(body: string): { message: string; code?: string } {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return { message: body.slice(0, 500) };
  }
  const outer = fields(value);
  const inner = fields(outer['error']);
  const message = [inner['message'], outer['message'], outer['description'], outer['error']].find(isText) ?? '';
  const code = [inner['code'], outer['code'], inner['type']].find(isText);
  return { message, ...(code === undefined ? {} : { code }) };
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

function fields(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
