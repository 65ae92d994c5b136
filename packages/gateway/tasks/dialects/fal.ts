// fal's clients: the queue with status, stream, result, cancel and webhooks, and the form that waits for the result.

import { Failure } from '@turnpike/protocols/failures';
import { isRecord, list, record, text, type Json } from '../../relay/json.ts';
import { answer, wordsOf, type Answer, type Ask, type Desk, type Dialect, type Problem } from '../dialect.ts';
import { uuid } from '../ids.ts';
import type { Links } from '../links.ts';
import { isFinal, type Task } from '../task.ts';
import { falOrder } from './fal-orders.ts';
import { appOf, falPath, type FalPath } from './fal-paths.ts';

/** How long a client that waits for the result is kept, and a stream of status is silent, milliseconds. */
const WAIT_MS = 600_000;
const QUIET_MS = 5_000;

/** Addresses of a request under the base that its client used. */
function addresses(task: Task): Json {
  const app = appOf(text(task.memo['endpoint']) || task.model);
  const base = `${task.origin}${app.startsWith('fal-ai/') ? '' : '/fal'}/${app}/requests/${task.publicId}`;
  return { response_url: base, status_url: `${base}/status`, cancel_url: `${base}/cancel` };
}

/** The upstream's part of a task that fal made. */
const rawOf = (task: Task): Json => (task.rawWire === 'fal' ? record(task.raw) : {});

function failureOf(task: Task): Json {
  if (task.state === 'succeeded') return {};
  if (task.state === 'cancelled') return { error: 'Request was cancelled.', error_type: 'client_cancelled' };
  const type = text(record(rawOf(task)['payload'])['error_type']) || task.error?.code || 'internal_server_error';
  return { error: task.error?.message ?? 'The request failed.', error_type: type };
}

/** One status object (fal.md §3). Completed is also what failed: the result says so. */
function statusOf(task: Task, logs: boolean): Json {
  const common = { request_id: task.publicId, ...addresses(task) };
  const raw = rawOf(task);
  const lines = logs ? list(raw['logs']) : null;
  if (isFinal(task.state))
    return {
      status: 'COMPLETED',
      ...common,
      logs: lines,
      metrics: isRecord(raw['metrics']) ? raw['metrics'] : { inference_time: inferenceOf(task) },
      ...failureOf(task),
    };
  if (task.state === 'running' || task.state === 'saving') return { status: 'IN_PROGRESS', ...common, logs: lines };
  const position = raw['queue_position'];
  return { status: 'IN_QUEUE', ...common, queue_position: typeof position === 'number' ? position : 0 };
}

function inferenceOf(task: Task): number {
  return Math.max(task.finishedAt - (task.startedAt || task.createdAt), 0) / 1000;
}

/** The model's own output, with our addresses; that of another maker in the shape that fal's models have. */
function outputOf(task: Task, links: Links): unknown {
  if (task.rawWire === 'fal') return links.ours(task, rawOf(task)['payload']);
  const video = links.first(task, ({ kind }) => kind === 'video');
  if (video !== undefined) return { video: { url: video, content_type: 'video/mp4' } };
  return {
    images: task.assets.map(({ stored, width, height }, index) => ({
      url: links.url(task, index),
      content_type: stored?.type ?? 'image/png',
      width: width ?? null,
      height: height ?? null,
    })),
    prompt: text(task.body['prompt']),
  };
}

/** What a failed request is answered with: the model's own body and status where they are known. */
function failed(task: Task): Answer {
  const raw = rawOf(task);
  const { error: reason, error_type: type } = failureOf(task);
  const status = Number(raw['http_status']);
  const headers = { 'x-fal-request-id': task.publicId, 'x-fal-error-type': text(type) };
  if (isRecord(raw['payload']) && status >= 400) return { status, json: raw['payload'], headers };
  const usual = task.state === 'cancelled' ? 400 : task.error?.class === 'upstream' ? 500 : 422;
  return {
    status: task.state === 'expired' ? 504 : usual,
    json: { detail: reason, error_type: type },
    headers,
  };
}

function resultOf(task: Task, links: Links): Answer {
  const headers = { 'x-fal-request-id': task.publicId };
  if (task.state === 'succeeded') return { status: 200, json: outputOf(task, links), headers };
  if (isFinal(task.state)) return failed(task);
  return { status: 400, json: { detail: 'Request is still in progress' }, headers };
}

/** What the client's own address is told (fal.md §5). */
function news(task: Task, links: Links): Json {
  const common = { request_id: task.publicId, gateway_request_id: task.publicId };
  if (task.state === 'succeeded') return { ...common, status: 'OK', payload: outputOf(task, links) };
  const { status, json } = failed(task);
  const why = status === 422 || status === 400 ? `Invalid status code: ${status}` : failureOf(task)['error'];
  return { ...common, status: 'ERROR', error: why, payload: json };
}

/** Our failures in fal's words, where its clients know some. */
const WORDS: Readonly<Record<string, readonly [status: number, detail: string]>> = {
  missing_token: [401, 'Authentication is required to access this application'],
  insufficient_user_quota: [403, 'User is locked. Reason: Exhausted balance.'],
  pre_consume_token_quota_failed: [403, 'User is locked. Reason: Exhausted balance.'],
  token_quota_exhausted: [403, 'User is locked. Reason: Exhausted balance.'],
};

function error(problem: Problem): Answer {
  const { status, code, message } = wordsOf(problem);
  if (problem.kind === 'refused' && problem.rawWire === 'fal' && status < 500 && isRecord(problem.raw))
    return answer(problem.raw, problem.status);
  const known = WORDS[code];
  if (known !== undefined) return answer({ detail: known[1] }, known[0]);
  const field = problem.kind === 'failure' ? problem.failure.param : undefined;
  if (status !== 400 || field === undefined) return answer({ detail: message }, status);
  const loc = ['body', ...field.split('.')];
  const type = message === 'Field required' ? 'missing' : 'value_error';
  return answer({ detail: [{ loc, msg: message, type, input: {} }] }, 422);
}

const notFound = (detail = 'Request not found'): Answer => answer({ detail }, 404);

async function submit({ endpoint, waits }: FalPath, ask: Ask, desk: Desk): Promise<Answer> {
  const task = await desk.submit(falOrder(endpoint, ask, desk));
  const headers = { 'x-fal-request-id': task.publicId };
  if (!waits) {
    const told = { status: 'IN_QUEUE', request_id: task.publicId, ...addresses(task), queue_position: 0 };
    return { status: 200, json: task.hook === '' ? told : { ...told, gateway_request_id: task.publicId }, headers };
  }
  const done = await desk.wait(task, WAIT_MS);
  if (isFinal(done.state)) return resultOf(done, desk.links);
  return { status: 504, json: { detail: 'Request timed out', error_type: 'request_timeout' }, headers };
}

async function* statuses(task: Task, logs: boolean, desk: Desk): AsyncIterable<string> {
  for await (const now of desk.follow(task, QUIET_MS)) yield `data: ${JSON.stringify(statusOf(now, logs))}\n\n`;
}

async function cancel(task: Task, desk: Desk): Promise<Answer> {
  const over = (): Answer => answer({ status: 'ALREADY_COMPLETED' }, 400);
  if (isFinal(task.state)) return over();
  const after = await desk.cancel(task);
  return after.state === 'succeeded' || after.state === 'failed'
    ? over()
    : answer({ status: 'CANCELLATION_REQUESTED' }, 202);
}

/** `logs=1` and what Python makes of true. */
function wantsLogs(ask: Ask): boolean {
  const target = ask.headers['x-fal-target-url'];
  const query = typeof target === 'string' && URL.canParse(target) ? new URL(target).searchParams : ask.query;
  return ['1', 'true', 'True'].includes(query.get('logs') ?? '');
}

async function handle(ask: Ask, desk: Desk): Promise<Answer> {
  const path = falPath(ask);
  if (path === undefined) return notFound('Application not found');
  if (path.part === 'submit') return ask.method === 'POST' ? submit(path, ask, desk) : notFound('Path not found');
  const task = await desk.find(path.request);
  if (task === undefined || task.dialect !== 'fal') return notFound();
  if (path.part === 'cancel') return ask.method === 'GET' ? notFound('Path not found') : cancel(task, desk);
  if (path.part === 'result') return resultOf(task, desk.links);
  const logs = wantsLogs(ask);
  if (path.part === 'status/stream')
    return { status: 200, stream: { type: 'text/event-stream', parts: statuses(task, logs, desk) } };
  const headers = { 'x-fal-request-id': task.publicId };
  return { status: isFinal(task.state) ? 200 : 202, json: statusOf(task, logs), headers };
}

/** A path of another audience's `/api` is answered as fal's proxies do. */
async function proxied(ask: Ask, desk: Desk): Promise<Answer> {
  if (ask.headers['x-fal-target-url'] === undefined)
    throw new Failure('invalid_request', 'The header x-fal-target-url must name an address at fal.');
  return handle(ask, desk);
}

const METHODS = ['GET', 'POST', 'PUT'] as const;

export const fal: Dialect = {
  name: 'fal',
  routes: METHODS.flatMap(method => [
    { method, pattern: '/fal-ai/{path*}', handle },
    { method, pattern: '/fal/{path*}', handle },
    { method, pattern: '/api/fal/proxy', handle: proxied },
  ]),
  newId: uuid,
  render: outputOf,
  news,
  error,
};
