// Luma's Agents API for its clients: pictures and videos of its newer models, under `/luma/agents/v1` (luma.md A2).

import { Failure } from '@turnpike/protocols/failures';
import { isRecord, list, record, text, type Json } from '../../relay/json.ts';
import { answer, type Ask, type Desk, type Dialect, type DialectRoute } from '../dialect.ts';
import { optionalFlag, optionalNumber, optionalText, requiredText } from '../fields.ts';
import { uuid } from '../ids.ts';
import { generationsNamed, lumaError, lumaStates } from './luma-shared.ts';
import type { Links } from '../links.ts';
import type { Measure, Order, VideoRequest } from '../order.ts';
import type { Task } from '../task.ts';
import { videoMeasure } from '../video-form.ts';

const STATES = lumaStates('processing');

/** What is made, and what of when the body names no model. */
const TYPES: Readonly<Record<string, { readonly makes: 'image' | 'video'; readonly model: string }>> = {
  image: { makes: 'image', model: 'uni-1' },
  image_edit: { makes: 'image', model: 'uni-1' },
  video: { makes: 'video', model: 'ray-3.2' },
  video_edit: { makes: 'video', model: 'ray-3.2' },
  video_reframe: { makes: 'video', model: 'ray-3.2' },
};

/** Words of a failure that Luma has codes for. */
function codeOf(task: Task): string {
  const code = task.error?.code ?? '';
  if (/^[a-z]+(?:_[a-z]+)+$/.test(code) && code !== 'upstream_failed') return code;
  return task.error?.class === 'content' ? 'content_moderated' : 'generation_failed';
}

function render(task: Task, links: Links): Json {
  const failed = STATES[task.state] === 'failed';
  const output =
    task.state === 'succeeded'
      ? task.assets.flatMap(({ kind, role }, index) =>
          role === 'thumbnail' ? [] : [{ type: kind, url: links.url(task, index) }],
        )
      : [];
  return {
    id: task.publicId,
    type: task.verb,
    model: text(task.body['model']) || task.model,
    state: STATES[task.state],
    created_at: new Date(task.createdAt).toISOString(),
    output,
    failure_reason: failed ? (task.error?.message ?? 'The task was called off.') : null,
    failure_code: failed ? codeOf(task) : null,
  };
}

/** Media that a body refers to, wherever it does. */
function referencesIn(value: unknown): readonly Json[] {
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  if (!isRecord(value)) return [];
  const own = ['url', 'data', 'generation_id'].some(name => value[name] !== undefined) ? [value] : [];
  return [...own, ...Object.values(value).flatMap(referencesIn)];
}

/** The generations that a body goes on from. @throws Failure */
function namedIn(body: Json, desk: Desk): ReturnType<typeof generationsNamed> {
  const references = referencesIn(body);
  for (const reference of references) {
    const given = ['url', 'data', 'generation_id'].filter(name => reference[name] !== undefined);
    if (given.length !== 1)
      throw new Failure('invalid_request', 'A reference has exactly one of url, data and generation_id.');
    if (reference['url'] !== undefined) desk.checkMedia('url', reference['url']);
  }
  const names = references.filter(({ generation_id: id }) => id !== undefined).map(each => text(each['generation_id']));
  return generationsNamed(names, desk, 'generation_id');
}

function neutral(body: Json): VideoRequest {
  const video = record(body['video']);
  const mediaOf = (value: unknown): string | undefined => {
    const media = record(value);
    const data = text(media['data']);
    return text(media['url']) || (data === '' ? undefined : `data:${text(media['media_type'])};base64,${data}`);
  };
  return {
    prompt: text(body['prompt']),
    first: mediaOf(video['start_frame']),
    last: mediaOf(video['end_frame']),
    source: mediaOf(body['source']),
    seconds: optionalNumber(video, 'duration') ?? 5,
    ratio: optionalText(body, 'aspect_ratio'),
    resolution: optionalText(video, 'resolution') ?? '720p',
    mode: optionalFlag(video, 'hdr') === true ? 'hdr' : undefined,
    loop: optionalFlag(video, 'loop'),
  };
}

function measureOf(makes: 'image' | 'video', body: Json, video: VideoRequest): Measure {
  if (makes === 'video') return videoMeasure(video, 5);
  const references = list(body['image_ref']).length + (body['source'] === undefined ? 0 : 1);
  return { images: 1, attributes: { input: references > 0 ? 'image' : 'text', references: String(references) } };
}

async function orderOf({ body }: Ask, desk: Desk): Promise<Order> {
  requiredText(body, 'prompt', 'prompt is required');
  const type = optionalText(body, 'type') ?? 'image';
  const known = TYPES[type];
  if (known === undefined)
    throw new Failure('invalid_request', `type must be one of ${Object.keys(TYPES).join(', ')}.`, { param: 'type' });
  const { ids, parent } = await namedIn(body, desk);
  const video = neutral(body);
  return {
    verb: type,
    models: [optionalText(body, 'model') ?? known.model],
    body,
    measure: measureOf(known.makes, body, video),
    memo: { generations: ids },
    ...(type === 'video' ? { video } : {}),
    ...(parent === undefined ? {} : { parent }),
  };
}

const routes: readonly DialectRoute[] = [
  {
    method: 'POST',
    pattern: '/luma/agents/v1/generations',
    handle: async (ask, desk) => answer(render(await desk.submit(await orderOf(ask, desk)), desk.links), 201),
  },
  {
    method: 'GET',
    pattern: '/luma/agents/v1/generations/{id}',
    handle: async (ask, desk) => {
      const task = await desk.find(ask.params['id'] ?? '');
      if (task?.dialect !== 'luma-agents') throw new Failure('not_found', 'Generation not found', { param: 'id' });
      return answer(render(task, desk.links));
    },
  },
];

export const lumaAgents: Dialect = { name: 'luma-agents', routes, newId: uuid, render, error: lumaError };
