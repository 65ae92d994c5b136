// A practice Vidu: its paths with their numbers of pictures, creations with covers, calling off, news.

import { Refused, sendJson, type Visit } from '../exchange.ts';
import { tellOfEnd } from './callbacks.ts';
import { fileUrl } from './files.ts';
import { digits, findJob, makeJob, phaseOf, pollFails, progressOf, type Job } from './job.ts';
import { answerSubmission, bodyOf, isMedia, textOf, type TaskRoute } from './visit.ts';

const refusal = (status: number, reason: string, message: string): Refused =>
  new Refused(status, { code: status, reason, message, metadata: {} });

/** Vidu's own scheme, or that of a relay. */
function ownerOf({ request }: Visit): string {
  const key = /^(?:Token|Bearer) (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
  if (key === '') throw refusal(401, 'Unauthorized', 'token is invalid');
  return key;
}

const PICTURES: Readonly<Record<string, readonly [number, number]>> = {
  text2video: [0, 0],
  img2video: [1, 1],
  'start-end2video': [2, 2],
  reference2video: [1, 7],
  reference2image: [1, 7],
};

const STATES = {
  waiting: 'created',
  queued: 'queueing',
  running: 'processing',
  done: 'success',
  failed: 'failed',
  cancelled: 'failed',
} as const;

function viewOf(visit: Visit, job: Job): Record<string, unknown> {
  const phase = phaseOf(job);
  const name = job.kind === 'reference2image' ? 'image.png' : `video-${Number(job.body['duration'] ?? 5)}.mp4`;
  const made = phase === 'done' && job.markers.noUrl !== true;
  return {
    id: job.id,
    state: job.markers.unknownState === true && phase === 'running' ? 'polishing' : STATES[phase],
    err_code: phase === 'failed' ? job.markers.fail : phase === 'cancelled' ? 'TaskCancelled' : '',
    credits: 20,
    payload: textOf(job.body, 'payload'),
    bgm: false,
    off_peak: false,
    progress: progressOf(job),
    creations: made
      ? [
          {
            id: `${job.id}c`,
            url: fileUrl(visit, job, name),
            cover_url: fileUrl(visit, job, 'cover.png'),
            watermarked_url: '',
          },
        ]
      : [],
  };
}

function create(visit: Visit, [, kind = '']: RegExpExecArray): void {
  const owner = ownerOf(visit);
  const body = bodyOf(visit, message => refusal(400, 'FieldInvalid', message));
  const range = PICTURES[kind];
  if (range === undefined) throw refusal(404, 'NotFound', 'not found');
  if (textOf(body, 'model') === '') throw refusal(400, 'FieldInvalid', 'model is required');
  const images = body['images'] ?? [];
  if (!Array.isArray(images) || images.length < range[0] || images.length > range[1] || !images.every(isMedia))
    throw refusal(400, 'FieldInvalid', 'images is invalid');
  if (kind === 'reference2video' && textOf(body, 'model').startsWith('viduq2-'))
    throw refusal(400, 'FieldInvalid', 'model is not supported');
  if (body['duration'] !== undefined && !Number.isInteger(body['duration']))
    throw refusal(400, 'FieldInvalid', 'duration is invalid');
  const refused = /\[\[refuse (\d+)\]\]/.exec(JSON.stringify(body))?.[1];
  if (refused === '400') throw refusal(400, 'AuditSubmitIllegal', 'the request does not meet the content policy');
  if (refused !== undefined) throw refusal(Number(refused), 'QuotaExceeded', 'refused on demand');
  const job = makeJob({ platform: 'vidu', owner, kind, body, id: digits(18) });
  tellOfEnd(job, body['callback_url'], () => viewOf(visit, job));
  answerSubmission(visit, job, 200, { ...body, task_id: job.id, state: 'created', credits: 20 });
}

function found(visit: Visit, id: string): Job {
  const job = findJob('vidu', id, ownerOf(visit));
  if (job === undefined) throw refusal(404, 'TaskNotFound', 'task not found');
  return job;
}

function query(visit: Visit, [, id = '']: RegExpExecArray): void {
  const job = found(visit, id);
  if (pollFails(job)) throw refusal(503, 'SystemThrottling', 'try again');
  sendJson(visit, 200, viewOf(visit, job));
}

function cancel(visit: Visit, [, id = '']: RegExpExecArray): void {
  const job = found(visit, id);
  if (phaseOf(job) !== 'queued') throw refusal(400, 'BadRequest', 'the task cannot be cancelled');
  job.phase = 'cancelled';
  sendJson(visit, 200, {});
}

export const viduRoutes: readonly TaskRoute[] = [
  ['POST', /^\/ent\/v2\/tasks\/([^/]+)\/cancel$/, cancel],
  ['POST', /^\/ent\/v2\/([\w-]+)$/, create],
  ['GET', /^\/ent\/v2\/tasks\/([^/]+)\/creations$/, query],
];
