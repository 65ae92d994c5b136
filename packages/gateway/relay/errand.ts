// One thing that a client wants done, as the walk sees it: all that differs between the APIs stands behind it.

import type { Usage } from '@turnpike/protocols/conversation/usage';
import type { Failure, Protocol } from '@turnpike/protocols/failures';
import type { Exchange } from '../http/exchange.ts';
import type { Principal } from '../identity/principal.ts';
import type { PriceContext, PriceSheet } from '../ledger/price.ts';
import type { RequestFacts } from '../routing/conditions.ts';
import type { Candidate } from '../routing/plan.ts';
import type { Channel, World } from '../world.ts';
import type { Sameness } from './answers/sameness.ts';
import type { Facts } from './facts.ts';
import type { Lane } from './lane.ts';
import type { CallState } from './record.ts';
import type { RelayServices } from './services.ts';

/** Where an errand may go. */
export interface Destinations {
  /** At least one; with the wire format in which each is asked. */
  readonly channels: ReadonlyMap<Channel, string>;
  /** The only credential that may be used, where a provider's state binds the errand to it. */
  readonly credential: string | undefined;
}

/** What an errand needs to make the request of one candidate. */
export interface Errands {
  readonly services: RelayServices;
  readonly exchange: Exchange;
  readonly world: World;
  readonly principal: Principal;
  readonly destinations: Destinations;
}

/** An errand. Nothing of it is asked before its caller is known. */
export interface Errand {
  /** The API's word in records: `openai-chat`, `embeddings`, `images`. */
  readonly api: string;
  /** Whose error shapes and keep-alives the client understands. */
  readonly family: Protocol;
  /** The model name the client asked for. */
  readonly model: string;
  /** How the answer comes: server-sent events, a streamed JSON array, whole, or bytes of a medium. */
  readonly form: 'events' | 'array' | 'whole' | 'bytes';
  /** What its price depends on beside its usage: the service tier, attributes of the request. */
  readonly pricing: PriceContext;
  /** Tokens that it likely reads, with the output that it asks for: for limits. */
  readonly likelyTokens: number;
  /** Whether a failure told in one JSON body under status 200 is the protocol's own way of answering. */
  readonly failsInBody: boolean;
  /** The price list that holds for it, where that depends on what is asked for; all of what follows goes by it. */
  priced?(sheet: PriceSheet): PriceSheet;
  /** What it may cost at most, in nano-dollars. */
  worst(world: World, sheet: PriceSheet, multiplier: bigint): bigint;
  /** Where it may go. @throws Failure when nowhere, in words of its API. */
  destinations(services: RelayServices, principal: Principal, world: World): Destinations | Promise<Destinations>;
  /** What rules of routing may ask of it. */
  facts(exchange: Exchange, principal: Principal): RequestFacts;
  /** The same text for errands that a provider's cache serves alike; undefined where no cache is at stake. */
  affinity(): string | undefined;
  /** What of it decides its answer; undefined where an equal one may not have the same. Left out where none may. */
  sameness?(exchange: Exchange): Sameness | undefined;
  /** Makes the way to a candidate and back; asked once for each attempt. */
  lanes(parts: Errands): (candidate: Candidate, upstream: string) => Lane | Promise<Lane>;
  /** What was likely used, where the upstream did not say. */
  delivered(facts: Facts): Usage;
  /** What is charged of a usage: as it is, for most. */
  charged(usage: Usage, state: CallState, facts: Facts): Usage;
  /** Called once it is settled: to remember what the provider keeps of it. */
  settled(services: RelayServices, state: CallState, facts: Facts): void;
  /** How a stream of it says that it failed, where its API is none of the four protocols. */
  failureText?(failure: Failure, id: string): string;
  /** Called once when nothing more will be asked of it, however it ended. */
  release?(): void;
}
