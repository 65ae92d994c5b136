// What fal's clients may ask for: the model's own input, what of it is priced, and what the known models cannot do without.

import { Failure } from '@turnpike/protocols/failures';
import { record, text, type Json } from '../../relay/json.ts';
import type { Ask, Desk } from '../dialect.ts';
import { checkNamedMedia } from '../named-media.ts';
import type { Measure, Order } from '../order.ts';
import { falQuery } from './fal-paths.ts';

/** Fields without which the models of fal.md §6 do nothing. */
const NEEDS: readonly (readonly [endpoint: RegExp, fields: readonly string[]])[] = [
  [/^fal-ai\/flux-pro\/kontext(?:\/max)?$/, ['prompt', 'image_url']],
  [/^fal-ai\/flux-pro\/kontext(?:\/max)?\/multi$/, ['prompt', 'image_urls']],
  [/^fal-ai\/flux-pro\/kontext(?:\/max)?\/text-to-image$/, ['prompt']],
  [/^fal-ai\/flux(?:-1)?\/(?:dev|schnell)$/, ['prompt']],
  [/^fal-ai\/flux(?:-1)?\/dev\/image-to-image$/, ['prompt', 'image_url']],
  [/^fal-ai\/flux(?:-1)?\/(?:dev|schnell)\/redux$/, ['image_url']],
];

/** Endpoints whose work is counted in seconds. */
const FILM = /video|veo|kling|sora|seedance|hailuo|minimax\/h3|\bwan\b|luma|ray|pika|pixverse|ltx|mochi|hunyuan/i;

function wrong(field: string, message: string): Failure {
  return new Failure('invalid_request', message, { param: field });
}

/** Pixels of the sizes that have names (fal.md §6). */
const SIZES: Readonly<Record<string, string>> = {
  square_hd: '1024x1024',
  square: '512x512',
  portrait_4_3: '768x1024',
  portrait_16_9: '576x1024',
  landscape_4_3: '1024x768',
  landscape_16_9: '1024x576',
};

function attributesOf(input: Json): Record<string, string> {
  const found: Record<string, string> = {};
  for (const name of ['resolution', 'aspect_ratio', 'quality', 'mode', 'rendering_speed']) {
    const value = text(input[name]);
    if (value !== '') found[name] = name === 'resolution' ? value.toLowerCase() : value;
  }
  const size = record(input['image_size']);
  const named = SIZES[text(input['image_size'])];
  if (named !== undefined) found['size'] = named;
  else if (typeof size['width'] === 'number' && typeof size['height'] === 'number')
    found['size'] = `${size['width']}x${size['height']}`;
  if (typeof input['generate_audio'] === 'boolean') found['audio'] = input['generate_audio'] ? 'on' : 'off';
  const pictured = ['image_url', 'image_urls', 'start_image_url'].some(name => input[name] !== undefined);
  return { ...found, input: input['video_url'] !== undefined ? 'video' : pictured ? 'image' : 'text' };
}

/** Seconds of a video: `5`, `"5"`, `"8s"`; what a model makes when it is not told is five. */
function secondsOf(input: Json): number {
  const value = input['duration'] ?? input['duration_seconds'] ?? 5;
  const number = typeof value === 'string' ? Number(/^\d+(?:\.\d+)?/.exec(value)?.[0] ?? 5) : value;
  if (typeof number !== 'number' || !(number > 0) || number > 600)
    throw wrong('duration', 'Input should be a number of seconds');
  return number;
}

function measureOf(endpoint: string, input: Json): Measure {
  const attributes = attributesOf(input);
  if (FILM.test(endpoint)) {
    const seconds = secondsOf(input);
    return { seconds, attributes: { ...attributes, duration: String(seconds) } };
  }
  const images = input['num_images'] ?? 1;
  if (typeof images !== 'number' || !Number.isInteger(images) || images < 1 || images > 32)
    throw wrong('num_images', 'Input should be an integer greater than or equal to 1');
  return { images, attributes };
}

/** Headers of a client's that go on to fal. */
const PASSED = [
  'x-fal-queue-priority',
  'x-fal-runner-hint',
  'x-fal-request-timeout',
  'x-fal-object-lifecycle-preference',
] as const;

function passed(headers: Ask['headers']): Json {
  const found: Record<string, string> = {};
  for (const name of PASSED) {
    const value = headers[name];
    if (typeof value === 'string') found[name] = value;
  }
  return found;
}

/** The address that a client wants to be told at. @throws Failure when it is none, or not public. */
function hookOf(ask: Ask, desk: Desk): string {
  const hook = falQuery(ask).get('fal_webhook') ?? '';
  if (hook === '') return '';
  if (!/^https?:\/\//.test(hook)) throw wrong('fal_webhook', 'fal_webhook must be an URL');
  desk.checkMedia('fal_webhook', hook);
  return hook;
}

/** Reads what a client wants made. @throws Failure */
export function falOrder(endpoint: string, ask: Ask, desk: Desk): Order {
  const input = ask.body;
  for (const field of NEEDS.find(([pattern]) => pattern.test(endpoint))?.[1] ?? []) {
    const value = input[field];
    if (value === undefined || value === null || value === '') throw wrong(field, 'Field required');
  }
  checkNamedMedia(input, desk);
  // Pictures as data URLs within the answer would have to be kept with it: they are given by address.
  const { sync_mode: _inline, ...body } = input;
  return {
    verb: 'run',
    models: [endpoint],
    body,
    measure: measureOf(endpoint, input),
    hook: hookOf(ask, desk),
    memo: { endpoint, headers: passed(ask.headers) },
  };
}
