// Chooses the lane of each candidate of one call: the bytes pass where it speaks the client's protocol.

import { isProtocol, type Protocol } from '@turnpike/protocols/failures';
import type { Candidate } from '../routing/plan.ts';
import type { Call } from './call.ts';
import type { Errands } from './errand.ts';
import { fittingFor, stopsBeyond } from './fitting.ts';
import { IdentityLane } from './identity-lane.ts';
import { InlineMedia } from './inline-media.ts';
import type { Lane } from './lane.ts';
import { ChatDrawingLane } from './media/chat-drawing-lane.ts';
import { drawsInChat } from './media/chat-order.ts';
import { roadTo } from './road.ts';
import { asksInOtherWords } from './search-words.ts';
import { TranslatedLane } from './translated-lane.ts';
import { Translation } from './translation.ts';

/** The lanes of one call. What is worked out for one candidate serves all others. */
export class Lanes {
  private readonly call: Call;
  private readonly parts: Errands;
  private translation: Translation | undefined;

  constructor(call: Call, parts: Errands) {
    this.call = call;
    this.parts = parts;
  }

  /** The lane of a candidate. @throws Failure for a call that cannot be put into the candidate's protocol */
  of(candidate: Candidate, upstream: string): Lane | Promise<Lane> {
    const { call, parts } = this;
    if (drawsInChat(parts.world, call, candidate.channel, upstream))
      return ChatDrawingLane.open({ call, parts, translation: this.translate(), candidate, upstream });
    const spoken = parts.destinations.channels.get(candidate.channel);
    const protocol = isProtocol(spoken) ? spoken : call.protocol;
    const fitting = fittingFor(candidate.channel, call, upstream);
    const isOwn = protocol === call.protocol && !mustFetch(call, candidate) && !mustReword(call, candidate);
    if (isOwn && !(fitting !== undefined && stopsBeyond(fitting, call)))
      return new IdentityLane(parts.exchange, call, candidate, upstream, fitting);
    return this.translated(candidate, upstream, protocol);
  }

  /** The lane of a candidate for a call that was put as this one: it is written in the words of whoever is asked. */
  anew(candidate: Candidate, upstream: string): Promise<Lane> {
    const spoken = this.parts.destinations.channels.get(candidate.channel);
    return this.translated(candidate, upstream, isProtocol(spoken) ? spoken : this.call.protocol);
  }

  private async translated(candidate: Candidate, upstream: string, protocol: Protocol): Promise<Lane> {
    const { call } = this;
    const { services, principal, world } = this.parts;
    const account = principal.account.id;
    const { proofs } = services;
    const maxOutput = world.model(call.model)?.maxOutput;
    const target = {
      model: upstream,
      vendor: candidate.channel.provider,
      ...(maxOutput === undefined ? {} : { maxOutput }),
    };
    const translation = this.translate();
    const translated = await translation.into(protocol, candidate.channel, target);
    return new TranslatedLane({ call, candidate, protocol, translation, translated, proofs, account });
  }

  /** The call in the neutral form, once for all candidates. */
  private translate(): Translation {
    const { call } = this;
    const { services, exchange, principal } = this.parts;
    const { proofs, items } = services;
    const account = principal.account.id;
    const media = new InlineMedia(services.media);
    this.translation ??= new Translation({ call, id: exchange.id, account, proofs, items, media });
    return this.translation;
  }
}

/** A search that is asked for in another vendor's words: the request is written anew in those of this one. */
function mustReword(call: Call, { channel }: Candidate): boolean {
  return channel.options?.passThrough !== true && asksInOtherWords(channel, call);
}

/** Media that are named by URL and that this upstream would not fetch: the request is written anew with them in it. */
function mustFetch({ protocol, envelope }: Call, { channel }: Candidate): boolean {
  const isClaudes = protocol === 'anthropic-messages' && channel.options?.passThrough !== true;
  if (!isClaudes || roadTo(channel).kind.fetches || !envelope.body.includes('"url"')) return false;
  return /"type"\s*:\s*"url"/.test(envelope.body.toString('latin1'));
}
