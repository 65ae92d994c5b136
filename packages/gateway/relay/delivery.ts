// Takes one upstream's answer to the client: streams event by event, whole answers at once; says how it ended.

import type { IncomingHttpHeaders } from 'node:http';
import type { Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate, createZstdDecompress } from 'node:zlib';
import { Failure } from '@turnpike/protocols/failures';
import type { Exchange } from '../http/exchange.ts';
import type { Fault } from '@turnpike/protocols/conversation/fault';
import type { Flow, Sink } from './attempt.ts';
import type { ClientStream } from './client-stream.ts';
import { noFacts, type Facts } from './facts.ts';
import { clientHeaders } from './headers.ts';
import type { Lane, Passage } from './lane.ts';

/** How one attempt ended. */
export type Outcome =
  /** The client has its answer, or as much of it as there was; `settle` was called. */
  | { readonly kind: 'delivered'; readonly status: number }
  /** The upstream refused; nothing has reached the client. */
  | { readonly kind: 'refused'; readonly status: number; readonly headers: IncomingHttpHeaders; readonly body: Buffer }
  /** The upstream's stream said that it failed before any output; nothing of it has reached the client. */
  | { readonly kind: 'failed'; readonly headers: IncomingHttpHeaders; readonly body: Buffer }
  /** The upstream's answer said that it failed, in words that were understood; nothing has reached the client. */
  | { readonly kind: 'fault'; readonly fault: Fault }
  /** Nothing usable came, and nothing has reached the client. */
  | { readonly kind: 'broken'; readonly failure: Failure }
  /** The call cannot be put into the upstream's protocol: nothing was sent to it. */
  | { readonly kind: 'unfit'; readonly failure: Failure };

/** How the answer stood when it was settled. */
export type Ending = 'complete' | 'cut' | 'failed' | 'cancelled';

/** What a delivery needs of its request. */
export interface DeliveryOptions {
  readonly exchange: Exchange;
  readonly lane: Lane;
  readonly stream: ClientStream;
  /** Hold events back until the first output, because another channel could still take over. */
  readonly holdBack: boolean;
  /** Milliseconds to read on after the client has left. */
  readonly readOn: number;
  /** Called once, before the last byte leaves; answers headers to add, flat (the cost of a whole answer). */
  readonly settle: (facts: Facts, ending: Ending, status: number) => readonly string[];
  /** Called with the first facts of an answer, to pin the state it creates. */
  readonly firstByte: () => void;
  readonly done: (outcome: Outcome) => void;
}

/** Answers up to this size are collected whole; a larger one is a fault of the upstream. */
const WHOLE_BYTES = 512 * 1024 * 1024;
/** Events without output are held back up to this size, so that another channel can still take over. */
const UNCOMMITTED_BYTES = 64 * 1024;
/** Error answers above this are cut: no client reads more. */
const ERROR_BYTES = 1024 * 1024;

/** One delivery: a sink for exactly one attempt. */
export class Delivery implements Sink {
  private readonly options: DeliveryOptions;
  private status = 0;
  private headers: IncomingHttpHeaders = {};
  private refused = false;
  private readonly pieces: Buffer[] = [];
  private bytes = 0;
  private passage: Passage | undefined;
  private decoder: Transform | undefined;
  private flow: Flow | undefined;
  private committed = false;
  private settled = false;
  private finished = false;
  private gone = false;
  private deadline: NodeJS.Timeout | undefined;

  constructor(options: DeliveryOptions) {
    this.options = options;
    if (options.exchange.gone) this.clientGone();
  }

  head(status: number, headers: IncomingHttpHeaders, flow: Flow): void {
    this.status = status;
    this.headers = headers;
    this.flow = flow;
    this.refused = status < 200 || status >= 300;
    if (!this.refused) this.passage = this.options.lane.passage(headers);
    this.decode(headers['content-encoding']);
    if (this.gone) flow.resume();
  }

  data(chunk: Buffer): void {
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
    this.flow?.resume();
    this.deadline ??= setTimeout(() => this.giveUp(), this.options.readOn);
  }

  private giveUp(): void {
    if (this.finished) return;
    this.settle('cancelled');
    this.flow?.abort();
    this.finish({ kind: 'delivered', status: this.status });
  }

  /** Upstreams are asked for plain bytes; one that compresses all the same is opened here. */
  private decode(encoding: string | undefined): void {
    const open = DECODERS[(encoding ?? 'identity').trim().toLowerCase()];
    if (open === undefined) return;
    this.decoder = open();
    this.decoder.on('data', (chunk: Buffer) => this.take(chunk));
    this.decoder.on('end', () => this.complete());
    this.decoder.on('error', error => {
      this.flow?.abort();
      this.broken(
        new Failure('bad_response_body', 'The upstream sent a broken compressed answer. Try again.', { cause: error }),
      );
    });
  }

  private take(chunk: Buffer): void {
    const { passage } = this;
    if (passage === undefined) {
      this.collect(chunk);
      return;
    }
    if (this.finished) return;
    this.write(passage.feed(chunk), passage.facts);
    if (passage.done !== true) return;
    this.complete();
    this.flow?.abort();
  }

  private collect(chunk: Buffer): void {
    this.bytes += chunk.length;
    if (this.refused && this.bytes > ERROR_BYTES) return;
    if (this.bytes > WHOLE_BYTES) {
      this.flow?.abort();
      this.broken(new Failure('bad_response_body', 'The upstream sent an answer of more than 512 MiB.'));
      return;
    }
    this.pieces.push(chunk);
  }

  /** Writes what may leave now, settling first when the terminal event is among it. */
  private write(pieces: readonly Buffer[], facts: Facts): void {
    if (!this.committed) {
      this.hold(pieces, facts);
      return;
    }
    if (facts.finished) this.settle(facts.failed ? 'failed' : 'complete');
    if (!this.gone && pieces.length > 0) this.options.stream.write(pieces, this.flow);
  }

  /** Before the first output nothing is shown while a failure may still go to another channel unseen (design §6). */
  private hold(pieces: readonly Buffer[], facts: Facts): void {
    for (const piece of pieces) {
      this.pieces.push(piece);
      this.bytes += piece.length;
    }
    const decided = facts.output || (facts.finished && !facts.failed) || this.bytes > UNCOMMITTED_BYTES;
    if (decided || (!this.options.holdBack && this.bytes > 0)) this.commit(facts);
  }

  private commit(facts: Facts): void {
    if (this.committed) return;
    this.committed = true;
    this.options.firstByte();
    const held = this.pieces.splice(0);
    if (!this.gone) this.options.stream.head(this.status, this.options.lane.headers(this.headers));
    this.write(held, facts);
  }

  private complete(): void {
    if (this.finished) return;
    if (this.refused) {
      this.finish({ kind: 'refused', status: this.status, headers: this.headers, body: Buffer.concat(this.pieces) });
    } else if (this.passage === undefined) this.deliverWhole(Buffer.concat(this.pieces));
    else this.endStream(this.passage);
  }

  private endStream(passage: Passage): void {
    const rest = passage.rest();
    const { facts } = passage;
    if (rest.length > 0) this.write(rest, facts);
    if (facts.failed && !this.committed) {
      const { fault } = passage;
      if (fault !== undefined) this.finish({ kind: 'fault', fault });
      else this.finish({ kind: 'failed', body: Buffer.concat(this.pieces), headers: this.headers });
      return;
    }
    if (!passage.whole && !facts.failed) {
      this.cut(new Failure('bad_response', 'The upstream ended its stream before the answer was complete. Try again.'));
      return;
    }
    this.commit(facts);
    this.settle(facts.failed ? 'failed' : 'complete');
    if (!this.gone) this.options.stream.end();
    this.finish({ kind: 'delivered', status: this.status });
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
    this.settle(this.gone ? 'cancelled' : 'cut');
    if (this.gone || facts.failed || facts.finished) this.options.stream.end();
    else this.options.stream.fail(this.passage?.failure(failure) ?? '');
    this.finish({ kind: 'delivered', status: this.status });
  }

  private deliverWhole(body: Buffer): void {
    const { lane } = this.options;
    const answer = lane.whole(body);
    if (answer === undefined) {
      const failure = new Failure(
        'bad_response_body',
        'The upstream answered with something that is not JSON. Try again.',
      );
      this.finish({ kind: 'broken', failure });
      return;
    }
    if (answer.fault !== undefined) {
      this.finish({ kind: 'fault', fault: answer.fault });
      return;
    }
    this.options.firstByte();
    const added = this.settle(this.gone ? 'cancelled' : 'complete', answer.facts);
    if (!this.gone) {
      this.committed = true;
      this.sendWhole(answer.body, added);
    }
    this.finish({ kind: 'delivered', status: this.status });
  }

  /** The whole answer in one write; after keep-alives, which took the status with them, as the rest of the stream. */
  private sendWhole(body: Buffer, added: readonly string[]): void {
    const { exchange, lane, stream } = this.options;
    if (stream.headSent) {
      stream.write([body], undefined);
      stream.end();
      return;
    }
    const flat = clientHeaders(lane.headers(this.headers));
    flat.push('content-length', String(body.length), ...added);
    exchange.head(this.status, flat);
    exchange.response.end(body.toString('latin1'), 'latin1');
  }

  private settle(ending: Ending, facts: Facts = this.facts()): readonly string[] {
    if (this.settled) return [];
    this.settled = true;
    return this.options.settle(facts, this.gone ? 'cancelled' : ending, this.status);
  }

  private finish(outcome: Outcome): void {
    if (this.finished) return;
    this.finished = true;
    clearTimeout(this.deadline);
    this.options.done(outcome);
  }
}

const DECODERS: Readonly<Record<string, () => Transform>> = {
  gzip: () => createGunzip(),
  'x-gzip': () => createGunzip(),
  deflate: () => createInflate(),
  br: () => createBrotliDecompress(),
  zstd: () => createZstdDecompress(),
};
