// The errand of a cached content: created, or kept longer; its tokens are charged as read, and their storage by the hour.

import type { IncomingHttpHeaders } from 'node:http';
import { count } from '@turnpike/protocols/conversation/counts';
import { usageOf, type Usage } from '@turnpike/protocols/conversation/usage';
import type { Exchange } from '../../http/exchange.ts';
import type { Principal } from '../../identity/principal.ts';
import { price, type PriceContext, type PriceSheet } from '../../ledger/price.ts';
import type { RequestFacts } from '../../routing/conditions.ts';
import type { Candidate } from '../../routing/plan.ts';
import type { World } from '../../world.ts';
import type { Call } from '../call.ts';
import type { Destinations, Errand, Errands } from '../errand.ts';
import { likelyPromptTokens, promptTokens } from '../estimate.ts';
import { noFacts, type Facts } from '../facts.ts';
import { parseRecord, record, text, type Json } from '../json.ts';
import type { Lane, WholeAnswer } from '../lane.ts';
import { ModelErrand } from '../model-errand.ts';
import type { CallState } from '../record.ts';
import { answerRefusal, type Refusal } from '../refusal.ts';
import type { RelayServices } from '../services.ts';
import { modelEdits, splice } from '../splice.ts';
import { OBJECTS, requestTo } from './google-objects.ts';

/** What is asked: a new content, or another end of one that is there. */
export type CacheTask =
  | { readonly kind: 'create'; readonly seconds: number }
  | {
      readonly kind: 'extend';
      readonly id: string;
      readonly pin: Destinations['credential'];
      readonly channel: number;
      readonly tokens: number;
      readonly until: number;
      readonly seconds: number;
    };

const HOUR = 3600;

/** Tokens times hours, rounded up: what storage is priced by. */
function tokenHours(tokens: number, seconds: number): number {
  return Math.ceil((tokens * Math.max(seconds, 0)) / HOUR);
}

/** A call about one cached content. */
export class CacheErrand implements Errand {
  readonly api = 'gemini-caches';
  readonly family = 'gemini-generate';
  readonly model: string;
  readonly form = 'whole';
  readonly failsInBody = false;
  private readonly call: Call;
  private readonly task: CacheTask;
  private readonly inner: ModelErrand;
  /** Tokens of the content, once they are known. */
  private tokens = 0;

  constructor(call: Call, task: CacheTask) {
    this.call = call;
    this.task = task;
    this.model = call.model;
    this.inner = new ModelErrand(call);
  }

  /** Storage must not count as a longer prompt where the tier is chosen. */
  get pricing(): PriceContext {
    return { keptTokens: this.tokens };
  }

  get likelyTokens(): number {
    return this.task.kind === 'create' ? likelyPromptTokens(this.call.envelope.weight) : 0;
  }

  worst(_world: World, sheet: PriceSheet, multiplier: bigint): bigint {
    const { task } = this;
    const isNew = task.kind === 'create';
    // What the content holds beyond the body, such as files, is not seen here: it counts as the longest usual one.
    const held = this.call.state === undefined ? 0 : 1_000_000;
    const tokens = isNew ? promptTokens(this.call.envelope.weight) + held : task.tokens;
    const usage = usageOf({ input: isNew ? tokens : 0, cacheWrite1h: tokenHours(tokens, task.seconds) });
    return price(usage, sheet, multiplier, { keptTokens: tokens }).amount;
  }

  async destinations(services: RelayServices, principal: Principal, world: World): Promise<Destinations> {
    const { task } = this;
    const found = await this.inner.destinations(services, principal, world);
    const channels = [...found.channels].filter(
      ([channel, protocol]) =>
        protocol === 'gemini-generate' && (task.kind === 'create' || channel.id === task.channel),
    );
    return { channels: new Map(channels), credential: task.kind === 'create' ? found.credential : task.pin };
  }

  facts(exchange: Exchange, principal: Principal): RequestFacts {
    return this.inner.facts(exchange, principal);
  }

  affinity(): undefined {
    return undefined;
  }

  lanes({ exchange }: Errands): (candidate: Candidate, upstream: string) => Lane {
    return (candidate, upstream) => new CacheLane(exchange, this.call, this.task, candidate, upstream, this);
  }

  /** Reads what the provider made of it. */
  used(object: Json): Usage {
    const { task } = this;
    this.tokens = count(record(object['usageMetadata'])['totalTokenCount']);
    const end = Date.parse(text(object['expireTime'])) / 1000;
    const begin = task.kind === 'create' ? Date.parse(text(object['createTime'])) / 1000 : task.until;
    const seconds = Number.isFinite(end) && Number.isFinite(begin) ? end - begin : task.seconds;
    return usageOf({
      input: task.kind === 'create' ? this.tokens : 0,
      cacheWrite1h: tokenHours(this.tokens, Math.round(seconds)),
    });
  }

  delivered(): Usage {
    return usageOf();
  }

  charged(usage: Usage): Usage {
    return usage;
  }

  settled(services: RelayServices, state: CallState, facts: Facts): void {
    const attempt = state.attempts.at(-1);
    const id = facts.id.replace(/^cachedContents\//, '');
    if (attempt === undefined || id === '' || this.task.kind !== 'create') return;
    services.pins.note(OBJECTS.cachedContents, id, {
      accountId: state.principal.account.id,
      channel: attempt.channel,
      credential: attempt.credential,
    });
  }
}

/** The bytes pass; the model's name is the upstream's. */
class CacheLane implements Lane {
  readonly protocol = 'gemini-caches';
  readonly request: Lane['request'];
  private readonly errand: CacheErrand;

  constructor(
    exchange: Exchange,
    call: Call,
    task: CacheTask,
    candidate: Candidate,
    upstream: string,
    errand: CacheErrand,
  ) {
    this.errand = errand;
    const edits = modelEdits(call.envelope, call.model, upstream).map(edit => ({
      ...edit,
      text: JSON.stringify(`models/${upstream}`),
    }));
    const body = splice(call.envelope.body, edits);
    this.request =
      task.kind === 'create'
        ? requestTo(candidate, exchange, 'POST', '/v1beta/cachedContents', body)
        : requestTo(candidate, exchange, 'PATCH', `/v1beta/cachedContents/${encodeURIComponent(task.id)}`, body);
  }

  passage(): undefined {
    return undefined;
  }

  whole(body: Buffer): WholeAnswer | undefined {
    const object = parseRecord(body.toString('utf8'));
    const name = text(object?.['name']);
    if (object === undefined || !name.startsWith('cachedContents/')) return undefined;
    const usage = this.errand.used(object);
    return { facts: { ...noFacts(), usage, id: name, finished: true, output: true }, body };
  }

  headers(from: IncomingHttpHeaders): IncomingHttpHeaders {
    return from;
  }

  refuse(exchange: Exchange, refusal: Refusal): void {
    answerRefusal(exchange, refusal);
  }
}
