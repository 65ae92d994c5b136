// Reads an order of pictures in OpenAI's format, as JSON or as the fields of a form, and refuses what cannot be meant.

import type { Fields } from '../conversation/counts.ts';
import { Failure } from '../failures.ts';
import type { ImageOperation, ImageRequest, ImageSource } from './request.ts';
import { pixelsOf, shareOf } from './sizes.ts';

/** Fields with a place of their own in the neutral form. */
const KNOWN = new Set(
  `model prompt n size aspect_ratio quality background output_format output_compression response_format stream
  partial_images style seed negative_prompt watermark image images mask`.split(/\s+/),
);
const MOST_PROMPT = 32_000;
const MOST_IMAGES = 10;
/** Pictures that an order may bring. */
export const MOST_SOURCES = 16;

/** Sizes of models whose list is closed; others take what their provider takes. */
const SIZES: readonly (readonly [model: RegExp, sizes: readonly string[]])[] = [
  [/^dall-e-2$/, ['256x256', '512x512', '1024x1024']],
  [/^dall-e-3$/, ['1024x1024', '1792x1024', '1024x1792']],
  [/^gpt-image-1(?:-mini|\.5)?$/, ['1024x1024', '1536x1024', '1024x1536', 'auto']],
];
/** Models that take any size of a kind (openai-images.md §2). */
const FREE_SIZES = /^gpt-image-2(?:-\d|$)/;

function isFree({ width, height }: { readonly width: number; readonly height: number }): boolean {
  const [long, short] = [Math.max(width, height), Math.min(width, height)];
  return width % 16 === 0 && height % 16 === 0 && long <= short * 3 && long <= 3840 && short <= 2160;
}

/** The longest side of any picture that is made today, with room. */
const MOST_SIDE = 8192;

function bad(param: string, message: string): Failure {
  return new Failure('invalid_request', message, { param });
}

/** Reads the fields of an order. Forms have texts for numbers and switches. @throws Failure naming the field */
export function readImageRequest(
  operation: ImageOperation,
  body: Fields,
  images: readonly ImageSource[],
  mask: ImageSource | undefined,
): ImageRequest {
  const reader = new Reader(body);
  const model = reader.text('model') ?? '';
  if (model.trim() === '' || model.length > 256) throw bad('model', 'model must name a model.');
  const prompt = reader.text('prompt') ?? '';
  if (operation !== 'vary' && prompt.trim() === '') throw bad('prompt', 'prompt must say what is wanted.');
  const most = model === 'dall-e-2' ? 1_000 : model === 'dall-e-3' ? 4_000 : MOST_PROMPT;
  if (prompt.length > most) throw bad('prompt', `prompt may have at most ${most} characters.`);
  const n = reader.integer('n', 1, model === 'dall-e-3' ? 1 : MOST_IMAGES) ?? 1;
  const outputFormat = reader.word('output_format', ['png', 'jpeg', 'webp']);
  const background = reader.word('background', ['transparent', 'opaque', 'auto']);
  if (background === 'transparent' && outputFormat === 'jpeg')
    throw bad('background', 'JPEG has no transparency. Use output_format png or webp.');
  const streams = reader.flag('stream') ?? false;
  return {
    operation,
    model,
    prompt,
    n,
    ...sizeIn(reader, model),
    quality: reader.text('quality') ?? gradeIn(body),
    background,
    outputFormat,
    compression: reader.integer('output_compression', 0, 100),
    wants: reader.word('response_format', ['url', 'b64_json']),
    streams,
    partialImages: streams ? (reader.integer('partial_images', 0, 3) ?? 0) : 0,
    style: reader.text('style'),
    seed: reader.integer('seed', 0, Number.MAX_SAFE_INTEGER),
    negativePrompt: reader.text('negative_prompt'),
    watermark: reader.flag('watermark'),
    images,
    mask,
    extras: Object.fromEntries(Object.entries(body).filter(([name]) => !KNOWN.has(name))),
  };
}

/** A size in pixels, or as a ratio of sides, which clients of relays write in either field. */
function sizeIn(reader: Reader, model: string): Pick<ImageRequest, 'pixels' | 'ratio'> {
  const size = reader.text('size');
  const ratio = reader.text('aspect_ratio');
  const closed = SIZES.find(([pattern]) => pattern.test(model))?.[1];
  if (size !== undefined && closed !== undefined && !closed.includes(size))
    throw bad('size', `size must be one of ${closed.join(', ')} for ${model}.`);
  if (ratio !== undefined && shareOf(ratio) === undefined)
    throw bad('aspect_ratio', 'aspect_ratio must be two whole numbers such as 16:9.');
  if (size === undefined || size === 'auto') return { pixels: undefined, ratio };
  if (gradeIn({ size }) !== undefined) return { pixels: undefined, ratio };
  if (shareOf(size) !== undefined) return { pixels: undefined, ratio: size };
  const pixels = pixelsOf(size);
  if (pixels === undefined || Math.max(pixels.width, pixels.height) > MOST_SIDE)
    throw bad('size', `size must be auto or width x height in pixels, such as 1024x1024, up to ${MOST_SIDE} each.`);
  if (FREE_SIZES.test(model) && !isFree(pixels))
    throw bad(
      'size',
      'size must be divisible by 16 both ways, between 1:3 and 3:1, and up to 3840x2160 for this model.',
    );
  return { pixels, ratio };
}

/** `2K` in the place of a size: the grade of some vendors, which goes on as the quality of the picture. */
function gradeIn({ size }: Fields): string | undefined {
  return typeof size === 'string' && /^[1248]k$/i.test(size) ? size.toUpperCase() : undefined;
}

/** The pictures of a JSON order: `images` (official), or `image` (relays), as text, list or objects. */
export function sourcesIn(body: Fields): ImageSource[] {
  const given = body['images'] ?? body['image'];
  const param = body['images'] === undefined ? 'image' : 'images';
  const all = given === undefined || given === null ? [] : Array.isArray(given) ? given : [given];
  if (all.length > MOST_SOURCES) throw bad(param, `${param} may hold at most ${MOST_SOURCES} pictures.`);
  return all.map((one: unknown, index) => sourceIn(one, Array.isArray(given) ? `${param}[${index}]` : param));
}

/** The mask of a JSON order. */
export function maskIn(body: Fields): ImageSource | undefined {
  const given = body['mask'];
  return given === undefined || given === null ? undefined : sourceIn(given, 'mask');
}

function sourceIn(value: unknown, param: string): ImageSource {
  const object = typeof value === 'object' && value !== null ? value : {};
  const id = 'file_id' in object ? object.file_id : undefined;
  const named = 'image_url' in object ? object.image_url : 'url' in object ? object.url : undefined;
  const inner = typeof named === 'object' && named !== null && 'url' in named ? named.url : named;
  const url = typeof value === 'string' ? value : inner;
  // Of the two the one that was looked at must be the one that is used.
  if (id !== undefined && id !== null && url !== undefined)
    throw bad(param, `${param} must have image_url or file_id, not both.`);
  if (typeof id === 'string' && id !== '') return { kind: 'file', id };
  if (typeof url !== 'string' || url === '')
    throw bad(param, `${param} must be an address, a data URL, or an object with image_url or file_id.`);
  const [, mediaType, data] = /^data:([^;,]*)(?:;[^;,]*)*;base64,(.*)$/s.exec(url) ?? [];
  if (data !== undefined && mediaType !== undefined)
    return { kind: 'base64', data, mediaType: mediaType.toLowerCase() };
  if (/^https?:\/\//i.test(url)) return { kind: 'url', url };
  // Relays' clients leave the head of a data URL out.
  if (url.length > 64 && /^[A-Za-z0-9+/=_-]+$/.test(url)) return { kind: 'base64', data: url, mediaType: '' };
  throw bad(param, `${param} must be an http(s) address or a data URL with base64.`);
}

/** Reads fields by what they must be; null counts as absent, as with OpenAI. */
class Reader {
  private readonly body: Fields;

  constructor(body: Fields) {
    this.body = body;
  }

  text(name: string): string | undefined {
    const value = this.body[name];
    if (value === undefined || value === null) return undefined;
    if (typeof value !== 'string') throw bad(name, `${name} must be a string.`);
    return value === '' && name !== 'prompt' ? undefined : value;
  }

  word<const Word extends string>(name: string, words: readonly Word[]): Word | undefined {
    const value = this.text(name);
    const known = words.find(word => word === value);
    if (value !== undefined && known === undefined) throw bad(name, `${name} must be one of ${words.join(', ')}.`);
    return known;
  }

  integer(name: string, least: number, most: number): number | undefined {
    const value = this.body[name];
    if (value === undefined || value === null || value === '') return undefined;
    const number = typeof value === 'string' && /^-?\d{1,16}$/.test(value) ? Number(value) : value;
    if (typeof number === 'number' && Number.isSafeInteger(number) && number >= least && number <= most) return number;
    throw bad(name, `${name} must be ${least === most ? String(least) : `a whole number from ${least} to ${most}`}.`);
  }

  flag(name: string): boolean | undefined {
    const value = this.body[name];
    if (value === undefined || value === null || value === '') return undefined;
    if (typeof value === 'boolean') return value;
    // Forms of Python's clients have True.
    if (typeof value === 'string' && /^(?:true|false)$/i.test(value)) return value.toLowerCase() === 'true';
    throw bad(name, `${name} must be true or false.`);
  }
}
