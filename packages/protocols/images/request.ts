// What a client wants drawn, in the neutral form that every image API is written from.

import type { Fields } from '../conversation/counts.ts';

/**
 * A picture that a request brings. `data` is base64, or a stand-in for it that whoever sends the request replaces by
 * the real thing: codecs never look into it.
 */
export type ImageSource =
  | { readonly kind: 'url'; readonly url: string }
  | { readonly kind: 'base64'; readonly data: string; readonly mediaType: string }
  /** A file that was uploaded to the provider before. */
  | { readonly kind: 'file'; readonly id: string };

/** Width and height in pixels. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
}

/** What is done: something new, a change of what is there, or more of the same. */
export type ImageOperation = 'generate' | 'edit' | 'vary';

/** One order of pictures. What the client left out is undefined. */
export interface ImageRequest {
  readonly operation: ImageOperation;
  readonly model: string;
  readonly prompt: string;
  /** How many pictures. */
  readonly n: number;
  /** In pixels where the client named them. */
  readonly pixels: Pixels | undefined;
  /** `16:9`, where the client named a ratio instead. */
  readonly ratio: string | undefined;
  /** The word as it came: `low`, `hd`, `2K`. */
  readonly quality: string | undefined;
  readonly background: string | undefined;
  /** `png`, `jpeg` or `webp`. */
  readonly outputFormat: string | undefined;
  /** 0 to 100. */
  readonly compression: number | undefined;
  readonly wants: 'url' | 'b64_json' | undefined;
  readonly streams: boolean;
  readonly partialImages: number;
  readonly style: string | undefined;
  readonly seed: number | undefined;
  readonly negativePrompt: string | undefined;
  readonly watermark: boolean | undefined;
  readonly images: readonly ImageSource[];
  readonly mask: ImageSource | undefined;
  /** Every field of the client's that has no place above, for APIs that know it. */
  readonly extras: Fields;
}

/** The address of a source: its own, or a data URL. */
export function urlOf(source: ImageSource): string {
  switch (source.kind) {
    case 'url':
      return source.url;
    case 'base64':
      return `data:${source.mediaType};base64,${source.data}`;
    case 'file':
      return source.id;
  }
}
