// A practice relay's Pika: a generation and its feed.

import { Refused, sendJson, type Visit } from '../exchange.ts';
import { fileUrl } from './files.ts';
import { findJob, makeJob, phaseOf, pollFails, progressOf } from './job.ts';
import { answerSubmission, bearerOf, bodyOf, textOf, type TaskRoute } from './visit.ts';

const refusal = (status: number, message: string): Refused =>
  new Refused(status, { error: { message, type: 'invalid_request_error', code: null } });

function ownerOf(visit: Visit): string {
  const key = bearerOf(visit);
  if (key === '') throw refusal(401, 'Unauthorized');
  return key;
}

function generate(visit: Visit): void {
  const owner = ownerOf(visit);
  const body = bodyOf(visit, message => refusal(400, message));
  if (textOf(body, 'promptText') === '' && textOf(body, 'image') === '') throw refusal(400, 'promptText is required');
  const refused = /\[\[refuse (\d+)\]\]/.exec(textOf(body, 'promptText'))?.[1];
  if (refused !== undefined) throw refusal(Number(refused), 'refused on demand');
  const job = makeJob({ platform: 'pika', owner, kind: 'generate', body });
  answerSubmission(visit, job, 200, { id: job.id });
}

const STATUSES = {
  waiting: 'queued',
  queued: 'queued',
  running: 'pending',
  done: 'finished',
  failed: 'error',
  cancelled: 'error',
} as const;

function feed(visit: Visit, [, id = '']: RegExpExecArray): void {
  const job = findJob('pika', id, ownerOf(visit));
  if (job === undefined) throw refusal(404, 'not found');
  if (pollFails(job)) throw refusal(503, 'Service Unavailable');
  const phase = phaseOf(job);
  const made = phase === 'done' && job.markers.noUrl !== true;
  const video = {
    id: `${job.id}-0`,
    status: job.markers.unknownState === true && phase === 'running' ? 'thinking' : STATUSES[phase],
    progress: progressOf(job),
    resultUrl: made ? fileUrl(visit, job, 'video-5.mp4') : '',
    videoPoster: made ? fileUrl(visit, job, 'poster.png') : '',
    duration: 5,
    ...(phase === 'failed' ? { error: job.markers.fail } : {}),
  };
  sendJson(visit, 200, { id: job.id, promptText: textOf(job.body, 'promptText'), videos: [video] });
}

export const pikaRoutes: readonly TaskRoute[] = [
  ['POST', /^(?:\/pro)?\/pika\/generate$/, generate],
  ['GET', /^(?:\/pro)?\/pika\/feed\/([\w-]+)$/, feed],
];
