// The money of one call: held before the first upstream byte, held anew where a candidate is dearer, ended once.

import { groupOf, inNamedGroup, multiplierFor } from '../identity/groups.ts';
import type { Principal } from '../identity/principal.ts';
import type { CallRecord } from '../ledger/charge.ts';
import type { Hold } from '../ledger/ledger.ts';
import type { PriceSheet } from '../ledger/price.ts';
import type { Channel, World } from '../world.ts';
import { refuse } from './admission-refusal.ts';
import type { Errand } from './errand.ts';
import type { RelayServices } from './services.ts';

/** On what terms a candidate serves a call: as which group's, at which factor, and what that may cost at most. */
export interface Terms {
  /** The caller in the group whose channel serves. */
  readonly principal: Principal;
  /** The group's factor in millionths. */
  readonly multiplier: bigint;
  /** The purses that a hold must cover. */
  readonly purses: readonly string[];
  /** Nano-dollars. */
  readonly worst: bigint;
}

/** What the terms of a call depend on; all of it is as it was at admission. */
export interface Bargain {
  readonly caller: Principal;
  readonly errand: Errand;
  readonly world: World;
  readonly sheet: PriceSheet;
  /** Milliseconds since the epoch of the admission: budgets count in the periods of that moment. */
  readonly at: number;
}

/** The terms of a call in one of its caller's groups. */
export function termsIn({ caller, errand, world, sheet, at }: Bargain, group: string): Terms {
  const multiplier = multiplierFor(world, caller.account.group, group);
  return {
    principal: inNamedGroup(caller, group),
    multiplier,
    purses: caller.coverage.at(errand.model, group, at),
    worst: errand.worst(world, sheet, multiplier),
  };
}

/** Takes a hold on some terms, and turns a refusal into the words of gateway-api §8.2. */
export function admit(services: RelayServices, id: string, terms: Terms): Hold | Promise<Hold> {
  try {
    const admitted = services.ledger.admit(id, terms.purses, terms.worst);
    return admitted instanceof Promise
      ? admitted.catch((error: unknown) => refuse(services, terms.principal, error))
      : admitted;
  } catch (error) {
    return refuse(services, terms.principal, error);
  }
}

/** The hold of one call, whichever of its candidates serves it in the end. */
export class Holding {
  private readonly services: RelayServices;
  private readonly bargain: Bargain;
  private readonly known = new Map<string, Terms>();
  private hold: Hold;

  constructor(services: RelayServices, bargain: Bargain, hold: Hold, terms: Terms) {
    this.services = services;
    this.bargain = bargain;
    this.hold = hold;
    this.known.set(terms.principal.group, terms);
  }

  /** On what terms a channel serves the call. */
  termsOf(channel: Channel): Terms {
    const group = groupOf(this.bargain.caller, this.bargain.world, channel);
    let terms = this.known.get(group);
    if (terms === undefined) this.known.set(group, (terms = termsIn(this.bargain, group)));
    return terms;
  }

  /** Makes the hold cover what a channel may cost; at once where it does. @throws Failure where nobody can pay for it. */
  cover(channel: Channel): void | Promise<void> {
    const terms = this.termsOf(channel);
    return this.covers(terms) ? undefined : this.extend(terms);
  }

  private covers({ purses, worst }: Terms): boolean {
    const { hold } = this;
    if (worst > hold.amount) return false;
    return purses === hold.purses || purses.every(purse => hold.purses.includes(purse));
  }

  private async extend({ purses, worst, principal }: Terms): Promise<void> {
    try {
      this.hold = await this.services.ledger.cover(this.hold, purses, worst);
    } catch (error) {
      await refuse(this.services, principal, error);
    }
  }

  /**
   * Replaces the hold by the charge, on the purses of the terms on which the call was served. It is in the journal when
   * this returns, or when `written` is called, soon after.
   */
  settle(record: CallRecord, written?: () => void): void {
    this.services.ledger.settle(this.hold, record, this.known.get(record.group)?.purses, written);
  }

  release(record: CallRecord): void {
    this.services.ledger.release(this.hold, record);
  }
}
