// The relays' unified video format: one body for every maker, the model decides (veo-unified.md A).

import { Failure } from '@turnpike/protocols/failures';
import { text, type Json } from '../../relay/json.ts';
import { answer, parentOf, type Answer, type Ask, type Desk, type Dialect } from '../dialect.ts';
import { optionalText } from '../fields.ts';
import { word } from '../ids.ts';
import type { Links } from '../links.ts';
import { openaiError } from '../openai-error.ts';
import type { Order, VideoRequest } from '../order.ts';
import type { Task, TaskState } from '../task.ts';
import { createOrder, usualSeconds } from './openai-video.ts';
import { videoMeasure } from '../video-form.ts';

const STATUSES: Readonly<Record<TaskState, string>> = {
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

function render(task: Task, links: Links): Json {
  const done = task.state === 'succeeded';
  const failed = STATUSES[task.state] === 'failed';
  return {
    id: task.publicId,
    status: STATUSES[task.state],
    video_url: done ? (links.first(task, asset => asset.kind === 'video') ?? null) : null,
    enhanced_prompt: text(task.notes['enhancedPrompt']),
    status_update_time: task.finishedAt || task.startedAt || task.createdAt,
    progress: done ? 100 : task.progress,
    ...(failed ? { error: task.error?.message ?? 'The task was called off.' } : {}),
  };
}

/** Words of this format for what other makers say otherwise. */
function shaped(video: VideoRequest, body: Json): VideoRequest {
  const size = text(body['size']);
  const orientation = text(body['orientation']);
  const ratio = video.ratio ?? (orientation === 'portrait' ? '9:16' : orientation === 'landscape' ? '16:9' : undefined);
  const upsampled = body['enable_upsample'] === true || body['enable_upsample'] === 'true';
  const named = /^\d{3,4}p$/i.test(size) ? size.toLowerCase() : undefined;
  const { size: _size, ...rest } = video;
  const isPixels = /^\d+x\d+$/.test(size);
  const components = /components/.test(text(body['model'])) && video.references?.length === 0;
  return {
    ...rest,
    ratio,
    resolution: upsampled ? '1080p' : (video.resolution ?? named),
    ...(isPixels ? { size } : {}),
    ...(components ? { references: [video.first, video.last].flatMap(picture => picture ?? []) } : {}),
  };
}

function orderOf(ask: Ask, desk: Desk): Order {
  const { size: _size, ...plain } = ask.body;
  const drafted = createOrder(plain, [], desk, '');
  const video = shaped(drafted.video ?? { prompt: '' }, ask.body);
  const model = drafted.models[0] ?? '';
  return { ...drafted, body: ask.body, video, measure: videoMeasure(video, usualSeconds(model)) };
}

async function create(ask: Ask, desk: Desk): Promise<Answer> {
  return answer(render(await desk.submit(orderOf(ask, desk)), desk.links));
}

async function query(ask: Ask, desk: Desk): Promise<Answer> {
  const id = ask.query.get('id') ?? '';
  const task = id === '' ? undefined : await desk.find(id);
  if (task !== undefined) return answer(render(task, desk.links));
  return answer(
    { error: { message: 'task_not_found', type: 'invalid_request_error', param: 'id', code: 'task_not_found' } },
    404,
  );
}

async function extend(ask: Ask, desk: Desk): Promise<Answer> {
  const id =
    optionalText(ask.body, 'id') ?? optionalText(ask.body, 'video_id') ?? optionalText(ask.body, 'task_id') ?? '';
  const source = await desk.find(id);
  if (source === undefined) throw new Failure('not_found', 'task_not_found', { param: 'id' });
  if (source.state !== 'succeeded')
    throw new Failure('invalid_request', 'The video that this begins from is not completed.', { param: 'id' });
  const drafted = orderOf({ ...ask, body: { model: source.model, ...ask.body } }, desk);
  return answer(render(await desk.submit({ ...drafted, verb: 'extend', parent: parentOf(source) }), desk.links));
}

export const unifiedVideo: Dialect = {
  name: 'unified-video',
  routes: [
    { method: 'POST', pattern: '/v1/video/create', handle: create },
    { method: 'GET', pattern: '/v1/video/query', handle: query },
    { method: 'POST', pattern: '/v1/video/extend', handle: extend },
  ],
  newId: () => word('vid_', 26),
  render,
  error: openaiError,
};
