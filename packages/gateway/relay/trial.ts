// One candidate tried for one call: the request built for it, its answer delivered, its failure judged.

import type { Failure } from '@turnpike/protocols/failures';
import type { Settings } from '../config/settings.ts';
import type { Exchange } from '../http/exchange.ts';
import type { CallRecord } from '../ledger/charge.ts';
import { formatUsd } from '../ledger/money.ts';
import type { Candidate } from '../routing/plan.ts';
import { send, type UpstreamRequest } from './attempt.ts';
import type { Call } from './call.ts';
import type { ClientStream } from './client-stream.ts';
import { Delivery, type Ending, type Outcome } from './delivery.ts';
import { noFacts, type Facts } from './facts.ts';
import { upstreamHeaders } from './headers.ts';
import type { CallState } from './record.ts';
import { credentialHeaders, roadTo } from './road.ts';
import { answerRefusal, isRetryable, refusalFailure, refusalStatus } from './refusal.ts';
import type { RelayServices } from './services.ts';
import { type Edit, lengthOf, modelEdits, nestedModelEdits, splice, usageEdits } from './splice.ts';

type Settle = (facts: Facts, ending: Ending, status: number) => CallRecord;

/** One try. `run` answers whether the call is over for the client. */
export class Trial {
  private readonly services: RelayServices;
  private readonly exchange: Exchange;
  private readonly settings: Settings;
  private readonly state: CallState;
  private readonly stream: ClientStream;
  private readonly candidate: Candidate;
  private readonly settle: Settle;
  private readonly isLast: boolean;
  private readonly startedAt = performance.now();
  private outcome: Outcome | undefined;
  private settledStatus = 0;

  constructor(
    services: RelayServices,
    exchange: Exchange,
    settings: Settings,
    state: CallState,
    stream: ClientStream,
    candidate: Candidate,
    settle: Settle,
    isLast: boolean,
  ) {
    this.services = services;
    this.exchange = exchange;
    this.settings = settings;
    this.state = state;
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
    state.upstreamModel = upstreamName(channel, state.call.model);
    const request = buildRequest(exchange, state.call, this.candidate, state.upstreamModel);
    const outcome = await new Promise<Outcome>(done => {
      const delivery = new Delivery({
        exchange,
        call: state.call,
        stream: this.stream,
        hideUsage: asksUsage(state.call) && !state.call.wantsUsage,
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
      send(this.services.dispatcher, request, timeouts, delivery);
    });
    this.outcome = outcome;
    if (outcome.kind !== 'delivered') this.noteAttempt();
    return outcome.kind === 'delivered';
  }

  /** Whether another candidate may succeed where this one failed. */
  get retryable(): boolean {
    const kind = this.outcome?.kind;
    return (
      kind === 'broken' || kind === 'failed' || (this.outcome?.kind === 'refused' && isRetryable(this.outcome.status))
    );
  }

  /** The failure as our own, for the record and for a client that cannot be given the upstream's. */
  get failure(): Failure {
    if (this.outcome?.kind === 'broken') return this.outcome.failure;
    return refusalFailure(this.outcome?.kind === 'refused' ? this.outcome.status : 0);
  }

  /** The status the client is given. */
  get clientStatus(): number {
    if (this.stream.headSent || this.outcome?.kind === 'failed') return 200;
    return this.outcome?.kind === 'refused' ? refusalStatus(this.outcome.status) : this.failure.status;
  }

  /** Answers the client with what the upstream refused, or with our own failure. */
  answerFailure(): void {
    const { outcome, stream } = this;
    if (outcome?.kind === 'failed') {
      stream.head(200, outcome.headers);
      stream.write([outcome.body], undefined);
      stream.end();
    } else if (stream.headSent) stream.fail(this.failure, noFacts());
    else if (outcome?.kind === 'refused') answerRefusal(this.exchange, outcome);
    else this.exchange.fail(this.failure);
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

/** A streamed chat must be asked for its usage, or there is none. */
function asksUsage(call: Call): boolean {
  return call.protocol === 'openai-chat' && call.form === 'events';
}

/** The name a channel knows a model by. `sandbox/<model>` names the practice upstream explicitly. */
export function upstreamName(channel: Candidate['channel'], model: string): string {
  const named = channel.models.named.get(model)?.upstream;
  if (named !== undefined) return named;
  return channel.provider === 'sandbox' ? model.replace(/^sandbox\//, '') : model;
}

/** What must change in the body for this upstream. */
function editsOf(call: Call, upstream: string): Edit[] {
  const edits = call.model === upstream ? [] : modelEdits(call.envelope, call.model, upstream);
  if (call.operation === 'count') edits.push(...nestedModelEdits(call.envelope, call.model, upstream));
  if (asksUsage(call)) edits.push(...usageEdits(call.envelope));
  return edits;
}

/** The request for one candidate: the client's bytes, with model, credential and address changed. */
export function buildRequest(exchange: Exchange, call: Call, candidate: Candidate, upstream: string): UpstreamRequest {
  const { channel, credential } = candidate;
  const { kind, origin, prefix } = roadTo(channel);
  const body = splice(call.envelope.body, editsOf(call, upstream));
  const path = kind.path({
    protocol: call.protocol,
    action: call.operation,
    model: upstream,
    streamed: call.form !== 'whole',
    version: /^\/(v1|v1alpha)\//.exec(exchange.path)?.[1] ?? 'v1beta',
  });
  return {
    origin,
    path: prefix + path + exchange.search,
    method: 'POST',
    headers: upstreamHeaders(
      exchange.request.headers,
      credentialHeaders(kind, credential, call.protocol),
      lengthOf(body),
    ),
    body,
  };
}
