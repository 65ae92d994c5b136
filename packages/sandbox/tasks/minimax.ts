// A practice MiniMax: Hailuo's videos, whose every answer is 200, with files behind an id, and the newer form.

import { Refused, sendJson, type Visit } from '../exchange.ts';
import { isObject } from '../shape.ts';
import { tellOfEnd } from './callbacks.ts';
import { fileUrl } from './files.ts';
import { mp3 } from './mp3.ts';
import { digits, findJob, jobsOf, makeJob, phaseOf, pollFails, type Job } from './job.ts';
import { answerSubmission, bearerOf, bodyOf, isMedia, textOf, type TaskRoute } from './visit.ts';

/** What is wrong is said under a good status. */
const refusal = (code: number, message: string): Refused =>
  new Refused(200, { base_resp: { status_code: code, status_msg: message } });
const refusalNew = (status: number, message: string): Refused =>
  new Refused(status, {
    type: 'error',
    error: { type: 'bad_request', message, http_code: String(status) },
    request_id: 'x',
  });

const GOOD = { status_code: 0, status_msg: 'success' };

function ownerOf(visit: Visit): string {
  const key = bearerOf(visit);
  if (key === '') throw refusal(1004, 'login fail: Please carry the API secret key');
  return key;
}

const STATUSES = {
  waiting: 'Preparing',
  queued: 'Queueing',
  running: 'Processing',
  done: 'Success',
  failed: 'Fail',
  cancelled: 'Fail',
} as const;

/** Longer than a number of JavaScript can hold, as MiniMax's are. */
const fileId = (job: Job): string => job.memory.get('file') ?? '';

function viewOf(job: Job): Record<string, unknown> {
  const phase = phaseOf(job);
  const made = phase === 'done' && job.markers.noUrl !== true;
  return {
    task_id: job.id,
    status: job.markers.unknownState === true && phase === 'running' ? 'Rendering' : STATUSES[phase],
    ...(made ? { file_id: fileId(job), video_width: 1366, video_height: 768 } : {}),
    base_resp: phase === 'failed' ? { status_code: 1027, status_msg: job.markers.fail } : GOOD,
  };
}

function create(visit: Visit): void {
  const owner = ownerOf(visit);
  const body = bodyOf(visit, message => refusal(2013, message));
  if (textOf(body, 'model') === '') throw refusal(2013, 'invalid params, model is required');
  if (textOf(body, 'prompt') === '' && body['first_frame_image'] === undefined)
    throw refusal(2013, 'invalid params, prompt is required');
  if (body['duration'] !== undefined && body['duration'] !== 6 && body['duration'] !== 10)
    throw refusal(2013, 'invalid params, duration must be 6 or 10');
  if (body['resolution'] !== undefined && !/^(?:512|720|768|1080)P$/.test(textOf(body, 'resolution')))
    throw refusal(2013, 'invalid params, resolution');
  if (body['first_frame_image'] !== undefined && !isMedia(body['first_frame_image']))
    throw refusal(2013, 'invalid params, first_frame_image');
  const refused = /\[\[refuse (\d+)\]\]/.exec(textOf(body, 'prompt'))?.[1];
  if (refused !== undefined) throw refusal(Number(refused), 'refused on demand');
  const job = makeJob({ platform: 'minimax', owner, kind: 'v1', body, id: digits(15) });
  job.memory.set('file', digits(18));
  tellOfEnd(job, body['callback_url'], () => viewOf(job));
  answerSubmission(visit, job, 200, { task_id: job.id, base_resp: GOOD });
}

function query(visit: Visit): void {
  const job = findJob('minimax', visit.query.get('task_id') ?? '', ownerOf(visit));
  if (job === undefined) throw refusal(2013, 'invalid params, task not found');
  if (pollFails(job)) throw new Refused(503, { base_resp: { status_code: 1000, status_msg: 'unknown error' } });
  sendJson(visit, 200, viewOf(job));
}

function retrieve(visit: Visit): void {
  const owner = ownerOf(visit);
  const id = visit.query.get('file_id') ?? '';
  const job = jobsOf('minimax').find(each => each.owner === owner && fileId(each) === id);
  if (job === undefined || phaseOf(job) !== 'done') throw refusal(2013, 'invalid params, file not found');
  const seconds = Number(job.body['duration'] ?? 6);
  sendJson(visit, 200, {
    file: {
      file_id: id,
      bytes: 1,
      filename: 'output.mp4',
      download_url: fileUrl(visit, job, job.kind === 'speech' ? 'speech-2.mp3' : `video-${seconds}.mp4`),
    },
    base_resp: GOOD,
  });
}

/** Speech at once: half a second in hexadecimal digits. */
function speak(visit: Visit): void {
  ownerOf(visit);
  const body = bodyOf(visit, message => refusal(2013, message));
  if (textOf(body, 'model') === '' || textOf(body, 'text') === '') throw refusal(2013, 'invalid params');
  if (/\[\[fail/.test(textOf(body, 'text'))) throw refusal(1026, 'sensitive');
  const data = { audio: mp3(1).toString('hex'), status: 2 };
  sendJson(visit, 200, { data, extra_info: { usage_characters: textOf(body, 'text').length }, base_resp: GOOD });
}

function speakLater(visit: Visit): void {
  const owner = ownerOf(visit);
  const body = bodyOf(visit, message => refusal(2013, message));
  if (textOf(body, 'model') === '' || textOf(body, 'text') === '') throw refusal(2013, 'invalid params');
  const job = makeJob({ platform: 'minimax', owner, kind: 'speech', body, id: digits(15) });
  job.memory.set('file', digits(18));
  answerSubmission(visit, job, 200, {
    task_id: Number(job.id),
    task_token: 'token',
    file_id: Number(digits(15)),
    usage_characters: textOf(body, 'text').length,
    base_resp: GOOD,
  });
}

const voices = new Map<string, string>();

function clone(visit: Visit): void {
  const owner = ownerOf(visit);
  const body = bodyOf(visit, message => refusal(2013, message));
  if (voices.get(String(body['file_id'])) !== owner) throw refusal(2013, 'invalid params, file_id');
  voices.set(textOf(body, 'voice_id'), owner);
  sendJson(visit, 200, { input_sensitive: false, demo_audio: '', base_resp: GOOD });
}

function keepFile(visit: Visit): void {
  const owner = ownerOf(visit);
  const id = digits(15);
  voices.set(id, owner);
  sendJson(visit, 200, { file: { file_id: Number(id), bytes: 1, purpose: 'voice_clone' }, base_resp: GOOD });
}

function createNew(visit: Visit): void {
  const owner = ownerOf(visit);
  const body = bodyOf(visit, message => refusalNew(400, message));
  const { content } = body;
  if (!Array.isArray(content) || !content.some(part => isObject(part) && part['type'] === 'text'))
    throw refusalNew(400, 'content must have a text');
  const job = makeJob({ platform: 'minimax', owner, kind: 'v2', body, id: digits(15) });
  answerSubmission(visit, job, 200, { task_id: job.id });
}

const NEW_STATUSES = {
  waiting: 'queued',
  queued: 'queued',
  running: 'running',
  done: 'succeeded',
  failed: 'failed',
  cancelled: 'failed',
} as const;

function queryNew(visit: Visit, [, id = '']: RegExpExecArray): void {
  const job = findJob('minimax', id, ownerOf(visit));
  if (job?.kind !== 'v2') throw refusalNew(404, 'task not found');
  if (pollFails(job)) throw refusalNew(503, 'try again');
  const phase = phaseOf(job);
  const seconds = Number(job.body['duration'] ?? 5);
  const done = phase === 'done';
  sendJson(visit, 200, {
    task: {
      id: job.id,
      status: NEW_STATUSES[phase],
      ...(done
        ? {
            content: { url: fileUrl(visit, job, `video-${seconds}.mp4`) },
            usage: { total_seconds: seconds, input_seconds: 0, output_seconds: seconds },
          }
        : {}),
      ...(phase === 'failed' ? { error: { code: '1027', message: job.markers.fail } } : {}),
    },
  });
}

export const minimaxRoutes: readonly TaskRoute[] = [
  ['POST', /^\/minimax\/v1\/t2a_v2$/, speak],
  ['POST', /^\/minimax\/v1\/t2a_async_v2$/, speakLater],
  ['GET', /^\/minimax\/v1\/query\/t2a_async_query_v2$/, query],
  ['POST', /^\/minimax\/v1\/voice_clone$/, clone],
  ['POST', /^\/minimax\/v1\/files\/upload$/, keepFile],
  ['POST', /^\/minimax\/v1\/video_generation$/, create],
  ['GET', /^\/minimax\/v1\/query\/video_generation$/, query],
  ['GET', /^\/minimax\/v1\/files\/retrieve$/, retrieve],
  ['POST', /^\/minimax\/v2\/video_generation$/, createNew],
  ['GET', /^\/minimax\/v2\/query\/video_generation\/([^/]+)$/, queryNew],
];
