// The explained charge as everybody is shown it: the same object in the API, the usage log, the statement and the export.

import { METERS, type Meter } from '@turnpike/protocols/conversation/usage';
import type { CallRecord, CostSource, Reason } from './charge.ts';
import { formatUsd } from './money.ts';
import { lineAmount } from './price.ts';

/** Who looks: its owner, or an operator, who also sees channels, costs and margins. */
export type Viewer = 'owner' | 'operator';

/** One charge, explained: meters × rates × multiplier, fees, why, and every attempt. Amounts are decimals in USD. */
export interface ExplainedCharge {
  readonly amount: string;
  readonly currency: 'USD';
  readonly reason: Reason;
  /** Whether the usage was counted here, since the upstream reported none or not all of it. */
  readonly estimated: boolean;
  /** The call whose kept answer was given; the multiplier then has the price of kept answers in it. */
  readonly keptFrom?: string;
  readonly multiplier: string;
  readonly group: string;
  /** Prompt length in tokens above which the price tier in force begins, or null. */
  readonly tier: number | null;
  /** The organisation that paid, or null. */
  readonly organisation: number | null;
  readonly usage: Readonly<Record<Meter, number>>;
  /** Each before the multiplier. */
  readonly lines: readonly {
    readonly meter: Meter | 'call';
    readonly quantity: number;
    readonly rate: string;
    readonly per: 1 | 1000000;
    readonly amount: string;
  }[];
  readonly attempts: readonly {
    readonly status: number;
    readonly milliseconds: number;
    readonly outcome: string;
    readonly channel?: string;
    readonly credential?: string;
    /** Why this candidate, and who was passed over. */
    readonly why?: string;
  }[];
  /** What the upstream asks for it, how that is known, and what is left of the charge; operators only. */
  readonly upstream?: {
    readonly channel: string;
    readonly model: string;
    readonly cost: string;
    readonly source: CostSource;
    readonly margin: string;
  };
}

/** Reasons whose usage is at least in part a count of our own. */
const COUNTED: ReadonlySet<Reason> = new Set(['estimated', 'upstream_error_after_output']);

/** Explains the charge of a call to a viewer. */
export function explain(record: CallRecord, viewer: Viewer): ExplainedCharge {
  const { charge, usage } = record;
  const isOperator = viewer === 'operator';
  const meters = Object.fromEntries(METERS.map(meter => [meter, usage[meter]])) as Record<Meter, number>;
  return {
    amount: formatUsd(record.amount),
    currency: 'USD',
    reason: record.reason,
    estimated: COUNTED.has(record.reason),
    ...(record.keptFrom === undefined ? {} : { keptFrom: record.keptFrom }),
    multiplier: charge.multiplier,
    group: record.group,
    tier: charge.tier ?? null,
    organisation: record.organisationId === 0 ? null : record.organisationId,
    usage: meters,
    lines: charge.lines.map(line => ({ ...line, amount: lineAmount(line) })),
    attempts: record.attempts.map(({ status, milliseconds, outcome, channelName, credential, why = '' }) => ({
      status,
      milliseconds,
      outcome,
      ...(isOperator ? { channel: channelName, credential, why } : {}),
    })),
    ...(isOperator ? { upstream: upstreamOf(record) } : {}),
  };
}

function upstreamOf(record: CallRecord): NonNullable<ExplainedCharge['upstream']> {
  return {
    channel: record.channelName,
    model: record.upstreamModel,
    cost: formatUsd(record.cost),
    source: record.costSource,
    margin: formatUsd(record.amount - record.cost),
  };
}
