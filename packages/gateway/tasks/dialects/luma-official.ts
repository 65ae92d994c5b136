// Luma's own API for its SDKs: generations of the Dream Machine, under `/dream-machine/v1` (luma.md A).

import { Failure } from '@turnpike/protocols/failures';
import { list, record, text, type Json } from '../../relay/json.ts';
import { answer, parentOf, type Answer, type Ask, type Desk, type Dialect, type DialectRoute } from '../dialect.ts';
import { boundedNumber, optionalFlag, optionalNumber, optionalText, requiredText } from '../fields.ts';
import { uuid } from '../ids.ts';
import { generationsNamed, lumaError, lumaStates } from './luma-shared.ts';
import type { Links } from '../links.ts';
import type { Order, VideoRequest } from '../order.ts';
import { isFinal, type Task } from '../task.ts';
import { videoMeasure } from '../video-form.ts';

const STATES = lumaStates('dreaming');

/** What each verb makes. */
const IMAGES = new Set(['image', 'image/reframe']);

function render(task: Task, links: Links): Json {
  const done = task.state === 'succeeded';
  const url = (role: string): string | null =>
    done ? (links.first(task, asset => asset.role === role) ?? null) : null;
  const { callback_url: _hook, ...request } = task.body;
  return {
    id: task.publicId,
    generation_type: IMAGES.has(task.verb) ? 'image' : 'video',
    state: STATES[task.state],
    failure_reason: STATES[task.state] === 'failed' ? (task.error?.message ?? 'The task was called off.') : null,
    created_at: new Date(task.createdAt).toISOString(),
    model: text(task.body['model']) || task.model,
    assets: done ? { video: url('video'), image: url('image') ?? url('thumbnail'), progress_video: null } : null,
    request: {
      generation_type: IMAGES.has(task.verb) ? 'image' : 'video',
      ...request,
      callback_url: task.hook || null,
    },
  };
}

/** The generations that keyframes begin from; pictures among them are looked at. */
function framesOf(body: Json, desk: Desk): ReturnType<typeof generationsNamed> {
  const frames = Object.values(record(body['keyframes'])).map(record);
  for (const frame of frames) if (frame['type'] === 'image') desk.checkMedia('keyframes', frame['url']);
  const names = frames.filter(({ type }) => type === 'generation').map(frame => text(frame['id']));
  return generationsNamed(names, desk, 'keyframes');
}

function neutral(body: Json): VideoRequest {
  const frames = record(body['keyframes']);
  const [first, last] = [record(frames['frame0']), record(frames['frame1'])];
  return {
    prompt: text(body['prompt']),
    first: optionalText(first, 'url'),
    last: optionalText(last, 'url'),
    seconds: optionalNumber(body, 'duration') ?? 5,
    ratio: optionalText(body, 'aspect_ratio'),
    resolution: optionalText(body, 'resolution') ?? '720p',
    loop: optionalFlag(body, 'loop'),
    source: optionalText(record(body['media']), 'url'),
  };
}

async function orderOf(ask: Ask, desk: Desk, verb: string): Promise<Order> {
  const { body } = ask;
  const model = requiredText(body, 'model', 'model is required');
  const media = record(body['media']);
  if (text(media['url']) !== '') desk.checkMedia('media', media['url']);
  if (verb.endsWith('reframe') || verb.endsWith('modify'))
    if (text(media['url']) === '') throw new Failure('invalid_request', 'media is required', { param: 'media' });
  for (const name of ['image_ref', 'style_ref'])
    for (const item of list(body[name]).map(record)) desk.checkMedia(name, item['url']);
  const { ids, parent } = await framesOf(body, desk);
  const video = neutral(body);
  const isImage = IMAGES.has(verb);
  return {
    verb,
    models: [`${model}-${verb}`, model],
    body,
    measure: isImage ? { images: 1, attributes: { ratio: video.ratio ?? '16:9' } } : videoMeasure(video, 5),
    hook: text(body['callback_url']),
    memo: { generations: ids },
    ...(verb === 'video' && parent === undefined ? { video } : {}),
    ...(parent === undefined ? {} : { parent }),
  };
}

const created = (task: Task, desk: Desk): Answer => answer(render(task, desk.links), 201);

async function found(ask: Ask, desk: Desk): Promise<Task> {
  const task = await desk.find(ask.params['id'] ?? '');
  if (task === undefined) throw new Failure('not_found', 'Generation not found', { param: 'id' });
  return task;
}

/** A better or a sounding version of a video that was made here. */
function improved(verb: 'upscale' | 'audio'): DialectRoute['handle'] {
  return async (ask, desk) => {
    const source = await found(ask, desk);
    if (source.state !== 'succeeded')
      throw new Failure('invalid_request', 'The generation is not completed.', { param: 'id' });
    if (verb === 'audio') requiredText(ask.body, 'prompt', 'prompt is required');
    const seconds = Number(source.attributes['duration'] ?? 5);
    const resolution = text(ask.body['resolution']) || source.attributes['resolution'] || '1080p';
    const order: Order = {
      verb,
      models: [`${source.model}-${verb}`, `luma-${verb}`, source.model],
      body: ask.body,
      measure: { seconds, attributes: { ...source.attributes, resolution } },
      hook: text(ask.body['callback_url']),
      parent: parentOf(source),
    };
    return created(await desk.submit(order), desk);
  };
}

async function listed(ask: Ask, desk: Desk): Promise<Answer> {
  const limit = Number(ask.query.get('limit') ?? 10);
  const offset = Number(ask.query.get('offset') ?? 0);
  if (
    !Number.isInteger(limit) ||
    limit < 1 ||
    limit > 100 ||
    !Number.isInteger(offset) ||
    offset < 0 ||
    offset > 10_000
  )
    throw new Failure('invalid_request', 'limit must be from 1 to 100 and offset from 0 to 10000');
  const { tasks, next } = await desk.list({ dialects: [lumaOfficial.name], limit: limit + offset });
  const generations = tasks.slice(offset).map(task => render(task, desk.links));
  return answer({ generations, count: generations.length, has_more: next !== undefined, limit, offset });
}

async function remove(ask: Ask, desk: Desk): Promise<Answer> {
  const task = await found(ask, desk);
  if (!isFinal(task.state)) throw new Failure('invalid_request', 'A generation that is being made cannot be deleted.');
  await desk.remove(task);
  return { status: 204, empty: true };
}

/** Pictures may be waited for: so many seconds where the body does not say, and at most. */
const WAIT_S = 60;
const MOST_WAIT_S = 600;

function create(verb: string): DialectRoute['handle'] {
  return async (ask, desk) => {
    const seconds = boundedNumber(ask.body, 'sync_timeout', WAIT_S, 1, MOST_WAIT_S);
    const { sync, sync_timeout: _wait, ...body } = ask.body;
    const task = await desk.submit(await orderOf({ ...ask, body }, desk, verb));
    return created(sync === true ? await desk.wait(task, seconds * 1000) : task, desk);
  };
}

const routes: readonly DialectRoute[] = ['/luma/dream-machine/v1', '/dream-machine/v1'].flatMap(
  (prefix): DialectRoute[] => [
    { method: 'POST', pattern: `${prefix}/generations`, handle: create('video') },
    { method: 'POST', pattern: `${prefix}/generations/video`, handle: create('video') },
    { method: 'POST', pattern: `${prefix}/generations/image`, handle: create('image') },
    { method: 'POST', pattern: `${prefix}/generations/image/reframe`, handle: create('image/reframe') },
    { method: 'POST', pattern: `${prefix}/generations/video/reframe`, handle: create('video/reframe') },
    { method: 'POST', pattern: `${prefix}/generations/video/modify`, handle: create('video/modify') },
    { method: 'POST', pattern: `${prefix}/generations/{id}/upscale`, handle: improved('upscale') },
    { method: 'POST', pattern: `${prefix}/generations/{id}/audio`, handle: improved('audio') },
    { method: 'GET', pattern: `${prefix}/generations`, handle: listed },
    {
      method: 'GET',
      pattern: `${prefix}/generations/{id}`,
      handle: async (ask, desk) => answer(render(await found(ask, desk), desk.links)),
    },
    { method: 'DELETE', pattern: `${prefix}/generations/{id}`, handle: remove },
    { method: 'GET', pattern: `${prefix}/generations/concepts/list`, handle: () => Promise.resolve(answer([])) },
    {
      method: 'GET',
      pattern: `${prefix}/credits`,
      handle: async (_ask, desk) => answer({ credit_balance: Number((await desk.remaining()) / 10_000_000n) }),
    },
    { method: 'GET', pattern: `${prefix}/ping`, handle: () => Promise.resolve(answer({ message: 'pong' })) },
  ],
);

export const lumaOfficial: Dialect = {
  name: 'luma-official',
  routes,
  newId: uuid,
  render,
  error: lumaError,
  chatty: 'begun',
  alone: true,
};
