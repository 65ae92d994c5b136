// OpenAI's videos: the house's universal form. Create, status, list, content, delete, remix, edits and extensions.

import { Failure } from '@turnpike/protocols/failures';
import { record, text, type Json } from '../../relay/json.ts';
import { writeCursor } from '../../store/cursor.ts';
import { answer, parentOf, type Answer, type Ask, type Desk, type Dialect, type DialectRoute } from '../dialect.ts';
import { optionalText, requiredText } from '../fields.ts';
import { word } from '../ids.ts';
import type { Links } from '../links.ts';
import { openaiError } from '../openai-error.ts';
import type { Order, VideoRequest } from '../order.ts';
import { isFinal, type Task, type TaskState } from '../task.ts';
import { secondsOf, videoMeasure, videoOf } from '../video-form.ts';
import { characterRoutes, withCharacters } from './video-characters.ts';

const STATUSES: Readonly<Record<TaskState, string>> = {
  accepted: 'queued',
  submitting: 'queued',
  queued: 'queued',
  waiting_input: 'queued',
  running: 'in_progress',
  saving: 'in_progress',
  succeeded: 'completed',
  failed: 'failed',
  cancelled: 'failed',
  expired: 'failed',
};

/** Seconds of a video when nobody says, as the makers themselves have it: by how the model's name begins. */
const USUAL_SECONDS: readonly (readonly [begins: RegExp, seconds: number])[] = [
  [/^sora/, 4],
  [/^veo/, 8],
  [/^(?:minimax|hailuo|t2v|i2v|s2v)/i, 6],
  [/^gen4/, 10],
];

/** Seconds of a model's video when the request says none. */
export function usualSeconds(model: string): number {
  return USUAL_SECONDS.find(([begins]) => begins.test(model.replace(/^sandbox\//, '')))?.[1] ?? 5;
}

const SORA_SIZES = ['720x1280', '1280x720', '1024x1792', '1792x1024'];

const seconds = (milliseconds: number): number | null => (milliseconds === 0 ? null : Math.floor(milliseconds / 1000));

/** A Video object (sora.md §1), with the address for clients that know no `/content`. */
export function render(task: Task, links: Links): Json {
  const url = task.state === 'succeeded' ? links.first(task, asset => asset.kind === 'video') : undefined;
  const { error } = task;
  return {
    id: task.publicId,
    task_id: task.publicId,
    object: 'video',
    model: task.model,
    status: STATUSES[task.state],
    progress: task.state === 'succeeded' ? 100 : isFinal(task.state) ? 0 : task.progress,
    created_at: seconds(task.createdAt),
    completed_at: task.state === 'succeeded' ? seconds(task.finishedAt) : null,
    expires_at: task.expiresAt === null ? null : seconds(task.expiresAt),
    seconds: task.attributes['duration'] ?? null,
    size: task.video?.size ?? null,
    prompt: task.video?.prompt ?? null,
    remixed_from_video_id: text(task.memo['remixed']) || null,
    error:
      STATUSES[task.state] === 'failed'
        ? { code: error?.code ?? 'cancelled', message: error?.message ?? 'The video was called off.' }
        : null,
    ...(url === undefined ? {} : { metadata: { url }, video_url: url, url }),
  };
}

function check(model: string, video: VideoRequest): void {
  if (video.prompt.trim() === '') throw new Failure('invalid_request', 'prompt is required.', { param: 'prompt' });
  if (video.prompt.length > 32_000)
    throw new Failure('invalid_request', 'prompt is longer than 32000 characters.', { param: 'prompt' });
  if (model.startsWith('sora-2') && video.size !== undefined && !SORA_SIZES.includes(video.size))
    throw new Failure('invalid_request', `size must be one of ${SORA_SIZES.join(', ')}.`, { param: 'size' });
}

/** The order of a create body. */
export function createOrder(body: Json, files: Ask['files'], desk: Desk, fallback: string): Order {
  const model = optionalText(body, 'model') ?? fallback;
  if (model === '') throw new Failure('invalid_request', 'model is required.', { param: 'model' });
  const video = videoOf(body, files, desk);
  check(model, video);
  const timed = { ...video, seconds: secondsOf(video) ?? usualSeconds(model) };
  return {
    verb: 'create',
    models: [model],
    body,
    files,
    video: timed,
    measure: videoMeasure(timed, timed.seconds),
    hook: text(body['callback_url']),
  };
}

const told = (task: Task, desk: Desk): Answer => ({
  status: 200,
  json: render(task, desk.links),
  headers: { 'openai-poll-after-ms': '5000' },
});

async function create(ask: Ask, desk: Desk): Promise<Answer> {
  return told(await desk.submit(await withCharacters(createOrder(ask.body, ask.files, desk, 'sora-2'), desk)), desk);
}

async function found(ask: Ask, desk: Desk, id = ask.params['id'] ?? ''): Promise<Task> {
  const task = await desk.find(id);
  if (task === undefined)
    throw new Failure('not_found', `Video with id '${id.slice(0, 100)}' not found.`, { param: 'id' });
  return task;
}

async function list(ask: Ask, desk: Desk): Promise<Answer> {
  const limit = Number(ask.query.get('limit') ?? 20);
  if (!Number.isInteger(limit) || limit < 1 || limit > 100)
    throw new Failure('invalid_request', 'limit must be a whole number from 1 to 100.', { param: 'limit' });
  const after = ask.query.get('after') ?? '';
  const start = after === '' ? undefined : await found(ask, desk, after);
  const page = await desk.list({
    dialects: [openaiVideo.name],
    limit,
    ascending: ask.query.get('order') === 'asc',
    ...(start === undefined ? {} : { after: writeCursor({ at: start.createdAt, id: start.id }) }),
  });
  const data = page.tasks.map(task => render(task, desk.links));
  return answer({
    object: 'list',
    data,
    first_id: data[0]?.['id'] ?? null,
    last_id: data.at(-1)?.['id'] ?? null,
    has_more: page.next !== undefined,
  });
}

/** What of a video is asked for, and the roles that it may have at a maker. */
const VARIANTS: Readonly<Record<string, readonly string[]>> = {
  video: ['video'],
  thumbnail: ['thumbnail', 'cover', 'last_frame', 'image'],
  spritesheet: ['spritesheet'],
};

async function content(ask: Ask, desk: Desk): Promise<Answer> {
  const task = await found(ask, desk);
  const roles = VARIANTS[ask.query.get('variant') ?? 'video'];
  if (roles === undefined)
    throw new Failure('invalid_request', 'variant must be video, thumbnail or spritesheet.', { param: 'variant' });
  const problem = (status: number, code: string, message: string): Answer =>
    answer({ error: { message, type: 'invalid_request_error', param: null, code } }, status);
  if (task.state !== 'succeeded')
    return problem(409, 'video_not_ready', `The video is not completed, its status is ${STATUSES[task.state]}.`);
  const index = task.assets.findIndex(
    ({ role, kind }) => roles.includes(role) || (roles[0] === 'video' && kind === 'video'),
  );
  if (index === -1) throw new Failure('not_found', 'This video has no such file.');
  if (task.expiresAt !== null && task.expiresAt < Date.now())
    return problem(410, 'video_expired', 'The video is past its time and was removed.');
  return { status: 200, asset: { task, index } };
}

async function remove(ask: Ask, desk: Desk): Promise<Answer> {
  const task = await found(ask, desk);
  if (!isFinal(task.state))
    throw new Failure('invalid_request', 'A video that is being made cannot be deleted.', { param: 'id' });
  await desk.remove(task);
  return answer({ id: task.publicId, object: 'video.deleted', deleted: true });
}

/** A follow-up of a video that was made here: with its seconds and size, unless it says its own. */
function followUp(verb: string, idOf: (ask: Ask) => string): DialectRoute['handle'] {
  return async (ask, desk) => {
    const prompt = requiredText(ask.body, 'prompt', 'prompt is required.');
    if (ask.files.length > 0) return told(await desk.submit(ofFile(verb, ask, desk)), desk);
    const source = await found(ask, desk, idOf(ask));
    if (source.state !== 'succeeded')
      throw new Failure('invalid_request', 'The video that this begins from is not completed.', { param: 'id' });
    const own = videoOf({ ...ask.body, seconds: ask.body['seconds'] ?? source.attributes['duration'] }, [], desk);
    const video: VideoRequest = { ...own, prompt, size: own.size ?? source.video?.size };
    const { video: _video, ...body } = ask.body;
    const order: Order = {
      verb,
      models: [source.model],
      body,
      video,
      measure: videoMeasure(video, usualSeconds(source.model)),
      hook: text(ask.body['callback_url']),
      memo: { remixed: verb === 'remix' ? source.publicId : '' },
      parent: parentOf(source),
    };
    return told(await desk.submit(order), desk);
  };
}

/** The same of a video that the client sends: its length is not known, so that it is priced by what is asked. */
function ofFile(verb: string, { body, files }: Ask, desk: Desk): Order {
  const model = optionalText(body, 'model') ?? 'sora-2';
  const video = { ...videoOf(body, [], desk), source: 'file' };
  const timed = { ...video, seconds: secondsOf(video) ?? usualSeconds(model) };
  return { verb, models: [model], body, files, video: timed, measure: videoMeasure(timed, timed.seconds) };
}

const inPath = (ask: Ask): string => ask.params['id'] ?? '';
const inBody = (ask: Ask): string => text(record(ask.body['video'])['id']) || text(ask.body['video_id']);

const routes: readonly DialectRoute[] = [
  ...characterRoutes,
  { method: 'POST', pattern: '/v1/videos', handle: create },
  { method: 'POST', pattern: '/v1/videos/generations', handle: create },
  { method: 'GET', pattern: '/v1/videos', handle: list },
  { method: 'GET', pattern: '/v1/videos/{id}', handle: async (ask, desk) => told(await found(ask, desk), desk) },
  {
    method: 'GET',
    pattern: '/v1/videos/generations/{id}',
    handle: async (ask, desk) => told(await found(ask, desk), desk),
  },
  { method: 'DELETE', pattern: '/v1/videos/{id}', handle: remove },
  { method: 'GET', pattern: '/v1/videos/{id}/content', handle: content },
  { method: 'POST', pattern: '/v1/videos/{id}/remix', handle: followUp('remix', inPath) },
  { method: 'POST', pattern: '/v1/videos/edits', handle: followUp('edits', inBody) },
  { method: 'POST', pattern: '/v1/videos/extensions', handle: followUp('extensions', inBody) },
];

export const openaiVideo: Dialect = {
  name: 'openai-video',
  routes,
  newId: () => word('video_', 32),
  render,
  error: openaiError,
};
