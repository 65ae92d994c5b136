// A practice relay of the unified video format: create and query, with the states that relays invent (veo-unified.md A).

import { Refused, sendJson, type Visit } from '../exchange.ts';
import { fileUrl } from './files.ts';
import { digits, findJob, makeJob, phaseOf, pollFails, progressOf, type Job } from './job.ts';
import { answerSubmission, bearerOf, bodyOf, textOf, type TaskRoute } from './visit.ts';

const refusal = (status: number, message: string): Refused =>
  new Refused(status, { error: { message, type: 'invalid_request_error', param: null, code: null } });

function ownerOf(visit: Visit): string {
  const key = bearerOf(visit);
  if (key === '') throw refusal(401, 'Invalid token');
  return key;
}

const STATUSES = {
  waiting: 'pending',
  queued: 'pending',
  running: 'video_generating',
  done: 'completed',
  failed: 'video_generation_failed',
  cancelled: 'failed',
} as const;

function answerOf(visit: Visit, job: Job): Record<string, unknown> {
  const phase = phaseOf(job);
  const made = phase === 'done' && job.markers.noUrl !== true;
  // Between the first and the last word comes one that looks like the end and is not.
  const status = phase === 'running' && progressOf(job) > 80 ? 'video_generation_completed' : STATUSES[phase];
  return {
    id: job.id,
    status,
    video_url: made ? fileUrl(visit, job, 'video-5.mp4') : null,
    enhanced_prompt: `[sandbox] ${textOf(job.body, 'prompt')}`,
    status_update_time: Date.now(),
    ...(phase === 'failed' ? { error: job.markers.fail } : {}),
  };
}

function create(visit: Visit): void {
  const owner = ownerOf(visit);
  const body = bodyOf(visit, message => refusal(400, message));
  if (textOf(body, 'model') === '' || textOf(body, 'prompt') === '')
    throw refusal(400, 'model and prompt are required');
  if (body['images'] !== undefined && !Array.isArray(body['images'])) throw refusal(400, 'images must be a list');
  const refused = /\[\[refuse (\d+)\]\]/.exec(textOf(body, 'prompt'))?.[1];
  if (refused !== undefined) throw refusal(Number(refused), 'refused on demand');
  const job = makeJob({
    platform: 'unified-video',
    owner,
    kind: 'create',
    body,
    id: `${textOf(body, 'model')}:${digits(16)}`,
    prompt: textOf(body, 'prompt'),
  });
  answerSubmission(visit, job, 200, {
    id: job.id,
    status: 'pending',
    status_update_time: job.createdAt,
    enhanced_prompt: '',
  });
}

function query(visit: Visit): void {
  const job = findJob('unified-video', visit.query.get('id') ?? '', ownerOf(visit));
  if (job === undefined) throw refusal(404, 'task_not_found');
  if (pollFails(job)) throw refusal(503, 'Service Unavailable');
  sendJson(visit, 200, answerOf(visit, job));
}

export const unifiedVideoRoutes: readonly TaskRoute[] = [
  ['POST', /^\/v1\/video\/(?:create|extend)$/, create],
  ['GET', /^\/v1\/video\/query$/, query],
];
