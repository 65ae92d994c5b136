// The lanes of the Completions API: bytes that pass to a channel that completes, and a conversation told as a completion.

import type { IncomingHttpHeaders } from 'node:http';
import { StringDecoder } from 'node:string_decoder';
import type { Fault } from '@turnpike/protocols/conversation/fault';
import type { Failure } from '@turnpike/protocols/failures';
import { CompletionWriter } from '@turnpike/protocols/openai-completions/from-chat';
import type { CompletionRequest } from '@turnpike/protocols/openai-completions/request';
import { sseEvent, SseReader, type SseEvent } from '@turnpike/protocols/sse';
import type { Exchange } from '../../http/exchange.ts';
import type { Offer } from '../../providers/offers.ts';
import type { Candidate } from '../../routing/plan.ts';
import type { UpstreamRequest } from '../attempt.ts';
import type { Call } from '../call.ts';
import type { Facts } from '../facts.ts';
import { IdentityLane } from '../identity-lane.ts';
import { parseRecord } from '../json.ts';
import type { Lane, Passage, WholeAnswer } from '../lane.ts';
import type { Refusal } from '../refusal.ts';
import { smallAddress } from '../small/small-address.ts';

/** The lane of a channel that completes: its stream and its usage are read as chat's, whose form they share. */
export class NativeLane implements Lane {
  readonly protocol: string;
  readonly request: UpstreamRequest;
  private readonly lane: IdentityLane;

  constructor(exchange: Exchange, call: Call, candidate: Candidate, upstream: string, offer: Offer) {
    this.protocol = offer.format;
    this.lane = new IdentityLane(exchange, call, candidate, upstream);
    const { method, headers, body } = this.lane.request;
    const request = { ...smallAddress(candidate, offer, upstream, {}, exchange.search), method, headers, body };
    this.request = offer.format === 'mistral-fim' ? asWritten(request, call.envelope.body) : request;
  }

  passage(headers: IncomingHttpHeaders): Passage | undefined {
    return this.lane.passage(headers);
  }

  whole(body: Buffer): WholeAnswer | undefined {
    return this.lane.whole(body);
  }

  headers(from: IncomingHttpHeaders): IncomingHttpHeaders {
    return this.lane.headers(from);
  }

  refuse(exchange: Exchange, refusal: Refusal): void {
    this.lane.refuse(exchange, refusal);
  }
}

/** The request with the body as it was written for it: Mistral tells its usage unasked, and refuses to be asked. */
function asWritten(request: UpstreamRequest, body: Buffer): UpstreamRequest {
  const headers = [...request.headers];
  headers[headers.indexOf('content-length') + 1] = String(body.length);
  return { ...request, headers, body: [body] };
}

/** Tells what a lane of chat brings as a completion. */
export class OverChatLane implements Lane {
  readonly protocol: string;
  readonly request: UpstreamRequest;
  private readonly lane: Lane;
  private readonly asked: CompletionRequest;

  constructor(lane: Lane, asked: CompletionRequest) {
    this.lane = lane;
    this.protocol = lane.protocol;
    this.request = lane.request;
    this.asked = asked;
  }

  passage(headers: IncomingHttpHeaders): Passage | undefined {
    const passage = this.lane.passage(headers);
    return passage === undefined ? undefined : new OverChatPassage(passage, this.asked);
  }

  whole(body: Buffer): WholeAnswer | undefined {
    const answer = this.lane.whole(body);
    if (answer === undefined || answer.fault !== undefined || answer.facts.failed) return answer;
    const value = parseRecord(answer.body.toString('utf8'));
    if (value === undefined) return undefined;
    return { facts: answer.facts, body: Buffer.from(JSON.stringify(new CompletionWriter(this.asked).whole(value))) };
  }

  headers(from: IncomingHttpHeaders): IncomingHttpHeaders {
    return this.lane.headers(from);
  }

  refuse(exchange: Exchange, refusal: Refusal): void {
    this.lane.refuse(exchange, refusal);
  }
}

/** A chat stream told as a stream of completions. */
class OverChatPassage implements Passage {
  private readonly passage: Passage;
  private readonly writer: CompletionWriter;
  private readonly text = new StringDecoder('utf8');
  private readonly reader = new SseReader();

  constructor(passage: Passage, asked: CompletionRequest) {
    this.passage = passage;
    this.writer = new CompletionWriter(asked);
  }

  get facts(): Facts {
    return this.passage.facts;
  }

  get whole(): boolean {
    return this.passage.whole;
  }

  get fault(): Fault | undefined {
    return this.passage.fault;
  }

  get done(): boolean {
    return this.passage.done === true;
  }

  get unusable(): string | undefined {
    return this.passage.unusable;
  }

  feed(chunk: Buffer): readonly Buffer[] {
    return this.told(this.passage.feed(chunk).flatMap(piece => this.reader.push(this.text.write(piece))));
  }

  rest(): readonly Buffer[] {
    const events = this.passage.rest().flatMap(piece => this.reader.push(this.text.write(piece)));
    return this.told([...events, ...this.reader.push(this.text.end()), ...this.reader.close()]);
  }

  failure(failure: Failure): string {
    return this.passage.failure(failure);
  }

  /** Events that are no chunks, such as errors and the end, pass as they are. */
  private told(events: readonly SseEvent[]): readonly Buffer[] {
    let out = '';
    for (const { data } of events) {
      const chunk = parseRecord(data);
      const told = chunk === undefined ? undefined : this.writer.chunk(chunk);
      if (chunk === undefined) out += sseEvent(data);
      else if (told !== undefined) out += sseEvent(JSON.stringify(told));
    }
    return out === '' ? [] : [Buffer.from(out)];
  }
}
