// The limits of channels and of their credentials, counted for all nodes together: calls at once, calls, tokens and money.

import type { Limits } from '../routing/channel-options.ts';
import type { Candidate } from '../routing/plan.ts';
import { nano, WINDOWS, type LimitMeter } from './bounds.ts';
import type { Charge, Counters, Taken } from './counters.ts';
import { WaitingLines } from './waiting-line.ts';

/** A place that a call has taken. */
export interface Place {
  /** The call is over: it used so many tokens, and was charged so many nano-dollars; once. */
  done(tokens: number, money?: number): void;
}

/** There is no place. */
export interface Full {
  /** When there may be one again, milliseconds since the epoch. */
  readonly fullUntil: number;
  /** Waits in line for one; left out where the operator lets nobody wait, or not for so long. */
  readonly wait?: () => Promise<Place | Full>;
}

/** A call that is to be sent to a candidate. */
export interface Sending {
  readonly id: string;
  /** Tokens that it likely reads and writes. */
  readonly tokens: number;
  /** Whose turn it is among those who wait: a key. */
  readonly owner: string;
  /** Whether the client has left. */
  gone(): boolean;
}

/** Counts what is sent to channels that have limits. */
export interface ChannelLimits {
  /** Takes a place for a call at its channel and its credential: at both or at none. At once where nobody has to be asked. */
  take(candidate: Candidate, call: Sending): Place | Full | Promise<Place | Full>;
}

/** How soon a call of another may end, milliseconds: for whom waits on concurrency. */
const SOON_MS = 1_000;
const UNLIMITED: Place = { done: () => undefined };

/** A charge with what it counts. */
interface Metered extends Charge {
  readonly meter: LimitMeter | 'concurrency';
}

/** Limits counted by counters: of one node, or of many. */
export class CountedChannelLimits implements ChannelLimits {
  private readonly counters: Counters;
  private readonly lines = new WaitingLines();
  /** A call may try the same candidate again, and two credentials of a channel at once: each time counts for itself. */
  private count = 0;

  constructor(counters: Counters) {
    this.counters = counters;
  }

  take({ channel, credential }: Candidate, call: Sending): Place | Full | Promise<Place | Full> {
    const own = channel.options?.limits;
    const charges = [
      ...chargesOf(`channel:${channel.id}`, own, call.tokens),
      ...chargesOf(`channel:${channel.id}:${credential.id}`, credential.limits, call.tokens),
    ];
    if (charges.length === 0) return UNLIMITED;
    if (charges.some(({ limit }) => limit === 0)) return { fullUntil: Date.now() + WINDOWS.minute };
    this.count += 1;
    const name = `${call.id} ${this.count}`;
    const patience = Math.max(own?.waitSeconds ?? 0, credential.limits?.waitSeconds ?? 0) * 1000;
    const taken = this.counters.take(name, charges);
    if (taken instanceof Promise) return taken.then(one => this.decide(name, charges, one, call, patience));
    return this.decide(name, charges, taken, call, patience);
  }

  private decide(
    name: string,
    charges: readonly Metered[],
    taken: Taken,
    { owner, gone }: Sending,
    patience: number,
  ): Place | Full {
    if (taken.ok) return this.place(name, charges);
    const full = { fullUntil: untilOf(taken) };
    if (patience === 0 || taken.wait > patience) return full;
    const attempt = (): Taken | Promise<Taken> => this.counters.take(name, charges);
    return {
      ...full,
      wait: async () => {
        const outcome = await this.lines.wait(taken, { owner, patience, attempt, gone });
        if (!outcome.ok) return { fullUntil: untilOf(outcome) };
        // Who has left was let go without a place.
        return outcome.counts.length === 0 ? full : this.place(name, charges);
      },
    };
  }

  private place(name: string, charges: readonly Metered[]): Place {
    let open = true;
    return {
      done: (tokens, money = 0) => {
        if (!open) return;
        open = false;
        const used = { tokens, money, requests: 1, concurrency: 1 };
        const corrections = charges
          .map(charge => ({ ...charge, amount: used[charge.meter] - charge.amount }))
          .filter(({ window, amount }) => window > 0 && amount !== 0);
        if (corrections.length > 0) this.counters.adjust(corrections);
        const slots = charges.filter(({ window }) => window === 0);
        if (slots.length === 0) return;
        this.counters.end(name, slots);
        for (const { counter } of slots) this.lines.look(counter);
      },
    };
  }
}

function untilOf({ wait }: Extract<Taken, { ok: false }>): number {
  return Date.now() + (wait === 0 ? SOON_MS : wait);
}

/** What a call costs is known when it is over: until then it takes the least there is, which fits while there is any. */
const LEAST_MONEY = 1;

function chargesOf(whose: string, limits: Limits | undefined, tokens: number): Metered[] {
  if (limits === undefined) return [];
  const charges: Metered[] = [];
  const add = (meter: Metered['meter'], word: string, window: number, limit: number | undefined, amount: number) => {
    if (limit !== undefined) charges.push({ counter: `${whose} ${meter} ${word}`, window, limit, amount, meter });
  };
  const usd = (text: string | undefined): number | undefined => (text === undefined ? undefined : nano(text));
  const { minute, hour, day } = WINDOWS;
  add('concurrency', 'now', 0, limits.concurrency, 1);
  add('requests', 'minute', minute, limits.requestsPerMinute, 1);
  add('requests', 'hour', hour, limits.requestsPerHour, 1);
  add('requests', 'day', day, limits.requestsPerDay, 1);
  add('tokens', 'minute', minute, limits.tokensPerMinute, tokens);
  add('tokens', 'hour', hour, limits.tokensPerHour, tokens);
  add('tokens', 'day', day, limits.tokensPerDay, tokens);
  add('money', 'minute', minute, usd(limits.moneyPerMinute), LEAST_MONEY);
  add('money', 'hour', hour, usd(limits.moneyPerHour), LEAST_MONEY);
  add('money', 'day', day, usd(limits.moneyPerDay), LEAST_MONEY);
  return charges;
}
