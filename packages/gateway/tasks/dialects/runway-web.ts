// Runway's older forms at relays, under `/runway`: tasks as its web application had them, and the feed (runway.md C).
// They are made by whoever makes videos: the platform behind them has ended.

import { Failure } from '@turnpike/protocols/failures';
import { record, text, type Json } from '../../relay/json.ts';
import { answer, type Answer, type Ask, type Desk, type Dialect, type DialectRoute } from '../dialect.ts';
import { optionalNumber, optionalText } from '../fields.ts';
import { uuid } from '../ids.ts';
import type { Links } from '../links.ts';
import { openaiError } from '../openai-error.ts';
import type { Order, VideoRequest } from '../order.ts';
import type { Task, TaskState } from '../task.ts';
import { videoMeasure } from '../video-form.ts';

/** The words of the tasks, and the digits of the feed. */
const STATUSES: Readonly<Record<TaskState, readonly [task: string, feed: string]>> = {
  accepted: ['PENDING', '0'],
  submitting: ['PENDING', '0'],
  queued: ['PENDING', '0'],
  waiting_input: ['PENDING', '0'],
  running: ['RUNNING', '1'],
  saving: ['RUNNING', '1'],
  succeeded: ['SUCCEEDED', '3'],
  failed: ['FAILED', '2'],
  cancelled: ['FAILED', '2'],
  expired: ['FAILED', '2'],
};

/** Names under which each kind of task may be served; the usual one of today is the last. */
const MODELS: Readonly<Record<string, readonly string[]>> = {
  gen2: ['gen2', 'gen4_turbo'],
  europa: ['gen3', 'europa', 'gen4_turbo'],
  gen3a_turbo: ['gen3a_turbo', 'gen4_turbo'],
};

const reasonOf = (task: Task): string | null =>
  STATUSES[task.state][0] === 'FAILED' ? (task.error?.message ?? 'The task was called off.') : null;

function render(task: Task, links: Links): Json {
  const [status] = STATUSES[task.state];
  const url = status === 'SUCCEEDED' ? links.first(task, ({ kind }) => kind === 'video') : undefined;
  const poster = links.first(task, ({ role }) => role === 'thumbnail');
  const artifact = {
    id: `${task.publicId}-0`,
    url,
    previewUrls: poster === undefined ? [] : [poster],
    metadata: { frameRate: 24, duration: Number(task.attributes['duration'] ?? 0), dimensions: [1280, 768] },
  };
  const options = record(task.body['options']);
  return {
    task: {
      id: task.publicId,
      name: text(options['name']),
      image: null,
      createdAt: new Date(task.createdAt).toISOString(),
      updatedAt: new Date(Math.max(task.finishedAt, task.startedAt, task.createdAt)).toISOString(),
      taskType: text(task.body['taskType']),
      options,
      status,
      error: reasonOf(task) === null ? null : { errorMessage: reasonOf(task) },
      progressText: null,
      progressRatio: status === 'RUNNING' ? String(task.progress / 100) : null,
      estimatedTimeToStartSeconds: null,
      artifacts: url === undefined ? [] : [artifact],
      sharedAsset: null,
    },
  };
}

function feedOf(task: Task, links: Links): Json {
  const [, status] = STATUSES[task.state];
  return {
    task_id: task.publicId,
    status,
    prompt: task.video?.prompt ?? '',
    video_url: status === '3' ? (links.first(task, ({ kind }) => kind === 'video') ?? '') : '',
    poster: status === '3' ? (links.first(task, ({ role }) => role === 'thumbnail') ?? '') : '',
    msg: reasonOf(task),
    point: '',
    refund: status === '2' ? '1' : '0',
    create_time: Math.floor(task.createdAt / 1000),
    update_time: Math.floor(Math.max(task.finishedAt, task.createdAt) / 1000),
  };
}

function orderOf({ body, path }: Ask, desk: Desk): Order {
  const type = text(body['taskType']) || 'gen3a_turbo';
  const options = record(body['options']);
  const old = record(options['gen2Options']);
  const image =
    optionalText(options, 'init_image') ?? optionalText(old, 'init_image') ?? optionalText(old, 'image_prompt');
  const source = optionalText(options, 'init_video');
  if (image !== undefined) desk.checkMedia('init_image', image);
  if (source !== undefined) desk.checkMedia('init_video', source);
  const prompt = text(options['text_prompt']) || text(old['text_prompt']);
  if (prompt.trim() === '' && image === undefined && source === undefined)
    throw new Failure('invalid_request', 'options.text_prompt or options.init_image is required.', {
      param: 'options',
    });
  if (text(options['extended_from_task_id']) !== '')
    throw new Failure('invalid_request', 'Extensions are not made any more. Begin from the last picture instead.', {
      param: 'extended_from_task_id',
    });
  const [width, height] = [optionalNumber(options, 'width'), optionalNumber(options, 'height')];
  const atEnd = options['image_as_end_frame'] === true;
  const video: VideoRequest = {
    prompt,
    first: atEnd ? undefined : image,
    last: atEnd ? image : undefined,
    source,
    seconds: optionalNumber(options, 'seconds') ?? 5,
    size: width === undefined || height === undefined ? undefined : `${width}x${height}`,
    seed: optionalNumber(options, 'seed') ?? optionalNumber(old, 'seed'),
    mode: path.startsWith('/pro') ? 'pro' : options['exploreMode'] === true ? 'relax' : undefined,
  };
  return {
    verb: 'create',
    models: MODELS[type] ?? [type, 'gen4_turbo'],
    body,
    video,
    measure: videoMeasure(video, 5),
    hook: text(body['notify_hook']),
  };
}

async function found(id: string, desk: Desk): Promise<Task> {
  const task = await desk.find(id);
  if (task?.dialect !== 'runway-web')
    throw new Failure('not_found', 'There is no task with this id.', { param: 'task_id' });
  return task;
}

async function feed({ body }: Ask, desk: Desk): Promise<Answer> {
  const task = await found(text(body['task_id']), desk);
  return answer({ code: 200, msg: '成功', data: feedOf(task, desk.links) });
}

const routes: readonly DialectRoute[] = ['/runway', '/pro/runway'].flatMap((prefix): DialectRoute[] => [
  {
    method: 'POST',
    pattern: `${prefix}/tasks`,
    handle: async (ask, desk) => answer(render(await desk.submit(orderOf(ask, desk)), desk.links)),
  },
  {
    method: 'GET',
    pattern: `${prefix}/tasks/{id}`,
    handle: async (ask, desk) => answer(render(await found(ask.params['id'] ?? '', desk), desk.links)),
  },
  { method: 'POST', pattern: `${prefix}/feed`, handle: feed },
  { method: 'POST', pattern: `${prefix}/v1/feed`, handle: feed },
]);

export const runwayWeb: Dialect = { name: 'runway-web', routes, newId: uuid, render, error: openaiError };
