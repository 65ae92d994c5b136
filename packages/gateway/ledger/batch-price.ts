// Batches cost less than calls: the price list that holds for their requests, and the bill of all that were answered.

import { METERS, promptTokens, usageOf, type Meter, type Usage } from '@turnpike/protocols/conversation/usage';
import type { Charge, ChargeLine } from './charge.ts';
import { ceilDivide, formatMultiplier } from './money.ts';
import { price, type PriceSheet, type TokenRates } from './price.ts';

/** The list's name for what its provider takes for a batch. */
const BATCH = 'batch';

/**
 * The list for the requests of a batch: its own batch rates, and half the ordinary ones where it has none, as OpenAI and
 * Anthropic both have it. What is not a token keeps its price.
 */
export function batchSheet(sheet: PriceSheet): PriceSheet {
  const mode = sheet.modes.get(BATCH);
  const bounds = new Set([...sheet.tiers, ...(mode?.tiers ?? [])].map(({ above }) => above));
  const tiers = [...bounds]
    .sort((left, right) => left - right)
    .map(above => ({
      above,
      token: {
        ...halved(sheet.tiers.findLast(tier => tier.above <= above)?.token ?? {}),
        ...mode?.tiers.findLast(tier => tier.above <= above)?.token,
      },
    }));
  return { ...sheet, token: { ...halved(sheet.token), ...mode?.token }, tiers, modes: new Map() };
}

function halved(rates: TokenRates): TokenRates {
  return Object.fromEntries(
    Object.entries(rates).map(([meter, rate]: [string, bigint]) => [meter, ceilDivide(rate, 2n)]),
  );
}

/** What a batch cost, as it is kept with its task: amounts are texts. */
export interface Bill {
  /** Nano-dollars. */
  readonly amount: string;
  readonly lines: readonly ChargeLine[];
  readonly multiplier: string;
  /** Of all requests together; `calls` is how many were answered. */
  readonly usage: Readonly<Partial<Record<Meter, number>>>;
}

/** Adds up answered requests. Those of one tier are priced together, so that it is rounded once for each. */
export class BatchBill {
  private readonly sheet: PriceSheet;
  private readonly multiplier: bigint;
  private readonly tiers = new Map<number, { readonly usage: Usage; readonly tierTokens: number }>();

  /** `sheet`: a list for batches; `multiplier`: millionths. */
  constructor(sheet: PriceSheet, multiplier: bigint) {
    this.sheet = sheet;
    this.multiplier = multiplier;
  }

  /** One request that was answered. */
  add(usage: Usage): void {
    const tokens = promptTokens(usage);
    const tier = this.sheet.tiers.findLastIndex(({ above }) => tokens > above);
    const group = this.tiers.get(tier) ?? { usage: usageOf(), tierTokens: tokens };
    this.tiers.set(tier, group);
    for (const meter of METERS) group.usage[meter] += meter === 'calls' ? Math.max(usage.calls, 1) : usage[meter];
  }

  bill(): Bill {
    const groups = [...this.tiers.values()];
    const charges = groups.map(({ usage, tierTokens }) =>
      price(usage, this.sheet, this.multiplier, { tierTokens, attributes: {} }),
    );
    const sum = (meter: Meter): number => groups.reduce((total, { usage }) => total + usage[meter], 0);
    const used = METERS.map(meter => [meter, sum(meter)] as const).filter(([, quantity]) => quantity > 0);
    return {
      amount: charges.reduce((total, { amount }) => total + amount, 0n).toString(),
      lines: charges.flatMap(({ lines }) => lines),
      multiplier: charges[0]?.multiplier ?? formatMultiplier(this.multiplier),
      usage: Object.fromEntries(used),
    };
  }
}

/** A bill as a charge. */
export function chargeOfBill({ amount, lines, multiplier }: Bill): Charge {
  return { amount: BigInt(amount), lines, multiplier };
}
