// Sends a request to a candidate as its kind of provider wants it, and brings the answer into its protocol's own form.

import { Failure } from '@turnpike/protocols/failures';
import type { Dispatcher } from 'undici';
import type { Grant } from '../providers/outer.ts';
import type { Candidate } from '../routing/plan.ts';
import { send, type Flow, type Sink, type Timeouts, type UpstreamRequest } from './attempt.ts';
import { collector, type Answer } from './collect.ts';
import { roadTo, type Road } from './road.ts';
import type { RelayServices } from './services.ts';
import { GrantRefused, type Tokens } from './tokens.ts';
import { OwnForm } from './own-form.ts';
import { UpstreamFailure } from './upstream-failure.ts';

/** What dispatching needs of the node. */
export type DispatchServices = Pick<RelayServices, 'dispatcherOf' | 'tokens'>;

/** Sends a request to a candidate. Never throws: faults go to the sink. Answers what stops it, begun or not. */
export function dispatch(
  services: DispatchServices,
  candidate: Candidate,
  request: UpstreamRequest,
  timeouts: Timeouts,
  sink: Sink,
): Flow {
  const road = roadTo(candidate.channel);
  const dispatcher = services.dispatcherOf(candidate.channel);
  if (road.isPlain) return send(dispatcher, request, timeouts, sink);
  const { kind } = road;
  if (kind.dress === undefined) return send(dispatcher, request, timeouts, new OwnForm(kind, request, sink));
  return new Dressed({ road, candidate, dispatcher, tokens: services.tokens, request, timeouts, sink }).start();
}

/** The same, for an answer that is wanted whole. Never rejects. */
export function inquire(
  services: DispatchServices,
  candidate: Candidate,
  request: UpstreamRequest,
  timeouts: Timeouts,
): Promise<Answer | Failure> {
  return new Promise(resolve => dispatch(services, candidate, request, timeouts, collector(resolve)));
}

interface DressedParts {
  readonly road: Road;
  readonly candidate: Candidate;
  readonly dispatcher: Dispatcher;
  readonly tokens: Tokens;
  readonly request: UpstreamRequest;
  readonly timeouts: Timeouts;
  readonly sink: Sink;
}

/** A request that its kind dresses; where that takes a token, it may have to be fetched first. */
class Dressed implements Flow {
  private readonly parts: DressedParts;
  private flow: Flow | undefined;
  private aborted = false;

  constructor(parts: DressedParts) {
    this.parts = parts;
  }

  start(): this {
    const { road, candidate, tokens } = this.parts;
    try {
      const grant = road.kind.grant?.(candidate.credential.secret, road.details);
      const ready = grant === undefined ? undefined : tokens.ready(grant);
      if (grant === undefined || ready !== undefined) this.send(grant, ready, ready !== undefined);
      else void this.fetchAndSend(grant);
    } catch (error) {
      this.unusable(error);
    }
    return this;
  }

  pause(): void {
    this.flow?.pause();
  }

  resume(): void {
    this.flow?.resume();
  }

  abort(): void {
    this.aborted = true;
    this.flow?.abort();
  }

  private async fetchAndSend(grant: Grant): Promise<void> {
    const { tokens, dispatcher } = this.parts;
    try {
      const token = await tokens.get(grant, dispatcher);
      this.send(grant, token, false);
    } catch (error) {
      this.unusable(error);
    }
  }

  /** `kept`: the token was not fetched for this request, and may have ended before its time. */
  private send(grant: Grant | undefined, token: string | undefined, kept: boolean): void {
    const { road, candidate, dispatcher, request, timeouts, sink } = this.parts;
    if (this.aborted) {
      sink.broken(new UpstreamFailure('reset', 'The request was given up before it was sent.'));
      return;
    }
    const account = { secret: candidate.credential.secret, details: road.details, token, now: Date.now() };
    const dressed = road.kind.dress?.(request, account) ?? request;
    const own = new OwnForm(road.kind, request, sink);
    const mayRenew = kept && grant !== undefined && token !== undefined;
    const target = mayRenew ? new Renewing(own, () => this.renew(grant, token)) : own;
    this.flow = send(dispatcher, dressed, timeouts, target);
  }

  private renew(grant: Grant, token: string): void {
    this.parts.tokens.drop(grant, token);
    void this.fetchAndSend(grant);
  }

  /** A secret of no use is refused as the upstream would refuse it: the operator is told, and another key is tried. */
  private unusable(error: unknown): void {
    const { sink } = this.parts;
    if (error instanceof Failure) {
      sink.broken(new UpstreamFailure('connect', error.message, { cause: error }));
      return;
    }
    const message = error instanceof Error ? error.message : String(error);
    const status = error instanceof GrantRefused || error instanceof Error ? 401 : 500;
    sink.head(status, { 'content-type': 'application/json' }, this);
    sink.data(Buffer.from(JSON.stringify({ error: { message, type: 'authentication_error', code: status } })));
    sink.end();
  }
}

/** Lets an answer pass, but for a token that is not taken: that one is fetched anew, once. */
class Renewing implements Sink {
  private readonly sink: Sink;
  private readonly renew: () => void;
  private dropped = false;

  constructor(sink: Sink, renew: () => void) {
    this.sink = sink;
    this.renew = renew;
  }

  head(...[status, headers, flow]: Parameters<Sink['head']>): void {
    if (status !== 401) {
      this.sink.head(status, headers, flow);
      return;
    }
    this.dropped = true;
    flow.abort();
    this.renew();
  }

  data(chunk: Buffer): void {
    if (!this.dropped) this.sink.data(chunk);
  }

  end(): void {
    if (!this.dropped) this.sink.end();
  }

  broken(failure: Failure): void {
    if (!this.dropped) this.sink.broken(failure);
  }
}
