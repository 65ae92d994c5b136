// What a client wants made: its own words, and, where another platform could make it too, the neutral form of them.

import type { PriceSheet } from '../ledger/price.ts';
import type { Json } from '../relay/json.ts';

/** A video as any platform is asked for it. */
export interface VideoRequest {
  readonly prompt: string;
  readonly negativePrompt?: string | undefined;
  /** URLs or data URLs: the first and the last picture, and pictures to be like. */
  readonly first?: string | undefined;
  readonly last?: string | undefined;
  readonly references?: readonly string[];
  /** A video to begin from. */
  readonly source?: string | undefined;
  readonly seconds?: number | undefined;
  /** `1280x720`, `16:9`, `720p`: each where the client said it. */
  readonly size?: string | undefined;
  readonly ratio?: string | undefined;
  readonly resolution?: string | undefined;
  readonly mode?: string | undefined;
  readonly audio?: boolean | undefined;
  readonly seed?: number | undefined;
  readonly loop?: boolean | undefined;
  readonly watermark?: boolean | undefined;
  /** A platform's own fields, given in `metadata`: merged last, but never over what is priced. */
  readonly extra?: Json;
}

/** How much is made, as far as the request says, and what of it the price depends on. */
export interface Measure {
  readonly calls?: number;
  readonly seconds?: number;
  readonly images?: number;
  readonly characters?: number;
  /** Output tokens at most, where the provider bills by them. */
  readonly tokens?: number;
  /** What factors and conditions of a price look at: `{ resolution: '1080p', mode: 'pro' }`. */
  readonly attributes?: Readonly<Record<string, string>>;
}

/** What a client wants made. */
export interface Order {
  /** The dialect's word for it: `imagine`, `music`, `videos/text2video`. */
  readonly verb: string;
  /** Names under which it may be served and priced, the most exact first. */
  readonly models: readonly string[];
  /** The client's own body, checked. */
  readonly body: Json;
  /** Files that came beside the body. */
  readonly files?: readonly OrderFile[];
  readonly video?: VideoRequest;
  readonly measure: Measure;
  /** Where the client wants to be told of the end, or empty. */
  readonly hook?: string;
  /** What the driver must know and the body does not say: a speed, a path. */
  readonly memo?: Json;
  /** The task that this one follows up: it goes to the same channel and credential. */
  readonly parent?: Parent;
  /** Two orders of one owner with the same key are one. */
  readonly idempotencyKey?: string;
  /** Whether following up needs no money. */
  readonly free?: boolean;
  /** Its price, where neither its measure nor the list says it: what it may cost at most, and the list it is settled by. */
  readonly terms?: { readonly most: bigint; readonly sheet: PriceSheet };
}

/** A file of a form. */
export interface OrderFile {
  readonly field: string;
  readonly name: string;
  readonly type: string;
  readonly bytes: Buffer;
}

/** The task that is followed up, as the order needs it. */
export interface Parent {
  readonly id: string;
  readonly channel: number;
  readonly credential: string;
  readonly upstreamId: string;
}

/** The largest whole number of a ratio's sides: `1280x720` is `16:9`. */
export function ratioOf(size: string): string | undefined {
  const [, width, height] = /^(\d{2,5})[x*:](\d{2,5})$/.exec(size) ?? [];
  if (width === undefined || height === undefined) return undefined;
  const divide = (a: number, b: number): number => (b === 0 ? a : divide(b, a % b));
  const divisor = divide(Number(width), Number(height));
  return `${Number(width) / divisor}:${Number(height) / divisor}`;
}

/** The usual word for a size by its shorter side: `1280x720` is `720p`. */
export function resolutionOf(size: string): string | undefined {
  const [, width, height] = /^(\d{2,5})[x*:](\d{2,5})$/.exec(size) ?? [];
  if (width === undefined || height === undefined) return undefined;
  const short = Math.min(Number(width), Number(height));
  if (short >= 2160) return '4k';
  return `${short}p`;
}
