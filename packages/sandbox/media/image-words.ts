// What orders of pictures look like at OpenAI, field by field, and what each model takes of them.

import { openaiFault, openaiRefusal } from '../openai-errors.ts';
import { any, flag, integer, isObject, list, nullable, object, text, word, type Shape } from '../shape.ts';

/** One order, understood. */
export interface Order {
  readonly model: string;
  readonly prompt: string;
  readonly n: number;
  readonly width: number;
  readonly height: number;
  readonly size: string;
  readonly quality: string;
  readonly format: string;
  readonly background: string;
  readonly url: boolean;
  readonly streams: boolean;
  readonly partials: number;
}

type Json = Readonly<Record<string, unknown>>;

const GENERATE: Readonly<Record<string, Shape>> = {
  'prompt!': text(32_000),
  model: nullable(text()),
  n: nullable(integer(1, 10)),
  size: nullable(text()),
  quality: nullable(word('low', 'medium', 'high', 'auto', 'standard', 'hd')),
  response_format: nullable(word('url', 'b64_json')),
  output_format: nullable(word('png', 'jpeg', 'webp')),
  output_compression: nullable(integer(0, 100)),
  background: nullable(word('transparent', 'opaque', 'auto')),
  moderation: nullable(word('low', 'auto')),
  style: nullable(word('vivid', 'natural')),
  stream: nullable(flag),
  partial_images: nullable(integer(0, 3)),
  user: text(),
};
const SOURCE = object({ image_url: text(), file_id: text() });
const EDIT: Readonly<Record<string, Shape>> = {
  ...GENERATE,
  'images!': list(SOURCE, 1, 16),
  mask: nullable(SOURCE),
  input_fidelity: nullable(word('high', 'low')),
};

/** Whether a model is of the family that gives bytes alone. */
export function isNew(model: string): boolean {
  return /^(?:gpt-image|chatgpt-image)/.test(model);
}

/** Checks the fields of an order in JSON, and reads it. @throws Refused */
export function orderOf(body: unknown, edit: boolean): Order {
  const model = isObject(body) && typeof body['model'] === 'string' ? body['model'] : 'dall-e-2';
  const fields = edit ? EDIT : GENERATE;
  // Models of other makers are played here too: they have fields of their own.
  const foreign = !isNew(model) && !model.startsWith('dall-e');
  const open = { aspect_ratio: any, image: any, images: any, seed: any, negative_prompt: any, watermark: any };
  const shape = foreign ? object({ ...fields, ...open, 'images!': any, quality: any }, true) : object(fields);
  const fault = foreign && isObject(body) ? foreignFault(body) : shape(body, []);
  if (fault !== undefined) throw openaiFault(fault);
  return understood(isObject(body) ? body : {}, model);
}

function foreignFault(body: Json): ReturnType<Shape> {
  return object({ 'prompt!': text(32_000), n: nullable(integer(1, 10)) }, true)(body, []);
}

/** Reads an order whose fields are of the right types; refuses what its model does not take. @throws Refused */
export function understood(body: Json, model: string): Order {
  const told = (name: string, fallback: string): string =>
    typeof body[name] === 'string' && body[name] !== '' ? body[name] : fallback;
  const fresh = isNew(model);
  if (fresh && body['response_format'] !== undefined && body['response_format'] !== null)
    throw openaiRefusal("Unknown parameter: 'response_format'.", 'response_format', 'unknown_parameter');
  const only = ['output_format', 'output_compression', 'background', 'moderation', 'stream', 'partial_images'];
  const wrong = model.startsWith('dall-e')
    ? only.find(name => body[name] !== undefined && body[name] !== null)
    : undefined;
  if (wrong !== undefined) throw openaiRefusal(`Unknown parameter: '${wrong}'.`, wrong, 'unknown_parameter');
  if (fresh && ['standard', 'hd'].includes(told('quality', '')))
    throw openaiRefusal(
      `Invalid value: '${told('quality', '')}'. Supported values are: 'low', 'medium', 'high', and 'auto'.`,
      'quality',
      'invalid_value',
    );
  const size = told('size', fresh ? 'auto' : '1024x1024');
  const { width, height } = sidesOf(size, model, told('aspect_ratio', '1:1'));
  const n = Number(body['n'] ?? 1);
  if (model === 'dall-e-3' && n > 1) throw openaiRefusal('You must provide n=1 for this model.', 'n', 'invalid_value');
  const quality = told('quality', 'auto');
  return {
    model,
    prompt: told('prompt', ''),
    n,
    width,
    height,
    size: `${width}x${height}`,
    quality: quality === 'auto' ? 'high' : quality,
    format: told('output_format', 'png'),
    background: told('background', 'auto') === 'transparent' ? 'transparent' : 'opaque',
    url: !fresh && told('response_format', 'url') === 'url',
    streams: body['stream'] === true || body['stream'] === 'true',
    partials: Number(body['partial_images'] ?? 0),
  };
}

const CLOSED: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^dall-e-2$/, ['256x256', '512x512', '1024x1024']],
  [/^dall-e-3$/, ['1024x1024', '1792x1024', '1024x1792']],
  [/^gpt-image-1(?:-mini|\.5)?$/, ['1024x1024', '1536x1024', '1024x1536', 'auto']],
];

function sidesOf(size: string, model: string, ratio: string): { width: number; height: number } {
  const closed = CLOSED.find(([pattern]) => pattern.test(model))?.[1];
  if (closed !== undefined && !closed.includes(size))
    throw openaiRefusal(
      `Invalid value: '${size}'. Supported values are: ${closed.map(one => `'${one}'`).join(', ')}.`,
      'size',
      'invalid_value',
    );
  const [, width, height] = /^(\d+)x(\d+)$/.exec(size) ?? [];
  if (width !== undefined && height !== undefined) {
    const sides = { width: Number(width), height: Number(height) };
    if (isNew(model) && (sides.width % 16 !== 0 || sides.height % 16 !== 0))
      throw openaiRefusal('Width and height must be divisible by 16.', 'size', 'invalid_value');
    return sides;
  }
  const [left = 1, right = 1] = ratio.split(':').map(Number);
  return left >= right
    ? { width: 1024, height: Math.max(Math.round((1024 * right) / left), 64) }
    : { width: Math.max(Math.round((1024 * left) / right), 64), height: 1024 };
}
