// Pictures by Volcengine Ark (Seedream): OpenAI's path, sizes as grades or pixels, pictures to change in `image`.

import { count, fields, isFields, type Fields } from '../conversation/counts.ts';
import { decodeFault } from '../openai-chat/error.ts';
import type { ImageCodec, ImageOutcome, ImageWire, Picture } from './answer.ts';
import { drawn, failed, given, picked, rows, words } from './read.ts';
import { urlOf, type ImageRequest } from './request.ts';
import { pixelsOfRatio } from './sizes.ts';

function sizeOf(request: ImageRequest): string | undefined {
  const { pixels, quality } = request;
  if (pixels !== undefined) return `${pixels.width}x${pixels.height}`;
  if (/^[124]k$/i.test(quality ?? '')) return quality?.toUpperCase();
  const made = pixelsOfRatio(request.ratio);
  return made === undefined ? undefined : `${made.width}x${made.height}`;
}

function encode(request: ImageRequest, upstream: string): ImageWire {
  const images = request.images.map(urlOf);
  return {
    path: '/api/v3/images/generations',
    times: request.n,
    body: given({
      model: upstream,
      prompt: request.prompt,
      image: images.length === 0 ? undefined : images.length === 1 ? images[0] : images,
      size: sizeOf(request),
      response_format: request.wants ?? 'url',
      seed: request.seed,
      watermark: request.watermark,
      ...picked(
        request.extras,
        'guidance_scale',
        'sequential_image_generation',
        'sequential_image_generation_options',
        'optimize_prompt_options',
      ),
    }),
  };
}

/** Pictures of a series may fail alone: their place says why. */
function decode(body: Fields): ImageOutcome {
  const data = rows(body['data']);
  const pictures = data.flatMap((one): Picture[] => {
    const url = words(one['url']);
    const bytes = words(one['b64_json']);
    if (bytes !== undefined) return [{ data: bytes, mediaType: 'image/jpeg' }];
    return url === undefined ? [] : [{ url }];
  });
  const error = isFields(body['error']) ? body : data.find(one => isFields(one['error']));
  if (pictures.length === 0 && error !== undefined) return failed(decodeFault(400, error));
  const usage = fields(body['usage']);
  return drawn(pictures, { imageOut: count(usage['output_tokens']) });
}

export const ark: ImageCodec = { inlines: false, encode, decode, fault: decodeFault };
