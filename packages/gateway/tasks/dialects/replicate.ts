// Replicate's clients: predictions by model, version and deployment, waiting, lists, calling off, streams, files, the hooks' secret.

import { list, record, text, type Json } from '../../relay/json.ts';
import {
  answer,
  wordsOf,
  type Answer,
  type Ask,
  type Desk,
  type Dialect,
  type DialectRoute,
  type Problem,
} from '../dialect.ts';
import { word } from '../ids.ts';
import type { Links } from '../links.ts';
import { multipartOf } from '../multipart-body.ts';
import { isFinal, type Task, type TaskState } from '../task.ts';
import { replicateOrder } from './replicate-orders.ts';

const STATUSES: Readonly<Record<TaskState, string>> = {
  accepted: 'starting',
  submitting: 'starting',
  queued: 'starting',
  waiting_input: 'starting',
  running: 'processing',
  saving: 'processing',
  succeeded: 'succeeded',
  failed: 'failed',
  cancelled: 'canceled',
  expired: 'failed',
};

/** Seconds that `Prefer: wait` waits when it names none. */
const WAIT_S = 60;
/** How long an address of a stream is good for, seconds. */
const STREAM_S = 3_600;

const iso = (milliseconds: number): string | null => (milliseconds === 0 ? null : new Date(milliseconds).toISOString());

/** What a model gave: as Replicate gave it, with our addresses; of another maker what it made. */
export function outputOf(task: Task, links: Links): unknown {
  if (task.state !== 'succeeded') return null;
  if (task.rawWire === 'replicate') return links.ours(task, record(task.raw)['output']) ?? null;
  const urls = task.assets.map((_asset, index) => links.url(task, index));
  return urls.length === 1 ? urls[0] : urls;
}

function metricsOf(task: Task): Json {
  if (task.state !== 'succeeded') return {};
  const raw = task.rawWire === 'replicate' ? record(record(task.raw)['metrics']) : {};
  const seconds = (task.finishedAt - (task.startedAt || task.createdAt)) / 1000;
  return { predict_time: seconds, total_time: (task.finishedAt - task.createdAt) / 1000, ...raw };
}

/** Addresses of a prediction under the base that its client used. */
function urlsOf(task: Task, links: Links): Json {
  const base = `${task.origin}${text(task.memo['root'])}/predictions/${task.publicId}`;
  const until = Math.floor(task.createdAt / 1000) + STREAM_S;
  const query = `exp=${until}&sig=${links.signature(task.id, STREAM_INDEX, until)}`;
  return { get: base, cancel: `${base}/cancel`, stream: `${task.origin}/replicate/v1/stream/${task.id}?${query}` };
}

/** What stands for the index of an asset where the address of a stream is signed. */
export const STREAM_INDEX = -1;

/** A prediction (replicate.md §2, §3). */
function render(task: Task, links: Links): Json {
  const raw = task.rawWire === 'replicate' ? record(task.raw) : {};
  const failed = STATUSES[task.state] === 'failed';
  return {
    id: task.publicId,
    model: task.model,
    version: text(task.memo['version']) || 'hidden',
    input: record(task.body['input']),
    logs: text(raw['logs']),
    output: outputOf(task, links),
    data_removed: false,
    error: failed ? (task.error?.message ?? 'The prediction failed.') : null,
    status: STATUSES[task.state],
    created_at: iso(task.createdAt),
    started_at: iso(task.startedAt),
    completed_at: iso(task.finishedAt),
    metrics: metricsOf(task),
    source: 'api',
    urls: urlsOf(task, links),
  };
}

/** What the client's own address is told, of the events that it asked for. */
function news(task: Task, links: Links): Json | undefined {
  const events = list(task.memo['events']);
  if (isFinal(task.state)) return events.includes('completed') ? render(task, links) : undefined;
  if (task.state !== 'running') return undefined;
  return ['start', 'output', 'logs'].some(event => events.includes(event)) ? render(task, links) : undefined;
}

/** Titles of Replicate's errors by status. */
const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad request',
  401: 'Unauthenticated',
  402: 'Insufficient credit',
  403: 'Forbidden',
  422: 'Input validation failed',
};

const PAID = new Set(['insufficient_user_quota', 'pre_consume_token_quota_failed', 'token_quota_exhausted']);

function error(problem: Problem): Answer {
  const words = wordsOf(problem);
  const own = problem.kind === 'refused' && problem.rawWire === 'replicate' && words.status < 500 ? problem : undefined;
  if (own?.raw !== undefined && text(own.raw['detail']) !== '') return answer(own.raw, own.status);
  const failure = problem.kind === 'failure' ? problem.failure : undefined;
  const field = failure?.param;
  const invalid = words.code === 'invalid_request' && field !== undefined;
  const status = invalid ? 422 : PAID.has(words.code) ? 402 : words.status;
  const title = TITLES[status];
  const json = {
    ...(title === undefined ? {} : { title }),
    detail: invalid ? `- ${field}: ${words.message}\n` : words.message,
    status,
    ...(invalid ? { invalid_fields: [{ type: 'invalid', field, description: words.message }] } : {}),
  };
  const after = failure?.retryAfter;
  return { status, json, ...(after === undefined ? {} : { headers: { 'retry-after': String(Math.ceil(after)) } }) };
}

const notFound = (): Answer => answer({ detail: 'The requested resource could not be found.', status: 404 }, 404);

/** Milliseconds that the client is willing to wait; 0 when it did not say so. */
function waitOf(ask: Ask): number {
  const prefer = ask.headers['prefer'];
  const [, whole, seconds] =
    /(?:^|[,\s])(wait)(?:=(\d{1,2}))?(?:$|[,;\s])/.exec(typeof prefer === 'string' ? prefer : '') ?? [];
  if (whole === undefined) return 0;
  return Math.min(Math.max(Number(seconds ?? WAIT_S), 1), WAIT_S) * 1000;
}

function create(root: string): DialectRoute['handle'] {
  return async (ask, desk) => {
    const made = await desk.submit(await replicateOrder(ask, root, desk));
    const milliseconds = waitOf(ask);
    const task = milliseconds === 0 ? made : await desk.wait(made, milliseconds);
    const shown = render(task, desk.links);
    if (milliseconds === 0 || isFinal(task.state)) return answer(shown, 201);
    // Clients that wait take any other word for the end, and ask again after this one.
    return answer({ ...shown, status: 'starting' }, 202);
  };
}

async function found(ask: Ask, desk: Desk): Promise<Task | undefined> {
  const task = await desk.find(ask.params['id'] ?? '');
  return task?.dialect === 'replicate' ? task : undefined;
}

async function one(ask: Ask, desk: Desk): Promise<Answer> {
  const task = await found(ask, desk);
  return task === undefined ? notFound() : answer(render(task, desk.links));
}

async function cancel(ask: Ask, desk: Desk): Promise<Answer> {
  const task = await found(ask, desk);
  return task === undefined ? notFound() : answer(render(await desk.cancel(task), desk.links));
}

function listed(root: string): DialectRoute['handle'] {
  return async (ask, desk) => {
    const cursor = ask.query.get('cursor') ?? '';
    const page = await desk.list({
      dialects: ['replicate'],
      verb: 'predict',
      limit: 100,
      ...(cursor === '' ? {} : { after: cursor }),
    });
    const next =
      page.next === undefined ? null : `${desk.origin}${root}/predictions?cursor=${encodeURIComponent(page.next)}`;
    return answer({ previous: null, next, results: page.tasks.map(task => render(task, desk.links)) });
  };
}

/** A file as the upstream shows it, with our address. */
function fileOf(json: Json, root: string, desk: Desk): Json {
  return { ...json, urls: { get: `${desk.origin}${root}/files/${text(json['id'])}` } };
}

function upload(root: string): DialectRoute['handle'] {
  return async (ask, desk) => {
    if (!ask.files.some(({ field }) => field === 'content'))
      return answer({ detail: 'Missing content', status: 400, title: 'Bad request' }, 400);
    const call = { method: 'POST' as const, path: '/v1/files', ...multipartOf(ask.body, ask.files) };
    const order = { models: [], verb: 'files', measure: {} };
    const reply = await desk.direct(order, call, ({ status, json }) =>
      status < 300 && text(json['id']) !== '' ? [text(json['id'])] : undefined,
    );
    return answer(fileOf(reply.json, root, desk), 201);
  };
}

function file(method: 'GET' | 'DELETE', root: string): DialectRoute['handle'] {
  return async (ask, desk) => {
    const id = ask.params['id'] ?? '';
    const parent = await desk.madeBy(id);
    if (parent === undefined) return notFound();
    const call = { method, path: `/v1/files/${encodeURIComponent(id)}` };
    const order = { models: [], verb: 'files', measure: {}, parent };
    const reply = await desk.direct(order, call, ({ status }) => (status < 300 ? [] : undefined));
    return method === 'DELETE' ? { status: 204, empty: true } : answer(fileOf(reply.json, root, desk));
  };
}

/** With this secret news are signed, as `validateWebhook` of Replicate's clients checks them. */
const secret: DialectRoute['handle'] = async (_ask, desk) => answer({ key: desk.hookSecret() });

/** The relays' prefix, and Replicate's own paths for clients whose host alone is changed (replicate.md §1). */
const ROOTS = ['/replicate/v1', '/v1'];

const routes: readonly DialectRoute[] = ROOTS.flatMap((root): DialectRoute[] => [
  { method: 'POST', pattern: `${root}/models/{owner}/{name}/predictions`, handle: create(root) },
  { method: 'POST', pattern: `${root}/deployments/{owner}/{name}/predictions`, handle: create(root) },
  { method: 'POST', pattern: `${root}/predictions`, handle: create(root) },
  { method: 'GET', pattern: `${root}/predictions`, handle: listed(root) },
  { method: 'GET', pattern: `${root}/predictions/{id}`, handle: one },
  { method: 'POST', pattern: `${root}/predictions/{id}/cancel`, handle: cancel },
  { method: 'GET', pattern: `${root}/webhooks/default/secret`, handle: secret },
]);

/** Files have Replicate's own place only: `/v1/files` is OpenAI's. */
const [HOME = ''] = ROOTS;

export const replicate: Dialect = {
  name: 'replicate',
  routes: [
    ...routes,
    { method: 'POST', pattern: `${HOME}/files`, handle: upload(HOME) },
    { method: 'GET', pattern: `${HOME}/files/{id}`, handle: file('GET', HOME) },
    { method: 'DELETE', pattern: `${HOME}/files/{id}`, handle: file('DELETE', HOME) },
  ],
  newId: () => word('', 26),
  render,
  news,
  chatty: 'always',
  error,
};
