// Suno's clients: submit and fetch of the Suno-API family, both generations of bodies, and the raw paths of old clients.

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
import type { UpstreamCall } from '../driver.ts';
import { requiredText } from '../fields.ts';
import { word } from '../ids.ts';
import type { Links } from '../links.ts';
import { openaiError } from '../openai-error.ts';
import type { Parent } from '../order.ts';
import type { Task, TaskState } from '../task.ts';
import { order, present } from './suno-orders.ts';

const STATUSES: Readonly<Record<TaskState, string>> = {
  accepted: 'NOT_START',
  submitting: 'NOT_START',
  queued: 'QUEUED',
  waiting_input: 'QUEUED',
  running: 'IN_PROGRESS',
  saving: 'IN_PROGRESS',
  succeeded: 'SUCCESS',
  failed: 'FAILURE',
  cancelled: 'FAILURE',
  expired: 'FAILURE',
};

function render(task: Task, links: Links): Json {
  const raw = task.rawWire === 'suno' ? record(task.raw) : {};
  const data = links.ours(task, raw['data'] ?? null);
  return {
    task_id: task.publicId,
    notify_hook: task.hook,
    action: text(task.memo['shown']),
    status: STATUSES[task.state],
    fail_reason: STATUSES[task.state] === 'FAILURE' ? (task.error?.message ?? 'The task was called off.') : '',
    submit_time: seconds(task.createdAt),
    start_time: seconds(task.startedAt),
    finish_time: seconds(task.finishedAt),
    progress: STATUSES[task.state] === 'FAILURE' ? '100%' : `${task.progress}%`,
    data: task.state === 'accepted' || task.state === 'submitting' ? null : cleaned(data),
  };
}

const seconds = (milliseconds: number): number => Math.floor(milliseconds / 1000);

/** Accounts of the upstream are nobody's affair. */
function cleaned(data: unknown): unknown {
  if (Array.isArray(data)) return data.map(cleaned);
  if (!isRecord(data)) return data;
  const { user_id: _user, display_name: _name, handle: _handle, ...rest } = data;
  return rest;
}

function error(problem: Problem): Answer {
  if (problem.kind === 'failure' && problem.failure.status === 401) return openaiError(problem);
  const { status, code, message } = wordsOf(problem);
  return answer({ code, message, data: null }, status);
}

const wrapped = (data: unknown): Answer => answer({ code: 'success', message: '', data });

async function submit(ask: Ask, desk: Desk): Promise<Answer> {
  const verb = (ask.params['action'] ?? '').toLowerCase();
  if (verb === 'upsample-tags') return upsample(ask, desk);
  return wrapped((await desk.submit(await order(verb, ask.body, desk))).publicId);
}

async function fetchOne(ask: Ask, desk: Desk): Promise<Answer> {
  const task = await desk.find(ask.params['id'] ?? '');
  if (task === undefined) return answer({ code: 'task_not_exist', message: 'task_not_exist', data: null }, 400);
  return wrapped(render(task, desk.links));
}

async function fetchMany(ask: Ask, desk: Desk): Promise<Answer> {
  const ids = list(ask.body['ids']).map(id => (typeof id === 'number' ? String(id) : text(id)));
  if (ids.length > 500) throw new Failure('invalid_request', 'ids may be 500 at most', { param: 'ids' });
  const action = text(ask.body['action']).toUpperCase();
  const tasks = await desk.findMany([...new Set(ids)]);
  return wrapped(
    tasks.map(task => render(task, desk.links)).filter(task => action === '' || task['action'] === action),
  );
}

/** The answer of what is done at once, as the upstream gave it. */
async function directly(
  desk: Desk,
  call: UpstreamCall,
  models: readonly string[],
  options: { readonly parent?: Parent; readonly free?: boolean; readonly made?: readonly string[] } = {},
): Promise<Answer> {
  const { parent, free } = options;
  const draft = {
    models,
    verb: 'direct',
    measure: {},
    ...(parent === undefined ? {} : { parent }),
    ...(free === true ? { free } : {}),
  };
  const reply = await desk.direct(draft, call, ({ status, json }) => {
    if (status >= 300) return undefined;
    const inner = record(json['data']);
    return (options.made ?? [])
      .flatMap(name => [text(json[name]), text(inner[name]), name === 'data' ? text(json['data']) : ''])
      .filter(id => id !== '');
  });
  return answer(reply.value ?? {});
}

async function upsample(ask: Ask, desk: Desk): Promise<Answer> {
  requiredText(ask.body, 'original_tags', 'original_tags is required');
  const call = { method: 'POST' as const, path: '/suno/submit/upsample-tags', json: ask.body };
  const { json } = await directly(desk, call, ['suno_upsample_tags', 'suno_lyrics']);
  return wrapped(record(json)['data'] ?? null);
}

async function clipParent(desk: Desk, clip: string): Promise<Parent> {
  const parent = await desk.madeBy(clip);
  if (parent === undefined) throw new Failure('invalid_request', `clip_not_found: ${clip}`, { param: 'clip_id' });
  return parent;
}

/** What is made of a clip beside the song: asked where the clip was made, free of charge. */
async function extra(ask: Ask, desk: Desk): Promise<Answer> {
  const clip = ask.params['clip'] ?? text(ask.query.get('clipId'));
  const path = `/suno${ask.path.slice(ask.path.indexOf('/suno') + '/suno'.length)}${ask.query.size === 0 ? '' : `?${ask.query}`}`;
  const call: UpstreamCall = ask.method === 'GET' ? { method: 'GET', path } : { method: 'POST', path, json: ask.body };
  return directly(desk, call, ['suno_music'], { parent: await clipParent(desk, clip), free: true });
}

async function persona(ask: Ask, desk: Desk): Promise<Answer> {
  const root = text(ask.body['root_clip_id']) || text(ask.body['clip_id']);
  if (root === '') throw new Failure('invalid_request', 'root_clip_id is required', { param: 'root_clip_id' });
  const call = { method: 'POST' as const, path: '/suno/persona/create/', json: ask.body };
  return directly(desk, call, ['suno_persona', 'suno_music'], { parent: await clipParent(desk, root), made: ['id'] });
}

async function uploadAudio(ask: Ask, desk: Desk): Promise<Answer> {
  if (present(ask.body, 'url'))
    return wrapped((await desk.submit(await order('uploads-audio', ask.body, desk))).publicId);
  requiredText(ask.body, 'extension', 'url or extension is required');
  const call = { method: 'POST' as const, path: '/suno/uploads/audio', json: ask.body };
  return directly(desk, call, ['suno_upload', 'suno_music'], { made: ['id'], free: true });
}

async function uploadStep(ask: Ask, desk: Desk): Promise<Answer> {
  const id = ask.params['id'] ?? '';
  const step = ask.params['step'] ?? '';
  const parent = await clipParent(desk, id);
  const path = `/suno/uploads/audio/${encodeURIComponent(id)}${step === '' ? '' : `/${encodeURIComponent(step)}`}`;
  const method = ask.method === 'GET' ? ('GET' as const) : ('POST' as const);
  const paid = step === 'initialize-clip';
  const call = { method, path, ...(method === 'POST' ? { json: ask.body } : {}) };
  return directly(desk, call, ['suno_upload', 'suno_music'], { parent, free: !paid, made: ['clip_id'] });
}

async function uploadUrl(ask: Ask, desk: Desk): Promise<Answer> {
  desk.checkMedia('url', requiredText(ask.body, 'url', 'url is required'));
  const call = { method: 'POST' as const, path: '/suno/uploads/audio-url', json: ask.body };
  return directly(desk, call, ['suno_upload', 'suno_music'], { made: ['data', 'clip_id', 'id'] });
}

/** Clips as the old clients read them: by the clips' own ids, or by ours until those are known. */
function clipsOf(task: Task, links: Links): readonly Json[] {
  const data = record(links.ours(task, record(task.raw)))['data'];
  const clips = (Array.isArray(data) ? data : []).filter(isRecord).map(clip => record(cleaned(clip)));
  if (clips.length > 0) return clips;
  const status = STATUSES[task.state] === 'FAILURE' ? 'error' : 'submitted';
  return [1, 2].map(index => ({
    id: `${task.publicId}_${index}`,
    status,
    audio_url: '',
    video_url: '',
    image_url: '',
    metadata: {},
  }));
}

async function feed(ask: Ask, desk: Desk): Promise<Answer> {
  const clips: Json[] = [];
  for (const id of (ask.params['ids'] ?? '').split(',').slice(0, 100)) {
    const [, publicId, index] = /^(.+)_([12])$/.exec(id) ?? [];
    const own = publicId === undefined ? undefined : await desk.find(publicId);
    const task = own ?? (await desk.byReference(id));
    const all = task === undefined ? [] : clipsOf(task, desk.links);
    const clip = own === undefined ? all.find(each => each['id'] === id) : all[Number(index) - 1];
    if (clip !== undefined) clips.push({ ...clip, id });
  }
  return answer(clips);
}

async function generate(ask: Ask, desk: Desk): Promise<Answer> {
  const task = await desk.submit(await order('music', ask.body, desk));
  const at = new Date(task.createdAt).toISOString();
  return answer({
    id: task.publicId,
    clips: clipsOf(task, desk.links),
    metadata: {},
    status: 'submitted',
    created_at: at,
    batch_size: 2,
  });
}

async function rawLyrics(ask: Ask, desk: Desk): Promise<Answer> {
  return answer({ id: (await desk.submit(await order('lyrics', ask.body, desk))).publicId });
}

async function lyricsOf(ask: Ask, desk: Desk): Promise<Answer> {
  const task = await desk.find(ask.params['id'] ?? '');
  if (task === undefined) return answer({ code: 'task_not_exist', message: 'task_not_exist', data: null }, 400);
  const data = record(task.raw)['data'];
  const made = record(Array.isArray(data) ? data[0] : data);
  const failed = STATUSES[task.state] === 'FAILURE';
  const status = failed ? 'error' : task.state === 'succeeded' ? 'complete' : 'running';
  return answer({ id: task.publicId, title: text(made['title']), text: text(made['text']), status });
}

async function rawConcat(ask: Ask, desk: Desk): Promise<Answer> {
  const task = await desk.submit(await order('concat', ask.body, desk));
  return answer({ ...clipsOf(task, desk.links)[0], id: `${task.publicId}_1` });
}

const ROUTES: readonly (readonly [DialectRoute['method'], string, DialectRoute['handle']])[] = [
  ['POST', '/submit/{action}', submit],
  ['GET', '/fetch/{id}', fetchOne],
  ['POST', '/fetch', fetchMany],
  ['POST', '/uploads/audio', uploadAudio],
  ['POST', '/uploads/audio-url', uploadUrl],
  ['GET', '/uploads/audio/{id}', uploadStep],
  ['POST', '/uploads/audio/{id}/{step}', uploadStep],
  ['POST', '/persona/create', persona],
  ...['wav', 'mv', 'timing', 'midi'].map(kind => ['GET', `/${kind}/{clip}`, extra] as const),
  ...['wav', 'mp4', 'timing', 'midi'].map(kind => ['GET', `/act/${kind}/{clip}`, extra] as const),
  ...['midi', 'waveform'].map(kind => ['GET', `/act/${kind}`, extra] as const),
  ['POST', '/act/vox/{clip}', extra],
  ['POST', '/act/tags', upsample],
  ['POST', '/generate', generate],
  ['POST', '/generate/description-mode', generate],
  ['POST', '/generate/lyrics', rawLyrics],
  ['GET', '/lyrics/{id}', lyricsOf],
  ['GET', '/feed/{ids}', feed],
  ['POST', '/generate/concat', rawConcat],
];

const routes: readonly DialectRoute[] = ['/suno', '/sunoapi', '/suno/v1'].flatMap(prefix =>
  ROUTES.map(([method, path, handle]) => ({ method, pattern: prefix + path, handle })),
);

export const suno: Dialect = { name: 'suno', routes, newId: () => word('task_', 32), render, error, alone: true };
