// The errand of Ideogram's own API: the bytes pass, and the pictures that come back are kept at addresses of ours.

import type { IncomingHttpHeaders } from 'node:http';
import { usageOf, type Usage } from '@turnpike/protocols/conversation/usage';
import { isFields } from '@turnpike/protocols/conversation/counts';
import { rows } from '@turnpike/protocols/images/read';
import type { Exchange } from '../../http/exchange.ts';
import { formType } from '../../http/form.ts';
import type { Principal } from '../../identity/principal.ts';
import { parseRate } from '../../ledger/money.ts';
import { price, type PriceContext, type PriceSheet } from '../../ledger/price.ts';
import type { RequestFacts } from '../../routing/conditions.ts';
import type { Candidate } from '../../routing/plan.ts';
import type { Channel, World } from '../../world.ts';
import type { UpstreamRequest } from '../attempt.ts';
import type { Destinations, Errand, Errands } from '../errand.ts';
import { noFacts, type Facts } from '../facts.ts';
import { upstreamHeaders } from '../headers.ts';
import { parseRecord } from '../json.ts';
import type { Carrier, Lane, WholeAnswer } from '../lane.ts';
import { answerRefusal, type Refusal } from '../refusal.ts';
import { credentialHeaders, roadTo } from '../road.ts';
import type { RelayServices } from '../services.ts';
import { sheetFor } from './charging.ts';
import { conversing, type Asker, type Heard } from './conversing.ts';
import { dialectsOf } from './destinations.ts';
import { changedForm } from './form-fields.ts';
import type { IdeogramOrder } from './ideogram-order.ts';
import { READ_ON_MS } from './image-pass-lane.ts';
import { mediaFacts } from './media-facts.ts';
import { PictureCase } from './picture-case.ts';

/** Where its API stands behind the address of each kind: gateways of the new-api family put it under a prefix. */
const ROOTS: Readonly<Record<string, string>> = { ideogram: '', sandbox: '/ideogram', relay: '/ideogram' };
/** List prices of what the catalog's rows do not tell apart, USD a picture (ideogram.md §6). */
const DEARER: Readonly<Record<IdeogramOrder['kind'], Readonly<Record<string, string>>>> = {
  plain: {},
  character: { TURBO: '0.10', DEFAULT: '0.15', QUALITY: '0.20' },
  transparent: { TURBO: '0.04', DEFAULT: '0.07', QUALITY: '0.10' },
};

/** One order in Ideogram's format. */
export class IdeogramErrand implements Errand {
  readonly api = 'ideogram';
  readonly family = 'openai-chat';
  readonly model: string;
  readonly form = 'whole';
  readonly pricing: PriceContext;
  readonly likelyTokens = 0;
  readonly failsInBody = false;
  readonly order: IdeogramOrder;

  constructor(order: IdeogramOrder) {
    this.order = order;
    this.model = order.model;
    this.pricing = { attributes: { rendering_speed: order.speed, kind: order.kind } };
  }

  priced(sheet: PriceSheet): PriceSheet {
    const chosen = sheetFor(sheet, this.pricing.attributes ?? {});
    const { kind, speed } = this.order;
    const dearer = DEARER[kind][speed];
    if (dearer === undefined || sheet.source === 'operator') return chosen;
    return { ...chosen, unit: { ...chosen.unit, images: parseRate(dearer) } };
  }

  worst(_world: World, sheet: PriceSheet, multiplier: bigint): bigint {
    return price(this.used(this.order.pictures), sheet, multiplier, this.pricing).amount;
  }

  destinations(_services: RelayServices, principal: Principal, world: World): Destinations {
    const dialectOf = ({ provider }: Channel): string | undefined => (provider in ROOTS ? this.api : undefined);
    return { channels: dialectsOf(world, principal, this.model, 'image', dialectOf), credential: undefined };
  }

  facts(exchange: Exchange, principal: Principal): RequestFacts {
    return mediaFacts(this, exchange, principal, 0, this.order.carriage.kind === 'form' ? ['image'] : []);
  }

  affinity(): undefined {
    return undefined;
  }

  lanes(parts: Errands): (candidate: Candidate) => Lane {
    return candidate => new IdeogramLane(parts, this, candidate);
  }

  /** So many pictures; a description and an enlargement are one call. */
  used(pictures: number): Usage {
    return usageOf({ images: pictures, calls: 1 });
  }

  delivered(facts: Facts): Usage {
    return facts.usage ?? this.used(facts.pieces ?? 0);
  }

  charged(usage: Usage): Usage {
    return usage;
  }

  settled(): void {}

  release(): void {
    if (this.order.carriage.kind === 'form') void this.order.carriage.form.spool.dispose();
  }
}

class IdeogramLane implements Lane {
  readonly protocol = 'ideogram';
  readonly request: UpstreamRequest;
  readonly carry: Carrier;
  readonly readOnMs = READ_ON_MS;
  private readonly errand: IdeogramErrand;

  constructor(parts: Errands, errand: IdeogramErrand, candidate: Candidate) {
    this.errand = errand;
    this.request = requestOf(parts, errand.order, candidate);
    const shelf = new PictureCase(parts);
    this.carry = conversing(parts.services, candidate, async (asker, request) =>
      kept(await asker.ask(request), asker, shelf, candidate.channel),
    );
  }

  passage(): undefined {
    return undefined;
  }

  /** A picture that its provider held back is one too: it is charged. */
  whole(body: Buffer): WholeAnswer | undefined {
    const value = parseRecord(body.toString('utf8'));
    const list = value?.['data'] ?? value?.['descriptions'];
    if (!Array.isArray(list) || list.length === 0) return undefined;
    const pieces = value?.['data'] === undefined ? 0 : list.length;
    const usage = this.errand.used(pieces);
    return { facts: { ...noFacts(), usage, output: true, finished: true, finishReason: 'stop', pieces }, body };
  }

  headers(from: IncomingHttpHeaders): IncomingHttpHeaders {
    return from;
  }

  refuse(exchange: Exchange, refusal: Refusal): void {
    answerRefusal(exchange, refusal);
  }
}

/** The answer with its pictures at addresses of ours: Ideogram's end within a day. */
async function kept(heard: Heard, asker: Asker, shelf: PictureCase, channel: Channel): Promise<Heard> {
  const value = heard.status === 200 ? parseRecord(heard.body.toString('utf8')) : undefined;
  if (value === undefined || !Array.isArray(value['data'])) return heard;
  const data = await Promise.all(
    rows(value['data']).map(async one => {
      const { url } = one;
      if (typeof url !== 'string' || url === '') return one;
      const picture = await shelf.delivered({ url }, 'url', asker, channel);
      return { ...one, url: picture.url ?? url };
    }),
  );
  return isFields(value) ? { ...heard, body: Buffer.from(JSON.stringify({ ...value, data })) } : heard;
}

function requestOf({ exchange }: Errands, order: IdeogramOrder, candidate: Candidate): UpstreamRequest {
  const { channel, credential } = candidate;
  const { origin, prefix } = roadTo(channel);
  const headers = upstreamHeaders(
    exchange.request.headers,
    credentialHeaders(channel, credential, 'openai-chat'),
    undefined,
  );
  const path = `${prefix}${ROOTS[channel.provider] ?? ''}${order.path}${exchange.search}`;
  const { carriage } = order;
  if (carriage.kind === 'json') {
    headers.push('content-type', 'application/json', 'content-length', String(carriage.body.length));
    return { origin, path, method: 'POST', headers, body: [carriage.body] };
  }
  const body = changedForm(carriage.form, { fields: new Map(), files: new Map() });
  headers.push('content-type', formType(carriage.form.boundary), 'content-length', String(body.bytes));
  return { origin, path, method: 'POST', headers, body };
}
