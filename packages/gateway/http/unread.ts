// What to do with a body that is still coming when its request has been answered already.

import type { IncomingMessage, ServerResponse } from 'node:http';

/** Bodies up to this size are read to their end, so that the connection can be used again. */
const LITTLE_BYTES = 64 * 1024;
/**
 * How long a longer one is read on, and how long its silence is waited for, milliseconds: closing at once would reset
 * the connection before the client saw its answer.
 */
const LINGER_MS = 3_000;
const SILENCE_MS = 500;

/** How much of a request's body nobody has read. */
export function unread(request: IncomingMessage): 'nothing' | 'little' | 'much' {
  if (request.complete) return 'nothing';
  const { headers } = request;
  if (headers['transfer-encoding'] !== undefined) return 'much';
  const length = Number(headers['content-length'] ?? 0);
  if (length === 0) return 'nothing';
  // A client that waits to be told to go on may send its body all the same, or not: only a new connection is sure.
  return length <= LITTLE_BYTES && headers.expect === undefined ? 'little' : 'much';
}

/** Ends an answer, of which all bytes were written, when its request has come to its end or to rest, soon in any case. */
export function lingeringEnd(request: IncomingMessage, response: ServerResponse): void {
  const end = (): void => {
    clearTimeout(most);
    clearTimeout(silence);
    if (!response.writableEnded) response.end();
  };
  const most = setTimeout(end, LINGER_MS);
  const silence = setTimeout(end, SILENCE_MS);
  request.on('data', () => silence.refresh());
  request.on('error', end);
  request.once('end', end);
  request.once('close', end);
  request.resume();
}

/** Reads the little that is left of a body; a client that does not send it soon loses its connection. */
export function readRest(request: IncomingMessage): void {
  const timer = setTimeout(() => request.destroy(), LINGER_MS);
  const stop = (): void => clearTimeout(timer);
  request.on('error', stop);
  request.once('end', stop);
  request.once('close', stop);
  request.resume();
}
