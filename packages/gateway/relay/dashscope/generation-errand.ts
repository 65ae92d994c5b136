// The errand of DashScope's own generation of text: at Bailian as it came, elsewhere as a chat.

import type { Usage } from '@turnpike/protocols/conversation/usage';
import { asChat, type GenerationRequest } from '@turnpike/protocols/dashscope-generation/request';
import { Failure, renderFailure } from '@turnpike/protocols/failures';
import { GenerationWriter } from '@turnpike/protocols/dashscope-generation/from-chat';
import type { Exchange } from '../../http/exchange.ts';
import type { Principal } from '../../identity/principal.ts';
import type { PriceContext, PriceSheet } from '../../ledger/price.ts';
import type { RequestFacts } from '../../routing/conditions.ts';
import type { Candidate } from '../../routing/plan.ts';
import type { Channel, World } from '../../world.ts';
import type { Sameness } from '../answers/sameness.ts';
import type { Call } from '../call.ts';
import { candidatesFor } from '../candidates.ts';
import { scanEnvelope, type Envelope } from '../envelope.ts';
import type { Destinations, Errand, Errands } from '../errand.ts';
import type { Facts } from '../facts.ts';
import type { Lane } from '../lane.ts';
import { Lanes } from '../lanes.ts';
import { ModelErrand } from '../model-errand.ts';
import type { CallState } from '../record.ts';
import type { RelayServices } from '../services.ts';
import { NativeGenerationLane, OverChatGenerationLane } from './generation-lane.ts';

/** Kinds of models that talk. */
const KINDS: ReadonlySet<string> = new Set(['chat', 'search', 'completion']);
const NATIVE = 'dashscope-generation';

/** One call of DashScope's generation. */
export class GenerationErrand implements Errand {
  readonly api = NATIVE;
  readonly family = 'openai-chat';
  readonly model: string;
  readonly form: Call['form'];
  readonly pricing: PriceContext = {};
  readonly failsInBody = false;
  private readonly request: GenerationRequest;
  private readonly envelope: Envelope;
  /** Where it was asked, below the base URL. */
  private readonly path: string;
  private readonly chat: Call;
  private readonly usual: ModelErrand;

  /** @throws Failure for what no chat can hold */
  constructor(request: GenerationRequest, envelope: Envelope, path: string) {
    this.request = request;
    this.envelope = envelope;
    this.path = path;
    this.model = request.model;
    this.form = request.streamed ? 'events' : 'whole';
    this.chat = callOf(request, scanEnvelope(Buffer.from(JSON.stringify(asChat(request)))));
    this.usual = new ModelErrand(this.chat);
  }

  get likelyTokens(): number {
    return this.usual.likelyTokens;
  }

  worst(world: World, sheet: PriceSheet, multiplier: bigint): bigint {
    return this.usual.worst(world, sheet, multiplier);
  }

  destinations(_services: RelayServices, principal: Principal, world: World): Destinations {
    const known = world.model(this.model);
    if (known !== undefined && !KINDS.has(known.kind)) {
      const message = `The model ${this.model} is a ${known.kind} model: it makes no text.`;
      throw new Failure('invalid_request', message, { param: 'model' });
    }
    const channels = new Map<Channel, string>(candidatesFor(world, principal, this.chat, undefined));
    for (const channel of channels.keys()) if (channel.provider === 'bailian') channels.set(channel, NATIVE);
    return { channels, credential: undefined };
  }

  facts(exchange: Exchange, principal: Principal): RequestFacts {
    return this.usual.facts(exchange, principal);
  }

  affinity(): string | undefined {
    return this.usual.affinity();
  }

  sameness(): Sameness {
    const { envelope, form, path } = this;
    return { body: envelope.body, without: [], around: [path], shape: form, others: [] };
  }

  lanes(parts: Errands): (candidate: Candidate, upstream: string) => Lane | Promise<Lane> {
    const { exchange, destinations } = parts;
    const asked = { request: this.request, id: exchange.id };
    let lanes: Lanes | undefined;
    return async (candidate, upstream) => {
      if (destinations.channels.get(candidate.channel) === NATIVE) {
        const plain = { ...this.chat, envelope: this.envelope };
        return new NativeGenerationLane(exchange, plain, candidate, upstream, this.path, asked);
      }
      lanes ??= new Lanes(this.chat, parts);
      return new OverChatGenerationLane(await lanes.anew(candidate, upstream), asked);
    };
  }

  failureText(failure: Failure, id: string): string {
    const told = renderFailure('dashscope', failure, id);
    return this.form === 'events'
      ? new GenerationWriter(this.request, id).broken(failure.status, told)
      : JSON.stringify(told);
  }

  delivered(facts: Facts): Usage {
    return this.usual.delivered(facts);
  }

  charged(usage: Usage, state: CallState, facts: Facts): Usage {
    return this.usual.charged(usage, state, facts);
  }

  settled(_services: RelayServices, _state: CallState, _facts: Facts): void {
    // Nothing of it is kept by a provider.
  }
}

/** The call for the rooms that know conversations. */
function callOf(request: GenerationRequest, envelope: Envelope): Call {
  return {
    protocol: 'openai-chat',
    operation: 'generate',
    model: request.model,
    envelope,
    form: request.streamed ? 'events' : 'whole',
    outputLimit: request.limit,
    choices: request.choices,
    serviceTier: undefined,
    wantsUsage: true,
    searches: 0,
    state: undefined,
  };
}
