// Jimeng's clients: Volcengine's visual API at `/jimeng/?Action=`, and the relays' submit and fetch (jimeng.md B, C).

import { Failure } from '@turnpike/protocols/failures';
import { list, text, type Json } from '../../relay/json.ts';
import { answer, wordsOf, type Answer, type Ask, type Desk, type Dialect, type Problem } from '../dialect.ts';
import { boundedNumber, optionalText, requiredText } from '../fields.ts';
import { digits18 } from '../ids.ts';
import type { Links } from '../links.ts';
import type { Order, VideoRequest } from '../order.ts';
import type { Task, TaskState } from '../task.ts';
import { videoMeasure } from '../video-form.ts';

/** The words of the visual API, and of the relays' form. */
const STATUSES: Readonly<Record<TaskState, readonly [visual: string, relay: string]>> = {
  accepted: ['in_queue', 'NOT_START'],
  submitting: ['in_queue', 'NOT_START'],
  queued: ['in_queue', 'QUEUED'],
  waiting_input: ['in_queue', 'QUEUED'],
  running: ['generating', 'IN_PROGRESS'],
  saving: ['generating', 'IN_PROGRESS'],
  succeeded: ['done', 'SUCCESS'],
  failed: ['done', 'FAILURE'],
  cancelled: ['done', 'FAILURE'],
  expired: ['expired', 'FAILURE'],
};

const seconds = (milliseconds: number): number => Math.floor(milliseconds / 1000);
const isVisual = (task: Task): boolean => task.memo['form'] === 'visual';

/** The relays' task; the address stands where their clients look for it. */
function relayTask(task: Task, links: Links): Json {
  const [, status] = STATUSES[task.state];
  const url = task.state === 'succeeded' ? (links.first(task, asset => asset.kind === 'video') ?? '') : '';
  return {
    task_id: task.publicId,
    action: text(task.memo['action']),
    status,
    fail_reason: status === 'FAILURE' ? (task.error?.message ?? 'The task was called off.') : '',
    result_url: url,
    submit_time: seconds(task.createdAt),
    start_time: seconds(task.startedAt),
    finish_time: seconds(task.finishedAt),
    progress: status === 'SUCCESS' || status === 'FAILURE' ? '100%' : `${task.progress}%`,
    data: { video: url, video_url: url, status },
  };
}

function visualResult(task: Task, links: Links): Json {
  const done = task.state === 'succeeded';
  const images = task.assets.flatMap((asset, index) =>
    done && asset.kind === 'image' ? [links.url(task, index)] : [],
  );
  return {
    status: STATUSES[task.state][0],
    video_url: done ? (links.first(task, asset => asset.kind === 'video') ?? '') : '',
    image_urls: images.length === 0 ? null : images,
    binary_data_base64: [],
    resp_data: '',
    aigc_meta_tagged: true,
  };
}

function render(task: Task, links: Links): Json {
  return isVisual(task) ? visualResult(task, links) : relayTask(task, links);
}

const visual = (status: number, code: number, message: string, data: unknown): Answer =>
  answer({ code, data, message, request_id: '', status: code, time_elapsed: '0ms' }, status);

/** Codes of the visual API for our failures; the relays' form has words instead. */
function error(problem: Problem): Answer {
  const { status, code, message } = wordsOf(problem);
  if (problem.kind === 'refused' && /^50\d{3}$/.test(problem.error.code))
    return visual(status, Number(problem.error.code), message, null);
  const number = status === 429 ? 50_429 : status >= 500 ? 50_500 : 50_400;
  return answer(
    {
      code: number,
      data: null,
      message,
      request_id: problem.requestId ?? '',
      status: number,
      error: { code, message },
    },
    status,
  );
}

/** The same problems for clients of the relays' form. */
function relayError(problem: Problem): Answer {
  const { status, code, message } = wordsOf(problem);
  return answer({ code, message, data: null }, status);
}

function visualOrder(body: Json, desk: Desk): Order {
  const key = requiredText(body, 'req_key', 'req_key is required');
  const urls = list(body['image_urls']).map(text);
  for (const url of urls) desk.checkMedia('image_urls', url);
  const inline = list(body['binary_data_base64']).map(text);
  if (urls.length > 0 && inline.length > 0)
    throw new Failure('invalid_request', 'image_urls and binary_data_base64 exclude each other', {
      param: 'image_urls',
    });
  const pictures = urls.length + inline.length;
  if (/t2v|t2i/.test(key) && pictures === 0) requiredText(body, 'prompt', 'prompt is required');
  const made = boundedNumber(body, 'frames', 121, 1, 2_000);
  const video: VideoRequest = {
    prompt: text(body['prompt']),
    first: urls[0] ?? inline[0],
    last: urls[1] ?? inline[1],
    seconds: Math.round(made / 24),
    ratio: optionalText(body, 'aspect_ratio'),
    resolution: /1080/.test(key) || key.includes('pro') ? '1080p' : '720p',
  };
  const isImage = /t2i|i2i|image/.test(key);
  const measure = isImage ? { images: 1, attributes: {} } : videoMeasure(video, 5);
  return {
    verb: isImage ? 'image' : 'visual',
    models: [key],
    body,
    measure,
    memo: { form: 'visual' },
    ...(isImage ? {} : { video }),
  };
}

async function byAction(ask: Ask, desk: Desk): Promise<Answer> {
  const action = ask.query.get('Action') ?? '';
  if (action === 'CVSync2AsyncSubmitTask') {
    const task = await desk.submit(visualOrder(ask.body, desk));
    return visual(200, 10_000, 'Success', { task_id: task.publicId });
  }
  if (action !== 'CVSync2AsyncGetResult')
    throw new Failure('invalid_request', 'Action must be CVSync2AsyncSubmitTask or CVSync2AsyncGetResult.', {
      param: 'Action',
    });
  const task = await desk.find(text(ask.body['task_id']));
  if (task === undefined || !isVisual(task))
    return visual(200, 10_000, 'Success', { status: 'not_found', video_url: '', image_urls: null });
  const failed = STATUSES[task.state][1] === 'FAILURE' && task.state !== 'expired';
  const code = failed ? Number(/^50\d{3}$/.exec(task.error?.code ?? '')?.[0] ?? 50_500) : 10_000;
  const message = failed ? (task.error?.message ?? 'The task was called off.') : 'Success';
  return visual(200, code, message, visualResult(task, desk.links));
}

async function submit(ask: Ask, desk: Desk): Promise<Answer> {
  const prompt = requiredText(ask.body, 'prompt', 'prompt is required');
  const image = optionalText(ask.body, 'image_url');
  if (image !== undefined) desk.checkMedia('image_url', image);
  const video: VideoRequest = {
    prompt,
    first: image,
    seconds: boundedNumber(ask.body, 'duration', 5, 1, 60),
    ratio: optionalText(ask.body, 'aspect_ratio'),
    resolution: '720p',
  };
  const named = optionalText(ask.body, 'model');
  const task = await desk.submit({
    verb: 'create',
    models: [...new Set([...(named === undefined ? [] : [named]), 'jimeng-videos', 'jimeng_v30', 'jimeng-video-3.0'])],
    body: ask.body,
    video,
    measure: videoMeasure(video, 5),
    hook: text(ask.body['notify_hook']),
    memo: { form: 'relay', action: image === undefined ? 'textGenerate' : 'generate' },
  });
  return answer({ code: 'success', message: '', data: task.publicId });
}

async function fetched(ask: Ask, desk: Desk): Promise<Answer> {
  const task = await desk.find(ask.params['id'] ?? '');
  if (task === undefined || isVisual(task))
    return answer({ code: 'task_not_exist', message: 'task_not_exist', data: null }, 400);
  return answer({ code: 'success', message: '', data: relayTask(task, desk.links) });
}

/** The relays' form over the same tasks: it differs in its errors alone. */
export const jimengForm: Dialect = {
  name: 'jimeng',
  routes: [
    { method: 'POST', pattern: '/jimeng/submit/videos', handle: submit },
    { method: 'GET', pattern: '/jimeng/fetch/{id}', handle: fetched },
  ],
  newId: digits18,
  render,
  alone: true,
  error: relayError,
};

export const jimeng: Dialect = {
  name: 'jimeng',
  routes: [{ method: 'POST', pattern: '/jimeng', handle: byAction }],
  newId: digits18,
  render,
  alone: true,
  error,
};
