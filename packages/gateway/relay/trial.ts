// One candidate tried for one call: the request built for it, its answer delivered, its failure judged.

import { faultStatus } from '@turnpike/protocols/conversation/fault';
import { Failure } from '@turnpike/protocols/failures';
import type { Settings } from '../config/settings.ts';
import type { Exchange } from '../http/exchange.ts';
import type { CallRecord } from '../ledger/charge.ts';
import { formatUsd } from '../ledger/money.ts';
import { upstreamOf } from '../routing/mapping.ts';
import type { Candidate } from '../routing/plan.ts';
import { send } from './attempt.ts';
import type { ClientStream } from './client-stream.ts';
import { Delivery, type Ending, type Outcome } from './delivery.ts';
import { errorEvent } from './error-events.ts';
import { noFacts, type Facts } from './facts.ts';
import type { Lane } from './lane.ts';
import type { Lanes } from './lanes.ts';
import type { CallState } from './record.ts';
import { answerFault, faultFailure, isRetryable, refusalFailure, refusalStatus, upstreamStatus } from './refusal.ts';
import type { RelayServices } from './services.ts';

type Settle = (facts: Facts, ending: Ending, status: number) => CallRecord;

/** One try. `run` answers whether the call is over for the client. */
export class Trial {
  private readonly services: RelayServices;
  private readonly exchange: Exchange;
  private readonly settings: Settings;
  private readonly state: CallState;
  private readonly lanes: Lanes;
  private readonly stream: ClientStream;
  private readonly candidate: Candidate;
  private readonly settle: Settle;
  private readonly isLast: boolean;
  private readonly startedAt = performance.now();
  private outcome: Outcome | undefined;
  private settledStatus = 0;
  private lane: Lane | undefined;

  constructor(
    services: RelayServices,
    exchange: Exchange,
    settings: Settings,
    state: CallState,
    lanes: Lanes,
    stream: ClientStream,
    candidate: Candidate,
    settle: Settle,
    isLast: boolean,
  ) {
    this.services = services;
    this.exchange = exchange;
    this.settings = settings;
    this.state = state;
    this.lanes = lanes;
    this.stream = stream;
    this.candidate = candidate;
    this.settle = settle;
    this.isLast = isLast;
  }

  /** Sends the request and delivers its answer; true when the client has it, false when another may try. */
  async run(): Promise<boolean> {
    const { state, exchange, settings } = this;
    const { channel } = this.candidate;
    state.channel = channel;
    state.credential = this.candidate.credential;
    state.upstreamModel = upstreamOf(channel, state.call.model);
    const lane = await this.openLane();
    if (lane instanceof Failure) {
      this.outcome = { kind: 'unfit', failure: lane };
      this.noteAttempt();
      return false;
    }
    this.lane = lane;
    state.native = lane.native;
    const outcome = await new Promise<Outcome>(done => {
      const delivery = new Delivery({
        exchange,
        lane,
        stream: this.stream,
        holdBack: !this.isLast,
        readOn: settings.readOnSeconds * 1000,
        settle: (facts, ending, status) => this.settleWith(facts, ending, status),
        firstByte: () => {
          state.firstByteMs = Math.round(performance.now() - exchange.startedAt);
        },
        done,
      });
      exchange.onClose(() => delivery.clientGone());
      const timeouts = { firstByte: settings.firstByteTimeoutSeconds * 1000, idle: settings.idleTimeoutSeconds * 1000 };
      send(this.services.dispatcher, lane.request, timeouts, delivery);
    });
    this.outcome = outcome;
    if (outcome.kind !== 'delivered') this.noteAttempt();
    return outcome.kind === 'delivered';
  }

  /** The way to the candidate, or why the call cannot be put into its protocol. */
  private async openLane(): Promise<Lane | Failure> {
    try {
      return await this.lanes.of(this.candidate, this.state.upstreamModel);
    } catch (error) {
      if (error instanceof Failure) return error;
      return new Failure('internal_error', 'The request could not be translated.', { cause: error });
    }
  }

  /** Whether another candidate may succeed where this one failed. */
  get retryable(): boolean {
    const { outcome } = this;
    switch (outcome?.kind) {
      case 'refused':
        return isRetryable(outcome.status);
      case 'fault':
        return isRetryable(upstreamStatus(outcome.fault));
      default:
        return outcome !== undefined && outcome.kind !== 'delivered';
    }
  }

  /** The failure as our own, for the record and for a client that cannot be given the upstream's. */
  get failure(): Failure {
    if (this.outcome?.kind === 'broken' || this.outcome?.kind === 'unfit') return this.outcome.failure;
    if (this.outcome?.kind === 'fault') return faultFailure(this.outcome.fault);
    return refusalFailure(this.outcome?.kind === 'refused' ? this.outcome.status : 0);
  }

  /** The status the client is given. */
  get clientStatus(): number {
    if (this.stream.headSent || this.outcome?.kind === 'failed') return 200;
    if (this.outcome?.kind === 'fault') return faultStatus(this.state.call.protocol, this.outcome.fault);
    return this.outcome?.kind === 'refused' ? refusalStatus(this.outcome.status) : this.failure.status;
  }

  /** Answers the client with what the upstream refused, or with our own failure. */
  answerFailure(): void {
    const { outcome, stream } = this;
    if (outcome?.kind === 'failed') {
      stream.head(200, outcome.headers);
      stream.write([outcome.body], undefined);
      stream.end();
    } else if (stream.headSent) stream.fail(this.errorText());
    else if (outcome?.kind === 'refused') this.lane?.refuse(this.exchange, outcome);
    else if (outcome?.kind === 'fault') answerFault(this.exchange, this.state.call.protocol, outcome.fault);
    else this.exchange.fail(this.failure);
  }

  /** How a stream of which only keep-alives have left says that it failed. */
  private errorText(): string {
    const { call } = this.state;
    const form = call.form === 'array' ? 'array-start' : 'events';
    return errorEvent(call.protocol, form, this.failure, this.exchange.id, noFacts());
  }

  private settleWith(facts: Facts, ending: Ending, status: number): readonly string[] {
    this.settledStatus = status;
    this.noteAttempt(ending);
    const record = this.settle(facts, ending, status);
    return ['x-turnpike-cost', formatUsd(record.amount)];
  }

  private noteAttempt(ending?: Ending): void {
    const { channel, credential } = this.candidate;
    const status = this.outcome?.kind === 'refused' ? this.outcome.status : this.settledStatus;
    this.state.attempts.push({
      channel: channel.id,
      channelName: channel.name,
      credential: credential.id,
      status,
      milliseconds: Math.round(performance.now() - this.startedAt),
      outcome: ending ?? (this.outcome?.kind === 'refused' ? 'refused' : this.failure.code),
    });
  }
}
