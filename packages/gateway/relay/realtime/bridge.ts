// Carries frames between a client and an upstream in order, both ways, and charges what each response used.

import { fields, isFields, type Fields } from '@turnpike/protocols/conversation/counts';
import { renderFailure, type Failure } from '@turnpike/protocols/failures';
import { fromBeta, isSameInBeta, toBeta } from '@turnpike/protocols/openai-realtime/beta';
import { readResponseUsage, readTranscriptionUsage } from '@turnpike/protocols/openai-realtime/usage';
import type { RawData, WebSocket } from 'ws';
import { parseRecord } from '../json.ts';
import { Liveness } from './liveness.ts';
import type { SessionBooks } from './books.ts';

/** Bytes that may wait for a slow peer before the other side is held. */
const HIGH_WATER = 4 * 1024 * 1024;
const LOW_WATER = 1024 * 1024;
const DRAIN_LOOK_MS = 20;
/** A type is told by its first occurrence near the front of a frame; anywhere else the frame is read whole. */
const TYPE = /"type"\s*:\s*"([a-z_.]+)"/;
const FRONT = 400;
/** Frames of the upstream that are read; all others pass. */
const READ =
  /^(?:session\.(?:created|updated)|response\.done|conversation\.item\.input_audio_transcription\.completed|error)$/;

/** What a bridge needs of its session. */
export interface BridgeParts {
  readonly client: WebSocket;
  readonly upstream: WebSocket;
  readonly books: SessionBooks;
  /** The model as the client asked for it, and as the upstream calls it. */
  readonly model: string;
  readonly upstreamModel: string;
  readonly beta: boolean;
  readonly requestId: string;
}

/** One session's bridge. `closed` resolves when both sides are. */
export class Bridge {
  readonly closed: Promise<void>;
  private readonly parts: BridgeParts;
  private readonly liveness: Liveness;
  /** The client speaks the beta and the upstream does not. */
  private translates = false;
  /** The model that writes down what the client says, billed at its own price (openai-realtime §5). */
  private writer: string | undefined;
  /** Frames behind one whose charge is being booked wait for it, so that the order stays. */
  private turn: Promise<void> = Promise.resolve();
  private waiting = 0;
  private ended = false;
  private done!: () => void;

  constructor(parts: BridgeParts) {
    this.parts = parts;
    this.closed = new Promise(resolve => {
      this.done = resolve;
    });
    const { client, upstream } = parts;
    this.liveness = new Liveness([client, upstream], () => this.end(1011, 'no sign of life', 'upstream_timeout'));
    client.on('message', (data, binary) => this.fromClient(data, binary));
    upstream.on('message', (data, binary) => this.fromUpstream(data, binary));
    client.on('close', code => this.end(code, '', ''));
    upstream.on('close', (code, reason) => {
      // These two are never sent: they say that nothing was.
      const told = code === 1005 || code === 1006 ? 1011 : code;
      this.end(told, reason.toString('utf8').slice(0, 120), code === 1000 ? '' : 'bad_response');
    });
    for (const socket of [client, upstream]) socket.on('error', () => socket.terminate());
  }

  /** Tells the client a failure in the protocol's own event, and closes with a policy's code. */
  fail(failure: Failure): void {
    this.toClient(JSON.stringify(errorEvent(failure, this.parts.requestId)));
    this.end(1008, failure.code, failure.code);
  }

  private fromClient(data: RawData, binary: boolean): void {
    const { upstream, client } = this.parts;
    if (binary) {
      client.close(1003, 'text frames only');
      return;
    }
    const text = textOf(data);
    const type = typeOf(text);
    if (type === 'session.update' && !this.keepsModel(text)) return;
    const sent = this.translates && (type === 'session.update' || type === 'response.create') ? released(text) : text;
    send(upstream, sent, client);
  }

  /** A session stays with the model that was authorized and priced. */
  private keepsModel(text: string): boolean {
    const asked = fields(parseRecord(text)?.['session'])['model'];
    const { model, upstreamModel } = this.parts;
    if (asked === undefined || asked === model || asked === upstreamModel) return true;
    const message = `The model of a session cannot be changed. Open another session for ${String(asked)}.`;
    this.toClient(JSON.stringify(invalid('session.model', message)));
    return false;
  }

  private fromUpstream(data: RawData, binary: boolean): void {
    if (binary) return;
    const text = textOf(data);
    const type = typeOf(text);
    const reads = READ.test(type) || type === '';
    if (!reads && this.waiting === 0) {
      this.pass(text, type);
      return;
    }
    this.waiting += 1;
    this.turn = this.inTurn(this.turn, reads, text, type);
  }

  private async inTurn(before: Promise<void>, reads: boolean, text: string, type: string): Promise<void> {
    await before;
    if (reads) await this.read(text);
    else this.pass(text, type);
    this.waiting -= 1;
  }

  private pass(text: string, type: string): void {
    if (!this.translates || isSameInBeta(type)) {
      this.toClient(text);
      return;
    }
    const event = parseRecord(text);
    const told = event === undefined ? undefined : toBeta(event);
    if (told !== undefined) this.toClient(JSON.stringify(told));
  }

  /** A frame that tells something: shown when what it costs is in the journal. */
  private async read(text: string): Promise<void> {
    const event = parseRecord(text);
    if (event === undefined) {
      this.toClient(text);
      return;
    }
    const type = String(event['type'] ?? '');
    if (type === 'session.created') this.translates = this.parts.beta && 'type' in fields(event['session']);
    if (type.startsWith('session.')) this.writer = writerOf(fields(event['session']));
    const failure = await this.book(type, event);
    const shown = this.withModel(type, event);
    this.pass(shown === event ? text : JSON.stringify(shown), type);
    if (failure !== undefined) this.fail(failure);
  }

  /** Charges what an event tells; answers why the session cannot go on. */
  private async book(type: string, event: Fields): Promise<Failure | undefined> {
    const { books } = this.parts;
    const response = fields(event['response']);
    const usage =
      type === 'response.done'
        ? readResponseUsage(response['usage'])
        : type === 'conversation.item.input_audio_transcription.completed'
          ? readTranscriptionUsage(event['usage'])
          : undefined;
    if (usage === undefined) return undefined;
    const id = type === 'response.done' ? response['id'] : event['item_id'];
    const writer = type === 'response.done' ? undefined : this.writer;
    try {
      await books.charge(usage, typeof id === 'string' ? id : '', writer);
      await books.reserve();
      return undefined;
    } catch (error) {
      return error as Failure;
    }
  }

  /** The session's model by the name the client asked for. */
  private withModel(type: string, event: Fields): Fields {
    const { model, upstreamModel } = this.parts;
    if (!type.startsWith('session.') || model === upstreamModel || !isFields(event['session'])) return event;
    return { ...event, session: { ...event['session'], model } };
  }

  private toClient(text: string): void {
    send(this.parts.client, text, this.parts.upstream);
  }

  private end(code: number, reason: string, error: string): void {
    if (this.ended) return;
    this.ended = true;
    this.liveness.stop();
    const { client, upstream, books } = this.parts;
    const sayable = code === 1000 || (code >= 3000 && code < 5000) || (code >= 1007 && code <= 1014);
    close(client, sayable ? code : 1000, reason);
    close(upstream, 1000, '');
    void this.turn.finally(() => {
      books.close(error, code);
      this.done();
    });
  }
}

function close(socket: WebSocket, code: number, reason: string): void {
  if (socket.readyState === socket.OPEN) socket.close(code, reason);
  else if (socket.readyState === socket.CONNECTING) socket.terminate();
}

/** Sends, and holds the other side while this one is slow. */
function send(to: WebSocket, text: string, from: WebSocket): void {
  if (to.readyState !== to.OPEN) return;
  to.send(text);
  if (to.bufferedAmount < HIGH_WATER || from.isPaused) return;
  from.pause();
  const look = setInterval(() => {
    if (to.bufferedAmount > LOW_WATER && to.readyState === to.OPEN) return;
    clearInterval(look);
    from.resume();
  }, DRAIN_LOOK_MS);
}

function textOf(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString('utf8');
  return data instanceof ArrayBuffer ? Buffer.from(data).toString('utf8') : data.toString('utf8');
}

/** The event's type where it stands at the front; empty means that the frame must be read to know. */
function typeOf(text: string): string {
  const front = text.slice(0, FRONT);
  const nested = front.indexOf('{', 1);
  const found = TYPE.exec(front);
  if (found === null || (nested !== -1 && found.index > nested)) return '';
  return found[1] ?? '';
}

function writerOf(session: Fields): string | undefined {
  const input = fields(fields(session['audio'])['input']);
  const { model } = fields(input['transcription'] ?? session['input_audio_transcription']);
  return typeof model === 'string' ? model : undefined;
}

function released(text: string): string {
  const event = parseRecord(text);
  return event === undefined ? text : JSON.stringify(fromBeta(event));
}

function invalid(param: string, message: string): Fields {
  const error = { type: 'invalid_request_error', code: 'invalid_value', message, param, event_id: null };
  return { type: 'error', event_id: `event_${Date.now().toString(36)}`, error };
}

/** A failure of ours as an event. */
function errorEvent(failure: Failure, requestId: string): Fields {
  const code = failure.code === 'insufficient_user_quota' ? 'insufficient_quota' : failure.code;
  const { error } = fields(renderFailure('openai-chat', failure, requestId));
  const event = { ...fields(error), code, event_id: null };
  return { type: 'error', event_id: `event_${requestId}`, error: event };
}
