// The limits of channels and of their credentials: calls at once, calls and tokens a minute; counted for all nodes together.

import type { Limits } from '../routing/channel-options.ts';
import type { Candidate } from '../routing/plan.ts';
import type { Charge, Counters, Taken } from './counters.ts';

/** A place that a call has taken. */
export interface Place {
  /** The call is over, and used so many tokens; once. */
  done(tokens: number): void;
}

/** There is no place. */
export interface Full {
  /** When there may be one again, milliseconds since the epoch. */
  readonly fullUntil: number;
}

/** A call that is to be sent to a candidate. */
export interface Sending {
  readonly id: string;
  /** Tokens that it likely reads and writes. */
  readonly tokens: number;
}

/** Counts what is sent to channels that have limits. */
export interface ChannelLimits {
  /** Takes a place for a call at its channel and its credential: at both or at none. At once where nobody has to be asked. */
  take(candidate: Candidate, call: Sending): Place | Full | Promise<Place | Full>;
}

const MINUTE_MS = 60_000;
/** How soon a call of another may end, milliseconds: for whom waits on concurrency. */
const SOON_MS = 1_000;
const UNLIMITED: Place = { done: () => undefined };

/** Limits counted by counters: of one node, or of many. */
export class CountedChannelLimits implements ChannelLimits {
  private readonly counters: Counters;
  /** A call may try the same candidate again, and two credentials of a channel at once: each time counts for itself. */
  private count = 0;

  constructor(counters: Counters) {
    this.counters = counters;
  }

  take({ channel, credential }: Candidate, { id, tokens }: Sending): Place | Full | Promise<Place | Full> {
    const charges = [
      ...chargesOf(`channel:${channel.id}`, channel.options?.limits, tokens),
      ...chargesOf(`channel:${channel.id}:${credential.id}`, credential.limits, tokens),
    ];
    if (charges.length === 0) return UNLIMITED;
    if (charges.some(({ limit }) => limit === 0)) return { fullUntil: Date.now() + MINUTE_MS };
    this.count += 1;
    const name = `${id} ${this.count}`;
    const taken = this.counters.take(name, charges);
    if (taken instanceof Promise) return taken.then(one => this.place(name, charges, one));
    return this.place(name, charges, taken);
  }

  private place(name: string, charges: readonly Charge[], taken: Taken): Place | Full {
    if (!taken.ok) return { fullUntil: Date.now() + (taken.wait === 0 ? SOON_MS : taken.wait) };
    let open = true;
    return {
      done: used => {
        if (!open) return;
        open = false;
        const corrections = charges
          .filter(({ counter }) => counter.endsWith(TOKENS))
          .map(charge => ({ ...charge, amount: used - charge.amount }))
          .filter(({ amount }) => amount !== 0);
        if (corrections.length > 0) this.counters.adjust(corrections);
        const slots = charges.filter(({ window }) => window === 0);
        if (slots.length > 0) this.counters.end(name, slots);
      },
    };
  }
}

const TOKENS = ' tokens minute';

function chargesOf(whose: string, limits: Limits | undefined, tokens: number): Charge[] {
  const { concurrency, requestsPerMinute, tokensPerMinute } = limits ?? {};
  const charges: Charge[] = [];
  const add = (what: string, window: number, limit: number | undefined, amount: number): void => {
    if (limit !== undefined) charges.push({ counter: `${whose}${what}`, window, limit, amount });
  };
  add(' concurrency now', 0, concurrency, 1);
  add(' requests minute', MINUTE_MS, requestsPerMinute, 1);
  add(TOKENS, MINUTE_MS, tokensPerMinute, tokens);
  return charges;
}
