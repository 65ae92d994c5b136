// Passes an answer through as it comes, unmetered: the stored stream of a response that was already paid for.

import type { IncomingHttpHeaders } from 'node:http';
import type { Failure } from '@turnpike/protocols/failures';
import type { Exchange } from '../http/exchange.ts';
import type { Candidate } from '../routing/plan.ts';
import type { Flow, Sink, Timeouts, UpstreamRequest } from './attempt.ts';
import { dispatch, type DispatchServices } from './dispatch.ts';
import { clientHeaders } from './headers.ts';

/** Sends the request and passes a streamed answer on; resolves when it is over. */
export function pass(
  services: DispatchServices,
  candidate: Candidate,
  exchange: Exchange,
  request: UpstreamRequest,
  timeouts: Timeouts,
): Promise<void> {
  return new Promise(resolve => dispatch(services, candidate, request, timeouts, new Passage(exchange, resolve)));
}

class Passage implements Sink {
  private readonly exchange: Exchange;
  private readonly done: () => void;
  private flow: Flow | undefined;

  constructor(exchange: Exchange, done: () => void) {
    this.exchange = exchange;
    this.done = done;
    exchange.onClose(() => this.flow?.abort());
  }

  head(status: number, headers: IncomingHttpHeaders, flow: Flow): void {
    this.flow = flow;
    this.exchange.head(status, clientHeaders(headers));
  }

  data(chunk: Buffer): void {
    if (this.exchange.response.write(chunk)) return;
    this.flow?.pause();
    this.exchange.response.once('drain', () => this.flow?.resume());
  }

  end(): void {
    this.exchange.response.end();
    this.done();
  }

  broken(failure: Failure): void {
    this.exchange.fail(failure);
    this.done();
  }
}
