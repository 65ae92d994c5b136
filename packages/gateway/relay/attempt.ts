// One try at one upstream: sends the request, and tells its sink what comes back, with back-pressure and timeouts.

import { Readable } from 'node:stream';
import type { IncomingHttpHeaders } from 'node:http';
import { Failure } from '@turnpike/protocols/failures';
import type { Dispatcher } from 'undici';
import { lengthOf } from './splice.ts';

/** A request ready to be sent. */
export interface UpstreamRequest {
  readonly origin: string;
  readonly path: string;
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Flat names and values. */
  readonly headers: string[];
  readonly body: readonly Buffer[] | undefined;
}

/** Milliseconds; zero switches one off. */
export interface Timeouts {
  readonly firstByte: number;
  readonly idle: number;
}

/** Controls the flow of an answer. */
export interface Flow {
  pause(): void;
  resume(): void;
  abort(): void;
}

/** Takes the answer as it comes. Exactly one of `end` and `broken` is called, last. */
export interface Sink {
  head(status: number, headers: IncomingHttpHeaders, flow: Flow): void;
  data(chunk: Buffer): void;
  end(): void;
  broken(failure: Failure): void;
}

/** Sends a request through a dispatcher. Never throws: faults go to the sink. */
export function send(dispatcher: Dispatcher, request: UpstreamRequest, timeouts: Timeouts, sink: Sink): void {
  const handler = new SinkHandler(sink);
  try {
    dispatcher.dispatch(
      {
        origin: request.origin,
        path: request.path,
        method: request.method,
        headers: request.headers,
        body: bodyOf(request.body),
        headersTimeout: timeouts.firstByte,
        bodyTimeout: timeouts.idle,
      },
      handler,
    );
  } catch (error) {
    handler.fault(error);
  }
}

/** A body in one piece goes as it is; several pieces are read one after another, without a copy. */
function bodyOf(pieces: readonly Buffer[] | undefined): Buffer | Readable | null {
  if (pieces === undefined || lengthOf(pieces) === 0) return null;
  const [only] = pieces;
  return pieces.length === 1 && only !== undefined ? only : Readable.from(pieces, { objectMode: false });
}

class SinkHandler implements Dispatcher.DispatchHandler, Flow {
  private readonly sink: Sink;
  private controller: Dispatcher.DispatchController | undefined;
  private ended = false;

  constructor(sink: Sink) {
    this.sink = sink;
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller;
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number, headers: IncomingHttpHeaders): void {
    this.controller = controller;
    if (status >= 200) this.sink.head(status, headers, this);
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (!this.ended) this.sink.data(chunk);
  }

  onResponseEnd(): void {
    if (this.ended) return;
    this.ended = true;
    this.sink.end();
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.fault(error);
  }

  fault(error: unknown): void {
    if (this.ended) return;
    this.ended = true;
    this.sink.broken(failureOf(error));
  }

  pause(): void {
    this.controller?.pause();
  }

  resume(): void {
    this.controller?.resume();
  }

  abort(): void {
    if (this.controller !== undefined && !this.ended) this.controller.abort(new Error('aborted by the gateway'));
  }
}

/** Codes of undici and of the system by what they mean for the client. */
const TIMEOUTS = new Set(['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT']);
const CONNECT = new Set([
  'UND_ERR_CONNECT_TIMEOUT',
  'ECONNREFUSED',
  'ENOTFOUND',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EAI_AGAIN',
  'ETIMEDOUT',
]);

/** What a fault of the connection means, without a word of addresses. */
function failureOf(error: unknown): Failure {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (TIMEOUTS.has(code))
    return new Failure('upstream_timeout', 'The upstream did not answer in time. Try again.', { cause: error });
  if (CONNECT.has(code)) {
    return new Failure('upstream_unreachable', 'The upstream could not be reached. Try again later.', { cause: error });
  }
  return new Failure('bad_response', 'The upstream closed the connection before its answer was complete. Try again.', {
    cause: error,
  });
}
