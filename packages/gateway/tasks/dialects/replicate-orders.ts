// What Replicate's clients may ask for: which model a path or a version means, and what of its input is priced.

import { Failure } from '@turnpike/protocols/failures';
import { isRecord, text, type Json } from '../../relay/json.ts';
import type { Ask, Desk } from '../dialect.ts';
import { checkNamedMedia } from '../named-media.ts';
import type { Measure, Order } from '../order.ts';

/** Models behind bare version ids, which carry no name and so no price (replicate.md §6). */
const VERSIONS: Readonly<Record<string, string>> = {
  ac732df83cea7fff18b8472768c88ad041fa750ff7682a21affe81863cbe77e4: 'stability-ai/stable-diffusion',
  '7762fd07cf82c948538e41f63f77d685e02b063e37e496e96eefd46c929f9bdc': 'stability-ai/sdxl',
  '95b7223104132402a9ae91cc677285bc5eb997834bd2349fa486f53910fd68b3': 'stability-ai/stable-diffusion-inpainting',
  '15a3689ee13b0d2616e98820eca31d4c3abcd36672df6afce5cb6feb1d66087d': 'stability-ai/stable-diffusion-img2img',
  '2a6b576af31790b470f0a8442e1e9791213fa13799cbb65a9fc1436e96389574': 'lucataco/flux-schnell-lora',
  '091495765fa5ef2725a175a57b276ec30dc9d39c22d30410f2ede68a3eab66b3': 'lucataco/flux-dev-lora',
  ca1f5e306e5721e19c473e0d094e6603f0456fe759c10715fcd6c1b79242d4a5: 'andreasjansson/stable-diffusion-animation',
  beecf59c4aee8d81bf04f0381033dfa10dc16e845b4ae00d281e2fa377e48a9f: 'lucataco/animate-diff',
  '153b0087c2576ad30d8cbddb35275b387d1a6bf986bda5499948f843f6460faf': 'sujaykhandekar/object-removal',
  fb8af171cfa1616ddcf1242c093f9c46bcada5ad4cf6f2fbe8b81b330ec5c003: 'cjwbw/rembg',
};

const HASH = /^[0-9a-f]{64}$/;
const NAME = /^[\w.-]+\/[\w.-]+$/;

/** A model as a client means it: names for it, the most exact first, and the version where one is meant. */
interface Meant {
  readonly models: readonly string[];
  readonly version: string;
}

/** @throws Failure when a version is of no known form. */
export function meantBy(version: string): Meant {
  const [name = '', hash] = version.split(':');
  if (HASH.test(version)) {
    const known = VERSIONS[version];
    return { models: known === undefined ? [version] : [version, known], version };
  }
  if (NAME.test(name) && hash === undefined) return { models: [name], version: '' };
  if (NAME.test(name) && hash !== undefined && HASH.test(hash)) return { models: [version, name], version: hash };
  throw new Failure('invalid_request', 'version must be owner/name, owner/name:id or the id of a version.', {
    param: 'version',
  });
}

function meantByPath(ask: Ask): Meant | undefined {
  const { owner, name } = ask.params;
  return owner === undefined || name === undefined ? undefined : { models: [`${owner}/${name}`], version: '' };
}

/** Predict seconds that are held for a model which is billed by them, until they are known. */
const HELD_SECONDS = 60;
/** Tokens that are held for a model of words, where the input names no limit. */
const HELD_TOKENS = 4_096;

function numberIn(input: Json, names: readonly string[]): number | undefined {
  for (const name of names) {
    const value = Number(input[name]);
    if (input[name] !== undefined && input[name] !== null && Number.isFinite(value) && value > 0) return value;
  }
  return undefined;
}

function measureOf(input: Json): Measure {
  const images = numberIn(input, ['num_outputs', 'number_of_images', 'num_images', 'n', 'max_images']) ?? 1;
  if (!Number.isInteger(images) || images > 100)
    throw new Failure('invalid_request', 'num_outputs must be a whole number from 1 to 100', {
      param: 'input.num_outputs',
    });
  const duration = numberIn(input, ['duration', 'seconds', 'video_length']);
  const attributes: Record<string, string> = {};
  for (const name of ['resolution', 'aspect_ratio', 'quality', 'mode', 'size']) {
    const value = text(input[name]);
    if (value !== '') attributes[name] = name === 'resolution' ? value.toLowerCase() : value;
  }
  if (duration !== undefined) attributes['duration'] = String(duration);
  const pictured = Object.keys(input).some(name => /image|^mask$|frame/.test(name) && text(input[name]) !== '');
  return {
    images,
    seconds: duration ?? HELD_SECONDS,
    tokens: numberIn(input, ['max_tokens', 'max_new_tokens', 'max_completion_tokens']) ?? HELD_TOKENS,
    attributes: { ...attributes, input: pictured ? 'image' : 'text' },
  };
}

const EVENTS = new Set(['start', 'output', 'logs', 'completed']);

function eventsOf(body: Json): readonly string[] {
  const filter = body['webhook_events_filter'];
  if (filter === undefined || filter === null) return [...EVENTS];
  if (
    !Array.isArray(filter) ||
    !filter.every((event): event is string => typeof event === 'string' && EVENTS.has(event))
  )
    throw new Failure('invalid_request', 'webhook_events_filter must be of start, output, logs and completed', {
      param: 'webhook_events_filter',
    });
  return filter;
}

function hookOf(body: Json, desk: Desk): string {
  const hook = body['webhook'];
  if (hook === undefined || hook === null || hook === '') return '';
  if (typeof hook !== 'string' || !/^https?:\/\//.test(hook))
    throw new Failure('invalid_request', 'webhook must be an HTTPS address', { param: 'webhook' });
  desk.checkMedia('webhook', hook);
  return hook;
}

/** The files of this client's that an input names: they are at the channel that they were uploaded to. */
function filesIn(input: Json, origin: string): readonly string[] {
  const found: string[] = [];
  const visit = (value: unknown): void => {
    if (typeof value === 'string') {
      const id = value.startsWith(origin) ? /\/v1\/files\/([\w-]+)$/.exec(value)?.[1] : undefined;
      if (id !== undefined) found.push(id);
    } else if (typeof value === 'object' && value !== null) for (const each of Object.values(value)) visit(each);
  };
  visit(input);
  return found;
}

/** Reads what a client wants made. @throws Failure */
export async function replicateOrder(ask: Ask, root: string, desk: Desk): Promise<Order> {
  const { body } = ask;
  const { input } = body;
  if (!isRecord(input)) throw new Failure('invalid_request', 'input is required', { param: 'input' });
  const version = text(body['version']);
  const meant = meantByPath(ask) ?? (version === '' ? meantBy(text(body['model'])) : meantBy(version));
  const [file] = filesIn(input, desk.origin);
  const parent = file === undefined ? undefined : await desk.madeBy(file);
  if (file !== undefined && parent === undefined)
    throw new Failure('invalid_request', `The file ${file} does not exist.`, { param: 'input' });
  // An address of ours is not fetched: its file is named to the provider by the provider's own.
  if (file === undefined) checkNamedMedia(input, desk, 'input.');
  const { webhook: _hook, webhook_events_filter: _events, stream: _stream, model: _model, ...rest } = body;
  const cancelAfter = ask.headers['cancel-after'];
  return {
    verb: 'predict',
    models: meant.models,
    body: rest,
    measure: measureOf(input),
    hook: hookOf(body, desk),
    memo: {
      root,
      version: meant.version,
      deployment: ask.path.includes('/deployments/'),
      events: eventsOf(body),
      ...(typeof cancelAfter === 'string' ? { cancelAfter } : {}),
    },
    ...(parent === undefined ? {} : { parent }),
  };
}
