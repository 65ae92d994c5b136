// One client's request, understood once, and written for each candidate that speaks another protocol.

import type { ClientContext, Codec, EncodedRequest, Target } from '@turnpike/protocols/codec';
import { codecOf } from '@turnpike/protocols/codecs';
import { fields, type Fields } from '@turnpike/protocols/conversation/counts';
import type { ConversationRequest } from '@turnpike/protocols/conversation/request';
import { Failure, type Protocol } from '@turnpike/protocols/failures';
import { parseJson } from '@turnpike/protocols/json';
import type { Channel } from '../world.ts';
import type { Call } from './call.ts';
import { refuseLosses } from './dropped.ts';
import type { InlineMedia } from './inline-media.ts';
import { makerOf, withoutForeign } from './proof-origin.ts';
import type { ItemStore } from './items.ts';
import type { ProofStore } from './proofs.ts';

/** A request written for one candidate. */
export interface Translated {
  readonly codec: Codec;
  readonly target: Target;
  readonly encoded: EncodedRequest;
  /** Who will make the proofs of its answer. */
  readonly maker: string;
}

/** What a translation needs of its request. */
export interface TranslationParts {
  readonly call: Call;
  /** Our id of the request. */
  readonly id: string;
  readonly account: number;
  readonly media: InlineMedia;
  readonly proofs: ProofStore;
  readonly items: ItemStore;
}

/** The codec of a protocol that candidates were chosen by. @throws Failure where there is none */
function need(protocol: Protocol): Codec {
  const codec = codecOf(protocol);
  if (codec === undefined) throw new Failure('internal_error', `Nothing translates ${protocol}.`);
  return codec;
}

/** The translation of one request. */
export class Translation {
  readonly client: Codec;
  private readonly parts: TranslationParts;
  private readonly created = Math.floor(Date.now() / 1000);
  private decoded: ConversationRequest | undefined;

  constructor(parts: TranslationParts) {
    this.parts = parts;
    this.client = need(parts.call.protocol);
  }

  /** The request in the neutral form. @throws Failure for a body that the client's own protocol forbids */
  get request(): ConversationRequest {
    this.decoded ??= this.decode();
    return this.decoded;
  }

  private decode(): ConversationRequest {
    const { call, items, account } = this.parts;
    const body = fields(parseJson(call.envelope.body.toString('utf8')));
    const whole = call.protocol === 'openai-responses' ? items.resolve(account, body) : body;
    return this.client.decodeRequest(whole, { model: call.model, streamed: call.form !== 'whole' });
  }

  /** Whether the client may later name what it is told by ids: a response that it did not ask to forget. */
  get remembers(): boolean {
    return this.parts.call.protocol === 'openai-responses' && this.request.handling.store !== false;
  }

  /** Keeps the output of a response. */
  noteOutput(response: Fields): void {
    this.parts.items.note(this.parts.account, response['output']);
  }

  /** What the client's answer depends on. */
  get context(): ClientContext {
    const { call, id } = this.parts;
    return {
      request: this.request,
      model: call.model,
      id,
      created: this.created,
      wantsUsage: call.wantsUsage,
      form: call.form === 'array' ? 'array' : 'events',
    };
  }

  /** The request for a candidate. @throws Failure naming the message and the part that it cannot take */
  async into(protocol: Protocol, channel: Channel, target: Target): Promise<Translated> {
    const codec = need(protocol);
    const maker = makerOf(channel.provider, target.model);
    const restored = this.parts.proofs.restore(this.parts.account, maker, withoutForeign(this.request, maker));
    const encoded = codec.encodeRequest(await this.parts.media.into(restored, codec, target), target);
    if (channel.options?.strictTranslation === true) refuseLosses(encoded.losses);
    return { codec, target, encoded, maker };
  }
}
