// Pictures by Pollinations: one GET with the prompt in its path, answered with the picture itself (openrouter.md §9).

import { Failure } from '../failures.ts';
import { decodeFault } from '../openai-chat/error.ts';
import type { ImageCodec, ImageOutcome, ImageWire } from './answer.ts';
import { refused } from './read.ts';
import type { ImageRequest } from './request.ts';
import { pixelsOfRatio } from './sizes.ts';

/** Fields of its own that clients may send, by their names in the query. */
const EXTRAS = ['enhance', 'nologo', 'private', 'safe', 'nofeed', 'transparent', 'guidance_scale'];
/** An address has to stay shorter than servers take. */
const MOST_PROMPT = 6_000;

/** The pictures to begin from, which it fetches itself. @throws Failure for bytes */
function addresses({ images }: ImageRequest): string | undefined {
  const all = images.map(image => {
    if (image.kind === 'url') return image.url;
    throw new Failure('invalid_request', 'This model is given pictures by their address: send an http(s) URL.', {
      param: 'image',
    });
  });
  return all.length === 0 ? undefined : all.join(',');
}

function encode(request: ImageRequest, upstream: string): ImageWire {
  if (request.prompt.length > MOST_PROMPT)
    throw new Failure('invalid_request', `prompt may have at most ${MOST_PROMPT} characters for this model.`, {
      param: 'prompt',
    });
  const pixels = request.pixels ?? pixelsOfRatio(request.ratio, 8);
  const query: readonly (readonly [name: string, value: unknown])[] = [
    ['model', upstream],
    ['width', pixels?.width],
    ['height', pixels?.height],
    ['seed', request.seed],
    ['negative_prompt', request.negativePrompt],
    ['quality', request.quality],
    ['image', addresses(request)],
    ...EXTRAS.map(name => [name, request.extras[name]] as const),
  ];
  const told = query
    .filter(([, value]) => ['string', 'number', 'boolean'].includes(typeof value))
    .map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`);
  return {
    method: 'GET',
    path: `/image/${encodeURIComponent(request.prompt)}?${told.join('&')}`,
    body: {},
    times: request.n,
  };
}

/** An answer that is no picture says why, whatever its status. */
function decode(body: Parameters<ImageCodec['decode']>[0]): ImageOutcome {
  return refused(decodeFault(400, body).message);
}

export const pollinations: ImageCodec = { inlines: false, encode, decode, fault: decodeFault };
