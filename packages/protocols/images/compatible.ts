// Pictures by SiliconFlow, Together and xAI: OpenAI's path with their own names for size, number and picture.

import { count, fields, isFields, type Fields } from '../conversation/counts.ts';
import { decodeFault } from '../openai-chat/error.ts';
import type { ImageCodec, ImageOutcome, ImageWire, Picture } from './answer.ts';
import { drawn, failed, given, picked, rows, words } from './read.ts';
import { urlOf, type ImageRequest } from './request.ts';
import { pixelsOfRatio, ratioFor } from './sizes.ts';

const PATH = '/v1/images/generations';

function siliconflowBody(request: ImageRequest, upstream: string): ImageWire {
  const pixels = request.pixels ?? pixelsOfRatio(request.ratio);
  const [first, second, third] = request.images.map(urlOf);
  return {
    path: PATH,
    times: 1,
    body: given({
      model: upstream,
      prompt: request.prompt,
      image_size: pixels === undefined ? undefined : `${pixels.width}x${pixels.height}`,
      batch_size: request.n,
      seed: request.seed,
      negative_prompt: request.negativePrompt,
      image: first,
      image2: second,
      image3: third,
      ...picked(request.extras, 'num_inference_steps', 'guidance_scale', 'cfg'),
    }),
  };
}

function togetherBody(request: ImageRequest, upstream: string): ImageWire {
  const pixels = request.pixels ?? pixelsOfRatio(request.ratio);
  const [first] = request.images;
  return {
    path: PATH,
    times: 1,
    body: given({
      model: upstream,
      prompt: request.prompt,
      width: pixels?.width,
      height: pixels?.height,
      n: request.n,
      seed: request.seed,
      negative_prompt: request.negativePrompt,
      response_format: request.wants === 'b64_json' ? 'base64' : 'url',
      image_url: first === undefined ? undefined : urlOf(first),
      ...picked(request.extras, 'steps', 'guidance_scale', 'image_loras', 'disable_safety_checker'),
    }),
  };
}

function decode(body: Fields): ImageOutcome {
  if (isFields(body['error'])) return failed(decodeFault(400, body));
  const listed = rows(body['data']);
  const pictures = (listed.length > 0 ? listed : rows(body['images'])).flatMap((one): Picture[] => {
    const data = words(one['b64_json']);
    const url = words(one['url']);
    const revised = words(one['revised_prompt']);
    const also = revised === undefined ? {} : { revisedPrompt: revised };
    if (data !== undefined) return [{ data, ...also }];
    return url === undefined ? [] : [{ url, ...also }];
  });
  return drawn(pictures, { imageOut: count(fields(body['usage'])['output_tokens']) });
}

export const siliconflow: ImageCodec = { inlines: false, encode: siliconflowBody, decode, fault: decodeFault };
export const together: ImageCodec = { inlines: false, encode: togetherBody, decode, fault: decodeFault };

/** xAI's own field for shape is a ratio; pictures to change go to the path of changes. */
export const xai: ImageCodec = {
  inlines: false,
  encode: (request, upstream) => {
    const images = request.images.map(image => ({ url: urlOf(image), type: 'image_url' }));
    return {
      path: images.length === 0 ? PATH : '/v1/images/edits',
      times: 1,
      body: given({
        model: upstream,
        prompt: request.prompt,
        n: request.n,
        response_format: request.wants ?? 'url',
        aspect_ratio: ratioFor(request, XAI_RATIOS),
        resolution: /^[12]k$/i.test(request.quality ?? '') ? request.quality?.toLowerCase() : undefined,
        image: images.length === 1 ? images[0] : undefined,
        images: images.length > 1 ? images : undefined,
      }),
    };
  },
  decode,
  fault: decodeFault,
};

const XAI_RATIOS = ['1:1', '16:9', '9:16', '4:3', '3:4', '3:2', '2:3', '2:1', '1:2'];
