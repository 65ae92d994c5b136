// One call and the kept answers: whether one may be given, under which name, and whether the new one is kept.

import type { Exchange } from '../../http/exchange.ts';
import type { Principal } from '../../identity/principal.ts';
import type { CallRecord } from '../../ledger/charge.ts';
import type { Channel, World } from '../../world.ts';
import { PLAIN_OPTIONS } from '../../routing/channel-options.ts';
import type { Destinations, Errand } from '../errand.ts';
import type { RelayServices } from '../services.ts';
import type { KeptAnswer } from './answer-store.ts';
import { AnswerRecorder } from './recorder.ts';
import { fingerprintOf, type Sameness } from './sameness.ts';
import { wishOf, type Wish } from './wish.ts';

/** Headers that change what a provider answers. */
const DECIDING = ['anthropic-version', 'anthropic-beta', 'openai-beta'];

/** A kept answer, in the shape that this client wants. */
export interface Found {
  readonly kept: KeptAnswer;
  readonly body: Buffer;
}

export interface KeepingParts {
  readonly services: RelayServices;
  readonly exchange: Exchange;
  readonly world: World;
  /** The caller in the group as which it is served. */
  readonly principal: Principal;
  readonly errand: Errand;
  readonly destinations: Destinations;
}

/** The keeping of one call. */
export class Keeping {
  readonly recorder: AnswerRecorder;
  private readonly parts: KeepingParts;
  private readonly wish: Wish;
  private readonly sameness: Sameness;
  private readonly fingerprint: string;

  private constructor(parts: KeepingParts, wish: Wish, sameness: Sameness) {
    this.parts = parts;
    this.wish = wish;
    this.sameness = sameness;
    this.fingerprint = fingerprintOf(sameness, ownerOf(parts));
    this.recorder = new AnswerRecorder(parts.world.settings.responseCacheAnswerBytes);
  }

  /** The keeping of a call; undefined where nothing is kept of it and nothing was. */
  static of(parts: KeepingParts): Keeping | undefined {
    const { world, principal, exchange, errand, destinations } = parts;
    if (!world.settings.responseCache || principal.pinnedChannel !== undefined) return undefined;
    const wish = wishOf(exchange.request.headers);
    if (wish.word === 'off') return undefined;
    const isWanted =
      wish.word !== undefined || principal.key.caches || [...destinations.channels.keys()].some(keepsAnswers);
    const sameness = isWanted ? errand.sameness?.(exchange) : undefined;
    if (sameness === undefined) return undefined;
    // Others may not go on from what a provider keeps for one of them.
    if (sameness.isOwned === true && world.settings.responseCacheScope === 'everyone') return undefined;
    return new Keeping(parts, wish, sameness);
  }

  /** A kept answer to an equal request. Never rejects. */
  async find(): Promise<Found | undefined> {
    const { exchange, services } = this.parts;
    const found = this.wish.word === 'fresh' ? undefined : await this.look();
    const age = found === undefined ? 0 : Math.max(Math.floor((Date.now() - found.kept.at) / 1000), 0);
    exchange.also(this.told(found === undefined ? 'miss' : 'hit', age));
    services.answers.counted(found !== undefined);
    return found;
  }

  private async look(): Promise<Found | undefined> {
    const { sameness, fingerprint } = this;
    const { store } = this.parts.services.answers;
    for (const shape of [sameness.shape, ...sameness.others]) {
      const kept = await store.find(`${fingerprint}.${shape}`);
      if (kept === undefined) continue;
      const body =
        kept.shape === sameness.shape ? kept.body : sameness.reshaped?.(kept.body, kept.shape, kept.upstreamId);
      if (body !== undefined) return { kept, body };
    }
    return undefined;
  }

  private told(word: 'hit' | 'miss', age: number): string[] {
    const headers = ['x-turnpike-cache', word];
    if (word === 'hit') headers.push('age', String(age));
    if (this.wish.routers) headers.push('x-openrouter-cache-status', word.toUpperCase());
    if (this.wish.routers && word === 'hit') headers.push('x-openrouter-cache-age', String(age));
    return headers;
  }

  /** Keeps an answer that was delivered whole, where its channel or its client wants it. */
  keep(record: CallRecord, channel: Channel | undefined): void {
    const { principal, world, services } = this.parts;
    const isWanted = this.wish.word !== undefined || principal.key.caches;
    if (!isWanted && (channel === undefined || !keepsAnswers(channel))) return;
    const { body } = this.recorder;
    if (body === undefined || !isGood(record)) return;
    const { responseCacheSeconds: longest } = world.settings;
    const now = Date.now();
    const { upstreamCost: _cost, ...usage } = record.usage;
    services.answers.store.keep(`${this.fingerprint}.${this.sameness.shape}`, {
      source: record.id,
      at: now,
      expiresAt: now + Math.min(this.wish.seconds ?? longest, longest) * 1000,
      shape: this.sameness.shape,
      type: this.recorder.type,
      upstreamModel: record.upstreamModel,
      upstreamId: record.upstreamId,
      finishReason: record.finishReason,
      usage,
      sandbox: record.sandbox,
      body,
    });
  }
}

/** Whether a channel's answers are kept. */
function keepsAnswers({ options = PLAIN_OPTIONS }: Channel): boolean {
  return options.cache === true;
}

/** What came whole, and whose usage is known. */
function isGood({ status, reason, cancelled, error }: CallRecord): boolean {
  return status === 200 && (reason === 'upstream_usage' || reason === 'free') && !cancelled && error === '';
}

/** Whose requests are equal to whose: never those of another account, unless the operator says so. */
function ownerOf({ world, principal, errand, exchange }: KeepingParts): readonly string[] {
  const { responseCacheScope: scope } = world.settings;
  const owner =
    scope === 'everyone' ? '' : scope === 'key' ? `key ${principal.key.id}` : `account ${principal.account.id}`;
  const headers = DECIDING.map(name => String(exchange.request.headers[name] ?? ''));
  return [String(world.answersEpoch), owner, principal.group, errand.api, errand.model, ...headers];
}
