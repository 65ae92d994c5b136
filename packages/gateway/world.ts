// The world: one immutable snapshot of channels, groups, prices and settings; each request uses one from start to end.

import type { Protocol } from '@turnpike/protocols/failures';
import type { PriceSheet } from './ledger/price.ts';
import type { LimitRule } from './limits/rules.ts';
import type { IdentityProvider } from './identity/providers.ts';
import type { MailAccount } from './notices/mail.ts';
import type { PaymentGateway } from './payments/gateway.ts';
import type { CatalogModel } from './catalog/model.ts';
import type { Settings } from './config/settings.ts';
import type { ChannelOptions, Limits } from './routing/channel-options.ts';
import type { Condition } from './routing/conditions.ts';

/** One upstream secret of a channel. */
export interface Credential {
  readonly id: string;
  /** The secret itself, in clear only in memory. */
  readonly secret: string;
  /** Bounds of its own, beside those of its channel. */
  readonly limits?: Limits;
  /** What it costs the operator, as a factor of the list price; the channel's where it is left out. */
  readonly cost?: number;
}

/** One model a channel serves: `name` is what clients ask for, `upstream` what goes on the wire. */
export interface ChannelModel {
  readonly name: string;
  readonly upstream: string;
}

/** One road to a provider. */
export interface Channel {
  readonly id: number;
  readonly name: string;
  /** A file in `providers/`. */
  readonly provider: string;
  /** Origin and prefix before the provider's own `/v1…`; never ends in a slash. */
  readonly baseUrl: string;
  readonly speaks: readonly Protocol[];
  readonly credentials: readonly Credential[];
  /** Declared models; `all` means every model of the catalog that is sold by this kind of provider. */
  readonly models: {
    readonly all: boolean;
    readonly named: ReadonlyMap<string, ChannelModel>;
    /** Names with a star, longest first. */
    readonly patterns?: readonly ChannelModel[];
  };
  readonly groups: ReadonlySet<string>;
  readonly priority: number;
  readonly weight: number;
  readonly enabled: boolean;
  /** What models of it cost the operator, where that was agreed apart from the list: by either name of a model. */
  readonly costs?: ReadonlyMap<string, PriceSheet>;
  /** What the operator set beside all that; `PLAIN_OPTIONS` where nothing was. */
  readonly options?: ChannelOptions;
}

/** Which channels a kind of request may use; the first rule whose condition holds counts. */
export interface RouteRule {
  readonly name: string;
  readonly when: Condition;
  /** Names of channels; undefined leaves all. */
  readonly channels: readonly string[] | undefined;
  readonly policy: Settings['routingPolicy'] | undefined;
}

/** A price group. */
export interface Group {
  readonly name: string;
  /** Factor on every price, in millionths: 800000n is 0.8. */
  readonly multiplier: bigint;
  /** What it is instead for users of another group, by that group's name. */
  readonly special: ReadonlyMap<string, bigint>;
  /** Groups whose users may choose this one for a key; `*` is everybody. */
  readonly pick: ReadonlySet<string>;
  readonly description: string;
}

/** The group of the manual's visitors: only the practice upstream is in it, whatever channels there are; it is in no list. */
export const PRACTICE_GROUP = 'docs-practice';

/** What holds for one request from start to end. */
export interface World {
  readonly version: number;
  /** When a price changes by itself next, milliseconds since the epoch; undefined for never. */
  readonly changesAt?: number | undefined;
  /** Counts up when all kept answers are forgotten. */
  readonly answersEpoch: number;
  readonly channels: readonly Channel[];
  readonly groups: ReadonlyMap<string, Group>;
  readonly settings: Settings;
  /** Limits on whole classes of calls. */
  readonly limits: readonly LimitRule[];
  /** Providers that people may sign in with. */
  readonly identityProviders: readonly IdentityProvider[];
  /** What mail is sent from; undefined where none is set up. */
  readonly mail: MailAccount | undefined;
  /** Accounts at payment providers. */
  readonly payments: readonly PaymentGateway[];
  /** In the order in which they are tried. */
  readonly routes: readonly RouteRule[];
  /** The price groups that a name stands for, in order: itself, `auto`, or a list with commas. Empty when unknown. */
  groupsOf(name: string): readonly string[];
  /** The catalog's entry for a model name, if it has one. */
  model(name: string): CatalogModel | undefined;
  /** Whether some channel serves the model at all, for whatever group, enabled or not: it is then unavailable, not unknown. */
  knows(model: string): boolean;
  /** The price of a model: the operator's, else the catalog's. Absent means refused; zero means free. */
  price(model: string): PriceSheet | undefined;
  /** Channels that serve `model` for `group`, in no order. */
  candidates(model: string, group: string): readonly Channel[];
  /** Every model name that `group` can call now (served and priced), sorted. */
  modelsOf(group: string): readonly string[];
}
