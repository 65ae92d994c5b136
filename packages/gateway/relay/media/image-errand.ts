// The errand of a picture: one order in OpenAI's format, to whichever image API draws it.

import type { Usage } from '@turnpike/protocols/conversation/usage';
import type { Protocol } from '@turnpike/protocols/failures';
import { imageCodec, imageDialect, type ImageDialect } from '@turnpike/protocols/images/codecs';
import type { Exchange } from '../../http/exchange.ts';
import type { Principal } from '../../identity/principal.ts';
import { price, type PriceContext, type PriceSheet } from '../../ledger/price.ts';
import { imageDialectOf } from '../../providers/image-offers.ts';
import type { RequestFacts } from '../../routing/conditions.ts';
import type { Candidate } from '../../routing/plan.ts';
import type { Channel, World } from '../../world.ts';
import type { Destinations, Errand, Errands } from '../errand.ts';
import type { Facts } from '../facts.ts';
import type { Lane } from '../lane.ts';
import type { CallState } from '../record.ts';
import type { RelayServices } from '../services.ts';
import { pinOfFiles } from '../statefulness.ts';
import { sheetFor, tokensOrPieces } from './charging.ts';
import { dialectsOf } from './destinations.ts';
import { DrawingLane } from './drawing-lane.ts';
import type { ImageOrder } from './image-order.ts';
import { ImagePassLane } from './image-pass-lane.ts';
import { likelyOf, worstOf } from './image-tokens.ts';
import { mediaFacts } from './media-facts.ts';
import { PictureCase } from './picture-case.ts';

/** One order of pictures. */
export class ImageErrand implements Errand {
  readonly api: string = 'images';
  readonly family: Protocol = 'openai-chat';
  readonly model: string;
  readonly form: 'events' | 'whole';
  readonly pricing: PriceContext;
  readonly failsInBody = false;
  readonly order: ImageOrder;

  constructor(order: ImageOrder) {
    const { request } = order;
    this.order = order;
    this.model = request.model;
    this.form = request.streams ? 'events' : 'whole';
    this.pricing = { attributes: attributesOf(order) };
  }

  get likelyTokens(): number {
    const { imageOut, imageIn, input } = likelyOf(this.order.request, this.order.request.n, 0);
    return imageOut + imageIn + input;
  }

  priced(sheet: PriceSheet): PriceSheet {
    return sheetFor(sheet, this.pricing.attributes ?? {});
  }

  worst(_world: World, sheet: PriceSheet, multiplier: bigint): bigint {
    const most = tokensOrPieces(worstOf(this.order.request), sheet, 'images');
    return price(most, sheet, multiplier, this.pricing).amount;
  }

  destinations(services: RelayServices, principal: Principal, world: World): Destinations | Promise<Destinations> {
    const { request } = this.order;
    const files = [...request.images, request.mask].flatMap(source => (source?.kind === 'file' ? [source.id] : []));
    if (files.length === 0) return this.placesFor(principal, world, false);
    return pinOfFiles(services.pins, files, principal).then(({ channel, credential }) => ({
      ...this.placesFor(channel === undefined ? principal : { ...principal, pinnedChannel: channel }, world, true),
      credential,
    }));
  }

  private placesFor(principal: Principal, world: World, named: boolean): Destinations {
    const channels = dialectsOf(world, principal, this.model, 'image', (channel, upstream) => {
      const dialect = imageDialectOf(channel, upstream);
      // An uploaded file is known to its own provider only, which is asked in its own format.
      if (dialect === 'openai') return this.api;
      return named ? undefined : dialect;
    });
    return { channels, credential: undefined };
  }

  facts(exchange: Exchange, principal: Principal): RequestFacts {
    const carries = this.order.request.images.length > 0 ? (['image'] as const) : [];
    return mediaFacts(this, exchange, principal, this.likelyTokens, carries);
  }

  affinity(): undefined {
    return undefined;
  }

  lanes(parts: Errands): (candidate: Candidate, upstream: string) => Lane | Promise<Lane> {
    const shelf = new PictureCase(parts);
    const { order } = this;
    return (candidate, upstream) => {
      const dialect = dialectIn(parts.destinations, candidate.channel);
      const codec = imageCodec(dialect);
      const work = { parts, order, candidate, upstream, shelf };
      return codec === undefined ? new ImagePassLane(work) : DrawingLane.open(work, dialect, codec);
    };
  }

  delivered(facts: Facts): Usage {
    return facts.usage ?? likelyOf(this.order.request, facts.pieces ?? 0, facts.partials ?? 0);
  }

  charged(usage: Usage, state: CallState): Usage {
    return tokensOrPieces(usage, state.snapshot.sheet, 'images');
  }

  settled(): void {}

  release(): void {
    if (this.order.carriage.kind === 'form') void this.order.carriage.form.spool.dispose();
  }
}

function dialectIn({ channels }: Destinations, channel: Channel): ImageDialect {
  return imageDialect(channels.get(channel)) ?? 'openai';
}

/** What prices of pictures depend on. What the old models were not told is what their provider takes it for. */
function attributesOf({ request }: ImageOrder): Record<string, string> {
  const old = request.model.startsWith('dall-e-');
  const { pixels, ratio } = request;
  const size = pixels === undefined ? (old ? '1024x1024' : undefined) : `${pixels.width}x${pixels.height}`;
  const quality = request.quality ?? (old ? 'standard' : undefined);
  return {
    input: request.images.length > 0 ? 'image' : 'text',
    ...(size === undefined ? {} : { size }),
    ...(quality === undefined ? {} : { quality, resolution: quality }),
    ...(ratio === undefined ? {} : { aspect_ratio: ratio }),
  };
}
