// The errand of speech: a text in OpenAI's format, to whichever API speaks it.

import { fields, type Fields } from '@turnpike/protocols/conversation/counts';
import { usageOf, type Usage } from '@turnpike/protocols/conversation/usage';
import { charactersOf, readSpeechRequest, type SpeechRequest } from '@turnpike/protocols/audio/speech-request';
import { speechCodec } from '@turnpike/protocols/audio/speech-codecs';
import { parseJson } from '@turnpike/protocols/json';
import type { Exchange } from '../../http/exchange.ts';
import type { Principal } from '../../identity/principal.ts';
import { price, type PriceContext, type PriceSheet } from '../../ledger/price.ts';
import { speechDialectOf } from '../../providers/audio-offers.ts';
import type { RequestFacts } from '../../routing/conditions.ts';
import type { Candidate } from '../../routing/plan.ts';
import type { World } from '../../world.ts';
import { scanEnvelope, type Envelope } from '../envelope.ts';
import type { Destinations, Errand, Errands } from '../errand.ts';
import { tokensOf, type Facts } from '../facts.ts';
import type { Lane } from '../lane.ts';
import type { CallState } from '../record.ts';
import type { RelayServices } from '../services.ts';
import { tokensOrPieces } from './charging.ts';
import { dialectsOf } from './destinations.ts';
import { mediaFacts } from './media-facts.ts';
import { speechLane } from './speaking-lane.ts';
import { SpeechPassLane } from './speech-pass-lane.ts';

/** Characters that are spoken in a second, and tokens that a second of speech makes (openai-audio.md §7). */
export const CHARACTERS_A_SECOND = 15;
export const TOKENS_A_SECOND = 1250 / 60;

/** One text to speak. */
export class SpeechErrand implements Errand {
  readonly api = 'speech';
  readonly family = 'openai-chat';
  readonly model: string;
  readonly form: 'events' | 'bytes';
  readonly pricing: PriceContext = {};
  readonly failsInBody = false;
  readonly request: SpeechRequest;
  readonly envelope: Envelope;

  /** @throws Failure naming the field at fault */
  constructor(body: Buffer) {
    this.envelope = scanEnvelope(body);
    const value: Fields = fields(parseJson(body.toString('utf8')));
    this.request = readSpeechRequest(value);
    this.model = this.request.model;
    this.form = this.request.events ? 'events' : 'bytes';
  }

  get likelyTokens(): number {
    const { input, audioOut } = this.usageFor(this.likelySeconds);
    return input + audioOut;
  }

  /** How long the text is spoken. */
  get likelySeconds(): number {
    return charactersOf(this.request.input) / CHARACTERS_A_SECOND / this.request.speed;
  }

  /** What so many seconds of it use. The text is counted as a whole: it was read. */
  usageFor(seconds: number): Usage {
    const { input, instructions } = this.request;
    const text = input + (instructions ?? '');
    const bytes = Buffer.byteLength(text);
    const wide = bytes - text.length;
    return usageOf({
      input: tokensOf(bytes - wide, wide),
      audioOut: Math.ceil(seconds * TOKENS_A_SECOND),
      characters: charactersOf(input),
      seconds: Math.round(seconds * 1000) / 1000,
    });
  }

  worst(_world: World, sheet: PriceSheet, multiplier: bigint): bigint {
    const likely = this.usageFor(this.likelySeconds * 3 + 5);
    const most = { ...likely, input: likely.input * 2 + 16 };
    return price(this.billed(most, sheet), sheet, multiplier, this.pricing).amount;
  }

  destinations(_services: RelayServices, principal: Principal, world: World): Destinations {
    const channels = dialectsOf(world, principal, this.model, 'tts', (channel, upstream) => {
      const dialect = speechDialectOf(channel, upstream);
      return dialect === 'openai' ? this.api : dialect;
    });
    return { channels, credential: undefined };
  }

  facts(exchange: Exchange, principal: Principal): RequestFacts {
    return mediaFacts(this, exchange, principal, this.likelyTokens, []);
  }

  affinity(): undefined {
    return undefined;
  }

  lanes(parts: Errands): (candidate: Candidate, upstream: string) => Lane {
    return (candidate, upstream) => {
      const codec = speechCodec(parts.destinations.channels.get(candidate.channel) ?? '');
      const work = { parts, errand: this, candidate, upstream };
      return codec === undefined ? new SpeechPassLane(work) : speechLane(work, codec);
    };
  }

  /** A part of the speech was delivered: of a price by the character, the share of it that was heard. */
  delivered(facts: Facts): Usage {
    if (facts.usage !== undefined) return facts.usage;
    const seconds = (facts.partials ?? 0) / 1000;
    const whole = this.usageFor(seconds);
    if (facts.finished) return whole;
    const heard = Math.ceil(seconds * CHARACTERS_A_SECOND * this.request.speed);
    return { ...whole, characters: Math.min(heard, whole.characters) };
  }

  charged(usage: Usage, state: CallState): Usage {
    return this.billed(usage, state.snapshot.sheet);
  }

  /** By tokens, by characters or by seconds: as the list says, and by one of them alone. */
  private billed(usage: Usage, sheet: PriceSheet): Usage {
    const one = tokensOrPieces(tokensOrPieces(usage, sheet, 'seconds'), sheet, 'characters');
    const byCharacter = sheet.source !== 'operator' && (sheet.unit.characters ?? 0n) > 0n;
    return byCharacter ? { ...one, seconds: 0 } : one;
  }

  settled(): void {}
}
