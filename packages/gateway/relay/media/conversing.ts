// Upstreams that take several requests for one answer: sent in their order, told to the sink as one.

import type { IncomingHttpHeaders } from 'node:http';
import { Failure } from '@turnpike/protocols/failures';
import type { Candidate } from '../../routing/plan.ts';
import type { Flow, Sink, UpstreamRequest } from '../attempt.ts';
import { dispatch, type DispatchServices } from '../dispatch.ts';
import type { Carrier } from '../lane.ts';
import { UpstreamFailure } from '../upstream-failure.ts';

/** An answer that came whole. */
export interface Heard {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** How one part of a conversation asks the upstream. */
export interface Asker {
  /** @throws Failure when no answer came */
  ask(request: UpstreamRequest): Promise<Heard>;
  /** Waits. @throws when nothing more is wanted */
  wait(milliseconds: number): Promise<void>;
}

/** Pictures in base64 are large; more than this is a fault of the upstream. */
const MOST_BYTES = 512 * 1024 * 1024;
/** The delivery watches the time for the whole of it. */
const NO_TIMEOUTS = { firstByte: 0, idle: 0 };

/** A carrier whose work asks as often as it must and answers what the sink is told. */
export function conversing(
  services: DispatchServices,
  candidate: Candidate,
  work: (asker: Asker, request: UpstreamRequest) => Promise<Heard>,
): Carrier {
  return (request, sink) => {
    const talk = new Talk(services, candidate);
    void talk.tell(work(talk, request), sink);
    return talk;
  };
}

class Stopped extends Error {}

class Talk implements Asker, Flow {
  private readonly services: DispatchServices;
  private readonly candidate: Candidate;
  private readonly running = new Set<Flow>();
  private stopped = false;
  private readonly wake = new Set<() => void>();

  constructor(services: DispatchServices, candidate: Candidate) {
    this.services = services;
    this.candidate = candidate;
  }

  ask(request: UpstreamRequest): Promise<Heard> {
    if (this.stopped) return Promise.reject(new Stopped());
    return new Promise((resolve, reject) => {
      const collector = new Collector(
        heard => {
          this.running.delete(flow);
          resolve(heard);
        },
        failure => {
          this.running.delete(flow);
          reject(failure);
        },
      );
      const flow = dispatch(this.services, this.candidate, request, NO_TIMEOUTS, collector);
      this.running.add(flow);
    });
  }

  async wait(milliseconds: number): Promise<void> {
    await new Promise<void>(resolve => {
      const end = (): void => {
        clearTimeout(timer);
        this.wake.delete(end);
        resolve();
      };
      const timer = setTimeout(end, milliseconds);
      this.wake.add(end);
    });
    if (this.stopped) throw new Stopped();
  }

  /** Tells the sink how the work ended; nobody listens any more when it was stopped. */
  async tell(work: Promise<Heard>, sink: Sink): Promise<void> {
    try {
      const { status, headers, body } = await work;
      if (this.stopped) return;
      sink.head(status, headers, this);
      sink.data(body);
      sink.end();
    } catch (error) {
      if (this.stopped) return;
      const words = 'The answer could not be put together.';
      sink.broken(error instanceof Failure ? error : new Failure('internal_error', words, { cause: error }));
    }
  }

  // Answers are collected whole: there is nothing to hold back.
  pause(): void {}
  resume(): void {}

  abort(): void {
    this.stopped = true;
    for (const flow of this.running) flow.abort();
    for (const end of this.wake) end();
  }
}

class Collector implements Sink {
  private readonly done: (heard: Heard) => void;
  private readonly failed: (failure: Failure) => void;
  private status = 0;
  private headers: IncomingHttpHeaders = {};
  private flow: Flow | undefined;
  private readonly pieces: Buffer[] = [];
  private bytes = 0;

  constructor(done: (heard: Heard) => void, failed: (failure: Failure) => void) {
    this.done = done;
    this.failed = failed;
  }

  head(status: number, headers: IncomingHttpHeaders, flow: Flow): void {
    this.status = status;
    this.headers = headers;
    this.flow = flow;
  }

  data(chunk: Buffer): void {
    this.bytes += chunk.length;
    this.pieces.push(chunk);
    if (this.bytes <= MOST_BYTES) return;
    this.failed(new UpstreamFailure('bad_body', 'The upstream sent an answer of more than 512 MiB.'));
    this.flow?.abort();
  }

  end(): void {
    this.done({ status: this.status, headers: this.headers, body: Buffer.concat(this.pieces) });
  }

  broken(failure: Failure): void {
    this.failed(failure);
  }
}
