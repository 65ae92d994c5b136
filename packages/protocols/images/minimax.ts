// Pictures by MiniMax image-01: errors come with status 200 in `base_resp`, and some pictures may fail alone.

import { count, fields, type Fields } from '../conversation/counts.ts';
import { decodeFault } from '../openai-chat/error.ts';
import type { ImageCodec, ImageOutcome, ImageWire, Picture } from './answer.ts';
import { drawn, failed, given, picked, portions } from './read.ts';
import { urlOf, type ImageRequest } from './request.ts';
import { ratioFor } from './sizes.ts';

const RATIOS = ['1:1', '16:9', '4:3', '3:2', '2:3', '3:4', '9:16', '21:9'];
const MOST = 9;

function encode(request: ImageRequest, upstream: string): ImageWire {
  const { times, each } = portions(request.n, MOST);
  return {
    path: '/v1/image_generation',
    times,
    body: given({
      model: upstream,
      prompt: request.prompt,
      aspect_ratio: ratioFor(request, RATIOS),
      response_format: request.wants === 'b64_json' ? 'base64' : 'url',
      n: each,
      seed: request.seed,
      aigc_watermark: request.watermark,
      subject_reference:
        request.images.length === 0
          ? undefined
          : request.images.map(image => ({ type: 'character', image_file: urlOf(image) })),
      ...picked(request.extras, 'prompt_optimizer', 'style', 'subject_reference'),
    }),
  };
}

function decode(body: Fields): ImageOutcome {
  if (count(fields(body['base_resp'])['status_code']) !== 0) return failed(decodeFault(200, body));
  const data = fields(body['data']);
  const texts = (value: unknown): string[] =>
    Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string' && one !== '') : [];
  const pictures: Picture[] = [
    ...texts(data['image_urls']).map(url => ({ url })),
    ...texts(data['image_base64']).map(bytes => ({ data: bytes, mediaType: 'image/jpeg' })),
  ];
  return drawn(pictures);
}

export const minimax: ImageCodec = { inlines: false, encode, decode, fault: decodeFault };
