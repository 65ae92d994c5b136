// Vidu's clients: its `/ent/v2` paths as they are and under `/vidu`, with creations, calling off and news.

import { Failure } from '@turnpike/protocols/failures';
import { isRecord, list, record, text, type Json } from '../../relay/json.ts';
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
import { optionalNumber, optionalText, texts } from '../fields.ts';
import { digits18 } from '../ids.ts';
import type { Links } from '../links.ts';
import { checkNamedMedia } from '../named-media.ts';
import type { Order, VideoRequest } from '../order.ts';
import { isFinal, type Task, type TaskState } from '../task.ts';
import { videoMeasure } from '../video-form.ts';

const STATES: Readonly<Record<TaskState, string>> = {
  accepted: 'created',
  submitting: 'created',
  queued: 'queueing',
  waiting_input: 'queueing',
  running: 'processing',
  saving: 'processing',
  succeeded: 'success',
  failed: 'failed',
  cancelled: 'failed',
  expired: 'failed',
};

/** What each path makes, and how many pictures it begins from (vidu.md). */
interface Verb {
  readonly makes: 'video' | 'image' | 'audio';
  readonly pictures: readonly [least: number, most: number];
  /** Other makers can make the same. */
  readonly common?: true;
}

const VERBS: Readonly<Record<string, Verb>> = {
  text2video: { makes: 'video', pictures: [0, 0], common: true },
  img2video: { makes: 'video', pictures: [1, 1], common: true },
  'start-end2video': { makes: 'video', pictures: [2, 2], common: true },
  reference2video: { makes: 'video', pictures: [0, 7], common: true },
  reference2image: { makes: 'image', pictures: [0, 7] },
  text2audio: { makes: 'audio', pictures: [0, 0] },
  timing2audio: { makes: 'audio', pictures: [0, 0] },
  'audio-tts': { makes: 'audio', pictures: [0, 0] },
  extend: { makes: 'video', pictures: [0, 1] },
  multiframe: { makes: 'video', pictures: [0, 10] },
  'lip-sync': { makes: 'video', pictures: [0, 1] },
  upscale: { makes: 'video', pictures: [0, 0] },
  'upscale-new': { makes: 'video', pictures: [0, 0] },
  template2video: { makes: 'video', pictures: [0, 10] },
};

function wrong(field: string, message: string): Failure {
  return new Failure('invalid_request', message, { param: field });
}

/** Fields of a request that its answers say again. */
const ECHOED = ['prompt', 'images', 'duration', 'seed', 'resolution', 'aspect_ratio', 'movement_amplitude', 'style'];

/** A task at its submission. */
function begun(task: Task): Json {
  const { body } = task;
  const echoed = ECHOED.flatMap(name => (body[name] === undefined ? [] : [[name, body[name]] as const]));
  return {
    task_id: task.publicId,
    state: 'created',
    model: task.model,
    ...Object.fromEntries(echoed),
    bgm: body['bgm'] === true,
    payload: text(body['payload']),
    off_peak: body['off_peak'] === true,
    created_at: new Date(task.createdAt).toISOString(),
  };
}

/** What was made: Vidu's own list with our addresses, or one of it. */
function creationsOf(task: Task, links: Links): unknown {
  if (task.state !== 'succeeded') return [];
  if (task.rawWire === 'vidu') return list(record(links.ours(task, task.raw))['creations']);
  const cover = links.first(task, ({ role }) => role === 'cover' || role === 'thumbnail') ?? '';
  return task.assets.flatMap((asset, index) =>
    asset.role === 'cover' || asset.role === 'thumbnail'
      ? []
      : [{ id: `${task.publicId}${index}`, url: links.url(task, index), cover_url: cover, watermarked_url: '' }],
  );
}

/** A task when it is asked after, and as news. */
function render(task: Task, links: Links): Json {
  const failed = STATES[task.state] === 'failed';
  return {
    id: task.publicId,
    state: STATES[task.state],
    err_code: failed ? (task.error?.code ?? 'Cancelled') : '',
    payload: text(task.body['payload']),
    bgm: task.body['bgm'] === true,
    off_peak: task.body['off_peak'] === true,
    progress: task.state === 'succeeded' ? 100 : isFinal(task.state) ? 0 : task.progress,
    creations: creationsOf(task, links),
  };
}

function videoOf(verb: string, body: Json, images: readonly string[], seconds: number): VideoRequest {
  const references = verb === 'reference2video' ? images : [];
  const audio = body['audio'];
  return {
    prompt: text(body['prompt']),
    first: references.length > 0 ? undefined : images[0],
    last: verb === 'start-end2video' ? images[1] : undefined,
    references,
    seconds,
    ratio: optionalText(body, 'aspect_ratio'),
    resolution: optionalText(body, 'resolution'),
    audio: typeof audio === 'boolean' ? audio : undefined,
    seed: optionalNumber(body, 'seed'),
    watermark: typeof body['watermark'] === 'boolean' ? body['watermark'] : undefined,
  };
}

/** Reads what a client wants made. @throws Failure */
function orderOf(verb: string, rule: Verb, body: Json, desk: Desk): Order {
  const model = optionalText(body, 'model');
  if (model === undefined) throw wrong('model', 'model is required');
  const images = texts(body, 'images');
  const [least, most] = rule.pictures;
  if (images.length < least || images.length > most)
    throw wrong('images', least === most ? `images must be ${least}` : `images must be ${least} to ${most}`);
  const wordless = ['img2video', 'start-end2video', 'upscale', 'upscale-new', 'lip-sync', 'extend', 'multiframe'];
  if (text(body['prompt']).trim() === '' && text(body['text']) === '' && !wordless.includes(verb) && !isTemplate(body))
    throw wrong('prompt', 'prompt is required');
  for (const image of images) desk.checkMedia('images', image);
  checkNamedMedia(body, desk);
  const duration = optionalNumber(body, 'duration');
  if (duration !== undefined && (!Number.isInteger(duration) || duration < 1 || duration > 300))
    throw wrong('duration', 'duration must be a whole number of seconds');
  const seconds = duration ?? (/^vidu[12]\.\d/.test(model) ? 4 : 5);
  const video = videoOf(verb, body, images, seconds);
  const hook = text(body['callback_url']);
  if (hook !== '') desk.checkMedia('callback_url', hook);
  const measure = videoMeasure(video, seconds);
  const off = { off_peak: body['off_peak'] === true ? 'on' : 'off' };
  return {
    verb: rule.common === true ? 'create' : verb,
    models: [model],
    body,
    ...(rule.common === true ? { video } : {}),
    measure:
      rule.makes === 'image'
        ? { images: 1, attributes: { ...measure.attributes, ...off } }
        : { ...measure, attributes: { ...measure.attributes, ...off } },
    hook,
    memo: { path: verb },
  };
}

const isTemplate = (body: Json): boolean => text(body['template']) !== '' || isRecord(body['subjects']);

/** Our failures by Vidu's words. */
const REASONS: readonly (readonly [status: number, reason: string])[] = [
  [400, 'FieldInvalid'],
  [401, 'Unauthorized'],
  [402, 'CreditInsufficient'],
  [403, 'Forbidden'],
  [404, 'NotFound'],
  [429, 'QuotaExceeded'],
];

function error(problem: Problem): Answer {
  const { status, message } = wordsOf(problem);
  if (problem.kind === 'refused' && problem.rawWire === 'vidu' && status < 500 && text(problem.raw?.['reason']) !== '')
    return answer(problem.raw, problem.status);
  const reason = REASONS.find(([known]) => known === status)?.[1] ?? (status < 500 ? 'BadRequest' : 'SystemThrottling');
  const field = problem.kind === 'failure' ? problem.failure.param : undefined;
  return answer({ code: status, reason, message, metadata: field === undefined ? {} : { field } }, status);
}

const notFound = (): Answer =>
  answer({ code: 404, reason: 'TaskNotFound', message: 'task not found', metadata: {} }, 404);

async function create(ask: Ask, desk: Desk): Promise<Answer> {
  const verb = ask.params['verb'] ?? '';
  const rule = VERBS[verb];
  if (rule === undefined) return answer({ code: 404, reason: 'NotFound', message: 'no such path', metadata: {} }, 404);
  return answer(begun(await desk.submit(orderOf(verb, rule, ask.body, desk))));
}

async function query(id: string, desk: Desk): Promise<Answer> {
  const task = await desk.find(id);
  return task?.dialect === 'vidu' ? answer(render(task, desk.links)) : notFound();
}

async function cancel(ask: Ask, desk: Desk): Promise<Answer> {
  const task = await desk.find(ask.params['id'] ?? '');
  if (task?.dialect !== 'vidu') return notFound();
  if (isFinal(task.state)) throw wrong('id', 'the task has ended');
  await desk.cancel(task);
  return answer({});
}

const routes: readonly DialectRoute[] = ['', '/vidu'].flatMap((prefix): DialectRoute[] => [
  { method: 'POST', pattern: `${prefix}/ent/v2/{verb}`, handle: create },
  {
    method: 'GET',
    pattern: `${prefix}/ent/v2/tasks/{id}/creations`,
    handle: (ask, desk) => query(ask.params['id'] ?? '', desk),
  },
  {
    method: 'GET',
    pattern: `${prefix}/ent/v2/task`,
    handle: (ask, desk) => query(ask.query.get('task_id') ?? '', desk),
  },
  { method: 'POST', pattern: `${prefix}/ent/v2/tasks/{id}/cancel`, handle: cancel },
]);

export const vidu: Dialect = { name: 'vidu', routes, newId: digits18, render, chatty: 'always', error };
