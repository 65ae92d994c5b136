// Seedance's clients: Ark's tasks of content generation, under Ark's own path and the relays' (jimeng.md D).

import { randomBytes } from 'node:crypto';
import { Failure } from '@turnpike/protocols/failures';
import { list, record, text, type Json } from '../../relay/json.ts';
import {
  answer,
  parentOf,
  wordsOf,
  type Answer,
  type Ask,
  type Desk,
  type Dialect,
  type DialectRoute,
  type Problem,
} from '../dialect.ts';
import { boundedNumber, optionalFlag, optionalNumber, requiredText } from '../fields.ts';
import type { Links } from '../links.ts';
import type { Order, Parent, VideoRequest } from '../order.ts';
import { isFinal, type Task, type TaskState } from '../task.ts';
import { videoMeasure } from '../video-form.ts';

const STATUSES: Readonly<Record<TaskState, string>> = {
  accepted: 'queued',
  submitting: 'queued',
  queued: 'queued',
  waiting_input: 'queued',
  running: 'running',
  saving: 'running',
  succeeded: 'succeeded',
  failed: 'failed',
  cancelled: 'cancelled',
  expired: 'expired',
};

/** Pixels of a second of video by resolution, and pictures a second: what Ark counts tokens by. */
const PIXELS: Readonly<Record<string, number>> = {
  '480p': 864 * 480,
  '720p': 1280 * 720,
  '1080p': 1920 * 1080,
  '4k': 3840 * 2160,
};
const RATE = 24;
/** Seconds of a video whose maker chooses the length, at most. */
const LONGEST = 15;

function render(task: Task, links: Links): Json {
  const raw = task.rawWire === 'ark' ? record(links.ours(task, task.raw)) : {};
  const status = STATUSES[task.state];
  const url = task.state === 'succeeded' ? links.first(task, asset => asset.role === 'video') : undefined;
  const last = links.first(task, asset => asset.role === 'last_frame');
  const { id: _id, model: _model, status: _status, error: _error, content: _content, ...kept } = raw;
  return {
    id: task.publicId,
    model: text(task.body['model']) || task.model,
    status,
    error:
      status === 'failed' ? { code: task.error?.code ?? 'InternalError', message: task.error?.message ?? '' } : null,
    ...(url === undefined
      ? {}
      : { content: { video_url: url, ...(last === undefined ? {} : { last_frame_url: last }) } }),
    ...(task.used?.tokens === undefined
      ? {}
      : { usage: { completion_tokens: task.used.tokens, total_tokens: task.used.tokens } }),
    ...kept,
    created_at: Math.floor(task.createdAt / 1000),
    updated_at: Math.floor((task.finishedAt || task.startedAt || task.createdAt) / 1000),
  };
}

function error(problem: Problem): Answer {
  const { status, code, message } = wordsOf(problem);
  const type =
    status === 401
      ? 'Unauthorized'
      : status === 404
        ? 'NotFound'
        : status === 429
          ? 'TooManyRequests'
          : status >= 500
            ? 'InternalServerError'
            : 'BadRequest';
  const param = problem.kind === 'failure' ? (problem.failure.param ?? '') : '';
  const word =
    problem.kind === 'refused'
      ? code
      : status === 400
        ? 'InvalidParameter'
        : status === 404
          ? 'ResourceNotFound'
          : code;
  return answer({ error: { code: word, message, param, type } }, status);
}

/** Parameters that old clients write behind the words: `--rs 720p --dur 5`. */
function inText(words: string): Json {
  const parameters: Record<string, unknown> = {};
  const names: Readonly<Record<string, string>> = {
    resolution: 'resolution',
    rs: 'resolution',
    ratio: 'ratio',
    rt: 'ratio',
    dur: 'duration',
    duration: 'duration',
    frames: 'frames',
  };
  for (const [, name = '', value] of words.matchAll(/--(\w+)\s+(\S+)/g)) {
    const known = names[name];
    if (known !== undefined) parameters[known] = value;
  }
  return parameters;
}

function videoOf(body: Json, desk: Desk): VideoRequest {
  const content = list(body['content']).map(record);
  const words = content
    .filter(({ type }) => type === 'text')
    .map(item => text(item['text']))
    .join('\n');
  const pictures = content.filter(({ type }) => type === 'image_url');
  const urlOf = (item: Json, name: string): string => text(record(item[name])['url']);
  for (const item of content)
    for (const name of ['image_url', 'video_url', 'audio_url'])
      if (item['type'] === name) desk.checkMedia('content', urlOf(item, name));
  const first = pictures.find(({ role }) => role === undefined || role === 'first_frame');
  const last = pictures.find(({ role }) => role === 'last_frame');
  const source = content.find(({ type }) => type === 'video_url');
  const merged = { ...inText(words), ...body };
  const frames = optionalNumber(merged, 'frames');
  const duration = optionalNumber(merged, 'duration') ?? 5;
  if (duration !== -1 && (duration < 1 || duration > 60))
    throw new Failure('invalid_request', 'duration is out of range', { param: 'duration' });
  return {
    prompt: words.replaceAll(/\s*--\w+\s+\S+/g, ''),
    first: first === undefined ? undefined : urlOf(first, 'image_url'),
    last: last === undefined ? undefined : urlOf(last, 'image_url'),
    references: pictures.filter(({ role }) => role === 'reference_image').map(item => urlOf(item, 'image_url')),
    source: source === undefined ? undefined : urlOf(source, 'video_url'),
    seconds: frames === undefined ? (duration === -1 ? LONGEST : duration) : Math.ceil(frames / RATE),
    ratio: text(merged['ratio']) || undefined,
    resolution: text(merged['resolution']) || '720p',
    audio: optionalFlag(body, 'generate_audio'),
    seed: optionalNumber(body, 'seed'),
    mode: text(body['service_tier']) || undefined,
  };
}

/** Tokens that a video will take, by Ark's own formula: pixels times pictures over 1024. */
export function arkTokens(video: VideoRequest): number {
  const pixels = PIXELS[video.resolution ?? '720p'] ?? 1920 * 1080;
  return Math.ceil((pixels * RATE * (video.seconds ?? 5)) / 1024);
}

/** A draft that a video is made of: one of this client's, by the name that its maker has for it. */
async function withDraft(body: Json, desk: Desk): Promise<{ readonly body: Json; readonly parent?: Parent }> {
  const content = list(body['content']).map(record);
  const item = content.find(({ type }) => type === 'draft_task');
  if (item === undefined) return { body };
  const draft = await desk.find(text(record(item['draft_task'])['id']));
  if (draft?.state !== 'succeeded')
    throw new Failure('invalid_request', 'The specified draft task does not exist or is not done.', {
      param: 'content',
    });
  const named = { ...item, draft_task: { id: draft.upstreamId } };
  return { body: { ...body, content: content.map(each => (each === item ? named : each)) }, parent: parentOf(draft) };
}

async function orderOf(given: Json, desk: Desk): Promise<Order> {
  const model = requiredText(given, 'model', 'model is required');
  const { body, parent } = await withDraft(given, desk);
  if (list(body['content']).length === 0)
    throw new Failure('invalid_request', 'content is required', { param: 'content' });
  const video = videoOf(body, desk);
  const measure = videoMeasure(video, 5);
  return {
    verb: 'create',
    models: [model],
    body,
    // A draft is at its maker alone.
    ...(parent === undefined ? { video } : { parent }),
    measure: { ...measure, tokens: arkTokens(video) },
    hook: text(body['callback_url']),
  };
}

async function found(ask: Ask, desk: Desk): Promise<Task> {
  const task = await desk.find(ask.params['id'] ?? '');
  if (task === undefined) throw new Failure('not_found', 'The specified task does not exist.', { param: 'id' });
  return task;
}

const WORDS: Readonly<Record<string, readonly TaskState[]>> = {
  queued: ['accepted', 'submitting', 'queued'],
  running: ['running', 'saving'],
  succeeded: ['succeeded'],
  failed: ['failed'],
  cancelled: ['cancelled'],
  expired: ['expired'],
};

async function listed(ask: Ask, desk: Desk): Promise<Answer> {
  const read = (name: string, fallback: number): number =>
    boundedNumber({ [name]: ask.query.get(name) ?? fallback }, name, fallback, 1, 500);
  const [page, size] = [read('page_num', 1), read('page_size', 10)];
  const status = ask.query.get('filter.status') ?? '';
  const model = ask.query.get('filter.model') ?? '';
  const ids = ask.query.getAll('filter.task_ids').flatMap(word => word.split(','));
  if (ids.length > 0) {
    const tasks = await desk.findMany(ids.slice(0, 500));
    return answer({ total: tasks.length, items: tasks.map(task => render(task, desk.links)) });
  }
  let after: string | undefined;
  for (let number = 1; ; number += 1) {
    const query = {
      dialects: [ark.name],
      limit: size,
      ...(WORDS[status] === undefined ? {} : { states: WORDS[status] }),
      ...(model === '' ? {} : { model }),
    };
    const { tasks, next } = await desk.list({ ...query, ...(after === undefined ? {} : { after }) });
    if (number === page) {
      const before = (page - 1) * size + tasks.length;
      return answer({
        total: next === undefined ? before : before + 1,
        items: tasks.map(task => render(task, desk.links)),
      });
    }
    if (next === undefined) return answer({ total: 0, items: [] });
    after = next;
  }
}

/** One that waits is called off; the record of one that has ended is deleted. */
async function remove(ask: Ask, desk: Desk): Promise<Answer> {
  const task = await found(ask, desk);
  if (isFinal(task.state)) await desk.remove(task);
  else if (task.state === 'queued') await desk.cancel(task);
  else throw new Failure('invalid_request', 'A task that runs cannot be cancelled.', { param: 'id' });
  return answer({});
}

/** `cgt-20261126094512-k3f9z`. */
function newId(): string {
  const time = new Date().toISOString().replaceAll(/[-:T]|\.\d{3}Z/g, '');
  return `cgt-${time}-${randomBytes(5).toString('hex')}`;
}

const routes: readonly DialectRoute[] = [
  '/volc/v1',
  '/api/v3',
  '/volc/api/v3',
  '/ark/api/v3',
  '/doubao/api/v3',
].flatMap((prefix): DialectRoute[] => {
  const root = `${prefix}/contents/generations/tasks`;
  return [
    {
      method: 'POST',
      pattern: root,
      handle: async (ask, desk) => answer({ id: (await desk.submit(await orderOf(ask.body, desk))).publicId }),
    },
    { method: 'GET', pattern: root, handle: listed },
    {
      method: 'GET',
      pattern: `${root}/{id}`,
      handle: async (ask, desk) => answer(render(await found(ask, desk), desk.links)),
    },
    { method: 'DELETE', pattern: `${root}/{id}`, handle: remove },
  ];
});

export const ark: Dialect = { name: 'ark', routes, newId, render, error, chatty: 'begun', alone: true };
