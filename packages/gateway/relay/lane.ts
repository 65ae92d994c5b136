// What carries one call over one candidate: the request for it, and how its answer becomes the client's.

import type { IncomingHttpHeaders } from 'node:http';
import type { Fault } from '@turnpike/protocols/conversation/fault';
import type { Failure } from '@turnpike/protocols/failures';
import type { Exchange } from '../http/exchange.ts';
import type { Flow, Sink, UpstreamRequest } from './attempt.ts';
import type { Facts } from './facts.ts';
import type { Refusal } from './refusal.ts';

/** An answer that streams: reads what passes, and says what of it the client is sent now. */
export interface Passage {
  readonly facts: Facts;
  /** Whether the protocol's own end was seen. */
  readonly whole: boolean;
  /** What the upstream said went wrong, where it can be told the client in its own words before any output. */
  readonly fault?: Fault | undefined;
  /** Takes a chunk as it came; answers the pieces that may leave now. */
  feed(chunk: Buffer): readonly Buffer[];
  /** The upstream ended cleanly: the pieces that are left. */
  rest(): readonly Buffer[];
  /** Events that were understood so far: each is progress, also one of which the client is told nothing yet. */
  readonly steps?: number;
  /** Nothing more of the upstream is wanted: it may be ended. */
  readonly done?: boolean;
  /** Why what has come can be no answer, in words for the client; set instead of answering pieces. */
  readonly unusable?: string | undefined;
  /** The text that ends the client's stream as broken, in its own protocol. */
  failure(failure: Failure): string;
}

/** An answer that came whole, as the client is given it. */
export interface WholeAnswer {
  readonly facts: Facts;
  readonly body: Buffer;
  /** What the upstream's answer says went wrong in spite of its status. */
  readonly fault?: Fault | undefined;
}

/** Sends a request and tells its sink what came of it, as one answer. Answers what stops it. */
export type Carrier = (request: UpstreamRequest, sink: Sink) => Flow;

/** One way from the client's protocol to an upstream's and back. */
export interface Lane {
  /** What the upstream is spoken to in. */
  readonly protocol: string;
  readonly request: UpstreamRequest;
  /** How the request is sent, where it takes more than one for an answer. */
  readonly carry?: Carrier;
  /** Milliseconds that the upstream is read on for at least after the client has left: what is slow, and paid for once begun. */
  readonly readOnMs?: number;
  /** How an answer with these headers is read while it streams; undefined when it must be read whole. */
  passage(headers: IncomingHttpHeaders): Passage | undefined;
  /** Reads a whole answer; undefined when it is not one. */
  whole(body: Buffer): WholeAnswer | undefined;
  /** The headers of an answer for the client. */
  headers(from: IncomingHttpHeaders): IncomingHttpHeaders;
  /** Headers that are known before the upstream answers. */
  readonly announced?: IncomingHttpHeaders;
  /** Tells the client that the upstream refused. */
  refuse(exchange: Exchange, refusal: Refusal): void;
}
