// The errand of a picture in Imagen's own form: its bytes pass to Google, and any other image API is asked in its own.

import type { IncomingHttpHeaders } from 'node:http';
import { usageOf } from '@turnpike/protocols/conversation/usage';
import { imageCodec, imageDialect } from '@turnpike/protocols/images/codecs';
import { openaiWire } from '@turnpike/protocols/images/openai-wire';
import { isBoundToImagen, readPredict, writePredictions } from '@turnpike/protocols/images/predict';
import type { Exchange } from '../../http/exchange.ts';
import type { Principal } from '../../identity/principal.ts';
import { imageDialectOf } from '../../providers/image-offers.ts';
import type { Candidate } from '../../routing/plan.ts';
import type { World } from '../../world.ts';
import type { UpstreamRequest } from '../attempt.ts';
import type { Envelope } from '../envelope.ts';
import type { Destinations, Errands } from '../errand.ts';
import { noFacts } from '../facts.ts';
import { record } from '../json.ts';
import type { Lane, WholeAnswer } from '../lane.ts';
import { answerRefusal, type Refusal } from '../refusal.ts';
import type { RelayServices } from '../services.ts';
import { atGoogle } from './asked-lane.ts';
import { dialectsOf } from './destinations.ts';
import { DrawingLane } from './drawing-lane.ts';
import { ImageErrand } from './image-errand.ts';
import { READ_ON_MS } from './image-pass-lane.ts';
import { PictureCase } from './picture-case.ts';
import { StandIns } from './streamed-body.ts';
import { ownRequest, type ImageWork } from './work.ts';

/** One order in Imagen's form. */
export class PredictErrand extends ImageErrand {
  override readonly api = 'imagen';
  override readonly family = 'gemini-generate';
  private readonly envelope: Envelope;
  /** Brings what only Imagen takes. */
  private readonly bound: boolean;

  /** @throws Failure for what is malformed */
  constructor(envelope: Envelope, model: string) {
    const body = record(JSON.parse(envelope.body.toString('utf8')));
    super({
      request: readPredict(body, model),
      carriage: { kind: 'json', envelope },
      standIns: new StandIns(),
    });
    this.envelope = envelope;
    this.bound = isBoundToImagen(body);
  }

  override destinations(_services: RelayServices, principal: Principal, world: World): Destinations {
    const channels = dialectsOf(world, principal, this.model, 'image', (channel, upstream) => {
      const dialect = imageDialectOf(channel, upstream);
      if (dialect === 'imagen' || (channel.provider === 'sandbox' && /imagen/.test(upstream))) return this.api;
      return this.bound ? undefined : dialect;
    });
    return { channels, credential: undefined };
  }

  override lanes(parts: Errands): (candidate: Candidate, upstream: string) => Lane | Promise<Lane> {
    const shelf = new PictureCase(parts);
    return (candidate, upstream) => {
      const spoken = parts.destinations.channels.get(candidate.channel);
      if (spoken === this.api) return new PredictPassLane(this.envelope, candidate, upstream);
      const dialect = imageDialect(spoken) ?? 'openai';
      const work: ImageWork = { parts, order: this.order, candidate, upstream, shelf, tells: PREDICTIONS };
      return DrawingLane.open(work, dialect, imageCodec(dialect) ?? openaiWire);
    };
  }
}

const PREDICTIONS: NonNullable<ImageWork['tells']> = {
  family: 'gemini-generate',
  body: answer => JSON.stringify(writePredictions(answer)),
};

/** Predictions with a picture; a quotation mark inside of a text is escaped, and matches nothing. */
const PICTURE = /"bytesBase64Encoded"\s*:\s*"[^"]/g;

/** The lane of a candidate that predicts itself. What was filtered out is told in its own words, and charged for nothing. */
class PredictPassLane implements Lane {
  readonly protocol = 'imagen';
  readonly request: UpstreamRequest;
  readonly readOnMs = READ_ON_MS;

  constructor({ body }: Envelope, candidate: Candidate, upstream: string) {
    const plain = ownRequest(candidate, 'gemini-generate', 'POST', '', {}, [body]);
    this.request = atGoogle(candidate, upstream, plain, ':predict');
  }

  passage(): undefined {
    return undefined;
  }

  whole(body: Buffer): WholeAnswer | undefined {
    if (body[0] !== OPEN) return undefined;
    const pieces = body.toString('latin1').match(PICTURE)?.length ?? 0;
    const facts = { ...noFacts(), usage: usageOf({ images: pieces }), pieces, output: true, finished: true };
    return { facts: { ...facts, finishReason: pieces > 0 ? 'stop' : 'content_filter' }, body };
  }

  headers(from: IncomingHttpHeaders): IncomingHttpHeaders {
    return from;
  }

  refuse(exchange: Exchange, refusal: Refusal): void {
    answerRefusal(exchange, refusal);
  }
}

const OPEN = 0x7b;
