// One candidate tried for one call: the request built for it, its answer delivered, its failure judged and answered.

import { promptTokens } from '@turnpike/protocols/conversation/usage';
import { faultStatus } from '@turnpike/protocols/conversation/fault';
import { Failure } from '@turnpike/protocols/failures';
import { formatUsd } from '../ledger/money.ts';
import type { Running } from '../routing/health.ts';
import { PLAIN_OPTIONS } from '../routing/channel-options.ts';
import { upstreamOf } from '../routing/mapping.ts';
import type { Step, Verdict } from '../routing/plan.ts';
import type { CallRecord } from '../ledger/charge.ts';
import type { Full, Place } from '../limits/channel-limits.ts';
import type { UpstreamRequest } from './attempt.ts';
import { Delivery } from './delivery.ts';
import { dispatch } from './dispatch.ts';
import { errorEvent } from './error-events.ts';
import { noFacts, type Facts } from './facts.ts';
import { parseRecord } from './json.ts';
import { judge, statusInEvents, type Judgement } from './judgement.ts';
import type { Lane } from './lane.ts';
import type { Ending, Outcome } from './outcome.ts';
import { overridden } from './overrides.ts';
import type { Patience } from './patience.ts';
import { redactBytes, redactHeaders } from './redact.ts';
import { answerFault, answerRefusal, faultFailure, refusalFailure, refusalStatus, type Refusal } from './refusal.ts';
import type { Walk } from './walk.ts';

/** One try of a walk. */
export class Trial {
  readonly step: Step;
  private readonly walk: Walk;
  private readonly claim: () => boolean;
  private readonly holdBack: boolean;
  private readonly startedAt = performance.now();
  private delivery: Delivery | undefined;
  private outcome: Outcome | undefined;
  private judgement: Judgement | undefined;
  private lane: Lane | undefined;
  private settledStatus = 0;
  /** Milliseconds to the first output; undefined while there is none. */
  private latency: number | undefined;
  private tokens = 0;
  private money = 0;
  /** Set when nothing was sent, because the candidate is at a limit of its own. */
  full: Full | undefined;
  /** A place that was waited for. */
  private readonly held: Place | undefined;

  /** `claim` is asked before anything reaches the client. `holdBack`: another candidate could still take over. */
  constructor(walk: Walk, step: Step, claim: () => boolean, holdBack: boolean, held?: Place) {
    this.walk = walk;
    this.step = step;
    this.claim = claim;
    this.holdBack = holdBack;
    this.held = held;
  }

  /** Sends the request and delivers its answer; true when the client has it, false when another may try. */
  async run(): Promise<boolean> {
    const { walk, step } = this;
    const { services, state } = walk;
    const { channel, credential } = step;
    const upstreamModel = upstreamOf(channel, state.errand.model);
    const covered = this.cover();
    const dear = covered instanceof Promise ? await covered : covered;
    if (dear !== undefined) return this.end({ kind: 'unfit', failure: dear }, undefined);
    const opened = this.openLane(upstreamModel);
    const lane = opened instanceof Promise ? await opened : opened;
    const taken = lane instanceof Failure ? FREE : this.takePlace();
    const place = taken instanceof Promise ? await taken : taken;
    if ('fullUntil' in place) {
      this.full = place;
      return false;
    }
    this.enter(upstreamModel, lane instanceof Failure ? state.spoken : lane.protocol);
    if (lane instanceof Failure) return this.end({ kind: 'unfit', failure: lane }, undefined);
    this.lane = lane;
    walk.stream.announced = lane.announced ?? {};
    const request = this.requestFor(lane);
    if (request instanceof Failure) {
      place.done(0);
      return this.end({ kind: 'unfit', failure: request }, undefined);
    }
    const subject = { channel: channel.id, channelName: channel.name, credential: credential.id, model: upstreamModel };
    const running = services.health.begin(subject);
    return new Promise(done =>
      // What became of it is noted at once: the record of the call may be written in the next moment.
      this.deliver(lane, request, upstreamModel, outcome => {
        place.done(this.tokens, this.money);
        done(this.end(outcome, running));
      }),
    );
  }

  /** The client has left: the answer is read on for its usage. */
  clientGone(): void {
    this.delivery?.clientGone();
  }

  /** Another attempt was faster. */
  abandon(): void {
    this.delivery?.abandon();
  }

  /** A place within the candidate's own limits. */
  private takePlace(): Place | Full | Promise<Place | Full> {
    if (this.held !== undefined) return this.held;
    const { services, exchange, state } = this.walk;
    return services.channelLimits.take(this.step, {
      id: exchange.id,
      tokens: state.errand.likelyTokens,
      money: Number(this.walk.holding.termsOf(this.step.channel).worst),
      owner: String(state.principal.key.id),
      gone: () => exchange.gone,
    });
  }

  /** How it went, for the plan. */
  get verdict(): Verdict {
    if (this.full !== undefined) {
      const { fullUntil, wait } = this.full;
      return { next: true, again: false, whole: false, fullUntil, waits: wait !== undefined };
    }
    const rule = this.judgement?.rule;
    return {
      next: rule?.next ?? false,
      again: (rule?.again ?? false) && (this.judgement?.retryAfter ?? 0) <= LONGEST_AGAIN_MS,
      whole: this.judgement?.whole ?? true,
    };
  }

  private deliver(lane: Lane, request: UpstreamRequest, upstreamModel: string, done: (outcome: Outcome) => void): void {
    const { walk, step } = this;
    const { exchange, services, state, world } = walk;
    const options = step.channel.options ?? PLAIN_OPTIONS;
    const delivery = new Delivery({
      exchange,
      lane,
      stream: walk.stream,
      holdBack: this.holdBack,
      readOn: Math.max(world.settings.readOnSeconds * 1000, lane.readOnMs ?? 0),
      patience: patienceOf(walk, step),
      statusOf: status => options.status[status] ?? status,
      redact: bytes => redactBytes(bytes, step),
      claim: () => {
        const ours = this.claim();
        if (ours) this.enter(upstreamModel, lane.protocol);
        return ours;
      },
      settle: (facts, ending, status, written) => this.settleWith(facts, ending, status, written),
      firstByte: () => {
        this.latency = performance.now() - this.startedAt;
        state.firstByteMs = Math.round(performance.now() - exchange.startedAt);
      },
      done,
    });
    this.delivery = delivery;
    delivery.sent(lane.carry?.(request, delivery) ?? dispatch(services, step, request, NO_TIMEOUTS, delivery));
  }

  /** The request as the channel's own rules have it. */
  private requestFor(lane: Lane): UpstreamRequest | Failure {
    const { exchange, state } = this.walk;
    try {
      return overridden(lane.request, this.step, lane.protocol, exchange.request.headers, () =>
        state.errand.facts(exchange, state.principal),
      );
    } catch (error) {
      return new Failure('internal_error', 'The rules of the channel could not be applied.', { cause: error });
    }
  }

  /** Makes the call's hold enough for this candidate, or says why it cannot be paid. */
  private cover(): Failure | undefined | Promise<Failure | undefined> {
    const covered = this.walk.holding.cover(this.step.channel);
    return covered instanceof Promise ? covered.then(() => undefined, unpaid) : undefined;
  }

  /** The call is this candidate's from now on, until another claims it. */
  private enter(upstreamModel: string, spoken: string): void {
    const { state, holding } = this.walk;
    const { principal, multiplier } = holding.termsOf(this.step.channel);
    if (principal !== state.principal) {
      state.principal = principal;
      state.snapshot = { ...state.snapshot, multiplier };
    }
    state.channel = this.step.channel;
    state.credential = this.step.credential;
    state.upstreamModel = upstreamModel;
    state.spoken = spoken;
  }

  /** The way to the candidate, or why the call cannot be put into its protocol. */
  private openLane(upstream: string): Lane | Failure | Promise<Lane | Failure> {
    try {
      const lane = this.walk.lanes(this.step, upstream);
      return lane instanceof Promise ? lane.catch(unfit) : lane;
    } catch (error) {
      return unfit(error);
    }
  }

  private end(outcome: Outcome, running: Running | undefined): boolean {
    this.outcome = outcome;
    this.judgement = judge(outcome, this.walk.rules);
    if (outcome.kind !== 'delivered') this.noteAttempt();
    const { judgement, latency } = this;
    const isWell = judgement === undefined && outcome.kind === 'delivered' && outcome.ending === 'complete';
    const effect = judgement?.rule.effect ?? (isWell ? 'ok' : 'none');
    const wait = judgement?.retryAfter;
    running?.finish({ effect, reason: judgement?.reason ?? '', retryAfter: wait, latency });
    return outcome.kind === 'delivered';
  }

  /** The failure as our own, for the record and for a client that cannot be given the upstream's. */
  get failure(): Failure {
    const { outcome } = this;
    const wait = this.judgement?.retryAfter;
    const retry = wait === undefined ? {} : { retryAfter: wait / 1000 };
    switch (outcome?.kind) {
      case 'broken':
      case 'unfit':
        return outcome.failure;
      case 'fault':
        return faultFailure(outcome.fault);
      case 'failed':
        return refusalFailure(statusInEvents(outcome.body.toString('utf8')) ?? 502, retry);
      case 'refused':
        return refusalFailure(outcome.status, retry);
      default:
        return refusalFailure(0);
    }
  }

  /** The status the client is given. */
  get clientStatus(): number {
    const { outcome } = this;
    if (this.walk.stream.headSent || (outcome?.kind === 'failed' && !this.isRefusal)) return 200;
    if (outcome?.kind === 'fault') return faultStatus(this.walk.state.errand.family, outcome.fault);
    if (outcome?.kind === 'failed') return this.refusalOf(outcome.headers, outcome.body).status;
    return outcome?.kind === 'refused' ? refusalStatus(outcome.status) : this.failure.status;
  }

  /**
   * A failure told under status 200 in one JSON body. Of Responses that is how a failed response looks; in every other
   * protocol a client would take it for an answer.
   */
  private get isRefusal(): boolean {
    const { outcome } = this;
    if (outcome?.kind !== 'failed' || !outcome.whole) return false;
    if (!this.walk.state.errand.failsInBody) return true;
    return parseRecord(outcome.body.toString('utf8'))?.['status'] !== 'failed';
  }

  private refusalOf(headers: Refusal['headers'], body: Buffer): Refusal {
    return { status: statusInEvents(body.toString('utf8')) ?? 502, headers, body };
  }

  /** Answers the client with what the upstream refused, or with our own failure. */
  answerFailure(): void {
    const { outcome, step } = this;
    const { exchange, stream, state } = this.walk;
    if (stream.headSent && outcome?.kind !== 'failed') stream.fail(this.errorText());
    else if (outcome?.kind === 'failed' && this.isRefusal && !stream.headSent) {
      const { status, headers, body } = this.refusalOf(outcome.headers, outcome.body);
      answerRefusal(exchange, { status, headers: redactHeaders(headers, step), body: redactBytes(body, step) });
    } else if (outcome?.kind === 'failed') {
      stream.head(200, outcome.headers);
      stream.write([redactBytes(outcome.body, step)], undefined);
      stream.end();
    } else if (outcome?.kind === 'refused') {
      const { status, headers, body } = outcome;
      const told = { status, headers: redactHeaders(headers, step), body: redactBytes(body, step) };
      this.lane?.refuse(exchange, told);
    } else if (outcome?.kind === 'fault') answerFault(exchange, state.errand.family, outcome.fault);
    else exchange.fail(this.failure);
  }

  /** How a stream of which only keep-alives have left says that it failed. */
  private errorText(): string {
    const { state, exchange } = this.walk;
    const { form, family } = state.errand;
    const own = state.errand.failureText?.(this.failure, exchange.id);
    if (own !== undefined) return own;
    return errorEvent(family, form === 'array' ? 'array-start' : form, this.failure, exchange.id, noFacts());
  }

  private settleWith(facts: Facts, ending: Ending, status: number, written?: () => void): readonly string[] {
    this.settledStatus = status;
    this.noteAttempt(ending);
    const record = this.walk.settle(facts, ending, status, written);
    this.tokens = tokensIn(record);
    this.money = Number(record.amount);
    return ['x-turnpike-cost', formatUsd(record.amount)];
  }

  private noteAttempt(ending?: Ending): void {
    const { step, outcome } = this;
    const { channel, credential, why, passed } = step;
    this.walk.state.attempts.push({
      channel: channel.id,
      channelName: channel.name,
      credential: credential.id,
      status: outcome?.kind === 'refused' ? outcome.status : this.settledStatus,
      milliseconds: Math.round(performance.now() - this.startedAt),
      outcome: ending ?? wordOf(outcome, this.judgement),
      why: passed.length === 0 ? why : `${why}; passed over: ${passed.join('; ')}`,
    });
  }
}

/** The only candidate is not tried once more when it asks to be left alone for longer. */
const LONGEST_AGAIN_MS = 1_000;
const FREE: Place = { done: () => undefined };
/** The delivery watches its times itself: what counts is progress, not bytes. */
const NO_TIMEOUTS = { firstByte: 0, idle: 0 };

function patienceOf({ world }: Walk, { channel }: Step): Patience {
  const { firstByteTimeoutSeconds, idleTimeoutSeconds } = world.settings;
  const own = channel.options?.timeouts;
  return {
    firstByte: own?.firstByte ?? firstByteTimeoutSeconds * 1000,
    idle: own?.idle ?? idleTimeoutSeconds * 1000,
  };
}

function unpaid(error: unknown): Failure {
  if (error instanceof Failure) return error;
  throw error;
}

function unfit(error: unknown): Failure {
  if (error instanceof Failure) return error;
  return new Failure('internal_error', 'The request could not be translated.', { cause: error });
}

function tokensIn({ usage }: CallRecord): number {
  return promptTokens(usage) + usage.output;
}

/** A word for what happened. */
function wordOf(outcome: Outcome | undefined, judgement: Judgement | undefined): string {
  if (outcome?.kind === 'refused') return 'refused';
  if (outcome?.kind === 'lost') return 'slower';
  return judgement?.reason ?? outcome?.kind ?? '';
}
