// The stored form of what is declared or edited: one JSON document for each channel, rule and group.

import { createHash } from 'node:crypto';
import { Type, type Static } from 'typebox';
import { Compile } from 'typebox/compile';
import type { Seal } from '../identity/seal.ts';
import { formatMultiplier, parseMultiplier } from '../ledger/money.ts';
import { sheetOf } from '../ledger/price-sheet.ts';
import { type LimitRule, RuleFields, ruleOf } from '../limits/rules.ts';
import type { DocumentRow } from '../store/store.ts';
import { ChannelOptionsSchema, ConditionSchema, LimitsSchema, PLAIN_OPTIONS } from '../routing/channel-options.ts';
import type { ChannelOptions } from '../routing/channel-options.ts';
import type { Channel, Credential, Group, RouteRule } from '../world.ts';
import type { DeclaredChannel, DeclaredGroup, DeclaredRoute } from './config.ts';
import type { DeclaredLimit } from './limit-section.ts';
import { POLICIES } from './options.ts';
import { priceBody, PriceFields } from './price-document.ts';

const ProtocolWord = Type.Union([
  Type.Literal('openai-chat'),
  Type.Literal('openai-responses'),
  Type.Literal('anthropic-messages'),
  Type.Literal('gemini-generate'),
]);
const Rates = Type.Record(Type.String(), Type.String());
const ChannelDocument = Type.Object({
  provider: Type.String(),
  baseUrl: Type.String(),
  speaks: Type.Array(ProtocolWord),
  /** Sealed; a map where something is special about the key. */
  keys: Type.Array(
    Type.Union([
      Type.String(),
      Type.Object({
        key: Type.String(),
        enabled: Type.Optional(Type.Boolean()),
        cost: Type.Optional(Type.Number()),
        limits: Type.Optional(LimitsSchema),
      }),
    ]),
  ),
  models: Type.Array(Type.Object({ name: Type.String(), upstream: Type.String() })),
  allModels: Type.Boolean(),
  groups: Type.Array(Type.String()),
  priority: Type.Number(),
  weight: Type.Number(),
  enabled: Type.Boolean(),
  costs: Type.Optional(Type.Array(Type.Intersect([Type.Object({ model: Type.String() }), PriceFields]))),
  /** What is not as it would be anyway. The proxy's address and the values of set headers are sealed: both may hold secrets. */
  options: Type.Optional(Type.Partial(ChannelOptionsSchema)),
});
const RouteDocument = Type.Object({
  index: Type.Number(),
  when: ConditionSchema,
  channels: Type.Optional(Type.Array(Type.String())),
  policy: Type.Optional(Type.String()),
});
const GroupDocument = Type.Object({
  multiplier: Type.String(),
  special: Type.Optional(Rates),
  pick: Type.Optional(Type.Array(Type.String())),
  description: Type.Optional(Type.String()),
});

const channelCheck = Compile(ChannelDocument);
const groupCheck = Compile(GroupDocument);
const routeCheck = Compile(RouteDocument);
const limitCheck = Compile(RuleFields);

type Draft = Omit<DocumentRow, 'id' | 'declared'>;

/** The document of a channel. Secrets that are sealed in `before` already keep their sealed form: nothing changed. */
export function channelDocument(channel: DeclaredChannel, seal: Seal, before: DocumentRow | undefined): Draft {
  const sealed = new Map(before === undefined ? [] : sealedSecrets(before, seal));
  const sealOf = (secret: string): string => sealed.get(secret) ?? seal.seal(secret);
  const { name, keys, options, costs, ...rest } = channel;
  const special = specialOptions(withSecrets(options, sealOf));
  const body: Static<typeof ChannelDocument> = {
    ...rest,
    speaks: [...rest.speaks],
    models: [...rest.models],
    groups: [...rest.groups],
    keys: keys.map(({ key, enabled, ...more }) => {
      const plain = enabled && Object.keys(more).length === 0;
      return plain ? sealOf(key) : { key: sealOf(key), ...(enabled ? {} : { enabled }), ...more };
    }),
    ...(Object.keys(special).length === 0 ? {} : { options: special }),
    ...(costs === undefined ? {} : { costs: costs.map(cost => ({ ...priceBody(cost), model: cost.model })) }),
  };
  return { kind: 'channel', name, body: JSON.stringify(body) };
}

/** The options that differ from those of a channel of which nothing was said. */
function specialOptions(options: ChannelOptions): Partial<ChannelOptions> {
  const plain = new Map(Object.entries(PLAIN_OPTIONS));
  return Object.fromEntries(
    Object.entries(options).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(plain.get(name))),
  );
}

/** The options with the texts in them that may be secrets changed. */
function withSecrets<Options extends Partial<ChannelOptions>>(
  options: Options,
  change: (text: string) => string,
): Options {
  const { headers, proxy } = options;
  return {
    ...options,
    ...(headers === undefined
      ? {}
      : {
          headers: {
            ...headers,
            set: Object.fromEntries(Object.entries(headers.set).map(([name, value]) => [name, change(value)])),
          },
        }),
    ...(proxy === undefined ? {} : { proxy: change(proxy) }),
  };
}

function sealedSecrets(row: DocumentRow, seal: Seal): (readonly [string, string])[] {
  try {
    const { keys, options } = channelCheck.Parse(JSON.parse(row.body));
    const found = keys.map(key => (typeof key === 'string' ? key : key.key));
    if (options !== undefined) {
      withSecrets(options, text => {
        found.push(text);
        return text;
      });
    }
    return found.map(sealed => [seal.open(sealed), sealed]);
  } catch {
    // Sealed under another secret: every one is sealed anew.
    return [];
  }
}

/** The document of a channel with other models of the same names upstream, added and taken out; all else stays. */
export function withModels(
  row: DocumentRow,
  added: readonly string[],
  gone: readonly string[],
): Omit<DocumentRow, 'id'> {
  const body = channelCheck.Parse(JSON.parse(row.body));
  const kept = body.models.filter(({ name, upstream }) => name !== upstream || !gone.includes(name));
  const models = [...kept, ...added.map(name => ({ name, upstream: name }))];
  return { kind: row.kind, name: row.name, declared: row.declared, body: JSON.stringify({ ...body, models }) };
}

/** The document of a route rule. */
export function routeDocument({ name, index, when, channels, policy }: DeclaredRoute): Draft {
  return { kind: 'route', name, body: JSON.stringify({ index, when, channels, policy }) };
}

/** The document of a rule that limits calls. */
export function limitDocument({ name, rule }: DeclaredLimit): Draft {
  return { kind: 'limit', name, body: JSON.stringify(rule) };
}

/** The document of a group. */
export function groupDocument({ name, multiplier, special, pick, description }: DeclaredGroup): Draft {
  const body: Static<typeof GroupDocument> = {
    multiplier: formatMultiplier(multiplier),
    special: Object.fromEntries([...special].map(([group, factor]) => [group, formatMultiplier(factor)])),
    pick: [...pick],
    description,
  };
  return { kind: 'group', name, body: JSON.stringify(body) };
}

/** A credential's id: stable when keys are reordered, and worthless without the key. */
export function credentialOf(secret: string): Credential {
  return { id: createHash('sha256').update(`credential:${secret}`).digest('hex').slice(0, 12), secret };
}

/** The parts of a channel's document, secrets in clear. @throws Error when it is malformed or sealed under another secret */
export function openChannelDocument(row: DocumentRow, seal: Seal) {
  const { keys, options, ...rest } = channelCheck.Parse(JSON.parse(row.body));
  return {
    ...rest,
    keys: keys.map(key => (typeof key === 'string' ? { key } : key)).map(key => ({ ...key, key: seal.open(key.key) })),
    options: withSecrets(options ?? {}, text => seal.open(text)),
  };
}

/** The channel of a document. @throws Error when it is malformed or sealed under another secret. */
export function readChannelDocument(row: DocumentRow, seal: Seal): Channel {
  const body = openChannelDocument(row, seal);
  const options = { ...PLAIN_OPTIONS, ...body.options };
  const keys = body.keys.filter(key => key.enabled !== false);
  const [names, patterns] = [
    body.models.filter(model => !isPattern(model.name)),
    body.models.filter(model => isPattern(model.name)),
  ];
  return {
    id: row.id,
    name: row.name,
    provider: body.provider,
    baseUrl: body.baseUrl,
    speaks: body.speaks,
    credentials: keys.map(({ key, cost, limits }) => ({
      ...credentialOf(key),
      ...(cost === undefined ? {} : { cost }),
      ...(limits === undefined ? {} : { limits }),
    })),
    models: {
      all: body.allModels,
      named: new Map(names.map(model => [model.name, model])),
      ...(patterns.length === 0
        ? {}
        : { patterns: patterns.sort((left, right) => right.name.length - left.name.length) }),
    },
    groups: new Set(body.groups),
    ...(body.costs === undefined ? {} : { costs: new Map(body.costs.map(cost => [cost.model, sheetOf(cost)])) }),
    priority: body.priority,
    weight: body.weight,
    // A channel whose keys are all switched off is off: it must not be called without one.
    enabled: body.enabled && (keys.length > 0 || body.keys.length === 0),
    options,
  };
}

function isPattern(name: string): boolean {
  return name.includes('*');
}

/** The route rule of a document, with its place. @throws Error when it is malformed. */
export function readRouteDocument(row: DocumentRow): RouteRule & { readonly index: number } {
  const { index, when, channels, policy } = routeCheck.Parse(JSON.parse(row.body));
  return { name: row.name, index, when, channels, policy: POLICIES.find(known => known === policy) };
}

/** The limit rule of a document; undefined when it bounds nothing. @throws Error when it is malformed. */
export function readLimitDocument(row: DocumentRow): LimitRule | undefined {
  return ruleOf(row.name, limitCheck.Parse(JSON.parse(row.body)));
}

/** The group of a document. @throws Error when it is malformed. */
export function readGroupDocument(row: DocumentRow): Group {
  const body = groupCheck.Parse(JSON.parse(row.body));
  const special = Object.entries(body.special ?? {});
  return {
    name: row.name,
    multiplier: parseMultiplier(body.multiplier),
    special: new Map(special.map(([group, factor]) => [group, parseMultiplier(factor)])),
    pick: new Set(body.pick ?? []),
    description: body.description ?? '',
  };
}
