// The errand of a transcript: a recording in OpenAI's format, to whichever API listens.

import { usageOf, type Usage } from '@turnpike/protocols/conversation/usage';
import { transcriptCodec } from '@turnpike/protocols/audio/transcript-codec';
import type { Exchange } from '../../http/exchange.ts';
import type { Principal } from '../../identity/principal.ts';
import { price, type PriceContext, type PriceSheet } from '../../ledger/price.ts';
import { transcriptDialectOf } from '../../providers/audio-offers.ts';
import type { RequestFacts } from '../../routing/conditions.ts';
import type { Candidate } from '../../routing/plan.ts';
import type { World } from '../../world.ts';
import type { Destinations, Errand, Errands } from '../errand.ts';
import { tokensOf, type Facts } from '../facts.ts';
import type { Lane } from '../lane.ts';
import type { CallState } from '../record.ts';
import type { RelayServices } from '../services.ts';
import { tokensOrPieces } from './charging.ts';
import { dialectsOf } from './destinations.ts';
import { listeningLane } from './listening-lane.ts';
import { mediaFacts } from './media-facts.ts';
import type { TranscriptOrder } from './transcript-order.ts';
import { TranscriptPassLane } from './transcript-pass-lane.ts';

/** Tokens that a second of a recording is read as (openai-audio.md §7), and at most; and that are said in it at most. */
const TOKENS_A_SECOND = 10;
const MOST_TOKENS_A_SECOND = 32;
const MOST_SAID_A_SECOND = 8;

/** One recording to write down. */
export class TranscriptErrand implements Errand {
  readonly api: 'transcriptions' | 'translations';
  readonly family = 'openai-chat';
  readonly model: string;
  readonly form: 'events' | 'whole';
  readonly pricing: PriceContext = {};
  readonly failsInBody = false;
  readonly order: TranscriptOrder;

  constructor(order: TranscriptOrder) {
    this.order = order;
    this.api = order.request.translates ? 'translations' : 'transcriptions';
    this.model = order.request.model;
    this.form = order.request.streams ? 'events' : 'whole';
  }

  /** Seconds of the recording, rounded up as providers do. */
  get seconds(): number {
    return Math.ceil(this.order.sound.seconds);
  }

  get likelyTokens(): number {
    return this.seconds * TOKENS_A_SECOND;
  }

  worst(_world: World, sheet: PriceSheet, multiplier: bigint): bigint {
    const { seconds } = this;
    const byTime = price(usageOf({ seconds }), sheet, multiplier, this.pricing).amount;
    const tokens = usageOf({
      input: Math.ceil((this.order.request.prompt?.length ?? 0) / 2) + 64,
      audioIn: seconds * MOST_TOKENS_A_SECOND,
      output: seconds * MOST_SAID_A_SECOND + 64,
    });
    const byTokens = price(tokens, sheet, multiplier, this.pricing).amount;
    return byTime > byTokens ? byTime : byTokens;
  }

  destinations(_services: RelayServices, principal: Principal, world: World): Destinations {
    const channels = dialectsOf(world, principal, this.model, 'stt', (channel, upstream) => {
      const dialect = transcriptDialectOf(channel, upstream);
      return dialect === 'openai' ? this.api : dialect;
    });
    return { channels, credential: undefined };
  }

  facts(exchange: Exchange, principal: Principal): RequestFacts {
    return mediaFacts(this, exchange, principal, this.likelyTokens, ['audio']);
  }

  affinity(): undefined {
    return undefined;
  }

  lanes(parts: Errands): (candidate: Candidate, upstream: string) => Lane {
    return (candidate, upstream) => {
      const codec = transcriptCodec(parts.destinations.channels.get(candidate.channel) ?? '');
      const work = { parts, errand: this, candidate, upstream };
      return codec === undefined ? new TranscriptPassLane(work) : listeningLane(work, codec);
    };
  }

  /** By the length of the recording: it was read, whatever came of it. */
  delivered(facts: Facts): Usage {
    return facts.usage ?? usageOf({ seconds: this.seconds, output: tokensOf(facts.ascii, facts.wide) });
  }

  /** By tokens where they were told, else by time; a list that knows tokens alone is given those of the time. */
  charged(usage: Usage, { snapshot: { sheet } }: CallState): Usage {
    const told = usage.input + usage.audioIn > 0;
    if (told) return tokensOrPieces(usage, sheet, 'seconds');
    const byTime = (sheet.unit.seconds ?? 0n) > 0n;
    if (byTime || Object.keys(sheet.token).length === 0) return usageOf({ seconds: usage.seconds });
    return { ...usage, seconds: 0, audioIn: Math.ceil(usage.seconds * TOKENS_A_SECOND) };
  }

  settled(): void {}

  release(): void {
    void this.order.form.spool.dispose();
  }
}
