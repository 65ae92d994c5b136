// A practice Ark: Seedance's tasks with their tokens, under Ark's path and the relays' (jimeng.md D).

import { randomBytes } from 'node:crypto';
import { Refused, sendJson, type Visit } from '../exchange.ts';
import { isObject } from '../shape.ts';
import { tellOfEnd } from './callbacks.ts';
import { fileUrl } from './files.ts';
import { findJob, makeJob, phaseOf, pollFails, type Job } from './job.ts';
import { answerSubmission, bearerOf, bodyOf, isMedia, textOf, type Body, type TaskRoute } from './visit.ts';

const refusal = (status: number, code: string, message: string, param = ''): Refused =>
  new Refused(status, { error: { code, message, param, type: status === 401 ? 'Unauthorized' : 'BadRequest' } });

function ownerOf(visit: Visit): string {
  const key = bearerOf(visit);
  if (key === '') throw refusal(401, 'AuthenticationError', 'The API key is missing');
  return key;
}

const STATUSES = {
  waiting: 'queued',
  queued: 'queued',
  running: 'running',
  done: 'succeeded',
  failed: 'failed',
  cancelled: 'cancelled',
} as const;
const PIXELS: Readonly<Record<string, number>> = { '480p': 864 * 480, '720p': 1280 * 720, '1080p': 1920 * 1080 };

/** Tokens by Ark's own formula. */
function tokensOf(body: Body): number {
  const seconds = Number(body['duration'] ?? 5) > 0 ? Number(body['duration'] ?? 5) : 5;
  return Math.round(((PIXELS[textOf(body, 'resolution') || '720p'] ?? 0) * 24 * seconds) / 1024);
}

function taskOf(visit: Visit, job: Job): Record<string, unknown> {
  const phase = phaseOf(job);
  const tokens = tokensOf(job.body);
  const made = phase === 'done' && job.markers.noUrl !== true;
  return {
    id: job.id,
    model: textOf(job.body, 'model'),
    status: job.markers.unknownState === true && phase === 'running' ? 'thinking' : STATUSES[phase],
    error: phase === 'failed' ? { code: 'InternalServiceError', message: job.markers.fail } : null,
    ...(made ? { content: { video_url: fileUrl(visit, job, 'video-5.mp4') } } : {}),
    ...(phase === 'done' ? { usage: { completion_tokens: tokens, total_tokens: tokens } } : {}),
    created_at: Math.floor(job.createdAt / 1000),
    updated_at: Math.floor(Date.now() / 1000),
    resolution: textOf(job.body, 'resolution') || '720p',
    ratio: textOf(job.body, 'ratio') || '16:9',
    duration: Number(job.body['duration'] ?? 5),
    framespersecond: 24,
    service_tier: 'default',
  };
}

function create(visit: Visit): void {
  const owner = ownerOf(visit);
  const body = bodyOf(visit, message => refusal(400, 'InvalidParameter', message));
  if (textOf(body, 'model') === '') throw refusal(400, 'MissingParameter', 'model is required', 'model');
  const content = body['content'];
  if (!Array.isArray(content) || content.length === 0)
    throw refusal(400, 'MissingParameter', 'content is required', 'content');
  for (const item of content) {
    const shown = isObject(item) ? item : {};
    const picture = shown['image_url'];
    if (shown['type'] === 'image_url' && !(isObject(picture) && isMedia(picture['url'])))
      throw refusal(400, 'InvalidParameter', 'image_url is invalid', 'content');
    if (!['text', 'image_url', 'video_url', 'audio_url', 'draft_task'].includes(String(shown['type'])))
      throw refusal(400, 'InvalidParameter', 'type is invalid', 'content');
  }
  if (body['duration'] !== undefined && !Number.isInteger(body['duration']))
    throw refusal(400, 'InvalidParameter', 'duration must be an integer', 'duration');
  const refused = /\[\[refuse (\d+)\]\]/.exec(JSON.stringify(content))?.[1];
  if (refused !== undefined)
    throw refusal(
      Number(refused),
      refused === '400' ? 'InputTextSensitiveContentDetected' : 'ServerOverloaded',
      'refused on demand',
    );
  const job = makeJob({
    platform: 'ark',
    owner,
    kind: 'create',
    body,
    id: `cgt-${Date.now()}-${randomBytes(3).toString('hex')}`,
    prompt: JSON.stringify(content),
  });
  tellOfEnd(job, body['callback_url'], () => taskOf(visit, job));
  answerSubmission(visit, job, 200, { id: job.id });
}

function found(visit: Visit, id: string): Job {
  const job = findJob('ark', id, ownerOf(visit));
  if (job === undefined) throw refusal(404, 'ResourceNotFound', 'The specified task does not exist');
  return job;
}

function one(visit: Visit, [, id = '']: RegExpExecArray): void {
  const job = found(visit, id);
  if (pollFails(job)) throw refusal(503, 'ServerOverloaded', 'Service Unavailable');
  sendJson(visit, 200, taskOf(visit, job));
}

function remove(visit: Visit, [, id = '']: RegExpExecArray): void {
  const job = found(visit, id);
  const phase = phaseOf(job);
  if (phase === 'running') throw refusal(400, 'InvalidAction', 'A running task cannot be cancelled');
  if (phase === 'queued') job.phase = 'cancelled';
  sendJson(visit, 200, {});
}

const ROOT = String.raw`^\/(?:api\/v3|volc\/v1)\/contents\/generations\/tasks`;

export const arkRoutes: readonly TaskRoute[] = [
  ['POST', new RegExp(`${ROOT}$`), create],
  ['GET', new RegExp(String.raw`${ROOT}\/([\w-]+)$`), one],
  ['DELETE', new RegExp(String.raw`${ROOT}\/([\w-]+)$`), remove],
];
