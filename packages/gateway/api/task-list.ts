// The owner's own view of tasks of every platform: a list with filters, one task, its progress as it comes, its end.

import { Failure } from '@turnpike/protocols/failures';
import type { Exchange, Route } from '../http/exchange.ts';
import { formatUsd } from '../ledger/money.ts';
import type { TaskQuery } from '../store/task-rows.ts';
import type { Desk, Dialect } from '../tasks/dialect.ts';
import type { Links } from '../tasks/links.ts';
import { openaiError } from '../tasks/openai-error.ts';
import { finalCharge } from '../tasks/pricing.ts';
import { isFinal, type Task, type TaskState } from '../tasks/task.ts';
import type { Services } from './services.ts';
import { deskOf } from './tasks.ts';

const STATES: readonly TaskState[] = [
  'accepted',
  'submitting',
  'queued',
  'waiting_input',
  'running',
  'saving',
  'succeeded',
  'failed',
  'cancelled',
  'expired',
];
/** Silence after which a stream of progress is kept alive, and the pause at which a task of another node is read again. */
const PING_MS = 15_000;
const LOOK_MS = 1_000;

/** A task of any platform, in our own words. */
export function taskView(task: Task, links: Links): Record<string, unknown> {
  const done = task.state === 'succeeded';
  return {
    id: task.publicId,
    object: 'task',
    platform: task.dialect,
    action: task.verb,
    model: task.model,
    status: task.state,
    progress: task.progress,
    created_at: task.createdAt,
    started_at: task.startedAt === 0 ? null : task.startedAt,
    finished_at: task.finishedAt === 0 ? null : task.finishedAt,
    held: isFinal(task.state) ? '0' : formatUsd(task.held),
    cost: done ? formatUsd(finalCharge(task).amount) : '0',
    error:
      task.error === undefined ? null : { code: task.error.code, message: task.error.message, class: task.error.class },
    assets: done
      ? task.assets.map((asset, index) => ({
          kind: asset.kind,
          role: asset.role,
          url: links.url(task, index) ?? null,
          type: asset.stored?.type ?? null,
          bytes: asset.stored?.bytes ?? null,
        }))
      : [],
    request_id: task.id,
    sandbox: task.sandbox,
  };
}

/** Our own view is a dialect of its own, but for its paths. */
const OWN: Dialect = {
  name: 'tasks',
  routes: [],
  newId: () => '',
  render: taskView,
  error: openaiError,
};

/** `GET /v1/tasks`, `/v1/tasks/{id}`, `/v1/tasks/{id}/events`, `POST /v1/tasks/{id}/cancel`, `DELETE /v1/tasks/{id}`. */
export function taskListRoutes(services: Services): Route[] {
  const route = (
    method: Route['method'],
    pattern: string,
    handle: (exchange: Exchange, desk: Desk) => Promise<void>,
  ): Route => ({
    method,
    pattern,
    family: 'openai-chat',
    handle: async exchange => handle(exchange, await deskOf(services, exchange, OWN)),
  });
  return [
    route('GET', '/v1/tasks', list),
    route('GET', '/v1/tasks/webhook-secret', (exchange, desk) => {
      // What callbacks of this account's tasks are signed with, in the manner of the Standard Webhooks.
      exchange.json(200, { object: 'webhook_secret', secret: services.tasks.work.hookSecret(desk.accountId) });
      return Promise.resolve();
    }),
    route('GET', '/v1/tasks/{id}', async (exchange, desk) =>
      exchange.json(200, taskView(await own(exchange, desk), desk.links)),
    ),
    route('GET', '/v1/tasks/{id}/events', (exchange, desk) => events(services, exchange, desk)),
    route('POST', '/v1/tasks/{id}/cancel', cancel),
    route('DELETE', '/v1/tasks/{id}', async (exchange, desk) => {
      const task = await own(exchange, desk);
      if (!isFinal(task.state))
        throw new Failure('invalid_request', 'A task that runs cannot be deleted. Cancel it first.');
      await desk.remove(task);
      exchange.json(200, { id: task.publicId, object: 'task.deleted', deleted: true });
    }),
  ];
}

async function own(exchange: Exchange, desk: Desk): Promise<Task> {
  const task = await desk.find(exchange.params['id'] ?? '');
  if (task === undefined) throw new Failure('not_found', 'There is no task with this id.', { param: 'id' });
  return task;
}

async function cancel(exchange: Exchange, desk: Desk): Promise<void> {
  exchange.json(200, taskView(await desk.cancel(await own(exchange, desk)), desk.links));
}

function time(exchange: Exchange, name: string): number | undefined {
  const text = exchange.query.get(name);
  if (text === null || text === '') return undefined;
  const milliseconds = /^\d{1,16}$/.test(text) ? Number(text) : Date.parse(text);
  if (Number.isNaN(milliseconds))
    throw new Failure('invalid_request', `${name} must be milliseconds since 1970, or a date such as 2026-11-26.`, {
      param: name,
    });
  return milliseconds;
}

function words(exchange: Exchange, name: string): readonly string[] {
  return (exchange.query.get(name) ?? '')
    .split(',')
    .filter(word => word !== '')
    .slice(0, 50);
}

function queryOf(exchange: Exchange): Omit<TaskQuery, 'accountId'> {
  const limit = Number(exchange.query.get('limit') ?? 20);
  if (!Number.isInteger(limit) || limit < 1 || limit > 100)
    throw new Failure('invalid_request', 'limit must be a whole number from 1 to 100.', { param: 'limit' });
  const states = words(exchange, 'status').map(name => {
    const state = STATES.find(known => known === name);
    if (state === undefined)
      throw new Failure('invalid_request', `status must be of ${STATES.join(', ')}.`, { param: 'status' });
    return state;
  });
  const [from, to] = [time(exchange, 'from'), time(exchange, 'to')];
  const [model, verb] = [exchange.query.get('model') ?? '', exchange.query.get('action') ?? ''];
  const after = exchange.query.get('after') ?? '';
  return {
    limit,
    dialects: words(exchange, 'platform'),
    states,
    ...(model === '' ? {} : { model }),
    ...(verb === '' ? {} : { verb }),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(after === '' ? {} : { after }),
    ascending: exchange.query.get('order') === 'asc',
  };
}

async function list(exchange: Exchange, desk: Desk): Promise<void> {
  const { tasks, next } = await desk.list(queryOf(exchange));
  exchange.json(200, {
    object: 'list',
    data: tasks.map(task => taskView(task, desk.links)),
    has_more: next !== undefined,
    next: next ?? null,
  });
}

/** Server-sent events: the task now and at every change, until it has ended. */
async function events(services: Services, exchange: Exchange, desk: Desk): Promise<void> {
  let task = await own(exchange, desk);
  const gone = new AbortController();
  exchange.onClose(() => gone.abort());
  exchange.head(200, [
    'content-type',
    'text/event-stream; charset=utf-8',
    'cache-control',
    'no-cache',
    'x-accel-buffering',
    'no',
  ]);
  const { response } = exchange;
  let shown = '';
  let quiet = Date.now();
  for (;;) {
    const text = JSON.stringify(taskView(task, desk.links));
    if (text !== shown) {
      response.write(`event: ${isFinal(task.state) ? 'end' : 'progress'}\ndata: ${text}\n\n`);
      shown = text;
      quiet = Date.now();
    } else if (Date.now() - quiet > PING_MS) {
      response.write(': ping\n\n');
      quiet = Date.now();
    }
    if (isFinal(task.state) || gone.signal.aborted || !services.ready()) break;
    await services.tasks.work.changes.next(task.id, LOOK_MS, gone.signal);
    task = (await services.tasks.work.read(task.id)) ?? task;
  }
  response.end();
}
