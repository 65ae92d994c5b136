// Pika in the form that one open client sends to relays (minimax-hailuo.md, Pika): nothing else is known of it.

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

const STATUSES: Readonly<Record<TaskState, string>> = {
  accepted: 'queued',
  submitting: 'queued',
  queued: 'queued',
  waiting_input: 'queued',
  running: 'pending',
  saving: 'pending',
  succeeded: 'finished',
  failed: 'error',
  cancelled: 'error',
  expired: 'error',
};

/** Sides by their quotient, as this client writes them. */
const RATIOS: readonly (readonly [quotient: number, ratio: string])[] = [
  [16 / 9, '16:9'],
  [9 / 16, '9:16'],
  [1, '1:1'],
  [4 / 5, '4:5'],
  [5 / 4, '5:4'],
  [5 / 2, '5:2'],
];
const SECONDS = 5;

function render(task: Task, links: Links): Json {
  const failed = STATUSES[task.state] === 'error';
  const url = (role: string): string => links.first(task, asset => asset.role === role) ?? '';
  const done = task.state === 'succeeded';
  const video = {
    id: `${task.publicId}-0`,
    status: STATUSES[task.state],
    progress: done ? 100 : task.progress,
    resultUrl: done ? url('video') : '',
    sharingUrl: done ? url('video') : '',
    videoPoster: done ? url('thumbnail') : '',
    imageThumb: done ? url('thumbnail') : '',
    duration: Number(task.attributes['duration'] ?? SECONDS),
    seed: 0,
    ...(failed ? { error: task.error?.message ?? 'The task was called off.' } : {}),
  };
  return { id: task.publicId, promptText: text(task.body['promptText']), videos: [video] };
}

function orderOf({ body, path }: Ask, desk: Desk): Order {
  const prompt = text(body['promptText']);
  const image = optionalText(body, 'image');
  if (prompt.trim() === '' && image === undefined)
    throw new Failure('invalid_request', 'promptText or image is required.', { param: 'promptText' });
  if (image !== undefined) desk.checkMedia('image', image);
  const options = record(body['options']);
  const quotient = optionalNumber(options, 'aspectRatio') ?? 16 / 9;
  const effect = text(body['pikaffect']);
  const video: VideoRequest = {
    prompt,
    first: image,
    negativePrompt: text(record(options['parameters'])['negativePrompt']) || undefined,
    seconds: SECONDS,
    ratio: RATIOS.find(([each]) => Math.abs(each - quotient) < 0.02)?.[1] ?? '16:9',
    mode: path.startsWith('/pro') ? 'pro' : undefined,
  };
  const version = text(body['model']);
  return {
    // Effects and extensions are this platform's alone.
    verb: effect !== '' || options['extend'] === true ? 'effect' : 'create',
    models: [...(version === '' ? [] : [`pika-${version}`]), 'pika'],
    body,
    video,
    measure: videoMeasure(video, SECONDS),
    memo: { mode: path.startsWith('/pro') ? 'pro' : '' },
  };
}

async function feed({ params }: Ask, desk: Desk): Promise<Answer> {
  const task = await desk.find(params['id'] ?? '');
  if (task?.dialect !== 'pika') throw new Failure('not_found', 'There is no task with this id.', { param: 'id' });
  return answer(render(task, desk.links));
}

const routes: readonly DialectRoute[] = ['', '/pro'].flatMap((prefix): DialectRoute[] => [
  {
    method: 'POST',
    pattern: `${prefix}/pika/generate`,
    handle: async (ask, desk) => answer({ id: (await desk.submit(orderOf(ask, desk))).publicId }),
  },
  { method: 'GET', pattern: `${prefix}/pika/feed/{id}`, handle: feed },
]);

export const pika: Dialect = { name: 'pika', routes, newId: uuid, render, error: openaiError };
