// What a task costs: from what the request says before it begins, from what the provider reports where it does.

import { usageOf } from '@turnpike/protocols/conversation/usage';
import { Failure } from '@turnpike/protocols/failures';
import { authorizeModel } from '../identity/authorize.ts';
import { inGroup, multiplierFor } from '../identity/groups.ts';
import type { Principal } from '../identity/principal.ts';
import { chargeOfBill } from '../ledger/batch-price.ts';
import type { Charge } from '../ledger/charge.ts';
import { conditioned } from '../ledger/conditions.ts';
import { formatMultiplier } from '../ledger/money.ts';
import { price, type PriceSheet } from '../ledger/price.ts';
import type { World } from '../world.ts';
import type { Measure } from './order.ts';
import { readSheet } from './price-text.ts';
import type { Task, Used } from './task.ts';

/** The name that is served and priced, and its price. */
export interface Priced {
  readonly model: string;
  readonly sheet: PriceSheet;
  /** The one of the caller's groups that serves it. */
  readonly group: string;
  readonly multiplier: bigint;
}

/**
 * The first of the names that this caller may call and that has a price; where none is, the failure of the last one,
 * which is the usual name.
 */
export function chooseModel(models: readonly string[], principal: Principal, world: World): Priced {
  const last = models.at(-1) ?? '';
  for (const model of models) {
    if (model === last) break;
    const { group } = inGroup(principal, world, model);
    const allowed = principal.key.models?.has(model) ?? true;
    const sheet = world.price(model);
    if (allowed && sheet !== undefined && world.candidates(model, group).length > 0)
      return { model, sheet, group, multiplier: multiplierFor(world, principal.account.group, group) };
  }
  const placed = inGroup(principal, world, last);
  const multiplier = multiplierFor(world, principal.account.group, placed.group);
  return { model: last, sheet: authorizeModel(placed, last, world), group: placed.group, multiplier };
}

/** The charge of what is asked. @throws Failure when the price says nothing of what would be made. */
export function chargeFor({ model, sheet, multiplier }: Priced, measure: Measure): Charge {
  const attributes = measure.attributes ?? {};
  const charge = chargeOf(sheet, multiplier, measure);
  if (charge.amount > 0n || sheet.free || charge.lines.length > 0 || multiplier === 0n) return charge;
  const asked = Object.entries(attributes).map(([name, value]) => `${name} ${value}`);
  throw new Failure(
    'model_price_error',
    `The model ${model} has no price for this (${asked.join(', ') || 'one call'}). The operator has to set one, or mark it free with a price of 0.`,
    { param: 'model' },
  );
}

function chargeOf(sheet: PriceSheet, multiplier: bigint, measure: Measure): Charge {
  const attributes = measure.attributes ?? {};
  const usage = usageOf({
    calls: measure.calls ?? 1,
    seconds: measure.seconds ?? 0,
    images: measure.images ?? 0,
    characters: measure.characters ?? 0,
    output: measure.tokens ?? 0,
  });
  return price(usage, conditioned(sheet, attributes), multiplier, { attributes });
}

/** The charge of a task that succeeded: as promised, or by what was reported as used. */
export function finalCharge(task: Task): Charge {
  const { used } = task;
  if (used?.bill !== undefined) return chargeOfBill(used.bill);
  if (used === undefined || task.sheet === '') return task.charge;
  const asked = quantities(task.charge);
  return chargeOf(readSheet(task.sheet), BigInt(task.multiplier), {
    calls: used.calls ?? asked.calls,
    seconds: used.seconds ?? asked.seconds,
    images: used.images ?? asked.images,
    tokens: used.tokens ?? asked.tokens,
    characters: asked.characters,
    attributes: task.attributes,
  });
}

function quantities(charge: Charge): Required<Omit<Measure, 'attributes'>> {
  const of = (meter: string): number => charge.lines.find(line => line.meter === meter)?.quantity ?? 0;
  return {
    calls: Math.max(of('calls'), 1),
    seconds: of('seconds'),
    images: of('images'),
    tokens: of('output'),
    characters: of('characters'),
  };
}

/** Nothing is charged. */
export function noCharge(multiplier: bigint): Charge {
  return { amount: 0n, lines: [], multiplier: formatMultiplier(multiplier) };
}

/** Usage meters of a charge's lines, for the log. */
export function usageOfCharge(charge: Charge, used: Used | undefined): ReturnType<typeof usageOf> {
  if (used?.bill !== undefined) return usageOf(used.bill.usage);
  const asked = quantities(charge);
  return usageOf({
    calls: asked.calls,
    seconds: used?.seconds ?? asked.seconds,
    images: used?.images ?? asked.images,
    output: used?.tokens ?? asked.tokens,
    characters: asked.characters,
  });
}
