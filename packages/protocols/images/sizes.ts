// Sizes in pixels and ratios of sides: what clients name, what image APIs take, and the nearest of those.

import type { ImageRequest, Pixels } from './request.ts';

/** Sizes whose name in the usual ratios is not what their sides divide to. */
const USUAL: Readonly<Record<string, string>> = {
  '1792x1024': '16:9',
  '1024x1792': '9:16',
  '1152x864': '4:3',
  '864x1152': '3:4',
  '1344x576': '21:9',
};

/** `1024x1536` as pixels; undefined when it is none. */
export function pixelsOf(size: string): Pixels | undefined {
  const [, width, height] = /^(\d{1,5})\s*[x*×]\s*(\d{1,5})$/i.exec(size) ?? [];
  if (width === undefined || height === undefined || Number(width) < 1 || Number(height) < 1) return undefined;
  return { width: Number(width), height: Number(height) };
}

/** `16:9` as the share of its sides; undefined when it is none. */
export function shareOf(ratio: string): number | undefined {
  const [, width, height] = /^(\d{1,3}):(\d{1,3})$/.exec(ratio) ?? [];
  return width === undefined || height === undefined || Number(width) < 1 || Number(height) < 1
    ? undefined
    : Number(width) / Number(height);
}

/** The ratio that a request asks for, by ratio or by pixels, as its nearest among those that an API takes. */
export function ratioFor(request: ImageRequest, known: readonly string[]): string | undefined {
  const { ratio, pixels } = request;
  if (ratio !== undefined && known.includes(ratio)) return ratio;
  const named = pixels === undefined ? undefined : USUAL[`${pixels.width}x${pixels.height}`];
  if (named !== undefined && known.includes(named)) return named;
  const share = pixels === undefined ? shareOf(ratio ?? '') : pixels.width / pixels.height;
  return share === undefined ? undefined : nearest(share, known);
}

/** The ratio that differs least, by how often one goes into the other. */
function nearest(share: number, known: readonly string[]): string | undefined {
  const distance = (ratio: string): number => Math.abs(Math.log((shareOf(ratio) ?? Infinity) / share));
  return known.toSorted((left, right) => distance(left) - distance(right))[0];
}

/** The size of those an API takes that is nearest to what is asked, in shape first and then in area. */
export function sizeFor(request: ImageRequest, known: readonly string[]): string | undefined {
  const wanted = request.pixels ?? pixelsOfRatio(request.ratio);
  if (wanted === undefined) return undefined;
  const distance = (name: string): number => {
    const pixels = pixelsOf(name) ?? { width: 1, height: 1 };
    const shape = Math.abs(Math.log((pixels.width * wanted.height) / (pixels.height * wanted.width)));
    const area = Math.abs(Math.log((pixels.width * pixels.height) / (wanted.width * wanted.height)));
    return shape * 10 + area;
  };
  return known.toSorted((left, right) => distance(left) - distance(right))[0];
}

/** About a million pixels in a ratio, in steps of `step`. */
export function pixelsOfRatio(ratio: string | undefined, step = 16): Pixels | undefined {
  const share = shareOf(ratio ?? '');
  if (share === undefined) return undefined;
  const round = (side: number): number => Math.max(Math.round(side / step) * step, step);
  const height = Math.sqrt((1024 * 1024) / share);
  return { width: round(height * share), height: round(height) };
}

/** Whether a quality asks for more than the usual. */
export function isHigh(quality: string | undefined): boolean {
  return /^(?:high|hd|2k|4k|xhigh|ultra)$/i.test(quality ?? '');
}

/** `1K`, `2K` or `4K` by a request's quality and pixels; `1K` where nothing asks for more. */
export function gradeFor(request: ImageRequest): '1K' | '2K' | '4K' {
  if (/^4k$/i.test(request.quality ?? '')) return '4K';
  if (isHigh(request.quality)) return '2K';
  const longer = Math.max(request.pixels?.width ?? 0, request.pixels?.height ?? 0);
  if (longer > 3000) return '4K';
  return longer > 1800 ? '2K' : '1K';
}
