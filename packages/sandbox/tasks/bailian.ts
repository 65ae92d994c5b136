// A practice Bailian: DashScope's services and tasks, strict about the asynchronous header and each service's fields.

import { randomUUID } from 'node:crypto';
import { Refused, sendJson, type Visit } from '../exchange.ts';
import { isObject } from '../shape.ts';
import { fileUrl, hostOf } from './files.ts';
import { findJob, makeJob, phaseOf, pollFails, type Job } from './job.ts';
import { answerSubmission, bearerOf, bodyOf, isMedia, textOf, type Body, type TaskRoute } from './visit.ts';

const refusal = (status: number, code: string, message: string): Refused =>
  new Refused(status, { code, message, request_id: randomUUID() });

function ownerOf(visit: Visit): string {
  const key = bearerOf(visit);
  if (key === '') throw refusal(401, 'InvalidApiKey', 'No API-key provided.');
  return key;
}

/** Services with the fields that each wants of `input`, the usual count of pictures, and whether it may answer at once. */
const SERVICES: Readonly<
  Record<string, { readonly needs: readonly string[]; readonly count: number; readonly direct?: boolean }>
> = {
  'text2image/image-synthesis': { needs: ['prompt'], count: 4 },
  'image2image/image-synthesis': { needs: ['prompt'], count: 1 },
  'image-generation/generation': { needs: [], count: 1, direct: true },
  'background-generation/generation': { needs: ['base_image_url'], count: 1 },
  'album/gen_potrait': { needs: [], count: 4 },
  'wordart/semantic': { needs: ['text', 'prompt'], count: 4 },
  'wordart/texture': { needs: ['prompt'], count: 1 },
  'multimodal-generation/generation': { needs: ['messages'], count: 1, direct: true },
  'video-generation/video-synthesis': { needs: [], count: 0 },
  'image2video/video-synthesis': { needs: ['first_frame_url'], count: 0 },
};

const STATUSES = {
  waiting: 'PENDING',
  queued: 'PENDING',
  running: 'RUNNING',
  done: 'SUCCEEDED',
  failed: 'FAILED',
  cancelled: 'CANCELED',
} as const;

const objectOf = (value: unknown): Body => (isObject(value) ? value : {});
const numberOf = (body: Body, name: string, usual: number): number => Number(body[name] ?? usual);

function resultsOf(visit: Visit, job: Job): Body {
  const parameters = objectOf(job.body['parameters']);
  const count = SERVICES[job.kind]?.count ?? 1;
  if (job.markers.noUrl === true) return {};
  if (count === 0) return { video_url: fileUrl(visit, job, `video-${numberOf(parameters, 'duration', 5)}.mp4`) };
  const asked = Math.min(numberOf(parameters, 'n', count), 12);
  const made = job.markers.partial === true ? 1 : asked;
  const prompt = textOf(objectOf(job.body['input']), 'prompt');
  const results = Array.from({ length: asked }, (_none, index) => {
    if (index >= made) return { code: 'InternalError.Timeout', message: 'An internal timeout error has occured.' };
    const url = fileUrl(visit, job, `image-${index}.png`);
    if (job.kind === 'wordart/semantic') return { png_url: url, svg_url: fileUrl(visit, job, `vector-${index}.png`) };
    if (job.kind === 'text2image/image-synthesis')
      return { orig_prompt: prompt, actual_prompt: `[sandbox] ${prompt}`, url };
    return { url };
  });
  return { results, task_metrics: { TOTAL: asked, SUCCEEDED: made, FAILED: asked - made } };
}

function usageOf(job: Job): Body {
  const parameters = objectOf(job.body['parameters']);
  const count = SERVICES[job.kind]?.count ?? 1;
  if (count === 0) return { video_count: 1, video_duration: numberOf(parameters, 'duration', 5), video_ratio: '16:9' };
  return { image_count: job.markers.partial === true ? 1 : numberOf(parameters, 'n', count) };
}

function viewOf(visit: Visit, job: Job): Body {
  const phase = phaseOf(job);
  const status = job.markers.unknownState === true && phase === 'running' ? 'QUEUEING_AGAIN' : STATUSES[phase];
  return {
    request_id: randomUUID(),
    output: {
      task_id: job.id,
      task_status: status,
      submit_time: '2026-11-26 10:25:26.436',
      ...(phase === 'done' ? resultsOf(visit, job) : {}),
      ...(phase === 'failed' ? { code: 'InternalError.Algo', message: job.markers.fail } : {}),
    },
    ...(phase === 'done' ? { usage: usageOf(job) } : {}),
  };
}

function checkInput(kind: string, body: Body): void {
  const rule = SERVICES[kind];
  if (rule === undefined) throw refusal(404, 'NotFound', 'url error, please check url');
  if (textOf(body, 'model') === '') throw refusal(400, 'InvalidParameter', 'Required parameter(model) missing');
  if (!isObject(body['input']) && kind !== 'album/gen_potrait')
    throw refusal(400, 'InvalidParameter', 'Required body(input) missing');
  const input = objectOf(body['input']);
  for (const name of rule.needs)
    if (input[name] === undefined || input[name] === '')
      throw refusal(400, 'InvalidParameter', `Field required: input.${name}`);
  for (const [name, value] of Object.entries(input))
    if (name.endsWith('_url') && !isFile(value)) throw refusal(400, 'InvalidURL', `${name} is not a valid URL`);
  const { size, n } = objectOf(body['parameters']);
  if (size !== undefined && !/^\d+\*\d+$|^\d[Kk]$/.test(String(size)))
    throw refusal(400, 'InvalidParameter', 'size must be in the format of width*height');
  if (n !== undefined && !Number.isInteger(n)) throw refusal(400, 'InvalidParameter', 'n must be an integer');
}

function create(visit: Visit, [, path = '']: RegExpExecArray): void {
  const owner = ownerOf(visit);
  const body = bodyOf(visit, message => refusal(400, 'InvalidParameter', message));
  const kind = path.replace(/\/$/, '');
  checkInput(kind, body);
  checkFiles(visit, owner);
  const wantsTask = visit.request.headers['x-dashscope-async'] === 'enable';
  if (!wantsTask && SERVICES[kind]?.direct !== true)
    throw refusal(403, 'AccessDenied', 'current user api does not support synchronous calls.');
  const refused = /\[\[refuse (\d+)\]\]/.exec(JSON.stringify(body))?.[1];
  if (refused === '429') throw refusal(429, 'Throttling.RateQuota', 'Requests rate limit exceeded');
  if (refused === '400') throw refusal(400, 'DataInspectionFailed', 'Input data may contain inappropriate content.');
  if (refused !== undefined) throw refusal(Number(refused), 'InternalError', 'refused on demand');
  const job = makeJob({ platform: 'bailian', owner, kind, body });
  if (wantsTask)
    answerSubmission(visit, job, 200, {
      output: { task_status: 'PENDING', task_id: job.id },
      request_id: randomUUID(),
    });
  else atOnce(visit, job);
}

function atOnce(visit: Visit, job: Job): void {
  if (job.markers.fail !== undefined) throw refusal(500, 'InternalError', job.markers.fail);
  const count = Number(objectOf(job.body['parameters'])['n'] ?? 1);
  const content = Array.from({ length: count }, (_none, index) => ({
    image: fileUrl(visit, job, `image-${index}.png`),
  }));
  answerSubmission(visit, job, 200, {
    output: { choices: [{ finish_reason: 'stop', message: { role: 'assistant', content } }] },
    usage: { width: 1328, height: 1328, image_count: count },
    request_id: randomUUID(),
  });
}

/** A task that is not there is in a state of its own, and no error. */
function query(visit: Visit, [, id = '']: RegExpExecArray): void {
  const job = findJob('bailian', id, ownerOf(visit));
  if (job === undefined) {
    sendJson(visit, 200, { request_id: randomUUID(), output: { task_id: id, task_status: 'UNKNOWN' } });
    return;
  }
  if (pollFails(job)) throw refusal(503, 'ServiceUnavailable', 'Service temporarily unavailable');
  sendJson(visit, 200, viewOf(visit, job));
}

function cancel(visit: Visit, [, id = '']: RegExpExecArray): void {
  const job = findJob('bailian', id, ownerOf(visit));
  if (job === undefined || phaseOf(job) !== 'queued')
    throw refusal(
      400,
      'UnsupportedOperation',
      'Failed to cancel the task, please confirm if the task is in PENDING status.',
    );
  job.phase = 'cancelled';
  sendJson(visit, 200, { request_id: randomUUID() });
}

/** Media, or a file of the store. */
const isFile = (value: unknown): boolean => isMedia(value) || (typeof value === 'string' && value.startsWith('oss://'));

/** Folders of uploads by the key that may name what is in them. */
const folders = new Map<string, string>();

/** What a client needs to put a file into the store itself (bailian.md §13). */
function policy(visit: Visit): void {
  const owner = ownerOf(visit);
  if (visit.query.get('action') !== 'getPolicy' || (visit.query.get('model') ?? '') === '')
    throw refusal(400, 'InvalidParameter', 'action and model are required.');
  const folder = `dashscope-instant/sandbox/${randomUUID()}`;
  folders.set(folder, owner);
  sendJson(visit, 200, {
    request_id: randomUUID(),
    data: {
      policy: 'cG9saWN5',
      signature: 'c2lnbmF0dXJl',
      upload_dir: folder,
      upload_host: `${hostOf(visit)}/__sandbox/oss`,
      expire_in_seconds: 300,
      max_file_size_mb: 100,
      capacity_limit_mb: 999_999_999,
      oss_access_key_id: 'sandbox',
      x_oss_object_acl: 'private',
      x_oss_forbid_overwrite: 'true',
    },
  });
}

/** Files of the store: only their key's own, and only when the request says that there are some. */
function checkFiles(visit: Visit, owner: string): void {
  for (const [, path = ''] of visit.body.matchAll(/"oss:\/\/([^"]+)"/g)) {
    if (folders.get(path.slice(0, path.lastIndexOf('/'))) !== owner)
      throw refusal(400, 'InvalidParameter.FileDownload', 'The file is not there.');
    if (visit.request.headers['x-dashscope-ossresourceresolve'] !== 'enable')
      throw refusal(400, 'InvalidURL', 'The address is not valid.');
  }
}

export const bailianRoutes: readonly TaskRoute[] = [
  ['POST', /^(?:\/alibailian)?\/api\/v1\/services\/aigc\/(.+)$/, create],
  ['GET', /^(?:\/alibailian)?\/api\/v1\/uploads$/, policy],
  ['POST', /^\/__sandbox\/oss$/, visit => sendJson(visit, 200, {})],
  ['GET', /^(?:\/alibailian)?\/api\/v1\/tasks\/([^/]+)$/, query],
  ['POST', /^(?:\/alibailian)?\/api\/v1\/tasks\/([^/]+)\/cancel$/, cancel],
];
