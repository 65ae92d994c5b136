// What the operator declares: the configuration as one precise, immutable value.

import type { Protocol } from '@turnpike/protocols/failures';
import type { Budget } from '../ledger/budgets.ts';
import type { PriceEntry } from '../ledger/price-sheet.ts';
import type { ChannelOptions, Limits } from '../routing/channel-options.ts';
import type { IdentityProvider } from '../identity/providers.ts';
import type { MailAccount } from '../notices/mail.ts';
import type { PaymentGateway } from '../payments/gateway.ts';
import type { Role } from '../store/people.ts';
import type { RouteRule } from '../world.ts';
import type { BoundFields } from '../limits/bounds.ts';
import type { DeclaredLimit } from './limit-section.ts';
import type { WrittenSettings } from './settings.ts';

/** A model of a channel: what clients ask for, and what goes on the wire. */
export interface DeclaredModel {
  readonly name: string;
  readonly upstream: string;
}

/** A key of a channel. */
export interface DeclaredCredential {
  /** In clear. */
  readonly key: string;
  readonly enabled: boolean;
  readonly cost?: number;
  readonly limits?: Limits;
}

/** A channel as declared; its keys are in clear. */
export interface DeclaredChannel {
  readonly name: string;
  readonly provider: string;
  readonly baseUrl: string;
  readonly speaks: readonly Protocol[];
  readonly keys: readonly DeclaredCredential[];
  readonly models: readonly DeclaredModel[];
  readonly allModels: boolean;
  readonly groups: readonly string[];
  readonly priority: number;
  readonly weight: number;
  readonly enabled: boolean;
  readonly options: ChannelOptions;
  /** What models of it cost the operator, where that was agreed apart from the list. */
  readonly costs?: readonly DeclaredPrice[];
}

/** A route rule as declared. */
export interface DeclaredRoute extends RouteRule {
  /** Its place among the rules. */
  readonly index: number;
}

export interface DeclaredGroup {
  readonly name: string;
  /** Millionths. */
  readonly multiplier: bigint;
  /** Millionths for users of other groups, by their names. */
  readonly special: ReadonlyMap<string, bigint>;
  /** Groups whose users may choose it for a key; `*` is everybody. */
  readonly pick: readonly string[];
  readonly description: string;
}

export interface DeclaredPrice extends PriceEntry {
  readonly model: string;
}

/** A relay key as declared. */
export interface DeclaredKey {
  readonly name: string;
  /** With or without `sk-`. */
  readonly key: string;
  /** Nano-dollars in all, or null. */
  readonly budget: bigint | null;
  /** Its other budgets: of a period, of a model, of a group. */
  readonly budgets: readonly Budget[];
  /** The name of the organisation that pays, or null. */
  readonly organisation: string | null;
  readonly models: readonly string[] | null;
  readonly addresses: readonly string[] | null;
  readonly group: string | null;
  /** Milliseconds since the epoch, or null. */
  readonly expiresAt: number | null;
  readonly enabled: boolean;
  readonly limits: BoundFields;
  readonly caches: boolean;
}

export interface DeclaredUser {
  readonly name: string;
  readonly role: Role;
  readonly password: string | undefined;
  /** Nano-dollars granted once. */
  readonly balance: bigint | undefined;
  /** Nano-dollars that the balance may go below zero. */
  readonly overdraft: bigint;
  readonly group: string;
  readonly enabled: boolean;
  /** The IANA zone of its budgets. */
  readonly timeZone: string;
  readonly keys: readonly DeclaredKey[];
  readonly limits: BoundFields;
}

/** A user's place in an organisation, as declared. */
export interface DeclaredMember {
  readonly user: string;
  readonly role: 'owner' | 'member';
  readonly budgets: readonly Budget[];
}

/** An organisation as declared. */
export interface DeclaredOrganisation {
  readonly name: string;
  /** Nano-dollars granted once. */
  readonly balance: bigint | undefined;
  /** Nano-dollars that the balance may go below zero. */
  readonly overdraft: bigint;
  readonly timeZone: string;
  readonly enabled: boolean;
  readonly budgets: readonly Budget[];
  readonly members: readonly DeclaredMember[];
}

/** Everything that a file declares. */
export interface Declaration {
  readonly listen: string | undefined;
  readonly database: string | undefined;
  readonly data: string | undefined;
  readonly redis: string | undefined;
  readonly groups: readonly DeclaredGroup[];
  readonly channels: readonly DeclaredChannel[];
  readonly routes: readonly DeclaredRoute[];
  readonly prices: readonly DeclaredPrice[];
  readonly limits: readonly DeclaredLimit[];
  /** Providers that people may sign in with. */
  readonly signIn: readonly IdentityProvider[];
  /** What mail is sent from. */
  readonly mail: MailAccount | undefined;
  /** Accounts at payment providers. */
  readonly payments: readonly PaymentGateway[];
  readonly users: readonly DeclaredUser[];
  readonly organisations: readonly DeclaredOrganisation[];
  readonly settings: WrittenSettings;
  /** Where each thing is declared, by its section and name: `channels claude` at `turnpike.yaml:12`. */
  readonly places: ReadonlyMap<string, string>;
}

/** The configuration in force. */
export interface Config extends Declaration {
  readonly host: string;
  readonly port: number;
  /** `sqlite:<path>` or `postgres://…`. */
  readonly databaseUrl: string;
  /** The folder of the journal, the master key and the embedded database. */
  readonly dataFolder: string;
  /** The file that was read, if any. */
  readonly file: string | undefined;
}

/** Mistakes of the operator, each with where it stands and what to write instead. */
export class ConfigError extends Error {
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(faults.join('\n'));
    this.name = 'ConfigError';
    this.faults = faults;
  }
}
