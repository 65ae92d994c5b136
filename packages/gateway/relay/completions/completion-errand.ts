// The errand of the legacy Completions API and of Mistral's gap filling: as it came where that is served, else as a conversation.

import type { Usage } from '@turnpike/protocols/conversation/usage';
import { Failure } from '@turnpike/protocols/failures';
import { asChat, asMistralFim, type CompletionRequest } from '@turnpike/protocols/openai-completions/request';
import type { Exchange } from '../../http/exchange.ts';
import type { Principal } from '../../identity/principal.ts';
import { worstCase, type PriceSheet } from '../../ledger/price.ts';
import type { Offer } from '../../providers/offers.ts';
import type { RequestFacts } from '../../routing/conditions.ts';
import { upstreamOf } from '../../routing/mapping.ts';
import type { Candidate } from '../../routing/plan.ts';
import type { Channel, World } from '../../world.ts';
import type { Sameness } from '../answers/sameness.ts';
import type { Call } from '../call.ts';
import { candidatesFor } from '../candidates.ts';
import { scanEnvelope, type Envelope } from '../envelope.ts';
import type { Destinations, Errand, Errands } from '../errand.ts';
import { estimate } from '../estimate.ts';
import type { Facts } from '../facts.ts';
import type { Lane } from '../lane.ts';
import { Lanes } from '../lanes.ts';
import { ModelErrand } from '../model-errand.ts';
import type { CallState } from '../record.ts';
import type { RelayServices } from '../services.ts';
import { modelEdits, splice } from '../splice.ts';
import { NativeLane, OverChatLane } from './completion-lane.ts';
import { completionOffer } from './places.ts';
import { asCompletionEvents, asWholeCompletion } from './reshape.ts';

/** Kinds of models that say something when they are given a text. */
const KINDS: ReadonlySet<string> = new Set(['completion', 'chat', 'search']);

/** One call of the Completions API. */
export class CompletionErrand implements Errand {
  readonly api = 'openai-completions';
  readonly family = 'openai-chat';
  readonly model: string;
  readonly form: Call['form'];
  readonly pricing = {};
  readonly failsInBody = false;
  private readonly request: CompletionRequest;
  /** How the client is answered: Mistral's clients are answered in the form of chat. */
  private readonly tells: 'completion' | 'chat';
  /** The call as the client sent it, for channels that complete. */
  private readonly plain: Call;
  private readonly offers = new Map<Channel, Offer>();
  private readonly usual: ModelErrand;
  private chat: Call | undefined;

  constructor(request: CompletionRequest, envelope: Envelope, tells: 'completion' | 'chat' = 'completion') {
    this.request = request;
    this.tells = tells;
    this.model = request.model;
    this.form = request.streamed ? 'events' : 'whole';
    this.plain = callOf(request, envelope);
    this.usual = new ModelErrand(this.plain);
  }

  get likelyTokens(): number {
    return this.usual.likelyTokens;
  }

  worst(world: World, sheet: PriceSheet, multiplier: bigint): bigint {
    const { prompts, bestOf } = this.request;
    const most = estimate(this.plain, world.model(this.model), world.settings.holdOutputTokens);
    return worstCase({ ...most, n: Math.max(prompts.length, 1) * bestOf }, sheet, multiplier);
  }

  destinations(_services: RelayServices, principal: Principal, world: World): Destinations {
    const known = world.model(this.model);
    if (known !== undefined && !KINDS.has(known.kind)) {
      const message = `The model ${this.model} is a ${known.kind} model: it completes no texts.`;
      throw new Failure('invalid_request', message, { param: 'model' });
    }
    const channels = new Map<Channel, string>(candidatesFor(world, principal, this.plain, undefined));
    for (const channel of channels.keys()) {
      const offer = completionOffer(channel, upstreamOf(channel, this.model), known);
      if (offer === undefined || (this.tells === 'chat' && offer.format !== 'mistral-fim')) continue;
      channels.set(channel, offer.format);
      this.offers.set(channel, offer);
    }
    return { channels, credential: undefined };
  }

  facts(exchange: Exchange, principal: Principal): RequestFacts {
    return this.usual.facts(exchange, principal);
  }

  affinity(): string | undefined {
    return this.usual.affinity();
  }

  sameness(): Sameness {
    const { plain, request, tells } = this;
    const shape = request.streamed && request.wantsUsage ? COUNTED : this.form;
    // Answers to gap filling have the form of chat, and are given as they came.
    const others = tells === 'chat' ? [] : (OTHERS[shape] ?? []);
    const reshaped = (body: Buffer, from: string): Buffer | undefined => {
      const whole = from === 'whole' ? body : asWholeCompletion(body);
      return whole === undefined || shape === 'whole' ? whole : asCompletionEvents(whole, shape === COUNTED);
    };
    return {
      body: plain.envelope.body,
      without: ['stream', 'stream_options'],
      around: [tells],
      shape,
      others,
      reshaped,
    };
  }

  lanes(parts: Errands): (candidate: Candidate, upstream: string) => Lane | Promise<Lane> {
    const { exchange, world } = parts;
    let lanes: Lanes | undefined;
    return (candidate, upstream) => {
      const offer = this.offers.get(candidate.channel);
      const { request, tells } = this;
      if (offer !== undefined && tells === 'chat') {
        const body = Buffer.concat(
          splice(this.plain.envelope.body, modelEdits(this.plain.envelope, this.model, upstream)),
        );
        return new NativeLane(exchange, callOf(request, scanEnvelope(body)), candidate, upstream, offer);
      }
      if (offer?.format === 'mistral-fim') {
        const body = callOf(request, envelopeOf(asMistralFim(request, upstream)));
        return new OverChatLane(new NativeLane(exchange, body, candidate, upstream, offer), request);
      }
      if (offer !== undefined) return new NativeLane(exchange, this.plain, candidate, upstream, offer);
      this.chat ??= this.asChat(world);
      lanes ??= new Lanes(this.chat, parts);
      const lane = lanes.of(candidate, upstream);
      if (tells === 'chat') return lane;
      return lane instanceof Promise
        ? lane.then(one => new OverChatLane(one, request))
        : new OverChatLane(lane, request);
    };
  }

  /** OpenAI's own models call the limit otherwise since they reason, and take that name all. */
  private asChat(world: World): Call {
    const limitField = world.model(this.model)?.provider === 'openai' ? 'max_completion_tokens' : 'max_tokens';
    return callOf(this.request, envelopeOf(asChat(this.request, limitField)));
  }

  delivered(facts: Facts): Usage {
    return this.usual.delivered(facts);
  }

  charged(usage: Usage): Usage {
    return usage;
  }

  settled(_services: RelayServices, _state: CallState, _facts: Facts): void {
    // No provider keeps anything of a completion.
  }
}

/** A stream in which the usage is told, and for each way in which an answer may be wanted the others that it may be told from. */
const COUNTED = 'events+usage';
const OTHERS: Readonly<Record<string, readonly string[]>> = {
  whole: [COUNTED],
  [COUNTED]: ['whole'],
  events: ['whole', COUNTED],
};

function envelopeOf(body: object): Envelope {
  return scanEnvelope(Buffer.from(JSON.stringify(body)));
}

/** The call for the rooms that know conversations: its answers and its stream have chat's form. */
function callOf(request: CompletionRequest, envelope: Envelope): Call {
  return {
    protocol: 'openai-chat',
    operation: 'generate',
    model: request.model,
    envelope,
    form: request.streamed ? 'events' : 'whole',
    outputLimit: request.limit,
    choices: request.n,
    serviceTier: undefined,
    wantsUsage: request.wantsUsage,
    searches: 0,
    state: undefined,
  };
}
