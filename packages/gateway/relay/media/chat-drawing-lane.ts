// The lane of a conversation whose model only draws: an order is read out of it, and the picture is told as its answer.

import type { IncomingHttpHeaders } from 'node:http';
import type { Answer } from '@turnpike/protocols/conversation/answer';
import { eventsOf } from '@turnpike/protocols/conversation/collect';
import { fields } from '@turnpike/protocols/conversation/counts';
import type { Part } from '@turnpike/protocols/conversation/part';
import type { ImageAnswer, ImageCodec } from '@turnpike/protocols/images/answer';
import { imageCodec } from '@turnpike/protocols/images/codecs';
import type { ImageRequest } from '@turnpike/protocols/images/request';
import { openaiWire } from '@turnpike/protocols/images/openai-wire';
import type { Exchange } from '../../http/exchange.ts';
import { imageDialectOf, mediaRoot } from '../../providers/image-offers.ts';
import type { Candidate } from '../../routing/plan.ts';
import type { UpstreamRequest } from '../attempt.ts';
import type { Call } from '../call.ts';
import type { Errands } from '../errand.ts';
import { noFacts } from '../facts.ts';
import { forClient } from '../fault-words.ts';
import type { Carrier, Lane, Passage, WholeAnswer } from '../lane.ts';
import { answerFault, type Refusal } from '../refusal.ts';
import type { Translation } from '../translation.ts';
import { atGoogle } from './asked-lane.ts';
import { ChatDrawingPassage, mediaTypeOf } from './chat-drawing-passage.ts';
import { orderIn, sketchesIn } from './chat-order.ts';
import { conversing } from './conversing.ts';
import { Drawing, objectIn, type Drawn } from './drawing.ts';
import { factsOf } from './drawing-lane.ts';
import { READ_ON_MS } from './image-pass-lane.ts';
import { PictureCase } from './picture-case.ts';
import { ownRequest } from './work.ts';
import { retrySecondsOf } from '../retry-after.ts';

const EVENTS = /^text\/event-stream/i;

interface ChatDrawing {
  readonly call: Call;
  readonly parts: Errands;
  readonly translation: Translation;
  readonly candidate: Candidate;
  readonly upstream: string;
}

/** The lane of one candidate. */
export class ChatDrawingLane implements Lane {
  readonly protocol: string;
  readonly request: UpstreamRequest;
  readonly carry?: Carrier;
  readonly readOnMs = READ_ON_MS;
  private readonly options: ChatDrawing;
  private readonly codec: ImageCodec;
  private readonly asked: ImageRequest;
  private drawn: Drawn | undefined;
  /** How many pictures are on their way in a stream; undefined where they come whole. */
  private readonly streamed: number | undefined;

  private constructor(
    options: ChatDrawing,
    dialect: string,
    codec: ImageCodec,
    request: UpstreamRequest,
    drawing: Drawing | undefined,
    asked: ImageRequest,
  ) {
    this.options = options;
    this.protocol = `images-${dialect}`;
    this.codec = codec;
    this.request = request;
    this.asked = asked;
    this.streamed = drawing === undefined ? asked.n : undefined;
    if (drawing === undefined) return;
    this.carry = conversing(options.parts.services, options.candidate, async (asker, first) => {
      const result = await drawing.run(asker, first);
      if (!('answer' in result) && !('fault' in result)) return result;
      this.drawn = result;
      return { status: 200, headers: result.headers, body: Buffer.from('{}') };
    });
  }

  /** @throws Failure for a conversation out of which nothing can be drawn */
  static async open(options: ChatDrawing): Promise<ChatDrawingLane> {
    const { call, parts, translation, candidate, upstream } = options;
    const dialect = imageDialectOf(candidate.channel, upstream) ?? 'openai';
    const codec = imageCodec(dialect) ?? openaiWire;
    const shelf = new PictureCase(parts);
    const asked = orderIn(call, translation.request);
    const request = codec.inlines ? await shelf.inlined(asked) : asked;
    const wire = codec.encode(request, upstream);
    // Only OpenAI's own API shows pictures on their way, and only clients that stream can be shown them.
    const sketches = codec === openaiWire && call.form === 'events' ? sketchesIn(call) : 0;
    const streaming = sketches === 0 ? {} : { stream: true, partial_images: sketches };
    const family = dialect === 'imagen' ? 'gemini-generate' : 'openai-chat';
    const path = codec === openaiWire ? mediaRoot(candidate.channel) + wire.path : wire.path;
    const { method = 'POST' } = wire;
    const body = method === 'GET' ? undefined : [Buffer.from(JSON.stringify({ ...wire.body, ...streaming }))];
    const plain = ownRequest(candidate, family, method, path, wire.headers, body);
    const sent = dialect === 'imagen' ? atGoogle(candidate, upstream, plain, ':predict') : plain;
    const drawing = new Drawing({
      work: { candidate, shelf },
      codec,
      request,
      family,
      times: wire.times,
    });
    return new ChatDrawingLane(options, dialect, codec, sent, sketches === 0 ? drawing : undefined, request);
  }

  passage(headers: IncomingHttpHeaders): Passage | undefined {
    const { translation, upstream } = this.options;
    if (this.streamed === undefined || !EVENTS.test(headers['content-type'] ?? '')) return undefined;
    const encoder = translation.client.streamEncoder(translation.context);
    return new ChatDrawingPassage(encoder, upstream, this.streamed);
  }

  /** A whole answer in the place of a stream: the upstream shows no pictures on their way. */
  private wholeOf(body: Buffer): Drawn | undefined {
    const outcome = this.codec.decode(fields(objectIn(body)), this.asked);
    if (outcome.kind === 'pending') return undefined;
    return outcome.kind === 'done' ? { answer: outcome.answer, headers: {} } : { fault: outcome.fault, headers: {} };
  }

  whole(body: Buffer): WholeAnswer | undefined {
    const drawn = this.drawn ?? this.wholeOf(body);
    const { call, translation } = this.options;
    if (drawn === undefined) return undefined;
    if ('fault' in drawn) return { facts: noFacts(), body: Buffer.alloc(0), fault: forClient(drawn.fault) };
    const answer = this.told(drawn.answer);
    const facts = factsOf(drawn.answer);
    if (call.form === 'whole') {
      const response = translation.client.encodeAnswer(answer, translation.context);
      if (translation.remembers) translation.noteOutput(response);
      return { facts, body: Buffer.from(JSON.stringify(response)) };
    }
    const encoder = translation.client.streamEncoder(translation.context);
    return {
      facts,
      body: Buffer.from(
        eventsOf(answer)
          .map(event => encoder.push(event))
          .join(''),
      ),
    };
  }

  headers(from: IncomingHttpHeaders): IncomingHttpHeaders {
    const sandbox = from['x-turnpike-sandbox'];
    return {
      ...(this.options.call.form === 'events'
        ? { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' }
        : { 'content-type': 'application/json; charset=utf-8' }),
      ...(sandbox === undefined ? {} : { 'x-turnpike-sandbox': sandbox }),
    };
  }

  refuse(exchange: Exchange, { status, headers, body }: Refusal): void {
    const fault = this.codec.fault(status, fields(objectIn(body)));
    const retryAfter = retrySecondsOf({ headers, body });
    const told = retryAfter === undefined ? fault : { retryAfter, ...fault };
    answerFault(exchange, this.options.call.protocol, forClient(told));
  }

  /** The pictures as what an assistant says. */
  private told({ pictures, usage }: ImageAnswer): Answer {
    const parts = pictures.map((picture): Part => {
      const { data, url = '', mediaType } = picture;
      const source = data === undefined ? ({ kind: 'url', url } as const) : ({ kind: 'base64', data } as const);
      return { type: 'image', source, mediaType: mediaType ?? mediaTypeOf(data) };
    });
    return { id: '', model: this.options.upstream, choices: [{ parts, stop: { reason: 'end' } }], usage };
  }
}
