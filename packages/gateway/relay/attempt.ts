// One try at one upstream: sends the request, and tells its sink what comes back, with back-pressure and timeouts.

import { isUtf8 } from 'node:buffer';
import { Readable } from 'node:stream';
import type { IncomingHttpHeaders } from 'node:http';
import type { Failure } from '@turnpike/protocols/failures';
import type { Dispatcher } from 'undici';
import { isStreamed, type Outgoing } from '../providers/outer.ts';
import type { Trouble } from '../routing/rules.ts';
import { lengthOf } from './splice.ts';
import { UpstreamFailure } from './upstream-failure.ts';

/** A request ready to be sent. */
export type UpstreamRequest = Outgoing;

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

/** Sends a request through a dispatcher. Never throws: faults go to the sink. Answers what stops it, begun or not. */
export function send(dispatcher: Dispatcher, request: UpstreamRequest, timeouts: Timeouts, sink: Sink): Flow {
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
  return handler;
}

/** Handlers that have gathered something in this turn of the loop. */
let gathering: SinkHandler[] = [];

/** When all that the turn brought has been read, and before the loop waits for anything new. */
function endTurn(): void {
  const handlers = gathering;
  gathering = [];
  for (const handler of handlers) handler.flush();
}

/** A body in one piece goes as it is; several pieces are read one after another, without a copy. */
function bodyOf(pieces: UpstreamRequest['body']): Buffer | Readable | null {
  if (isStreamed(pieces)) return pieces.open();
  if (pieces === undefined || lengthOf(pieces) === 0) return null;
  const [only] = pieces;
  return pieces.length === 1 && only !== undefined ? only : Readable.from(pieces, { objectMode: false });
}

/**
 * Hands an answer on. A burst of chunks that one turn of the loop brought goes on as one at its end: what is done for each
 * chunk (look, write, frame) is then done once for all of them, and none waits for one of a later turn.
 */
class SinkHandler implements Dispatcher.DispatchHandler, Flow {
  private readonly sink: Sink;
  private controller: Dispatcher.DispatchController | undefined;
  private ended = false;
  private aborted = false;
  /** Whether the answer comes in chunks; one of a known length has few pieces, and is gathered by its reader. */
  private chunked = false;
  private gathered: Buffer[] = [];
  /** The answer has come to its end. */
  private whole = false;

  constructor(sink: Sink) {
    this.sink = sink;
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller;
    // It was given up while it waited for a connection.
    if (this.aborted) controller.abort(new Error('aborted by the gateway'));
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number, headers: IncomingHttpHeaders): void {
    this.controller = controller;
    this.chunked = headers['content-length'] === undefined;
    if (status >= 200) this.guard(() => this.sink.head(status, headers, this));
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (!this.chunked) this.give(chunk);
    else if (this.gathered.push(chunk) === 1 && gathering.push(this) === 1) setImmediate(endTurn);
  }

  onResponseEnd(): void {
    this.whole = true;
    if (this.gathered.length === 0) this.end();
  }

  private end(): void {
    if (this.ended) return;
    this.ended = true;
    this.guard(() => this.sink.end());
  }

  /** Gives the sink what was gathered in this turn, and the end behind it. */
  flush(): void {
    const { gathered } = this;
    if (gathered.length === 0) return;
    this.gathered = [];
    this.giveAll(gathered);
    if (this.whole) this.end();
  }

  private giveAll(gathered: readonly Buffer[]): void {
    const [first] = gathered;
    if (first === undefined) return;
    const joined = gathered.length === 1 ? first : Buffer.concat(gathered);
    // Where bytes come that are no text, what was whole before them still leaves.
    if (joined === first || isUtf8(joined)) this.give(joined);
    else for (const chunk of gathered) this.give(chunk);
  }

  private give(chunk: Buffer): void {
    if (this.ended) return;
    try {
      this.sink.data(chunk);
    } catch (error) {
      this.giveUp(error);
    }
  }

  private guard(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.giveUp(error);
    }
  }

  /** A mistake of ours in reading an answer ends this attempt, and never leaves its client waiting. */
  private giveUp(error: unknown): void {
    this.sink.broken(new UpstreamFailure('bad_body', 'The answer could not be read. Try again.', { cause: error }));
    this.abort();
    this.ended = true;
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.fault(error);
  }

  fault(error: unknown): void {
    this.flush();
    if (this.ended) return;
    this.ended = true;
    this.sink.broken(failureOf(error));
  }

  pause(): void {
    if (!this.whole) this.controller?.pause();
  }

  resume(): void {
    if (!this.whole) this.controller?.resume();
  }

  abort(): void {
    // Of an answer that has come whole nothing is left to be stopped: its connection may be another's by now.
    if (this.ended || this.aborted || this.whole) return;
    this.aborted = true;
    this.controller?.abort(new Error('aborted by the gateway'));
  }
}

/** Codes of undici, of the system and of TLS by the trouble that they are; any other is a broken connection. */
const TROUBLES: Readonly<Record<string, Trouble>> = {
  UND_ERR_HEADERS_TIMEOUT: 'first_byte',
  UND_ERR_BODY_TIMEOUT: 'idle',
  UND_ERR_CONNECT_TIMEOUT: 'connect',
  UND_ERR_PRX_TLS: 'connect',
  UND_ERR_SOCKS5: 'connect',
  ECONNREFUSED: 'connect',
  ENOTFOUND: 'connect',
  EHOSTUNREACH: 'connect',
  ENETUNREACH: 'connect',
  EAI_AGAIN: 'connect',
  ETIMEDOUT: 'connect',
  EPROTO: 'connect',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'connect',
  SELF_SIGNED_CERT_IN_CHAIN: 'connect',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'connect',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'connect',
  CERT_HAS_EXPIRED: 'connect',
  CERT_NOT_YET_VALID: 'connect',
  ERR_TLS_CERT_ALTNAME_INVALID: 'connect',
};

/** What a client is told of each. */
const WORDS: Readonly<Partial<Record<Trouble, string>>> = {
  first_byte: 'The upstream did not answer in time. Try again.',
  idle: 'The upstream fell silent in the middle of its answer. Try again.',
  connect: 'The upstream could not be reached. Try again later.',
};

/** What a fault of the connection means, without a word of addresses. */
function failureOf(error: unknown): Failure {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const trouble = TROUBLES[code] ?? (/proxy|tunnel/i.test(String(error)) ? 'connect' : 'reset');
  const words = WORDS[trouble] ?? 'The upstream closed the connection before its answer was complete. Try again.';
  return new UpstreamFailure(trouble, words, { cause: error });
}

/** The failure of an upstream that was waited for in vain. */
export function timedOut(phase: 'first_byte' | 'idle'): Failure {
  return new UpstreamFailure(phase, WORDS[phase] ?? '');
}
