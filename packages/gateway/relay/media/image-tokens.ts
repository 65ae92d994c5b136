// How many tokens pictures likely take and at most can take, where nobody has said so yet.

import { entryOf } from '@turnpike/protocols/conversation/entry-of';
import type { ImageRequest } from '@turnpike/protocols/images/request';
import { usageOf, type Usage } from '@turnpike/protocols/conversation/usage';

/** Output tokens of a picture of a million pixels, by quality (OpenAI's guide); what is left to the model may be the best. */
const BY_QUALITY: Readonly<Record<string, number>> = { low: 272, standard: 1056, medium: 1056 };
const BEST = 4160;
/** Pictures that are not square cost up to half more. */
const OBLONG = 1.5;
const SQUARE_PIXELS = 1024 * 1024;
/** Of models that think before they draw. */
const THOUGHTS = 4_096;
/** Each partial picture costs so many output tokens (OpenAI's guide). */
const PARTIAL_TOKENS = 100;
/** Of a picture that is read, closely and at a glance. */
const READ_CLOSELY = 6_300;
const READ = 1_600;

/** Output tokens of one picture. */
export function tokensOfPicture({ quality, pixels }: ImageRequest): number {
  const base = entryOf(BY_QUALITY, quality ?? '') ?? BEST;
  if (pixels === undefined) return Math.ceil(base * OBLONG);
  const area = Math.max((pixels.width * pixels.height) / SQUARE_PIXELS, 1);
  return Math.ceil(base * (pixels.width === pixels.height && area === 1 ? 1 : Math.max(OBLONG, area)));
}

/** The most that an order can use. */
export function worstOf(request: ImageRequest): Usage {
  const { n, images, mask, prompt, extras, partialImages } = request;
  const read = images.length + (mask === undefined ? 0 : 1);
  const ascii = Buffer.byteLength(prompt);
  return usageOf({
    input: (Math.ceil(ascii / 2) + 64) * n,
    imageIn: read * (extras['input_fidelity'] === 'high' ? READ_CLOSELY : READ),
    output: /gemini|banana/.test(request.model) ? THOUGHTS * n : 0,
    imageOut: n * (tokensOfPicture(request) + partialImages * PARTIAL_TOKENS),
    images: n,
  });
}

/** What so many pictures likely took, for upstreams that report nothing; `partial`: unfinished ones that were sent. */
export function likelyOf(request: ImageRequest, pictures: number, partial: number): Usage {
  const { prompt, images } = request;
  const likely = BY_QUALITY[request.quality ?? 'medium'] ?? (request.quality === 'auto' ? 1056 : BEST);
  return usageOf({
    input: Math.ceil(Buffer.byteLength(prompt) / 4),
    imageIn: images.length * 400,
    imageOut: pictures * likely + partial * PARTIAL_TOKENS,
    images: pictures,
  });
}
