// Bounds as an operator writes them (`requests_per_minute: 60`), and as the limiter counts them.

import { Type, type Static } from 'typebox';

export const METERS = ['requests', 'tokens', 'money'] as const;
export type LimitMeter = (typeof METERS)[number];

export const WINDOWS = { minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const;
export type LimitWindow = keyof typeof WINDOWS;

const Count = Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000_000_000 }));
const Money = Type.Optional(Type.String({ pattern: '^\\d{1,6}(\\.\\d{1,9})?$', description: 'USD, decimal text.' }));

/** The fields of bounds, in a file, in the store and in the management API alike; what is left out is unbounded. */
export const BoundFields = Type.Object(
  {
    requests_per_minute: Count,
    requests_per_hour: Count,
    requests_per_day: Count,
    tokens_per_minute: Count,
    tokens_per_hour: Count,
    tokens_per_day: Count,
    money_per_minute: Money,
    money_per_hour: Money,
    money_per_day: Money,
    /** Calls under way at once. */
    concurrency: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000 })),
    /** How long a call may wait for its turn instead of being refused at once, seconds. */
    wait_seconds: Type.Optional(Type.Integer({ minimum: 0, maximum: 600 })),
  },
  { additionalProperties: false },
);
export type BoundFields = Static<typeof BoundFields>;

/** The names of the fields. */
export const BOUND_FIELDS: readonly string[] = Object.keys(BoundFields.properties);

/** One bound. */
export interface Bound {
  readonly meter: LimitMeter | 'concurrency';
  /** `minute`, `hour`, `day`; `now` for what is under way. */
  readonly word: LimitWindow | 'now';
  /** Milliseconds; 0 for what is under way. */
  readonly window: number;
  /** Requests, tokens, or nano-dollars. */
  readonly limit: number;
}

/** Bounds with how long a call may wait for them, milliseconds. */
export interface Bounds {
  readonly list: readonly Bound[];
  readonly wait: number;
}

/** Nano-dollars of a decimal text that the schema has checked. */
export function nano(text: string): number {
  const [whole = '0', fraction = ''] = text.split('.');
  return Number(BigInt(whole) * 1_000_000_000n + BigInt(fraction.padEnd(9, '0')));
}

/** The bounds that fields state; undefined when they state none. */
export function boundsOf(fields: BoundFields): Bounds | undefined {
  const list: Bound[] = [];
  if (fields.concurrency !== undefined)
    list.push({ meter: 'concurrency', word: 'now', window: 0, limit: fields.concurrency });
  for (const meter of METERS) {
    for (const word of ['minute', 'hour', 'day'] as const) {
      const value = fields[`${meter}_per_${word}`];
      if (value === undefined) continue;
      const limit = typeof value === 'string' ? nano(value) : value;
      list.push({ meter, word, window: WINDOWS[word], limit });
    }
  }
  return list.length === 0 ? undefined : { list, wait: (fields.wait_seconds ?? 0) * 1000 };
}
