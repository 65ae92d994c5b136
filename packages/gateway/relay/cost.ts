// What the upstream asks for a call: by the operator's price for the channel, as reported, or by the catalog's list.

import type { Usage } from '@turnpike/protocols/conversation/usage';
import type { CostSource } from '../ledger/charge.ts';
import { MILLION } from '../ledger/money.ts';
import { price, type PriceContext } from '../ledger/price.ts';
import type { Channel, Credential, World } from '../world.ts';

/** A cost in nano-dollars, and how it is known. */
export interface UpstreamCost {
  readonly cost: bigint;
  readonly costSource: CostSource;
}

const UNKNOWN: UpstreamCost = { cost: 0n, costSource: 'unknown' };

/** Where a call went, as far as its cost depends on it. */
export interface Served {
  readonly channel: Channel | undefined;
  readonly credential: Credential | undefined;
  readonly model: string;
  readonly upstreamModel: string;
}

/** The cost of a usage; practice answers cost nothing. */
export function upstreamCost(world: World, served: Served, usage: Usage, context: PriceContext): UpstreamCost {
  const { channel, credential, model, upstreamModel } = served;
  if (channel === undefined || channel.provider === 'sandbox') return UNKNOWN;
  const agreed = channel.costs?.get(upstreamModel) ?? channel.costs?.get(model);
  if (agreed !== undefined) return { cost: price(usage, agreed, MILLION, context).amount, costSource: 'channel' };
  if (usage.upstreamCost !== undefined) return { cost: usage.upstreamCost, costSource: 'reported' };
  const list = (world.model(upstreamModel) ?? world.model(model))?.price;
  if (list === undefined) return UNKNOWN;
  const factor = credential?.cost ?? channel.options?.cost ?? 1;
  const millionths = BigInt(Math.round(factor * Number(MILLION)));
  return { cost: price(usage, list, millionths, context).amount, costSource: 'list' };
}
