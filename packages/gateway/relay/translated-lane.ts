// The lane of a call whose upstream speaks another protocol than its client: everything is rebuilt, both ways.

import { isUtf8 } from 'node:buffer';
import type { IncomingHttpHeaders } from 'node:http';
import type { ClientContext, StreamEncoder } from '@turnpike/protocols/codec';
import type { Answer } from '@turnpike/protocols/conversation/answer';
import { returnedId } from '@turnpike/protocols/anthropic-messages/ids';
import { ID_RULES, wireId } from '@turnpike/protocols/conversation/call-ids';
import { AnswerCollector, eventsOf } from '@turnpike/protocols/conversation/collect';
import { fields, isFields, type Fields } from '@turnpike/protocols/conversation/counts';
import type { StreamEvent } from '@turnpike/protocols/conversation/event';
import type { Fault } from '@turnpike/protocols/conversation/fault';
import type { Protocol } from '@turnpike/protocols/failures';
import { parseJson } from '@turnpike/protocols/json';
import { SseReader } from '@turnpike/protocols/sse';
import type { Exchange } from '../http/exchange.ts';
import type { Candidate } from '../routing/plan.ts';
import type { UpstreamRequest } from './attempt.ts';
import type { Call } from './call.ts';
import { deliveredUsage } from './delivered.ts';
import { DROPPED_HEADER, droppedHeader } from './dropped.ts';
import { answerFacts } from './event-facts.ts';
import { forClient } from './fault-words.ts';
import type { Lane, Passage, WholeAnswer } from './lane.ts';
import { markAnswer } from './proof-origin.ts';
import type { ProofStore } from './proofs.ts';
import { answerFault, type Refusal } from './refusal.ts';
import { addressOf, credentialHeaders } from './road.ts';
import { cutAnswer, StopCutter } from './stop-cutter.ts';
import { TranslatedPassage } from './translated-passage.ts';
import type { Translated, Translation } from './translation.ts';
import { retrySecondsOf } from './retry-after.ts';

/** What a lane of translation is made of. */
export interface TranslatedParts {
  readonly call: Call;
  readonly candidate: Candidate;
  readonly protocol: Protocol;
  readonly translation: Translation;
  readonly translated: Translated;
  readonly proofs: ProofStore;
  readonly account: number;
}

/** The version of Anthropic's protocol that is written here. */
const ANTHROPIC_VERSION = '2023-06-01';
const EVENT_STREAM = /^text\/event-stream/i;

/** The lane of one candidate that speaks another protocol. */
export class TranslatedLane implements Lane {
  readonly protocol: Protocol;
  readonly request: UpstreamRequest;
  private readonly parts: TranslatedParts;
  private readonly client: ClientContext;
  readonly announced: IncomingHttpHeaders;
  private streams = false;

  constructor(parts: TranslatedParts) {
    this.protocol = parts.protocol;
    this.parts = parts;
    this.client = parts.translation.context;
    this.request = requestOf(parts);
    const { losses } = parts.translated.encoded;
    this.announced = losses.length === 0 ? {} : { [DROPPED_HEADER]: droppedHeader(losses) };
  }

  passage(headers: IncomingHttpHeaders): Passage | undefined {
    this.streams = EVENT_STREAM.test(headers['content-type'] ?? '');
    if (!this.streams || this.parts.call.form === 'whole') return undefined;
    const { codec, encoded, target, maker } = this.parts.translated;
    const kept = new AnswerKeeper(answer => this.noteProofs(answer));
    return new TranslatedPassage({
      decoder: codec.streamDecoder(encoded.names, target),
      encoder: this.rememberingEncoder(),
      cutter: new StopCutter(encoded.cutAt),
      maker,
      watch: event => kept.push(event),
      estimate: facts => deliveredUsage(this.parts.call, facts),
    });
  }

  whole(body: Buffer): WholeAnswer | undefined {
    if (!isUtf8(body)) return undefined;
    try {
      return this.streams ? this.gathered(body) : this.read(body);
    } catch {
      // Not JSON, or an answer that its own codec cannot read: another candidate may do better.
      return undefined;
    }
  }

  headers(from: IncomingHttpHeaders): IncomingHttpHeaders {
    const { call } = this.parts;
    const sandbox = from['x-turnpike-sandbox'];
    return {
      ...(call.form === 'events'
        ? { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' }
        : { 'content-type': 'application/json; charset=utf-8' }),
      ...this.announced,
      ...(sandbox === undefined ? {} : { 'x-turnpike-sandbox': sandbox }),
    };
  }

  refuse(exchange: Exchange, { status, headers, body }: Refusal): void {
    const retryAfter = retrySecondsOf({ headers, body });
    const fault = this.parts.translated.codec.decodeFault(status, objectIn(body), retryAfter);
    answerFault(exchange, this.parts.call.protocol, forClient(fault));
  }

  /** A whole answer, or an error in the place of one. */
  private read(body: Buffer): WholeAnswer | undefined {
    const { codec, encoded, target } = this.parts.translated;
    const value = answerObject(parseJson(body.toString('utf8')));
    if (value === undefined) return undefined;
    const told = codec.faultIn?.(value);
    if (told !== undefined) return this.failed(told);
    const error = isFields(value['error']) || value['type'] === 'error';
    if (error) return this.failed(codec.decodeFault(statusIn(value), value));
    return this.answered(codec.decodeAnswer(value, encoded.names, target));
  }

  /** An upstream that streams although it was not asked to: its events are gathered. */
  private gathered(body: Buffer): WholeAnswer | undefined {
    const { codec, encoded, target } = this.parts.translated;
    const decoder = codec.streamDecoder(encoded.names, target);
    const collector = new AnswerCollector();
    const reader = new SseReader();
    for (const { data } of [...reader.push(body.toString('utf8')), ...reader.close()])
      for (const event of decoder.push(data)) collector.push(event);
    for (const event of decoder.close()) collector.push(event);
    return collector.fault === undefined ? this.answered(collector.answer()) : this.failed(collector.fault);
  }

  private failed(fault: Fault): WholeAnswer {
    return { facts: answerFacts({ id: '', model: '', choices: [] }), body: Buffer.alloc(0), fault: forClient(fault) };
  }

  private answered(given: Answer): WholeAnswer | undefined {
    if (given.choices.length === 0) return undefined;
    const { call, translated, translation } = this.parts;
    const answer = cutAnswer(markAnswer(given, translated.maker), translated.encoded.cutAt);
    const facts = answerFacts(answer);
    const told = answer.usage === undefined ? { ...answer, usage: deliveredUsage(call, facts) } : answer;
    this.noteProofs(answer);
    if (call.form === 'whole') {
      const response = translation.client.encodeAnswer(told, this.client);
      if (translation.remembers) translation.noteOutput(response);
      return { facts, body: Buffer.from(JSON.stringify(response)) };
    }
    const encoder = this.rememberingEncoder();
    const events = eventsOf(told).map(event => encoder.push(event));
    return { facts, body: Buffer.from(events.join('')) };
  }

  /** The client's encoder; what it ends a response with is kept for references to it. */
  private rememberingEncoder(): StreamEncoder {
    const { translation } = this.parts;
    const encoder = translation.client.streamEncoder(this.client);
    if (!translation.remembers) return encoder;
    return {
      push(event) {
        const text = encoder.push(event);
        if (event.type === 'end') translation.noteOutput(lastResponse(text));
        return text;
      },
    };
  }

  /** Keeps what a client of another protocol may strip, by the ids that it knows the calls by. */
  private noteProofs(answer: Answer): void {
    const { proofs, account, call, translated } = this.parts;
    const rule = ID_RULES[call.protocol];
    // A Messages client is given ids in the style of its protocol, out of which our own are read again.
    const idOf = call.protocol === 'anthropic-messages' ? returnedId : (id: string) => wireId(rule, id);
    for (const { parts } of answer.choices) proofs.note(account, translated.maker, parts, idOf);
  }
}

function requestOf({ call, candidate, protocol, translated }: TranslatedParts): UpstreamRequest {
  const { channel, credential } = candidate;
  const { encoded, target } = translated;
  const body = Buffer.from(JSON.stringify(encoded.body));
  const streamed = call.form !== 'whole';
  const operation = { protocol, action: 'generate' as const, model: target.model, streamed, version: 'v1beta' };
  const query = protocol === 'gemini-generate' && streamed ? '?alt=sse' : '';
  const headers = [
    'content-type',
    'application/json',
    'content-length',
    String(body.length),
    'accept',
    streamed ? 'text/event-stream' : 'application/json',
    'accept-encoding',
    'identity',
    'user-agent',
    'turnpike',
  ];
  if (protocol === 'anthropic-messages') headers.push('anthropic-version', ANTHROPIC_VERSION);
  for (const [name, value] of [...encoded.headers, ...credentialHeaders(channel, credential, protocol)])
    headers.push(name, value);
  return { ...addressOf(candidate, operation, query), method: 'POST', headers, body: [body] };
}

/** Some answers of Google's are a list with one object. */
function answerObject(value: unknown): Fields | undefined {
  const one: unknown = Array.isArray(value) ? value.at(-1) : value;
  return isFields(one) ? one : undefined;
}

/** The status that an error in the body of a 200 speaks of. */
function statusIn(body: Fields): number {
  const code = fields(body['error'])['code'];
  return typeof code === 'number' && code >= 400 && code < 600 ? code : 500;
}

/** The response in the last event of a stream. */
function lastResponse(text: string): Fields {
  const data = new SseReader().push(text).at(-1)?.data;
  return data === undefined ? {} : fields(fields(JSON.parse(data))['response']);
}

function objectIn(body: Buffer): Fields {
  try {
    return answerObject(JSON.parse(body.toString('utf8'))) ?? {};
  } catch {
    return {};
  }
}

/** Thinking above this is not kept: a stream's memory must not grow with it. */
const MAX_KEPT = 1024 * 1024;

/** Gathers of a stream only what must be kept of it: thinking, and calls without their inputs. */
class AnswerKeeper {
  private readonly collector = new AnswerCollector();
  private readonly done: (answer: Answer) => void;
  private worth = false;
  private left = MAX_KEPT;

  constructor(done: (answer: Answer) => void) {
    this.done = done;
  }

  push(event: StreamEvent): void {
    if (this.left <= 0) return;
    switch (event.type) {
      case 'thinking':
        this.left -= event.text.length;
        this.collector.push(event);
        return;
      case 'thinking_end':
      case 'tool_call_end':
        this.collector.push(event);
        return;
      case 'tool_call':
        this.worth = true;
        this.collector.push(event);
        return;
      case 'part':
        if (event.part.type === 'thinking') this.collector.push(event);
        return;
      case 'end':
        if (this.worth) this.done(this.collector.answer());
    }
  }
}
