// The errand of a small API: one JSON request, one JSON answer, in whichever wire formats client and channel have.

import type { Fields } from '@turnpike/protocols/conversation/counts';
import type { Usage } from '@turnpike/protocols/conversation/usage';
import { Failure, type Protocol } from '@turnpike/protocols/failures';
import type { WireFormat } from '@turnpike/protocols/wire-format';
import type { Exchange } from '../../http/exchange.ts';
import type { Principal } from '../../identity/principal.ts';
import { price, worstCase, type PriceSheet } from '../../ledger/price.ts';
import { offersOf, type Offer } from '../../providers/offers.ts';
import type { RequestFacts } from '../../routing/conditions.ts';
import type { Candidate } from '../../routing/plan.ts';
import type { Channel, World } from '../../world.ts';
import type { Sameness } from '../answers/sameness.ts';
import type { Envelope } from '../envelope.ts';
import type { Destinations, Errand, Errands } from '../errand.ts';
import { promptTokens } from '../estimate.ts';
import type { Facts } from '../facts.ts';
import type { Lane } from '../lane.ts';
import type { RelayServices } from '../services.ts';
import { familyOf, type Service } from './service.ts';
import { SmallLane } from './small-lane.ts';

/** What a client asked, read. */
export interface SmallCall<Request, Answer> {
  readonly service: Service<Request, Answer>;
  readonly format: WireFormat<Request, Answer>;
  readonly envelope: Envelope;
  readonly body: Fields;
  readonly request: Request;
  /** The model name that the client asked for. */
  readonly model: string;
  /** Parts of the client's path that an upstream's path repeats: Google's verb and version. */
  readonly path: Readonly<Record<string, string>>;
}

/** One call of a small API. */
export class SmallErrand<Request, Answer> implements Errand {
  readonly call: SmallCall<Request, Answer>;
  readonly api: string;
  readonly family: Protocol;
  readonly model: string;
  readonly form = 'whole';
  readonly pricing = {};
  readonly failsInBody = false;
  private readonly likely: Usage;
  /** How each channel is asked. */
  private readonly offers = new Map<Channel, Offer>();

  constructor(call: SmallCall<Request, Answer>) {
    this.call = call;
    this.api = call.format.name;
    this.family = familyOf(call.format.name);
    this.model = call.model;
    this.likely = call.service.likely(call.request, call.envelope.weight);
  }

  get likelyTokens(): number {
    return this.likely.input + this.likely.imageIn;
  }

  worst(_world: World, sheet: PriceSheet, multiplier: bigint): bigint {
    const { service, request, envelope } = this.call;
    const most = { ...this.likely, ...service.most(request, envelope.weight) };
    const tokens = Math.max(promptTokens(envelope.weight), most.input);
    const read = worstCase(
      { promptTokens: tokens, maxOutputTokens: 0, n: 1, searches: 0, images: 0 },
      sheet,
      multiplier,
    );
    const counted = price({ ...most, input: tokens }, sheet, multiplier).amount;
    return read > counted ? read : counted;
  }

  destinations(_services: RelayServices, principal: Principal, world: World): Destinations {
    const { service, format, model } = this.call;
    const known = world.model(model);
    if (known !== undefined && !service.kinds.has(known.kind)) {
      throw new Failure('invalid_request', `The model ${model} is a ${known.kind} model: it has no ${service.name}.`, {
        param: 'model',
      });
    }
    const wanted = principal.pinnedChannel;
    const serving = world.candidates(model, principal.group);
    const channels = new Map<Channel, string>();
    for (const channel of serving) {
      if (wanted !== undefined && channel.id !== wanted) continue;
      const offers = offersOf(channel, service.name).filter(({ format: name }) => service.formats.has(name));
      const own = offers.find(offer => offer.format === format.name);
      const found = own ?? (channel.options?.passThrough === true ? undefined : offers[0]);
      if (found === undefined) continue;
      channels.set(channel, found.format);
      this.offers.set(channel, found);
    }
    if (channels.size > 0) return { channels, credential: undefined };
    if (serving.length > 0 && wanted === undefined) {
      const words = `No channel that serves ${model} has an API for ${service.name}. Use a model that has.`;
      throw new Failure('invalid_request', words, { param: 'model' });
    }
    throw new Failure('no_available_channel', `No channel can serve ${model} now. Try again later.`, { retryAfter: 5 });
  }

  facts(exchange: Exchange, principal: Principal): RequestFacts {
    return {
      model: this.model,
      protocol: this.family,
      group: principal.group,
      streamed: false,
      now: Date.now(),
      promptTokens: () => this.likelyTokens,
      carries: medium => medium === 'image' && this.call.envelope.weight.images > 0,
      header: name => {
        const value = exchange.request.headers[name];
        return typeof value === 'string' ? value : value?.join(', ');
      },
    };
  }

  affinity(): undefined {
    return undefined;
  }

  sameness(exchange: Exchange): Sameness {
    const { envelope, format, path } = this.call;
    const around = [format.name, path['verb'] ?? '', path['version'] ?? '', exchange.search];
    return { body: envelope.body, without: [], around, shape: 'whole', others: [] };
  }

  lanes({ exchange, services }: Errands): (candidate: Candidate, upstream: string) => Lane | Promise<Lane> {
    return (candidate, upstream) => {
      const offer = this.offers.get(candidate.channel);
      const spoken = this.call.service.formats.get(offer?.format ?? '');
      if (offer === undefined || spoken === undefined)
        throw new Failure('internal_error', 'The channel was chosen without a way to ask it.');
      const { call, likely } = this;
      const parts = { services, exchange, call, likely, candidate, upstream, offer, spoken };
      const fitted = call.service.fitted?.(call.request, spoken.name, candidate.channel) ?? call.request;
      return fitted instanceof Promise
        ? fitted.then(request => new SmallLane({ ...parts, request }))
        : new SmallLane({ ...parts, request: fitted });
    };
  }

  delivered(): Usage {
    return this.likely;
  }

  charged(usage: Usage): Usage {
    return usage;
  }

  settled(_services: RelayServices, _state: unknown, _facts: Facts): void {
    // Nothing of these is kept by a provider.
  }
}
