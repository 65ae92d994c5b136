// An answer whose body is read as it comes, no faster than it is taken: files that are too large to be collected.

import type { IncomingHttpHeaders } from 'node:http';
import { PassThrough, type Readable } from 'node:stream';
import type { Failure } from '@turnpike/protocols/failures';
import type { Flow, Sink } from './attempt.ts';

/** An answer that has begun. Whoever takes it reads the body to its end, or destroys it. */
export interface StreamedAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Fails where the upstream breaks off. */
  readonly body: Readable;
}

/** Has a request sent, and answers when its answer has begun; the failure where none did. Never rejects. */
export function streamedAnswer(send: (sink: Sink) => void): Promise<StreamedAnswer | Failure> {
  return new Promise(resolve => send(new StreamSink(resolve)));
}

class StreamSink implements Sink {
  private readonly resolve: (answer: StreamedAnswer | Failure) => void;
  private readonly body = new PassThrough();
  private flow: Flow | undefined;

  constructor(resolve: (answer: StreamedAnswer | Failure) => void) {
    this.resolve = resolve;
    this.body.on('drain', () => this.flow?.resume());
    this.body.on('close', () => this.flow?.abort());
    // Whoever reads it is told; without a reader there is nobody to tell.
    this.body.on('error', () => undefined);
  }

  head(status: number, headers: IncomingHttpHeaders, flow: Flow): void {
    this.flow = flow;
    this.resolve({ status, headers, body: this.body });
  }

  data(chunk: Buffer): void {
    if (!this.body.write(chunk)) this.flow?.pause();
  }

  end(): void {
    this.flow = undefined;
    this.body.end();
  }

  broken(failure: Failure): void {
    this.flow = undefined;
    this.resolve(failure);
    this.body.destroy(failure);
  }
}
