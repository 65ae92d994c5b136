// Prices of units that depend on the request: by resolution, mode, duration; and what a request's own sheet is.

import { parseRate } from './money.ts';
import type { PriceSheet, UnitCondition, UnitRates } from './price.ts';

/** The sheet for a request with these attributes: of the conditions that hold, the one that says most wins. */
export function conditioned(sheet: PriceSheet, attributes: Readonly<Record<string, string>>): PriceSheet {
  const { conditions } = sheet;
  if (conditions === undefined || conditions.length === 0) return sheet;
  const holding = conditions
    .filter(({ when }) => Object.entries(when).every(([name, value]) => attributes[name] === value))
    .toSorted((left, right) => Object.keys(left.when).length - Object.keys(right.when).length);
  if (holding.length === 0) return sheet;
  const unit: { -readonly [Meter in keyof UnitRates]: UnitRates[Meter] } = { ...sheet.unit };
  for (const { meter, rate } of holding) unit[meter] = rate;
  return { ...sheet, unit };
}

/** Pictures a second that makers bill a video's pixels by, and the sides of the usual resolutions at 16:9. */
const FRAMES = 24n;
const SIDES: Readonly<Record<string, readonly [bigint, bigint]>> = {
  '540p': [960n, 540n],
  '720p': [1280n, 720n],
  '1080p': [1920n, 1080n],
  '4k': [3840n, 2160n],
};

/** A price for a million pixels of video, as the price of a second at each usual resolution (Luma's own arithmetic). */
export function pixelConditions(usd: string): readonly UnitCondition[] {
  const rate = parseRate(usd);
  return Object.entries(SIDES).map(([resolution, [width, height]]) => ({
    meter: 'seconds',
    rate: (rate * width * height * FRAMES) / 1_000_000n,
    when: { resolution },
  }));
}
