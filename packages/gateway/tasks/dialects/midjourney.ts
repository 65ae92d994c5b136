// Midjourney's clients: the paths, bodies, codes and task object of the midjourney-proxy family, under `/mj`.

import { Failure } from '@turnpike/protocols/failures';
import { isRecord, list, record, text, type Json } from '../../relay/json.ts';
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
import { idField, requiredText } from '../fields.ts';
import { digits16 } from '../ids.ts';
import type { Links } from '../links.ts';
import { openaiError } from '../openai-error.ts';
import type { Order } from '../order.ts';
import type { Task, TaskState } from '../task.ts';
import { changed, isMode, namesOf, pressed, simplyChanged, speedOf } from './midjourney-actions.ts';

/** The proxy's words for the states. */
const STATUSES: Readonly<Record<TaskState, string>> = {
  accepted: 'NOT_START',
  submitting: 'NOT_START',
  queued: 'SUBMITTED',
  waiting_input: 'MODAL',
  running: 'IN_PROGRESS',
  saving: 'IN_PROGRESS',
  succeeded: 'SUCCESS',
  failed: 'FAILURE',
  cancelled: 'FAILURE',
  expired: 'FAILURE',
};

/** Ids of one question at most. */
const MOST_IDS = 500;

/** The task object (midjourney.md §4). */
function render(task: Task, links: Links): Json {
  const raw = task.rawWire === 'midjourney' ? record(task.raw) : {};
  const done = task.state === 'succeeded';
  const failed = STATUSES[task.state] === 'FAILURE';
  const images = task.assets.flatMap((asset, index) =>
    asset.kind === 'image' && asset.role === 'part' ? [{ url: links.url(task, index) }] : [],
  );
  const videos = task.assets.flatMap((asset, index) =>
    asset.kind === 'video' ? [{ url: links.url(task, index) }] : [],
  );
  return {
    id: task.publicId,
    action: text(task.memo['shown']) || text(raw['action']),
    customId: text(task.body['customId']),
    botType: text(task.body['botType']) || 'MID_JOURNEY',
    prompt: text(raw['prompt']) || text(task.body['prompt']),
    promptEn: text(raw['promptEn']),
    description: text(raw['description']),
    state: text(task.body['state']),
    submitTime: task.createdAt,
    startTime: task.startedAt,
    finishTime: task.finishedAt,
    imageUrl: links.first(task, asset => asset.kind === 'image') ?? '',
    imageUrls: images,
    videoUrl: links.first(task, asset => asset.kind === 'video') ?? '',
    videoUrls: videos,
    status: STATUSES[task.state],
    progress: done || failed ? '100%' : `${task.progress}%`,
    failReason: failed ? (task.error?.message ?? 'The task was called off.') : null,
    buttons: done ? list(raw['buttons']) : [],
    maskBase64: '',
    properties: record(raw['properties']),
  };
}

/** The answer to a submission: 21 while it waits for the next step, 22 in a queue, 1 when it is taken or known. */
function submitted(task: Task): Answer {
  const code = task.state === 'waiting_input' ? 21 : Number(task.notes['code']) === 22 ? 22 : 1;
  const usual = code === 21 ? 'Waiting for window confirm' : '提交成功';
  const properties = record(task.notes['properties']);
  return answer({
    code,
    description: text(task.notes['description']) || usual,
    result: task.publicId,
    properties: code === 21 ? { ...properties, remix: true } : properties,
  });
}

function error(problem: Problem): Answer {
  if (problem.kind === 'failure' && problem.failure.status === 401) return openaiError(problem);
  if (problem.kind === 'refused' && problem.rawWire === 'midjourney' && typeof problem.raw?.['code'] === 'number') {
    const { code, description, properties } = problem.raw;
    const status = code === 24 ? 200 : code === 23 || code === 30 ? 429 : 400;
    return answer({ code, description, type: 'upstream_error', result: null, properties: record(properties) }, status);
  }
  const words = wordsOf(problem);
  const quota = ['insufficient_user_quota', 'pre_consume_token_quota_failed', 'token_quota_exhausted'].includes(
    words.code,
  );
  const code = words.status === 429 ? 23 : words.status === 503 ? 3 : words.status >= 500 ? 5 : 4;
  const description = quota ? 'quota_not_enough' : words.message;
  const body = {
    code,
    description,
    type: words.status >= 500 ? 'upstream_error' : 'invalid_request',
    result: null,
    properties: {},
  };
  return answer(body, quota ? 400 : words.status);
}

function hookOf(body: Json): string {
  const hook = text(body['notifyHook']);
  if (hook.length > 2000)
    throw new Failure('invalid_request', 'notifyHook is longer than 2000 characters.', { param: 'notifyHook' });
  return hook;
}

/** The task that is followed up: the client's own, and one that succeeded. */
async function parent(desk: Desk, id: string): Promise<Task> {
  if (id === '') throw new Failure('invalid_request', 'task_id_is_required', { param: 'taskId' });
  const task = await desk.find(id);
  if (task === undefined) throw new Failure('invalid_request', 'task_not_found', { param: 'taskId' });
  return task;
}

async function finishedParent(desk: Desk, id: string): Promise<Task> {
  const task = await parent(desk, id);
  if (task.state !== 'succeeded') throw new Failure('invalid_request', 'task_status_not_success', { param: 'taskId' });
  return task;
}

/** What an order is made of, by the verb of its path. */
interface Drafted {
  readonly action: string;
  readonly verb?: string;
  readonly parent?: Task;
}

const images = (desk: Desk, body: Json, name: string, least: number, most: number): void => {
  const pictures = list(body[name]);
  if (pictures.length < least || pictures.length > most)
    throw new Failure('invalid_request', `${name} must be a list of ${least} to ${most} pictures.`, { param: name });
  for (const picture of pictures) desk.checkMedia(name, picture);
};

/** Checks a body and says what it asks for: one row a verb. */
const VERBS: Readonly<Record<string, (body: Json, desk: Desk) => Drafted | Promise<Drafted>>> = {
  imagine: (body, desk) => {
    requiredText(body, 'prompt', 'prompt_is_required');
    if (body['base64Array'] !== undefined && body['base64Array'] !== null) images(desk, body, 'base64Array', 0, 20);
    return { action: 'imagine' };
  },
  action: async (body, desk) => {
    const id = idField(body, 'taskId');
    const customId = requiredText(body, 'customId', 'custom_id_is_required');
    const pressedButton = pressed(customId);
    if (pressedButton === undefined) throw new Failure('invalid_request', 'unknown_action', { param: 'customId' });
    return { action: pressedButton.action, parent: await finishedParent(desk, id) };
  },
  change: async (body, desk) => {
    const id = idField(body, 'taskId');
    if (id === '') throw new Failure('invalid_request', 'task_id_is_required', { param: 'taskId' });
    return { action: changed(body).action, parent: await finishedParent(desk, id) };
  },
  'simple-change': async (body, desk) => {
    const { action, taskId } = simplyChanged(body);
    return { action, parent: await finishedParent(desk, taskId) };
  },
  blend: (body, desk) => {
    images(desk, body, 'base64Array', 2, 5);
    const dimensions = text(body['dimensions']);
    if (dimensions !== '' && !['PORTRAIT', 'SQUARE', 'LANDSCAPE'].includes(dimensions))
      throw new Failure('invalid_request', 'dimensions must be PORTRAIT, SQUARE or LANDSCAPE.', {
        param: 'dimensions',
      });
    return { action: 'blend' };
  },
  describe: (body, desk) => {
    const picture = text(body['base64']) || text(body['link']);
    if (picture === '') throw new Failure('invalid_request', 'base64 or link is required.', { param: 'base64' });
    desk.checkMedia(text(body['base64']) === '' ? 'link' : 'base64', picture);
    return { action: 'describe' };
  },
  shorten: body => {
    requiredText(body, 'prompt', 'prompt_is_required');
    return { action: 'shorten' };
  },
  edits: (body, desk) => {
    requiredText(body, 'prompt', 'prompt_is_required');
    desk.checkMedia('image', requiredText(body, 'image', 'image is required.'));
    return { action: 'edits' };
  },
  retexture: body => {
    requiredText(body, 'prompt', 'prompt_is_required');
    return { action: 'retexture' };
  },
  video: async (body, desk) => {
    const id = idField(body, 'taskId');
    if (id !== '') return { action: 'video', parent: await finishedParent(desk, id) };
    desk.checkMedia('image', requiredText(body, 'image', 'image is required.'));
    return { action: 'video' };
  },
  'swap-face': (body, desk) => {
    const source = text(body['sourceBase64']) || text(body['sourceUrl']);
    const target = text(body['targetBase64']) || text(body['targetUrl']);
    if (source === '' || target === '')
      throw new Failure('invalid_request', 'sour_base64_and_target_base64_is_required', { param: 'sourceBase64' });
    desk.checkMedia('sourceBase64', source);
    desk.checkMedia('targetBase64', target);
    return { action: 'swap_face' };
  },
  'video-swap': () => ({ action: 'swap_video_face' }),
};

function orderOf(ask: Ask, verb: string, { action, parent: followed }: Drafted): Order {
  const { mode, given } = speedOf(ask.params['mode'] ?? '', ask.body);
  return {
    verb,
    models: namesOf(action, mode),
    body: ask.body,
    measure: { attributes: { mode } },
    hook: hookOf(ask.body),
    memo: { mode, modeGiven: given, shown: action.toUpperCase() },
    ...(followed === undefined ? {} : { parent: parentOf(followed) }),
  };
}

async function submit(ask: Ask, desk: Desk, verb: string): Promise<Answer> {
  if (!isRecord(ask.body)) throw new Failure('invalid_request', 'bind_request_body_failed');
  if (verb === 'modal') return modal(ask, desk);
  if (verb === 'action' && text(ask.body['customId']).startsWith('MJ::BOOKMARK'))
    return answer({
      code: 1,
      description: '提交成功',
      result: (await parent(desk, idField(ask.body, 'taskId'))).publicId,
      properties: {},
    });
  const draft = await VERBS[verb]?.(ask.body, desk);
  if (draft === undefined) throw new Failure('not_found', `There is no ${verb} to submit.`);
  return submitted(await desk.submit(orderOf(ask, verb, draft)));
}

/** The second step of what opened a window. */
async function modal(ask: Ask, desk: Desk): Promise<Answer> {
  const task = await parent(desk, idField(ask.body, 'taskId'));
  if (task.state !== 'waiting_input')
    throw new Failure('invalid_request', 'task_status_not_modal', { param: 'taskId' });
  if (text(ask.body['maskBase64']) !== '') desk.checkMedia('maskBase64', ask.body['maskBase64']);
  const order = orderOf(ask, 'modal', { action: 'modal' });
  const own = namesOf(text(task.memo['shown']).toLowerCase(), speedOf('', { mode: task.memo['mode'] }).mode);
  const { shown: _shown, ...memo } = order.memo ?? {};
  return submitted(await desk.resume(task, { ...order, models: [...own, ...order.models], memo }));
}

async function listed(ask: Ask, desk: Desk): Promise<Answer> {
  const ids = list(ask.body['ids']).map(id => (typeof id === 'number' ? String(id) : text(id)));
  if (ids.length > MOST_IDS) throw new Failure('invalid_request', `ids may be ${MOST_IDS} at most.`, { param: 'ids' });
  return answer((await desk.findMany([...new Set(ids)])).map(task => render(task, desk.links)));
}

async function found(ask: Ask, desk: Desk): Promise<Task> {
  const task = await desk.find(ask.params['id'] ?? '');
  if (task === undefined) throw new Failure('invalid_request', 'task_no_found', { param: 'id' });
  return task;
}

async function seed(ask: Ask, desk: Desk): Promise<Answer> {
  const task = await found(ask, desk);
  if (task.state !== 'succeeded') throw new Failure('invalid_request', '关联任务状态错误');
  const known = text(task.notes['seed']);
  if (known !== '') return answer({ code: 1, description: '成功', result: known, properties: {} });
  const reply = await desk.consult(task, {
    method: 'GET',
    path: `/mj/task/${encodeURIComponent(task.upstreamId)}/image-seed`,
  });
  const { code, description, result } = reply.json;
  if (code === 1)
    return answer({ code: 1, description: text(description) || '成功', result: String(result), properties: {} });
  throw new Failure('invalid_request', text(description) || 'The seed could not be had.');
}

async function upload(ask: Ask, desk: Desk): Promise<Answer> {
  images(desk, ask.body, 'base64Array', 1, 20);
  const { notifyHook: _hook, ...body } = ask.body;
  const { mode } = speedOf(ask.params['mode'] ?? '', body);
  const call = { method: 'POST' as const, path: '/mj/submit/upload-discord-images', json: body };
  const order = { models: namesOf('upload', mode), verb: 'upload', measure: { attributes: { mode } } };
  const reply = await desk.direct(order, call, ({ json }) => (json['code'] === 1 ? [] : undefined));
  return answer({ code: 1, description: '提交成功', result: reply.json['result'] ?? [], properties: {} });
}

/** Where each thing is, behind `/mj`; each also behind a speed. */
const PATHS: readonly (readonly [DialectRoute['method'], string, DialectRoute['handle']])[] = [
  ...[
    'imagine',
    'action',
    'change',
    'simple-change',
    'blend',
    'describe',
    'shorten',
    'modal',
    'edits',
    'video',
    'retexture',
  ].map(verb => ['POST', `/submit/${verb}`, (ask: Ask, desk: Desk) => submit(ask, desk, verb)] as const),
  ['POST', '/submit/edit', (ask, desk) => submit(ask, desk, 'edits')],
  ['POST', '/insight-face/swap', (ask, desk) => submit(ask, desk, 'swap-face')],
  ['POST', '/insight-face/video-swap', (ask, desk) => submit(ask, desk, 'video-swap')],
  ['POST', '/submit/upload-discord-images', upload],
  ['GET', '/task/{id}/fetch', async (ask, desk) => answer(render(await found(ask, desk), desk.links))],
  ['POST', '/task/list-by-condition', listed],
  ['POST', '/task/list-by-ids', listed],
  ['GET', '/task/{id}/image-seed', seed],
  [
    'POST',
    '/task/{id}/cancel',
    async (ask, desk) => {
      await desk.cancel(await found(ask, desk));
      return { status: 200, empty: true };
    },
  ],
  ['GET', '/image/{id}', (ask, desk) => media(ask, desk, 'image')],
  ['GET', '/video/{id}', (ask, desk) => media(ask, desk, 'video')],
  ['GET', '/video/{id}/{index}', (ask, desk) => media(ask, desk, 'video')],
];

/** What a task made, for its owner. */
async function media(ask: Ask, desk: Desk, kind: 'image' | 'video'): Promise<Answer> {
  const task = await found(ask, desk);
  const indices = task.assets.flatMap((asset, index) => (asset.kind === kind ? [index] : []));
  const index = indices[Number(ask.params['index'] ?? 0)];
  if (index === undefined) throw new Failure('not_found', 'There is no such file of this task.');
  return { status: 200, asset: { task, index } };
}

const routes: readonly DialectRoute[] = PATHS.flatMap(([method, path, handle]) => [
  { method, pattern: `/mj${path}`, handle },
  {
    method,
    pattern: `/{mode}/mj${path}`,
    handle: (ask, desk) => {
      if (isMode(ask.params['mode'] ?? '')) return handle(ask, desk);
      throw new Failure('not_found', `Invalid URL (${ask.method} ${ask.path})`);
    },
  },
]);

export const midjourney: Dialect = {
  name: 'midjourney',
  routes,
  newId: digits16,
  render,
  error,
  chatty: 'always',
  alone: true,
};
