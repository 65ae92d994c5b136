// Luma's clients at relays: the paths and objects of its old web API, under `/luma` and `/pro/luma` (luma.md B).

import { Failure } from '@turnpike/protocols/failures';
import { list, record, text, type Json } from '../../relay/json.ts';
import { answer, parentOf, type Answer, type Ask, type Desk, type Dialect, type DialectRoute } from '../dialect.ts';
import { optionalFlag, optionalNumber, optionalText, requiredText } from '../fields.ts';
import { uuid } from '../ids.ts';
import type { Links } from '../links.ts';
import { openaiError } from '../openai-error.ts';
import type { Order, VideoRequest } from '../order.ts';
import type { Task, TaskState } from '../task.ts';
import { videoMeasure } from '../video-form.ts';

const STATES: Readonly<Record<TaskState, string>> = {
  accepted: 'pending',
  submitting: 'pending',
  queued: 'pending',
  waiting_input: 'pending',
  running: 'processing',
  saving: 'processing',
  succeeded: 'completed',
  failed: 'failed',
  cancelled: 'failed',
  expired: 'failed',
};

/** Names of this API for the maker's models. */
const MODELS: Readonly<Record<string, string>> = { 'ray-v1': 'ray-1-6', 'ray-v2': 'ray-2' };

function render(task: Task, links: Links): Json {
  const done = task.state === 'succeeded';
  const raw = task.rawWire === 'luma' ? record(links.ours(task, task.raw)) : {};
  const url = done ? links.first(task, asset => asset.role === 'video') : undefined;
  const asset = task.assets.find(({ role }) => role === 'video');
  const size = { width: asset?.width ?? 1360, height: asset?.height ?? 752 };
  const picture = done ? links.first(task, each => each.role === 'thumbnail') : undefined;
  const raws = record(raw['video_raw']);
  const seconds = asset?.duration ?? Number(task.attributes['duration'] ?? 5);
  return {
    id: task.publicId,
    prompt: text(raw['prompt']) || text(task.body['user_prompt']),
    state: STATES[task.state],
    queue_state: null,
    created_at: new Date(task.createdAt).toISOString(),
    batch_id: '',
    // Clients wait until there is an address without the watermark: it is always there with the other.
    video: url === undefined ? null : { url, download_url: url, ...size, thumbnail: null },
    video_raw:
      url === undefined
        ? null
        : { url, ...size, duration: seconds, media_type: 'video', ...pick(raws, ['width', 'height', 'duration']) },
    thumbnail: picture === undefined ? null : { url: picture, ...size, media_type: 'image', palette: null },
    last_frame: raw['last_frame'] ?? null,
    request: task.body,
    liked: null,
    estimate_wait_seconds: null,
    ...(STATES[task.state] === 'failed' ? { failure_reason: task.error?.message ?? 'The task was called off.' } : {}),
  };
}

function pick(from: Json, names: readonly string[]): Json {
  return Object.fromEntries(names.filter(name => typeof from[name] === 'number').map(name => [name, from[name]]));
}

/** What is asked for, as any platform is asked. */
function videoFrom(body: Json, desk: Desk): VideoRequest {
  for (const name of ['image_url', 'image_end_url'])
    if (optionalText(body, name) !== undefined) desk.checkMedia(name, body[name]);
  const seconds = optionalNumber(body, 'duration') ?? 5;
  if (seconds < 1 || seconds > 60)
    throw new Failure('invalid_request', 'duration must be from 1 to 60 seconds.', { param: 'duration' });
  return {
    prompt: text(body['user_prompt']),
    first: optionalText(body, 'image_url'),
    last: optionalText(body, 'image_end_url'),
    seconds,
    ratio: optionalText(body, 'aspect_ratio'),
    resolution: optionalText(body, 'resolution') ?? '720p',
    loop: optionalFlag(body, 'loop'),
  };
}

function orderOf(ask: Ask, desk: Desk, verb: 'create' | 'extend', source?: Task): Order {
  const { body } = ask;
  requiredText(body, 'user_prompt', 'user_prompt is required.');
  const name = optionalText(body, 'model_name');
  const known = name === undefined ? [] : [...new Set([name, MODELS[name] ?? name])];
  const inherited = source === undefined ? [] : [source.model];
  const usual = verb === 'extend' ? ['luma_video_extend_api', ...inherited, 'luma_video_api'] : ['luma_video_api'];
  const video = videoFrom(body, desk);
  const mode = ask.path.startsWith('/pro/') ? 'pro' : 'std';
  const models = [...known, ...usual, ...(name === undefined && source === undefined ? ['ray-2'] : [])];
  return {
    verb,
    models: [...new Set(models)],
    body,
    video,
    measure: videoMeasure({ ...video, mode }, 5),
    hook: text(body['notify_hook']),
    memo: { mode },
    ...(source === undefined ? {} : { parent: parentOf(source) }),
  };
}

async function found(ask: Ask, desk: Desk): Promise<Task> {
  const task = await desk.find(ask.params['id'] ?? '');
  if (task === undefined) throw new Failure('not_found', 'There is no generation with this id.', { param: 'id' });
  return task;
}

async function extend(ask: Ask, desk: Desk): Promise<Answer> {
  const source = await found(ask, desk);
  if (source.state !== 'succeeded')
    throw new Failure('invalid_request', 'Only a generation that is completed can be extended.', { param: 'id' });
  return answer(render(await desk.submit(orderOf(ask, desk, 'extend', source)), desk.links));
}

async function several(ask: Ask, desk: Desk): Promise<Answer> {
  const ids = list(ask.body['ids']).map(text);
  if (ids.length > 500) throw new Failure('invalid_request', 'ids may be 500 at most.', { param: 'ids' });
  return answer((await desk.findMany([...new Set(ids)])).map(task => render(task, desk.links)));
}

const routes: readonly DialectRoute[] = ['/luma', '/pro/luma'].flatMap((prefix): DialectRoute[] => [
  {
    method: 'POST',
    pattern: `${prefix}/generations`,
    handle: async (ask, desk) => answer(render(await desk.submit(orderOf(ask, desk, 'create')), desk.links)),
  },
  { method: 'POST', pattern: `${prefix}/generations/{id}/extend`, handle: extend },
  {
    method: 'GET',
    pattern: `${prefix}/generations/{id}`,
    handle: async (ask, desk) => answer(render(await found(ask, desk), desk.links)),
  },
  { method: 'POST', pattern: `${prefix}/tasks`, handle: several },
]);

export const luma: Dialect = { name: 'luma', routes, newId: uuid, render, error: openaiError, alone: true };
