// The new-api video format: its envelope as its code writes it, with the fields that its manual promises beside it.

import { Failure } from '@turnpike/protocols/failures';
import { text, type Json } from '../../relay/json.ts';
import { answer, wordsOf, type Answer, type Ask, type Desk, type Dialect, type Problem } from '../dialect.ts';
import { word } from '../ids.ts';
import type { Links } from '../links.ts';
import { openaiError } from '../openai-error.ts';
import type { Task, TaskState } from '../task.ts';
import { createOrder, render as renderVideo } from './openai-video.ts';

/** The words of the manual, and those of the envelope. */
const STATUSES: Readonly<Record<TaskState, readonly [plain: string, loud: string]>> = {
  accepted: ['queued', 'NOT_START'],
  submitting: ['queued', 'NOT_START'],
  queued: ['queued', 'QUEUED'],
  waiting_input: ['queued', 'QUEUED'],
  running: ['in_progress', 'IN_PROGRESS'],
  saving: ['in_progress', 'IN_PROGRESS'],
  succeeded: ['succeeded', 'SUCCESS'],
  failed: ['failed', 'FAILURE'],
  cancelled: ['failed', 'FAILURE'],
  expired: ['failed', 'FAILURE'],
};

const seconds = (milliseconds: number): number => Math.floor(milliseconds / 1000);

function actionOf(task: Task): string {
  const { video } = task;
  if (video?.first === undefined) return 'textGenerate';
  if (video.last !== undefined) return 'firstTailGenerate';
  return (video.references?.length ?? 0) > 0 ? 'referenceGenerate' : 'generate';
}

/** Both shapes in one (veo-unified.md B): the envelope's names and the manual's do not meet. */
function render(task: Task, links: Links): Json {
  const [plain, loud] = STATUSES[task.state];
  const url = task.state === 'succeeded' ? (links.first(task, asset => asset.kind === 'video') ?? '') : '';
  const asset = task.assets.find(({ kind }) => kind === 'video');
  const reason = loud === 'FAILURE' ? (task.error?.message ?? 'The task was called off.') : '';
  return {
    code: 'success',
    message: '',
    data: {
      task_id: task.publicId,
      action: actionOf(task),
      status: loud,
      fail_reason: reason,
      result_url: url,
      submit_time: seconds(task.createdAt),
      start_time: seconds(task.startedAt),
      finish_time: seconds(task.finishedAt),
      progress: loud === 'SUCCESS' || loud === 'FAILURE' ? '100%' : `${task.progress}%`,
      properties: { input: task.video?.prompt ?? '' },
      data: renderVideo(task, links),
    },
    task_id: task.publicId,
    status: plain,
    url,
    format: 'mp4',
    metadata: {
      duration: asset?.duration ?? Number(task.attributes['duration'] ?? 0),
      width: asset?.width ?? null,
      height: asset?.height ?? null,
    },
    error: reason === '' ? null : { code: 500, message: reason },
  };
}

async function create(ask: Ask, desk: Desk): Promise<Answer> {
  if (text(ask.body['prompt']).trim() === '')
    throw new Failure('invalid_request', 'prompt is required', { param: 'prompt' });
  return answer(renderVideo(await desk.submit(createOrder(ask.body, ask.files, desk, '')), desk.links));
}

async function query(ask: Ask, desk: Desk): Promise<Answer> {
  const task = await desk.find(ask.params['id'] ?? '');
  if (task === undefined) return answer({ code: 'task_not_exist', message: 'task_not_exist', data: null }, 400);
  return answer(render(task, desk.links));
}

function error(problem: Problem): Answer {
  if (problem.kind === 'failure' && problem.failure.status === 401) return openaiError(problem);
  const { status, code, message } = wordsOf(problem);
  return answer({ code, message, data: null }, status);
}

export const videoGenerations: Dialect = {
  name: 'video-generations',
  routes: [
    { method: 'POST', pattern: '/v1/video/generations', handle: create },
    { method: 'GET', pattern: '/v1/video/generations/{id}', handle: query },
  ],
  newId: () => word('task_', 32),
  render,
  error,
};
