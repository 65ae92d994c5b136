// A practice Replicate: predictions by model and version, files, words that stream, and signed news.

import { createHmac, randomUUID } from 'node:crypto';
import { Refused, sendJson, type Visit } from '../exchange.ts';
import { isObject } from '../shape.ts';
import { tellOfEnd } from './callbacks.ts';
import { fileUrl, hostOf } from './files.ts';
import { findJob, makeJob, phaseOf, pollFails, progressOf, type Job } from './job.ts';
import { answerSubmission, bodyOf, isMedia, textOf, type Body, type TaskRoute } from './visit.ts';

const SECRET = 'whsec_c2FuZGJveC1zZWNyZXQtb2YtcmVwbGljYXRl';

const refusal = (status: number, title: string, detail: string, more: object = {}): Refused =>
  new Refused(status, { title, detail, status, ...more });
const notFound = (): Refused => new Refused(404, { detail: 'The requested resource could not be found.', status: 404 });

function ownerOf({ request }: Visit): string {
  const key = /^(?:Bearer|Token) (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
  if (key === '') throw refusal(401, 'Unauthenticated', 'You did not pass an authentication token');
  return key;
}

const inputOf = (job: Job): Body => (isObject(job.body['input']) ? job.body['input'] : {});

/** Models of words answer in pieces, as many as time has made. */
function wordsOf(job: Job, share: number): string[] {
  const words = ['Once', ' upon', ' a', ' gate', '.'];
  return words.slice(0, Math.ceil(words.length * share));
}

function outputOf(visit: Visit, job: Job): unknown {
  const phase = phaseOf(job);
  if (/llama|claude|gpt/.test(job.kind)) return phase === 'queued' ? null : wordsOf(job, progressOf(job) / 100);
  if (phase !== 'done' || job.markers.noUrl === true) return null;
  if (/video|animate/.test(job.kind)) return fileUrl(visit, job, 'video-5.mp4');
  const count = job.markers.partial === true ? 1 : Number(inputOf(job)['num_outputs'] ?? 1);
  const urls = Array.from({ length: count }, (_none, index) => fileUrl(visit, job, `out-${index}.png`));
  return /kontext|recraft|rembg/.test(job.kind) ? urls[0] : urls;
}

const STATUSES = {
  waiting: 'starting',
  queued: 'starting',
  running: 'processing',
  done: 'succeeded',
  failed: 'failed',
  cancelled: 'canceled',
} as const;

function predictionOf(visit: Visit, job: Job): Body {
  const phase = phaseOf(job);
  const base = `${hostOf(visit)}/replicate/v1/predictions/${job.id}`;
  const ended = phase === 'done' || phase === 'failed' || phase === 'cancelled';
  const unknown = job.markers.unknownState === true && phase === 'running';
  return {
    id: job.id,
    model: job.kind,
    version: job.body['version'] ?? 'hidden',
    input: inputOf(job),
    logs: phase === 'running' ? ` ${progressOf(job)}%|####      | 14/28` : '',
    output: outputOf(visit, job),
    data_removed: false,
    error: phase === 'failed' ? job.markers.fail : null,
    status: unknown ? 'booting' : STATUSES[phase],
    created_at: new Date(job.createdAt).toISOString(),
    started_at: phase === 'queued' ? null : new Date(job.createdAt + 500).toISOString(),
    completed_at: ended ? new Date(job.createdAt + job.markers.takes).toISOString() : null,
    ...(phase === 'done' ? { metrics: { predict_time: 3.5, total_time: 3.6 } } : {}),
    urls: {
      get: base,
      cancel: `${base}/cancel`,
      stream: `${hostOf(visit)}/never`,
      web: `https://replicate.com/p/${job.id}`,
    },
  };
}

function checkBody(visit: Visit): Body {
  const body = bodyOf(visit, message => refusal(400, 'Bad request', message));
  const { input } = body;
  const invalid = (field: string, description: string): Refused =>
    refusal(422, 'Input validation failed', `- ${field}: ${description}\n`, {
      invalid_fields: [{ type: 'required', field, description }],
    });
  if (!isObject(input)) throw invalid('input', 'input is required');
  const refused = /\[\[refuse (\d+)\]\]/.exec(JSON.stringify(input))?.[1];
  if (refused === '402') throw refusal(402, 'Insufficient credit', 'You have insufficient credit to run this model.');
  if (refused === '422') throw invalid('prompt', 'prompt is required');
  if (refused !== undefined) throw refusal(Number(refused), 'Refused', 'refused on demand');
  for (const [name, value] of Object.entries(input))
    if (/^(?:input_)?image$/.test(name) && !isMedia(value)) throw invalid(name, 'must be a URI');
  if ('model' in body) throw invalid('model', 'Additional property model is not allowed');
  return body;
}

function begin(visit: Visit, kind: string, body: Body): void {
  const job = makeJob({
    platform: 'replicate',
    owner: ownerOf(visit),
    kind,
    body,
    id: randomUUID().replaceAll('-', '').slice(0, 26),
    prompt: JSON.stringify(body['input']),
  });
  const timestamp = String(Math.floor(Date.now() / 1000));
  tellOfEnd(
    job,
    body['webhook'],
    () => predictionOf(visit, job),
    text => ({
      'webhook-id': job.id,
      'webhook-timestamp': timestamp,
      'webhook-signature': `v1,${createHmac('sha256', Buffer.from(SECRET.slice(6), 'base64'))
        .update(`${job.id}.${timestamp}.${text}`)
        .digest('base64')}`,
    }),
  );
  answerSubmission(visit, job, 201, predictionOf(visit, job));
}

function byModel(visit: Visit, [, model = '']: RegExpExecArray): void {
  ownerOf(visit);
  const body = checkBody(visit);
  if (body['version'] !== undefined) throw refusal(422, 'Input validation failed', '- version is not allowed\n');
  begin(visit, model, body);
}

function byVersion(visit: Visit): void {
  ownerOf(visit);
  const body = checkBody(visit);
  const version = textOf(body, 'version');
  if (!/^(?:[\w.-]+\/[\w.-]+(?::[0-9a-f]{64})?|[0-9a-f]{64})$/.test(version))
    throw refusal(422, 'Invalid version or not permitted', 'The specified version does not exist.');
  begin(visit, version, body);
}

function found(visit: Visit, id: string): Job {
  const job = findJob('replicate', id, ownerOf(visit));
  if (job === undefined) throw notFound();
  return job;
}

function query(visit: Visit, [, id = '']: RegExpExecArray): void {
  const job = found(visit, id);
  if (pollFails(job)) throw refusal(503, 'Service unavailable', 'Try again.');
  sendJson(visit, 200, predictionOf(visit, job));
}

function cancel(visit: Visit, [, id = '']: RegExpExecArray): void {
  const job = found(visit, id);
  if (['queued', 'running'].includes(phaseOf(job))) job.phase = 'cancelled';
  sendJson(visit, 200, predictionOf(visit, job));
}

const files = new Map<string, { readonly owner: string; readonly view: Body }>();

function upload(visit: Visit): void {
  const owner = ownerOf(visit);
  const [, size] = /name="content"[\s\S]*?\r\n\r\n([\s\S]*?)\r\n--/.exec(visit.raw.toString('latin1')) ?? [];
  if (size === undefined) throw refusal(400, 'Bad request', 'Missing content');
  const id = randomUUID().replaceAll('-', '');
  const view = {
    id,
    name: 'upload',
    content_type: 'application/octet-stream',
    size: size.length,
    etag: id,
    metadata: {},
    created_at: new Date().toISOString(),
    urls: { get: `${hostOf(visit)}/replicate/v1/files/${id}` },
  };
  files.set(id, { owner, view });
  sendJson(visit, 201, view);
}

function file(visit: Visit, [, id = '']: RegExpExecArray): void {
  const kept = files.get(id);
  if (kept?.owner !== ownerOf(visit)) throw notFound();
  if (visit.request.method === 'DELETE') {
    files.delete(id);
    visit.response.writeHead(204).end();
    return;
  }
  sendJson(visit, 200, kept.view);
}

export const replicateRoutes: readonly TaskRoute[] = [
  ['POST', /^\/replicate\/v1\/(?:models|deployments)\/([^/]+\/[^/]+)\/predictions$/, byModel],
  ['POST', /^\/replicate\/v1\/predictions$/, byVersion],
  ['GET', /^\/replicate\/v1\/predictions\/([^/]+)$/, query],
  ['POST', /^\/replicate\/v1\/predictions\/([^/]+)\/cancel$/, cancel],
  ['POST', /^\/replicate\/v1\/files$/, upload],
  ['GET', /^\/replicate\/v1\/files\/([^/]+)$/, file],
  ['DELETE', /^\/replicate\/v1\/files\/([^/]+)$/, file],
];
