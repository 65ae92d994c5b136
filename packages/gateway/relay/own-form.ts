// Takes an upstream's answer and tells it as its protocol's own provider would: form, and the status that its failure means.

import type { IncomingHttpHeaders } from 'node:http';
import type { Failure } from '@turnpike/protocols/failures';
import { isFailure, statusMeant } from '../providers/failing.ts';
import type { Undressing } from '../providers/outer.ts';
import type { ProviderKind } from '../providers/provider.ts';
import type { Flow, Sink, UpstreamRequest } from './attempt.ts';
import { UpstreamFailure } from './upstream-failure.ts';

/** A failure inside of an answer of status 200 is small; what is larger is an answer, bytes. */
const MAX_HIDDEN = 16 * 1024;
/** Of a refusal only so much is looked at, bytes. */
const MAX_REFUSAL = 1024 * 1024;
/** What an answer of status 200 that says itself that it failed means where no row knows it. */
const UNKNOWN_FAILURE = 500;

/** A sink in front of another. */
export class OwnForm implements Sink {
  private readonly kind: ProviderKind;
  private readonly request: UpstreamRequest;
  private readonly sink: Sink;
  private undressing: Undressing | undefined;
  /** The head that is held back with what has come of the body, until it is known what the answer is. */
  private held:
    { readonly status: number; readonly headers: IncomingHttpHeaders; readonly pieces: Buffer[] } | undefined;
  private bytes = 0;
  private flow: Flow | undefined;
  private over = false;

  constructor(kind: ProviderKind, request: UpstreamRequest, sink: Sink) {
    this.kind = kind;
    this.request = request;
    this.sink = sink;
  }

  head(status: number, headers: IncomingHttpHeaders, flow: Flow): void {
    this.flow = flow;
    const contentType = headers['content-type'] ?? '';
    const { kind } = this;
    const isPlain = headers['content-encoding'] === undefined || headers['content-encoding'] === 'identity';
    this.undressing = isPlain ? kind.undress?.(this.request, { status, contentType }) : undefined;
    const refused = status >= 400 && kind.failures.length > 0;
    const mayHide = status < 300 && kind.hidesFailures && !/event-stream/i.test(contentType);
    if (isPlain && (refused || mayHide)) this.held = { status, headers, pieces: [] };
    else this.tellHead(status, headers);
  }

  data(chunk: Buffer): void {
    if (this.over) return;
    const { held } = this;
    if (held === undefined) {
      this.tell(chunk);
      return;
    }
    held.pieces.push(chunk);
    this.bytes += chunk.length;
    if (this.bytes > (held.status < 300 ? MAX_HIDDEN : MAX_REFUSAL) || startsEvents(held.pieces))
      this.release(held.status);
  }

  end(): void {
    if (this.over) return;
    const { held } = this;
    if (held !== undefined) this.release(this.meaning(held.status, Buffer.concat(held.pieces).toString('utf8')));
    try {
      for (const piece of this.undressing?.end() ?? []) this.sink.data(piece);
    } catch (error) {
      this.breakOff(error);
      return;
    }
    if (!this.over) this.sink.end();
  }

  broken(failure: Failure): void {
    if (this.over) return;
    this.over = true;
    this.sink.broken(failure);
  }

  /** The status that an answer stands for. */
  private meaning(status: number, body: string): number {
    const { failures } = this.kind;
    if (status >= 400) return statusMeant(failures, status, body);
    if (!isFailure(body)) return status;
    const meant = statusMeant(failures, status, body);
    return meant === status ? UNKNOWN_FAILURE : meant;
  }

  private release(status: number): void {
    const { held } = this;
    if (held === undefined) return;
    this.held = undefined;
    this.tellHead(status, held.headers);
    for (const piece of held.pieces) this.tell(piece);
  }

  private tellHead(status: number, headers: IncomingHttpHeaders): void {
    const { undressing, flow } = this;
    if (flow === undefined) return;
    if (undressing === undefined) {
      this.sink.head(status, headers, flow);
      return;
    }
    const { 'content-length': _length, ...kept } = headers;
    this.sink.head(status, { ...kept, 'content-type': undressing.contentType }, flow);
  }

  private tell(chunk: Buffer): void {
    if (this.undressing === undefined) {
      this.sink.data(chunk);
      return;
    }
    try {
      for (const piece of this.undressing.feed(chunk)) this.sink.data(piece);
    } catch (error) {
      this.breakOff(error);
    }
  }

  /** Bytes that make no sense: the answer is cut where it stands. */
  private breakOff(error: unknown): void {
    if (this.over) return;
    this.over = true;
    const words = 'The upstream sent bytes that cannot be read. Try again.';
    this.sink.broken(new UpstreamFailure('bad_body', words, { cause: error }));
    this.flow?.abort();
  }
}

/** Some upstreams stream events under another name: those are not held back. */
function startsEvents(pieces: readonly Buffer[]): boolean {
  return pieces.length === 1 && /^(?:data|event|id|retry)?:/.test(pieces[0]?.toString('utf8', 0, 8) ?? '');
}
