// A practice fal: the queue with its short paths, results that fail where models fail, and the host that waits.

import { Refused, sendJson, type Visit } from '../exchange.ts';
import { post } from './callbacks.ts';
import { fileUrl, hostOf } from './files.ts';
import { findJob, makeJob, phaseOf, pollFails, type Job } from './job.ts';
import { answerSubmission, bodyOf, isMedia, textOf, type Body, type TaskRoute } from './visit.ts';

const refusal = (status: number, detail: unknown): Refused => new Refused(status, { detail });

function ownerOf({ request }: Visit): string {
  const key = /^(?:Key|Bearer) (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
  if (key === '') throw refusal(401, 'Authentication is required to access this application');
  return key;
}

const appOf = (endpoint: string): string => endpoint.split('/').slice(0, 2).join('/');

/** Where a request is asked after: its app alone, whatever endpoint it was submitted to. */
function addresses(visit: Visit, job: Job): Body {
  const base = `${hostOf(visit)}/${appOf(job.kind)}/requests/${job.id}`;
  return { response_url: base, status_url: `${base}/status`, cancel_url: `${base}/cancel` };
}

/** What a model makes of its input: its output, or what it says is wrong with it. */
function outcomeOf(visit: Visit, job: Job): { readonly status: number; readonly body: Body } {
  const { body, markers, kind } = job;
  if (phaseOf(job) === 'cancelled') return { status: 400, body: { detail: 'Request was cancelled' } };
  const invalid = (field: string, msg: string, type: string): { status: number; body: Body } => ({
    status: 422,
    body: { detail: [{ loc: ['body', field], msg, type, input: body[field] ?? {} }] },
  });
  if (phaseOf(job) === 'failed') return invalid('prompt', markers.fail ?? '', 'content_policy_violation');
  if (typeof body['prompt'] !== 'string' && !kind.endsWith('redux'))
    return invalid('prompt', 'field required', 'missing');
  if (body['image_url'] !== undefined && !isMedia(body['image_url']))
    return invalid('image_url', 'not a valid URL', 'value_error');
  return { status: 200, body: outputOf(visit, job) };
}

function outputOf(visit: Visit, job: Job): Body {
  const { body, markers, kind } = job;
  if (markers.noUrl === true) return {};
  if (/video/.test(kind)) {
    const seconds = Number.parseInt(String(body['duration'] ?? 5), 10) || 5;
    return { video: { url: fileUrl(visit, job, `video-${seconds}.mp4`), content_type: 'video/mp4' } };
  }
  const count = markers.partial === true ? 1 : Number(body['num_images'] ?? 1);
  return {
    images: Array.from({ length: count }, (_none, index) => ({
      url: fileUrl(visit, job, `image-${index}.png`),
      width: 1024,
      height: 768,
      content_type: 'image/png',
    })),
    timings: { inference: 1.22 },
    seed: job.seed,
    has_nsfw_concepts: Array.from({ length: count }, () => false),
    prompt: textOf(body, 'prompt'),
  };
}

function statusOf(visit: Visit, job: Job, logs: boolean): Body {
  const common = { request_id: job.id, ...addresses(visit, job) };
  const lines = logs ? [{ message: '50%', level: 'INFO', source: 'USER', timestamp: '2026-11-26T00:00:00' }] : null;
  const phase = phaseOf(job);
  if (phase === 'queued' || phase === 'waiting') return { status: 'IN_QUEUE', ...common, queue_position: 2 };
  if (phase === 'running')
    return { status: job.markers.unknownState === true ? 'WARMING' : 'IN_PROGRESS', ...common, logs: lines };
  const { status } = outcomeOf(visit, job);
  const error = status === 200 ? {} : { error: `Invalid status code: ${status}`, error_type: 'request_failed' };
  return { status: 'COMPLETED', ...common, logs: lines, metrics: { inference_time: 3.7 }, ...error };
}

function submit(visit: Visit, [, endpoint = '']: RegExpExecArray): void {
  const owner = ownerOf(visit);
  const body = bodyOf(visit, message => refusal(422, message));
  const refused = /\[\[refuse (\d+)\]\]/.exec(JSON.stringify(body))?.[1];
  if (refused === '403') throw refusal(403, 'User is locked. Reason: Exhausted balance.');
  if (refused !== undefined) throw refusal(Number(refused), 'refused on demand');
  const job = makeJob({ platform: 'fal', owner, kind: endpoint, body });
  const hook = visit.query.get('fal_webhook');
  if (hook !== null) tell(visit, job, hook);
  answerSubmission(visit, job, 200, {
    status: 'IN_QUEUE',
    request_id: job.id,
    ...addresses(visit, job),
    queue_position: 0,
    ...(hook === null ? {} : { gateway_request_id: job.id }),
  });
}

function tell(visit: Visit, job: Job, hook: string): void {
  if (job.markers.callback === 'never') return;
  const news = (): void => {
    const { status, body } = outcomeOf(visit, job);
    const common = { request_id: job.id, gateway_request_id: job.id, payload: body };
    const told =
      status === 200
        ? { ...common, status: 'OK' }
        : { ...common, status: 'ERROR', error: `Invalid status code: ${status}` };
    post(hook, told);
    if (job.markers.callback === 'twice') post(hook, told);
  };
  setTimeout(news, job.markers.takes + 20).unref();
}

/** By the app and the id; the longer path of the endpoint is none. */
function found(visit: Visit, app: string, id: string): Job {
  const job = findJob('fal', id, ownerOf(visit));
  if (job === undefined || appOf(job.kind) !== app) throw refusal(404, 'Request not found');
  return job;
}

function queryStatus(visit: Visit, [, app = '', id = '']: RegExpExecArray): void {
  const job = found(visit, app, id);
  if (pollFails(job)) throw refusal(503, 'Service Unavailable');
  const logs = visit.query.get('logs') === '1';
  const done = ['done', 'failed', 'cancelled'].includes(phaseOf(job));
  sendJson(visit, done ? 200 : 202, statusOf(visit, job, logs));
}

function result(visit: Visit, [, app = '', id = '']: RegExpExecArray): void {
  const job = found(visit, app, id);
  if (!['done', 'failed', 'cancelled'].includes(phaseOf(job))) throw refusal(400, 'Request is still in progress');
  const { status: code, body } = outcomeOf(visit, job);
  sendJson(visit, code, body, { 'x-fal-request-id': job.id });
}

function cancel(visit: Visit, [, app = '', id = '']: RegExpExecArray): void {
  const job = found(visit, app, id);
  const phase = phaseOf(job);
  if (phase === 'done' || phase === 'failed' || phase === 'cancelled') {
    sendJson(visit, 400, { status: 'ALREADY_COMPLETED' });
    return;
  }
  // What runs already is not stopped at once.
  if (phase === 'queued') job.phase = 'cancelled';
  sendJson(visit, 202, { status: 'CANCELLATION_REQUESTED' });
}

const APP = String.raw`(?:\/fal)?\/((?!__sandbox|v1)[a-z0-9-]+\/[a-z0-9._-]+)`;

export const falRoutes: readonly TaskRoute[] = [
  ['GET', new RegExp(`^${APP}/requests/([^/]+)/status$`), queryStatus],
  ['GET', new RegExp(`^${APP}/requests/([^/]+)$`), result],
  ['PUT', new RegExp(`^${APP}/requests/([^/]+)/cancel$`), cancel],
  ['POST', /^(?:\/fal)?\/((?:(?:fal-ai|bytedance|bria|openai)\/[a-z0-9._-]+|minimax\/h3)(?:\/[a-z0-9._-]+)*)$/, submit],
];
