// Sends a small free request and collects its whole answer: token counts, stored responses, model lists.

import type { IncomingHttpHeaders } from 'node:http';
import { Failure } from '@turnpike/protocols/failures';
import type { Dispatcher } from 'undici';
import { send, type Flow, type Sink, type Timeouts, type UpstreamRequest } from './attempt.ts';

/** A whole answer. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Answers above this are a fault of the upstream. */
const MAX_BYTES = 64 * 1024 * 1024;

/** Collects the answer, or the failure that kept it away. Never rejects. */
export function collect(
  dispatcher: Dispatcher,
  request: UpstreamRequest,
  timeouts: Timeouts,
): Promise<Answer | Failure> {
  return new Promise(resolve => send(dispatcher, request, timeouts, collector(resolve)));
}

/** A sink that gathers an answer. */
export function collector(resolve: (answer: Answer | Failure) => void): Sink {
  return new Collector(resolve);
}

class Collector implements Sink {
  private readonly resolve: (answer: Answer | Failure) => void;
  private status = 0;
  private headers: IncomingHttpHeaders = {};
  private flow: Flow | undefined;
  private readonly pieces: Buffer[] = [];
  private bytes = 0;

  constructor(resolve: (answer: Answer | Failure) => void) {
    this.resolve = resolve;
  }

  head(status: number, headers: IncomingHttpHeaders, flow: Flow): void {
    this.status = status;
    this.headers = headers;
    this.flow = flow;
  }

  data(chunk: Buffer): void {
    this.bytes += chunk.length;
    if (this.bytes > MAX_BYTES) {
      this.broken(new Failure('bad_response_body', 'The upstream sent an answer of more than 64 MiB.'));
      this.flow?.abort();
      return;
    }
    this.pieces.push(chunk);
  }

  end(): void {
    this.resolve({ status: this.status, headers: this.headers, body: Buffer.concat(this.pieces) });
  }

  broken(failure: Failure): void {
    this.resolve(failure);
  }
}
