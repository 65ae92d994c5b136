// What node's parser refuses or gives up on: answered in the shape of its route where one is known, and closed.

import type { Duplex } from 'node:stream';
import { Failure } from '@turnpike/protocols/failures';
import type { HttpExchange } from './http-exchange.ts';

/** How long the peer may take to read the answer before its connection is cut, milliseconds. */
const FAREWELL_MS = 1_000;

interface Refusal {
  readonly status: string;
  readonly failure: Failure;
}

const invalid = (message: string): Failure => new Failure('invalid_request', message);

/** Answers by the parser's error code (llhttp and node:http). */
const REFUSALS: Readonly<Record<string, Refusal>> = {
  HPE_HEADER_OVERFLOW: {
    status: '431 Request Header Fields Too Large',
    failure: invalid('The request headers are too large.'),
  },
  ERR_HTTP_REQUEST_TIMEOUT: {
    status: '408 Request Timeout',
    failure: new Failure('request_timeout', 'The request did not arrive in time. Send it again, faster.'),
  },
};
/** The peer ended its side in the middle of a body: it has gone, or cannot mean it. */
const BROKEN_OFF = 'HPE_INVALID_EOF_STATE';
const OTHER: Refusal = { status: '400 Bad Request', failure: invalid('The request is not valid HTTP.') };

/**
 * Refuses what cannot be read. `exchange` is the latest one of the connection: a body that breaks off in the middle is
 * answered by it; while it is still being answered nothing may be written between its bytes.
 */
export function refuseMalformed(error: Error, socket: Duplex, exchange: HttpExchange | undefined): void {
  const code = 'code' in error ? String(error.code) : '';
  if (!socket.writable || code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const refusal = REFUSALS[code] ?? OTHER;
  if (exchange !== undefined && !exchange.response.writableFinished) {
    // Answered before its body was read: the rest of that body is being thrown away.
    if (exchange.failure !== undefined) return;
    if (exchange.request.complete || exchange.response.headersSent || code === BROKEN_OFF) socket.destroy();
    else exchange.fail(refusal.failure);
    return;
  }
  // The rest of a body whose answer is long gone.
  if (exchange !== undefined && !exchange.request.complete) socket.destroy();
  else farewell(socket, refusal);
}

/** No exchange was made: OpenAI's shape, which most clients read. */
function farewell(socket: Duplex, { status, failure }: Refusal): void {
  const body = JSON.stringify({
    error: { message: failure.message, type: 'invalid_request_error', param: '', code: failure.code },
  });
  const head = [
    `HTTP/1.1 ${status}`,
    'content-type: application/json; charset=utf-8',
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
  setTimeout(() => socket.destroy(), FAREWELL_MS).unref();
}
