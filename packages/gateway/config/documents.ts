// The stored form of what is declared or edited: one JSON document for each channel, group and price.

import { createHash } from 'node:crypto';
import { Type, type Static } from 'typebox';
import { Compile } from 'typebox/compile';
import type { Seal } from '../identity/seal.ts';
import { formatMultiplier, parseMultiplier } from '../ledger/money.ts';
import { sheetOf } from '../ledger/price-sheet.ts';
import type { PriceSheet } from '../ledger/price.ts';
import type { DocumentRow } from '../store/store.ts';
import type { Channel, Credential, Group } from '../world.ts';
import type { DeclaredChannel, DeclaredGroup, DeclaredPrice } from './config.ts';

const ProtocolWord = Type.Union([
  Type.Literal('openai-chat'),
  Type.Literal('openai-responses'),
  Type.Literal('anthropic-messages'),
  Type.Literal('gemini-generate'),
]);
const ChannelDocument = Type.Object({
  provider: Type.String(),
  baseUrl: Type.String(),
  speaks: Type.Array(ProtocolWord),
  /** Sealed. */
  keys: Type.Array(Type.String()),
  models: Type.Array(Type.Object({ name: Type.String(), upstream: Type.String() })),
  allModels: Type.Boolean(),
  groups: Type.Array(Type.String()),
  priority: Type.Number(),
  weight: Type.Number(),
  enabled: Type.Boolean(),
});
const GroupDocument = Type.Object({ multiplier: Type.String() });
const Rates = Type.Record(Type.String(), Type.String());
const PriceDocument = Type.Object({
  rates: Rates,
  tiers: Type.Array(Type.Object({ above: Type.Number(), rates: Rates })),
  factors: Type.Record(Type.String(), Rates),
});

const channelCheck = Compile(ChannelDocument);
const groupCheck = Compile(GroupDocument);
const priceCheck = Compile(PriceDocument);

type Draft = Omit<DocumentRow, 'id' | 'declared'>;

/** The document of a channel. Keys that are sealed in `before` already keep their sealed form: nothing changed. */
export function channelDocument(channel: DeclaredChannel, seal: Seal, before: DocumentRow | undefined): Draft {
  const sealed = new Map(before === undefined ? [] : sealedKeys(before, seal));
  const { name, keys, ...rest } = channel;
  const body: Static<typeof ChannelDocument> = {
    ...rest,
    speaks: [...rest.speaks],
    models: [...rest.models],
    groups: [...rest.groups],
    keys: keys.map(key => sealed.get(key) ?? seal.seal(key)),
  };
  return { kind: 'channel', name, body: JSON.stringify(body) };
}

function sealedKeys(row: DocumentRow, seal: Seal): (readonly [string, string])[] {
  try {
    return channelCheck.Parse(JSON.parse(row.body)).keys.map(sealed => [seal.open(sealed), sealed]);
  } catch {
    // Sealed under another secret: every key is sealed anew.
    return [];
  }
}

/** The document of a group. */
export function groupDocument(group: DeclaredGroup): Draft {
  return { kind: 'group', name: group.name, body: JSON.stringify({ multiplier: formatMultiplier(group.multiplier) }) };
}

/** The document of a price. */
export function priceDocument({ model, rates, tiers, factors }: DeclaredPrice): Draft {
  return { kind: 'price', name: model, body: JSON.stringify({ rates, tiers, factors }) };
}

/** A credential's id: stable when keys are reordered, and worthless without the key. */
function credentialOf(secret: string): Credential {
  return { id: createHash('sha256').update(`credential:${secret}`).digest('hex').slice(0, 12), secret };
}

/** The channel of a document. @throws Error when it is malformed or sealed under another secret. */
export function readChannelDocument(row: DocumentRow, seal: Seal): Channel {
  const body = channelCheck.Parse(JSON.parse(row.body));
  return {
    id: row.id,
    name: row.name,
    provider: body.provider,
    baseUrl: body.baseUrl,
    speaks: body.speaks,
    credentials: body.keys.map(sealed => credentialOf(seal.open(sealed))),
    models: { all: body.allModels, named: new Map(body.models.map(model => [model.name, model])) },
    groups: new Set(body.groups),
    priority: body.priority,
    weight: body.weight,
    enabled: body.enabled,
  };
}

/** The group of a document. @throws Error when it is malformed. */
export function readGroupDocument(row: DocumentRow): Group {
  return { name: row.name, multiplier: parseMultiplier(groupCheck.Parse(JSON.parse(row.body)).multiplier) };
}

/** The price of a document. @throws Error when it is malformed. */
export function readPriceDocument(row: DocumentRow): PriceSheet {
  return sheetOf(priceCheck.Parse(JSON.parse(row.body)));
}
