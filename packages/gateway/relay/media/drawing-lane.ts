// The lane of an order whose upstream draws in another format: asked as often as it needs, answered in OpenAI's.

import type { IncomingHttpHeaders } from 'node:http';
import { fields, type Fields } from '@turnpike/protocols/conversation/counts';
import type { Fault } from '@turnpike/protocols/conversation/fault';
import type { Protocol } from '@turnpike/protocols/failures';
import type { ImageAnswer, ImageCodec, ImageWire } from '@turnpike/protocols/images/answer';
import type { ImageDialect } from '@turnpike/protocols/images/codecs';
import { openaiWire } from '@turnpike/protocols/images/openai-wire';
import { encodeImageAnswer, encodeImageEvents } from '@turnpike/protocols/images/openai-answer';
import type { ImageRequest, ImageSource } from '@turnpike/protocols/images/request';
import type { Exchange } from '../../http/exchange.ts';
import { mediaRoot } from '../../providers/image-offers.ts';
import type { UpstreamRequest } from '../attempt.ts';
import { noFacts, type Facts } from '../facts.ts';
import { forClient } from '../fault-words.ts';
import type { Carrier, Lane, WholeAnswer } from '../lane.ts';
import { answerFault, type Refusal } from '../refusal.ts';
import { atGoogle } from './asked-lane.ts';
import { conversing } from './conversing.ts';
import { Drawing, objectIn, type Drawn } from './drawing.ts';
import { READ_ON_MS } from './image-pass-lane.ts';
import { whiteMask } from './white-mask.ts';
import { ownRequest, type ImageWork } from './work.ts';
import { retrySecondsOf } from '../retry-after.ts';

const ANSWER: IncomingHttpHeaders = { 'content-type': 'application/json' };

/** The lane of one candidate that speaks another format. */
export class DrawingLane implements Lane {
  readonly protocol: string;
  readonly request: UpstreamRequest;
  readonly carry: Carrier;
  readonly readOnMs = READ_ON_MS;
  private readonly codec: ImageCodec;
  private readonly meant: ImageRequest;
  private readonly tells: ImageWork['tells'];
  private drawn: Drawn | undefined;

  private constructor(
    work: ImageWork,
    dialect: ImageDialect,
    codec: ImageCodec,
    request: ImageRequest,
    wire: ImageWire,
  ) {
    this.protocol = dialect;
    this.codec = codec;
    this.meant = request;
    this.tells = work.tells;
    const family: Protocol = dialect === 'gemini' || dialect === 'imagen' ? 'gemini-generate' : 'openai-chat';
    const { method = 'POST' } = wire;
    const body = method === 'GET' ? undefined : work.order.standIns.body(JSON.stringify(wire.body));
    const path = codec === openaiWire ? mediaRoot(work.candidate.channel) + wire.path : wire.path;
    const plain = ownRequest(work.candidate, family, method, path, wire.headers, body);
    this.request =
      family === 'gemini-generate'
        ? atGoogle(work.candidate, work.upstream, plain, /:\w+$/.exec(wire.path)?.[0] ?? '')
        : plain;
    const drawing = new Drawing({ work, codec, request, family, times: wire.times });
    this.carry = conversing(work.parts.services, work.candidate, async (asker, first) => {
      const result = await drawing.run(asker, first);
      if (!('answer' in result) && !('fault' in result)) return result;
      this.drawn = result;
      // What stands in it is read from what was drawn.
      return { status: 200, headers: { ...ANSWER, ...result.headers }, body: Buffer.from('{}') };
    });
  }

  /** @throws Failure for an order that this API cannot take */
  static async open(work: ImageWork, dialect: ImageDialect, codec: ImageCodec): Promise<DrawingLane> {
    const { request } = work.order;
    const inlined = codec.inlines ? await work.shelf.inlined(request) : request;
    const meant = codec.whitens === true ? { ...inlined, mask: await whitened(work, inlined.mask) } : inlined;
    return new DrawingLane(work, dialect, codec, meant, codec.encode(meant, work.upstream));
  }

  passage(): undefined {
    return undefined;
  }

  whole(): WholeAnswer | undefined {
    const { drawn, meant } = this;
    if (drawn === undefined) return undefined;
    if ('fault' in drawn) return { facts: noFacts(), body: Buffer.alloc(0), fault: forClient(drawn.fault) };
    const created = Math.floor(Date.now() / 1000);
    const { answer } = drawn;
    if (this.tells !== undefined) return { facts: factsOf(answer), body: Buffer.from(this.tells.body(answer)) };
    const body = meant.streams
      ? encodeImageEvents(answer, meant, created)
      : JSON.stringify(encodeImageAnswer(answer, created));
    return { facts: factsOf(answer), body: Buffer.from(body) };
  }

  headers(from: IncomingHttpHeaders): IncomingHttpHeaders {
    const sandbox = from['x-turnpike-sandbox'];
    return {
      ...(this.meant.streams
        ? { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' }
        : { 'content-type': 'application/json; charset=utf-8' }),
      ...(sandbox === undefined ? {} : { 'x-turnpike-sandbox': sandbox }),
    };
  }

  refuse(exchange: Exchange, { status, headers, body }: Refusal): void {
    answerFault(
      exchange,
      this.tells?.family ?? 'openai-chat',
      forClient(this.faultOf(status, headers, objectIn(body))),
    );
  }

  private faultOf(status: number, headers: IncomingHttpHeaders, body: Fields): Fault {
    const fault = this.codec.fault(status, fields(body));
    const retryAfter = retrySecondsOf({ headers, body: Buffer.alloc(0) });
    return retryAfter === undefined ? fault : { retryAfter, ...fault };
  }
}

/** A mask as makers have it who mark by white what is to change. One that is only named stays as it is. */
async function whitened({ order }: ImageWork, mask: ImageSource | undefined): Promise<ImageSource | undefined> {
  if (mask?.kind !== 'base64') return mask;
  const spooled = order.standIns.behind(mask.data);
  const bytes = spooled === undefined ? Buffer.from(mask.data, 'base64') : await spooled.read(0, spooled.size);
  const white = await whiteMask(bytes);
  return white === undefined ? mask : { kind: 'base64', data: white.toString('base64'), mediaType: 'image/png' };
}

/** The facts of an answer. Without any token it is counted by its pictures alone. */
export function factsOf({ usage, pictures }: ImageAnswer): Facts {
  return {
    ...noFacts(),
    usage,
    finishReason: 'stop',
    finished: true,
    output: true,
    pieces: pictures.length,
  };
}
