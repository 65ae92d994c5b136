// A practice Runway: its tasks with their progress, its strict bodies, under `/runwayml` (runway.md).

import { randomUUID } from 'node:crypto';
import { Refused, sendJson, type Visit } from '../exchange.ts';
import { fileUrl } from './files.ts';
import { findJob, makeJob, phaseOf, pollFails, progressOf, type Job } from './job.ts';
import { answerSubmission, bearerOf, bodyOf, isMedia, textOf, type TaskRoute } from './visit.ts';

const refusal = (status: number, error: string): Refused => new Refused(status, { error });

function ownerOf(visit: Visit): string {
  const key = bearerOf(visit);
  if (key === '') throw refusal(401, 'Invalid API key');
  if (visit.request.headers['x-runway-version'] !== '2024-11-06') throw refusal(400, 'X-Runway-Version is required');
  return key;
}

const STATUSES = {
  waiting: 'THROTTLED',
  queued: 'PENDING',
  running: 'RUNNING',
  done: 'SUCCEEDED',
  failed: 'FAILED',
  cancelled: 'CANCELLED',
} as const;

function taskOf(visit: Visit, job: Job): Record<string, unknown> {
  const phase = phaseOf(job);
  const name = job.kind === 'text_to_image' ? 'image.png' : 'video-5.mp4';
  return {
    id: job.id,
    status: job.markers.unknownState === true && phase === 'running' ? 'PONDERING' : STATUSES[phase],
    createdAt: new Date(job.createdAt).toISOString(),
    ...(phase === 'running' ? { progress: progressOf(job) / 100 } : {}),
    ...(phase === 'done' ? { output: job.markers.noUrl === true ? [] : [fileUrl(visit, job, name)] } : {}),
    ...(phase === 'failed' ? { failure: job.markers.fail, failureCode: 'INTERNAL.BAD_OUTPUT.CODE01' } : {}),
  };
}

const RATIOS = ['1280:720', '720:1280', '1104:832', '832:1104', '960:960', '1584:672', '1080:1920', '1920:1080'];

function create(visit: Visit, [, kind = '']: RegExpExecArray): void {
  const owner = ownerOf(visit);
  const body = bodyOf(visit, message => refusal(400, message));
  if (textOf(body, 'model') === '') throw refusal(400, 'model is required');
  const image = body['promptImage'];
  if (kind === 'image_to_video' && !isMedia(image) && !Array.isArray(image))
    throw refusal(400, 'promptImage is required');
  if (kind.endsWith('_to_video') && !RATIOS.includes(textOf(body, 'ratio')))
    throw refusal(400, 'ratio is not supported');
  if (body['duration'] !== undefined && !Number.isInteger(body['duration']))
    throw refusal(400, 'duration must be an integer');
  if ('watermark' in body) throw refusal(400, 'watermark is not expected');
  const refused = /\[\[refuse (\d+)\]\]/.exec(textOf(body, 'promptText'))?.[1];
  if (refused !== undefined) throw refusal(Number(refused), 'refused on demand');
  const job = makeJob({ platform: 'runway', owner, kind, body, id: randomUUID(), prompt: textOf(body, 'promptText') });
  answerSubmission(visit, job, 200, { id: job.id });
}

function found(visit: Visit, id: string): Job {
  const job = findJob('runway', id, ownerOf(visit));
  if (job === undefined) throw refusal(404, 'Task not found');
  return job;
}

function one(visit: Visit, [, id = '']: RegExpExecArray): void {
  const job = found(visit, id);
  if (pollFails(job)) throw refusal(502, 'Bad gateway');
  sendJson(visit, 200, taskOf(visit, job));
}

function remove(visit: Visit, [, id = '']: RegExpExecArray): void {
  const job = found(visit, id);
  if (phaseOf(job) !== 'done') job.phase = 'cancelled';
  visit.response.writeHead(204);
  visit.response.end();
}

export const runwayRoutes: readonly TaskRoute[] = [
  ['GET', /^\/runwayml\/v1\/tasks\/([\w-]+)$/, one],
  ['DELETE', /^\/runwayml\/v1\/tasks\/([\w-]+)$/, remove],
  ['POST', /^\/runwayml\/v1\/([a-z_]+)$/, create],
];
