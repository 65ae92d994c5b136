// The limits of channels and of their credentials, counted for all nodes together: calls at once, calls, tokens and money.

import type { Limits } from '../routing/channel-options.ts';
import type { Candidate } from '../routing/plan.ts';
import { nano, WINDOWS, type LimitMeter } from './bounds.ts';
import type { Charge, Counters, Taken } from './counters.ts';
import { OpenHolds } from './open-holds.ts';
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
  /** Nano-dollars that it may be charged at most. */
  readonly money: number;
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
interface Metered {
  readonly charge: Charge;
  readonly meter: LimitMeter | 'concurrency';
}

/** Limits counted by counters: of one node, or of many. */
export class CountedChannelLimits implements ChannelLimits {
  private readonly counters: Counters;
  private readonly lines = new WaitingLines();
  private readonly holds = new OpenHolds();
  /** A call may try the same candidate again, and two credentials of a channel at once: each time counts for itself. */
  private count = 0;

  constructor(counters: Counters) {
    this.counters = counters;
  }

  take({ channel, credential }: Candidate, call: Sending): Place | Full | Promise<Place | Full> {
    const own = channel.options?.limits;
    const charges = [
      ...chargesOf(`channel:${channel.id}`, own, call),
      ...chargesOf(`channel:${channel.id}:${credential.id}`, credential.limits, call),
    ];
    if (charges.length === 0) return UNLIMITED;
    if (charges.some(({ charge }) => charge.limit === 0)) return { fullUntil: Date.now() + WINDOWS.minute };
    this.count += 1;
    const name = `${call.id} ${this.count}`;
    const patience = Math.max(own?.waitSeconds ?? 0, credential.limits?.waitSeconds ?? 0) * 1000;
    const taken = this.attempt(name, charges);
    if (taken instanceof Promise) return taken.then(one => this.decide(name, charges, one, call, patience));
    return this.decide(name, charges, taken, call, patience);
  }

  private attempt(name: string, charges: readonly Metered[]): Taken | Promise<Taken> {
    const taken = this.counters.take(
      name,
      charges.map(({ charge }) => charge),
    );
    return taken instanceof Promise ? taken.then(one => this.holds.told(one)) : this.holds.told(taken);
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
    const attempt = (): Taken | Promise<Taken> => this.attempt(name, charges);
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
    const ended = this.holds.taken(charges);
    return {
      done: (tokens, money = 0) => {
        if (!open) return;
        open = false;
        const used = { tokens, money, requests: 1, concurrency: 1 };
        const corrections = charges
          .map(({ charge, meter }) => ({ ...charge, amount: used[meter] - charge.amount }))
          .filter(({ window, amount }) => window > 0 && amount !== 0);
        if (corrections.length > 0) this.counters.adjust(corrections);
        const slots = charges.flatMap(({ charge }) => (charge.window === 0 ? [charge] : []));
        if (slots.length > 0) this.counters.end(name, slots);
        for (const counter of [...slots.map(slot => slot.counter), ...ended()]) this.lines.look(counter);
      },
    };
  }
}

function untilOf({ wait }: Extract<Taken, { ok: false }>): number {
  return Date.now() + (wait === 0 ? SOON_MS : wait);
}

/**
 * A call holds what it may be charged at most, so that calls under way cannot spend more together than the limit. One
 * that alone may be charged more is let in while anything is left: else nothing would ever use up a small limit.
 */
const LEAST_MONEY = 1;

function chargesOf(whose: string, limits: Limits | undefined, { tokens, money }: Sending): Metered[] {
  if (limits === undefined) return [];
  const charges: Metered[] = [];
  const add = (meter: Metered['meter'], word: string, window: number, limit: number | undefined, amount: number) => {
    if (limit === undefined) return;
    const charge = { counter: `${whose} ${meter} ${word}`, window, limit, amount };
    charges.push({ charge: meter === 'money' ? { ...charge, least: LEAST_MONEY } : charge, meter });
  };
  const most = Math.max(money, LEAST_MONEY);
  const usd = (text: string | undefined): number | undefined => (text === undefined ? undefined : nano(text));
  const { minute, hour, day } = WINDOWS;
  add('concurrency', 'now', 0, limits.concurrency, 1);
  add('requests', 'minute', minute, limits.requestsPerMinute, 1);
  add('requests', 'hour', hour, limits.requestsPerHour, 1);
  add('requests', 'day', day, limits.requestsPerDay, 1);
  add('tokens', 'minute', minute, limits.tokensPerMinute, tokens);
  add('tokens', 'hour', hour, limits.tokensPerHour, tokens);
  add('tokens', 'day', day, limits.tokensPerDay, tokens);
  add('money', 'minute', minute, usd(limits.moneyPerMinute), most);
  add('money', 'hour', hour, usd(limits.moneyPerHour), most);
  add('money', 'day', day, usd(limits.moneyPerDay), most);
  return charges;
}
