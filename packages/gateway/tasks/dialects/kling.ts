// Kling's clients: the official envelope and paths of both generations, under `/kling`.

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
import { idText, withNumbers } from '../exact-json.ts';
import { digits18 } from '../ids.ts';
import type { Links } from '../links.ts';
import type { Task, TaskState } from '../task.ts';
import { AT_ONCE, checkAtOnce, CLASSIC, classicOrder, NEW, newOrder, parentFor } from './kling-orders.ts';

/** The words of both generations: one ends in `succeed`, the other in `succeeded`. */
const STATUSES: Readonly<Record<TaskState, readonly [classic: string, modern: string]>> = {
  accepted: ['submitted', 'submitted'],
  submitting: ['submitted', 'submitted'],
  queued: ['submitted', 'submitted'],
  waiting_input: ['submitted', 'submitted'],
  running: ['processing', 'processing'],
  saving: ['processing', 'processing'],
  succeeded: ['succeed', 'succeeded'],
  failed: ['failed', 'failed'],
  cancelled: ['failed', 'failed'],
  expired: ['failed', 'failed'],
};

const isNew = (task: Task): boolean => task.memo['generation'] === 2;

function reasonOf(task: Task): string {
  return STATUSES[task.state][0] === 'failed' ? (task.error?.message ?? 'The task was called off.') : '';
}

/** What a task made, in the classic shape: the maker's own where it was made there. */
function resultOf(task: Task, links: Links): Json {
  const raw = task.rawWire === 'kling' ? record(record(links.ours(task, task.raw))['task_result']) : {};
  // Ids of elements are numbers, of more digits than a number holds (kling.md §9).
  if (Object.keys(raw).length > 0) return record(withNumbers(raw, 'element_id'));
  const items = (kind: string): Json[] =>
    task.assets.flatMap((asset, index) =>
      asset.kind === kind
        ? [
            {
              id: asset.id ?? `${task.publicId}-${index}`,
              index,
              url: links.url(task, index),
              duration: String(asset.duration ?? task.attributes['duration'] ?? ''),
            },
          ]
        : [],
    );
  const [videos, images, audios] = [items('video'), items('image'), items('audio')];
  return {
    ...(videos.length === 0 ? {} : { videos }),
    ...(images.length === 0 ? {} : { images: images.map(({ index, url }) => ({ index, url })) }),
    ...(audios.length === 0 ? {} : { audios }),
  };
}

function classicData(task: Task, links: Links): Json {
  const external = text(task.memo['external']);
  const raw = task.rawWire === 'kling' ? record(task.raw) : {};
  const done = task.state === 'succeeded';
  const info = record(raw['task_info']);
  const { external_task_id: _ours, ...kept } = info;
  return {
    task_id: task.publicId,
    task_status: STATUSES[task.state][0],
    task_status_msg: reasonOf(task),
    task_info: { ...kept, ...(external === '' ? {} : { external_task_id: external }) },
    ...(done ? { task_result: resultOf(task, links) } : {}),
    ...(done && raw['watermark_info'] !== undefined ? { watermark_info: raw['watermark_info'] } : {}),
    created_at: task.createdAt,
    updated_at: task.finishedAt || task.startedAt || task.createdAt,
  };
}

function newData(task: Task, links: Links): Json {
  const raw = task.rawWire === 'kling' ? record(links.ours(task, task.raw)) : {};
  const outputs = task.assets.map((asset, index) => ({
    type: asset.kind,
    id: asset.id ?? '',
    url: links.url(task, index),
    duration: String(asset.duration ?? ''),
  }));
  return {
    id: task.publicId,
    status: STATUSES[task.state][1],
    message: reasonOf(task),
    create_time: task.createdAt,
    update_time: task.finishedAt || task.startedAt || task.createdAt,
    external_id: text(task.memo['external']),
    ...(task.state === 'succeeded'
      ? { outputs: Array.isArray(raw['outputs']) ? withNumbers(raw['outputs'], 'element_id') : outputs }
      : {}),
  };
}

/** The data object of a task, which is also the body of a callback. */
function render(task: Task, links: Links): Json {
  return isNew(task) ? newData(task, links) : classicData(task, links);
}

const wrapped = (data: unknown, requestId = ''): Answer =>
  answer({ code: 0, message: 'SUCCEED', request_id: requestId, data });

/** Our failures by Kling's codes (kling.md §4). */
const CODES: Readonly<Record<string, readonly [status: number, code: number]>> = {
  missing_token: [401, 1001],
  invalid_token: [401, 1002],
  token_expired: [401, 1004],
  token_quota_exhausted: [429, 1102],
  insufficient_user_quota: [429, 1102],
  pre_consume_token_quota_failed: [429, 1102],
  access_denied: [403, 1103],
  model_not_allowed: [403, 1103],
  model_not_found: [404, 1203],
  not_found: [404, 1202],
  rate_limit_exceeded: [429, 1302],
  no_available_channel: [503, 5001],
};

function error(problem: Problem): Answer {
  if (problem.kind === 'refused' && problem.rawWire === 'kling' && /^1[23]\d\d$/.test(problem.error.code)) {
    const status = problem.status === 429 ? 429 : problem.status === 404 ? 404 : 400;
    return answer(
      { code: Number(problem.error.code), message: problem.error.message, request_id: problem.requestId ?? '' },
      status,
    );
  }
  const words = wordsOf(problem);
  const known = CODES[words.code];
  const [status, code] =
    known ?? (words.status >= 500 ? [words.status, 5000] : words.status === 429 ? [429, 1302] : [words.status, 1201]);
  return answer({ code, message: words.message, request_id: problem.requestId ?? '' }, status);
}

const notFound = (): Answer => answer({ code: 1203, message: 'task not found', request_id: '' }, 404);

async function create(ask: Ask, desk: Desk): Promise<Answer> {
  const verb = ask.params['verb'] ?? '';
  const models = AT_ONCE[verb];
  if (models !== undefined) return atOnce(verb, models, ask, desk);
  if (verb.startsWith('general/delete-')) return remove(verb, ask, desk);
  return wrapped(render(await desk.submit(await classicOrder(verb, ask.body, desk)), desk.links));
}

/** Done at once: what the answer names is followed up at the same account. */
async function atOnce(verb: string, models: readonly string[], ask: Ask, desk: Desk): Promise<Answer> {
  checkAtOnce(verb, ask.body);
  const parent = await parentFor(ask.body, desk);
  const call = { method: 'POST' as const, path: `/v1/${verb}`, json: ask.body };
  const reply = await desk.direct(
    { models, verb, measure: {}, ...(parent === undefined ? {} : { parent }) },
    call,
    ({ status, json }) => {
      if (status >= 300 || json['code'] !== 0) return undefined;
      const data = record(json['data']);
      const audios = list(record(data['task_result'])['audios']).map(record);
      return [text(data['session_id']), ...audios.map(({ id }) => text(id))].filter(id => id !== '');
    },
  );
  return answer(reply.json);
}

async function remove(verb: string, ask: Ask, desk: Desk): Promise<Answer> {
  const id = idText(ask.body['voice_id'] ?? ask.body['element_id']);
  const parent = await desk.madeBy(id);
  if (parent === undefined) return notFound();
  const call = { method: 'POST' as const, path: `/v1/${verb}`, json: ask.body };
  const order = { models: ['kling-v1'], verb, measure: {}, parent, free: true };
  const reply = await desk.direct(order, call, ({ json }) => (json['code'] === 0 ? [] : undefined));
  return answer(reply.json);
}

/** One task by our id or the client's own, of the path that it was made by. */
async function one(ask: Ask, desk: Desk): Promise<Answer> {
  const path = ask.params['path'] ?? '';
  const presets = /^general\/(?:presets-voices|advanced-presets-elements)$/.test(path);
  if (presets) {
    const order = { models: ['kling-v1'], verb: path, measure: {}, free: true };
    const query = ask.query.size === 0 ? '' : `?${ask.query}`;
    const call = { method: 'GET' as const, path: `/v1/${path}${query}` };
    return answer((await desk.direct(order, call, ({ json }) => (json['code'] === 0 ? [] : undefined))).json);
  }
  if (CLASSIC[path] !== undefined) return listed(path, ask, desk);
  const cut = path.lastIndexOf('/');
  const [verb, id] = [path.slice(0, cut), path.slice(cut + 1)];
  const task = (await desk.find(id)) ?? (await byExternal(desk, id));
  if (
    task === undefined ||
    task.dialect !== 'kling' ||
    isNew(task) ||
    (CLASSIC[verb] !== undefined && task.verb !== verb)
  )
    return notFound();
  return wrapped(render(task, desk.links));
}

async function byExternal(desk: Desk, external: string): Promise<Task | undefined> {
  const { tasks } = await desk.list({ dialects: ['kling'], limit: 100 });
  return tasks.find(task => task.memo['external'] === external && external !== '');
}

async function listed(verb: string, ask: Ask, desk: Desk): Promise<Answer> {
  const page = Number(ask.query.get('pageNum') ?? 1);
  const size = Number(ask.query.get('pageSize') ?? 30);
  if (!Number.isInteger(page) || page < 1 || page > 1000 || !Number.isInteger(size) || size < 1 || size > 500)
    throw new Failure('invalid_request', 'pageNum must be from 1 to 1000 and pageSize from 1 to 500');
  let after: string | undefined;
  for (let number = 1; ; number += 1) {
    const { tasks, next } = await desk.list({
      dialects: ['kling'],
      verb,
      limit: size,
      ...(after === undefined ? {} : { after }),
    });
    if (number === page) return wrapped(tasks.map(task => render(task, desk.links)));
    if (next === undefined) return wrapped([]);
    after = next;
  }
}

async function createNew(ask: Ask, desk: Desk): Promise<Answer> {
  const [, kind = '', model = ''] = /^\/kling\/([a-z-]+)\/(.+)$/.exec(ask.path) ?? [];
  return wrapped(render(await desk.submit(await newOrder(kind, model, ask.body, desk)), desk.links));
}

async function several(ask: Ask, desk: Desk): Promise<Answer> {
  const words = (name: string): string[] => (ask.query.get(name) ?? '').split(',').filter(word => word !== '');
  const tasks = [...(await desk.findMany(words('task_ids').slice(0, 500)))];
  for (const external of words('external_task_ids').slice(0, 20)) {
    const task = await byExternal(desk, external);
    if (task !== undefined) tasks.push(task);
  }
  return wrapped(tasks.filter(isNew).map(task => render(task, desk.links)));
}

async function searched(ask: Ask, desk: Desk): Promise<Answer> {
  const limit = Math.min(Math.max(Number(ask.body['limit'] ?? 30) || 30, 1), 500);
  const cursor = text(ask.body['cursor']);
  const page = await desk.list({
    dialects: ['kling'],
    limit,
    ...(cursor === '' ? {} : { after: cursor }),
    ...(typeof ask.body['start_time'] === 'number' ? { from: ask.body['start_time'] } : {}),
    ...(typeof ask.body['end_time'] === 'number' ? { to: ask.body['end_time'] } : {}),
  });
  const result = page.tasks.filter(isNew).map(task => render(task, desk.links));
  return wrapped({ result, count: result.length, next_cursor: page.next ?? '', has_more: page.next !== undefined });
}

const routes: readonly DialectRoute[] = [
  { method: 'POST', pattern: '/kling/v1/{verb*}', handle: create },
  { method: 'GET', pattern: '/kling/v1/{path*}', handle: one },
  ...NEW.map((kind): DialectRoute => ({ method: 'POST', pattern: `/kling/${kind}/{model}`, handle: createNew })),
  { method: 'GET', pattern: '/kling/tasks', handle: several },
  { method: 'POST', pattern: '/kling/tasks', handle: searched },
];

export const kling: Dialect = { name: 'kling', routes, newId: digits18, render, error, chatty: 'begun' };
