// What Kling's clients order: each path with what it needs, what it is priced by, and what it follows up.

import { Failure } from '@turnpike/protocols/failures';
import { list, record, text, type Json } from '../../relay/json.ts';
import { together, type Desk } from '../dialect.ts';
import { idText } from '../exact-json.ts';
import { boundedNumber, optionalNumber, requiredText } from '../fields.ts';
import type { Measure, Order, Parent, VideoRequest } from '../order.ts';

/** A classic path. */
interface Rule {
  /** Fields of which one at least is needed, for each group. */
  readonly needs: readonly (readonly string[])[];
  /** The model when the body names none. */
  readonly model: string;
  /** Names of the catalog under which it is priced when it is no model's own work. */
  readonly names?: readonly string[];
  readonly makes: 'video' | 'image' | 'audio' | 'other';
  /** Seconds where nothing says how long. */
  readonly seconds?: number;
}

/** The classic paths that make tasks (kling.md §2). */
export const CLASSIC: Readonly<Record<string, Rule>> = {
  'videos/text2video': { needs: [['prompt', 'multi_prompt']], model: 'kling-v1', makes: 'video', seconds: 5 },
  'videos/image2video': { needs: [['image', 'image_tail']], model: 'kling-v1', makes: 'video', seconds: 5 },
  'videos/multi-image2video': { needs: [['image_list'], ['prompt']], model: 'kling-v1-6', makes: 'video', seconds: 5 },
  'videos/omni-video': { needs: [['prompt', 'multi_prompt']], model: 'kling-video-o1', makes: 'video', seconds: 5 },
  'videos/motion-control': {
    needs: [['image_url'], ['video_url'], ['mode']],
    model: 'kling-v2-6',
    makes: 'video',
    seconds: 5,
  },
  'videos/video-extend': {
    needs: [['video_id']],
    model: 'kling-v1',
    names: ['kling-video-extend', 'video-extend'],
    makes: 'video',
    seconds: 5,
  },
  'videos/effects': {
    needs: [['effect_scene'], ['input']],
    model: 'kling-v1-6',
    names: ['kling-effects'],
    makes: 'video',
    seconds: 5,
  },
  'videos/lip-sync': {
    needs: [['input']],
    model: 'kling-v1',
    names: ['kling-lip-sync', 'lip-sync'],
    makes: 'video',
    seconds: 5,
  },
  'videos/advanced-lip-sync': {
    needs: [['session_id'], ['face_choose']],
    model: 'kling-v1',
    names: ['kling-lip-sync', 'lip-sync'],
    makes: 'video',
    seconds: 5,
  },
  'videos/avatar/image2video': {
    needs: [['image'], ['audio_id', 'sound_file']],
    model: 'kling-avatar',
    makes: 'video',
    seconds: 5,
  },
  'videos/multi-elements': {
    needs: [['session_id'], ['edit_mode'], ['prompt']],
    model: 'kling-v1-6',
    makes: 'video',
    seconds: 5,
  },
  'images/generations': { needs: [['prompt']], model: 'kling-v1', makes: 'image' },
  'images/multi-image2image': { needs: [['subject_image_list']], model: 'kling-v2', makes: 'image' },
  'images/omni-image': { needs: [['prompt']], model: 'kling-image-o1', makes: 'image' },
  'images/editing/expand': { needs: [['image']], model: 'kling-v1', names: ['kling-expand'], makes: 'image' },
  'images/kolors-virtual-try-on': {
    needs: [['human_image'], ['cloth_image']],
    model: 'kolors-virtual-try-on-v1',
    names: ['kolors-virtual-try-on'],
    makes: 'image',
  },
  'audio/text-to-audio': { needs: [['prompt']], model: 'kling-audio', makes: 'audio', seconds: 5 },
  'audio/video-to-audio': { needs: [['video_id', 'video_url']], model: 'kling-audio', makes: 'audio', seconds: 5 },
  'general/custom-voices': {
    needs: [['voice_name'], ['voice_url', 'video_id']],
    model: 'kling-custom-voices',
    makes: 'other',
  },
  'general/custom-elements': { needs: [['element_name']], model: 'kling-custom-elements', makes: 'other' },
  'general/advanced-custom-elements': {
    needs: [['element_name'], ['reference_type']],
    model: 'kling-custom-elements',
    makes: 'other',
  },
};

/** Paths that are done at once, with the names they are priced under. */
export const AT_ONCE: Readonly<Record<string, readonly string[]>> = {
  'audio/tts': ['kling-tts', 'kling-audio'],
  'videos/identify-face': ['kling-identify-face', 'kling-lip-sync', 'lip-sync'],
  'videos/image-recognize': ['kling-image-recognize', 'kling-v1-6'],
  'videos/multi-elements/init-selection': ['kling-multi-elements', 'kling-v1-6'],
  'videos/multi-elements/add-selection': ['kling-multi-elements', 'kling-v1-6'],
  'videos/multi-elements/delete-selection': ['kling-multi-elements', 'kling-v1-6'],
  'videos/multi-elements/clear-selection': ['kling-multi-elements', 'kling-v1-6'],
  'videos/multi-elements/preview-selection': ['kling-multi-elements', 'kling-v1-6'],
};

/** What each of them cannot do without: one at least of each group. */
const AT_ONCE_NEEDS: Readonly<Record<string, readonly (readonly string[])[]>> = {
  'audio/tts': [['text'], ['voice_id']],
  'videos/identify-face': [['video_id', 'video_url']],
  'videos/image-recognize': [['image', 'image_url']],
  'videos/multi-elements/init-selection': [['video_id', 'video_url']],
};

/** @throws Failure when something is missing */
export function checkAtOnce(verb: string, body: Json): void {
  const needs = AT_ONCE_NEEDS[verb] ?? [['session_id']];
  checkNeeds(needs, body);
}

function checkNeeds(needs: readonly (readonly string[])[], body: Json): void {
  for (const names of needs) {
    if (names.some(name => present(body, name))) continue;
    throw new Failure('invalid_request', `${names.join(' or ')} is required`, { param: names[0] ?? '' });
  }
}

function present(body: Json, name: string): boolean {
  const value = body[name];
  return value !== undefined && value !== null && value !== '' && !(Array.isArray(value) && value.length === 0);
}

const IDS = ['video_id', 'session_id', 'audio_id', 'voice_id', 'element_voice_id'];

/** Where the things that a body names were made; a foreign one and an unknown one look the same. */
export async function parentFor(body: Json, desk: Desk): Promise<Parent | undefined> {
  const parts = [
    body,
    record(body['input']),
    ...list(body['face_choose']).map(record),
    ...list(body['contents']).map(record),
  ];
  const named = parts.flatMap(part => IDS.map(name => idText(part[name])));
  const elements = parts.flatMap(part => list(part['element_list'])).map(item => idText(record(item)['element_id']));
  let parent: Parent | undefined;
  for (const id of new Set([...named, ...elements].filter(word => word !== ''))) {
    const found = await desk.madeBy(id);
    // Voices and elements that the maker itself offers to all are not of anyone's making here.
    if (found === undefined && (elements.includes(id) || /^\D/.test(id) === false || idText(body['voice_id']) === id))
      continue;
    if (found === undefined) throw new Failure('invalid_request', `resource not found: ${id}`, { param: 'video_id' });
    parent = together(parent, found);
  }
  return parent;
}

const VIDEO_ID = ['video_id', 'session_id'];

/** A video that is followed up must have been made here: it lives at one account. */
async function checkVideo(body: Json, desk: Desk): Promise<void> {
  for (const part of [body, record(body['input'])]) {
    for (const name of VIDEO_ID) {
      const id = idText(part[name]);
      if (id !== '' && (await desk.madeBy(id)) === undefined)
        throw new Failure('invalid_request', `resource not found: ${id}`, { param: name });
    }
  }
}

function checkPictures(body: Json, desk: Desk): void {
  for (const name of ['image', 'image_tail', 'image_url', 'video_url', 'human_image', 'cloth_image', 'sound_file'])
    if (present(body, name)) desk.checkMedia(name, body[name]);
  for (const name of ['image_list', 'subject_image_list']) {
    for (const item of list(body[name]).map(record))
      for (const field of ['image', 'image_url', 'subject_image'])
        if (present(item, field)) desk.checkMedia(name, item[field]);
  }
}

function attributesOf(rule: Rule, body: Json, seconds: number): Record<string, string> {
  const words: Record<string, string> = {
    mode:
      text(body['mode']) || text(record(body['input'])['mode']) || (rule.model === 'kling-video-o1' ? 'pro' : 'std'),
  };
  if (rule.makes === 'video' || rule.makes === 'audio') words['duration'] = String(seconds);
  if (rule.makes === 'image') words['resolution'] = text(body['resolution']) || '1k';
  if (present(body, 'sound')) words['audio'] = text(body['sound']);
  const pictured = ['image', 'image_list', 'image_tail', 'subject_image_list', 'image_reference'].some(name =>
    present(body, name),
  );
  words['input'] = present(body, 'video_list') || present(body, 'video_url') ? 'video' : pictured ? 'image' : 'text';
  return words;
}

function measureOf(rule: Rule, body: Json): Measure {
  const input = record(body['input']);
  const seconds = optionalNumber(present(body, 'duration') ? body : input, 'duration') ?? rule.seconds ?? 0;
  if (rule.makes === 'video' && (seconds < 1 || seconds > 60))
    throw new Failure('invalid_request', 'duration is out of range', { param: 'duration' });
  const images = rule.makes === 'image' ? boundedNumber(body, 'n', 1, 1, 9) : 0;
  return {
    ...(rule.makes === 'image' ? { images, calls: images } : { seconds }),
    attributes: attributesOf(rule, body, seconds),
  };
}

/** The neutral form, where another platform could make it too. */
function neutral(verb: string, body: Json, seconds: number): VideoRequest | undefined {
  if (verb !== 'videos/text2video' && verb !== 'videos/image2video') return undefined;
  return {
    prompt: text(body['prompt']),
    negativePrompt: text(body['negative_prompt']) || undefined,
    first: text(body['image']) || undefined,
    last: text(body['image_tail']) || undefined,
    seconds,
    ratio: text(body['aspect_ratio']) || undefined,
    mode: text(body['mode']) || undefined,
  };
}

/** The order of a classic path. @throws Failure */
export async function classicOrder(verb: string, body: Json, desk: Desk): Promise<Order> {
  const rule = CLASSIC[verb];
  if (rule === undefined) throw new Failure('not_found', `method not found: ${verb}`);
  checkNeeds(rule.needs, body);
  if (text(body['prompt']).length > 3_072)
    throw new Failure('invalid_request', 'prompt is too long', { param: 'prompt' });
  checkPictures(body, desk);
  await checkVideo(body, desk);
  const model =
    text(body['model_name']) || text(body['model']) || text(record(body['input'])['model_name']) || rule.model;
  const measure = measureOf(rule, body);
  const parent = await parentFor(body, desk);
  const video = neutral(verb, body, measure.seconds ?? 5);
  const external = text(body['external_task_id']);
  return {
    verb,
    models: [...(rule.names ?? (rule.makes === 'image' ? [`${model}#image`] : [])), model],
    body,
    measure,
    hook: text(body['callback_url']),
    memo: { external },
    ...(video === undefined ? {} : { video }),
    ...(external === '' ? {} : { idempotencyKey: `kling:${external}` }),
    ...(parent === undefined ? {} : { parent }),
  };
}

/** The paths of the new generation. */
export const NEW = ['text-to-video', 'image-to-video', 'omni-video', 'motion-control'];

/** The order of a path with the model in it (kling.md §3). @throws Failure */
export async function newOrder(kind: string, model: string, body: Json, desk: Desk): Promise<Order> {
  const settings = record(body['settings']);
  const options = record(body['options']);
  const contents = list(body['contents']).map(record);
  if (kind === 'text-to-video') requiredText(body, 'prompt', 'prompt is required');
  else if (contents.length === 0) throw new Failure('invalid_request', 'contents is required', { param: 'contents' });
  for (const item of contents) if (present(item, 'url')) desk.checkMedia('contents', item['url']);
  const seconds = boundedNumber(settings, 'duration', 5, 1, 60);
  const find = (type: string): Json => contents.find(item => item['type'] === type) ?? {};
  const external = text(options['external_task_id']);
  const parent = await parentFor(body, desk);
  const audio = text(settings['audio']);
  return {
    verb: `${kind}/${model}`,
    models: [model],
    body,
    measure: {
      seconds,
      attributes: {
        duration: String(seconds),
        resolution: text(settings['resolution']) || '720p',
        audio: audio === 'native' || audio === 'original' ? 'on' : 'off',
        input: contents.some(({ type }) => type === 'base_video' || type === 'feature_video')
          ? 'video'
          : contents.length > 1
            ? 'image'
            : 'text',
      },
    },
    hook: text(options['callback_url']),
    memo: { generation: 2, external },
    video: {
      prompt: text(body['prompt']) || text(find('prompt')['text']),
      first: text(find('first_frame')['url']) || undefined,
      last: text(find('last_frame')['url']) || undefined,
      seconds,
      ratio: text(settings['aspect_ratio']) || undefined,
      resolution: text(settings['resolution']) || undefined,
    },
    ...(external === '' ? {} : { idempotencyKey: `kling:${external}` }),
    ...(parent === undefined ? {} : { parent }),
  };
}
