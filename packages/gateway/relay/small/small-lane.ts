// The lane of a small API: bytes pass between equal formats; between others the request and the answer are written anew.

import { isUtf8 } from 'node:buffer';
import type { IncomingHttpHeaders } from 'node:http';
import { isFields, type Fields } from '@turnpike/protocols/conversation/counts';
import type { Fault } from '@turnpike/protocols/conversation/fault';
import type { Usage } from '@turnpike/protocols/conversation/usage';
import { parseJson } from '@turnpike/protocols/json';
import { hiddenFault, readFault } from '@turnpike/protocols/read-fault';
import type { WireFormat } from '@turnpike/protocols/wire-format';
import type { Exchange } from '../../http/exchange.ts';
import type { Offer } from '../../providers/offers.ts';
import type { Candidate } from '../../routing/plan.ts';
import type { UpstreamRequest } from '../attempt.ts';
import { scanEnvelope, type Envelope } from '../envelope.ts';
import { noFacts, type Facts } from '../facts.ts';
import { upstreamHeaders } from '../headers.ts';
import { parseRecord } from '../json.ts';
import type { DispatchServices } from '../dispatch.ts';
import type { Carrier, Lane, WholeAnswer } from '../lane.ts';
import { answerFault, answerRefusal, type Refusal } from '../refusal.ts';
import { credentialHeaders } from '../road.ts';
import { inPieces } from './portion-carrier.ts';
import { lengthOf, modelEdits, smallFields, splice, type Edit } from '../splice.ts';
import { smallAddress } from './small-address.ts';
import { familyOf } from './service.ts';
import type { SmallCall } from './small-errand.ts';
import { retrySecondsOf } from '../retry-after.ts';

/** Answers above this are scanned for their small fields where they pass: the rest of them is vectors. */
const PARSED_BYTES = 256 * 1024;
/** As much of an answer as shows in which form it is. */
const HEAD_BYTES = 4096;

/** What stands for the answers to all pieces: an empty object. */
const EMPTY_BYTES = 2;

/** Google's verb for whatever was asked in another format. */
const TRANSLATED_PATH = { verb: 'batchEmbedContents', version: 'v1beta' };

interface Parts<Request, Answer> {
  readonly services: DispatchServices;
  /** The request as this channel can take it. */
  readonly request: Request;
  readonly exchange: Exchange;
  readonly call: SmallCall<Request, Answer>;
  /** What the call likely uses, where the upstream does not say. */
  readonly likely: Usage;
  readonly candidate: Candidate;
  readonly upstream: string;
  readonly offer: Offer;
  readonly spoken: WireFormat<Request, Answer>;
}

/** One way from a client's format to an upstream's and back. */
export class SmallLane<Request, Answer> implements Lane {
  readonly protocol: string;
  readonly request: UpstreamRequest;
  readonly carry?: Carrier;
  private readonly parts: Parts<Request, Answer>;
  private readonly passes: boolean;
  /** Answers to the pieces of a request that was too large for one call. */
  private readonly pieces: Answer[] = [];

  constructor(parts: Parts<Request, Answer>) {
    this.parts = parts;
    this.protocol = parts.spoken.name;
    const { call, candidate, upstream, spoken, request, services } = parts;
    const { service } = call;
    const portions = service.portions?.of(request, spoken.name, candidate.channel, upstream) ?? [request];
    const [first] = portions;
    this.passes = spoken === call.format && first === call.request;
    this.request = this.build(first ?? request);
    if (portions.length === 1) return;
    const others = portions.slice(1).map(portion => this.build(portion));
    this.carry = inPieces(services, candidate, [this.request, ...others], (index, value) => {
      const portion = portions[index] ?? request;
      const answer =
        hiddenFault(value, service.answered) === undefined ? spoken.decodeAnswer(value, portion) : undefined;
      if (answer === undefined || !service.isWhole(answer, portion)) return false;
      this.pieces[index] = answer;
      return true;
    });
  }

  private build(portion: Request): UpstreamRequest {
    const { exchange, candidate, upstream, spoken } = this.parts;
    const body = this.passes ? this.passing() : [bytesOf(spoken.encodeRequest(portion, upstream))];
    const family = familyOf(spoken.name);
    const credential = credentialHeaders(candidate.channel, candidate.credential, family);
    return {
      ...this.address(),
      method: 'POST',
      headers: upstreamHeaders(this.passes ? exchange.request.headers : {}, credential, lengthOf(body)),
      body,
    };
  }

  private address(): { readonly origin: string; readonly path: string } {
    const { exchange, call, candidate, offer, upstream } = this.parts;
    const search = this.passes ? exchange.search : '';
    return smallAddress(candidate, offer, upstream, this.passes ? call.path : TRANSLATED_PATH, search);
  }

  /** The client's bytes, with the model's name changed where it has another at the upstream. */
  private passing(): readonly Buffer[] {
    const { call, upstream, candidate } = this.parts;
    const { envelope, body, service, model } = call;
    if (candidate.channel.options?.passThrough === true) return [envelope.body];
    const renamed = model === upstream ? undefined : service.renamed?.(body, upstream);
    if (renamed !== undefined) return [bytesOf(renamed)];
    return splice(envelope.body, this.parts.spoken.namesModel ? modelEdit(envelope, body, upstream) : []);
  }

  passage(): undefined {
    return undefined;
  }

  whole(body: Buffer): WholeAnswer | undefined {
    if (!isUtf8(body)) return undefined;
    if (this.pieces.length > 0 && body.length === EMPTY_BYTES) return this.together();
    return this.passes ? this.passed(body) : this.written(body);
  }

  /** An answer in the client's own format, as it came unless its vectors are in the other form. */
  private passed(body: Buffer): WholeAnswer | undefined {
    const { call } = this.parts;
    const { service, format, request } = call;
    const isSmall = body.length <= PARSED_BYTES;
    const value = isSmall ? parseRecord(body.toString('utf8')) : largeFields(body);
    if (value === undefined) return undefined;
    const fault = hiddenFault(value, service.answered);
    if (fault !== undefined) return failed(fault);
    const isFit = format.fits?.(body.toString('latin1', 0, HEAD_BYTES), request, value) ?? true;
    if (!isFit) return this.written(body);
    if (isSmall) {
      const answer = format.decodeAnswer(value, request);
      if (answer === undefined || !service.isWhole(answer, request)) return undefined;
    } else if (!service.answered.some(name => value[name] !== undefined)) return undefined;
    return { facts: factsOf(this.usageIn(format, value), value), body };
  }

  /** The answers to all pieces as one. */
  private together(): WholeAnswer | undefined {
    const { call } = this.parts;
    const answer = call.service.portions?.joined(this.pieces);
    if (answer === undefined || !call.service.isWhole(answer, call.request)) return undefined;
    return this.told(answer, call.service.portions?.usageOf(answer), {});
  }

  /** An answer read in the upstream's format and written in the client's. */
  private written(body: Buffer): WholeAnswer | undefined {
    const { call, spoken } = this.parts;
    const { service, request } = call;
    const value = parsed(body);
    if (value === undefined) return undefined;
    const fault = hiddenFault(value, service.answered);
    if (fault !== undefined) return failed(fault);
    const answer = spoken.decodeAnswer(value, request);
    if (answer === undefined || !service.isWhole(answer, request)) return undefined;
    return this.told(answer, this.usageIn(spoken, value), value);
  }

  private told(answer: Answer, usage: Usage | undefined, value: Fields): WholeAnswer {
    const { call, likely, exchange } = this.parts;
    const { service, format, request } = call;
    const told = service.withUsage(answer, usage ?? likely);
    const whole = service.completed?.(told, request) ?? told;
    const text = { ...format.encodeAnswer(whole, request) };
    // Formats that number their answers take our number where the upstream had none.
    for (const name of ['id', 'request_id']) if (text[name] === '') text[name] = exchange.id;
    return { facts: factsOf(usage, value), body: bytesOf(text) };
  }

  private usageIn(format: WireFormat<Request, Answer>, value: Fields): Usage | undefined {
    const { call, likely } = this.parts;
    const told = format.usageOf(value);
    return told === undefined ? undefined : (call.service.filled?.(told, likely) ?? told);
  }

  headers(from: IncomingHttpHeaders): IncomingHttpHeaders {
    if (this.passes) return from;
    const sandbox = from['x-turnpike-sandbox'];
    return {
      'content-type': 'application/json; charset=utf-8',
      ...(sandbox === undefined ? {} : { 'x-turnpike-sandbox': sandbox }),
    };
  }

  refuse(exchange: Exchange, refusal: Refusal): void {
    if (this.passes) {
      answerRefusal(exchange, refusal);
      return;
    }
    const retryAfter = retrySecondsOf(refusal);
    const body = parseRecord(refusal.body.toString('utf8')) ?? {};
    const family = familyOf(this.parts.call.format.name);
    answerFault(exchange, family, readFault(refusal.status, body, retryAfter));
  }
}

/** The model's name in the place of another, or at the end of a body whose path had it. */
function modelEdit(envelope: Envelope, body: Fields, upstream: string): Edit[] {
  const told = body['model'];
  if (told !== undefined) return modelEdits(envelope, String(told), upstream);
  const comma = envelope.fields.size > 0 ? ',' : '';
  return [{ start: envelope.close, end: envelope.close, text: `${comma}"model":${JSON.stringify(upstream)}` }];
}

function bytesOf(value: Fields): Buffer {
  return Buffer.from(JSON.stringify(value));
}

function parsed(body: Buffer): Fields | undefined {
  try {
    const value = parseJson(body.toString('utf8'));
    return isFields(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The small fields of a large answer; large ones are there by name, with nothing in them. */
function largeFields(body: Buffer): Fields | undefined {
  try {
    const envelope = scanEnvelope(body);
    const names = [...envelope.fields.keys()].map(name => [name, []] as const);
    return { ...Object.fromEntries(names), ...smallFields(envelope, PARSED_BYTES) };
  } catch {
    return undefined;
  }
}

function factsOf(usage: Usage | undefined, value: Fields): Facts {
  const { id } = value;
  return {
    ...noFacts(),
    usage,
    id: typeof id === 'string' ? id : '',
    finished: true,
    output: true,
  };
}

function failed(fault: Fault): WholeAnswer {
  return { facts: { ...noFacts(), failed: true }, body: Buffer.alloc(0), fault };
}
