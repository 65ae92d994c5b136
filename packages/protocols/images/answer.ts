// What an image API answers, in the neutral form: pictures, what they used, or why there are none, or where to ask again.

import type { Fields } from '../conversation/counts.ts';
import type { Fault } from '../conversation/fault.ts';
import type { Usage } from '../conversation/usage.ts';
import type { ImageRequest } from './request.ts';

/** One picture: its bytes in base64, or where they can be had for a while. */
export interface Picture {
  readonly data?: string;
  readonly url?: string;
  readonly mediaType?: string;
  readonly revisedPrompt?: string;
}

/** Pictures that were made: as many as there are, not as were asked for. */
export interface ImageAnswer {
  readonly pictures: readonly Picture[];
  /** What the upstream reported; `images` is always the number of pictures that it charges for. */
  readonly usage: Usage;
  /** What was said of all of them, in OpenAI's words: `size`, `quality`, `background`, `output_format`. */
  readonly said?: Fields;
}

/** What one answer of an upstream means. */
export type ImageOutcome =
  | { readonly kind: 'done'; readonly answer: ImageAnswer }
  | { readonly kind: 'fault'; readonly fault: Fault }
  /** It is at work: ask again at this path (or address) after so many milliseconds. */
  | { readonly kind: 'pending'; readonly at: string; readonly afterMs: number };

/** A request as an image API takes it. */
export interface ImageWire {
  /** `POST` where it is left out; a `GET` has no body, and is answered with the picture itself. */
  readonly method?: 'GET';
  /** Behind the channel's base URL. */
  readonly path: string;
  readonly body: Fields;
  readonly headers?: Readonly<Record<string, string>>;
  /** How often the request is sent: APIs without a number of pictures make one at a time. */
  readonly times: number;
}

/** One image API's wire format. */
export interface ImageCodec {
  /** Whether it can only be given pictures as bytes: addresses are fetched first. */
  readonly inlines: boolean;
  /** Whether its masks are white where something is to change, and not transparent. */
  readonly whitens?: true;
  /** @throws Failure `invalid_request` for what the API cannot do */
  encode(request: ImageRequest, upstream: string): ImageWire;
  /** Reads an answer with a good status, the first or one to a later question. */
  decode(body: Fields, request: ImageRequest): ImageOutcome;
  /** The fault that an error answer means. */
  fault(status: number, body: Fields): Fault;
}
