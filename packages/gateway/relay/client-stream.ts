// The one writer of a client's stream: head, events, keep-alives and the end go through it, in order.

import type { IncomingHttpHeaders } from 'node:http';
import type { Protocol } from '@turnpike/protocols/failures';
import type { Exchange } from '../http/exchange.ts';
import type { AnswerRecorder } from './answers/recorder.ts';
import type { Flow } from './attempt.ts';
import type { Errand } from './errand.ts';
import { clientHeaders } from './headers.ts';

/**
 * What may be sent into a silent stream without meaning anything. Google's SDKs raise on SSE comments, but skip
 * blank lines (clients.md; seen with google-genai for Node 3.1), and JSON skips white space.
 */
const KEEP_ALIVES: Readonly<Record<Protocol, string>> = {
  'openai-chat': ': keep-alive\n\n',
  'openai-responses': ': keep-alive\n\n',
  'anthropic-messages': 'event: ping\ndata: {"type":"ping"}\n\n',
  'gemini-generate': '\r\n',
};

/** A stream to one client, over all attempts of its call. */
export class ClientStream {
  /** Headers that also a keep-alive brings, when it comes before the answer. */
  announced: IncomingHttpHeaders = {};
  private readonly exchange: Exchange;
  private readonly errand: Pick<Errand, 'form' | 'family'>;
  private readonly timer: NodeJS.Timeout | undefined;
  private readonly recorder: AnswerRecorder | undefined;
  private waitingForDrain = false;
  private ended = false;

  /**
   * `keepAlive`: milliseconds of silence after which something is sent; zero switches it off. `whole`: into answers that
   * are not streamed too. `recorder` takes down what the client is given.
   */
  constructor(
    exchange: Exchange,
    errand: Pick<Errand, 'form' | 'family'>,
    keepAlive: number,
    whole = false,
    recorder?: AnswerRecorder,
  ) {
    this.exchange = exchange;
    this.recorder = recorder;
    this.errand = errand;
    // A medium's bytes have nothing that means nothing.
    if (keepAlive > 0 && errand.form !== 'bytes' && (whole || errand.form !== 'whole'))
      this.timer = setInterval(() => this.keepAlive(), keepAlive);
  }

  /** Whether the client has been given a status. */
  get headSent(): boolean {
    return this.exchange.response.headersSent;
  }

  /** Gives the client its status and headers, unless a keep-alive already did. */
  head(status: number, headers: IncomingHttpHeaders): void {
    this.recorder?.head(headers);
    if (this.headSent) return;
    // Proxies before the gateway (nginx) hold a stream back unless they are told not to.
    const flat = clientHeaders(headers);
    if (headers['x-accel-buffering'] === undefined) flat.push('x-accel-buffering', 'no');
    this.exchange.head(status, flat);
  }

  /** Writes pieces; pauses the upstream while the client is slower than it. */
  write(pieces: readonly Buffer[], flow: Flow | undefined): void {
    const { response } = this.exchange;
    this.recorder?.take(pieces);
    let open = true;
    for (const piece of joined(pieces)) open = response.write(piece);
    this.timer?.refresh();
    if (open) return;
    flow?.pause();
    if (this.waitingForDrain) return;
    this.waitingForDrain = true;
    response.once('drain', () => {
      this.waitingForDrain = false;
      flow?.resume();
    });
  }

  /** The whole answer in one write; after keep-alives, which took the status with them, as the rest of the stream. */
  whole(status: number, headers: IncomingHttpHeaders, body: Buffer, added: readonly string[]): void {
    const { exchange } = this;
    if (this.headSent) {
      this.recorder?.head(headers);
      this.write([body], undefined);
      this.end();
      return;
    }
    this.recorder?.head(headers);
    this.recorder?.take([body]);
    const flat = clientHeaders(headers);
    flat.push('content-length', String(body.length), ...added);
    exchange.head(status, flat);
    exchange.response.end(body.toString('latin1'), 'latin1');
  }

  /** Ends the stream as the upstream ended it. */
  end(): void {
    if (this.close()) this.exchange.response.end();
  }

  /** Ends the stream with `text`, the protocol's own error event. */
  fail(text: string): void {
    if (!this.close()) return;
    // A medium that breaks off must not look whole: only the connection can say so.
    if (this.errand.form === 'bytes') this.exchange.response.destroy();
    else this.exchange.response.end(text);
  }

  /** Stops the keep-alives; answers whether the stream was still open. */
  close(): boolean {
    clearInterval(this.timer);
    const open = !this.ended;
    this.ended = true;
    return open;
  }

  private keepAlive(): void {
    const { response } = this.exchange;
    if (this.exchange.gone || this.ended || this.waitingForDrain) return;
    const { form, family } = this.errand;
    const type = form === 'events' ? 'text/event-stream' : 'application/json';
    this.head(200, { 'content-type': type, 'cache-control': 'no-cache', ...this.announced });
    // JSON may begin with any number of spaces.
    response.write(form === 'whole' ? ' ' : KEEP_ALIVES[family]);
  }
}

/** Pieces up to this size together are copied into one: a copy costs less than a second write. */
const JOIN_BYTES = 32 * 1024;

/**
 * Few small pieces as one. Not by corking: a corked response says that it is full when its socket is not, and then
 * never says that it has drained.
 */
function joined(pieces: readonly Buffer[]): readonly Buffer[] {
  if (pieces.length < 2) return pieces;
  return pieces.reduce((sum, piece) => sum + piece.length, 0) <= JOIN_BYTES ? [Buffer.concat(pieces)] : pieces;
}
