// Makes the record of a call: usage priced, reason named, attempts listed; what the ledger settles and the log keeps.

import { usageOf, type Usage } from '@turnpike/protocols/conversation/usage';
import type { AttemptRecord, CallRecord, Charge, Reason } from '../ledger/charge.ts';
import { formatMultiplier } from '../ledger/money.ts';
import { price, type PriceSheet } from '../ledger/price.ts';
import type { Principal } from '../identity/principal.ts';
import type { Channel, Credential, World } from '../world.ts';
import { upstreamCost, type UpstreamCost } from './cost.ts';
import type { Ending } from './delivery.ts';
import { withSearches } from './delivered.ts';
import type { Errand } from './errand.ts';
import type { KeptAnswer } from './answers/answer-store.ts';
import { noFacts, type Facts } from './facts.ts';

/** What was snapshotted at admission: a later change of prices does not touch this call. */
export interface Snapshot {
  readonly sheet: PriceSheet;
  /** The group's factor in millionths. */
  readonly multiplier: bigint;
  /** Everything else that holds for the call, such as list prices. */
  readonly world: World;
}

/** Everything about a call that its record needs. */
export interface CallState {
  readonly id: string;
  /** Milliseconds since the epoch at admission. */
  readonly at: number;
  /** The caller in the group as whose it is served; with the snapshot, on the terms of the candidate that serves. */
  principal: Principal;
  readonly errand: Errand;
  snapshot: Snapshot;
  readonly attempts: AttemptRecord[];
  channel: Channel | undefined;
  credential: Credential | undefined;
  upstreamModel: string;
  /** What the channel was asked in. Only what was asked in the client's own protocol can be asked for again. */
  spoken: string;
  firstByteMs: number;
}

/** A call before anything was tried: admitted at `at`, milliseconds since the epoch, on the terms of `snapshot`. */
export function begun(id: string, at: number, errand: Errand, principal: Principal, snapshot: Snapshot): CallState {
  return {
    id,
    at,
    principal,
    errand,
    snapshot,
    attempts: [],
    channel: undefined,
    credential: undefined,
    upstreamModel: errand.model,
    spoken: errand.api,
    firstByteMs: 0,
  };
}

interface Outcome {
  readonly usage: Usage;
  readonly reason: Reason;
  readonly charged: boolean;
}

/** The record of an answer that ended as `ending`. */
export function recordOf(state: CallState, facts: Facts, ending: Ending, status: number, totalMs: number): CallRecord {
  const outcome = outcomeOf(state, facts, ending);
  const { sheet, multiplier } = state.snapshot;
  const charge = outcome.charged ? price(outcome.usage, sheet, multiplier, state.errand.pricing) : nothing(multiplier);
  return assemble(state, { ...outcome, charge, status, totalMs, facts, cancelled: ending === 'cancelled', error: '' });
}

/** The record of a call that is given a kept answer: its usage at `percent` of what it would cost now. */
export function keptRecord(state: CallState, kept: KeptAnswer, percent: number, totalMs: number): CallRecord {
  const { sheet, multiplier } = state.snapshot;
  const factor = (multiplier * BigInt(percent)) / 100n;
  const { finishReason, upstreamModel, source, sandbox, usage } = kept;
  const record = assemble(state, {
    usage,
    reason: 'cached',
    charged: false,
    charge: price(usage, sheet, factor, state.errand.pricing),
    status: 200,
    totalMs,
    facts: { ...noFacts(), finishReason },
    cancelled: false,
    error: '',
  });
  return { ...record, upstreamModel, sandbox, keptFrom: source };
}

/** The record of a call that failed before any output: free. */
export function failureRecord(state: CallState, error: string, status: number, totalMs: number): CallRecord {
  return assemble(state, {
    usage: usageOf(),
    reason: 'upstream_error_before_output',
    charged: false,
    charge: nothing(state.snapshot.multiplier),
    status,
    totalMs,
    facts: undefined,
    cancelled: false,
    error,
  });
}

function nothing(multiplier: bigint): Charge {
  return { amount: 0n, lines: [], multiplier: formatMultiplier(multiplier) };
}

/** What to charge, by how the answer ended and what is known of it (design §4, reason codes). */
function outcomeOf(state: CallState, facts: Facts, ending: Ending): Outcome {
  const complete = ending === 'complete' || facts.finished;
  const cancelled = ending === 'cancelled';
  const charged = (usage: Usage): Usage => state.errand.charged(usage, state, facts);
  const nothingSeen = !facts.output && facts.usage === undefined;
  if ((nothingSeen && (facts.failed || !complete)) || (!complete && !cancelled && !facts.output)) {
    return {
      usage: usageOf(),
      reason: cancelled ? 'client_cancelled' : 'upstream_error_before_output',
      charged: false,
    };
  }
  if (complete && facts.usage !== undefined) {
    const reason = cancelled ? 'client_cancelled' : facts.failed ? 'upstream_error_after_output' : 'upstream_usage';
    return { usage: charged(withSearches(facts.usage, facts)), reason, charged: true };
  }
  const reason = cancelled ? 'client_cancelled' : complete ? 'estimated' : 'upstream_error_after_output';
  return { usage: charged(state.errand.delivered(facts)), reason, charged: true };
}

interface Parts {
  readonly usage: Usage;
  readonly reason: Reason;
  readonly charge: Charge;
  readonly charged: boolean;
  readonly status: number;
  readonly totalMs: number;
  readonly facts: Facts | undefined;
  readonly cancelled: boolean;
  readonly error: string;
}

const NO_COST: UpstreamCost = { cost: 0n, costSource: 'unknown' };

function costOf(state: CallState, usage: Usage): UpstreamCost {
  const { channel, credential, upstreamModel, errand } = state;
  const served = { channel, credential, upstreamModel, model: errand.model };
  return upstreamCost(state.snapshot.world, served, usage, errand.pricing);
}

function assemble(state: CallState, parts: Parts): CallRecord {
  const { principal, errand, snapshot, channel } = state;
  const free = snapshot.sheet.free && parts.reason === 'upstream_usage';
  return {
    id: state.id,
    at: state.at,
    accountId: principal.account.id,
    keyId: principal.key.id,
    keyName: principal.key.name,
    group: principal.group,
    protocol: errand.api,
    model: errand.model,
    upstreamModel: state.upstreamModel,
    channel: channel?.id ?? -1,
    channelName: channel?.name ?? '',
    streamed: errand.form !== 'whole',
    status: parts.status,
    reason: free ? 'free' : parts.reason,
    error: parts.error,
    usage: parts.usage,
    amount: parts.charge.amount,
    charge: parts.charge,
    attempts: state.attempts,
    firstByteMs: state.firstByteMs,
    totalMs: parts.totalMs,
    cancelled: parts.cancelled,
    upstreamId: parts.facts?.id ?? '',
    finishReason: parts.facts?.finishReason ?? '',
    sandbox: channel?.provider === 'sandbox',
    organisationId: principal.organisation?.id ?? 0,
    ...(parts.charged ? costOf(state, parts.usage) : NO_COST),
  };
}
