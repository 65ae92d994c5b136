// A practice Jimeng: Volcengine's visual API with its signature, and the relays' form (jimeng.md A, C).

import { createHash, createHmac } from 'node:crypto';
import { Refused, sendJson, type Visit } from '../exchange.ts';
import { fileUrl } from './files.ts';
import { digits, findJob, makeJob, phaseOf, pollFails, type Job } from './job.ts';
import { answerSubmission, bearerOf, bodyOf, isMedia, textOf, type TaskRoute } from './visit.ts';

/** The pair that the sandbox knows: `AKTEST|SKTEST`. */
const ACCESS_KEY = 'AKTEST';
const SECRET_KEY = 'SKTEST';

const refusal = (status: number, code: number, message: string): Refused =>
  new Refused(status, { code, data: null, message, request_id: 'sandbox', status: code });
const unsigned = (message: string): Refused =>
  new Refused(401, {
    ResponseMetadata: {
      RequestId: 'sandbox',
      Error: { CodeN: 100_010, Code: 'SignatureDoesNotMatch', Message: message },
    },
  });

const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();
const hex = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Checks the signature over what really came. */
function ownerOf(visit: Visit): string {
  const { headers } = visit.request;
  const [, scope = '', names = '', signature = ''] =
    /^HMAC-SHA256 Credential=AKTEST\/(\S+), SignedHeaders=(\S+), Signature=(\w+)$/.exec(headers.authorization ?? '') ??
    [];
  if (signature === '') throw unsigned('The Authorization header is not as expected');
  if (headers['x-content-sha256'] !== hex(visit.body)) throw unsigned('The body is not what was signed');
  const lines = names
    .split(';')
    .map(name => `${name}:${String(headers[name] ?? '').trim()}\n`)
    .join('');
  const query = [...visit.query]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .join('&');
  const canonical = ['POST', visit.path, query, lines, names, hex(visit.body)].join('\n');
  const date = String(headers['x-date'] ?? '');
  const [day = '', region = '', service = ''] = scope.split('/');
  const key = hmac(hmac(hmac(hmac(SECRET_KEY, day), region), service), 'request');
  const expected = hmac(key, ['HMAC-SHA256', date, scope, hex(canonical)].join('\n')).toString('hex');
  if (expected !== signature || !date.startsWith(day)) throw unsigned('The request signature does not match');
  return ACCESS_KEY;
}

const KNOWN = /^jimeng_(?:ti2v|t2v|i2v|vgfm|t2i|i2i|high|dream)/;

function submitVisual(visit: Visit, owner: string): void {
  const body = bodyOf(visit, message => refusal(400, 50_400, message));
  const key = textOf(body, 'req_key');
  if (!KNOWN.test(key)) throw refusal(400, 50_400, 'req_key is invalid');
  if (body['image_urls'] !== undefined && body['binary_data_base64'] !== undefined)
    throw refusal(400, 50_400, 'one kind of pictures only');
  if (key.includes('t2v') && textOf(body, 'prompt') === '') throw refusal(400, 50_400, 'prompt is required');
  const refused = /\[\[refuse (\d+)\]\]/.exec(textOf(body, 'prompt'))?.[1];
  if (refused === '429') throw refusal(429, 50_430, 'Request Has Reached API Concurrent Limit');
  if (refused !== undefined) throw refusal(400, 50_412, 'Text Risk Not Pass');
  const job = makeJob({ platform: 'jimeng', owner, kind: key, body, id: digits(19), prompt: textOf(body, 'prompt') });
  answerSubmission(visit, job, 200, {
    code: 10_000,
    data: { task_id: job.id },
    message: 'Success',
    request_id: 'sandbox',
    status: 10_000,
  });
}

const PHASES = {
  waiting: 'in_queue',
  queued: 'in_queue',
  running: 'generating',
  done: 'done',
  failed: 'done',
  cancelled: 'expired',
} as const;

function resultVisual(visit: Visit, owner: string): void {
  const body = bodyOf(visit, message => refusal(400, 50_400, message));
  const job = findJob('jimeng', textOf(body, 'task_id'), owner);
  const ok = (data: unknown, code = 10_000, message = 'Success'): void =>
    sendJson(visit, 200, { code, data, message, request_id: 'sandbox', status: code });
  if (job === undefined || job.kind !== textOf(body, 'req_key')) {
    ok({ status: 'not_found' });
    return;
  }
  if (pollFails(job)) throw refusal(500, 50_500, 'Internal Error');
  const phase = phaseOf(job);
  const made = phase === 'done' && job.markers.noUrl !== true;
  const isImage = /t2i|i2i/.test(job.kind);
  const data = {
    status: PHASES[phase],
    video_url: made && !isImage ? fileUrl(visit, job, 'video-5.mp4') : '',
    image_urls: made && isImage ? [fileUrl(visit, job, 'image.png')] : null,
  };
  if (phase === 'failed') ok(data, 50_500, job.markers.fail);
  else ok(data);
}

const word = (code: string, message: string, status = 400): Refused =>
  new Refused(status, { code, message, data: null });

function relayOwner(visit: Visit): string {
  const key = bearerOf(visit);
  if (key === '') throw word('unauthorized', 'Unauthorized', 401);
  return key;
}

function submitRelay(visit: Visit): void {
  const owner = relayOwner(visit);
  const body = bodyOf(visit, message => word('invalid_request', message));
  if (textOf(body, 'prompt') === '') throw word('invalid_request', 'prompt is empty');
  if (body['image_url'] !== undefined && !isMedia(body['image_url']))
    throw word('invalid_request', 'image_url is invalid');
  const job = makeJob({
    platform: 'jimeng',
    owner,
    kind: 'relay',
    body,
    id: `cgt-${digits(14)}`,
    prompt: textOf(body, 'prompt'),
  });
  answerSubmission(visit, job, 200, { code: 'success', message: '', data: job.id });
}

const RELAY = {
  waiting: 'QUEUED',
  queued: 'QUEUED',
  running: 'IN_PROGRESS',
  done: 'SUCCESS',
  failed: 'FAILURE',
  cancelled: 'FAILURE',
} as const;

function relayTask(visit: Visit, job: Job): Record<string, unknown> {
  const phase = phaseOf(job);
  return {
    task_id: job.id,
    status: RELAY[phase],
    fail_reason: phase === 'failed' ? job.markers.fail : '',
    progress: phase === 'done' ? '100%' : '30%',
    data: {
      video: phase === 'done' && job.markers.noUrl !== true ? fileUrl(visit, job, 'video-5.mp4') : '',
      status: RELAY[phase],
    },
  };
}

function fetchRelay(visit: Visit, [, id = '']: RegExpExecArray): void {
  const job = findJob('jimeng', id, relayOwner(visit));
  if (job === undefined) throw word('task_not_exist', 'task_not_exist');
  if (pollFails(job)) throw word('fail_to_fetch_task', 'Service Unavailable', 503);
  sendJson(visit, 200, { code: 'success', message: '', data: relayTask(visit, job) });
}

function visual(visit: Visit, owner: string): void {
  const action = visit.query.get('Action');
  if (visit.query.get('Version') !== '2022-08-31') throw refusal(400, 50_400, 'Version is invalid');
  if (action === 'CVSync2AsyncSubmitTask') submitVisual(visit, owner);
  else if (action === 'CVSync2AsyncGetResult') resultVisual(visit, owner);
  else throw refusal(400, 50_400, 'Action is invalid');
}

export const jimengRoutes: readonly TaskRoute[] = [
  ['POST', /^\/visual\/$/, visit => visual(visit, ownerOf(visit))],
  // Relays mirror it, with a key of theirs instead of a signature.
  ['POST', /^\/jimeng\/$/, visit => visual(visit, relayOwner(visit))],
  ['POST', /^\/jimeng\/submit\/videos$/, submitRelay],
  ['GET', /^\/jimeng\/fetch\/([\w-]+)$/, fetchRelay],
];
