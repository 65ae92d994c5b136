// The store as the rooms see it: one interface an aggregate; SQLite and PostgreSQL stand behind it.

import type { AccountQuery, FoundAccount } from './account-search.ts';
import type { HealthStore } from './health.ts';
import type { NodeStore } from './nodes.ts';
import type { Budget } from '../ledger/budgets.ts';
import type { CallRecord } from '../ledger/charge.ts';
import type { BoundFields } from '../limits/bounds.ts';
import type {
  AccessTokenStore,
  ChangeStore,
  FlowStore,
  ProfileStore,
  Role,
  SessionStore,
  SignInStore,
} from './people.ts';
import type { CodeStore } from './codes.ts';
import type { RetentionStore } from './retention.ts';
import type { RefundDraft, RefundResult, TransferPage, TransferQuery } from './transfers.ts';
import type { StatementQuery, StatementSums, UsageQuery, UsageRow } from './usage.ts';
import type { MemberRow, OrganisationRow, OrganisationStore } from './organisations.ts';

export type { MemberRow, OrganisationRow, OrganisationStore } from './organisations.ts';
import type { AnnouncementStore } from './announcements.ts';
import type { NoticeStore } from './notice-store.ts';
import type { OrderStore } from './order-rows.ts';
import type { TaskStore } from './task-rows.ts';

/** An account row. */
export interface AccountRow {
  readonly id: number;
  readonly name: string;
  readonly role: Role;
  readonly passwordHash: string;
  readonly group: string;
  readonly enabled: boolean;
  /** Declared in the configuration file, so read-only elsewhere. */
  readonly declared: boolean;
  readonly createdAt: number;
  /** The IANA zone in which its days, weeks and months begin. */
  readonly timeZone: string;
  /** Its own limits on requests, tokens and money. */
  readonly limits: BoundFields;
}

/** An account to be put. What is left out stays as it is; of a new one it is UTC. */
export type AccountDraft = Omit<AccountRow, 'id' | 'createdAt' | 'timeZone' | 'limits'> &
  Partial<Pick<AccountRow, 'timeZone' | 'limits'>>;

export interface AccountStore {
  /** Creates or updates by `name`. */
  put(draft: AccountDraft): Promise<AccountRow>;
  byId(id: number): Promise<AccountRow | undefined>;
  byName(name: string): Promise<AccountRow | undefined>;
  /** Ascending by id, after `after`, at most `limit`. */
  list(after: number, limit: number): Promise<AccountRow[]>;
  /** Newest first. */
  search(query: AccountQuery): Promise<FoundAccount[]>;
  /** How many accounts a search finds, as far as `limit`. */
  count(query: AccountQuery): Promise<number>;
  /** Gives an account another name. Rejects with an error named `Taken` when another has it. */
  rename(id: number, name: string): Promise<void>;
}

/** A relay key row: never the secret itself. */
export interface KeyRow {
  readonly id: number;
  readonly accountId: number;
  readonly name: string;
  /** SHA-256 of the 48 characters after `sk-`, hexadecimal. */
  readonly hash: string;
  /** The secret, sealed with the master key, or empty when the operator switched that off. */
  readonly sealed: string;
  /** First and last characters for display. */
  readonly hint: string;
  readonly enabled: boolean;
  readonly expiresAt: number | null;
  readonly models: readonly string[] | null;
  readonly addresses: readonly string[] | null;
  readonly group: string | null;
  /** Total budget in nano-dollars, or null. */
  readonly budget: bigint | null;
  /** Its other budgets: of a period, of a model, of a group. */
  readonly budgets: readonly Budget[];
  /** Its own limits on requests, tokens and money. */
  readonly limits: BoundFields;
  /** Whether its requests are given kept answers, and theirs are kept, without asking for it. */
  readonly caches: boolean;
  /** The organisation that pays for it, or null where its account does. Never changes. */
  readonly organisationId: number | null;
  readonly declared: boolean;
  readonly createdAt: number;
}

/** A key to be put. What is left out stays as it is; a new one has no budgets and no organisation. */
export type KeyDraft = Omit<KeyRow, 'id' | 'createdAt' | 'budgets' | 'organisationId' | 'limits' | 'caches'> &
  Partial<Pick<KeyRow, 'budgets' | 'organisationId' | 'limits' | 'caches'>>;

/** A key with who is behind it: its account, and the organisation that pays with the account's place in it. */
export interface KeyOwner {
  readonly key: KeyRow;
  readonly account: AccountRow;
  /** Undefined where the account pays, and where the organisation is gone. */
  readonly organisation?: OrganisationRow | undefined;
  /** Undefined where the account is no member of the organisation. */
  readonly member?: MemberRow | undefined;
}

export interface KeyStore {
  /** Creates or updates by `hash`; a change of a budget is a ledger transfer in the same transaction. */
  put(draft: KeyDraft): Promise<KeyRow>;
  byHash(hash: string): Promise<KeyOwner | undefined>;
  /** Of the keys that were not removed. */
  byId(id: number): Promise<KeyRow | undefined>;
  /** Those that were not removed. */
  ofAccount(accountId: number): Promise<KeyRow[]>;
  setEnabled(id: number, enabled: boolean): Promise<void>;
  /** Takes a key away for ever; what it spent stays. False when it was away. */
  remove(id: number): Promise<boolean>;
}

/** A declared or edited object: a channel, a route rule, a group, a price, a setting, a payment gateway. */
export interface DocumentRow {
  readonly kind: 'channel' | 'route' | 'group' | 'price' | 'limit' | 'setting' | 'payment' | 'mail' | 'identity';
  readonly name: string;
  /** Stable number, unique over all documents. */
  readonly id: number;
  readonly declared: boolean;
  /** JSON text. */
  readonly body: string;
}

export interface DocumentStore {
  all(): Promise<DocumentRow[]>;
  /**
   * Makes the declared documents exactly these: new ones are added, changed ones updated, and declared ones that are
   * gone removed. Documents made elsewhere stay, unless one of the same kind and name is declared now.
   * Answers whether anything changed.
   */
  declare(rows: readonly Omit<DocumentRow, 'id' | 'declared'>[]): Promise<boolean>;
  put(row: Omit<DocumentRow, 'id'>): Promise<DocumentRow>;
  /** Several at once, all or none. */
  putAll(rows: readonly Omit<DocumentRow, 'id'>[]): Promise<void>;
  /** Gives a document another name; its number stays. False when the name is taken, or there is no such document. */
  rename(kind: DocumentRow['kind'], name: string, to: string): Promise<boolean>;
  remove(kind: DocumentRow['kind'], name: string): Promise<void>;
  /** How many accounts and keys name a price group. */
  usersOf(group: string): Promise<number>;
}

/** The state of one purse, in nano-dollars. */
export interface PurseRow {
  readonly id: string;
  /** Sum of the purse's transfers: a checked cache. */
  readonly balance: bigint;
  /** Given out to nodes as allowances and not yet settled or given back. */
  readonly leased: bigint;
  /** How far below zero the balance may go. */
  readonly overdraft: bigint;
  /** Sums over the purse's life. */
  readonly granted: bigint;
  readonly spent: bigint;
}

/** What a node may spend of a purse without asking, in nano-dollars. */
export interface Lease {
  readonly purse: string;
  readonly amount: bigint;
}

/** A movement of money that is not a call's settlement. Idempotent by `id`. */
export interface TransferDraft {
  readonly id: string;
  readonly kind: 'grant' | 'code' | 'payment' | 'adjust' | 'refund' | 'budget';
  readonly purse: string;
  /** Nano-dollars; positive adds to the purse. */
  readonly amount: bigint;
  readonly note: string;
  readonly author: string;
}

export interface LedgerStore {
  purse(id: string): Promise<PurseRow | undefined>;
  /** Posts a transfer once; false when its id was there already. */
  post(transfer: TransferDraft): Promise<boolean>;
  /** Moves at least `need` and at most `wish` from the purse to the node's allowance; 0n when `need` is not there. */
  lease(node: string, purse: string, need: bigint, wish: bigint): Promise<bigint>;
  /** Gives back unspent allowance; `tell` those who want it. */
  giveBack(node: string, purse: string, amount: bigint, tell?: boolean): Promise<void>;
  /**
   * Tells the other nodes that this one wants `need` of a purse of which they have allowances; false, and tells nobody,
   * when all that is there and all that they have would not do.
   */
  want(node: string, purse: string, need: bigint): Promise<boolean>;
  /**
   * Writes settlements: transfers, usage log rows and rollups, and reduces balances and allowances, in one
   * transaction, each record once by its id. Answers how many were new.
   */
  settle(node: string, records: readonly CallRecord[]): Promise<number>;
  /**
   * The same for settlements in their text form (`ledger/settlement-text.ts`), one a line. Rejects with an error named
   * `DataFault` when it can never take them.
   */
  settleLines(node: string, lines: string): Promise<number>;
  /** Drops every allowance of a node (after its journal was replayed). */
  dropLeases(node: string): Promise<void>;
  /** Drops every allowance of every node: only where no node works on the database. */
  dropAllLeases(): Promise<void>;
  /** The allowances that the store has booked for a node: purse and nano-dollars. */
  leases(node: string): Promise<Lease[]>;
  /**
   * Says that a node lives for `leaseMs` more milliseconds, and takes back the allowances of nodes whose time is over.
   * Answers how often this node's own allowances were taken back so far.
   */
  heartbeat(node: string, leaseMs: number): Promise<number>;
  /** Sets how far below zero a purse may go, in nano-dollars, not negative. */
  setOverdraft(purse: string, amount: bigint): Promise<void>;
  /** The transfers of a purse that are not calls, newest first. */
  transfers(query: TransferQuery): Promise<TransferPage>;
  /** Gives back what a call was charged, in whole or in part, once by its reference. */
  refund(draft: RefundDraft): Promise<RefundResult>;
  /** Every invariant, checked on the whole ledger: an empty list when all hold. */
  reconcile(): Promise<Discrepancy[]>;
}

/** One broken invariant. */
export interface Discrepancy {
  readonly subject: string;
  readonly rule: string;
  readonly expected: string;
  readonly found: string;
}

/** What is looked for in the usage log; every filter that is given must match. */
export interface RecordQuery {
  readonly accountId?: number;
  /** The organisation that paid; 0 is what accounts paid themselves. */
  readonly organisationId?: number;
  readonly keyId?: number;
  /** Milliseconds, inclusive and exclusive. */
  readonly from?: number;
  readonly to?: number;
  readonly model?: string;
  readonly channel?: number;
  readonly group?: string;
  readonly reason?: string;
  /** A failure's code. */
  readonly error?: string;
  /** HTTP statuses, inclusive and exclusive: from 400 are the failures. */
  readonly status?: { readonly from?: number; readonly until?: number };
  /** Our request id, or the upstream's answer id. */
  readonly id?: string;
  /** Keyset: rows older than this cursor, which an earlier page gave as `next`. */
  readonly before?: string;
  readonly limit: number;
}

/** A page of the usage log. It may be short before the end, when matches are rare: what counts is `next`. */
export interface RecordPage {
  readonly rows: CallRecord[];
  /** The cursor of the following page, or undefined at the end. */
  readonly next: string | undefined;
}

export interface RecordStore {
  /** By our request id, or by the upstream's answer id, within one account. */
  find(accountId: number, id: string): Promise<CallRecord | undefined>;
  /** Newest first. */
  list(query: RecordQuery): Promise<RecordPage>;
  /** Nano-dollars charged to a key or account between two times, less what was given back. */
  spent(query: { keyId?: number; accountId?: number; from?: number; to?: number }): Promise<bigint>;
  /** Sums by hours or days and by what they are asked apart, from the rollups. */
  usage(query: UsageQuery): Promise<UsageRow[]>;
  /** What one who pays had, was given, spent and has left in a span of time. */
  statement(query: StatementQuery): Promise<StatementSums>;
}

/** Pinned state of a provider: which channel and credential made an object (Responses, threads, files). */
export interface PinStore {
  put(
    kind: string,
    id: string,
    accountId: number,
    channel: number,
    credential: string,
    expiresAt: number,
  ): Promise<void>;
  get(kind: string, id: string): Promise<{ accountId: number; channel: number; credential: string } | undefined>;
  /** Of an account, ordered by id, those after one. */
  list(
    kind: string,
    accountId: number,
    after: string,
    limit: number,
  ): Promise<{ id: string; channel: number; credential: string }[]>;
  remove(kind: string, id: string): Promise<void>;
}

export interface Store {
  readonly accounts: AccountStore;
  readonly keys: KeyStore;
  readonly organisations: OrganisationStore;
  readonly documents: DocumentStore;
  readonly ledger: LedgerStore;
  readonly records: RecordStore;
  readonly retention: RetentionStore;
  readonly codes: CodeStore;
  readonly pins: PinStore;
  /** The timeline of channels. */
  readonly health: HealthStore;
  /** What nodes say of themselves. */
  readonly nodes: NodeStore;
  readonly profiles: ProfileStore;
  readonly sessions: SessionStore;
  readonly accessTokens: AccessTokenStore;
  readonly flows: FlowStore;
  readonly signIns: SignInStore;
  readonly changes: ChangeStore;
  /** Hears what transactions signal, its own too (`store/signals.ts`); answers how to stop. */
  listen(listener: (signal: string) => void): Promise<() => void>;
  readonly tasks: TaskStore;
  /** What people pay, and what was paid. */
  readonly orders: OrderStore;
  readonly notices: NoticeStore;
  readonly announcements: AnnouncementStore;
  /** Grows with every change that a node must see (accounts, keys, documents). */
  version(): Promise<number>;
  /** Makes every node read again what it holds, though nothing changed; answers the new version. */
  announce(): Promise<number>;
  /** Counts up each time all kept answers are forgotten. */
  answersEpoch(): Promise<number>;
  /** Makes every node forget all kept answers; answers the new version. */
  forgetAnswers(): Promise<number>;
  close(): Promise<void>;
}
