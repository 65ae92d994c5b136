// Pictures by Replicate: each maker's model has its own inputs, each answer is a prediction that is waited for.

import { count, fields, isFields, type Fields } from '../conversation/counts.ts';
import { faultKind, type Fault } from '../conversation/fault.ts';
import type { ImageCodec, ImageOutcome, ImageWire, Picture } from './answer.ts';
import { drawn, failed, given, picked, portions, refused, words } from './read.ts';
import { urlOf, type ImageRequest } from './request.ts';
import { isHigh, ratioFor } from './sizes.ts';

const ASK_MS = 1_000;
/** Seconds that the provider may hold an answer back until the picture is there. */
const WAIT = { prefer: 'wait=30' };

/** How a family of models is told what it is to draw (replicate.md §6). */
interface Family {
  readonly models: RegExp;
  /** Where pictures to change go: one, or a list of them; undefined where none is taken. */
  readonly image?: string;
  readonly images?: string;
  readonly mask?: string;
  /** Ratios that it takes; undefined where it is told pixels. */
  readonly ratios?: readonly string[];
  /** Pictures of one prediction. */
  readonly most: number;
  readonly formats?: Readonly<Record<string, string>>;
}

const RATIOS = ['1:1', '16:9', '9:16', '4:3', '3:4', '3:2', '2:3', '4:5', '5:4', '21:9', '9:21'];
const PLAIN_FORMATS = { png: 'png', jpeg: 'jpg', webp: 'webp' };
const FORMATS = { png: 'png', jpeg: 'jpg' };

const FAMILIES: readonly Family[] = [
  { models: /flux-kontext-dev/, image: 'input_image', ratios: RATIOS, most: 1, formats: PLAIN_FORMATS },
  { models: /flux-kontext/, image: 'input_image', ratios: [...RATIOS, '2:1', '1:2'], most: 1, formats: FORMATS },
  { models: /flux-2/, images: 'input_images', ratios: RATIOS, most: 1, formats: PLAIN_FORMATS },
  {
    models: /flux-(?:fill|canny|depth)/,
    image: 'image',
    mask: 'mask',
    ratios: RATIOS,
    most: 1,
    formats: PLAIN_FORMATS,
  },
  { models: /flux-(?:schnell|dev)/, image: 'image', mask: 'mask', ratios: RATIOS, most: 4, formats: PLAIN_FORMATS },
  { models: /flux/, image: 'image_prompt', ratios: RATIOS, most: 1, formats: PLAIN_FORMATS },
  { models: /ideogram/, image: 'image', mask: 'mask', ratios: RATIOS, most: 1 },
  { models: /nano-banana|seedream-[4-9]/, images: 'image_input', ratios: RATIOS, most: 1, formats: FORMATS },
  { models: /imagen/, ratios: ['1:1', '9:16', '16:9', '3:4', '4:3'], most: 1, formats: FORMATS },
  { models: /gpt-image/, images: 'input_images', ratios: ['1:1', '3:2', '2:3'], most: 10, formats: PLAIN_FORMATS },
  { models: /qwen-image|seededit/, image: 'image', ratios: RATIOS, most: 1, formats: PLAIN_FORMATS },
  { models: /recraft/, most: 1 },
  { models: /minimax\/image/, image: 'subject_reference', ratios: RATIOS, most: 9 },
];
/** Stable Diffusion and whatever else is told pixels. */
const USUAL: Family = { models: /^/, image: 'image', mask: 'mask', most: 4 };

const EXTRAS = [
  'disable_safety_checker',
  'go_fast',
  'guidance',
  'guidance_scale',
  'hf_lora',
  'lora_scale',
  'magic_prompt_option',
  'megapixels',
  'num_inference_steps',
  'output_quality',
  'prompt_strength',
  'prompt_upsampling',
  'raw',
  'resolution',
  'safety_tolerance',
  'scheduler',
  'style_type',
];

/** By the model's name, or by a version: `owner/name:<64 digits>`, or the digits alone. */
function placeOf(upstream: string): { readonly path: string; readonly version?: string } {
  const version = /(?:^|:)([0-9a-f]{64})$/.exec(upstream)?.[1];
  if (version !== undefined) return { path: '/v1/predictions', version };
  const name = upstream.split('/').map(encodeURIComponent).join('/');
  return { path: `/v1/models/${name}/predictions` };
}

function shapeOf(request: ImageRequest, { ratios }: Family, upstream: string): Fields {
  const { pixels } = request;
  if (/recraft/.test(upstream)) return given({ size: pixels && `${pixels.width}x${pixels.height}` });
  if (ratios === undefined) return given({ width: pixels?.width, height: pixels?.height });
  return given({ aspect_ratio: ratioFor(request, ratios) });
}

function encode(request: ImageRequest, upstream: string): ImageWire {
  const family = FAMILIES.find(({ models }) => models.test(upstream)) ?? USUAL;
  const { path, version } = placeOf(upstream);
  const pictures = request.images.map(urlOf);
  const { times, each: outputs } = portions(request.n, family.most);
  const format = request.outputFormat === undefined ? undefined : family.formats?.[request.outputFormat];
  const input = given({
    prompt: request.prompt,
    negative_prompt: request.negativePrompt,
    seed: request.seed,
    ...shapeOf(request, family, upstream),
    ...(family.image === undefined || pictures.length === 0 ? {} : { [family.image]: pictures[0] }),
    ...(family.images === undefined || pictures.length === 0 ? {} : { [family.images]: pictures }),
    ...(family.mask === undefined || request.mask === undefined ? {} : { [family.mask]: urlOf(request.mask) }),
    ...(family.most === 1
      ? {}
      : { [/gpt-image|minimax/.test(upstream) ? 'number_of_images' : 'num_outputs']: outputs }),
    output_format: format,
    style: request.style,
    prompt_upsampling: /flux/.test(upstream) && isHigh(request.quality) ? true : undefined,
    quality: /gpt-image/.test(upstream) ? request.quality : undefined,
    ...picked(request.extras, ...EXTRAS),
    ...fields(request.extras['input']),
  });
  return {
    path,
    headers: WAIT,
    times,
    body: version === undefined ? { input } : { version, input },
  };
}

function addressesIn(output: unknown): string[] {
  if (typeof output === 'string') return /^(?:https?:|data:)/.test(output) ? [output] : [];
  if (Array.isArray(output)) return output.flatMap(addressesIn);
  if (!isFields(output)) return [];
  const { images, image, url } = output;
  return [images, image, url].flatMap(addressesIn);
}

function pictureAt(url: string): Picture {
  const [, mediaType, data] = /^data:([^;,]+);base64,(.+)$/s.exec(url) ?? [];
  return data === undefined || mediaType === undefined ? { url } : { data, mediaType };
}

function decode(body: Fields): ImageOutcome {
  const id = words(body['id']);
  switch (body['status']) {
    case 'starting':
    case 'processing':
      return id === undefined
        ? failed({ kind: 'server', message: 'The provider took the order without a name for it.' })
        : { kind: 'pending', at: `/v1/predictions/${encodeURIComponent(id)}`, afterMs: ASK_MS };
    case 'succeeded': {
      const pictures = addressesIn(body['output']).map(pictureAt);
      const made = count(fields(body['metrics'])['image_count']);
      return drawn(pictures, { images: made > 0 ? made : pictures.length });
    }
    case 'failed':
    case 'canceled':
    case 'aborted':
      return unmade(words(body['error']) ?? `The provider did not draw it: ${body['status']}.`);
    default:
      return failed({ kind: 'server', message: 'The provider answered in no state that is known.' });
  }
}

/** What a model will not draw is the client's affair; what broke is another candidate's. */
function unmade(message: string): ImageOutcome {
  return /nsfw|safety|sensitive|flagged|policy|moderat/i.test(message)
    ? refused(message)
    : failed({ kind: 'server', message });
}

/** `{title, detail, status}`; an empty purse there is the operator's affair. */
function fault(status: number, body: Fields): Fault {
  const message = words(body['detail']) ?? words(body['title']) ?? `The upstream answered ${status}.`;
  const kind = status === 402 ? 'credential' : status === 422 ? 'invalid_request' : faultKind(status);
  return { kind, message: message.trim() };
}

export const replicate: ImageCodec = { inlines: false, whitens: true, encode, decode, fault };
