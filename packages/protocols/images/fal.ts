// Pictures by fal: an order goes into a queue, its state stands at one address, what came of it at another.

import { entryOf } from '../conversation/entry-of.ts';
import { fields, type Fields } from '../conversation/counts.ts';
import { faultKind, type Fault } from '../conversation/fault.ts';
import type { ImageCodec, ImageOutcome, ImageWire, Picture } from './answer.ts';
import { drawn, failed, given, picked, portions, refused, rows, words } from './read.ts';
import { urlOf, type ImageRequest } from './request.ts';
import { ratioFor } from './sizes.ts';

const ASK_MS = 500;
/** Pictures of one order. */
const MOST = 4;
const RATIOS = ['21:9', '16:9', '4:3', '3:2', '1:1', '2:3', '3:4', '9:16', '9:21'];
/** Models that are told a ratio; all others take pixels (fal.md §6). */
const BY_RATIO = /kontext|ultra|nano-banana|imagen|gemini|ideogram\/v2/;
/** Models that read several pictures by themselves. */
const LISTS = /multi|nano-banana|gemini|seedream|qwen-image-edit-plus|gpt-image/;

const EXTRAS = [
  'acceleration',
  'enable_safety_checker',
  'enhance_prompt',
  'guidance_scale',
  'loras',
  'num_inference_steps',
  'raw',
  'resolution',
  'safety_tolerance',
  'strength',
  'style',
  'rendering_speed',
];

/** Kontext has an endpoint for each kind of order: the name of the model alone is that of a change of one picture. */
function endpointOf(upstream: string, pictures: number): string {
  const name = upstream.replace(/^\/+/, '');
  if (!/\/kontext(?:\/max)?$/.test(name)) return name;
  return pictures === 0 ? `${name}/text-to-image` : pictures > 1 ? `${name}/multi` : name;
}

function encode(request: ImageRequest, upstream: string): ImageWire {
  const { images, mask, pixels } = request;
  const { times, each } = portions(request.n, MOST);
  const endpoint = endpointOf(upstream, images.length);
  const byRatio = BY_RATIO.test(endpoint);
  const lists = images.length > 0 && LISTS.test(endpoint);
  const ratio = ratioFor(request, RATIOS);
  return {
    path: `/${endpoint.split('/').map(encodeURIComponent).join('/')}`,
    times,
    body: given({
      prompt: request.prompt,
      negative_prompt: request.negativePrompt,
      aspect_ratio: byRatio ? ratio : undefined,
      image_size: byRatio ? undefined : (pixels ?? entryOf(NAMED, ratio ?? '')),
      num_images: each,
      seed: request.seed,
      output_format: request.outputFormat === 'webp' ? undefined : request.outputFormat,
      image_url: images[0] === undefined || lists ? undefined : urlOf(images[0]),
      image_urls: lists ? images.map(urlOf) : undefined,
      mask_url: mask === undefined ? undefined : urlOf(mask),
      ...picked(request.extras, ...EXTRAS),
      ...fields(request.extras['input']),
    }),
  };
}

/** fal's own names of sizes. */
const NAMED: Readonly<Record<string, string>> = {
  '1:1': 'square_hd',
  '3:4': 'portrait_4_3',
  '9:16': 'portrait_16_9',
  '4:3': 'landscape_4_3',
  '16:9': 'landscape_16_9',
};

/** The path of an address: the host is the channel's own, whoever mirrors the queue. */
function pathOf(url: unknown): string | undefined {
  return words(url)?.replace(/^https?:\/\/[^/]+/, '');
}

function decode(body: Fields): ImageOutcome {
  const state = pathOf(body['status_url']);
  const result = pathOf(body['response_url']);
  switch (body['status']) {
    case 'IN_QUEUE':
    case 'IN_PROGRESS':
      return state === undefined
        ? failed({ kind: 'server', message: 'The provider took the order without saying where it is.' })
        : { kind: 'pending', at: state, afterMs: ASK_MS };
    case 'COMPLETED':
      // Completed is not made: what came of it says so itself.
      return result === undefined ? unmade(body) : { kind: 'pending', at: result, afterMs: 0 };
    default:
      return made(body);
  }
}

function made(body: Fields): ImageOutcome {
  const one = fields(body['image']);
  const listed = rows(body['images']);
  const pictures = (listed.length > 0 ? listed : [one]).flatMap((file): Picture[] => {
    const url = words(file['url']);
    const mediaType = words(file['content_type']);
    if (url === undefined) return [];
    const [, type, data] = /^data:([^;,]+);base64,(.+)$/s.exec(url) ?? [];
    if (data !== undefined && type !== undefined) return [{ data, mediaType: type }];
    return [{ url, ...(mediaType === undefined ? {} : { mediaType }) }];
  });
  return pictures.length > 0 ? drawn(pictures) : unmade(body);
}

function unmade(body: Fields): ImageOutcome {
  const { message, type } = reasonIn(body);
  return /policy|nsfw|safety/i.test(`${type} ${message}`) ? refused(message) : failed({ kind: 'server', message });
}

/** `detail` is a text, or a list of what is wrong where. */
function reasonIn(body: Fields): { readonly message: string; readonly type: string } {
  const [first] = rows(body['detail']);
  const place = Array.isArray(first?.['loc']) ? first['loc'].slice(1).join('.') : '';
  const said = words(first?.['msg']);
  const told = said === undefined ? undefined : place === '' ? said : `${place}: ${said}`;
  return {
    message: words(body['detail']) ?? told ?? words(body['error']) ?? 'The provider made no picture of it.',
    type: words(body['error_type']) ?? words(first?.['type']) ?? '',
  };
}

/** An account without credit is answered with 403; a refused order with 422 and the reason's type. */
function fault(status: number, body: Fields): Fault {
  const { message, type } = reasonIn(body);
  if (/policy|nsfw|safety/i.test(type)) return { kind: 'invalid_request', message, code: 'content_policy_violation' };
  if (status === 422) return { kind: 'invalid_request', message };
  return { kind: status === 403 ? 'credential' : faultKind(status), message };
}

export const fal: ImageCodec = { inlines: false, whitens: true, encode, decode, fault };
