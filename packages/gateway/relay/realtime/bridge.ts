// Carries frames between a client and an upstream in order, both ways, and charges what each answer used.

import { Failure } from '@turnpike/protocols/failures';
import type { Count, LiveCodec, ServerFrame } from '@turnpike/protocols/live/codec';
import type { WebSocket } from 'ws';
import type { SessionBooks } from './books.ts';
import { close, sayable, send, type Frame, type Inbox } from './frames.ts';
import { Liveness } from './liveness.ts';

/** How often holds and clocks are looked at, milliseconds. */
const TICK_MS = 2_000;
/** How long an answer under way may go on when nothing more can be paid, milliseconds (gemini-live §8). */
const LAST_WORDS_MS = 15_000;
/** How long an upstream may take to say what a stopped answer used, milliseconds. */
const STOPPED_MS = 5_000;

/** What a bridge needs of its session. */
export interface BridgeParts {
  readonly client: WebSocket;
  readonly upstream: WebSocket;
  readonly fromClient: Inbox;
  readonly fromUpstream: Inbox;
  readonly codec: LiveCodec;
  readonly books: SessionBooks;
  readonly requestId: string;
  /** Whether frames of ours leave in binary, as the provider's do. */
  readonly binary: boolean;
  /** Milliseconds without a frame of either side, and of a whole session, after which it ends. */
  readonly idleMs: number;
  readonly longestMs: number;
  /** Takes what is the operator's alone out of an upstream's words: they can quote keys. */
  hide(words: string): string;
  /** Told of each handle by which the session can be taken up again. */
  keep(handle: string): void;
}

/** One session's bridge. `closed` resolves when both sides are, and everything is booked. */
export class Bridge {
  readonly closed: Promise<void>;
  private readonly parts: BridgeParts;
  private readonly liveness: Liveness;
  private readonly clock: NodeJS.Timeout;
  private readonly startedAt = performance.now();
  private lastFrameAt = performance.now();
  /** Frames behind one whose charge is being booked wait for it, so that the order stays. */
  private turn: Promise<void> = Promise.resolve();
  private waiting = 0;
  /** Nothing of the client's goes on any more: the reason is told when the answer under way has ended. */
  private ending: (() => void) | undefined;
  private clientGone = false;
  private ended = false;
  /** How the upstream closed, where it closed in trouble. */
  trouble: { readonly code: number; readonly reason: string } | undefined;
  private done!: () => void;

  constructor(parts: BridgeParts) {
    this.parts = parts;
    this.closed = new Promise(resolve => {
      this.done = resolve;
    });
    const { client, upstream } = parts;
    this.liveness = new Liveness([client, upstream], () => this.end(1011, 'no sign of life', 'upstream_timeout'));
    this.clock = setInterval(() => this.tick(), TICK_MS).unref();
    client.on('close', code => this.left(code));
    upstream.on('close', (code, reason) => this.upstreamLeft(code, reason.toString('utf8')));
    parts.fromUpstream.flowTo(frame => this.takeUpstream(frame));
    parts.fromClient.flowTo(frame => this.takeClient(frame));
    if (client.readyState !== client.OPEN) this.left(1006);
    else if (upstream.readyState !== upstream.OPEN) this.upstreamLeft(1006, '');
    client.resume();
    upstream.resume();
  }

  /** Ends the session in the protocol's own words, once the answer under way has ended. */
  fail(failure: Failure): void {
    const { codec, requestId } = this.parts;
    const reason = failure.code === 'insufficient_user_quota' ? 'insufficient_quota' : failure.code;
    this.afterAnswer(LAST_WORDS_MS, () => {
      this.tell(codec.farewell(failure, requestId));
      this.end(1008, reason, failure.code);
    });
  }

  /** This node goes down: the client is told, and has until then to end what it is doing. */
  drain(milliseconds: number): void {
    const word = this.parts.codec.leaving(Math.max(1, Math.round(milliseconds / 1000)));
    if (word !== undefined) this.tell(word);
    this.afterAnswer(milliseconds, () => this.end(1001, 'the server restarts: connect again', ''));
  }

  /** Lets the answer under way end, at most for a while; nothing of the client's begins another. */
  private afterAnswer(milliseconds: number, act: () => void): void {
    if (this.ending !== undefined || this.ended) return;
    this.ending = act;
    if (!this.parts.codec.answering) act();
    else setTimeout(() => this.answered(), milliseconds).unref();
  }

  private takeClient(frame: Frame): void {
    this.lastFrameAt = performance.now();
    if (this.ending !== undefined || this.ended) return;
    const { client, upstream, codec, binary } = this.parts;
    if (frame.binary && !binary) {
      client.close(1003, 'text frames only');
      return;
    }
    const { sent, answer, close: closing } = codec.fromClient(frame.bytes.toString('utf8'));
    if (closing !== undefined) this.end(closing.code, closing.reason, 'invalid_request');
    else if (answer !== undefined) this.tell(answer);
    else send(upstream, sent === undefined ? frame : { bytes: Buffer.from(sent), binary: frame.binary }, client);
  }

  private takeUpstream(frame: Frame): void {
    this.lastFrameAt = performance.now();
    const told = this.parts.codec.fromUpstream(frame.bytes.toString('utf8'));
    if (told.handle !== undefined) this.parts.keep(told.handle);
    if (told.counts === undefined && this.waiting === 0) {
      this.show(frame, told);
      return;
    }
    this.waiting += 1;
    this.turn = this.inTurn(this.turn, frame, told);
  }

  private async inTurn(before: Promise<void>, frame: Frame, told: ServerFrame): Promise<void> {
    await before;
    const failure = told.counts === undefined ? undefined : await this.book(told.counts);
    this.show(frame, told);
    this.waiting -= 1;
    if (failure !== undefined) this.fail(failure);
  }

  private show(frame: Frame, { shown, close: closing }: ServerFrame): void {
    const { client, upstream, codec } = this.parts;
    if (shown !== null)
      send(client, shown === undefined ? frame : { bytes: Buffer.from(shown), binary: frame.binary }, upstream);
    if (closing !== undefined) this.end(closing.code, closing.reason, 'invalid_request');
    if (!codec.answering) this.answered();
  }

  private answered(): void {
    if (this.ending !== undefined && !this.ended) this.ending();
  }

  /** Charges what was told, in the journal before it is shown; answers why the session cannot go on. */
  private async book(counts: readonly Count[]): Promise<Failure | undefined> {
    const { books } = this.parts;
    try {
      for (const count of counts) await books.charge(count);
      await books.reserve();
      return undefined;
    } catch (error) {
      return failureOf(error);
    }
  }

  private tick(): void {
    const { codec, idleMs, longestMs } = this.parts;
    const now = performance.now();
    if (now - this.lastFrameAt > idleMs) this.end(1000, 'idle for too long', '');
    else if (now - this.startedAt > longestMs) this.end(1000, 'the longest time of a session has passed', '');
    if (this.ended || this.waiting > 0) return;
    const due = codec.due();
    this.waiting += 1;
    this.turn = due === undefined ? this.coverRunning() : this.chargeDue(due);
  }

  /** The hold grows with the answer under way. */
  private async coverRunning(): Promise<void> {
    const { books, codec } = this.parts;
    const failure = await books.cover(codec.running()).then(() => undefined, failureOf);
    this.waiting -= 1;
    if (failure !== undefined) this.fail(failure);
  }

  private async chargeDue(due: Count): Promise<void> {
    const failure = await this.book([due]);
    this.waiting -= 1;
    if (failure !== undefined) this.fail(failure);
  }

  private tell(text: string): void {
    const { client, upstream, binary } = this.parts;
    send(client, { bytes: Buffer.from(text), binary }, upstream);
  }

  /** The client is gone. An upstream that can be made to say what its answer used is asked, and waited for. */
  private left(code: number): void {
    if (this.clientGone || this.ended) return;
    this.clientGone = true;
    const { codec, upstream, client } = this.parts;
    const stop = codec.stop();
    if (stop === undefined) {
      this.end(code, '', '');
      return;
    }
    upstream.resume();
    send(upstream, { bytes: Buffer.from(stop), binary: false }, client);
    this.ending = undefined;
    this.afterAnswer(STOPPED_MS, () => this.end(code, '', ''));
  }

  private upstreamLeft(code: number, reason: string): void {
    const isWell = code === 1000 || code === 1001;
    if (!isWell && !this.ended) this.trouble = { code, reason };
    this.end(code, this.parts.hide(reason), isWell ? '' : 'bad_response');
  }

  private end(code: number, reason: string, error: string): void {
    if (this.ended) return;
    this.ended = true;
    this.liveness.stop();
    clearInterval(this.clock);
    const { client, upstream, books, codec } = this.parts;
    // What comes first of both sides is told to the other when it is booked.
    void this.turn.finally(() => {
      books.close(error, code, codec.owed());
      close(client, sayable(code), reason);
      close(upstream, 1000, '');
      this.done();
    });
  }
}

function failureOf(error: unknown): Failure {
  if (error instanceof Failure) return error;
  return new Failure('internal_error', 'The session cannot be accounted for. Connect again.', { cause: error });
}
