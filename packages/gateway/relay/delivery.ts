// Takes one upstream's answer to the client: streams event by event, whole answers at once; says how it ended.

import type { IncomingHttpHeaders } from 'node:http';
import type { Transform } from 'node:stream';
import type { Failure } from '@turnpike/protocols/failures';
import type { Exchange } from '../http/exchange.ts';
import { timedOut, type Flow, type Sink } from './attempt.ts';
import type { ClientStream } from './client-stream.ts';
import { decoderOf } from './decoding.ts';
import { noFacts, type Facts } from './facts.ts';
import type { Lane, Passage } from './lane.ts';
import type { Ending, Outcome } from './outcome.ts';
import { Waiting, type Patience } from './patience.ts';
import { UpstreamFailure } from './upstream-failure.ts';

export type { Ending, Outcome } from './outcome.ts';

/** What a delivery needs of its request. */
export interface DeliveryOptions {
  readonly exchange: Exchange;
  readonly lane: Lane;
  readonly stream: ClientStream;
  /** Hold events back until the first output, because another channel could still take over. */
  readonly holdBack: boolean;
  /** Milliseconds to read on after the client has left. */
  readonly readOn: number;
  readonly patience: Patience;
  /** Takes the statuses of the upstream for others. */
  readonly statusOf: (status: number) => number;
  /** Takes the operator's own out of an error that passes. */
  readonly redact: (bytes: Buffer) => Buffer;
  /** Asked once, before anything reaches the client or is settled: false when another attempt was faster. */
  readonly claim: () => boolean;
  /**
   * Called once, before the last byte leaves; answers headers to add, flat (the cost of a whole answer). With `written`,
   * the last byte may leave when that is called.
   */
  readonly settle: (facts: Facts, ending: Ending, status: number, written?: () => void) => readonly string[];
  /** Called with the first facts of an answer, to pin the state it creates. */
  readonly firstByte: () => void;
  readonly done: (outcome: Outcome) => void;
}

/** Answers up to this size are collected whole; a larger one is a fault of the upstream. */
const WHOLE_BYTES = 512 * 1024 * 1024;
/** Events without output are held back up to this size, so that another channel can still take over. */
const UNCOMMITTED_BYTES = 8 * 1024 * 1024;
/** Error answers above this are cut: no client reads more. */
const ERROR_BYTES = 1024 * 1024;
const OPEN_BRACE = 0x7b;
/** How an event stream begins, whatever its headers call it. */
const EVENTS = /^\uFEFF?(?:data|event|id|retry)?:/;

/** One delivery: a sink for exactly one attempt. */
export class Delivery implements Sink {
  private readonly options: DeliveryOptions;
  private readonly waiting: Waiting;
  private steps = 0;
  private status = 0;
  private headers: IncomingHttpHeaders = {};
  private refused = false;
  private readonly pieces: Buffer[] = [];
  private bytes = 0;
  private passage: Passage | undefined;
  private decoder: Transform | undefined;
  /** Stops and starts what comes from the upstream; there from the moment the request is on its way. */
  private flow: Flow | undefined;
  private isOurs: boolean | undefined;
  private committed = false;
  private settled = false;
  private finished = false;
  private gone = false;
  private deadline: NodeJS.Timeout | undefined;

  constructor(options: DeliveryOptions) {
    this.options = options;
    this.waiting = new Waiting(options.patience, phase => this.fail(timedOut(phase)));
    if (options.exchange.gone) this.clientGone();
  }

  /** Whether anything of this answer has reached the client. */
  get begun(): boolean {
    return this.committed;
  }

  /** The request is on its way; `flow` stops it. */
  sent(flow: Flow): void {
    this.flow = flow;
    if (this.finished) flow.abort();
  }

  head(status: number, headers: IncomingHttpHeaders, flow: Flow): void {
    this.status = this.options.statusOf(status);
    this.headers = headers;
    this.flow = flow;
    this.refused = this.status < 200 || this.status >= 300;
    if (!this.refused) this.passage = this.options.lane.passage(headers);
    this.decode(headers['content-encoding']);
    if (this.gone) flow.resume();
  }

  data(chunk: Buffer): void {
    if (this.finished) return;
    if (this.decoder === undefined) this.take(chunk);
    else if (!this.decoder.write(chunk)) {
      this.flow?.pause();
      this.decoder.once('drain', () => this.flow?.resume());
    }
  }

  end(): void {
    if (this.decoder === undefined) this.complete();
    else this.decoder.end();
  }

  broken(failure: Failure): void {
    if (this.finished) return;
    if (this.committed || this.gone) this.cut(failure);
    else this.finish({ kind: 'broken', failure });
  }

  /** The client's socket closed: nothing more is written, and the upstream is read on for its usage. */
  clientGone(): void {
    if (this.gone || this.finished) return;
    this.gone = true;
    this.outlet.resume();
    this.deadline ??= setTimeout(() => this.giveUp(), this.options.readOn);
  }

  /** Another attempt was faster: this one is of no use any more. */
  abandon(): void {
    if (this.finished || this.committed) return;
    this.isOurs = false;
    this.finish({ kind: 'lost' });
    this.flow?.abort();
  }

  private giveUp(): void {
    if (this.finished) return;
    if (this.ours()) {
      this.settle('cancelled');
      this.finish({ kind: 'delivered', status: this.status, ending: 'cancelled' });
    }
    this.flow?.abort();
  }

  /** Stops an answer that is no good any more, and says so. */
  private fail(failure: Failure): void {
    if (this.finished) return;
    const { flow } = this;
    this.broken(failure);
    flow?.abort();
  }

  /** Upstreams are asked for plain bytes; one that compresses all the same is opened here. */
  private decode(encoding: string | undefined): void {
    this.decoder = decoderOf(encoding);
    if (this.decoder === undefined) return;
    const broken = (error: unknown): void => {
      const words = 'The upstream sent a broken compressed answer. Try again.';
      this.fail(new UpstreamFailure('bad_body', words, { cause: error }));
    };
    this.decoder.on('data', (chunk: Buffer) => {
      try {
        this.take(chunk);
      } catch (error) {
        // What is thrown here would be nobody's: undici only guards what it calls itself.
        broken(error);
      }
    });
    this.decoder.on('end', () => {
      try {
        this.complete();
      } catch (error) {
        broken(error);
      }
    });
    this.decoder.on('error', broken);
  }

  /** What a slow client holds up: the socket, and what opens its bytes. */
  private get outlet(): Flow {
    const { flow, decoder, waiting } = this;
    return {
      pause: () => {
        waiting.pause();
        decoder?.pause();
        flow?.pause();
      },
      resume: () => {
        waiting.resume();
        decoder?.resume();
        flow?.resume();
      },
      abort: () => flow?.abort(),
    };
  }

  private take(chunk: Buffer): void {
    if (this.finished) return;
    if (this.passage === undefined && !this.refused && this.bytes === 0) this.passage = this.sniff(chunk);
    const { passage } = this;
    if (passage === undefined) {
      this.collect(chunk);
      return;
    }
    const pieces = passage.feed(chunk);
    if (passage.unusable !== undefined) {
      this.fail(new UpstreamFailure('bad_body', passage.unusable));
      return;
    }
    this.write(pieces, passage.facts);
    if (passage.done !== true || this.finished) return;
    this.complete();
    this.flow?.abort();
  }

  /** Some upstreams stream events under another name. */
  private sniff(chunk: Buffer): Passage | undefined {
    if (chunk[0] === OPEN_BRACE || !EVENTS.test(chunk.toString('utf8', 0, 16))) return undefined;
    this.headers = { ...this.headers, 'content-type': 'text/event-stream; charset=utf-8' };
    return this.options.lane.passage(this.headers);
  }

  private collect(chunk: Buffer): void {
    this.bytes += chunk.length;
    this.pieces.push(chunk);
    if (this.refused && this.bytes > ERROR_BYTES) {
      this.complete();
      this.flow?.abort();
    } else if (this.bytes > WHOLE_BYTES) {
      this.fail(new UpstreamFailure('bad_body', 'The upstream sent an answer of more than 512 MiB.'));
    }
  }

  /** Writes what may leave now, settling first when the terminal event is among it. */
  private write(pieces: readonly Buffer[], facts: Facts): void {
    if (!this.committed) {
      this.hold(pieces, facts);
      return;
    }
    const steps = this.passage?.steps ?? 0;
    if (pieces.length > 0 || steps > this.steps) this.waiting.progress();
    this.steps = steps;
    if (facts.finished) this.settle(facts.failed ? 'failed' : 'complete');
    if (this.gone || pieces.length === 0) return;
    this.options.stream.write(facts.failed ? pieces.map(this.options.redact) : pieces, this.outlet);
  }

  /** Before the first output nothing is shown while a failure may still go to another channel unseen (design §6). */
  private hold(pieces: readonly Buffer[], facts: Facts): void {
    for (const piece of pieces) {
      this.pieces.push(piece);
      this.bytes += piece.length;
    }
    const decided = facts.output || (facts.finished && !facts.failed);
    if (decided || (!this.options.holdBack && this.bytes > 0)) this.commit(facts);
    else if (this.bytes > UNCOMMITTED_BYTES)
      this.fail(new UpstreamFailure('bad_body', 'The upstream sent megabytes without an answer in them. Try again.'));
  }

  private commit(facts: Facts): void {
    if (this.committed || !this.ours()) return;
    this.committed = true;
    this.waiting.progress();
    this.options.firstByte();
    const held = this.pieces.splice(0);
    if (!this.gone) this.options.stream.head(this.status, this.options.lane.headers(this.headers));
    this.write(held, facts);
  }

  private complete(): void {
    if (this.finished) return;
    if (this.refused) {
      this.finish({ kind: 'refused', status: this.status, headers: this.headers, body: Buffer.concat(this.pieces) });
    } else if (this.passage === undefined) {
      const [first] = this.pieces;
      this.deliverWhole(first !== undefined && this.pieces.length === 1 ? first : Buffer.concat(this.pieces));
    } else this.endStream(this.passage);
  }

  private endStream(passage: Passage): void {
    const rest = passage.rest();
    const { facts } = passage;
    // Half an event must not stand before the one that says that the stream broke.
    if (rest.length > 0 && (passage.whole || facts.failed)) this.write(rest, facts);
    if (this.finished) return;
    if (facts.failed && !this.committed) {
      const { fault } = passage;
      if (fault !== undefined) this.finish({ kind: 'fault', fault });
      else this.finish({ kind: 'failed', body: Buffer.concat(this.pieces), headers: this.headers, whole: false });
      return;
    }
    if (!passage.whole && !facts.failed) {
      const trouble = this.committed || this.bytes > 0 ? 'reset' : 'empty';
      const words = 'The upstream ended its stream before the answer was complete. Try again.';
      this.cut(new UpstreamFailure(trouble, words));
      return;
    }
    this.commit(facts);
    if (this.finished) return;
    this.settle(facts.failed ? 'failed' : 'complete');
    if (!this.gone) this.options.stream.end();
    const failure = facts.failed ? new UpstreamFailure('stream_error', 'The upstream failed.') : undefined;
    this.finish({ kind: 'delivered', status: this.status, ending: failure ? 'failed' : 'complete', failure });
  }

  private facts(): Facts {
    return this.passage?.facts ?? noFacts();
  }

  /** Ends a broken stream with the protocol's own error event; nothing is sent to a client that has left. */
  private cut(failure: Failure): void {
    const facts = this.facts();
    if (!this.committed && !this.gone) {
      this.finish({ kind: 'broken', failure });
      return;
    }
    if (!this.ours()) return;
    const ending = this.gone ? 'cancelled' : facts.failed ? 'failed' : 'cut';
    this.settle(this.gone ? 'cancelled' : 'cut');
    if (this.gone || facts.failed || facts.finished) this.options.stream.end();
    else this.options.stream.fail(this.passage?.failure(failure) ?? '');
    this.finish({ kind: 'delivered', status: this.status, ending, failure: facts.finished ? undefined : failure });
  }

  private deliverWhole(body: Buffer): void {
    const { lane } = this.options;
    const answer = lane.whole(body);
    if (answer === undefined) {
      const words = 'The upstream answered with something that is no answer. Try again.';
      this.broken(new UpstreamFailure(body.length === 0 ? 'empty' : 'bad_body', words));
      return;
    }
    if (answer.fault !== undefined) {
      this.finish({ kind: 'fault', fault: answer.fault });
      return;
    }
    if (answer.facts.failed && !answer.facts.output) {
      this.finish({ kind: 'failed', body, headers: this.headers, whole: true });
      return;
    }
    if (!this.ours()) return;
    this.options.firstByte();
    const ending = this.gone ? 'cancelled' : 'complete';
    this.committed = !this.gone;
    const added = this.settle(ending, answer.facts, () => this.giveWhole(answer.body, ending, added));
  }

  /** The answer of a call that is in the journal. */
  private giveWhole(body: Buffer, ending: Ending, added: readonly string[]): void {
    const { stream, lane } = this.options;
    try {
      if (!this.gone) stream.whole(this.status, lane.headers(this.headers), body, added);
      this.finish({ kind: 'delivered', status: this.status, ending });
    } catch (error) {
      this.fail(new UpstreamFailure('bad_body', 'The answer could not be passed on. Try again.', { cause: error }));
    }
  }

  /** Whether this attempt is the one that the client is answered by; asked before anything is shown or settled. */
  private ours(): boolean {
    this.isOurs ??= this.options.claim();
    if (!this.isOurs && !this.finished) {
      this.finish({ kind: 'lost' });
      this.flow?.abort();
    }
    return this.isOurs;
  }

  private settle(ending: Ending, facts: Facts = this.facts(), written?: () => void): readonly string[] {
    if (this.settled) return [];
    this.settled = true;
    return this.options.settle(facts, this.gone ? 'cancelled' : ending, this.status, written);
  }

  private finish(outcome: Outcome): void {
    if (this.finished) return;
    this.finished = true;
    this.waiting.stop();
    clearTimeout(this.deadline);
    this.options.done(outcome);
  }
}
