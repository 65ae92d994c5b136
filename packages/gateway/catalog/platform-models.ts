// Models and actions of platforms that publish no price list: what the practice upstream sells them for.

import { sheetOf } from '../ledger/price-sheet.ts';
import type { PriceSheet } from '../ledger/price.ts';
import type { CatalogModel, ModelKind } from './model.ts';
import { SMALL_PLAY_PRICES } from './small-models.ts';

/** A row: name, maker, kind, and USD for a call, a picture or a second in the sandbox. */
type Row = readonly [id: string, provider: string, kind: ModelKind, rate: 'call' | 'image' | 'second', usd: string];

/** Bailian's Wanxiang by the picture, about what it asks in yuan (bailian.md §4 to §9). */
const WANXIANG: readonly (readonly [id: string, usd: string])[] = [
  ['wanx-v1', '0.022'],
  ['wanx2.0-t2i-turbo', '0.006'],
  ['wanx2.1-t2i-turbo', '0.02'],
  ['wanx2.1-t2i-plus', '0.028'],
  ['wan2.2-t2i-flash', '0.02'],
  ['wan2.2-t2i-plus', '0.028'],
  ['wan2.5-t2i-preview', '0.028'],
  ['wan2.5-i2i-preview', '0.028'],
  ['wan2.6-t2i', '0.028'],
  ['wanx2.1-imageedit', '0.02'],
  ['wanx-style-repaint-v1', '0.017'],
  ['wanx-background-generation-v2', '0.011'],
  ['facechain-generation', '0.025'],
  ['wordart-semantic', '0.034'],
  ['wordart-texture', '0.011'],
];

/** fal's Kontext by the picture (fal.md §7). */
const KONTEXT: readonly (readonly [path: string, usd: string])[] = [
  ['kontext', '0.04'],
  ['kontext/multi', '0.04'],
  ['kontext/text-to-image', '0.04'],
  ['kontext/max', '0.08'],
  ['kontext/max/multi', '0.08'],
  ['kontext/max/text-to-image', '0.08'],
];

/** Makers' videos by the second, about their list prices at the usual resolution; Jimeng's were asked in yuan. */
const FILMS: readonly (readonly [id: string, provider: string, usd: string])[] = [
  ['wan2.2-t2v-plus', 'bailian', '0.1'],
  ['wan2.2-i2v-plus', 'bailian', '0.1'],
  ['wan2.5-t2v-preview', 'bailian', '0.1'],
  ['wan2.5-i2v-preview', 'bailian', '0.1'],
  ['veo-3.0-generate-001', 'google', '0.4'],
  ['veo-3.0-fast-generate-001', 'google', '0.15'],
  ['vidu2.0', 'vidu', '0.05'],
  ['viduq1', 'vidu', '0.08'],
  ['viduq2', 'vidu', '0.05'],
  ['viduq2-pro', 'vidu', '0.07'],
  ['viduq2-turbo', 'vidu', '0.05'],
  ['viduq3-pro', 'vidu', '0.16'],
  ['viduq3-turbo', 'vidu', '0.08'],
  ['MiniMax-Hailuo-02', 'minimax', '0.05'],
  ['MiniMax-Hailuo-2.3', 'minimax', '0.05'],
  ['MiniMax-Hailuo-2.3-Fast', 'minimax', '0.03'],
  ['MiniMax-H3', 'minimax', '0.09'],
  ['kling-3.0', 'kling', '0.084'],
  ['kling-3.0-turbo', 'kling', '0.112'],
  ['kling-3.0-omni', 'kling', '0.084'],
  ['kling-o1', 'kling', '0.084'],
  ['kling-2.6', 'kling', '0.042'],
  ['kling-2.5-turbo', 'kling', '0.042'],
  ['kling-v3', 'kling', '0.084'],
  ['kling-v3-omni', 'kling', '0.084'],
  ['kling-video-o1', 'kling', '0.084'],
  ['kling-v2-6', 'kling', '0.042'],
  ['kling-v2-5-turbo', 'kling', '0.042'],
  ['kling-v2-1-master', 'kling', '0.28'],
  ['kling-v2-1', 'kling', '0.056'],
  ['jimeng_v30', 'jimeng', '0.04'],
  ['jimeng_v30_1080p', 'jimeng', '0.09'],
  ['jimeng_v30_pro', 'jimeng', '0.14'],
  ['jimeng_t2v_v30', 'jimeng', '0.04'],
  ['jimeng_t2v_v30_1080p', 'jimeng', '0.09'],
  ['jimeng_i2v_first_v30', 'jimeng', '0.04'],
  ['jimeng_i2v_first_v30_1080', 'jimeng', '0.09'],
  ['jimeng_i2v_first_tail_v30', 'jimeng', '0.04'],
  ['jimeng_i2v_first_tail_v30_1080', 'jimeng', '0.09'],
  ['jimeng_ti2v_v30_pro', 'jimeng', '0.14'],
  ['jimeng-video-3.0', 'jimeng', '0.04'],
  ['pixverse', 'pixverse', '0.09'],
  ['pika', 'pika', '0.09'],
  ['ray-3.2', 'luma', '0.042'],
  ...['veo3', 'veo3.1', 'veo3.1-pro', 'veo_3_1'].map(id => [id, 'google', '0.4'] as const),
  ...['veo3-fast', 'veo3.1-fast', 'veo_3_1-fast'].map(id => [id, 'google', '0.15'] as const),
];

/** Makers' pictures that Kling and Jimeng sell by the piece (kling.md §8, jimeng.md). */
const DRAWINGS: readonly (readonly [id: string, provider: string, usd: string])[] = [
  ['kling-v2-1#image', 'kling', '0.014'],
  ['kling-v3#image', 'kling', '0.028'],
  ['kling-image-o1', 'kling', '0.028'],
  ['pixverse-image', 'pixverse', '0.06'],
  ...['jimeng_t2i_v30', 'jimeng_t2i_v31', 'jimeng_t2i_v40', 'jimeng_i2i_v30'].map(
    id => [id, 'jimeng', '0.03'] as const,
  ),
];

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
  ['ideogram_upscale', 'ideogram', 'image', 'call', '0.06'],
  ['ideogram_describe', 'ideogram', 'image', 'call', '0.01'],
  ['suno_music', 'suno', 'music', 'call', '0.1'],
  ['suno_lyrics', 'suno', 'music', 'call', '0.01'],
  ['suno_upload', 'suno', 'music', 'call', '0.02'],
  ['luma_video_api', 'luma', 'video', 'call', '0.4'],
  ['luma_video_extend_api', 'luma', 'video', 'call', '0.4'],
  ['cjwbw/rembg', 'replicate', 'image', 'call', '0.005'],
  ['sujaykhandekar/object-removal', 'replicate', 'image', 'call', '0.005'],
  ...WANXIANG.map(([id, usd]): Row => [id, 'bailian', 'image', 'image', usd]),
  ...KONTEXT.map(([path, usd]): Row => [`fal-ai/flux-pro/${path}`, 'fal', 'image', 'image', usd]),
  ...FILMS.map(([id, provider, usd]): Row => [id, provider, 'video', 'second', usd]),
  ...DRAWINGS.map(([id, provider, usd]): Row => [id, provider, 'image', 'image', usd]),
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
