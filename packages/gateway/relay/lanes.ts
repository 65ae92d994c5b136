// Chooses the lane of each candidate of one call: the bytes pass where it speaks the client's protocol.

import type { Protocol } from '@turnpike/protocols/failures';
import type { Exchange } from '../http/exchange.ts';
import type { Principal } from '../identity/principal.ts';
import type { Candidate } from '../routing/plan.ts';
import type { World } from '../world.ts';
import type { Call } from './call.ts';
import type { Candidates } from './candidates.ts';
import { IdentityLane } from './identity-lane.ts';
import { InlineMedia } from './inline-media.ts';
import type { Lane } from './lane.ts';
import type { RelayServices } from './services.ts';
import { TranslatedLane } from './translated-lane.ts';
import { Translation } from './translation.ts';

/** The lanes of one call. What is worked out for one candidate serves all others. */
export class Lanes {
  private readonly services: RelayServices;
  private readonly exchange: Exchange;
  private readonly call: Call;
  private readonly world: World;
  private readonly principal: Principal;
  private readonly candidates: Candidates;
  private translation: Translation | undefined;

  constructor(
    services: RelayServices,
    exchange: Exchange,
    call: Call,
    world: World,
    principal: Principal,
    candidates: Candidates,
  ) {
    this.services = services;
    this.exchange = exchange;
    this.call = call;
    this.world = world;
    this.principal = principal;
    this.candidates = candidates;
  }

  /** The lane of a candidate. @throws Failure for a call that cannot be put into the candidate's protocol */
  of(candidate: Candidate, upstream: string): Lane | Promise<Lane> {
    const protocol = this.candidates.get(candidate.channel) ?? this.call.protocol;
    if (protocol === this.call.protocol) return new IdentityLane(this.exchange, this.call, candidate, upstream);
    return this.translated(candidate, upstream, protocol);
  }

  private async translated(candidate: Candidate, upstream: string, protocol: Protocol): Promise<Lane> {
    const { services, call, principal } = this;
    const account = principal.account.id;
    const { proofs } = services;
    this.translation ??= new Translation({
      call,
      id: this.exchange.id,
      account,
      proofs,
      media: new InlineMedia(services.media),
    });
    const maxOutput = this.world.model(call.model)?.maxOutput;
    const target = {
      model: upstream,
      vendor: candidate.channel.provider,
      ...(maxOutput === undefined ? {} : { maxOutput }),
    };
    const { translation } = this;
    const translated = await translation.into(protocol, candidate.channel, target);
    return new TranslatedLane({ call, candidate, protocol, translation, translated, proofs, account });
  }
}
