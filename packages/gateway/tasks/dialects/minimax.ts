// MiniMax's clients: Hailuo's videos with query and files, in the form whose every answer is 200, and in the newer one.

import { Failure } from '@turnpike/protocols/failures';
import { list, record, text, type Json } from '../../relay/json.ts';
import {
  answer,
  wordsOf,
  type Answer,
  type Ask,
  type Desk,
  type Dialect,
  type DialectRoute,
  type Problem,
} from '../dialect.ts';
import { optionalNumber, optionalText } from '../fields.ts';
import { digits18 } from '../ids.ts';
import type { Links } from '../links.ts';
import { checkNamedMedia } from '../named-media.ts';
import type { Order, VideoRequest } from '../order.ts';
import type { Task, TaskState } from '../task.ts';
import { videoMeasure } from '../video-form.ts';
import { speechRoutes, uploadedFile } from './minimax-speech.ts';

/** Digits of a task's id; the id of its file has the number of the asset behind them. */
const ID_LENGTH = 18;

const STATUSES: Readonly<Record<TaskState, readonly [classic: string, modern: string]>> = {
  accepted: ['Preparing', 'queued'],
  submitting: ['Preparing', 'queued'],
  queued: ['Queueing', 'queued'],
  waiting_input: ['Queueing', 'queued'],
  running: ['Processing', 'running'],
  saving: ['Processing', 'running'],
  succeeded: ['Success', 'succeeded'],
  failed: ['Fail', 'failed'],
  cancelled: ['Fail', 'failed'],
  expired: ['Fail', 'failed'],
};

const GOOD = { status_code: 0, status_msg: 'success' };

/** MiniMax's codes for why something did not come to be. */
function codeOf(task: Task): Json {
  if (STATUSES[task.state][0] !== 'Fail') return GOOD;
  const { error: why } = task;
  const own = Number(why?.code);
  const code = own > 0 ? own : why?.class === 'content' ? 1027 : why?.class === 'user' ? 2013 : 1033;
  return { status_code: code, status_msg: why?.message ?? 'The task was called off.' };
}

/** A task of the older form; its failures are told in `base_resp`. */
function render(task: Task, links: Links): Json {
  const done = task.state === 'succeeded';
  const index = task.assets.findIndex(({ kind }) => kind === 'video');
  const asset = task.assets[index];
  const url = done ? links.url(task, index) : undefined;
  return {
    task_id: task.publicId,
    status: STATUSES[task.state][0],
    ...(done ? { file_id: `${task.publicId}${Math.max(index, 0)}` } : {}),
    ...(done ? { video_width: asset?.width ?? 0, video_height: asset?.height ?? 0 } : {}),
    ...(url === undefined ? {} : { video_url: url }),
    base_resp: codeOf(task),
  };
}

/** What the client's own address is told: the words of a callback are small. */
function news(task: Task, links: Links): Json {
  return {
    ...render(task, links),
    status: { Success: 'success', Fail: 'failed' }[STATUSES[task.state][0]] ?? 'processing',
  };
}

/** A task of the newer form. */
function renderNew(task: Task, links: Links): Json {
  const seconds = Number(task.attributes['duration'] ?? 0);
  const url = task.state === 'succeeded' ? links.first(task, ({ kind }) => kind === 'video') : undefined;
  const used = task.used?.seconds ?? seconds;
  return {
    task: {
      id: task.publicId,
      model: task.model,
      status: STATUSES[task.state][1],
      ...(url === undefined ? {} : { content: { url } }),
      resolution: (task.attributes['resolution'] ?? '').toUpperCase(),
      duration: seconds,
      ratio: task.attributes['ratio'] ?? '',
      ...(url === undefined ? {} : { usage: { total_seconds: used, input_seconds: 0, output_seconds: used } }),
      ...(STATUSES[task.state][1] === 'failed'
        ? { error: { code: task.error?.code ?? 'cancelled', message: task.error?.message ?? 'Called off.' } }
        : {}),
      created_at: Math.floor(task.createdAt / 1000),
    },
  };
}

/** Seconds and resolution where the request is silent (minimax-hailuo.md). */
const usualResolution = (model: string): string =>
  /^(?:T2V|I2V|S2V)-01/i.test(model) ? '720p' : /h3/i.test(model) ? '768p' : '768p';

function wrong(field: string, message: string): Failure {
  return new Failure('invalid_request', message, { param: field });
}

function hookOf(body: Json, desk: Desk): string {
  const hook = text(body['callback_url']);
  if (hook !== '') desk.checkMedia('callback_url', hook);
  return hook;
}

function modelOf(body: Json): string {
  const model = optionalText(body, 'model');
  if (model === undefined) throw wrong('model', 'invalid params, model is required');
  return model;
}

function secondsOf(body: Json, usual: number): number {
  const seconds = optionalNumber(body, 'duration') ?? usual;
  if (!Number.isInteger(seconds) || seconds < 1 || seconds > 60)
    throw wrong('duration', 'invalid params, duration must be a whole number of seconds');
  return seconds;
}

/** Reads an order of the older form. @throws Failure */
function classicOrder(body: Json, desk: Desk): Order {
  const model = modelOf(body);
  const prompt = text(body['prompt']);
  const first = optionalText(body, 'first_frame_image');
  const [subject] = list(body['subject_reference']).map(record);
  if (prompt.trim() === '' && first === undefined)
    throw wrong('prompt', 'invalid params, prompt or first_frame_image is required');
  if (prompt.length > 2_000) throw wrong('prompt', 'invalid params, prompt is longer than 2000 characters');
  checkNamedMedia(body, desk);
  const references = list(subject?.['image']).flatMap(each => (typeof each === 'string' ? [each] : []));
  const video: VideoRequest = {
    prompt,
    first,
    last: optionalText(body, 'last_frame_image'),
    references,
    seconds: secondsOf(body, 6),
    resolution: (optionalText(body, 'resolution') ?? usualResolution(model)).toLowerCase(),
  };
  const measure = videoMeasure(video, 6);
  return { verb: 'create', models: [model], body, video, measure, hook: hookOf(body, desk), memo: { generation: 1 } };
}

/** Reads an order of the newer form. @throws Failure */
function newOrder(body: Json, desk: Desk): Order {
  const model = modelOf(body);
  const content = list(body['content']).map(record);
  const prompt = content
    .filter(({ type }) => type === 'text')
    .map(part => text(part['text']))
    .join('\n');
  const pictures = content.filter(({ type }) => type === 'image_url');
  const urlOf = (part: Json | undefined): string | undefined => text(record(part?.['image_url'])['url']) || undefined;
  if (content.length === 0 || (prompt.trim() === '' && pictures.length === 0))
    throw wrong('content', 'content must have a text or an image');
  for (const part of content) checkNamedMedia(part, desk, 'content.');
  const byRole = (role: string): string | undefined => urlOf(pictures.find(part => part['role'] === role));
  const references = pictures
    .filter(part => text(part['role']).startsWith('reference'))
    .flatMap(part => urlOf(part) ?? []);
  const video: VideoRequest = {
    prompt,
    first: byRole('first_frame') ?? urlOf(pictures.find(part => text(part['role']) === '')),
    last: byRole('last_frame'),
    references,
    seconds: secondsOf(body, 5),
    ratio: optionalText(body, 'ratio'),
    resolution: (optionalText(body, 'resolution') ?? usualResolution(model)).toLowerCase(),
  };
  const source = content.find(({ type }) => type === 'video_url');
  const measured = videoMeasure(video, 5);
  const attributes = { ...measured.attributes, ...(source === undefined ? {} : { input: 'video' }) };
  return {
    verb: source === undefined && content.every(({ type }) => type !== 'audio_url') ? 'create' : 'compose',
    models: [model],
    body,
    video,
    measure: { ...measured, attributes },
    hook: hookOf(body, desk),
    memo: { generation: 2 },
  };
}

/** Codes of ours in MiniMax's numbers. */
const CODES: Readonly<Record<number, number>> = { 401: 1004, 402: 1008, 403: 1008, 404: 2013, 429: 1002, 400: 2013 };

/** Answers of the older form are 200 whatever they say. */
function error(problem: Problem): Answer {
  const { status, message } = wordsOf(problem);
  const own =
    problem.kind === 'refused' && problem.rawWire === 'minimax' && status < 500 ? Number(problem.error.code) : 0;
  const code = own > 0 ? own : (CODES[status] ?? 1000);
  return answer({ base_resp: { status_code: code, status_msg: message } });
}

function errorNew(problem: Problem): Answer {
  const { status, message } = wordsOf(problem);
  const type =
    status === 401
      ? 'authentication_error'
      : status === 429
        ? 'rate_limit_error'
        : status < 500
          ? 'invalid_request_error'
          : 'api_error';
  return answer(
    { type: 'error', error: { type, message, http_code: String(status) }, request_id: problem.requestId ?? '' },
    status,
  );
}

async function query(ask: Ask, desk: Desk): Promise<Answer> {
  const task = await desk.find(ask.query.get('task_id') ?? '');
  if (task?.dialect === 'minimax') return answer(render(task, desk.links));
  return answer({
    task_id: ask.query.get('task_id') ?? '',
    status: '',
    base_resp: { status_code: 2013, status_msg: 'invalid params, task_id not found' },
  });
}

/** A file by the id that the query gave: its address is ours. */
async function retrieve(ask: Ask, desk: Desk): Promise<Answer> {
  const id = ask.query.get('file_id') ?? '';
  const task = await desk.find(id.slice(0, ID_LENGTH));
  const index = Number(id.slice(ID_LENGTH));
  const asset = task?.dialect === 'minimax' && task.state === 'succeeded' ? task.assets[index] : undefined;
  if (task === undefined || asset === undefined)
    return (
      (await uploadedFile(id, desk)) ??
      answer({ file: {}, base_resp: { status_code: 2013, status_msg: 'invalid params, file_id not found' } })
    );
  const file = {
    file_id: id,
    bytes: asset.stored?.bytes ?? 0,
    created_at: Math.floor(task.finishedAt / 1000),
    filename: asset.kind === 'audio' ? 'output.mp3' : 'output.mp4',
    purpose: asset.kind === 'audio' ? 't2a_async' : 'video_generation',
    download_url: desk.links.url(task, index) ?? '',
  };
  return answer({ file, base_resp: GOOD });
}

const PREFIXES = ['/minimax', ''];

export const minimax: Dialect = {
  name: 'minimax',
  routes: PREFIXES.flatMap((prefix): DialectRoute[] => [
    ...speechRoutes(prefix),
    {
      method: 'POST',
      pattern: `${prefix}/v1/video_generation`,
      handle: async (ask, desk) => {
        const task = await desk.submit(classicOrder(ask.body, desk));
        return answer({ task_id: task.publicId, base_resp: GOOD });
      },
    },
    { method: 'GET', pattern: `${prefix}/v1/query/video_generation`, handle: query },
    { method: 'GET', pattern: `${prefix}/v1/files/retrieve`, handle: retrieve },
  ]),
  newId: digits18,
  render,
  news,
  chatty: 'always',
  error,
};

export const minimaxNew: Dialect = {
  name: 'minimax-v2',
  routes: PREFIXES.flatMap((prefix): DialectRoute[] => [
    {
      method: 'POST',
      pattern: `${prefix}/v2/video_generation`,
      handle: async (ask, desk) => answer({ task_id: (await desk.submit(newOrder(ask.body, desk))).publicId }),
    },
    {
      method: 'GET',
      pattern: `${prefix}/v2/query/video_generation/{id}`,
      handle: async (ask, desk) => {
        const task = await desk.find(ask.params['id'] ?? '');
        if (task?.dialect !== 'minimax-v2') throw new Failure('not_found', 'task not found');
        return answer(renderNew(task, desk.links));
      },
    },
  ]),
  newId: digits18,
  render: renderNew,
  chatty: 'always',
  error: errorNew,
};
