// Builds the world: what the store declares, resolved against the catalog and the sandbox, ready to be looked up.

import { settingsOf, type Settings, type WrittenSettings } from '../config/settings.ts';
import { readChannelDocument, readGroupDocument, readLimitDocument, readRouteDocument } from '../config/documents.ts';
import { readIdentityDocument } from '../config/identity-section.ts';
import { readMailDocument } from '../config/mail-section.ts';
import { readPaymentDocument } from '../config/payment-document.ts';
import { nextChange, readPriceDocument } from '../config/price-document.ts';
import { storedSettings } from '../config/stored-settings.ts';
import type { LimitRule } from '../limits/rules.ts';
import type { IdentityProvider } from '../identity/providers.ts';
import type { Seal } from '../identity/seal.ts';
import { MILLION } from '../ledger/money.ts';
import type { PriceSheet } from '../ledger/price.ts';
import type { MailAccount } from '../notices/mail.ts';
import type { PaymentGateway } from '../payments/gateway.ts';
import { providerKind } from '../providers/registry.ts';
import { PLAIN_OPTIONS } from '../routing/channel-options.ts';
import { fits } from '../routing/conditions.ts';
import { servesByPattern, upstreamOf } from '../routing/mapping.ts';
import type { DocumentRow } from '../store/store.ts';
import { type Channel, type Group, PRACTICE_GROUP, type RouteRule, type World } from '../world.ts';
import type { Catalog } from './catalog.ts';
import type { CatalogModel } from './model.ts';
import { playPrice } from './platform-models.ts';

/** The prefix under which the practice upstream serves models beside real channels. */
const SANDBOX_PREFIX = 'sandbox/';
/** The practice upstream's own channel: no stored channel has this number. */
export const SANDBOX_CHANNEL = 0;

export interface WorldParts {
  readonly version: number;
  /** The epoch of kept answers; 0 where nothing is served. */
  readonly answersEpoch?: number;
  readonly documents: readonly DocumentRow[];
  readonly written: WrittenSettings;
  readonly catalog: Catalog;
  readonly seal: Seal;
  /** Where the practice upstream listens, or undefined when it is off. */
  readonly sandboxUrl: string | undefined;
  /** The time for which it is built, milliseconds since the epoch; now by default. */
  readonly now?: number;
  /** Told of documents that cannot be read; they are left out. */
  readonly warn: (message: string) => void;
}

/** The group that is always there. */
const DEFAULT_GROUP: Group = {
  name: 'default',
  multiplier: MILLION,
  special: new Map(),
  pick: new Set(),
  description: '',
};

/** Builds a snapshot. */
export function buildWorld(parts: WorldParts): World {
  const groups = new Map<string, Group>([[DEFAULT_GROUP.name, DEFAULT_GROUP]]);
  for (const group of readAll(parts, 'group', readGroupDocument)) groups.set(group.name, group);
  const prices = new Map<string, PriceSheet>();
  const now = parts.now ?? Date.now();
  for (const row of parts.documents) {
    if (row.kind !== 'price') continue;
    const sheet = readOr(parts, row, one => readPriceDocument(one, now));
    if (sheet !== undefined) prices.set(row.name, sheet);
  }
  const channels = readAll(parts, 'channel', row => apart(readChannelDocument(row, parts.seal)));
  // One that is switched off or cannot be read counts too: practice answers must never stand in for its own.
  const real = parts.documents.some(row => row.kind === 'channel');
  if (parts.sandboxUrl !== undefined) channels.push(sandboxChannel(parts.sandboxUrl, groups, real));
  const routes = readAll(parts, 'route', readRouteDocument).sort((left, right) => left.index - right.index);
  const limits = readAll(parts, 'limit', readLimitDocument);
  const payments = readAll(parts, 'payment', row => readPaymentDocument(row, parts.seal));
  const identityProviders = readAll(parts, 'identity', row => readIdentityDocument(row, parts.seal));
  const [mail] = readAll(parts, 'mail', row => readMailDocument(row, parts.seal));
  return new Snapshot({ ...parts, now }, channels, groups, prices, routes, limits, payments, mail, identityProviders);
}

function readAll<Item>(
  parts: WorldParts,
  kind: DocumentRow['kind'],
  read: (row: DocumentRow) => Item | undefined,
): Item[] {
  return parts.documents.filter(row => row.kind === kind).flatMap(row => readOr(parts, row, read) ?? []);
}

function readOr<Item>(
  parts: WorldParts,
  row: DocumentRow,
  read: (row: DocumentRow) => Item | undefined,
): Item | undefined {
  try {
    return read(row);
  } catch (error) {
    parts.warn(`the ${row.kind} ${row.name} is left out: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}

/** A real channel: whatever is written, it is never in the group of the manual's visitors. */
function apart(channel: Channel): Channel {
  if (!channel.groups.has(PRACTICE_GROUP)) return channel;
  return { ...channel, groups: new Set([...channel.groups].filter(group => group !== PRACTICE_GROUP)) };
}

/** With no real channel it serves every model of the catalog; beside one, only `sandbox/…` names (design §8). */
function sandboxChannel(url: string, groups: ReadonlyMap<string, Group>, beside: boolean): Channel {
  return {
    id: SANDBOX_CHANNEL,
    name: 'sandbox',
    provider: 'sandbox',
    baseUrl: url,
    speaks: providerKind('sandbox')?.speaks ?? [],
    // Not a word that its messages use: secrets are taken out of what clients are told.
    credentials: [{ id: 'sandbox', secret: 'the-practice-upstream-needs-none' }],
    models: { all: !beside, named: new Map() },
    groups: new Set([...groups.keys(), PRACTICE_GROUP]),
    priority: -1_000_000,
    weight: 1,
    enabled: true,
    options: PLAIN_OPTIONS,
  };
}

class Snapshot implements World {
  readonly version: number;
  readonly answersEpoch: number;
  readonly channels: readonly Channel[];
  readonly groups: ReadonlyMap<string, Group>;
  readonly settings: Settings;
  readonly routes: readonly RouteRule[];
  readonly limits: readonly LimitRule[];
  readonly payments: readonly PaymentGateway[];
  readonly changesAt: number | undefined;
  readonly mail: MailAccount | undefined;
  readonly identityProviders: readonly IdentityProvider[];
  private readonly catalog: Catalog;
  private readonly prices: ReadonlyMap<string, PriceSheet>;
  /** Channels by the model names that they name. */
  private readonly named = new Map<string, Channel[]>();
  private readonly open: readonly Channel[];
  /** Channels that serve names by a pattern. */
  private readonly patterned: readonly Channel[];
  private readonly sandbox: Channel | undefined;
  /** Prices of names with a star, the longest first. */
  private readonly patterns: readonly (readonly [pattern: string, sheet: PriceSheet])[];

  constructor(
    parts: WorldParts & { readonly now: number },
    channels: readonly Channel[],
    groups: ReadonlyMap<string, Group>,
    prices: ReadonlyMap<string, PriceSheet>,
    routes: readonly RouteRule[],
    limits: readonly LimitRule[],
    payments: readonly PaymentGateway[],
    mail: MailAccount | undefined,
    identityProviders: readonly IdentityProvider[],
  ) {
    this.version = parts.version;
    this.changesAt = nextChange(parts.documents, parts.now);
    this.answersEpoch = parts.answersEpoch ?? 0;
    this.catalog = parts.catalog;
    this.channels = channels;
    this.groups = groups;
    this.prices = prices;
    this.routes = routes;
    this.limits = limits;
    this.payments = payments;
    this.mail = mail;
    this.identityProviders = identityProviders;
    this.settings = settingsOf({ ...storedSettings(parts.documents), ...parts.written });
    this.patterns = [...prices]
      .filter(([name]) => name.includes('*'))
      .toSorted(([left], [right]) => right.length - left.length);
    this.open = channels.filter(channel => channel.models.all);
    this.patterned = channels.filter(channel => channel.models.patterns !== undefined);
    this.sandbox = channels.find(channel => channel.id === SANDBOX_CHANNEL);
    for (const channel of channels) {
      for (const name of channel.models.named.keys()) this.named.set(name, [...(this.named.get(name) ?? []), channel]);
    }
  }

  model(name: string): CatalogModel | undefined {
    const own = this.catalog.find(plainName(name));
    const behind = this.catalog.find(this.upstreamOf(name));
    // An alias can have the name of quite another model by chance: `fast` is also a provider's image model.
    return own === undefined || (behind !== undefined && behind.kind !== own.kind) ? behind : own;
  }

  knows(model: string): boolean {
    return this.named.has(model) || this.serving(model).length > 0;
  }

  price(model: string): PriceSheet | undefined {
    return this.listPrice(model) ?? (this.isPlayed(model) ? playPrice(plainName(model)) : undefined);
  }

  /** Whether the practice upstream alone answers for a model. */
  private isPlayed(model: string): boolean {
    return this.sandbox !== undefined && (this.sandbox.models.all || model.startsWith(SANDBOX_PREFIX));
  }

  private listPrice(model: string): PriceSheet | undefined {
    const plain = plainName(model);
    const written = this.prices.get(model) ?? this.prices.get(plain) ?? this.starred(plain);
    if (written !== undefined) return written;
    const listed = this.model(model);
    const behind = this.upstreamOf(model);
    // What is on the list under its own name costs its own price, whatever it is sent upstream as.
    const isOwn = listed !== undefined && listed === this.catalog.find(plain);
    return isOwn ? (listed.price ?? this.prices.get(behind)) : (this.prices.get(behind) ?? listed?.price);
  }

  /** The price of a pattern, such as of the relays' `gpt-4-gizmo-*`: the one that says most. */
  private starred(model: string): PriceSheet | undefined {
    return this.patterns.find(([pattern]) => fits(pattern, model))?.[1];
  }

  groupsOf(name: string): readonly string[] {
    if (this.groups.has(name) || name === PRACTICE_GROUP) return [name];
    const listed = name === 'auto' ? this.settings.autoGroups : name;
    const names = listed === '' ? [...this.groups.keys()] : listed.split(',').map(part => part.trim());
    return [...new Set(names)].filter(part => this.groups.has(part));
  }

  candidates(model: string, group: string): readonly Channel[] {
    const groups = this.groupsOf(group);
    return this.serving(model).filter(channel => isIn(channel, groups));
  }

  modelsOf(group: string): readonly string[] {
    const groups = this.groupsOf(group);
    const names = new Set<string>();
    for (const [name, channels] of this.named) {
      if (channels.some(channel => isIn(channel, groups))) names.add(name);
    }
    for (const channel of this.open) {
      if (!isIn(channel, groups)) continue;
      for (const model of this.catalog.models()) if (sells(channel, model)) names.add(model.id);
    }
    for (const channel of this.patterned) {
      if (!isIn(channel, groups)) continue;
      for (const model of this.catalog.models()) {
        if (SERVED_KINDS.has(model.kind) && servesByPattern(channel, model.id)) names.add(model.id);
      }
    }
    return [...names].filter(name => this.price(name) !== undefined).sort();
  }

  private serving(model: string): readonly Channel[] {
    if (this.sandbox !== undefined && model.startsWith(SANDBOX_PREFIX)) {
      return this.catalog.find(plainName(model)) === undefined ? [] : [this.sandbox];
    }
    const named = this.namedOrPatterned(model);
    if (this.open.length === 0) return named;
    const known = this.catalog.find(model);
    if (known === undefined) return named;
    return [...named, ...this.open.filter(channel => !named.includes(channel) && sells(channel, known))];
  }

  private namedOrPatterned(model: string): readonly Channel[] {
    const named = this.named.get(model) ?? [];
    if (this.patterned.length === 0) return named;
    return [...named, ...this.patterned.filter(channel => !named.includes(channel) && servesByPattern(channel, model))];
  }

  /** What an alias stands for: its price and limits are those of the model behind it, unless it has its own. */
  private upstreamOf(name: string): string {
    const [first] = this.namedOrPatterned(name);
    return first === undefined ? name : upstreamOf(first, name);
  }
}

/** Whether a channel is in force for one of the groups. */
function isIn(channel: Channel, groups: readonly string[]): boolean {
  return channel.enabled && groups.some(group => channel.groups.has(group));
}

function plainName(name: string): string {
  return name.startsWith(SANDBOX_PREFIX) ? name.slice(SANDBOX_PREFIX.length) : name;
}

/** Kinds of models that the relay has an API for. */
const SERVED_KINDS: ReadonlySet<CatalogModel['kind']> = new Set([
  'chat',
  'completion',
  'search',
  'embedding',
  'rerank',
  'moderation',
  'image',
  'realtime',
  'tts',
  'stt',
  'video',
  'music',
]);

/** Whether a channel for all models serves this one: its kind sells the models of its own catalog provider. */
function sells(channel: Channel, model: CatalogModel): boolean {
  if (!SERVED_KINDS.has(model.kind)) return false;
  const kind = providerKind(channel.provider);
  return kind?.catalog === undefined || kind.catalog.includes(model.provider);
}
