// The lane of a call whose upstream speaks the client's own protocol: the bytes pass, with model and credential changed.

import { isUtf8 } from 'node:buffer';
import type { IncomingHttpHeaders } from 'node:http';
import type { Fault } from '@turnpike/protocols/conversation/fault';
import { codecOf } from '@turnpike/protocols/codecs';
import type { Loss } from '@turnpike/protocols/conversation/loss';
import type { Failure, Protocol } from '@turnpike/protocols/failures';
import type { Exchange } from '../http/exchange.ts';
import type { Candidate } from '../routing/plan.ts';
import { ArrayScanner } from './array-scanner.ts';
import type { UpstreamRequest } from './attempt.ts';
import type { Call } from './call.ts';
import { completeError } from './complete-error.ts';
import { DROPPED_HEADER, droppedHeader, refuseLosses } from './dropped.ts';
import { errorEvent } from './error-events.ts';
import { noFacts, type Facts } from './facts.ts';
import { forClient } from './fault-words.ts';
import { fittedBody, isSuspect, type Fitting } from './fitting.ts';
import { upstreamHeaders } from './headers.ts';
import { isRecord, parseRecord } from './json.ts';
import type { Lane, Passage, WholeAnswer } from './lane.ts';
import { READERS } from './readers.ts';
import { answerFault, answerRefusal, refusalStatus, type Refusal } from './refusal.ts';
import { asEvents, asWhole } from './restream.ts';
import { addressOf, credentialHeaders } from './road.ts';
import { carriedEdits, type Edit, lengthOf, modelEdits, nestedModelEdits, splice, usageEdits } from './splice.ts';
import { Tap } from './tap.ts';
import { wholeFacts } from './whole.ts';
import { retrySecondsOf } from './retry-after.ts';

/** The first version of Anthropic's protocol, which says the same of everything that older clients write. */
const ANTHROPIC_VERSION = '2023-06-01';

/** A streamed chat must be asked for its usage, or there is none. */
function asksUsage(call: Call, fitting: Fitting | undefined): boolean {
  return call.protocol === 'openai-chat' && call.form === 'events' && fitting?.asksUsage !== false;
}

/** What must change in the body for this upstream. */
function editsOf(call: Call, upstream: string, fitting: Fitting | undefined): Edit[] {
  const edits = call.model === upstream ? [] : modelEdits(call.envelope, call.model, upstream);
  if (call.operation === 'count') edits.push(...nestedModelEdits(call.envelope, call.model, upstream));
  if (asksUsage(call, fitting)) edits.push(...usageEdits(call.envelope));
  edits.push(...carriedEdits(call.protocol, call.envelope));
  return edits;
}

/** What is needed of the exchange of whoever asks. */
export type Asker = Pick<Exchange, 'id' | 'path' | 'search'> & {
  readonly request: { readonly headers: IncomingHttpHeaders };
};

/** The request for one candidate: the client's bytes, with model, credential and address changed. */
export function buildRequest(
  exchange: Asker,
  call: Call,
  candidate: Candidate,
  upstream: string,
  fitting?: Fitting,
  lose?: (losses: readonly Loss[]) => void,
): UpstreamRequest {
  const { channel, credential } = candidate;
  const edits = channel.options?.passThrough === true ? [] : editsOf(call, upstream, fitting);
  const spliced = splice(call.envelope.body, edits);
  const fitted = fitting !== undefined && isSuspect(fitting, call) ? fittedBody(spliced, fitting) : undefined;
  if (fitted !== undefined) lose?.(fitted.losses);
  const body = fitted === undefined ? spliced : [fitted.body];
  const operation = {
    protocol: call.protocol,
    action: call.operation,
    model: upstream,
    streamed: call.form !== 'whole',
    version: /^\/(v1|v1alpha)\//.exec(exchange.path)?.[1] ?? 'v1beta',
  };
  const address = addressOf(candidate, operation, exchange.search);
  const headers = upstreamHeaders(
    exchange.request.headers,
    credentialHeaders(channel, credential, call.protocol),
    lengthOf(body),
  );
  // Anthropic refuses a call that does not say which version of the protocol it speaks; plain clients leave it out.
  const { 'anthropic-version': version } = exchange.request.headers;
  if (call.protocol === 'anthropic-messages' && version === undefined)
    headers.push('anthropic-version', ANTHROPIC_VERSION);
  return {
    ...(channel.provider === 'deepseek' ? { ...address, path: betaPath(exchange, address.path) } : address),
    method: 'POST',
    headers,
    body,
  };
}

/** DeepSeek goes on from a prefix under `/beta` only, where its clients then also ask for it (completions-fim.md §2). */
function betaPath(exchange: Asker, path: string): string {
  return exchange.path.startsWith('/beta/') ? path.replace('/v1/chat/', '/beta/chat/') : path;
}

/** The lane of one candidate that speaks the call's protocol. */
export class IdentityLane implements Lane {
  readonly protocol: Protocol;
  readonly request: UpstreamRequest;
  announced: IncomingHttpHeaders = {};
  private readonly call: Call;
  private readonly id: string;
  /** Whether a usage was asked for that the client did not want. */
  private readonly asked: boolean;
  /** What a whole answer became that was asked for as a stream, or the other way round. */
  private madeAs: string | undefined;

  /** `fitting`: the rules of the vendor that a chat goes to. */
  constructor(exchange: Asker, call: Call, candidate: Candidate, upstream: string, fitting?: Fitting) {
    this.asked = candidate.channel.options?.passThrough !== true && asksUsage(call, fitting) && !call.wantsUsage;
    this.protocol = call.protocol;
    this.call = call;
    this.id = exchange.id;
    const lose = (losses: readonly Loss[]): void => {
      if (candidate.channel.options?.strictTranslation === true) refuseLosses(losses);
      if (losses.length > 0) this.announced = { [DROPPED_HEADER]: droppedHeader(losses) };
    };
    this.request = buildRequest(exchange, call, candidate, upstream, fitting, lose);
  }

  passage(headers: IncomingHttpHeaders): Passage | undefined {
    const type = headers['content-type'] ?? '';
    const { form } = this.call;
    if (form === 'events' && /^text\/event-stream/i.test(type)) return new EventPassage(this.call, this.id, this.asked);
    if (form === 'array' && /json/i.test(type)) return new ArrayPassage(this.call, this.id);
    return undefined;
  }

  whole(body: Buffer): WholeAnswer | undefined {
    const facts = isUtf8(body) ? wholeFacts(this.call.protocol, body) : undefined;
    if (facts === undefined && this.call.form === 'whole' && EVENTS.test(body.toString('latin1', 0, 64)))
      return this.gathered(body);
    if (facts === undefined || isNothing(facts)) return undefined;
    if (this.call.form !== 'events' || (facts.failed && !facts.output)) return { facts, body };
    const events = asEvents(this.call, facts.id, body);
    if (events !== undefined) this.madeAs = 'text/event-stream; charset=utf-8';
    return events === undefined ? undefined : { facts, body: events };
  }

  /** An upstream that streams although it was not asked to. */
  private gathered(body: Buffer): WholeAnswer | undefined {
    const whole = asWhole(this.call, this.id, body);
    const facts = whole === undefined ? undefined : wholeFacts(this.call.protocol, whole);
    if (whole === undefined || facts === undefined || isNothing(facts)) return undefined;
    this.madeAs = 'application/json; charset=utf-8';
    return { facts, body: whole };
  }

  headers(from: IncomingHttpHeaders): IncomingHttpHeaders {
    const own = { ...from, ...this.announced };
    return this.madeAs === undefined ? own : { ...own, 'content-type': this.madeAs };
  }

  refuse(exchange: Exchange, refusal: Refusal): void {
    const { protocol } = this;
    const fault = foreignFault(protocol, refusal);
    if (fault === undefined) {
      const body = completeError(protocol, refusal.status, refusal.body);
      answerRefusal(exchange, { ...refusal, body });
    } else answerFault(exchange, protocol, forClient(fault));
  }
}

/** How an event stream begins, whatever its headers call it. */
const EVENTS = /^(?:ï»¿)?\s*(?::|(?:data|event|id|retry):)/;

/** Server-sent events, passed as they come. */
class EventPassage implements Passage {
  readonly facts: Facts;
  private readonly call: Call;
  private readonly id: string;
  unusable: string | undefined;
  private readonly tap: Tap;

  constructor(call: Call, id: string, hideUsage: boolean) {
    this.call = call;
    this.id = id;
    this.tap = new Tap(call.protocol, hideUsage);
    this.facts = this.tap.facts;
  }

  /** Some upstreams of these two protocols leave the terminal event out: a finish reason is then the end. */
  get whole(): boolean {
    const { protocol } = this.call;
    const lenient = protocol === 'openai-chat' || protocol === 'gemini-generate';
    return this.facts.finished || (lenient && this.facts.finishReason !== '');
  }

  feed(chunk: Buffer): readonly Buffer[] {
    const wasPartial = this.tap.partial;
    const pieces = this.tap.feed(chunk);
    // Pieces of a large event may part a character; whole events may not.
    if (!wasPartial && !this.tap.partial && !pieces.every(isUtf8)) {
      this.unusable = 'The upstream sent bytes that are no text. Try again.';
      return [];
    }
    return pieces;
  }

  rest(): readonly Buffer[] {
    const rest = this.tap.rest();
    return rest.length === 0 ? [] : [rest];
  }

  failure(failure: Failure): string {
    // Of a large event a part has left: a blank line ends it.
    const border = this.tap.partial ? '\n\n' : '';
    return border + errorEvent(this.call.protocol, 'events', failure, this.id, this.facts);
  }
}

/** A streamed JSON array (Gemini without `alt=sse`), passed object by object. */
class ArrayPassage implements Passage {
  readonly facts = noFacts();
  private readonly call: Call;
  private readonly id: string;
  private readonly scanner: ArrayScanner;

  constructor(call: Call, id: string) {
    this.call = call;
    this.id = id;
    this.scanner = new ArrayScanner(source => {
      const event = parseRecord(source);
      if (event !== undefined) READERS[call.protocol].read(event, this.facts);
    });
  }

  get whole(): boolean {
    return this.scanner.closed && (this.facts.finished || this.facts.finishReason !== '');
  }

  feed(chunk: Buffer): readonly Buffer[] {
    const ready = this.scanner.feed(chunk);
    return ready.length === 0 ? [] : [ready];
  }

  rest(): readonly Buffer[] {
    return [];
  }

  failure(failure: Failure): string {
    return errorEvent(this.call.protocol, this.scanner.started ? 'array' : 'array-start', failure, this.id, this.facts);
  }
}

/** Whether an answer has nothing of what answers have, such as `{}` or an error in nobody's shape. */
function isNothing({ failed, output, usage, id, finishReason }: Facts): boolean {
  return !failed && !output && usage === undefined && id === '' && finishReason === '';
}

/**
 * A refusal in JSON that is not in the shape of the client's protocol: clouds and vendors have their own, and Google
 * tells it in a list. Undefined where it is in that shape, or no JSON.
 */
function foreignFault(protocol: Protocol, { status, headers, body }: Refusal): Fault | undefined {
  const codec = codecOf(protocol);
  const value = errorObject(body);
  // What is the operator's affair is told by its name alone.
  if (codec === undefined || value === undefined || refusalStatus(status) !== status) return undefined;
  const { error } = value;
  const isOwn = protocol === 'anthropic-messages' ? value['type'] === 'error' && isRecord(error) : isRecord(error);
  if (isOwn && (body[0] !== OPEN_ARRAY || protocol === 'gemini-generate')) return undefined;
  return codec.decodeFault(status, value, retrySecondsOf({ headers, body }));
}

const OPEN_ARRAY = 0x5b;

function errorObject(body: Buffer): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    const last: unknown = Array.isArray(value) ? value.at(-1) : value;
    if (typeof last === 'string') return { message: last };
    return isRecord(last) ? last : undefined;
  } catch {
    return undefined;
  }
}
