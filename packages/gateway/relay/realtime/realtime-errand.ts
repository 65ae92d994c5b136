// The errand of a realtime session: a socket that stays open, billed response by response.

import { usageOf, type Usage } from '@turnpike/protocols/conversation/usage';
import { Failure } from '@turnpike/protocols/failures';
import type { Exchange } from '../../http/exchange.ts';
import type { Principal } from '../../identity/principal.ts';
import { price, type PriceContext, type PriceSheet } from '../../ledger/price.ts';
import type { RequestFacts } from '../../routing/conditions.ts';
import type { Channel, World } from '../../world.ts';
import type { Destinations, Errand } from '../errand.ts';
import type { Lane } from '../lane.ts';
import type { RelayServices } from '../services.ts';

/** What one response may read and say at most before it is known: it is held before it begins (openai-realtime §5). */
const ONE_RESPONSE: Usage = usageOf({ input: 4_000, audioIn: 4_000, output: 1_000, audioOut: 2_000 });

/** Provider kinds whose upstreams have OpenAI's socket. */
const SPEAKERS: ReadonlySet<string> = new Set(['openai', 'azure', 'relay', 'compatible', 'custom', 'sandbox', 'xai']);

/** A realtime session as routing, limits and the books see it. */
export class RealtimeErrand implements Errand {
  readonly api = 'openai-realtime';
  readonly family = 'openai-chat';
  readonly form = 'events';
  readonly pricing: PriceContext = {};
  readonly likelyTokens = 0;
  readonly failsInBody = false;
  readonly model: string;

  constructor(model: string) {
    this.model = model;
  }

  worst(_world: World, sheet: PriceSheet, multiplier: bigint): bigint {
    return price(ONE_RESPONSE, sheet, multiplier, this.pricing).amount;
  }

  destinations(_services: RelayServices, principal: Principal, world: World): Destinations {
    const wanted = principal.pinnedChannel;
    const serving = world
      .candidates(this.model, principal.group)
      .filter(channel => SPEAKERS.has(channel.provider) && (wanted === undefined || channel.id === wanted));
    if (serving.length === 0) {
      const message = `No channel serves ${this.model} in realtime now. Try again later, or another model.`;
      throw new Failure('no_available_channel', message, { retryAfter: 5 });
    }
    return { channels: new Map(serving.map((channel: Channel) => [channel, this.api])), credential: undefined };
  }

  facts(exchange: Exchange, principal: Principal): RequestFacts {
    return {
      model: this.model,
      protocol: 'openai-chat',
      group: principal.group,
      streamed: true,
      now: Date.now(),
      promptTokens: () => 0,
      carries: medium => medium === 'audio',
      header: name => {
        const value = exchange.request.headers[name];
        return typeof value === 'string' ? value : value?.join(', ');
      },
    };
  }

  affinity(): undefined {
    return undefined;
  }

  lanes(): () => Lane {
    throw new TypeError('a realtime session has a socket and no lanes');
  }

  delivered(): Usage {
    return usageOf();
  }

  charged(usage: Usage): Usage {
    return usage;
  }

  settled(): void {
    // Nothing of a session outlives it.
  }
}
