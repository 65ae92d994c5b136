// What Suno's clients order: checked by kind, billed by kind and version, sent where the clips that it names were made.

import { Failure } from '@turnpike/protocols/failures';
import { list, record, text, type Json } from '../../relay/json.ts';
import { together, type Desk } from '../dialect.ts';
import { optionalNumber, requiredText } from '../fields.ts';
import type { Order, Parent } from '../order.ts';

/** What is made when the client names no version: the oldest ones are retired at most upstreams. */
const DEFAULT_VERSION = 'chirp-v4';

/** Fields that name a clip or a persona, here and inside `metadata_params`. */
const CLIP_FIELDS = [
  'continue_clip_id',
  'cover_clip_id',
  'clip_id',
  'artist_clip_id',
  'root_clip_id',
  'persona_id',
  'underpainting_clip_id',
  'overpainting_clip_id',
];

/** What each kind of follow-up needs (suno.md §2, §2a). A field or another. */
const NEEDS: Readonly<Record<string, readonly (readonly string[])[]>> = {
  extend: [['continue_clip_id'], ['continue_at']],
  upload_extend: [['continue_clip_id'], ['continue_at']],
  cover: [['cover_clip_id', 'continue_clip_id', 'clip_id', 'metadata_params']],
  infill: [['continue_clip_id', 'cover_clip_id']],
  fixed_infill: [['continue_clip_id']],
  infill_intro: [['continue_clip_id']],
  infill_outro: [['continue_clip_id']],
  cover_infill: [['continue_clip_id']],
  cover_extend: [['continue_clip_id']],
  artist_consistency: [['persona_id'], ['artist_clip_id']],
  artist_infill: [['persona_id'], ['artist_clip_id'], ['continue_clip_id']],
  gen_stem: [['continue_clip_id']],
  underpainting: [['underpainting_clip_id', 'metadata_params', 'clip_id']],
  overpainting: [['overpainting_clip_id', 'underpainting_clip_id', 'metadata_params', 'clip_id']],
  vox: [['artist_clip_id', 'clip_id']],
  concat: [['clip_id']],
};

/** Whether a field says anything. */
export function present(body: Json, name: string): boolean {
  const value = body[name];
  return value !== undefined && value !== null && value !== '';
}

/** Every clip and persona that a body names, wherever it stands. */
function namedIn(body: Json): readonly string[] {
  const nested = [body, record(body['metadata_params']), record(record(body['metadata'])['metadata_params'])];
  return [
    ...new Set(
      nested.flatMap(part => [
        ...CLIP_FIELDS.map(name => text(part[name])),
        ...list(part['mashup_clip_ids']).map(text),
        ...list(part['clips']).map(text),
      ]),
    ),
  ].filter(id => id !== '');
}

/** Where the clips that a body names were made: all at one account, or the upstream cannot have them together. */
async function parentFor(body: Json, desk: Desk): Promise<Parent | undefined> {
  let parent: Parent | undefined;
  for (const id of namedIn(body)) {
    const found = await desk.madeBy(id);
    if (found === undefined) throw new Failure('invalid_request', `clip_not_found: ${id}`, { param: 'clip_id' });
    parent = together(parent, found);
  }
  const taskId = text(body['task_id']);
  if (taskId === '') return parent;
  const task = await desk.find(taskId);
  if (task === undefined) throw new Failure('invalid_request', 'task_not_exist', { param: 'task_id' });
  return { id: task.id, channel: task.channel, credential: task.credential, upstreamId: task.upstreamId };
}

/** Checks what is sung: an idea, or lyrics and style, or what its kind of follow-up needs. */
function checkMusic(body: Json, desk: Desk): void {
  const task = text(body['task']) || text(record(body['metadata'])['task']);
  for (const names of NEEDS[task] ?? []) {
    if (names.some(name => present(body, name) || present(record(body['metadata_params']), name))) continue;
    throw new Failure('invalid_request', `${names[0] ?? ''} is required for task ${task}`, { param: names[0] ?? '' });
  }
  optionalNumber(body, 'continue_at');
  for (const field of ['image_url', 'video_url', 'audio_url'])
    if (present(body, field)) desk.checkMedia(field, body[field]);
  if (task !== '' || present(body, 'gpt_description_prompt') || present(body, 'continue_clip_id')) return;
  if (['prompt', 'tags', 'title'].some(name => present(body, name))) return;
  throw new Failure('invalid_request', 'prompt_empty: send gpt_description_prompt, or prompt, tags and title', {
    param: 'prompt',
  });
}

function musicBody(body: Json): Json {
  const version = text(body['mv']) || DEFAULT_VERSION;
  return {
    ...body,
    mv: version,
    ...(body['make_instrumental'] === true && present(body, 'prompt') ? { prompt: '' } : {}),
  };
}

const hookOf = (body: Json): string => text(body['notify_hook']) || text(body['callback_url']);

interface Verb {
  /** What it is billed as, the most exact first. */
  models(body: Json): readonly string[];
  check(body: Json, desk: Desk): void;
}

const VERBS: Readonly<Record<string, Verb>> = {
  music: {
    models: body => {
      const version = text(body['mv']);
      const kind = text(body['task']);
      const first = kind === '' ? [] : [`suno_${kind}@${version}`, `suno_${kind}`];
      return [...first, `suno_music@${version}`, version, 'suno_music'];
    },
    check: checkMusic,
  },
  lyrics: { models: () => ['suno_lyrics'], check: body => void requiredText(body, 'prompt', 'prompt_empty') },
  concat: {
    models: () => ['suno_concat', 'suno_music'],
    check: body => void requiredText(body, 'clip_id', 'clip_id is required'),
  },
  upload: {
    models: () => ['suno_upload', 'suno_music'],
    check: (body, desk) => desk.checkMedia('audio_url', requiredText(body, 'audio_url', 'audio_url is required')),
  },
  persona: {
    models: () => ['suno_persona', 'suno_music'],
    check: body => {
      if (!present(body, 'root_clip_id') && !present(body, 'clip_id'))
        throw new Failure('invalid_request', 'root_clip_id is required', { param: 'root_clip_id' });
    },
  },
  'uploads-audio': {
    models: () => ['suno_upload', 'suno_music'],
    check: (body, desk) => desk.checkMedia('url', requiredText(body, 'url', 'url is required')),
  },
};

/** The order of a body. @throws Failure */
export async function order(verb: string, given: Json, desk: Desk): Promise<Order> {
  const rule = VERBS[verb];
  if (rule === undefined) throw new Failure('invalid_request', 'invalid_action');
  rule.check(given, desk);
  const body = verb === 'music' ? musicBody(given) : given;
  const parent = await parentFor(body, desk);
  return {
    verb,
    models: [...new Set(rule.models(body))],
    body,
    measure: { attributes: { version: text(body['mv']), task: text(body['task']) } },
    hook: hookOf(body),
    memo: { shown: verb.replace('uploads-audio', 'upload').toUpperCase() },
    ...(parent === undefined ? {} : { parent }),
  };
}
