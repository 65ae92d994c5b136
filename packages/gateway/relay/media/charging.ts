// What of a medium is charged: tokens or pieces, never both for the same thing; and the list that holds for a request.

import type { Usage } from '@turnpike/protocols/conversation/usage';
import { conditioned } from '../../ledger/conditions.ts';
import type { PriceSheet, TokenRates, UnitRates } from '../../ledger/price.ts';

type Piece = 'images' | 'seconds' | 'characters';

/** Whether a list has a price for the tokens of a usage's output. */
function pricesTokens({ token }: PriceSheet, usage: Usage): boolean {
  const has = (...meters: readonly (keyof TokenRates)[]): boolean => meters.some(meter => (token[meter] ?? 0n) > 0n);
  if (usage.imageOut > 0) return has('imageOut', 'output');
  if (usage.audioOut > 0) return has('audioOut', 'output');
  if (usage.output > 0) return has('output');
  return usage.input + usage.audioIn + usage.imageIn > 0 && has('input', 'audioIn', 'imageIn');
}

/**
 * The catalog knows many media by their tokens and by the piece: the one is what the provider bills, the other what comes
 * of it. An operator's own list means all that it says.
 */
export function tokensOrPieces(usage: Usage, sheet: PriceSheet, piece: Piece): Usage {
  if (sheet.source === 'operator' || !pricesTokens(sheet, usage)) return usage;
  return { ...usage, [piece]: 0 };
}

/** The list for a request with these attributes. Where none of its conditions fits and nothing is said of the rest, the dearest holds. */
export function sheetFor(sheet: PriceSheet, attributes: Readonly<Record<string, string>>): PriceSheet {
  const chosen = conditioned(sheet, attributes);
  const unit: { -readonly [Meter in keyof UnitRates]: UnitRates[Meter] } = { ...chosen.unit };
  let changed = false;
  for (const { meter, rate } of sheet.conditions ?? []) {
    if (chosen.unit[meter] !== undefined) continue;
    const before = unit[meter];
    unit[meter] = before === undefined || rate > before ? rate : before;
    changed = true;
  }
  return changed ? { ...chosen, unit } : chosen;
}
