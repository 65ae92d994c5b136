// The lanes of DashScope's own generation of text: bytes that pass to Bailian, and a chat told in DashScope's form.

import { isUtf8 } from 'node:buffer';
import type { IncomingHttpHeaders } from 'node:http';
import { StringDecoder } from 'node:string_decoder';
import { fields } from '@turnpike/protocols/conversation/counts';
import { renderFault, type Fault } from '@turnpike/protocols/conversation/fault';
import { GenerationWriter } from '@turnpike/protocols/dashscope-generation/from-chat';
import type { GenerationRequest } from '@turnpike/protocols/dashscope-generation/request';
import { readUsage } from '@turnpike/protocols/dashscope-generation/usage';
import { renderFailure, type Failure } from '@turnpike/protocols/failures';
import { decodeFault } from '@turnpike/protocols/openai-chat/error';
import { SseReader, type SseEvent } from '@turnpike/protocols/sse';
import type { Exchange } from '../../http/exchange.ts';
import type { Candidate } from '../../routing/plan.ts';
import type { UpstreamRequest } from '../attempt.ts';
import type { Call } from '../call.ts';
import { addText, noFacts, type Facts } from '../facts.ts';
import { forClient } from '../fault-words.ts';
import { IdentityLane } from '../identity-lane.ts';
import { isRecord, list, parseRecord, record, text, type Json } from '../json.ts';
import type { Lane, Passage, WholeAnswer } from '../lane.ts';
import { answerFault, refusalStatus, type Refusal } from '../refusal.ts';
import { retrySecondsOf } from '../retry-after.ts';
import { roadTo } from '../road.ts';

const EVENT_STREAM = /^text\/event-stream/i;

/** What both lanes tell their client by. */
interface Asked {
  readonly request: GenerationRequest;
  /** Our id of the request. */
  readonly id: string;
}

/** The lane of a channel at Bailian: the client's bytes, under the client's own path. */
export class NativeGenerationLane implements Lane {
  readonly protocol = 'dashscope-generation';
  readonly request: UpstreamRequest;
  private readonly asked: Asked;

  constructor(exchange: Exchange, call: Call, candidate: Candidate, upstream: string, path: string, asked: Asked) {
    this.asked = asked;
    // Its body is none of chat's: only the model's name is changed.
    const whole: Call = { ...call, form: 'whole' };
    const { method, headers, body } = new IdentityLane(exchange, whole, candidate, upstream).request;
    const { origin, prefix } = roadTo(candidate.channel);
    this.request = { origin, path: prefix + path + exchange.search, method, headers, body };
  }

  passage(headers: IncomingHttpHeaders): Passage | undefined {
    const isStream = EVENT_STREAM.test(headers['content-type'] ?? '');
    return isStream && this.asked.request.streamed ? new NativePassage(this.asked) : undefined;
  }

  whole(body: Buffer): WholeAnswer | undefined {
    const value = isUtf8(body) ? parseRecord(body.toString('utf8')) : undefined;
    if (value === undefined) return undefined;
    const fault = faultIn(value);
    if (fault !== undefined) return { facts: noFacts(), body, fault };
    const facts = noFacts();
    if (!isRecord(value['output'])) return undefined;
    readOutput(value, facts, false);
    facts.finished = true;
    return { facts, body };
  }

  headers(from: IncomingHttpHeaders): IncomingHttpHeaders {
    return from;
  }

  refuse(exchange: Exchange, { status, headers, body }: Refusal): void {
    const value = parseRecord(body.toString('utf8'));
    const isOwn = value !== undefined && typeof value['code'] === 'string' && refusalStatus(status) === status;
    if (isOwn) exchange.json(status, value, retryHeader({ headers, body }));
    else
      answerFault(
        exchange,
        'openai-chat',
        forClient(decodeFault(status, value ?? {}, retrySecondsOf({ headers, body }))),
      );
  }
}

function retryHeader(told: Pick<Refusal, 'headers' | 'body'>): Record<string, string> {
  const seconds = retrySecondsOf(told);
  return seconds === undefined ? {} : { 'retry-after': String(Math.ceil(seconds)) };
}

/** The failure that an answer of status 200 tells of: a code without an output. */
function faultIn(value: Json): Fault | undefined {
  const code = text(value['code']);
  return code === '' || isRecord(value['output']) ? undefined : forClient(decodeFault(200, value));
}

/** Reads one answer or event into the facts; `grows`: each event has all of the text so far. */
function readOutput(value: Json, facts: Facts, grows: boolean): void {
  if (facts.id === '') facts.id = text(value['request_id']);
  const usage = readUsage(value['usage']);
  if (usage !== undefined) facts.usage = usage;
  const output = record(value['output']);
  if (grows) [facts.ascii, facts.wide] = [0, 0];
  finish(facts, output['finish_reason']);
  addText(facts, output['text']);
  for (const choice of list(output['choices']).map(record)) {
    finish(facts, choice['finish_reason']);
    const message = record(choice['message']);
    if (typeof message['content'] === 'string') addText(facts, message['content']);
    for (const part of list(message['content'])) addText(facts, record(part)['text']);
    addText(facts, message['reasoning_content']);
    for (const call of list(message['tool_calls'])) addText(facts, record(record(call)['function'])['arguments']);
    if (list(message['tool_calls']).length > 0) facts.output = true;
  }
}

/** The word `null` is no reason. */
function finish(facts: Facts, reason: unknown): void {
  if (typeof reason === 'string' && reason !== '' && reason !== 'null') facts.finishReason = reason;
}

/** DashScope's own events, passed as they come. */
class NativePassage implements Passage {
  readonly facts = noFacts();
  fault: Fault | undefined;
  unusable: string | undefined;
  private readonly asked: Asked;
  private readonly reader = new SseReader();
  private readonly text = new StringDecoder('utf8');

  constructor(asked: Asked) {
    this.asked = asked;
  }

  /** No event says that the stream is over: a reason for the end is the end. */
  get whole(): boolean {
    return this.facts.finishReason !== '';
  }

  feed(chunk: Buffer): readonly Buffer[] {
    this.read(this.reader.push(this.text.write(chunk)));
    return [chunk];
  }

  rest(): readonly Buffer[] {
    this.read([...this.reader.push(this.text.end()), ...this.reader.close()]);
    return [];
  }

  failure(failure: Failure): string {
    const { request, id } = this.asked;
    return new GenerationWriter(request, id).broken(failure.status, renderFailure('dashscope', failure, id));
  }

  private read(events: readonly SseEvent[]): void {
    for (const { name, data } of events) {
      const value = parseRecord(data);
      if (value === undefined) continue;
      if (name === 'error' || faultIn(value) !== undefined) {
        this.facts.failed = true;
        this.fault = forClient(decodeFault(statusIn(value), value));
      } else readOutput(value, this.facts, !this.asked.request.incremental);
    }
  }
}

function statusIn(value: Json): number {
  return typeof value['status_code'] === 'number' && value['status_code'] >= 400 ? value['status_code'] : 200;
}

/** Tells what a lane of chat brings in DashScope's form. */
export class OverChatGenerationLane implements Lane {
  readonly protocol: string;
  readonly request: UpstreamRequest;
  readonly announced: IncomingHttpHeaders;
  private readonly lane: Lane;
  private readonly asked: Asked;

  constructor(lane: Lane, asked: Asked) {
    this.lane = lane;
    this.protocol = lane.protocol;
    this.request = lane.request;
    this.announced = lane.announced ?? {};
    this.asked = asked;
  }

  passage(headers: IncomingHttpHeaders): Passage | undefined {
    const passage = this.lane.passage(headers);
    return passage === undefined ? undefined : new OverChatPassage(passage, this.asked);
  }

  whole(body: Buffer): WholeAnswer | undefined {
    const answer = this.lane.whole(body);
    if (answer === undefined || answer.fault !== undefined || answer.facts.failed) return answer;
    const { request, id } = this.asked;
    if (request.streamed) {
      // A stream that came whole: chunks of a chat, in one piece.
      const told = new Telling(this.asked);
      return { facts: answer.facts, body: Buffer.from(told.push(answer.body.toString('utf8')) + told.close()) };
    }
    const value = parseRecord(answer.body.toString('utf8'));
    if (value === undefined) return undefined;
    return { facts: answer.facts, body: Buffer.from(JSON.stringify(new GenerationWriter(request, id).whole(value))) };
  }

  headers(from: IncomingHttpHeaders): IncomingHttpHeaders {
    return this.lane.headers(from);
  }

  refuse(exchange: Exchange, refusal: Refusal): void {
    this.lane.refuse(exchange, refusal);
  }
}

/** The text of a chat stream, told as DashScope's events. */
class Telling {
  private readonly writer: GenerationWriter;
  private readonly id: string;
  private readonly reader = new SseReader();

  constructor({ request, id }: Asked) {
    this.writer = new GenerationWriter(request, id);
    this.id = id;
  }

  push(more: string): string {
    return this.told(this.reader.push(more));
  }

  close(): string {
    return this.told(this.reader.close()) + this.events(this.writer.end());
  }

  broken(failure: Failure): string {
    return this.writer.broken(failure.status, renderFailure('dashscope', failure, this.id));
  }

  private told(events: readonly SseEvent[]): string {
    let out = '';
    for (const { data } of events) {
      const chunk = parseRecord(data);
      if (chunk === undefined) out += this.events(this.writer.end());
      else if (isRecord(chunk['error'])) out += this.fault(fields(chunk));
      else out += this.events(this.writer.chunk(chunk));
    }
    return out;
  }

  private fault(chunk: Json): string {
    const fault = decodeFault(500, chunk);
    return this.writer.broken(500, renderFault('dashscope', fault, ''));
  }

  private events(values: readonly Json[]): string {
    return values.map(value => this.writer.event(value)).join('');
  }
}

/** A chat stream told as DashScope's events. */
class OverChatPassage implements Passage {
  private readonly passage: Passage;
  private readonly telling: Telling;
  private readonly text = new StringDecoder('utf8');

  constructor(passage: Passage, asked: Asked) {
    this.passage = passage;
    this.telling = new Telling(asked);
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

  get steps(): number {
    return this.passage.steps ?? 0;
  }

  get unusable(): string | undefined {
    return this.passage.unusable;
  }

  feed(chunk: Buffer): readonly Buffer[] {
    return this.told(this.passage.feed(chunk), '');
  }

  rest(): readonly Buffer[] {
    const last = this.told(this.passage.rest(), '');
    return [...last, ...this.told([], this.text.end(), true)];
  }

  failure(failure: Failure): string {
    return this.telling.broken(failure);
  }

  private told(pieces: readonly Buffer[], more: string, isLast = false): readonly Buffer[] {
    const read = pieces.map(piece => this.text.write(piece)).join('') + more;
    const out = this.telling.push(read) + (isLast ? this.telling.close() : '');
    return out === '' ? [] : [Buffer.from(out)];
  }
}
