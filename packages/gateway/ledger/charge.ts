// The explained charge: what a call cost, line by line, and why; one object for the log, the statement and the API.

import type { Meter, Usage } from '@turnpike/protocols/conversation/usage';

/** Why a charge is what it is (design §4). */
export type Reason =
  | 'upstream_usage'
  | 'client_cancelled'
  | 'estimated'
  | 'upstream_error_before_output'
  | 'upstream_error_after_output'
  | 'free'
  | 'cached'
  | 'task_fixed'
  | 'task_usage'
  | 'refund';

/** One line of a charge: `quantity` × `rate`, before the multiplier. `lineAmount` says what that is. */
export interface ChargeLine {
  readonly meter: Meter | 'call';
  readonly quantity: number;
  /** Decimal USD per `per` units, as the price says. */
  readonly rate: string;
  readonly per: 1 | 1000000;
}

/** What a call cost. */
export interface Charge {
  /** Nano-dollars, rounded up once. */
  readonly amount: bigint;
  readonly lines: readonly ChargeLine[];
  /** The group's multiplier as a decimal string. */
  readonly multiplier: string;
  /** Prompt length in tokens above which the tier in force begins, when one is. */
  readonly tier?: number;
}

/**
 * How the upstream's cost is known: by the operator's price for the channel, by what the upstream reported, by the
 * catalog's list price, or not at all.
 */
export type CostSource = 'channel' | 'reported' | 'list' | 'unknown';

/** One try at one channel. */
export interface AttemptRecord {
  readonly channel: number;
  readonly channelName: string;
  readonly credential: string;
  /** HTTP status, or 0 when no answer came. */
  readonly status: number;
  readonly milliseconds: number;
  /** A word for what happened: `ok`, `connect`, `timeout`, `status`, `cut`, `aborted`. */
  readonly outcome: string;
  /** Why this candidate, and who was passed over: for the operator. */
  readonly why?: string;
}

/**
 * The record of one call, charged or free: the row of the usage log and, with its amount, the settlement.
 * It is one line in the journal and one row in the store, idempotent by `id`.
 */
export interface CallRecord {
  /** Our request id. */
  readonly id: string;
  /** Milliseconds since the epoch when the request was admitted. */
  readonly at: number;
  readonly accountId: number;
  readonly keyId: number;
  readonly keyName: string;
  readonly group: string;
  /** The protocol the client spoke, e.g. `openai-chat`. */
  readonly protocol: string;
  /** The name the client asked for. */
  readonly model: string;
  /** The name that went upstream. */
  readonly upstreamModel: string;
  readonly channel: number;
  readonly channelName: string;
  readonly streamed: boolean;
  /** HTTP status the client was given. */
  readonly status: number;
  readonly reason: Reason;
  /** A failure code, or empty. */
  readonly error: string;
  readonly usage: Usage;
  /** Nano-dollars charged. */
  readonly amount: bigint;
  readonly charge: Charge;
  readonly attempts: readonly AttemptRecord[];
  /** Milliseconds from admission to the first byte of output, and to the end. */
  readonly firstByteMs: number;
  readonly totalMs: number;
  readonly cancelled: boolean;
  /** The organisation that paid, or 0 where the account did. */
  readonly organisationId: number;
  /** What the upstream asks for the call, nano-dollars, and how that is known. */
  readonly cost: bigint;
  readonly costSource: CostSource;
  /** The answer's own id (`chatcmpl-…`, `msg_…`, `resp_…`), or empty. */
  readonly upstreamId: string;
  readonly finishReason: string;
  readonly sandbox: boolean;
  /** The call whose kept answer was given (`cached`). */
  readonly keptFrom?: string;
}
