// The errand of a session over a socket: it stays open, and is billed answer by answer.

import { promptTokens, usageOf, type Usage } from '@turnpike/protocols/conversation/usage';
import { Failure, type Protocol } from '@turnpike/protocols/failures';
import type { Exchange } from '../../http/exchange.ts';
import type { Principal } from '../../identity/principal.ts';
import { price, type PriceContext, type PriceSheet } from '../../ledger/price.ts';
import type { RequestFacts } from '../../routing/conditions.ts';
import type { Channel, World } from '../../world.ts';
import type { Destinations, Errand } from '../errand.ts';
import type { Lane } from '../lane.ts';
import type { RelayServices } from '../services.ts';
import type { Pin } from '../state.ts';

/** What one answer may read and say at most before it is known: it is held before it begins (openai-realtime §5). */
const ONE_ANSWER: Usage = usageOf({ input: 4_000, audioIn: 4_000, output: 1_000, audioOut: 2_000, seconds: 60 });

/** A protocol of sessions as routing sees it. */
export interface LiveProtocol {
  /** The word in records. */
  readonly api: string;
  readonly family: Protocol;
  /** Whether a channel's upstream has this protocol's socket. */
  serves(channel: Channel): boolean;
}

/** A session as routing, limits and the books see it. */
export class LiveErrand implements Errand {
  readonly api: string;
  readonly family: Protocol;
  readonly form = 'events';
  readonly pricing: PriceContext = {};
  readonly likelyTokens = 0;
  readonly failsInBody = false;
  readonly model: string;
  private readonly protocol: LiveProtocol;
  private readonly pin: Pin | undefined;

  /** `pin`: the only channel and credential that know the session which is taken up again. */
  constructor(protocol: LiveProtocol, model: string, pin?: Pin) {
    this.protocol = protocol;
    this.api = protocol.api;
    this.family = protocol.family;
    this.model = model;
    this.pin = pin;
  }

  worst(_world: World, sheet: PriceSheet, multiplier: bigint): bigint {
    return price(ONE_ANSWER, sheet, multiplier, this.pricing).amount;
  }

  /** What the next answer may cost, nano-dollars, when the last one used this: the context only grows. */
  next(last: Usage, sheet: PriceSheet, multiplier: bigint): bigint {
    if (promptTokens(last) === 0) return price(ONE_ANSWER, sheet, multiplier, this.pricing).amount;
    const usage = usageOf({
      ...last,
      input: last.input + ONE_ANSWER.input,
      audioIn: last.audioIn + ONE_ANSWER.audioIn,
      output: Math.max(last.output, ONE_ANSWER.output),
      audioOut: Math.max(last.audioOut, ONE_ANSWER.audioOut),
      seconds: ONE_ANSWER.seconds,
    });
    return price(usage, sheet, multiplier, this.pricing).amount;
  }

  destinations(_services: RelayServices, principal: Principal, world: World): Destinations {
    const wanted = this.pin?.channel ?? principal.pinnedChannel;
    const serving = world
      .candidates(this.model, principal.group)
      .filter(channel => this.protocol.serves(channel) && (wanted === undefined || channel.id === wanted));
    if (serving.length === 0) {
      const message = `No channel serves ${this.model} in realtime now. Try again later, or another model.`;
      throw new Failure('no_available_channel', message, { retryAfter: 5 });
    }
    return {
      channels: new Map(serving.map((channel: Channel) => [channel, this.api])),
      credential: this.pin?.credential,
    };
  }

  facts(exchange: Exchange, principal: Principal): RequestFacts {
    return {
      model: this.model,
      protocol: this.family,
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
    throw new TypeError('a session has a socket and no lanes');
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
