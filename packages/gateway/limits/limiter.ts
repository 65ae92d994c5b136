// Holds calls to the limits that bind them: taken together before the call, corrected when its usage is known.

import { Failure } from '@turnpike/protocols/failures';
import { formatUsd } from '../ledger/money.ts';
import type { Bound, Bounds } from './bounds.ts';
import type { Charge, Count, Counters, Taken } from './counters.ts';
import { OpenHolds } from './open-holds.ts';
import type { LimitRule } from './rules.ts';
import { WaitingLines } from './waiting-line.ts';

/** A call as the limits see it. */
export interface LimitedCall {
  readonly id: string;
  readonly keyId: number;
  readonly accountId: number;
  readonly group: string;
  readonly model: string;
  /** Likely prompt tokens, with the output that was asked for. */
  readonly tokens: number;
  /** Nano-dollars that it may cost at most. */
  readonly money: number;
  /** The key's and the account's own bounds. */
  readonly keyBounds?: Bounds | undefined;
  readonly accountBounds?: Bounds | undefined;
  readonly rules: readonly LimitRule[];
  /** Whether the client has left. */
  gone(): boolean;
}

/** What a call has taken of its limits. */
export interface Permit {
  /** The state of each limit after the call was counted. */
  readonly counts: readonly LimitCount[];
  /** The call is over: `tokens` were used and `money` nano-dollars charged. Once. */
  end(tokens: number, money: number): void;
}

/** A counter's state with what it counts. */
export interface LimitCount extends Count {
  readonly bound: Bound;
}

/** A bound on one counter, with what the call takes of it. */
interface Share {
  readonly bound: Bound;
  readonly whose: string;
  readonly charge: Charge;
  readonly wait: number;
}

const FREE: Permit = { counts: [], end: () => undefined };

/** The words of a subject in a refusal. */
const SUBJECTS: Readonly<Record<string, string>> = {
  key: 'This key',
  user: 'This account',
  group: 'This group',
  model: 'This model',
  gateway: 'This gateway',
};

/** Applies limits. */
export class Limiter {
  private readonly counters: Counters;
  private readonly lines = new WaitingLines();
  private readonly holds = new OpenHolds();

  constructor(counters: Counters) {
    this.counters = counters;
  }

  /** How many calls wait for their turn. */
  get waiting(): number {
    return this.lines.size;
  }

  /**
   * Counts a call toward every limit that binds it. Answers at once where nothing has to be asked of others.
   * @throws Failure `rate_limit_exceeded` with the time to wait, after the patience of the limit.
   */
  admit(call: LimitedCall): Permit | Promise<Permit> {
    const shares = sharesOf(call);
    if (shares.length === 0) return FREE;
    const charges = shares.map(share => share.charge);
    const attempt = (): Taken | Promise<Taken> => {
      const taken = this.counters.take(call.id, charges);
      return taken instanceof Promise ? taken.then(one => this.holds.told(one)) : this.holds.told(taken);
    };
    const taken = attempt();
    if (taken instanceof Promise) return taken.then(outcome => this.decide(call, shares, outcome, attempt));
    return this.decide(call, shares, taken, attempt);
  }

  close(): Promise<void> {
    return this.counters.close();
  }

  private decide(
    call: LimitedCall,
    shares: readonly Share[],
    taken: Taken,
    attempt: () => Taken | Promise<Taken>,
  ): Permit | Promise<Permit> {
    if (taken.ok) return this.permit(call, shares, taken.counts);
    const patience = shares.find(share => share.charge === taken.charge)?.wait ?? 0;
    if (patience === 0 || taken.wait > patience) throw refusal(shares, taken);
    const wish = { owner: String(call.keyId), patience, attempt, gone: () => call.gone() };
    return this.lines.wait(taken, wish).then(outcome => {
      if (outcome.ok) return this.permit(call, shares, outcome.counts);
      throw refusal(shares, outcome);
    });
  }

  private permit(call: LimitedCall, shares: readonly Share[], counts: readonly Count[]): Permit {
    let over = false;
    const ended = this.holds.taken(shares.map(({ bound, charge }) => ({ charge, meter: bound.meter })));
    return {
      counts: counts.flatMap((count, index) => {
        const bound = shares[index]?.bound;
        return bound === undefined ? [] : [{ ...count, bound }];
      }),
      end: (tokens, money) => {
        if (over) return;
        over = true;
        this.finish(call, shares, tokens, money);
        for (const counter of ended()) this.lines.look(counter);
      },
    };
  }

  private finish(call: LimitedCall, shares: readonly Share[], tokens: number, money: number): void {
    const used = { requests: 1, tokens, money, concurrency: 1 };
    const corrections = shares.flatMap(({ bound, charge }) => {
      const amount = used[bound.meter] - charge.amount;
      return bound.window === 0 || amount === 0 ? [] : [{ ...charge, amount }];
    });
    if (corrections.length > 0) this.counters.adjust(corrections);
    const slots = shares.filter(share => share.bound.window === 0).map(share => share.charge);
    if (slots.length === 0) return;
    this.counters.end(call.id, slots);
    for (const { counter } of slots) this.lines.look(counter);
  }
}

/** Every bound that applies, on its counter. */
function sharesOf(call: LimitedCall): Share[] {
  const shares: Share[] = [];
  const add = (bounds: Bounds, subject: string, whose: string): void => {
    for (const bound of bounds.list) {
      const { meter, word, window, limit } = bound;
      const amount = meter === 'tokens' ? call.tokens : meter === 'money' ? call.money : 1;
      const counted = { counter: `${subject} ${meter} ${word}`, window, limit, amount };
      // As with channels: what may cost more than the limit alone is let in while anything is left.
      const charge = meter === 'money' ? { ...counted, least: 1 } : counted;
      shares.push({ bound, whose, charge, wait: bounds.wait });
    }
  };
  if (call.keyBounds !== undefined) add(call.keyBounds, `key:${call.keyId}`, 'key');
  if (call.accountBounds !== undefined) add(call.accountBounds, `account:${call.accountId}`, 'user');
  for (const rule of call.rules) {
    if (!rule.applies(call.group, call.model)) continue;
    add(rule.bounds, `rule:${rule.name}:${subjectOf(rule, call)}`, rule.each);
  }
  return shares;
}

function subjectOf({ each }: LimitRule, call: LimitedCall): string {
  switch (each) {
    case 'key':
      return `key:${call.keyId}`;
    case 'user':
      return `account:${call.accountId}`;
    case 'group':
      return `group:${call.group}`;
    case 'model':
      return `model:${call.model}`;
    case 'gateway':
      return 'all';
  }
}

/** The refusal of a call, with what it may do and when to try again. */
function refusal(shares: readonly Share[], taken: Extract<Taken, { ok: false }>): Failure {
  const share = shares.find(one => one.charge === taken.charge);
  const seconds = Math.max(1, Math.ceil(taken.wait / 1000));
  const who = SUBJECTS[share?.whose ?? ''] ?? 'This key';
  const message = `${who} may ${share === undefined ? 'call less often' : words(share.bound)}. Try again in ${seconds} seconds.`;
  return new Failure('rate_limit_exceeded', message, { retryAfter: seconds });
}

function words({ meter, word, limit }: Bound): string {
  switch (meter) {
    case 'concurrency':
      return `have ${limit} calls under way at once`;
    case 'money':
      return `spend ${formatUsd(BigInt(limit))} USD a ${word}`;
    case 'tokens':
      return `use ${limit} tokens a ${word}`;
    case 'requests':
      return `make ${limit} requests a ${word}`;
  }
}
