// Models and actions of platforms that publish no price list: what the practice upstream sells them for.

import { sheetOf } from '../ledger/price-sheet.ts';
import type { PriceSheet } from '../ledger/price.ts';
import type { CatalogModel, ModelKind } from './model.ts';
import { SMALL_PLAY_PRICES } from './small-models.ts';

/** A row: name, maker, kind, and USD for a call or a second in the sandbox. */
type Row = readonly [id: string, provider: string, kind: ModelKind, rate: 'call' | 'second', usd: string];

/** The relay family's customary names of what is billed (midjourney.md §8, suno.md §8, luma.md). */
const ROWS: readonly Row[] = [
  ...[
    'imagine',
    'variation',
    'high_variation',
    'low_variation',
    'reroll',
    'blend',
    'modal',
    'zoom',
    'pan',
    'shorten',
    'edits',
    'retexture',
    'custom_zoom',
    'inpaint',
  ].map((action): Row => [`mj_${action}`, 'midjourney', 'image', 'call', '0.1']),
  ...['describe', 'upscale', 'upload'].map((action): Row => [`mj_${action}`, 'midjourney', 'image', 'call', '0.05']),
  ['mj_video', 'midjourney', 'video', 'call', '0.8'],
  ['mj_swap_video_face', 'midjourney', 'video', 'call', '0.8'],
  ['swap_face', 'midjourney', 'image', 'call', '0.05'],
  ['suno_music', 'suno', 'music', 'call', '0.1'],
  ['suno_lyrics', 'suno', 'music', 'call', '0.01'],
  ['suno_upload', 'suno', 'music', 'call', '0.02'],
  ['luma_video_api', 'luma', 'video', 'call', '0.4'],
  ['luma_video_extend_api', 'luma', 'video', 'call', '0.4'],
];

function modelOf([id, provider, kind]: Row): CatalogModel {
  return {
    id,
    provider,
    kind,
    title: id,
    status: 'active',
    context: undefined,
    maxOutput: undefined,
    created: 0,
    capabilities: new Set(),
    inputs: ['text', 'image'],
    outputs: [kind === 'music' ? 'audio' : kind],
    responsesOnly: false,
    price: undefined,
  };
}

/** The rows as models of the catalog: without a price, so that an operator must set one before they are sold. */
export const PLATFORM_MODELS: readonly CatalogModel[] = ROWS.map(modelOf);

const PLAY_PRICES: ReadonlyMap<string, PriceSheet> = new Map(
  ROWS.map(([id, , , rate, usd]) => [id, sheetOf({ rates: { [rate]: usd }, tiers: [], factors: {} })]),
);

/** What the practice upstream takes for one of them. */
export function playPrice(model: string): PriceSheet | undefined {
  return PLAY_PRICES.get(model) ?? SMALL_PLAY_PRICES.get(model);
}
