// The errand of a language model: one call in one of the four protocols.

import type { Usage } from '@turnpike/protocols/conversation/usage';
import type { Protocol } from '@turnpike/protocols/failures';
import type { Exchange } from '../http/exchange.ts';
import type { Principal } from '../identity/principal.ts';
import { worstCase, type PriceContext, type PriceSheet } from '../ledger/price.ts';
import type { RequestFacts } from '../routing/conditions.ts';
import type { Candidate } from '../routing/plan.ts';
import type { World } from '../world.ts';
import { affinityOf } from './affinity.ts';
import { samenessOf } from './answers/call-sameness.ts';
import type { Sameness } from './answers/sameness.ts';
import type { Call } from './call.ts';
import { candidatesFor } from './candidates.ts';
import { deliveredUsage } from './delivered.ts';
import type { Destinations, Errand, Errands } from './errand.ts';
import { estimate, likelyPromptTokens } from './estimate.ts';
import type { Facts } from './facts.ts';
import { refuseForeignState } from './foreign-state.ts';
import type { Lane } from './lane.ts';
import { Lanes } from './lanes.ts';
import type { CallState } from './record.ts';
import { factsOf } from './route.ts';
import { withChargedSearches } from './searches.ts';
import { sheetFor, tokensOrPieces } from './media/charging.ts';
import type { RelayServices } from './services.ts';
import { pinOf, rememberState } from './statefulness.ts';

/** What a picture is drawn as where a conversation says no more. */
const DRAWN = { size: '1024x1024', quality: 'standard', input: 'image' };

/** One call of a language model. */
export class ModelErrand implements Errand {
  readonly call: Call;
  readonly api: Protocol;
  readonly family: Protocol;
  readonly model: string;
  readonly form: Call['form'];
  readonly pricing: PriceContext;

  constructor(call: Call) {
    this.call = call;
    this.api = call.protocol;
    this.family = call.protocol;
    this.model = call.model;
    this.form = call.form;
    this.pricing = { serviceTier: call.serviceTier };
  }

  get likelyTokens(): number {
    return likelyPromptTokens(this.call.envelope.weight) + (this.call.outputLimit ?? 0);
  }

  /** A failed response is a response; in every other protocol a client would take the failure for an answer. */
  get failsInBody(): boolean {
    return this.call.protocol === 'openai-responses';
  }

  /** Models that draw may be priced by what is drawn: in a conversation, that is the usual. */
  priced(sheet: PriceSheet): PriceSheet {
    return sheet.conditions === undefined ? sheet : sheetFor(sheet, DRAWN);
  }

  worst(world: World, sheet: PriceSheet, multiplier: bigint): bigint {
    const { call } = this;
    const model = world.model(call.model);
    const images = model?.kind === 'image' ? call.choices : 0;
    const most = { ...estimate(call, model, world.settings.holdOutputTokens), images };
    return worstCase(most, sheet, multiplier, this.pricing);
  }

  destinations(services: RelayServices, principal: Principal, world: World): Destinations | Promise<Destinations> {
    const { call } = this;
    refuseForeignState(world, principal, call);
    if (call.state === undefined)
      return { channels: candidatesFor(world, principal, call, undefined), credential: undefined };
    return pinOf(services.pins, call, principal).then(pin => ({
      channels: candidatesFor(world, principal, call, pin.channel),
      credential: pin.credential,
    }));
  }

  facts(exchange: Exchange, principal: Principal): RequestFacts {
    return factsOf(exchange, principal, this.call);
  }

  affinity(): string | undefined {
    return affinityOf(this.call);
  }

  /** What builds on a provider's state is never the same twice. */
  sameness(exchange: Exchange): Sameness | undefined {
    const { call } = this;
    return call.operation === 'generate' && call.state === undefined ? samenessOf(call, exchange) : undefined;
  }

  lanes(parts: Errands): (candidate: Candidate, upstream: string) => Lane | Promise<Lane> {
    const lanes = new Lanes(this.call, parts);
    return (candidate, upstream) => lanes.of(candidate, upstream);
  }

  delivered(facts: Facts): Usage {
    return deliveredUsage(this.call, facts);
  }

  charged(told: Usage, state: CallState, facts: Facts): Usage {
    const usage = facts.unsplit === true ? asMade(told, this.makes(state)) : told;
    const searched = withChargedSearches(usage, this.call, state.upstreamModel, state.spoken);
    return usage.images === 0 ? searched : tokensOrPieces(searched, state.snapshot.sheet, 'images');
  }

  /** The meter of what its model makes, where that is no text. */
  private makes({ snapshot: { world }, upstreamModel }: CallState): 'imageOut' | 'audioOut' | undefined {
    const kind = (world.model(this.call.model) ?? world.model(upstreamModel))?.kind;
    return kind === 'image' ? 'imageOut' : kind === 'tts' ? 'audioOut' : undefined;
  }

  settled(services: RelayServices, state: CallState, facts: Facts): void {
    rememberState(services.pins, state, this.call, facts);
  }
}

/** What a model that draws or speaks made, where nobody told it apart, is what it makes (gemini-native-media §9). */
function asMade(usage: Usage, meter: 'imageOut' | 'audioOut' | undefined): Usage {
  if (meter === undefined || usage[meter] > 0) return usage;
  return { ...usage, [meter]: usage.output - usage.reasoning, output: usage.reasoning };
}
