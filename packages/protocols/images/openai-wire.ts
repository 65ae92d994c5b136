// Pictures by OpenAI's own API, for orders that came in another form, such as a conversation.

import { decodeFault } from '../openai-chat/error.ts';
import { isFields, type Fields } from '../conversation/counts.ts';
import type { ImageCodec, ImageOutcome, ImageWire, Picture } from './answer.ts';
import { drawn, failed, given, picked, rows, words } from './read.ts';
import { urlOf, type ImageRequest } from './request.ts';
import { readImageUsage } from './usage.ts';

/** Models whose changes go to a path of their own; others take pictures beside the prompt. */
const NEW = /^(?:gpt-image|chatgpt-image)/;

function encode(request: ImageRequest, upstream: string): ImageWire {
  const { pixels, images, extras } = request;
  const isNew = NEW.test(upstream);
  const edits = isNew && images.length > 0;
  return {
    path: edits ? '/images/edits' : '/images/generations',
    times: 1,
    body: given({
      model: upstream,
      prompt: request.prompt,
      n: request.n,
      size: pixels === undefined ? undefined : `${pixels.width}x${pixels.height}`,
      quality: request.quality,
      background: request.background,
      output_format: request.outputFormat,
      style: request.style,
      response_format: isNew ? undefined : request.wants,
      aspect_ratio: isNew ? undefined : request.ratio,
      images: edits ? images.map(image => ({ image_url: urlOf(image) })) : undefined,
      image: !edits && images.length > 0 ? images.map(urlOf) : undefined,
      ...picked(extras, 'moderation', 'input_fidelity', 'user'),
    }),
  };
}

function decode(body: Fields): ImageOutcome {
  if (isFields(body['error'])) return failed(decodeFault(400, body));
  const pictures = rows(body['data']).flatMap((one): Picture[] => {
    const data = words(one['b64_json']);
    const url = words(one['url']);
    const revised = words(one['revised_prompt']);
    const also = revised === undefined ? {} : { revisedPrompt: revised };
    if (data !== undefined) return [{ data, ...also }];
    return url === undefined ? [] : [{ url, ...also }];
  });
  return drawn(pictures, readImageUsage(body['usage'], pictures.length) ?? {});
}

export const openaiWire: ImageCodec = { inlines: true, encode, decode, fault: decodeFault };
