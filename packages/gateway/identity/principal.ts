// Who is asking: the account and key behind a credential, as every later room sees them.

import type { Role } from '../store/people.ts';
import type { Bounds } from '../limits/bounds.ts';
import type { Coverage } from '../ledger/budgets.ts';
import type { AddressRule } from './addresses.ts';

/** A person or machine that pays. */
export interface Account {
  readonly id: number;
  readonly name: string;
  readonly role: Role;
  readonly enabled: boolean;
  readonly group: string;
  /** The time zone of the budgets of its keys. */
  readonly timeZone: string;
  /** Its own limits. */
  readonly bounds: Bounds | undefined;
}

/** An organisation that pays for the keys of its members. */
export interface Organisation {
  readonly id: number;
  readonly name: string;
  readonly enabled: boolean;
  /** The time zone of its budgets. */
  readonly timeZone: string;
  /** Whether the caller sees all of it, or what is its own. */
  readonly role: 'owner' | 'member';
}

/** A relay key, without its secret. */
export interface Key {
  readonly id: number;
  readonly accountId: number;
  readonly name: string;
  /** The hash by which it is looked up. */
  readonly hash: string;
  readonly enabled: boolean;
  /** Milliseconds since the epoch; undefined never expires. */
  readonly expiresAt: number | undefined;
  /** Model names this key may call; undefined means all. */
  readonly models: ReadonlySet<string> | undefined;
  /** Addresses this key may be used from; undefined means all. */
  readonly addresses: readonly AddressRule[] | undefined;
  /** Group whose channels and prices apply; undefined means the account's. */
  readonly group: string | undefined;
  /** Whether a total budget (nano-dollars) is set; its purse is `key:<id>`. */
  readonly budgeted: boolean;
  /** Its own limits. */
  readonly bounds: Bounds | undefined;
  /** Whether kept answers are given and kept without asking. */
  readonly caches: boolean;
}

/** The identified caller of one request. */
export interface Principal {
  readonly account: Account;
  readonly key: Key;
  /** The group in force: the key's, else the account's. */
  readonly group: string;
  /** The organisation that pays; undefined where the account does. */
  readonly organisation: Organisation | undefined;
  /** The purses that a hold of this caller must cover: who pays, then the budgets that apply. */
  readonly coverage: Coverage;
  /** A channel pinned by `sk-…-<channel id>`; administrators only. */
  readonly pinnedChannel: number | undefined;
}
