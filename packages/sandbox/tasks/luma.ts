// A practice Luma: the Dream Machine API, and the old web API that relays have (luma.md).

import { randomUUID } from 'node:crypto';
import { Refused, sendJson, type Visit } from '../exchange.ts';
import { isObject } from '../shape.ts';
import { tellOfEnd } from './callbacks.ts';
import { fileUrl } from './files.ts';
import { findJob, makeJob, phaseOf, pollFails, type Job } from './job.ts';
import { answerSubmission, bearerOf, bodyOf, textOf, type Body, type TaskRoute } from './visit.ts';

const detail = (status: number, message: string): Refused => new Refused(status, { detail: message });
const plain = (status: number, message: string): Refused =>
  new Refused(status, { error: { message, type: 'invalid_request_error', code: null } });

type Fault = (status: number, message: string) => Refused;

function ownerOf(visit: Visit, fault: Fault): string {
  const key = bearerOf(visit);
  if (key === '') throw fault(401, 'Invalid API key');
  return key;
}

const STATES = {
  waiting: 'queued',
  queued: 'queued',
  running: 'dreaming',
  done: 'completed',
  failed: 'failed',
  cancelled: 'failed',
} as const;
const OLD = {
  waiting: 'pending',
  queued: 'pending',
  running: 'processing',
  done: 'completed',
  failed: 'failed',
  cancelled: 'failed',
} as const;

function generationOf(visit: Visit, job: Job): Record<string, unknown> {
  const phase = phaseOf(job);
  const image = job.kind.startsWith('image');
  const made = phase === 'done' && job.markers.noUrl !== true;
  return {
    id: job.id,
    generation_type: image ? 'image' : 'video',
    state: STATES[phase],
    failure_reason: phase === 'failed' ? job.markers.fail : null,
    created_at: new Date(job.createdAt).toISOString(),
    model: textOf(job.body, 'model'),
    assets: made
      ? {
          video: image ? null : fileUrl(visit, job, 'video-5.mp4'),
          image: fileUrl(visit, job, 'thumb.png'),
          progress_video: null,
        }
      : null,
    request: job.body,
  };
}

function oldOf(visit: Visit, job: Job): Record<string, unknown> {
  const phase = phaseOf(job);
  const url = fileUrl(visit, job, 'video-5.mp4');
  const made = phase === 'done' && job.markers.noUrl !== true;
  return {
    id: job.id,
    state: OLD[phase],
    prompt: textOf(job.body, 'user_prompt'),
    created_at: new Date(job.createdAt).toISOString(),
    video: made ? { url, download_url: url, width: 1360, height: 752, thumbnail: null } : null,
    video_raw: made ? { url, width: 1360, height: 752, duration: 5.04, media_type: 'video' } : null,
    thumbnail: made
      ? { url: fileUrl(visit, job, 'thumb.png'), width: 1360, height: 752, media_type: 'image', palette: null }
      : null,
    last_frame: null,
    liked: null,
    estimate_wait_seconds: null,
    ...(phase === 'failed' ? { failure_reason: job.markers.fail } : {}),
  };
}

function refuseOnDemand(prompt: string, fault: Fault): void {
  const refused = /\[\[refuse (\d+)\]\]/.exec(prompt)?.[1];
  if (refused !== undefined) throw fault(Number(refused), 'refused on demand');
}

/** Strict about what the real one is strict about: model, durations with their unit, keyframes of its own. */
function create(visit: Visit, [, kind = 'video']: RegExpExecArray): void {
  const owner = ownerOf(visit, detail);
  const body = bodyOf(visit, message => detail(400, message));
  if (!/^(?:ray-|photon-)/.test(textOf(body, 'model'))) throw detail(422, 'model: unknown model');
  if (body['duration'] !== undefined && !/^\d+s$/.test(textOf(body, 'duration')))
    throw detail(422, 'duration: must be like 5s');
  const frames = isObject(body['keyframes']) ? Object.values(body['keyframes']) : [];
  for (const frame of frames.filter(isObject)) {
    if (frame['type'] === 'generation' && findJob('luma', String(frame['id']), owner) === undefined)
      throw detail(404, 'Generation not found');
    if (frame['type'] === 'image' && !String(frame['url']).startsWith('https://'))
      throw detail(422, 'keyframes: only https URLs');
  }
  refuseOnDemand(textOf(body, 'prompt'), detail);
  start(visit, owner, kind, body);
}

function start(visit: Visit, owner: string, kind: string, body: Body): void {
  const job = makeJob({ platform: 'luma', owner, kind, body, id: randomUUID(), prompt: textOf(body, 'prompt') });
  tellOfEnd(job, body['callback_url'], () => generationOf(visit, job));
  answerSubmission(visit, job, 201, generationOf(visit, job));
}

function improve(visit: Visit, [, id = '', kind = '']: RegExpExecArray): void {
  const owner = ownerOf(visit, detail);
  if (findJob('luma', id, owner) === undefined) throw detail(404, 'Generation not found');
  start(
    visit,
    owner,
    kind,
    bodyOf(visit, message => detail(400, message)),
  );
}

function one(visit: Visit, [, id = '']: RegExpExecArray): void {
  const job = findJob('luma', id, ownerOf(visit, detail));
  if (job === undefined) throw detail(404, 'Generation not found');
  if (pollFails(job)) throw detail(503, 'Service Unavailable');
  sendJson(visit, 200, generationOf(visit, job));
}

function createOld(visit: Visit, [, source]: RegExpExecArray): void {
  const owner = ownerOf(visit, plain);
  const body = bodyOf(visit, message => plain(400, message));
  if (textOf(body, 'user_prompt') === '') throw plain(400, 'user_prompt is required');
  if (source !== undefined && findJob('luma', source, owner) === undefined) throw plain(404, 'not found');
  refuseOnDemand(textOf(body, 'user_prompt'), plain);
  const job = makeJob({
    platform: 'luma',
    owner,
    kind: source === undefined ? 'old' : 'extend',
    body,
    id: randomUUID(),
    prompt: textOf(body, 'user_prompt'),
  });
  tellOfEnd(job, body['notify_hook'], () => oldOf(visit, job));
  answerSubmission(visit, job, 200, oldOf(visit, job));
}

function oneOld(visit: Visit, [, id = '']: RegExpExecArray): void {
  const job = findJob('luma', id, ownerOf(visit, plain));
  if (job === undefined) throw plain(404, 'not found');
  if (pollFails(job)) throw plain(503, 'Service Unavailable');
  sendJson(visit, 200, oldOf(visit, job));
}

const AGENT_STATES = { ...OLD, waiting: 'queued', queued: 'queued' } as const;

/** The Agents API: strict about types, references and the sides of a video. */
function createAgents(visit: Visit): void {
  const owner = ownerOf(visit, detail);
  const body = bodyOf(visit, message => detail(400, message));
  const type = textOf(body, 'type') || 'image';
  if (!/^(?:image|image_edit|video|video_edit|video_reframe)$/.test(type)) throw detail(422, 'type: unknown type');
  if (textOf(body, 'prompt') === '') throw detail(422, 'prompt: required');
  for (const [, id = ''] of visit.body.matchAll(/"generation_id":"([^"]+)"/g))
    if (findJob('luma', id, owner) === undefined) throw detail(404, 'Generation not found');
  refuseOnDemand(textOf(body, 'prompt'), detail);
  const job = makeJob({ platform: 'luma', owner, kind: `agents/${type}`, body, id: randomUUID() });
  answerSubmission(visit, job, 201, agentsOf(visit, job));
}

function agentsOf(visit: Visit, job: Job): Record<string, unknown> {
  const phase = phaseOf(job);
  const type = job.kind.startsWith('agents/image') ? 'image' : 'video';
  const made = phase === 'done' && job.markers.noUrl !== true;
  return {
    id: job.id,
    type: job.kind.slice('agents/'.length),
    model: textOf(job.body, 'model'),
    state: AGENT_STATES[phase],
    created_at: new Date(job.createdAt).toISOString(),
    output: made ? [{ type, url: fileUrl(visit, job, type === 'image' ? 'image.png' : 'video-5.mp4') }] : [],
    failure_reason: phase === 'failed' ? job.markers.fail : null,
    failure_code: phase === 'failed' ? 'generation_failed' : null,
  };
}

function oneAgents(visit: Visit, [, id = '']: RegExpExecArray): void {
  const job = findJob('luma', id, ownerOf(visit, detail));
  if (job === undefined) throw detail(404, 'Generation not found');
  if (pollFails(job)) throw detail(503, 'Service Unavailable');
  sendJson(visit, 200, agentsOf(visit, job));
}

export const lumaRoutes: readonly TaskRoute[] = [
  ['POST', /^\/agents\/v1\/generations$/, createAgents],
  ['GET', /^\/agents\/v1\/generations\/([\w-]+)$/, oneAgents],
  [
    'POST',
    /^\/dream-machine\/v1\/generations(?:\/(image|video|image\/reframe|video\/reframe|video\/modify))?$/,
    create,
  ],
  ['POST', /^\/dream-machine\/v1\/generations\/([\w-]+)\/(upscale|audio)$/, improve],
  ['GET', /^\/dream-machine\/v1\/generations\/([\w-]+)$/, one],
  ['POST', /^(?:\/pro)?\/luma\/generations\/?(?:([\w-]+)\/extend)?$/, createOld],
  ['GET', /^\/luma\/generations\/([\w-]+)$/, oneOld],
];
